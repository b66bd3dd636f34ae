"""Time as the procedures count it: London days, working days, school days, months that clip (DESIGN
section 5).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from wayhome.engine.decision import DueTime
from wayhome.engine.rules import Duration

LONDON = ZoneInfo("Europe/London")
TICK = timedelta(microseconds=1)
ELAPSED = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}


@lru_cache(maxsize=65536)
def local_date(instant: datetime) -> date:
    """The London date of an aware instant."""
    return instant.astimezone(LONDON).date()


@lru_cache(maxsize=65536)
def start_of_day(day: date) -> datetime:
    """The instant, in UTC, at which a London day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The first instant after a London day."""
    return start_of_day(day + timedelta(days=1))


def add_months(day: date, months: int) -> date:
    """Calendar months later (or earlier), clipped to the month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def birthday(born: date, years: int) -> date:
    """The day an age is reached; 29 February is reached on 1 March in other years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def age_on(born: date, day: date) -> int:
    """Age in whole years on a day."""
    years = day.year - born.year
    return years if day >= birthday(born, years) else years - 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """Bank holidays and, where they are known, the school terms (first and last day of each)."""

    holidays: frozenset[date] = frozenset()
    terms: tuple[tuple[date, date], ...] = ()

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no bank holiday."""
        return day.weekday() < 5 and day not in self.holidays

    def is_school_day(self, day: date) -> bool:
        """A working day inside a term; every working day where no terms are known."""
        if not self.is_working_day(day):
            return False
        return not self.terms or any(first <= day <= last for first, last in self.terms)

    def working_days_from(self, day: date, count: int) -> date:
        """The Nth working day after a day (before it, for a negative count); the day itself is not
        counted.
        """
        step = timedelta(days=1 if count >= 0 else -1)
        left = abs(count)
        while left:
            day += step
            if self.is_working_day(day):
                left -= 1
        return day

    def nth_school_day(self, first: date, count: int) -> date | None:
        """The date of the Nth school day, the first day being day 1; None beyond the last term
        known.
        """
        seen = 0
        for start, end in self.terms or ((first, date.max),):
            day = max(start, first)
            while day <= end:
                if self.is_school_day(day):
                    seen += 1
                    if seen >= count:
                        return day
                day += timedelta(days=1)
        return None

    def shift(self, anchor: datetime, by: Duration, sign: int = 1) -> DueTime | None:
        """A time so much after (sign 1) or before (sign -1) an anchor: an instant for hours, else a
        date.
        """
        amount = by.amount * sign
        if by.unit in ELAPSED:
            # In UTC: a local datetime would add by the wall clock, across a clock change.
            return DueTime(at=anchor.astimezone(UTC) + amount * ELAPSED[by.unit])
        day = local_date(anchor)
        if by.unit == "days":
            return DueTime(day=day + timedelta(days=amount))
        if by.unit == "weeks":
            return DueTime(day=day + timedelta(weeks=amount))
        if by.unit == "months":
            return DueTime(day=add_months(day, amount))
        if by.unit == "years":
            return DueTime(day=add_months(day, 12 * amount))
        if by.unit == "working_days":
            return DueTime(day=self.working_days_from(day, amount))
        reached = self.nth_school_day(day, amount)
        return None if reached is None else DueTime(day=reached)


def as_instant(due: DueTime) -> datetime:
    """The instant at which a due time comes: the start of its day for a date."""
    if due.at is not None:
        return due.at
    assert due.day is not None
    return start_of_day(due.day)


GRACE = timedelta(minutes=15)


def last_moment(due: DueTime) -> datetime:
    """The last instant at which what is due is still in time."""
    if due.at is not None:
        return due.at + GRACE if due.immediately else due.at
    assert due.day is not None
    return end_of_day(due.day) - TICK
