"""What is known, in order, cut into episodes and other subjects."""

import pytest

from tests.engine.build import (
    at,
    born,
    day,
    decided,
    duties,
    duty,
    episodes,
    fact,
    in_force,
    local,
    looked_after,
    pack,
    said,
    status,
    the_episode,
)
from wayhome.engine import Fact, Subject

PACK = pack()
MISSED = fact("absence_noticed", "2031-03-04 21:00", "foster_carer")
BACK = fact("returned", "2031-03-05 02:00", "foster_carer")
WELL = fact("wellbeing_confirmed", "2031-03-05 02:10", "police")
LATER = "2031-03-20 12:00"


def found(*facts: Fact, now: str = LATER, known: str | None = None) -> list[Subject]:
    return episodes(decided(PACK, facts, now, known))


def started(*facts: Fact, now: str = LATER) -> list[str]:
    return [local(e.started) for e in found(*facts, now=now)]


# --- what starts an episode -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    ["absence_noticed", "learned_child_missing", "child_taken", "whereabouts_lost", "contact_lost"],
)
def test_what_says_that_the_child_is_not_there_starts_an_episode(kind: str) -> None:
    assert started(fact(kind, "2031-03-04 21:00")) == ["2031-03-04 21:00"]


@pytest.mark.parametrize(
    "kind", ["reported_to_police", "police_category_decided", "category_decided", "search_done"]
)
def test_a_weaker_sign_starts_one_where_nothing_was_recorded_before(kind: str) -> None:
    assert started(fact(kind, "2031-03-04 21:00")) == ["2031-03-04 21:00"]


@pytest.mark.parametrize("kind", ["last_seen", "left", "contact_attempted", "information_recorded"])
def test_other_facts_start_none(kind: str) -> None:
    assert started(fact(kind, "2031-03-04 21:00")) == []


@pytest.mark.parametrize("about", ["return", "other"])
def test_the_attributes_of_a_starting_fact_are_tested(about: str) -> None:
    sent = fact("notification_sent", "2031-03-04 21:00", about=about)
    assert started(sent) == []


def test_a_notice_that_the_child_is_missing_starts_one() -> None:
    assert started(fact("notification_sent", "2031-03-04 21:00", about="child_missing")) != []


def test_while_one_runs_a_further_sign_starts_no_second() -> None:
    again = fact("absence_noticed", "2031-03-04 23:00")
    report = fact("reported_to_police", "2031-03-04 23:30")
    assert started(MISSED, again, report) == ["2031-03-04 21:00"]


def test_no_facts_make_no_episode() -> None:
    assert started(born("2016-05-01"), looked_after()) == []


def test_what_happened_before_anybody_noticed_belongs_to_the_episode_that_follows() -> None:
    seen = fact("last_seen", "2031-03-04 18:00", "foster_carer")
    [episode] = found(seen, MISSED)
    assert local(episode.started) == "2031-03-04 21:00"
    assert local(episode.missing_since) == "2031-03-04 18:00"


def test_missing_time_runs_from_leaving_where_that_is_later() -> None:
    seen = fact("last_seen", "2031-03-04 18:00", "foster_carer")
    left = fact("left", "2031-03-04 19:30", "child")
    assert local(found(seen, left, MISSED)[0].missing_since) == "2031-03-04 19:30"


def test_a_sighting_during_the_episode_resets_nothing() -> None:
    seen = fact("last_seen", "2031-03-04 18:00", "foster_carer")
    sighting = fact("last_seen", "2031-03-04 23:00", "police", responsible_adult=True)
    assert local(found(seen, MISSED, sighting)[0].missing_since) == "2031-03-04 18:00"


@pytest.mark.parametrize("attributes", [{"responsible_adult": False}, {"time_known": False}])
def test_a_sighting_that_does_not_count_does_not_start_the_clock(
    attributes: dict[str, bool],
) -> None:
    seen = fact("last_seen", "2031-03-04 18:00", "foster_carer", **attributes)
    assert local(found(seen, MISSED)[0].missing_since) == "2031-03-04 21:00"


def test_where_nobody_saw_the_child_missing_time_runs_from_when_it_was_noticed() -> None:
    assert local(found(MISSED)[0].missing_since) == "2031-03-04 21:00"


def test_an_absence_that_was_never_missing_has_no_missing_time() -> None:
    known = fact("absence_noticed", "2031-03-04 21:00", whereabouts="known")
    assert found(known)[0].missing_since is None


# --- what ends it ---------------------------------------------------------------------------------


def test_a_return_ends_it() -> None:
    [episode] = found(MISSED, BACK)
    assert local(episode.returned_at) == "2031-03-05 02:00"


def test_the_record_stays_active_until_the_child_is_back_and_well() -> None:
    assert found(MISSED)[0].active
    assert found(MISSED, BACK)[0].active
    assert not found(MISSED, BACK, WELL)[0].active


def test_an_episode_has_ended_when_there_is_an_outcome_and_wellbeing_is_confirmed() -> None:
    assert found(MISSED, BACK)[0].ended_at is None
    assert local(found(MISSED, BACK, WELL)[0].ended_at) == "2031-03-05 02:10"


def test_a_closed_episode_is_not_active() -> None:
    assert not found(MISSED, fact("episode_closed", "2031-03-06 09:00"))[0].active


def test_after_the_return_a_new_sign_starts_a_new_episode() -> None:
    again = fact("absence_noticed", "2031-03-05 08:00")
    assert started(MISSED, BACK, again) == ["2031-03-04 21:00", "2031-03-05 08:00"]


def test_leaving_again_is_a_new_episode_however_short_the_stay() -> None:
    again = fact("absence_noticed", "2031-03-05 02:01")
    assert len(started(MISSED, BACK, again)) == 2


def test_found_and_well_ends_it_too() -> None:
    located = fact("located", "2031-03-05 01:00", wellbeing_confirmed=True)
    again = fact("absence_noticed", "2031-03-05 08:00")
    assert len(started(MISSED, located, again)) == 2


def test_found_without_a_word_on_wellbeing_ends_nothing() -> None:
    located = fact("located", "2031-03-05 01:00")
    again = fact("absence_noticed", "2031-03-05 08:00")
    assert len(started(MISSED, located, again)) == 1


def test_wellbeing_without_the_child_being_found_ends_nothing() -> None:
    [episode] = found(MISSED, fact("wellbeing_confirmed", "2031-03-05 01:00"))
    assert episode.active
    assert episode.category_in_force.name == "missing"


def test_lost_again_before_wellbeing_is_confirmed_is_the_same_episode_and_missing() -> None:
    located = fact("located", "2031-03-05 01:00")
    lost = fact("whereabouts_lost", "2031-03-05 01:30")
    decision = decided(PACK, [MISSED, located, lost], LATER)
    assert said(decision) == in_force(decision) == "missing"
    assert len(episodes(decision)) == 1


def test_between_found_and_lost_again_the_child_is_located() -> None:
    facts = [
        MISSED,
        fact("located", "2031-03-05 01:00"),
        fact("whereabouts_lost", "2031-03-05 01:30"),
    ]
    assert said(decided(PACK, facts, "2031-03-05 01:15")) == "located_wellbeing_unconfirmed"


def test_lost_after_found_and_well_is_a_new_episode() -> None:
    located = fact("located", "2031-03-05 01:00", wellbeing_confirmed=True)
    lost = fact("whereabouts_lost", "2031-03-05 01:30")
    decision = decided(PACK, [MISSED, located, lost], LATER)
    assert len(episodes(decision)) == 2
    assert in_force(decision) == "missing"


def test_found_again_after_being_lost_counts_from_the_second_time() -> None:
    facts = [
        MISSED,
        fact("located", "2031-03-05 01:00"),
        fact("whereabouts_lost", "2031-03-05 01:30"),
        fact("located", "2031-03-05 04:00", wellbeing_confirmed=True),
    ]
    [episode] = found(*facts)
    assert episode.category_by_procedure["applewick"].name == "ended"


# --- which episode a fact belongs to --------------------------------------------------------------

AGAIN = fact("absence_noticed", "2031-03-06 20:00", "foster_carer")


def owner_of_interview(*facts: Fact) -> list[bool]:
    """Whether each episode holds the return interview."""
    held = pack(duty("return_interview", opens="returned", met="return_interview_held"))
    decision = decided(held, facts, LATER)
    return [d.status == "met" for d in duties(decision, "return_interview")]


def test_what_follows_from_a_return_belongs_to_the_episode_that_ended() -> None:
    held = fact("return_interview_held", "2031-03-07 16:00", "return_interviewer")
    assert owner_of_interview(MISSED, BACK, AGAIN, held) == [True]


def test_an_interview_names_the_return_it_is_about() -> None:
    second_back = fact("returned", "2031-03-07 08:00")
    facts = [MISSED, BACK, AGAIN, second_back]
    about_first = fact("return_interview_held", "2031-03-08 16:00", for_return=BACK.at)
    about_latest = fact("return_interview_held", "2031-03-08 16:00")
    assert owner_of_interview(*facts, about_first) == [True, False]
    assert owner_of_interview(*facts, about_latest) == [False, True]


@pytest.mark.parametrize(
    ("attributes", "met"),
    [
        ({"episode_no": 1}, [True, False]),
        ({"episode_no": 2}, [False, True]),
        ({"episode_no": 9}, [False, True]),  # no such episode: the latest return
    ],
)
def test_an_interview_may_name_the_episode_by_number(
    attributes: dict[str, int], met: list[bool]
) -> None:
    facts = [MISSED, BACK, AGAIN, fact("returned", "2031-03-07 08:00")]
    held = fact("return_interview_held", "2031-03-08 16:00", **attributes)
    assert owner_of_interview(*facts, held) == met


def test_a_return_may_name_the_episode_by_the_day_it_began() -> None:
    late = fact("returned", "2031-03-05 02:00", episode_from=day("2031-03-04"))
    first, second = found(MISSED, late, AGAIN)
    assert local(first.returned_at) == "2031-03-05 02:00"
    assert second.returned_at is None


def test_a_fact_entered_late_belongs_where_it_happened_and_starts_nothing() -> None:
    search = fact("search_done", "2031-03-05 03:00", recorded="2031-03-09 10:00")
    assert started(MISSED, BACK, search) == ["2031-03-04 21:00"]


def test_a_report_recorded_after_the_return_starts_one_where_the_child_had_left_again() -> None:
    seen = fact("last_seen", "2031-03-06 17:00", "foster_carer")
    report = fact("reported_to_police", "2031-03-06 20:00")
    assert len(started(MISSED, BACK, seen, report)) == 2


def test_a_fact_without_an_episode_belongs_to_none() -> None:
    assert found(fact("harm_suspected", "2031-03-04 09:00")) == []


# --- other subjects -------------------------------------------------------------------------------


def kinds(*facts: Fact) -> list[str]:
    return [s.kind for s in decided(PACK, facts, LATER).subjects]


def test_a_placement_planned_and_then_started_is_one() -> None:
    planned = fact("placement_planned", "2031-03-01 10:00")
    begun = fact("placement_started", "2031-03-05 10:00")
    assert kinds(planned, begun) == ["placement"]


def test_a_second_placement_is_another() -> None:
    first = fact("placement_started", "2031-03-01 10:00")
    second = fact("placement_started", "2031-03-05 10:00")
    planned = fact("placement_planned", "2031-03-07 10:00")
    assert kinds(first, second, planned) == ["placement"] * 3


def test_a_notice_listed_twice_stays_one_until_it_is_removed() -> None:
    listed = [fact("notice_listed", f"2031-03-0{n} 10:00") for n in (1, 2, 4)]
    removed = fact("list_removal_confirmed", "2031-03-03 10:00")
    assert kinds(*listed[:2]) == ["notice"]
    assert kinds(*listed[:2], removed, listed[2]) == ["notice"] * 2


def test_an_absence_from_school_ends_when_the_child_is_back_in_education() -> None:
    away = [fact("absent_from_school", f"2031-03-0{n} 09:00") for n in (3, 4, 7)]
    again = fact("back_in_education", "2031-03-05 09:00")
    assert kinds(*away[:2]) == ["school_absence"]
    assert kinds(*away[:2], again, away[2]) == ["school_absence"] * 2


def test_an_absence_from_school_and_one_from_home_stand_side_by_side() -> None:
    assert kinds(MISSED, fact("absent_from_school", "2031-03-05 09:00")) == [
        "episode",
        "school_absence",
    ]


# --- what is known --------------------------------------------------------------------------------


def test_a_fact_without_a_time_of_recording_was_known_when_it_happened() -> None:
    assert found(MISSED, now="2031-03-04 20:59") == []
    assert len(found(MISSED, now="2031-03-04 21:00")) == 1


def test_a_fact_recorded_late_is_known_from_then() -> None:
    late = fact("absence_noticed", "2031-03-04 21:00", recorded="2031-03-05 09:00")
    assert found(late, now="2031-03-05 08:59") == []
    assert local(the_episode(decided(PACK, [late], "2031-03-05 09:00")).started) == (
        "2031-03-04 21:00"
    )


def test_hindsight_is_asked_for_by_name() -> None:
    late = fact("absence_noticed", "2031-03-04 21:00", recorded="2031-03-05 09:00")
    assert found(late, now="2031-03-04 22:00") == []
    assert len(found(late, now="2031-03-04 22:00", known="2031-03-05 09:00")) == 1


def test_as_we_knew_it_then_leaves_out_what_was_learnt_later() -> None:
    back = fact("returned", "2031-03-05 02:00", recorded="2031-03-06 09:00")
    then = found(MISSED, back, now="2031-03-05 12:00", known="2031-03-05 12:00")
    since = found(MISSED, back, now="2031-03-05 12:00", known="2031-03-06 09:00")
    assert then[0].returned_at is None
    assert since[0].returned_at is not None


def test_a_correction_replaces_what_it_corrects() -> None:
    wrong = fact("absence_noticed", "2031-03-04 21:00", id="a")
    right = fact("absence_noticed", "2031-03-04 19:00", recorded="2031-03-05 09:00", corrects="a")
    assert started(wrong, right) == ["2031-03-04 19:00"]
    assert started(wrong, right, now="2031-03-05 08:00") == ["2031-03-04 21:00"]


def test_an_episode_keeps_its_name_when_its_first_fact_is_corrected() -> None:
    wrong = fact("absence_noticed", "2031-03-04 21:00", id="a")
    right = fact("absence_noticed", "2031-03-04 19:00", recorded="2031-03-05 09:00", corrects="a")
    again = fact(
        "absence_noticed",
        "2031-03-04 19:30",
        id="c",
        recorded="2031-03-06 09:00",
        corrects=right.id,
    )
    before = found(wrong, now="2031-03-05 08:00")
    after = found(wrong, right, again)
    assert [e.id for e in before] == [e.id for e in after] == ["episode:a"]


def test_an_episode_keeps_its_name_though_another_fact_could_have_started_it() -> None:
    wrong = fact("absence_noticed", "2031-03-04 21:00", id="a")
    report = fact("reported_to_police", "2031-03-04 22:00", id="b")
    right = fact("absence_noticed", "2031-03-04 19:00", recorded="2031-03-05 09:00", corrects="a")
    assert [e.id for e in found(wrong, report, right)] == ["episode:a"]


def test_an_episode_keeps_its_name_when_an_earlier_sign_is_entered_late() -> None:
    late = fact("learned_child_missing", "2031-03-04 20:00", recorded="2031-03-05 09:00")
    [episode] = found(MISSED, late)
    assert episode.id == f"episode:{MISSED.id}"
    assert local(episode.started) == "2031-03-04 20:00"


def test_a_correction_dated_later_than_it_was_entered_takes_nothing_back() -> None:
    wrong = fact("absence_noticed", "2031-03-04 21:00", id="a")
    right = fact("absence_noticed", "2031-03-09 21:00", recorded="2031-03-05 09:00", corrects="a")
    assert len(found(wrong, right, now="2031-03-05 12:00")) == 1


def test_a_correction_of_what_is_not_known_yet_stands_for_itself() -> None:
    wrong = fact("absence_noticed", "2031-03-04 21:00", id="a", recorded="2031-03-07 09:00")
    right = fact("absence_noticed", "2031-03-04 19:00", recorded="2031-03-05 09:00", corrects="a")
    assert started(wrong, right, now="2031-03-06 12:00") == ["2031-03-04 19:00"]


def test_accounts_of_one_event_by_different_people_stand_side_by_side() -> None:
    other = fact("absence_noticed", "2031-03-04 21:10", "school")
    assert started(MISSED, other) == ["2031-03-04 21:00"]


def test_facts_of_one_instant_stand_in_the_order_of_entry() -> None:
    lost = fact("whereabouts_lost", "2031-03-04 22:00")
    learned = fact("whereabouts_learned", "2031-03-04 22:00", certainty="verified")
    assert said(decided(PACK, [MISSED, lost, learned], LATER)) == "not_missing"
    assert said(decided(PACK, [MISSED, learned, lost], LATER)) == "missing"


def test_a_date_without_a_time_counts_from_the_start_of_its_day() -> None:
    dated = fact("absence_noticed", "2031-07-01 00:00", date_only=True)
    assert started(dated, now="2031-07-02 00:00") == ["2031-07-01 00:00"]


# --- the child ------------------------------------------------------------------------------------


def category_when(*facts: Fact) -> str:
    known = fact("absence_noticed", "2031-03-04 21:00", whereabouts="known")
    return said(decided(PACK, [known, *facts], "2031-03-04 21:00"))


def test_a_status_holds_from_its_beginning() -> None:
    assert category_when(looked_after("2031-03-04 21:00")) == "unauthorised_absence"
    assert category_when(looked_after("2031-03-04 21:01")) == "not_missing"


def test_a_status_holds_until_its_end_which_is_not_included() -> None:
    until = looked_after(until=at("2031-03-04 21:00"))
    assert category_when(until) == "not_missing"
    assert category_when(looked_after(until=at("2031-03-04 21:01"))) == "unauthorised_absence"


def test_a_status_until_a_date_ends_as_that_day_begins() -> None:
    assert category_when(looked_after(until=day("2031-03-04"))) == "not_missing"
    assert category_when(looked_after(until=day("2031-03-05"))) == "unauthorised_absence"


def test_a_status_that_replaces_another_ends_it() -> None:
    early = status("early_help", "2031-03-01 00:00", replaces_status="looked_after")
    assert category_when(looked_after(), early) == "not_missing"


def test_statuses_stand_side_by_side() -> None:
    early = status("early_help", "2031-03-01 00:00")
    assert category_when(looked_after(), early) == "unauthorised_absence"
