"""A file that has grown past 500 lines is doing more than one thing: split it."""

from tests.repository.tree import ROOT, python_files, shown

LIMIT = 500


def test_no_file_of_code_has_more_than_500_lines() -> None:
    too_long = {
        shown(path): lines
        for path in python_files(ROOT)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LIMIT
    }
    assert too_long == {}


def test_there_is_code_to_measure() -> None:
    assert any(shown(path).startswith("src/wayhome/") for path in python_files(ROOT))
