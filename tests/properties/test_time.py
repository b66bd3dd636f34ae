"""Time: a case moved by four weeks, hours across both changes of the clock, the strictest limit."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.build import decided, duty, fact, other_pack, pack, the_duty, within
from tests.properties.cases import LONDON, Case, cases
from tests.properties.packs import LIBRARY, VOCABULARY, choices
from wayhome.engine import compile_pack, decide
from wayhome.engine import rules as r
from wayhome.engine.calendar import last_moment

# --- a case moved by 28 days ----------------------------------------------------------------------

# From the day after the August bank holiday to the change of the clock: eight weeks and a half
# without a holiday. The statuses and earlier episodes of a case lie before, at no edge of a year.
QUIET = datetime.combine(date(2025, 8, 26), time(7), LONDON).astimezone(UTC)
FOUR_WEEKS = timedelta(days=28)


def moved(value: Any) -> Any:
    """The same, four weeks later on the London wall clock."""
    if isinstance(value, datetime):
        there = value.astimezone(LONDON).replace(tzinfo=None) + FOUR_WEEKS
        return there.replace(tzinfo=LONDON).astimezone(UTC)
    if isinstance(value, date):
        return value + FOUR_WEEKS
    if isinstance(value, dict):
        return {name: moved(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)) and not isinstance(value, str):
        return type(value)(moved(one) for one in value)
    return value


def on_the_wall(value: Any) -> Any:
    """An answer with every instant as a London wall clock shows it."""
    if isinstance(value, datetime):
        return value.astimezone(LONDON).replace(tzinfo=None)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: on_the_wall(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return on_the_wall(value._asdict())
    if isinstance(value, dict):
        return {name: on_the_wall(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [on_the_wall(one) for one in value]
    return value


def later(value: Any) -> Any:
    """The same answer, four weeks later."""
    if isinstance(value, (datetime, date)):
        return value + FOUR_WEEKS
    if isinstance(value, dict):
        return {name: later(one) for name, one in value.items()}
    if isinstance(value, list):
        return [later(one) for one in value]
    return value


def by_the_calendar(value: Any, pack: r.Pack) -> bool:
    """Whether a rule, or what it names, counts in months or years, or names a day of the year."""
    match value:
        case r.Duration(unit=unit):
            return unit in ("months", "years")
        case r.SettingRef(name=name):
            return by_the_calendar(pack.settings.get(name), pack)
        case r.Defined(name=name):
            return by_the_calendar(pack.definitions.get(name), pack)
        case r.CountIs(name=name) | r.Reaches(count=name):
            return by_the_calendar(pack.counts.get(name), pack)
        case r.Age() | r.AgeReached() | r.OnDate():
            return True
        case r.Anchor(day=day) if day is not None:
            return True
    if is_dataclass(value):
        return any(by_the_calendar(getattr(value, f.name), pack) for f in fields(value))
    return isinstance(value, tuple) and any(by_the_calendar(one, pack) for one in value)


def counted_in_days(pack: r.Pack) -> r.Pack:
    """A procedure without the rules that no move of whole weeks can leave alike."""
    rules = tuple(rule for rule in pack.rules if not by_the_calendar(rule, pack))
    assert rules
    return replace(pack, rules=rules)


PLAIN = choices(
    {key: compile_pack(counted_in_days(one), VOCABULARY) for key, one in LIBRARY.packs.items()}
)


def short(case: Case) -> Case:
    """Without what counts by birthdays and what is set for longer than the quiet weeks."""
    kept = [f for f in case.facts if f.kind not in ("child_recorded", "interval_set")]
    end = QUIET + timedelta(days=13)
    return Case(tuple(f for f in kept if max(f.at, f.known_from) < end), case.start)


@settings(max_examples=60)
@given(st.sampled_from(PLAIN), cases(starts=(QUIET,)), st.integers(0, 13 * 24 * 60))
def test_a_case_moved_by_four_weeks_has_the_same_answer_four_weeks_later(
    packs: Any, case: Case, minutes: int
) -> None:
    facts = short(case).facts
    then = [
        replace(
            f,
            at=moved(f.at),
            recorded_at=moved(f.recorded_at),
            attributes=moved(dict(f.attributes)),
        )
        for f in facts
    ]
    now = QUIET + timedelta(minutes=minutes)
    assert on_the_wall(decide(packs, then, moved(now))) == later(
        on_the_wall(decide(packs, facts, now))
    )


# --- hours and dates ------------------------------------------------------------------------------

EDGES = [datetime(2031, 3, 30, 1, tzinfo=UTC), datetime(2031, 10, 26, 1, tzinfo=UTC)]
near_an_edge = st.builds(
    lambda edge, minutes: edge + timedelta(minutes=minutes),
    st.sampled_from(EDGES),
    st.integers(-6 * 24 * 60, 6 * 24 * 60),
)


@given(near_an_edge, st.integers(1, 200))
def test_hours_are_elapsed_across_both_changes_of_the_clock(start: datetime, hours: int) -> None:
    made = pack(duty("review", opens="absence_noticed", due=within(f"{hours} hours")))
    one = the_duty(decided(made, [fact("absence_noticed", start)], start), "review")
    assert one.due is not None
    assert one.due.at == start + timedelta(hours=hours)
    assert one.due.day is None


@given(near_an_edge, st.integers(0, 30))
def test_days_are_dates_across_both_changes_of_the_clock(start: datetime, days: int) -> None:
    made = pack(duty("review", opens="absence_noticed", due=within(f"{days} days")))
    one = the_duty(decided(made, [fact("absence_noticed", start)], start), "review")
    assert one.due is not None
    assert one.due.day == start.astimezone(LONDON).date() + timedelta(days=days)
    midnight = datetime.combine(one.due.day + timedelta(days=1), time(), LONDON)
    assert one.overdue_from == midnight.astimezone(UTC)


@given(near_an_edge, st.integers(1, 200), st.integers(-3, 3))
def test_a_duty_is_overdue_exactly_after_its_last_moment(
    start: datetime, hours: int, ticks: int
) -> None:
    made = pack(duty("review", opens="absence_noticed", due=within(f"{hours} hours")))
    now = start + timedelta(hours=hours, microseconds=ticks)
    one = the_duty(decided(made, [fact("absence_noticed", start)], now), "review")
    assert one.status == ("overdue" if ticks > 0 else "open")


# --- the strictest --------------------------------------------------------------------------------

units = st.sampled_from(["minutes", "hours", "days", "weeks", "months", "working_days"])
dues = st.one_of(
    st.just(r.Due("immediately")),
    st.builds(lambda n, unit: within(f"{n} {unit}"), st.integers(0, 40), units),
)
asked = st.lists(st.lists(dues, min_size=1, max_size=2).map(tuple), min_size=1, max_size=3)


@given(near_an_edge, asked, asked)
def test_of_all_times_that_are_asked_for_the_strictest_holds(
    start: datetime, ours: list[Any], theirs: list[Any]
) -> None:
    missed = [fact("absence_noticed", start)]

    def rules(listed: list[Any]) -> list[r.Rule]:
        return [
            duty("review", key=f"r{n}", opens="absence_noticed", due=due)
            for n, due in enumerate(listed)
        ]

    def limit(*packs: Any) -> datetime:
        one = the_duty(decided(list(packs), missed, start), "review")
        assert one.due is not None
        return last_moment(one.due)

    each = [limit(pack(*rules([(due,)]))) for listed in ours + theirs for due in listed]
    both = limit(pack(*rules(ours)), other_pack(*rules(theirs)))
    assert both == min(each)
