"""What must hold however broken the files are: refusal, no obeyed characters, no traceback."""

import json
import sys
from argparse import Namespace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from tests.cli.conftest import CASE, Run
from wayhome.cli import main, replaying
from wayhome.cli.terms import Out, complain

EVIL = "\x1b]0;owned\x07\x9b31m\u202eevil\u2066\x7f"
OBEYED = set("\x1b\x07\x9b\u202e\u2066\x7f\r")


def break_rule(procedures: Path) -> None:
    rules = procedures / "testshire" / "sections" / "02-duties.yaml"
    rules.write_text(rules.read_text().replace("duty: return_interview", "duty: return_intervew"))


@pytest.mark.parametrize(
    "args",
    [
        ("replay", "CASE"),
        ("explain", "CASE", "police_report"),
        ("vignette", "CASE"),
        ("examples",),
        ("examples", "testshire"),
        ("changes",),
        ("clauses",),
        ("clauses", "testshire"),
        ("mutate",),
    ],
)
def test_rules_that_cannot_be_read_are_refused(
    run: Run, case: Path, procedures: Path, args: tuple[str, ...]
) -> None:
    break_rule(procedures)
    ran = run(*(case if each == "CASE" else each for each in args))
    assert (ran.code, ran.out) == (2, "")
    assert "the rules cannot be read: procedures/testshire/sections/02-duties.yaml:" in ran.err
    assert "unknown duty" in ran.err
    assert ran.err.endswith("run `wayhome check`\n")


@pytest.mark.parametrize("file", ["facts.yaml", "duties.yaml", "roles.yaml", "lifecycle.yaml"])
def test_a_vocabulary_that_cannot_be_read_is_refused(
    run: Run, case: Path, procedures: Path, file: str
) -> None:
    (procedures / file).write_text("{")
    for args in (("replay", case), ("explain", case, "x"), ("examples",)):
        ran = run(*args)
        assert (ran.code, ran.out) == (2, "")
        assert f"the rules cannot be read: procedures/{file}:" in ran.err


def test_a_procedure_that_is_not_in_use_stops_nobody(
    run: Run, case: Path, procedures: Path
) -> None:
    (procedures / "elsewhere").mkdir()
    (procedures / "elsewhere" / "pack.yaml").write_text("{")
    assert run("replay", case).code == 0
    assert run("examples", "testshire").code == 0
    assert run("examples").code == 2
    ran = run("replay", case, "--procedure", "testshire", "elsewhere")
    assert ran.code == 2
    assert "the rules cannot be read: " in ran.err
    assert "procedures/elsewhere/pack.yaml:" in ran.err


def test_nothing_that_a_terminal_obeys_is_printed(run: Run, case: Path, tmp_path: Path) -> None:
    name = json.dumps(EVIL + "\nForged line")
    case.write_text(CASE.replace("name: A boy is not back from football", f"name: {name}"))
    ran = run("replay", case)
    assert ran.code == 0
    assert not OBEYED & set(ran.out)
    assert "\\x1b]0;owned\\x07\\x9b31m\\u202eevil\\u2066\\x7f" in ran.out
    assert "\nForged" not in ran.out
    for args in (("replay", tmp_path / EVIL), ("replay", case, "--as-of", EVIL), ("replay",)):
        ran = run(*args, f"--{EVIL}") if len(args) == 1 else run(*args)
        assert ran.code == 2
        assert not OBEYED & set(ran.err)
        assert ran.err.isprintable() or set(ran.err) - {"\n"}


def test_a_sentence_forges_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    complain("no file a\nwayhome: all is well")
    assert capsys.readouterr().err == "wayhome: no file a\n  wayhome: all is well\n"


def test_json_escapes_them_and_stays_the_same_value() -> None:
    out = Out(StringIO())
    value = {"name": EVIL + "\udc80\U000e0041 Zo\u00eb"}
    out.json(value)
    text = out.stream.getvalue()  # type: ignore[attr-defined]
    assert not OBEYED & set(text)
    assert "Zo\u00eb" in text
    assert json.loads(text) == value


def test_colour_is_ours_alone() -> None:
    out = Out(StringIO(), colour=True)
    out.line(out.paint("\x1b[31mred", "bold"))
    assert out.stream.getvalue() == "\x1b[1m\\x1b[31mred\x1b[0m\n"  # type: ignore[attr-defined]


def test_a_stream_that_knows_few_characters(
    case: Path, procedures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = BytesIO()
    case.write_text(CASE.replace("A boy", "Zo\u00eb \u2603"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding="ascii"))
    assert main(["replay", str(case), "--procedures", str(procedures)]) == 0
    assert b"Zo\\xeb \\u2603" in raw.getvalue()


@pytest.mark.parametrize(
    "error", [RecursionError("deep"), OverflowError("date\x1b"), KeyError("x"), ValueError()]
)
def test_what_nobody_expected_is_a_sentence(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def half_way(told: object, out: Out) -> None:
        out.line("half")
        raise error

    monkeypatch.delenv("WAYHOME_DEBUG", raising=False)
    monkeypatch.setattr(replaying, "_heading", half_way)
    ran = run("replay", case)
    assert (ran.code, ran.out) == (2, "")
    assert type(error).__name__ in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not OBEYED & set(ran.err)
    monkeypatch.setenv("WAYHOME_DEBUG", "1")
    with pytest.raises(type(error)):
        run("replay", case)


def test_a_case_nested_too_deeply(run: Run, case: Path) -> None:
    case.write_text("[" * 2_000 + "]" * 2_000)
    ran = run("replay", case)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("ways", [("--procedure",), ("--procedure", "--procedure")])
def test_several_procedures_in_either_way(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch, ways: tuple[str, ...]
) -> None:
    seen: list[list[str]] = []

    def look(args: Namespace, out: Out) -> int:
        seen.append(args.procedure)
        return 0

    monkeypatch.setattr(replaying, "replay", look)
    first, *more = ways
    run("replay", case, first, "a", *more, "b")
    assert seen == [["a", "b"]]
    monkeypatch.undo()
    assert run("replay", case, "--procedure", "testshire", "testshire").code == 0


@pytest.mark.parametrize("flag", ["--as-of", "--known-at"])
@pytest.mark.parametrize(
    "when",
    ["0001-01-01 00:00", "0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00", "9999-12-31 23:59"],
)
def test_a_time_out_of_range(run: Run, case: Path, flag: str, when: str) -> None:
    ran = run("replay", case, flag, when)
    assert (ran.code, ran.out) == (2, "")
    said = f"{flag} should be a time in the years 1900 to 2199, not `{when}`"
    assert ran.err == f"wayhome: {said}\n"
