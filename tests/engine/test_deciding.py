"""`decide`: what stands when, as it was and as we knew it then."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from tests.engine.build import (
    LONDON,
    at,
    category,
    day,
    decided,
    due_of,
    duties,
    duty,
    episodes,
    fact,
    named,
    on,
    other_pack,
    pack,
    rule,
    said,
    sel,
    span,
    state,
    the_duty,
    the_episode,
    unless,
    within,
)
from wayhome.engine import Fact, decide
from wayhome.engine import rules as r

MISSED = fact("absence_noticed", "2031-03-04 21:00", "foster_carer", id="a")
REPORT = fact("reported_to_police", "2031-03-04 22:00", "foster_carer", id="b")
BACK = fact("returned", "2031-03-05 02:00", "foster_carer", id="c")
WELL = fact("wellbeing_confirmed", "2031-03-05 02:30", "police", id="d")
NOW = "2031-03-08 12:00"
PACK = pack(
    duty("police_report", opens="absence_noticed", due=within("1 hours"), met="reported_to_police"),
    duty(
        "return_interview",
        opens="returned",
        due=within("72 hours", "back"),
        met="return_interview_held",
    ),
    rule("flag", "look", when=state("whereabouts", "unknown")),
    rule("prompt", "ask", opens="returned"),
    rule("finding", "reported", when=r.FactExists(sel("reported_to_police"))),
)
STORY = [MISSED, REPORT, BACK, WELL]


# --- the door of decide ---------------------------------------------------------------------------


def test_without_a_procedure_it_refuses() -> None:
    with pytest.raises(ValueError, match="at least one procedure is needed"):
        decide([], STORY, at(NOW))


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2031, 3, 8, 12, 0)  # noqa: DTZ001 - this is what must be refused
    with pytest.raises(ValueError, match="aware instants"):
        decide([PACK], STORY, naive)
    with pytest.raises(ValueError, match="aware instants"):
        decide([PACK], STORY, at(NOW), naive)


def test_it_answers_in_utc_whatever_the_zone_of_the_question() -> None:
    there = at("2031-07-08 12:00").astimezone(LONDON)
    decision = decide([PACK], STORY, there)
    assert decision.as_of.tzinfo is UTC
    assert decision == decide([PACK], STORY, at("2031-07-08 12:00"))


def test_without_facts_there_is_nothing() -> None:
    decision = decided(PACK, [], NOW)
    assert decision.subjects == decision.duties == decision.flags == decision.prompts == ()
    assert decision.next_change is None


def test_it_says_for_when_and_from_when_it_is_known() -> None:
    decision = decided(PACK, STORY, "2031-03-05 12:00", "2031-03-06 12:00")
    assert decision.as_of == at("2031-03-05 12:00")
    assert decision.known_at == at("2031-03-06 12:00")
    assert decided(PACK, STORY, NOW).known_at == at(NOW)


def test_it_names_the_procedures_and_their_versions() -> None:
    versions = [pack(digest="one"), other_pack(digest="two")]
    decision = decided(versions, STORY, NOW)
    assert decision.procedures == ("applewick", "north-marrow")
    assert decision.versions["applewick"] == "one"
    assert decision.versions["north-marrow"] == "two"
    assert decision.versions["engine"]


# --- pure and deterministic -----------------------------------------------------------------------


def test_the_same_question_has_the_same_answer() -> None:
    assert decided(PACK, STORY, NOW) == decided(PACK, STORY, NOW)


def test_facts_are_not_changed() -> None:
    given = list(STORY)
    decided(PACK, given, NOW)
    assert given == STORY


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_the_input_does_not_matter(order: tuple[int, ...]) -> None:
    shuffled = [STORY[place] for place in order]
    assert decided(PACK, shuffled, NOW) == decided(PACK, STORY, NOW)


def test_what_is_due_first_stands_first_and_what_has_no_time_last() -> None:
    made = pack(
        duty("meeting", opens="absence_noticed"),
        duty("review", opens="absence_noticed", due=within("1 days")),
        duty("search", opens="absence_noticed", due=within("1 hours")),
    )
    decision = decided(made, [MISSED], NOW)
    assert [d.kind for d in decision.duties] == ["search", "review", "meeting"]


# --- as it was ------------------------------------------------------------------------------------


def test_an_earlier_moment_is_answered_as_it_was_then() -> None:
    for moment in ("2031-03-04 21:30", "2031-03-04 23:00", "2031-03-05 02:10"):
        upto = [f for f in STORY if f.at <= at(moment)]
        assert decided(PACK, STORY, moment) == decided(PACK, upto, moment)


def test_nothing_stands_before_it_happened() -> None:
    assert decided(PACK, STORY, "2031-03-04 20:59").subjects == ()


def test_a_fact_stands_from_its_instant() -> None:
    tick = timedelta(microseconds=1)
    assert said(decided(PACK, STORY, BACK.at - tick)) == "missing"
    assert said(decided(PACK, STORY, BACK.at)) == "returned"


# --- late recording and corrections ---------------------------------------------------------------

LATE_REPORT = fact(
    "reported_to_police", "2031-03-04 21:30", "foster_carer", id="late", recorded="2031-03-05 09:00"
)


def test_what_was_done_in_time_and_recorded_late_is_met() -> None:
    facts = [MISSED, LATE_REPORT]
    assert the_duty(decided(PACK, facts, "2031-03-05 08:59"), "police_report").status == "overdue"
    one = the_duty(decided(PACK, facts, "2031-03-05 09:00"), "police_report")
    assert (one.status, one.met_at) == ("met", LATE_REPORT.at)


def test_hindsight_looks_back_with_what_is_known_since() -> None:
    facts = [MISSED, LATE_REPORT]
    then = decided(PACK, facts, "2031-03-04 23:00")
    hindsight = decided(PACK, facts, "2031-03-04 23:00", "2031-03-05 09:00")
    assert the_duty(then, "police_report").status == "overdue"
    assert the_duty(hindsight, "police_report").status == "met"


def test_as_we_knew_it_then_is_not_touched_by_what_was_recorded_later() -> None:
    then = decided(PACK, [MISSED], "2031-03-04 23:00")
    assert decided(PACK, [MISSED, LATE_REPORT], "2031-03-04 23:00") == then


def test_knowledge_of_an_earlier_day_may_be_asked_about_a_later_one() -> None:
    facts = [MISSED, LATE_REPORT]
    decision = decided(PACK, facts, NOW, "2031-03-05 08:00")
    assert the_duty(decision, "police_report").status == "overdue"


WRONG_RETURN = fact("returned", "2031-03-05 02:00", "foster_carer", id="wrong")
PUT_RIGHT = fact(
    "information_recorded",
    "2031-03-05 02:00",
    "foster_carer",
    id="right",
    recorded="2031-03-05 10:00",
    corrects="wrong",
)


def test_a_duty_whose_opening_is_corrected_away_stays_as_not_needed() -> None:
    facts = [MISSED, WRONG_RETURN, PUT_RIGHT]
    before = decided(PACK, facts, "2031-03-05 09:59")
    after = decided(PACK, facts, NOW)
    [one] = duties(after, "return_interview")
    assert (one.status, one.reason) == ("not_needed", "corrected")
    assert one.id == the_duty(before, "return_interview").id
    assert (one.met_at, one.overdue_from) == (None, None)
    assert one.why[-1].kind == "corrected"
    assert said(after) == "missing"


def test_a_duty_corrected_away_after_it_was_met_is_not_needed() -> None:
    held = fact("return_interview_held", "2031-03-05 08:00", id="held")
    decision = decided(PACK, [MISSED, WRONG_RETURN, held, PUT_RIGHT], NOW)
    [one] = duties(decision, "return_interview")
    assert (one.status, one.reason, one.met_by) == ("not_needed", "corrected", "")


def test_a_duty_that_stood_for_a_moment_only_stays() -> None:
    quick = fact(
        "information_recorded",
        "2031-03-05 02:00",
        id="right",
        recorded="2031-03-05 02:01",
        corrects="wrong",
    )
    [one] = duties(decided(PACK, [MISSED, WRONG_RETURN, quick], NOW), "return_interview")
    assert one.reason == "corrected"


def test_a_duty_keeps_its_name_when_its_opening_fact_is_put_right() -> None:
    later = fact(
        "returned", "2031-03-05 03:00", id="later", recorded="2031-03-05 10:00", corrects="wrong"
    )
    again = fact(
        "returned", "2031-03-05 04:00", id="again", recorded="2031-03-05 11:00", corrects="later"
    )
    facts = [MISSED, WRONG_RETURN, later, again]
    seen = [
        the_duty(decided(PACK, facts, moment), "return_interview")
        for moment in ("2031-03-05 09:00", "2031-03-05 10:30", "2031-03-05 12:00")
    ]
    assert len({d.id for d in seen}) == 1
    assert [due_of(d) for d in seen] == ["2031-03-08 02:00", "2031-03-08 03:00", "2031-03-08 04:00"]
    assert len(duties(decided(PACK, facts, NOW), "return_interview")) == 1


def test_a_duty_keeps_its_name_though_another_fact_could_have_opened_it() -> None:
    made = pack(duty("review", opens=["absence_noticed", "reported_to_police"]))
    right = fact(
        "absence_noticed", "2031-03-04 20:00", id="x", recorded="2031-03-05 10:00", corrects="a"
    )
    before = the_duty(decided(made, [MISSED, REPORT, right], "2031-03-05 09:00"), "review")
    after = duties(decided(made, [MISSED, REPORT, right], NOW), "review")
    assert [d.id for d in after] == [before.id]


def test_a_corrected_episode_takes_its_duties_with_it() -> None:
    gone = fact(
        "information_recorded", "2031-03-04 21:00", recorded="2031-03-05 10:00", corrects="a"
    )
    decision = decided(PACK, [MISSED, gone], NOW)
    assert decision.subjects == ()
    assert [(d.kind, d.reason) for d in decision.duties] == [("police_report", "corrected")]


def test_what_was_corrected_is_known_as_it_was_before_the_correction() -> None:
    facts = [MISSED, WRONG_RETURN, PUT_RIGHT]
    then = decided(PACK, facts, NOW, "2031-03-05 09:59")
    assert said(then) == "returned"
    assert the_duty(then, "return_interview").reason == ""


def test_a_sign_entered_late_opens_from_when_it_happened_and_nothing_stands_twice() -> None:
    late = fact(
        "absence_noticed", "2031-03-04 19:00", "school", id="late", recorded="2031-03-05 10:00"
    )
    made = pack(duty("review", opens="absence_noticed", due=within("24 hours")))
    facts = [MISSED, late]
    assert due_of(the_duty(decided(made, facts, "2031-03-05 09:00"), "review")) == (
        "2031-03-05 21:00"
    )
    assert due_of(the_duty(decided(made, facts, NOW), "review")) == "2031-03-05 19:00"


# --- versions -------------------------------------------------------------------------------------


def version(number: str, hours: int, since: str, until: str | None, **more: Any) -> Any:
    return pack(
        duty(
            "review",
            opens="absence_noticed",
            due=within(f"{hours} hours"),
            cites=(f"APW-{number}",),
        ),
        rule("flag", "look", cites=(f"APW-{number}-f",), when=state("whereabouts", "unknown")),
        rule("grades", "g", grades=("low",) if number == "old" else ("high",)),
        digest=number,
        in_force_from=day(since),
        in_force_until=None if until is None else day(until),
        **more,
    )


OLD = version("old", 72, "2020-01-01", "2031-03-31")
NEW = version("new", 48, "2031-04-01", None)
SPRING = fact("absence_noticed", "2031-04-10 21:00", "foster_carer", id="s")


def test_a_duty_has_the_version_in_force_when_it_opened() -> None:
    for versions in ([OLD, NEW], [NEW, OLD]):
        decision = decided(versions, [MISSED, BACK, WELL, SPRING], "2031-04-20 12:00")
        found = sorted(duties(decision, "review"), key=lambda d: d.opened_at)
        assert [d.cites for d in found] == [("APW-old",), ("APW-new",)]
        assert [d.versions for d in found] == [{"applewick": "old"}, {"applewick": "new"}]
        assert [due_of(d) for d in found] == ["2031-03-07 21:00", "2031-04-12 21:00"]


def test_an_open_duty_keeps_its_version_when_a_new_one_comes_into_force() -> None:
    decision = decided([OLD, NEW], [MISSED], "2031-04-20 12:00")
    assert the_duty(decision, "review").cites == ("APW-old",)


@pytest.mark.parametrize(
    ("missed", "cited"),
    [
        ("2031-03-31 23:59", "APW-old"),
        ("2031-04-01 00:00", "APW-new"),
    ],
)
def test_a_version_is_in_force_until_the_end_of_its_last_day(missed: str, cited: str) -> None:
    decision = decided([OLD, NEW], [fact("absence_noticed", missed)], "2031-04-20 12:00")
    assert the_duty(decision, "review").cites == (cited,)


def test_before_a_procedure_is_in_force_it_asks_for_nothing() -> None:
    decision = decided(NEW, [MISSED], NOW)
    assert decision.duties == decision.flags == ()


def test_a_flag_is_that_of_the_version_in_force_now() -> None:
    for versions in ([OLD, NEW], [NEW, OLD]):
        early = decided(versions, [MISSED], NOW)
        late = decided(versions, [MISSED], "2031-04-20 12:00")
        assert [f.cites for f in named(early.flags, "look")] == [("APW-old-f",)]
        assert [f.cites for f in named(late.flags, "look")] == [("APW-new-f",)]


def test_grades_are_those_of_the_version_in_force_now() -> None:
    for versions in ([OLD, NEW], [NEW, OLD]):
        early = the_episode(decided(versions, [MISSED], NOW))
        late = the_episode(decided(versions, [MISSED], "2031-04-20 12:00"))
        assert early.police_grade_allowed == ("low",)
        assert late.police_grade_allowed == ("high",)


def test_the_category_is_that_of_the_version_in_force_when_the_episode_began() -> None:
    old = pack(category("absconder"), in_force_until=day("2031-03-31"))
    new = pack(category("missing"), in_force_from=day("2031-04-01"))
    for versions in ([old, new], [new, old]):
        decision = decided(versions, [MISSED, BACK, WELL, SPRING], "2031-04-20 12:00")
        words = [e.category_by_procedure["applewick"].name for e in episodes(decision)]
        assert words == ["absconder", "missing"]


def test_procedures_named_once_though_there_are_two_versions() -> None:
    assert decided([OLD, NEW], [MISSED], NOW).procedures == ("applewick",)


# --- several procedures ---------------------------------------------------------------------------


def test_each_procedure_says_its_own_word() -> None:
    other = other_pack(category("unauthorised_absence"))
    decision = decided([PACK, other], [MISSED], NOW)
    assert said(decision) == "missing"
    assert said(decision, "north-marrow") == "unauthorised_absence"


def test_a_rule_goes_by_its_own_procedures_category() -> None:
    asks = duty("review", opens=on(r.Becomes(frozenset({"unauthorised_absence"}))))
    ours = pack(asks)
    theirs = other_pack(category("unauthorised_absence"), asks)
    decision = decided([ours, theirs], [MISSED], NOW)
    assert the_duty(decision, "review").procedures == ("north-marrow",)


def test_the_union_of_what_each_asks_for() -> None:
    ours = pack(duty("review", opens="absence_noticed"))
    theirs = other_pack(duty("meeting", opens="absence_noticed"))
    decision = decided([ours, theirs], [MISSED], NOW)
    assert {d.kind: d.procedures for d in decision.duties} == {
        "review": ("applewick",),
        "meeting": ("north-marrow",),
    }


# --- rules about other subjects -------------------------------------------------------------------


def test_a_duty_about_the_child_is_one_over_all_episodes() -> None:
    made = pack(duty("review", subject="child", opens="absence_noticed"))
    again = fact("absence_noticed", "2031-03-07 21:00")
    decision = decided(made, [MISSED, BACK, WELL, again], NOW)
    assert [d.subject for d in duties(decision, "review")] == ["child"]


def test_a_duty_of_the_procedure_stands_without_any_child() -> None:
    made = pack(
        duty("review", subject="procedure", opens=on(r.OnDate(day("2031-01-01"))), every="1 years")
    )
    one = the_duty(decided(made, [], "2031-02-01 00:00"), "review")
    assert (one.subject, due_of(one)) == ("procedure:applewick", "2032-01-01")


def test_a_duty_about_an_absence_from_school() -> None:
    made = pack(
        duty(
            "meeting",
            subject="school_absence",
            opens=on("absent_from_school", after=span("5 school_days")),
            due=within("0 days"),
            not_needed=unless("back", "back_in_education"),
        )
    )
    away: list[Fact] = [fact("absent_from_school", "2031-03-03 09:00")]
    assert duties(decided(made, away, "2031-03-06 23:59"), "meeting") == []
    assert due_of(the_duty(decided(made, away, "2031-03-07 09:00"), "meeting")) == "2031-03-07"
