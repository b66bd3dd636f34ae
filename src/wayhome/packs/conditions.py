"""Conditions (`when`, definitions) as engine data: every key of a mapping must hold."""

from __future__ import annotations

from collections.abc import Callable

from wayhome.engine.rules import (
    Age,
    All,
    AnyOf,
    AuthorityIs,
    CategoryIs,
    Condition,
    CountIs,
    Defined,
    FactExists,
    HasStatus,
    HeldBy,
    Latest,
    MomentCame,
    Not,
    Opening,
    Selector,
    SettingIs,
    StateIs,
)
from wayhome.packs.events import read_count_name, read_moment
from wayhome.packs.fields import Fields, Reading
from wayhome.packs.node import Node
from wayhome.packs.selectors import read_scalars, read_selector, read_tests

RELATIONS = ("own", "placed_in", "placed_out", "elsewhere")
_Kinds = tuple[str, ...]


def read_condition(
    reading: Reading, node: Node | None, opened_by: _Kinds | None = None
) -> Condition | None:
    """A condition. `opened_by`: the kinds of fact that may open the rule, where that is known."""
    if node is None:
        return None
    if node.items is not None:
        return _join([read_condition(reading, item, opened_by) for item in node.items])
    if node.entries is None:
        reading.wrong(
            node,
            "condition",
            f"{node.describe()} is no condition",
            "write {status: looked_after}, or {is: NAME} for a definition",
        )
        return None
    if not node.entries:
        reading.wrong(
            node, "empty", "the condition is empty", "leave `when` out if it always holds"
        )
        return None
    parts: list[Condition | None] = []
    for key, value in node.entries.items():
        if key in ("all", "any", "not"):
            parts.append(_read_group(reading, key, value, opened_by))
        elif key in ("opening", "opened_by"):
            parts.append(_read_opening(reading, key, value, opened_by))
        elif key not in _READERS:
            known = (*_READERS, "all", "any", "not", "opening", "opened_by")
            reading.unresolved(node.at_key(key), "condition", key, known)
        elif value.is_null:
            reading.wrong(value, "empty", f"`{key}` says nothing", "")
        else:
            parts.append(_READERS[key](reading, value))
    return _join(parts)


def _join(parts: list[Condition | None]) -> Condition | None:
    kept = tuple(part for part in parts if part is not None)
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else All(kept)


def _read_group(
    reading: Reading, key: str, node: Node, opened_by: _Kinds | None
) -> Condition | None:
    if key != "not" and not node.is_list:
        reading.wrong(
            node, "wrong-type", f"`{key}` should be a list of conditions", "begin each with `- `"
        )
        return None
    parts = [read_condition(reading, item, opened_by) for item in node.each()]
    kept = tuple(part for part in parts if part is not None)
    if not kept:
        if not parts:
            reading.wrong(node, "empty", f"`{key}` says nothing", "")
        return None
    if key == "all":
        return _join(list(kept))
    inner = kept[0] if len(kept) == 1 else AnyOf(kept)
    return Not(inner) if key == "not" else inner


def _read_opening(
    reading: Reading, key: str, node: Node, opened_by: _Kinds | None
) -> Condition | None:
    if opened_by is not None and not opened_by:
        reading.wrong(
            node, "condition", f"`{key}` asks about the opening fact, but no fact opens this", ""
        )
        return None
    if key == "opened_by":
        return Opening(by=reading.doers(node))
    facts = reading.names.vocabulary.facts
    kinds = [kind for kind in opened_by or () if kind in facts]
    having = [k for k in kinds if all(a in facts[k].attributes for a in node.entries or {})]
    owners = [(f"fact `{kind}`", facts[kind].attributes) for kind in having or kinds[:1]]
    return Opening(where=read_tests(reading, node, owners))


def _read_status(reading: Reading, node: Node) -> Condition | None:
    statuses = reading.names.vocabulary.statuses
    if not node.is_map:
        names = reading.known(node, "status", statuses)
        return HasStatus(names) if names else None
    fields = Fields(reading, node, "`status`")
    named = fields.need("is")
    tests = fields.take("where")
    fields.done()
    if named is None:
        return None
    names = reading.known(named, "status", statuses)
    owners = [(f"status `{name}`", statuses[name]) for name in sorted(names) if name in statuses]
    return HasStatus(names, read_tests(reading, tests, owners))


def _read_age(reading: Reading, node: Node) -> Condition | None:
    fields = Fields.of(reading, node, "`age`")
    if fields is None:
        return None
    limits: dict[str, int] = {}
    for key in ("at_least", "under"):
        value = fields.take(key)
        if value is None:
            continue
        if isinstance(value.scalar, int) and not isinstance(value.scalar, bool):
            limits[key] = value.scalar
        else:
            reading.wrong(value, "wrong-type", f"`{key}` needs whole years")
    fields.done()
    if not limits:
        reading.wrong(node, "condition", "`age` has no limit", "write {under: 18}")
        return None
    return Age(limits.get("at_least"), limits.get("under"))


def _read_category(reading: Reading, node: Node) -> Condition | None:
    names = reading.known(node, "category", reading.names.vocabulary.severity)
    return CategoryIs(names) if names else None


def _read_been(reading: Reading, node: Node) -> Condition | None:
    names = reading.known(node, "category", reading.names.vocabulary.severity)
    return CategoryIs(names, ever=True) if names else None


def _read_moments(reading: Reading, node: Node) -> Condition | None:
    came = tuple(MomentCame(name) for item in node.each() if (name := read_moment(reading, item)))
    return _any(came)


def _any(parts: tuple[Condition, ...]) -> Condition | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _read_fact(reading: Reading, node: Node) -> Condition | None:
    found: list[Selector] = []
    for item in node.each():
        found.extend(read_selector(reading, item, "when"))
    return _any(tuple(FactExists(selector) for selector in found))


def _read_latest(reading: Reading, node: Node) -> Condition | None:
    found = read_selector(reading, node, "latest")
    if len(found) > 1:
        reading.wrong(node, "condition", "`latest` asks about one kind of fact", "use `any`")
    return Latest(found[0]) if found else None


def _read_state(reading: Reading, node: Node) -> Condition | None:
    fields = Fields.of(reading, node, "`state`")
    if fields is None:
        return None
    known = frozenset(reading.names.vocabulary.states) | reading.names.states
    parts: list[Condition | None] = []
    for name, value in (node.entries or {}).items():
        if name not in known:
            reading.unresolved(node.at_key(name), "state", name, known)
            continue
        parts.append(StateIs(name, frozenset(read_scalars(reading, value))))
    return _join(parts)


def _read_count(reading: Reading, node: Node) -> Condition | None:
    if not node.is_map:
        name = read_count_name(reading, node)
        return CountIs(name) if name else None
    fields = Fields(reading, node, "`count`")
    named = fields.need("is")
    least = fields.take("at_least")
    fields.done()
    name = read_count_name(reading, named) if named is not None else ""
    number = least.scalar if least is not None else None
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        reading.wrong(node, "wrong-type", "`at_least` needs a whole number")
        return None
    return CountIs(name, number) if name else None


def _read_authority(reading: Reading, node: Node) -> Condition | None:
    names = reading.known(node, "authority", RELATIONS)
    return AuthorityIs(names) if names else None


def _read_held(reading: Reading, node: Node) -> Condition | None:
    return HeldBy(frozenset(reading.roles(node)))


def _read_settings(reading: Reading, node: Node) -> Condition | None:
    fields = Fields.of(reading, node, "`setting`")
    if fields is None:
        return None
    parts: list[Condition | None] = []
    for name, value in (node.entries or {}).items():
        if name not in reading.names.settings:
            reading.unresolved(node.at_key(name), "setting", name, reading.names.settings)
            continue
        parts.append(SettingIs(name, frozenset(read_scalars(reading, value))))
    return _join(parts)


def _read_defined(reading: Reading, node: Node) -> Condition | None:
    parts: list[Condition | None] = []
    for item in node.each():
        name = reading.word(item, "the name of a definition")
        if name and name not in reading.names.definitions:
            reading.unresolved(item, "definition", name, reading.names.definitions)
        elif name:
            parts.append(Defined(name))
    return _join(parts)


_READERS: dict[str, Callable[[Reading, Node], Condition | None]] = {
    "status": _read_status,
    "age": _read_age,
    "category": _read_category,
    "been": _read_been,
    "moment": _read_moments,
    "fact": _read_fact,
    "latest": _read_latest,
    "state": _read_state,
    "count": _read_count,
    "authority": _read_authority,
    "held_by": _read_held,
    "setting": _read_settings,
    "is": _read_defined,
}
