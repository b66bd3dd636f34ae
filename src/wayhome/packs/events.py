"""Events (`opens`, `met`, `not_needed`, `until`) as engine data."""

from __future__ import annotations

from wayhome.engine.rules import (
    MOMENTS,
    AgeReached,
    Becomes,
    Event,
    Evidence,
    Moment,
    OnDate,
    Reaches,
    Source,
    StatusEvent,
    Told,
)
from wayhome.packs.fields import Fields, Reading
from wayhome.packs.node import Node
from wayhome.packs.selectors import check_value, read_selector
from wayhome.packs.times import read_length

_KINDS = (
    "fact", "moment", "becomes", "reaches", "status_begins", "status_ends", "age", "date",
)  # fmt: skip


def read_events(reading: Reading, node: Node | None, what: str) -> tuple[Event, ...]:
    """One event or a list of them, any of which counts."""
    if node is None:
        return ()
    return tuple(event for item in node.each() for event in _read_event(reading, item, what))


def _read_event(reading: Reading, node: Node, what: str) -> tuple[Event, ...]:
    if node.text is not None:
        if node.text in MOMENTS:
            return (Event(Moment(node.text)),)
        if node.text not in reading.names.vocabulary.facts:
            known = (*reading.names.vocabulary.facts, *MOMENTS)
            reading.problems.unknown(node, f"fact in {what}", node.text, known)
            return ()
        return tuple(Event(s) for s in read_selector(reading, node, what))
    if not node.is_map:
        reading.wrong(node, "event", f"{node.describe()} in {what} is no event", "name a fact")
        return ()
    fields = Fields(reading, node, f"an event of {what}")
    kinds = [kind for kind in _KINDS if fields.take(kind) is not None]
    after = read_length(reading, fields.take("after"))
    silent = fields.flag("silent")
    if silent and after is None:
        advice = "say for how long nothing of the kind happened"
        reading.wrong(node, "event", "`silent` needs `after`", advice)
    if len(kinds) != 1:
        wrong = next((key for key in node.entries or {} if key not in fields.asked), "")
        if not kinds and wrong:
            reading.unresolved(node.at_key(wrong), f"event in {what}", wrong, _KINDS)
        else:
            said = " and ".join(f"`{kind}`" for kind in kinds) or "none"
            advice = "an event is exactly one of " + ", ".join(_KINDS)
            reading.wrong(node, "event", f"an event of {what} has {said}", advice)
        return ()
    if kinds[0] == "fact":
        return tuple(Event(s, after, silent) for s in read_selector(reading, node, what))
    fields.done()
    source = _read_source(reading, fields, kinds[0])
    return (Event(source, after, silent),) if source is not None else ()


def _read_source(reading: Reading, fields: Fields, kind: str) -> Source | None:
    value = fields.take(kind)
    if value is None:
        return None
    if kind == "moment":
        name = read_moment(reading, value)
        return Moment(name) if name else None
    if kind == "becomes":
        names = reading.known(value, "category", reading.names.vocabulary.severity)
        return Becomes(names) if names else None
    if kind == "reaches":
        count = read_count_name(reading, value)
        return Reaches(count) if count else None
    if kind in ("status_begins", "status_ends"):
        names = reading.known(value, "status", reading.names.vocabulary.statuses)
        return StatusEvent(names, kind == "status_begins") if names else None
    if kind == "age":
        if isinstance(value.scalar, bool) or not isinstance(value.scalar, int):
            reading.wrong(value, "wrong-type", f"`age` needs whole years, not {value.describe()}")
            return None
        return AgeReached(value.scalar)
    day = fields.day("date")
    return OnDate(day) if day is not None else None


def read_moment(reading: Reading, node: Node) -> str:
    """A moment of an episode, or "" with a problem."""
    name = reading.word(node, "a moment")
    if name and name not in MOMENTS:
        reading.unresolved(node, "moment", name, MOMENTS)
        return ""
    return name


def read_count_name(reading: Reading, node: Node) -> str:
    """A count of the pack, or "" with a problem."""
    name = reading.word(node, "a count")
    if name and name not in reading.names.counts:
        reading.unresolved(node, "count", name, reading.names.counts)
        return ""
    return name


def read_evidence(reading: Reading, node: Node | None, what: str = "met") -> Evidence | None:
    """What meets a duty: events, `{all: [...]}` or `{told: [...]}`."""
    if node is None:
        return None
    if node.get("all") is not None:
        fields = Fields(reading, node, f"`{what}`")
        parts = [read_evidence(reading, item, what) for item in fields.listing("all")]
        fields.done()
        kept = tuple(part for part in parts if part is not None)
        if not kept:
            reading.wrong(node, "empty", f"`{what}` has an empty `all`", "list what must be done")
        return Evidence(all_of=kept) if kept else None
    if node.get("told") is not None:
        return Evidence(told=_read_told(reading, node))
    events = read_events(reading, node, what)
    if not events and not any(True for _ in node.each()):
        reading.wrong(node, "empty", f"`{what}` is empty", "name the facts, or take the key out")
    return Evidence(any_of=events) if events else None


def _read_told(reading: Reading, node: Node) -> Told:
    fields = Fields(reading, node, "`told`")
    roles = fields.take("told")
    by = fields.take("by")
    about = fields.take("about")
    how = fields.take("how")
    fields.done()
    facts = reading.names.vocabulary.facts
    named = reading.roles(roles) if roles is not None else ()
    if not named:
        advice = "name the roles that must have been told"
        reading.wrong(node, "empty", "`told` is empty", advice)
    told = Told(
        roles=named,
        about=frozenset(reading.words(about, "`about`")) if about is not None else frozenset(),
        by=reading.doers(by),
        how=reading.known(how, "fact in told", facts) if how is not None else frozenset(),
    )
    sent = facts.get("notification_sent")
    kind = sent.attributes.get("about") if sent is not None else None
    if about is not None and kind is not None and not (told.how - {"notification_sent"}):
        for word in sorted(told.about):
            check_value(reading, about, word, kind, "`about` of fact `notification_sent`")
    return told
