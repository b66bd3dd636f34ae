"""`explain`: one duty, its clauses, its facts, its arithmetic."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

THEN = ("--as-of", "2025-03-30 12:00")


@pytest.mark.parametrize("name", ["return_interview", "return interview", "TES-2-02"])
def test_a_duty_by_kind_or_clause(run: Run, case: Path, name: str) -> None:
    ran = run("explain", case, name, *THEN)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Return interview\n  episode:f1/return_interview/")
    assert max(map(len, ran.out.splitlines())) <= 100
    assert "Status    open" in ran.out
    assert "Due       Wed 2 Apr 2025 04:10" in ran.out
    assert "arithmetic  72 hours from the return, Sun 30 Mar 2025 04:10" in ran.out
    assert "TES-2-02  " in ran.out
    assert "returned Sun 30 Mar 2025 04:10, social worker" in ran.out


def test_a_duty_by_its_id(run: Run, case: Path) -> None:
    told = run("explain", case, "return_interview", *THEN, "--json").json("explain")
    (duty,) = told["duties"]
    again = run("explain", case, duty["id"], *THEN, "--json").json("explain")
    assert again == told
    assert set(duty["clauses"]) == {"TES-2-02"}
    assert all(duty["clauses"].values())
    assert [each["kind"] for each in duty["facts"]] == ["returned"]


def test_a_duty_that_is_done_or_late(run: Run, case: Path) -> None:
    assert (
        "Status    done Sat 29 Mar 2025 21:40" in run("explain", case, "police_report", *THEN).out
    )
    late = run("explain", case, "return_interview", "--as-of", "2025-04-03 04:10").out
    assert "Status    overdue, 1 day late" in late


def test_the_steps_of_a_duty(run: Run, case: Path) -> None:
    assert (
        "- Say what the child wears (TES-2-04)" in run("explain", case, "police_report", *THEN).out
    )


def test_no_such_duty(run: Run, case: Path) -> None:
    ran = run("explain", case, "return_intervew", *THEN)
    assert (ran.code, ran.out) == (2, "")
    assert "no duty `return_intervew` stands in this case" in ran.err
    assert "did you mean `return_interview`?" in ran.err


@pytest.mark.parametrize("name", ["description", "TES-2-04"])
def test_a_question_by_name_or_clause(run: Run, case: Path, name: str) -> None:
    then = ("--as-of", "2025-03-29 21:35")
    out = run("explain", case, name, *then).out
    assert "Description\n  prompt of testshire, about episode:f1" in out
    assert "TES-2-04  Say name, age and clothes." in out
    assert "absence noticed Sat 29 Mar 2025 21:30" in out
    told = run("explain", case, name, *then, "--json").json("explain")
    (item,) = told["items"]
    assert (item["kind"], item["form"]) == ("description", "prompt")
    assert item["clauses"] == {"TES-2-04": "Say name, age and clothes."}
    assert [each["id"] for each in item["facts"]] == ["f1"]


def test_every_question_flag_and_finding_can_be_explained(run: Run, case: Path) -> None:
    told = run("replay", case, *THEN, "--json").json("replay")
    of_subjects = [item for subject in told["episodes"] for item in subject["findings"]]
    for item in (*told["prompts"], *told["flags"], *told["other_findings"], *of_subjects):
        for name in (item["kind"], *item["cites"]):
            again = run("explain", case, name, *THEN, "--json").json("explain")["items"]
            assert item["kind"] in [each["kind"] for each in again]
