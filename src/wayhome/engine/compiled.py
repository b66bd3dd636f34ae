"""A pack made ready: conditions and events as functions, rules indexed by the facts that can open
them.

Compiling is done once when a pack is loaded, so that a decision only runs functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from wayhome.engine import rules as r
from wayhome.engine.calendar import as_instant, birthday, end_of_day, local_date, start_of_day
from wayhome.engine.conditions import Test, UnknownNameError, asks, compile_condition, threshold
from wayhome.engine.decision import Because
from wayhome.engine.facts import Fact
from wayhome.engine.matching import by_kind, compile_selector
from wayhome.engine.story import Match, SubjectMaker
from wayhome.engine.view import Occurrence, View

Finder = Callable[[View], Sequence[Occurrence]]


@dataclass(frozen=True, slots=True)
class CompiledState:
    find: Finder
    value: r.Scalar | None
    attr: str


@dataclass(frozen=True, slots=True)
class CompiledCount:
    """A count: its window and the days that it counts, up to an instant."""

    name: str
    window: r.Duration
    threshold: int
    days: Callable[[View, datetime], Iterator[date]]


@dataclass(frozen=True, slots=True)
class CompiledNotNeeded:
    reason: str
    find: Finder | None
    when: Test | None


@dataclass(frozen=True, slots=True)
class CompiledEvidence:
    """Finds every instant (with its fact) at which a duty's work was done, in order.

    Where several things must all be done, only what was done at or after `since` counts.
    """

    find: Callable[[View, datetime | None], Sequence[Occurrence]]


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


@dataclass(frozen=True, slots=True)
class CompiledPack:
    """One version of one procedure, ready for `decide`."""

    pack: r.Pack
    vocabulary: r.Vocabulary
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


def duration(value: r.Duration | r.SettingRef, pack: r.Pack) -> r.Duration:
    """A duration, taken from the settings where it is named there."""
    if isinstance(value, r.Duration):
        return value
    setting = pack.settings.get(value.name)
    if not isinstance(setting, r.Duration):
        raise UnknownNameError(f"setting {value.name!r} is not a length of time")
    return setting


# --- events
# -----------------------------------------------------------------------------------------


def compile_event(event: r.Event, pack: r.Pack) -> Finder:
    """An event as a function that finds its occurrences in a view."""
    find = _source(event.source, pack)
    if event.after is None:
        return find
    by = duration(event.after, pack)

    def later(view: View) -> Sequence[Occurrence]:
        shifted: list[Occurrence] = []
        again: datetime | None = None
        for occurrence in reversed(find(view)):
            due = view.story.calendar.shift(occurrence.at, by)
            at = None if due is None else as_instant(due)
            if at is not None and not (event.silent and again is not None and again < at):
                shifted.append(Occurrence(at, occurrence.fact, occurrence.order))
            again = occurrence.at
        shifted.reverse()
        return shifted

    return later


def compile_events(events: Sequence[r.Event], pack: r.Pack) -> Finder | None:
    """Several events as one function: all their occurrences in order of time."""
    finders = tuple(compile_event(event, pack) for event in events)
    if not finders:
        return None
    if len(finders) == 1:
        return finders[0]

    def find(view: View) -> Sequence[Occurrence]:
        found = [occurrence for finder in finders for occurrence in finder(view)]
        found.sort(key=lambda o: (o.at, o.order))
        return found

    return find


def _source(source: r.Source, pack: r.Pack) -> Finder:
    match source:
        case r.Selector(kind=kind, scope=scope):
            match = compile_selector(source)

            def facts(view: View) -> Sequence[Occurrence]:
                held = view.facts(kind, scope)
                if not held:
                    return ()
                order, start = view.story.order, view.span.started
                return [Occurrence(max(f.at, start), f, order[f.id]) for f in held if match(f)]

            return facts
        case r.Moment(name=name):
            return lambda view: view.onsets(name)
        case r.Becomes():
            return _becomes(source)
        case r.StatusEvent():
            return _status_event(source)
        case r.AgeReached():
            return _age_event(source)
        case r.Reaches(count=name):
            rule = pack.counts.get(name)
            if rule is None:
                raise UnknownNameError(f"no count is called {name!r}")
            return _reaches(rule, threshold(rule, pack.settings))
        case r.OnDate(day=day):
            instant = start_of_day(day)
            return lambda view: [Occurrence(instant, None)]


def _becomes(source: r.Becomes) -> Finder:
    names = source.categories

    def find(view: View) -> Sequence[Occurrence]:
        found, before = [], ""
        for change in view.category_changes():
            if change.name in names and before not in names:
                found.append(Occurrence(change.at, view.fact_at(change.at)))
            before = change.name
        return found

    return find


def _status_event(source: r.StatusEvent) -> Finder:
    names, begins = source.status, source.begins

    def find(view: View) -> Sequence[Occurrence]:
        found = []
        for status in view.story.statuses:
            at = status.start if begins else status.end
            if at is not None and status.status in names:
                found.append(Occurrence(at, status.fact))
        return found

    return find


def _age_event(source: r.AgeReached) -> Finder:
    years = source.years

    def find(view: View) -> Sequence[Occurrence]:
        born = view.story.protective_born or view.story.born
        if born is None:
            return ()
        at = start_of_day(birthday(born, years))
        return [Occurrence(at, None)] if at >= view.span.started else ()

    return find


def _reaches(rule: r.CountRule, needed: int) -> Finder:
    name = rule.name
    if rule.of is not None:
        kind, scope, match = rule.of.kind, rule.of.scope, compile_selector(rule.of)

        def by_fact(view: View) -> Sequence[Occurrence]:
            return [
                Occurrence(max(f.at, view.span.started), f, view.story.order[f.id])
                for f in view.facts(kind, scope)
                if match(f) and view.count_at(name, f.at) >= needed
            ]

        return by_fact

    def by_episode(view: View) -> Sequence[Occurrence]:
        episodes = view.siblings if view.span.kind != "episode" else (view,)
        found = []
        for episode in episodes:
            at = episode.became(rule.category)
            if at is not None and episode.count_at(name, at) >= needed:
                found.append(Occurrence(at, episode.fact_at(at)))
        return found

    return by_episode


def compile_count(rule: r.CountRule, pack: r.Pack) -> CompiledCount:
    """A count as a function that gives the days it counts."""
    window, needed = duration(rule.window, pack), threshold(rule, pack.settings)
    categories = rule.category
    if rule.of is not None:
        kind, scope, match = rule.of.kind, rule.of.scope, compile_selector(rule.of)

        def days_of_facts(view: View, at: datetime) -> Iterator[date]:
            return (local_date(f.at) for f in view.facts(kind, scope) if f.at <= at and match(f))

        return CompiledCount(rule.name, window, needed, days_of_facts)

    def days_of_episodes(view: View, at: datetime) -> Iterator[date]:
        own = view.span.kind == "episode"
        for earlier in view.story.earlier:
            if earlier.category in categories and earlier.fact.at <= at:
                yield earlier.day
        for sibling in view.siblings:
            if own and sibling.span.number > view.span.number:
                break
            became = sibling.became(categories)
            if became is not None and became <= at:
                yield sibling.start_day()

    return CompiledCount(rule.name, window, needed, days_of_episodes)


# --- evidence
# ---------------------------------------------------------------------------------------

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
                done = next(
                    (o for o in part.find(view, since) if since is None or o.at >= since), None
                )
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
        groups = view.pack.vocabulary.groups.values()
        for kind in kinds:
            for fact in view.facts(kind, "subject"):
                if (since is not None and fact.at < since) or not _counts(told, kind, fact):
                    continue
                heard = _receivers(kind, fact)
                for known in groups:
                    role = view.group(known, fact.at)
                    heard += (
                        [role] if known.name in heard else [known.name] if role in heard else []
                    )
                for role in heard:
                    held = first.get(role)
                    if held is None or fact.at < held.at:
                        first[role] = Occurrence(fact.at, fact, view.story.order[fact.id])
        if any(role not in first for role in told.roles):
            return ()
        return (max((first[role] for role in told.roles), key=lambda o: o.at),)

    return find


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


# --- rules and packs
# ----------------------------------------------------------------------------------


CLOCKED = (r.Age, r.HasStatus, r.AuthorityIs, r.HeldBy, r.CountIs)


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
        yield from (e.source.years for e in rule.opens if isinstance(e.source, r.AgeReached))
    for definition in pack.definitions.values():
        yield from walk(definition)


BEGINNING = datetime.min.replace(tzinfo=UTC)


def in_force(pack: r.Pack, instant: datetime) -> bool:
    """Whether this version of the procedure was in force at an instant."""
    if instant < _start(pack.in_force_from):
        return False
    return pack.in_force_until is None or instant < end_of_day(pack.in_force_until)


def _start(day: date) -> datetime:
    return BEGINNING if day <= date(1, 1, 2) else start_of_day(day)
