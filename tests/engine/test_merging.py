"""The same kind on the same occasion is one duty, whoever asks for it."""

from typing import Any

import pytest

from tests.engine.build import (
    decided,
    due_of,
    duties,
    duty,
    evidence,
    fact,
    immediately,
    local,
    looked_after,
    on,
    other_pack,
    pack,
    span,
    the_duty,
    told,
    unless,
    vocabulary,
    within,
)
from tests.engine.words import KINDS
from wayhome.engine import CompiledPack, Duty, Fact
from wayhome.engine import rules as r

MISSED = fact("absence_noticed", "2031-03-04 21:00", "foster_carer")
REPORT = fact("reported_to_police", "2031-03-04 22:00", "foster_carer")
HELD = fact("meeting_held", "2031-03-05 10:00")
NOW = "2031-03-08 12:00"


def ask(key: str, **more: Any) -> r.Rule:
    return duty("review", key=key, cites=(f"APW-{key}",), **{"opens": "absence_noticed", **more})


def merged(*rules: r.Rule, facts: tuple[Fact, ...] = (), now: str = NOW) -> Duty:
    return the_duty(decided(pack(*rules), [MISSED, *facts], now), "review")


# --- two rules of one procedure -------------------------------------------------------------------


def test_two_rules_make_one_duty_that_cites_both() -> None:
    one = merged(ask("a"), ask("b"))
    assert one.cites == ("APW-a", "APW-b")
    assert one.procedures == ("applewick",)


def test_a_clause_is_cited_once() -> None:
    again = duty("review", key="b", cites=("APW-a", "APW-b"), opens="absence_noticed")
    assert merged(ask("a"), again).cites == ("APW-a", "APW-b")


def test_another_kind_or_another_episode_is_another_duty() -> None:
    made = pack(ask("a"), duty("meeting", opens="absence_noticed"))
    back = fact("returned", "2031-03-05 01:00")
    again = fact("absence_noticed", "2031-03-06 21:00")
    decision = decided(made, [MISSED, back, again], NOW)
    assert len(duties(decision, "review")) == len(duties(decision, "meeting")) == 2


@pytest.mark.parametrize(
    ("dues", "expected"),
    [
        ((within("4 hours"), within("2 hours")), "2031-03-04 23:00"),
        ((within("4 hours"), within("0 days")), "2031-03-04"),
        ((within("2 hours"), within("0 days")), "2031-03-04 23:00"),
        ((within("3 days"), within("1 working_days")), "2031-03-05"),
        ((immediately(), within("1 hours")), "immediately 2031-03-04 21:00"),
        ((within("5 days"), ()), "2031-03-09"),
        (((), ()), ""),
    ],
)
def test_the_strictest_due_time_holds_in_either_order(dues: Any, expected: str) -> None:
    first, second = dues
    assert due_of(merged(ask("a", due=first), ask("b", due=second))) == expected
    assert due_of(merged(ask("a", due=second), ask("b", due=first))) == expected


def test_the_earliest_limit_holds() -> None:
    lenient = ask("a", due=within("1 hours"), late=within("5 days"))
    strict = ask("b", due=within("2 days"))
    assert merged(lenient, strict, now="2031-03-06 12:00").status == "open"
    assert merged(lenient, strict, now="2031-03-07 00:00").status == "overdue"


def test_beside_a_strict_rule_never_late_does_not_hold() -> None:
    never = ask("a", due=immediately(), never_late=True)
    strict = ask("b", due=within("4 hours"))
    one = merged(never, strict)
    assert (one.status, one.never_late) == ("overdue", False)
    assert due_of(one) == "2031-03-05 01:00"


def test_beside_a_rule_without_a_time_never_late_holds() -> None:
    one = merged(ask("a", due=immediately(), never_late=True), ask("b"))
    assert (one.status, one.never_late) == ("open", True)


def test_a_part_that_opens_later_makes_it_stricter_then() -> None:
    rules = ask("a", due=within("9 days")), ask("b", opens="search_done", due=within("1 hours"))
    search = fact("search_done", "2031-03-05 08:00")
    early = merged(*rules, facts=(search,), now="2031-03-05 07:59")
    late = merged(*rules, facts=(search,), now="2031-03-05 08:00")
    assert (due_of(early), early.cites) == ("2031-03-13", ("APW-a",))
    assert (due_of(late), late.cites) == ("2031-03-05 09:00", ("APW-a", "APW-b"))


def test_a_duty_keeps_its_name_when_a_further_part_opens() -> None:
    rules = ask("a"), ask("b", opens="search_done")
    search = fact("search_done", "2031-03-05 08:00")
    early = merged(*rules, facts=(search,), now="2031-03-05 07:59")
    assert merged(*rules, facts=(search,)).id == early.id


def test_a_duty_keeps_its_name_when_time_alone_opens_a_further_part() -> None:
    """Opened first by the report; the second part opens later, by an older fact."""
    rules = (
        ask("a", opens="reported_to_police"),
        ask("b", opens=on("absence_noticed", after=span("2 days"))),
    )
    early = merged(*rules, facts=(REPORT,), now="2031-03-05 12:00")
    later = merged(*rules, facts=(REPORT,), now="2031-03-07 12:00")
    assert len(later.cites) == 2
    assert later.id == early.id


# --- met and closed -------------------------------------------------------------------------------


def test_all_parts_must_be_met() -> None:
    rules = ask("a", met="reported_to_police"), ask("b", met="meeting_held")
    assert merged(*rules, facts=(REPORT,)).status == "open"
    both = merged(*rules, facts=(REPORT, HELD))
    assert (both.status, both.met_by, local(both.met_at)) == ("met", HELD.id, "2031-03-05 10:00")


def test_a_part_without_evidence_of_its_own_follows_the_others() -> None:
    rules = ask("a", met="reported_to_police"), ask("b")
    assert merged(*rules, facts=(REPORT,)).status == "met"
    assert merged(*rules).status == "open"


def test_one_part_met_and_the_other_not_needed_is_met() -> None:
    rules = (
        ask("a", met="reported_to_police"),
        ask("b", met="meeting_held", not_needed=unless("x", "search_done")),
    )
    search = fact("search_done", "2031-03-05 08:00")
    assert merged(*rules, facts=(REPORT, search)).status == "met"


def test_one_part_not_needed_leaves_the_other_open() -> None:
    rules = ask("a", not_needed=unless("x", "search_done")), ask("b")
    search = fact("search_done", "2031-03-05 08:00")
    assert merged(*rules, facts=(search,)).status == "open"


def test_all_parts_not_needed_make_it_not_needed() -> None:
    rules = (
        ask("a", not_needed=unless("searched", "search_done")),
        ask("b", not_needed=unless("reported", "reported_to_police")),
    )
    search = fact("search_done", "2031-03-05 08:00")
    one = merged(*rules, facts=(REPORT, search))
    assert (one.status, one.reason) == ("not_needed", "searched")


def test_met_late_goes_by_the_strictest_time() -> None:
    rules = (
        ask("a", due=within("1 hours"), met="meeting_held"),
        ask("b", due=within("9 days"), met="meeting_held"),
    )
    assert merged(*rules, facts=(HELD,)).status == "met_late"


def test_what_must_be_in_it_is_put_together() -> None:
    police = ask("a", value=r.Value(constant="101"), met=told("police"))
    school = ask("b", met=told("school", "police"))
    assert merged(police, school).value == ("101", "school", "police")


def test_checklists_are_put_together() -> None:
    one = merged(
        ask("a", checklist=(r.CheckItem("ring friends"),)),
        ask("b", checklist=(r.CheckItem("look in the shed", ("APW-8",)),)),
    )
    assert [item for item, _ in one.checklist] == ["ring friends", "look in the shed"]
    assert "APW-8" in one.cites


# --- several procedures ---------------------------------------------------------------------------

HERE = looked_after(
    responsible_authority={"name": "North Marrow"}, host_authority={"name": "Applewick"}
)


def two(kind: str = "review", ours: Any = None, theirs: Any = None) -> list[CompiledPack]:
    given = {"opens": "absence_noticed", "owner": "front_door", **(ours or {})}
    other = {"opens": "absence_noticed", "owner": "social_worker", **(theirs or {})}
    return [pack(duty(kind, **given)), other_pack(duty(kind, cites=("NMA-1",), **other))]


def union(kind: str, *facts: Fact, **more: Any) -> Duty:
    return the_duty(decided(two(kind, **more), [HERE, MISSED, *facts], NOW), kind)


def test_two_procedures_ask_for_one_duty() -> None:
    one = union("review")
    assert one.cites == ("APW-review", "NMA-1")
    assert one.procedures == ("applewick", "north-marrow")
    assert one.owners == {"applewick": "front_door", "north-marrow": "social_worker"}


@pytest.mark.parametrize(
    ("kind", "owner"),
    [
        ("return_interview", "social_worker"),  # the responsible authority
        ("police_report", "front_door"),  # the host
        ("meeting", "social_worker"),  # either: the responsible one first
    ],
)
def test_one_role_is_accountable(kind: str, owner: str) -> None:
    assert union(kind).owner == owner


@pytest.mark.parametrize("kind", ["return_interview", "police_report", "meeting"])
def test_the_order_in_which_procedures_are_given_does_not_choose_the_owner(kind: str) -> None:
    packs = two(kind)
    facts = [HERE, MISSED]
    assert the_duty(decided(packs, facts, NOW), kind).owner == (
        the_duty(decided(packs[::-1], facts, NOW), kind).owner
    )


def test_an_authority_that_neither_hosts_nor_is_responsible_acts_where_the_child_is_found() -> None:
    elsewhere = looked_after(
        responsible_authority={"name": "North Marrow"}, host_authority={"name": "Third"}
    )
    one = the_duty(decided(two("report_abuse"), [elsewhere, MISSED], NOW), "report_abuse")
    assert one.owner == "front_door"


def test_without_an_owner_of_its_own_the_other_procedures_role_is_accountable() -> None:
    assert union("return_interview", theirs={"owner": None}).owner == "front_door"


def test_the_strictest_time_of_the_procedures_holds() -> None:
    one = union("review", ours={"due": within("5 days")}, theirs={"due": within("3 days")})
    assert due_of(one) == "2031-03-07"


def test_evidence_of_both_procedures_is_asked_for() -> None:
    more = {"ours": {"met": "reported_to_police"}, "theirs": {"met": evidence(["meeting_held"])}}
    assert union("review", REPORT, **more).status == "open"
    assert union("review", REPORT, HELD, **more).status == "met"


def test_not_needed_under_one_procedure_is_still_needed_under_the_other() -> None:
    closed = {"not_needed": unless("reported", "reported_to_police")}
    assert union("review", REPORT, ours=closed).status == "open"


def test_a_duty_says_that_it_is_owed_under_several_procedures() -> None:
    step = union("return_interview").why[-1]
    assert (step.kind, step.procedure) == ("merged", "north-marrow")


def test_what_applies_only_to_a_councils_own_children_is_not_asked_of_others() -> None:
    own = {"when": r.AuthorityIs(frozenset({"own", "placed_out"}))}
    assert union("review", ours=own).procedures == ("north-marrow",)


def test_each_occasion_is_merged_by_itself() -> None:
    every = {"opens": "search_done", "each": True}
    packs = two("review", every, every)
    searches = [fact("search_done", f"2031-03-04 2{n}:30") for n in (1, 2)]
    found = duties(decided(packs, [HERE, MISSED, *searches], NOW), "review")
    assert [len(d.procedures) for d in found] == [2, 2]


def test_a_kind_that_nobody_described_is_dated() -> None:
    plain = vocabulary(duties={name: kind for name, kind in KINDS.items() if name != "review"})
    made = pack(ask("a"), vocabulary=plain)
    assert the_duty(decided(made, [MISSED], NOW), "review").tier == "dated"


def test_a_duty_names_the_occasion_it_belongs_to() -> None:
    seen = fact("last_seen", "2031-03-04 18:00", "foster_carer")
    back = fact("returned", "2031-03-05 01:00")
    made = pack(duty("return_interview", opens="returned"))
    one = the_duty(decided(made, [seen, MISSED, back], NOW), "return_interview")
    assert {back.at, seen.at, MISSED.at} == set(one.instance)


def test_what_is_asked_once_and_each_time_is_one_duty_where_one_fact_opens_both() -> None:
    once = ask("a", opens="search_done")
    each = ask("b", opens="search_done", each=True)
    first = fact("search_done", "2031-03-05 09:00")
    second = fact("search_done", "2031-03-05 10:00")
    decision = decided(pack(once, each), [MISSED, first, second], "2031-03-05 12:00")
    found = [(d.id, len(d.cites)) for d in decision.duties]
    assert sorted(count for _, count in found) == [1, 2]
    assert len({name for name, _ in found}) == len(found)
