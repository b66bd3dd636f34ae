"""What judging gives, and the words for what came instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from wayhome.engine.decision import Category, Decision, Duty, Item, Subject
from wayhome.packs import london
from wayhome.packs.casechecks import Exclusion, Expectation
from wayhome.packs.matching import plain

Verdict: TypeAlias = Literal["right", "wrong", "unmapped"]


@dataclass(frozen=True, slots=True)
class Names:
    """What the judge must know besides: findings under other names, and whose clause is whose."""

    findings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    procedure_of: Mapping[str, str] = field(default_factory=dict)
    procedures: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """One judged item; `instead` says what came, where it is wrong.

    `side` is expect or not (of a check), check (its own category and grades) or case (what could
    not be taken over).
    """

    file: str
    case: str
    as_of: datetime | None
    side: Literal["expect", "not", "check", "case"]
    number: int
    kind: str
    label: str
    cites: tuple[str, ...]
    verdict: Verdict
    expected: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What judging one item comes to: right, or what came instead."""

    right: bool
    instead: str = ""


def categories_of(decision: Decision) -> Iterator[tuple[Subject, str, Category]]:
    for subject in decision.subjects:
        for key, category in subject.category_by_procedure.items():
            yield subject, key, category


def items_of(decision: Decision, kind: str) -> Iterator[Item]:
    if kind == "prompt":
        yield from decision.prompts
    elif kind == "flag":
        yield from decision.flags
    else:
        form = "finding" if kind == "report_line" else kind
        listed = {id(item): item for item in decision.findings}
        for subject in decision.subjects:
            listed.update((id(item), item) for item in subject.findings)
        yield from (item for item in listed.values() if item.form == form)


def current_subject(decision: Decision) -> Subject | None:
    """The subject that a check speaks of.

    One that has a category, before one that has none; an active one; the latest.
    """
    able = [subject for subject in decision.subjects if subject.category_by_procedure]

    def rank(subject: Subject) -> tuple[bool, bool, datetime]:
        named = any(c.name != "none" for c in subject.category_by_procedure.values())
        return named, subject.active, subject.started

    return max(able, key=rank, default=None)


def duty_due(duty: Duty) -> str:
    """A duty's due time in a word."""
    return "none" if duty.due is None else due_words(duty)


def due_words(item: Duty | Item) -> str:
    due = item.due
    if due is None:
        return "none"
    if due.immediately:
        return "immediately" + (f" (from {london.show(due.at)})" if due.at else "")
    if due.day is not None:
        return due.day.isoformat()
    return london.show(due.at) if due.at else "none"


def instance_words(duty: Duty) -> str:
    return ", ".join(map(london.show, duty.instance)) or "of no instance"


def duty_words(duty: Duty) -> str:
    cites = ", ".join(duty.cites[:4]) + (" ..." if len(duty.cites) > 4 else "")
    return f"{duty.kind}, {duty.owner}, due {duty_due(duty)}, {duty.status}; {cites}"


def item_words(item: Item) -> str:
    value = "" if item.value is None else f" = {plain(item.value)}"
    return f"{item.form} {item.kind}{value}{', ' + item.owner if item.owner else ''}"


def expectation_words(wanted: Expectation) -> str:
    """An expectation in a line."""
    parts = [wanted.kind]
    if wanted.value is not None:
        parts.append(f"value {plain(wanted.value)}")
    if wanted.owner:
        parts.append(f"owner {wanted.owner}")
    if wanted.due is not None:
        due = wanted.due if isinstance(wanted.due, str) else plain(wanted.due)
        parts.append(f"due {due}")
    elif wanted.due_given and wanted.kind == "duty":
        parts.append("due none")
    if wanted.status:
        parts.append(f"status {wanted.status}")
    if wanted.owner_per_procedure:
        parts.append(f"owners {dict(wanted.owner_per_procedure)}")
    return ", ".join(parts)


def exclusion_words(unwanted: Exclusion) -> str:
    value = "" if unwanted.value is None else f" {plain(unwanted.value)}"
    return f"no {unwanted.field}{value}"
