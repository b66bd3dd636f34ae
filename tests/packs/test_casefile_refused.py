"""What is wrong in a case file is refused: file, line, fact, attribute, what was expected."""

from pathlib import Path

import pytest

from tests.packs.casebuild import VOCABULARY, refused
from wayhome.packs.casefile import CaseError, read_cases

NOTICED = (
    "facts:\n- {at: 2025-01-04 10:00, what: returned}\n- at: 2025-01-05 10:00\n  what: noticed\n"
)


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("alone: maybe", "`alone`: expected true or false, found `maybe`"),
        ("hours: some", "`hours`: expected a number, found `some`"),
        ("hours: true", "`hours`: expected a number, found true"),
        ("since: 5 May", "`since`: expected a date YYYY-MM-DD, found `5 May`"),
        ("due_back: late", "`due_back`: expected a time YYYY-MM-DD HH:MM or a date, found `late`"),
        ("whereabouts: knwon", "`whereabouts`: unknown value `knwon`; did you mean `known`?"),
        ("whereabouts: 3", "`whereabouts`: expected one of known, unknown, found `3`"),
        ("grounds: none", "`grounds`: expected a list, found `none`"),
        ("concern: true", "`concern`: expected text, found true"),
        ("concern: [a]", "`concern`: expected text, found a list"),
        ("whereabout: known", "unknown attribute `whereabout`; did you mean `whereabouts`?"),
    ],
)
def test_an_attribute(tmp_path: Path, detail: str, said: str) -> None:
    message = refused(tmp_path, f"{NOTICED}  detail: {{{detail}}}\n")
    assert message == f"case.yaml:3: case `case`, fact 2 (noticed): {said}"


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("to: [police, teacher]", "`to`: unknown role `teacher`"),
        ("to: {police: 1}", "`to`: expected a list of roles, found a mapping"),
        ("to: [1]", "`to`: expected a role in the list, found `1`"),
        ("by_whom: [police]", "`by_whom`: expected a role, found a list"),
        ("by_whom: polise", "`by_whom`: unknown role `polise`; did you mean `police`?"),
        ("extra: [1]", "`extra`: expected `key: value` lines, found a list"),
    ],
)
def test_roles_and_maps(tmp_path: Path, detail: str, said: str) -> None:
    text = f"facts: [{{at: 2025-01-05 10:00, what: told, detail: {{{detail}}}}}]"
    assert said in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("{what: returned}", "fact 1 (returned): `at`: expected a time YYYY-MM-DD HH:MM, found no"),
        ("{at: 2025-13-40 10:00, what: returned}", "`at`: expected a time"),
        ("{at: 2025-01-05 25:00, what: returned}", "`at`: expected a time"),
        ("{at: 2025-01-05, what: retruned}", "unknown fact `retruned`; did you mean `returned`?"),
        ("{at: 2025-01-05, what: returned, who: polise}", "`who`: unknown role `polise`"),
        ("{at: 2025-01-05, what: returned, whom: police}", "unknown key `whom`"),
        ("{at: 2025-01-05, what: returned, recorded_at: soon}", "`recorded_at`: expected a time"),
        ("{at: 2025-01-05, what: returned, detail: [place]}", "`detail`: expected `key: value`"),
        (
            "{at: 2025-01-05, what: returned, corrects: {at: 2025-01-01, what: returned}}",
            "`corrects`: names no earlier fact",
        ),
        (
            "{at: 2025-01-05, what: status_changed, detail: {status: foster}}",
            "unknown value `foster`",
        ),
    ],
)
def test_a_fact(tmp_path: Path, fact: str, said: str) -> None:
    assert said in refused(tmp_path, f"facts: [{fact}]")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("{fact: []}", "unknown key `fact`; did you mean `facts`?"),
        ("{facts: [one]}", "`facts`: expected a list of mappings"),
        ("{child: {date_of_birth: spring}}", "child: `date_of_birth`: expected a date YYYY-MM-DD"),
        ("{child: {hair: red}}", "child: unknown attribute `hair`"),
        ("{statuses: [{status: foster}]}", "status 1 (foster): `status`: unknown value `foster`"),
        ("{statuses: [{status: early_help, from: when}]}", "`from`: expected a date YYYY-MM-DD"),
        ("{statuses: [{status: early_help, since: 2024-01-01}]}", "unknown key `since`"),
        (
            "{history: [{category: missing}]}",
            "earlier episode 1: `from`: expected a date or a time",
        ),
        ("{history: [{from: 2024-01-01, category: gone}]}", "`category`: unknown value `gone`"),
        ("{facts: [], checks: [{category: missing}]}", "`as_of`: expected a time"),
        (
            "{checks: [{as_of: 2025-01-01 10:00, expect: [{kind: task}]}]}",
            "kind of expectation `task`",
        ),
        (
            "{checks: [{as_of: 2025-01-01 10:00, expect: [{kind: duty, cites: [A], due: soon}]}]}",
            "expectation 1: `due`: expected a time, a date or immediately, found `soon`",
        ),
        (
            "{checks: [{as_of: 2025-01-01 10:00, expect: [{kind: flag, cites: [A], status: up}]}]}",
            "unknown status `up`",
        ),
        ("{checks: [{as_of: 2025-01-01 10:00, expect: [{kind: duty}]}]}", "at least one clause"),
        ("{checks: [{as_of: 2025-01-01 10:00, not: [{field: when, cites: [A]}]}]}", "field `when`"),
    ],
)
def test_a_case(tmp_path: Path, case: str, said: str) -> None:
    assert said in refused(tmp_path, case)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    message = refused(tmp_path, f"{NOTICED}  detail: {{alone: maybe, hours: some}}\n")
    assert len(message.splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("case.yaml", "facts: [", "not readable as YAML: while parsing"),
        ("case.json", '{"facts": [}', "case.json:1: not readable as JSON"),
        ("case.yaml", "just words", "expected one case"),
        ("case.json", '{"examples": [1]}', "expected one case"),
        ("case.yaml", "name: a\nname: b\n", "stands twice"),
    ],
)
def test_what_is_no_case_file(tmp_path: Path, name: str, text: str, said: str) -> None:
    assert said in refused(tmp_path, text, name)


def test_a_fact_beyond_the_years_that_are_known_is_refused_at_the_door(tmp_path: Path) -> None:
    said = refused(tmp_path, "facts: [{at: 2110-01-05 10:00, what: returned}]")
    assert "fact f1 (returned)" in said
    assert "2110" in said


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_cases(tmp_path / "none.yaml", VOCABULARY)


def test_the_error_keeps_its_sentences(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("facts: [{what: returned}]")
    with pytest.raises(CaseError) as caught:
        read_cases(path, VOCABULARY)
    assert len(caught.value.problems) == 1


CHECK = "checks:\n- as_of: 2025-01-01 10:00\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("  expct: []", "case.yaml:2: case `case`, check of 2025-01-01 10:00: unknown key `expct`"),
        ("  category: mising", "`category`: unknown category `mising`; did you mean `missing`?"),
        ("  category_by_procedure: missing", "`category_by_procedure`: expected `procedure: word`"),
        ("  category_by_procedure: {a: x}", "unknown category `x`"),
        ("  police_grade_allowed: low", "`police_grade_allowed`: expected a list of grades"),
        ("  expect: [duty]", "expectation 1: expected `key: value` lines, found `duty`"),
        (
            "  expect:\n  - {kind: duty, cites: [A], sttus: open}",
            "case.yaml:4: case `case`, check of 2025-01-01 10:00, expectation 1: "
            "unknown key `sttus`; did you mean `status`?",
        ),
        (
            "  expect: [{kind: duty, cites: [A], never_late: maybe}]",
            "`never_late`: expected true or false",
        ),
        ("  expect: [{kind: duty, cites: [A], status: 7}]", "`status`: expected a word"),
        (
            "  expect: [{kind: duty, cites: [A], owner_per_procedure: police}]",
            "`owner_per_procedure`: expected `procedure: word` lines",
        ),
        ("  expect: [{kind: category, cites: [A], value: lost}]", "unknown category `lost`"),
        ("  expect: [{kind: duty, cites: [A], due: 2025-02-30}]", "there is no 30 February"),
        ("  not:\n  - {field: duty, cites: [A], x and y}", "case.yaml:4"),
        ("  not: [1]", "not 1: expected `key: value` lines"),
        ("  not: [{field: status, cites: [A], value: done}]", "unknown status `done`"),
        ("  not: [{field: missing_since, cites: [A], value: long}]", "expected a time"),
        *(
            (f"  not: [{{field: {field}, cites: [A]}}]", f"a `not` of field {field} needs")
            for field in ("status", "owner", "category", "due")
        ),
    ],
)
def test_a_check_that_is_malformed(tmp_path: Path, lines: str, said: str) -> None:
    assert said in refused(tmp_path, f"{CHECK}{lines}\n")


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nfacts: [*b]\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("case.json", '{"name": "a", "name": "b"}', "the key `name` stands twice"),
        ("case.json", '{"facts": [{"detail": {"hours": NaN}}]}', "`NaN` is no number"),
        ("case.json", '{"facts": [{"detail": {"hours": -Infinity}}]}', "`-Infinity` is no number"),
        ("case.json", '{"id": ' + "9" * 5000 + "}", "a number of 5000 digits"),
        ("case.json", "[" * 200_000, "nested too deep"),
        ("case.yaml", "id: " + "9" * 5000, "a number of 5000 digits"),
        ("case.yaml", "[" * 200_000, "nested more than 64 deep"),
        ("case.yaml", BOMB, "anchors and aliases (& and *) are not read"),
        ("case.yaml", "facts: &f [*f]", "anchors and aliases (& and *) are not read"),
        (
            "case.yaml",
            "facts: [{at: 0001-01-01T00:30+01:00, what: returned}]",
            "expected a time",
        ),
        ("case.yaml", "facts: [{at: 9999-12-31T23:30-05:00, what: returned}]", "expected a time"),
        ("case.yaml", "facts: [{at: 2025-02-30 10:00, what: returned}]", "no 30 February"),
        ("case.yaml", "facts: [{at: 2025-02-30, what: returned}]", "no 30 February"),
        ("case.yaml", "facts: [{at: 2025-02-03 24:00, what: returned}]", "there is no 24:00"),
        ("case.yaml", "facts: [{at: 2025-13-03, what: returned}]", "there is no month 13"),
        (
            "case.yaml",
            "facts: [{at: 2025-03-30 01:30, what: returned}]",
            "the clocks went forward in that hour; is 02:30 meant?",
        ),
        (
            "case.yaml",
            "facts: [{at: 2025-03-03 01:30, what: returned, date_only: please}]",
            "`date_only`: expected true or false",
        ),
    ],
)
def test_what_would_stop_a_reader(tmp_path: Path, name: str, text: str, said: str) -> None:
    assert said in refused(tmp_path, text, name)
