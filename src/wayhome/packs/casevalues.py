"""The attributes of a fact in a case file, turned into what the vocabulary says they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from wayhome.engine.facts import AttributeValue
from wayhome.engine.rules import AttributeType, Vocabulary
from wayhome.packs import london
from wayhome.packs.problems import suggest


class RefusedError(ValueError):
    """A value that is not what the vocabulary asks for; the message says what was expected."""


@dataclass(slots=True)
class Notes:
    """What is wrong with a case, told to the person who wrote it; `place` begins each message."""

    place: str = ""
    found: list[str] = field(default_factory=list)

    def add(self, message: str) -> None:
        """Notes one thing that is wrong here."""
        self.found.append(f"{self.place}: {message}" if self.place else message)

    def at(self, place: str) -> Notes:
        """The same list of messages, from another place."""
        return Notes(place, self.found)


def shown(value: object) -> str:
    """A value as a message shows it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return "nothing" if value is None else f"`{value}`"


def unknown(what: str, name: object, known: Iterable[str]) -> str:
    """The message for a name that is not known, with the nearest one that is."""
    advice = suggest(str(name), known)
    return f"unknown {what} `{name}`" + (f"; {advice}" if advice else "")


def typed(
    written: object, wanted: AttributeType, vocabulary: Vocabulary, role_words: bool = True
) -> AttributeValue:
    """The value as its type asks for it; raises RefusedError where it is something else.

    `role_words` tells whether a role must be one of the vocabulary.
    """
    kind = wanted.type
    if kind == "bool":
        if isinstance(written, bool):
            return written
        raise RefusedError(f"expected true or false, found {shown(written)}")
    if kind == "number":
        if isinstance(written, (int, float)) and not isinstance(written, bool):
            return written
        raise RefusedError(f"expected a number, found {shown(written)}")
    if kind in ("date", "time"):
        return _moment(written, kind)
    if kind in ("role", "roles"):
        return _roles(written, kind, vocabulary if role_words else None)
    if kind in ("list", "map"):
        return _many(written, kind)
    return _word(written, wanted)


def _word(written: object, wanted: AttributeType) -> AttributeValue:
    if wanted.type == "enum":
        if isinstance(written, str) and (not wanted.values or written in wanted.values):
            return written
        if not isinstance(written, str):
            raise RefusedError(
                f"expected one of {', '.join(wanted.values)}, found {shown(written)}"
            )
        raise RefusedError(unknown("value", written, wanted.values))
    if isinstance(written, (str, int, float)) and not isinstance(written, bool):
        return written
    if isinstance(written, date):
        return written.isoformat()
    raise RefusedError(f"expected text, found {shown(written)}")


def _moment(written: object, kind: str) -> AttributeValue:
    day = london.read_day(written)
    if day is not None:
        return day
    if kind == "time":
        instant = london.read_instant(written)
        if instant is not None:
            return instant
        told = london.why_not(written) or f"found {shown(written)}"
        raise RefusedError(f"expected a time YYYY-MM-DD HH:MM or a date, {told}")
    told = london.why_not(written) or f"found {shown(written)}"
    raise RefusedError(f"expected a date YYYY-MM-DD, {told}")


def _roles(written: object, kind: str, vocabulary: Vocabulary | None) -> AttributeValue:
    if kind == "role":
        if not isinstance(written, str):
            raise RefusedError(f"expected a role, found {shown(written)}")
        _role(written, vocabulary)
        return written
    listed = [written] if isinstance(written, str) else written
    if not isinstance(listed, (list, tuple)):
        raise RefusedError(f"expected a list of roles, found {shown(written)}")
    for role in listed:
        if not isinstance(role, str):
            raise RefusedError(f"expected a role in the list, found {shown(role)}")
        _role(role, vocabulary)
    return tuple(listed)


def _role(written: str, vocabulary: Vocabulary | None) -> None:
    if vocabulary is None:
        return
    known = vocabulary.roles | frozenset(vocabulary.groups)
    if written not in known:
        raise RefusedError(unknown("role", written, known))


def _many(written: object, kind: str) -> AttributeValue:
    if kind == "list":
        if isinstance(written, (list, tuple)):
            return tuple(loose(item) for item in written)
        raise RefusedError(f"expected a list, found {shown(written)}")
    if isinstance(written, Mapping):
        return {str(key): loose(value) for key, value in written.items()}
    raise RefusedError(f"expected `key: value` lines, found {shown(written)}")


def loose(written: object) -> AttributeValue:
    """A value inside a list or mapping: dates and times are read where they are written as such."""
    if isinstance(written, Mapping):
        return {str(key): loose(value) for key, value in written.items()}
    if isinstance(written, (list, tuple)):
        return tuple(loose(item) for item in written)
    if isinstance(written, str):
        return london.read_day(written) or london.read_instant(written) or written
    if written is None or isinstance(written, (bool, int, float, date, datetime)):
        return written
    return str(written)


def typed_all(
    written: Mapping[str, object],
    types: Mapping[str, AttributeType],
    vocabulary: Vocabulary,
    notes: Notes,
) -> dict[str, AttributeValue]:
    """All attributes of a fact; what is wrong goes to `notes` and is left out."""
    values: dict[str, AttributeValue] = {}
    for name, value in written.items():
        wanted = types.get(name)
        if wanted is None:
            notes.add(unknown("attribute", name, types))
            continue
        if value is None:
            continue
        try:
            values[name] = typed(value, wanted, vocabulary)
        except RefusedError as refusal:
            notes.add(f"`{name}`: {refusal}")
    return values
