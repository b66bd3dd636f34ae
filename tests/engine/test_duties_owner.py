"""Whose duty it is: one accountable role, always."""

from typing import Any

import pytest

from tests.engine.build import (
    decided,
    duty,
    fact,
    looked_after,
    named,
    owner,
    pack,
    rule,
    the_duty,
)
from wayhome.engine import Fact
from wayhome.engine import rules as r

MISSED = fact("absence_noticed", "2031-03-04 21:00", "school")


def owns(given: r.Owner, *facts: Fact, opening: Fact = MISSED, **more: Any) -> str:
    made = pack(duty("review", opens="absence_noticed", owner=given, **more))
    return the_duty(decided(made, [*facts, opening], "2031-03-05 12:00"), "review").owner


def allocated(*roles: str) -> Fact:
    return looked_after(allocated=dict.fromkeys(roles, "A. Person"))


def test_a_role() -> None:
    assert owns(owner("police")) == "police"


def test_of_several_the_first_where_nobody_holds_the_case() -> None:
    assert owns(owner("social_worker", "team_manager")) == "social_worker"


def test_of_several_the_one_that_holds_the_case() -> None:
    assert owns(owner("front_door", "team_manager"), allocated("team_manager")) == "team_manager"
    assert owns(owner("front_door", "team_manager"), allocated("school")) == "front_door"


def test_of_several_that_hold_it_the_first_named() -> None:
    both = allocated("team_manager", "social_worker")
    assert owns(owner("social_worker", "team_manager"), both) == "social_worker"


def test_who_holds_the_case_is_asked_now() -> None:
    handed = fact("case_allocated", "2031-03-05 09:00", to="team_manager")
    assert owns(owner("front_door", "team_manager"), handed) == "team_manager"


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("foster_home", "foster_carer"),
        ("residential_home", "residential_worker"),
        (None, "parent_carer"),
    ],
)
def test_a_group_by_where_the_child_is_placed(kind: str | None, role: str) -> None:
    detail = {} if kind is None else {"placement_kind": kind}
    assert owns(owner("carer"), looked_after(**detail)) == role


def test_a_group_for_a_child_without_a_placement() -> None:
    assert owns(owner("carer")) == "parent_carer"


def test_the_latest_placement_counts() -> None:
    later = fact(
        "status_changed", "2031-02-01 00:00", status="early_help", placement_kind="residential_home"
    )
    assert owns(owner("carer"), looked_after(placement_kind="foster_home"), later) == (
        "residential_worker"
    )


def test_a_group_by_who_is_allocated() -> None:
    assert owns(owner("case_holder"), allocated("team_manager")) == "team_manager"
    assert owns(owner("case_holder"), allocated("social_worker", "team_manager")) == "social_worker"
    assert owns(owner("case_holder")) == "front_door"


def test_whoever_recorded_what_opened_it() -> None:
    assert owns(owner("any_professional", from_opening="who")) == "school"


def test_where_nobody_is_named_the_other_role() -> None:
    unsigned = fact("absence_noticed", "2031-03-04 21:00")
    assert owns(owner("any_professional", from_opening="who"), opening=unsigned) == (
        "any_professional"
    )


def test_whoever_recorded_it_only_among_the_roles_named() -> None:
    limited = owner("social_worker", from_opening="who", among=frozenset({"police"}))
    assert owns(limited) == "social_worker"
    by_police = fact("absence_noticed", "2031-03-04 21:00", "police")
    assert owns(limited, opening=by_police) == "police"


def test_a_role_named_in_the_opening_fact() -> None:
    arranged = fact("meeting_arranged", "2031-03-04 22:00", owner="team_manager")
    made = pack(duty("meeting", opens="meeting_arranged", owner=owner("police", from_attr="owner")))
    decision = decided(made, [MISSED, arranged], "2031-03-05 12:00")
    assert the_duty(decision, "meeting").owner == "team_manager"


def test_where_the_opening_fact_names_no_role_the_other_one() -> None:
    arranged = fact("meeting_arranged", "2031-03-04 22:00")
    made = pack(duty("meeting", opens="meeting_arranged", owner=owner("police", from_attr="owner")))
    decision = decided(made, [MISSED, arranged], "2031-03-05 12:00")
    assert the_duty(decision, "meeting").owner == "police"


def test_a_prompt_that_stands_for_the_child_goes_to_who_cares_for_them_now() -> None:
    made = pack(rule("prompt", "ask", subject="child", owner=owner("carer")))
    facts = [looked_after(placement_kind="foster_home"), MISSED]
    [prompt] = named(decided(made, facts, "2031-03-05 12:00").prompts, "ask")
    assert prompt.owner == "foster_carer"


def test_a_prompt_that_stands_for_an_episode_goes_to_who_cares_for_the_child_now() -> None:
    made = pack(rule("prompt", "ask", owner=owner("carer")))
    moved = looked_after("2031-03-05 09:00", placement_kind="residential_home")
    [prompt] = named(decided(made, [MISSED, moved], "2031-03-05 12:00").prompts, "ask")
    assert prompt.owner == "residential_worker"
