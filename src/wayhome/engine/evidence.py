"""What meets a duty, as functions that find when it was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wayhome.engine import rules as r
from wayhome.engine.calendar import local_date
from wayhome.engine.events import compile_events
from wayhome.engine.facts import Fact
from wayhome.engine.view import Occurrence, View


@dataclass(frozen=True, slots=True)
class CompiledEvidence:
    """Finds every instant (with its fact) at which a duty's work was done, in order.

    Where several things must all be done, only what was done at or after `since` counts.
    """

    find: Callable[[View, datetime | None], Sequence[Occurrence]]


TELLING = ("notification_sent", "notification_received", "update_given", "referral_made")


def compile_evidence(evidence: r.Evidence, pack: r.Pack) -> CompiledEvidence:
    """What meets a duty, as a function that finds the instants at which it was met."""
    if evidence.told is not None:
        return CompiledEvidence(_told(evidence.told))
    if evidence.all_of:
        parts = tuple(compile_evidence(part, pack) for part in evidence.all_of)

        def everything(view: View, since: datetime | None) -> Sequence[Occurrence]:
            last: Occurrence | None = None
            for part in parts:
                counted = (counting_from(o, since) for o in part.find(view, since))
                done = next((o for o in counted if o is not None), None)
                if done is None:
                    return ()
                if last is None or done.at > last.at:
                    last = done
            return () if last is None else (last,)

        return CompiledEvidence(everything)
    find = compile_events(evidence.any_of, pack)
    assert find is not None
    return CompiledEvidence(lambda view, since: find(view))


def _told(told: r.Told) -> Callable[[View, datetime | None], Sequence[Occurrence]]:
    kinds = tuple(k for k in TELLING if not told.how or k in told.how)

    def find(view: View, since: datetime | None) -> Sequence[Occurrence]:
        first: dict[str, Occurrence] = {}
        for kind in kinds:
            for fact in view.facts(kind, "subject"):
                done = Occurrence(fact.at, fact, view.story.order[fact.id])
                counted = counting_from(done, since)
                if counted is None or not _counts(told, kind, fact):
                    continue
                for role in _with_groups(_receivers(kind, fact), view, fact.at):
                    held = first.get(role)
                    if held is None or counted.at < held.at:
                        first[role] = counted
        if not told.roles or any(role not in first for role in told.roles):
            return ()
        return (max((first[role] for role in told.roles), key=lambda o: o.at),)

    return find


def counting_from(done: Occurrence, since: datetime | None) -> Occurrence | None:
    """What was done, where it counts as done since an instant; None where it was done before.

    Something known by its day only may well have been done after what opened that day.
    """
    if since is None or done.at >= since:
        return done
    fact = done.fact
    if fact is not None and fact.date_only and local_date(fact.at) == local_date(since):
        return done._replace(at=since)
    return None


def _with_groups(heard: list[str], view: View, at: datetime) -> list[str]:
    """Who has been told, with the groups they stand for and the roles that stand for a group."""
    for group in view.pack.vocabulary.groups.values():
        role = view.group(group, at)
        if group.name in heard:
            heard.append(role)
        elif role in heard:
            heard.append(group.name)
    return heard


def _counts(told: r.Told, kind: str, fact: Fact) -> bool:
    """Whether a telling is about the right thing and comes from the right role."""
    about = fact.attributes.get("about", fact.attributes.get("kind"))
    if told.about and about not in told.about:
        return False
    sender = fact.attributes.get("from") if kind == "notification_received" else fact.who
    return not told.by or sender in told.by


def _receivers(kind: str, fact: Fact) -> list[str]:
    """Who has been told: the receiver, or everybody it was sent to."""
    if kind == "notification_received":
        return [fact.who]
    to = fact.attributes.get("to")
    if isinstance(to, (list, tuple)):
        return [role for role in to if isinstance(role, str)]
    return [to] if isinstance(to, str) else []
