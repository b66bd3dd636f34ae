"""Case files become dated facts: times, ids, corrections."""

from datetime import date
from pathlib import Path

import pytest

from tests.packs.casebuild import fact, read, utc

WHOLE = """
name: One night
procedures: [north]
child:
  first_name: Ada
  date_of_birth: 2010-03-02
  sex: female
  home: with her aunt
  statuses:
  - {status: looked_after, from: 2023-06-12, until: 2025-02-01, detail: {placement: with an aunt}}
statuses:
- {status: early_help, from: null}
history:
- {from: 2024-12-01 22:00, to: 2024-12-02, category: missing, known_from: 2024-12-05, note: seen}
facts:
- at: 2025-06-01 23:40
  what: noticed
  who: carer_at_home
  detail: {whereabouts: unknown, due_back: 2025-06-01 21:00, grounds: [], alone: true, hours: 2}
- {at: 2025-06-02, what: returned, who: police, recorded_at: 2025-06-03 08:00}
checks:
- {as_of: 2025-06-02 01:00, category: missing}
"""


def test_a_whole_case(tmp_path: Path) -> None:
    (case,) = read(tmp_path, WHOLE)
    assert (case.name, case.first_name, case.procedures) == ("One night", "Ada", ("north",))
    assert [each.id for each in case.facts] == ["c1", "s1", "s2", "h1", "f1", "f2"]
    assert [each.kind for each in case.facts][:4] == [
        "child_recorded",
        "status_changed",
        "status_changed",
        "earlier_episode",
    ]
    assert case.checks[0].as_of == utc("2025-06-02 00:00")


def test_the_child_is_known_from_birth(tmp_path: Path) -> None:
    (case,) = read(tmp_path, WHOLE)
    child = fact(case, "c1")
    assert child.at == utc("2010-03-02 00:00")
    assert child.attributes == {"date_of_birth": date(2010, 3, 2), "sex": "female"}


def test_a_status_begins_with_its_day_in_london(tmp_path: Path) -> None:
    (case,) = read(tmp_path, WHOLE)
    status = fact(case, "s1")
    assert status.at == utc("2023-06-11 23:00")
    assert status.attributes == {
        "status": "looked_after",
        "until": date(2025, 2, 1),
        "placement": "with an aunt",
    }
    assert status.date_only


def test_a_status_without_a_beginning_has_stood_from_birth(tmp_path: Path) -> None:
    (case,) = read(tmp_path, WHOLE)
    assert fact(case, "s2").at == utc("2010-03-02 00:00")


def test_an_earlier_episode_may_become_known_later(tmp_path: Path) -> None:
    (case,) = read(tmp_path, WHOLE)
    earlier = fact(case, "h1")
    assert earlier.at == utc("2024-12-01 22:00")
    assert earlier.recorded_at == utc("2024-12-05 00:00")
    assert earlier.attributes["from"] == utc("2024-12-01 22:00")
    assert earlier.attributes["to"] == date(2024, 12, 2)
    assert "note" not in earlier.attributes


def test_times_are_london_times(tmp_path: Path) -> None:
    (case,) = read(tmp_path, WHOLE)
    noticed = fact(case, "f1")
    assert noticed.at == utc("2025-06-01 22:40")
    assert noticed.attributes["due_back"] == utc("2025-06-01 20:00")
    assert noticed.attributes["grounds"] == ()
    assert noticed.who == "carer_at_home"


def test_a_day_counts_from_its_start(tmp_path: Path) -> None:
    (case,) = read(tmp_path, WHOLE)
    returned = fact(case, "f2")
    assert (returned.at, returned.date_only) == (utc("2025-06-01 23:00"), True)
    assert returned.recorded_at == utc("2025-06-03 07:00")


def test_date_only_overrides_the_time_that_stands_there(tmp_path: Path) -> None:
    text = "facts:\n- {at: 2025-01-05 14:00, what: returned, date_only: true}\n"
    (case,) = read(tmp_path, text)
    assert fact(case, "f1").at == utc("2025-01-05 00:00")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2025-10-26 01:30", "2025-10-26 00:30"),  # comes twice: the first
        ("2025-10-26 02:00", "2025-10-26 02:00"),
        ("2025-03-30 02:30", "2025-03-30 01:30"),
        ("2025-10-26T01:30+00:00", "2025-10-26 01:30"),
        ("2025-07-01T12:00Z", "2025-07-01 12:00"),
    ],
)
def test_the_two_odd_hours_of_the_year(tmp_path: Path, written: str, instant: str) -> None:
    (case,) = read(tmp_path, f"facts: [{{at: '{written}', what: returned}}]")
    assert fact(case, "f1").at == utc(instant)


def test_a_list_of_cases_and_json_say_the_same(tmp_path: Path) -> None:
    yaml_case = read(
        tmp_path, "examples:\n- {name: A, facts: [{at: 2025-01-05, what: returned}]}\n"
    )
    json_case = read(
        tmp_path,
        '{"cases": [{"name": "A", "facts": [{"at": "2025-01-05", "what": "returned"}]}]}',
        "case.json",
    )
    assert yaml_case[0].facts == json_case[0].facts
    assert yaml_case[0].name == json_case[0].name == "A"


def test_a_role_may_be_a_group_and_lists_keep_their_order(tmp_path: Path) -> None:
    text = (
        "facts:\n- at: 2025-01-05 10:00\n  what: told\n"
        "  detail: {to: [police, carer], by_whom: front_door, extra: {from: 2025-01-06, n: 2}}\n"
    )
    (case,) = read(tmp_path, text)
    assert fact(case, "f1").attributes == {
        "to": ("police", "carer"),
        "by_whom": "front_door",
        "extra": {"from": date(2025, 1, 6), "n": 2},
    }


def test_a_number_may_stand_in_a_text_and_stays(tmp_path: Path) -> None:
    text = "facts: [{at: 2025-01-05 10:00, what: noticed, detail: {concern: 24}}]"
    (case,) = read(tmp_path, text)
    assert fact(case, "f1").attributes == {"concern": 24}


def test_null_is_not_recorded(tmp_path: Path) -> None:
    text = "facts: [{at: 2025-01-05 10:00, what: noticed, detail: {alone: null}}]"
    (case,) = read(tmp_path, text)
    assert fact(case, "f1").attributes == {}


CORRECTED = """
child: {date_of_birth: 2010-03-02, statuses: [{status: early_help, from: 2024-01-01}]}
history: [{from: 2024-12-01, category: missing}]
facts:
- {at: 2025-01-05 10:00, what: returned, who: police}
- {at: 2025-01-05 09:00, what: returned, who: police, recorded_at: 2025-01-06 09:00,
   corrects: {at: 2025-01-05 10:00, what: returned}}
- {at: 2025-01-05 08:00, what: returned, who: police, recorded_at: 2025-01-07 09:00,
   corrects: {at: 2025-01-05 10:00, what: returned}}
- {at: 2024-02-01, what: status_changed, detail: {status: looked_after},
   recorded_at: 2025-01-07 09:00, corrects: {status: early_help, from: 2024-01-01}}
- {at: 2024-12-02, what: earlier_episode, detail: {from: 2024-12-02, category: missing},
   recorded_at: 2025-01-07 09:00, corrects: {history_from: 2024-12-01}}
- {at: 2010-03-02, what: child_recorded, detail: {date_of_birth: 2011-03-02},
   recorded_at: 2025-01-07 09:00, corrects: {what: child_recorded}}
"""


def test_corrections_name_what_they_replace(tmp_path: Path) -> None:
    (case,) = read(tmp_path, CORRECTED)
    assert fact(case, "f2").corrects == "f1"
    assert fact(case, "f4").corrects == "s1"
    assert fact(case, "f5").corrects == "h1"
    assert fact(case, "f6").corrects == "c1"


def test_a_second_correction_replaces_the_first(tmp_path: Path) -> None:
    (case,) = read(tmp_path, CORRECTED)
    assert fact(case, "f3").corrects == "f2"


def test_a_status_in_the_facts_keeps_its_attributes(tmp_path: Path) -> None:
    text = (
        "facts: [{at: 2025-01-05 10:00, what: status_changed, "
        "detail: {status: looked_after, to: 2025-02-01, placement: here}}]"
    )
    (case,) = read(tmp_path, text)
    assert fact(case, "f1").attributes == {
        "status": "looked_after",
        "until": date(2025, 2, 1),
        "placement": "here",
    }


def test_no_child_no_fact_about_one(tmp_path: Path) -> None:
    (case,) = read(tmp_path, "child: {note: figures of the area}\nfacts: []\n")
    assert case.facts == ()


def test_the_latest_moment_is_that_of_the_checks_or_facts(tmp_path: Path) -> None:
    (case,) = read(tmp_path, WHOLE)
    assert case.latest == utc("2025-06-03 07:00")  # the fact recorded last
    (later,) = read(tmp_path, WHOLE.replace("2025-06-02 01:00", "2025-07-01 01:00"))
    assert later.latest == utc("2025-07-01 00:00")
