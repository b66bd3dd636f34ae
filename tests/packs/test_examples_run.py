"""Running the checks of cases: a check's own fields, and what cannot be judged."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.packs.casebuild import NOON, check, decision, duty, subject, utc
from wayhome.engine.decision import Category, Decision
from wayhome.packs.casechecks import Check
from wayhome.packs.casefile import Case
from wayhome.packs.examples import run_cases, totals
from wayhome.packs.judged import Names, Result, current_subject

NAMES = Names({}, {"A-1": "north", "B-1": "south"}, frozenset(("north", "south")))


def run(
    made: Decision, *checks: Check, procedures: tuple[str, ...] = ("north",), **changes: Any
) -> list[Result]:
    """The results of a case with these checks, whatever the moment."""

    def decide(case: Case, at: datetime, known_at: datetime | None) -> Decision:
        assert (at, known_at) == (NOON, None)
        return made

    case = replace(Case("one", "One", "one.yaml", procedures, (), checks), **changes)
    return run_cases([case], decide, NAMES)


def verdicts(results: list[Result]) -> list[str]:
    return [result.verdict for result in results]


def test_the_category_of_the_current_subject() -> None:
    over = subject("returned", started=utc("2025-01-01 10:00"))
    made = decision(subjects=(over, subject("missing")))
    (right, wrong) = run(made, check(category="missing"), check(category="returned"))
    assert (right.verdict, wrong.verdict) == ("right", "wrong")
    assert wrong.instead == "north: missing"


def test_an_active_subject_goes_before_a_later_one_that_is_over() -> None:
    active = subject("missing", started=utc("2025-01-01 10:00"))
    over = subject("returned", active=False)
    assert current_subject(decision(subjects=(active, over))) is active


def test_no_subject_is_none() -> None:
    assert verdicts(run(decision(), check(category="none"))) == ["right"]
    assert verdicts(run(decision(), check(category="missing"))) == ["wrong"]


def test_several_procedures_must_agree_unless_each_is_given() -> None:
    named = {"north": Category("missing", ("A-1",)), "south": Category("returned", ("B-1",))}
    made = decision(subjects=(subject(category_by_procedure=named),), procedures=("north", "south"))
    keys = ("north", "south")
    assert verdicts(run(made, check(category="missing"), procedures=keys)) == ["wrong"]
    each = {"north": "missing", "south": "returned"}
    given = check(category="missing", category_by_procedure=each)
    assert verdicts(run(made, given, procedures=keys)) == ["right", "right", "right"]
    other = check(category_by_procedure={"south": "missing"})
    (wrong,) = run(made, other, procedures=keys)
    assert (wrong.verdict, wrong.expected, wrong.instead) == (
        "wrong",
        "south: missing",
        "returned",
    )


def test_a_category_that_speaks_for_a_procedure_that_is_not_here_is_unmapped() -> None:
    made = decision(subjects=(subject("returned"),))
    for category, verdict in (("closed", "unmapped"), ("returned", "right")):
        given = check(category=category, category_by_procedure={"west": category})
        results = run(made, given, procedures=("north", "west"))
        assert verdicts(results) == [verdict, "unmapped"]


def test_grades_that_may_be_offered_are_a_set() -> None:
    made = decision(subjects=(subject(police_grade_allowed=("high", "medium")),))
    assert verdicts(run(made, check(police_grade_allowed=["medium", "high"]))) == ["right"]
    assert verdicts(run(made, check(police_grade_allowed=["high"]))) == ["wrong"]
    assert verdicts(run(decision(), check(police_grade_allowed=["high"]))) == ["wrong"]


def test_expectations_and_exclusions_are_counted_by_file() -> None:
    wanted = {"kind": "duty", "cites": ["A-1"], "status": "open"}
    unwanted = {"field": "duty", "cites": ["A-1"]}
    results = run(decision(duties=(duty(),)), check(expect=[wanted], **{"not": [unwanted]}))
    assert [(r.side, r.verdict) for r in results] == [("expect", "right"), ("not", "wrong")]
    assert totals(results) == {"one.yaml": {"right": 1, "wrong": 1, "unmapped": 0}}


def test_a_clause_that_no_procedure_here_has_is_unmapped() -> None:
    (result,) = run(decision(), check(expect=[{"kind": "duty", "cites": ["Z-1"]}]))
    assert (result.verdict, result.instead) == ("unmapped", "no procedure here has these clauses")


def test_a_case_without_a_procedure_that_is_here_is_unmapped() -> None:
    wanted = [{"kind": "duty", "cites": ["A-1"]}]
    results = run(decision(), check(category="missing", expect=wanted), procedures=("west",))
    assert verdicts(results) == ["unmapped", "unmapped"]


def test_what_rests_on_a_procedure_that_is_not_here_is_unmapped_unless_right() -> None:
    wanted = [
        {"kind": "duty", "cites": ["A-1", "W-1"], "status": status} for status in ("met", "open")
    ]
    results = run(decision(duties=(duty(),)), check(expect=wanted), procedures=("north", "west"))
    assert verdicts(results) == ["unmapped", "right"]


def test_what_could_not_be_taken_over_is_told() -> None:
    results = run(decision(), unmapped=("fact 3: unknown fact `x`",))
    assert [(r.side, r.verdict, r.label) for r in results] == [
        ("case", "unmapped", "fact 3: unknown fact `x`")
    ]


def test_a_check_that_could_not_be_read_whole_is_told() -> None:
    partly = replace(check(), unread=("unknown kind of expectation `task`",))
    assert verdicts(run(decision(), partly)) == ["unmapped"]


def test_one_case_that_cannot_be_worked_out_does_not_stop_the_others() -> None:
    wanted = check(expect=[{"kind": "duty", "cites": ["A-1"]}])
    cases = [
        Case(name, name, "one.yaml", ("north",), (), (wanted,)) for name in ("broken", "sound")
    ]

    def decide(case: Case, at: datetime, known_at: datetime | None) -> Decision:
        if case.name == "broken":
            raise KeyError("no such place")
        return decision(duties=(duty(),))

    results = run_cases(cases, decide, NAMES)
    assert verdicts(results) == ["wrong", "unmapped", "right"]
    assert "no such place" in results[0].instead
