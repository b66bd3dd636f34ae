"""Adding a fact never lowers what is in force, a floor or a safety duty, but for a short list.

"Adding" is recording one more fact now, of something that happens now or that happened before and
is entered late. The list below names every kind that may lower something, and why.
"""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.cases import KINDS, Case, attributes, cases, moments
from tests.properties.packs import CHOICES, VOCABULARY, Procedures
from wayhome.engine import Decision, Fact, decide

# What may lower the category in force or close a safety duty, and why.
FOUND = {
    "returned": "the child is back and has been seen",
    "located": "the child has been found",
    "placed_elsewhere": "the child has been found and is placed in safety",
    "police_protection_used": "the child is with the police",
    "wellbeing_confirmed": "somebody has seen that the child is well",
    "safe_and_well_check_done": "the police have seen that the child is well",
    "child_died": "nothing is owed to find a child who has died",
    "outcome_recorded": "what became of a child who was found and is well",
}
# What may, together, put a category short of missing in force: verified place plus confirmation.
STONES = {
    "whereabouts_learned": "a verified place",
    "absence_safety_answered": "the questions of the safety floor",
    "category_confirmed": "a named person, a reason, a time of review",
}
# What may close a safety duty besides, and nothing else.
BY_A_PERSON = {
    "duty_done": "somebody says that it has been done",
    "duty_not_needed": "a named person says why it is not needed",
}
# What closes the search alone, because something more urgent takes its place.
INSTEAD_OF_SEARCHING = {
    "immediate_risk_recognised": "no search goes before the call to the police",
    "child_taken": "an abduction goes straight to the police",
}

GRADES = ("", "no_apparent_risk", "low", "medium", "high")


def ranks(decision: Decision) -> list[int]:
    """How urgent each episode is, the most urgent first."""
    severity = VOCABULARY.severity
    words = [s.category_in_force.name for s in decision.subjects if s.kind == "episode"]
    return sorted((severity.index(word) for word in words), reverse=True)


def floors(decision: Decision) -> dict[str, int]:
    return {s.id: GRADES.index(s.grade_floor) for s in decision.subjects if s.kind == "episode"}


def confirmed(facts: tuple[Fact, ...]) -> bool:
    """Whether a place was verified, the questions answered and a lower category confirmed."""
    return all(any(fact.kind == stone for fact in facts) for stone in STONES)


def standing(decision: Decision) -> dict[str, Any]:
    """The open safety duties."""
    return {
        duty.id: duty
        for duty in decision.duties
        if duty.status in ("open", "overdue") and VOCABULARY.duties[duty.kind].safety
    }


@st.composite
def one_more(draw: st.DrawFn, case: Case, late: bool) -> tuple[Any, Fact]:
    """A moment, and a fact that is recorded then."""
    now = case.after(draw(moments))
    back = timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)) if late else 0, microseconds=1)
    kind = draw(st.sampled_from(sorted(set(KINDS) - set(FOUND))))
    who = draw(st.sampled_from(("", "police", "social_worker", "foster_carer", "child")))
    detail = draw(attributes(kind, case.start))
    return now, Fact("new", kind, max(now - back, case.start), who, detail, now)


def check(packs: Procedures, case: Case, now: Any, new: Fact) -> None:
    known = tuple(fact for fact in case.facts if fact.known_from <= now)
    before, after = decide(packs, known, now), decide(packs, (*known, new), now)
    whole = confirmed((*known, new))
    if not whole:
        assert all(b >= a for a, b in zip(ranks(before), ranks(after), strict=False))
        assert len(ranks(after)) >= len(ranks(before))
    for name, floor in floors(before).items():
        assert floors(after).get(name, 0) >= floor
    if new.kind in BY_A_PERSON or whole:
        return
    held = {duty.id: duty for duty in after.duties}
    for name, duty in standing(before).items():
        assert name in held
        if duty.kind == "search" and new.kind in INSTEAD_OF_SEARCHING:
            continue
        same = [held[name]]
        if held[name].reason == "corrected":
            # Entered late, the new fact opened it earlier: it has the new fact's name.
            same = [d for d in after.duties if (d.subject, d.kind) == (duty.subject, duty.kind)]
        assert any(d.status in ("open", "overdue", "met", "met_late") for d in same)


@given(st.sampled_from(CHOICES), cases(), st.data())
def test_something_more_that_happens_lowers_nothing(
    packs: Procedures, case: Case, data: st.DataObject
) -> None:
    check(packs, case, *data.draw(one_more(case, late=False)))


@given(st.sampled_from(CHOICES), cases(), st.data())
def test_something_more_that_is_entered_late_lowers_nothing(
    packs: Procedures, case: Case, data: st.DataObject
) -> None:
    check(packs, case, *data.draw(one_more(case, late=True)))
