"""Whether an expectation is met, else what came instead (rules: `wayhome.packs.examples`)."""

from __future__ import annotations

from collections.abc import Iterable

from wayhome.engine.decision import Decision, Duty, Item, Subject
from wayhome.packs import london
from wayhome.packs.casechecks import Expectation
from wayhome.packs.judged import (
    Told,
    categories_of,
    due_words,
    duty_due,
    duty_words,
    instance_words,
    item_words,
    items_of,
)
from wayhome.packs.matching import holds, plain, same_due, same_instance, same_value


def met(decision: Decision, wanted: Expectation) -> Told:
    """Whether one expectation is met, else what came instead."""
    if wanted.kind == "duty":
        subjects = {subject.id: subject for subject in decision.subjects}
        return _best(
            (_duty_differences(wanted, duty, subjects.get(duty.subject)), duty_words(duty))
            for duty in decision.duties
            if wanted.cites.intersection(duty.cites)
        )
    if wanted.kind == "category":
        return _met_category(decision, wanted)
    if wanted.kind == "missing_since":
        return _met_missing_since(decision, wanted)
    return _best(
        (_item_differences(wanted, item), item_words(item))
        for item in items_of(decision, wanted.kind)
        if wanted.cites.intersection(item.cites)
    )


def _best(candidates: Iterable[tuple[list[str], str]]) -> Told:
    """Right where one candidate has no difference, else the nearest one and how it differs."""
    nearest: tuple[list[str], str] | None = None
    for differences, shown in candidates:
        if not differences:
            return Told(True)
        if nearest is None or len(differences) < len(nearest[0]):
            nearest = (differences, shown)
    if nearest is None:
        return Told(False, "nothing of this kind cites these clauses")
    return Told(False, f"{'; '.join(nearest[0])} [{nearest[1]}]")


def _duty_differences(wanted: Expectation, duty: Duty, subject: Subject | None) -> list[str]:
    differences = []
    if wanted.value is not None:
        instance = same_instance(wanted.value, duty, subject)
        if not (holds(wanted.value, duty.value) if instance is None else instance):
            came = plain(duty.value) if instance is None else instance_words(duty)
            differences.append(f"value {came}")
    if wanted.name and wanted.name != duty.kind:
        differences.append(f"kind {duty.kind}")
    if wanted.owner and wanted.owner != duty.owner:
        differences.append(f"owner {duty.owner or 'nobody'}")
    if wanted.due_given and not same_due(wanted.due, duty.due):
        differences.append(f"due {duty_due(duty)}")
    if wanted.status and wanted.status != duty.plain_status:
        reason = f" ({duty.reason})" if duty.plain_status == "not_needed" and duty.reason else ""
        differences.append(f"status {duty.plain_status}{reason}")
    if wanted.never_late is not None and wanted.never_late != duty.never_late:
        differences.append("never late" if duty.never_late else "may be late")
    for key, owner in (wanted.owner_per_procedure or {}).items():
        if duty.owners.get(key) != owner:
            differences.append(f"owner under {key} {duty.owners.get(key, 'nobody')}")
    return differences


def _item_differences(wanted: Expectation, item: Item) -> list[str]:
    differences = []
    if wanted.value is not None and not same_value(wanted.value, item.value):
        differences.append(f"value {plain(item.value)}")
    if wanted.name and wanted.name != item.kind:
        differences.append(f"name {item.kind}")
    if wanted.owner and wanted.owner != item.owner:
        differences.append(f"owner {item.owner or 'nobody'}")
    if wanted.due is not None and not same_due(wanted.due, item.due):
        differences.append("due " + ("none" if item.due is None else due_words(item)))
    return differences


def _met_category(decision: Decision, wanted: Expectation) -> Told:
    came = []
    for subject, _, category in categories_of(decision):
        if not wanted.cites.intersection(category.cites):
            if subject.active:
                came.append(f"{category.name} by {', '.join(category.cites) or 'no clause'}")
            continue
        if wanted.value is None or category.name == wanted.value:
            return Told(True)
        came.append(category.name)
    told = _best(
        (_item_differences(wanted, item), item_words(item))
        for item in items_of(decision, "category")
        if wanted.cites.intersection(item.cites)
    )
    return told if told.right or not came else Told(False, "; ".join(came))


def _met_missing_since(decision: Decision, wanted: Expectation) -> Told:
    came = []
    for subject in decision.subjects:
        cites = {*subject.missing_since_cites}
        for item in subject.findings:
            cites.update(item.cites if item.kind == "missing_since" else ())
        if subject.missing_since is None:
            continue
        came.append(london.show(subject.missing_since))
        if wanted.cites.intersection(cites) and same_value(wanted.value, subject.missing_since):
            return Told(True)
        if not wanted.cites.intersection(cites):
            came[-1] += f" by {', '.join(sorted(cites)) or 'no clause'}"
    return Told(False, "; ".join(came) or "nothing")
