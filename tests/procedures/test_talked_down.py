"""Attempts to talk a missing child down under the real procedures. Each was once possible.

A child who is missing on the facts stays in force missing, and the duties that keep a child safe
stay.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from wayhome.engine import Decision, Fact, compile_pack, decide
from wayhome.engine.calendar import LONDON
from wayhome.packs import load_all

LIBRARY = load_all(Path(__file__).resolve().parents[2] / "procedures")
PACKS = {key: compile_pack(pack, LIBRARY.vocabulary) for key, pack in LIBRARY.packs.items()}
CARE = {"status": "looked_after", "placement_kind": "residential_home"}
SAFE_ANSWERS = {
    **dict.fromkeys(("exploitation", "trafficking", "self_harm", "medication"), "no"),
    **dict.fromkeys(("protection_plan", "weather", "harm_last_time"), "no"),
    **dict.fromkeys(("place_verified", "contact", "age_considered"), "yes"),
    "how_verified": "seen at the door",
}


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON).astimezone(UTC)


def fact(
    kind: str, when: str, who: str = "residential_worker", recorded: str = "", **detail: Any
) -> Fact:
    corrects, named = detail.pop("corrects", None), detail.pop("id", f"{kind} {when}")
    attributes = {key.rstrip("_"): value for key, value in detail.items()}
    day_only = len(when) == 10
    return Fact(
        named, kind, at(f"{when} 00:00" if day_only else when), who, attributes,
        at(recorded) if recorded else None, day_only, corrects,
    )  # fmt: skip


CHILD = fact("child_recorded", "2012-06-30 00:00", "", date_of_birth=date(2012, 6, 30))
LOOKED_AFTER = fact("status_changed", "2024-02-05 00:00", "", **CARE)
GONE = fact("absence_noticed", "2026-04-24 21:20", whereabouts="unknown", id="gone")


def told(*facts: Fact, now: str = "2026-04-25 08:00") -> Decision:
    return decide([PACKS["darlington-2018"]], [CHILD, LOOKED_AFTER, *facts], at(now))


def in_force(decision: Decision) -> str:
    episodes = [s for s in decision.subjects if s.kind == "episode"]
    return episodes[-1].category_in_force.name


def stand(decision: Decision, kind: str) -> bool:
    return any(d.kind == kind and d.status in ("open", "overdue") for d in decision.duties)


def test_a_return_of_the_morning_ends_no_absence_of_the_evening() -> None:
    back = fact("returned", "2026-04-24", recorded="2026-04-24 10:00")
    well = fact("wellbeing_confirmed", "2026-04-24", recorded="2026-04-24 10:00")
    decision = told(back, well, GONE)
    assert in_force(decision) == "missing"
    assert stand(decision, "police_report")


def test_a_return_known_by_its_day_and_entered_afterwards_ends_it() -> None:
    back = fact("returned", "2026-04-24", recorded="2026-04-25 07:00")
    well = fact("wellbeing_confirmed", "2026-04-24", recorded="2026-04-25 07:00")
    assert in_force(told(GONE, back, well)) == "returned"


@pytest.mark.parametrize(
    "again",
    [
        fact("absence_noticed", "2026-04-24 21:50", "police_officer", whereabouts="unknown"),
        fact("left", "2026-04-24 21:50", with_permission=False),
        fact("reported_to_police", "2026-04-24 21:50"),
    ],
    ids=lambda again: again.kind,
)
def test_found_but_not_well_and_gone_again_is_missing(again: Fact) -> None:
    found = fact("located", "2026-04-24 21:40", "police_officer")
    decision = told(GONE, found, again)
    assert in_force(decision) == "missing"


def test_a_text_finds_nobody() -> None:
    report = fact("reported_to_police", "2026-04-24 21:40")
    text = fact(
        "whereabouts_learned", "2026-04-24 21:50", certainty="verified", verified_how="message"
    )
    assert in_force(told(GONE, report, text)) == "missing"


def test_a_correction_into_the_future_takes_nothing_back() -> None:
    future = fact(
        "absence_noticed", "2030-01-01 00:00", recorded="2026-04-24 21:30", corrects="gone"
    )
    decision = told(GONE, future)
    assert in_force(decision) == "missing"
    assert stand(decision, "police_report")


def test_a_text_entered_late_does_not_correct_a_safety_duty_away() -> None:
    text = fact(
        "whereabouts_learned", "2026-04-24 21:20", recorded="2026-04-24 21:30",
        certainty="verified", verified_how="message",
    )  # fmt: skip
    decision = told(GONE, text)
    assert in_force(decision) == "missing"
    assert stand(decision, "police_report")


@pytest.mark.parametrize(
    "detail",
    [
        {"date_of_birth": date(1990, 1, 1)},
        {"date_of_birth": date(2000, 1, 1), "age_disputed": True},
    ],
)
def test_a_later_record_of_an_older_birth_makes_no_adult_of_a_child(detail: dict[str, Any]) -> None:
    older = fact("child_recorded", "2026-04-24 21:30", "school", **detail)
    decision = told(GONE, older)
    assert in_force(decision) == "missing"
    assert stand(decision, "police_report")


def test_anybody_may_say_where_the_child_was_placed_and_it_ends_nothing() -> None:
    placed = fact("placed_elsewhere", "2026-04-24 21:30", "member_of_public")
    assert in_force(told(GONE, placed)) != "ended"


CONFIRMED = (
    fact(
        "whereabouts_learned", "2026-04-24 21:25", certainty="verified",
        verified_how="seen_by_responsible_adult", place_safe="yes",
    ),
    fact("absence_safety_answered", "2026-04-24 21:30", **SAFE_ANSWERS),
    fact(
        "category_confirmed", "2026-04-24 21:40", category="unauthorised_absence",
        decision_maker="B. Person", reason="with her aunt, spoken to",
        review_at=at("2026-04-25 09:00"),
    ),
)  # fmt: skip


def test_what_is_verified_answered_and_confirmed_is_in_force() -> None:
    assert in_force(told(GONE, *CONFIRMED)) == "unauthorised_absence"


@pytest.mark.parametrize(
    "learnt",
    [
        fact(
            "information_recorded", "2026-04-24 22:00", about="whereabouts", immediate_concern=True
        ),
        fact("police_grade_set", "2026-04-24 22:00", "police", grade="high"),
        fact("risk_assessed", "2026-04-24 22:00", immediate_risk=True),
        fact("reported_to_police", "2026-04-24 22:00"),
        fact("disclosure_made", "2026-04-24 22:00", "child"),
        fact("absence_safety_answered", "2026-04-24 22:00", **{**SAFE_ANSWERS, "weather": "yes"}),
        fact("whereabouts_learned", "2026-04-24 22:00", certainty="verified", place_safe="no"),
    ],
    ids=lambda learnt: learnt.kind,
)
def test_a_confirmation_does_not_outlast_what_is_learnt(learnt: Fact) -> None:
    assert in_force(told(GONE, *CONFIRMED, learnt)) == "missing"


def test_a_safety_duty_is_not_done_by_nobody() -> None:
    done = fact("duty_done", "2026-04-24 21:30", "", duty="police_report")
    later = fact(
        "due_time_set", "2026-04-24 21:30", "", duty="search", due_at=at("2098-01-01 00:00")
    )
    shut = fact("duty_not_needed", "2026-04-24 21:30", duty="search", reason="x", decided_by=".")
    decision = told(GONE, done, later, shut)
    assert stand(decision, "police_report")
    assert stand(decision, "search")


@pytest.mark.parametrize("key", sorted(PACKS))
def test_death_ends_the_search_and_a_later_report_raises_again(key: str) -> None:
    report = fact("reported_to_police", "2026-04-24 22:10", as_="missing")
    died = fact("child_died", "2026-04-25 06:00", "police")
    facts = [CHILD, LOOKED_AFTER, GONE, report, died]
    assert in_force(decide([PACKS[key]], facts, at("2026-04-25 08:00"))) in ("ended", "returned")
    wrong = fact("learned_child_missing", "2026-04-25 07:00", "school")
    assert in_force(decide([PACKS[key]], [*facts, wrong], at("2026-04-25 08:00"))) == "missing"


def test_the_order_of_entry_decides_nothing() -> None:
    found = fact("located", "2026-04-24", "police_officer")
    for facts in ([found, GONE], [GONE, found]):
        assert in_force(told(*facts)) == "missing"
