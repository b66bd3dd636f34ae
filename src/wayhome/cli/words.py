"""Decisions in words: moments, owners, reasons."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from wayhome.cli.ordering import FIRST
from wayhome.engine.decision import Because, DueTime, Duty, Item
from wayhome.engine.facts import Fact
from wayhome.packs.london import LONDON
from wayhome.packs.workbench import Workbench

_ONE_LINE = 90
_MOMENTS = {
    "back": "the return",
    "found": "being found",
    "opened": "the opening",
    "the opening": "the opening",
    "started": "the start of the absence",
    "safe": "being found and well",
    "ended": "the end of the episode",
    "went_missing": "going missing",
    "missing_since": "the start of missing time",
}


def plain_name(name: str) -> str:
    """`return_interview` as `return interview`."""
    return name.replace("_", " ")


def title(name: str) -> str:
    """`return_interview` as `Return interview`."""
    words = plain_name(name)
    return words[:1].upper() + words[1:]


def day_words(day: date) -> str:
    """A date as people say it."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def moment_words(instant: datetime) -> str:
    """An instant as London wall-clock time."""
    local = instant.astimezone(LONDON)
    return f"{day_words(local.date())} {local:%H:%M}"


def span_words(span: timedelta) -> str:
    """A length of time, in the two largest units that it has."""
    minutes = int(span.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    said = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n]
    return " ".join(said[:2]) or "less than a minute"


def due_words(due: DueTime | None) -> str:
    """When something is due, in a sentence."""
    words = time_words(due)
    return words if words.startswith(("no time", "do now")) else f"due {words}"


def time_words(due: DueTime | None) -> str:
    """The time at which something is due."""
    if due is None:
        return "no time set"
    if due.immediately:
        return "do now" + (f", from {moment_words(due.at)}" if due.at else "")
    if due.day is not None:
        return f"by the end of {day_words(due.day)}"
    return moment_words(due.at) if due.at is not None else "no time set"


def duty_words(bench: Workbench, duty: Duty) -> str:
    """What a duty is: the sentence of its kind, with its number where it recurs."""
    kind = bench.library.vocabulary.duties.get(duty.kind)
    means = title(kind.means if kind is not None and kind.means else plain_name(duty.kind))
    return means + (f" (no. {duty.number})" if duty.number > 1 else "")


def clause_words(bench: Workbench, item: Item) -> str:
    """What an item asks, in the words of the first clause it rests on, kept to one line."""
    says = next((says for cite in item.cites if (says := bench.says(cite))), "")
    return textwrap.shorten(says, _ONE_LINE, placeholder=" ...") if says else title(item.kind)


def whom_words(bench: Workbench, item: Duty | Item) -> str:
    """What must be in it: roles by their local names after `to:`, anything else as it is."""
    value = item.value
    if value is None:
        return ""
    named = value if isinstance(value, tuple) else (value,)
    roles = bench.library.vocabulary
    if all(
        isinstance(each, str) and (each in roles.roles or each in roles.groups) for each in named
    ):
        keys = (item.procedure,) if isinstance(item, Item) else item.procedures
        return "to: " + ", ".join(bench.local_name(str(each), keys) for each in named)
    return f"with: {value_words(value)}"


def ring_words(bench: Workbench, duty: Duty) -> str:
    """The number to ring for a report to the police; empty for any other duty."""
    if duty.kind not in FIRST:
        return ""
    if isinstance(duty.value, str) and duty.value.isdigit():
        return f"ring {duty.value}"
    phones: dict[str, str] = {}
    for key in duty.procedures:
        loaded = bench.library.loaded.get(key)
        for contact in loaded.header.contacts if loaded is not None else ():
            phone = contact.ways.get("phone")
            if phone and contact.role == "police" and contact.status != "obsolete":
                phones.setdefault(phone, contact.name)
    if duty.kind == "emergency_call":
        phones = {"999": phones.get("999", "")}
    said = (f"{phone} ({name})" if name else phone for phone, name in phones.items())
    return "ring " + ", or ".join(said) if phones else ""


def owner_words(bench: Workbench, item: Duty | Item) -> str:
    """Who owes it, by the local name of the role; empty where nobody in particular does."""
    if not item.owner:
        return ""
    if isinstance(item, Item):
        return title(bench.local_name(item.owner, (item.procedure,)))
    keys = sorted(item.procedures, key=lambda key: item.owners.get(key) != item.owner)
    return title(bench.local_name(item.owner, keys))


def role_words(bench: Workbench, role: str, procedures: Sequence[str]) -> str:
    """A role's local name, with the plain word where that says something else."""
    local = title(bench.local_name(role, procedures))
    word = plain_name(role)
    return local if local.lower() == word.lower() else f"{local} ({word})"


def late_words(as_of: datetime, duty: Duty) -> str:
    """How late an overdue duty is; one due at once, from what called for it.

    The last moment in time is a tick before the first one late.
    """
    at_once = duty.due is not None and duty.due.immediately
    late_from = (duty.due.at if at_once and duty.due is not None else None) or duty.overdue_from
    if late_from is None:
        return "late"
    return f"{span_words(as_of - late_from + timedelta(milliseconds=1))} late"


def value_words(value: object) -> str:
    """The value of an item."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(value_words(each) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{plain_name(str(k))}: {value_words(v)}" for k, v in value.items())
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return day_words(value)
    return plain_name(str(value)) if isinstance(value, str) else str(value)


def fact_words(step: Because, facts: Mapping[str, Fact]) -> str:
    """The fact that a step rests on, with its time and who said it."""
    fact = facts.get(step.fact)
    name = plain_name(step.text or (fact.kind if fact else ""))
    if fact is None:
        return name + (f", {moment_words(step.at)}" if step.at else "")
    who = f", {plain_name(fact.who)}" if fact.who else ""
    when = day_words(fact.at.astimezone(LONDON).date()) if fact.date_only else moment_words(fact.at)
    return f"{plain_name(fact.kind)} {when}{who} ({fact.id})"


def arithmetic_words(step: Because) -> str:
    """What a due time was counted from."""
    text = re.sub(
        r"\b1 (working day|school day|minute|hour|day|week|month|year)s\b", r"1 \1", step.text
    )
    text = re.sub(r"^0 \w+ from ", "the same day as from ", text)
    head, _, tail = text.rpartition(" from ")
    if head and tail in _MOMENTS:
        text = f"{head} from {_MOMENTS[tail]}"
    text = text.replace(" as from ", " as ")
    return text + (f", {moment_words(step.at)}" if step.at and text != "immediately" else "")


def reason_words(why: Sequence[Because], facts: Mapping[str, Fact]) -> str:
    """The short reason: the facts it rests on and the arithmetic, once each."""
    parts = []
    for step in why:
        if step.kind == "fact":
            parts.append(fact_words(step, facts))
        elif step.kind == "arithmetic":
            if step.text != "immediately":
                parts.append(arithmetic_words(step))
        elif step.kind in ("safety", "corrected", "merged", "setting"):
            parts.append(step.text)
    return "; ".join(dict.fromkeys(part for part in parts if part))
