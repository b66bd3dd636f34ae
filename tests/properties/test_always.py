"""What holds of every case, under every procedure and all of them together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.cases import Case, cases, moments
from tests.properties.packs import CHOICES, VOCABULARY, Procedures
from wayhome.engine import Decision, Fact, decide
from wayhome.engine.door import check_facts

procedures = st.sampled_from(CHOICES)
TICK = timedelta(microseconds=1)


def shown(decision: Decision) -> Decision:
    """A decision without its own times."""
    nowhen = datetime.min.replace(tzinfo=UTC)
    return replace(decision, as_of=nowhen, known_at=nowhen, next_change=None)


@given(cases())
def test_the_cases_drawn_here_pass_the_door(case: Case) -> None:
    check_facts(case.facts, VOCABULARY)
    assert len({fact.at for fact in case.facts}) == len(case.facts)


@given(procedures, cases(), moments, moments)
def test_every_valid_case_is_decided_and_always_alike(
    packs: Procedures, case: Case, part: int, known: int
) -> None:
    now, known_at = case.after(part), case.after(known)
    assert decide(packs, case.facts, now, known_at) == decide(packs, case.facts, now, known_at)


@given(procedures, cases(), moments, st.data())
def test_the_order_of_facts_does_not_matter(
    packs: Procedures, case: Case, part: int, data: st.DataObject
) -> None:
    now = case.after(part)
    shuffled = data.draw(st.permutations(case.facts))
    assert decide(packs, shuffled, now) == decide(packs, case.facts, now)


@given(procedures, cases(), moments, moments)
def test_what_is_recorded_later_never_changes_what_was_known_earlier(
    packs: Procedures, case: Case, part: int, known: int
) -> None:
    now, known_at = case.after(part), case.after(known)
    then = tuple(fact for fact in case.facts if fact.known_from <= known_at)
    assert decide(packs, case.facts, now, known_at) == decide(packs, then, now, known_at)


@given(procedures, cases(), moments, moments)
def test_a_duty_once_opened_stays(packs: Procedures, case: Case, one: int, other: int) -> None:
    early, late = case.after(min(one, other)), case.after(max(one, other))
    before, after = decide(packs, case.facts, early), decide(packs, case.facts, late)
    names = {duty.id for duty in after.duties}
    assert {duty.id for duty in before.duties} <= names
    assert len(names) == len(after.duties)
    for duty in after.duties:
        assert duty.status in ("open", "overdue", "met", "met_late", "not_needed")
        assert duty.status != "not_needed" or duty.reason
        assert (duty.met_at is not None) == (duty.status in ("met", "met_late"))


@given(procedures, cases(), moments, moments)
def test_a_duty_once_opened_stays_with_the_same_knowledge(
    packs: Procedures, case: Case, one: int, other: int
) -> None:
    early, late = case.after(min(one, other)), case.after(max(one, other))
    before = decide(packs, case.facts, early, case.end)
    after = decide(packs, case.facts, late, case.end)
    assert {duty.id for duty in before.duties} <= {duty.id for duty in after.duties}


@given(procedures, cases(), moments, st.floats(0, 1))
def test_next_change_is_true(packs: Procedures, case: Case, part: int, share: float) -> None:
    now = case.after(part)
    known: tuple[Fact, ...] = tuple(f for f in case.facts if f.known_from <= now)
    decision = decide(packs, known, now)
    change = decision.next_change
    if change is None:
        later = now + timedelta(days=4000 * share)
        assert shown(decide(packs, known, later)) == shown(decision)
        return
    assert change > now
    between = now + (change - now) * share
    for instant in (between if between < change else change - TICK, change - TICK):
        assert shown(decide(packs, known, instant)) == shown(decision)
    assert shown(decide(packs, known, change)) != shown(decision)


@given(procedures, cases(), moments)
def test_every_answer_says_where_it_comes_from(packs: Procedures, case: Case, part: int) -> None:
    decision = decide(packs, case.facts, case.after(part))
    clauses = {clause for pack in packs for clause in pack.pack.clauses}
    items: list[Any] = [*decision.flags, *decision.prompts, *decision.findings]
    for duty in decision.duties:
        assert duty.owner
        assert duty.cites
        assert set(duty.cites) <= clauses
        assert duty.why[0].kind == "rule"
    for item in items:
        assert set(item.cites) <= clauses
        # Only what safety raises above every procedure rests on no clause.
        assert item.why[0].kind == ("rule" if item.cites else "safety")
    for subject in decision.subjects:
        assert subject.started <= decision.as_of


@settings(max_examples=30)
@given(cases(), moments, st.data())
def test_in_a_union_of_procedures_the_strictest_time_holds(
    case: Case, part: int, data: st.DataObject
) -> None:
    together = max(CHOICES, key=len)
    now = case.after(part)
    union = decide(together, case.facts, now)
    for pack in together:
        for alone in decide([pack], case.facts, now).duties:
            if alone.reason == "corrected":
                continue
            merged = [
                duty
                for duty in union.duties
                if (duty.subject, duty.kind, duty.number)
                == (alone.subject, alone.kind, alone.number)
                and set(alone.cites) <= set(duty.cites)
                and alone.opened_at in (duty.opened_at, *duty.instance, alone.opened_at)
            ]
            assert merged
            if alone.overdue_from is not None:
                limits = [d.overdue_from for d in merged if d.overdue_from is not None]
                assert limits
                assert min(limits) <= alone.overdue_from
