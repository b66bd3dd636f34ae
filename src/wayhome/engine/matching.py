"""Selectors and tests as functions of a fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from wayhome.engine.facts import AttributeValue, Fact
from wayhome.engine.rules import Scalar, Selector, Test

Match = Callable[[Fact], bool]
Holds = Callable[[Mapping[str, AttributeValue]], bool]


def always(fact: Fact) -> bool:
    """A selector without tests: every fact of the kind."""
    return True


def _same(held: AttributeValue, wanted: frozenset[tuple[bool, Scalar]]) -> bool:
    if isinstance(held, (list, tuple)):
        return any(_same(item, wanted) for item in held)
    return isinstance(held, (str, int, float, bool)) and (isinstance(held, bool), held) in wanted


def _known(held: AttributeValue) -> bool:
    if isinstance(held, (str, list, tuple)):
        return len(held) > 0
    return held is not None


def compile_test(test: Test) -> Holds:
    """One test of one attribute, as a function of a fact's attributes."""
    attr, op = test.attr, test.op
    wanted = frozenset((isinstance(v, bool), v) for v in test.values)
    if op == "any_of":
        return lambda attributes: _same(attributes.get(attr), wanted)
    if op == "not":
        return lambda attributes: not _same(attributes.get(attr), wanted)
    if op == "known":
        known = bool(test.values[0])
        return lambda attributes: _known(attributes.get(attr)) is known
    if op == "mentions":
        words = re.compile(
            "|".join(rf"\b{re.escape(str(v))}\b" for v in test.values), re.IGNORECASE
        )
        return lambda attributes: _mentions(attributes.get(attr), words)
    limit = test.values[0]
    assert isinstance(limit, (int, float))
    if op == "at_least":
        return lambda attributes: _number(attributes.get(attr)) >= limit
    return lambda attributes: _number(attributes.get(attr), float("inf")) < limit


def _mentions(held: AttributeValue, words: re.Pattern[str]) -> bool:
    if isinstance(held, (list, tuple)):
        return any(_mentions(item, words) for item in held)
    return isinstance(held, str) and words.search(held) is not None


def _number(held: AttributeValue, missing: float = float("-inf")) -> float:
    """A number to compare: of a list, how many it holds."""
    if isinstance(held, (list, tuple)):
        return len(held)
    if isinstance(held, bool) or not isinstance(held, (int, float)):
        return missing
    return held


def compile_tests(tests: Sequence[Test]) -> Holds | None:
    """All tests together; None where there are none."""
    compiled = tuple(compile_test(test) for test in tests)
    if not compiled:
        return None
    if len(compiled) == 1:
        return compiled[0]
    return lambda attributes: all(test(attributes) for test in compiled)


def compile_selector(selector: Selector) -> Match:
    """A selector's tests as a function of a fact of its kind."""
    holds, by = compile_tests(selector.where), selector.by
    if holds is None and not by:
        return always
    if holds is None:
        return lambda fact: fact.who in by
    tests = holds
    if not by:
        return lambda fact: tests(fact.attributes)
    return lambda fact: fact.who in by and tests(fact.attributes)


def by_kind(selectors: Sequence[Selector]) -> Mapping[str, Match]:
    """Several selectors as one table, fact kind to test (any of that kind's selectors)."""
    table: dict[str, list[Match]] = {}
    for selector in selectors:
        table.setdefault(selector.kind, []).append(compile_selector(selector))
    return {kind: tests[0] if len(tests) == 1 else _any(tests) for kind, tests in table.items()}


def _any(tests: Sequence[Match]) -> Match:
    return lambda fact: any(test(fact) for test in tests)
