"""A small vocabulary and short ways to make cases, decisions and checks for these tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wayhome.engine.decision import Category, Decision, DueTime, Duty, Item, Subject
from wayhome.engine.facts import Fact
from wayhome.engine.rules import AttributeType, FactType, Group, Vocabulary
from wayhome.packs.casechecks import Check, read_check
from wayhome.packs.casefile import Case, CaseError, read_cases
from wayhome.packs.casevalues import Notes

TEXT, BOOL, NUMBER = AttributeType("text"), AttributeType("bool"), AttributeType("number")
DATE, TIME = AttributeType("date"), AttributeType("time")


def _fact(name: str, **attributes: AttributeType) -> tuple[str, FactType]:
    return name, FactType(name, attributes, "ordinary")


VOCABULARY = Vocabulary(
    facts=dict(
        [
            _fact("child_recorded", date_of_birth=DATE, sex=TEXT),
            _fact("status_changed", status=TEXT, reason=TEXT, until=TIME),
            _fact(
                "earlier_episode",
                **{
                    "from": TIME,
                    "to": TIME,
                    "category": AttributeType("enum", ("missing", "other")),
                },
                reported_to_police=BOOL,
            ),
            _fact(
                "noticed",
                whereabouts=AttributeType("enum", ("known", "unknown")),
                due_back=TIME,
                concern=TEXT,
                grounds=AttributeType("list"),
                alone=BOOL,
                hours=NUMBER,
                since=DATE,
            ),
            _fact(
                "told",
                to=AttributeType("roles"),
                by_whom=AttributeType("role"),
                extra=AttributeType("map"),
            ),
            _fact("returned", place=TEXT),
        ]
    ),
    statuses={
        "looked_after": {"placement": TEXT, "allocated": AttributeType("map"), "since": DATE},
        "early_help": {},
    },
    roles=frozenset(("social_worker", "police", "carer_at_home", "front_door")),
    groups={"carer": Group("carer", {}, (), "carer_at_home")},
    duties={},
    subjects={},
    states={},
    severity=("none", "missing"),
)


def read(tmp_path: Path, text: str, name: str = "case.yaml") -> list[Case]:
    """The cases of a file with this text."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_cases(path, VOCABULARY, shown_as=name)


def refused(tmp_path: Path, text: str, name: str = "case.yaml") -> str:
    """What is said about a file that is refused."""
    try:
        read(tmp_path, text, name)
    except CaseError as error:
        return str(error)
    raise AssertionError("the file was not refused")


def utc(text: str) -> datetime:
    """A UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fact(case: Case, name: str) -> Fact:
    """The fact of this id."""
    return next(each for each in case.facts if each.id == name)


# --- decisions --------------------------------------------------------------------------------

NOON = utc("2025-01-10 12:00")


def at(text: str) -> DueTime:
    """Due at an instant in winter, when London time is UTC."""
    return DueTime(at=utc(text))


def duty(**changes: Any) -> Duty:
    """A duty that cites A-1, with what is changed."""
    plain: dict[str, Any] = {
        "id": "episode:f1/return_interview/f1/1",
        "subject": "episode:f1",
        "kind": "return_interview",
        "cites": ("A-1",),
        "procedures": ("north",),
        "owner": "social_worker",
        "owners": {"north": "social_worker"},
        "due": at("2025-01-12 09:30"),
        "status": "open",
        "tier": "dated",
        "opened_at": utc("2025-01-09 09:30"),
        "opened_by": "f1",
        "instance": (utc("2025-01-09 09:30"),),
    }
    return Duty(**{**plain, **changes})


def item(form: str = "flag", **changes: Any) -> Item:
    """A flag, prompt or finding that cites A-1."""
    plain: dict[str, Any] = {
        "form": form,
        "subject": "episode:f1",
        "kind": "low_grade",
        "value": None,
        "cites": ("A-1",),
        "procedure": "north",
    }
    return Item(**{**plain, **changes})


def subject(category: str = "missing", **changes: Any) -> Subject:
    """An episode of this category under `north`, by A-1."""
    named = Category(category, ("A-1",))
    plain: dict[str, Any] = {
        "id": "episode:f1",
        "kind": "episode",
        "started": utc("2025-01-08 20:00"),
        "category_by_procedure": {"north": named},
        "category_in_force": named,
    }
    return Subject(**{**plain, **changes})


def decision(
    duties: tuple[Duty, ...] = (),
    items: tuple[Item, ...] = (),
    subjects: tuple[Subject, ...] = (),
    procedures: tuple[str, ...] = ("north",),
) -> Decision:
    """A decision that holds these."""
    return Decision(
        as_of=NOON,
        known_at=NOON,
        procedures=procedures,
        subjects=subjects,
        duties=duties,
        flags=tuple(each for each in items if each.form == "flag"),
        prompts=tuple(each for each in items if each.form == "prompt"),
        findings=tuple(each for each in items if each.form not in ("flag", "prompt")),
        next_change=None,
    )


def check(**raw: Any) -> Check:
    """A check as a file would have it; refuses what a file would be refused for."""
    notes = Notes()
    found = read_check({"as_of": "2025-01-10 12:00", **raw}, notes)
    assert found is not None
    assert notes.found == []
    return found
