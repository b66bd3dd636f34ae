"""A fictional vocabulary, procedures and facts in a few lines, for tests of the engine alone.

Two councils, Applewick and North Marrow, and a lifecycle in the words of procedures/lifecycle.yaml.
Times are written as people say them: `at("2031-03-04 23:40")` is that time in London.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.engine.words import VOCABULARY as VOCABULARY
from tests.engine.words import attrs, events, span
from tests.engine.words import on as on
from tests.engine.words import sel as sel
from wayhome.engine import CompiledPack, Decision, Duty, Fact, Item, Subject, compile_pack, decide
from wayhome.engine import rules as r

LONDON = ZoneInfo("Europe/London")

# --- times ----------------------------------------------------------------------------------------


def at(text: str) -> datetime:
    """A London time, as the instant it is."""
    form = "%Y-%m-%d %H:%M:%S" if text.count(":") == 2 else "%Y-%m-%d %H:%M"
    return datetime.strptime(text, form).replace(tzinfo=LONDON).astimezone(UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def local(instant: datetime | None) -> str:
    """An instant as a London wall clock shows it."""
    return "" if instant is None else instant.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


def moment_of(when: str | datetime) -> datetime:
    return at(when) if isinstance(when, str) else when


# --- facts ----------------------------------------------------------------------------------------


def fact(kind: str, when: str | datetime, who: str = "", **more: Any) -> Fact:
    """A fact; its id is `kind@when` unless `id` says otherwise, unknown words are attributes."""
    recorded = more.pop("recorded", None)
    return Fact(
        id=more.pop("id", f"{kind}@{when}"),
        kind=kind,
        at=moment_of(when),
        who=who,
        recorded_at=None if recorded is None else moment_of(recorded),
        date_only=more.pop("date_only", False),
        corrects=more.pop("corrects", None),
        attributes={name.rstrip("_"): value for name, value in more.items()},
    )


def born(text: str, **more: Any) -> Fact:
    return fact("child_recorded", "2020-01-01 00:00", date_of_birth=day(text), **more)


def status(name: str, since: str = "2030-01-01 00:00", **detail: Any) -> Fact:
    return fact("status_changed", since, status=name, id=f"{name}@{since}", **detail)


def looked_after(since: str = "2030-01-01 00:00", **detail: Any) -> Fact:
    return status("looked_after", since, **detail)


# --- rules ----------------------------------------------------------------------------------------


def anchor(given: Any) -> r.Anchor:
    if isinstance(given, r.Selector):
        return r.Anchor(fact=given)
    if isinstance(given, date):
        return r.Anchor(day=given)
    if given in (*r.MOMENTS, "opened", "missing_since"):
        return r.Anchor(moment=given)
    return r.Anchor(attr=given)


def anchors(given: Any) -> tuple[r.Anchor, ...]:
    return tuple(anchor(one) for one in (given if isinstance(given, list) else [given]))


def immediately() -> r.Due:
    return r.Due("immediately")


def within(text: str, of: Any = "opened") -> r.Due:
    return r.Due("within", span(text), anchors(of))


def before(text: str, of: Any) -> r.Due:
    return r.Due("before", span(text), anchors(of))


def due_at(of: Any) -> r.Due:
    return r.Due("at", None, anchors(of))


def told(*roles: str, about: Any = (), by: Any = (), how: Any = ()) -> r.Evidence:
    return r.Evidence(told=r.Told(roles, frozenset(about), frozenset(by), frozenset(how)))


def evidence(given: Any) -> r.Evidence | None:
    if given is None or isinstance(given, r.Evidence):
        return given
    if isinstance(given, list):
        return r.Evidence(all_of=tuple(e for e in map(evidence, given) if e is not None))
    return r.Evidence(any_of=events(given))


def unless(reason: str, *by: Any, when: r.Condition | None = None) -> r.NotNeeded:
    return r.NotNeeded(reason, tuple(e for one in by for e in events(one)), when)


def owner(*roles: str, **more: Any) -> r.Owner:
    return r.Owner(roles, **more)


def rule(form: Any, name: str, **more: Any) -> r.Rule:
    """A rule; its key and its clause are made of its name unless given."""
    key = more.pop("key", f"{form}-{name}")
    for event_field in ("opens", "until"):
        if event_field in more:
            more[event_field] = events(more[event_field])
    for due_field in ("due", "late"):
        if due_field in more and not isinstance(more[due_field], tuple):
            more[due_field] = (more[due_field],)
    if isinstance(more.get("owner"), str):
        more["owner"] = owner(more["owner"])
    if isinstance(more.get("not_needed"), r.NotNeeded):
        more["not_needed"] = (more["not_needed"],)
    if isinstance(more.get("every"), str):
        more["every"] = span(more["every"])
    if "met" in more:
        more["met"] = evidence(more["met"])
    cites = more.pop("cites", (f"APW-{name}",))
    return r.Rule(form, name, key, cites, **more)


def duty(name: str, **more: Any) -> r.Rule:
    if "owner" not in more:
        more["owner"] = "social_worker"
    return rule("duty", name, **more)


def category(name: str, when: r.Condition | None = None, **more: Any) -> r.Rule:
    return rule("category", name, when=when, **more)


def is_(kind: str, **where: Any) -> r.FactExists:
    return r.FactExists(sel(kind, **where))


def has(*names: str, **where: Any) -> r.HasStatus:
    return r.HasStatus(frozenset(names), attrs(where))


def category_is(*names: str, ever: bool = False) -> r.CategoryIs:
    return r.CategoryIs(frozenset(names), ever)


def state(name: str, *values: r.Scalar) -> r.StateIs:
    return r.StateIs(name, frozenset(values))


# --- packs ---------------------------------------------------------------------------------------

# What a cautious procedure calls an absence: the first that holds.
PLAIN_CATEGORIES = (
    category("returned", r.MomentCame("back"), cites=("APW-1",)),
    category("ended", r.MomentCame("safe"), cites=("APW-1",)),
    category("located_wellbeing_unconfirmed", r.MomentCame("found"), cites=("APW-2",)),
    category(
        "unauthorised_absence",
        r.All((state("whereabouts", "verified", "known"), has("looked_after"))),
        cites=("APW-3",),
    ),
    category("not_missing", state("whereabouts", "verified", "known"), cites=("APW-4",)),
    category("missing", cites=("APW-5",)),
)


def pack(*rules: r.Rule, **more: Any) -> CompiledPack:
    """A procedure of Applewick, ready; without a category among the rules, the plain ones."""
    if not any(one.form == "category" for one in rules) and more.pop("categories", True):
        rules = (*PLAIN_CATEGORIES, *rules)
    given: dict[str, Any] = {
        "key": "applewick",
        "title": "Children away",
        "authority_names": frozenset({"Applewick"}),
        "in_force_from": date(2020, 1, 1),
        "in_force_until": None,
        "digest": "",
    }
    vocabulary = more.pop("vocabulary", VOCABULARY)
    more = {name: frozenset(v) if name == "holidays" else v for name, v in more.items()}
    return compile_pack(r.Pack(**{**given, "rules": tuple(rules), **more}), vocabulary)


def other_pack(*rules: r.Rule, **more: Any) -> CompiledPack:
    """A procedure of North Marrow."""
    given = {"key": "north-marrow", "authority_names": frozenset({"North Marrow"})}
    return pack(*rules, **{**given, **more})


def vocabulary(**changes: Any) -> r.Vocabulary:
    return replace(VOCABULARY, **changes)


# --- deciding -------------------------------------------------------------------------------------


def decided(
    packs: CompiledPack | Sequence[CompiledPack],
    facts: Sequence[Fact],
    now: str | datetime,
    known: str | datetime | None = None,
) -> Decision:
    listed = [packs] if isinstance(packs, CompiledPack) else packs
    return decide(listed, facts, moment_of(now), None if known is None else moment_of(known))


def duties(decision: Decision, kind: str) -> list[Duty]:
    return [d for d in decision.duties if d.kind == kind]


def the_duty(decision: Decision, kind: str) -> Duty:
    """The one duty of this kind that was not corrected away."""
    standing = [d for d in duties(decision, kind) if d.reason != "corrected"]
    assert len(standing) == 1, [d.id for d in standing] or "no such duty"
    return standing[0]


def due_of(one: Duty | Item) -> str:
    """When it is due, in London: a time, a date, `immediately ...`, or nothing."""
    if one.due is None:
        return ""
    if one.due.day is not None:
        return one.due.day.isoformat()
    return ("immediately " if one.due.immediately else "") + local(one.due.at)


def named(items: Sequence[Item], kind: str) -> list[Item]:
    return [item for item in items if item.kind == kind]


def values(items: Sequence[Item], kind: str) -> list[Any]:
    return [item.value for item in named(items, kind)]


def episodes(decision: Decision) -> list[Subject]:
    return [s for s in decision.subjects if s.kind == "episode"]


def the_episode(decision: Decision) -> Subject:
    found = episodes(decision)
    assert len(found) == 1, [e.id for e in found] or "no episode"
    return found[0]


def in_force(decision: Decision) -> str:
    """The category in force of the newest episode."""
    return episodes(decision)[-1].category_in_force.name


def said(decision: Decision, procedure: str = "applewick") -> str:
    """What the procedure calls the newest episode."""
    return episodes(decision)[-1].category_by_procedure[procedure].name
