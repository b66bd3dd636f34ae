"""What is known at a moment, ordered: facts, statuses, earlier episodes and the subjects they
make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from wayhome.engine.calendar import Calendar, end_of_day, local_date, start_of_day
from wayhome.engine.facts import Fact

Match = Callable[[Fact], bool]


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
class Span:
    """One subject: its facts in order, and the instants that matter in its life."""

    id: str
    kind: str
    started: datetime
    facts: list[Fact]
    by_kind: dict[str, list[Fact]]
    origin: Fact | None = None
    moments: dict[str, list[tuple[datetime, Fact | None]]] = field(default_factory=dict)
    lost: list[datetime] = field(default_factory=list)
    seen: list[Fact] = field(default_factory=list)
    number: int = 0

    def moment(self, name: str) -> tuple[datetime, Fact | None] | None:
        """The latest onset of a moment that still stands, with the fact that made it."""
        for onset in reversed(self.moments.get(name, ())):
            if name in ("found", "safe") and any(loss > onset[0] for loss in self.lost):
                return None
            return onset
        return None

    def came(self, name: str, instant: datetime) -> bool:
        """Whether a moment had come, and still stood, at an instant."""
        for onset, _ in self.moments.get(name, ()):
            if onset <= instant and not (
                name in ("found", "safe") and any(onset < loss <= instant for loss in self.lost)
            ):
                return True
        return False

    def add(self, fact: Fact) -> None:
        """Put a fact, later than all before, into this subject."""
        self.facts.append(fact)
        self.by_kind.setdefault(fact.kind, []).append(fact)


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

    Returns them with the root of each correction chain, each fact's place in the order of entry,
    and for a correction the instant from which the root was known.
    """
    known = [(index, fact) for index, fact in enumerate(facts) if fact.known_from <= known_at]
    order = {fact.id: index for index, fact in known}
    replaced: set[str] = set()
    parents: dict[str, str] = {}
    for _, fact in known:
        if fact.corrects is not None:
            replaced.add(fact.corrects)
            parents[fact.id] = fact.corrects
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
    return [fact for _, fact in standing], roots, order, first_known


@dataclass(frozen=True, slots=True)
class SubjectMaker:
    """The compiled form of one `SubjectRule`: tests by fact kind."""

    name: str
    starts: Mapping[str, Match]
    starts_if_new: Mapping[str, Match]
    says_missing: Mapping[str, Match]
    one_until: Mapping[str, Match]
    background: Mapping[str, Match]
    after_return: Mapping[str, Match]
    found: Mapping[str, Match]
    safe: Mapping[str, Match]
    back: Mapping[str, Match]
    lost_again: Mapping[str, Match]
    outcome: Mapping[str, Match]
    closed: Mapping[str, Match]
    seen: Mapping[str, Match]


def _hit(tests: Mapping[str, Match], fact: Fact) -> bool:
    test = tests.get(fact.kind)
    return test is not None and test(fact)


def _named(fact: Fact, spans: Sequence[Span]) -> list[Span]:
    """The subjects that a fact names itself (for_return, episode_from, episode_no: one or
    several).
    """
    attributes = fact.attributes
    returned = attributes.get("for_return")
    if isinstance(returned, datetime):
        for span in spans:
            if any(onset == returned for onset, _ in span.moments.get("back", ())):
                return [span]
    start = attributes.get("episode_from")
    if isinstance(start, (datetime, date)):
        day = local_date(start) if isinstance(start, datetime) else start
        for span in spans:
            if any(local_date(f.at) == day for f in (*span.seen[-1:], *span.facts[:1])) or (
                local_date(span.started) == day
            ):
                return [span]
    numbers = attributes.get("episode_no")
    listed = numbers if isinstance(numbers, (list, tuple)) else (numbers,)
    return [
        spans[number - 1]
        for number in listed
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= len(spans)
    ]


def make_spans(
    maker: SubjectMaker,
    facts: Sequence[Fact],
    roots: Mapping[str, str],
    first_known: Mapping[str, datetime],
) -> list[Span]:
    """Cut the facts into the subjects of one kind."""
    spans: list[Span] = []
    current: Span | None = None
    pending: list[Fact] = []
    over = False
    waiting = False  # a placement that is planned and has not started
    for fact in _in_turn(maker, facts):
        starting = (
            _hit(maker.starts, fact)
            or (over and _hit(maker.says_missing, fact) and not _named(fact, spans))
            or (
                _hit(maker.starts_if_new, fact)
                and (not spans or any(_hit(maker.background, f) for f in pending))
            )
        )
        again = current is None or over or bool(maker.one_until)
        if waiting and _hit(maker.one_until, fact):
            again = waiting = False
        if starting and again:
            current = _open(maker, fact, pending, len(spans) + 1)
            spans.append(current)
            pending, over = [], False
            waiting = bool(maker.one_until) and not _hit(maker.one_until, fact)
        elif (current is None or over) and _hit(maker.background, fact):
            pending.append(fact)
            continue
        if current is None:
            continue
        default = _ended_before(spans, current) if _hit(maker.after_return, fact) else current
        for home in _named(fact, spans) or [default]:
            home.add(fact)
            ended = _note(maker, fact, home)
            over = ended if home is current else over
    for span in spans:
        origin = min(
            (f for f in span.facts if _hit(maker.starts, f) or _hit(maker.starts_if_new, f)),
            key=lambda f: first_known.get(f.id, f.known_from),
        )
        span.origin = origin
        span.id = f"{maker.name}:{roots.get(origin.id, origin.id)}"
        span.facts.sort(key=lambda f: f.at)
    return spans


def _in_turn(maker: SubjectMaker, facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts in the order in which they are told apart.

    Of a fact known by its day only nobody knows the hour: it belongs to what began that day.
    """
    if not any(fact.date_only for fact in facts):
        return facts

    def turn(fact: Fact) -> datetime:
        if fact.date_only and not _hit(maker.starts, fact):
            return end_of_day(local_date(fact.at))
        return fact.at

    return sorted(facts, key=turn)


def _open(maker: SubjectMaker, fact: Fact, pending: list[Fact], number: int) -> Span:
    span = Span("", maker.name, fact.at, [], {}, number=number)
    for earlier in pending:
        span.add(earlier)
        if _hit(maker.seen, earlier):
            span.seen.append(earlier)
    span.moments["started"] = [(fact.at, fact)]
    return span


def _ended_before(spans: Sequence[Span], current: Span | None) -> Span:
    """The latest subject the child has come back from, else the current one."""
    for span in reversed(spans):
        if span.moments.get("back") or span.moments.get("found"):
            return span
    assert current is not None
    return current


def _note(maker: SubjectMaker, fact: Fact, span: Span) -> bool:
    """Record the moments a fact makes; True when the subject is over (the child is back, or found
    and well).
    """
    moments = span.moments
    if _hit(maker.seen, fact):
        span.seen.append(fact)
    if _hit(maker.lost_again, fact) and moments.get("found"):
        span.lost.append(fact.at)
        return False
    standing = span.moment("found") is not None
    if _hit(maker.found, fact) and not standing:
        moments.setdefault("found", []).append((fact.at, fact))
        standing = True
    if standing and _hit(maker.safe, fact) and span.moment("safe") is None:
        moments.setdefault("safe", []).append((fact.at, fact))
    if _hit(maker.back, fact) and not moments.get("back"):
        moments["back"] = [(fact.at, fact)]
    if _hit(maker.outcome, fact):
        moments.setdefault("outcome", []).append((fact.at, fact))
    if _hit(maker.closed, fact):
        moments.setdefault("closed", []).append((fact.at, fact))
    safe = span.moment("safe")
    if safe is not None and moments.get("outcome") and not moments.get("ended"):
        moments["ended"] = [(max(safe[0], moments["outcome"][0][0]), fact)]
    return bool(moments.get("back") or safe is not None or moments.get("closed"))


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
            if ends and span.end is None and span.start <= fact.at:
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
    born = protective = None
    for fact in by_kind.get("child_recorded", ()):
        value = fact.attributes.get("date_of_birth")
        born = value if isinstance(value, date) else born
        youngest = fact.attributes.get("youngest_plausible_date_of_birth")
        protective = youngest if isinstance(youngest, date) else protective
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
                if isinstance(first, date) and isinstance(last, date):
                    terms.add((first, last))
    return tuple(sorted(terms))
