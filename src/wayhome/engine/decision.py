"""What `decide` gives back: plain data that a screen turns into words (DESIGN section 5).

Nothing in it can be changed; what there is much of are named tuples, which cost least to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

Status: TypeAlias = Literal["open", "overdue", "met", "met_late", "not_needed"]
ItemValue: TypeAlias = str | int | float | bool | date | tuple[str | int | float | bool, ...] | None


NO_VERSIONS: Mapping[str, str] = MappingProxyType({})


class DueTime(NamedTuple):
    """When something is due: an instant, the end of a date, or at once (then `at` is the opening's
    instant).
    """

    at: datetime | None = None
    day: date | None = None
    immediately: bool = False


class Because(NamedTuple):
    """One step of an explanation.

    `kind` is one of rule (a rule of a pack fired; `text` its key, `cites` its clauses), fact
    (`fact` is its id), arithmetic (`text` says what was counted from where, `at` is that
    instant), reading (the settled reading), merged, safety, corrected, closed.
    """

    kind: str
    text: str = ""
    fact: str = ""
    cites: tuple[str, ...] = ()
    procedure: str = ""
    at: datetime | None = None


class Duty(NamedTuple):
    """Something owed. `id` survives corrections; `owners` names the role under each procedure.

    `status` is what is in force; `status_by_procedure` what the procedure's plain words give, which
    differs
    where a category short of missing would close a safety duty and nobody has confirmed it.
    `due` is when it is asked for, `overdue_from` the instant at which it becomes overdue where
    that differs;
    `instance` the return, or the start of the episode, that it belongs to; `value` what must be in
    it.
    """

    id: str
    subject: str
    kind: str
    cites: tuple[str, ...]
    procedures: tuple[str, ...]
    owner: str
    owners: Mapping[str, str]
    due: DueTime | None
    status: Status
    tier: str
    opened_at: datetime
    opened_by: str
    met_at: datetime | None = None
    met_by: str = ""
    reason: str = ""
    value: ItemValue = None
    status_by_procedure: Status | None = None
    number: int = 1
    instance: tuple[datetime, ...] = ()
    never_late: bool = False
    discloses: bool = False
    overdue_from: datetime | None = None
    checklist: tuple[tuple[str, tuple[str, ...]], ...] = ()
    versions: Mapping[str, str] = NO_VERSIONS
    why: tuple[Because, ...] = ()

    @property
    def plain_status(self) -> Status:
        """What the procedure's plain words give; nearly always the status in force."""
        return self.status if self.status_by_procedure is None else self.status_by_procedure


class Item(NamedTuple):
    """A flag, prompt or finding. `due` only where a clause gives a prompt a date."""

    form: Literal["flag", "prompt", "finding", "category", "grade"]
    subject: str
    kind: str
    value: ItemValue
    cites: tuple[str, ...]
    procedure: str
    owner: str = ""
    due: DueTime | None = None
    since: datetime | None = None
    step: str = ""
    why: tuple[Because, ...] = ()


class Category(NamedTuple):
    """A category with the clauses it rests on and the facts it was worked out from."""

    name: str
    cites: tuple[str, ...] = ()
    since: datetime | None = None
    why: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """One episode (or other subject) with what is worked out about it."""

    id: str
    kind: str
    started: datetime
    category_by_procedure: Mapping[str, Category]
    category_in_force: Category
    missing_since: datetime | None = None
    missing_since_cites: tuple[str, ...] = ()
    returned_at: datetime | None = None
    ended_at: datetime | None = None
    police_grade: str = ""
    police_grade_allowed: tuple[str, ...] | None = None
    grade_floor: str = ""
    findings: tuple[Item, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that stands at `as_of`, known at `known_at`. Deterministic and total on valid
    input.
    """

    as_of: datetime
    known_at: datetime
    procedures: tuple[str, ...]
    subjects: tuple[Subject, ...]
    duties: tuple[Duty, ...]
    flags: tuple[Item, ...]
    prompts: tuple[Item, ...]
    findings: tuple[Item, ...]
    next_change: datetime | None
    versions: Mapping[str, str] = field(default_factory=dict)
