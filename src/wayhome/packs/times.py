"""Durations, anchors and due times (`72 hours`, `{within: 6 working_days, from: back}`)."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from wayhome.engine.rules import MOMENTS, Anchor, Due, Duration, Event, Selector, SettingRef, Unit
from wayhome.packs.fields import Fields, Reading
from wayhome.packs.node import Node
from wayhome.packs.selectors import read_selector

UNITS: tuple[Unit, ...] = get_args(Unit)
_SINGULAR = {unit.removesuffix("s"): unit for unit in UNITS}
_POINTS = ("opened", "missing_since", *MOMENTS)


def parse_duration(reading: Reading, node: Node) -> Duration | None:
    """`72 hours` as a duration."""
    words = (node.text or "").split()
    if len(words) != 2:
        reading.wrong(
            node,
            "duration",
            f"{node.describe()} is no length of time",
            "write a whole number and a unit, as in `72 hours` or `6 working_days`",
        )
        return None
    number, unit = words
    unit = _SINGULAR.get(unit, unit)
    if unit not in UNITS:
        reading.unresolved(node, "unit", unit, UNITS)
        return None
    if not number.isdecimal():
        reading.wrong(
            node,
            "amount",
            f"`{number}` in `{node.text}` is no amount of time",
            "write a whole number, 0 or more; for a time before something use `before:`",
        )
        return None
    return Duration(int(number), unit)


def read_length(reading: Reading, node: Node | None) -> Duration | SettingRef | None:
    """A duration in words, or `{setting: NAME}`."""
    if node is None:
        return None
    if node.is_map:
        return read_setting(reading, node)
    return parse_duration(reading, node)


def read_setting(reading: Reading, node: Node) -> SettingRef | None:
    """`{setting: NAME}` of the pack."""
    fields = Fields.of(reading, node, "a length of time")
    if fields is None:
        return None
    value = fields.need("setting")
    fields.done()
    if value is None:
        return None
    name = reading.word(value, "the name of a setting")
    if name and name not in reading.names.settings:
        reading.unresolved(value, "setting", name, reading.names.settings)
        return None
    return SettingRef(name) if name else None


def read_dues(reading: Reading, node: Node | None, opens: tuple[Event, ...]) -> tuple[Due, ...]:
    """One due time or a list of them, of which the earliest holds."""
    if node is None:
        return ()
    dues = (_read_due(reading, item, opens) for item in node.each())
    return tuple(due for due in dues if due is not None)


def _read_due(reading: Reading, node: Node, opens: tuple[Event, ...]) -> Due | None:
    opened = (Anchor(moment="opened"),)
    if node.text == "immediately":
        return Due(how="immediately", anchors=opened)
    if node.text == "same_day":
        return Due(how="within", amount=Duration(0, "days"), anchors=opened)
    if not node.is_map:
        reading.wrong(
            node,
            "due",
            f"{node.describe()} is no due time",
            "write immediately, same_day, {within: 72 hours, from: back}, "
            "{before: 1 days, from: ...} or {at: ...}",
        )
        return None
    fields = Fields(reading, node, "a due time")
    within, before, at = (fields.take(key) for key in ("within", "before", "at"))
    if [within, before, at].count(None) != 2:
        reading.wrong(
            node, "due", "a due time needs exactly one of `within`, `before` and `at`", ""
        )
        return None
    how: Literal["within", "before", "at"] = "at"
    amount: Duration | SettingRef | None = None
    if at is not None:
        anchors = read_anchors(reading, at, opens)
    else:
        how = "within" if within is not None else "before"
        amount = read_length(reading, within or before)
        start = fields.take("from") if how == "within" else fields.need("from")
        anchors = opened if start is None else read_anchors(reading, start, opens)
        if amount is None:
            return None
    fields.done()
    return Due(how=how, amount=amount, anchors=anchors) if anchors else None


def read_anchors(reading: Reading, node: Node, opens: tuple[Event, ...]) -> tuple[Anchor, ...]:
    """What a time is counted from: of a list, the first that is known."""
    return tuple(a for item in node.each() for a in _read_anchor(reading, item, opens))


def _read_anchor(reading: Reading, node: Node, opens: tuple[Event, ...]) -> tuple[Anchor, ...]:
    if isinstance(node.scalar, date):
        return (Anchor(day=node.scalar),)
    if node.text is not None:
        if node.text in _POINTS:
            return (Anchor(moment=node.text),)
        if node.text in reading.names.vocabulary.facts:
            reading.wrong(
                node,
                "anchor",
                f"`{node.text}` is a kind of fact, not a moment",
                f"write {{fact: {node.text}}} for the latest such fact, or a moment: "
                + ", ".join(_POINTS),
            )
            return ()
        reading.unresolved(node, "anchor", node.text, _POINTS)
        return ()
    fields = Fields.of(reading, node, "an anchor")
    if fields is None:
        return ()
    if fields.take("fact") is not None:
        found = read_selector(reading, node, "an anchor")
        return tuple(Anchor(fact=selector) for selector in found)
    day = fields.day("date")
    attr = fields.text("attr")
    fields.done()
    if day is not None:
        return (Anchor(day=day),)
    if not attr:
        reading.wrong(
            node, "anchor", "an anchor needs one of `attr`, `fact` and `date`", "or a moment"
        )
        return ()
    _check_attr(reading, node, attr, opens)
    return (Anchor(attr=attr),)


def _check_attr(reading: Reading, node: Node, attr: str, opens: tuple[Event, ...]) -> None:
    """The attribute must be a time or date of some fact that may open the rule."""
    facts = reading.names.vocabulary.facts
    kinds = [e.source.kind for e in opens if isinstance(e.source, Selector)]
    if len(kinds) < len(opens):  # a moment or a category: any fact may stand behind it
        kinds = list(facts)
    known = {n: t for kind in kinds if kind in facts for n, t in facts[kind].attributes.items()}
    if not opens:
        reading.wrong(
            node,
            "anchor",
            f"no fact opens this rule, so there is no attribute `{attr}` to count from",
            "name the fact: {fact: ...}",
        )
    elif attr not in known:
        reading.problems.unknown(node, "attribute of the opening fact", attr, known)
    elif not any(
        facts[kind].attributes[attr].type in ("date", "time")
        for kind in kinds
        if kind in facts and attr in facts[kind].attributes
    ):
        reading.problems.add(
            node, "anchor", f"`{attr}` is {known[attr].type}, not a date or time", ""
        )
