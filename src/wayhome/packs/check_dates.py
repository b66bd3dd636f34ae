"""Checks of dates: on every day of a sweep a procedure says what holds, and days can be counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from wayhome.engine.rules import OnDate
from wayhome.packs.check_rules import problem_at
from wayhome.packs.library import LoadedPack
from wayhome.packs.problems import Problem
from wayhome.packs.walk import walk

LAST_YEAR = 2040


def check_dates(loaded: LoadedPack) -> Iterator[Problem]:
    """In force from a day to a later one, bank holidays known throughout, review date sensible."""
    header = loaded.header
    pack = loaded.pack
    first, until = pack.in_force_from, pack.in_force_until
    if until is not None and until < first:
        yield Problem(
            header.file,
            1,
            "dates",
            f"in force until {until}, which is before it comes into force on {first}",
            "put the two dates right",
        )
        return
    if header.review_due is not None and header.review_due < first:
        yield Problem(
            header.file,
            1,
            "dates",
            f"the review was due on {header.review_due}, before it came into force on {first}",
            "put the two dates right",
        )
    if header.published and header.last_checked and header.last_checked < header.published:
        yield Problem(
            header.file,
            1,
            "dates",
            f"last checked on {header.last_checked}, before it was published",
            "put the two dates right",
        )
    yield from _days_outside(loaded)
    yield from _sweep(loaded, first, until or date(LAST_YEAR, 12, 31))


def _days_outside(loaded: LoadedPack) -> Iterator[Problem]:
    """A rule that opens on a day on which the pack is not in force never opens."""
    pack = loaded.pack
    for rule in pack.rules:
        for item in (found for event in rule.opens for found in walk(event)):
            if not isinstance(item, OnDate):
                continue
            early = item.day < pack.in_force_from
            if early or (pack.in_force_until is not None and item.day > pack.in_force_until):
                yield problem_at(
                    rule,
                    "dates",
                    f"opens on {item.day}, when this pack is not in force",
                    "put the day right, or that of `in_force` in pack.yaml",
                )


def _sweep(loaded: LoadedPack, first: date, last: date) -> Iterator[Problem]:
    """Goes through every day and tells the runs of days for which bank holidays are not known."""
    calendar = loaded.calendar
    if calendar is None:
        return  # told when the pack was read
    years = {day.year for day in calendar.days}
    gap: date | None = None
    day = first
    while day <= last + timedelta(days=1):
        known = calendar.first <= day <= calendar.last and day.year in years
        if (known or day > last) and gap is not None:
            yield Problem(
                calendar.file,
                1,
                "calendar-gap",
                f"the calendar `{calendar.name}` knows no bank holidays from {gap} to "
                f"{day - timedelta(days=1)}, when `{loaded.pack.key}` is in force",
                "make the calendar again for these years",
            )
            gap = None
        elif not known and day <= last and gap is None:
            gap = day
        day += timedelta(days=1)
