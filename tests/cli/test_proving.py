"""`clauses` and `mutate`: what carries each clause out, and what proves it."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from wayhome.cli.cache import folder_for as cache_folder

PROOF = """
examples:
- name: Whoever notices rings the police
  child: {date_of_birth: 2010-01-19}
  facts:
  - {at: 2025-04-16 22:30, what: absence_noticed, who: foster_carer, detail: {whereabouts: unknown}}
  checks:
  - as_of: 2025-04-16 22:35
    expect:
    - {kind: duty, cites: [TES-2-01], owner: foster_carer, due: immediately, status: open}
"""


def clause(told: Any, name: str) -> Any:
    return next(each for each in told["procedures"]["testshire"]["clauses"] if each["id"] == name)


def test_a_clause_is_proved_where_every_change_is_noticed(run: Run, procedures: Path) -> None:
    before = run("mutate", "--json", "--no-cache").json("mutate")
    assert not clause(before, "TES-2-01")["proved"]
    (procedures / "testshire" / "examples" / "two.yaml").write_text(PROOF)
    ran = run("mutate", "--json", "--no-cache")
    after = clause(ran.json("mutate"), "TES-2-01")
    assert ran.code == 1
    assert after["proved"]
    assert after["survivors"] == []
    changes = [each["change"] for each in after["mutations"]]
    assert changes[0] == "without TES-2-01"
    assert "report-at-once: due no due time in place of immediately" in changes
    assert any(change.startswith("report-at-once: owner ") for change in changes)
    (noticed,) = {each["noticed_by"] for each in after["mutations"]}
    assert noticed == "procedures/testshire/examples/two.yaml: Whoever notices rings the police"


def test_a_change_that_nobody_notices_survives(run: Run, procedures: Path) -> None:
    loose = PROOF.replace("owner: foster_carer, due: immediately, ", "")
    (procedures / "testshire" / "examples" / "two.yaml").write_text(loose)
    told = clause(run("mutate", "--json", "--no-cache").json("mutate"), "TES-2-01")
    assert not told["proved"]
    assert [each.split(":")[0] for each in told["survivors"]] == ["report-at-once"] * 2
    ran = run("mutate", "testshire", "--no-cache")
    assert "TES-2-01: 1 of 3 noticed, cited by 1 case" in ran.out
    assert "unnoticed: report-at-once: due no due time in place of immediately" in ran.out


def test_clauses_as_documented(run: Run, procedures: Path) -> None:
    (procedures / "testshire" / "examples" / "two.yaml").write_text(PROOF)
    ran = run("clauses", "testshire", "--json")
    told = ran.json("clauses")
    assert ran.code == 0
    row = clause(told, "TES-2-01")
    assert row["implemented_by"] == ["rule:report-at-once"]
    assert row["proved_by"] == [
        "procedures/testshire/examples/two.yaml: Whoever notices rings the police"
    ]
    assert clause(told, "TES-2-03")["implemented_by"] == ["contact:police-101"]
    assert "checklist:report-at-once" in clause(told, "TES-2-04")["implemented_by"]
    assert clause(told, "TES-3-02")["proved_by"] == []
    rows = told["procedures"]["testshire"]["clauses"]
    totals = told["procedures"]["testshire"]["totals"]
    for mode, counts in totals.items():
        mine = [each for each in rows if each["mode"] == mode]
        assert counts["clauses"] == len(mine)
        assert counts["implemented"] == sum(bool(each["implemented_by"]) for each in mine)
        assert counts["proved"] == sum(bool(each["proved_by"]) for each in mine)


def test_a_person_reads_the_clauses(run: Run) -> None:
    out = run("clauses").out
    assert "testshire: Testshire's procedure" in out
    assert "TES-2-01 (" in out
    assert "rule:report-at-once" in out


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    return tmp_path / "kept" / "wayhome"


def test_proofs_are_kept_until_something_changes(run: Run, procedures: Path, cache: Path) -> None:
    first = run("mutate", "--json").out
    kept = list(cache.glob("proofs-*.json"))
    assert len(kept) == 1
    assert (cache / ".gitignore").read_text() == "*\n"
    kept[0].write_text(kept[0].read_text().replace('"cited_by": ["', '"cited_by": ["kept", "'))
    assert run("mutate", "--json").out != first  # read from what is kept
    assert run("mutate", "--json", "--no-cache").out == first
    (procedures / "testshire" / "examples" / "two.yaml").write_text(PROOF)
    assert clause(run("clauses", "--json").json("clauses"), "TES-2-01")["proved_by"] != []
    (now,) = cache.glob("proofs-*.json")
    assert now.name != kept[0].name


def test_a_cache_that_is_broken_is_worked_out_anew(run: Run, cache: Path) -> None:
    first = run("clauses", "--json").out
    (kept,) = cache.glob("proofs-*.json")
    for broken in ("{", "[]", '{"testshire": [{}]}'):
        kept.write_text(broken)
        assert run("clauses", "--json").out == first


@pytest.mark.parametrize("said", ["", "not/absolute"])
def test_beside_the_procedures_of_others_nothing_is_kept(
    run: Run, procedures: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.chdir(procedures.parent)
    monkeypatch.setenv("XDG_CACHE_HOME", said)
    before = sorted(procedures.parent.rglob("*"))
    assert run("clauses").code == 0
    assert sorted(procedures.parent.rglob("*")) == before


def test_proofs_of_this_repository_are_kept_in_it() -> None:
    repository = Path(__file__).parents[2]
    assert cache_folder(repository / "procedures") == repository / ".wayhome-cache"


def test_an_unknown_procedure(run: Run) -> None:
    assert run("mutate", "testshir").err == (
        "wayhome: unknown procedure `testshir`; did you mean `testshire`?\n"
    )


def test_one_clause(run: Run, procedures: Path) -> None:
    (procedures / "testshire" / "examples" / "two.yaml").write_text(PROOF)
    out = run("clauses", "TES-2-01").out
    assert out.startswith("TES-2-01 (track, report)\n  Report at once.\n")
    assert "rule:report-at-once  procedures/testshire/sections/02-duties.yaml:" in out
    assert "procedures/testshire/examples/two.yaml: Whoever notices rings the police" in out
    told = run("clauses", "TES-2-01", "--json").json("clauses")["procedures"]["testshire"]
    assert [row["id"] for row in told["clauses"]] == ["TES-2-01"]
    assert told["totals"]["track"] == {"clauses": 1, "implemented": 1, "proved": 1}
    assert "nothing: some change to it goes unnoticed" in run("clauses", "TES-3-02").out
    assert run("clauses", "TES-9-99").code == 2
