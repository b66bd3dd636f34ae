"""What is known at a moment, ordered: facts, statuses, earlier episodes and the subjects they
make.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from wayhome.engine.calendar import Calendar, local_date, start_of_day
from wayhome.engine.cutting import SubjectMaker, make_spans
from wayhome.engine.facts import Fact
from wayhome.engine.spans import Span


@dataclass(slots=True)
class StatusSpan:
    """A status of the child from an instant until (not including) another."""

    status: str
    start: datetime
    end: datetime | None
    attributes: Mapping[str, object]
    fact: Fact

    def holds(self, instant: datetime) -> bool:
        """Whether the status holds at an instant."""
        return self.start <= instant and (self.end is None or instant < self.end)


@dataclass(slots=True)
class EarlierEpisode:
    """An episode known only as a line of history."""

    day: date
    category: str
    fact: Fact


@dataclass(slots=True)
class Story:
    """Everything known about one child, ordered in time, cut into subjects."""

    facts: list[Fact]
    by_kind: dict[str, list[Fact]]
    born: date | None
    protective_born: date | None
    statuses: list[StatusSpan]
    earlier: list[EarlierEpisode]
    spans: list[Span]
    calendar: Calendar
    roots: Mapping[str, str]
    order: Mapping[str, int]
    first_known: Mapping[str, datetime]

    def known_from(self, fact: Fact) -> datetime:
        """The instant from which this fact, or what it corrects, was first known."""
        return self.first_known.get(fact.id, fact.known_from)

    def root(self, fact: Fact | None) -> str:
        """The first fact of this fact's correction chain: what ids are made of."""
        return "" if fact is None else self.roots.get(fact.id, fact.id)


def known_facts(
    facts: Iterable[Fact], now: datetime, known_at: datetime
) -> tuple[list[Fact], dict[str, str], dict[str, int], dict[str, datetime]]:
    """The facts that had happened by `now` and were known at `known_at`, corrections applied, in
    order.

    Returns them with the root of each correction chain, each fact's place in that order,
    and for a correction the instant from which the root was known.
    """
    known = [(index, fact) for index, fact in enumerate(facts) if fact.known_from <= known_at]
    replaced: set[str] = set()
    parents: dict[str, str] = {}
    latest: dict[str, Fact] = {}
    for _, fact in known:
        if fact.corrects is not None:
            parents[fact.id] = fact.corrects
            # What is said of a time to come puts nothing right that has happened.
            if fact.at <= max(now, fact.known_from):
                replaced.add(fact.corrects)
                earlier = latest.get(fact.corrects, fact)
                newer = fact if fact.known_from >= earlier.known_from else earlier
                if earlier is not fact:  # of two corrections of one fact the later one stands
                    replaced.add(earlier.id if newer is fact else fact.id)
                latest[fact.corrects] = newer
    roots: dict[str, str] = {}
    for child in parents:
        root, walked = child, {child}
        while root in parents and parents[root] not in walked:
            root = parents[root]
            walked.add(root)
        roots[child] = root
    known_from = {fact.id: fact.known_from for _, fact in known}
    first_known = {child: known_from.get(root, known_from[child]) for child, root in roots.items()}
    standing = [(index, f) for index, f in known if f.at <= now and f.id not in replaced]
    standing.sort(key=lambda pair: (pair[1].at, pair[0]))
    order = {fact.id: place for place, (_, fact) in enumerate(standing)}
    return [fact for _, fact in standing], roots, order, first_known


def statuses_of(facts: Sequence[Fact]) -> list[StatusSpan]:
    """The dated statuses; `not_open` ends where another status of a case begins."""
    spans: list[StatusSpan] = []
    for fact in facts:
        if fact.kind != "status_changed":
            continue
        until = fact.attributes.get("until")
        end = (
            start_of_day(until)
            if isinstance(until, date) and not isinstance(until, datetime)
            else None
        )
        if isinstance(until, datetime):
            end = until
        status = str(fact.attributes.get("status", ""))
        replaced = fact.attributes.get("replaces_status")
        for span in spans:
            ends = span.status == replaced or (
                span.status == status or (span.status == "not_open" and status in OPEN_CASE)
            )
            if ends and span.start <= fact.at and (span.end is None or span.end > fact.at):
                span.end = fact.at
        spans.append(StatusSpan(status, fact.at, end, fact.attributes, fact))
    return spans


OPEN_CASE = frozenset(
    (
        "looked_after",
        "child_protection_plan",
        "child_in_need",
        "section_47",
        "early_help",
        "care_leaver",
    )
)


def tell(
    makers: Iterable[SubjectMaker],
    facts: Iterable[Fact],
    now: datetime,
    known_at: datetime,
    holidays: frozenset[date],
) -> Story:
    """Order what is known and cut it into subjects."""
    standing, roots, order, first_known = known_facts(facts, now, known_at)
    by_kind: dict[str, list[Fact]] = {}
    for fact in standing:
        by_kind.setdefault(fact.kind, []).append(fact)
    born, protective = birth_of(by_kind.get("child_recorded", ()))
    earlier = []
    for fact in by_kind.get("earlier_episode", ()):
        start = fact.attributes.get("from")
        day = (
            start
            if isinstance(start, date) and not isinstance(start, datetime)
            else local_date(fact.at)
        )
        if isinstance(start, datetime):
            day = local_date(start)
        earlier.append(EarlierEpisode(day, str(fact.attributes.get("category", "missing")), fact))
    living = [f for f in standing if f.kind not in REGISTER]
    spans: list[Span] = []
    for maker in makers:
        spans.extend(make_spans(maker, living, roots, first_known))
    return Story(
        standing,
        by_kind,
        born,
        protective,
        statuses_of(standing),
        earlier,
        spans,
        Calendar(holidays, terms_of(standing)),
        roots,
        order,
        first_known,
    )


def birth_of(records: Sequence[Fact]) -> tuple[date | None, date | None]:
    """The date of birth, and the one that protective rules go by: the youngest plausible.

    Where several records give different dates the youngest is plausible; disputed with no plausible
    date
    given, nothing is known, and a child is presumed.
    """
    dates = [d for f in records if isinstance(d := f.attributes.get("date_of_birth"), date)]
    given = [
        d
        for f in records
        if isinstance(d := f.attributes.get("youngest_plausible_date_of_birth"), date)
    ]
    if not given and any(f.attributes.get("age_disputed") is True for f in records):
        return None, None
    youngest = max([*given[-1:], *dates], default=None)
    differ = bool(given) or len(set(dates)) > 1
    return dates[-1] if dates else None, youngest if differ else None


REGISTER = frozenset(("child_recorded", "status_changed", "earlier_episode"))


def terms_of(facts: Sequence[Fact]) -> tuple[tuple[date, date], ...]:
    """School terms as the facts give them: `setting_recorded` of name term_dates, or `term_dates`
    of a status.
    """
    terms: set[tuple[date, date]] = set()
    for fact in facts:
        listed: object = None
        if fact.kind == "status_changed":
            listed = fact.attributes.get("term_dates")
        elif fact.kind == "setting_recorded" and fact.attributes.get("name") == "term_dates":
            listed = fact.attributes.get("terms")
        if not isinstance(listed, Sequence):
            continue
        for term in listed:
            if isinstance(term, Mapping):
                first, last = term.get("from"), term.get("to")
                first, last = _day(first), _day(last)
                if first is not None and last is not None and first <= last:
                    terms.add((first, last))
    return _joined(sorted(terms))


def _joined(terms: Sequence[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Terms in order, those that overlap as one."""
    joined: list[tuple[date, date]] = []
    for first, last in terms:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return local_date(value)
    return value if isinstance(value, date) else None
