"""One rule of a sections file as engine data."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from wayhome.engine.rules import (
    CheckItem,
    Due,
    Event,
    NotNeeded,
    Owner,
    Rule,
    Selector,
)
from wayhome.packs.conditions import read_condition
from wayhome.packs.events import read_events, read_evidence
from wayhome.packs.fields import Fields, Reading
from wayhome.packs.node import Node
from wayhome.packs.times import read_dues, read_length
from wayhome.packs.values import read_value

Form: TypeAlias = Literal["duty", "prompt", "flag", "finding", "category", "grade", "grades"]
FORMS: tuple[Form, ...] = (
    "duty", "prompt", "flag", "finding", "category", "grade", "grades",
)  # fmt: skip
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def read_rule(reading: Reading, node: Node) -> Rule | None:
    """One rule; None where something in it cannot be carried out (which is then told)."""
    if node.entries is None:
        reading.wrong(node, "wrong-type", f"a rule is a mapping, not {node.describe()}", "")
        return None
    forms = [form for form in FORMS if form in node.entries]
    outer = reading.problems.label
    reading.problems.label = _label(node)
    before = reading.broken
    try:
        if len(forms) != 1:
            said = " and ".join(f"`{form}`" for form in forms) or "none"
            reading.wrong(
                node,
                "form",
                f"a rule gives exactly one kind of answer; this one has {said}",
                "begin it with one of " + ", ".join(FORMS),
            )
            return None
        rule = _read(reading, Fields(reading, node, f"a {forms[0]}"), forms[0])
        return rule if reading.broken == before else None
    finally:
        reading.problems.label = outer


def _label(node: Node) -> str:
    """What a message begins with: the first clause cited, else the rule's key."""
    cites = node.get("cites")
    first = next(cites.each(), None) if cites is not None else None
    if first is not None and first.text:
        return first.text
    key = node.get("rule")
    return (key.text or "") if key is not None else ""


def _read(reading: Reading, fields: Fields, form: Form) -> Rule:
    name, grades = _read_name(reading, fields, form)
    key = fields.text("rule")
    if key and not _KEBAB.match(key):
        reading.problems.add(
            fields.node,
            "rule-key",
            f"the rule key `{key}` is not kebab-case",
            "write a-key-like-this",
        )
    cites = reading.cites(fields.need("cites", "name the clauses it carries out"))
    subject = _read_subject(reading, fields)
    opens_node = None
    if form == "duty" and fields.node.get("when") is None:
        opens_node = fields.need("opens", "say what opens it: a fact, a moment, a condition")
    elif form in ("duty", "prompt", "flag", "finding"):
        opens_node = fields.take("opens")
    opens = read_events(reading, opens_node, "opens")
    facts_only = all(isinstance(event.source, Selector) for event in opens)
    kinds = tuple(e.source.kind for e in opens if isinstance(e.source, Selector))
    when = read_condition(reading, fields.take("when"), kinds if facts_only else None)
    rule = Rule(
        form=form,
        name=name,
        key=key,
        cites=cites,
        subject=subject,
        opens=opens,
        when=when,
        grades=grades,
        reading=fields.text("reading"),
        place=f"{fields.node.file}:{fields.node.line}",
        **_read_task(reading, fields, form, opens),  # type: ignore[arg-type]
    )
    fields.done()
    return rule


def _read_name(reading: Reading, fields: Fields, form: Form) -> tuple[str, tuple[str, ...]]:
    value = fields.need(form)
    if value is None:
        return "", ()
    vocabulary = reading.names.vocabulary
    grade = vocabulary.facts.get("police_grade_set")
    grade_type = grade.attributes.get("grade") if grade is not None else None
    known_grades = grade_type.values if grade_type is not None else ()
    if form == "grades":
        words = reading.words(value, "`grades`") if value.items != () else ()
        for word in words:
            if known_grades and word not in known_grades:
                reading.problems.unknown(value, "grade", word, known_grades)
        return "", words
    name = reading.word(value, f"`{form}`")
    if form == "duty" and name and name not in vocabulary.duties:
        reading.unresolved(value, "duty kind", name, vocabulary.duties)
    if form == "category" and name and name not in vocabulary.severity:
        reading.unresolved(value, "category", name, vocabulary.severity)
    if form == "grade" and name and known_grades and name not in known_grades:
        reading.problems.unknown(value, "grade", name, known_grades)
    return name, ()


def _read_subject(reading: Reading, fields: Fields) -> str:
    value = fields.take("subject")
    if value is None:
        return "episode"
    name = reading.word(value, "`subject`")
    if name and name not in reading.names.subjects:
        reading.unresolved(value, "subject", name, reading.names.subjects)
    return name or "episode"


def _read_task(
    reading: Reading, fields: Fields, form: Form, opens: tuple[Event, ...]
) -> dict[str, object]:
    """The fields that only some forms have: owner, due, how it is met, value, checklist."""
    if form in ("category", "grade", "grades"):
        return {}
    value = read_value(reading, fields.take("value"))
    if form == "finding":
        return {
            "value": value or read_value(reading, Node("", 0, scalar=True)),
            "owner": read_owner(reading, fields.take("owner"), opens),
        }
    due = read_dues(reading, fields.take("due"), opens)
    task: dict[str, object] = {
        "value": value,
        "each": fields.flag("each"),
        "owner": read_owner(reading, fields.take("owner"), opens),
        "due": due,
        "step": fields.text("step"),
        "checklist": _read_checklist(reading, fields),
    }
    if form != "duty":
        return task | {"until": read_events(reading, fields.take("until"), "until")}
    return task | {
        "late": read_dues(reading, fields.take("late"), opens),
        "never_late": fields.flag("never_late"),
        "every": read_length(reading, fields.take("every")),
        "met": read_evidence(reading, fields.take("met")),
        "since": _read_since(fields, due),
        "not_needed": _read_not_needed(reading, fields),
    }


def _read_since(fields: Fields, due: tuple[Due, ...]) -> str:
    """What was done earlier in the episode counts for what is due at once, unless the rule says."""
    at_once = any(one.how == "immediately" for one in due)
    return fields.choice("since", ("opened", "subject"), "subject" if at_once else "opened")


def read_owner(reading: Reading, node: Node | None, opens: tuple[Event, ...] = ()) -> Owner | None:
    """A role, a list of roles, or `{who: opening, otherwise: ROLE, among: [...]}`."""
    if node is None:
        return None
    if not node.is_map:
        roles = reading.roles(node)
        return Owner(roles) if roles else None
    fields = Fields(reading, node, "`owner`")
    who = fields.need("who")
    otherwise = fields.need("otherwise", "name the role that owns it where the fact names nobody")
    among = fields.take("among")
    fields.done()
    if who is None or otherwise is None:
        return None
    attr = ""
    if who.is_map:
        inner = Fields(reading, who, "`who`")
        attr = inner.text("attr", needed=True)
        inner.done()
        _check_role_attribute(reading, who, attr, opens)
    elif who.text != "opening":
        reading.wrong(
            who, "owner", f"`who` is {who.describe()}", "write `who: opening` or {attr: NAME}"
        )
    return Owner(
        roles=reading.roles(otherwise),
        from_opening="" if attr else "who",
        from_attr=attr,
        among=frozenset(reading.roles(among)) if among is not None else frozenset(),
    )


def _check_role_attribute(
    reading: Reading, node: Node, attr: str, opens: tuple[Event, ...]
) -> None:
    facts = reading.names.vocabulary.facts
    kinds = [e.source.kind for e in opens if isinstance(e.source, Selector)]
    known = {n for kind in kinds if kind in facts for n in facts[kind].attributes}
    if attr and kinds and attr not in known:
        reading.problems.unknown(node, "attribute of the opening fact", attr, known)


def _read_not_needed(reading: Reading, fields: Fields) -> tuple[NotNeeded, ...]:
    node = fields.take("not_needed")
    found: list[NotNeeded] = []
    for item in node.each() if node is not None else ():
        entry = Fields.of(reading, item, "`not_needed`")
        if entry is None:
            continue
        by = read_events(reading, entry.take("by"), "not_needed")
        when = read_condition(reading, entry.take("when"))
        reason = entry.text("reason", needed=True)
        entry.done()
        if not by and when is None:
            advice = "say what makes it not needed"
            reading.wrong(item, "missing-key", "`not_needed` has neither `by` nor `when`", advice)
        found.append(NotNeeded(reason=reason, by=by, when=when))
    return tuple(found)


def _read_checklist(reading: Reading, fields: Fields) -> tuple[CheckItem, ...]:
    items: list[CheckItem] = []
    for item in fields.listing("checklist"):
        if item.text is not None:
            items.append(CheckItem(item.text))
            continue
        entry = Fields.of(reading, item, "a checklist item")
        if entry is None:
            continue
        text = entry.text("item", needed=True)
        items.append(CheckItem(text, reading.cites(entry.take("cites"))))
        entry.done()
    return tuple(items)
