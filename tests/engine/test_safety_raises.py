"""What is in force: decisions for less do nothing by themselves, and a raise works at once."""

from datetime import timedelta
from typing import Any

import pytest

from tests.engine.absence import CARE, MISSED, NOW, PACK, answered, confirmed, learned, stands
from tests.engine.build import (
    at,
    category,
    category_is,
    decided,
    duty,
    fact,
    in_force,
    looked_after,
    other_pack,
    pack,
    said,
    state,
    the_duty,
    the_episode,
    within,
)
from wayhome.engine import Fact
from wayhome.engine import rules as r

TICK = timedelta(microseconds=1)

# --- decisions of people and of procedures --------------------------------------------------------


@pytest.mark.parametrize("name", ["unauthorised_absence", "absent_no_apparent_risk", "not_missing"])
def test_a_procedure_that_always_says_less_is_not_in_force(name: str) -> None:
    lax = pack(category(name))
    decision = decided(lax, [CARE, MISSED, learned()], NOW)
    assert (said(decision), in_force(decision)) == (name, "missing")


@pytest.mark.parametrize("name", ["returned", "ended", "closed"])
def test_a_procedure_that_says_it_is_over_though_nobody_found_the_child(name: str) -> None:
    decision = decided(pack(category(name)), [MISSED], NOW)
    assert (said(decision), in_force(decision)) == (name, "missing")


def test_a_procedure_without_a_word_for_it_leaves_the_child_missing() -> None:
    silent = pack(duty("review", opens="absence_noticed"), categories=False)
    assert in_force(decided(silent, [MISSED], NOW)) == "missing"


@pytest.mark.parametrize("kind", ["category_decided", "police_category_decided"])
@pytest.mark.parametrize("name", ["unauthorised_absence", "absent_no_apparent_risk", "not_missing"])
def test_a_decision_for_less_is_not_in_force_by_itself(kind: str, name: str) -> None:
    listens = pack(
        category(name, r.Latest(r.Selector(kind, (r.Test("category", "any_of", (name,)),)))),
        category("missing"),
    )
    decided_ = fact(kind, "2031-03-04 21:40", "police_inspector", category=name, reason="x")
    decision = decided(listens, [CARE, MISSED, decided_], NOW)
    assert (said(decision), in_force(decision)) == (name, "missing")


def test_closing_the_record_of_a_child_who_was_not_found_changes_nothing() -> None:
    closing = pack(category("closed", r.MomentCame("closed")), category("missing"))
    closed = fact("episode_closed", "2031-03-04 21:40")
    assert in_force(decided(closing, [MISSED, closed], NOW)) == "missing"


def test_back_is_not_over_until_wellbeing_is_confirmed() -> None:
    back = fact("returned", "2031-03-04 21:40")
    well = fact("wellbeing_confirmed", "2031-03-04 21:50")
    assert stands(back) == "located_wellbeing_unconfirmed"
    assert stands(back, well) == "returned"


def test_of_two_procedures_the_more_urgent_is_in_force() -> None:
    strict = other_pack(category("missing"))
    facts = [CARE, MISSED, learned(), answered(), confirmed()]
    decision = decided([PACK, strict], facts, NOW)
    assert said(decision) == "unauthorised_absence"
    assert in_force(decision) == "missing"
    assert in_force(decided([strict, PACK], facts, NOW)) == "missing"


def test_more_than_missing_stays_more_than_missing() -> None:
    taken = pack(category("abducted", state("whereabouts", "unknown")), category("missing"))
    assert in_force(decided(taken, [CARE, MISSED, answered(), confirmed()], NOW)) == "abducted"


def test_what_was_confirmed_under_one_word_is_not_confirmed_under_another() -> None:
    """The child's status ends and the procedure then says something nobody has confirmed."""
    care = looked_after(until=at("2031-03-04 21:50"))
    new = fact("information_recorded", "2031-03-04 21:55")
    decision = decided(PACK, [care, MISSED, learned(), answered(), confirmed(), new], NOW)
    assert (said(decision), in_force(decision)) == ("not_missing", "missing")


# --- a raise works at once ------------------------------------------------------------------------

RAISED = fact("category_decided", "2031-03-04 22:10", category="missing")  # no name, no reason
BACK = fact("returned", "2031-03-04 21:40")
WELL = fact("wellbeing_confirmed", "2031-03-04 21:50")


@pytest.mark.parametrize(
    "before",
    [
        (),
        (learned(),),
        (learned(), answered(), confirmed()),
        (fact("located", "2031-03-04 21:40"),),
        (BACK,),
        (BACK, WELL),
        (fact("located", "2031-03-04 21:40", wellbeing_confirmed=True),),
        (fact("episode_closed", "2031-03-04 21:40"),),
    ],
    ids=["missing", "known", "confirmed", "located", "back", "back and well", "found", "closed"],
)
@pytest.mark.parametrize(
    "raised",
    [
        RAISED,
        fact("police_category_decided", "2031-03-04 22:10", category="missing"),
        fact("reported_to_police", "2031-03-04 22:10", as_="missing"),
        fact("learned_child_missing", "2031-03-04 22:10"),
        fact("whereabouts_lost", "2031-03-04 22:10"),
    ],
    ids=lambda raised: raised.kind,
)
def test_a_raise_is_in_force_at_its_instant(before: tuple[Fact, ...], raised: Fact) -> None:
    assert stands(*before, raised, now="2031-03-04 22:10") in ("missing", "abducted")


def test_a_raise_is_in_force_whatever_the_procedure_says() -> None:
    for name in ("none", "not_missing", "wanted", "located_wellbeing_unconfirmed", "closed"):
        made = pack(category(name))
        assert in_force(decided(made, [MISSED, RAISED], "2031-03-04 22:10")) == "missing", name


def test_a_raise_recorded_late_is_in_force_from_when_it_is_known() -> None:
    late = fact("category_decided", "2031-03-04 21:45", category="missing", recorded=NOW)
    facts = [learned(), answered(), confirmed()]
    assert stands(*facts, late, now=at(NOW) - TICK) == "unauthorised_absence"
    assert stands(*facts, late) == "missing"


FOUND = fact("located", "2031-03-04 21:40")
SEEN = fact("located", "2031-03-04 23:00", wellbeing_confirmed=True)


@pytest.mark.parametrize("before", [(), (FOUND,), (BACK,), (BACK, WELL)])
@pytest.mark.parametrize(
    "after",
    [
        (SEEN,),
        (fact("returned", "2031-03-04 23:00"), fact("wellbeing_confirmed", "2031-03-04 23:01")),
    ],
    ids=["found and well", "back and well"],
)
def test_a_raise_is_over_when_the_child_is_seen_again_and_well(
    before: tuple[Fact, ...], after: tuple[Fact, ...]
) -> None:
    assert stands(*before, RAISED, *after, now="2031-03-04 23:30") in ("returned", "ended")


@pytest.mark.parametrize("kind", ["category_decided", "police_category_decided"])
@pytest.mark.parametrize("before", [(), (learned(),), (BACK, WELL)])
def test_an_abduction_that_somebody_decides_is_in_force(
    before: tuple[Fact, ...], kind: str
) -> None:
    taken = fact(kind, "2031-03-04 22:10", category="abducted")
    assert stands(*before, taken, now="2031-03-04 22:10") == "abducted"


# --- safety duties --------------------------------------------------------------------------------

REPORT = duty(
    "police_report",
    opens="absence_noticed",
    due=within("1 hours"),
    met="reported_to_police",
    not_needed=(r.NotNeeded("it is known where the child is", (), category_is("not_missing")),),
)


def report(*facts: Fact, now: str = NOW, rule: r.Rule = REPORT) -> str:
    return the_duty(decided(pack(rule), [MISSED, *facts], now), "police_report").status


def test_a_safety_duty_is_not_closed_by_a_category_that_is_not_in_force() -> None:
    assert report(learned(), now="2031-03-04 21:30") == "open"
    assert report(learned()) == "open"


def test_a_safety_duty_is_closed_once_the_category_is_in_force() -> None:
    sure = confirmed(category="not_missing")
    assert report(learned(), answered(), sure) == "not_needed"


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"reason": ""},
        {"reason": "   ", "decided_by": "B. Person"},
        {"reason": "seems fine"},
        {"decided_by": "B. Person"},
    ],
)
def test_a_safety_duty_is_not_closed_without_a_name_and_a_reason(attributes: Any) -> None:
    shut = fact("duty_not_needed", "2031-03-04 21:40", duty="police_report", **attributes)
    assert report(shut) == "open"


def test_a_named_person_with_a_reason_closes_a_safety_duty() -> None:
    shut = fact(
        "duty_not_needed",
        "2031-03-04 21:40",
        duty="police_report",
        reason="an officer is with the child",
        decided_by="B. Person",
    )
    assert report(shut) == "not_needed"


def test_a_lower_grade_does_not_close_or_put_off_a_safety_duty() -> None:
    low = fact("police_grade_set", "2031-03-04 21:40", grade="no_apparent_risk")
    plain = duty("search", opens="absence_noticed", due=within("1 hours"), met="search_done")
    before = the_duty(decided(pack(plain), [MISSED], NOW), "search")
    after = the_duty(decided(pack(plain), [MISSED, low], NOW), "search")
    assert before == after


def test_the_floor_of_grades_is_the_procedures_whatever_grade_was_set() -> None:
    floor = r.Rule("grades", "g", "g", ("APW-7",), grades=("medium", "high"))
    low = fact("police_grade_set", "2031-03-04 21:40", grade="low")
    assert the_episode(decided(pack(floor), [MISSED, low], NOW)).grade_floor == "medium"


def test_the_floor_of_grades_holds_while_missing_is_in_force() -> None:
    floor = r.Rule(
        "grades", "g", "g", ("APW-7",), grades=("medium", "high"), when=category_is("missing")
    )
    made = pack(floor)
    for known in (learned(), fact("absence_noticed", "2031-03-04 21:20", whereabouts="known")):
        episode = the_episode(decided(made, [MISSED, known], NOW))
        assert episode.category_by_procedure["applewick"].name == "not_missing"
        assert episode.category_in_force.name == "missing"
        assert (episode.grade_floor, episode.police_grade_allowed) == ("medium", ("medium", "high"))


def test_the_floor_of_grades_falls_once_less_than_missing_is_in_force() -> None:
    floor = r.Rule(
        "grades", "g", "g", ("APW-7",), grades=("medium", "high"), when=category_is("missing")
    )
    sure = [learned(), answered(), confirmed(category="not_missing")]
    episode = the_episode(decided(pack(floor), [MISSED, *sure], NOW))
    assert (episode.category_in_force.name, episode.grade_floor) == ("not_missing", "")


def test_the_more_cautious_of_two_floors_holds() -> None:
    floor = r.Rule("grades", "g", "g", ("APW-7",), grades=("medium", "high"))
    any_ = r.Rule("grades", "g", "g", ("NMA-7",), grades=("low", "medium", "high"))
    decision = decided([pack(floor), other_pack(any_)], [MISSED], NOW)
    assert the_episode(decision).grade_floor == "medium"
