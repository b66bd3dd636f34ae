"""Decisions as JSON. The shapes are fixed: docs/reference/json.md, docs/reference/schemas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from wayhome.engine.decision import Because, Category, Decision, DueTime, Duty, Item, Subject
from wayhome.packs.london import LONDON


def instant_shape(instant: datetime | None) -> str | None:
    """An instant in London time with its offset."""
    return None if instant is None else instant.astimezone(LONDON).isoformat()


def value_shape(value: object) -> object:
    """A value as JSON: moments as text, sequences as lists."""
    if isinstance(value, datetime):
        return instant_shape(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): value_shape(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, frozenset, set)):
        return [value_shape(each) for each in value]
    return value


def due_shape(due: DueTime | None) -> str | None:
    """`immediately`, a date, an instant with its offset, or null."""
    if due is None:
        return None
    if due.immediately:
        return "immediately"
    return due.day.isoformat() if due.day is not None else instant_shape(due.at)


def why_shape(why: tuple[Because, ...]) -> list[dict[str, object]]:
    """The steps of an explanation; what a step does not have is left out."""
    steps = []
    for step in why:
        shape: dict[str, object] = {"kind": step.kind}
        for name in ("text", "fact", "procedure"):
            if getattr(step, name):
                shape[name] = getattr(step, name)
        if step.cites:
            shape["cites"] = list(step.cites)
        if step.at is not None:
            shape["at"] = instant_shape(step.at)
        steps.append(shape)
    return steps


def duty_shape(duty: Duty) -> dict[str, object]:
    """One duty."""
    return {
        "id": duty.id,
        "subject": duty.subject,
        "kind": duty.kind,
        "cites": list(duty.cites),
        "owner": duty.owner,
        "owners": dict(duty.owners),
        "due": due_shape(duty.due),
        "status": duty.status,
        "tier": duty.tier,
        "status_by_procedure": duty.plain_status,
        "opened_by": duty.opened_by,
        "why": why_shape(duty.why),
        "due_at": None if duty.due is None else instant_shape(duty.due.at),
        "opened_at": instant_shape(duty.opened_at),
        "overdue_from": instant_shape(duty.overdue_from),
        "met_at": instant_shape(duty.met_at),
        "met_by": duty.met_by or None,
        "reason": duty.reason or None,
        "procedures": list(duty.procedures),
        "value": value_shape(duty.value),
        "number": duty.number,
        "instance": [instant_shape(moment) for moment in duty.instance],
        "never_late": duty.never_late,
        "discloses": duty.discloses,
        "checklist": [{"item": item, "cites": list(cites)} for item, cites in duty.checklist],
        "versions": dict(duty.versions),
    }


def item_shape(item: Item) -> dict[str, object]:
    """A flag, prompt or finding."""
    return {
        "subject": item.subject,
        "kind": item.kind,
        "value": value_shape(item.value),
        "cites": list(item.cites),
        "owner": item.owner or None,
        "why": why_shape(item.why),
        "form": item.form,
        "procedure": item.procedure,
        "due": due_shape(item.due),
        "since": instant_shape(item.since),
        "step": item.step or None,
    }


def _category_shape(category: Category) -> dict[str, object]:
    return {
        "name": category.name,
        "cites": list(category.cites),
        "since": instant_shape(category.since),
        "why": why_shape(category.why),
    }


def subject_shape(subject: Subject) -> dict[str, object]:
    """An episode, or another subject."""
    allowed = subject.police_grade_allowed
    return {
        "id": subject.id,
        "category_by_procedure": {
            key: category.name for key, category in subject.category_by_procedure.items()
        },
        "category_in_force": subject.category_in_force.name,
        "missing_since": instant_shape(subject.missing_since),
        "police_grade_allowed": None if allowed is None else list(allowed),
        "findings": [item_shape(item) for item in subject.findings],
        "kind": subject.kind,
        "active": subject.active,
        "started": instant_shape(subject.started),
        "returned_at": instant_shape(subject.returned_at),
        "ended_at": instant_shape(subject.ended_at),
        "missing_since_cites": list(subject.missing_since_cites),
        "police_grade": subject.police_grade or None,
        "grade_floor": subject.grade_floor or None,
        "categories": {
            key: _category_shape(category)
            for key, category in subject.category_by_procedure.items()
        },
        "in_force": _category_shape(subject.category_in_force),
    }


def decision_shape(decision: Decision) -> dict[str, object]:
    """Everything that stands."""
    episodes = [subject for subject in decision.subjects if subject.kind == "episode"]
    others = [subject for subject in decision.subjects if subject.kind != "episode"]
    told = {id(item) for subject in decision.subjects for item in subject.findings}
    return {
        "as_of": instant_shape(decision.as_of),
        "episodes": [subject_shape(subject) for subject in episodes],
        "duties": [duty_shape(duty) for duty in decision.duties],
        "flags": [item_shape(item) for item in decision.flags],
        "prompts": [item_shape(item) for item in decision.prompts],
        "next_change": instant_shape(decision.next_change),
        "known_at": instant_shape(decision.known_at),
        "procedures": list(decision.procedures),
        "other_subjects": [subject_shape(subject) for subject in others],
        "other_findings": [item_shape(item) for item in decision.findings if id(item) not in told],
        "versions": dict(decision.versions),
    }
