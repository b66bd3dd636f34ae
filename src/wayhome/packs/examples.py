"""Judging: is what was worked out what the case expects?

An expectation is met by an output item that cites at least one of its clauses and agrees in all of:

kind
    duty, prompt and flag are the items of that name; category is a category of any subject under
    one of the procedures (or a category item); grade a grade item; missing_since a subject's start
    of missing time; finding and report_line are findings, the decision's or a subject's. `name`,
    which only examples give, is the duty kind, or the name of the prompt, flag or finding.
value
    compared where given. Of a duty: a time names the return or the start of the episode that the
    duty belongs to, {episode_from: date} the episode by its date; anything else must be contained
    in the duty's value. Of other items: equal, lists in any order.
owner
    compared where given; a category and the start of missing time have no owner: not compared.
due
    of a duty, compared as stated, none included: an instant, the end of a date, or at once. Of a
    prompt or flag compared only where a due time is given. Not stated at all: not compared.
status
    of a duty, compared where given. A prompt or flag that is there is raised.
never_late, owner_per_procedure
    compared where given, on duties.

What must not be there (`not`) is judged on the items that cite at least one of its clauses:

duty
    none whose status is other than not_needed; with a value, none of that instance or with that
    content.
due, owner
    no duty that is needed, prompt or flag has that due time or owner.
status
    no duty has it.
flag, prompt
    none; with a value, none with that value.
category
    no category that stands is that one: those of the current subject under the procedures whose
    clauses are cited, and any that cites one of the clauses on an active subject.
missing_since
    no subject has that start of missing time.
finding
    none of that name (or of the names the encoding gives) with that value and, for a value that
    is not true or false, none of any name with that value; without a value, none of that name.

A check's own `category` is that of the current subject: the latest that is active, else the latest;
`none` where there is none. With several procedures all must agree, unless `category_by_procedure`
gives each; then the check's category is one of them. `police_grade_allowed` is compared as a set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Literal, TypeAlias

from wayhome.engine.decision import Decision, Subject
from wayhome.packs.casechecks import Check
from wayhome.packs.casefile import Case
from wayhome.packs.excluded import absent
from wayhome.packs.expected import met
from wayhome.packs.judged import (
    Names,
    Result,
    Told,
    Verdict,
    current_subject,
    exclusion_words,
    expectation_words,
)

Decide: TypeAlias = Callable[[Case, datetime, "datetime | None"], Decision]


def run_cases(cases: Iterable[Case], decide: Decide, names: Names) -> list[Result]:
    """Every check of every case, decided and judged.

    `decide(case, as_of, known_at)` works the case out. What a case could not take over, and what
    cites only clauses of procedures that are not here, is unmapped.
    """
    results: list[Result] = []
    for case in cases:
        results.extend(run_case(case, decide, names))
    return results


def run_case(case: Case, decide: Decide, names: Names) -> Iterator[Result]:
    """The results of one case, in the order of its file."""
    for number, message in enumerate(case.unmapped, 1):
        yield Result(case.file, case.name, None, "case", number, "fact", message, (), "unmapped")
    for check in case.checks:
        for number, message in enumerate(check.unread, 1):
            yield Result(
                case.file, case.name, check.as_of, "case", number, "check", message, (), "unmapped"
            )
        decision = decide(case, check.as_of, check.known_at)
        yield from judge(decision, check, names, case)


def judge(decision: Decision, check: Check, names: Names, case: Case) -> Iterator[Result]:
    """The results of one check against what was worked out at its moment."""
    for side, kind, told, expected in _own_fields(decision, check, case):
        yield Result(
            case.file,
            case.name,
            check.as_of,
            side,
            0,
            kind,
            kind,
            (),
            "right" if told.right else "wrong",
            expected,
            told.instead,
        )
    for number, wanted in enumerate(check.expect, 1):
        verdict, instead = _verdict(wanted.cites, names, partial(met, decision, wanted))
        yield Result(
            case.file,
            case.name,
            check.as_of,
            "expect",
            number,
            wanted.kind,
            wanted.label,
            tuple(sorted(wanted.cites)),
            verdict,
            expectation_words(wanted),
            instead,
        )
    for number, unwanted in enumerate(check.excluded, 1):
        verdict, instead = _verdict(
            unwanted.cites, names, partial(absent, decision, unwanted, names)
        )
        yield Result(
            case.file,
            case.name,
            check.as_of,
            "not",
            number,
            unwanted.field,
            unwanted.label,
            tuple(sorted(unwanted.cites)),
            verdict,
            exclusion_words(unwanted),
            instead,
        )


def _verdict(cites: frozenset[str], names: Names, look: Callable[[], Told]) -> tuple[Verdict, str]:
    if names.procedure_of and not any(cite in names.procedure_of for cite in cites):
        return "unmapped", "no procedure here has these clauses"
    told = look()
    return ("right", "") if told.right else ("wrong", told.instead)


def _own_fields(
    decision: Decision, check: Check, case: Case
) -> Iterator[tuple[Literal["check"], str, Told, str]]:
    subject = current_subject(decision)
    known = set(decision.procedures)
    by_procedure = {
        key: _category_name(subject, key)
        for key in (case.procedures or decision.procedures)
        if key in known
    }
    found = ", ".join(f"{key}: {name}" for key, name in by_procedure.items())
    if check.category and by_procedure:
        if check.category_by_procedure is None:
            right = all(name == check.category for name in by_procedure.values())
        else:
            right = check.category in by_procedure.values()
        yield "check", "category", Told(right, found), check.category
    for key, wanted in (check.category_by_procedure or {}).items():
        if key in known:
            name = by_procedure.get(key) or _category_name(subject, key)
            yield "check", "category_by_procedure", Told(name == wanted, name), f"{key}: {wanted}"
    if check.police_grade_allowed is not None and known:
        allowed = None if subject is None else subject.police_grade_allowed
        right = allowed is not None and set(allowed) == set(check.police_grade_allowed)
        came = "nothing" if allowed is None else ", ".join(allowed)
        wanted_text = ", ".join(check.police_grade_allowed)
        yield "check", "police_grade_allowed", Told(right, came), wanted_text


def _category_name(subject: Subject | None, key: str) -> str:
    category = None if subject is None else subject.category_by_procedure.get(key)
    return "none" if category is None else category.name or "none"


def totals(results: Sequence[Result]) -> dict[str, dict[str, int]]:
    """Right, wrong and unmapped, by file."""
    files: dict[str, dict[str, int]] = {}
    for result in results:
        counts = files.setdefault(result.file, {"right": 0, "wrong": 0, "unmapped": 0})
        counts[result.verdict] += 1
    return files
