"""Duties that single rules open: when, due when, met or closed by what.

A part is what one rule of one pack asks on one subject. `wayhome.engine.merging` joins parts into
duties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple, get_args

from wayhome.engine import rules as r
from wayhome.engine.calendar import (
    TICK,
    birthday,
    last_moment,
    start_of_day,
)
from wayhome.engine.compiled import CompiledNotNeeded, CompiledPack, CompiledRule, in_force
from wayhome.engine.decision import Because, Category, DueTime
from wayhome.engine.events import Finder
from wayhome.engine.evidence import counting_from
from wayhome.engine.facts import Fact
from wayhome.engine.safety import NOT_TO_CONFIRM, blank, in_force_category, review_lapses
from wayhome.engine.view import MISSING, Occurrence, View

UNITS = frozenset(get_args(r.Unit))
MOST = 1000  # an interval longer than so many units is a slip of the pen


class Key(NamedTuple):
    """What makes two parts one duty."""

    subject: str
    kind: str
    occasion: str  # the opening fact's root for `each` rules, else empty
    number: int


class Closing(NamedTuple):
    at: datetime
    reason: str
    fact: Fact | None
    until: datetime | None = None  # it lapses then

    def stands(self, now: datetime) -> bool:
        """Whether it has closed by an instant and has not lapsed."""
        return self.at <= now and (self.until is None or now < self.until)


@dataclass(slots=True)
class Part:
    """What one rule asks on one subject, on one occasion."""

    key: Key
    pack: CompiledPack
    compiled: CompiledRule
    view: View
    opened: Occurrence
    due: DueTime | None
    limit: datetime | None  # the last instant in time; None: no time
    anchor: datetime | None
    counted: str
    met: Occurrence | None
    closings: tuple[Closing, ...]
    closings_by_text: tuple[Closing, ...]

    def closed(self, now: datetime, by_text: bool = False) -> Closing | None:
        """What makes it not needed at an instant; `by_text`: by the procedure's plain words."""
        listed = self.closings_by_text if by_text else self.closings
        return next((c for c in listed if c.stands(now)), None)

    @property
    def rule(self) -> r.Rule:
        """The rule that asks."""
        return self.compiled.rule


def openings(compiled: CompiledRule, view: View) -> Iterator[Occurrence]:
    """The events that open a rule, in order of time, those for which its condition holds."""
    when, started = compiled.when, view.span.started
    if compiled.opens is None:
        candidates: Sequence[Occurrence] = [
            Occurrence(max(f.at, started), f, view.story.order[f.id]) for f in view.span.facts
        ]
    else:
        candidates = compiled.opens(view)
    for occurrence in candidates:
        if occurrence.at < started:
            continue  # it happened before this subject began
        if when is None or when(view, occurrence.at, occurrence.fact):
            yield occurrence


def parts_of(compiled: CompiledRule, view: View) -> Iterator[Part]:
    """Every part that a duty rule makes on a subject, now or later."""
    rule, pack = compiled.rule, view.pack
    for occurrence in openings(compiled, view):
        if not in_force(pack.pack, occurrence.at):
            continue
        occasion = view.story.root(occurrence.fact) if rule.each else ""
        every = compiled.every or _interval_set(rule.name, view)
        if every is None:
            yield _part(compiled, view, occurrence, occasion)
        else:
            yield from _series(compiled, every, view, occurrence, occasion)
        if not rule.each:
            return


def _is_safety(name: str, view: View) -> bool:
    kind = view.pack.vocabulary.duties.get(name)
    return kind is not None and kind.safety


def _interval_set(kind: str, view: View) -> r.Duration | None:
    """How often a duty recurs, where a person set it on the case ("regular" without a number)."""
    for fact in reversed(view.facts("interval_set", "subject")):
        amount, unit = fact.attributes.get("amount"), fact.attributes.get("unit")
        sensible = isinstance(amount, int) and 0 < amount <= MOST
        if fact.attributes.get("duty") == kind and sensible and unit in UNITS:
            return r.Duration(amount, unit)  # type: ignore[arg-type]
    return None


def _part(compiled: CompiledRule, view: View, opened: Occurrence, occasion: str) -> Part:
    rule = compiled.rule
    key = Key(view.span.id, rule.name, occasion, 1)
    due, anchor, counted = due_time(compiled.due, view, opened)
    late = due_time(compiled.late, view, opened)[0] if compiled.late else None
    if due is None and not _is_safety(rule.name, view):
        due, anchor, counted = _time_set(rule.name, view)
    since = None if rule.since == "subject" else opened.at
    met = None
    for done in _done(compiled, view, since):
        met = counting_from(done, since)
        if met is not None:
            break
    return Part(
        key,
        view.pack,
        compiled,
        view,
        opened,
        due,
        _limit(late or due),
        anchor,
        counted,
        met,
        *_both(compiled, view, opened),
    )


def reopened(part: Part, view: View, by_text: Closing) -> Part:
    """A part that no longer follows, on what is known now; by the plain words it is closed."""
    made = _part(part.compiled, view, part.opened, part.key.occasion)
    made.key = part.key
    made.closings_by_text = (by_text,)
    return made


def _both(
    compiled: CompiledRule, view: View, opened: Occurrence
) -> tuple[tuple[Closing, ...], tuple[Closing, ...]]:
    """The closings in force, and those by the procedure's plain words, which seldom differ."""
    found = closings(compiled, view, opened)
    if any(way.by_category for way in compiled.not_needed):
        return found, closings(compiled, view, opened, by_text=True)
    return found, found


def _time_set(kind: str, view: View) -> tuple[DueTime | None, datetime | None, str]:
    """The due time that a manager set for a duty to which the procedure gives none; the latest
    stands.
    """
    for fact in reversed(view.facts("due_time_set", "subject")):
        at = fact.attributes.get("due_at")
        if fact.attributes.get("duty") == kind and isinstance(at, date):
            due = DueTime(at=at) if isinstance(at, datetime) else DueTime(day=at)
            return due, fact.at, "the time a manager set"
    return None, None, ""


def _limit(due: DueTime | None) -> datetime | None:
    return None if due is None else last_moment(due)


def _series(
    compiled: CompiledRule, every: r.Duration, view: View, opened: Occurrence, occasion: str
) -> Iterator[Part]:
    """The parts of a recurring duty: each next one opens when the last was done."""
    ends, ends_by_text = _both(compiled, view, opened)
    lasting = next((c for c in ends if c.until is None), None)
    number, start = 1, opened
    while True:
        if number == 1 and compiled.due:
            due, anchor, counted = due_time(compiled.due, view, start)
        else:
            due = view.story.calendar.shift(start.at, every)
            anchor, counted = start.at, f"{every.amount} {every.unit} after the last"
        following = _next_done(compiled, view, start, first=number == 1)
        last = following is None or (lasting is not None and lasting.at < following.at)
        key = Key(view.span.id, compiled.rule.name, occasion, number)
        shut = (ends, ends_by_text) if last else ((), ())
        limit = _limit(due)
        yield Part(
            key, view.pack, compiled, view, start, due, limit, anchor, counted, following, *shut
        )
        if following is None or last:
            return
        number, start = number + 1, following


def _next_done(
    compiled: CompiledRule, view: View, start: Occurrence, first: bool
) -> Occurrence | None:
    """When the work was next done: after the last time; the first time also as it opened."""
    for done in _done(compiled, view, start.at if first else start.at + TICK):
        if done.at > start.at or (first and done.at == start.at and done.fact is not start.fact):
            return done
    return None


def _done(compiled: CompiledRule, view: View, since: datetime | None) -> Sequence[Occurrence]:
    """Every instant at which the work was done, by the rule's evidence or recorded as done."""
    found = compiled.met.find(view, since) if compiled.met is not None else ()
    recorded = view.facts("duty_done", "subject")
    if recorded:
        order = view.story.order
        found = list(found)
        safety = _is_safety(compiled.rule.name, view)
        found.extend(
            Occurrence(f.at, f, order[f.id])
            for f in recorded
            if f.attributes.get("duty") == compiled.rule.name
            # That a safety duty was done is the word of somebody who has a part in it.
            and not (safety and (not f.who or f.who in NOT_TO_CONFIRM))
        )
        found.sort(key=lambda o: o.at)
    return found


def closings(
    compiled: CompiledRule, view: View, opened: Occurrence, by_text: bool = False
) -> tuple[Closing, ...]:
    """When the duty is not needed, from its opening on, in order of time.

    What an event closes stays closed; what a condition closes is closed while the condition holds.
    A safety
    duty is not closed by a category that is not in force (`by_text` leaves that out: the
    procedure's plain
    words), nor recorded as not needed without a name and a reason.
    """
    safety = _is_safety(compiled.rule.name, view)
    found: list[Closing] = []
    for way in compiled.not_needed:
        guarded = safety and way.by_category and not by_text
        if way.find is not None and not guarded:
            found.extend(_closed_by_event(way, way.find, view, opened))
        else:
            found.extend(_closed_while(way, view, opened, guarded))
    for fact in view.facts("duty_not_needed", "subject"):
        if fact.attributes.get("duty") != compiled.rule.name or fact.at < opened.at:
            continue
        reason, name = fact.attributes.get("reason"), fact.attributes.get("decided_by")
        told = not blank(reason) and not (safety and blank(name))
        if told:
            found.append(Closing(fact.at, str(reason or ""), fact))
    found.sort(key=lambda closing: closing.at)
    return tuple(found)


def _closed_by_event(
    way: CompiledNotNeeded, find: Finder, view: View, opened: Occurrence
) -> Iterator[Closing]:
    for occurrence in find(view):
        if occurrence.at < opened.at:
            continue
        if way.when is None or way.when(view, occurrence.at, occurrence.fact):
            yield Closing(occurrence.at, way.reason, occurrence.fact)
            return


def _closed_while(
    way: CompiledNotNeeded, view: View, opened: Occurrence, guarded: bool
) -> Iterator[Closing]:
    """The stretches of time in which a condition holds (and, where guarded, is in force)."""
    since: Occurrence | None = None
    happened = way.find is None
    for at, fact in ((opened.at, opened.fact), *_instants(view, opened.at)):
        if not happened and way.find is not None:
            happened = any(opened.at <= o.at <= at for o in way.find(view))
        holds = happened and (way.when is None or way.when(view, at, fact))
        holds = holds and (not guarded or _in_force(view, at))
        if holds and since is None:
            since = Occurrence(at, fact)
        elif not holds and since is not None:
            yield Closing(since.at, way.reason, since.fact, at)
            since = None
    if since is not None:
        yield Closing(since.at, way.reason, since.fact)


def _in_force(view: View, at: datetime) -> bool:
    """Whether what this procedure calls the absence is in force, and short of missing, at an
    instant.
    """
    held = view.held.get(at)
    if held is not None:
        return held
    change = view.category_at(at)
    said = {view.pack.key: Category(change.name if change else "none")}
    name = in_force_category(said, view.span, view.pack.safety, False, at).name
    view.held[at] = name not in MISSING
    return view.held[at]


def _instants(view: View, after: datetime) -> list[tuple[datetime, Fact | None]]:
    """Every later instant at which a condition may begin to hold, by a fact or by time alone."""
    instants: dict[datetime, Fact | None] = {f.at: f for f in view.span.facts if f.at > after}
    times = [change.at for change in view.category_changes()] + review_lapses(view.span)
    for status in view.story.statuses:
        times.append(status.start)
        if status.end is not None:
            times.append(status.end)
    born = view.story.protective_born or view.story.born
    if born is not None:
        times += [start_of_day(birthday(born, years)) for years in view.pack.ages]
    for at in times:
        if at > after:
            instants.setdefault(at, None)
    return sorted(instants.items(), key=lambda pair: pair[0])


# --- due times ---------------------------------------------------------------------------------


def due_time(
    dues: Sequence[tuple[r.Due, r.Duration | None]], view: View, opened: Occurrence
) -> tuple[DueTime | None, datetime | None, str]:
    """The earliest of a rule's due times, the instant it is counted from, and how, in words."""
    best: tuple[DueTime, datetime, str] | None = None
    for due, amount in dues:
        found = _one_due(due, amount, view, opened)
        if found is not None and (best is None or last_moment(found[0]) < last_moment(best[0])):
            best = found
    return best if best is not None else (None, None, "")


def _one_due(
    due: r.Due, amount: r.Duration | None, view: View, opened: Occurrence
) -> tuple[DueTime, datetime, str] | None:
    if due.how == "immediately":
        return DueTime(at=opened.at, immediately=True), opened.at, "immediately"
    anchored = anchor_instant(due.anchors, view, opened)
    if anchored is None:
        return None
    instant, day, name = anchored
    if due.how == "at":
        return (DueTime(day=day) if day is not None else DueTime(at=instant)), instant, f"at {name}"
    assert amount is not None
    time = view.story.calendar.shift(instant, amount, 1 if due.how == "within" else -1)
    if time is None:
        return None
    word = "from" if due.how == "within" else "before"
    return time, instant, f"{amount.amount} {amount.unit.replace('_', ' ')} {word} {name}"


def anchor_instant(
    anchors: Sequence[r.Anchor], view: View, opened: Occurrence
) -> tuple[datetime, date | None, str] | None:
    """The first anchor that is known: its instant, its date where it is a date, and its name."""
    for anchor in anchors:
        found = _one_anchor(anchor, view, opened)
        if found is not None:
            return found
    return None


def _one_anchor(
    anchor: r.Anchor, view: View, opened: Occurrence
) -> tuple[datetime, date | None, str] | None:
    if anchor.moment == "opened":
        return opened.at, None, "the opening"
    if anchor.moment is not None:
        at = view.moment(anchor.moment)
        return None if at is None else (at, None, anchor.moment)
    if anchor.attr is not None:
        value = None if opened.fact is None else opened.fact.attributes.get(anchor.attr)
        if isinstance(value, datetime):
            return value.astimezone(UTC), None, anchor.attr
        if isinstance(value, date):
            return start_of_day(value), value, anchor.attr
        return None
    if anchor.fact is not None:
        held = [o for o in view.pack_find(anchor.fact) if o.fact is not None]
        if not held:
            return None
        last = held[-1].fact
        assert last is not None
        return last.at, None, anchor.fact.kind
    assert anchor.day is not None
    return start_of_day(anchor.day), anchor.day, "the date set"


# --- owners ------------------------------------------------------------------------------------


def owner_of(owner: r.Owner | None, view: View, opened: Occurrence, now: datetime) -> str:
    """The one accountable role: whoever the opening fact names, else the role that holds the case,
    else the first.
    """
    if owner is None:
        return ""
    named = ""
    if opened.fact is not None:
        if owner.from_opening == "who":
            named = opened.fact.who
        elif owner.from_attr:
            value = opened.fact.attributes.get(owner.from_attr)
            named = value if isinstance(value, str) else ""
    if named and (not owner.among or named in owner.among):
        return named
    groups = view.pack.vocabulary.groups
    roles = [view.group(groups[x], opened.at) if x in groups else x for x in owner.roles]
    if len(roles) > 1:
        held = view.holders_at(now)
        for role in roles:
            if role in held:
                return role
    return roles[0] if roles else ""


def because(part: Part) -> tuple[Because, ...]:
    """Why a part stands: the rule and its clauses, the fact that opened it, what was counted, the
    reading.
    """
    key = part.pack.key
    steps = [part.compiled.because]
    if part.opened.fact is not None:
        steps.append(
            Because("fact", part.opened.fact.kind, fact=part.opened.fact.id, at=part.opened.at)
        )
    if part.due is not None:
        steps.append(Because("arithmetic", part.counted, at=part.anchor, procedure=key))
    if part.compiled.because_read is not None:
        steps.append(part.compiled.because_read)
    return tuple(steps)
