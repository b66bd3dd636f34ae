"""Invalid facts are refused at the door, in words that say what was expected."""

import pytest

from tests.engine.build import VOCABULARY, at, decided, fact, pack
from tests.engine.wrong import PLAIN, RIGHT, WRONG
from wayhome.engine import Fact
from wayhome.engine.door import RefusedError, check_facts, problems_of


@pytest.mark.parametrize(("facts", "said"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_it_refuses(facts: list[Fact], said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_facts(facts, VOCABULARY)
    assert said in str(refused.value)


@pytest.mark.parametrize("facts", RIGHT)
def test_it_takes(facts: list[Fact]) -> None:
    check_facts(facts, VOCABULARY)


@pytest.mark.parametrize("facts", RIGHT)
def test_what_it_takes_can_be_decided(facts: list[Fact]) -> None:
    decided(pack(), facts, "2031-03-08 12:00")


@pytest.mark.parametrize("facts", [w[1] for w in WRONG], ids=[w[0] for w in WRONG])
def test_every_sentence_names_the_fact(facts: list[Fact]) -> None:
    with pytest.raises(RefusedError) as refused:
        check_facts(facts, VOCABULARY)
    assert refused.value.problems
    for sentence in refused.value.problems:
        assert any(sentence.startswith(f"fact {f.id}") for f in facts)


def test_all_problems_are_told_at_once() -> None:
    wrong = [
        fact("police_grade_set", "2031-03-04 12:00", "milkman", id="f1", grade="urgent"),
        fact("went_for_a_walk", "2031-03-04 12:00", id="f2"),
    ]
    with pytest.raises(RefusedError) as refused:
        check_facts(wrong, VOCABULARY)
    assert len(refused.value.problems) == 3
    assert str(refused.value) == "; ".join(refused.value.problems)


def test_a_refusal_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="no such kind"):
        check_facts([fact("went_for_a_walk", "2031-03-04 12:00")], VOCABULARY)


def test_a_fact_in_order_has_no_problems() -> None:
    assert problems_of(PLAIN, VOCABULARY) == []


def test_facts_may_come_as_any_sequence() -> None:
    check_facts(iter([PLAIN]), VOCABULARY)
    check_facts((PLAIN,), VOCABULARY)


def test_a_fact_that_has_yet_to_happen_is_taken() -> None:
    later = fact("search_done", "2031-12-04 12:00", recorded=at("2031-03-04 12:00"))
    check_facts([later], VOCABULARY)
