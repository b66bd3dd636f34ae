"""When a duty opens, when it is due, when it is late."""

from datetime import timedelta
from typing import Any

import pytest

from tests.engine.build import (
    LONDON,
    at,
    before,
    category_is,
    day,
    decided,
    due_at,
    due_of,
    duties,
    duty,
    fact,
    has,
    immediately,
    local,
    looked_after,
    on,
    pack,
    sel,
    span,
    the_duty,
    told,
    within,
)
from wayhome.engine import Duty, Fact
from wayhome.engine import rules as r

MISSED = fact(
    "absence_noticed", "2031-03-28 21:00", "foster_carer", due_back=at("2031-03-28 20:00")
)
BACK = fact("returned", "2031-03-29 02:00", "foster_carer")
ARRANGED = fact(
    "meeting_arranged",
    "2031-03-31 10:00",
    on=day("2031-04-02"),
    arranged_for=at("2031-04-01 15:00"),
)
TICK = timedelta(microseconds=1)


def review(due: Any, *facts: Fact, now: str = "2031-03-28 21:00", **more: Any) -> Duty:
    made = pack(duty("review", due=due, **{"opens": "absence_noticed", **more}), settings=SETTINGS)
    return the_duty(decided(made, [MISSED, *facts], now), "review")


SETTINGS = {"soon": span("2 days"), "today": span("0 days"), "hours": span("4 hours")}


# --- each form of a due time ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (immediately(), "immediately 2031-03-28 21:00"),
        (within("30 minutes"), "2031-03-28 21:30"),
        (within("4 hours"), "2031-03-29 01:00"),
        (within("72 hours"), "2031-03-31 22:00"),  # the clocks go forward on the 30th
        (within("0 days"), "2031-03-28"),
        (within("3 days"), "2031-03-31"),
        (within("1 weeks"), "2031-04-04"),
        (within("1 months"), "2031-04-28"),
        (within("1 years"), "2032-03-28"),
        (within("1 working_days"), "2031-03-31"),
        (within("1 school_days"), "2031-03-28"),
        (within("soon"), "2031-03-30"),  # a setting
        (within("today"), "2031-03-28"),
        (within("hours"), "2031-03-29 01:00"),
        (within("1 hours", "started"), "2031-03-28 22:00"),
        (within("1 hours", "due_back"), "2031-03-28 21:00"),  # an attribute of the opening fact
        (within("1 hours", "missing_since"), "2031-03-28 22:00"),
        (before("1 days", "due_back"), "2031-03-27"),
        (before("2 hours", "due_back"), "2031-03-28 18:00"),
        (due_at("due_back"), "2031-03-28 20:00"),
        (due_at(day("2031-12-31")), "2031-12-31"),
        (before("2 weeks", day("2031-12-31")), "2031-12-17"),
        ((), ""),
    ],
)
def test_a_due_time(due: Any, expected: str) -> None:
    assert due_of(review(due)) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (due_at("arranged_for"), "2031-04-01 15:00"),
        (due_at("on"), "2031-04-02"),
        (before("1 working_days", "on"), "2031-04-01"),
        (within("2 days", "on"), "2031-04-04"),
        (within("24 hours", "on"), "2031-04-03 00:00"),
        (within("1 days", ["party", "on"]), "2031-04-03"),  # the first that is a time
        (within("1 days", "party"), ""),
        (within("1 days", ["back", "opened"]), "2031-04-01"),
    ],
)
def test_a_due_time_counted_from_the_opening_fact(due: Any, expected: str) -> None:
    made = pack(duty("meeting", opens="meeting_arranged", due=due))
    decision = decided(made, [MISSED, ARRANGED], "2031-03-31 10:00")
    assert due_of(the_duty(decision, "meeting")) == expected


def test_a_due_time_may_be_counted_from_the_latest_fact_of_a_kind() -> None:
    due = within("2 hours", sel("search_done", stage="house"))
    first = fact("search_done", "2031-03-28 22:00", stage="house")
    second = fact("search_done", "2031-03-28 23:00", stage="house")
    other = fact("search_done", "2031-03-28 23:30", stage="garden")
    assert due_of(review(due, now="2031-03-28 23:59")) == ""
    assert due_of(review(due, first, second, other, now="2031-03-28 23:59")) == "2031-03-29 01:00"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("started", "2031-03-28 22:00"),
        ("went_missing", "2031-03-28 22:00"),
        ("missing_since", "2031-03-28 21:00"),
        ("found", "2031-03-29 02:00"),
        ("back", "2031-03-29 03:00"),
        ("safe", "2031-03-29 04:00"),
        ("ended", "2031-03-29 04:00"),
    ],
)
def test_each_moment_may_be_an_anchor(name: str, expected: str) -> None:
    facts = [
        fact("last_seen", "2031-03-28 20:00", "foster_carer"),
        fact("located", "2031-03-29 01:00"),
        BACK,
        fact("wellbeing_confirmed", "2031-03-29 03:00"),
    ]
    one = review(within("1 hours", name), *facts, now="2031-03-29 12:00")
    assert due_of(one) == expected


def test_an_anchor_that_has_not_come_gives_no_time_yet() -> None:
    due = within("72 hours", "back")
    assert due_of(review(due)) == ""
    assert due_of(review(due, BACK, now="2031-03-29 02:00")) == "2031-04-01 03:00"


def test_the_first_anchor_that_is_known_counts() -> None:
    due = within("24 hours", ["safe", "back"])
    assert due_of(review(due, BACK, now="2031-03-29 12:00")) == "2031-03-30 03:00"


def test_of_several_due_times_the_earliest_counts() -> None:
    both = (within("5 working_days"), within("4 hours", "back"))
    assert due_of(review(both)) == "2031-04-04"
    assert due_of(review(both, BACK, now="2031-03-29 03:00")) == "2031-03-29 06:00"


def test_a_date_and_a_time_on_that_date_are_compared_by_their_last_moment() -> None:
    both = (within("0 days"), within("1 hours"))
    assert due_of(review(both)) == "2031-03-28 22:00"


def test_holidays_of_the_procedure_are_no_working_days() -> None:
    made = pack(
        duty("review", opens="absence_noticed", due=within("1 working_days")),
        holidays={day("2031-03-31")},
    )
    decision = decided(made, [MISSED], "2031-03-28 21:00")
    assert due_of(the_duty(decision, "review")) == "2031-04-01"


def test_school_days_go_by_the_terms_that_are_recorded() -> None:
    terms = fact(
        "setting_recorded",
        "2031-01-01 00:00",
        name="term_dates",
        terms=[
            {"from": day("2031-01-06"), "to": day("2031-03-28")},
            {"from": day("2031-04-14"), "to": day("2031-05-23")},
        ],
    )
    due = within("2 school_days")
    assert due_of(review(due)) == "2031-03-31"
    assert due_of(review(due, terms)) == "2031-04-14"


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2031-03-28 21:00", "2031-03-31 22:00"), ("2031-10-24 21:00", "2031-10-27 20:00")],
)
def test_seventy_two_hours_are_elapsed_also_where_the_fact_came_in_local_time(
    start: str, expected: str
) -> None:
    instant = at(start).astimezone(LONDON)
    made = pack(duty("review", opens="absence_noticed", due=within("72 hours")))
    decision = decided(made, [fact("absence_noticed", instant)], instant)
    assert due_of(the_duty(decision, "review")) == expected


def test_an_attribute_in_local_time_is_an_instant_too() -> None:
    arranged = fact(
        "meeting_arranged",
        "2031-03-28 22:00",
        arranged_for=at("2031-03-29 12:00").astimezone(LONDON),
    )
    made = pack(duty("meeting", opens="meeting_arranged", due=within("24 hours", "arranged_for")))
    decision = decided(made, [MISSED, arranged], "2031-03-28 22:00")
    assert due_of(the_duty(decision, "meeting")) == "2031-03-30 13:00"


def test_a_manager_may_set_a_time_for_a_duty_that_has_none() -> None:
    set_ = fact("due_time_set", "2031-03-28 22:00", duty="review", due_at=at("2031-03-29 09:00"))
    assert due_of(review((), set_, now="2031-03-28 23:00")) == "2031-03-29 09:00"
    assert review((), set_, now="2031-03-29 09:01").status == "overdue"


def test_the_latest_time_that_a_manager_set_stands() -> None:
    first = fact("due_time_set", "2031-03-28 22:00", duty="review", due_at=at("2031-03-29 09:00"))
    second = fact("due_time_set", "2031-03-28 23:00", duty="review", due_at=day("2031-03-30"))
    assert due_of(review((), first, second, now="2031-03-29 00:00")) == "2031-03-30"


def test_a_manager_cannot_put_off_what_the_procedure_times() -> None:
    set_ = fact("due_time_set", "2031-03-28 22:00", duty="review", due_at=at("2031-04-29 09:00"))
    assert due_of(review(within("4 hours"), set_, now="2031-03-28 23:00")) == "2031-03-29 01:00"


def test_a_time_set_for_another_duty_changes_nothing() -> None:
    set_ = fact("due_time_set", "2031-03-28 22:00", duty="meeting", due_at=at("2031-03-29 09:00"))
    assert due_of(review((), set_, now="2031-03-28 23:00")) == ""


# --- late -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "last"),
    [
        (within("4 hours"), at("2031-03-29 01:00")),
        (within("3 days"), at("2031-04-01 00:00") - TICK),
        (immediately(), at("2031-03-28 21:15")),
    ],
)
def test_a_duty_is_overdue_right_after_its_last_moment(due: r.Due, last: Any) -> None:
    made = pack(duty("review", opens="absence_noticed", due=due))
    assert the_duty(decided(made, [MISSED], last), "review").status == "open"
    overdue = the_duty(decided(made, [MISSED], last + TICK), "review")
    assert overdue.status == "overdue"
    assert overdue.overdue_from == last + TICK


def test_a_duty_without_a_time_is_never_overdue() -> None:
    one = review((), now="2035-01-01 00:00")
    assert one.status == "open"
    assert one.overdue_from is None


def test_a_later_limit_leaves_the_time_it_is_asked_for() -> None:
    late = {"late": within("10 days")}
    asked = review(within("5 days"), now="2031-04-05 09:00", **late)
    assert due_of(asked) == "2031-04-02"
    assert asked.status == "open"
    assert review(within("5 days"), now="2031-04-08 00:00", **late).status == "overdue"


def test_done_between_the_time_asked_for_and_the_limit_is_met() -> None:
    met = {"late": within("10 days"), "met": "meeting_held"}
    done = fact("meeting_held", "2031-04-06 09:00")
    assert review(within("5 days"), done, now="2031-04-09 00:00", **met).status == "met"


def test_what_is_never_late_is_open_or_met() -> None:
    never = {"never_late": True, "met": "meeting_held"}
    one = review(immediately(), now="2032-01-01 00:00", **never)
    assert (one.status, one.never_late, one.overdue_from) == ("open", True, None)
    done = fact("meeting_held", "2031-12-01 00:00")
    assert review(immediately(), done, now="2032-01-01 00:00", **never).status == "met"


# --- what opens a duty ----------------------------------------------------------------------------


def opened(rule: r.Rule, *facts: Fact, now: str = "2032-06-01 00:00", **more: Any) -> list[str]:
    decision = decided(pack(rule, **more), facts, now)
    return [local(d.opened_at) for d in duties(decision, rule.name)]


def test_a_duty_does_not_stand_before_its_opening() -> None:
    rule = duty("review", opens="absence_noticed")
    assert opened(rule, MISSED, now="2031-03-28 20:59") == []
    assert opened(rule, MISSED, now="2031-03-28 21:00") == ["2031-03-28 21:00"]


def test_the_first_of_several_events_opens() -> None:
    rule = duty("review", opens=["search_done", "reported_to_police"])
    report = fact("reported_to_police", "2031-03-28 22:00")
    search = fact("search_done", "2031-03-28 23:00")
    assert opened(rule, MISSED, search, report) == ["2031-03-28 22:00"]


def test_the_first_event_for_which_the_condition_holds_opens() -> None:
    rule = duty("review", opens="search_done", when=has("looked_after"))
    searches = [fact("search_done", f"2031-03-28 2{n}:30") for n in (1, 2, 3)]
    care = looked_after("2031-03-28 22:00")
    assert opened(rule, MISSED, *searches, care) == ["2031-03-28 22:30"]
    assert opened(rule, MISSED, *searches) == []


def test_without_an_event_the_first_fact_for_which_the_condition_holds_opens() -> None:
    rule = duty("review", when=category_is("returned"))
    assert opened(rule, MISSED, BACK) == ["2031-03-29 02:00"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (on(r.Moment("found")), ["2031-03-29 02:00"]),
        (on(r.Moment("back")), ["2031-03-29 02:00"]),
        (on(r.Moment("went_missing")), ["2031-03-28 21:00"]),
        (on(r.Becomes(frozenset({"missing"}))), ["2031-03-28 21:00"]),
        (on(r.Becomes(frozenset({"returned"}))), ["2031-03-29 02:00"]),
        (on(r.Becomes(frozenset({"abducted"}))), []),
        (on(r.OnDate(day("2031-12-31"))), ["2031-12-31 00:00"]),
        (on(r.StatusEvent(frozenset({"looked_after"}), True)), []),  # before this episode
        (on(r.StatusEvent(frozenset({"looked_after"}), False)), ["2031-05-01 00:00"]),
        (on(r.StatusEvent(frozenset({"early_help"}), True)), []),
        (on(r.AgeReached(18)), ["2032-04-01 00:00"]),
        (on("returned", after=span("5 days")), ["2031-04-03 00:00"]),
        (on("returned", after=span("24 hours")), ["2031-03-30 03:00"]),
        (on("returned", after=span("soon")), ["2031-03-31 00:00"]),
    ],
)
def test_each_kind_of_event(source: r.Event, expected: list[str]) -> None:
    facts = [
        fact("child_recorded", "2031-01-01 00:00", date_of_birth=day("2014-04-01")),
        looked_after("2031-03-01 00:00", until=day("2031-05-01")),
        MISSED,
        BACK,
    ]
    assert opened(duty("review", opens=source), *facts, settings=SETTINGS) == expected


def test_the_condition_is_asked_when_the_time_has_passed() -> None:
    rule = duty(
        "review", opens=on("absence_noticed", after=span("4 hours")), when=category_is("missing")
    )
    assert opened(rule, MISSED) == ["2031-03-29 01:00"]
    assert opened(rule, MISSED, fact("returned", "2031-03-29 00:59")) == []


def test_a_silence_is_broken_by_the_same_happening_again() -> None:
    silent = r.Event(sel("search_done"), span("7 days"), silent=True)
    rule = duty("review", opens=silent)
    first, second = (fact("search_done", f"2031-03-{n} 10:00") for n in ("29", "30"))
    assert opened(rule, MISSED, first) == ["2031-04-05 00:00"]
    assert opened(rule, MISSED, first, second) == ["2031-04-06 00:00"]


def test_a_threshold_opens_with_the_episode_that_reaches_it() -> None:
    counts = {"repeat": r.CountRule("repeat", span("90 days"), 2, frozenset({"missing"}))}
    rule = duty("review", opens=on(r.Reaches("repeat")))
    again = fact("absence_noticed", "2031-04-05 20:00")
    assert opened(rule, MISSED, BACK, counts=counts) == []
    assert opened(rule, MISSED, BACK, again, counts=counts) == ["2031-04-05 20:00"]


def test_a_threshold_of_facts_opens_with_the_fact_that_reaches_it() -> None:
    counts = {"searches": r.CountRule("searches", span("7 days"), 2, of=sel("search_done"))}
    rule = duty("review", opens=on(r.Reaches("searches")))
    searches = [fact("search_done", f"2031-03-28 2{n}:30") for n in (1, 2, 3)]
    assert opened(rule, MISSED, *searches, counts=counts) == ["2031-03-28 22:30"]


def test_where_the_age_is_disputed_eighteen_comes_with_the_youngest_plausible_birthday() -> None:
    child = fact(
        "child_recorded",
        "2031-01-01 00:00",
        date_of_birth=day("2013-04-01"),
        youngest_plausible_date_of_birth=day("2014-04-01"),
    )
    rule = duty("review", opens=on(r.AgeReached(18)))
    assert opened(rule, child, MISSED) == ["2032-04-01 00:00"]


def test_only_what_was_entered_before_counts_at_an_opening() -> None:
    rule = duty("review", opens="absence_noticed", when=category_is("missing"))
    assert len(opened(rule, MISSED, BACK)) == 1


# --- one for each, and again and again ------------------------------------------------------------

SEARCHES = [fact("search_done", f"2031-03-28 2{n}:30") for n in (1, 2, 3)]


def test_a_rule_opens_once_unless_it_says_each() -> None:
    assert len(opened(duty("review", opens="search_done"), MISSED, *SEARCHES)) == 1
    assert len(opened(duty("review", opens="search_done", each=True), MISSED, *SEARCHES)) == 3


def test_each_has_a_name_of_its_own() -> None:
    made = pack(duty("review", opens="search_done", each=True))
    found = duties(decided(made, [MISSED, *SEARCHES], "2031-03-29 12:00"), "review")
    assert len({d.id for d in found}) == 3


MONTHLY = {"opens": "absence_noticed", "every": "1 months", "met": "meeting_held"}


def recurring(*facts: Fact, now: str, **more: Any) -> list[tuple[int, str, str]]:
    made = pack(duty("review", **{**MONTHLY, **more}))
    return [
        (d.number, due_of(d), d.status)
        for d in duties(decided(made, [MISSED, *facts], now), "review")
    ]


def test_the_first_falls_due_so_long_after_the_opening() -> None:
    assert recurring(now="2031-04-01 12:00") == [(1, "2031-04-28", "open")]


def test_the_next_falls_due_so_long_after_the_last_was_done() -> None:
    held = fact("meeting_held", "2031-04-20 10:00")
    assert recurring(held, now="2031-05-01 12:00") == [
        (1, "2031-04-28", "met"),
        (2, "2031-05-20", "open"),
    ]


def test_while_one_is_not_done_no_next_one_opens() -> None:
    assert recurring(now="2032-01-01 12:00") == [(1, "2031-04-28", "overdue")]


def test_a_late_one_moves_the_next() -> None:
    held = fact("meeting_held", "2031-05-03 10:00")
    assert recurring(held, now="2031-05-04 12:00") == [
        (1, "2031-04-28", "met_late"),
        (2, "2031-06-03", "open"),
    ]


def test_the_first_of_a_series_may_have_a_due_time_of_its_own() -> None:
    held = fact("meeting_held", "2031-03-29 10:00")
    assert recurring(held, now="2031-04-01 12:00", due=within("24 hours")) == [
        (1, "2031-03-29 21:00", "met"),
        (2, "2031-04-29", "open"),
    ]


def test_a_series_ends_where_it_is_not_needed_any_more() -> None:
    stop = {"not_needed": r.NotNeeded("the child is back", (on("returned"),))}
    held = fact("meeting_held", "2031-03-29 01:00")
    assert recurring(held, BACK, now="2031-06-01 12:00", every="7 days", **stop) == [
        (1, "2031-04-04", "met"),
        (2, "2031-04-05", "not_needed"),
    ]


def test_a_series_keeps_its_names() -> None:
    made = pack(duty("review", **MONTHLY))
    held = fact("meeting_held", "2031-04-20 10:00")
    before_, after = (
        {d.id for d in duties(decided(made, facts, now), "review")}
        for facts, now in (([MISSED], "2031-04-01 12:00"), ([MISSED, held], "2031-05-01 12:00"))
    )
    assert before_ < after


def test_everybody_must_be_told_again_in_a_series() -> None:
    sent = [
        fact("notification_sent", f"2031-04-{n} 10:00", to=["police"], about="other")
        for n in ("01", "08", "15")
    ]
    found = recurring(*sent, now="2031-04-16 12:00", every="7 days", met=told("police"))
    assert [status for _, _, status in found] == ["met", "met", "met", "open"]


def test_an_interval_set_on_the_case_makes_a_regular_duty_recur() -> None:
    made = pack(duty("review", opens="absence_noticed", met="meeting_held"))
    set_ = fact("interval_set", "2031-03-29 09:00", duty="review", amount=2, unit="days")
    held = fact("meeting_held", "2031-03-30 10:00")
    found = duties(decided(made, [MISSED, set_, held], "2031-03-31 12:00"), "review")
    assert [(d.number, due_of(d), d.status) for d in found] == [
        (1, "2031-03-30", "met"),
        (2, "2031-04-01", "open"),
    ]
