"""Nobody writes the worked cases into the product: no id, child's name or date of a vignette is
in the code or in the rules.

Left out: a pack's examples (which are worked cases themselves), its clauses.yaml and pack.yaml
(what the document itself says and when it was published), and the calendars (every bank holiday
is a date). A rule may state a date that its own pack.yaml gives, such as the review date.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.repository.tree import PROCEDURES, ROOT, SRC, TESTS, files, load_yaml, shown, text_of

VIGNETTES = sorted(
    path for path in (TESTS / "vignettes").glob("*.yaml") if path.name != "encoding.yaml"
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_WRITTEN = [
    _ISO,
    re.compile(r"\bdate(?:time)?\(\s*((?:19|20)\d\d)\s*,\s*(\d\d?)\s*,\s*(\d\d?)(?!\d)"),
]
_DAY_FIRST = [
    re.compile(r"(?<![\d/])(\d\d?)/(\d\d?)/((?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<![\d.])(\d\d?)\.(\d\d?)\.((?:19|20)\d\d)(?!\d)"),
]
_IN_WORDS = re.compile(rf"\b(\d\d?)\s+({'|'.join(_MONTHS)})\s+((?:19|20)\d\d)\b")


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def dates_in(text: str) -> set[date]:
    """Every date in a text, however it is written."""
    found = {_day(*match) for pattern in _WRITTEN for match in pattern.findall(text)}
    found |= {_day(y, m, d) for pattern in _DAY_FIRST for d, m, y in pattern.findall(text)}
    found |= {_day(y, str(_MONTHS.index(m) + 1), d) for d, m, y in _IN_WORDS.findall(text)}
    return {day for day in found if day is not None}


def _first_names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "first_name" and isinstance(inner, str) and inner:
                yield inner
            else:
                yield from _first_names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _first_names(inner)


def _ids(text: str) -> set[str]:
    return set(re.findall(r"\bV-[A-Z]+-\d+\b", text))


def _written_for_the_product() -> list[Path]:
    left_out = {"clauses.yaml", "pack.yaml"}
    rules = [
        path
        for path in files(PROCEDURES)
        if path.name not in left_out
        and not {"examples", "calendars"} & set(path.relative_to(PROCEDURES).parts)
    ]
    forms = [path for path in files(ROOT) if shown(path).startswith("forms/")]
    return [*files(SRC), *rules, *forms]


def _own_dates(path: Path) -> set[date]:
    """The dates that the pack of this rule gives itself."""
    if PROCEDURES not in path.parents or path.parent == PROCEDURES:
        return set()
    pack = PROCEDURES / path.relative_to(PROCEDURES).parts[0] / "pack.yaml"
    return dates_in(pack.read_text(encoding="utf-8"))


def leaks(text: str, *, ids: set[str], names: set[str], dates: set[date]) -> list[str]:
    found = [one for one in sorted(ids) if re.search(rf"(?<!\w){one}(?!\d)", text)]
    words = set(re.findall(r"[^\W\d_]+", text))
    found += sorted(names & words)
    found += [day.isoformat() for day in sorted(dates & dates_in(text))]
    return found


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    texts = [path.read_text(encoding="utf-8") for path in VIGNETTES]
    return {
        "ids": {one for text in texts for one in _ids(text)},
        "names": {name for path in VIGNETTES for name in _first_names(load_yaml(path))},
        "dates": {day for text in texts for day in dates_in(text)},
    }


def test_there_are_vignettes_to_keep_apart(told: dict[str, Any]) -> None:
    assert len(VIGNETTES) >= 6
    assert len(told["ids"]) >= 50
    assert len(told["names"]) >= 40
    assert len(told["dates"]) >= 400


def test_no_vignette_is_in_the_code_or_in_the_rules(told: dict[str, Any]) -> None:
    found = {}
    for path in _written_for_the_product():
        text = text_of(path)
        if text is None:
            continue
        allowed = told["dates"] - _own_dates(path)
        if seen := leaks(text, ids=told["ids"], names=told["names"], dates=allowed):
            found[shown(path)] = seen
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "# V-APW-07 needs this",
        'if first_name == "Wilfred":',
        "due: 2031-02-28",
        "date(2031, 2, 28)",
        "datetime(2031, 2, 28, 9, 0)",
        "on 28 February 2031",
        "28/02/2031",
        "28.2.2031",
        'at: "2031-02-28 23:40"',
        "2031-02-28T23:40:00Z",
    ],
)
def test_the_checker_sees(text: str) -> None:
    told = {"ids": {"V-APW-07"}, "names": {"Wilfred"}, "dates": {date(2031, 2, 28)}}
    assert leaks(text, **told)


@pytest.mark.parametrize("text", ["V-APW-070", "wilfred", "Wilfreds", "2031-02-27", "12031-02-28"])
def test_the_checker_lets_pass(text: str) -> None:
    told = {"ids": {"V-APW-07"}, "names": {"Wilfred"}, "dates": {date(2031, 2, 28)}}
    assert leaks(text, **told) == []
