"""Working days, school days, months that clip, birthdays, and the two changes of the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.engine.build import at, day, local
from wayhome.engine.calendar import (
    Calendar,
    add_months,
    age_on,
    as_instant,
    birthday,
    end_of_day,
    last_moment,
    local_date,
    start_of_day,
)
from wayhome.engine.decision import DueTime
from wayhome.engine.rules import Duration

EASTER = frozenset({day("2031-04-11"), day("2031-04-14")})
CALENDAR = Calendar(EASTER)
TERM = (day("2031-04-28"), day("2031-05-23"))
LATER_TERM = (day("2031-06-02"), day("2031-07-22"))
SCHOOL = Calendar(frozenset({day("2031-05-05")}), (TERM, LATER_TERM))


def shifted(calendar: Calendar, anchor: str, amount: int, unit: str, sign: int = 1) -> str:
    due = calendar.shift(at(anchor), Duration(amount, unit), sign)  # type: ignore[arg-type]
    if due is None:
        return ""
    return local(due.at) if due.day is None else due.day.isoformat()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2031-04-10", True),  # a Thursday
        ("2031-04-11", False),  # Good Friday
        ("2031-04-12", False),  # Saturday
        ("2031-04-13", False),  # Sunday
        ("2031-04-14", False),  # Easter Monday
        ("2031-04-15", True),
    ],
)
def test_a_working_day_is_monday_to_friday_and_no_bank_holiday(text: str, is_one: bool) -> None:
    assert CALENDAR.is_working_day(day(text)) is is_one


@pytest.mark.parametrize(
    ("start", "count", "reached"),
    [
        ("2031-04-09 09:00", 1, "2031-04-10"),
        ("2031-04-10 09:00", 1, "2031-04-15"),  # over the whole of Easter
        ("2031-04-12 23:59", 1, "2031-04-15"),
        ("2031-04-11 00:00", 1, "2031-04-15"),  # a bank holiday as the day it starts
        ("2031-04-07 09:00", 5, "2031-04-16"),
        ("2031-04-07 09:00", 3, "2031-04-10"),
        ("2031-04-04 17:00", 1, "2031-04-07"),
        ("2031-04-07 09:00", 0, "2031-04-07"),
    ],
)
def test_working_days_do_not_count_the_day_they_start_from(
    start: str, count: int, reached: str
) -> None:
    assert shifted(CALENDAR, start, count, "working_days") == reached


@pytest.mark.parametrize(
    ("start", "count", "reached"),
    [
        ("2031-04-15 09:00", 1, "2031-04-10"),
        ("2031-04-16 09:00", 1, "2031-04-15"),
        ("2031-04-16 09:00", 3, "2031-04-09"),
    ],
)
def test_working_days_before_a_date_are_counted_back(start: str, count: int, reached: str) -> None:
    assert shifted(CALENDAR, start, count, "working_days", -1) == reached


@pytest.mark.parametrize(
    ("first", "count", "reached"),
    [
        ("2031-04-28 09:00", 1, "2031-04-28"),
        ("2031-04-28 09:00", 5, "2031-05-02"),
        ("2031-05-01 09:00", 5, "2031-05-08"),  # weekend and early May holiday between
        ("2031-05-21 09:00", 5, "2031-06-03"),  # half term between
        ("2031-05-24 09:00", 1, "2031-06-02"),  # absent from a day on which school is shut
        ("2031-04-28 09:00", 20, "2031-06-02"),
    ],
)
def test_the_first_school_day_of_absence_is_day_one(first: str, count: int, reached: str) -> None:
    assert shifted(SCHOOL, first, count, "school_days") == reached


def test_beyond_the_last_term_known_no_school_day_is_made_up() -> None:
    assert shifted(SCHOOL, "2031-07-21 09:00", 3, "school_days") == ""


def test_where_no_terms_are_known_every_working_day_is_a_school_day() -> None:
    assert shifted(CALENDAR, "2031-04-10 09:00", 3, "school_days") == "2031-04-16"


def test_a_day_outside_every_term_is_no_school_day() -> None:
    assert SCHOOL.is_school_day(day("2031-04-29"))
    assert SCHOOL.is_school_day(TERM[0])
    assert SCHOOL.is_school_day(TERM[1])
    assert not SCHOOL.is_school_day(day("2031-05-05"))
    assert not SCHOOL.is_school_day(day("2031-05-27"))
    assert CALENDAR.is_school_day(day("2031-04-10"))
    assert SCHOOL.is_working_day(day("2031-05-27"))


@pytest.mark.parametrize(
    ("start", "months", "reached"),
    [
        ("2031-01-31", 1, "2031-02-28"),
        ("2032-01-31", 1, "2032-02-29"),
        ("2031-08-31", 1, "2031-09-30"),
        ("2031-08-31", 6, "2032-02-29"),
        ("2031-11-30", 3, "2032-02-29"),
        ("2031-12-15", 1, "2032-01-15"),
        ("2032-03-31", -1, "2032-02-29"),
        ("2031-01-15", -1, "2030-12-15"),
        ("2032-02-29", 12, "2033-02-28"),
        ("2031-05-31", 0, "2031-05-31"),
    ],
)
def test_months_clip_to_the_last_day(start: str, months: int, reached: str) -> None:
    assert add_months(day(start), months) == day(reached)


def test_months_and_years_are_dates() -> None:
    assert shifted(CALENDAR, "2031-01-31 23:30", 1, "months") == "2031-02-28"
    assert shifted(CALENDAR, "2032-02-29 12:00", 1, "years") == "2033-02-28"


@pytest.mark.parametrize(
    ("years", "reached"), [(4, "2020-02-29"), (15, "2031-03-01"), (16, "2032-02-29")]
)
def test_a_leap_birthday_is_reached_on_the_first_of_march_in_other_years(
    years: int, reached: str
) -> None:
    assert birthday(date(2016, 2, 29), years) == day(reached)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2034-02-28", 17),
        ("2034-03-01", 18),
        ("2033-02-28", 16),
        ("2033-03-01", 17),
        ("2032-02-28", 15),
        ("2032-02-29", 16),
    ],
)
def test_the_age_of_a_child_born_on_a_leap_day(text: str, years: int) -> None:
    assert age_on(date(2016, 2, 29), day(text)) == years


def test_an_age_is_reached_at_the_start_of_the_birthday() -> None:
    assert age_on(day("2013-07-01"), day("2031-06-30")) == 17
    assert age_on(day("2013-07-01"), day("2031-07-01")) == 18


# --- the clock changes: 30 March and 26 October 2031 ----------------------------------------------


@pytest.mark.parametrize(
    ("start", "hours", "reached"),
    [
        ("2031-03-28 18:00", 72, "2031-03-31 19:00"),  # spring: an hour later on the wall
        ("2031-10-24 18:00", 72, "2031-10-27 17:00"),  # autumn: an hour earlier
        ("2031-03-30 00:30", 1, "2031-03-30 02:30"),
        ("2031-10-26 00:30", 3, "2031-10-26 02:30"),
        ("2031-07-01 23:40", 72, "2031-07-04 23:40"),
        ("2031-03-30 00:59", 24, "2031-03-31 01:59"),
    ],
)
def test_hours_are_elapsed_and_shift_the_wall_clock(start: str, hours: int, reached: str) -> None:
    assert shifted(CALENDAR, start, hours, "hours") == reached


def test_hours_are_elapsed_between_instants() -> None:
    due = CALENDAR.shift(at("2031-03-28 18:00"), Duration(72, "hours"))
    assert due is not None
    assert due.at == at("2031-03-28 18:00") + timedelta(hours=72)


def test_minutes_are_elapsed_too() -> None:
    assert shifted(CALENDAR, "2031-03-30 00:45", 30, "minutes") == "2031-03-30 02:15"


@pytest.mark.parametrize(
    ("start", "days", "reached"),
    [
        ("2031-03-28 18:00", 3, "2031-03-31"),
        ("2031-10-24 18:00", 3, "2031-10-27"),
        ("2031-03-30 23:59", 1, "2031-03-31"),
    ],
)
def test_days_are_dates_whatever_the_clock_does(start: str, days: int, reached: str) -> None:
    assert shifted(CALENDAR, start, days, "days") == reached


def test_weeks_are_dates() -> None:
    assert shifted(CALENDAR, "2031-03-28 18:00", 2, "weeks") == "2031-04-11"


def test_days_before_an_anchor_are_counted_back() -> None:
    assert shifted(CALENDAR, "2031-04-02 09:00", 3, "days", -1) == "2031-03-30"


@pytest.mark.parametrize(
    ("text", "hours"), [("2031-03-30", 23), ("2031-10-26", 25), ("2031-07-01", 24)]
)
def test_a_day_in_london_has_as_many_hours_as_it_has(text: str, hours: int) -> None:
    assert end_of_day(day(text)) - start_of_day(day(text)) == timedelta(hours=hours)


def test_the_date_is_that_of_london_also_just_after_midnight_in_summer() -> None:
    instant = datetime(2031, 6, 30, 23, 30, tzinfo=UTC)
    assert local_date(instant) == day("2031-07-01")


def test_a_due_date_starts_with_its_day_and_ends_with_it() -> None:
    due = DueTime(day=day("2031-07-01"))
    assert local(as_instant(due)) == "2031-07-01 00:00"
    assert last_moment(due) == at("2031-07-02 00:00") - timedelta(microseconds=1)


def test_what_is_due_at_once_has_fifteen_minutes_and_an_instant_has_none() -> None:
    instant = at("2031-07-01 23:40")
    assert last_moment(DueTime(at=instant, immediately=True)) == instant + timedelta(minutes=15)
    assert last_moment(DueTime(at=instant)) == instant
