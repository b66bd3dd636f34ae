"""Reading a folder of procedures: everything there, or the reason why not."""

import shutil
from datetime import date
from pathlib import Path

from tests.packs import wrongness
from wayhome.engine import rules as r
from wayhome.packs import load_all, load_vocabulary
from wayhome.packs.check import check


def test_the_vocabulary_has_facts_statuses_roles_groups_duties_and_subjects() -> None:
    words = load_vocabulary(wrongness.RIGHT)
    assert words.facts["returned"].attributes["with"] == r.AttributeType("list")
    assert words.facts["police_grade_set"].attributes["grade"].values == ("low", "medium", "high")
    assert "placement_kind" in words.statuses["looked_after"]
    assert set(words.statuses["child_in_need"]) == {"placement_kind", "plan"}
    assert words.groups["carer"].by_placement_kind["foster_home"] == "foster_carer"
    assert words.groups["case_holder"].by_allocation == ("social_worker",)
    assert words.duties["police_report"].safety
    assert words.duties["strategy_meeting"].discloses
    assert words.subjects["episode"].starts == (r.Selector("absence_noticed"),)
    assert words.severity[-1] == "abducted"
    assert words.raises == (r.Selector("reported_to_police"),)
    assert words.states["police_grade"] == (
        r.StateRule((r.Event(r.Selector("police_grade_set")),), attr="grade"),
    )


def test_a_pack_has_its_settings_counts_states_and_holidays() -> None:
    pack = load_all(wrongness.RIGHT).packs["testshire"]
    assert pack.in_force_from == date(2020, 4, 1)
    assert pack.in_force_until is None
    assert pack.settings == {
        "repeat_threshold": 3,
        "meeting_within": r.Duration(6, "working_days"),
        "panel_sits": True,
    }
    assert pack.counts["repeat"] == r.CountRule(
        "repeat", r.Duration(90, "days"), r.SettingRef("repeat_threshold"), frozenset({"missing"})
    )
    assert pack.states["seen"][0].value is True
    assert pack.definitions["young_in_care"] == r.All((r.Defined("in_care"), r.Defined("young")))
    assert date(2024, 12, 25) in pack.holidays
    assert pack.local_roles == {"front_door": "The Gate"}
    assert pack.authority_names == {"Testshire", "Testshire Council"}
    assert "TES-2-02" in pack.clauses


def test_what_only_people_read_is_kept_beside_the_pack() -> None:
    loaded = load_all(wrongness.RIGHT).loaded["testshire"]
    clause = loaded.clauses["TES-2-02"]
    assert clause.says == "Interview within 72 hours of the return."
    assert clause.timing is not None
    assert (clause.timing.amounts, clause.timing.unit) == ((72,), "hours")
    assert loaded.clauses["TES-2-04"].items == ("name", "age", "clothes")
    assert loaded.places["TES-2-04"] == ("form:police-report", "screen:now")
    assert loaded.guidance["reference"].headings == {"TES-1-02": "Listen"}
    assert loaded.header.contacts[0].ways == {"phone": "101"}
    assert loaded.header.local_services == {"panel": "The Round Table"}
    assert loaded.ambiguities[0].sensible_reading == "Yes, day and night."
    assert [rule.key for rule in loaded.rules_by_clause["TES-2-04"]] == [
        "report-at-once",
        "prompt-description",
    ]


def test_only_the_procedures_asked_for_are_read(tmp_path: Path) -> None:
    root = wrongness.lay_out(None, tmp_path)
    shutil.copytree(root / "testshire", root / "otherford")
    assert list(load_all(root, ["testshire"]).packs) == ["testshire"]
    unknown = load_all(root, ["testshyre"])
    assert unknown.packs == {}
    assert "did you mean `testshire`?" in str(unknown.problems[0])


def test_the_digest_is_of_what_the_pack_says_and_of_nothing_else(tmp_path: Path) -> None:
    root = wrongness.lay_out(None, tmp_path)
    first = load_all(root).packs["testshire"].digest
    assert first == load_all(wrongness.RIGHT).packs["testshire"].digest
    (root / "testshire" / "examples" / "one.yaml").unlink()
    assert load_all(root).packs["testshire"].digest == first
    rules = root / "testshire" / "sections" / "04-school.yaml"
    rules.write_text(rules.read_text("utf-8") + "# a remark\n", encoding="utf-8")
    assert load_all(root).packs["testshire"].digest != first
    rules.rename(rules.with_name("05-school.yaml"))
    assert load_all(root).packs["testshire"].digest != first


def test_a_holiday_that_is_added_changes_the_digest(tmp_path: Path) -> None:
    root = wrongness.lay_out(None, tmp_path)
    calendar = root / "calendars" / "testland.yaml"
    calendar.write_text(calendar.read_text("utf-8") + "  2026-05-08: A day off\n", "utf-8")
    changed = load_all(root).packs["testshire"]
    assert changed.digest != load_all(wrongness.RIGHT).packs["testshire"].digest


def test_a_rule_that_cannot_be_read_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    right = load_all(wrongness.RIGHT).packs["testshire"]
    root = wrongness.lay_out(wrongness.WRONG / "unknown-duty-kind", tmp_path)
    library = load_all(root)
    assert len(library.problems) == 1
    assert library.packs["testshire"].rules == right.rules


def test_a_rule_that_names_an_unknown_role_is_kept(tmp_path: Path) -> None:
    root = wrongness.lay_out(wrongness.WRONG / "unknown-role", tmp_path)
    library = load_all(root)
    assert library.packs["testshire"].rules[-1].owner == r.Owner(("social_wroker",))


def test_a_pack_that_is_broken_does_not_keep_another_from_being_read(tmp_path: Path) -> None:
    root = wrongness.lay_out(None, tmp_path)
    shutil.copytree(root / "testshire", root / "brokenby")
    (root / "brokenby" / "pack.yaml").write_text("key: [", encoding="utf-8")
    library = load_all(root)
    assert list(library.packs) == ["testshire"]
    assert any(problem.file == "procedures/brokenby/pack.yaml" for problem in library.problems)


def test_two_packs_may_not_share_a_prefix(tmp_path: Path) -> None:
    root = wrongness.lay_out(None, tmp_path)
    shutil.copytree(root / "testshire", root / "otherford")
    pack = root / "otherford" / "pack.yaml"
    pack.write_text(pack.read_text("utf-8").replace("key: testshire", "key: otherford"), "utf-8")
    told = [str(problem) for problem in check(load_all(root))]
    assert len(told) == 1
    assert "`testshire` has the clause prefix `TES` of `otherford`" in told[0]


def test_an_empty_folder_has_no_packs_and_says_what_is_missing(tmp_path: Path) -> None:
    library = load_all(tmp_path)
    assert library.packs == {}
    assert {problem.code for problem in library.problems} == {"missing-file"}
    assert len(library.problems) == 4
