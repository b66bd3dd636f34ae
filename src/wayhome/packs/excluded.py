"""Whether something is rightly not there. The rules stand in `wayhome.packs.examples`."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.engine.decision import Decision, Duty, Item, Subject
from wayhome.packs import london
from wayhome.packs.casechecks import Exclusion, Expected
from wayhome.packs.judged import (
    Names,
    Told,
    categories_of,
    current_subject,
    duty_words,
    item_words,
    items_of,
)
from wayhome.packs.matching import holds, same_due, same_instance, same_value


def absent(decision: Decision, unwanted: Exclusion, names: Names) -> Told:
    """Whether something is rightly not there, else what is."""
    found = _violations(decision, unwanted, names)
    return Told(not found, "; ".join(found[:3]))


def _violations(decision: Decision, unwanted: Exclusion, names: Names) -> list[str]:
    duties = [duty for duty in decision.duties if _is_meant(unwanted, duty)]
    needed = [duty for duty in duties if duty.plain_status != "not_needed"]
    raised = [item for item in (*decision.prompts, *decision.flags) if _is_meant(unwanted, item)]
    value = unwanted.value
    match unwanted.field:
        case "duty":
            subjects = {subject.id: subject for subject in decision.subjects}
            return [
                duty_words(duty)
                for duty in needed
                if value is None or _is_that_duty(value, duty, subjects.get(duty.subject))
            ]
        case "status":
            return [duty_words(duty) for duty in duties if duty.plain_status == value]
        case "due":
            return [duty_words(duty) for duty in needed if _has_due(value, duty)] + [
                item_words(item) for item in raised if _has_due(value, item)
            ]
        case "owner":
            return [duty_words(duty) for duty in needed if duty.owner == value] + [
                item_words(item) for item in raised if item.owner == value
            ]
        case "flag" | "prompt":
            return [
                item_words(item)
                for item in raised
                if item.form == unwanted.field and (value is None or same_value(value, item.value))
            ]
        case "category":
            return _claimed_categories(decision, unwanted, names)
        case "missing_since":
            return [
                london.show(subject.missing_since)
                for subject in _speaking(decision)
                if subject.missing_since
                and (value is None or same_value(value, subject.missing_since))
            ]
        case _:
            return _claimed_findings(decision, unwanted, names)


def _speaking(decision: Decision) -> Sequence[Subject]:
    """The subjects that claim something now: those that are active, else the latest."""
    active = [subject for subject in decision.subjects if subject.active]
    return active or decision.subjects[-1:]


def _is_that_duty(value: Expected, duty: Duty, subject: Subject | None) -> bool:
    instance = same_instance(value, duty, subject)
    return holds(value, duty.value) if instance is None else instance


def _is_meant(unwanted: Exclusion, item: Duty | Item) -> bool:
    named = not unwanted.name or unwanted.name == item.kind
    return named and bool(unwanted.cites.intersection(item.cites))


def _has_due(value: Expected, item: Duty | Item) -> bool:
    """Whether an item has this due time; with no value, whether it has any."""
    if item.due is None or value is None:
        return item.due is not None
    due = value if value == "immediately" else london.read_day(value) or london.read_instant(value)
    return due is not None and same_due(due, item.due)


def _claimed_categories(decision: Decision, unwanted: Exclusion, names: Names) -> list[str]:
    current = current_subject(decision)
    keys = {names.procedure_of.get(cite) for cite in unwanted.cites}
    claimed = []
    for subject, key, category in categories_of(decision):
        if category.name != unwanted.value:
            continue
        stands = subject is current and (key in keys or keys <= {None})
        cited = subject.active and unwanted.cites.intersection(category.cites)
        if stands or cited:
            claimed.append(f"{category.name} under {key} ({', '.join(category.cites)})")
    return claimed


def _claimed_findings(decision: Decision, unwanted: Exclusion, names: Names) -> list[str]:
    ours = names.findings.get(unwanted.label, frozenset()) | {unwanted.label}
    form = unwanted.field
    value = unwanted.value
    claimed = []
    for item in items_of(decision, form):
        if not _is_meant(unwanted, item):
            continue
        named = item.kind in ours
        if value is None:
            wrong = named
        else:
            wrong = (named or not isinstance(value, bool)) and same_value(value, item.value)
        if wrong:
            claimed.append(item_words(item))
    return claimed
