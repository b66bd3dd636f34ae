"""Which facts are meant: kinds, tests of attributes, and who did, saw or said it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wayhome.engine.rules import AttributeType, Operator, Scalar, Selector, Test
from wayhome.packs.fields import Fields, Reading
from wayhome.packs.node import Node

_OPERATORS: dict[str, Operator] = {
    "known": "known",
    "not": "not",
    "at_least": "at_least",
    "under": "under",
    "mentions": "mentions",
}
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "number": (int, float),
    "text": (str, int, float, bool),
    "enum": (str, int, float),
    "role": (str,),
    "roles": (str,),
}


def read_selector(reading: Reading, node: Node, where: str) -> tuple[Selector, ...]:
    """A kind of fact, or `{fact: KIND, where: ..., by: ..., scope: child}`.

    A list of kinds gives one selector each; `where` then tests what each of them must have.
    """
    if node.text is not None:
        return (Selector(node.text),) if _known_kind(reading, node, where) else ()
    fields = Fields.of(reading, node, where)
    if fields is None:
        return ()
    kinds_node = fields.need("fact")
    tests_node = fields.take("where")
    by_node = fields.take("by")
    scope = fields.choice("scope", ("subject", "child"), "subject")
    fields.asked.update(("after", "silent"))  # belong to the event around it
    fields.done()
    if kinds_node is None:
        return ()
    kinds = [n.text for n in kinds_node.each() if _known_kind(reading, n, where) and n.text]
    facts = reading.names.vocabulary.facts
    types = [(f"fact `{kind}`", facts[kind].attributes) for kind in kinds if kind in facts]
    tests = read_tests(reading, tests_node, types)
    by = reading.doers(by_node)
    return tuple(
        Selector(kind, tests, by, "child" if scope == "child" else "subject") for kind in kinds
    )


def _known_kind(reading: Reading, node: Node, where: str) -> bool:
    kind = reading.word(node, "a kind of fact")
    if kind and kind not in reading.names.vocabulary.facts:
        reading.problems.unknown(node, f"fact in {where}", kind, reading.names.vocabulary.facts)
    return bool(kind)


def read_tests(
    reading: Reading, node: Node | None, owners: list[tuple[str, Mapping[str, AttributeType]]]
) -> tuple[Test, ...]:
    """`where`: tests of attributes. Each of `owners` must have every attribute that is tested."""
    if node is None:
        return ()
    if node.entries is None:
        reading.wrong(
            node,
            "wrong-type",
            f"`where` should be a mapping, not {node.describe()}",
            "write {attribute: value}",
        )
        return ()
    tests: list[Test] = []
    for attr, value in node.entries.items():
        found = _read_test(reading, attr, value)
        tests.extend(found)
        for owner, types in owners:
            if attr not in types:
                reading.problems.unknown(
                    node.at_key(attr), f"attribute of {owner}", attr, types, "it has no attributes"
                )
            else:
                _check_values(reading, value, owner, attr, types[attr], found)
    return tuple(tests)


def _read_test(reading: Reading, attr: str, node: Node) -> list[Test]:
    if node.entries is None:
        return [Test(attr, "any_of", read_scalars(reading, node))]
    tests: list[Test] = []
    for word, value in node.entries.items():
        operator = _OPERATORS.get(word)
        if operator is None:
            reading.unresolved(node.at_key(word), "test", word, _OPERATORS)
            continue
        values = read_scalars(reading, value)
        single = len(values) == 1
        if operator == "known" and not (single and isinstance(values[0], bool)):
            reading.wrong(value, "wrong-type", "`known` is true or false", "")
        if operator in ("at_least", "under") and not (single and _is_number(values[0])):
            reading.wrong(value, "wrong-type", f"`{word}` needs one number", "")
        tests.append(Test(attr, operator, values))
    return tests


def _is_number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_scalars(reading: Reading, node: Node) -> tuple[Scalar, ...]:
    """One plain value or a list of them."""
    values: list[Scalar] = []
    for item in node.each():
        if isinstance(item.scalar, date):
            values.append(item.scalar.isoformat())
        elif item.scalar is None:
            reading.wrong(item, "wrong-type", f"a plain value is wanted, not {item.describe()}")
        else:
            values.append(item.scalar)
    if not values and node.is_null:
        reading.wrong(
            node, "empty", "a value is missing", "{known: false} tests for `not recorded`"
        )
    return tuple(values)


def _check_values(
    reading: Reading, node: Node, owner: str, attr: str, kind: AttributeType, tests: list[Test]
) -> None:
    """The values tested are ones that the attribute can have."""
    for test in tests:
        if test.op == "known":
            continue
        if test.op == "mentions":
            if kind.type not in ("text", "list"):
                message = f"`{attr}` of {owner} is {kind.type}, not text"
                reading.problems.add(node, "wrong-type", message, "`mentions` looks in a text")
            continue
        if test.op in ("at_least", "under"):
            if kind.type not in ("number", "list"):
                message = f"`{attr}` of {owner} is {kind.type}, not a number"
                reading.problems.add(node, "wrong-type", message, f"`{test.op}` counts numbers")
            continue
        for value in test.values:
            check_value(reading, node, value, kind, f"`{attr}` of {owner}")


def check_value(reading: Reading, node: Node, value: Scalar, kind: AttributeType, of: str) -> None:
    """Tells a value that an attribute of this type can never have."""
    if kind.values:
        if str(value) not in kind.values:
            reading.problems.unknown(node, f"value of {of}", str(value), kind.values)
        return
    if kind.type in ("role", "roles"):
        if value not in reading.names.roles:
            reading.problems.unknown(node, f"role of {of}", str(value), reading.names.roles)
        return
    allowed = _PYTHON_TYPES.get(kind.type)
    if allowed is None:
        return
    if not isinstance(value, allowed) or (kind.type == "number" and isinstance(value, bool)):
        shown = str(value).lower() if isinstance(value, bool) else value
        reading.problems.add(
            node,
            "wrong-type",
            f"{of} is {kind.type}, so it is never `{shown}`",
            "write another value",
        )
