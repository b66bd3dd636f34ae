"""What meets a duty, and what makes it not needed."""

from typing import Any

import pytest

from tests.engine.build import (
    at,
    category_is,
    decided,
    duties,
    duty,
    evidence,
    fact,
    has,
    immediately,
    is_,
    local,
    looked_after,
    on,
    pack,
    sel,
    span,
    the_duty,
    told,
    unless,
    within,
)
from wayhome.engine import Duty, Fact
from wayhome.engine import rules as r

MISSED = fact("absence_noticed", "2031-03-04 21:00", "foster_carer")
REPORT = fact("reported_to_police", "2031-03-04 22:00", "foster_carer")
NOW = "2031-03-08 12:00"


def review(*facts: Fact, now: str = NOW, **more: Any) -> Duty:
    made = pack(duty("review", **{"opens": "absence_noticed", "due": within("4 hours"), **more}))
    return the_duty(decided(made, [MISSED, *facts], now), "review")


# --- evidence -------------------------------------------------------------------------------------


def test_a_duty_is_met_by_its_evidence() -> None:
    one = review(REPORT, met="reported_to_police")
    assert (one.status, local(one.met_at), one.met_by) == ("met", "2031-03-04 22:00", REPORT.id)


def test_a_duty_is_not_met_before() -> None:
    one = review(REPORT, met="reported_to_police", now="2031-03-04 21:59")
    assert (one.status, one.met_at, one.met_by) == ("open", None, "")


@pytest.mark.parametrize(
    ("when", "status"),
    [("2031-03-05 01:00:00", "met"), ("2031-03-05 01:00:01", "met_late")],
)
def test_done_in_time_or_late(when: str, status: str) -> None:
    assert review(fact("meeting_held", when), met="meeting_held").status == status


@pytest.mark.parametrize(
    ("when", "status"),
    [("2031-03-04 21:15:00", "met"), ("2031-03-04 21:15:01", "met_late")],
)
def test_done_at_once_is_within_a_quarter_of_an_hour(when: str, status: str) -> None:
    done = fact("meeting_held", when)
    assert review(done, due=immediately(), met="meeting_held").status == status


def test_the_first_that_counts_meets_it() -> None:
    searches = [
        fact("search_done", "2031-03-04 21:30", stage="house"),
        fact("search_done", "2031-03-04 22:30", stage="exhausted"),
        fact("search_done", "2031-03-04 23:30", stage="exhausted"),
    ]
    one = review(*searches, met=on("search_done", stage="exhausted"))
    assert local(one.met_at) == "2031-03-04 22:30"


def test_any_of_several_facts_meets_it() -> None:
    other = fact("meeting_held", "2031-03-04 21:30")
    one = review(REPORT, other, met="reported_to_police")
    both = review(REPORT, other, met=r.Evidence((on("reported_to_police"), on("meeting_held"))))
    assert one.met_by == REPORT.id
    assert both.met_by == other.id


def test_a_moment_may_meet_it() -> None:
    back = fact("returned", "2031-03-04 23:00")
    assert review(back, met=on(r.Moment("back"))).status == "met"
    assert review(met=on(r.Moment("back"))).status == "overdue"


# --- since ----------------------------------------------------------------------------------------


def test_what_was_done_before_the_opening_does_not_count() -> None:
    opening = fact("information_recorded", "2031-03-04 22:01")
    asked = {"opens": "information_recorded", "met": "reported_to_police"}
    assert review(REPORT, opening, **asked).status == "overdue"


def test_what_was_done_at_the_opening_counts() -> None:
    same = fact("reported_to_police", "2031-03-04 21:00")
    assert review(same, met="reported_to_police").status == "met"


def test_what_was_done_earlier_in_the_episode_counts_where_the_rule_says_so() -> None:
    search = fact("search_done", "2031-03-04 22:30")
    facts = {"opens": "search_done", "met": "reported_to_police"}
    assert review(REPORT, search, **facts).status == "overdue"
    assert review(REPORT, search, since="subject", **facts).status == "met"


def test_what_was_done_in_an_earlier_episode_never_counts() -> None:
    back = fact("returned", "2031-03-05 01:00")
    again = fact("absence_noticed", "2031-03-06 21:00")
    made = pack(duty("review", opens="absence_noticed", met="reported_to_police", since="subject"))
    found = duties(decided(made, [MISSED, REPORT, back, again], NOW), "review")
    assert [d.status for d in found] == ["met", "open"]


# --- everything, and everybody told ---------------------------------------------------------------

BOTH = evidence(["reported_to_police", "search_done"])


def test_all_parts_must_be_done_and_the_last_one_counts() -> None:
    search = fact("search_done", "2031-03-05 00:30")
    assert review(REPORT, met=BOTH).status == "overdue"
    assert review(search, met=BOTH).status == "overdue"
    assert local(review(REPORT, search, met=BOTH).met_at) == "2031-03-05 00:30"


def test_of_all_parts_none_counts_from_before_the_opening() -> None:
    before_ = fact("search_done", "2031-03-04 21:30")
    again = fact("search_done", "2031-03-04 23:30")
    opening = fact("information_recorded", "2031-03-04 21:45")
    rules = {"opens": "information_recorded", "met": BOTH}
    assert review(before_, opening, REPORT, **rules).status == "overdue"
    one = review(before_, opening, REPORT, again, **rules)
    assert (one.status, local(one.met_at)) == ("met", "2031-03-04 23:30")


def test_all_parts_of_any_kind_of_evidence() -> None:
    both = r.Evidence(all_of=(told("police"), r.Evidence((on("search_done"),))))
    search = fact("search_done", "2031-03-04 22:00")
    sent = fact("notification_sent", "2031-03-04 22:30", to=["police"])
    assert review(search, met=both).status == "overdue"
    assert review(search, sent, met=both).status == "met"


def sent(when: str, *to: str, who: str = "foster_carer", **more: Any) -> Fact:
    return fact("notification_sent", when, who, to=list(to), about="child_missing", **more)


TWO = told("police", "front_door")


def test_every_named_role_must_be_told() -> None:
    first, second = sent("2031-03-04 22:00", "police"), sent("2031-03-04 23:00", "front_door")
    assert review(first, met=TWO).status == "overdue"
    assert local(review(first, second, met=TWO).met_at) == "2031-03-04 23:00"
    assert local(review(sent("2031-03-04 22:00", "police", "front_door"), met=TWO).met_at) == (
        "2031-03-04 22:00"
    )


def test_the_duty_names_who_must_be_told() -> None:
    assert review(met=TWO).value == ("police", "front_door")


@pytest.mark.parametrize("kind", ["notification_sent", "update_given", "referral_made"])
def test_telling_takes_many_forms(kind: str) -> None:
    assert review(fact(kind, "2031-03-04 22:00", to=["police"]), met=told("police")).status == "met"


def test_a_role_that_received_notice_has_been_told() -> None:
    received = fact("notification_received", "2031-03-04 22:00", "police", from_="foster_carer")
    assert review(received, met=told("police")).status == "met"
    assert review(received, met=told("foster_carer")).status == "overdue"
    assert review(received, met=told("police", by=["foster_carer"])).status == "met"
    assert review(received, met=told("police", by=["school"])).status == "overdue"


def test_telling_may_be_limited_to_a_kind_of_fact() -> None:
    referral = told("front_door", how=["referral_made"])
    assert review(sent("2031-03-04 22:00", "front_door"), met=referral).status == "overdue"
    made = fact("referral_made", "2031-03-04 22:00", to=["front_door"])
    assert review(made, met=referral).status == "met"


def test_telling_is_about_something_and_by_somebody() -> None:
    note = sent("2031-03-04 22:00", "police")
    assert review(note, met=told("police", about=["child_missing"])).status == "met"
    assert review(note, met=told("police", about=["return"])).status == "overdue"
    assert review(note, met=told("police", by=["foster_carer"])).status == "met"
    assert review(note, met=told("police", by=["school"])).status == "overdue"


def test_a_telling_before_the_opening_does_not_stand_in_the_way_of_one_after() -> None:
    early = sent("2031-03-04 21:30", "police", "front_door")
    later = sent("2031-03-04 23:00", "police", "front_door")
    opening = fact("information_recorded", "2031-03-04 22:00")
    rules = {"opens": "information_recorded", "met": TWO}
    assert review(early, opening, **rules).status == "overdue"
    assert local(review(early, opening, later, **rules).met_at) == "2031-03-04 23:00"


def test_the_second_notice_of_a_kind_needs_a_telling_of_its_own() -> None:
    opening = [fact("information_recorded", f"2031-03-04 2{n}:00") for n in (1, 2)]
    tellings = [sent(f"2031-03-04 2{n}:30", "police") for n in (1, 2)]
    made = pack(duty("review", opens="information_recorded", each=True, met=told("police")))
    found = duties(decided(made, [MISSED, *opening, *tellings[:1]], NOW), "review")
    assert [d.status for d in found] == ["met", "open"]
    found = duties(decided(made, [MISSED, *opening, *tellings], NOW), "review")
    assert [d.status for d in found] == ["met", "met"]


def test_whoever_stands_for_a_group_is_told_for_it() -> None:
    carer = looked_after(placement_kind="residential_home")
    note = sent("2031-03-04 22:00", "residential_worker")
    assert review(carer, note, met=told("carer")).status == "met"
    assert review(carer, sent("2031-03-04 22:00", "foster_carer"), met=told("carer")).status == (
        "overdue"
    )
    assert review(carer, sent("2031-03-04 22:00", "carer"), met=told("carer")).status == "met"


def test_a_group_that_was_told_counts_for_the_role_that_stands_for_it() -> None:
    carer = looked_after(placement_kind="residential_home")
    note = sent("2031-03-04 22:00", "carer")
    assert review(carer, note, met=told("residential_worker")).status == "met"


# --- recorded as done or not needed ---------------------------------------------------------------


def test_a_duty_may_be_recorded_as_done() -> None:
    done = fact("duty_done", "2031-03-04 22:00", "social_worker", duty="review")
    assert review(done).status == "met"
    assert review(done, met="reported_to_police").status == "met"
    other = fact("duty_done", "2031-03-04 22:00", duty="meeting")
    assert review(other).status == "overdue"


def test_a_duty_recorded_as_done_before_it_opened_is_not() -> None:
    done = fact("duty_done", "2031-03-04 21:30", duty="review")
    opening = fact("information_recorded", "2031-03-04 22:00")
    assert review(done, opening, opens="information_recorded").status == "overdue"


def test_a_duty_may_be_recorded_as_not_needed_with_the_reason() -> None:
    shut = fact("duty_not_needed", "2031-03-04 22:00", duty="review", reason="moved abroad")
    one = review(shut)
    assert (one.status, one.reason) == ("not_needed", "moved abroad")
    assert review(shut, now="2031-03-04 21:59").status == "open"


def test_not_needed_for_another_duty_or_before_the_opening_changes_nothing() -> None:
    other = fact("duty_not_needed", "2031-03-04 22:00", duty="meeting", reason="x")
    early = fact("duty_not_needed", "2031-03-04 20:30", duty="review", reason="x")
    assert review(other).status == "overdue"
    assert review(early).status == "overdue"


# --- not needed by the rule -----------------------------------------------------------------------

BACK = fact("returned", "2031-03-04 23:00")
DECLINED = unless(
    "declined by the child", on("return_interview_declined", by="child", reason={"known": True})
)


def test_an_event_makes_it_not_needed_with_the_reason() -> None:
    one = review(BACK, not_needed=unless("the child is back", "returned"))
    assert (one.status, one.reason) == ("not_needed", "the child is back")
    assert one.met_at is None


def test_before_that_it_stands() -> None:
    assert (
        review(BACK, not_needed=unless("back", "returned"), now="2031-03-04 22:59").status == "open"
    )


def test_done_before_it_was_not_needed_stays_done() -> None:
    one = review(REPORT, BACK, met="reported_to_police", not_needed=unless("back", "returned"))
    assert one.status == "met"


def test_an_event_before_the_opening_does_not_close() -> None:
    early = fact("search_done", "2031-03-04 21:30")
    opening = fact("information_recorded", "2031-03-04 22:00")
    closed = {"opens": "information_recorded", "not_needed": unless("searched", "search_done")}
    assert review(early, opening, **closed).status == "overdue"


@pytest.mark.parametrize(
    ("who", "reason", "status"),
    [
        ("child", "wants to be left alone", "not_needed"),
        ("child", "", "overdue"),  # without its reason a refusal closes nothing
        ("parent_carer", "not interested", "overdue"),  # nobody refuses for the child
    ],
)
def test_only_the_child_declines_and_says_why(who: str, reason: str, status: str) -> None:
    declined = fact("return_interview_declined", "2031-03-04 22:00", who, reason=reason)
    assert review(declined, not_needed=DECLINED).status == status


def test_a_condition_with_the_event_must_hold_then() -> None:
    closed = unless("not ours", "search_done", when=has("looked_after"))
    search = fact("search_done", "2031-03-04 22:00")
    assert review(search, not_needed=closed).status == "overdue"
    assert review(search, looked_after(), not_needed=closed).status == "not_needed"
    assert review(search, looked_after("2031-03-04 23:00"), not_needed=closed).status == "overdue"


def test_a_condition_alone_closes_as_soon_as_it_holds() -> None:
    closed = r.NotNeeded("the child is back", (), category_is("returned"))
    assert review(not_needed=closed).status == "overdue"
    assert review(BACK, not_needed=closed).status == "not_needed"


def test_a_condition_that_holds_from_the_start_closes_at_once() -> None:
    closed = r.NotNeeded("in care", (), has("looked_after"))
    assert review(looked_after(), not_needed=closed).status == "not_needed"


@pytest.mark.parametrize(
    ("when", "facts"),
    [
        (
            r.Age(at_least=18),
            (
                fact(
                    "child_recorded",
                    "2030-01-01 00:00",
                    date_of_birth=at("2013-03-06 12:00").date(),
                ),
            ),
        ),
        (r.Not(has("looked_after")), (looked_after(until=at("2031-03-06 00:00")),)),
        (has("early_help"), (fact("status_changed", "2031-03-06 00:00", status="early_help"),)),
    ],
)
def test_a_condition_that_time_alone_brings_closes_at_that_moment(
    when: r.Condition, facts: tuple[Fact, ...]
) -> None:
    closed = {"not_needed": r.NotNeeded("no longer", (), when), "due": ()}
    assert review(*facts, now="2031-03-05 23:59", **closed).status == "open"
    assert review(*facts, now="2031-03-06 00:00", **closed).status == "not_needed"


def test_the_first_way_of_closing_gives_the_reason() -> None:
    both = (unless("searched", "search_done"), unless("reported", "reported_to_police"))
    search = fact("search_done", "2031-03-04 22:30")
    assert review(search, REPORT, not_needed=both).reason == "reported"


def test_time_that_passes_may_close() -> None:
    closed = unless("a week has passed", on("absence_noticed", after=span("3 days")))
    assert review(not_needed=closed, due=(), now="2031-03-06 23:59").status == "open"
    assert review(not_needed=closed, due=(), now="2031-03-07 00:00").status == "not_needed"


def test_the_explanation_says_which_rule_which_fact_and_what_was_counted() -> None:
    one = review(reading="Hours run day and night.", not_needed=unless("back", "returned"))
    kinds = [step.kind for step in one.why]
    assert kinds == ["rule", "fact", "arithmetic", "reading"]
    rule, opening, counted, reading = one.why
    assert (rule.text, rule.cites, rule.procedure) == ("duty-review", ("APW-review",), "applewick")
    assert opening.fact == one.opened_by == MISSED.id
    assert (counted.text, counted.at) == ("4 hours from the opening", MISSED.at)
    assert reading.text == "Hours run day and night."


def test_the_explanation_says_what_closed_it() -> None:
    one = review(BACK, not_needed=unless("back", "returned"))
    last = one.why[-1]
    assert (last.kind, last.text, last.fact, last.at) == ("closed", "back", BACK.id, BACK.at)


def test_a_checklist_adds_its_clauses() -> None:
    one = review(checklist=(r.CheckItem("ring friends", ("APW-9",)), r.CheckItem("look")))
    assert one.checklist == (("ring friends", ("APW-9",)), ("look", ()))
    assert one.cites == ("APW-review", "APW-9")


def test_a_duty_carries_its_tier_and_whether_it_gives_something_away() -> None:
    made = pack(
        duty("report_abuse", opens="absence_noticed"), duty("review", opens="absence_noticed")
    )
    decision = decided(made, [MISSED], NOW)
    abuse, plain = the_duty(decision, "report_abuse"), the_duty(decision, "review")
    assert (abuse.tier, abuse.discloses) == ("now", True)
    assert (plain.tier, plain.discloses) == ("dated", False)


def test_a_duty_met_by_what_opened_it_is_met() -> None:
    one = review(met=on("absence_noticed"), when=is_("absence_noticed"))
    assert one.status == "met"


def test_evidence_in_the_scope_of_the_child_counts() -> None:
    school = fact("absent_from_school", "2031-03-05 09:00")
    one = review(school, met=r.Evidence((r.Event(sel("absent_from_school", scope="child")),)))
    assert one.status == "met_late"


def test_everybody_told_that_day_counts_as_told() -> None:
    told_that_day = fact(
        "notification_sent", "2031-03-04 00:00", date_only=True, to=["police"], about="other"
    )
    day_before = fact(
        "notification_sent", "2031-03-03 00:00", date_only=True, to=["police"], about="other"
    )
    assert review(told_that_day, met=told("police")).status == "met"
    assert review(day_before, met=told("police")).status != "met"
