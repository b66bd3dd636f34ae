"""Tests do not disappear unnoticed."""

import pytest

from tests.repository.collected import measure, removed, verdict


def test_the_number_of_tests_does_not_fall_without_a_line_in_the_changelog() -> None:
    count, floor, gone = measure()
    assert floor > 0
    assert verdict(count=count, floor=floor, gone=gone) == ""


@pytest.mark.parametrize(
    ("count", "floor", "gone", "said"),
    [
        (100, 100, 0, ""),
        (105, 100, 0, ""),
        (99, 100, 0, "1 fewer tests than there were"),
        (99, 100, 1, ""),
        (98, 100, 1, "Tests removed: 1 (reason)"),
        (121, 100, 0, "run make floor"),
        (120, 100, 1, "run make floor"),
    ],
)
def test_the_verdict(count: int, floor: int, gone: int, said: str) -> None:
    words = verdict(count=count, floor=floor, gone=gone)
    assert said in words
    assert bool(words) == bool(said)


@pytest.mark.parametrize(
    ("changelog", "number"),
    [
        ("", 0),
        ("- Tests removed: 3 (two rules became one)\n", 3),
        ("Tests removed: 3 (a)\n\n## older\n* Tests removed: 4 (b)\n", 7),
        ("- Tests removed: 3\n", 0),
        ("- Tests removed: 3 ()\n", 0),
        ("- Some text about Tests removed: 3 (a)\n", 0),
    ],
)
def test_a_removal_counts_only_with_its_reason(changelog: str, number: int) -> None:
    assert removed(changelog) == number
