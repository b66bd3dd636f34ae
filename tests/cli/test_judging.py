"""`vignette`, `examples`, `changes`: worked cases against the right answers."""

from pathlib import Path

from tests.cli.conftest import CASE, Run

CHECKS = """
checks:
- as_of: 2025-03-30 08:00
  category: returned
  expect:
  - {kind: duty, cites: [TES-2-02], owner: missing_coordinator, due: 2025-04-02 04:10, status: open}
  - {kind: duty, cites: [TES-2-02], owner: police, due: null, status: met}
  not:
  - {field: duty, cites: [TES-2-01], because: it is done and still stands}
  - {field: duty, cites: [TES-9-99], because: no such clause}
"""


def test_each_answer_is_right_wrong_or_unmapped(run: Run, case: Path) -> None:
    case.write_text(CASE + CHECKS)
    ran = run("vignette", case, "--json")
    told = ran.json("judged")
    assert ran.code == 1
    assert told["files"] == {str(case): {"right": 2, "wrong": 2, "unmapped": 1}}
    results = [(item["side"], item["number"], item["result"]) for item in told["items"]]
    assert results == [
        ("check", 0, "right"),
        ("expect", 1, "right"),
        ("expect", 2, "wrong"),
        ("not", 1, "wrong"),
        ("not", 2, "unmapped"),
    ]
    wrong = told["items"][2]
    assert wrong["as_of"] == "2025-03-30 08:00"
    assert wrong["expected"] == "duty, owner police, due none, status met"
    assert "owner missing_coordinator; due 2025-04-02 04:10; status open" in wrong["came_instead"]


def test_a_person_reads_what_came_instead(run: Run, case: Path) -> None:
    case.write_text(CASE + CHECKS)
    ran = run("vignette", case)
    assert "WRONG duty (TES-2-02)" in ran.out
    assert "expected: duty, owner police, due none, status met" in ran.out
    assert "came:     owner missing_coordinator" in ran.out
    assert ran.out.splitlines()[-1].split() == [
        *["2", "right,", "2", "wrong,", "1", "unmapped"],
        str(case),
    ]


def test_several_files_and_those_without_checks_are_counted(run: Run, case: Path) -> None:
    other = case.with_name("other.yaml")
    other.write_text(CASE + CHECKS)
    told = run("vignette", case, other, "--json").json("judged")
    assert told["files"][str(case)] == {"right": 0, "wrong": 0, "unmapped": 0}
    assert told["files"][str(other)]["right"] == 2


def test_vignettes_go_through_the_encoding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(
        "{facts: {home_again: returned}, roles: {helper: social_worker}}"
    )
    text = (CASE + CHECKS).replace(
        "what: returned, who: social_worker", "what: home_again, who: helper"
    )
    indented = "".join(f"  {line}\n" for line in text.strip().splitlines())
    path = tmp_path / "theirs.yaml"
    path.write_text(f"vignettes:\n-{indented[1:]}")
    told = run("vignette", path, "--encoding", tmp_path / "words.yaml", "--json").json("judged")
    assert told["files"][str(path)] == {"right": 2, "wrong": 2, "unmapped": 1}
    (tmp_path / "words.yaml").write_text("{}")
    told = run("vignette", path, "--encoding", tmp_path / "words.yaml", "--json").json("judged")
    assert told["items"][0]["side"] == "case"
    assert "unknown fact `home_again`" in told["items"][0]["what"]


def test_the_examples_of_the_procedures(run: Run) -> None:
    ran = run("examples", "--json")
    told = ran.json("judged")
    assert ran.code == 0
    name = "procedures/testshire/examples/one.yaml"
    assert told["files"] == {name: {"right": 2, "wrong": 0, "unmapped": 0}}
    assert run("examples", "testshire").code == 0


def test_a_changed_timescale_is_seen_with_one_command(run: Run, procedures: Path) -> None:
    assert run("changes").code == 0
    rules = procedures / "testshire" / "sections" / "02-duties.yaml"
    text = rules.read_text()
    assert text.count("within: 72 hours") == 1
    rules.write_text(text.replace("within: 72 hours", "within: 48 hours"))
    ran = run("changes")
    assert ran.code == 1
    told = " ".join(ran.out.split())
    assert told.startswith(
        "1 clause, 1 file, 1 case changed procedures/testshire/examples/one.yaml"
    )
    assert "return_interview: due 2025-04-20 04:10 -> 2025-04-19 04:10 (TES-2-02)" in told


def test_nothing_changed_is_one_line(run: Run) -> None:
    ran = run("changes", "testshire")
    assert ran.code == 0
    assert ran.out == "nothing changed: 2 answers, all as before\n"


def test_readings_and_the_cases_of_the_docs_are_run_and_argued_items_are_not_told(
    run: Run, procedures: Path
) -> None:
    docs = procedures.parent / "docs" / "findings"
    docs.mkdir(parents=True)
    wrong = CHECKS.partition("  not:")[0]
    (docs.parent / "worked-case.yaml").write_text(CASE + wrong)
    assert "docs/worked-case.yaml: A boy is not back from football" in run("changes").out
    name = "A boy is not back from football"
    row = f"| {name} | 2025-03-30 08:00 | `duty`, TES-2-02 | why |"
    (docs / "vignettes.md").write_text(
        f"| case | moment | item | why |\n|---|---|---|---|\n{row}\n"
    )
    assert run("changes").code == 0


def test_changes_runs_the_vignettes_kept_beside_the_encoding(run: Run, procedures: Path) -> None:
    folder = procedures.parent / "tests" / "vignettes"
    folder.mkdir(parents=True)
    (folder / "encoding.yaml").write_text("{}")
    indented = "".join(f"  {line}\n" for line in (CASE + CHECKS).strip().splitlines())
    (folder / "some.yaml").write_text(f"vignettes:\n-{indented[1:]}")
    told = run("changes", "--json").json("judged")
    assert told["files"]["tests/vignettes/some.yaml"] == {"right": 2, "wrong": 2, "unmapped": 0}
    elsewhere = CASE.replace("[testshire]", "[testshire, elsewhere]")
    indented = "".join(f"  {line}\n" for line in (elsewhere + CHECKS).strip().splitlines())
    (folder / "some.yaml").write_text(f"vignettes:\n-{indented[1:]}")
    assert "tests/vignettes/some.yaml" not in run("changes", "--json").json("judged")["files"]


def test_an_example_that_cannot_be_read_is_told(run: Run, procedures: Path) -> None:
    (procedures / "testshire" / "examples" / "two.yaml").write_text(
        "examples: [{facts: [{at: x}]}]"
    )
    ran = run("examples", "--json")
    assert ran.code == 1
    (sentence,) = ran.json("judged")["refused"]
    assert sentence.startswith("procedures/testshire/examples/two.yaml:1: ")


def test_wrong_use(run: Run, tmp_path: Path) -> None:
    assert "there is no file nowhere.yaml" in run("vignette", "nowhere.yaml").err
    assert "unknown procedure `x`" in run("examples", "x").err
    assert "there is no encoding at y" in run("changes", "--encoding", "y").err
    (tmp_path / "none.yaml").write_text("just words")
    ran = run("vignette", tmp_path / "none.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be run" in ran.err
