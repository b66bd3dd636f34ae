"""Decisions in words: moments, owners, reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from wayhome.engine.decision import Because, DueTime, Duty, Item
from wayhome.engine.facts import Fact
from wayhome.packs.london import LONDON
from wayhome.packs.workbench import Workbench

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
    """When something is due."""
    if due is None:
        return "no time set"
    if due.immediately:
        return "due at once" + (f", from {moment_words(due.at)}" if due.at else "")
    if due.day is not None:
        return f"due by the end of {day_words(due.day)}"
    return f"due {moment_words(due.at)}" if due.at is not None else "no time set"


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


def late_words(as_of: datetime, overdue_from: datetime) -> str:
    """How late something is. The last moment in time is a tick before the first one late."""
    return f"{span_words(as_of - overdue_from + timedelta(milliseconds=1))} late"


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
