"""pack.yaml: who, since when, local names, contacts, settings, definitions, counts, states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from wayhome.engine.rules import (
    All,
    AnyOf,
    Condition,
    CountRule,
    Defined,
    Duration,
    Not,
    Scalar,
    SettingRef,
    StateRule,
)
from wayhome.packs.conditions import read_condition
from wayhome.packs.fields import Fields, Reading
from wayhome.packs.node import Node, Plain
from wayhome.packs.problems import Problems
from wayhome.packs.selectors import read_selector
from wayhome.packs.times import UNITS, parse_duration, read_length, read_setting
from wayhome.packs.vocabulary import read_states

CONTACT_STATUS = ("verified", "unverified", "obsolete")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contact:
    """A named service, number or address of the document, and whether anybody has verified it."""

    key: str
    name: str
    role: str
    status: str
    cites: tuple[str, ...] = ()
    note: str = ""
    ways: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """A number, length of time or choice that the partnership may set, with its meaning."""

    name: str
    value: Scalar | Duration
    means: str
    cites: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Home:
    """Where a clause is put before people, other than a rule: `form:police-report`, say."""

    clause: str
    keys: tuple[str, ...]
    file: str
    line: int


@dataclass(slots=True)
class PackFile:
    """Everything in one pack.yaml. `lines`: where each setting, definition and count stands."""

    key: str = ""
    title: str = ""
    authority: str = ""
    authority_names: tuple[str, ...] = ()
    clause_prefix: str = ""
    published: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    review_due: date | None = None
    last_checked: date | None = None
    mark: str = ""
    local_roles: dict[str, str] = field(default_factory=dict)
    local_services: dict[str, str] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    calendar: str = ""
    settings: dict[str, Setting] = field(default_factory=dict)
    definitions: dict[str, Condition] = field(default_factory=dict)
    states: dict[str, tuple[StateRule, ...]] = field(default_factory=dict)
    counts: dict[str, CountRule] = field(default_factory=dict)
    places: dict[str, Home] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    raw: Plain = None
    file: str = ""


def read_prefix(node: Node | None) -> str:
    """The prefix of the pack's clause ids, which is needed before the rest is read."""
    prefix = node.get("clause_prefix") if node is not None else None
    return (prefix.text or "") if prefix is not None else ""


def read_pack_file(reading: Reading, node: Node | None) -> PackFile | None:
    """Reads pack.yaml; afterwards `reading.names` knows what the pack defines."""
    fields = Fields.of(reading, node, "pack.yaml")
    if fields is None or node is None:
        return None
    pack = PackFile(raw=node.plain(), file=node.file)
    _read_header(reading, fields, pack)
    _read_local_names(reading, fields, pack)
    pack.contacts = tuple(c for n in fields.listing("contacts") if (c := _contact(reading, n)))
    _check_twice(reading.problems, pack.contacts)
    pack.settings = _read_settings(reading, fields)
    names = reading.names
    names.settings = frozenset(pack.settings)
    names.counts = frozenset(fields.mapping("counts"))
    names.states = frozenset(fields.mapping("states"))
    names.definitions = frozenset(fields.mapping("definitions"))
    for sort in ("setting", "definition", "count"):
        for name in fields.mapping(f"{sort}s"):
            pack.lines[sort, name] = (node.get(f"{sort}s") or node).at_key(name).line
    pack.counts = _read_counts(reading, fields)
    pack.states = read_states(reading, fields)
    pack.definitions = _read_definitions(reading, fields)
    for clause, value in fields.mapping("places").items():
        at = (node.get("places") or node).at_key(clause)
        if names.clauses and clause not in names.clauses:
            reading.problems.unknown(at, "clause in places", clause, names.clauses)
        keys = reading.words(value, f"the place of {clause}")
        pack.places[clause] = Home(clause, keys, node.file, at.line)
    fields.done()
    return pack


def _read_header(reading: Reading, fields: Fields, pack: PackFile) -> None:
    pack.key = fields.text("key", needed=True)
    pack.title = fields.text("title", needed=True)
    pack.authority = fields.text("authority", needed=True)
    names = fields.need("authority_names", "list the names by which facts call this authority")
    pack.authority_names = reading.words(names, "`authority_names`") if names is not None else ()
    pack.clause_prefix = fields.text("clause_prefix", needed=True)
    pack.published = fields.day("published")
    pack.review_due = fields.day("review_due")
    pack.last_checked = fields.day("last_checked")
    pack.mark = fields.text("mark")
    force = Fields.of(reading, fields.need("in_force"), "`in_force`")
    if force is not None:
        pack.in_force_from = force.day("from", needed=True)
        pack.in_force_until = force.day("until")
        force.done()
    calendars = Fields.of(reading, fields.need("calendars"), "`calendars`")
    if calendars is not None:
        pack.calendar = calendars.text("holidays", needed=True)
        calendars.done()


def _read_local_names(reading: Reading, fields: Fields, pack: PackFile) -> None:
    local = Fields.of(reading, fields.take("local_names"), "`local_names`")
    if local is None:
        return
    for role, value in local.mapping("roles").items():
        if role not in reading.names.roles:
            at = Node(value.file, value.line)
            reading.problems.unknown(at, "role", role, reading.names.roles)
        pack.local_roles[role] = reading.word(value, f"the local name of {role}")
    for service, value in local.mapping("services").items():
        pack.local_services[service] = reading.word(value, f"the local name of {service}")
    local.done()


def _contact(reading: Reading, node: Node) -> Contact | None:
    fields = Fields.of(reading, node, "a contact")
    if fields is None:
        return None
    key = fields.text("key", needed=True)
    name = fields.text("name", needed=True)
    role_node = fields.need("role")
    fields.need("status")
    status = fields.choice("status", CONTACT_STATUS, "unverified")
    cites = reading.cites(fields.take("cites"))
    note = fields.text("note")
    ways = {
        way: fields.text(way)
        for way in ("phone", "email", "web", "address", "hours", "verified_on", "verified_by")
        if fields.take(way) is not None
    }
    successor = fields.text("successor")
    if successor:
        ways["successor"] = successor
    role = reading.role(role_node) if role_node is not None else ""
    fields.done()
    return Contact(key, name, role, status, cites, note, ways, node.file, node.line)


def _check_twice(problems: Problems, contacts: tuple[Contact, ...]) -> None:
    seen: set[str] = set()
    for contact in contacts:
        if contact.key in seen:
            message = f"the contact `{contact.key}` stands twice"
            problems.add_at(contact.file, contact.line, "duplicate-contact", message, "rename one")
        seen.add(contact.key)


def _read_settings(reading: Reading, fields: Fields) -> dict[str, Setting]:
    settings: dict[str, Setting] = {}
    for name, node in fields.mapping("settings").items():
        one = Fields.of(reading, node, f"setting `{name}`")
        if one is None:
            continue
        value = one.need("value")
        means = one.text("means", needed=True)
        cites = reading.cites(one.take("cites"))
        one.done()
        read = _setting_value(reading, value) if value is not None else None
        if read is not None:
            settings[name] = Setting(name, read, means, cites, node.file, node.line)
    return settings


def _setting_value(reading: Reading, node: Node) -> Scalar | Duration | None:
    if node.text is not None:
        words = node.text.split()
        looks_timed = len(words) == 2 and (
            words[1] in UNITS or words[0].lstrip("+-").replace(".", "").isdecimal()
        )
        return parse_duration(reading, node) if looks_timed else node.text
    if isinstance(node.scalar, int | float):
        return node.scalar
    reading.wrong(node, "wrong-type", f"{node.describe()} is no value of a setting", "")
    return None


def _read_counts(reading: Reading, fields: Fields) -> dict[str, CountRule]:
    counts: dict[str, CountRule] = {}
    for name, node in fields.mapping("counts").items():
        one = Fields.of(reading, node, f"count `{name}`")
        if one is None:
            continue
        of = one.need("of")
        category = one.take("category")
        unless = one.take("unless")
        window = read_length(reading, one.need("within"))
        threshold = _threshold(reading, one.need("threshold"))
        one.done()
        if of is None or window is None or threshold is None:
            continue
        selectors = () if of.text == "episodes" else read_selector(reading, of, "counts")
        if len(selectors) > 1:
            reading.wrong(of, "count", "a count is of one kind of fact", "")
        severity = reading.names.vocabulary.severity
        counts[name] = CountRule(
            name=name,
            window=window,
            threshold=threshold,
            category=(
                reading.known(category, "category", severity)
                if category is not None
                else frozenset()
            ),
            of=selectors[0] if selectors else None,
            unless=(
                reading.known(unless, "category", severity) if unless is not None else frozenset()
            ),
        )
    return counts


def _threshold(reading: Reading, node: Node | None) -> int | SettingRef | None:
    if node is None:
        return None
    if node.is_map:
        return read_setting(reading, node)
    if isinstance(node.scalar, int) and not isinstance(node.scalar, bool) and node.scalar > 0:
        return node.scalar
    reading.wrong(node, "amount", f"{node.describe()} is no threshold", "write 1 or more")
    return None


def _read_definitions(reading: Reading, fields: Fields) -> dict[str, Condition]:
    definitions: dict[str, Condition] = {}
    nodes = fields.mapping("definitions")
    for name, node in nodes.items():
        outer, before = reading.problems.label, reading.broken
        reading.problems.label = f"definition `{name}`"
        condition = read_condition(reading, node)
        reading.problems.label = outer
        if condition is not None and reading.broken == before:
            definitions[name] = condition
    for name in list(definitions):
        circle = _circle(name, definitions)
        if circle:
            reading.wrong(
                nodes[name],
                "definition-cycle",
                "the definitions go round in a circle: " + " needs ".join(circle),
                "take one of them out of the other",
            )
            del definitions[name]
    return _without_missing(definitions)


def _without_missing(definitions: dict[str, Condition]) -> dict[str, Condition]:
    """Leaves out what rests on a definition that could not be read."""
    kept = dict(definitions)
    while True:
        lost = [name for name, c in kept.items() if any(n not in kept for n in defined_in(c))]
        if not lost:
            return kept
        for name in lost:
            del kept[name]


def defined_in(condition: Condition | None) -> tuple[str, ...]:
    """The definitions that a condition names."""
    if isinstance(condition, Defined):
        return (condition.name,)
    if isinstance(condition, All | AnyOf):
        return tuple(name for part in condition.of for name in defined_in(part))
    if isinstance(condition, Not):
        return defined_in(condition.of)
    return ()


def _circle(start: str, definitions: Mapping[str, Condition]) -> list[str]:
    """The way from a definition back to itself, if there is one."""
    ways = [[start, name] for name in defined_in(definitions[start])]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == start:
            return way
        if way[-1] in seen or way[-1] not in definitions:
            continue
        seen.add(way[-1])
        ways.extend([*way, name] for name in defined_in(definitions[way[-1]]))
    return []
