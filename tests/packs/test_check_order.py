"""`check` tells what cannot be read first and alone; the rest would mostly follow from it."""

from pathlib import Path

import pytest

from tests.packs import wrongness
from wayhome.cli import main
from wayhome.cli.setting import is_vignettes
from wayhome.packs import load_all
from wayhome.packs.check import check

RULES = "testshire/sections/02-duties.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = wrongness.lay_out(None, tmp_path)
    path = root / RULES
    text = path.read_text(encoding="utf-8")
    assert "within: 72 hours" in text
    # A time that disagrees with its clause, and a rule that cannot be read.
    path.write_text(
        text.replace("within: 72 hours", "within: 48 hours").replace("due: same_day", "due: soon"),
        encoding="utf-8",
    )
    return root


def test_what_cannot_be_read_is_told_alone(root: Path) -> None:
    assert [problem.code for problem in check(load_all(root))] == ["due"]


def test_the_rest_is_said_not_to_have_been_looked_at(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--procedures", str(root)]) == 1
    told = capsys.readouterr().out
    assert told.startswith(f"procedures/{RULES}:")
    assert "the rest was not looked at until these are mended" in told
    assert "worked examples" not in told


def test_a_time_changed_in_the_rule_alone_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = wrongness.lay_out(None, tmp_path)
    path = root / RULES
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("within: 72 hours", "within: 48 hours"), encoding="utf-8")
    assert main(["check", "--procedures", str(root)]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "clauses.yaml says 72 hours, the rule 48 hours" in told


def test_a_time_that_the_reading_is_silent_about_is_a_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = wrongness.lay_out(None, tmp_path)
    path = root / RULES
    text = path.read_text(encoding="utf-8")
    silent = "  reading: Hours run day and night.\n  met: return_interview_held\n"
    text = text.replace("within: 72 hours", "within: 48 hours")
    path.write_text(text.replace("  met: return_interview_held\n", silent), encoding="utf-8")
    assert check(load_all(root)) == []
    main(["check", "--procedures", str(root)])
    told = " ".join(capsys.readouterr().out.split())
    assert "hint: TES-2-02: clauses.yaml says 72 hours, the rule 48 hours" in told
    path.write_text(path.read_text().replace("Hours run", "48 by agreement: hours run"))
    main(["check", "--procedures", str(root)])
    assert "hint:" not in capsys.readouterr().out


def test_a_file_of_blank_lines_is_looked_through_at_once(tmp_path: Path) -> None:
    path = tmp_path / "blank.yaml"
    path.write_text("\n" * 200_000 + " " * 200_000)
    assert not is_vignettes(path)
    path.write_text("\n\n{ 'vignettes' : []}")
    assert is_vignettes(path)
