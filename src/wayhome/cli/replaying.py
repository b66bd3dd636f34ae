"""`replay`: a case as it stood at a moment, as a person wants to read it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from wayhome.cli.setting import (
    known_procedure,
    moment,
    must_be_whole,
    one_case,
    open_workbench,
    read_case_file,
)
from wayhome.cli.shapes import decision_shape
from wayhome.cli.terms import WIDTH, Out, UsageError, plural
from wayhome.cli.words import (
    day_words,
    due_words,
    late_words,
    moment_words,
    owner_words,
    plain_name,
    reason_words,
    span_words,
    title,
    value_words,
)
from wayhome.engine.decision import Category, Decision, Duty, Item, Subject
from wayhome.engine.facts import Fact
from wayhome.packs import london
from wayhome.packs.casefile import Case
from wayhome.packs.workbench import Workbench

DONE = ("met", "met_late", "not_needed")
BESIDES = ("procedure", "organisation")


@dataclass(frozen=True, slots=True)
class Replay:
    """A case and what stands in it. `chosen` tells that nobody named the moment."""

    bench: Workbench
    case: Case
    decision: Decision
    chosen: bool

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts of the case by id."""
        return {fact.id: fact for fact in self.case.facts}


def open_replay(args: Namespace) -> Replay:
    """Reads and decides the case that the command line names.

    Raises UsageError where case, procedures or times cannot be used.
    """
    bench = open_workbench(args)
    case = one_case(read_case_file(bench, args.case_file), args.case_file, args.case)
    named = args.procedure or case.procedures
    must_be_whole(bench, named)
    keys = tuple(dict.fromkeys(known_procedure(bench, key) for key in named))
    if not keys:
        listed = ", ".join(bench.compiled)
        raise UsageError(f"the case names no procedure; give --procedure KEY (known: {listed})")
    as_of = moment(args.as_of, "--as-of")
    known_at = moment(args.known_at, "--known-at")
    case = replace(case, procedures=keys)
    decision = bench.decide(case, as_of or case.latest, known_at)
    return Replay(bench, case, decision, as_of is None)


def replay(args: Namespace, out: Out) -> int:
    """Prints what is owed in a case."""
    told = open_replay(args)
    if args.json:
        out.json(decision_shape(told.decision))
        return 0
    _heading(told, out)
    for subject in told.decision.subjects:
        _subject(told, subject, out)
    _duties(told, out)
    _items(told, out)
    _closed(told, out)
    if told.decision.next_change is not None:
        out.line()
        out.line(f"Next change without news: {moment_words(told.decision.next_change)}")
    return 0


def _heading(told: Replay, out: Out) -> None:
    case, decision = told.case, told.decision
    who = case.first_name or case.name
    born = next(
        (f.attributes.get("date_of_birth") for f in case.facts if f.kind == "child_recorded"), None
    )
    day = london.read_day(born)
    age = f", born {day_words(day)}" if day is not None else ""
    left = f"{who}{age}"
    right = f"as of {moment_words(decision.as_of)}"
    if len(left) + 2 + len(right) <= WIDTH:
        out.line(out.paint(left.ljust(WIDTH - len(right)), "bold") + right)
    else:
        out.wrapped(left)
        out.line(right[:1].upper() + right[1:])
    if case.title and case.title != who:
        out.wrapped(case.title)
    if told.chosen:
        out.line("The latest moment that the case file speaks of; --as-of asks for another.")
    if decision.known_at != decision.as_of:
        out.line(f"With what was known on {moment_words(decision.known_at)}.")
    for key in decision.procedures:
        header = told.bench.library.loaded[key].header
        mark = f" [{header.mark}]" if header.mark else ""
        out.wrapped(f"Under {header.title} ({key}){mark}", "", "    ")


def _subject(told: Replay, subject: Subject, out: Out) -> None:
    out.heading(f"{title(subject.kind)} from {moment_words(subject.started)}")
    names = {category.name for category in subject.category_by_procedure.values()}
    if subject.kind == "episode" or names - {"none", ""}:
        _categories(subject, out)
    if subject.missing_since is not None:
        until = subject.returned_at or subject.ended_at or told.decision.as_of
        lasted = span_words(until - subject.missing_since)
        end = "" if until == told.decision.as_of else f", until {moment_words(until)}"
        out.line(f"  Missing since {moment_words(subject.missing_since)}: {lasted}{end}")
    if subject.police_grade and subject.kind == "episode":
        out.line(f"  Police grade: {plain_name(subject.police_grade)}")
    if subject.active and subject.police_grade_allowed:
        grades = ", ".join(map(plain_name, subject.police_grade_allowed))
        out.line(f"  Grades that may be given: {grades}")
    for item in subject.findings:
        value = "" if item.value is None else f": {value_words(item.value)}"
        out.wrapped(f"{title(item.kind)}{value} ({', '.join(item.cites)})", "  ", "    ")


def _categories(subject: Subject, out: Out) -> None:
    force = subject.category_in_force
    colour = ("red",) if force.name in ("missing", "abducted") else ()
    out.wrapped(f"In force: {out.paint(plain_name(force.name).upper(), 'bold', *colour)}", "  ")
    for key, category in subject.category_by_procedure.items():
        out.wrapped(f"{key} says: {_category(category)}", "  ", "    ")
    for text in dict.fromkeys(step.text for step in force.why if step.kind == "safety"):
        out.wrapped(f"for safety: {text}", "  ", "    ")


def _category(category: Category) -> str:
    since = f" since {moment_words(category.since)}" if category.since else ""
    cites = f" ({', '.join(category.cites)})" if category.cites else ""
    return f"{plain_name(category.name)}{since}{cites}"


def _duties(told: Replay, out: Out) -> None:
    owed = [duty for duty in told.decision.duties if duty.status not in DONE]
    kinds = {subject.id: subject.kind for subject in told.decision.subjects}
    besides = [d for d in owed if kinds.get(d.subject, d.subject.split(":")[0]) in BESIDES]
    mine = [duty for duty in owed if duty not in besides]
    late = sum(duty.status == "overdue" for duty in mine)
    out.heading(f"OWED: {plural(len(mine), 'duty', 'duties')}, {late} overdue")
    for number, duty in enumerate(sorted(mine, key=by_due), 1):
        print_duty(told, duty, out, f"{number:2}. ")
    if not mine:
        out.line("  Nothing.")
    if besides:
        out.heading("Beside this case")
        for duty in sorted(besides, key=by_due):
            print_duty(told, duty, out, "  - ")


def by_due(duty: Duty) -> tuple[bool, datetime, str]:
    """Soonest first; what has no time comes last, in the order of opening."""
    due = duty.due
    if due is None:
        return True, duty.opened_at, duty.id
    if due.at is not None:
        return False, due.at, duty.id
    return False, duty.opened_at if due.day is None else london.start_of(due.day), duty.id


def print_duty(told: Replay, duty: Duty, out: Out, mark: str) -> None:
    """A duty: what, when, who, clauses, reason."""
    indent = " " * len(mark)
    late = out.paint("OVERDUE ", "red", "bold") if duty.status == "overdue" else ""
    if duty.status == "open" and duty.due is not None and duty.due.immediately:
        late = out.paint("DO NOW ", "yellow", "bold")
    number = f" no. {duty.number}" if duty.number > 1 else ""
    when = due_words(duty.due)
    if duty.status == "overdue" and duty.overdue_from is not None:
        when += f" ({late_words(told.decision.as_of, duty.overdue_from)})"
    out.wrapped(f"{late}{out.paint(title(duty.kind) + number, 'bold')}: {when}", mark, indent)
    value = "" if duty.value is None else f"; {value_words(duty.value)}"
    owner = owner_words(told.bench, duty) or "no owner"
    out.wrapped(f"{owner}{value}", indent, indent)
    out.wrapped(f"{', '.join(duty.cites)}", indent, indent + "  ")
    reason = reason_words(duty.why, told.facts)
    if reason:
        out.wrapped(f"because: {reason}", indent, indent + "  ")
    if duty.plain_status != duty.status:
        plain = plain_name(duty.plain_status)
        out.wrapped(f"by the text alone: {plain}; kept for safety until confirmed", indent, indent)


def _items(told: Replay, out: Out) -> None:
    flags, prompts = told.decision.flags, told.decision.prompts
    if flags:
        out.heading(f"FLAGS: {len(flags)}")
        for flag in flags:
            _item(told, flag, out)
    if prompts:
        out.heading(f"TO ASK AND TO DECIDE: {len(prompts)}")
        for prompt in prompts:
            _item(told, prompt, out)


def _item(told: Replay, item: Item, out: Out) -> None:
    owner = owner_words(told.bench, item)
    parts = [title(item.kind)]
    if item.value is not None:
        parts.append(value_words(item.value))
    text = ": ".join(parts)
    if item.due is not None:
        text += f", {due_words(item.due)}"
    out.wrapped(f"- {text}" + (f". {owner}" if owner else ""), "  ", "    ")
    reason = reason_words(item.why, told.facts)
    out.wrapped(", ".join(item.cites) + (f"; {reason}" if reason else ""), "    ", "      ")


def _closed(told: Replay, out: Out) -> None:
    closed = [duty for duty in told.decision.duties if duty.status in DONE]
    if not closed:
        return
    out.heading(f"DONE OR NOT NEEDED: {len(closed)}")
    for duty in sorted(closed, key=lambda each: (each.status == "not_needed", by_due(each))):
        out.wrapped(f"{closed_words(duty)} ({', '.join(duty.cites)})", "  ", "      ")


def closed_words(duty: Duty) -> str:
    """A duty that is done or not needed, in a line."""
    number = f" no. {duty.number}" if duty.number > 1 else ""
    if duty.status == "not_needed":
        return f"{title(duty.kind)}{number}: not needed" + (
            f", {duty.reason}" if duty.reason else ""
        )
    word = "done late" if duty.status == "met_late" else "done"
    when = f" {moment_words(duty.met_at)}" if duty.met_at is not None else ""
    return f"{title(duty.kind)}{number}: {word}{when}, {due_words(duty.due)}"
