"""clauses.yaml: every clause of a procedure's document, in our own words."""

from __future__ import annotations

from dataclasses import dataclass

from wayhome.packs.fields import Fields, Reading
from wayhome.packs.node import Node

MODES = ("decide", "track", "control", "prompt", "report", "show")
KINDS = (
    "definition", "classification", "duty", "notification", "meeting", "review", "plan", "form",
    "record", "report", "access", "population", "contact", "pattern", "guidance", "legal",
)  # fmt: skip
TIMINGS = (
    "within", "every", "after", "before", "immediately", "no_later_than", "between", "at_age",
)  # fmt: skip
_WORDS = ("trigger", "condition", "done_when", "notes", "level")


@dataclass(frozen=True, slots=True)
class Timing:
    """When a clause asks for something, as printed: two amounts where it prints a range."""

    type: str
    amounts: tuple[float, ...] = ()
    unit: str = ""
    start: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that the document asks, decides, defines or wants recorded."""

    id: str
    section: str
    kind: str
    says: str
    mode: str
    step: str
    actor: tuple[str, ...] = ()
    timing: Timing | None = None
    trigger: str = ""
    condition: str = ""
    done_when: str = ""
    notes: str = ""
    level: str = ""
    population: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """What the document leaves open, and the reading of it that is settled."""

    clauses: tuple[str, ...]
    question: str
    sensible_reading: str


def read_clauses(
    reading: Reading, node: Node | None, prefix: str
) -> tuple[dict[str, Clause], tuple[Ambiguity, ...]]:
    """The clauses by id, in the document's order, and its ambiguities."""
    fields = Fields.of(reading, node, "clauses.yaml")
    if fields is None:
        return {}, ()
    for known in ("procedure", "added_roles", "added_populations"):
        fields.take(known)
    for extra in ("recipients_not_actors", "missing_appendices"):
        fields.take(extra)
    clauses: dict[str, Clause] = {}
    strangers: list[Clause] = []
    outer = reading.problems.label
    for item in fields.listing("clauses"):
        named = item.get("id")
        reading.problems.label = (named.text or "") if named is not None else ""
        clause = _read_clause(reading, item)
        if clause is None:
            continue
        if prefix and not clause.id.startswith(f"{prefix}-"):
            strangers.append(clause)
        if clause.id in clauses:
            first = clauses[clause.id].line
            message = f"the clause stands twice (first in line {first})"
            reading.problems.add(item, "duplicate-clause", message, "number the second one anew")
            continue
        clauses[clause.id] = clause
    reading.problems.label = outer
    _tell_strangers(reading, strangers, clauses, prefix)
    reading.names.clauses = frozenset(clauses)
    ambiguities = tuple(
        found for item in fields.listing("ambiguities") if (found := _read_ambiguity(reading, item))
    )
    fields.done()
    return clauses, ambiguities


def _tell_strangers(
    reading: Reading, strangers: list[Clause], clauses: dict[str, Clause], prefix: str
) -> None:
    """Tells ids that do not begin with the pack's prefix; where none does, once."""
    advice = "see `clause_prefix` in pack.yaml"
    if len(strangers) > 1 and len(strangers) == len(clauses):
        first = strangers[0]
        message = f"no clause id begins with `{prefix}-` (the first is `{first.id}`)"
        reading.problems.add_at(first.file, first.line, "clause-prefix", message, advice)
        return
    for clause in strangers:
        message = f"{clause.id}: the clause id does not begin with `{prefix}-`"
        reading.problems.add_at(clause.file, clause.line, "clause-prefix", message, advice)


def _read_clause(reading: Reading, node: Node) -> Clause | None:
    fields = Fields.of(reading, node, "a clause")
    if fields is None:
        return None
    name = fields.text("id", needed=True)
    if not name:
        return None
    words = {key: _loose(fields, key) for key in _WORDS}
    lines = tuple(n.scalar for n in fields.listing("lines") if isinstance(n.scalar, int))
    clause = Clause(
        id=name,
        section=_loose(fields, "section"),
        kind=fields.choice("kind", KINDS, "duty"),
        says=_loose(fields, "says", needed=True),
        mode=fields.choice("mode", MODES, "track"),
        step=_loose(fields, "step"),
        actor=_list(fields, "actor"),
        timing=_read_timing(reading, fields.take("timing")),
        population=_list(fields, "population"),
        items=_list(fields, "items"),
        lines=lines,
        file=node.file,
        line=node.line,
        **words,
    )
    fields.need("mode")
    fields.done()
    return clause


def _loose(fields: Fields, key: str, needed: bool = False) -> str:
    """Text of the document: a number or date that stands alone is text as well."""
    value = fields.need(key) if needed else fields.take(key)
    if value is None:
        return ""
    return str(value.scalar) if value.scalar is not None else str(value.plain())


def _list(fields: Fields, key: str) -> tuple[str, ...]:
    node = fields.take(key)
    if node is None:
        return ()
    return tuple(
        str(item.scalar if item.scalar is not None else item.plain()) for item in node.each()
    )


def _read_timing(reading: Reading, node: Node | None) -> Timing | None:
    fields = Fields.of(reading, node, "`timing`")
    if fields is None:
        return None
    amounts: list[float] = []
    amount = fields.take("amount")
    for item in amount.each() if amount is not None else ():
        if isinstance(item.scalar, int | float) and not isinstance(item.scalar, bool):
            amounts.append(item.scalar)
        else:
            reading.problems.add(
                item, "amount", f"{item.describe()} is no amount of time", "write a number or null"
            )
    timing = Timing(
        type=fields.choice("type", TIMINGS, "within"),
        amounts=tuple(amounts),
        unit=_loose(fields, "unit"),
        start=_loose(fields, "from"),
        note=_loose(fields, "note"),
    )
    fields.done()
    return timing


def _read_ambiguity(reading: Reading, node: Node) -> Ambiguity | None:
    fields = Fields.of(reading, node, "an ambiguity")
    if fields is None:
        return None
    found = Ambiguity(
        clauses=reading.cites(fields.take("clauses")),
        question=_loose(fields, "question"),
        sensible_reading=_loose(fields, "sensible_reading"),
    )
    fields.done()
    return found
