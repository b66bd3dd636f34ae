"""The case files here are unchanged, and every word in them has its place in the vocabulary."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
PROCEDURES = HERE.parent.parent / "procedures"
FILES = sorted(HERE.glob("*-open.yaml"))
TYPES = {"text", "bool", "number", "date", "time", "enum", "role", "roles", "list", "map"}


class _Plain(yaml.SafeLoader):
    """YAML in which times stay text, as they are in case files."""


_Plain.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Plain)


VOCABULARY = read(PROCEDURES / "facts.yaml")
FACTS: dict[str, Any] = VOCABULARY["facts"]
ENCODING = read(HERE / "encoding.yaml")
ROLES: dict[str, str] = ENCODING["roles"]


def is_moment(value: object, *, whole_days: bool) -> bool:
    if not isinstance(value, str):
        return False
    forms = ["%Y-%m-%d"] if whole_days else ["%Y-%m-%d", "%Y-%m-%d %H:%M"]
    for form in forms:
        try:
            datetime.strptime(value, form)  # noqa: DTZ007
        except ValueError:
            continue
        return True
    return False


def fits(value: object, kind: Mapping[str, Any]) -> bool:
    match kind["type"]:
        case "bool":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "text":
            return isinstance(value, str | int | float) and not isinstance(value, bool)
        case "date" | "time":
            return is_moment(value, whole_days=kind["type"] == "date")
        case "enum":
            return value in kind["values"]
        case "role":
            return value in ROLES
        case "roles":
            return isinstance(value, list) and all(role in ROLES for role in value)
        case "list":
            return isinstance(value, list)
        case "map":
            return isinstance(value, Mapping)
    return False


def wrong_details(
    place: str, detail: Mapping[str, Any], words: Mapping[str, str], kinds: Mapping[str, Any]
) -> Iterator[str]:
    for key, value in detail.items():
        if key not in words:
            yield f"{place}: {key} has no place in encoding.yaml"
        elif words[key] not in kinds:
            yield f"{place}: {words[key]} is no attribute of facts.yaml"
        elif value is not None and not fits(value, kinds[words[key]]):
            yield f"{place}: {key} is {value!r}, not {kinds[words[key]]}"


def status_kinds(status: str) -> dict[str, Any]:
    return {**VOCABULARY["status_attributes"], **VOCABULARY["statuses"][status]["attributes"]}


def wrong_in(case: Mapping[str, Any]) -> Iterator[str]:
    child = {key: value for key, value in case["child"].items() if key != "statuses"}
    kinds = FACTS["child_recorded"]["attributes"]
    yield from wrong_details(f"{case['id']} child", child, ENCODING["child"], kinds)
    for status in case["child"]["statuses"]:
        place = f"{case['id']} status {status['status']}"
        if status["status"] not in ENCODING["statuses"]:
            yield f"{place} has no place in encoding.yaml"
            continue
        kinds = status_kinds(ENCODING["statuses"][status["status"]])
        detail = status.get("detail") or {}
        yield from wrong_details(place, detail, ENCODING["status_attributes"], kinds)
        yield from (
            f"{place}: role {role}" for role in detail.get("allocated", ()) if role not in ROLES
        )
    for entry in case["history"]:
        kinds = FACTS["earlier_episode"]["attributes"]
        yield from wrong_details(f"{case['id']} history", entry, ENCODING["history"], kinds)
    for number, fact in enumerate(case["facts"], 1):
        place = f"{case['id']} fact {number} ({fact['what']})"
        if fact["who"] not in ROLES:
            yield f"{place}: role {fact['who']}"
        words = ENCODING["facts"].get(fact["what"])
        if words is None:
            yield f"{place} has no place in encoding.yaml"
            continue
        kinds = FACTS[words["fact"]]["attributes"]
        yield from wrong_details(place, fact.get("detail") or {}, words["attributes"], kinds)
    for check in case["checks"]:
        for item in check["expect"]:
            owners = [item.get("owner"), *(item.get("owner_per_procedure") or {}).values()]
            yield from (
                f"{case['id']}: owner {role}" for role in owners if role and role not in ROLES
            )


def test_the_case_files_are_as_they_were_given():
    lines = (HERE / "DIGESTS").read_text(encoding="utf-8").splitlines()
    given = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert given == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_word_of_a_case_file_has_its_place(path: Path):
    wrong = [line for case in read(path)["vignettes"] for line in wrong_in(case)]
    assert wrong == []


def test_every_target_of_the_encoding_is_in_the_vocabulary():
    wrong = []
    for theirs, words in ENCODING["facts"].items():
        ours = FACTS.get(words["fact"])
        if ours is None:
            wrong.append(theirs)
            continue
        wrong += [
            f"{theirs}.{a}" for a in words["attributes"].values() if a not in ours["attributes"]
        ]
    wrong += [s for s in ENCODING["statuses"].values() if s not in VOCABULARY["statuses"]]
    known = set(VOCABULARY["status_attributes"])
    for status in VOCABULARY["statuses"].values():
        known |= set(status["attributes"])
    wrong += [a for a in ENCODING["status_attributes"].values() if a not in known]
    for key, fact in (("history", "earlier_episode"), ("child", "child_recorded")):
        wrong += [a for a in ENCODING[key].values() if a not in FACTS[fact]["attributes"]]
    assert wrong == []


def test_every_role_of_the_encoding_is_a_role():
    known = read(PROCEDURES / "roles.yaml")
    assert sorted(set(ROLES.values()) - set(known["roles"]) - set(known["groups"])) == []


def every_attribute() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, fact in FACTS.items():
        yield from ((f"{name}.{key}", kind) for key, kind in fact["attributes"].items())
    for name, status in VOCABULARY["statuses"].items():
        yield from ((f"{name}.{key}", kind) for key, kind in status["attributes"].items())
    yield from VOCABULARY["status_attributes"].items()


def test_every_fact_is_complete():
    wrong = []
    for name, fact in FACTS.items():
        if set(fact) != {"means", "question", "sensitivity", "retention", "subject", "attributes"}:
            wrong.append(f"{name}: keys")
        for key, classes in (
            ("sensitivity", "sensitivities"),
            ("retention", "retentions"),
            ("subject", "subjects"),
        ):
            if fact[key] not in VOCABULARY[classes]:
                wrong.append(f"{name}: {key}")
        if not fact["question"].endswith(("?", ".")):
            wrong.append(f"{name}: question")
        wrong += [
            f"{name}.{a}: no question"
            for a, kind in fact["attributes"].items()
            if not kind.get("question")
        ]
    for name, kind in every_attribute():
        if kind["type"] not in TYPES or not kind["means"]:
            wrong.append(name)
        if (kind["type"] == "enum") != ("values" in kind):
            wrong.append(f"{name}: values")
        if not all(isinstance(value, str) for value in kind.get("values", ())):
            wrong.append(f"{name}: a value that YAML does not read as a word")
    assert wrong == []


def test_the_same_word_never_means_two_lists_of_categories_grades_or_statuses():
    grades = {
        tuple(f["attributes"]["grade"]["values"])
        for f in FACTS.values()
        if "grade" in f["attributes"]
    }
    assert len(grades) == 1
    assert set(FACTS["status_changed"]["attributes"]["status"]["values"]) == set(
        VOCABULARY["statuses"]
    )
    every = set(FACTS["category_decided"]["attributes"]["category"]["values"])
    for fact in FACTS.values():
        assert set(fact["attributes"].get("category", {}).get("values", ())) <= every
    floor = FACTS["absence_safety_answered"]["attributes"]
    answers = [kind["values"] for kind in floor.values() if kind["type"] == "enum"]
    assert answers == [["yes", "no", "dont_know"]] * 10
