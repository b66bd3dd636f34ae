"""Cases as they might come: a child, statuses, earlier episodes, what happened, late and put right.

A case follows one to three absences through their usual steps, any of which may be left out, and
scatters other facts of the vocabulary among them. No two facts share an instant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.properties.packs import AUTHORITIES, VOCABULARY
from wayhome.engine import Fact
from wayhome.engine.rules import AttributeType

LONDON = ZoneInfo("Europe/London")
DAY = 24 * 60


@dataclass(frozen=True)
class Case:
    facts: tuple[Fact, ...]
    start: datetime

    def after(self, part: int) -> datetime:
        """An instant of the case: 0 at its start, 1000 some days after all is known."""
        whole = self.end + timedelta(days=5) - self.start
        return self.start + timedelta(seconds=int(whole.total_seconds() * part / 1000))

    @property
    def end(self) -> datetime:
        """After everything that is known has happened and been recorded."""
        return max((max(f.at, f.known_from) for f in self.facts), default=self.start)


# The steps of an absence: kind, chance in ten, longest wait in minutes, who tells it.
CARERS = ("foster_carer", "residential_worker", "parent_carer", "school")
WORKERS = ("social_worker", "early_help_practitioner", "missing_coordinator", "front_door")
POLICE = ("police", "police_officer", "police_inspector")
STEPS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("last_seen", 7, 60, CARERS),
    ("left", 2, 60, CARERS),
    ("absence_noticed", 9, 240, CARERS),
    ("search_done", 5, 60, CARERS),
    ("reported_to_police", 7, 90, (*CARERS, *WORKERS)),
    ("notification_sent", 5, 90, (*POLICE, *CARERS, *WORKERS)),
    ("notification_received", 4, 90, WORKERS),
    ("police_category_decided", 4, 120, POLICE),
    ("police_grade_set", 5, 120, POLICE),
    ("whereabouts_learned", 4, 300, (*CARERS, *WORKERS, *POLICE)),
    ("absence_safety_answered", 2, 30, CARERS),
    ("category_confirmed", 2, 30, WORKERS),
    ("category_decided", 2, 120, WORKERS),
    ("information_recorded", 2, 300, WORKERS),
    ("contact_made", 2, 300, CARERS),
    ("whereabouts_lost", 1, 300, CARERS),
    ("strategy_meeting_held", 2, 2 * DAY, WORKERS),
    ("located", 5, 600, POLICE),
    ("returned", 8, 600, CARERS),
    ("wellbeing_confirmed", 5, 120, (*POLICE, *WORKERS)),
    ("safe_and_well_check_done", 4, 600, POLICE),
    ("return_interview_offered", 4, DAY, WORKERS),
    ("return_interview_declined", 2, DAY, ("child", "parent_carer")),
    ("return_interview_held", 4, 3 * DAY, WORKERS),
    ("plan_recorded", 3, 2 * DAY, WORKERS),
)
KINDS = tuple(
    sorted(set(VOCABULARY.facts) - {"child_recorded", "status_changed", "earlier_episode"})
)
# Kinds that decide urgency, drawn more often among what is scattered.
WEIGHTY = tuple(
    kind
    for kind in """absence_noticed whereabouts_learned whereabouts_lost contact_lost located
    returned wellbeing_confirmed category_confirmed category_decided police_category_decided
    harm_suspected harm_alleged immediate_risk_recognised police_grade_set duty_done interval_set
    duty_not_needed due_time_set prompt_answered case_allocated absent_from_school
    back_in_education episode_closed outcome_recorded reported_to_police
    information_recorded notification_sent""".split()
    if kind in VOCABULARY.facts
)
ROLES = tuple(sorted(VOCABULARY.roles))
GROUPS = tuple(sorted(VOCABULARY.groups))
TEXTS = ("", "a friend's house", "B. Person", "she was afraid to say", "the park near the school")
# Attributes whose text names something.
NAMED = {"duty": tuple(sorted(VOCABULARY.duties))}


def values(name: str, kind: AttributeType, start: datetime) -> st.SearchStrategy[Any]:
    """Any valid value of an attribute."""
    near = st.integers(-3 * DAY, 20 * DAY).map(lambda m: start + timedelta(minutes=m))
    match kind.type:
        case "bool":
            return st.booleans()
        case "number":
            return st.integers(0, 30)
        case "date":
            return near.map(lambda instant: instant.date())
        case "time":
            return st.one_of(near, near.map(lambda instant: instant.date()))
        case "enum":
            return st.sampled_from(kind.values)
        case "role":
            return st.sampled_from((*ROLES, *GROUPS))
        case "roles":
            return st.lists(st.sampled_from((*ROLES, *GROUPS)), max_size=3)
        case "list":
            return st.lists(st.sampled_from(TEXTS), max_size=3)
        case "map":
            return st.just({})
    return st.sampled_from(NAMED.get(name, TEXTS))


@st.composite
def attributes(draw: st.DrawFn, kind: str, start: datetime) -> dict[str, Any]:
    """Some of a kind's attributes, with any valid values."""
    types = VOCABULARY.facts[kind].attributes
    if not types:
        return {}
    enums = [n for n, t in types.items() if t.type == "enum"]
    wanted = draw(st.lists(st.sampled_from(sorted(types)), max_size=3, unique=True))
    wanted += [n for n in enums[:4] if n not in wanted and draw(st.integers(0, 2)) > 0]
    if kind == "category_confirmed":
        wanted = sorted(types)
    if kind == "absence_safety_answered" and draw(st.booleans()):
        return {
            n: "yes" if n in ("place_verified", "contact", "age_considered") else "no"
            for n in types
        }
    return {name: draw(values(name, types[name], start)) for name in wanted}


@st.composite
def statuses(draw: st.DrawFn, start: datetime) -> list[Fact]:
    """What the child is to the authorities, with who holds the case and where the child lives."""
    found = []
    names = sorted(VOCABULARY.statuses)
    for number, name in enumerate(draw(st.lists(st.sampled_from(names), max_size=2))):
        detail: dict[str, Any] = {"status": name}
        types = VOCABULARY.statuses[name]
        if draw(st.booleans()):
            held = draw(st.sampled_from((*WORKERS, "team_manager")))
            detail["allocated"] = {held: "A. Person"}
        for place in ("responsible_authority", "host_authority"):
            if place in types and draw(st.integers(0, 2)) == 0:
                detail[place] = {"name": draw(st.sampled_from([*AUTHORITIES, "Elsewhere"]))}
        if "placement_kind" in types and draw(st.booleans()):
            detail["placement_kind"] = draw(st.sampled_from(types["placement_kind"].values))
        if draw(st.integers(0, 4)) == 0:
            detail["until"] = start + timedelta(minutes=draw(st.integers(0, 20 * DAY)))
        begun = start - timedelta(days=draw(st.integers(-3, 400)), seconds=30 + number)
        found.append(Fact(f"status-{number}", "status_changed", begun, attributes=detail))
    return found


@st.composite
def register(draw: st.DrawFn, start: datetime) -> list[Fact]:
    """Who the child is, and the absences before."""
    found = []
    years = draw(st.one_of(st.none(), st.integers(3, 19)))
    if years is not None:
        born = date(start.year - years, draw(st.integers(1, 12)), draw(st.integers(1, 28)))
        known: dict[str, Any] = {"date_of_birth": born}
        if draw(st.integers(0, 5)) == 0:
            known["youngest_plausible_date_of_birth"] = born.replace(year=born.year + 2)
        found.append(Fact("child", "child_recorded", start - timedelta(days=500), attributes=known))
    for number, days in enumerate(draw(st.lists(st.integers(1, 200), max_size=3, unique=True))):
        began = start - timedelta(days=days, seconds=40 + number)
        detail = {
            "from": began,
            "category": draw(st.sampled_from(("missing", "missing", "unauthorised_absence"))),
        }
        found.append(Fact(f"earlier-{number}", "earlier_episode", began, attributes=detail))
    return found


@st.composite
def timeline(draw: st.DrawFn, start: datetime, most: int) -> list[Fact]:
    """Absences step by step, with other facts scattered among them."""
    drawn: list[tuple[int, str, str]] = []
    minute = 0
    for _ in range(draw(st.integers(1, 3))):
        for kind, chance, wait, roles in STEPS:
            if kind in VOCABULARY.facts and draw(st.integers(1, 10)) <= chance:
                minute += draw(st.integers(1, wait))
                drawn.append((minute, kind, draw(st.sampled_from(roles))))
        minute += draw(st.integers(1, 3 * DAY))
    drawn = drawn[:most]
    scattered = st.tuples(
        st.integers(0, max(minute, DAY)),
        st.one_of(st.sampled_from(WEIGHTY), st.sampled_from(KINDS)),
        st.sampled_from((*CARERS, *WORKERS, *POLICE, *ROLES)),
    )
    drawn += draw(st.lists(scattered, max_size=min(6, 25 - len(drawn))))
    return [
        Fact(
            f"f{number}",
            kind,
            start + timedelta(minutes=minute, seconds=number),
            who,
            draw(attributes(kind, start)),
        )
        for number, (minute, kind, who) in enumerate(drawn)
    ]


@st.composite
def recorded(draw: st.DrawFn, facts: list[Fact]) -> list[Fact]:
    """Some facts are recorded late, and some are put right."""
    held = []
    for fact in facts:
        late = draw(st.integers(0, 6)) == 0
        wait = timedelta(minutes=draw(st.integers(1, 2 * DAY))) if late else None
        held.append(fact if wait is None else replace(fact, recorded_at=fact.at + wait))
    for number in range(draw(st.integers(0, 2)) if held else 0):
        wrong = draw(st.sampled_from(held))
        when = wrong.known_from + timedelta(minutes=draw(st.integers(1, 2 * DAY)))
        moved = timedelta(minutes=draw(st.integers(-180, 180)), milliseconds=1 + number)
        kind = draw(st.sampled_from((wrong.kind, wrong.kind, "information_recorded")))
        detail = wrong.attributes if kind == wrong.kind else {}
        held.append(
            Fact(
                f"right-{number}", kind, wrong.at + moved, wrong.who, detail, when, False, wrong.id
            )
        )
    return held


# Starts of cases: an ordinary week, both changes of the clock, Easter, the turn of the year.
STARTS = tuple(
    datetime.combine(date.fromisoformat(day), time(7), LONDON).astimezone(UTC)
    for day in ("2025-06-09", "2025-10-24", "2026-03-27", "2026-04-01", "2025-12-22")
)


@st.composite
def cases(draw: st.DrawFn, starts: tuple[datetime, ...] = STARTS, most: int = 18) -> Case:
    start = draw(st.sampled_from(starts))
    facts = draw(recorded(draw(timeline(start, most))))
    facts += draw(statuses(start)) + draw(register(start))
    return Case(tuple(facts), start)


# When to ask, as a part of the case (see Case.after); past 1000 is long after.
moments = st.one_of(st.integers(0, 1000), st.integers(0, 10_000))
