"""Each change that is tried on a clause, and only what the clause is carried out by."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from wayhome.engine.rules import (
    Anchor,
    CheckItem,
    Due,
    Duration,
    Event,
    Moment,
    MomentCame,
    Not,
    Owner,
    Pack,
    Rule,
    SettingRef,
    Value,
)
from wayhome.packs.mutate import Mutation, mutations

ROLES = ("analyst", "iro")
BACK = MomentCame("back")


def rule(form: Any = "duty", **changes: Any) -> Rule:
    plain = Rule(form, "visit", "visit-soon", ("A-1", "A-2"), opens=(Event(Moment("back")),))
    return replace(plain, **changes)


def pack(*rules: Rule, **settings: Any) -> Pack:
    return Pack("north", "North", frozenset(), date(2020, 1, 1), None, rules, settings=settings)


def tried(made: Pack, clause: str = "A-1", **settings: tuple[str, ...]) -> list[Mutation]:
    return list(mutations(made, clause, ROLES, settings))


def only(mutation: Mutation) -> Rule:
    """The one rule that a mutation puts in place."""
    (changed,) = mutation.rules.values()
    assert changed is not None
    return changed


def test_a_clause_is_taken_out_of_rules_and_checklists() -> None:
    listed = rule(
        key="b", cites=("B-1",), checklist=(CheckItem("x", ("A-1",)), CheckItem("y", ("A-2",)))
    )
    (away,) = tried(pack(rule(), listed))
    assert away.change == "without A-1"
    after = away.apply(pack(rule(), listed))
    assert [each.cites for each in after.rules] == [("A-2",), ("B-1",)]
    assert after.rules[1].checklist == (CheckItem("y", ("A-2",)),)


def test_a_rule_that_cites_nothing_more_falls_away() -> None:
    made = pack(
        rule(cites=("A-1",)), rule(key="c", cites=("A-1",), checklist=(CheckItem("x", ("C",)),))
    )
    away = tried(made)[0]
    assert [each.key for each in away.apply(made).rules] == ["c"]


def test_a_clause_that_nothing_cites_has_nothing_to_change() -> None:
    assert tried(pack(rule()), "Z-1") == []


@pytest.mark.parametrize(
    ("due", "then"),
    [
        (Due("within", Duration(72, "hours")), (Due("within", Duration(73, "hours")),)),
        (Due("before", Duration(1, "days")), (Due("before", Duration(2, "days")),)),
        (Due("within", SettingRef("limit")), (Due("within", Duration(7, "days")),)),
        (Due("immediately"), ()),
    ],
)
def test_a_due_time_is_one_unit_later_or_none(due: Due, then: tuple[Due, ...]) -> None:
    _, later = tried(pack(rule(due=(due,)), limit=Duration(6, "days")))
    assert only(later).due == then


def test_a_due_time_at_a_moment_is_a_day_later() -> None:
    anchors = (Anchor(moment="opened"),)
    _, later = tried(pack(rule(due=(Due("at", anchors=anchors),))))
    assert only(later).due == (Due("within", Duration(1, "days"), anchors),)


def test_limits_intervals_and_delays_are_changed_each_by_itself() -> None:
    timed = rule(
        late=(Due("within", Duration(10, "days")),),
        every=Duration(1, "months"),
        opens=(Event(Moment("back"), Duration(5, "school_days")), Event(Moment("found"))),
    )
    _, late, every, after = tried(pack(timed))
    assert only(late).late == (Due("within", Duration(11, "days")),)
    assert only(every).every == Duration(2, "months")
    assert only(after).opens[0].after == Duration(6, "school_days")
    assert only(after).opens[1] == Event(Moment("found"))


def test_the_owner_is_another_role() -> None:
    (_, first) = tried(pack(rule("prompt", owner=Owner(("social_worker",)))))
    assert only(first).owner == Owner(("analyst",))
    (_, second) = tried(pack(rule("prompt", owner=Owner(("analyst",)))))
    assert only(second).owner == Owner(("iro",))


def test_a_condition_is_turned_round() -> None:
    _, turned = tried(pack(rule("flag", when=BACK)))
    assert only(turned).when == Not(BACK)


def test_the_condition_of_a_duty_is_not() -> None:
    assert len(tried(pack(rule(when=BACK)))) == 1


@pytest.mark.parametrize(
    ("value", "then"),
    [
        (None, False),
        (Value(constant=True), False),
        (Value(constant=3), 4),
        (Value(constant="low"), "another"),
        (Value(constant=("a", "b")), ("b",)),
        (Value(count="repeat"), "another"),
    ],
)
def test_the_value_of_a_finding_is_another(value: Value | None, then: object) -> None:
    _, other = tried(pack(rule("finding", value=value)))
    assert only(other).value == Value(constant=then)  # type: ignore[arg-type]


def test_a_flag_without_a_value_has_none_to_change() -> None:
    assert len(tried(pack(rule("flag")))) == 1


@pytest.mark.parametrize(
    ("form", "name", "then"),
    [("category", "missing", "closed"), ("category", "closed", "low"), ("grade", "low", "high")],
)
def test_a_category_or_grade_is_another(form: str, name: str, then: str) -> None:
    _, other = tried(pack(rule(form, name=name)))
    assert only(other).name == then


def test_one_of_the_grades_is_not_offered() -> None:
    _, fewer = tried(pack(rule("grades", grades=("high", "low"))))
    assert only(fewer).grades == ("low",)


@pytest.mark.parametrize(
    ("value", "then"), [(3, 4), (True, False), (Duration(6, "days"), Duration(7, "days"))]
)
def test_a_setting_is_changed_where_only_a_setting_cites_the_clause(value: Any, then: Any) -> None:
    made = pack(rule(), limit=value)
    (more,) = tried(made, "S-1", limit=("S-1",))
    assert more.apply(made).settings == {"limit": then}
    assert more.apply(made).rules == made.rules
    assert all(each.settings is None for each in tried(made, "A-1", limit=("A-1",)))


def test_a_setting_in_words_is_left() -> None:
    assert tried(pack(limit="words"), "S-1", limit=("S-1",)) == []
