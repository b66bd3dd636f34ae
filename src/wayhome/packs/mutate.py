"""Changing what a clause is carried out by, one thing at a time, to see whether anybody notices.

For a clause, each of these is one mutation:

- the clause is taken away: out of every rule and checklist that cites it (a rule that cites
  nothing more falls away);
- a time of a duty rule that cites it is one unit longer; a duty due at once has no due time;
- the owner of a duty, prompt or flag rule that cites it is another role;
- of a category, grade, finding or flag rule that cites it, `when` is turned round, or the
  value or name is another;
- where no rule cites it but a setting does, the setting is one more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from wayhome.engine.rules import (
    CheckItem,
    Due,
    Duration,
    Event,
    Not,
    Owner,
    Pack,
    Rule,
    Scalar,
    SettingRef,
    Value,
)

JUDGED = ("category", "grade", "grades", "finding", "flag")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change: in words, the rules it replaces by key (None: taken away), and settings."""

    change: str
    rules: Mapping[str, Rule | None]
    settings: Mapping[str, Scalar | Duration] | None = None

    def apply(self, pack: Pack) -> Pack:
        """The pack with this change."""
        rules = tuple(
            kept for rule in pack.rules if (kept := self.rules.get(rule.key, rule)) is not None
        )
        settings = pack.settings if self.settings is None else {**pack.settings, **self.settings}
        return replace(pack, rules=rules, settings=settings)


def mutations(
    pack: Pack, clause: str, roles: Sequence[str], settings: Mapping[str, tuple[str, ...]]
) -> Iterator[Mutation]:
    """Every mutation for one clause. `settings` gives the clauses that each setting rests on."""
    own = [rule for rule in pack.rules if clause in rule.cites]
    listed = [r for r in pack.rules if any(clause in item.cites for item in r.checklist)]
    if own or listed:
        yield _taken_away(clause, [*own, *(rule for rule in listed if rule not in own)])
    for rule in own:
        if rule.form == "duty":
            yield from _times(rule, pack)
        if rule.owner is not None:
            yield _other_owner(rule, roles)
        if rule.form in JUDGED:
            yield from _other_answers(rule)
    if not own and not listed:
        for name, cites in settings.items():
            if clause in cites:
                yield from _other_setting(name, pack)


def _changed(rule: Rule, change: str, new: Rule) -> Mutation:
    return Mutation(f"{rule.key}: {change}", {rule.key: new})


def _taken_away(clause: str, rules: Sequence[Rule]) -> Mutation:
    kept: dict[str, Rule | None] = {}
    for rule in rules:
        checklist = []
        for item in rule.checklist:
            cites = tuple(cite for cite in item.cites if cite != clause)
            if cites or clause not in item.cites:
                checklist.append(CheckItem(item.item, cites))
        cites = tuple(cite for cite in rule.cites if cite != clause)
        left = cites or any(item.cites for item in checklist)
        kept[rule.key] = replace(rule, cites=cites, checklist=tuple(checklist)) if left else None
    return Mutation(f"without {clause}", kept)


def _longer(length: Duration | SettingRef, pack: Pack) -> Duration | None:
    if isinstance(length, SettingRef):
        set_to = pack.settings.get(length.name)
        if not isinstance(set_to, Duration):
            return None
        length = set_to
    return Duration(length.amount + 1, length.unit)


def _length_words(length: Duration | SettingRef | None) -> str:
    if isinstance(length, SettingRef):
        return f"the setting {length.name}"
    return "" if length is None else f"{length.amount} {length.unit}"


def _later(due: Due, pack: Pack) -> tuple[Due | None, str] | None:
    """A due time one unit later, in words; None for `immediately`, which then has no due time."""
    if due.how == "immediately":
        return None, "no due time in place of immediately"
    if due.how == "at":
        return Due("within", Duration(1, "days"), due.anchors), "a day later than asked"
    if due.amount is None:
        return None
    longer = _longer(due.amount, pack)
    if longer is None:
        return None
    changed = f"{longer.amount} in place of {_length_words(due.amount)}"
    return replace(due, amount=longer), changed


def _times(rule: Rule, pack: Pack) -> Iterator[Mutation]:
    new = [_later(due, pack) for due in rule.due]
    told = [change for change in new if change is not None]
    if told:
        due = tuple(
            later
            for old, change in zip(rule.due, new, strict=True)
            if (later := old if change is None else change[0]) is not None
        )
        yield _changed(rule, "due " + ", ".join(w for _, w in told), replace(rule, due=due))
    late = [_later(due, pack) for due in rule.late]
    if any(change is not None and change[0] is not None for change in late):
        later_limits = tuple(
            old if change is None or change[0] is None else change[0]
            for old, change in zip(rule.late, late, strict=True)
        )
        words = ", ".join(change[1] for change in late if change is not None)
        yield _changed(rule, f"late {words}", replace(rule, late=later_limits))
    if rule.every is not None:
        every = _longer(rule.every, pack)
        if every is not None:
            words = f"every {every.amount} in place of {_length_words(rule.every)}"
            yield _changed(rule, words, replace(rule, every=every))
    opens = _mapped(rule.opens, lambda event: _later_event(event, pack))
    if opens is not None:
        yield _changed(rule, "opens one unit later", replace(rule, opens=opens))


def _later_event(event: Event, pack: Pack) -> Event | None:
    after = None if event.after is None else _longer(event.after, pack)
    return None if after is None else replace(event, after=after)


def _mapped(items: tuple[T, ...], change: Callable[[T], T | None]) -> tuple[T, ...] | None:
    """The items, changed where `change` gives something; None where it never does."""
    changed = [change(item) for item in items]
    if all(each is None for each in changed):
        return None
    return tuple(old if new is None else new for old, new in zip(items, changed, strict=True))


def _other_owner(rule: Rule, roles: Sequence[str]) -> Mutation:
    owner = rule.owner
    named = frozenset() if owner is None else frozenset(owner.roles) | owner.among
    other = next(role for role in roles if role not in named)
    words = ", ".join(owner.roles) if owner is not None and owner.roles else "whoever opened it"
    return _changed(
        rule, f"owner {other} in place of {words}", replace(rule, owner=Owner((other,)))
    )


def _other_answers(rule: Rule) -> Iterator[Mutation]:
    if rule.when is not None:
        yield _changed(rule, "`when` turned round", replace(rule, when=Not(rule.when)))
    if rule.form in ("category", "grade"):
        other = next(name for name in ("closed", "low", "none") if name != rule.name)
        if rule.form == "grade":
            other = "low" if rule.name != "low" else "high"
        words = f"{other} in place of {rule.name}"
        yield _changed(rule, words, replace(rule, name=other))
    elif rule.form == "grades" and len(rule.grades) > 1:
        words = f"{rule.grades[0]} not among the grades"
        yield _changed(rule, words, replace(rule, grades=rule.grades[1:]))
    elif rule.form == "finding" or rule.value is not None:
        value = Value(constant=True) if rule.value is None else rule.value
        other_value = _other_value(value)
        words = "another value"
        yield _changed(rule, words, replace(rule, value=other_value))


def _other_value(value: Value) -> Value:
    constant = value.constant
    if isinstance(constant, bool):
        return Value(constant=not constant)
    if isinstance(constant, (int, float)):
        return Value(constant=constant + 1)
    if isinstance(constant, tuple):
        return Value(constant=constant[1:] if len(constant) > 1 else (*constant, "another"))
    return Value(constant="another")


def _other_setting(name: str, pack: Pack) -> Iterator[Mutation]:
    value = pack.settings.get(name)
    new: Scalar | Duration
    if isinstance(value, Duration):
        new = Duration(value.amount + 1, value.unit)
    elif isinstance(value, bool):
        new = not value
    elif isinstance(value, (int, float)):
        new = value + 1
    else:
        return
    yield Mutation(f"setting {name} one more", {}, {name: new})
