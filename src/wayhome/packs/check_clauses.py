"""Checks of clauses: each has its home, and its printed time is the time of the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wayhome.engine.rules import CountIs, Due, Duration, Event, Reaches, Rule, SettingRef, Value
from wayhome.packs.check_rules import problem_at
from wayhome.packs.clauses import Clause
from wayhome.packs.library import LoadedPack
from wayhome.packs.problems import Problem, suggest
from wayhome.packs.walk import walk_rule

PLACES = ("form", "permission", "report", "guidance", "contact", "screen")
IN_RULES = ("decide", "track")


def check_clauses(loaded: LoadedPack) -> Iterator[Problem]:
    """Clauses without a home, places that do not exist, times that disagree."""
    yield from _homes(loaded)
    yield from _places(loaded)
    yield from _contacts(loaded)
    yield from _guidance(loaded)
    yield from _timings(loaded)


def _homes(loaded: LoadedPack) -> Iterator[Problem]:
    rules, places = loaded.rules_by_clause, loaded.places
    for clause in loaded.clauses.values():
        if clause.id in rules or clause.id in loaded.cited_by_broken:
            continue
        if clause.mode in IN_RULES:
            yield Problem(
                clause.file,
                clause.line,
                "uncited",
                f"{clause.id}: no rule cites this clause of mode {clause.mode}",
                "cite it in the rule (or the checklist of the rule) that carries it out",
            )
        elif clause.id not in places:
            yield Problem(
                clause.file,
                clause.line,
                "no-place",
                f"{clause.id}: this clause of mode {clause.mode} has no place",
                "cite it in a rule, or give it a place in pack.yaml: "
                + ", ".join(f"{place}:KEY" for place in PLACES),
            )


def _places(loaded: LoadedPack) -> Iterator[Problem]:
    contacts = {contact.key for contact in loaded.header.contacts}
    for home in loaded.header.places.values():
        for key in home.keys:
            sort, colon, name = key.partition(":")
            message = advice = ""
            if sort not in PLACES or not colon or not name:
                message = f"`{key}` is no place"
                advice = "write one of " + ", ".join(f"{place}:KEY" for place in PLACES)
            elif sort == "contact" and name not in contacts:
                message, advice = f"unknown contact `{name}`", suggest(name, contacts)
            elif sort == "guidance":
                message, advice = _guidance_place(loaded, name)
            if message:
                yield Problem(
                    home.file, home.line, "unknown-place", f"{home.clause}: {message}", advice
                )


def _guidance_place(loaded: LoadedPack, name: str) -> tuple[str, str]:
    """What is wrong with `FILE#HEADING`, if anything, and what to do."""
    file, _, heading = name.partition("#")
    guidance = loaded.guidance.get(file)
    if guidance is None:
        return f"there is no guidance/{file}.md", suggest(file, loaded.guidance)
    if heading and heading not in guidance.headings:
        message = f"guidance/{file}.md has no heading `## {heading}`"
        return message, suggest(heading, guidance.headings) or "add the heading"
    return "", ""


def _contacts(loaded: LoadedPack) -> Iterator[Problem]:
    keys = {contact.key for contact in loaded.header.contacts}
    for contact in loaded.header.contacts:
        successor = contact.ways.get("successor", "")
        label = f"contact `{contact.key}`"
        if contact.status == "obsolete" and not contact.note:
            yield Problem(
                contact.file,
                contact.line,
                "contact-note",
                f"{label} is obsolete without a note",
                "say in `note` what to use instead",
            )
        if successor and successor not in keys:
            yield Problem(
                contact.file,
                contact.line,
                "unknown-contact",
                f"{label}: unknown successor `{successor}`",
                suggest(successor, keys),
            )


def _guidance(loaded: LoadedPack) -> Iterator[Problem]:
    for guidance in loaded.guidance.values() if loaded.clauses else ():
        for heading in guidance.headings:
            if heading not in loaded.clauses:
                yield Problem(
                    guidance.file,
                    1,
                    "unknown-clause",
                    f"the heading `## {heading}` names no clause",
                    suggest(heading, loaded.clauses) or "write `## CLAUSE-ID title`",
                )


# --- times ---------------------------------------------------------------------------------------

Length = tuple[float, str]


def _timings(loaded: LoadedPack) -> Iterator[Problem]:
    """Where a clause prints a number and the rule that cites it counts one, they must agree.

    A rule with a `reading` may differ: that is where it says why.
    """
    timed = {c.id: _printed(c) for c in loaded.clauses.values() if _printed(c)}
    carried: dict[str, list[tuple[Rule, frozenset[Length]]]] = {}
    for rule in loaded.pack.rules:
        cited = [clause for clause in rule.cites if clause in timed]
        if not cited:
            continue
        lengths = frozenset(_all_lengths(rule, loaded))
        for clause in cited:
            carried.setdefault(clause, []).append((rule, lengths))
        yield from _rule_disagrees(rule, cited, timed, loaded)
    for clause, carriers in carried.items():
        counting = [(rule, lengths) for rule, lengths in carriers if lengths]
        agreed = any(lengths & timed[clause] for _, lengths in counting)
        if agreed:
            continue
        for rule, lengths in counting:
            for_another = any(lengths & timed[c] for c in rule.cites if c in timed)
            told = bool(set(_due_lengths(rule, loaded)))  # from the rule's side
            if not rule.reading and not for_another and not told:
                yield _disagreement(rule, clause, timed[clause], lengths)


def _rule_disagrees(
    rule: Rule, cited: list[str], timed: Mapping[str, frozenset[Length]], loaded: LoadedPack
) -> Iterator[Problem]:
    printed = frozenset(length for clause in cited for length in timed[clause])
    own = {length for length in _due_lengths(rule, loaded) if length not in printed}
    if own and not rule.reading:
        yield _disagreement(rule, cited[0], printed, frozenset(own))


def timing_hints(loaded: LoadedPack) -> Iterator[Problem]:
    """Rules that count another time than their clauses print, with a reading silent about it.

    No problem: a reading may say why without the number. But whoever changes a number in one file
    only must see it.
    """
    timed = {c.id: _printed(c) for c in loaded.clauses.values() if _printed(c)}
    for rule in loaded.pack.rules:
        cited = [clause for clause in rule.cites if clause in timed]
        printed = frozenset(length for clause in cited for length in timed[clause])
        counted = {length for length in _due_lengths(rule, loaded) if length not in printed}
        silent = frozenset(each for each in counted if not _told_of(each, rule.reading))
        if any(amount == other for amount, _ in silent for other, _ in printed):
            continue  # days that are, by the reading, school days or working days
        if cited and silent and rule.reading:
            yield _disagreement(rule, cited[0], printed, silent)


def _told_of(length: Length, reading: str) -> bool:
    """Whether a reading speaks of a length: by its number or its kind of days."""
    amount, unit = length
    days = unit.replace("_", " ").removesuffix("s")
    return f"{amount:g}" in re.findall(r"[0-9]+", reading) or (" " in days and days in reading)


def _disagreement(
    rule: Rule, clause: str, printed: frozenset[Length], counted: frozenset[Length]
) -> Problem:
    return problem_at(
        rule,
        "timing",
        f"clauses.yaml says {_shown(printed)}, the rule {_shown(counted)} ({clause})",
        "correct one of the two, or say in `reading` why they differ",
    )


def _shown(lengths: frozenset[Length]) -> str:
    return " and ".join(f"{amount:g} {unit}" for amount, unit in sorted(lengths))


def _printed(clause: Clause) -> frozenset[Length]:
    """The lengths of time that a clause prints, in one way of writing them."""
    timing = clause.timing
    if timing is None or timing.type == "at_age" or not timing.unit:
        return frozenset()
    return frozenset(_even(amount, timing.unit) for amount in timing.amounts)


def _even(amount: float, unit: str) -> Length:
    """Weeks as days, years as months: 1 weeks is 7 days wherever either is written."""
    if unit == "weeks":
        return amount * 7, "days"
    if unit == "years":
        return amount * 12, "months"
    return amount, unit


def _due_lengths(rule: Rule, loaded: LoadedPack) -> Iterator[Length]:
    for due in rule.due:
        yield from _length(due.amount, loaded)
    yield from _length(rule.every, loaded)


def _all_lengths(rule: Rule, loaded: LoadedPack) -> Iterator[Length]:
    """Every length of time in a rule, the windows of its counts included."""
    counts = loaded.pack.counts
    for item in walk_rule(rule, loaded.pack.definitions):
        name = ""
        if isinstance(item, Due):
            yield from _length(item.amount, loaded)
        elif isinstance(item, Event):
            yield from _length(item.after, loaded)
        elif isinstance(item, CountIs):
            name = item.name
        elif isinstance(item, Reaches | Value):
            name = item.count
        if name in counts:
            yield from _length(counts[name].window, loaded)
    yield from _length(rule.every, loaded)


def _length(value: Duration | SettingRef | None, loaded: LoadedPack) -> Iterator[Length]:
    if isinstance(value, SettingRef):
        setting = loaded.pack.settings.get(value.name)
        value = setting if isinstance(setting, Duration) else None
    if value is not None and value.amount:
        yield _even(value.amount, value.unit)
