"""What came out otherwise in the worked cases: a summary, then a line for each answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from wayhome.cli.terms import Out, plural
from wayhome.packs import london
from wayhome.packs.judged import Result

ARGUED = "docs/findings/vignettes.md"
Argued = tuple[str, str, str]


def argued_items(path: Path) -> list[Argued]:
    """The items that the findings argue against: case, moment and item of each row of its table."""
    if not path.is_file():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 4 and re.match(r"[0-9]{4}-", cells[1]):
            found.append((cells[0], cells[1], cells[2]))
    return found


def is_argued(result: Result, argued: Sequence[Argued]) -> bool:
    """Whether the findings speak of this answer: its case, its moment, its name or a clause."""
    at = "" if result.as_of is None else london.show(result.as_of)
    return any(
        (case, moment) == (result.case, at)
        and f"`{result.label}`" in item
        and (not result.cites or any(cite in item for cite in result.cites))
        for case, moment, item in argued
    )


def print_changes(results: Sequence[Result], wrong: Sequence[str], out: Out) -> int:
    """Prints what changed; 1 where something did."""
    for problem in wrong:
        out.wrapped(f"refused: {problem}", "", "    ")
    rows: dict[tuple[str, str, str, str, str], set[str]] = {}
    for result in results:
        if result.verdict == "right":
            continue
        at = "" if result.as_of is None else london.show(result.as_of)
        row = (result.file, result.case, at, _name(result), _change(result))
        rows.setdefault(row, set()).update(result.cites)
    if not rows:
        if not wrong:
            out.line(f"nothing changed: {plural(len(results), 'answer')}, all as before")
        return 1 if wrong else 0
    clauses = {cite for cites in rows.values() for cite in cites}
    files = {row[0] for row in rows}
    cases = {row[:2] for row in rows}
    out.line(
        f"{plural(len(clauses), 'clause')}, {plural(len(files), 'file')}, "
        f"{plural(len(cases), 'case')} changed"
    )
    for (file, case, at, name, change), cites in rows.items():
        cited = f" ({', '.join(sorted(cites))})" if cites else ""
        out.wrapped(f"{file}: {case}, {at}: {name}: {change}{cited}", "", "    ")
    return 1


def _name(result: Result) -> str:
    """The kind of the duty that came, where one came; else what the case calls it."""
    came = re.search(r"\[(\w+),", result.instead) if result.kind == "duty" else None
    return came[1] if came and result.side == "expect" else result.label


def _change(result: Result) -> str:
    """`due 2025-01-03 -> 2025-01-02` for each thing that differs."""
    if result.side != "expect":
        return f"{result.expected} -> {result.instead}"
    wanted = {
        key: value
        for part in result.expected.split(", ")
        for key, _, value in [part.partition(" ")]
    }
    told = []
    for difference in result.instead.partition(" [")[0].split("; "):
        key, _, new = difference.partition(" ")
        told.append(f"{key} {wanted[key]} -> {new}" if wanted.get(key) else difference)
    return ", ".join(told)
