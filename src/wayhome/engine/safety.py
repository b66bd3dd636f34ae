"""What is in force: safety first, above every pack (DESIGN section 5).

The engine may raise and never lowers. What a procedure says on the facts stands beside what is in
force. A category short
of missing takes effect only when every question of the safety floor is answered and a named person
has confirmed it with
a reason and a time of review that has not lapsed; nothing more urgent may have been learnt since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wayhome.engine.decision import Because, Category
from wayhome.engine.facts import Fact
from wayhome.engine.matching import by_kind
from wayhome.engine.rules import Vocabulary
from wayhome.engine.story import Match, Span

SHORT_OF_MISSING = frozenset(("not_missing", "absent_no_apparent_risk", "unauthorised_absence"))
OVER = frozenset(("returned", "ended", "closed"))
FLOOR = "absence_safety_answered"
CONFIRMED = "category_confirmed"

# The answer to each question of the safety floor that does not stand in the way; every other
# question asks about
# a danger, and only a plain no does not. How the place was verified must be told; any words will
# do.
LEARNED = "whereabouts_learned"
DIED = "child_died"
VERIFIES_NOTHING = frozenset(("message", "friends_word", "phone_location"))
SAFE_ANSWERS = {
    "place_verified": "yes",
    "contact": "yes",
    "age_considered": "yes",
    "how_verified": "",
}


@dataclass(frozen=True, slots=True)
class SafetyWords:
    """What the vocabulary says of urgency, ready: what raises, and what says "missing" outright."""

    vocabulary: Vocabulary
    raises: Mapping[str, Match]
    says_missing: Mapping[str, Match]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> SafetyWords:
        """The words of a vocabulary; what says "missing" is what also starts an episode."""
        episode = vocabulary.subjects.get("episode")
        outright = episode.says_missing if episode is not None else ()
        return cls(vocabulary, by_kind(vocabulary.raises), by_kind(outright))


def most_urgent(categories: Iterable[Category], severity: Sequence[str]) -> Category:
    """The most urgent of several categories; `none` where there are none."""
    best, rank = Category("none"), -1
    for category in categories:
        place = severity.index(category.name) if category.name in severity else len(severity)
        if place > rank:
            best, rank = category, place
    return best


def in_force_category(
    said: Mapping[str, Category],
    span: Span,
    words: SafetyWords,
    adult: bool,
    now: datetime,
) -> Category:
    """The category in force for an episode at `now`, with the reason where it is more than a
    procedure says.
    """
    base = most_urgent(said.values(), words.vocabulary.severity)
    if span.kind != "episode":
        return base
    found = span.came("found", now) or _last(span, DIED, now) is not None
    if base.name in OVER and _last(span, DIED, now) is None:
        if not found:
            return _raised(base, "missing", "nobody has found the child")
        if not span.came("safe", now):
            reason = "the record stays active until wellbeing is confirmed"
            return _raised(base, "located_wellbeing_unconfirmed", reason)
    if base.name == "none" and not found and not adult:
        return _raised(base, "missing", "no procedure has a word for this absence")
    if base.name in SHORT_OF_MISSING:
        refused = why_not_confirmed(base.name, span, words, now)
        steps = tuple(Because("safety", text, fact=fact) for text, fact in refused)
        return base._replace(name="missing", why=(*base.why, *steps)) if refused else base
    raised = _said_missing(span, words, now)
    if raised is not None and base.name not in ("missing", "abducted"):
        return _raised(base, "missing", f"said since: {raised.kind}", raised.id)
    return base


def _raised(base: Category, name: str, reason: str, fact: str = "") -> Category:
    return base._replace(name=name, why=(*base.why, Because("safety", reason, fact=fact)))


def _said_missing(span: Span, words: SafetyWords, now: datetime) -> Fact | None:
    """Somebody says that the child is missing after what would have ended it."""
    ends = [at for name in ("found", "back", "closed") for at, _ in span.moments.get(name, ())]
    last = max((at for at in ends if at <= now), default=span.started)
    for fact in span.facts:
        test = words.says_missing.get(fact.kind)
        if last <= fact.at <= now and test is not None and test(fact):
            return fact
    return None


def why_not_confirmed(
    name: str, span: Span, words: SafetyWords, now: datetime
) -> list[tuple[str, str]]:
    """Why a category short of missing is not in force: each reason with the fact it rests on.
    Empty: it is in force.
    """
    reasons = [*_place(span, now), *_floor(span, words.vocabulary, now)]
    confirmed = _last(span, CONFIRMED, now)
    if confirmed is None or confirmed.attributes.get("category") != name:
        return [*reasons, ("no named person has confirmed it", "")]
    if _blank(confirmed.attributes.get("decision_maker")):
        reasons.append(("the confirmation names nobody", confirmed.id))
    if _blank(confirmed.attributes.get("reason")):
        reasons.append(("the confirmation gives no reason", confirmed.id))
    review = confirmed.attributes.get("review_at")
    if not isinstance(review, datetime):
        reasons.append(("the confirmation has no time of review", confirmed.id))
    elif review <= now:
        reasons.append(("the review has lapsed", confirmed.id))
    for fact in span.facts:
        # What was recorded later was not known to whoever confirmed.
        test = words.raises.get(fact.kind)
        since = max(fact.at, fact.known_from)
        if fact.at <= now and since >= confirmed.at and test is not None and test(fact):
            reasons.append((f"learnt since: {fact.kind}", fact.id))
    return reasons


def _place(span: Span, now: datetime) -> Iterator[tuple[str, str]]:
    """A place that is not verified, or not safe, does not make an absence less urgent."""
    learned = _last(span, LEARNED, now)
    if learned is None:
        return
    if learned.attributes.get("verified_how") in VERIFIES_NOTHING:
        yield "the place is not verified by being seen or spoken to there", learned.id
    if learned.attributes.get("place_safe") in ("no", "dont_know"):
        yield "the place is not known to be safe", learned.id


def _floor(span: Span, vocabulary: Vocabulary, now: datetime) -> Iterator[tuple[str, str]]:
    """Every question of the safety floor that has not its safe answer."""
    answers = _last(span, FLOOR, now)
    named = "" if answers is None else answers.id
    floor = vocabulary.facts.get(FLOOR)
    for attr, kind in floor.attributes.items() if floor is not None else ():
        if attr not in SAFE_ANSWERS and kind.type != "enum":
            continue
        given = None if answers is None else answers.attributes.get(attr)
        safe = SAFE_ANSWERS.get(attr, "no")
        if _blank(given) or given == "dont_know":
            yield f"not answered: {attr}", named
        elif safe and given != safe:
            yield f"{attr}: {given}", named


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def review_lapses(span: Span) -> list[datetime]:
    """The instants at which a confirmation lapses."""
    found = []
    for fact in span.by_kind.get(CONFIRMED, ()):
        review = fact.attributes.get("review_at")
        if isinstance(review, datetime):
            found.append(review)
    return found


def _last(span: Span, kind: str, now: datetime) -> Fact | None:
    last = None
    for fact in span.by_kind.get(kind, ()):
        if fact.at <= now:
            last = fact
    return last


GRADES = ("no_apparent_risk", "low", "medium", "high")


def grade_floor(allowed: tuple[str, ...] | None) -> str:
    """The lowest grade that may be offered; empty where the procedure says nothing."""
    if not allowed:
        return ""
    return min(allowed, key=_rank)


def common_grades(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The grades that two procedures both offer; where they share none, those of the higher
    floor.
    """
    shared = tuple(grade for grade in one if grade in other)
    if shared:
        return shared
    return max(one, other, key=lambda grades: _rank(grade_floor(grades)))


def _rank(grade: str) -> int:
    return GRADES.index(grade) if grade in GRADES else 0
