"""Facts into subjects: what starts an episode, what belongs to it, what ends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from wayhome.engine.calendar import local_date
from wayhome.engine.facts import Fact
from wayhome.engine.matching import Match
from wayhome.engine.spans import Span


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
    cutter = _Cutter(maker)
    for fact in facts:
        cutter.end_of_day_before(fact)
        if cutter.holds_back(fact):
            cutter.held.append(fact)
        else:
            cutter.take(fact)
    cutter.end_of_day_before(None)
    for span in cutter.spans:
        origin = min(
            (f for f in span.facts if _hit(maker.starts, f) or _hit(maker.starts_if_new, f)),
            key=lambda f: first_known.get(f.id, f.known_from),
        )
        span.origin = origin
        span.id = f"{maker.name}:{roots.get(origin.id, origin.id)}"
        span.put_in_order()
    return cutter.spans


@dataclass(slots=True)
class _Cutter:
    """Takes facts in order of time and makes subjects of them."""

    maker: SubjectMaker
    spans: list[Span] = field(default_factory=list)
    current: Span | None = None
    pending: list[Fact] = field(default_factory=list)
    held: list[Fact] = field(default_factory=list)
    over: bool = False
    waiting: bool = False  # a placement that is planned and has not started

    def holds_back(self, fact: Fact) -> bool:
        """A fact known by its day only waits for what may begin that day, unless something runs."""
        running = self.current is not None and not self.over
        return fact.date_only and not running and not _hit(self.maker.starts, fact)

    def end_of_day_before(self, fact: Fact | None) -> None:
        """Before another day's fact: take those of the day that nobody knows the hour of."""
        if self.held and (fact is None or local_date(fact.at) > local_date(self.held[0].at)):
            waited, self.held = self.held, []
            for late in waited:
                self.take(late)

    def take(self, fact: Fact) -> None:
        """Put one fact where it belongs, beginning a subject where it begins one."""
        maker = self.maker
        again = self.current is None or self.over or bool(maker.one_until)
        if self.waiting and _hit(maker.one_until, fact):
            again = self.waiting = False
        if again and self._starts(fact):
            self.current = _open(maker, fact, self.pending, len(self.spans) + 1)
            self.spans.append(self.current)
            self.pending, self.over = [], False
            self.waiting = bool(maker.one_until) and not _hit(maker.one_until, fact)
        elif (self.current is None or self.over) and _hit(maker.background, fact):
            self.pending.append(fact)
            return
        if self.current is None:
            return
        default = self.current
        if _hit(maker.after_return, fact):
            default = _ended_before(self.spans, self.current)
        for home in _named(fact, self.spans) or [default]:
            home.add(fact)
            if not _may_be_before(fact, home):
                ended = _note(maker, fact, home)
                self.over = ended if home is self.current else self.over

    def _starts(self, fact: Fact) -> bool:
        maker = self.maker
        if _hit(maker.starts, fact):
            return True
        if self.over and _hit(maker.says_missing, fact) and not _named(fact, self.spans):
            return True
        seen_since = any(_hit(maker.background, f) for f in self.pending)
        return _hit(maker.starts_if_new, fact) and (not self.spans or seen_since)


def _may_be_before(fact: Fact, span: Span) -> bool:
    """Of a day's fact, in a subject that began later that day: it may tell of before it began.

    It tells of after only where it was recorded after: a return of the morning ends no absence of
    the evening.
    """
    began_that_day = local_date(fact.at) == local_date(span.started) and fact.at < span.started
    recorded = fact.recorded_at
    return fact.date_only and began_that_day and (recorded is None or recorded < span.started)


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
    at = max(fact.at, span.started)  # a day's fact tells of after the beginning
    if _hit(maker.seen, fact):
        span.seen.append(fact)
    unsafe = span.moment("found") is not None and span.moment("safe") is None
    gone = unsafe and (_hit(maker.starts, fact) or _hit(maker.says_missing, fact))
    if moments.get("found") and (gone or _hit(maker.lost_again, fact)):
        span.lost.append(fact.at)
        return False
    standing = span.moment("found") is not None
    if _hit(maker.found, fact) and not standing:
        moments.setdefault("found", []).append((at, fact))
        standing = True
    if standing and _hit(maker.safe, fact) and span.moment("safe") is None:
        moments.setdefault("safe", []).append((at, fact))
    if _hit(maker.back, fact) and not moments.get("back"):
        moments["back"] = [(at, fact)]
    if _hit(maker.outcome, fact):
        moments.setdefault("outcome", []).append((at, fact))
    if _hit(maker.closed, fact):
        moments.setdefault("closed", []).append((at, fact))
    safe = span.moment("safe")
    if safe is not None and moments.get("outcome") and not moments.get("ended"):
        moments["ended"] = [(max(safe[0], moments["outcome"][0][0]), fact)]
    return bool(moments.get("back") or safe is not None or moments.get("closed"))
