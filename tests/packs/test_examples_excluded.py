"""What must not be there: when it is rightly absent."""

from datetime import date
from typing import Any

import pytest

from tests.packs.casebuild import at, check, decision, duty, item, subject, utc
from wayhome.engine.decision import DueTime
from wayhome.packs.excluded import absent
from wayhome.packs.judged import Names

NAMES = Names({"theirs": frozenset(("ours",))}, {"A-1": "north", "B-1": "south"})


def found(unwanted: dict[str, Any], **built: Any) -> bool:
    """Whether what must not be there is there all the same."""
    exclusion = check(**{"not": [{"cites": ["A-1"], **unwanted}]}).excluded[0]
    told = absent(decision(**built), exclusion, NAMES)
    assert told.right == (not told.instead)
    return not told.right


def test_no_duty_but_one_that_is_not_needed() -> None:
    assert found({"field": "duty"}, duties=(duty(),))
    assert found({"field": "duty"}, duties=(duty(status="met"),))
    assert not found({"field": "duty"}, duties=(duty(status="not_needed"),))
    assert not found({"field": "duty", "cites": ["A-2"]}, duties=(duty(),))
    assert not found({"field": "duty"}, items=(item("prompt"),))


def test_a_duty_that_only_safety_keeps_is_not_there_by_the_text() -> None:
    kept = duty(status="open", status_by_procedure="not_needed")
    assert not found({"field": "duty"}, duties=(kept,))
    assert not found({"field": "status", "value": "open"}, duties=(kept,))
    assert found({"field": "status", "value": "not_needed"}, duties=(kept,))


def test_a_duty_of_one_instance_only() -> None:
    other = {"field": "duty", "value": {"episode_from": "2025-01-07"}}
    assert not found(other, duties=(duty(),), subjects=(subject(),))
    same = {"field": "duty", "value": {"episode_from": "2025-01-09"}}
    assert found(same, duties=(duty(),), subjects=(subject(),))
    assert found({"field": "duty", "value": "101"}, duties=(duty(value="101"),))
    assert not found({"field": "duty", "value": "101"}, duties=(duty(value="999"),))


def test_an_item_that_is_named() -> None:
    assert found({"field": "duty", "name": "return_interview"}, duties=(duty(),))
    assert not found({"field": "duty", "name": "search"}, duties=(duty(),))


@pytest.mark.parametrize(
    ("value", "there"),
    [("2025-01-12 09:30", True), ("2025-01-12 10:30", False), ("2025-01-12", False)],
)
def test_due(value: str, there: bool) -> None:
    assert found({"field": "due", "value": value}, duties=(duty(),)) == there


def test_due_of_other_forms() -> None:
    dated = DueTime(day=date(2025, 1, 12))
    assert found({"field": "due", "value": "2025-01-12"}, items=(item("prompt", due=dated),))
    at_once = DueTime(at=utc("2025-01-12 09:30"), immediately=True)
    assert found({"field": "due", "value": "immediately"}, duties=(duty(due=at_once),))
    assert not found({"field": "due", "value": "immediately"}, duties=(duty(),))
    assert not found(
        {"field": "due", "value": "2025-01-12 09:30"},
        duties=(duty(status="not_needed", due=at("2025-01-12 09:30")),),
    )


def test_status() -> None:
    assert found({"field": "status", "value": "overdue"}, duties=(duty(status="overdue"),))
    assert not found({"field": "status", "value": "overdue"}, duties=(duty(),))


def test_owner() -> None:
    assert found({"field": "owner", "value": "social_worker"}, duties=(duty(),))
    assert not found({"field": "owner", "value": "police"}, duties=(duty(),))
    assert not found(
        {"field": "owner", "value": "social_worker"}, duties=(duty(status="not_needed"),)
    )
    assert found({"field": "owner", "value": "police"}, items=(item("flag", owner="police"),))


@pytest.mark.parametrize("form", ["flag", "prompt"])
def test_flags_and_prompts(form: str) -> None:
    assert found({"field": form}, items=(item(form),))
    assert found({"field": form, "value": "low"}, items=(item(form, value="low"),))
    assert not found({"field": form, "value": "low"}, items=(item(form, value="high"),))
    assert not found({"field": form}, items=(item("prompt" if form == "flag" else "flag"),))


def test_a_category_that_stands() -> None:
    wrong = {"field": "category", "value": "missing", "cites": ["A-7", "A-1"]}
    assert found(wrong, subjects=(subject("missing"),))
    assert not found(wrong, subjects=(subject("returned"),))


def test_a_category_under_the_procedure_of_the_clause_whatever_it_cites() -> None:
    names = Names({}, {"A-7": "north", "B-1": "south"})
    wrong = check(**{"not": [{"field": "category", "value": "missing", "cites": ["A-7"]}]})
    stands = decision(subjects=(subject("missing"),))
    assert not absent(stands, wrong.excluded[0], names).right
    elsewhere = check(**{"not": [{"field": "category", "value": "missing", "cites": ["B-1"]}]})
    assert absent(stands, elsewhere.excluded[0], names).right


def test_a_category_of_an_episode_that_is_over_is_not_claimed() -> None:
    over = subject("missing", id="episode:f0", active=False, started=utc("2025-01-01 10:00"))
    now = subject("returned")
    assert not found({"field": "category", "value": "missing"}, subjects=(over, now))


def test_missing_since() -> None:
    stands = subject(missing_since=utc("2025-01-08 19:00"))
    assert found({"field": "missing_since", "value": "2025-01-08 19:00"}, subjects=(stands,))
    assert not found({"field": "missing_since", "value": "2025-01-08 20:00"}, subjects=(stands,))
    assert found({"field": "missing_since"}, subjects=(stands,))
    assert not found({"field": "missing_since"}, subjects=(subject(),))


def test_a_finding_of_that_name() -> None:
    wrong = {"field": "finding", "what": "covered", "value": True}
    assert found(wrong, items=(item("finding", kind="covered", value=True),))
    assert not found(wrong, items=(item("finding", kind="covered", value=False),))
    assert not found(wrong, items=(item("finding", kind="looked_after", value=True),))


def test_a_finding_under_the_name_that_the_encoding_gives() -> None:
    wrong = {"field": "finding", "what": "theirs", "value": True}
    assert found(wrong, items=(item("finding", kind="ours", value=True),))


def test_a_value_that_is_not_true_or_false_under_any_name() -> None:
    wrong = {"field": "finding", "what": "count", "value": 4}
    assert found(wrong, items=(item("finding", kind="episodes", value=4),))
    assert not found(wrong, items=(item("finding", kind="episodes", value=3),))


def test_a_finding_without_a_value_is_of_that_name_at_all() -> None:
    wrong = {"field": "finding", "what": "count"}
    assert found(wrong, items=(item("finding", kind="count", value=4),))
    assert not found(wrong, items=(item("finding", kind="other", value=4),))
