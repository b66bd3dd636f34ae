"""`replay`: a case as it stood at a moment, as a person wants to read it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wayhome.cli.ordering import by_due, in_groups, is_at_once
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
    clause_words,
    day_words,
    due_words,
    duty_words,
    late_words,
    moment_words,
    owner_words,
    plain_name,
    reason_words,
    ring_words,
    span_words,
    title,
    value_words,
    whom_words,
)
from wayhome.engine.decision import Category, Decision, Duty, Item, Subject
from wayhome.engine.facts import Fact
from wayhome.packs import london
from wayhome.packs.casefile import Case
from wayhome.packs.workbench import Workbench

DONE = ("met", "met_late", "not_needed")
BESIDES = ("procedure", "organisation")
REVIEWS = ("procedure_review", "review_procedure")


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
    _besides(told, out)
    _next_change(told, out)
    return 0


def _heading(told: Replay, out: Out) -> None:
    case, decision = told.case, told.decision
    who = case.first_name or case.name
    day = _born(case)
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
        out.wrapped(f"{_finding(item)} ({', '.join(item.cites)})", "  ", "    ")


def _finding(item: Item) -> str:
    name, unit, _ = item.kind.rpartition("_minutes")
    if unit and isinstance(item.value, int) and not isinstance(item.value, bool):
        until = ", until found and well" if name == "missing" else ""
        return f"Time {plain_name(name)}: {span_words(timedelta(minutes=item.value))}{until}"
    return title(item.kind) + ("" if item.value is None else f": {value_words(item.value)}")


def _categories(subject: Subject, out: Out) -> None:
    force = subject.category_in_force
    colour = ("red",) if force.name in ("missing", "abducted") else ()
    out.wrapped(f"In force: {out.paint(plain_name(force.name).upper(), 'bold', *colour)}", "  ")
    for key, category in subject.category_by_procedure.items():
        out.wrapped(f"{key}: {_category(category)}", "  ", "    ")
    for text in dict.fromkeys(step.text for step in force.why if step.kind == "safety"):
        out.wrapped(f"for safety: {text}", "  ", "    ")


def _category(category: Category) -> str:
    since = f" from {moment_words(category.since)}" if category.since else ""
    cites = f" ({', '.join(category.cites)})" if category.cites else ""
    return f"called {plain_name(category.name)}{since}{cites}"


def _duties(told: Replay, out: Out) -> None:
    mine = [duty for duty in _owed(told) if not _is_beside(told, duty)]
    late = sum(duty.status == "overdue" for duty in mine)
    out.heading(f"OWED: {plural(len(mine), 'duty', 'duties')}, {late} overdue")
    kinds = told.bench.library.vocabulary.duties
    number = 0
    for name, listed in in_groups(mine, kinds, told.decision.as_of):
        out.line(f"  {out.paint(name, 'bold')}")
        for duty in listed:
            number += 1
            print_duty(told, duty, out, f"{number:2}. ")
    if not mine:
        out.line("  Nothing.")


def _owed(told: Replay) -> list[Duty]:
    return [duty for duty in told.decision.duties if duty.status not in DONE]


def _is_beside(told: Replay, duty: Duty) -> bool:
    kinds = {subject.id: subject.kind for subject in told.decision.subjects}
    return kinds.get(duty.subject, duty.subject.partition(":")[0]) in BESIDES


def _besides(told: Replay, out: Out) -> None:
    """What a procedure or an organisation owes without this case; last: no child waits for it."""
    besides = [duty for duty in _owed(told) if _is_beside(told, duty)]
    if not besides:
        return
    out.heading("BESIDE THIS CASE")
    for duty in sorted(besides, key=by_due):
        day = duty.due.day if duty.due is not None else None
        if duty.kind not in REVIEWS or duty.status != "overdue" or day is None:
            print_duty(told, duty, out, "  - ")
            continue
        owner = owner_words(told.bench, duty)
        of = f" of {', '.join(duty.procedures)}" if len(told.decision.procedures) > 1 else ""
        text = f"The procedure's own review{of} has been due since {day_words(day)}"
        out.wrapped(f"- {text} ({', '.join(duty.cites)}). {owner}", "  ", "    ")


def print_duty(told: Replay, duty: Duty, out: Out, mark: str) -> None:
    """A duty: what, when, who, clauses, reason."""
    indent = " " * len(mark)
    late = out.paint("OVERDUE ", "red", "bold") if duty.status == "overdue" else ""
    if duty.status == "open" and is_at_once(duty):
        late = out.paint("DO NOW ", "yellow", "bold")
    when = due_words(duty.due)
    if duty.status == "overdue":
        when += f" ({late_words(told.decision.as_of, duty)})"
    what = duty_words(told.bench, duty)
    ring = ring_words(told.bench, duty)
    with_what = "" if ring else whom_words(told.bench, duty)
    out.wrapped(f"{late}{out.paint(what, 'bold')}{_stop(what)}{when}", mark, indent)
    owner = owner_words(told.bench, duty) or "no owner"
    out.wrapped("; ".join(filter(None, (owner, ring, with_what))), indent, indent)
    out.wrapped(f"{', '.join(duty.cites)}", indent, indent + "  ")
    reason = reason_words(duty.why, told.facts)
    if reason:
        out.wrapped(f"because: {reason}", indent, indent + "  ")
    if duty.plain_status != duty.status:
        plain = plain_name(duty.plain_status)
        out.wrapped(f"by the text alone: {plain}; kept for safety until confirmed", indent, indent)


def _stop(text: str) -> str:
    """What comes between a title and its time."""
    if text.endswith(("?", ".")):
        return " "
    return " - " if ": " in text else ": "


def _items(told: Replay, out: Out) -> None:
    flags, prompts = told.decision.flags, told.decision.prompts
    if flags:
        out.heading(f"FLAGS: {len(flags)}")
        for flag in flags:
            value = "" if flag.value is None else f": {value_words(flag.value)}"
            _item(told, flag, f"{title(flag.kind)}{value}", out)
    if prompts:
        out.heading(f"TO ASK AND TO DECIDE: {len(prompts)}")
        for prompt in prompts:
            _item(told, prompt, clause_words(told.bench, prompt), out)
            about = whom_words(told.bench, prompt)
            if about:
                out.wrapped(about, "    ", "      ")


def _item(told: Replay, item: Item, text: str, out: Out) -> None:
    out.wrapped(f"- {text}", "  ", "    ")
    owner, due = owner_words(told.bench, item), "" if item.due is None else due_words(item.due)
    reason = reason_words(item.why, told.facts)
    parts = (owner, due, ", ".join(item.cites), reason)
    out.wrapped("; ".join(filter(None, parts)), "    ", "      ")


def _closed(told: Replay, out: Out) -> None:
    closed = [duty for duty in told.decision.duties if duty.status in DONE]
    if not closed:
        return
    out.heading(f"DONE OR NOT NEEDED: {len(closed)}")
    for duty in sorted(closed, key=lambda each: (each.status == "not_needed", by_due(each))):
        what = duty_words(told.bench, duty)
        cites = ", ".join(duty.cites)
        out.wrapped(f"{what}{_stop(what)}{how_closed(duty)} ({cites})", "  ", "      ")


def how_closed(duty: Duty) -> str:
    """How a duty was done, or why it is not needed."""
    if duty.status == "not_needed":
        return "not needed" + (f", {duty.reason}" if duty.reason else "")
    word = "done late" if duty.status == "met_late" else "done"
    when = f" {moment_words(duty.met_at)}" if duty.met_at is not None else ""
    due = due_words(duty.due).replace("do now, from", "was to be done at once, from")
    return f"{word}{when}, {due}"


def _next_change(told: Replay, out: Out) -> None:
    change = told.decision.next_change
    if change is None:
        return
    reasons = [
        f"overdue then: {duty_words(told.bench, duty)}"
        for duty in _owed(told)
        if duty.status == "open" and duty.overdue_from == change
    ]
    day = change.astimezone(london.LONDON).date()
    if change == london.start_of(day):
        born = _born(told.case)
        if born is not None and (born.month, born.day) == (day.month, day.day):
            reasons.append(f"the child is {day.year - born.year}")
        for key in told.decision.procedures:
            header = told.bench.library.loaded[key].header
            if header.review_due is not None and header.review_due + timedelta(days=1) == day:
                reasons.append(f"the review of {key} lapses")
    said = f" ({'; '.join(dict.fromkeys(reasons))})" if reasons else ""
    out.line()
    out.wrapped(f"Next change without news: {moment_words(change)}{said}", "", "    ")


def _born(case: Case) -> date | None:
    written = (f.attributes.get("date_of_birth") for f in case.facts if f.kind == "child_recorded")
    return london.read_day(next(written, None))
