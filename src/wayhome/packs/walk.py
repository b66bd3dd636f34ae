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
    todo: list[object] = [rule]
    while todo:
        for item in walk(todo.pop()):
            yield item
            if isinstance(item, Defined) and item.name not in seen and item.name in definitions:
                seen.add(item.name)
                todo.append(definitions[item.name])


def same(value: object) -> object:
    """A form that is equal for things that mean the same whatever order they are written in."""
    if isinstance(value, All | AnyOf):
        return (type(value).__name__, *_sorted(value.of))
    if isinstance(value, frozenset):
        return ("set", *_sorted(tuple(value)))
    if is_dataclass(value) and not isinstance(value, type):
        ordered = isinstance(value, Test)  # `values` of a test is a choice, not an order
        parts = [
            (part.name, _any_order(getattr(value, part.name)) if ordered else same(part_value))
            for part in fields(value)
            for part_value in [getattr(value, part.name)]
        ]
        return (type(value).__name__, *parts)
    if isinstance(value, tuple):
        return tuple(same(item) for item in value)
    return value


def same_events(events: tuple[object, ...]) -> object:
    """A list of events of which any counts."""
    return _any_order(events)


def _any_order(value: object) -> object:
    return _sorted(value) if isinstance(value, tuple) else same(value)


def _sorted(items: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(sorted((same(item) for item in items), key=repr))
