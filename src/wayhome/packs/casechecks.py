"""What a case must give at given moments: the checks of examples and vignettes, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from wayhome.packs import london
from wayhome.packs.casevalues import Notes, shown, unknown

KINDS = (
    "duty",
    "prompt",
    "flag",
    "category",
    "grade",
    "missing_since",
    "finding",
    "report_line",
)
FIELDS = (
    "duty",
    "due",
    "status",
    "owner",
    "category",
    "flag",
    "prompt",
    "missing_since",
    "finding",
    "grade",
    "report_line",
)
STATUSES = ("open", "overdue", "met", "met_late", "not_needed", "raised")

Expected: TypeAlias = (
    "str | int | float | bool | date | datetime | list[Expected] | dict[str, Expected] | None"
)
ExpectedDue: TypeAlias = "str | date | datetime | None"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must be there. `due_given` tells whether a due (also none) is stated."""

    label: str
    kind: str
    cites: frozenset[str]
    value: Expected = None
    name: str = ""
    owner: str = ""
    due: ExpectedDue = None
    due_given: bool = False
    status: str = ""
    never_late: bool | None = None
    owner_per_procedure: Mapping[str, str] | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One thing that must not be asked or claimed."""

    label: str
    field: str
    cites: frozenset[str]
    value: Expected = None
    name: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What must and must not be there at one moment."""

    as_of: datetime
    category: str = ""
    category_by_procedure: Mapping[str, str] | None = None
    police_grade_allowed: tuple[str, ...] | None = None
    expect: tuple[Expectation, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    known_at: datetime | None = None
    unread: tuple[str, ...] = ()


def read_check(raw: Mapping[str, object], notes: Notes) -> Check | None:
    """One check; what cannot be read goes to `notes` and into the check's `unread`."""
    as_of = london.read_instant(raw.get("as_of"))
    if as_of is None:
        day = london.read_day(raw.get("as_of"))
        as_of = None if day is None else london.start_of(day)
    if as_of is None:
        notes.add(f"`as_of`: expected a time YYYY-MM-DD HH:MM, found {shown(raw.get('as_of'))}")
        return None
    known_at = None
    if raw.get("known_at") is not None:
        known_at = london.read_instant(raw["known_at"])
        if known_at is None:
            notes.add(f"`known_at`: expected a time, found {shown(raw['known_at'])}")
    before = len(notes.found)
    place = f"{notes.place}, check of {london.show(as_of)}"
    expect = [
        wanted
        for number, item in enumerate(_items(raw.get("expect"), notes, "expect"), 1)
        if (wanted := _expectation(item, notes.at(f"{place}, expectation {number}")))
    ]
    excluded = [
        unwanted
        for number, item in enumerate(_items(raw.get("not"), notes, "not"), 1)
        if (unwanted := _exclusion(item, notes.at(f"{place}, not {number}")))
    ]
    allowed = raw.get("police_grade_allowed")
    by_procedure = raw.get("category_by_procedure")
    return Check(
        as_of,
        category=_word(raw.get("category")),
        category_by_procedure=(
            {str(key): _word(value) for key, value in by_procedure.items()}
            if isinstance(by_procedure, Mapping)
            else None
        ),
        police_grade_allowed=(
            tuple(str(grade) for grade in allowed) if isinstance(allowed, Sequence) else None
        ),
        expect=tuple(expect),
        excluded=tuple(excluded),
        known_at=known_at,
        unread=tuple(notes.found[before:]),
    )


def _items(raw: object, notes: Notes, key: str) -> list[Mapping[str, object]]:
    if raw is None:
        return []
    if not isinstance(raw, (list, tuple)):
        notes.add(f"`{key}`: expected a list, found {shown(raw)}")
        return []
    return [item for item in raw if isinstance(item, Mapping)]


def _word(raw: object) -> str:
    return "" if raw is None else str(raw)


def _cites(raw: object) -> frozenset[str]:
    if isinstance(raw, str):
        return frozenset((raw,))
    return frozenset(str(cite) for cite in raw) if isinstance(raw, (list, tuple)) else frozenset()


def _value(raw: object) -> Expected:
    if isinstance(raw, Mapping):
        return {str(key): _value(value) for key, value in raw.items()}
    if isinstance(raw, (list, tuple)):
        return [_value(item) for item in raw]
    if raw is None or isinstance(raw, (bool, int, float, str, date)):
        return raw
    return str(raw)


def _expectation(raw: Mapping[str, object], notes: Notes) -> Expectation | None:
    kind = _word(raw.get("kind"))
    if kind not in KINDS:
        notes.add(unknown("kind of expectation", kind, KINDS))
        return None
    cites = _cites(raw.get("cites"))
    if not cites:
        notes.add("`cites`: expected at least one clause")
        return None
    due: ExpectedDue = None
    written = raw.get("due")
    if written == "immediately":
        due = "immediately"
    elif written is not None:
        due = london.read_day(written) or london.read_instant(written)
        if due is None:
            notes.add(f"`due`: expected a time, a date or immediately, found {shown(written)}")
            return None
    status = _word(raw.get("status"))
    if status and status not in STATUSES:
        notes.add(unknown("status", status, STATUSES))
        return None
    owners = raw.get("owner_per_procedure")
    late = raw.get("never_late")
    return Expectation(
        label=_word(raw.get("what")) or _word(raw.get("name")) or kind,
        kind=kind,
        cites=cites,
        value=_value(raw.get("value")),
        name=_word(raw.get("name")),
        owner=_word(raw.get("owner")),
        due=due,
        due_given="due" in raw,
        status=status,
        never_late=late if isinstance(late, bool) else None,
        owner_per_procedure=(
            {str(key): str(value) for key, value in owners.items()}
            if isinstance(owners, Mapping)
            else None
        ),
        because=_word(raw.get("because")),
    )


def _exclusion(raw: Mapping[str, object], notes: Notes) -> Exclusion | None:
    field = _word(raw.get("field"))
    if field not in FIELDS:
        notes.add(unknown("field", field, FIELDS))
        return None
    cites = _cites(raw.get("cites"))
    if not cites:
        notes.add("`cites`: expected at least one clause")
        return None
    return Exclusion(
        label=_word(raw.get("what")) or _word(raw.get("name")) or field,
        field=field,
        cites=cites,
        value=_value(raw.get("value")),
        name=_word(raw.get("name")),
        because=_word(raw.get("because")),
    )
