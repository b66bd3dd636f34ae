"""`next_change`: the first later instant at which the answer differs with nothing new known."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.engine.build import (
    at,
    born,
    category,
    day,
    decided,
    due_at,
    duty,
    fact,
    has,
    immediately,
    local,
    looked_after,
    on,
    owner,
    pack,
    rule,
    span,
    state,
    unless,
    within,
)
from wayhome.engine import CompiledPack, Fact
from wayhome.engine import rules as r

MISSED = fact("absence_noticed", "2031-03-04 21:00", "foster_carer")
NOW = "2031-03-04 22:00"
TICK = timedelta(microseconds=1)


def shown(made: CompiledPack, facts: list[Fact], now: datetime) -> Any:
    """The answer without its own time."""
    decision = decided(made, facts, now, at("2040-01-01 00:00"))
    return replace(decision, as_of=decision.known_at, next_change=None)


def changes(*rules: r.Rule, facts: tuple[Fact, ...] = (), now: str = NOW, **more: Any) -> str:
    """The next change, after checking that it is one and that nothing changes before it."""
    made, known = pack(*rules, **more), [MISSED, *facts]
    change = decided(made, known, now, at("2040-01-01 00:00")).next_change
    if change is not None:
        assert change > at(now)
        assert shown(made, known, change) != shown(made, known, at(now))
        assert shown(made, known, change - TICK) == shown(made, known, at(now))
    return local(change)


def test_without_anything_that_waits_there_is_none() -> None:
    assert changes(duty("review", opens="absence_noticed")) == ""


@pytest.mark.parametrize(
    ("due", "then"),
    [
        (within("4 hours"), "2031-03-05 01:00"),
        (within("3 days"), "2031-03-08 00:00"),
        (due_at(day("2031-12-31")), "2032-01-01 00:00"),
        (immediately(), ""),  # 22:00 is past it already
    ],
)
def test_an_open_duty_becomes_overdue(due: r.Due, then: str) -> None:
    assert changes(duty("review", opens="absence_noticed", due=due)) == then


def test_a_duty_due_at_once_is_overdue_after_its_quarter_of_an_hour() -> None:
    late = duty("review", opens="absence_noticed", due=immediately())
    assert changes(late, now="2031-03-04 21:00") == "2031-03-04 21:15"


def test_what_is_never_late_does_not_change() -> None:
    never = duty("review", opens="absence_noticed", due=within("4 hours"), never_late=True)
    assert changes(never) == ""


def test_a_duty_that_is_met_does_not_change() -> None:
    met = duty("review", opens="absence_noticed", due=within("4 hours"), met="absence_noticed")
    assert changes(met) == ""


def test_the_limit_and_not_the_time_asked_for() -> None:
    lenient = duty("review", opens="absence_noticed", due=within("1 days"), late=within("5 days"))
    assert changes(lenient) == "2031-03-10 00:00"


def test_the_earliest_of_several() -> None:
    rules = [
        duty("review", opens="absence_noticed", due=within("3 days")),
        duty("meeting", opens="absence_noticed", due=within("5 hours")),
    ]
    assert changes(*rules) == "2031-03-05 02:00"


def test_a_duty_that_time_will_open() -> None:
    late = duty("review", opens=on("absence_noticed", after=span("4 hours")))
    assert changes(late) == "2031-03-05 01:00"


def test_a_duty_that_a_birthday_will_open() -> None:
    adult = duty("review", opens=on(r.AgeReached(18)))
    assert changes(adult, facts=(born("2013-03-10"),)) == "2031-03-10 00:00"


def test_a_duty_that_a_birthday_will_close() -> None:
    until = duty(
        "review", opens="absence_noticed", not_needed=unless("adult", on(r.AgeReached(18)))
    )
    assert changes(until, facts=(born("2013-03-10"),)) == "2031-03-10 00:00"


def test_a_duty_that_a_date_will_close() -> None:
    closed = unless("the procedure ends", on(r.OnDate(day("2031-03-20"))))
    until = duty("review", opens="absence_noticed", not_needed=closed)
    assert changes(until) == "2031-03-20 00:00"


def test_a_duty_that_time_will_close() -> None:
    closed = unless("a week has passed", on("absence_noticed", after=span("7 days")))
    until = duty("review", opens="absence_noticed", not_needed=closed)
    assert changes(until) == "2031-03-11 00:00"


def test_a_duty_that_time_will_meet() -> None:
    over = on("absence_noticed", after=span("7 days"))
    assert changes(duty("review", opens="absence_noticed", met=over)) == "2031-03-11 00:00"


def test_a_duty_that_a_condition_will_close() -> None:
    adult = r.NotNeeded("adult", (), r.Age(at_least=18))
    until = duty("review", opens="absence_noticed", not_needed=adult)
    assert changes(until, facts=(born("2013-03-10"),)) == "2031-03-10 00:00"


def test_a_status_that_ends() -> None:
    care = looked_after(until=at("2031-03-06 09:00"))
    flag = rule("flag", "look", when=has("looked_after"))
    assert changes(flag, facts=(care,)) == "2031-03-06 09:00"


def test_an_age_that_a_condition_asks_about() -> None:
    finding = rule("finding", "child", when=r.Age(under=18))
    assert changes(finding, facts=(born("2013-03-10"),)) == "2031-03-10 00:00"


def test_an_age_deep_in_a_definition() -> None:
    definitions = {"grown": r.Not(r.AnyOf((r.Age(under=18),)))}
    flag = rule("flag", "look", when=r.Defined("grown"))
    facts = (born("2013-03-10"),)
    assert changes(flag, facts=facts, definitions=definitions) == "2031-03-10 00:00"


def test_a_birthday_that_nothing_asks_about_changes_nothing() -> None:
    assert changes(duty("review", opens="absence_noticed"), facts=(born("2013-03-10"),)) == ""


def test_a_prompt_that_time_will_raise() -> None:
    ask = rule("prompt", "ask", opens=on("absence_noticed", after=span("2 days")))
    assert changes(ask) == "2031-03-06 00:00"


def test_a_prompt_that_time_will_answer() -> None:
    over = on("absence_noticed", after=span("2 days"))
    ask = rule("prompt", "ask", opens="absence_noticed", until=over)
    assert changes(ask) == "2031-03-06 00:00"


def test_a_category_that_time_will_bring() -> None:
    states = {"long": (r.StateRule((on("absence_noticed", after=span("2 days")),), True),)}
    rules = [category("absconder", state("long", True)), category("missing")]
    assert changes(*rules, states=states) == "2031-03-06 00:00"


def test_a_state_that_time_will_bring_and_a_flag_asks_about() -> None:
    states = {"long": (r.StateRule((on("absence_noticed", after=span("2 days")),), True),)}
    flag = rule("flag", "look", when=state("long", True))
    assert changes(flag, states=states) == "2031-03-06 00:00"


def test_a_procedure_that_comes_into_force() -> None:
    flag = rule("flag", "look")
    assert changes(flag, in_force_from=day("2031-03-10")) == "2031-03-10 00:00"


def test_a_procedure_that_goes_out_of_force() -> None:
    flag = rule("flag", "look")
    assert changes(flag, in_force_until=day("2031-03-10")) == "2031-03-11 00:00"


def test_a_fact_known_beforehand_that_has_yet_to_happen() -> None:
    planned = looked_after("2031-03-06 09:00", recorded="2031-03-01 09:00")
    flag = rule("flag", "look", when=has("looked_after"))
    assert changes(flag, facts=(planned,)) == "2031-03-06 09:00"


def test_a_return_recorded_for_a_later_hour() -> None:
    planned = fact("returned", "2031-03-06 09:00", recorded="2031-03-01 09:00")
    assert changes(facts=(planned,)) == "2031-03-06 09:00"


def test_a_case_that_changes_hands_with_a_status() -> None:
    ended = looked_after(until=at("2031-03-06 09:00"), allocated={"team_manager": "A. Person"})
    one = duty("review", opens="absence_noticed", owner=owner("front_door", "team_manager"))
    assert changes(one, facts=(ended,)) == "2031-03-06 09:00"


def test_after_the_change_the_next_one_is_named() -> None:
    rules = [
        duty("review", opens="absence_noticed", due=within("4 hours")),
        duty("meeting", opens="absence_noticed", due=within("9 hours")),
    ]
    assert changes(*rules, now="2031-03-05 02:00") == "2031-03-05 06:00"
