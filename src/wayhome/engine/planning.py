"""What follows from the facts known, worked out once, and what stands of it at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wayhome.engine.compiled import CompiledPack, CompiledRule, in_force
from wayhome.engine.conditions import Test
from wayhome.engine.decision import Because, Category, Duty, Item, Subject
from wayhome.engine.duties import Key, Part, parts_of
from wayhome.engine.facts import Fact
from wayhome.engine.items import items_of
from wayhome.engine.merging import group, make_duty
from wayhome.engine.safety import (
    DIED,
    common_grades,
    grade_floor,
    in_force_category,
)
from wayhome.engine.spans import Span
from wayhome.engine.story import Story, tell
from wayhome.engine.view import MISSING, WHOLE, View

ADULT = 18
ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Plan:
    """All that follows from the facts known, whatever the moment."""

    packs: Sequence[CompiledPack]
    story: Story
    views: dict[str, dict[str, View]]  # place and key of a pack -> subject id -> view
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
