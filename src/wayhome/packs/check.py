"""`check`: everything that is wrong with the procedures, before anybody relies on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wayhome.engine import CompiledPack, UnknownNameError, compile_pack
from wayhome.packs.casefile import Case
from wayhome.packs.check_budget import check_budget
from wayhome.packs.check_clauses import check_clauses, timing_hints
from wayhome.packs.check_dates import check_dates
from wayhome.packs.check_rules import check_rules
from wayhome.packs.library import Library
from wayhome.packs.problems import Problem
from wayhome.packs.workbench import Workbench

_PLACE = re.compile(r"(?P<file>[^\s:]+\.(?:yaml|json))(?::(?P<line>[0-9]+))?: ")


def check(library: Library, cases: Iterable[Case] | None = None) -> list[Problem]:
    """All problems, in the order of files and lines.

    `cases` are the worked cases for the alert budget; left out, those of the packs themselves.
    Where a file could not be read as it should, only that is told: what else would be said mostly
    follows from it. The budget is looked at only where nothing else is wrong.
    """
    if library.problems:
        return sorted(set(library.problems))
    found: list[Problem] = []
    for loaded in library.loaded.values():
        found += check_rules(loaded)
        found += check_clauses(loaded)
        found += check_dates(loaded)
    found += _across(library)
    compiled: dict[str, CompiledPack] = {}
    for key, loaded in library.loaded.items():
        try:
            compiled[key] = compile_pack(loaded.pack, library.vocabulary)
        except (UnknownNameError, ValueError, KeyError) as error:
            if not found:  # else it follows from what has been told
                found.append(Problem(loaded.header.file, 1, "unusable", f"{key}: {error}"))
    bench = Workbench(library, compiled)
    examples: list[Case] = []
    for key in compiled:
        some, wrong = bench.examples(key)
        examples += some
        found += (_in_example(f"{library.root.name}/{key}/examples", text) for text in wrong)
    if not found:
        chosen = examples if cases is None else list(cases)
        here = [case for case in chosen if set(case.procedures) & set(compiled)]
        found += check_budget(here, bench.decide)
    return sorted(set(found))


def hints(library: Library) -> list[Problem]:
    """What is no problem, but should be seen."""
    return sorted({hint for one in library.loaded.values() for hint in timing_hints(one)})


def _in_example(folder: str, text: str) -> Problem:
    """What is wrong in a case file, with the place that the text begins with."""
    place = _PLACE.match(text)
    if place is None:
        return Problem(folder, 1, "example", text)
    return Problem(place["file"], int(place["line"] or 1), "example", text[place.end() :])


def _across(library: Library) -> Iterator[Problem]:
    """What two packs may not share: the prefix of their clause ids."""
    first: dict[str, str] = {}
    for key, loaded in library.loaded.items():
        prefix = loaded.header.clause_prefix
        if prefix in first:
            yield Problem(
                loaded.header.file,
                1,
                "clause-prefix",
                f"`{key}` has the clause prefix `{prefix}` of `{first[prefix]}`",
                "give it one of its own: a clause id means one clause",
            )
        first.setdefault(prefix, key)
