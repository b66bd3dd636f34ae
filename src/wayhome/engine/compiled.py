"""A pack made ready: conditions and events as functions, rules told apart by what can open them.

Compiling is done once when a pack is loaded, so that a decision only runs functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from wayhome.engine import rules as r
from wayhome.engine.calendar import end_of_day, start_of_day
from wayhome.engine.conditions import Test, asks, compile_condition
from wayhome.engine.cutting import SubjectMaker
from wayhome.engine.decision import Because
from wayhome.engine.events import (
    CompiledCount,
    CompiledState,
    Finder,
    compile_count,
    compile_event,
    compile_events,
    duration,
)
from wayhome.engine.evidence import CompiledEvidence, compile_evidence
from wayhome.engine.matching import Match, by_kind, compile_selector
from wayhome.engine.safety import SafetyWords
from wayhome.engine.view import View


@dataclass(frozen=True, slots=True)
class CompiledNotNeeded:
    reason: str
    find: Finder | None
    when: Test | None
    by_category: bool = False  # rests on what the procedure calls the absence


@dataclass(frozen=True, slots=True)
class CompiledRule:
    rule: r.Rule
    because: Because
    because_read: Because | None
    opens: Finder | None
    when: Test | None
    until: Finder | None
    met: CompiledEvidence | None
    not_needed: tuple[CompiledNotNeeded, ...]
    needs: frozenset[str] | None  # it opens only where one of these is; None: nothing is known
    every: r.Duration | None
    due: tuple[tuple[r.Due, r.Duration | None], ...]
    late: tuple[tuple[r.Due, r.Duration | None], ...]
    told: tuple[str, ...] = ()
    timed_opens: Finder | None = None  # the events that time brings: after, ages, dates, statuses
    timed_until: Finder | None = None
    clocked: bool = False  # asks about ages or statuses, which change with time alone

    @property
    def by_time(self) -> bool:
        """Whether a birthday, a status or elapsed time may raise or clear it."""
        return self.clocked or self.timed_opens is not None or self.timed_until is not None


@dataclass(frozen=True, slots=True)
class CompiledPack:
    """One version of one procedure, ready for `decide`."""

    pack: r.Pack
    vocabulary: r.Vocabulary
    safety: SafetyWords
    makers: tuple[SubjectMaker, ...]
    rules: Mapping[str, tuple[CompiledRule, ...]]
    category_rules: Mapping[str, tuple[tuple[str, Test], ...]]
    category_sources: Mapping[str, tuple[r.Rule, ...]]
    states: Mapping[str, tuple[CompiledState, ...]]
    counts: Mapping[str, CompiledCount]
    timed_states: tuple[str, ...] = ()
    timed_category_events: tuple[Finder, ...] = ()
    ages: frozenset[int] = field(default_factory=frozenset)
    anchors: Mapping[r.Selector, Match] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The procedure's key."""
        return self.pack.key

    def is_ours(self, authority: object) -> bool:
        """Whether {name, procedure} (or a name) is this pack's authority."""
        if isinstance(authority, Mapping):
            if authority.get("procedure") == self.pack.key:
                return True
            authority = authority.get("name")
        return isinstance(authority, str) and authority in self.pack.authority_names


CLOCKED = (r.Age, r.HasStatus, r.AuthorityIs, r.HeldBy, r.CountIs, r.StateIs)


def _by_time(event: r.Event) -> bool:
    """Whether time alone can bring the event."""
    timed = (r.AgeReached, r.OnDate, r.StatusEvent)
    return event.after is not None or isinstance(event.source, timed)


def compile_rule(rule: r.Rule, pack: r.Pack) -> CompiledRule:
    """One rule, ready."""

    def dues(due: Sequence[r.Due]) -> tuple[tuple[r.Due, r.Duration | None], ...]:
        return tuple((d, None if d.amount is None else duration(d.amount, pack)) for d in due)

    return CompiledRule(
        rule,
        Because("rule", rule.key, cites=rule.cites, procedure=pack.key),
        Because("reading", rule.reading, procedure=pack.key) if rule.reading else None,
        compile_events(rule.opens, pack),
        None if rule.when is None else compile_condition(rule.when, pack),
        compile_events(rule.until, pack),
        None if rule.met is None else compile_evidence(rule.met, pack),
        tuple(
            CompiledNotNeeded(
                n.reason,
                compile_events(n.by, pack),
                None if n.when is None else compile_condition(n.when, pack),
                asks(n.when, pack, (r.CategoryIs,))
                or any(isinstance(e.source, r.Becomes) for e in n.by),
            )
            for n in rule.not_needed
        ),
        needs_of(rule),
        None if rule.every is None else duration(rule.every, pack),
        dues(rule.due),
        dues(rule.late),
        rule.met.told.roles if rule.met is not None and rule.met.told is not None else (),
        compile_events([e for e in rule.opens if _by_time(e)], pack),
        compile_events([e for e in rule.until if _by_time(e)], pack),
        asks(rule.when, pack, CLOCKED),
    )


def needs_of(rule: r.Rule) -> frozenset[str] | None:
    """The kinds of fact and moments without which the rule opens nothing on a subject.

    None where that cannot be told from the events alone.
    """
    needs: set[str] = set()
    for event in rule.opens:
        match event.source:
            case r.Selector(kind=kind, scope="subject"):
                needs.add(kind)
            case r.Moment(name=name) if name != "went_missing":
                needs.add(name)
            case _:
                return None
    return frozenset(needs) or None


def make_subjects(vocabulary: r.Vocabulary) -> tuple[SubjectMaker, ...]:
    """The subjects of the vocabulary, ready to cut facts."""
    return tuple(
        SubjectMaker(
            s.name,
            by_kind(s.starts),
            by_kind(s.starts_if_new),
            by_kind(s.says_missing),
            by_kind(s.one_until),
            by_kind(s.background),
            by_kind(s.after_return),
            by_kind(s.found),
            by_kind(s.safe),
            by_kind(s.back),
            by_kind(s.lost_again),
            by_kind(s.outcome),
            by_kind(s.closed),
            by_kind(s.seen),
        )
        for s in vocabulary.subjects.values()
        if s.starts
    )


def compile_pack(pack: r.Pack, vocabulary: r.Vocabulary) -> CompiledPack:
    """A pack, ready for `decide`.

    Raises UnknownNameError where a rule uses a name the pack does not define (`wayhome check` says
    where).
    """
    states = {**vocabulary.states, **pack.states}
    compiled_states = {
        name: tuple(
            CompiledState(finder, s.value, s.attr)
            for s in rules
            if (finder := compile_events(s.opens, pack)) is not None
        )
        for name, rules in states.items()
    }
    grouped: dict[str, list[CompiledRule]] = {}
    categories: dict[str, list[r.Rule]] = {}
    for rule in pack.rules:
        if rule.form == "category":
            categories.setdefault(rule.subject, []).append(rule)
        else:
            grouped.setdefault(rule.subject, []).append(compile_rule(rule, pack))
    return CompiledPack(
        pack,
        vocabulary,
        SafetyWords.of(vocabulary),
        make_subjects(vocabulary),
        {subject: tuple(rules) for subject, rules in grouped.items()},
        {
            subject: tuple(
                (c.name, _always if c.when is None else compile_condition(c.when, pack))
                for c in listed
            )
            for subject, listed in categories.items()
        },
        {subject: tuple(listed) for subject, listed in categories.items()},
        compiled_states,
        {name: compile_count(count, pack) for name, count in pack.counts.items()},
        tuple(n for n, rules in states.items() if any(e.after for s in rules for e in s.opens)),
        tuple(
            compile_event(event, pack)
            for listed in categories.values()
            for rule in listed
            for event in rule.opens
        ),
        frozenset(_ages(pack)),
        {
            anchor.fact: compile_selector(anchor.fact)
            for rule in pack.rules
            for due in (*rule.due, *rule.late)
            for anchor in due.anchors
            if anchor.fact is not None
        },
    )


def _always(view: View, at: datetime, fact: object) -> bool:
    return True


def _ages(pack: r.Pack) -> Iterator[int]:
    """Every age, in years, that a condition of the pack asks about: the days on which a decision
    may change.
    """

    def walk(condition: r.Condition | None) -> Iterator[int]:
        match condition:
            case r.Age(at_least=least, under=under):
                yield from (years for years in (least, under) if years is not None)
            case r.All(of=parts) | r.AnyOf(of=parts):
                for part in parts:
                    yield from walk(part)
            case r.Not(of=part):
                yield from walk(part)

    for rule in pack.rules:
        yield from walk(rule.when)
        for way in rule.not_needed:
            yield from walk(way.when)
        yield from (e.source.years for e in rule.opens if isinstance(e.source, r.AgeReached))
    for definition in pack.definitions.values():
        yield from walk(definition)


BEGINNING = datetime.min.replace(tzinfo=UTC)


def in_force(pack: r.Pack, instant: datetime) -> bool:
    """Whether this version of the procedure was in force at an instant."""
    if instant < _start(pack.in_force_from):
        return False
    return pack.in_force_until is None or instant < end_of_day(pack.in_force_until)


def force_ends(pack: r.Pack) -> Iterator[datetime]:
    """The instants at which this version comes into force and goes out of it."""
    yield _start(pack.in_force_from)
    if pack.in_force_until is not None:
        yield end_of_day(pack.in_force_until)


def _start(day: date) -> datetime:
    return BEGINNING if day <= date(1, 1, 2) else start_of_day(day)
