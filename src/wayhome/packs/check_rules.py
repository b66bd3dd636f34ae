"""Checks of rules: owners, ways to be met, and rules that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from wayhome.engine.rules import (
    Becomes,
    CategoryIs,
    CountIs,
    CountRule,
    Defined,
    Duration,
    Reaches,
    Rule,
    SettingIs,
    SettingRef,
    Value,
)
from wayhome.packs.library import LoadedPack
from wayhome.packs.problems import Problem
from wayhome.packs.walk import in_any_order, same, walk

_SAYS_SO = re.compile(r"\b(?:met|meets?|done)\b")


def check_rules(loaded: LoadedPack) -> Iterator[Problem]:
    """Everything that is wrong with the rules of one pack, each by itself and in pairs."""
    rules = loaded.pack.rules
    yield from _keys(rules)
    for rule in rules:
        yield from _single(rule)
    yield from _never_met(rules)
    yield from _settings(loaded)
    yield from _unused(loaded)
    yield from _never_given(loaded)
    yield from _answers(rules)


def problem_at(rule: Rule, code: str, message: str, advice: str = "") -> Problem:
    """A problem of a rule, at its place, beginning with its first clause."""
    file, _, line = rule.place.rpartition(":")
    label = rule.cites[0] if rule.cites else rule.key
    return Problem(file, int(line), code, f"{label}: {message}", advice)


def _keys(rules: Iterable[Rule]) -> Iterator[Problem]:
    first: dict[str, Rule] = {}
    for rule in rules:
        if rule.key in first:
            message = f"the rule key `{rule.key}` stands twice (first in {first[rule.key].place})"
            yield problem_at(rule, "duplicate-rule", message, "give this rule a key of its own")
        first.setdefault(rule.key, rule)


def _single(rule: Rule) -> Iterator[Problem]:
    if rule.form != "duty":
        return
    if rule.owner is None:
        yield problem_at(
            rule, "no-owner", f"the duty `{rule.name}` has no owner", "add `owner: ROLE`"
        )
    if rule.met is None and not rule.not_needed:
        yield problem_at(
            rule,
            "never-met",
            f"nothing can meet or close the duty `{rule.name}`",
            "add `met:` with the facts that show it is done, or `not_needed:`",
        )
    if rule.late and not rule.due:
        yield problem_at(
            rule, "late-without-due", "`late` is given without `due`", "say when it is asked for"
        )
    if rule.never_late and rule.late:
        yield problem_at(rule, "never-late", "`late` and `never_late` contradict each other")


def _never_met(rules: Iterable[Rule]) -> Iterator[Problem]:
    """Duties that can be closed as not needed but that nothing anywhere can meet."""
    duties = [rule for rule in rules if rule.form == "duty"]
    able = {(rule.subject, rule.name) for rule in duties if rule.met is not None}
    for rule in duties:
        if (rule.subject, rule.name) in able or not rule.not_needed:
            continue
        if _SAYS_SO.search(rule.reading) is None:
            yield problem_at(
                rule,
                "never-met",
                f"no rule says what meets the duty `{rule.name}`: it can only be not needed",
                "add `met:` with the facts that show it is done, or say in `reading` why nothing "
                "can meet it",
            )


# --- settings and names ------------------------------------------------------------------------


def _settings(loaded: LoadedPack) -> Iterator[Problem]:
    """A length of time must come from a setting that is one, a threshold from a number."""
    settings = loaded.header.settings
    counts = loaded.pack.counts.values()
    lengths: list[tuple[SettingRef, Rule | CountRule]] = []
    for rule in loaded.pack.rules:
        refs = [item for item in walk(rule) if isinstance(item, SettingRef)]
        lengths.extend((ref, rule) for ref in refs)
    lengths += [(c.window, c) for c in counts if isinstance(c.window, SettingRef)]
    told: set[str] = set()
    for ref, _ in lengths:
        setting = settings.get(ref.name)
        if setting is None or isinstance(setting.value, Duration) or ref.name in told:
            continue
        told.add(ref.name)
        yield Problem(
            setting.file,
            setting.line,
            "wrong-type",
            f"setting `{ref.name}` is used as a length of time, but is `{setting.value}`",
            "write a number and a unit, as in `72 hours`",
        )
    for count in counts:
        if not isinstance(count.threshold, SettingRef):
            continue
        setting = settings.get(count.threshold.name)
        if setting is not None and (isinstance(setting.value, bool | str | float | Duration)):
            yield Problem(
                setting.file,
                setting.line,
                "wrong-type",
                f"setting `{setting.name}` is the threshold of `{count.name}`, "
                f"but is `{setting.value}`",
                "write a whole number",
            )


def _unused(loaded: LoadedPack) -> Iterator[Problem]:
    """Settings, definitions and counts that change nothing."""
    pack, header = loaded.pack, loaded.header
    used: set[tuple[str, str]] = set()
    everything: list[object] = [*pack.rules, *pack.definitions.values(), *pack.counts.values()]
    everything += pack.states.values()
    for item in (found for thing in everything for found in walk(thing)):
        if isinstance(item, SettingRef | SettingIs):
            used.add(("setting", item.name))
        elif isinstance(item, Defined):
            used.add(("definition", item.name))
        elif isinstance(item, CountIs):
            used.add(("count", item.name))
        elif isinstance(item, Reaches) or (isinstance(item, Value) and item.count):
            used.add(("count", item.count))
    if loaded.cited_by_broken:
        return  # a rule that could not be read may use them
    for sort, names in (
        ("setting", header.settings),
        ("definition", header.definitions),
        ("count", header.counts),
    ):
        for name in names:
            if (sort, name) not in used:
                yield Problem(
                    header.file,
                    header.lines.get((sort, name), 1),
                    "unused",
                    f"nothing uses the {sort} `{name}`",
                    "take it out, or use it in a rule",
                )


def _never_given(loaded: LoadedPack) -> Iterator[Problem]:
    """Categories waited for that no category rule of the pack ever gives."""
    pack = loaded.pack
    given = {rule.name for rule in pack.rules if rule.form == "category"} | {"none"}
    if loaded.cited_by_broken:
        return  # a category rule may be among those that could not be read
    for rule in pack.rules:
        for item in walk(rule):
            if isinstance(item, Becomes | CategoryIs) and not item.categories & given:
                yield problem_at(
                    rule,
                    "never-given",
                    f"no category rule of this pack gives {_words(item.categories)}",
                    "this condition never holds: name a category that the pack gives ("
                    + ", ".join(sorted(given))
                    + ")",
                )
    for name, count in pack.counts.items():
        if count.category and not count.category & given:
            yield Problem(
                loaded.header.file,
                loaded.header.lines.get(("count", name), 1),
                "never-given",
                f"count `{name}`: no category rule of this pack gives {_words(count.category)}",
                "it always counts none",
            )


def _words(categories: Iterable[str]) -> str:
    return " or ".join(f"`{category}`" for category in sorted(categories))


# --- rules that answer the same question differently ---------------------------------------------


def _answers(rules: tuple[Rule, ...]) -> Iterator[Problem]:
    yield from _first_that_holds([r for r in rules if r.form == "category"], lambda r: r.name)
    yield from _first_that_holds([r for r in rules if r.form == "grades"], lambda r: r.grades)
    yield from _pairs(
        [r for r in rules if r.form == "duty"], "duty", ("due", _due), ("owner", _owner)
    )
    yield from _pairs([r for r in rules if r.form == "finding"], "finding", ("value", _value))
    yield from _pairs([r for r in rules if r.form == "flag"], "flag", ("value", _value))
    yield from _pairs(
        [r for r in rules if r.form == "prompt"], "prompt", ("due", _due), ("owner", _owner)
    )


def _first_that_holds(rules: list[Rule], answer: Callable[[Rule], object]) -> Iterator[Problem]:
    """Of categories and grades the first that holds decides: no condition may stand twice."""
    seen: dict[tuple[str, object], Rule] = {}
    always: dict[str, Rule] = {}
    for rule in rules:
        shown = rule.name or ", ".join(rule.grades) or "none"
        if rule.subject in always:
            yield problem_at(
                rule,
                "never-reached",
                f"`{shown}` is never reached: the rule at {always[rule.subject].place} "
                "before it always holds",
                "put the rule without `when` last",
            )
            continue
        if rule.when is None:
            always[rule.subject] = rule
        question = (rule.subject, same(rule.when))
        other = seen.setdefault(question, rule)
        if other is rule:
            continue
        said = other.name or ", ".join(other.grades) or "none"
        message = (
            f"`{shown}` on the same condition as `{said}` at {other.place}"
            if answer(rule) != answer(other)
            else f"`{shown}` stands twice on the same condition (first at {other.place})"
        )
        advice = "one question has one answer: change a condition, or join the two"
        yield problem_at(rule, "conflict", message, advice)


def _pairs(
    rules: list[Rule], sort: str, *parts: tuple[str, Callable[[Rule], object]]
) -> Iterator[Problem]:
    """Two rules of one name, opened alike, that give different answers."""
    seen: dict[object, Rule] = {}
    for rule in rules:
        question = (rule.name, rule.subject, in_any_order(rule.opens), same(rule.when))
        other = seen.setdefault(question, rule)
        if other is rule:
            continue
        for part, of in parts:
            if of(rule) is not None and of(other) is not None and of(rule) != of(other):
                yield problem_at(
                    rule,
                    "conflict",
                    f"the {sort} `{rule.name}` has another `{part}` than the rule at "
                    f"{other.place}, though both open alike",
                    "one question has one answer: make them agree, or give one a `when`",
                )


def _due(rule: Rule) -> object:
    return in_any_order(rule.due) if rule.due else None


def _owner(rule: Rule) -> object:
    return None if rule.owner is None else same(rule.owner)


def _value(rule: Rule) -> object:
    return None if rule.value is None else same(rule.value)
