"""The alert budget: how much one person gets at once from one episode (DESIGN section 8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeAlias

from wayhome.engine.calendar import LONDON
from wayhome.engine.decision import Decision, Duty
from wayhome.packs.casefile import Case
from wayhome.packs.problems import Problem

OPEN_ITEMS = 12
NIGHT_MESSAGES = 3
NIGHT_BEGINS, NIGHT_ENDS = 23, 7


DecideCase: TypeAlias = Callable[[Case, datetime, "datetime | None"], Decision]


def check_budget(
    cases: Iterable[Case],
    decide: DecideCase,
    open_items: int = OPEN_ITEMS,
    night_messages: int = NIGHT_MESSAGES,
) -> Iterator[Problem]:
    """What would give one person too much, at any check moment of the worked cases.

    `decide(case, now, known_at)` works a case out. An open item is a duty that is open or overdue
    and not standing; a person is whoever the owner's role is for the episode. A night message is
    the opening, or the falling overdue, of a duty of tier now between 23:00 and 07:00; what
    changes at one instant is one message.
    """
    for case in cases:
        told: set[tuple[str, str, str]] = set()
        for moment in sorted({check.as_of for check in case.checks}):
            decision = decide(case, moment, None)
            for problem, what in _over(case, decision, open_items, night_messages):
                if what not in told:
                    told.add(what)
                    yield problem


def _over(
    case: Case, decision: Decision, open_items: int, night_messages: int
) -> Iterator[tuple[Problem, tuple[str, str, str]]]:
    episodes = {subject.id for subject in decision.subjects if subject.kind == "episode"}
    duties = [duty for duty in decision.duties if duty.subject in episodes]
    shown = decision.as_of.astimezone(LONDON).strftime("%Y-%m-%d %H:%M")
    for (owner, episode), number in sorted(_open_items(duties).items()):
        if number > open_items:
            message = f"case `{case.name}` at {shown}: {owner} has {number} open items"
            advice = (
                f"at most {open_items} an episode: join duties of one act into one kind, make "
                "steps a checklist, or standing expectations standing"
            )
            problem = Problem(case.file, max(case.line, 1), "alert-budget", message, advice)
            yield problem, ("open", owner, episode)
    for (owner, episode), number in sorted(_night_messages(duties).items()):
        if number > night_messages:
            message = f"case `{case.name}` at {shown}: {owner} was woken {number} times"
            advice = f"at most {night_messages} an episode: only what cannot wait is of tier now"
            problem = Problem(case.file, max(case.line, 1), "alert-budget", message, advice)
            yield problem, ("night", owner, episode)


def _open_items(duties: Iterable[Duty]) -> Counter[tuple[str, str]]:
    return Counter(
        (duty.owner, duty.subject)
        for duty in duties
        if duty.status in ("open", "overdue") and duty.tier != "standing"
    )


def _night_messages(duties: Iterable[Duty]) -> Counter[tuple[str, str]]:
    instants: set[tuple[str, str, datetime]] = set()
    for duty in duties:
        if duty.tier != "now":
            continue
        if _is_night(duty.opened_at) and (duty.met_at is None or duty.met_at > duty.opened_at):
            instants.add((duty.owner, duty.subject, duty.opened_at))
        late = duty.overdue_from
        if late is not None and duty.status in ("overdue", "met_late") and _is_night(late):
            instants.add((duty.owner, duty.subject, late))
    return Counter((owner, subject) for owner, subject, _ in instants)


def _is_night(instant: datetime) -> bool:
    hour = instant.astimezone(LONDON).hour
    return hour >= NIGHT_BEGINS or hour < NIGHT_ENDS
