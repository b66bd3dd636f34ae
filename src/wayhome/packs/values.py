"""Values that an item carries: constants, counts, states, attributes of facts, minutes between."""

from __future__ import annotations

from wayhome.engine.rules import MOMENTS, Scalar, Selector, Value
from wayhome.packs.events import read_count_name
from wayhome.packs.fields import Fields, Reading
from wayhome.packs.node import Node
from wayhome.packs.selectors import read_scalars, read_selector

_ENDS = ("missing_since", *MOMENTS)
_SOURCES = ("count", "state", "attr", "minutes")


def read_value(reading: Reading, node: Node | None) -> Value | None:
    """A constant, a list of constants, or one of the sources of the rule language."""
    if node is None:
        return None
    if node.is_list:
        return Value(constant=read_scalars(reading, node))
    if not node.is_map:
        constants = read_scalars(reading, node)
        return Value(constant=constants[0]) if constants else None
    fields = Fields(reading, node, "`value`")
    given = [source for source in _SOURCES if fields.take(source) is not None]
    value: Value | None = None
    if len(given) != 1:
        reading.wrong(
            node,
            "value",
            "a value comes from exactly one source",
            "write a constant, {count: NAME}, {state: NAME}, {attr: NAME, of: {fact: ...}} "
            "or {minutes: [missing_since, safe]}",
        )
    elif given[0] == "count":
        value = _read_count(reading, fields)
    elif given[0] == "state":
        value = _read_state(reading, fields)
    elif given[0] == "attr":
        value = _read_attr(reading, fields)
    else:
        value = _read_minutes(reading, fields)
    fields.done()
    return value


def _read_count(reading: Reading, fields: Fields) -> Value | None:
    node = fields.take("count")
    name = read_count_name(reading, node) if node is not None else ""
    return Value(count=name) if name else None


def _read_state(reading: Reading, fields: Fields) -> Value | None:
    node = fields.take("state")
    name = reading.word(node, "a state") if node is not None else ""
    known = frozenset(reading.names.vocabulary.states) | reading.names.states
    if node is not None and name and name not in known:
        reading.unresolved(node, "state", name, known)
    mapped, otherwise = _read_map(reading, fields)
    return Value(state=name, mapped=mapped, otherwise=otherwise) if name else None


def _read_attr(reading: Reading, fields: Fields) -> Value | None:
    node = fields.take("attr")
    of = fields.take("of")
    attr = reading.word(node, "an attribute") if node is not None else ""
    selector: Selector | None = None
    if of is not None:
        found = read_selector(reading, of, "value")
        if len(found) > 1:
            reading.wrong(of, "value", "`of` names one kind of fact", "")
        selector = found[0] if found else None
    facts = reading.names.vocabulary.facts
    if node is not None and selector is not None and selector.kind in facts:
        known = facts[selector.kind].attributes
        if attr not in known and attr != "at":
            reading.problems.unknown(node, f"attribute of fact `{selector.kind}`", attr, known)
    mapped, otherwise = _read_map(reading, fields)
    return Value(attr=attr, of=selector, mapped=mapped, otherwise=otherwise) if attr else None


def _read_map(
    reading: Reading, fields: Fields
) -> tuple[tuple[tuple[str, Scalar], ...], Scalar | None]:
    mapped: list[tuple[str, Scalar]] = []
    for word, node in fields.mapping("map").items():
        values = read_scalars(reading, node)
        if len(values) == 1:
            mapped.append((word, values[0]))
        else:
            reading.wrong(node, "value", f"`{word}` is mapped to {len(values)} values", "give one")
    default = fields.take("otherwise")
    rest = read_scalars(reading, default) if default is not None else ()
    return tuple(mapped), rest[0] if rest else None


def _read_minutes(reading: Reading, fields: Fields) -> Value | None:
    ends = [reading.word(node, "a moment") for node in fields.listing("minutes")]
    for end in ends:
        if end not in _ENDS:
            reading.unresolved(fields.node, "moment", end, _ENDS)
    if len(ends) != 2:
        reading.wrong(fields.node, "value", "`minutes` needs two moments", "[missing_since, safe]")
        return None
    return Value(minutes=(ends[0], ends[1]))
