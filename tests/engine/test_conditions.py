"""Every construct of a condition, where it holds and where it does not."""

from datetime import timedelta

import pytest

from tests.engine.build import (
    at,
    attrs,
    born,
    category,
    category_is,
    day,
    decided,
    fact,
    has,
    is_,
    looked_after,
    named,
    on,
    other_pack,
    pack,
    rule,
    sel,
    span,
    state,
    status,
)
from wayhome.engine import Fact, UnknownNameError
from wayhome.engine import rules as r

MISSED = fact("absence_noticed", "2031-03-04 21:00", "foster_carer", risk_grounds=("debt",))
NOW = "2031-03-05 12:00"
TRUE, FALSE = r.All(()), r.AnyOf(())


def holds(when: r.Condition, *facts: Fact, now: str = NOW, **more: object) -> bool:
    """Whether a finding that asks this now is given."""
    made = pack(rule("finding", "answer", when=when), **more)
    return bool(named(decided(made, [MISSED, *facts], now).findings, "answer"))


def opens(when: r.Condition, *facts: Fact, **more: object) -> bool:
    """Whether a prompt opened by the absence stands: asked at that instant."""
    made = pack(rule("prompt", "answer", opens="absence_noticed", when=when), **more)
    return bool(named(decided(made, [MISSED, *facts], NOW).prompts, "answer"))


# --- all, any, not --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (r.All((TRUE, TRUE)), True),
        (r.All((TRUE, FALSE)), False),
        (r.All((TRUE,)), True),
        (r.All((FALSE,)), False),
        (r.AnyOf((FALSE, TRUE)), True),
        (r.AnyOf((FALSE, FALSE)), False),
        (r.Not(FALSE), True),
        (r.Not(TRUE), False),
        (r.Not(r.All((TRUE, r.Not(TRUE)))), True),
    ],
)
def test_all_any_and_not(when: r.Condition, expected: bool) -> None:
    assert holds(when) is expected


# --- the child ------------------------------------------------------------------------------------


def test_a_status_that_holds() -> None:
    assert holds(has("looked_after", "early_help"), looked_after())
    assert not holds(has("early_help"), looked_after())
    assert not holds(has("looked_after"))


def test_a_status_with_its_details() -> None:
    fostered = looked_after(placement_kind="foster_home")
    assert holds(has("looked_after", placement_kind="foster_home"), fostered)
    assert not holds(has("looked_after", placement_kind="residential_home"), fostered)


def test_a_status_is_asked_at_the_instant_of_the_opening() -> None:
    later = looked_after("2031-03-04 22:00")
    assert not opens(has("looked_after"), later)
    assert holds(has("looked_after"), later)


def test_two_statuses_are_not_mixed() -> None:
    facts = [looked_after(), status("early_help", placement_kind="foster_home")]
    assert not holds(has("looked_after", placement_kind="foster_home"), *facts)


@pytest.mark.parametrize(
    ("birth", "under_18", "at_least_16"),
    [
        ("2013-03-05", False, True),  # eighteen on the day
        ("2013-03-06", True, True),
        ("2015-03-05", True, True),
        ("2015-03-06", True, False),
    ],
)
def test_an_age(birth: str, under_18: bool, at_least_16: bool) -> None:
    assert holds(r.Age(under=18), born(birth)) is under_18
    assert holds(r.Age(at_least=16), born(birth)) is at_least_16


def test_an_age_between_two() -> None:
    assert holds(r.Age(at_least=16, under=18), born("2014-03-05"))
    assert not holds(r.Age(at_least=16, under=18), born("2012-03-05"))


def test_an_age_that_nobody_knows_is_that_of_a_child() -> None:
    assert holds(r.Age(under=18))
    assert not holds(r.Age(at_least=18))
    assert holds(r.Not(r.Age(at_least=18)))


def test_a_disputed_age_is_the_youngest_plausible() -> None:
    disputed = born("2010-01-01", youngest_plausible_date_of_birth=day("2014-06-01"))
    assert holds(r.Age(under=18), disputed)
    assert not holds(r.Age(at_least=18), disputed)


@pytest.mark.parametrize(
    ("responsible", "host", "relation"),
    [
        (None, None, "own"),
        ("Applewick", None, "own"),
        ("Applewick", "Applewick", "own"),
        ("Applewick", "North Marrow", "placed_out"),
        ("North Marrow", "Applewick", "placed_in"),
        ("North Marrow", None, "placed_in"),
        ("North Marrow", "Elsewhere", "elsewhere"),
    ],
)
def test_the_authority(responsible: str | None, host: str | None, relation: str) -> None:
    detail = {
        name: {"name": value}
        for name, value in (("responsible_authority", responsible), ("host_authority", host))
        if value is not None
    }
    child = looked_after(**detail)
    for asked in ("own", "placed_in", "placed_out", "elsewhere"):
        assert holds(r.AuthorityIs(frozenset({asked})), child) is (asked == relation), asked


def test_an_authority_may_be_named_by_its_procedure() -> None:
    child = looked_after(responsible_authority={"procedure": "applewick"})
    assert holds(r.AuthorityIs(frozenset({"own"})), child)
    made = other_pack(rule("finding", "answer", when=r.AuthorityIs(frozenset({"placed_in"}))))
    assert named(decided(made, [MISSED, child], NOW).findings, "answer")


def test_a_child_whom_no_authority_looks_after_is_ours() -> None:
    assert holds(r.AuthorityIs(frozenset({"own"})))


@pytest.mark.parametrize(
    "held",
    [
        looked_after(allocated={"social_worker": "A. Person"}),
        looked_after(case_holder="social_worker"),
        fact("case_allocated", "2031-03-01 09:00", to="social_worker"),
    ],
)
def test_a_role_that_holds_the_case(held: Fact) -> None:
    assert holds(r.HeldBy(frozenset({"social_worker"})), held)
    assert not holds(r.HeldBy(frozenset({"team_manager"})), held)


@pytest.mark.parametrize(
    "detail",
    [
        {"allocated": {"social_worker": None}},
        {"allocated": {"social_worker": ""}},
        {"case_holder": "social_worker", "social_worker_allocated": False},
        {},
    ],
)
def test_a_case_that_the_role_does_not_hold(detail: dict[str, object]) -> None:
    assert not holds(r.HeldBy(frozenset({"social_worker"})), looked_after(**detail))


def test_a_worker_of_another_authority_does_not_hold_the_case_for_this_one() -> None:
    child = looked_after(
        responsible_authority={"name": "North Marrow"},
        host_authority={"name": "Applewick"},
        allocated={"social_worker": "A. Person"},
    )
    assert not holds(r.HeldBy(frozenset({"social_worker"})), child)


# --- facts ----------------------------------------------------------------------------------------

SEARCH = fact("search_done", "2031-03-04 22:00", "foster_carer", stage="house")


def test_a_fact_on_record() -> None:
    assert holds(is_("search_done"), SEARCH)
    assert not holds(is_("search_done"))


def test_a_fact_with_its_attributes_and_who_did_it() -> None:
    assert holds(is_("search_done", stage="house", by="foster_carer"), SEARCH)
    assert not holds(is_("search_done", stage="garden"), SEARCH)
    assert not holds(is_("search_done", by="police"), SEARCH)


def test_a_fact_of_any_subject_is_found_in_the_scope_of_the_child_only() -> None:
    before = fact("harm_suspected", "2031-01-01 12:00")
    assert holds(is_("harm_suspected", scope="child"), before)
    assert not holds(is_("harm_suspected"), before)


def test_a_fact_after_the_opening_does_not_count_at_the_opening() -> None:
    assert not opens(is_("search_done"), SEARCH)
    earlier = fact("search_done", "2031-03-04 21:00", stage="house")
    assert opens(is_("search_done"), earlier)


LOW = fact("police_grade_set", "2031-03-04 22:00", "police", grade="low")
HIGH = fact("police_grade_set", "2031-03-04 23:00", "police_inspector", grade="high")


def test_the_latest_of_a_kind_decides() -> None:
    low = r.Latest(sel("police_grade_set", grade="low"))
    assert holds(low, LOW)
    assert not holds(low, LOW, HIGH)
    assert holds(low, LOW, HIGH, now="2031-03-04 22:30")
    assert not holds(low)


def test_the_latest_by_a_role() -> None:
    assert holds(r.Latest(sel("police_grade_set", by="police", grade="low")), LOW, HIGH)


def test_the_opening_fact() -> None:
    assert opens(r.Opening(attrs({"risk_grounds": "debt"})))
    assert not opens(r.Opening(attrs({"risk_grounds": "weather"})))
    assert opens(r.Opening(by=frozenset({"foster_carer"})))
    assert not opens(r.Opening(by=frozenset({"police"})))


def test_where_no_fact_opens_nothing_is_true_of_the_opening() -> None:
    assert not holds(r.Opening())


# --- the course of an episode ---------------------------------------------------------------------

BACK = fact("returned", "2031-03-05 02:00", "foster_carer")


def test_the_category_that_stands() -> None:
    assert holds(category_is("missing"))
    assert not holds(category_is("returned"))
    assert not holds(category_is("missing"), BACK)
    assert holds(category_is("missing", "returned"), BACK)


def test_the_category_at_the_opening() -> None:
    assert opens(category_is("missing"), BACK)
    assert not opens(category_is("returned"), BACK)


def test_having_been_in_a_category() -> None:
    assert holds(category_is("missing", ever=True), BACK)
    assert not holds(category_is("unauthorised_absence", ever=True), BACK)


def test_a_procedure_without_a_word_for_it_says_none() -> None:
    other = fact("learned_child_missing", "2031-03-04 22:00")
    made = pack(
        category("missing", is_("learned_child_missing")),
        rule("finding", "answer", when=category_is("none")),
    )
    assert named(decided(made, [MISSED], NOW).findings, "answer")
    assert not named(decided(made, [MISSED, other], NOW).findings, "answer")


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("started", ()),
        ("went_missing", ()),
        ("found", (fact("located", "2031-03-05 01:00"),)),
        ("found", (BACK,)),
        ("safe", (BACK, fact("wellbeing_confirmed", "2031-03-05 03:00"))),
        ("back", (BACK,)),
        ("ended", (BACK, fact("wellbeing_confirmed", "2031-03-05 03:00"))),
        ("closed", (fact("episode_closed", "2031-03-05 03:00"),)),
    ],
)
def test_a_moment_that_has_come(name: str, facts: tuple[Fact, ...]) -> None:
    assert holds(r.MomentCame(name), *facts)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("found", ()),
        ("found", (fact("located", "2031-03-05 01:00"), fact("contact_lost", "2031-03-05 02:00"))),
        ("safe", (BACK,)),
        ("safe", (fact("wellbeing_confirmed", "2031-03-05 03:00"),)),
        ("back", (fact("located", "2031-03-05 01:00"),)),
        ("ended", (fact("located", "2031-03-05 01:00", wellbeing_confirmed=True),)),
        ("closed", (BACK,)),
    ],
)
def test_a_moment_that_has_not_come(name: str, facts: tuple[Fact, ...]) -> None:
    assert not holds(r.MomentCame(name), *facts)


def test_a_child_whose_place_was_always_known_never_went_missing() -> None:
    made = pack(rule("finding", "answer", when=r.MomentCame("went_missing")))
    known = fact("absence_noticed", "2031-03-04 21:00", whereabouts="known")
    assert not named(decided(made, [known], NOW).findings, "answer")


# --- states, counts, settings, definitions --------------------------------------------------------


def test_a_state_is_the_value_of_its_latest_event() -> None:
    learned = fact("whereabouts_learned", "2031-03-04 23:00", certainty="verified")
    lost = fact("whereabouts_lost", "2031-03-05 00:00")
    verified = state("whereabouts", "verified")
    assert not holds(verified)
    assert holds(verified, learned)
    assert not holds(verified, learned, lost)
    assert holds(state("whereabouts", "verified", "unknown"), learned, lost)


def test_a_state_has_no_value_before_its_first_event() -> None:
    assert not holds(state("police_grade", "low", "high"))


def test_a_state_may_take_its_value_from_the_fact() -> None:
    assert holds(state("police_grade", "low"), LOW)
    assert not holds(state("police_grade", "low"), LOW, HIGH)


def test_where_two_events_share_an_instant_the_later_line_of_the_file_stands() -> None:
    states = {
        "mood": (
            r.StateRule((on("search_done", stage="house"),), "calm"),
            r.StateRule((on("search_done"),), "alarmed"),
        )
    }
    assert holds(state("mood", "alarmed"), SEARCH, states=states)
    assert not holds(state("mood", "calm"), SEARCH, states=states)


REPEAT = {
    "repeat": r.CountRule("repeat", span("90 days"), 3, frozenset({"missing"})),
}


def earlier(start: str, name: str = "missing") -> Fact:
    return fact("earlier_episode", start, id=f"earlier@{start}", category=name, from_=at(start))


@pytest.mark.parametrize(
    ("starts", "reached"),
    [
        (["2031-02-01 10:00", "2031-01-01 10:00"], True),
        (["2031-02-01 10:00"], False),
        (["2031-02-01 10:00", "2030-12-04 10:00"], True),  # exactly ninety days before
        (["2031-02-01 10:00", "2030-12-03 23:59"], False),
        ([], False),
    ],
)
def test_a_count_in_a_rolling_window_with_the_newest_included(
    starts: list[str], reached: bool
) -> None:
    facts = [earlier(start) for start in starts]
    assert holds(r.CountIs("repeat"), *facts, counts=REPEAT) is reached


def test_a_count_counts_its_own_category_only() -> None:
    facts = [earlier("2031-02-01 10:00"), earlier("2031-01-01 10:00", "unauthorised_absence")]
    assert not holds(r.CountIs("repeat"), *facts, counts=REPEAT)


def test_a_count_against_another_number_than_its_threshold() -> None:
    facts = [earlier("2031-02-01 10:00")]
    assert holds(r.CountIs("repeat", 2), *facts, counts=REPEAT)
    assert not holds(r.CountIs("repeat", 3), *facts, counts=REPEAT)


def test_a_count_goes_by_the_day_the_child_went_missing() -> None:
    facts = [
        earlier("2031-02-01 10:00"),
        earlier("2030-12-03 10:00"),
        fact("last_seen", "2031-03-03 23:50", "foster_carer"),
    ]
    assert holds(r.CountIs("repeat"), *facts, counts=REPEAT)


def test_a_count_of_facts() -> None:
    counts = {"searches": r.CountRule("searches", span("7 days"), 2, of=sel("search_done"))}
    second = fact("search_done", "2031-03-05 08:00")
    assert not holds(r.CountIs("searches"), SEARCH, counts=counts)
    assert holds(r.CountIs("searches"), SEARCH, second, counts=counts)


def test_the_threshold_and_the_window_may_be_settings() -> None:
    counts = {
        "repeat": r.CountRule(
            "repeat", r.SettingRef("window"), r.SettingRef("threshold"), frozenset({"missing"})
        )
    }
    settings = {"window": span("10 days"), "threshold": 2}
    assert holds(r.CountIs("repeat"), earlier("2031-02-22 10:00"), counts=counts, settings=settings)
    assert not holds(
        r.CountIs("repeat"), earlier("2031-02-21 10:00"), counts=counts, settings=settings
    )


def test_a_setting() -> None:
    asked = r.SettingIs("strict", frozenset({True}))
    assert holds(asked, settings={"strict": True})
    assert not holds(asked, settings={"strict": False})


def test_a_definition_is_the_condition_it_names() -> None:
    definitions = {"in_care": has("looked_after"), "ours": r.Defined("in_care")}
    assert holds(r.Defined("ours"), looked_after(), definitions=definitions)
    assert not holds(r.Defined("ours"), definitions=definitions)


# --- names a pack does not define -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "more", "said"),
    [
        (r.Defined("nowhere"), {}, "no definition is called 'nowhere'"),
        (r.SettingIs("nowhere", frozenset({1})), {}, "no setting is called 'nowhere'"),
        (r.CountIs("nowhere"), {}, "no count is called 'nowhere'"),
        (r.Not(r.Defined("a")), {"definitions": {"a": r.Defined("a")}}, "rests on itself: a > a"),
        (
            r.Defined("a"),
            {"definitions": {"a": r.Defined("b"), "b": r.Defined("a")}},
            "rests on itself: a > b > a",
        ),
    ],
)
def test_a_name_that_is_not_defined_is_refused(
    when: r.Condition, more: dict[str, object], said: str
) -> None:
    with pytest.raises(UnknownNameError, match=said):
        holds(when, **more)


def test_a_threshold_that_is_no_number_is_refused() -> None:
    counts = {"n": r.CountRule("n", span("7 days"), r.SettingRef("many"), of=sel("search_done"))}
    with pytest.raises(UnknownNameError, match="setting 'many' is not a number"):
        pack(counts=counts, settings={"many": "three"})


def test_a_length_of_time_that_is_none_is_refused() -> None:
    late = rule("prompt", "p", opens=on("search_done", after=r.SettingRef("soon")))
    with pytest.raises(UnknownNameError, match="setting 'soon' is not a length of time"):
        pack(late, settings={"soon": 3})


# --- time that passes -----------------------------------------------------------------------------


def test_a_condition_asked_at_the_opening_is_not_undone_later() -> None:
    until = looked_after(until=at("2031-03-04 22:00"))
    assert opens(has("looked_after"), until)
    assert not holds(has("looked_after"), until)


def test_an_age_changes_at_the_start_of_the_birthday() -> None:
    made = pack(rule("finding", "adult", when=r.Age(at_least=18)))
    birthday = at("2031-03-06 00:00")
    facts = [MISSED, born("2013-03-06")]
    tick = timedelta(microseconds=1)
    assert not named(decided(made, facts, birthday - tick).findings, "adult")
    assert named(decided(made, facts, birthday).findings, "adult")
