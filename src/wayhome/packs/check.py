"""`check`: everything that is wrong with the procedures, before anybody relies on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from wayhome.engine import Decision, compile_pack, decide
from wayhome.packs.casefile import Case, CaseError, read_cases
from wayhome.packs.check_budget import DecideCase, check_budget
from wayhome.packs.check_clauses import check_clauses
from wayhome.packs.check_dates import check_dates
from wayhome.packs.check_rules import check_rules
from wayhome.packs.library import Library
from wayhome.packs.problems import Problem


def check(library: Library, cases: Iterable[Case] | None = None) -> list[Problem]:
    """All problems, in the order of files and lines.

    `cases` are the worked cases for the alert budget; left out, those of the packs themselves.
    """
    found: list[Problem] = list(library.problems)
    for loaded in library.loaded.values():
        found += check_rules(loaded, library.vocabulary)
        found += check_clauses(loaded)
        found += check_dates(loaded)
    found += _across(library)
    if not found:
        broken: list[Problem] = []
        told = list(example_cases(library, broken)) if cases is None else list(cases)
        found += broken
        if not broken:
            found += check_budget(told, decide_cases(library))
    return sorted(set(found))


def example_cases(library: Library, problems: list[Problem]) -> Iterator[Case]:
    """The worked cases of the packs; what is wrong with a case file goes to `problems`."""
    for key, loaded in library.loaded.items():
        for path in loaded.example_files:
            shown = path.relative_to(library.root.parent).as_posix()
            try:
                yield from read_cases(path, library.vocabulary, [key], shown)
            except CaseError as error:
                problems += [Problem(shown, 1, "case", text) for text in error.problems]


def decide_cases(library: Library) -> DecideCase:
    """Works cases out under the procedures that they name and that are here."""
    compiled = {key: compile_pack(pack, library.vocabulary) for key, pack in library.packs.items()}

    def work_out(case: Case, now: datetime, known_at: datetime | None) -> Decision:
        packs = [compiled[key] for key in case.procedures if key in compiled]
        return decide(packs, case.facts, now, known_at)

    return work_out


def _across(library: Library) -> Iterator[Problem]:
    """What two packs may not share: clause ids."""
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
