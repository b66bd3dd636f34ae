"""Facts: what happened, as the engine takes it in (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TypeAlias

AttributeValue: TypeAlias = (
    str
    | int
    | float
    | bool
    | date
    | datetime
    | Sequence["AttributeValue"]
    | Mapping[str, "AttributeValue"]
    | None
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated, typed, attributed fact.

    `at` is the aware instant at which it happened (of a date-only fact: the start of that day in
    London);
    `recorded_at` the instant from which it is known, None where it was recorded as it happened.
    `who` is the role that did, saw or said it. `corrects` names the fact that this one replaces.

    Three kinds carry what is otherwise a register: `child_recorded` (date_of_birth, sex, ...),
    `status_changed` (status, until, and the status's own attributes) and `earlier_episode` (from,
    to, category, ...).
    """

    id: str
    kind: str
    at: datetime
    who: str = ""
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    recorded_at: datetime | None = None
    date_only: bool = False
    corrects: str | None = None

    @property
    def known_from(self) -> datetime:
        """The instant from which this fact is known."""
        return self.at if self.recorded_at is None else self.recorded_at


def in_utc(fact: Fact) -> Fact:
    """The same fact with its instants in UTC: local datetimes would add by the wall clock."""
    recorded = None if fact.recorded_at is None else fact.recorded_at.astimezone(UTC)
    return replace(fact, at=fact.at.astimezone(UTC), recorded_at=recorded)
