"""Vignettes are read through their encoding; nothing in them stops the rest."""

from datetime import date
from pathlib import Path

from tests.packs.casebuild import VOCABULARY, fact, utc
from wayhome.packs.casefile import Case, CaseError
from wayhome.packs.encoding import Encoding, find_encoding, read_encoding, read_vignettes

ENCODING = """
facts:
  seen_missing: {fact: noticed, attributes: {place_known: whereabouts}, set: {alone: true}}
  back: returned
statuses: {in_care: looked_after}
status_attributes: {where: placement}
history: {start: from, kind: category}
child: {born: date_of_birth}
roles: {officer: police}
values: {place_known: {no_idea: unknown}}
findings: {theirs: ours, several: [one, two], same: null}
"""
VIGNETTES = """
vignettes:
- id: X-1
  title: A girl
  why: to be read
  traps: [one]
  procedures: [north]
  child:
    born: '2010-03-02'
    statuses:
    - {status: in_care, from: '2023-06-12', to: '2025-02-01', detail: {where: here}}
    - {status: early_help, from: null, detail: {since: '2023-06-12'}}
  history: [{start: '2024-12-01', kind: missing}]
  facts:
  - at: 2025-01-05 10:00
    what: seen_missing
    who: officer
    detail: {place_known: no_idea, recorded_at: '2025-01-05 12:00'}
  - {at: 2025-01-05 11:00, what: back, who: officer, corrects: {at: 2025-01-05 09:00, what: back}}
  - {at: 2025-01-05 12:00, what: told, who: police, detail: {to: [officer], by_whom: officer}}
  - {at: 2025-01-05 12:00, what: nowhere_known}
  - {at: 2025-01-05 12:00, what: noticed, detail: {shoe_size: 7, alone: sure}}
  checks:
  - as_of: 2025-01-06 10:00
    expect:
    - {what: a, kind: duty, cites: [A-1], owner: officer, due: null, status: open,
       owner_per_procedure: {north: officer}}
    - {what: b, kind: song, cites: [A-1]}
    not: [{what: c, field: owner, value: officer, cites: [A-1]}]
"""


def vignette(tmp_path: Path) -> Case:
    """The one vignette, through the encoding."""
    (tmp_path / "encoding.yaml").write_text(ENCODING)
    (tmp_path / "some.yaml").write_text(VIGNETTES)
    encoding = read_encoding(tmp_path / "encoding.yaml")
    (case,) = read_vignettes(tmp_path / "some.yaml", VOCABULARY, encoding)
    return case


def test_their_words_become_ours(tmp_path: Path) -> None:
    case = vignette(tmp_path)
    assert (case.name, case.title, case.procedures) == ("X-1", "A girl", ("north",))
    noticed = fact(case, "f1")
    assert (noticed.kind, noticed.who) == ("noticed", "police")
    assert noticed.attributes == {"alone": True, "whereabouts": "unknown"}
    assert noticed.recorded_at == utc("2025-01-05 12:00")
    assert fact(case, "f2").kind == "returned"
    assert fact(case, "f3").attributes == {"to": ("police",), "by_whom": "police"}


def test_child_status_and_history(tmp_path: Path) -> None:
    case = vignette(tmp_path)
    assert fact(case, "c1").at == utc("2010-03-02 00:00")
    assert fact(case, "s1").attributes["status"] == "looked_after"
    assert fact(case, "s1").attributes["placement"] == "here"
    assert fact(case, "h1").attributes["category"] == "missing"


def test_a_detail_of_one_status_is_taken_with_another(tmp_path: Path) -> None:
    told = fact(vignette(tmp_path), "s2").attributes
    assert told == {"status": "early_help", "since": date(2023, 6, 12)}


def test_what_has_no_word_of_ours_is_told_and_left_out(tmp_path: Path) -> None:
    case = vignette(tmp_path)
    told = "\n".join(case.unmapped)
    assert "fact 2 (returned): `corrects`: names no earlier fact" in told
    assert "unknown fact `nowhere_known`" in told
    assert "unknown attribute `shoe_size`" in told
    assert "`alone`: expected true or false" in told
    assert len(case.unmapped) == 4
    assert fact(case, "f5").attributes == {}


def test_owners_in_checks_are_ours(tmp_path: Path) -> None:
    (check,) = vignette(tmp_path).checks
    assert check.expect[0].owner == "police"
    assert check.expect[0].owner_per_procedure == {"north": "police"}
    assert check.excluded[0].value == "police"
    assert len(check.unread) == 1
    assert "song" in check.unread[0]


def test_findings_may_be_told_under_other_names(tmp_path: Path) -> None:
    (tmp_path / "encoding.yaml").write_text(ENCODING)
    findings = read_encoding(tmp_path / "encoding.yaml").findings
    assert findings["theirs"] == {"ours"}
    assert findings["several"] == {"one", "two"}
    assert findings["same"] == {"same"}


def test_an_empty_encoding_takes_words_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text(
        "vignettes: [{id: A, facts: [{at: 2025-01-05, what: returned}]}]"
    )
    (case,) = read_vignettes(tmp_path / "some.yaml", VOCABULARY, Encoding())
    assert case.unmapped == ()
    assert [each.kind for each in case.facts] == ["returned"]


def test_an_encoding_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "encoding.yaml"
    path.write_text("- one\n")
    try:
        read_encoding(path)
    except CaseError as error:
        assert "no encoding" in str(error)
    else:
        raise AssertionError("it was not refused")


def test_the_encoding_is_found_from_anywhere_in_the_repository(tmp_path: Path) -> None:
    place = tmp_path / "tests" / "vignettes"
    place.mkdir(parents=True)
    (place / "encoding.yaml").write_text("{}")
    deep = tmp_path / "procedures" / "north"
    deep.mkdir(parents=True)
    assert find_encoding(deep) == place / "encoding.yaml"
