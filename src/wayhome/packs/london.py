"""Local London time as people write it in case files, and back.

The engine works in UTC instants; people write and read wall-clock times. An hour that comes twice
(the autumn change) is read as the first of the two, a time that does not exist (the spring change)
moves forward by the hour that was skipped.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")
_OFFSET = re.compile(r".*[0-9](Z|[+-]\d{2}:?\d{2})")


_WRITTEN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?")


def to_instant(local: datetime) -> datetime:
    """The UTC instant of a naive London wall-clock time; an aware time is only converted."""
    if local.tzinfo is None:
        local = local.replace(tzinfo=LONDON)
    return local.astimezone(UTC)


def start_of(day: date) -> datetime:
    """The UTC instant at which this day begins in London."""
    return to_instant(datetime.combine(day, time()))


def read_day(written: object) -> date | None:
    """A date written YYYY-MM-DD, or None where it is none."""
    if isinstance(written, datetime):
        return None
    if isinstance(written, date):
        return written
    if isinstance(written, str) and _DAY.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            return None
    return None


def read_instant(written: object) -> datetime | None:
    """The UTC instant of a time written YYYY-MM-DD HH:MM (London) or with its offset, or None."""
    if isinstance(written, datetime):
        return to_instant(written)
    if not isinstance(written, str):
        return None
    if _OFFSET.fullmatch(written):
        try:
            return datetime.fromisoformat(written).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
    match = _MOMENT.fullmatch(written)
    if match is None:
        return None
    try:
        clock = time(int(match[2]), int(match[3]), int(match[4] or 0))
        return to_instant(datetime.combine(date.fromisoformat(match[1]), clock))
    except (ValueError, OverflowError):
        return None


def skipped(written: object) -> str | None:
    """A sentence about a local time that the spring change leaves out; None of any other."""
    match = _MOMENT.fullmatch(written) if isinstance(written, str) else None
    instant = read_instant(written)
    if match is None or instant is None:
        return None
    there = instant.astimezone(LONDON)
    if (there.hour, there.minute) == (int(match[2]), int(match[3])):
        return None
    return f"the clocks went forward in that hour; is {there:%H:%M} meant?"


def show(instant: datetime) -> str:
    """An instant as London wall-clock time, YYYY-MM-DD HH:MM."""
    return instant.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


def local_day(instant: datetime) -> date:
    """The London date on which this instant falls."""
    return instant.astimezone(LONDON).date()


def why_not(written: object) -> str:
    """Why something written as a day or a time is none, in words; empty where that is not plain."""
    match = _WRITTEN.match(written) if isinstance(written, str) else None
    if match is None:
        return ""
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not 1 <= month <= 12:
        return f"there is no month {month} (write year-month-day)"
    if not year >= 1:
        return "there is no year 0"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"there is no {day} {month_name[month]}{'' if day > 29 else f' {year}'}"
    if match[4] and int(match[4]) > 23:
        return f"there is no {match[4]}:{match[5]}; a day ends at 23:59, the next begins at 00:00"
    if match[5] and int(match[5]) > 59:
        return f"there is no {match[4]}:{match[5]}"
    return ""
