"""Every kind of wrongness is told with file, line and words that help, and nothing else is told."""

from pathlib import Path

import pytest

from tests.packs import wrongness
from wayhome.packs import load_all
from wayhome.packs.check import check


def test_the_right_pack_has_no_problem(tmp_path: Path) -> None:
    assert check(load_all(wrongness.lay_out(None, tmp_path))) == []


def test_there_are_many_kinds_of_wrongness() -> None:
    assert len(wrongness.cases()) >= 60


@pytest.mark.parametrize("case", wrongness.cases(), ids=lambda case: case.name)
def test_a_wrong_pack_is_told_in_words_that_help(case: Path, tmp_path: Path) -> None:
    problems = check(load_all(wrongness.lay_out(case, tmp_path)))
    told = [str(problem) for problem in problems]
    left = list(told)
    for expected in wrongness.expected(case):
        place = f"(procedures/{expected.place})"
        fitting = [
            text
            for text in left
            if text.endswith(place) and all(word in text for word in expected.words)
        ]
        assert fitting, f"{place} with {expected.words} is not among {told}"
        left.remove(fitting[0])
    assert left == []
