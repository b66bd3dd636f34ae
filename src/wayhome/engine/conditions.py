"""Conditions as functions of a view, an instant and the opening fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from wayhome.engine import rules as r
from wayhome.engine.facts import Fact
from wayhome.engine.matching import compile_selector, compile_tests
from wayhome.engine.view import View

Test = Callable[[View, datetime, Fact | None], bool]


class UnknownNameError(ValueError):
    """A pack uses a name that it does not define."""


def compile_condition(  # noqa: C901 - one case for each construct
    condition: r.Condition, pack: r.Pack, path: tuple[str, ...] = ()
) -> Test:
    """A condition as a function.

    Raises UnknownNameError for a definition, setting or count that the pack lacks, or a definition
    that rests on itself.
    """
    match condition:
        case r.All(of=parts):
            tests = tuple(compile_condition(part, pack, path) for part in parts)
            return tests[0] if len(tests) == 1 else _all(tests)
        case r.AnyOf(of=parts):
            tests = tuple(compile_condition(part, pack, path) for part in parts)
            return tests[0] if len(tests) == 1 else _any(tests)
        case r.Not(of=part):
            inner = compile_condition(part, pack, path)
            return lambda view, at, fact: not inner(view, at, fact)
        case r.Defined(name=name):
            return _definition(name, pack, path)
        case r.HasStatus() | r.Age() | r.AuthorityIs() | r.HeldBy():
            return _of_the_child(condition)
        case r.FactExists() | r.Latest() | r.Opening():
            return _of_facts(condition)
        case r.CategoryIs(categories=names, ever=ever):
            if ever:
                return lambda view, at, fact: view.been(names, at)
            return lambda view, at, fact: _category_in(view, at, names)
        case r.MomentCame(name=name):
            return lambda view, at, fact: view.came(name, at)
        case r.StateIs(name=name, values=values):
            return lambda view, at, fact: view.state_at(name, at) in values
        case r.CountIs(name=name, at_least=least):
            rule = pack.counts.get(name)
            if rule is None:
                raise UnknownNameError(f"no count is called {name!r}")
            needed = least if least is not None else threshold(rule, pack.settings)
            return lambda view, at, fact: view.count_at(name, at) >= needed
        case r.SettingIs(name=name, values=values):
            if name not in pack.settings:
                raise UnknownNameError(f"no setting is called {name!r}")
            outcome = pack.settings[name] in values
            return lambda view, at, fact: outcome


def _all(tests: tuple[Test, ...]) -> Test:
    def holds(view: View, at: datetime, fact: Fact | None) -> bool:
        for test in tests:  # a loop: this is the engine's innermost work  # noqa: SIM110
            if not test(view, at, fact):
                return False
        return True

    return holds


def _any(tests: tuple[Test, ...]) -> Test:
    def holds(view: View, at: datetime, fact: Fact | None) -> bool:
        for test in tests:  # noqa: SIM110
            if test(view, at, fact):
                return True
        return False

    return holds


def asks(condition: r.Condition | None, pack: r.Pack, kinds: tuple[type, ...]) -> bool:
    """Whether a condition, its definitions included, asks one of these kinds of question."""
    match condition:
        case None:
            return False
        case r.All(of=parts) | r.AnyOf(of=parts):
            return any(asks(part, pack, kinds) for part in parts)
        case r.Not(of=part):
            return asks(part, pack, kinds)
        case r.Defined(name=name):
            return asks(pack.definitions.get(name), pack, kinds)
    return isinstance(condition, kinds)


def threshold(rule: r.CountRule, settings: Mapping[str, r.Scalar | r.Duration]) -> int:
    """The number at which a count is reached."""
    if isinstance(rule.threshold, int):
        return rule.threshold
    value = settings.get(rule.threshold.name)
    if not isinstance(value, int):
        raise UnknownNameError(f"setting {rule.threshold.name!r} is not a number")
    return value


def _definition(name: str, pack: r.Pack, path: tuple[str, ...]) -> Test:
    if name in path:
        raise UnknownNameError(f"definition {name!r} rests on itself: {' > '.join((*path, name))}")
    if name not in pack.definitions:
        raise UnknownNameError(f"no definition is called {name!r}")
    test = compile_condition(pack.definitions[name], pack, (*path, name))
    if asks(pack.definitions[name], pack, (r.Opening, r.CategoryIs)):
        return test  # rests on more than the instant

    def remembered(view: View, at: datetime, fact: Fact | None) -> bool:
        key = (name, at)
        answer = view.asked.get(key)
        if answer is None:
            answer = view.asked[key] = test(view, at, fact)
        return answer

    return remembered


def _category_in(view: View, at: datetime, names: frozenset[str]) -> bool:
    change = view.category_at(at)
    return (change.name if change else "none") in names


def _of_the_child(condition: r.HasStatus | r.Age | r.AuthorityIs | r.HeldBy) -> Test:
    match condition:
        case r.HasStatus(status=names, where=where):
            tests = compile_tests(where)
            return lambda view, at, fact: any(
                s.status in names and s.holds(at) and (tests is None or tests(s.fact.attributes))
                for s in view.story.statuses
            )
        case r.Age(at_least=least, under=under):

            def age(view: View, at: datetime, fact: Fact | None) -> bool:
                # An age that nobody knows: presume a child (DESIGN section 5).
                years = view.age_at(at)
                if years is None:
                    return least is None
                return (least is None or years >= least) and (under is None or years < under)

            return age
        case r.AuthorityIs(relation=relations):
            return lambda view, at, fact: view.relation_at(at) in relations
        case r.HeldBy(roles=roles):
            return lambda view, at, fact: not roles.isdisjoint(view.holders_at(at))


def _of_facts(condition: r.FactExists | r.Latest | r.Opening) -> Test:
    match condition:
        case r.FactExists(selector=selector):
            kind, scope, match = selector.kind, selector.scope, compile_selector(selector)

            def exists(view: View, at: datetime, fact: Fact | None) -> bool:
                for held in view.facts(kind, scope):
                    if held.at > at:
                        return False
                    if match(held):
                        return True
                return False

            return exists
        case r.Latest(selector=selector):
            kind, scope, by = selector.kind, selector.scope, selector.by
            tests = compile_tests(selector.where)

            def latest(view: View, at: datetime, fact: Fact | None) -> bool:
                found = None
                for held in view.facts(kind, scope):
                    if held.at > at:
                        break
                    if not by or held.who in by:
                        found = held
                return found is not None and (tests is None or tests(found.attributes))

            return latest
        case r.Opening(where=where, by=roles):
            opening = compile_tests(where)
            return lambda view, at, fact: (
                fact is not None
                and (not roles or fact.who in roles)
                and (opening is None or opening(fact.attributes))
            )
