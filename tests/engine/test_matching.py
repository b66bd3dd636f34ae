"""Which facts a selector finds: each test of an attribute, where it holds and where it does not."""

from typing import Any

import pytest

from tests.engine.build import fact, sel
from wayhome.engine.matching import by_kind, compile_selector


def matches(selector: Any, who: str = "", **attributes: Any) -> bool:
    return compile_selector(selector)(fact("search_done", "2031-03-04 22:00", who, **attributes))


@pytest.mark.parametrize(
    ("wanted", "held", "expected"),
    [
        ("house", "house", True),
        ("house", "garden", False),
        (("house", "garden"), "garden", True),
        ("house", ["attic", "house"], True),  # a list: contains
        ("house", ("attic", "shed"), False),
        (("house", "shed"), ["attic", "shed"], True),
        ("house", [], False),
        (True, True, True),
        (True, False, False),
        (True, 1, False),  # one is not true
        (1, True, False),
        (False, 0, False),
        (2, 2, True),
        (2, 2.0, True),
        ("2", 2, False),
        ("house", None, False),
        ("house", {"house": "house"}, False),
    ],
)
def test_equal_or_any_of(wanted: Any, held: Any, expected: bool) -> None:
    assert matches(sel("search_done", stage=wanted), stage=held) is expected
    assert matches(sel("search_done", stage={"not": wanted}), stage=held) is not expected


def test_what_is_not_recorded_equals_nothing_and_is_not_anything() -> None:
    assert not matches(sel("search_done", stage="house"))
    assert matches(sel("search_done", stage={"not": "house"}))
    assert matches(sel("search_done", stage={"not": False}))


@pytest.mark.parametrize(
    ("held", "known"),
    [
        ("house", True),
        (False, True),
        (0, True),
        (["house"], True),
        ("", False),
        (None, False),
        ([], False),
        ((), False),
    ],
)
def test_known_and_not_known(held: Any, known: bool) -> None:
    assert matches(sel("search_done", stage={"known": True}), stage=held) is known
    assert matches(sel("search_done", stage={"known": False}), stage=held) is not known


def test_an_attribute_left_out_is_not_known() -> None:
    assert matches(sel("search_done", stage={"known": False}))
    assert not matches(sel("search_done", stage={"known": True}))


@pytest.mark.parametrize(
    ("held", "at_least_three", "under_three"),
    [
        (3, True, False),
        (2, False, True),
        (2.5, False, True),
        (["a", "b", "c"], True, False),  # of a list: how many it holds
        (["a"], False, True),
        ([], False, True),
        (None, False, False),  # not recorded is neither
        ("3", False, False),
        (True, False, False),
    ],
)
def test_at_least_and_under(held: Any, at_least_three: bool, under_three: bool) -> None:
    assert matches(sel("search_done", steps={"at_least": 3}), steps=held) is at_least_three
    assert matches(sel("search_done", steps={"under": 3}), steps=held) is under_three


def test_a_number_not_recorded_is_neither_at_least_nor_under() -> None:
    assert not matches(sel("search_done", steps={"at_least": 0}))
    assert not matches(sel("search_done", steps={"under": 99}))


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("the flat in Testby, above the shop", True),
        ("TESTBY", True),
        ("outside Testby's walls", True),
        ("Testbyshire", False),
        ("Little Testby", True),
        ("Sample Green", True),
        ("Sample", False),
        (["a park", "Testby"], True),
        (["a park"], False),
        (None, False),
        (7, False),
    ],
)
def test_mentions_looks_for_whole_words(held: Any, expected: bool) -> None:
    asked = sel("search_done", stage={"mentions": ("Testby", "Sample Green")})
    assert matches(asked, stage=held) is expected


def test_a_word_with_a_dot_is_taken_as_it_is() -> None:
    asked = sel("search_done", stage={"mentions": "a.b"})
    assert matches(asked, stage="at a.b now")
    assert not matches(asked, stage="at axb now")


def test_every_test_must_hold() -> None:
    both = sel("search_done", stage="house", steps={"at_least": 1})
    assert matches(both, stage="house", steps=["stairs"])
    assert not matches(both, stage="house", steps=[])
    assert not matches(both, stage="garden", steps=["stairs"])


def test_who_did_it() -> None:
    assert matches(sel("search_done", by=("police", "school")), "school")
    assert not matches(sel("search_done", by="police"), "school")
    assert not matches(sel("search_done", by="police"), "")
    assert matches(sel("search_done"), "")
    assert not matches(sel("search_done", by="police", stage="house"), "police", stage="garden")


def test_selectors_of_one_kind_are_alternatives() -> None:
    table = by_kind([sel("search_done", stage="house"), sel("search_done", by="police")])
    match = table["search_done"]
    assert match(fact("search_done", "2031-03-04 22:00", stage="house"))
    assert match(fact("search_done", "2031-03-04 22:00", "police"))
    assert not match(fact("search_done", "2031-03-04 22:00", stage="garden"))
    assert set(table) == {"search_done"}
