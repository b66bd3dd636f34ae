"""What is in force: every way to talk it down is tried here.

One thing after another is left out or spoilt, and each time the child is missing.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.engine.absence import (
    CARE,
    GOOD_ANSWERS,
    MISSED,
    NOW,
    PACK,
    REVIEW,
    answered,
    confirmed,
    learned,
    left_out,
    stands,
    why,
)
from tests.engine.build import (
    VOCABULARY,
    at,
    born,
    category,
    day,
    decided,
    episodes,
    fact,
    in_force,
    pack,
    said,
    the_episode,
)
from tests.engine.words import ANSWERS, RAISES
from wayhome.engine import compile_pack
from wayhome.engine import rules as r

TICK = timedelta(microseconds=1)

# --- the one way down -----------------------------------------------------------------------------


def test_verified_answered_and_confirmed_is_in_force() -> None:
    assert stands(learned(), answered(), confirmed()) == "unauthorised_absence"
    assert why(learned(), answered(), confirmed()) == []


def test_what_the_procedure_says_stands_beside_what_is_in_force() -> None:
    decision = decided(PACK, [CARE, MISSED, learned()], NOW)
    assert (said(decision), in_force(decision)) == ("unauthorised_absence", "missing")


def test_what_is_in_force_still_cites_the_clauses_of_the_procedure() -> None:
    episode = the_episode(decided(PACK, [CARE, MISSED, learned()], NOW))
    assert episode.category_in_force.cites == ("APW-3",)


# --- the place ------------------------------------------------------------------------------------


@pytest.mark.parametrize("certainty", ["claimed", "suspected"])
def test_a_place_that_is_claimed_or_suspected_is_not_known(certainty: str) -> None:
    assert stands(learned(certainty=certainty), answered(), confirmed()) == "missing"


@pytest.mark.parametrize("how", ["message", "friends_word", "phone_location"])
def test_a_text_a_friends_word_or_a_phones_location_verifies_nothing(how: str) -> None:
    facts = [learned(verified_how=how), answered(), confirmed()]
    assert stands(*facts) == "missing"
    assert any("verif" in reason for reason in why(*facts))


@pytest.mark.parametrize("safe", ["no", "dont_know"])
def test_a_known_place_that_is_not_known_to_be_safe_is_more_urgent_not_less(safe: str) -> None:
    facts = [learned(place_safe=safe), answered(), confirmed()]
    assert stands(*facts) == "missing"
    assert any("safe" in reason for reason in why(*facts))


def test_the_place_may_be_found_safe_later() -> None:
    unsafe = learned(place_safe="no")
    moved = fact(
        "whereabouts_learned",
        "2031-03-04 21:25",
        certainty="verified",
        verified_how="seen_by_police",
        place_safe="yes",
    )
    assert stands(unsafe, moved, answered(), confirmed()) == "unauthorised_absence"


def test_no_place_at_all_is_missing_whatever_is_confirmed() -> None:
    assert stands(answered(), confirmed()) == "missing"


# --- the questions --------------------------------------------------------------------------------


def test_without_any_answers() -> None:
    assert stands(learned(), confirmed()) == "missing"
    assert "not answered: contact" in why(learned(), confirmed())


@pytest.mark.parametrize("answer", ["dont_know", "", None])
@pytest.mark.parametrize("question", ANSWERS)
def test_each_question_needs_an_answer(question: str, answer: str | None) -> None:
    facts = [learned(), answered(**{question: answer}), confirmed()]
    assert stands(*facts) == "missing"
    assert why(*facts) == [f"not answered: {question}"]


@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_left_out_is_not_answered(question: str) -> None:
    partly = fact("absence_safety_answered", "2031-03-04 21:30", **left_out(GOOD_ANSWERS, question))
    assert stands(learned(), partly, confirmed()) == "missing"


def test_a_place_that_is_not_verified() -> None:
    assert why(learned(), answered(place_verified="no"), confirmed()) == ["place_verified: no"]


@pytest.mark.parametrize("question", ANSWERS[3:])
def test_a_danger_that_is_there_is_not_confirmed_away(question: str) -> None:
    facts = [learned(), answered(**{question: "yes"}), confirmed()]
    assert stands(*facts) == "missing"
    assert why(*facts) == [f"{question}: yes"]


@pytest.mark.parametrize("question", ["contact", "age_considered"])
def test_what_was_not_done_is_not_confirmed_away(question: str) -> None:
    assert stands(learned(), answered(**{question: "no"}), confirmed()) == "missing"


@pytest.mark.parametrize("how", [None, "", "   "])
def test_how_the_place_was_verified_must_be_said(how: str | None) -> None:
    assert stands(learned(), answered(how_verified=how), confirmed()) == "missing"


def test_answers_of_two_sheets_are_not_put_together() -> None:
    half = ANSWERS[:5]
    first = fact("absence_safety_answered", "2031-03-04 21:25", **left_out(GOOD_ANSWERS, *half))
    second = fact(
        "absence_safety_answered", "2031-03-04 21:30", **left_out(GOOD_ANSWERS, *ANSWERS[5:])
    )
    assert stands(learned(), first, second, confirmed()) == "missing"


def test_the_latest_answers_count_also_where_they_are_worse() -> None:
    unsure = answered("2031-03-04 21:50", contact="dont_know")
    assert stands(learned(), answered(), confirmed(), unsure) == "missing"


def test_answers_not_given_yet_do_not_count() -> None:
    assert stands(learned(), answered("2031-03-04 22:01"), confirmed()) == "missing"


def test_the_questions_are_those_of_the_vocabulary() -> None:
    floor = VOCABULARY.facts["absence_safety_answered"]
    more = replace(
        floor,
        attributes={**floor.attributes, "weapons": r.AttributeType("enum", ("yes", "no"))},
    )
    words = replace(VOCABULARY, facts={**VOCABULARY.facts, floor.name: more})
    made = compile_pack(PACK.pack, words)
    decision = decided(made, [CARE, MISSED, learned(), answered(), confirmed()], NOW)
    assert in_force(decision) == "missing"


# --- the confirmation -----------------------------------------------------------------------------


def test_without_a_confirmation() -> None:
    assert why(learned(), answered()) == ["no named person has confirmed it"]


@pytest.mark.parametrize("blank", [None, "", "   "])
@pytest.mark.parametrize(
    ("attribute", "said_"),
    [("decision_maker", "names nobody"), ("reason", "gives no reason")],
)
def test_a_confirmation_needs_a_name_and_a_reason(
    attribute: str, said_: str, blank: str | None
) -> None:
    facts = [learned(), answered(), confirmed(**{attribute: blank})]
    assert stands(*facts) == "missing"
    [reason] = why(*facts)
    assert said_ in reason


@pytest.mark.parametrize("review", [None, "", "tomorrow", day("2031-03-05")])
def test_a_confirmation_needs_a_time_of_review(review: Any) -> None:
    facts = [learned(), answered(), confirmed(review_at=review)]
    assert why(*facts) == ["the confirmation has no time of review"]


def test_a_lapsed_review_returns_the_child_to_missing_at_that_instant() -> None:
    facts = [learned(), answered(), confirmed()]
    assert stands(*facts, now=REVIEW - TICK) == "unauthorised_absence"
    assert stands(*facts, now=REVIEW) == "missing"
    assert why(*facts, now=REVIEW) == ["the review has lapsed"]


def test_whoever_waits_is_told_when_the_review_lapses() -> None:
    facts = [CARE, MISSED, learned(), answered(), confirmed()]
    assert decided(PACK, facts, NOW).next_change == REVIEW


def test_a_review_that_lay_in_the_past_when_it_was_set_is_none() -> None:
    assert stands(learned(), answered(), confirmed(review_at=at("2031-03-04 21:00"))) == "missing"


def test_a_new_confirmation_carries_on_from_the_old() -> None:
    facts = [learned(), answered(), confirmed()]
    again = confirmed("2031-03-04 23:30", review_at=at("2031-03-05 01:00"))
    assert stands(*facts, again, now="2031-03-05 00:00") == "unauthorised_absence"


def test_a_later_confirmation_that_is_wanting_does_not_fall_back_on_the_earlier() -> None:
    again = confirmed("2031-03-04 21:50", reason="")
    assert stands(learned(), answered(), confirmed(), again) == "missing"


@pytest.mark.parametrize("name", ["absent_no_apparent_risk", "not_missing"])
def test_confirming_something_else_confirms_nothing(name: str) -> None:
    assert stands(learned(), answered(), confirmed(category=name)) == "missing"


def test_a_confirmation_before_the_procedure_says_so_does_not_make_it_so() -> None:
    early = [answered("2031-03-04 21:05"), confirmed("2031-03-04 21:10")]
    assert stands(*early) == "missing"


def test_a_confirmation_is_not_known_before_it_is_recorded() -> None:
    facts = [learned(), answered(), confirmed(recorded="2031-03-04 22:30")]
    assert stands(*facts, now="2031-03-04 22:29") == "missing"
    assert stands(*facts, now="2031-03-04 22:30") == "unauthorised_absence"


def test_a_confirmation_corrected_away_is_gone() -> None:
    wrong = confirmed()
    put_right = fact(
        "information_recorded", "2031-03-04 21:40", recorded="2031-03-04 21:55", corrects=wrong.id
    )
    assert stands(learned(), answered(), wrong, put_right) == "missing"


def test_a_confirmation_of_an_earlier_episode_does_not_carry_over() -> None:
    back = fact("returned", "2031-03-04 22:30")
    well = fact("wellbeing_confirmed", "2031-03-04 22:40")
    again = fact("absence_noticed", "2031-03-04 22:50", whereabouts="known")
    first = [CARE, MISSED, learned(), answered(), confirmed(), back, well]
    decision = decided(PACK, [*first, again], "2031-03-04 23:00")
    assert [e.category_in_force.name for e in episodes(decision)] == ["returned", "missing"]


# --- something learnt since -----------------------------------------------------------------------

RAISING = [
    (selector.kind, {test.attr: test.values[0] for test in selector.where}) for selector in RAISES
]


@pytest.mark.parametrize(("kind", "attributes"), RAISING)
def test_what_is_learnt_after_the_confirmation_ends_it(kind: str, attributes: Any) -> None:
    new = fact(kind, "2031-03-04 21:50", **attributes)
    assert stands(learned(), answered(), confirmed(), new) == "missing"


@pytest.mark.parametrize(("kind", "attributes"), RAISING)
def test_what_is_learnt_at_the_same_instant_ends_it(kind: str, attributes: Any) -> None:
    new = fact(kind, "2031-03-04 21:40", **attributes)
    assert stands(learned(), answered(), new, confirmed()) == "missing"


def test_what_was_known_to_whoever_confirmed_does_not_end_it() -> None:
    known = fact("harm_suspected", "2031-03-04 21:35")
    assert stands(learned(), answered(), known, confirmed()) == "unauthorised_absence"


def test_what_happened_before_and_was_recorded_after_the_confirmation_ends_it() -> None:
    late = fact("harm_suspected", "2031-03-04 21:10", recorded="2031-03-04 21:50")
    facts = [learned(), answered(), confirmed(), late]
    assert stands(*facts, now="2031-03-04 21:49") == "unauthorised_absence"
    assert stands(*facts) == "missing"
    assert why(*facts) == ["learnt since: harm_suspected"]


def test_a_new_confirmation_after_what_was_learnt_is_in_force() -> None:
    new = fact("harm_suspected", "2031-03-04 21:50")
    again = confirmed("2031-03-04 21:55")
    assert stands(learned(), answered(), confirmed(), new, again) == "unauthorised_absence"


def test_a_worse_place_learnt_since_ends_it() -> None:
    unsafe = fact(
        "whereabouts_learned",
        "2031-03-04 21:50",
        certainty="verified",
        verified_how="seen_by_police",
        place_safe="no",
    )
    assert stands(learned(), answered(), confirmed(), unsafe) == "missing"


# --- blank facts ----------------------------------------------------------------------------------


def test_an_absence_of_which_nothing_is_known_is_missing() -> None:
    decision = decided(PACK, [fact("absence_noticed", "2031-03-04 21:00")], NOW)
    assert in_force(decision) == said(decision) == "missing"


@pytest.mark.parametrize("blank", [None, "", "unknown"])
def test_a_blank_about_the_place_is_missing(blank: str | None) -> None:
    facts = [fact("absence_noticed", "2031-03-04 21:00", whereabouts=blank)]
    assert in_force(decided(PACK, facts, NOW)) == "missing"


def test_a_word_that_the_place_is_known_is_not_enough() -> None:
    facts = [CARE, fact("absence_noticed", "2031-03-04 21:00", whereabouts="known")]
    assert in_force(decided(PACK, facts, NOW)) == "missing"


def test_an_age_that_nobody_knows_does_not_lower_anything() -> None:
    adults = pack(category("not_missing", r.Age(at_least=18)), category("missing"))
    assert said(decided(adults, [MISSED], NOW)) == "missing"
    assert said(decided(adults, [MISSED, born("2010-01-01")], NOW)) == "not_missing"
    assert in_force(decided(adults, [MISSED, born("2010-01-01")], NOW)) == "missing"
