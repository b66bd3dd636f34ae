"""Prompts, flags, findings and grades as they stand at an instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from wayhome.engine.calendar import local_date
from wayhome.engine.compiled import CompiledRule, in_force
from wayhome.engine.decision import Because, Item, ItemValue
from wayhome.engine.duties import due_time, openings, owner_of
from wayhome.engine.facts import Fact
from wayhome.engine.matching import compile_selector
from wayhome.engine.rules import Value
from wayhome.engine.view import Occurrence, View


def items_of(compiled: CompiledRule, view: View, now: datetime) -> Iterator[Item]:
    """What a prompt, flag, finding or grade rule gives on a subject at `now`."""
    for raised in _raised(compiled, view, now):
        item = _item(compiled, view, raised, now)
        if item is not None:
            yield item


def _raised(compiled: CompiledRule, view: View, now: datetime) -> list[Occurrence]:
    """The openings that stand: raised by `now` and not answered since."""
    if compiled.opens is None:
        if view.span.started > now or not in_force(view.pack.pack, now):
            return []
        if compiled.when is not None and not compiled.when(view, now, None):
            return []
        answered = any(_answers(compiled, view, now))
        return [] if answered else [Occurrence(view.span.started, view.span.origin)]
    answers = list(_answers(compiled, view, now))
    standing = [
        o
        for o in openings(compiled, view)
        if o.at <= now and in_force(view.pack.pack, o.at) and not any(a >= o.at for a in answers)
    ]
    return standing if compiled.rule.each else standing[:1]


def _answers(compiled: CompiledRule, view: View, now: datetime) -> Iterator[datetime]:
    """When what was raised was answered: by the rule's own events, or a prompt by its name."""
    if compiled.until is not None:
        yield from (o.at for o in compiled.until(view) if o.at <= now)
    if compiled.rule.form == "prompt":
        for fact in view.facts("prompt_answered", "subject"):
            if fact.attributes.get("prompt") == compiled.rule.name:
                yield fact.at


def _item(compiled: CompiledRule, view: View, raised: Occurrence, now: datetime) -> Item | None:
    rule = compiled.rule
    value: ItemValue = True if rule.form == "finding" else None
    if rule.value is not None:
        value = value_of(rule.value, view, raised.fact, now)
        if value is None and rule.form == "finding":
            return None
    # What stands by a condition is asked now; so is who owes it.
    standing = compiled.opens is None
    opened = raised._replace(at=now) if standing else raised
    timeless = raised.at.year == 1
    due, anchor, counted = due_time(compiled.due, view, opened if timeless else raised)
    why = [compiled.because]
    if raised.fact is not None:
        why.append(Because("fact", raised.fact.kind, fact=raised.fact.id, at=raised.at))
    if due is not None:
        why.append(Because("arithmetic", counted, at=anchor, procedure=view.pack.key))
    if compiled.because_read is not None:
        why.append(compiled.because_read)
    form = rule.form
    assert form in ("prompt", "flag", "finding", "grade")
    return Item(
        form=form,
        subject=view.span.id,
        kind=rule.name if form != "grade" else "police_grade",
        value=rule.name if form == "grade" else value,
        cites=rule.cites,
        procedure=view.pack.key,
        owner=owner_of(rule.owner, view, opened, now),
        due=due,
        since=None if timeless else raised.at,
        step=rule.step,
        why=tuple(why),
    )


def value_of(value: Value, view: View, opening: Fact | None, now: datetime) -> ItemValue:
    """The value that an item carries; None where it is not known."""
    if value.constant is not None:
        return value.constant
    if value.count:
        return view.count_at(value.count, now)
    if value.state:
        return _mapped(value, view.state_at(value.state, now))
    if value.minutes is not None:
        start, end = view.moment(value.minutes[0]), view.moment(value.minutes[1])
        return None if start is None or end is None else int((end - start).total_seconds() // 60)
    if value.attr:
        fact = opening
        if value.of is not None:
            match = compile_selector(value.of)
            held = [
                f for f in view.facts(value.of.kind, value.of.scope) if f.at <= now and match(f)
            ]
            fact = held[-1] if held else None
        if fact is None:
            return _mapped(value, None)
        if value.attr == "at":
            return local_date(fact.at)
        return _mapped(value, fact.attributes.get(value.attr))
    return None


def _mapped(value: Value, held: object) -> ItemValue:
    for word, meant in value.mapped:
        if held == word:
            return meant
    if held is None or value.mapped:
        return value.otherwise
    if isinstance(held, datetime):
        return held.isoformat()
    if isinstance(held, (str, int, float, bool, date)):
        return held
    if isinstance(held, (list, tuple)):
        return tuple(x for x in held if isinstance(x, (str, int, float, bool)))
    return value.otherwise
