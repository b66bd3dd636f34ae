"""Safety duties of a child in force missing, the flag that says so, and the plain words."""

from typing import Any

import pytest

from tests.engine.absence import (
    CARE,
    MISSED,
    NOW,
    PACK,
    answered,
    confirmed,
    learned,
    stands,
    why,
)
from tests.engine.build import (
    at,
    category_is,
    decided,
    duties,
    duty,
    fact,
    local,
    named,
    pack,
    the_duty,
    unless,
    within,
)
from wayhome.engine import Decision, Fact
from wayhome.engine import rules as r

# --- how long a confirmation lasts, and whose it is -----------------------------------------------


@pytest.mark.parametrize(
    ("review", "word"),
    [
        ("2031-03-05 21:40", "unauthorised_absence"),  # a day, to the minute
        ("2031-03-05 21:41", "missing"),
        ("2031-12-31 23:59", "missing"),
    ],
)
def test_a_confirmation_is_looked_at_again_within_a_day(review: str, word: str) -> None:
    assert stands(learned(), answered(), confirmed(review_at=at(review))) == word


@pytest.mark.parametrize("who", ["child", "member_of_public", "family_member"])
def test_neither_the_child_nor_a_passer_by_confirms(who: str) -> None:
    facts = [learned(), answered(), confirmed(who=who)]
    assert stands(*facts) == "missing"
    assert why(*facts) == ["a professional confirms, not the child or a passer-by"]


def test_what_is_answered_after_the_confirmation_was_not_known_to_whoever_confirmed() -> None:
    facts = [learned(), confirmed(), answered("2031-03-04 21:41")]
    assert stands(*facts) == "missing"
    at_once = [learned(), confirmed(), answered("2031-03-04 21:40")]
    assert stands(*at_once) == "unauthorised_absence"


def test_a_place_learnt_at_this_very_instant_counts() -> None:
    assert stands(learned(place_safe="no"), answered(), confirmed(), now=learned().at) == "missing"
    assert "the place is not known to be safe" in why(learned(place_safe="no"), now=learned().at)


def test_how_the_place_was_verified_may_not_be_left_out() -> None:
    assert stands(learned(verified_how=None), answered(), confirmed()) == "missing"


def test_an_unsafe_place_is_not_forgotten_because_nobody_asks_again() -> None:
    again = fact(
        "whereabouts_learned",
        "2031-03-04 21:25",
        certainty="verified",
        verified_how="seen_by_police",
    )
    assert stands(learned(place_safe="no"), again, answered(), confirmed()) == "missing"


# --- the flag that says so ------------------------------------------------------------------------


def flagged(*facts: Fact, now: str = NOW) -> list[Any]:
    decision = decided(PACK, [CARE, MISSED, *facts], now)
    return named(decision.flags, "treat_as_missing_until_confirmed")


def test_a_flag_says_that_the_child_is_treated_as_missing_and_what_is_wanting() -> None:
    [flag] = flagged(learned(), answered())
    assert flag.value == "missing"
    assert [step.text for step in flag.why] == ["no named person has confirmed it"]


def test_no_flag_where_the_procedure_says_missing_itself_or_it_is_confirmed() -> None:
    assert flagged() == []
    assert flagged(learned(), answered(), confirmed()) == []
    assert flagged(fact("returned", "2031-03-04 21:40")) == []


# --- plain words and what is in force -------------------------------------------------------------

REPORT = duty(
    "police_report",
    opens="absence_noticed",
    due=within("2 hours"),
    met="reported_to_police",
    not_needed=(r.NotNeeded("it is known where the child is", (), category_is("not_missing")),),
)


def report(*facts: Fact, now: str = NOW) -> Any:
    return the_duty(decided(pack(REPORT), [MISSED, *facts], now), "police_report")


def test_beside_what_is_in_force_stands_what_the_plain_words_give() -> None:
    one = report(learned())
    assert (one.status, one.status_by_procedure) == ("open", "not_needed")


def test_confirmed_both_agree() -> None:
    one = report(learned(), answered(), confirmed(category="not_missing"))
    assert (one.status, one.status_by_procedure) == ("not_needed", "not_needed")


def test_what_a_lapsed_review_brings_back_is_owed_again() -> None:
    facts = [learned(), answered(), confirmed(category="not_missing")]
    assert report(*facts, now="2031-03-04 23:39").status == "not_needed"
    assert report(*facts, now="2031-03-04 23:40").status == "overdue"


def test_a_duty_that_no_category_closes_has_one_status() -> None:
    made = pack(duty("police_report", opens="absence_noticed", met="reported_to_police"))
    one = the_duty(decided(made, [MISSED], NOW), "police_report")
    assert one.status_by_procedure is None


def test_a_duty_that_is_none_of_safety_is_closed_by_the_plain_words() -> None:
    closed = r.NotNeeded("it is known where the child is", (), category_is("not_missing"))
    made = pack(duty("review", opens="absence_noticed", not_needed=closed))
    assert the_duty(decided(made, [MISSED, learned()], NOW), "review").status == "not_needed"


def test_an_event_of_the_category_closes_a_safety_duty_only_where_it_is_in_force() -> None:
    becomes = unless("known", r.Event(r.Becomes(frozenset({"not_missing"}))))
    made = pack(duty("police_report", opens="absence_noticed", not_needed=becomes))
    sure = [learned(), answered(), confirmed(category="not_missing")]
    assert the_duty(decided(made, [MISSED, learned()], NOW), "police_report").status == "open"
    assert the_duty(decided(made, [MISSED, *sure], NOW), "police_report").status == "not_needed"


# --- what a condition closes is closed while it holds ---------------------------------------------

WHILE = r.NotNeeded("found", (), r.MomentCame("found"))


def review(*facts: Fact, now: str) -> Any:
    made = pack(duty("review", opens="absence_noticed", not_needed=WHILE))
    return the_duty(decided(made, [MISSED, *facts], now), "review")


def test_a_duty_closed_by_a_condition_stands_again_when_it_no_longer_holds() -> None:
    found = fact("located", "2031-03-04 22:00")
    lost = fact("whereabouts_lost", "2031-03-04 23:00")
    assert review(found, lost, now="2031-03-04 22:30").status == "not_needed"
    assert review(found, lost, now="2031-03-04 23:00").status == "open"


def test_a_duty_closed_by_an_event_stays_closed() -> None:
    made = pack(duty("review", opens="absence_noticed", not_needed=unless("found", "located")))
    facts = [
        MISSED,
        fact("located", "2031-03-04 22:00"),
        fact("whereabouts_lost", "2031-03-04 23:00"),
    ]
    assert the_duty(decided(made, facts, "2031-03-05 12:00"), "review").status == "not_needed"


# --- done, by whom --------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("", "open"), ("child", "open"), ("police", "met")])
def test_that_a_safety_duty_was_done_is_the_word_of_somebody_who_has_a_part_in_it(
    who: str, status: str
) -> None:
    done = fact("duty_done", "2031-03-04 21:30", who, duty="police_report")
    assert report(done).status == status


def test_nobody_puts_off_a_safety_duty_that_has_no_time() -> None:
    made = pack(duty("search", opens="absence_noticed", met="search_done"))
    set_ = fact("due_time_set", "2031-03-04 21:30", duty="search", due_at=at("2031-05-01 09:00"))
    assert the_duty(decided(made, [MISSED, set_], NOW), "search").due is None


# --- corrections ----------------------------------------------------------------------------------

SECOND = fact("learned_child_missing", "2031-03-04 21:20", "school", id="second")
SEARCH = duty("search", opens="learned_child_missing", due=within("1 hours"), met="search_done")
REVIEW_IT = duty("review", opens="learned_child_missing", due=within("1 hours"))


def corrected(*facts: Fact, now: str = "2031-03-04 23:00") -> Decision:
    gone = fact(
        "information_recorded", "2031-03-04 21:20", recorded="2031-03-04 22:30", corrects="second"
    )
    return decided(pack(SEARCH, REVIEW_IT), [MISSED, SECOND, gone, *facts], now)


def test_no_correction_takes_a_safety_duty_from_a_child_who_is_missing() -> None:
    [search] = duties(corrected(), "search")
    assert (search.status, search.status_by_procedure, search.reason) == (
        "overdue",
        "not_needed",
        "",
    )
    assert search.why[-1].kind == "safety"
    [plain] = duties(corrected(), "review")
    assert (plain.status, plain.reason) == ("not_needed", "corrected")


def test_it_is_overdue_from_its_own_time() -> None:
    gone = fact(
        "information_recorded", "2031-03-04 21:20", recorded="2031-03-04 21:30", corrects="second"
    )
    decision = decided(pack(SEARCH), [MISSED, SECOND, gone], "2031-03-04 22:20")
    assert duties(decision, "search")[0].status == "open"


def test_it_is_met_by_what_is_done_after_the_correction() -> None:
    done = fact("search_done", "2031-03-04 22:00")
    [search] = duties(corrected(done), "search")
    assert search.status in ("met", "met_late")
    assert search.met_by == done.id


def test_whoever_waits_is_told_when_it_falls_overdue() -> None:
    gone = fact(
        "information_recorded", "2031-03-04 21:20", recorded="2031-03-04 21:30", corrects="second"
    )
    decision = decided(pack(SEARCH), [MISSED, SECOND, gone], "2031-03-04 22:00")
    [search] = duties(decision, "search")
    assert search.overdue_from is not None
    assert decision.next_change == search.overdue_from


def test_a_missing_child_of_today_keeps_nothing_of_an_episode_that_is_over() -> None:
    over = (fact("returned", "2031-03-04 22:40"), fact("wellbeing_confirmed", "2031-03-04 22:50"))
    again = fact("absence_noticed", "2031-03-04 23:00")
    [search] = duties(corrected(*over, again, now="2031-03-04 23:10"), "search")
    assert (search.status, search.reason) == ("not_needed", "corrected")


def test_once_the_child_is_back_the_correction_takes_it_away() -> None:
    back = fact("returned", "2031-03-04 22:40")
    [search] = duties(corrected(back), "search")
    assert (search.status, search.reason) == ("not_needed", "corrected")


def test_where_another_of_its_kind_stands_that_is_enough() -> None:
    again = fact("learned_child_missing", "2031-03-04 21:25", "police")
    found = duties(corrected(again), "search")
    assert sorted((d.status, d.reason) for d in found) == [
        ("not_needed", "corrected"),
        ("overdue", ""),
    ]


def test_the_moment_of_the_correction_is_when_it_is_known() -> None:
    decision = corrected(now="2031-03-04 22:30")
    assert duties(decision, "review")[0].reason == "corrected"
    before = corrected(now="2031-03-04 22:29")
    assert duties(before, "review")[0].reason == ""
    assert local(decision.known_at) == "2031-03-04 22:30"


# --- no reason, no closing ------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_no_duty_is_recorded_as_not_needed_without_a_reason(reason: str | None) -> None:
    shut = fact("duty_not_needed", "2031-03-04 21:30", duty="review", reason=reason)
    made = pack(duty("review", opens="absence_noticed"))
    one = the_duty(decided(made, [MISSED, shut], NOW), "review")
    assert one.status == "open"
