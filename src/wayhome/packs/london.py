"""Local London time as people write it in case files, and back.

The engine works in UTC instants; people write and read wall-clock times. An hour that comes twice
(the autumn change) is read as the first of the two, a time that does not exist (the spring change)
moves forward by the hour that was skipped.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")
_OFFSET = re.compile(r".*[0-9](Z|[+-]\d{2}:?\d{2})")


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
        except ValueError:
            return None
    match = _MOMENT.fullmatch(written)
    if match is None:
        return None
    try:
        clock = time(int(match[2]), int(match[3]), int(match[4] or 0))
        return to_instant(datetime.combine(date.fromisoformat(match[1]), clock))
    except ValueError:
        return None


def show(instant: datetime) -> str:
    """An instant as London wall-clock time, YYYY-MM-DD HH:MM."""
    return instant.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


def local_day(instant: datetime) -> date:
    """The London date on which this instant falls."""
    return instant.astimezone(LONDON).date()
