"""The command itself: flags, where procedures are looked for, exit codes, `check`."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from wayhome import __version__
from wayhome.cli import main
from wayhome.cli.terms import WIDTH, Out


def test_the_right_procedures_are_sound(run: Run) -> None:
    ran = run("check")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "0 problems; worked examples: 2 answers, all right"
    told = run("check", "--json").json("check")
    assert told["ok"]
    assert told["procedures"]["testshire"]["title"] == "Testshire's procedure"


def test_a_problem_is_told_with_place_and_advice(run: Run, procedures: Path) -> None:
    rules = procedures / "testshire" / "sections" / "02-duties.yaml"
    rules.write_text(rules.read_text().replace("duty: return_interview", "duty: return_intervew"))
    ran = run("check")
    assert ran.code == 1
    assert "procedures/testshire/sections/02-duties.yaml:" in ran.out
    assert "did you mean `return_interview`?" in ran.out
    told = run("check", "--json").json("check")
    assert not told["ok"]
    assert told["problems"]


def test_an_example_that_is_wrong_fails_the_check(run: Run, procedures: Path) -> None:
    example = procedures / "testshire" / "examples" / "one.yaml"
    example.write_text(example.read_text().replace("status: open", "status: met"))
    ran = run("check")
    assert ran.code == 1
    assert "came:     status open" in ran.out
    assert ran.out.splitlines()[-1].endswith("1 answer not right")


def test_where_procedures_are_looked_for(
    procedures: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WAYHOME_PROCEDURES", raising=False)
    deep = procedures.parent / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert main(["examples"]) == 0
    assert "procedures/testshire" in capsys.readouterr().out
    monkeypatch.chdir(Path(__file__).parent)
    monkeypatch.setenv("WAYHOME_PROCEDURES", str(procedures))
    assert main(["examples"]) == 0
    assert "procedures/testshire" in capsys.readouterr().out
    monkeypatch.setenv("WAYHOME_PROCEDURES", "nowhere-at-all")
    assert main(["examples"]) == 2
    assert capsys.readouterr().err == (
        "wayhome: there is no folder of procedures at nowhere-at-all\n"
    )


@pytest.mark.parametrize("args", [[], ["dance"], ["replay"], ["explain", "a.yaml"], ["vignette"]])
def test_wrong_use(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 2
    assert "usage: wayhome" in capsys.readouterr().err


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"wayhome {__version__}\n"
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for command in (
        *("check", "mutate", "explain", "clauses"),
        *("replay", "vignette", "examples", "changes"),
    ):
        assert f"  {command} " in out


def test_a_folder_that_is_no_file(run: Run, tmp_path: Path) -> None:
    ran = run("replay", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no file" in ran.err


def test_a_case_that_is_no_text(run: Run, case: Path) -> None:
    case.write_bytes(b"\xff\xfe\x00")
    ran = run("replay", case)
    assert (ran.code, ran.out) == (2, "")
    assert "no text file in UTF-8" in ran.err


def test_the_module_is_the_command(procedures: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "wayhome.cli", "examples", "--procedures", str(procedures)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "testshire" in ran.stdout


def test_a_reader_that_has_enough_is_no_error(procedures: Path, case: Path) -> None:
    command = [sys.executable, "-m", "wayhome.cli", "clauses", "--procedures", str(procedures)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")


def test_colour_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert Out.standard().colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Out.standard().colour
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not Out.standard().colour
    monkeypatch.setattr(sys, "stdout", StringIO())
    monkeypatch.setenv("TERM", "xterm")
    assert not Out.standard().colour


def test_a_paragraph_keeps_within_the_width() -> None:
    out = Out(StringIO())
    out.wrapped("word " * 60, "  ", "      ")
    lines = out.stream.getvalue().splitlines()  # type: ignore[attr-defined]
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].startswith("  word")
    assert lines[1].startswith("      word")
