"""Going through a rule: everything in it, and one form for what means the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from wayhome.engine.rules import All, AnyOf, Condition, Defined, Rule, Test


def walk(value: object) -> Iterator[object]:
    """The value and everything inside it: dataclasses, tuples and sets."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from walk(getattr(value, part.name))
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from walk(item)


def walk_rule(rule: Rule, definitions: Mapping[str, Condition]) -> Iterator[object]:
    """Everything in a rule, the definitions that it names included, each once."""
    seen: set[str] = set()
    waiting: list[object] = [rule]
    while waiting:
        for item in walk(waiting.pop()):
            yield item
            if isinstance(item, Defined) and item.name not in seen and item.name in definitions:
                seen.add(item.name)
                waiting.append(definitions[item.name])


def same(value: object) -> object:
    """A form that is equal for things that mean the same whatever order they are written in."""
    if isinstance(value, All | AnyOf):
        return (type(value).__name__, in_any_order(value.of))
    if isinstance(value, Test):
        return (value.attr, value.op, in_any_order(value.values))
    if isinstance(value, frozenset):
        return ("set", in_any_order(tuple(value)))
    if is_dataclass(value) and not isinstance(value, type):
        parts = ((part.name, same(getattr(value, part.name))) for part in fields(value))
        return (type(value).__name__, *parts)
    if isinstance(value, tuple):
        return tuple(same(item) for item in value)
    return value


def in_any_order(items: tuple[object, ...]) -> tuple[object, ...]:
    """The same for a list whose order says nothing: events of which any counts."""
    return tuple(sorted((same(item) for item in items), key=repr))
