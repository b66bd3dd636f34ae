"""`decide`: facts + procedures + now -> everything that is owed, raised and known (DESIGN section
5).

Pure, deterministic, total on valid input. The plan (openings, due times, closings) is worked out
once for the facts known;
what stands at an instant is read off it, so that the moment of the next change is known without
trying.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wayhome.engine.calendar import TICK, birthday, last_moment, start_of_day
from wayhome.engine.compiled import CompiledPack, CompiledRule, force_ends, in_force
from wayhome.engine.conditions import Test
from wayhome.engine.decision import Because, Category, Decision, Duty, Item, Subject
from wayhome.engine.duties import Key, Part, parts_of
from wayhome.engine.facts import Fact, in_utc
from wayhome.engine.items import items_of
from wayhome.engine.merging import group, make_duty
from wayhome.engine.rules import DutyKind
from wayhome.engine.safety import (
    DIED,
    common_grades,
    grade_floor,
    in_force_category,
    raised_above,
    review_lapses,
)
from wayhome.engine.spans import Span
from wayhome.engine.story import Story, tell
from wayhome.engine.view import MISSING, WHOLE, View

ENGINE = "1"
ADULT = 18
BORN = "child_recorded"
ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Plan:
    """All that follows from the facts known, whatever the moment."""

    packs: Sequence[CompiledPack]
    story: Story
    views: dict[str, dict[str, View]]  # pack key -> subject id -> view
    parts: list[Part] = field(default_factory=list)
    rules: list[tuple[CompiledRule, View]] = field(default_factory=list)
    groups: dict[Key, list[Part]] = field(default_factory=dict)

    def views_of(self, span: Span) -> list[View]:
        """A subject under each pack."""
        return [self.views[f"{n}:{pack.key}"][span.id] for n, pack in enumerate(self.packs)]


def plan(
    packs: Sequence[CompiledPack], facts: Sequence[Fact], now: datetime, known_at: datetime
) -> Plan:
    """Cut what is known into subjects and find everything that the rules open on them, now or
    later.
    """
    first = packs[0]
    story = tell(first.makers, facts, now, known_at, first.pack.holidays)
    made = Plan(packs, story, {})
    for number, pack in enumerate(packs):
        views: dict[str, View] = {}
        episodes: list[View] = []
        for span in story.spans:
            view = View(pack, story, span, episodes, span.by_kind)
            views[span.id] = view
            if span.kind == "episode":
                episodes.append(view)
        for kind in pack.rules:
            if kind in WHOLE:
                name = f"{kind}:{pack.key}" if kind == "procedure" else kind
                whole = Span(name, kind, ALWAYS, story.facts, story.by_kind)
                views[name] = View(pack, story, whole, episodes, story.by_kind)
        made.views[f"{number}:{pack.key}"] = views
        for view in views.values():
            held = {*view.by_kind, *view.span.moments}
            for compiled in pack.rules.get(view.span.kind, ()):
                if compiled.needs is not None and compiled.needs.isdisjoint(held):
                    continue
                if compiled.rule.form == "duty":
                    made.parts.extend(parts_of(compiled, view))
                else:
                    made.rules.append((compiled, view))
    made.groups = {key: _of_one_version(parts) for key, parts in group(made.parts).items()}
    return made


def _of_one_version(parts: list[Part]) -> list[Part]:
    """A duty keeps the version of a procedure that opened it; a later version adds nothing to
    it.
    """
    first: dict[str, Part] = {}
    for part in parts:
        held = first.get(part.pack.key)
        if held is None or part.opened.at < held.opened.at:
            first[part.pack.key] = part
    return [p for p in parts if p.pack is first[p.pack.key].pack]


def duties_at(made: Plan, now: datetime) -> list[Duty]:
    """The duties that have opened by `now`, merged."""
    kinds = made.packs[0].vocabulary.duties
    duties = []
    for parts in made.groups.values():
        opened = [p for p in parts if p.opened.at <= now]
        if opened:
            duties.append(make_duty(opened, made.story, now, kinds))
    return duties


def items_at(
    made: Plan, now: datetime, clocked: str = "all"
) -> tuple[list[Item], dict[str, tuple[str, ...]]]:
    """Flags, prompts, findings and grades at `now`, and the grades that may be offered, by subject.

    With `clocked` "some", only those that a birthday or elapsed time may change.
    """
    items: list[Item] = []
    allowed: dict[str, tuple[str, ...]] = {}
    answered: set[tuple[str, str]] = set()
    for compiled, view in made.rules:
        if compiled.rule.form != "grades":
            if clocked == "some" and not compiled.by_time:
                continue
            items.extend(items_of(compiled, view, now))
            continue
        answer = (view.pack.key, view.span.id)
        if answer in answered or view.span.started > now or not in_force(view.pack.pack, now):
            continue
        if compiled.when is None or _holds_in_force(made, compiled.when, view, now):
            answered.add(answer)
            held = allowed.get(view.span.id)
            grades = compiled.rule.grades
            allowed[view.span.id] = grades if held is None else common_grades(held, grades)
    return items, allowed


def _holds_in_force(made: Plan, when: Test, view: View, now: datetime) -> bool:
    """Whether a condition on grades holds with what is in force.

    A floor does not fall with a category that nobody has confirmed: while more than the procedure
    says
    is in force the question is asked as if the procedure said so.
    """
    if view.span.kind == "episode":
        _, in_force_now = categories_at(made, view.span, now)
        if in_force_now.name in MISSING and category_of(view, now).name not in MISSING:
            view.assumed = in_force_now.name
    try:
        return when(view, now, None)
    finally:
        view.assumed = ""


def categories_at(made: Plan, span: Span, now: datetime) -> tuple[dict[str, Category], Category]:
    """What each procedure calls a subject at `now`, and what is in force."""
    views = made.views_of(span)
    said: dict[str, Category] = {}
    for view in views:
        # An episode keeps the version that was in force when it began.
        if view.pack.key not in said or in_force(view.pack.pack, span.started):
            said[view.pack.key] = category_of(view, now)
    age = views[0].age_at(span.started)
    adult = age is not None and age >= ADULT
    return said, in_force_category(said, span, made.packs[0].safety, adult, now)


def category_of(view: View, now: datetime) -> Category:
    """What one procedure calls a subject at `now`."""
    change = view.category_at(now)
    if change is None or change.rule < 0:
        return Category("none")
    source = view.pack.category_sources[view.span.kind][change.rule]
    why = [Because("rule", source.key, cites=source.cites, procedure=view.pack.key)]
    fact = view.fact_at(change.at)
    if fact is not None:
        why.append(Because("fact", fact.kind, fact=fact.id, at=change.at))
    if source.reading:
        why.append(Because("reading", source.reading, procedure=view.pack.key))
    return Category(change.name, source.cites, change.at, tuple(why))


def subjects_at(
    made: Plan, now: datetime, findings: Sequence[Item], allowed: dict[str, tuple[str, ...]]
) -> list[Subject]:
    """Every episode (and other subject) that has started by `now`."""
    subjects = []
    for span in made.story.spans:
        if span.started > now:
            continue
        views = made.views_of(span)
        said, in_force_now = categories_at(made, span, now)
        missed = [v for v in views if v.been(MISSING, now)]
        cites = [
            cite
            for view in views
            for rule in view.pack.category_sources.get(span.kind, ())
            if rule.name in MISSING
            for cite in rule.cites
        ]
        grades = [f for f in span.by_kind.get("police_grade_set", ()) if f.at <= now]
        back = span.moments.get("back")
        ended = span.moments.get("ended")
        subjects.append(
            Subject(
                span.id,
                span.kind,
                span.started,
                said,
                in_force_now,
                missed[0].missing_since() if missed else None,
                tuple(dict.fromkeys(cites)) if missed else (),
                back[0][0] if back else None,
                ended[0][0] if ended else None,
                str(grades[-1].attributes.get("grade", "")) if grades else "",
                allowed.get(span.id),
                grade_floor(allowed.get(span.id)),
                tuple(f for f in findings if f.subject == span.id),
                not (ended or span.moments.get("closed") or span.by_kind.get(DIED)),
            )
        )
    return subjects


def corrected_away(
    packs: Sequence[CompiledPack],
    facts: Sequence[Fact],
    now: datetime,
    known_at: datetime,
    standing: Sequence[Duty],
) -> list[Duty]:
    """Duties that stood on what was known earlier and no longer follow: kept, not needed, reason
    "corrected".
    """
    births = sorted(f.known_from for f in facts if f.kind == BORN)[1:]
    moments = sorted(
        {
            f.known_from
            for f in facts
            if f.known_from <= known_at
            and (f.corrects or f.known_from > f.at or (f.kind == BORN and f.known_from in births))
        }
    )
    if not moments:
        return []
    seen = {_trace(d) for d in standing}
    gone: dict[tuple[str, str, str, int], Duty] = {}
    for moment in moments:
        before = min(now, moment - TICK)
        made = plan(packs, facts, before, moment - TICK)
        for duty in duties_at(made, before):
            trace = _trace(duty)
            if trace not in seen and trace not in gone:
                gone[trace] = _gone(duty, moment)
    return list(gone.values())


def _gone(duty: Duty, moment: datetime) -> Duty:
    why = Because("corrected", "no longer follows from what is known", at=moment)
    return duty._replace(
        status="not_needed",
        status_by_procedure=None,
        reason="corrected",
        met_at=None,
        met_by="",
        overdue_from=None,
        why=(*duty.why, why),
    )


def keep_while_missing(
    duties: list[Duty], subjects: Sequence[Subject], kinds: Mapping[str, DutyKind], now: datetime
) -> list[Duty]:
    """No correction takes a safety duty from a child who is in force missing.

    What the procedure's words give is kept beside it. Where another of its kind stands, that is
    enough.
    """
    if not any(s.category_in_force.name in MISSING for s in subjects if s.kind == "episode"):
        return duties
    stand = {d.kind for d in duties if d.status != "not_needed"}
    kept = []
    for duty in duties:
        kind = kinds.get(duty.kind)
        taken = duty.reason == "corrected" and kind is not None and kind.safety
        if taken and duty.kind not in stand:
            late = duty.due is not None and now > last_moment(duty.due)
            why = Because("safety", "the child is missing: a correction does not take this away")
            kept.append(
                duty._replace(
                    status="overdue" if late and not duty.never_late else "open",
                    status_by_procedure="not_needed",
                    reason="",
                    why=(*duty.why, why),
                )
            )
        else:
            kept.append(duty)
    return kept


def _trace(duty: Duty) -> tuple[str, str, str, int]:
    subject, kind, root, number = duty.id.rsplit("/", 3)
    return subject, kind, root, int(number)


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
    duties = duties_at(made, now)
    duties += corrected_away(procedures, facts, now, known, duties)
    items, allowed = items_at(made, now)
    findings = [i for i in items if i.form in ("finding", "grade")]
    subjects = subjects_at(made, now, findings, allowed)
    duties = keep_while_missing(duties, subjects, procedures[0].vocabulary.duties, now)
    duties.sort(key=_by_due)
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
