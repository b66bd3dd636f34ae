"""What is in force: safety first, above every pack (DESIGN section 5).

The engine may raise and never lowers. What a procedure says on the facts stands beside what is in
force. A category short
of missing takes effect only when every question of the safety floor is answered and a named person
has confirmed it with
a reason and a time of review that has not lapsed; nothing more urgent may have been learnt since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from wayhome.engine.decision import Because, Category
from wayhome.engine.facts import Fact
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
SAFE_ANSWERS = {
    "place_verified": "yes",
    "contact": "yes",
    "age_considered": "yes",
    "how_verified": "",
}


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
    vocabulary: Vocabulary,
    raises: Mapping[str, Match],
    now: datetime,
) -> Category:
    """The category in force for an episode at `now`, with the reason where it is more than a
    procedure says.
    """
    base = most_urgent(said.values(), vocabulary.severity)
    if span.kind != "episode":
        return base
    if base.name in OVER and not span.came("safe", now):
        why = Because("safety", "the record stays active until wellbeing is confirmed")
        return Category("located_wellbeing_unconfirmed", base.cites, base.since, (*base.why, why))
    if base.name not in SHORT_OF_MISSING:
        return base
    refused = why_not_confirmed(base.name, span, vocabulary, raises, now)
    if not refused:
        return base
    steps = tuple(Because("safety", text, fact=fact) for text, fact in refused)
    return Category("missing", base.cites, base.since, (*base.why, *steps))


def why_not_confirmed(
    name: str, span: Span, vocabulary: Vocabulary, raises: Mapping[str, Match], now: datetime
) -> list[tuple[str, str]]:
    """Why a category short of missing is not in force: each reason with the fact it rests on.
    Empty: it is in force.
    """
    reasons: list[tuple[str, str]] = []
    answers = _last(span, FLOOR, now)
    floor = vocabulary.facts.get(FLOOR)
    for attr, kind in floor.attributes.items() if floor is not None else ():
        given = None if answers is None else answers.attributes.get(attr)
        named = "" if answers is None else answers.id
        if attr in SAFE_ANSWERS or kind.type == "enum":
            safe = SAFE_ANSWERS.get(attr, "no")
            if given in (None, "", "dont_know"):
                reasons.append((f"not answered: {attr}", named))
            elif safe and given != safe:
                reasons.append((f"{attr}: {given}", named))
    confirmed = _last(span, CONFIRMED, now)
    if confirmed is None or confirmed.attributes.get("category") != name:
        reasons.append(("no named person has confirmed it", ""))
        return reasons
    if not confirmed.attributes.get("decision_maker"):
        reasons.append(("the confirmation names nobody", confirmed.id))
    if not confirmed.attributes.get("reason"):
        reasons.append(("the confirmation gives no reason", confirmed.id))
    review = confirmed.attributes.get("review_at")
    if not isinstance(review, datetime):
        reasons.append(("the confirmation has no time of review", confirmed.id))
    elif review <= now:
        reasons.append(("the review has lapsed", confirmed.id))
    for fact in span.facts:
        test = raises.get(fact.kind)
        if confirmed.at <= fact.at <= now and test is not None and test(fact):
            reasons.append((f"learnt since: {fact.kind}", fact.id))
    return reasons


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
