"""The door: invalid facts are refused before the engine sees them, each with a message that says
what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from wayhome.engine.facts import AttributeValue, Fact
from wayhome.engine.rules import AttributeType, Vocabulary

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)

STATUS = "status_changed"
PLAIN_ID = re.compile(r"[^\s/]([^/\x00-\x1f\x7f]*[^\s/])?")


class RefusedError(ValueError):
    """Facts that the engine does not take; `problems` has one sentence for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def check_facts(facts: Iterable[Fact], vocabulary: Vocabulary) -> None:
    """Refuse facts that are not of the vocabulary.

    Raises RefusedError with a sentence for every problem: the fact, its attribute, what was given
    and what was expected.
    """
    held = list(facts)
    problems = [problem for fact in held for problem in problems_of(fact, vocabulary)]
    seen: dict[str, Fact] = {}
    for fact in held:
        if not PLAIN_ID.fullmatch(fact.id):
            problems.append(f"fact {fact.id!r}: an id of plain letters without a slash is expected")
        if fact.id in seen:
            problems.append(f"fact {fact.id}: two facts have this id")
        seen[fact.id] = fact
    for fact in held:
        if fact.corrects is not None and fact.corrects not in seen:
            problems.append(
                f"fact {fact.id} ({fact.kind}): corrects {fact.corrects!r}, which is no fact here"
            )
    problems.extend(_circles(seen))
    if problems:
        raise RefusedError(problems)


def problems_of(fact: Fact, vocabulary: Vocabulary) -> list[str]:
    """What is wrong with one fact, in sentences; empty where nothing is."""
    name = f"fact {fact.id} ({fact.kind})"
    problems = []
    for label, instant in (("at", fact.at), ("recorded_at", fact.recorded_at)):
        if instant is None:
            continue
        if instant.tzinfo is None:
            problems.append(f"{name}: {label} has no time zone; an aware instant is expected")
        elif not EARLIEST <= instant < LATEST:
            problems.append(
                f"{name}: {label} is {instant:%Y-%m-%d}; a date from 1900 to 2099 is expected"
            )
    kind = vocabulary.facts.get(fact.kind)
    if kind is None:
        problems.append(f"{name}: no such kind of fact; one of facts.yaml is expected")
        return problems
    if fact.who and not _is_role(fact.who, vocabulary):
        problems.append(f"{name}: who is {fact.who!r}; a role of roles.yaml is expected")
    types = kind.attributes
    if fact.kind == STATUS:
        status = fact.attributes.get("status")
        if not isinstance(status, str) or status not in vocabulary.statuses:
            problems.append(f"{name}: status is {status!r}; a status of facts.yaml is expected")
        else:
            types = {**vocabulary.statuses[status], **types}
    for attr, value in fact.attributes.items():
        wrong = _wrong(attr, value, types, vocabulary)
        if wrong:
            problems.append(f"{name}: {wrong}")
    return problems


def _wrong(
    attr: str, value: AttributeValue, types: Mapping[str, AttributeType], vocabulary: Vocabulary
) -> str:
    """What is wrong with one attribute; empty where nothing is."""
    expected = types.get(attr)
    if expected is None:
        return f"no attribute {attr!r}; expected one of {_listed(types)}"
    if any(not _in_range(moment) for moment in _moments(value)):
        return f"{attr} is {_shown(value)}; dates from 1900 to 2099 are expected"
    if value is not None and not _fits(value, expected, vocabulary):
        return f"{attr} is {_shown(value)}; {_wanted(expected)} is expected"
    return ""


def _moments(value: AttributeValue) -> Iterator[date]:
    """Every date or instant in a value, also inside lists and mappings."""
    if isinstance(value, date):
        yield value
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from _moments(held)
    elif isinstance(value, (list, tuple)):
        for held in value:
            yield from _moments(held)


def _in_range(moment: date) -> bool:
    return EARLIEST.year <= moment.year < LATEST.year


def _listed(types: Mapping[str, AttributeType]) -> str:
    return ", ".join(sorted(types)) or "none"


def _shown(value: AttributeValue) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _wanted(expected: AttributeType) -> str:
    words = {
        "text": "a text",
        "bool": "true or false",
        "number": "a number",
        "date": "a date",
        "time": "an aware instant or a date",
        "role": "a role of roles.yaml",
        "roles": "a list of roles",
        "list": "a list",
        "map": "a mapping",
    }
    if expected.type == "enum":
        return "one of " + ", ".join(expected.values)
    return words.get(expected.type, expected.type)


def _fits(value: AttributeValue, expected: AttributeType, vocabulary: Vocabulary) -> bool:
    match expected.type:
        case "bool":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "date":
            return isinstance(value, date) and not isinstance(value, datetime)
        case "time":
            return (
                value.tzinfo is not None if isinstance(value, datetime) else isinstance(value, date)
            )
        case "enum":
            return isinstance(value, str) and value in expected.values
        case "role":
            return _is_role(value, vocabulary)
        case "roles":
            return isinstance(value, (list, tuple)) and all(
                _is_role(item, vocabulary) for item in value
            )
        case "list":
            return isinstance(value, (list, tuple))
        case "map":
            return isinstance(value, Mapping)
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _is_role(value: AttributeValue, vocabulary: Vocabulary) -> bool:
    """A role, or a group of roles such as "the one who holds the case"."""
    return isinstance(value, str) and (value in vocabulary.roles or value in vocabulary.groups)


def _circles(facts: Mapping[str, Fact]) -> list[str]:
    """Corrections that correct each other."""
    problems = []
    for start in facts.values():
        walked = {start.id}
        here = start
        while here.corrects is not None and here.corrects in facts:
            here = facts[here.corrects]
            if here.id == start.id:
                problems.append(
                    f"fact {start.id} ({start.kind}): its corrections go round in a circle"
                )
                break
            if here.id in walked:
                break
            walked.add(here.id)
    return problems
