"""Writes procedures/calendars/england-and-wales.yaml.

Run it when a bank holiday is proclaimed and the `holidays` package knows it:

    .venv/bin/python tools/make_calendar.py > procedures/calendars/england-and-wales.yaml
"""

import holidays

FIRST, LAST = 2000, 2040
SATURDAY = 5

HEADER = f"""\
# Bank holidays in England and Wales, {FIRST} to {LAST}: working days leave them out.
#
# Made by tools/make_calendar.py with the `holidays` package {holidays.__version__} (GB, ENG) and
# compared in the tests with the list that the government publishes. Do not edit by hand: a day
# that is proclaimed later is added by running the tool with a newer `holidays`.
#
# Limits
# - A holiday on a Saturday or Sunday is left out: the day is no working day anyway, and the
#   weekday given in its place is listed as "(observed)".
# - One-off days are listed as far as they were proclaimed when this file was made; a coronation,
#   jubilee or state funeral after that is missing until the file is made again.
# - Days beyond the government's list (it ends about two years ahead) are worked out by rule and
#   may still be moved by proclamation, as in 1995, 2002, 2012, 2020 and 2022.
# - Outside {FIRST} to {LAST} nothing is known.
"""


def calendar() -> str:
    """The whole file."""
    known = holidays.country_holidays(
        "GB", subdiv="ENG", years=range(FIRST, LAST + 1), language="en_GB"
    )
    lines = [
        HEADER.rstrip(),
        "calendar: england-and-wales",
        "title: Bank holidays in England and Wales",
        f"from: {FIRST}-01-01",
        f"to: {LAST}-12-31",
        "days:",
    ]
    year = 0
    for day, name in sorted(known.items()):
        if day.weekday() >= SATURDAY:
            continue
        if day.year != year:
            year = day.year
            lines.append(f"  # {year}")
        lines.append(f'  {day.isoformat()}: "{name}"')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(calendar(), end="")
