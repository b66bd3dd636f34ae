"""Case files: a child, what happened, and what the procedures must say about it.

A case file is YAML or JSON: one mapping, or a list of them under `examples`, `vignettes` or `cases`
(docs/reference/case-file.md). Its child, statuses, earlier episodes and facts become the engine's
dated facts, with ids that tell where they stand: `c1` the child, `s1` a status, `h1` an earlier
episode, `f1` a fact, each numbered in file order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import cast

from wayhome.engine.door import RefusedError, check_facts
from wayhome.engine.facts import AttributeValue, Fact
from wayhome.engine.rules import AttributeType, Vocabulary
from wayhome.packs import london
from wayhome.packs.casechecks import Check, read_check
from wayhome.packs.casevalues import Notes, shown, typed_all, unknown
from wayhome.packs.node import Node
from wayhome.packs.problems import Problems
from wayhome.packs.yamlread import parse_yaml

LISTS = ("examples", "vignettes", "cases")
CASE_KEYS = frozenset(
    """id name title why traps note proves procedures child statuses history facts checks""".split()
)
FACT_KEYS = frozenset(
    ("at", "what", "who", "detail", "note", "date_only", "recorded_at", "corrects")
)
STATUS_KEYS = frozenset(("status", "from", "to", "until", "detail", "note", "recorded_at"))
UNRECORDED = frozenset(("first_name", "home", "note", "statuses"))
BORN = AttributeType("date")
NEVER = date(1900, 1, 1)


class CaseError(ValueError):
    """A case file that cannot be used; `problems` has one sentence for each thing that is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Keeps the sentences; as text they stand one a line."""
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class NoCaseFileError(CaseError):
    """A file that cannot be read as a case file at all."""


class Placed(dict[str, object]):
    """A mapping that knows the line it was written in (0 where that is not known)."""

    line: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One case: facts for the engine, and checks. `unmapped` tells what could not be taken over."""

    name: str
    title: str
    file: str
    procedures: tuple[str, ...]
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...] = ()
    first_name: str = ""
    unmapped: tuple[str, ...] = ()
    line: int = 0

    @property
    def latest(self) -> datetime:
        """The latest moment that the case speaks of: of its checks, else of its facts."""
        moments = [check.as_of for check in self.checks]
        moments += [max(fact.at, fact.known_from) for fact in self.facts]
        return max(moments, default=london.start_of(NEVER))


@dataclass(slots=True)
class _Building:
    vocabulary: Vocabulary
    notes: Notes
    any_status: bool = False
    facts: list[Fact] = field(default_factory=list)
    written_status: dict[str, tuple[str, object]] = field(default_factory=dict)
    written_history: dict[str, object] = field(default_factory=dict)


def read_cases(
    path: Path, vocabulary: Vocabulary, procedures: Sequence[str] = (), shown_as: str = ""
) -> list[Case]:
    """The cases of a file. `procedures` apply to a case that names none.

    Raises CaseError with one sentence for each thing that is wrong, OSError where the file cannot
    be read.
    """
    notes = Notes()
    cases = []
    for raw in read_raw(path, shown_as or str(path)):
        case = build_case(raw, shown_as or str(path), vocabulary, notes, procedures)
        cases.append(case)
        if not notes.found:
            try:
                check_facts(case.facts, vocabulary)
            except RefusedError as refused:
                for problem in refused.problems:
                    notes.add(f"{shown_as}: case `{case.name}`, {problem}")
    if notes.found:
        raise CaseError(notes.found)
    return cases


def read_raw(path: Path, shown_as: str) -> list[Placed]:
    """The cases of a file as they are written; raises CaseError where it is no case file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix.lower() == ".json":
        try:
            content = json.loads(
                text,
                object_pairs_hook=_once,
                parse_constant=_no_number,
                parse_int=_whole,
            )
        except RecursionError as error:
            wrong = f"{shown_as}: not readable as JSON: brackets are nested too deep"
            raise NoCaseFileError([wrong]) from error
        except json.JSONDecodeError as error:
            wrong = f"{shown_as}:{error.lineno}: not readable as JSON: {error.msg}"
            raise NoCaseFileError([wrong]) from error
        except ValueError as error:
            wrong = f"{shown_as}: not readable as JSON: {error}"
            raise NoCaseFileError([wrong]) from error
    else:
        problems = Problems()
        node = parse_yaml(text, shown_as, problems)
        stops = [str(problem) for problem in problems.found if problem.code != "yaml-bool"]
        if stops or node is None:
            raise NoCaseFileError(stops or [f"{shown_as}: not readable as YAML"])
        content = placed(node)
    return _listed(content, shown_as)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key `{twice}` stands twice")
    return found


def _no_number(word: str) -> object:
    raise ValueError(f"`{word}` is no number")


def _whole(digits: str) -> int:
    if len(digits) > 30:
        raise ValueError(f"a number of {len(digits)} digits; quote it if it is text")
    return int(digits)


def placed(node: Node) -> object:
    """A YAML value as plain Python values; mappings keep their line."""
    if node.entries is not None:
        mapping = Placed((key, placed(value)) for key, value in node.entries.items())
        mapping.line = node.line
        return mapping
    if node.items is not None:
        return [placed(item) for item in node.items]
    return node.scalar


def _listed(content: object, shown_as: str) -> list[Placed]:
    if isinstance(content, Mapping):
        for key in LISTS:
            if key in content:
                content = content[key]
                break
        else:
            content = [content]
    if not isinstance(content, list) or not all(isinstance(item, Mapping) for item in content):
        expected = "expected one case (`child`, `facts` ...) or a list of cases under `examples`"
        raise NoCaseFileError([f"{shown_as}: {expected}"])
    return [item if isinstance(item, Placed) else Placed(item) for item in content]


def build_case(
    raw: Mapping[str, object],
    file: str,
    vocabulary: Vocabulary,
    notes: Notes,
    procedures: Sequence[str] = (),
    any_status: bool = False,
) -> Case:
    """One case; what is wrong goes to `notes` and is left out of the case.

    `any_status` takes an attribute of one status with another, too.
    """
    name = str(raw.get("id") or raw.get("name") or raw.get("title") or Path(file).stem)
    line = raw.line if isinstance(raw, Placed) else 0
    start = f"{file}:{line}" if line else file
    building = _Building(vocabulary, notes.at(f"{start}: case `{name}`"), any_status)
    for key in raw:
        if key not in CASE_KEYS:
            building.notes.add(unknown("key", key, CASE_KEYS))
    child = raw.get("child")
    child = child if isinstance(child, Mapping) else {}
    _child(child, building)
    born = london.read_day(child.get("date_of_birth")) or NEVER
    listed = [*_mappings(child, "statuses", building), *_mappings(raw, "statuses", building)]
    for number, status in enumerate(listed, 1):
        _status(number, status, born, building)
    for number, entry in enumerate(_mappings(raw, "history", building), 1):
        _history(number, entry, building)
    for number, fact in enumerate(_mappings(raw, "facts", building), 1):
        place = f"{_place(fact, file, start)}: case `{name}`, fact {number}"
        _fact(number, fact, building, notes.at(f"{place} ({fact.get('what')})"))
    named = raw.get("procedures")
    checks = [
        check
        for item in _mappings(raw, "checks", building)
        if (
            check := read_check(
                item, notes.at(f"{_place(item, file, start)}: case `{name}`"), vocabulary
            )
        )
    ]
    return Case(
        name=name,
        title=str(raw.get("title") or raw.get("name") or ""),
        file=file,
        procedures=tuple(map(str, named)) if isinstance(named, list) else tuple(procedures),
        facts=tuple(building.facts),
        checks=tuple(checks),
        first_name=str(child.get("first_name") or ""),
        line=line,
    )


def _place(item: Mapping[str, object], file: str, otherwise: str) -> str:
    return f"{file}:{item.line}" if isinstance(item, Placed) and item.line else otherwise


def _mappings(
    raw: Mapping[str, object], key: str, building: _Building
) -> Iterable[Mapping[str, object]]:
    listed = raw.get(key)
    if listed is None:
        return []
    if not isinstance(listed, list) or not all(isinstance(item, Mapping) for item in listed):
        building.notes.add(f"`{key}`: expected a list of mappings, found {shown(listed)}")
        return []
    return cast("list[Mapping[str, object]]", listed)


def _types(building: _Building, kind: str) -> dict[str, AttributeType]:
    known = building.vocabulary.facts.get(kind)
    return {} if known is None else dict(known.attributes)


def _child(child: Mapping[str, object], building: _Building) -> None:
    if child.get("date_of_birth") is None and not (set(child) - UNRECORDED):
        return
    types = {"date_of_birth": BORN, **_types(building, "child_recorded")}
    notes = building.notes.at(f"{building.notes.place}, child")
    kept = {key: child[key] for key in child if key in types or key not in UNRECORDED}
    born = london.read_day(child.get("date_of_birth"))
    values = typed_all(kept, types, building.vocabulary, notes)
    at = london.start_of(born or NEVER)
    building.facts.append(Fact("c1", "child_recorded", at, attributes=values))


def status_types(
    vocabulary: Vocabulary, status: object, any_status: bool = False
) -> dict[str, AttributeType]:
    """The attributes that a fact on this status may have; with `any_status` those of every one."""
    fact = vocabulary.facts.get("status_changed")
    types = {} if fact is None else dict(fact.attributes)
    for attributes in vocabulary.statuses.values() if any_status else ():
        types.update(attributes)
    types.update(vocabulary.statuses.get(str(status), {}))
    types["status"] = AttributeType("enum", tuple(sorted(vocabulary.statuses)))
    types["until"] = AttributeType("time")
    return types


def _status(number: int, raw: Mapping[str, object], born: date, building: _Building) -> None:
    notes = building.notes.at(f"{building.notes.place}, status {number} ({raw.get('status')})")
    for key in raw:
        if key not in STATUS_KEYS:
            notes.add(unknown("key", key, STATUS_KEYS))
    begins = raw.get("from")
    day = born if begins is None else london.read_day(begins)
    at = london.start_of(day) if day is not None else london.read_instant(begins)
    if at is None:
        notes.add(f"`from`: expected a date YYYY-MM-DD, found {shown(begins)}")
        return
    written = dict(_detail(raw, notes))
    written["status"] = raw.get("status")
    until = raw.get("until", raw.get("to"))
    if until is not None:
        written["until"] = until
    types = status_types(building.vocabulary, raw.get("status"), building.any_status)
    values = typed_all(written, types, building.vocabulary, notes)
    if "status" not in values:
        return
    recorded = _recorded(raw.get("recorded_at"), notes)
    fact = Fact(f"s{number}", "status_changed", at, "", values, recorded, day is not None)
    building.facts.append(fact)
    building.written_status[fact.id] = (str(raw.get("status")), begins)


def _history(number: int, raw: Mapping[str, object], building: _Building) -> None:
    notes = building.notes.at(f"{building.notes.place}, earlier episode {number}")
    begins = raw.get("from")
    day = london.read_day(begins)
    at = london.start_of(day) if day is not None else london.read_instant(begins)
    if at is None:
        notes.add(f"`from`: expected a date or a time, found {shown(begins)}")
        return
    types = {"from": AttributeType("time"), "to": AttributeType("time")}
    types.update(_types(building, "earlier_episode"))
    types["from"] = types["to"] = AttributeType("time")
    kept = {
        key: raw[key]
        for key in raw
        if key in types or key not in ("known_from", "corrected_on", "note")
    }
    values = typed_all(kept, types, building.vocabulary, notes)
    recorded = _recorded(raw.get("known_from"), notes)
    fact = Fact(f"h{number}", "earlier_episode", at, "", values, recorded, day is not None)
    building.facts.append(fact)
    building.written_history[fact.id] = begins


def _fact(number: int, raw: Mapping[str, object], building: _Building, notes: Notes) -> None:
    for key in raw:
        if key not in FACT_KEYS:
            notes.add(unknown("key", key, FACT_KEYS))
    vocabulary = building.vocabulary
    kind = str(raw.get("what") or "")
    if kind not in vocabulary.facts:
        notes.add(unknown("fact", kind, vocabulary.facts))
        return
    written_at = raw.get("at")
    day = london.read_day(written_at)
    at = london.start_of(day) if day is not None else london.read_instant(written_at)
    if at is None:
        told = london.why_not(written_at) or f"found {shown(written_at)}"
        notes.add(f"`at`: expected a time YYYY-MM-DD HH:MM, {told}")
        return
    if raw.get("date_only") is not None and not isinstance(raw["date_only"], bool):
        notes.add(f"`date_only`: expected true or false, found {shown(raw['date_only'])}")
    if (skipped := london.skipped(written_at)) is not None:
        notes.add(f"`at`: there is no {written_at}: {skipped}")
    date_only = raw.get("date_only") is True or day is not None
    who = str(raw.get("who") or "")
    known = vocabulary.roles | frozenset(vocabulary.groups)
    if who and who not in known:
        notes.add(f"`who`: {unknown('role', who, known)}")
    detail = dict(_detail(raw, notes))
    types = _types(building, kind)
    if kind == "status_changed":
        types = status_types(vocabulary, detail.get("status"), building.any_status)
        if "to" in detail and "to" not in types:
            detail["until"] = detail.pop("to")
    building.facts.append(
        Fact(
            id=f"f{number}",
            kind=kind,
            at=london.start_of(london.local_day(at)) if date_only else at,
            who=who,
            attributes=typed_all(detail, types, vocabulary, notes),
            recorded_at=_recorded(raw.get("recorded_at"), notes),
            date_only=date_only,
            corrects=_corrected(raw.get("corrects"), building, notes),
        )
    )


def _detail(raw: Mapping[str, object], notes: Notes) -> Mapping[str, object]:
    detail = raw.get("detail")
    if detail is None:
        return {}
    if not isinstance(detail, Mapping):
        notes.add(f"`detail`: expected `key: value` lines, found {shown(detail)}")
        return {}
    return detail


def _recorded(written: object, notes: Notes) -> datetime | None:
    if written is None:
        return None
    day = london.read_day(written)
    instant = london.start_of(day) if day is not None else london.read_instant(written)
    if instant is None:
        notes.add(f"`recorded_at`: expected a time YYYY-MM-DD HH:MM, found {shown(written)}")
    return instant


def _corrected(written: object, building: _Building, notes: Notes) -> str | None:
    """The id of the fact that is replaced: the last that fits, at the end of its corrections."""
    if written is None:
        return None
    fitting = [fact.id for fact in building.facts if _names(written, fact, building)]
    if not fitting:
        notes.add("`corrects`: names no earlier fact; give `at` and `what` of the fact it replaces")
        return None
    corrected = {fact.corrects: fact.id for fact in building.facts if fact.corrects}
    free = [each for each in fitting if each not in corrected]
    found = (free or fitting)[-1]
    while found in corrected:
        found = corrected[found]
    return found


def _names(written: object, fact: Fact, building: _Building) -> bool:
    if isinstance(written, str):
        return fact.id == written
    if not isinstance(written, Mapping):
        return False
    if "history_from" in written:
        begins = building.written_history.get(fact.id)
        return begins is not None and _same_moment(begins, written["history_from"])
    if "status" in written:
        if fact.kind == "status_changed" and fact.id not in building.written_status:
            same = fact.attributes.get("status") == written["status"]
            return same and _at(fact, written.get("from"))
        status, begins = building.written_status.get(fact.id, ("", None))
        return status == written["status"] and _same_moment(begins, written.get("from"))
    what = written.get("what")
    if fact.kind != what:
        return False
    return what == "child_recorded" or _at(fact, written.get("at"))


def _at(fact: Fact, written: object) -> bool:
    day = london.read_day(written)
    if day is not None:
        return london.local_day(fact.at) == day
    instant = london.read_instant(written)
    if instant is None:
        return False
    if fact.date_only:
        return london.local_day(fact.at) == london.local_day(instant)
    return fact.at == instant


def _same_moment(one: AttributeValue | object, other: object) -> bool:
    if one is None or other is None:
        return one is other
    first = london.read_day(one) or london.read_instant(one)
    second = london.read_day(other) or london.read_instant(other)
    if type(first) is not type(second):
        return _day_of(first) == _day_of(second)
    return first == second


def _day_of(moment: date | datetime | None) -> date | None:
    return london.local_day(moment) if isinstance(moment, datetime) else moment
