"""What all procedures share: facts.yaml, roles.yaml, duties.yaml and lifecycle.yaml."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, cast

from wayhome.engine.rules import (
    AttributeType,
    DutyKind,
    FactType,
    Group,
    Selector,
    StateRule,
    SubjectRule,
    Vocabulary,
)
from wayhome.packs.events import read_events
from wayhome.packs.fields import Fields, Names, Reading
from wayhome.packs.node import Node, Plain
from wayhome.packs.problems import Problems
from wayhome.packs.selectors import read_selector
from wayhome.packs.yamlread import read_yaml

FILES = ("facts.yaml", "roles.yaml", "duties.yaml", "lifecycle.yaml")
TYPES = ("text", "bool", "number", "date", "time", "enum", "role", "roles", "list", "map")
TIERS = ("now", "today", "dated", "standing")
WHOLE_CASE = ("child", "procedure", "organisation")  # subjects that every fact belongs to
_SUBJECT_PARTS = (
    "starts", "starts_if_new", "says_missing", "one_until", "background", "after_return",
    "found", "safe", "back", "lost_again", "outcome", "closed", "seen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VocabularyFiles:
    """The vocabulary with what only people and screens read: meanings, questions, sensitivities.

    `raw` holds each file as plain values by file name.
    """

    vocabulary: Vocabulary
    subjects: frozenset[str]
    raw: Mapping[str, Plain] = field(default_factory=dict)
    digest: str = ""


def load_vocabulary(folder: Path, problems: Problems | None = None) -> Vocabulary:
    """The vocabulary in `folder` (the procedures' folder), as the engine takes it in."""
    return load_vocabulary_files(folder, Problems() if problems is None else problems).vocabulary


def load_vocabulary_files(folder: Path, problems: Problems) -> VocabularyFiles:
    """Reads the four files; what cannot be read is left out and told in `problems`."""
    nodes: dict[str, Node] = {}
    digest = hashlib.sha256()
    for name in FILES:
        node = read_yaml(folder / name, f"{folder.name}/{name}", problems)
        if node is not None:
            nodes[name] = node
            digest.update((folder / name).read_bytes())
    bare = Vocabulary({}, {}, frozenset(), {}, {}, {}, {}, ())
    reading = Reading(problems, Names(bare))
    vocabulary, named = _read_facts(reading, nodes.get("facts.yaml"), bare)
    vocabulary = _read_roles(reading, nodes.get("roles.yaml"), vocabulary)
    vocabulary = replace(vocabulary, duties=_read_duties(reading, nodes.get("duties.yaml")))
    vocabulary = _read_lifecycle(problems, nodes.get("lifecycle.yaml"), vocabulary)
    raw = {name: node.plain() for name, node in nodes.items()}
    subjects = frozenset(named) | frozenset(vocabulary.subjects) | frozenset(WHOLE_CASE)
    return VocabularyFiles(vocabulary, subjects, raw, digest.hexdigest())


def _read_facts(
    reading: Reading, node: Node | None, bare: Vocabulary
) -> tuple[Vocabulary, tuple[str, ...]]:
    fields = Fields.of(reading, node, "facts.yaml")
    if fields is None:
        return bare, ()
    sensitivities = tuple(fields.mapping("sensitivities"))
    retentions = tuple(fields.mapping("retentions"))
    subjects = tuple(fields.mapping("subjects"))
    facts: dict[str, FactType] = {}
    for name, entry in fields.mapping("facts").items():
        one = Fields.of(reading, entry, f"fact `{name}`")
        if one is None:
            continue
        one.text("means", needed=True)
        one.text("question")
        one.choice("retention", retentions, "")
        facts[name] = FactType(
            name=name,
            attributes=_read_attributes(reading, one, f"fact `{name}`"),
            sensitivity=one.choice("sensitivity", sensitivities, "standard"),
            subject=one.choice("subject", subjects, "episode"),
        )
        one.done()
    shared = _read_attributes(reading, fields, "every status", "status_attributes")
    statuses: dict[str, Mapping[str, AttributeType]] = {}
    for name, entry in fields.mapping("statuses").items():
        one = Fields.of(reading, entry, f"status `{name}`")
        if one is not None:
            one.text("means", needed=True)
            statuses[name] = {**shared, **_read_attributes(reading, one, f"status `{name}`")}
            one.done()
    fields.done()
    return replace(bare, facts=facts, statuses=statuses), subjects


def _read_attributes(
    reading: Reading, fields: Fields, owner: str, key: str = "attributes"
) -> dict[str, AttributeType]:
    attributes: dict[str, AttributeType] = {}
    for name, entry in fields.mapping(key).items():
        one = Fields.of(reading, entry, f"attribute `{name}` of {owner}")
        if one is None:
            continue
        one.text("means")
        one.text("question")
        kind = one.choice("type", TYPES, "text")
        values_node = one.take("values")
        values: tuple[str, ...] = ()
        if values_node is not None:
            values = tuple(str(item.scalar) for item in values_node.each())
        if kind == "enum" and not values:
            message = f"attribute `{name}` of {owner} is an enum without values"
            reading.problems.add(entry, "missing-key", message, "add `values: [...]`")
        attributes[name] = AttributeType(kind, values)
        one.done()
    return attributes


def _read_roles(reading: Reading, node: Node | None, vocabulary: Vocabulary) -> Vocabulary:
    fields = Fields.of(reading, node, "roles.yaml")
    if fields is None:
        return vocabulary
    roles = frozenset(fields.mapping("roles"))
    vocabulary = replace(vocabulary, roles=roles)
    reading.names.vocabulary = vocabulary
    groups: dict[str, Group] = {}
    for name, entry in fields.mapping("groups").items():
        one = Fields.of(reading, entry, f"group `{name}`")
        if one is None:
            continue
        one.text("means")
        kinds = {k: reading.role(v) for k, v in one.mapping("by_placement_kind").items()}
        allocated = one.take("by_allocation")
        otherwise = one.need("otherwise")
        groups[name] = Group(
            name=name,
            by_placement_kind=kinds,
            by_allocation=reading.roles(allocated) if allocated is not None else (),
            otherwise=reading.role(otherwise) if otherwise is not None else "",
        )
        one.done()
        if name in roles:
            message = f"`{name}` is both a role and a group"
            reading.problems.add(entry, "duplicate-name", message, "rename one")
    fields.take("asks")
    fields.done()
    return replace(vocabulary, groups=groups)


def _read_duties(reading: Reading, node: Node | None) -> dict[str, DutyKind]:
    fields = Fields.of(reading, node, "duties.yaml")
    if fields is None:
        return {}
    duties: dict[str, DutyKind] = {}
    for name, entry in fields.mapping("duties").items():
        one = Fields.of(reading, entry, f"duty `{name}`")
        if one is None:
            continue
        accountable = one.choice(
            "accountable", ("responsible", "host", "area_found", "either"), "either"
        )
        one.need("tier")
        for extra in ("step", "done"):
            one.take(extra)
        duties[name] = DutyKind(
            name=name,
            means=one.text("means", needed=True),
            tier=cast(
                Literal["now", "today", "dated", "standing"], one.choice("tier", TIERS, "dated")
            ),
            discloses=one.flag("discloses"),
            accountable=cast(Literal["responsible", "host", "area_found", "either"], accountable),
            safety=one.flag("safety"),
        )
        one.done()
    fields.done()
    return duties


def _read_lifecycle(problems: Problems, node: Node | None, vocabulary: Vocabulary) -> Vocabulary:
    reading = Reading(problems, Names(vocabulary))
    fields = Fields.of(reading, node, "lifecycle.yaml")
    if fields is None:
        return vocabulary
    severity = fields.take("severity")
    words = reading.words(severity, "`severity`") if severity is not None else ()
    vocabulary = replace(vocabulary, severity=words)
    reading.names.vocabulary = vocabulary
    subjects: dict[str, SubjectRule] = {}
    for name, entry in fields.mapping("subjects").items():
        one = Fields.of(reading, entry, f"subject `{name}`")
        if one is None:
            continue
        parts = {part: _selectors(reading, one, part) for part in _SUBJECT_PARTS}
        one.done()
        subjects[name] = SubjectRule(name=name, **parts)
    states = read_states(reading, fields)
    raises = _selectors(reading, fields, "raises")
    fields.done()
    return replace(vocabulary, subjects=subjects, states=states, raises=raises)


def _selectors(reading: Reading, fields: Fields, part: str) -> tuple[Selector, ...]:
    node = fields.take(part)
    found: list[Selector] = []
    for item in node.each() if node is not None else ():
        found.extend(read_selector(reading, item, part))
    return tuple(found)


def read_states(reading: Reading, fields: Fields) -> dict[str, tuple[StateRule, ...]]:
    """`states`: of each, the value that its events give (pack.yaml and lifecycle.yaml)."""
    states: dict[str, tuple[StateRule, ...]] = {}
    for name, node in fields.mapping("states").items():
        rules: list[StateRule] = []
        for item in node.each():
            one = Fields.of(reading, item, f"state `{name}`")
            if one is None:
                continue
            value = one.need("value")
            opens = read_events(reading, one.need("opens"), "states")
            one.done()
            if value is None:
                continue
            if value.is_map:
                inner = Fields(reading, value, "`value`")
                rules.append(StateRule(opens=opens, attr=inner.text("attr", needed=True)))
                inner.done()
            elif isinstance(value.scalar, str | int | float | bool):
                rules.append(StateRule(opens=opens, value=value.scalar))
            else:
                reading.wrong(value, "wrong-type", f"{value.describe()} is no value of a state", "")
        states[name] = tuple(rules)
    return states
