"""What stood on earlier knowledge and no longer follows: kept, so that nothing once owed is
lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wayhome.engine.calendar import TICK
from wayhome.engine.decision import Because, Duty
from wayhome.engine.duties import Closing, Part, reopened
from wayhome.engine.facts import Fact
from wayhome.engine.merging import make_duty
from wayhome.engine.planning import Plan, categories_at, duties_at, plan
from wayhome.engine.view import MISSING

BORN = "child_recorded"


def corrected_away(
    made: Plan, facts: Sequence[Fact], now: datetime, known_at: datetime
) -> list[Duty]:
    """Duties that stood on what was known earlier and no longer follow: kept, not needed,
    "corrected".

    No correction takes a safety duty from a child who is in force missing: such a duty goes back
    into
    the plan, to be met and closed as any other, and `status_by_procedure` keeps what the words
    give.
    """
    moments = moments_of_knowledge(facts, known_at)
    if not moments:
        return []
    seen = {_trace(duty) for duty in duties_at(made, now)}
    gone: dict[tuple[str, str, str, int], Duty] = {}
    for moment in moments:
        before = min(now, moment - TICK)
        earlier = plan(made.packs, facts, before, moment - TICK)
        for key, parts in earlier.groups.items():
            opened = [part for part in parts if part.opened.at <= before]
            if not opened:
                continue
            duty = make_duty(opened, earlier.story, before, made.packs[0].vocabulary.duties)
            trace = _trace(duty)
            if trace in seen or trace in gone:
                continue
            standing = any(part.opened.at <= now for part in made.groups.get(key, ()))
            if not standing and _is_kept(made, duty, now):
                kept = [_again(part, made, moment) for part in opened]
                made.groups.setdefault(key, []).extend(kept)
                made.parts.extend(kept)
                seen.add(trace)
            else:
                gone[trace] = _gone(duty, moment)
    return list(gone.values())


def moments_of_knowledge(facts: Sequence[Fact], known_at: datetime) -> list[datetime]:
    """The instants at which something became known that changes what had been worked out before."""
    births = sorted(fact.known_from for fact in facts if fact.kind == BORN)[1:]
    return sorted(
        {
            f.known_from
            for f in facts
            if f.known_from <= known_at
            and (f.corrects or f.known_from > f.at or (f.kind == BORN and f.known_from in births))
        }
    )


def _is_kept(made: Plan, duty: Duty, now: datetime) -> bool:
    """Whether the child is in force missing in the episode that a safety duty belongs to."""
    kind = made.packs[0].vocabulary.duties.get(duty.kind)
    if kind is None or not kind.safety:
        return False
    for span in made.story.spans:
        if span.id == duty.subject and span.started <= now:
            return categories_at(made, span, now)[1].name in MISSING
    return False


def _again(part: Part, made: Plan, moment: datetime) -> Part:
    """The same part on what is known now: met and closed by what is known now."""
    view = next(
        views[part.key.subject]
        for views in made.views.values()
        if part.key.subject in views and views[part.key.subject].pack is part.pack
    )
    return reopened(part, view, Closing(moment, "corrected", None))


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


def _trace(duty: Duty) -> tuple[str, str, str, int]:
    subject, kind, root, number = duty.id.rsplit("/", 3)
    return subject, kind, root, int(number)
