"""One subject seen under one pack: what conditions ask and what events are found in.

Everything is asked "at an instant", with the facts up to it, so that a later fact never undoes what
an earlier one opened.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from wayhome.engine.calendar import add_months, age_on, birthday, local_date, start_of_day
from wayhome.engine.facts import Fact
from wayhome.engine.rules import Duration, Group, Scalar, Selector
from wayhome.engine.spans import Span
from wayhome.engine.story import StatusSpan, Story

if TYPE_CHECKING:
    from wayhome.engine.compiled import CompiledPack
    from wayhome.engine.events import CompiledState

WHOLE = frozenset(("child", "procedure", "organisation", "home", "family", "incident"))


class Occurrence(NamedTuple):
    """An event that happened: when, and by which fact (none where time alone made it)."""

    at: datetime
    fact: Fact | None
    order: int = 0


class Change(NamedTuple):
    """From this instant the category is `name`, by the rule at `rule` of the pack's categories."""

    at: datetime
    name: str
    rule: int


@dataclass(slots=True)
class View:
    """A subject under a pack. `siblings` are the views of all episodes under the same pack, in
    order.
    """

    pack: CompiledPack
    story: Story
    span: Span
    siblings: Sequence[View] = ()
    by_kind: Mapping[str, list[Fact]] = field(default_factory=dict)
    changes: list[Change] | None = None
    state_cache: dict[str, list[tuple[datetime, int, Scalar | None]]] = field(default_factory=dict)
    relation_cache: dict[datetime, str] = field(default_factory=dict)
    missing_cache: datetime | None = None
    asked: dict[tuple[str, datetime], bool] = field(default_factory=dict)
    counted: dict[tuple[str, datetime], int] = field(default_factory=dict)
    assumed: str = ""  # asked as if this were the category, where more than it says is in force
    held: dict[datetime, bool] = field(default_factory=dict)  # in force, short of missing, then

    # --- facts ---------------------------------------------------------------------------------

    def facts(self, kind: str, scope: str) -> Sequence[Fact]:
        """The facts of a kind in this subject, or in everything known about the child."""
        table = self.story.by_kind if scope == "child" else self.by_kind
        return table.get(kind, ())

    def pack_find(self, selector: Selector) -> list[Occurrence]:
        """The facts that an anchor's selector finds, in order of time."""
        match = self.pack.anchors[selector]
        return [Occurrence(f.at, f) for f in self.facts(selector.kind, selector.scope) if match(f)]

    # --- the child -----------------------------------------------------------------------------

    def age_at(self, instant: datetime) -> int | None:
        """Age in years; None where the date of birth is not known. Disputed: the youngest
        plausible.
        """
        born = self.story.protective_born or self.story.born
        return None if born is None else age_on(born, local_date(instant))

    def statuses_at(self, instant: datetime) -> list[StatusSpan]:
        """The statuses that hold at an instant."""
        return [s for s in self.story.statuses if s.holds(instant)]

    def relation_at(self, instant: datetime) -> str:
        """own, placed_in, placed_out or elsewhere: this pack's authority and the child."""
        cached = self.relation_cache.get(instant)
        if cached is None:
            cached = self.relation_cache[instant] = self._relation(instant)
        return cached

    def _relation(self, instant: datetime) -> str:
        for status in reversed(self.statuses_at(instant)):
            responsible = status.attributes.get("responsible_authority")
            if responsible is None:
                continue
            host = status.attributes.get("host_authority")
            here = host is None or self.pack.is_ours(host)
            if self.pack.is_ours(responsible):
                return "own" if here else "placed_out"
            return "placed_in" if here else "elsewhere"
        return "own"

    def holders_at(self, instant: datetime) -> set[str]:
        """The roles that hold this case for this pack's authority at an instant."""
        held: set[str] = set()
        foreign = self.relation_at(instant) in ("placed_in", "elsewhere")
        for status in self.statuses_at(instant):
            if foreign and "responsible_authority" in status.attributes:
                continue
            allocated = status.attributes.get("allocated")
            if isinstance(allocated, Mapping):
                held.update(str(role) for role, value in allocated.items() if value)
            holder = status.attributes.get("case_holder")
            if isinstance(holder, str):
                held.add(holder)
            if status.attributes.get("social_worker_allocated") is False:
                held.discard("social_worker")
        allocations = [f for f in self.story.by_kind.get("case_allocated", ()) if f.at <= instant]
        to = allocations[-1].attributes.get("to") if allocations and not foreign else None
        return held | {to} if isinstance(to, str) else held

    def group(self, group: Group, instant: datetime) -> str:
        """The role a group stands for, for this child at an instant."""
        if group.by_allocation:
            held = self.holders_at(instant)
            for role in group.by_allocation:
                if role in held:
                    return role
            return group.otherwise
        for status in reversed(self.statuses_at(instant)):
            kind = status.attributes.get("placement_kind")
            if isinstance(kind, str) and kind in group.by_placement_kind:
                return group.by_placement_kind[kind]
        return group.otherwise

    # --- category ------------------------------------------------------------------------------

    def category_changes(self) -> list[Change]:
        """Every change of category by this pack, from the facts known, those that time alone will
        bring included.
        """
        if self.changes is not None:
            return self.changes
        changes: list[Change] = []
        self.changes = changes
        rules = self.pack.category_rules.get(self.span.kind, ())
        before = ("", -1)
        for instant in self._category_instants() if rules else ():
            called = next(
                ((name, n) for n, (name, test) in enumerate(rules) if test(self, instant, None)),
                ("none", -1) if before[0] else before,
            )
            if called != before:
                changes.append(Change(instant, *called))
                before = called
        return changes

    def _category_instants(self) -> list[datetime]:
        """When the category is asked anew: at facts, at the ends of statuses, when time says."""
        started = self.span.started
        instants = {max(fact.at, started) for fact in self.span.facts}
        for state in self.pack.timed_states:
            instants.update(at for at, _, _ in self.state_timeline(state))
        for status in self.story.statuses:
            instants.add(status.start)
            if status.end is not None:
                instants.add(status.end)
        born = self.story.protective_born or self.story.born
        if born is not None:
            instants.update(start_of_day(birthday(born, years)) for years in self.pack.ages)
        for event in self.pack.timed_category_events:
            instants.update(o.at for o in event(self))
        return sorted(at for at in instants if at >= started)

    def category_at(self, instant: datetime) -> Change | None:
        """The category that stands at an instant."""
        if self.assumed:
            return Change(instant, self.assumed, -1)
        changes = self.category_changes()
        place = bisect_right(changes, instant, key=lambda change: change.at)
        return changes[place - 1] if place else None

    def been(self, names: frozenset[str], instant: datetime) -> bool:
        """Whether the subject has been in one of these categories up to an instant."""
        return any(c.at <= instant and c.name in names for c in self.category_changes())

    def became(self, names: frozenset[str]) -> datetime | None:
        """When the subject first came into one of these categories."""
        for change in self.category_changes():
            if change.name in names:
                return change.at
        return None

    def away_as(self, instant: datetime) -> str:
        """What the absence was last called while the child was away, up to an instant."""
        name = ""
        for change in self.category_changes():
            if change.at <= instant and change.name not in AT_AN_END:
                name = change.name
        return name

    def missing_since(self) -> datetime:
        """When the child went missing: last seen by a responsible adult before being missed, or
        left later.
        """
        if self.missing_cache is None:
            missed = self._missed() or self.span.started
            at = None
            for fact in self.span.seen:
                if fact.at <= missed and (at is None or fact.at > at):
                    at = fact.at
            self.missing_cache = at or self.span.started
        return self.missing_cache

    def _missed(self) -> datetime | None:
        """When the child was missed: anew where the place was known and verified in between."""
        missed, before = None, ""
        for change in self.category_changes():
            anew = missed is None or before in PLACE_KNOWN
            if change.name in MISSING and before not in MISSING and anew:
                missed = change.at
            before = change.name
        return missed

    # --- moments and states --------------------------------------------------------------------

    def onsets(self, name: str) -> list[Occurrence]:
        """The instants at which a moment came."""
        if name == "went_missing":
            at = self.became(MISSING)
            return [] if at is None else [Occurrence(at, self.fact_at(at))]
        return [Occurrence(at, fact) for at, fact in self.span.moments.get(name, ())]

    def moment(self, name: str) -> datetime | None:
        """The instant of a moment that stands, as an anchor; None where it has not come."""
        if name == "went_missing":
            return self.became(MISSING)
        if name == "missing_since":
            return self.missing_since()
        onset = self.span.moment(name)
        return None if onset is None else onset[0]

    def came(self, name: str, instant: datetime) -> bool:
        """Whether a moment had come by an instant."""
        if name == "went_missing":
            at = self.became(MISSING)
            return at is not None and at <= instant
        return self.span.came(name, instant)

    def fact_at(self, instant: datetime) -> Fact | None:
        """The last fact of the subject at exactly this instant, else the subject's first fact."""
        for fact in reversed(self.span.facts):
            if fact.at == instant:
                return fact
        return self.span.origin

    def state_timeline(self, name: str) -> list[tuple[datetime, int, Scalar | None]]:
        """The values of a state, each with the instant from which it stands."""
        cached = self.state_cache.get(name)
        if cached is None:
            self.state_cache[name] = cached = []
            rules: Sequence[CompiledState] = self.pack.states[name]
            for line, rule in enumerate(rules):
                for found in rule.find(self):
                    value: Scalar | None = rule.value
                    if rule.attr and found.fact is not None:
                        taken = found.fact.attributes.get(rule.attr)
                        value = taken if isinstance(taken, (str, int, float, bool)) else None
                    cached.append((found.at, found.order * 64 + line, value))
            cached.sort(key=lambda entry: entry[:2])
        return cached

    def state_at(self, name: str, instant: datetime) -> Scalar | None:
        """The value of a state at an instant; None before its first event."""
        timeline = self.state_timeline(name)
        index = bisect_right(timeline, instant, key=lambda entry: entry[0])
        return timeline[index - 1][2] if index else None

    # --- counts --------------------------------------------------------------------------------

    def start_day(self) -> date:
        """The date from which this episode is counted: when the child went missing."""
        return local_date(self.missing_since())

    def count_at(self, name: str, instant: datetime) -> int:
        """How many stand in a count's window, back from the newest start up to an instant."""
        counted = self.counted.get((name, instant))
        if counted is None:
            counted = self.counted[name, instant] = self._count(name, instant)
        return counted

    def _count(self, name: str, instant: datetime) -> int:
        rule = self.pack.counts[name]
        days = list(rule.days(self, instant))
        if not days:
            return 0
        newest = max(days)
        first = window_start(newest, rule.window)
        return sum(1 for d in days if first <= d <= newest)


MISSING = frozenset(("missing", "abducted"))
PLACE_KNOWN = frozenset(("unauthorised_absence", "not_missing"))
AT_AN_END = frozenset(("returned", "ended", "closed", "located_wellbeing_unconfirmed"))


def window_start(newest: date, window: Duration) -> date:
    """The first day of a rolling window that ends with `newest`, which is included."""
    if window.unit == "days":
        return date.fromordinal(newest.toordinal() - window.amount)
    if window.unit == "weeks":
        return date.fromordinal(newest.toordinal() - 7 * window.amount)
    months = window.amount * (12 if window.unit == "years" else 1)
    return add_months(newest, -months)
