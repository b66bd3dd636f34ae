"""What must hold while time goes on: birthdays, two corrections, allocations, statuses,
versions."""

from tests.engine.build import (
    at,
    born,
    category,
    category_is,
    day,
    decided,
    duty,
    episodes,
    fact,
    in_force,
    looked_after,
    owner,
    pack,
    said,
    the_duty,
    unless,
    within,
)
from wayhome.engine import rules as r

MISSED = fact("absence_noticed", "2031-03-04 21:00", "school")


def test_turning_eighteen_takes_no_child_out_of_the_search() -> None:
    children = pack(category("missing", r.Age(under=18)), category("none"))
    facts = [born("2013-03-06"), MISSED]
    assert said(decided(children, facts, "2031-03-05 12:00")) == "missing"
    after = decided(children, facts, "2031-03-07 12:00")
    assert (said(after), in_force(after)) == ("none", "missing")


def test_the_birthday_changes_what_the_procedure_says_though_nobody_writes_a_word() -> None:
    children = pack(category("missing", r.Age(under=18)), category("none"))
    decision = decided(children, [born("2013-03-06"), MISSED], "2031-03-05 12:00")
    assert decision.next_change == at("2031-03-06 00:00")


def test_of_two_corrections_of_one_fact_the_later_one_stands() -> None:
    first = fact(
        "absence_noticed", "2031-03-04 20:00", recorded="2031-03-05 08:00", corrects=MISSED.id
    )
    second = fact(
        "absence_noticed", "2031-03-04 20:30", recorded="2031-03-05 09:00", corrects=MISSED.id
    )
    for facts in ([MISSED, first, second], [MISSED, second, first]):
        [episode] = episodes(decided(pack(), facts, "2031-03-05 12:00"))
        assert episode.started == at("2031-03-04 20:30")


def test_the_latest_allocation_replaces_the_one_before() -> None:
    asked = pack(duty("review", opens="absence_noticed", owner=owner("school", "team_manager")))
    first = fact("case_allocated", "2031-03-01 09:00", to="team_manager")
    second = fact("case_allocated", "2031-03-02 09:00", to="social_worker")
    one = decided(asked, [first, MISSED], "2031-03-05 12:00")
    two = decided(asked, [first, second, MISSED], "2031-03-05 12:00")
    assert the_duty(one, "review").owner == "team_manager"
    assert the_duty(two, "review").owner == "school"


def test_a_status_that_begins_again_ends_the_one_before_it() -> None:
    old = looked_after(until=at("2031-06-01 00:00"), placement_kind="foster_home")
    new = looked_after("2031-03-01 09:00", placement_kind="residential_home")
    kind = (r.Test("placement_kind", "any_of", ("foster_home",)),)
    fostered = pack(
        category("absconder", r.HasStatus(frozenset({"looked_after"}), kind)), category("missing")
    )
    assert said(decided(fostered, [old, new, MISSED], "2031-03-05 12:00")) == "missing"


def test_a_duty_keeps_the_clauses_of_the_version_that_opened_it() -> None:
    def version(cites: str, **force: object) -> object:
        one = duty("review", opens=["absence_noticed", "search_done"], when=category_is("missing"))
        return pack(r.Rule(**{**_fields(one), "cites": (cites,)}), **force)

    old = version("OLD-1", in_force_until=day("2031-03-04"))
    new = version("NEW-1", in_force_from=day("2031-03-05"))
    search = fact("search_done", "2031-03-05 09:00")
    for versions in ([old, new], [new, old]):
        decision = decided(versions, [MISSED, search], "2031-03-05 12:00")
        assert the_duty(decision, "review").cites == ("OLD-1",)


def _fields(rule: r.Rule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in r.Rule.__dataclass_fields__}


def test_what_was_not_needed_and_was_done_too_late_is_not_late() -> None:
    one = duty(
        "review",
        opens="absence_noticed",
        due=within("1 hours"),
        met="meeting_held",
        not_needed=(unless("it was declined", "return_interview_declined"),),
    )
    declined = fact("return_interview_declined", "2031-03-04 21:30", "child", reason="no")
    held = fact("meeting_held", "2031-03-05 09:00")
    decision = decided(pack(one), [MISSED, declined, held], "2031-03-05 12:00")
    assert the_duty(decision, "review").status == "not_needed"
