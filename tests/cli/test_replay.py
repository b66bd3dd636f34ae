"""`replay`: a case as a person, or a program, wants to read it."""

from pathlib import Path

import pytest

from tests.cli.conftest import CASE, Run

THEN = ("--as-of", "2025-03-30 12:00")


def test_a_person_reads_what_is_owed(run: Run, case: Path) -> None:
    ran = run("replay", case, *THEN)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("A boy is not back from football, born Sun 6 May 2012")
    assert lines[0].endswith("as of Sun 30 Mar 2025 12:00")
    assert "Under Testshire's procedure (testshire) [demonstration, not in force]" in lines
    assert "Episode from Sat 29 Mar 2025 21:30" in lines
    assert "  In force: LOCATED WELLBEING UNCONFIRMED" in lines
    assert "  testshire says: returned since Sun 30 Mar 2025 04:10 (TES-1-01)" in lines
    assert "Return interview: due Wed 2 Apr 2025 04:10" in ran.out
    assert "TES-2-02" in ran.out
    assert "72 hours from the return, Sun 30 Mar 2025 04:10" in " ".join(ran.out.split())
    assert "Police report: done Sat 29 Mar 2025 21:40" in ran.out


def test_nothing_is_wider_than_a_hundred_columns(run: Run, case: Path) -> None:
    assert max(map(len, run("replay", case, *THEN).out.splitlines())) <= 100


def test_what_is_late_is_marked_and_soonest_is_first(run: Run, case: Path) -> None:
    out = run("replay", case, "--as-of", "2025-04-02 05:10").out
    assert "OVERDUE Return interview: due Wed 2 Apr 2025 04:10 (1 hour late)" in out
    assert "OWED: " in out
    owed = out.partition("OWED")[2].partition("Beside this case")[0]
    assert owed.startswith(": 2 duties, 2 overdue")
    assert owed.index("Tell social worker: due by the end of Sat 29 Mar") < owed.index(
        "Return interview"
    )


def test_what_is_owed_at_once_is_marked(run: Run, case: Path) -> None:
    out = run("replay", case, "--as-of", "2025-03-29 21:35").out
    assert "DO NOW Police report: due at once, from Sat 29 Mar 2025 21:30" in out


def test_the_owner_stands_by_the_local_name(run: Run, case: Path) -> None:
    text = CASE.replace(
        "what: absence_noticed, who: foster_carer", "what: absence_noticed, who: school"
    )
    case.write_text(text)
    assert "The Gate" in run("replay", case, "--as-of", "2025-03-29 21:35").out


def test_without_a_moment_the_latest_of_the_case_is_taken_and_said(run: Run, case: Path) -> None:
    out = run("replay", case).out
    assert out.splitlines()[0].endswith("as of Sun 30 Mar 2025 04:10")
    assert "The latest moment that the case file speaks of" in out
    assert "The latest moment" not in run("replay", case, *THEN).out


def test_as_we_knew_it_then(run: Run, case: Path) -> None:
    out = run("replay", case, *THEN, "--known-at", "2025-03-29 22:00").out
    assert "With what was known on Sat 29 Mar 2025 22:00." in out
    assert "Return interview" not in out


def test_json_as_documented(run: Run, case: Path) -> None:
    told = run("replay", case, *THEN, "--json").json("replay")
    assert told["as_of"] == "2025-03-30T12:00:00+01:00"
    (episode,) = told["episodes"]
    assert episode["category_by_procedure"] == {"testshire": "returned"}
    duty = next(each for each in told["duties"] if each["kind"] == "return_interview")
    assert duty["due"] == "2025-04-02T04:10:00+01:00"
    assert duty["cites"] == ["TES-2-02"]
    assert duty["status"] == "open"
    report = next(each for each in told["duties"] if each["kind"] == "police_report")
    assert report["due"] == "immediately"
    assert report["due_at"] == "2025-03-29T21:30:00+00:00"
    assert told["next_change"] is not None


def test_json_is_not_coloured_nor_is_a_pipe(run: Run, case: Path) -> None:
    assert "\033" not in run("replay", case, *THEN).out


def test_a_vignette_may_be_replayed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "vignettes.yaml"
    indented = "".join(f"  {line}\n" for line in CASE.strip().splitlines())
    path.write_text(f"vignettes:\n-{indented[1:]}")
    ran = run("replay", path, *THEN)
    assert ran.code == 0
    assert "Return interview" in ran.out


def test_one_of_several_cases(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text("cases:\n- {name: one, procedures: [testshire]}\n- {name: two}\n")
    ran = run("replay", path)
    assert ran.code == 2
    assert "holds 2 cases; choose one with --case NAME:\n  one\n  two" in ran.err
    assert run("replay", path, "--case", "one").code == 0
    assert "has no case `tow`; did you mean `two`?" in run("replay", path, "--case", "tow").err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--as-of", "soon"), "--as-of should be a time such as '2030-05-14 19:00', not `soon`"),
        (("--as-of", "2025-11-05"), "--as-of should be a time"),
        (("--known-at", "x"), "--known-at should be a time"),
        (("--procedure", "testshre"), "unknown procedure `testshre`; did you mean `testshire`?"),
        (("--case", "another"), "has no case `another`"),
    ],
)
def test_wrong_use(run: Run, case: Path, args: tuple[str, ...], said: str) -> None:
    ran = run("replay", case, *args)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_case_without_a_procedure_asks_for_one(run: Run, case: Path) -> None:
    case.write_text(CASE.replace("procedures: [testshire]\n", ""))
    ran = run("replay", case)
    assert ran.code == 2
    assert "names no procedure; give --procedure KEY (known: testshire)" in ran.err
    assert run("replay", case, "--procedure", "testshire").code == 0


def test_a_case_that_is_refused(run: Run, case: Path) -> None:
    case.write_text(CASE.replace("whereabouts: unknown", "whereabouts: nowhere"))
    ran = run("replay", case)
    assert ran.code == 2
    assert "the case file is refused" in ran.err
    assert f"{case}:7" in ran.err
    assert "fact 1 (absence_noticed): `whereabouts`" in ran.err
