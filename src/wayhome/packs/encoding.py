"""Vignettes: case files in somebody else's words, read through an encoding.

An encoding (tests/vignettes/encoding.yaml) maps each of their words to ours, once:

    facts:      {THEIRS: OURS}            or, with details,
                {THEIRS: {fact: OURS, attributes: {THEIRS: OURS}, set: {OURS: VALUE}}}
    statuses:   {THEIRS: OURS}            the names of statuses
    status_attributes: {THEIRS: OURS}     the details of a status
    history:    {THEIRS: OURS}            the keys of an earlier episode
    child:      {THEIRS: OURS}            the keys of the child
    roles:      {THEIRS: OURS}
    values:     {ATTRIBUTE: {THEIRS: OURS}}
    findings:   {THEIRS: OURS or [OURS]}  names of findings, where they differ

A word that an encoding does not list is taken as it is where our vocabulary has the same one, and
is reported as unmapped where it has not. Nothing in a vignette stops the reading of the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from wayhome.engine.door import problems_of
from wayhome.engine.rules import Vocabulary
from wayhome.packs.casechecks import Check, Expectation
from wayhome.packs.casefile import (
    LISTS,
    STATUS_KEYS,
    Case,
    CaseError,
    Placed,
    build_case,
    placed,
    read_raw,
)
from wayhome.packs.casevalues import Notes
from wayhome.packs.problems import Problems
from wayhome.packs.yamlread import parse_yaml

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FactWords:
    """How one of their facts is told in ours."""

    fact: str
    attributes: Words = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Encoding:
    """Their words to ours; an empty one takes every word as it is."""

    facts: Mapping[str, FactWords] = field(default_factory=dict)
    statuses: Words = field(default_factory=dict)
    status_attributes: Words = field(default_factory=dict)
    history: Words = field(default_factory=dict)
    child: Words = field(default_factory=dict)
    roles: Words = field(default_factory=dict)
    values: Mapping[str, Words] = field(default_factory=dict)
    findings: Mapping[str, frozenset[str]] = field(default_factory=dict)


def find_encoding(start: Path) -> Path | None:
    """The encoding of the repository that `start` (a file or folder) lies in."""
    for folder in (start, *start.parents):
        path = folder / "tests" / "vignettes" / "encoding.yaml"
        if path.is_file():
            return path
    return None


def read_encoding(path: Path) -> Encoding:
    """The encoding of a file; raises CaseError where it cannot be read."""
    problems = Problems()
    node = parse_yaml(path.read_text(encoding="utf-8"), str(path), problems)
    content = None if node is None else placed(node)
    if problems.found or not isinstance(content, Mapping):
        raise CaseError([str(found) for found in problems.found] or [f"{path}: no encoding"])
    values = content.get("values")
    return Encoding(
        facts={
            str(theirs): _fact_words(str(theirs), ours)
            for theirs, ours in _mapping(content, "facts").items()
        },
        statuses=_words(content, "statuses"),
        status_attributes=_words(content, "status_attributes"),
        history=_words(content, "history"),
        child=_words(content, "child"),
        roles=_words(content, "roles"),
        values={
            str(attribute): {str(k): str(v) for k, v in words.items()}
            for attribute, words in (values if isinstance(values, Mapping) else {}).items()
            if isinstance(words, Mapping)
        },
        findings={
            str(theirs): frozenset(map(str, ours if isinstance(ours, list) else [ours or theirs]))
            for theirs, ours in _mapping(content, "findings").items()
        },
    )


def _mapping(content: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = content.get(key)
    if isinstance(found, list):
        return {str(word): None for word in found}
    return found if isinstance(found, Mapping) else {}


def _words(content: Mapping[str, object], key: str) -> dict[str, str]:
    return {
        str(theirs): str(theirs if ours is None else ours)
        for theirs, ours in _mapping(content, key).items()
    }


def _fact_words(theirs: str, ours: object) -> FactWords:
    if not isinstance(ours, Mapping):
        return FactWords(str(ours or theirs))
    attributes, fixed = ours.get("attributes"), ours.get("set")
    return FactWords(
        str(ours.get("fact") or theirs),
        {str(k): str(v) for k, v in attributes.items()} if isinstance(attributes, Mapping) else {},
        fixed if isinstance(fixed, Mapping) else {},
    )


def read_vignettes(
    path: Path, vocabulary: Vocabulary, encoding: Encoding, shown_as: str = ""
) -> list[Case]:
    """The vignettes of a file as cases in our words.

    What has no word of ours is told in the case's `unmapped` and left out. Raises CaseError only
    where the file is no list of vignettes at all.
    """
    name = shown_as or path.name
    return [vignette(raw, name, vocabulary, encoding) for raw in read_raw(path, name)]


def vignette(
    raw: Mapping[str, object], file: str, vocabulary: Vocabulary, encoding: Encoding
) -> Case:
    """One vignette as a case in our words."""
    notes = Notes()
    ours = in_our_words(raw, encoding, vocabulary)
    case = build_case(ours, file, vocabulary, notes, any_status=True)
    for fact in (each for each in case.facts if each.kind != "status_changed"):
        notes.found += [f"{file}: {case.name}, {each}" for each in problems_of(fact, vocabulary)]
    unread = {message for check in case.checks for message in check.unread}
    checks = tuple(_check(check, encoding) for check in case.checks)
    unmapped = tuple(message for message in notes.found if message not in unread)
    return replace(case, checks=checks, unmapped=unmapped)


def in_our_words(raw: Mapping[str, object], encoding: Encoding, vocabulary: Vocabulary) -> Placed:
    """A vignette as it is written, its words replaced by ours."""
    told = _like(raw, raw)
    child = raw.get("child")
    if isinstance(child, Mapping):
        ours = _like(child, {encoding.child.get(k, k): v for k, v in child.items()})
        statuses = child.get("statuses")
        if isinstance(statuses, list):
            ours["statuses"] = _statuses(statuses, encoding)
        told["child"] = ours
    history = raw.get("history")
    if isinstance(history, list):
        told["history"] = [
            _like(entry, {encoding.history.get(k, k): v for k, v in entry.items()})
            for entry in history
            if isinstance(entry, Mapping)
        ]
    facts = raw.get("facts")
    if isinstance(facts, list):
        told["facts"] = [
            _fact(fact, encoding, vocabulary) for fact in facts if isinstance(fact, Mapping)
        ]
    for key in [key for key in told if key in LISTS]:
        del told[key]
    return told


def _like(written: Mapping[str, object], content: Mapping[str, object]) -> Placed:
    told = Placed(content)
    told.line = written.line if isinstance(written, Placed) else 0
    return told


def _statuses(statuses: Sequence[object], encoding: Encoding) -> list[Placed]:
    told = []
    for status in statuses:
        if not isinstance(status, Mapping):
            continue
        each = _like(status, {k: v for k, v in status.items() if k in STATUS_KEYS})
        each["status"] = encoding.statuses.get(str(status.get("status")), status.get("status"))
        detail = status.get("detail")
        if isinstance(detail, Mapping):
            each["detail"] = {
                encoding.status_attributes.get(k, k): _value(k, v, encoding)
                for k, v in detail.items()
            }
        told.append(each)
    return told


def _fact(fact: Mapping[str, object], encoding: Encoding, vocabulary: Vocabulary) -> Placed:
    what = str(fact.get("what"))
    words = encoding.facts.get(what, FactWords(what))
    told = _like(fact, {**fact, "what": words.fact})
    if "who" in fact:
        told["who"] = encoding.roles.get(str(fact["who"]), fact["who"])
    detail = fact.get("detail")
    detail = dict(detail) if isinstance(detail, Mapping) else {}
    if "recorded_at" in detail and "recorded_at" not in fact:
        told["recorded_at"] = detail.pop("recorded_at")
    attributes = words.attributes
    if words.fact == "status_changed":
        attributes = {**encoding.status_attributes, **attributes}
    known = vocabulary.facts.get(words.fact)
    ours: dict[str, object] = dict(words.fixed)
    for key, value in detail.items():
        name = attributes.get(key, key)
        wanted = None if known is None else known.attributes.get(name)
        if wanted is not None and wanted.type in ("role", "roles"):
            ours[name] = _in_words(value, encoding.roles)
            continue
        if name == "status" and words.fact == "status_changed":
            ours[name] = encoding.statuses.get(str(value), value)
            continue
        ours[name] = _value(key, value, encoding)
    if ours:
        told["detail"] = ours
    corrects = fact.get("corrects")
    if isinstance(corrects, Mapping):
        told["corrects"] = _corrects(corrects, encoding)
    return told


def _corrects(corrects: Mapping[str, object], encoding: Encoding) -> dict[str, object]:
    told = dict(corrects)
    if "what" in told:
        what = str(told["what"])
        told["what"] = encoding.facts.get(what, FactWords(what)).fact
    if "status" in told:
        told["status"] = encoding.statuses.get(str(told["status"]), told["status"])
    return told


def _value(key: str, value: object, encoding: Encoding) -> object:
    return _in_words(value, encoding.values.get(key, {}))


def _in_words(value: object, words: Words) -> object:
    if isinstance(value, list):
        return [_in_words(item, words) for item in value]
    return words.get(value, value) if isinstance(value, str) else value


def _check(check: Check, encoding: Encoding) -> Check:
    def ours(item: Expectation) -> Expectation:
        owners = item.owner_per_procedure
        return replace(
            item,
            owner=encoding.roles.get(item.owner, item.owner),
            owner_per_procedure=(
                {key: encoding.roles.get(role, role) for key, role in owners.items()}
                if owners is not None
                else None
            ),
        )

    excluded = tuple(
        replace(item, value=encoding.roles.get(item.value, item.value))
        if item.field == "owner" and isinstance(item.value, str)
        else item
        for item in check.excluded
    )
    return replace(check, expect=tuple(map(ours, check.expect)), excluded=excluded)
