"""Realistic cases of a given size: so many episodes of a child in care, from the last sighting to
the signed plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wayhome.engine import Fact

FIRST = datetime(2025, 1, 6, 19, 0, tzinfo=UTC)
BORN = datetime(2011, 5, 4, tzinfo=UTC)
EVERY = timedelta(days=23)
# minutes after the last sighting, kind, who, attributes
EPISODE: tuple[tuple[int, str, str, dict[str, object]], ...] = (
    (0, "last_seen", "residential_worker", {"responsible_adult": True}),
    (95, "absence_noticed", "residential_worker", {"whereabouts": "unknown"}),
    (130, "search_done", "residential_worker", {"stage": "exhausted"}),
    (140, "reported_to_police", "residential_worker", {"as": "missing", "channel": "101"}),
    (165, "police_category_decided", "police", {"category": "missing"}),
    (165, "police_grade_set", "police", {"grade": "medium"}),
    (210, "notification_received", "front_door", {"from": "police", "about": "child_missing"}),
    (700, "located", "police_officer", {"seen_by_police": True}),
    (700, "wellbeing_confirmed", "police_officer", {}),
    (760, "returned", "residential_worker", {"to_kind": "placement"}),
    (800, "safe_and_well_check_done", "police_officer", {}),
    (3600, "return_interview_held", "missing_coordinator", {}),
)
LOOKED_AFTER: dict[str, object] = {
    "status": "looked_after",
    "legal_basis": "care_order",
    "placement_kind": "residential_home",
    "allocated": {"social_worker": True, "team_manager": True},
}


def case(episodes: int, facts_each: int) -> tuple[list[Fact], datetime]:
    """A case and the moment to decide it at, two days after its last fact."""
    facts = [
        Fact("c1", "child_recorded", BORN, "", {"date_of_birth": BORN.date()}),
        Fact("s1", "status_changed", datetime(2023, 3, 1, tzinfo=UTC), "", LOOKED_AFTER),
    ]  # fmt: skip
    # The middle goes first where an episode has fewer facts: its beginning, its end and the return
    # stay.
    kept = sorted(range(len(EPISODE)), key=lambda n: n in (2, 5, 6, 10, 11))[:facts_each]
    for number in range(episodes):
        start = FIRST + number * EVERY
        for index in sorted(kept):
            minutes, kind, who, attributes = EPISODE[index]
            at = start + timedelta(minutes=minutes)
            facts.append(Fact(f"e{number}f{index}", kind, at, who, attributes))
    return facts, facts[-1].at + timedelta(days=2)
