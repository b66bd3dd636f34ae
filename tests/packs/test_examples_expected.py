"""When an expectation is met, and what is told where it is not."""

from datetime import date
from typing import Any

import pytest

from tests.packs.casebuild import at, check, decision, duty, item, subject, utc
from wayhome.engine.decision import DueTime
from wayhome.packs.expected import met

DUTY = {"kind": "duty", "cites": ["A-1"]}


def told(wanted: dict[str, Any], **built: Any) -> str:
    """Nothing where the expectation is met, else what came instead."""
    expectation = check(expect=[wanted]).expect[0]
    result = met(decision(**built), expectation)
    assert result.right == (not result.instead)
    return result.instead


def test_one_of_its_clauses_is_enough() -> None:
    assert told({"kind": "duty", "cites": ["A-9", "A-1"]}, duties=(duty(),)) == ""
    assert "nothing of this kind" in told({"kind": "duty", "cites": ["A-9"]}, duties=(duty(),))


def test_another_kind_of_item_does_not_meet_it() -> None:
    assert told(DUTY, items=(item("prompt"),)) == "nothing of this kind cites these clauses"


@pytest.mark.parametrize(
    ("due", "written", "right"),
    [
        (at("2025-01-12 09:30"), "2025-01-12 09:30", True),
        (at("2025-01-12 09:31"), "2025-01-12 09:30", False),
        (DueTime(day=date(2025, 1, 12)), "2025-01-12", True),
        (DueTime(day=date(2025, 1, 13)), "2025-01-12", False),
        (DueTime(day=date(2025, 1, 12)), "2025-01-12 00:00", False),
        (at("2025-01-12 00:00"), "2025-01-12", False),
        (DueTime(at=utc("2025-01-12 09:30"), immediately=True), "immediately", True),
        (DueTime(at=utc("2025-01-12 09:30"), immediately=True), "2025-01-12 09:30", False),
        (at("2025-01-12 09:30"), "immediately", False),
        (None, None, True),
        (None, "2025-01-12", False),
        (at("2025-01-12 09:30"), None, False),
    ],
)
def test_due_of_a_duty(due: DueTime | None, written: str | None, right: bool) -> None:
    said = told({**DUTY, "due": written}, duties=(duty(due=due),))
    assert (said == "") == right
    assert right or said.startswith("due ")


def test_due_is_compared_in_london_time() -> None:
    summer = duty(due=at("2025-07-12 08:30"))
    assert told({**DUTY, "due": "2025-07-12 09:30"}, duties=(summer,)) == ""


def test_due_that_is_not_stated_is_not_compared() -> None:
    assert told(DUTY, duties=(duty(),)) == ""


def test_owner_and_status_are_compared_where_given() -> None:
    assert told({**DUTY, "owner": None, "status": None}, duties=(duty(),)) == ""
    assert told({**DUTY, "owner": "police"}, duties=(duty(),)).startswith("owner social_worker")
    assert told({**DUTY, "status": "met"}, duties=(duty(),)).startswith("status open")
    closed = duty(status="not_needed", reason="declined")
    assert "status not_needed (declined)" in told({**DUTY, "status": "open"}, duties=(closed,))


def test_the_status_is_that_of_the_plain_words() -> None:
    kept = duty(status="open", status_by_procedure="not_needed")
    assert told({**DUTY, "status": "not_needed"}, duties=(kept,)) == ""
    assert told({**DUTY, "status": "open"}, duties=(kept,)).startswith("status not_needed")


def test_one_item_must_agree_in_everything() -> None:
    first = duty(owner="police", status="met")
    second = duty(id="x/y/z/2", owner="social_worker", status="open")
    both = {**DUTY, "owner": "police", "status": "open"}
    assert told(both, duties=(first, second)) != ""
    assert told({**DUTY, "owner": "police", "status": "met"}, duties=(first, second)) == ""


def test_the_nearest_item_is_told() -> None:
    far = duty(owner="police", status="met", due=None)
    near = duty(status="overdue")
    wanted = {**DUTY, "owner": "social_worker", "status": "open", "due": "2025-01-12 09:30"}
    said = told(wanted, duties=(far, near))
    assert said.startswith("status overdue [return_interview, social_worker")


def test_never_late_and_owners_of_each_procedure() -> None:
    assert told({**DUTY, "never_late": False}, duties=(duty(),)) == ""
    assert "may be late" in told({**DUTY, "never_late": True}, duties=(duty(),))
    assert "never late" in told({**DUTY, "never_late": False}, duties=(duty(never_late=True),))
    assert told({**DUTY, "owner_per_procedure": {"north": "social_worker"}}, duties=(duty(),)) == ""
    said = told({**DUTY, "owner_per_procedure": {"south": "police"}}, duties=(duty(),))
    assert "owner under south nobody" in said


def test_a_name_is_compared_where_an_example_gives_one() -> None:
    assert told({**DUTY, "name": "return_interview"}, duties=(duty(),)) == ""
    assert "kind return_interview" in told({**DUTY, "name": "search"}, duties=(duty(),))


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("2025-01-09 09:30", True),  # the return that it belongs to
        ("2025-01-09 10:30", False),
        ({"episode_from": "2025-01-09"}, True),
        ({"episode_from": "2025-01-08"}, True),  # the episode that it belongs to began then
        ({"episode_from": "2025-01-07"}, False),
        (["police", "school"], True),  # all that must be in it
        (["police", "iro"], False),
        ("police", True),
        ("101", False),
    ],
)
def test_value_of_a_duty(value: Any, right: bool) -> None:
    standing = duty(value=("school", "police", "health"))
    said = told({**DUTY, "value": value}, duties=(standing,), subjects=(subject(),))
    assert (said == "") == right


@pytest.mark.parametrize("wanted", ["9", "99", "9999", ["999", "9"]])
def test_a_value_of_a_duty_matches_whole(wanted: object) -> None:
    assert told({**DUTY, "value": "999"}, duties=(duty(value="999"),)) == ""
    assert "value" in told({**DUTY, "value": wanted}, duties=(duty(value="999"),))


@pytest.mark.parametrize("form", ["flag", "prompt", "finding"])
def test_items_by_form_and_owner(form: str) -> None:
    wanted = {"kind": form, "cites": ["A-1"], "status": "raised" if form != "finding" else None}
    assert told(wanted, items=(item(form),)) == ""
    assert told({**wanted, "owner": "police"}, items=(item(form),)) != ""
    assert told({**wanted, "owner": "police"}, items=(item(form, owner="police"),)) == ""
    assert told({**wanted, "name": "low_grade"}, items=(item(form),)) == ""
    assert "name low_grade" in told({**wanted, "name": "high"}, items=(item(form),))


def test_due_of_a_prompt_only_where_it_is_given() -> None:
    dated = item("prompt", due=DueTime(day=date(2025, 1, 12)))
    wanted = {"kind": "prompt", "cites": ["A-1"]}
    assert told({**wanted, "due": None}, items=(dated,)) == ""
    assert told({**wanted, "due": "2025-01-12"}, items=(dated,)) == ""
    assert told({**wanted, "due": "2025-01-13"}, items=(dated,)).startswith("due 2025-01-12")
    assert told({**wanted, "due": "2025-01-13"}, items=(item("prompt"),)).startswith("due none")


@pytest.mark.parametrize(
    ("expected", "came", "right"),
    [
        (3, 3, True),
        (3, 4, False),
        ("7.9", 7.9, True),
        (True, True, True),
        (True, "True", False),
        (True, 1, False),
        (False, None, False),
        ("missing", "missing", True),
        (["a", "b"], ("b", "a"), True),
        (["a"], ("b", "a"), False),
        ("2025-01-12", date(2025, 1, 12), True),
        ("2025-01-12 09:30", utc("2025-01-12 09:30"), True),
        ({"carer": "missing", "police": "none"}, ("carer: missing", "police: none"), True),
        ({"carer": "missing", "police": "none"}, ("carer: missing",), False),
    ],
)
def test_value_of_a_finding(expected: Any, came: Any, right: bool) -> None:
    wanted = {"kind": "finding", "cites": ["A-1"], "value": expected}
    assert (told(wanted, items=(item("finding", value=came),)) == "") == right


def test_a_report_line_may_be_a_finding_of_a_subject() -> None:
    line = item("finding", value=("a", "b"))
    wanted = {"kind": "report_line", "cites": ["A-1"], "value": ["b", "a"]}
    assert told(wanted, subjects=(subject(findings=(line,)),)) == ""


def test_a_category_is_looked_for_in_every_subject() -> None:
    wanted = {"kind": "category", "cites": ["A-1"], "value": "missing", "owner": "police"}
    assert told(wanted, subjects=(subject("returned"), subject("missing"))) == ""
    assert told(wanted, subjects=(subject("returned"),)) == "returned"
    assert told({**wanted, "cites": ["A-2"]}, subjects=(subject(),)) == "missing by A-1"


def test_a_grade_is_a_worked_out_item() -> None:
    wanted = {"kind": "grade", "cites": ["A-1"], "value": "high"}
    assert told(wanted, items=(item("grade", value="high"),)) == ""
    assert told(wanted, items=(item("grade", value="low"),)).startswith("value low")


def test_missing_since_needs_time_and_clause() -> None:
    wanted = {"kind": "missing_since", "cites": ["A-1"], "value": "2025-01-08 19:00"}
    stands = subject(missing_since=utc("2025-01-08 19:00"), missing_since_cites=("A-1",))
    assert told(wanted, subjects=(stands,)) == ""
    assert told({**wanted, "value": "2025-01-08 20:00"}, subjects=(stands,)) == "2025-01-08 19:00"
    uncited = subject(missing_since=utc("2025-01-08 19:00"))
    assert told(wanted, subjects=(uncited,)) == "2025-01-08 19:00 by no clause"
    assert told(wanted, subjects=(subject(),)) == "nothing"
