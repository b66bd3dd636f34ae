"""Nobody gets more than one person can do, and nobody is woken for what can wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.packs import wrongness
from wayhome.engine.decision import Category, Decision, Duty, Subject
from wayhome.packs import load_all
from wayhome.packs.casechecks import Check
from wayhome.packs.casefile import Case
from wayhome.packs.check import check
from wayhome.packs.check_budget import check_budget

EVENING = datetime(2025, 1, 10, 21, 0, tzinfo=UTC)
NIGHT = datetime(2025, 1, 10, 23, 30, tzinfo=UTC)
MORNING = datetime(2025, 1, 11, 9, 0, tzinfo=UTC)


def duty(number: int, **more: object) -> Duty:
    plain = {
        "id": str(number), "subject": "episode-1", "kind": f"kind_{number}",
        "cites": ("TES-1-01",), "procedures": ("testshire",), "owner": "social_worker",
        "owners": {"testshire": "social_worker"}, "due": None, "status": "open",
        "tier": "dated", "opened_at": EVENING, "opened_by": "f1",
    }  # fmt: skip
    return Duty(**(plain | more))  # type: ignore[arg-type]


def told(*duties: Duty) -> list[str]:
    subject = Subject(
        id="episode-1", kind="episode", started=EVENING, category_by_procedure={},
        category_in_force=Category("missing"),
    )  # fmt: skip
    decision = Decision(
        as_of=MORNING, known_at=MORNING, procedures=("testshire",), subjects=(subject,),
        duties=duties, flags=(), prompts=(), findings=(), next_change=None,
    )  # fmt: skip
    case = Case("a-night", "", "cases.yaml", ("testshire",), (), (Check(as_of=MORNING),), line=7)
    return [str(problem) for problem in check_budget([case], lambda case, now, known: decision)]


def test_twelve_open_items_are_what_one_person_can_have() -> None:
    assert told(*(duty(n) for n in range(12))) == []


def test_the_thirteenth_is_told_with_case_owner_and_advice() -> None:
    (message,) = told(*(duty(n) for n in range(13)))
    assert "case `a-night` at 2025-01-11 09:00: social_worker has 13 open items" in message
    assert "at most 12" in message
    assert message.endswith("(cases.yaml:7)")


def test_what_is_done_or_standing_or_of_another_person_does_not_count() -> None:
    more = [
        duty(20, status="met"),
        duty(21, status="not_needed"),
        duty(22, tier="standing"),
        duty(23, owner="police"),
        duty(24, subject="episode-2"),
    ]
    assert told(*(duty(n) for n in range(12)), *more) == []
    assert len(told(*(duty(n) for n in range(12)), duty(25, status="overdue"))) == 1


@pytest.mark.parametrize(("at", "woken"), [(NIGHT, True), (EVENING, False), (MORNING, False)])
def test_four_messages_at_night_are_one_too_many(at: datetime, woken: bool) -> None:
    duties = [duty(n, tier="now", opened_at=at + timedelta(minutes=n)) for n in range(4)]
    assert bool(told(*duties)) is woken
    assert told(*duties[:3]) == []


def test_what_changes_at_one_instant_is_one_message() -> None:
    assert told(*(duty(n, tier="now", opened_at=NIGHT) for n in range(9))) == []


def test_what_is_done_as_it_opens_wakes_nobody() -> None:
    moments = [NIGHT + timedelta(minutes=n) for n in range(6)]
    duties = [
        duty(n, tier="now", opened_at=at, met_at=at, status="met") for n, at in enumerate(moments)
    ]
    assert told(*duties) == []


def test_falling_overdue_at_night_is_a_message_too() -> None:
    duties = [
        duty(n, tier="now", opened_at=NIGHT, status="overdue",
             overdue_from=NIGHT + timedelta(minutes=15 + n))
        for n in range(3)
    ]  # fmt: skip
    (message,) = told(*duties)
    assert "social_worker was woken 4 times" in message


def test_only_what_is_of_tier_now_wakes_anybody() -> None:
    duties = [duty(n, tier="today", opened_at=NIGHT + timedelta(minutes=n)) for n in range(9)]
    assert told(*duties) == []


def test_the_worked_cases_of_the_packs_are_checked() -> None:
    assert check(load_all(wrongness.RIGHT)) == []
