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
from datetime import datetime, timedelta

from wayhome.engine.decision import Because, Category, Item, Subject
from wayhome.engine.facts import Fact
from wayhome.engine.matching import Match, by_kind
from wayhome.engine.rules import Vocabulary
from wayhome.engine.spans import Span

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
TREAT_AS_MISSING = "treat_as_missing_until_confirmed"
NOT_TO_CONFIRM = frozenset(("child", "member_of_public", "family_member"))
LONGEST = timedelta(days=1)  # a confirmation is looked at again within a day
VERIFIES = frozenset(("seen_by_responsible_adult", "seen_by_police", "seen_by_worker"))
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
    died = _last(span, DIED, now)
    found = span.came("found", now)
    raised = _said_missing(span, words, now, died)
    if died is not None and raised is None:
        return base if base.name in OVER else _raised(base, "ended", "the child has died", died.id)
    if base.name in OVER:
        if not found:
            return _raised(base, "missing", "nobody has found the child")
        if not span.came("safe", now):
            reason = "the record stays active until wellbeing is confirmed"
            return _raised(base, "located_wellbeing_unconfirmed", reason)
    if base.name == "none" and not found and not adult:
        return _raised(base, "missing", "no procedure has a word for this absence")
    if base.name == "located_wellbeing_unconfirmed" and not found:
        return _raised(base, "missing", "nobody has found the child")
    if base.name in SHORT_OF_MISSING:
        refused = why_not_confirmed(base.name, span, words, now)
        steps = tuple(Because("safety", text, fact=fact) for text, fact in refused)
        base = base._replace(name="missing", why=(*base.why, *steps)) if refused else base
        if not refused:
            return base
    if raised is not None and base.name != "abducted":
        word = "abducted" if raised.attributes.get("category") == "abducted" else "missing"
        if base.name != word:
            return _raised(base, word, f"said since: {raised.kind}", raised.id)
    return base


def _raised(base: Category, name: str, reason: str, fact: str = "") -> Category:
    return base._replace(name=name, why=(*base.why, Because("safety", reason, fact=fact)))


def _said_missing(
    span: Span, words: SafetyWords, now: datetime, died: Fact | None = None
) -> Fact | None:
    """Somebody says that the child is missing after what would have ended it."""
    ends = [at for name in ("found", "back", "closed") for at, _ in span.moments.get(name, ())]
    if died is not None:
        ends.append(died.at)
    last = max((at for at in ends if at <= now), default=span.started)
    said = None
    for fact in span.facts:
        test = words.says_missing.get(fact.kind)
        if fact is not died and last <= fact.at <= now and test is not None and test(fact):
            if died is not None and fact.at == died.at:
                continue
            said = fact
    return said


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
    answers = _last(span, FLOOR, now)
    if answers is not None and answers.at > confirmed.at:
        reasons.append(("the questions were answered after the confirmation", answers.id))
    if confirmed.who in NOT_TO_CONFIRM:
        reasons.append(("a professional confirms, not the child or a passer-by", confirmed.id))
    if blank(confirmed.attributes.get("decision_maker")):
        reasons.append(("the confirmation names nobody", confirmed.id))
    if blank(confirmed.attributes.get("reason")):
        reasons.append(("the confirmation gives no reason", confirmed.id))
    review = confirmed.attributes.get("review_at")
    if not isinstance(review, datetime):
        reasons.append(("the confirmation has no time of review", confirmed.id))
    elif review > confirmed.at + LONGEST:
        reasons.append(("the review is more than a day away", confirmed.id))
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
    learned = [fact for fact in span.by_kind.get(LEARNED, ()) if fact.at <= now]
    if not learned:
        yield "nobody has recorded where the child is", ""
        return
    last = learned[-1]
    if last.attributes.get("verified_how") not in VERIFIES:
        yield "the place is not verified by the child being seen there", last.id
    told = [f for f in learned if not blank(f.attributes.get("place_safe"))]
    if told and told[-1].attributes.get("place_safe") != "yes":
        yield "the place is not known to be safe", told[-1].id


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
        if blank(given) or given == "dont_know":
            yield f"not answered: {attr}", named
        elif safe and given != safe:
            yield f"{attr}: {given}", named


def blank(value: object) -> bool:
    if isinstance(value, str):
        return not any(letter.isalnum() for letter in value)
    return value is None


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


def raised_above(subjects: Sequence[Subject]) -> list[Item]:
    """A flag for every episode that is in force more urgent than any procedure says.

    No clause asks for it: it says that the child is to be treated as missing, and what is wanting.
    """
    flags = []
    for subject in subjects:
        held = subject.category_in_force
        said = {category.name for category in subject.category_by_procedure.values()}
        if (
            subject.kind == "episode"
            and held.name in ("missing", "abducted")
            and held.name not in said
        ):
            flags.append(
                Item(
                    form="flag",
                    subject=subject.id,
                    kind=TREAT_AS_MISSING,
                    value=held.name,
                    cites=(),
                    procedure="",
                    since=held.since,
                    why=tuple(step for step in held.why if step.kind == "safety"),
                )
            )
    return flags
