"""Reading a mapping field by field: wrong types, missing and unknown keys, told with advice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from wayhome.engine.rules import Vocabulary
from wayhome.packs.node import DATE, Node
from wayhome.packs.problems import Problems


@dataclass(slots=True)
class Names:
    """What a rule may name: the vocabulary, and what its own pack defines."""

    vocabulary: Vocabulary
    subjects: frozenset[str] = frozenset()
    definitions: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()

    @property
    def roles(self) -> frozenset[str]:
        """Roles and groups of roles."""
        return self.vocabulary.roles | frozenset(self.vocabulary.groups)


@dataclass(slots=True)
class Reading:
    """The problems found, the names that may be used, and how often something was past reading.

    A rule in which `broken` grew while it was read is left out of the pack; one that only names
    an unknown fact, role or clause is kept (it can never be right, and is reported).
    """

    problems: Problems
    names: Names
    broken: int = 0

    def wrong(self, at: Node, code: str, message: str, advice: str = "") -> None:
        """Notes something that cannot be read, so that what it belongs to is left out."""
        self.broken += 1
        self.problems.add(at, code, message, advice)

    def unresolved(self, at: Node, what: str, name: str, known: Iterable[str]) -> None:
        """Notes a name without which what it belongs to cannot be carried out."""
        self.broken += 1
        self.problems.unknown(at, what, name, known)

    def word(self, node: Node, what: str) -> str:
        """A text, or "" with a problem."""
        if node.text is None:
            self.wrong(node, "wrong-type", f"{what} should be a word, not {node.describe()}")
            return ""
        return node.text

    def words(self, node: Node, what: str) -> tuple[str, ...]:
        """One text or a list of texts."""
        found = tuple(self.word(item, what) for item in node.each())
        if node.is_list and not found:
            self.wrong(node, "empty", f"{what} is an empty list")
        return tuple(word for word in found if word)

    def known(self, node: Node, what: str, known: Iterable[str]) -> frozenset[str]:
        """One word or a list, each of which must be known; unknown ones are told and kept."""
        names = frozenset(known)
        words = []
        for item in node.each():
            word = self.word(item, what)
            if word and word not in names:
                self.problems.unknown(item, what, word, names)
            if word:
                words.append(word)
        return frozenset(words)

    def role(self, node: Node, what: str = "role") -> str:
        """A role or a group of roles."""
        word = self.word(node, what)
        if word and word not in self.names.roles:
            self.problems.unknown(node, "role", word, self.names.roles, "add it to roles.yaml")
        return word

    def roles(self, node: Node) -> tuple[str, ...]:
        """One role or a list of roles, in the order written."""
        return tuple(role for item in node.each() if (role := self.role(item)))

    def doers(self, node: Node | None) -> frozenset[str]:
        """Who did, saw or said something: roles as they stand in facts."""
        if node is None:
            return frozenset()
        roles = frozenset(self.roles(node))
        for name in sorted(roles & frozenset(self.names.vocabulary.groups)):
            members = set(self.names.vocabulary.groups[name].by_placement_kind.values())
            if members and not members & roles:
                self.problems.add(
                    node,
                    "group-in-by",
                    f"`{name}` is a group; a fact says which of its roles did it",
                    "list the roles: " + ", ".join(sorted(members)),
                )
        return roles

    def cites(self, node: Node | None) -> tuple[str, ...]:
        """Clause ids; one that the pack's clauses.yaml does not have is told."""
        if node is None:
            return ()
        cites = []
        for item in node.each():
            clause = self.word(item, "a clause id")
            if clause and self.names.clauses and clause not in self.names.clauses:
                self.problems.unknown(item, "clause", clause, self.names.clauses)
            if clause:
                cites.append(clause)
        return tuple(cites)


@dataclass(slots=True)
class Fields:
    """One mapping, read key by key. What was never asked for is unknown: see `done`."""

    reading: Reading
    node: Node
    what: str
    asked: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, reading: Reading, node: Node | None, what: str) -> Fields | None:
        """The mapping's fields; None with a problem where it is no mapping."""
        if node is None:
            return None
        if not node.is_map:
            reading.wrong(
                node,
                "wrong-type",
                f"{what} should be a mapping, not {node.describe()}",
                "write `key: value` lines, indented under it",
            )
            return None
        return cls(reading, node, what)

    def take(self, key: str) -> Node | None:
        """The value of a key; None where it is left out or empty."""
        self.asked.add(key)
        value = self.node.get(key)
        return None if value is None or value.is_null else value

    def need(self, key: str, advice: str = "") -> Node | None:
        """The value of a key that may not be left out."""
        value = self.take(key)
        if value is None:
            self.reading.wrong(
                self.node, "missing-key", f"{self.what} has no `{key}`", advice or f"add `{key}: `"
            )
        return value

    def text(self, key: str, needed: bool = False) -> str:
        """A text; numbers that stand for text (a phone number) must be quoted."""
        value = self.need(key) if needed else self.take(key)
        if value is None:
            return ""
        if value.text is None:
            self.reading.wrong(
                value,
                "wrong-type",
                f"`{key}` should be text, not {value.describe()}",
                "quote it" if value.scalar is not None else "",
            )
            return ""
        return value.text

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self.take(key)
        if value is None:
            return default
        if not isinstance(value.scalar, bool):
            self.reading.wrong(
                value, "wrong-type", f"`{key}` should be true or false, not {value.describe()}"
            )
            return default
        return value.scalar

    def day(self, key: str, needed: bool = False) -> date | None:
        """A date."""
        value = self.need(key) if needed else self.take(key)
        if value is None:
            return None
        if value.text is not None and DATE.match(value.text):
            self.reading.broken += 1  # no such day: told when the file was read
            return None
        if not isinstance(value.scalar, date):
            self.reading.wrong(
                value,
                "wrong-date",
                f"`{key}` should be a date, not {value.describe()}",
                "write year-month-day, as in 2018-12-01",
            )
            return None
        return value.scalar

    def choice(self, key: str, among: tuple[str, ...], default: str) -> str:
        """One of a few fixed words."""
        value = self.take(key)
        if value is None:
            return default
        if value.text not in among:
            self.reading.problems.unknown(value, key, str(value.scalar), among)
            self.reading.broken += 1
            return default
        return str(value.text)

    def mapping(self, key: str) -> dict[str, Node]:
        """The entries of a mapping under a key; empty where it is left out."""
        value = self.take(key)
        if value is None:
            return {}
        if value.entries is None:
            self.reading.wrong(
                value, "wrong-type", f"`{key}` should be a mapping, not {value.describe()}"
            )
            return {}
        return value.entries

    def listing(self, key: str) -> tuple[Node, ...]:
        """The items of a list under a key; empty where it is left out."""
        value = self.take(key)
        if value is None:
            return ()
        if value.items is None:
            self.reading.wrong(
                value,
                "wrong-type",
                f"`{key}` should be a list, not {value.describe()}",
                "begin each item with `- `",
            )
            return ()
        return value.items

    def done(self) -> None:
        """Tells the keys that nothing asked for."""
        for key in self.node.entries or {}:
            if key not in self.asked:
                self.reading.broken += 1
                self.reading.problems.unknown(
                    self.node.at_key(key), f"key of {self.what}", key, self.asked
                )
