"""A value of a YAML file that knows its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

Plain: TypeAlias = "str | int | float | bool | date | list[Plain] | dict[str, Plain] | None"
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
ScalarValue: TypeAlias = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a YAML file with its place. Exactly one of the three kinds holds the content."""

    file: str
    line: int
    scalar: ScalarValue = None
    items: tuple[Node, ...] | None = None
    entries: dict[str, Node] | None = None
    key_lines: dict[str, int] = field(default_factory=dict)

    @property
    def is_map(self) -> bool:
        """Whether this is a mapping (`key: value`)."""
        return self.entries is not None

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return self.items is not None

    @property
    def is_null(self) -> bool:
        """Whether nothing is written here."""
        return self.items is None and self.entries is None and self.scalar is None

    @property
    def text(self) -> str | None:
        """The text, where this is one."""
        return self.scalar if isinstance(self.scalar, str) else None

    def get(self, key: str) -> Node | None:
        """The value of a key of a mapping."""
        return None if self.entries is None else self.entries.get(key)

    def at_key(self, key: str) -> Node:
        """The place of a key, for a message about the key itself."""
        return Node(self.file, self.key_lines.get(key, self.line))

    def each(self) -> Iterator[Node]:
        """The items of a list, or the single value itself."""
        if self.items is not None:
            yield from self.items
        elif not self.is_null:
            yield self

    def describe(self) -> str:
        """What stands here, in a word or two for a message."""
        if self.entries is not None:
            return "a mapping"
        if self.items is not None:
            return "a list"
        if self.scalar is None:
            return "nothing"
        if isinstance(self.scalar, bool):
            return f"`{str(self.scalar).lower()}`"
        return f"`{self.scalar}`"

    def plain(self) -> Plain:
        """The content as plain Python values, without places."""
        if self.entries is not None:
            return {key: value.plain() for key, value in self.entries.items()}
        if self.items is not None:
            return [item.plain() for item in self.items]
        return self.scalar
