"""Parts into duties: the same kind on the same occasion is one duty, whoever asks for it (DESIGN
section 5).

All clauses are cited, the strictest due time holds, one role is accountable, the others are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from wayhome.engine.calendar import TICK, last_moment
from wayhome.engine.decision import Because, DueTime, Duty, ItemValue, Status
from wayhome.engine.duties import Closing, Key, Part, because, owner_of
from wayhome.engine.rules import DutyKind
from wayhome.engine.story import Story

ACCOUNTABLE = {
    "responsible": ("own", "placed_out", "placed_in", "elsewhere"),
    "host": ("placed_in", "own", "placed_out", "elsewhere"),
    "area_found": ("elsewhere", "placed_in", "own", "placed_out"),
    "either": ("own", "placed_out", "placed_in", "elsewhere"),
}


def group(parts: Iterable[Part]) -> dict[Key, list[Part]]:
    """Parts by what makes them one duty, in order of first appearance.

    What one rule asks once and another asks each time is one duty where the same fact opened both.
    """
    groups: dict[Key, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.key, []).append(part)
    for key in [key for key in groups if key.occasion]:
        once = groups.get(key._replace(occasion=""))
        if once is None:
            continue
        first = min(once, key=lambda part: part.opened.at)
        if first.view.story.root(first.opened.fact) == key.occasion:
            once.extend(groups.pop(key))
    return groups


class Outcome(NamedTuple):
    """How a group of parts stands at a moment: due when, met by which part, or closed by what."""

    due: DueTime | None
    limit: datetime | None
    never_late: bool
    met: Part | None
    met_at: datetime | None
    closed: Closing | None


def settle(parts: Sequence[Part], now: datetime, by_text: bool = False) -> Outcome:
    """The strictest due time of the parts, and how they were met or closed by `now`."""
    if len(parts) == 1:
        return _settle_one(parts[0], now, by_text)
    timed = [p for p in parts if p.due is not None and p.limit is not None]
    strict = [p for p in timed if not p.rule.never_late]
    never_late = bool(timed) and not strict
    due = min((p.due for p in strict or timed if p.due is not None), key=last_moment, default=None)
    limit = min((p.limit for p in strict or timed if p.limit is not None), default=None)
    deciding = [p for p in parts if p.compiled.met is not None] or list(parts)
    done: list[tuple[datetime, Part]] = []
    shut: list[Closing] = []
    for part in deciding:
        closed = part.closed(now, by_text)
        if part.met is not None and part.met.at <= now:
            done.append((part.met.at, part))
        elif closed is not None:
            shut.append(closed)
        else:
            return Outcome(due, limit, never_late, None, None, None)
    if done:
        at, part = max(done, key=lambda pair: pair[0])
        return Outcome(due, limit, never_late, part, at, None)
    return Outcome(due, limit, never_late, None, None, max(shut, key=lambda c: c.at))


def _settle_one(part: Part, now: datetime, by_text: bool) -> Outcome:
    never_late = part.due is not None and part.rule.never_late
    if part.met is not None and part.met.at <= now:
        # What was no longer needed and was done all the same, too late, was not owed any more.
        closed = part.closed(part.met.at, by_text)
        late = part.limit is not None and part.met.at > part.limit and not never_late
        if not (closed is not None and late and closed.at < part.met.at):
            return Outcome(part.due, part.limit, never_late, part, part.met.at, None)
    return Outcome(part.due, part.limit, never_late, None, None, part.closed(now, by_text))


def status_of(outcome: Outcome, now: datetime) -> Status:
    """open, overdue, met, met_late or not_needed at an instant."""
    limit = None if outcome.never_late else outcome.limit
    if outcome.met_at is not None:
        return "met" if limit is None or outcome.met_at <= limit else "met_late"
    if outcome.closed is not None:
        return "not_needed"
    return "open" if limit is None or now <= limit else "overdue"


def duty_id(parts: Sequence[Part], story: Story) -> str:
    """subject, kind, the root of the fact that first opened it, and its number: survives
    corrections.
    """
    first = parts[0] if len(parts) == 1 else min(parts, key=lambda p: _stood_from(p, story))
    key = first.key
    root = story.root(first.opened.fact) or "time"
    return f"{key.subject}/{key.kind}/{root}/{key.number}"


def _stood_from(part: Part, story: Story) -> datetime:
    """The first moment at which the part stood and was known to stand."""
    if part.opened.fact is None:
        return part.opened.at
    return max(part.opened.at, story.known_from(part.opened.fact))


def make_duty(
    parts: Sequence[Part], story: Story, now: datetime, kinds: Mapping[str, DutyKind]
) -> Duty:
    """One duty of all the parts that have opened by `now` (at least one)."""
    if len(parts) == 1:
        first = parts[0]
        joined = _alone(first, now)
    else:
        first = min(parts, key=lambda p: p.opened.at)
        joined = _joined(parts, now)
    owners, relations, cites, values, why = joined
    key = first.key
    outcome = settle(parts, now)
    kind = kinds.get(key.kind)
    versions = {part.pack.key: part.pack.pack.digest for part in parts}
    accountable = _accountable(owners, relations, kind)
    if len(owners) > 1:
        why.append(Because("merged", "one duty under several procedures", procedure=accountable))
    met_by = (
        outcome.met.met.fact if outcome.met is not None and outcome.met.met is not None else None
    )
    reason = ""
    if outcome.closed is not None:
        closing = outcome.closed
        reason = closing.reason
        why.append(
            Because("closed", reason, fact=closing.fact.id if closing.fact else "", at=closing.at)
        )
    late = outcome.limit is not None and not outcome.never_late
    status = status_of(outcome, now)
    plain = None
    if any(p.closings is not p.closings_by_text for p in parts):
        plain = status_of(settle(parts, now, by_text=True), now)
        if plain != status:
            words = f"kept for safety: by the procedure's plain words it is {plain}"
            why.append(Because("safety", words.replace("_", " ")))
    return Duty(
        id=duty_id(parts, story),
        subject=key.subject,
        kind=key.kind,
        cites=cites,
        procedures=tuple(owners),
        owner=owners[accountable],
        owners=owners,
        due=outcome.due,
        status=status,
        status_by_procedure=plain,
        tier=kind.tier if kind is not None else "dated",
        opened_at=first.opened.at,
        opened_by=first.opened.fact.id if first.opened.fact is not None else "",
        met_at=outcome.met_at,
        met_by=met_by.id if met_by is not None else "",
        reason=reason,
        value=_value(values),
        number=key.number,
        instance=_instance(first),
        never_late=any(p.rule.never_late for p in parts) and not late,
        discloses=kind.discloses if kind is not None else False,
        overdue_from=outcome.limit + TICK if late and outcome.limit is not None else None,
        checklist=tuple((i.item, i.cites) for p in parts for i in p.rule.checklist),
        versions=versions,
        why=tuple(why),
    )


class Joined(NamedTuple):
    """What several parts say together: owner and relation by procedure, clauses, values,
    reasons.
    """

    owners: dict[str, str]
    relations: dict[str, str]
    cites: tuple[str, ...]
    values: Sequence[str | int | float | bool]
    why: list[Because]


def _alone(part: Part, now: datetime) -> Joined:
    """The common case: one rule asks."""
    name = part.pack.key
    owner = owner_of(part.rule.owner, part.view, part.opened, now)
    cites = part.rule.cites
    for item in part.rule.checklist:
        cites += tuple(c for c in item.cites if c not in cites)
    return Joined({name: owner}, {name: "own"}, cites, _values(part), list(because(part)))


def _joined(parts: Sequence[Part], now: datetime) -> Joined:
    """Several rules, of one procedure or more, ask for the same."""
    owners: dict[str, str] = {}
    relations: dict[str, str] = {}
    cites: list[str] = []
    values: list[str | int | float | bool] = []
    why: list[Because] = []
    for part in sorted(parts, key=_strictness):
        if not owners.get(part.pack.key):
            owners[part.pack.key] = owner_of(part.rule.owner, part.view, part.opened, now)
    for part in parts:
        relations[part.pack.key] = part.view.relation_at(part.opened.at)
        cites.extend(part.rule.cites)
        for item in part.rule.checklist:
            cites.extend(item.cites)
        values.extend(v for v in _values(part) if v not in values)
        why.extend(because(part))
    return Joined(owners, relations, tuple(dict.fromkeys(cites)), values, why)


def _strictness(part: Part) -> tuple[bool, datetime]:
    """Whose owner stands for a procedure: the part that is due first, else that opened first."""
    return part.limit is None, part.limit or part.opened.at


def _values(part: Part) -> Sequence[str | int | float | bool]:
    value = part.rule.value
    if value is not None and value.constant is not None:
        return value.constant if isinstance(value.constant, tuple) else (value.constant,)
    return part.compiled.told


def _value(values: Sequence[str | int | float | bool]) -> ItemValue:
    if not values:
        return None
    return values[0] if len(values) == 1 else tuple(values)


def _instance(part: Part) -> tuple[datetime, ...]:
    """The instants that name the occasion: when the child went missing, was missed, came back; the
    opening.
    """
    view = part.view
    instants = [part.opened.at]
    if view.span.kind == "episode":
        instants += [view.missing_since(), view.span.started]
        instants += [at for at, _ in view.span.moments.get("back", ())]
    return tuple(dict.fromkeys(instants))


def _accountable(
    owners: Mapping[str, str], relations: Mapping[str, str], kind: DutyKind | None
) -> str:
    """The procedure whose role is accountable: the responsible authority's, or the host's for what
    happens there.
    """
    if len(owners) == 1:
        return next(iter(owners))
    if len(owners) > 1:
        for relation in ACCOUNTABLE[kind.accountable if kind is not None else "either"]:
            for name in owners:
                if relations[name] == relation and owners[name]:
                    return name
    return next((name for name in owners if owners[name]), next(iter(owners)))
