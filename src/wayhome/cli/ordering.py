"""The order in which duties are told: what keeps a child safe, then by when it must be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from wayhome.engine.decision import Duty
from wayhome.engine.rules import DutyKind
from wayhome.packs import london

FIRST = ("emergency_call", "police_report", "report_abduction")  # before everything else
TIERS = ("now", "today", "dated", "standing")
GROUPS = ("NOW", "OVERDUE", "TODAY", "DATED", "NO TIME SET", "STANDING")


def due_by(duty: Duty) -> datetime | None:
    """The instant by which it must be done: a day counts as its end; None where no time is set."""
    due = duty.due
    if due is None:
        return None
    if due.at is not None:
        return due.at
    return duty.opened_at if due.day is None else london.start_of(due.day + timedelta(days=1))


def by_due(duty: Duty) -> tuple[bool, datetime, int, str]:
    """Soonest first; what has no time comes last, by tier and in the order of opening."""
    by = due_by(duty)
    return by is None, by or duty.opened_at, _rank(duty.tier, TIERS), duty.id


def is_at_once(duty: Duty) -> bool:
    """Whether it is due immediately."""
    return duty.due is not None and duty.due.immediately


def in_groups(
    duties: Iterable[Duty], kinds: Mapping[str, DutyKind], as_of: datetime
) -> list[tuple[str, list[Duty]]]:
    """Open duties under their headings, those without any left out."""
    found: dict[str, list[Duty]] = {name: [] for name in GROUPS}
    for duty in duties:
        found[_group(duty, kinds, as_of)].append(duty)
    for name, listed in found.items():
        if name == "NOW":
            listed.sort(key=lambda duty: _urgency(duty, kinds))
        elif name == "NO TIME SET":
            listed.sort(key=lambda duty: (_rank(duty.tier, TIERS), duty.opened_at, duty.id))
        else:
            listed.sort(key=by_due)
    return [(name, listed) for name, listed in found.items() if listed]


def _group(duty: Duty, kinds: Mapping[str, DutyKind], as_of: datetime) -> str:
    if _is_urgent(duty, kinds) or is_at_once(duty):
        return "NOW"
    if duty.status == "overdue":
        return "OVERDUE"
    if duty.tier == "standing":
        return "STANDING"
    by = due_by(duty)
    if by is None:
        return "NO TIME SET"
    tomorrow = london.start_of(as_of.astimezone(london.LONDON).date() + timedelta(days=1))
    return "TODAY" if by <= tomorrow else "DATED"


def _is_urgent(duty: Duty, kinds: Mapping[str, DutyKind]) -> bool:
    kind = kinds.get(duty.kind)
    return duty.tier == "now" and kind is not None and kind.safety


def _urgency(duty: Duty, kinds: Mapping[str, DutyKind]) -> tuple[int, bool, bool, datetime, str]:
    untimed, by, _, key = by_due(duty)
    return _rank(duty.kind, FIRST), not _is_urgent(duty, kinds), untimed, by, key


def _rank(name: str, names: tuple[str, ...]) -> int:
    return names.index(name) if name in names else len(names)
