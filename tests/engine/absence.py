"""A looked after child is away, and everything is in order for a category short of missing.

The place is verified, the questions of the safety floor have their safe answers and a named person
has confirmed an unauthorised absence until a time of review. The tests of safety spoil one thing
after another.
"""

from datetime import datetime
from typing import Any

from tests.engine.build import (
    at,
    decided,
    fact,
    in_force,
    looked_after,
    pack,
    the_episode,
)
from tests.engine.words import ANSWERS
from wayhome.engine import Fact

PACK = pack()
CARE = looked_after(placement_kind="residential_home")
MISSED = fact("absence_noticed", "2031-03-04 21:00", "residential_worker")
GOOD_ANSWERS = {
    **dict.fromkeys(ANSWERS, "no"),
    "place_verified": "yes",
    "contact": "yes",
    "age_considered": "yes",
    "how_verified": "seen at the door by a worker",
}
REVIEW = at("2031-03-04 23:40")
NOW = "2031-03-04 22:00"


def learned(**more: Any) -> Fact:
    given = {"certainty": "verified", "verified_how": "seen_by_responsible_adult", **more}
    return fact("whereabouts_learned", "2031-03-04 21:20", "residential_worker", **given)


def answered(when: str = "2031-03-04 21:30", **more: Any) -> Fact:
    return fact("absence_safety_answered", when, "residential_worker", **{**GOOD_ANSWERS, **more})


def confirmed(when: str = "2031-03-04 21:40", who: str = "residential_worker", **more: Any) -> Fact:
    given = {
        "category": "unauthorised_absence",
        "decision_maker": "B. Person",
        "reason": "at her aunt's, spoken to, back by midnight",
        "review_at": REVIEW,
        "recorded": None,
        **more,
    }
    return fact("category_confirmed", when, who, **given)


def left_out(given: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in names}


def stands(*facts: Fact, now: str | datetime = NOW, known: str | None = None) -> str:
    return in_force(decided(PACK, [CARE, MISSED, *facts], now, known))


def why(*facts: Fact, now: str | datetime = NOW) -> list[str]:
    category_ = the_episode(decided(PACK, [CARE, MISSED, *facts], now)).category_in_force
    return [step.text for step in category_.why if step.kind == "safety"]
