"""Facts known by their day only, and what stands beside them on that day."""

from tests.engine.build import (
    day,
    decided,
    due_of,
    duty,
    episodes,
    fact,
    in_force,
    local,
    pack,
    the_duty,
    the_episode,
    within,
)
from wayhome.engine import Fact

PACK = pack()
LATER = "2031-03-20 12:00"
MISSED = fact("absence_noticed", "2031-03-04 21:00", "foster_carer")


def by_day(kind: str, text: str, **more: object) -> Fact:
    return fact(kind, f"{text} 00:00", "foster_carer", date_only=True, **more)


def test_an_absence_known_by_its_day_starts_with_that_day() -> None:
    episode = the_episode(
        decided(PACK, [by_day("absence_noticed", "2031-07-02")], "2031-07-04 12:00")
    )
    assert local(episode.started) == "2031-07-02 00:00"


def test_hours_run_from_the_start_of_the_day_where_only_the_day_is_known() -> None:
    made = pack(duty("review", opens="absence_noticed", due=within("72 hours")))
    decision = decided(made, [by_day("absence_noticed", "2031-07-02")], "2031-07-04 12:00")
    assert due_of(the_duty(decision, "review")) == "2031-07-05 00:00"


def test_a_fact_of_the_day_before_belongs_before() -> None:
    report = by_day("reported_to_police", "2031-03-03")
    decision = decided(PACK, [report, MISSED], LATER)
    assert [local(e.started) for e in episodes(decision)] == ["2031-03-03 00:00"]


def test_a_fact_of_the_same_day_waits_for_what_began_that_day() -> None:
    search = by_day("search_done", "2031-03-04")
    decision = decided(PACK, [search, MISSED], LATER)
    assert [local(e.started) for e in episodes(decision)] == ["2031-03-04 21:00"]


def test_a_fact_of_the_day_alone_starts_one_where_nothing_else_does() -> None:
    search = by_day("search_done", "2031-03-04")
    decision = decided(PACK, [search], LATER)
    assert [local(e.started) for e in episodes(decision)] == ["2031-03-04 00:00"]


def test_a_return_of_that_day_recorded_before_the_absence_does_not_end_it() -> None:
    morning = by_day("returned", "2031-03-04", recorded="2031-03-04 09:00")
    decision = decided(PACK, [morning, MISSED], LATER)
    assert in_force(decision) == "missing"
    assert the_episode(decision).returned_at is None


def test_a_return_of_that_day_recorded_after_the_absence_ends_it() -> None:
    evening = by_day("returned", "2031-03-04", recorded="2031-03-05 09:00")
    decision = decided(PACK, [evening, MISSED], LATER)
    assert local(the_episode(decision).returned_at) == "2031-03-04 21:00"


def test_a_return_of_the_next_day_ends_it() -> None:
    decision = decided(PACK, [MISSED, by_day("returned", "2031-03-05")], LATER)
    assert local(the_episode(decision).returned_at) == "2031-03-05 00:00"


def test_what_was_done_on_the_day_of_the_opening_counts_as_done_after_it() -> None:
    made = pack(duty("review", opens="absence_noticed", due=within("4 hours"), met="meeting_held"))
    one = the_duty(decided(made, [MISSED, by_day("meeting_held", "2031-03-04")], LATER), "review")
    assert (one.status, local(one.met_at)) == ("met", "2031-03-04 21:00")


def test_what_was_done_on_the_day_before_does_not_count() -> None:
    made = pack(duty("review", opens="absence_noticed", due=within("4 hours"), met="meeting_held"))
    held = by_day("meeting_held", "2031-03-03")
    assert the_duty(decided(made, [MISSED, held], LATER), "review").status == "overdue"


def test_a_late_entry_of_that_day_in_a_running_absence_belongs_to_it() -> None:
    again = fact("absence_noticed", "2031-03-05 21:00")
    decision = decided(PACK, [MISSED, by_day("search_done", "2031-03-05"), again], LATER)
    assert [local(e.started) for e in episodes(decision)] == ["2031-03-04 21:00"]


def test_an_earlier_episode_known_by_its_day_is_counted_by_it() -> None:
    facts = [MISSED, fact("earlier_episode", "2031-01-05 00:00", from_=day("2031-01-05"))]
    assert len(episodes(decided(PACK, facts, LATER))) == 1
