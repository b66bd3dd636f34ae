"""The calendar of bank holidays agrees with two independent lists."""

from datetime import date
from pathlib import Path
from typing import Any

import holidays
import pytest
import yaml
from govuk_bank_holidays.bank_holidays import BankHolidays

FILE = Path(__file__).parents[2] / "procedures" / "calendars" / "england-and-wales.yaml"
SATURDAY = 5

ONE_OFF = [
    date(2002, 6, 3),  # Golden Jubilee
    date(2002, 6, 4),  # and the spring holiday moved to it
    date(2011, 4, 29),  # a royal wedding
    date(2012, 6, 5),  # Diamond Jubilee
    date(2020, 5, 8),  # May Day moved to the day of victory in Europe
    date(2022, 6, 2),  # the spring holiday moved
    date(2022, 6, 3),  # Platinum Jubilee
    date(2022, 9, 19),  # a state funeral
    date(2023, 5, 8),  # a coronation
]
ORDINARY_AFTER_ALL = [
    date(2002, 5, 27),
    date(2012, 5, 28),
    date(2020, 5, 4),
    date(2022, 5, 30),
]


@pytest.fixture(scope="module")
def calendar() -> dict[str, Any]:
    loaded = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


@pytest.fixture(scope="module")
def days(calendar: dict[str, Any]) -> set[date]:
    return set(calendar["days"])


def test_it_speaks_for_2000_to_2040(calendar: dict[str, Any], days: set[date]) -> None:
    assert (calendar["from"], calendar["to"]) == (date(2000, 1, 1), date(2040, 12, 31))
    assert {day.year for day in days} == set(range(2000, 2041))


def test_every_day_has_a_name_and_stands_once_in_order(calendar: dict[str, Any]) -> None:
    assert all(isinstance(name, str) and name for name in calendar["days"].values())
    written = [line.split(":")[0].strip() for line in FILE.read_text(encoding="utf-8").splitlines()]
    dates = [word for word in written if word[:1].isdigit()]
    assert dates == sorted(set(dates))
    assert len(dates) == len(calendar["days"])


def test_no_day_is_a_saturday_or_sunday(days: set[date]) -> None:
    assert [day for day in sorted(days) if day.weekday() >= SATURDAY] == []


def test_every_year_has_at_least_eight_days(days: set[date]) -> None:
    counts = {year: sum(day.year == year for day in days) for year in range(2000, 2041)}
    assert {year: n for year, n in counts.items() if n < 8} == {}


@pytest.mark.parametrize("day", ONE_OFF, ids=str)
def test_the_one_off_days_are_there(days: set[date], day: date) -> None:
    assert day in days


@pytest.mark.parametrize("day", ORDINARY_AFTER_ALL, ids=str)
def test_the_days_that_were_moved_away_are_ordinary(days: set[date], day: date) -> None:
    assert day not in days


def test_it_is_what_the_holidays_package_says(days: set[date]) -> None:
    known = holidays.country_holidays("GB", subdiv="ENG", years=range(2000, 2041))
    assert days == {day for day in known if day.weekday() < SATURDAY}


def test_it_is_what_the_government_publishes(days: set[date]) -> None:
    published = {
        entry["date"]
        for entry in BankHolidays(use_cached_holidays=True).get_holidays(
            division=BankHolidays.ENGLAND_AND_WALES
        )
    }
    first, last = min(published), max(published)
    assert last.year - first.year >= 10
    assert {day for day in days if first <= day <= last} == published
