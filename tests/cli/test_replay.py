"""`replay`: a case as a person, or a program, wants to read it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CASE, Run
from wayhome.cli.ordering import in_groups
from wayhome.cli.words import ring_words, whom_words
from wayhome.engine.decision import DueTime, Duty
from wayhome.engine.rules import DutyKind
from wayhome.packs.workbench import Workbench

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
    assert "  testshire: called returned from Sun 30 Mar 2025 04:10 (TES-1-01)" in lines
    assert "Hold the return interview: due Wed 2 Apr 2025 04:10" in ran.out
    assert "TES-2-02" in ran.out
    assert "72 hours from the return, Sun 30 Mar 2025 04:10" in " ".join(ran.out.split())
    assert "Report the child as missing: done Sat 29 Mar 2025 21:40" in ran.out


def test_nothing_is_wider_than_a_hundred_columns(run: Run, case: Path) -> None:
    assert max(map(len, run("replay", case, *THEN).out.splitlines())) <= 100


def test_what_is_late_is_marked_and_soonest_is_first(run: Run, case: Path) -> None:
    out = run("replay", case, "--as-of", "2025-04-02 05:10").out
    assert "OVERDUE Hold the return interview: due Wed 2 Apr 2025 04:10 (1 hour late)" in out
    assert "OWED: " in out
    owed = out.partition("OWED")[2].partition("BESIDE THIS CASE")[0]
    assert owed.startswith(": 2 duties, 2 overdue")
    assert owed.index("Tell the social worker: due by the end of Sat 29 Mar") < owed.index(
        "return interview"
    )


def test_what_is_owed_at_once_is_marked(run: Run, case: Path) -> None:
    out = run("replay", case, "--as-of", "2025-03-29 21:35").out
    assert "DO NOW Report the child as missing: do now, from Sat 29 Mar 2025 21:30" in out


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
    assert "return interview" not in out


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
    assert "Hold the return interview" in ran.out


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


def test_the_number_to_ring_is_shown(run: Run, case: Path) -> None:
    out = run("replay", case, "--as-of", "2025-03-29 21:35").out
    assert "ring 101 (Police)" in out
    owed = out.partition("OWED")[2]
    assert owed.splitlines()[1:3][0] == "  NOW"


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("emergency_call", None, "ring 999"),
        ("emergency_call", "999", "ring 999"),
        ("police_report", None, "ring 101 (Police)"),
        ("report_abduction", "999", "ring 999"),
        ("search", None, ""),
    ],
)
def test_which_number(procedures: Path, kind: str, value: str | None, said: str) -> None:
    owed = duty(kind, "now", None)._replace(procedures=("testshire",), value=value)
    assert ring_words(Workbench.load(procedures), owed) == said


def test_roles_stand_by_their_local_names(procedures: Path) -> None:
    bench = Workbench.load(procedures)
    owed = duty("tell", "now", None)._replace(procedures=("testshire",))
    assert whom_words(bench, owed) == ""
    assert (
        whom_words(bench, owed._replace(value=("front_door", "police"))) == "to: The Gate, police"
    )
    assert whom_words(bench, owed._replace(value=("clothes",))) == "with: clothes"


def test_late_counts_from_what_called_for_it(run: Run, case: Path) -> None:
    case.write_text(CASE.replace("- {at: 2025-03-29 21:40, what: reported_to_police", "# "))
    out = " ".join(run("replay", case, "--as-of", "2025-03-29 22:30").out.split())
    assert (
        "OVERDUE Report the child as missing: do now, from Sat 29 Mar 2025 21:30 (1 hour late"
        in out
    )


def test_a_prompt_is_a_sentence(run: Run, case: Path) -> None:
    out = run("replay", case, "--as-of", "2025-03-29 21:35").out
    assert "  - Say name, age and clothes.\n" in out


def test_the_next_change_has_its_reason(run: Run, case: Path) -> None:
    out = " ".join(run("replay", case, "--as-of", "2025-04-01 12:00").out.split())
    assert "Next change without news: Wed 2 Apr 2025 04:10" in out
    assert "(overdue then: Hold the return interview)" in out


def duty(kind: str, tier: str, due: DueTime | None, status: Any = "open") -> Duty:
    """A duty as far as its order goes."""
    return Duty(
        kind, "episode:f1", kind, (), (), "", {}, due, status, tier, NOON, "f1", overdue_from=NOON
    )


NOON = datetime(2025, 3, 29, 12, tzinfo=UTC)
TODAY = date(2025, 3, 29)


def test_safety_comes_first_then_what_is_due_soonest() -> None:
    kinds = {
        name: DutyKind(name, name, "now", safety=True)
        for name in ("emergency_call", "police_report", "search")
    }
    duties = [
        duty("record", "standing", None),
        duty("later", "dated", None),
        duty("sooner", "today", None),
        duty("by_day", "dated", DueTime(day=TODAY)),
        duty("by_hour", "dated", DueTime(at=NOON + timedelta(hours=3))),
        duty("next_week", "dated", DueTime(day=TODAY + timedelta(days=7))),
        duty("late", "dated", DueTime(at=NOON - timedelta(hours=3)), "overdue"),
        duty("at_once", "now", DueTime(NOON - timedelta(days=1), immediately=True), "overdue"),
        duty("search", "now", None),
        duty("police_report", "now", DueTime(NOON, immediately=True)),
        duty("emergency_call", "now", None),
    ]
    found = in_groups(duties, kinds, NOON)
    assert [(name, [each.kind for each in listed]) for name, listed in found] == [
        ("NOW", ["emergency_call", "police_report", "search", "at_once"]),
        ("OVERDUE", ["late"]),
        ("TODAY", ["by_hour", "by_day"]),
        ("DATED", ["next_week"]),
        ("NO TIME SET", ["sooner", "later"]),
        ("STANDING", ["record"]),
    ]
