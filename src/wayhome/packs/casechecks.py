"""What a case must give at given moments: the checks of examples and vignettes, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from wayhome.engine.rules import Vocabulary
from wayhome.packs import london
from wayhome.packs.casevalues import Notes, shown, unknown

KINDS = (
    "duty",
    "prompt",
    "flag",
    "category",
    "grade",
    "missing_since",
    "finding",
    "report_line",
)
FIELDS = (
    "duty",
    "due",
    "status",
    "owner",
    "category",
    "flag",
    "prompt",
    "missing_since",
    "finding",
    "grade",
    "report_line",
)
STATUSES = ("open", "overdue", "met", "met_late", "not_needed", "raised")

CHECK_KEYS = frozenset(
    """as_of known_at category category_by_procedure police_grade_allowed expect not
    because note""".split()
)
EXPECT_KEYS = frozenset(
    """what kind name value cites owner due status never_late owner_per_procedure because
    note""".split()
)
NOT_KEYS = frozenset("what field name value cites because note".split())
_LINE = re.compile(r"^([^\s:]+:)[0-9]+:")
# A `not` of these fields names the wrong answer; without one it would hold of everything.
VALUED = frozenset(("status", "owner", "category", "due"))

Expected: TypeAlias = (
    "str | int | float | bool | date | datetime | list[Expected] | dict[str, Expected] | None"
)
ExpectedDue: TypeAlias = "str | date | datetime | None"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must be there. `due_given` tells whether a due (also none) is stated."""

    label: str
    kind: str
    cites: frozenset[str]
    value: Expected = None
    name: str = ""
    owner: str = ""
    due: ExpectedDue = None
    due_given: bool = False
    status: str = ""
    never_late: bool | None = None
    owner_per_procedure: Mapping[str, str] | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One thing that must not be asked or claimed."""

    label: str
    field: str
    cites: frozenset[str]
    value: Expected = None
    name: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What must and must not be there at one moment."""

    as_of: datetime
    category: str = ""
    category_by_procedure: Mapping[str, str] | None = None
    police_grade_allowed: tuple[str, ...] | None = None
    expect: tuple[Expectation, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    known_at: datetime | None = None
    unread: tuple[str, ...] = ()


def read_check(
    raw: Mapping[str, object], notes: Notes, vocabulary: Vocabulary | None = None
) -> Check | None:
    """One check; what cannot be read goes to `notes` and into the check's `unread`."""
    as_of = london.read_instant(raw.get("as_of"))
    if as_of is None:
        day = london.read_day(raw.get("as_of"))
        as_of = None if day is None else london.start_of(day)
    if as_of is None:
        told = london.why_not(raw.get("as_of")) or f"found {shown(raw.get('as_of'))}"
        notes.add(f"`as_of`: expected a time YYYY-MM-DD HH:MM, {told}")
        return None
    before = len(notes.found)
    place = f"{notes.place}, check of {london.show(as_of)}"
    own = _Entry(raw, notes.at(place), vocabulary)
    own.keys(CHECK_KEYS)
    known_at = None
    if raw.get("known_at") is not None:
        known_at = london.read_instant(raw["known_at"])
        if known_at is None:
            own.notes.add(f"`known_at`: expected a time, found {shown(raw['known_at'])}")
    by_procedure = own.mapping("category_by_procedure")
    for word in (by_procedure or {}).values():
        own.category("category_by_procedure", word)
    if raw.get("category") is not None:
        own.category("category", raw["category"])
    allowed = raw.get("police_grade_allowed")
    if allowed is not None and not _is_words(allowed):
        own.notes.add(f"`police_grade_allowed`: expected a list of grades, found {shown(allowed)}")
        allowed = None
    expect = [
        wanted
        for number, item in enumerate(own.items("expect"), 1)
        if (wanted := _expectation(own.entry(item, place, f"expectation {number}")))
    ]
    excluded = [
        unwanted
        for number, item in enumerate(own.items("not"), 1)
        if (unwanted := _exclusion(own.entry(item, place, f"not {number}")))
    ]
    return Check(
        as_of,
        category=_word(raw.get("category")),
        category_by_procedure=by_procedure,
        police_grade_allowed=(
            tuple(str(grade) for grade in allowed) if isinstance(allowed, Sequence) else None
        ),
        expect=tuple(expect),
        excluded=tuple(excluded),
        known_at=known_at,
        unread=tuple(notes.found[before:]),
    )


@dataclass(slots=True)
class _Entry:
    """A check or one of its entries, read key by key; what is wrong goes to `notes`."""

    raw: Mapping[str, object]
    notes: Notes
    vocabulary: Vocabulary | None = None

    def entry(self, item: object, place: str, what: str) -> _Entry | None:
        """An entry of one of the lists; None, and told, where it is no mapping."""
        notes = self.notes.at(f"{placed_at(item, place)}, {what}")
        if isinstance(item, Mapping):
            return _Entry(item, notes, self.vocabulary)
        notes.add(f"expected `key: value` lines, found {shown(item)}")
        return None

    def keys(self, known: frozenset[str]) -> None:
        """Tells every key that is not one of these."""
        for key in self.raw:
            if key not in known:
                self.notes.add(unknown("key", key, known))

    def items(self, key: str) -> Sequence[object]:
        """The entries of a list."""
        listed = self.raw.get(key)
        if listed is None:
            return ()
        if not isinstance(listed, (list, tuple)):
            self.notes.add(f"`{key}`: expected a list, found {shown(listed)}")
            return ()
        return listed

    def mapping(self, key: str) -> dict[str, str] | None:
        """A mapping of procedures to words."""
        found = self.raw.get(key)
        if found is None:
            return None
        if not isinstance(found, Mapping) or not all(isinstance(v, str) for v in found.values()):
            self.notes.add(f"`{key}`: expected `procedure: word` lines, found {shown(found)}")
            return None
        return {str(procedure): str(word) for procedure, word in found.items()}

    def text(self, key: str) -> str:
        """A word; anything else is told."""
        found = self.raw.get(key)
        if found is not None and not isinstance(found, str):
            self.notes.add(f"`{key}`: expected a word, found {shown(found)}")
            return ""
        return found or ""

    def category(self, key: str, word: object) -> None:
        """Tells a category that there is not."""
        known = () if self.vocabulary is None else self.vocabulary.severity
        if known and word not in known:
            self.notes.add(f"`{key}`: {unknown('category', word, known)}")

    def name(self, kind: str) -> str:
        """The name of an item; the kind of a duty must be known."""
        name = self.text("name")
        known = {} if self.vocabulary is None else self.vocabulary.duties
        if name and kind == "duty" and known and name not in known:
            self.notes.add(f"`name`: {unknown('kind of duty', name, known)}")
        return name


def placed_at(item: object, otherwise: str) -> str:
    """A place with the line of this entry in place of that of what it stands in."""
    line = getattr(item, "line", 0)
    return _LINE.sub(rf"\g<1>{line}:", otherwise, count=1) if line else otherwise


def _is_words(raw: object) -> bool:
    return isinstance(raw, (list, tuple)) and all(isinstance(each, str) for each in raw)


def _word(raw: object) -> str:
    return raw if isinstance(raw, str) else ""


def _cites(raw: object) -> frozenset[str]:
    if isinstance(raw, str):
        return frozenset((raw,))
    return frozenset(map(str, raw)) if isinstance(raw, (list, tuple)) else frozenset()


def _value(raw: object) -> Expected:
    if isinstance(raw, Mapping):
        return {str(key): _value(value) for key, value in raw.items()}
    if isinstance(raw, (list, tuple)):
        return [_value(item) for item in raw]
    if raw is None or isinstance(raw, (bool, int, float, str, date)):
        return raw
    return str(raw)


def _expectation(entry: _Entry | None) -> Expectation | None:
    if entry is None:
        return None
    raw, notes = entry.raw, entry.notes
    before = len(notes.found)
    entry.keys(EXPECT_KEYS)
    kind = _kind(entry, "kind", "kind of expectation", KINDS)
    cites = _needed_cites(entry)
    due: ExpectedDue = None
    written = raw.get("due")
    if written == "immediately":
        due = "immediately"
    elif written is not None:
        due = london.read_day(written) or london.read_instant(written)
        if due is None:
            told = london.why_not(written) or f"found {shown(written)}"
            notes.add(f"`due`: expected a time, a date or immediately, {told}")
    status = entry.text("status")
    if status and status not in STATUSES:
        notes.add(unknown("status", status, STATUSES))
    late = raw.get("never_late")
    if late is not None and not isinstance(late, bool):
        notes.add(f"`never_late`: expected true or false, found {shown(late)}")
    if kind == "category" and raw.get("value") is not None:
        entry.category("value", raw["value"])
    wanted = Expectation(
        label=_word(raw.get("what")) or _word(raw.get("name")) or kind,
        kind=kind,
        cites=cites,
        value=_value(raw.get("value")),
        name=entry.name(kind),
        owner=entry.text("owner"),
        due=due,
        due_given="due" in raw,
        status=status,
        never_late=late if isinstance(late, bool) else None,
        owner_per_procedure=entry.mapping("owner_per_procedure"),
        because=_word(raw.get("because")),
    )
    return wanted if len(notes.found) == before else None


def _kind(entry: _Entry, key: str, what: str, known: Sequence[str]) -> str:
    kind = entry.raw.get(key)
    if kind not in known:
        entry.notes.add(unknown(what, "" if kind is None else kind, known))
    return _word(kind)


def _needed_cites(entry: _Entry) -> frozenset[str]:
    cites = _cites(entry.raw.get("cites"))
    if not cites:
        entry.notes.add("`cites`: expected at least one clause")
    return cites


def _exclusion(entry: _Entry | None) -> Exclusion | None:
    if entry is None:
        return None
    raw, notes = entry.raw, entry.notes
    before = len(notes.found)
    entry.keys(NOT_KEYS)
    field = _kind(entry, "field", "field", FIELDS)
    cites = _needed_cites(entry)
    value = raw.get("value")
    if field in VALUED and value is None:
        notes.add(f"`value`: a `not` of field {field} needs the wrong answer that it excludes")
    elif field == "status" and value not in STATUSES:
        notes.add(unknown("status", value, STATUSES))
    elif field == "category":
        entry.category("value", value)
    elif field == "due" and value != "immediately" and not _is_moment(value):
        notes.add(f"`value`: expected a time, a date or immediately, found {shown(value)}")
    elif field == "missing_since" and value is not None and not _is_moment(value):
        notes.add(f"`value`: expected a time, found {shown(value)}")
    unwanted = Exclusion(
        label=_word(raw.get("what")) or _word(raw.get("name")) or field,
        field=field,
        cites=cites,
        value=_value(value),
        name=entry.name(field),
        because=_word(raw.get("because")),
    )
    return unwanted if len(notes.found) == before else None


def _is_moment(raw: object) -> bool:
    return (london.read_day(raw) or london.read_instant(raw)) is not None
