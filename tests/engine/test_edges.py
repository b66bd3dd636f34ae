"""Edges: the first and last that counts, and what does not count although it looks alike."""

import pytest

from tests.engine.build import (
    category_is,
    day,
    decided,
    due_of,
    duties,
    duty,
    episodes,
    fact,
    has,
    in_force,
    local,
    looked_after,
    named,
    owner,
    pack,
    rule,
    sel,
    span,
    status,
    the_duty,
    the_episode,
    told,
    within,
)
from wayhome.engine import rules as r

MISSED = fact("absence_noticed", "2031-03-04 21:00", "foster_carer")
NOW = "2031-03-08 12:00"


# --- who the child is, and when -------------------------------------------------------------------


def test_a_case_that_is_open_again_is_no_longer_not_open() -> None:
    shut = status("not_open", "2031-01-01 00:00")
    help_ = status("early_help", "2031-02-01 00:00")
    flag = rule("flag", "shut", when=has("not_open"))
    assert named(decided(pack(flag), [MISSED, shut], NOW).flags, "shut")
    assert not named(decided(pack(flag), [MISSED, shut, help_], NOW).flags, "shut")


def test_a_setting_of_another_name_is_no_term() -> None:
    listed = [{"from": day("2031-04-14"), "to": day("2031-05-23")}]
    other = fact("setting_recorded", "2031-01-01 00:00", name="inset_days", terms=listed)
    dated = fact("setting_recorded", "2031-01-01 00:00", name="term_dates", terms=listed)
    due = duty("review", opens="absence_noticed", due=within("1 school_days"))
    assert due_of(the_duty(decided(pack(due), [MISSED, other], NOW), "review")) == "2031-03-04"
    assert due_of(the_duty(decided(pack(due), [MISSED, dated], NOW), "review")) == "2031-04-14"


def test_missing_time_runs_from_the_last_sighting_before_the_child_was_missed() -> None:
    known = fact("absence_noticed", "2031-03-04 21:00", whereabouts="known")
    seen = fact("last_seen", "2031-03-04 21:30", "foster_carer")
    lost = fact("whereabouts_lost", "2031-03-04 22:00")
    episode = the_episode(decided(pack(), [known, seen, lost], NOW))
    assert local(episode.missing_since) == "2031-03-04 21:30"


def test_a_worker_of_this_authority_holds_the_case_of_its_own_child() -> None:
    care = looked_after(
        responsible_authority={"name": "Applewick"}, allocated={"team_manager": "A. Person"}
    )
    one = duty("review", opens="absence_noticed", owner=owner("front_door", "team_manager"))
    assert the_duty(decided(pack(one), [care, MISSED], NOW), "review").owner == "team_manager"


def test_an_episode_exactly_at_the_edge_of_the_window_is_counted() -> None:
    counts = {"repeat": r.CountRule("repeat", span("90 days"), 2, frozenset({"missing"}))}
    flag = rule("flag", "repeat", when=r.CountIs("repeat"))
    back = fact("returned", "2030-12-10 09:00")
    for first, counted in (("2030-12-04 23:00", True), ("2030-12-03 23:00", False)):
        facts = [fact("absence_noticed", first), back, MISSED]
        flags = decided(pack(flag, counts=counts), facts, NOW).flags
        assert bool(named(flags, "repeat")) is counted


def test_told_at_the_very_instant_of_the_opening_is_told() -> None:
    one = duty("review", opens="absence_noticed", met=told("police"))
    note = fact("notification_sent", MISSED.at, to=["police"], id="note")
    assert the_duty(decided(pack(one), [MISSED, note], NOW), "review").status == "met"


def test_what_a_duty_rests_on_before_the_absence_was_noticed_opens_it_with_the_absence() -> None:
    seen = fact("last_seen", "2031-03-04 18:00", "foster_carer")
    one = duty("review", opens="last_seen", due=within("1 hours"))
    found = the_duty(decided(pack(one), [seen, MISSED], NOW), "review")
    assert (found.opened_at, due_of(found)) == (MISSED.at, "2031-03-04 22:00")


def test_what_happened_to_the_child_before_opens_nothing_on_the_episode() -> None:
    harm = fact("harm_suspected", "2031-02-01 18:00")
    one = duty("review", opens=r.Event(sel("harm_suspected", scope="child")))
    assert duties(decided(pack(one), [harm, MISSED], NOW), "review") == []
    later = fact("harm_suspected", "2031-03-04 22:00")
    assert len(duties(decided(pack(one), [harm, MISSED, later], NOW), "review")) == 1


def test_lost_again_and_noticed_again_is_still_one_episode() -> None:
    facts = [
        MISSED,
        fact("located", "2031-03-04 22:00"),
        fact("whereabouts_lost", "2031-03-04 22:30"),
        fact("absence_noticed", "2031-03-04 23:00"),
    ]
    assert len(episodes(decided(pack(), facts, NOW))) == 1


def test_a_return_names_the_day_on_which_the_absence_was_noticed() -> None:
    facts = [
        fact("absence_noticed", "2031-03-02 00:30"),
        fact("last_seen", "2031-03-01 23:00", "foster_carer"),
        fact("located", "2031-03-02 09:00", wellbeing_confirmed=True),
        MISSED,
        fact("returned", "2031-03-04 22:00", episode_from=day("2031-03-02")),
    ]
    first, second = episodes(decided(pack(), facts, NOW))
    assert first.returned_at is not None
    assert second.returned_at is None


# --- intervals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("detail", "due"),
    [
        ({"duty": "review", "amount": 1, "unit": "days"}, "2031-03-05"),
        ({"duty": "meeting", "amount": 1, "unit": "days"}, ""),
        ({"duty": "review", "amount": 0, "unit": "days"}, ""),
        ({"duty": "review", "amount": -1, "unit": "days"}, ""),
        ({"duty": "review", "amount": 1.5, "unit": "days"}, ""),
        ({"duty": "review", "amount": 1, "unit": "moons"}, ""),
        ({"duty": "review", "amount": 1}, ""),
        ({"duty": "review", "amount": 10**9, "unit": "months"}, ""),
    ],
)
def test_an_interval_counts_where_it_is_one_and_for_this_duty(
    detail: dict[str, object], due: str
) -> None:
    made = pack(duty("review", opens="absence_noticed", met="meeting_held"))
    set_ = fact("interval_set", "2031-03-04 22:00", **detail)
    assert due_of(the_duty(decided(made, [MISSED, set_], NOW), "review")) == due


def test_the_first_of_a_series_may_be_done_as_it_opens_by_another_fact() -> None:
    made = pack(duty("review", opens="absence_noticed", every="7 days", met="meeting_held"))
    held = fact("meeting_held", MISSED.at, id="held")
    found = duties(decided(made, [MISSED, held], NOW), "review")
    assert [(d.number, d.status) for d in found] == [(1, "met"), (2, "open")]


def test_what_opens_a_series_does_not_do_it() -> None:
    made = pack(duty("review", opens="meeting_held", every="7 days", met="meeting_held"))
    held = fact("meeting_held", "2031-03-04 22:00")
    again = fact("meeting_held", "2031-03-05 09:00")
    found = duties(decided(made, [MISSED, held], NOW), "review")
    assert [(d.number, d.status) for d in found] == [(1, "open")]
    found = duties(decided(made, [MISSED, held, again], NOW), "review")
    assert [(d.number, d.status) for d in found] == [(1, "met"), (2, "open")]


def test_a_silence_is_broken_until_it_is_complete() -> None:
    silent = r.Event(sel("search_done"), span("48 hours"), silent=True)
    made = pack(duty("review", opens=silent))
    first = fact("search_done", "2031-03-04 22:00")
    inside = fact("search_done", "2031-03-06 21:59")
    assert [
        local(d.opened_at)
        for facts in ([first], [first, inside])
        for d in duties(decided(made, [MISSED, *facts], "2031-03-20 12:00"), "review")
    ] == ["2031-03-06 22:00", "2031-03-08 21:59"]


# --- what opened it, who owes it, what it is called -----------------------------------------------


def test_a_duty_opened_by_a_category_names_the_fact_that_brought_it() -> None:
    back = fact("returned", "2031-03-05 02:00")
    note = fact("information_recorded", "2031-03-05 03:00")
    one = duty("review", opens=r.Event(r.Becomes(frozenset({"returned"}))))
    assert the_duty(decided(pack(one), [MISSED, back, note], NOW), "review").opened_by == back.id


def test_a_duty_is_named_by_what_opened_first_whatever_the_order_of_the_rules() -> None:
    later = duty("review", key="a", opens="search_done")
    first = duty("review", key="b", opens="absence_noticed")
    search = fact("search_done", "2031-03-04 22:00")
    for rules in ((later, first), (first, later)):
        one = the_duty(decided(pack(*rules), [MISSED, search], NOW), "review")
        assert one.id == f"episode:{MISSED.id}/review/{MISSED.id}/1"


def test_within_a_procedure_the_part_that_is_due_first_names_the_owner() -> None:
    loose = duty("review", key="a", owner="school", opens="absence_noticed")
    slow = duty("review", key="b", owner="health", opens="absence_noticed", due=within("9 days"))
    fast = duty("review", key="c", owner="police", opens="absence_noticed", due=within("1 hours"))
    for rules in ((loose, slow, fast), (fast, slow, loose), (slow, fast), (loose, fast)):
        one = the_duty(decided(pack(*rules), [MISSED], NOW), "review")
        assert one.owner == "police"


def test_done_at_the_very_instant_of_the_opening_counts_among_several_things() -> None:
    both = r.Evidence(
        all_of=(
            r.Evidence((r.Event(sel("search_done")),)),
            r.Evidence((r.Event(sel("meeting_held")),)),
        )
    )
    one = duty("review", opens="absence_noticed", met=both)
    search = fact("search_done", MISSED.at, id="search")
    held = fact("meeting_held", "2031-03-04 22:00")
    assert the_duty(decided(pack(one), [MISSED, search, held], NOW), "review").status == "met"


def test_an_age_reached_at_the_very_start_opens() -> None:
    child = fact("child_recorded", "2030-01-01 00:00", date_of_birth=day("2013-03-04"))
    missed = fact("absence_noticed", "2031-03-04 00:00")
    one = duty("review", opens=r.Event(r.AgeReached(18)))
    assert len(duties(decided(pack(one), [child, missed], NOW), "review")) == 1


@pytest.mark.parametrize(("start", "counted"), [("2030-12-04", True), ("2030-12-03", False)])
def test_a_window_may_be_told_in_months(start: str, counted: bool) -> None:
    counts = {"repeat": r.CountRule("repeat", span("3 months"), 2, frozenset({"missing"}))}
    flag = rule("flag", "repeat", when=r.CountIs("repeat"))
    facts = [fact("earlier_episode", f"{start} 10:00", from_=day(start)), MISSED]
    assert bool(named(decided(pack(flag, counts=counts), facts, NOW).flags, "repeat")) is counted


@pytest.mark.parametrize(("start", "counted"), [("2030-03-04", True), ("2030-03-03", False)])
def test_a_window_may_be_told_in_years(start: str, counted: bool) -> None:
    counts = {"repeat": r.CountRule("repeat", span("1 years"), 2, frozenset({"missing"}))}
    flag = rule("flag", "repeat", when=r.CountIs("repeat"))
    facts = [fact("earlier_episode", f"{start} 10:00", from_=day(start)), MISSED]
    assert bool(named(decided(pack(flag, counts=counts), facts, NOW).flags, "repeat")) is counted


# --- late knowledge -------------------------------------------------------------------------------


def test_what_is_learnt_late_may_take_a_duty_away_and_it_stays_as_corrected() -> None:
    one = duty("review", opens="search_done", when=category_is("missing"))
    search = fact("search_done", "2031-03-04 22:00")
    back = fact("returned", "2031-03-04 21:30", recorded="2031-03-05 09:00")
    found = duties(decided(pack(one), [MISSED, search, back], NOW), "review")
    assert [(d.status, d.reason) for d in found] == [("not_needed", "corrected")]


def test_hindsight_shows_nothing_that_had_not_opened_then() -> None:
    late = r.Event(sel("absence_noticed"), span("4 hours"))
    one = duty("review", opens=late, when=category_is("missing"))
    back = fact("returned", "2031-03-04 21:30", recorded="2031-03-05 09:00")
    facts = [MISSED, back]
    assert duties(decided(pack(one), facts, "2031-03-04 22:00", NOW), "review") == []
    assert len(duties(decided(pack(one), facts, NOW), "review")) == 1


def test_a_return_of_the_day_in_a_running_absence_ends_it_before_the_evening() -> None:
    back = fact("returned", "2031-03-05 00:00", date_only=True)
    again = fact("absence_noticed", "2031-03-05 21:00")
    assert len(episodes(decided(pack(), [MISSED, back, again], NOW))) == 2


# --- death ----------------------------------------------------------------------------------------


def test_a_death_ends_what_is_in_force_and_a_later_report_raises_again() -> None:
    died = fact("child_died", "2031-03-05 08:00")
    same = fact("category_decided", died.at, category="missing", id="same")
    later = fact("category_decided", "2031-03-05 09:00", category="missing")
    assert in_force(decided(pack(), [MISSED, died], NOW)) == "ended"
    assert in_force(decided(pack(), [MISSED, died, same], NOW)) == "ended"
    assert in_force(decided(pack(), [MISSED, died, later], NOW)) == "missing"
