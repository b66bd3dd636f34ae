"""Prompts, flags, findings and grades, as they stand at a moment."""

from typing import Any

import pytest

from tests.engine.build import (
    at,
    category_is,
    day,
    decided,
    due_of,
    fact,
    has,
    is_,
    local,
    looked_after,
    named,
    on,
    other_pack,
    pack,
    rule,
    sel,
    span,
    state,
    the_episode,
    values,
    within,
)
from wayhome.engine import Fact, Item
from wayhome.engine import rules as r

MISSED = fact("absence_noticed", "2031-03-04 21:00", "foster_carer")
SEARCH = fact("search_done", "2031-03-04 22:00", "foster_carer", stage="house")
AGAIN = fact("search_done", "2031-03-04 23:00", "foster_carer", stage="garden")
REPORT = fact("reported_to_police", "2031-03-04 22:30", "foster_carer")
NOW = "2031-03-08 12:00"


def prompts(*facts: Fact, now: str = NOW, **more: Any) -> list[Item]:
    made = pack(rule("prompt", "ask", **more))
    return named(decided(made, [MISSED, *facts], now).prompts, "ask")


def flags(*facts: Fact, now: str = NOW, **more: Any) -> list[Item]:
    made = pack(rule("flag", "look", **more))
    return named(decided(made, [MISSED, *facts], now).flags, "look")


# --- prompts --------------------------------------------------------------------------------------


def test_a_prompt_stands_from_its_opening() -> None:
    assert prompts(SEARCH, opens="search_done", now="2031-03-04 21:59") == []
    [prompt] = prompts(SEARCH, opens="search_done", owner="police", step="report")
    assert (prompt.form, prompt.owner, prompt.step) == ("prompt", "police", "report")
    assert prompt.since == SEARCH.at
    assert prompt.cites == ("APW-ask",)


def test_a_prompt_is_answered_by_what_the_rule_names() -> None:
    asked = {"opens": "search_done", "until": "reported_to_police"}
    assert prompts(SEARCH, REPORT, now="2031-03-04 22:29", **asked) != []
    assert prompts(SEARCH, REPORT, **asked) == []


def test_an_answer_before_the_question_is_none() -> None:
    early = fact("reported_to_police", "2031-03-04 21:30")
    assert prompts(early, SEARCH, opens="search_done", until="reported_to_police") != []


def test_a_prompt_may_be_answered_by_name() -> None:
    answer = fact("prompt_answered", "2031-03-04 23:00", prompt="ask", answer="no")
    other = fact("prompt_answered", "2031-03-04 23:00", prompt="else", answer="no")
    assert prompts(SEARCH, answer, opens="search_done") == []
    assert prompts(SEARCH, other, opens="search_done") != []


def test_a_prompt_that_stands_without_an_opening_may_be_answered_by_name_too() -> None:
    answer = fact("prompt_answered", "2031-03-04 23:00", prompt="ask", answer="no")
    assert prompts(when=category_is("missing")) != []
    assert prompts(answer, when=category_is("missing")) == []


def test_a_flag_is_not_answered_by_name() -> None:
    answer = fact("prompt_answered", "2031-03-04 23:00", prompt="look", answer="no")
    assert flags(SEARCH, answer, opens="search_done") != []


def test_asked_anew_after_the_answer() -> None:
    asked = {"opens": "search_done", "until": "reported_to_police"}
    [prompt] = prompts(SEARCH, REPORT, AGAIN, **asked)
    assert prompt.since == AGAIN.at


def test_a_prompt_opens_once_unless_it_says_each() -> None:
    assert len(prompts(SEARCH, AGAIN, opens="search_done")) == 1
    assert len(prompts(SEARCH, AGAIN, opens="search_done", each=True)) == 2


def test_a_condition_with_an_opening_is_asked_at_the_opening() -> None:
    asked = {"opens": "search_done", "when": has("looked_after")}
    assert prompts(SEARCH, looked_after("2031-03-04 22:30"), **asked) == []
    assert prompts(SEARCH, AGAIN, looked_after("2031-03-04 22:30"), **asked)[0].since == AGAIN.at


def test_a_prompt_may_have_a_date() -> None:
    [prompt] = prompts(opens="absence_noticed", due=within("2 days"))
    assert due_of(prompt) == "2031-03-06"


def test_a_prompt_about_the_child_may_have_a_date_without_an_opening() -> None:
    made = pack(rule("prompt", "ask", subject="child", due=within("2 days")))
    [prompt] = named(decided(made, [MISSED], NOW).prompts, "ask")
    assert due_of(prompt) == "2031-03-10"


def test_a_prompt_may_carry_a_value() -> None:
    [prompt] = prompts(opens="absence_noticed", value=r.Value(constant=("101", "999")))
    assert prompt.value == ("101", "999")


def test_the_explanation_of_a_prompt() -> None:
    [prompt] = prompts(SEARCH, opens="search_done", due=within("2 days"), reading="Ask kindly.")
    assert [step.kind for step in prompt.why] == ["rule", "fact", "arithmetic", "reading"]
    assert prompt.why[1].fact == SEARCH.id


# --- flags ----------------------------------------------------------------------------------------


def test_a_flag_without_an_opening_stands_while_its_condition_holds() -> None:
    back = fact("returned", "2031-03-05 02:00")
    missing = {"when": category_is("missing")}
    assert len(flags(back, now="2031-03-05 01:59", **missing)) == 1
    assert flags(back, now="2031-03-05 02:00", **missing) == []


def test_a_flag_by_state() -> None:
    learned = fact("whereabouts_learned", "2031-03-04 23:00", certainty="suspected")
    suspected = {"when": state("whereabouts", "suspected")}
    assert flags(**suspected) == []
    assert len(flags(learned, **suspected)) == 1


def test_a_flag_stands_until_what_ends_it() -> None:
    ends = {"when": category_is("missing"), "until": "reported_to_police"}
    assert len(flags(REPORT, now="2031-03-04 22:00", **ends)) == 1
    assert flags(REPORT, **ends) == []


def test_a_flag_of_the_procedure_stands_by_itself() -> None:
    review = on(r.OnDate(day("2031-01-01")))
    made = pack(rule("flag", "out_of_date", subject="procedure", opens=review))
    assert named(decided(made, [], "2030-12-31 23:59").flags, "out_of_date") == []
    [flag] = named(decided(made, [], "2031-01-01 00:00").flags, "out_of_date")
    assert flag.subject == "procedure:applewick"


def test_a_flag_about_the_child_sees_all_episodes() -> None:
    back = fact("returned", "2031-03-05 02:00")
    made = pack(rule("flag", "look", subject="child", when=is_("search_done")))
    again = fact("absence_noticed", "2031-03-06 21:00")
    assert named(decided(made, [MISSED, SEARCH, back, again], NOW).flags, "look")


def test_a_flag_on_an_episode_sees_its_own_facts() -> None:
    back = fact("returned", "2031-03-05 02:00")
    again = fact("absence_noticed", "2031-03-06 21:00")
    [flag] = flags(SEARCH, back, again, when=is_("search_done"))
    assert flag.subject == f"episode:{MISSED.id}"


# --- findings and their values --------------------------------------------------------------------


def finding(*facts: Fact, now: str = NOW, **more: Any) -> list[Any]:
    settings = more.pop("pack", {})
    made = pack(rule("finding", "found", **more), **settings)
    return values(decided(made, [MISSED, *facts], now).findings, "found")


def test_a_finding_is_true_unless_it_says_otherwise() -> None:
    assert finding(when=category_is("missing")) == [True]
    assert finding(when=category_is("returned")) == []


def test_a_constant_may_be_false() -> None:
    assert finding(value=r.Value(constant=False)) == [False]


def test_a_finding_from_an_attribute_of_the_latest_fact() -> None:
    of = r.Value(attr="stage", of=sel("search_done"))
    assert finding(value=of) == []
    assert finding(SEARCH, value=of) == ["house"]
    assert finding(SEARCH, AGAIN, value=of) == ["garden"]


def test_a_finding_from_the_opening_fact() -> None:
    opened = {"opens": "search_done", "each": True, "value": r.Value(attr="stage")}
    assert finding(SEARCH, AGAIN, **opened) == ["house", "garden"]


def test_the_words_of_a_fact_may_be_mapped() -> None:
    words = (("house", "inside"),)
    value = r.Value(attr="stage", of=sel("search_done"), mapped=words, otherwise="outside")
    assert finding(SEARCH, value=value) == ["inside"]
    assert finding(AGAIN, value=value) == ["outside"]
    assert finding(value=value) == ["outside"]


def test_the_day_of_a_fact_is_that_of_london() -> None:
    just_after = fact("search_done", "2031-07-02 00:30")
    value = r.Value(attr="at", of=sel("search_done"))
    assert finding(just_after, value=value, now="2031-07-03 12:00") == [day("2031-07-02")]


def test_a_finding_from_a_state() -> None:
    grade = fact("police_grade_set", "2031-03-04 22:00", grade="medium")
    assert finding(value=r.Value(state="police_grade")) == []
    assert finding(grade, value=r.Value(state="police_grade")) == ["medium"]


def test_minutes_between_two_moments() -> None:
    seen = fact("last_seen", "2031-03-04 18:30", "foster_carer")
    back = fact("returned", "2031-03-05 02:00")
    minutes = r.Value(minutes=("missing_since", "back"))
    assert finding(seen, value=minutes) == []
    assert finding(seen, back, value=minutes) == [450]


def test_a_count_as_a_value() -> None:
    counts = {"repeat": r.CountRule("repeat", span("90 days"), 3, frozenset({"missing"}))}
    value = r.Value(count="repeat")
    assert finding(value=value, pack={"counts": counts}) == [1]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (["a", "b"], [("a", "b")]),
        (3, [3]),
        (day("2031-01-01"), [day("2031-01-01")]),
        (at("2031-03-04 22:00"), ["2031-03-04T22:00:00+00:00"]),
        (False, [False]),
        (None, []),
        ({"a": 1}, []),
    ],
)
def test_a_value_is_plain(held: Any, expected: list[Any]) -> None:
    search = fact("search_done", "2031-03-04 22:00", stage=held)
    assert finding(search, value=r.Value(attr="stage", of=sel("search_done"))) == expected


def test_findings_belong_to_their_subject() -> None:
    decision = decided(pack(rule("finding", "found")), [MISSED], NOW)
    assert [f.kind for f in the_episode(decision).findings] == ["found"]


# --- grades ---------------------------------------------------------------------------------------

ALL = ("no_apparent_risk", "low", "medium", "high")


def grades(*rules: r.Rule, facts: tuple[Fact, ...] = ()) -> tuple[tuple[str, ...] | None, str]:
    episode = the_episode(decided(pack(*rules), [MISSED, *facts], NOW))
    return episode.police_grade_allowed, episode.grade_floor


def test_the_first_rule_that_holds_decides_which_grades_may_be_offered() -> None:
    care = rule("grades", "care", grades=("medium", "high"), when=has("looked_after"))
    other = rule("grades", "other", grades=ALL)
    assert grades(care, other) == (ALL, "no_apparent_risk")
    assert grades(care, other, facts=(looked_after(),)) == (("medium", "high"), "medium")


def test_without_a_word_on_grades_nothing_is_said() -> None:
    assert grades() == (None, "")


def test_of_two_procedures_only_what_both_offer_is_offered() -> None:
    ours = pack(rule("grades", "g", grades=("low", "medium", "high")))
    theirs = other_pack(rule("grades", "g", grades=("no_apparent_risk", "low", "high")))
    episode = the_episode(decided([ours, theirs], [MISSED], NOW))
    assert episode.police_grade_allowed == ("low", "high")


def test_where_two_procedures_agree_on_no_grade_the_higher_floor_stands() -> None:
    ours = pack(rule("grades", "g", grades=("no_apparent_risk", "low")))
    theirs = other_pack(rule("grades", "g", grades=("medium", "high")))
    for packs in ([ours, theirs], [theirs, ours]):
        assert the_episode(decided(packs, [MISSED], NOW)).grade_floor == "medium"


def test_the_grade_that_stands_is_the_latest_set() -> None:
    low = fact("police_grade_set", "2031-03-04 22:00", grade="low")
    high = fact("police_grade_set", "2031-03-04 23:00", grade="high")
    assert the_episode(decided(pack(), [MISSED], NOW)).police_grade == ""
    assert the_episode(decided(pack(), [MISSED, low, high], NOW)).police_grade == "high"
    assert the_episode(decided(pack(), [MISSED, low, high], "2031-03-04 22:30")).police_grade == (
        "low"
    )


def test_a_grade_is_shown_with_the_clause_that_defines_it() -> None:
    defined = rule("grade", "high", when=r.Latest(sel("police_grade_set", grade="high")))
    high = fact("police_grade_set", "2031-03-04 23:00", grade="high")
    [item] = named(decided(pack(defined), [MISSED, high], NOW).findings, "police_grade")
    assert (item.form, item.value, item.cites) == ("grade", "high", ("APW-high",))


def test_local_words_do_not_leak_between_procedures() -> None:
    ours = pack(rule("finding", "found", value=r.Value(constant="ours")))
    theirs = other_pack(rule("finding", "found", value=r.Value(constant="theirs")))
    found = decided([ours, theirs], [MISSED], NOW).findings
    assert [(f.procedure, f.value) for f in found] == [
        ("applewick", "ours"),
        ("north-marrow", "theirs"),
    ]


def test_a_prompt_keeps_the_moment_it_was_raised() -> None:
    [prompt] = prompts(SEARCH, opens="search_done", now="2031-03-20 12:00")
    assert local(prompt.since) == "2031-03-04 22:00"
