"""One subject: its facts in order, and the instants that matter in its life."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from wayhome.engine.facts import Fact


@dataclass(slots=True)
class Span:
    """One subject: its facts in order, and the instants that matter in its life."""

    id: str
    kind: str
    started: datetime
    facts: list[Fact]
    by_kind: dict[str, list[Fact]]
    origin: Fact | None = None
    moments: dict[str, list[tuple[datetime, Fact | None]]] = field(default_factory=dict)
    lost: list[datetime] = field(default_factory=list)
    seen: list[Fact] = field(default_factory=list)
    number: int = 0

    def moment(self, name: str) -> tuple[datetime, Fact | None] | None:
        """The latest onset of a moment that still stands, with the fact that made it."""
        for onset in reversed(self.moments.get(name, ())):
            if name in ("found", "safe") and any(loss > onset[0] for loss in self.lost):
                return None
            return onset
        return None

    def came(self, name: str, instant: datetime) -> bool:
        """Whether a moment had come, and still stood, at an instant."""
        for onset, _ in self.moments.get(name, ()):
            if onset <= instant and not (
                name in ("found", "safe") and any(onset < loss <= instant for loss in self.lost)
            ):
                return True
        return False

    def put_in_order(self) -> None:
        """Facts that were taken later than they happened go to their place."""
        self.facts.sort(key=lambda fact: fact.at)
        for listed in self.by_kind.values():
            listed.sort(key=lambda fact: fact.at)

    def add(self, fact: Fact) -> None:
        """Put a fact, later than all before, into this subject."""
        self.facts.append(fact)
        self.by_kind.setdefault(fact.kind, []).append(fact)
