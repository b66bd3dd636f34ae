"""`decide`: facts + procedures + now -> everything that is owed, raised and known (DESIGN section
5).

Pure, deterministic, total on valid input. The plan (openings, due times, closings) is worked out
once for the facts known;
what stands at an instant is read off it, so that the moment of the next change is known without
trying.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from wayhome.engine.calendar import birthday, last_moment, start_of_day
from wayhome.engine.compiled import CompiledPack, force_ends
from wayhome.engine.corrected import corrected_away
from wayhome.engine.decision import Decision, Duty
from wayhome.engine.facts import Fact, in_utc
from wayhome.engine.planning import Plan, duties_at, items_at, plan, subjects_at
from wayhome.engine.safety import (
    raised_above,
    review_lapses,
)

ENGINE = "1"


def next_change(made: Plan, now: datetime, duties: Sequence[Duty]) -> datetime | None:
    """The earliest later instant at which the decision changes with no new fact."""
    hard = min((t for t in _certain(made, duties) if t > now), default=None)
    boundaries = {t for t in _boundaries(made) if t > now and (hard is None or t < hard)}
    soft = {t for t in _possible(made) if t > now and (hard is None or t < hard)}
    present: dict[bool, object] = {}
    for instant in sorted(soft | boundaries):
        whole = instant in boundaries
        if whole not in present:
            present[whole] = _clocked(made, now, whole)
        if _clocked(made, instant, whole) != present[whole]:
            return instant
    return hard


def _with_facts_to_come(
    made: Plan, facts: Sequence[Fact], now: datetime, known_at: datetime, change: datetime | None
) -> datetime | None:
    """The next change, also by facts that are known already and have yet to happen."""
    coming = {f.at for f in facts if f.known_from <= known_at and f.at > now}
    for instant in sorted(coming):
        if change is not None and instant >= change:
            break
        then = plan(made.packs, facts, instant, known_at)
        if _everything(then, instant) != _everything(made, now):
            return instant
    return change


def _everything(made: Plan, now: datetime) -> object:
    items, allowed = items_at(made, now)
    return items, duties_at(made, now), subjects_at(made, now, (), allowed)


def _certain(made: Plan, duties: Sequence[Duty]) -> Iterator[datetime]:
    """Instants at which something is sure to change: overdue, opened by time, another category."""
    yield from (d.overdue_from for d in duties if d.status == "open" and d.overdue_from is not None)
    yield from (p.opened.at for p in made.parts)
    yield from (p.met.at for p in made.parts if p.met is not None)
    for views in made.views.values():
        for view in views.values():
            yield from (change.at for change in view.category_changes())


def _boundaries(made: Plan) -> Iterator[datetime]:
    """Instants at which a status, or a procedure's being in force, begins or ends, or a
    confirmation lapses: owners, what is in force.
    """
    for pack in made.packs:
        yield from force_ends(pack.pack)
    for part in made.parts:
        for closing in (*part.closings, *part.closings_by_text):
            yield closing.at
            if closing.until is not None:
                yield closing.until
    for span in made.story.spans:
        yield from review_lapses(span)
    for status in made.story.statuses:
        yield status.start
        if status.end is not None:
            yield status.end


def _possible(made: Plan) -> Iterator[datetime]:
    """Instants at which time alone may change a flag, prompt or finding."""
    for born in (made.story.born, made.story.protective_born):
        if born is not None:
            for pack in made.packs:
                yield from (start_of_day(birthday(born, years)) for years in pack.ages)
    for views in made.views.values():
        for view in views.values():
            for state in view.pack.timed_states:
                yield from (at for at, _, _ in view.state_timeline(state))
    for compiled, view in made.rules:
        for find in (compiled.timed_opens, compiled.timed_until):
            if find is not None:
                yield from (o.at for o in find(view))


def _clocked(made: Plan, now: datetime, whole: bool) -> object:
    """What time alone may change, at an instant, to compare with another."""
    items, allowed = items_at(made, now, clocked="all" if whole else "some")
    if not whole:
        return items, allowed
    return items, duties_at(made, now), subjects_at(made, now, (), allowed)


def decide(
    procedures: Sequence[CompiledPack],
    facts: Sequence[Fact],
    now: datetime,
    known_at: datetime | None = None,
) -> Decision:
    """What stands at `now`, from the facts known at `known_at` (default: `now`; later is hindsight,
    by name).

    `procedures` are compiled packs that share one vocabulary; several versions of one procedure may
    be given, each
    opens duties only while it is in force. Facts need no order beyond that of entry. `now` and
    `known_at` are aware.

    Raises ValueError where no procedure is given or a time has no zone.
    """
    if not procedures:
        raise ValueError("decide: at least one procedure is needed")
    known = now if known_at is None else known_at
    if now.tzinfo is None or known.tzinfo is None:
        raise ValueError("decide: now and known_at must be aware instants (with a time zone)")
    now, known = now.astimezone(UTC), known.astimezone(UTC)
    facts = [fact if fact.at.tzinfo is UTC else in_utc(fact) for fact in facts]
    made = plan(procedures, facts, now, known)
    gone = corrected_away(made, facts, now, known)
    duties = [*duties_at(made, now), *gone]
    duties.sort(key=_by_due)
    items, allowed = items_at(made, now)
    findings = [i for i in items if i.form in ("finding", "grade")]
    subjects = subjects_at(made, now, findings, allowed)
    versions: dict[str, str] = {}
    for p in procedures:
        held = versions.get(p.key)
        versions[p.key] = p.pack.digest if held is None else f"{held} {p.pack.digest}"
    return Decision(
        as_of=now,
        known_at=known,
        procedures=tuple(dict.fromkeys(p.key for p in procedures)),
        subjects=tuple(subjects),
        duties=tuple(duties),
        flags=(*raised_above(subjects), *(i for i in items if i.form == "flag")),
        prompts=tuple(i for i in items if i.form == "prompt"),
        findings=tuple(findings),
        next_change=_with_facts_to_come(made, facts, now, known, next_change(made, now, duties)),
        versions={"engine": ENGINE, **versions},
    )


def _by_due(duty: Duty) -> tuple[bool, datetime, str]:
    due = duty.due
    if due is None:
        return True, duty.opened_at, duty.id
    return False, due.at if due.at is not None else last_moment(due), duty.id


__all__ = ["decide"]
