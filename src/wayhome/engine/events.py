"""Events and counts as functions that find their occurrences in a view."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from wayhome.engine import rules as r
from wayhome.engine.calendar import as_instant, birthday, local_date, start_of_day
from wayhome.engine.conditions import UnknownNameError, threshold
from wayhome.engine.matching import compile_selector
from wayhome.engine.view import Occurrence, View, window_start

Finder = Callable[[View], Sequence[Occurrence]]
EARLIEST = datetime.min.replace(tzinfo=UTC)


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


def duration(value: r.Duration | r.SettingRef, pack: r.Pack) -> r.Duration:
    """A duration, taken from the settings where it is named there."""
    if isinstance(value, r.Duration):
        return value
    setting = pack.settings.get(value.name)
    if not isinstance(setting, r.Duration):
        raise UnknownNameError(f"setting {value.name!r} is not a length of time")
    return setting


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
                order = view.story.order
                # What an episode rests on may lie before anybody noticed; it opens nothing sooner.
                start = view.span.started if scope == "subject" else EARLIEST
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
        upto = view.span.number if view.span.kind == "episode" else len(view.siblings)
        for earlier in view.story.earlier:
            if earlier.category in categories and earlier.fact.at <= at:
                yield earlier.day
        first: date | None = None  # the window's first day, once its newest start is known
        for sibling in reversed(view.siblings[:upto]):
            became = sibling.became(categories)
            if became is None or became > at or sibling.away_as(at) in rule.unless:
                continue
            day = sibling.start_day()
            if first is not None and day < first:
                return  # episodes stand in order: none before this one is in the window
            first = first or window_start(day, window)
            yield day

    return CompiledCount(rule.name, window, needed, days_of_episodes)
