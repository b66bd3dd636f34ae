"""Judging: is what was worked out what the case expects?

An expectation is met by an output item that cites at least one of its clauses and agrees in all of:

kind
    duty, prompt and flag are the items of that name; category is a category of any subject under
    one of the procedures (or a category item); grade a grade item; missing_since a subject's start
    of missing time; finding and report_line are findings, the decision's or a subject's. `name`,
    which only examples give, is the duty kind, or the name of the prompt, flag or finding.
value
    compared where given. Of a duty: a time names the return or the start of the episode that the
    duty belongs to, {episode_from: date} the episode by its date; anything else must stand
    in the duty's value as a whole item, of a list each. Of other items: equal, lists in any order.
owner
    compared where given; a category and the start of missing time have no owner: not compared.
due
    of a duty, compared as stated, none included: an instant, the end of a date, or at once. Of a
    prompt or flag compared only where a due time is given. Not stated at all: not compared.
status
    of a duty, compared where given: what the procedure's plain words give (`plain_status`), as the
    checks of cases are about the text and not about what the safety rules keep in force. A prompt
    or flag that is there is raised.
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
    no subject has that start of missing time; without a value, none has any.
finding
    none of that name (or of the names the encoding gives) with that value and, for a value that
    is not true or false, none of any name with that value; without a value, none of that name.

A check's own `category` is that of the current subject: the latest that is active, else the latest;
`none` where there is none. With several procedures all must agree, unless `category_by_procedure`
gives each; then the check's category is one of them. `police_grade_allowed` is compared as a set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeAlias

from wayhome.engine.decision import Decision, Subject
from wayhome.packs.casechecks import Check
from wayhome.packs.casefile import Case
from wayhome.packs.casevalues import unknown
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
NO_PROCEDURE = "none of the procedures of this case is here"
NOT_ALL_HERE = "a procedure that this rests on is not here"
NOT_WORKED_OUT = "the case cannot be worked out"
NO_CLAUSE = "no procedure here has these clauses"


def run_cases(cases: Iterable[Case], decide: Decide, names: Names) -> list[Result]:
    """Every check of every case, decided and judged.

    `decide(case, as_of, known_at)` works the case out. What a case could not take over is
    unmapped, and so is what cites only clauses of procedures that are not here.
    """
    return [result for case in cases for result in run_case(case, decide, names)]


def run_case(case: Case, decide: Decide, names: Names) -> Iterator[Result]:
    """The results of one case, in the order of its file."""
    for number, message in enumerate(case.unmapped, 1):
        yield Result(case.file, case.name, None, "case", number, "fact", message, (), "unmapped")
    here = not names.procedures or any(key in names.procedures for key in case.procedures)
    for check in case.checks:
        for number, message in enumerate(check.unread, 1):
            yield Result(
                case.file, case.name, check.as_of, "case", number, "check", message, (), "unmapped"
            )
        if not here:
            yield from judge(None, check, names, case)
            continue
        try:
            decision = decide(case, check.as_of, check.known_at)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # One case that the engine cannot take must not keep the others from being judged.
            told = f"{type(error).__name__}: {error}"
            yield Result(
                case.file, case.name, check.as_of, "case", 0, "check",
                NOT_WORKED_OUT, (), "wrong", "a decision", told,
            )  # fmt: skip
            yield from judge(None, check, names, case, NOT_WORKED_OUT)
            continue
        yield from judge(decision, check, names, case)


def judge(
    decision: Decision | None, check: Check, names: Names, case: Case, missing: str = NO_PROCEDURE
) -> Iterator[Result]:
    """The results of one check against what was worked out at its moment.

    None: nothing was; `missing` says why.
    """
    away = bool(names.procedures) and not names.procedures.issuperset(case.procedures)
    for kind, expected, look in _own_fields(decision, check, case):
        told = Told(False, missing) if look is None else look
        verdict: Verdict = "unmapped" if look is None else "right" if told.right else "wrong"
        yield Result(
            case.file, case.name, check.as_of, "check", 0, kind, kind, (), verdict, expected,
            told.instead if verdict != "right" else "",
        )  # fmt: skip
    for number, wanted in enumerate(check.expect, 1):
        look_for = None if decision is None else partial(met, decision, wanted)
        verdict, instead = _verdict(wanted.cites, names, away, look_for, missing)
        if verdict == "right" and (strange := _unknown_name(wanted.name, names)):
            verdict, instead = "wrong", strange
        yield Result(
            case.file, case.name, check.as_of, "expect", number, wanted.kind, wanted.label,
            tuple(sorted(wanted.cites)), verdict, expectation_words(wanted), instead,
        )  # fmt: skip
    for number, unwanted in enumerate(check.excluded, 1):
        look_for = None if decision is None else partial(absent, decision, unwanted, names)
        verdict, instead = _verdict(unwanted.cites, names, away, look_for, missing)
        if verdict == "right" and (strange := _unknown_name(unwanted.name, names)):
            verdict, instead = "wrong", strange
        yield Result(
            case.file, case.name, check.as_of, "not", number, unwanted.field, unwanted.label,
            tuple(sorted(unwanted.cites)), verdict, exclusion_words(unwanted), instead,
        )  # fmt: skip


def _verdict(
    cites: frozenset[str],
    names: Names,
    away: bool,
    look: Callable[[], Told] | None,
    missing: str,
) -> tuple[Verdict, str]:
    """Right or wrong; unmapped where it rests on a procedure that is not here."""
    if look is None:
        return "unmapped", missing
    known = [cite for cite in cites if cite in names.procedure_of]
    if names.procedure_of and not known:
        return "unmapped", NO_CLAUSE
    told = look()
    if told.right:
        return "right", ""
    if away and names.procedure_of and len(known) < len(cites):
        return "unmapped", NOT_ALL_HERE
    return "wrong", told.instead


def _unknown_name(name: str, names: Names) -> str:
    """What is said of a name that no rule gives: its absence would be no answer."""
    if not name or not names.items or name in names.items:
        return ""
    return unknown("name", name, names.items)


def _own_fields(
    decision: Decision | None, check: Check, case: Case
) -> Iterator[tuple[str, str, Told | None]]:
    """A check's own fields: which, what is expected, and what judging it comes to."""
    subject = None if decision is None else current_subject(decision)
    known = () if decision is None else decision.procedures
    keys = [key for key in case.procedures or known if key in known]
    names = {key: _category_name(subject, key) for key in keys}
    if check.category:
        yield "category", check.category, _category_told(check, names) if keys else None
    for key, wanted in (check.category_by_procedure or {}).items():
        name = _category_name(subject, key)
        told = Told(name == wanted, name) if key in known else None
        yield "category_by_procedure", f"{key}: {wanted}", told
    if check.police_grade_allowed is not None:
        allowed = None if subject is None else subject.police_grade_allowed
        right = allowed is not None and set(allowed) == set(check.police_grade_allowed)
        came = "nothing" if allowed is None else ", ".join(allowed)
        told = Told(right, came) if keys else None
        yield "police_grade_allowed", ", ".join(check.police_grade_allowed), told


def _category_told(check: Check, names: Mapping[str, str]) -> Told | None:
    """What comes of a check's category; None where a procedure that it speaks for is not here."""
    found = ", ".join(f"{key}: {name}" for key, name in names.items())
    if check.category_by_procedure is None:
        return Told(all(name == check.category for name in names.values()), found)
    right = check.category in names.values()
    if not right and not set(check.category_by_procedure) <= set(names):
        return None
    return Told(right, found)


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
