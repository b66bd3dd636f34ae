"""Ten timing rules said twice: as a pack of the engine and as CEL expressions, to be timed side by
side.

A rule: each fact of a kind (with or without a condition on an attribute) opens a duty, due so many
hours or working days
later, met by the first fact of another kind from then on. The answer, for both: (rule, opened, last
moment in time, status).
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from cel_expr_python import cel

from wayhome.engine import CompiledPack, Fact, Pack, Vocabulary, compile_pack, decide
from wayhome.engine import rules as r
from wayhome.engine.calendar import Calendar, end_of_day, local_date

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NOW = START + timedelta(days=30)
KINDS = ("report", "located", "back", "told", "interview", "plan", "meeting", "check")
# name, opened by, only when `grade` is, amount, unit, met by
RULES = (
    ("tell", "report", None, 1, "hours", "told"),
    ("check", "back", None, 24, "hours", "check"),
    ("interview", "back", None, 72, "hours", "interview"),
    ("update", "report", "high", 4, "hours", "told"),
    ("review", "report", "high", 48, "hours", "meeting"),
    ("copy", "interview", None, 12, "hours", "told"),
    ("see", "located", "high", 2, "hours", "check"),
    ("discuss", "located", None, 1, "working_days", "meeting"),
    ("plan", "located", None, 6, "working_days", "plan"),
    ("follow", "plan", "medium", 5, "working_days", "meeting"),
)
ANSWER = {"met": 0, "met_late": 1, "overdue": 2, "open": 3}
Answers = set[tuple[str, int, int, int]]


def engine_pack() -> CompiledPack:
    """The ten rules as a pack with a vocabulary of their own."""
    grade = {"grade": r.AttributeType("enum", ("high", "medium", "low"))}
    vocabulary = Vocabulary(
        facts={kind: r.FactType(kind, grade, "ordinary", "child") for kind in KINDS},
        statuses={},
        roles=frozenset(("worker",)),
        groups={},
        duties={name: r.DutyKind(name, name, "dated") for name, *_ in RULES},
        subjects={},
        states={},
        severity=("none",),
    )
    rules = tuple(
        r.Rule(
            "duty", name, name, (f"B-{name}",), "child",
            opens=(r.Event(r.Selector(on, _tests(grade_is))),),
            each=True,
            owner=r.Owner(("worker",)),
            due=(r.Due("within", r.Duration(amount, unit), (r.Anchor("opened"),)),),  # type: ignore[arg-type]
            met=r.Evidence((r.Event(r.Selector(met)),)),
        )
        for name, on, grade_is, amount, unit, met in RULES
    )  # fmt: skip
    pack = Pack("bench", "Benchmark", frozenset(), date(1, 1, 1), None, rules)
    return compile_pack(pack, vocabulary)


def _tests(grade: str | None) -> tuple[r.Test, ...]:
    return () if grade is None else (r.Test("grade", "any_of", (grade,)),)


def cases(count: int, facts: int, seed: int = 1) -> list[list[Fact]]:
    """Random cases of so many facts, each at a minute of its own."""
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        minutes = sorted(rng.sample(range(20 * 24 * 60), facts))
        made.append(
            [
                Fact(
                    f"f{n}",
                    rng.choice(KINDS),
                    START + timedelta(minutes=m),
                    "worker",
                    {"grade": rng.choice(("high", "medium", "low"))},
                )
                for n, m in enumerate(minutes)
            ]
        )
    return made


def minute(instant: datetime) -> int:
    """Whole minutes since the start, for CEL, which has no working days."""
    return int((instant - START).total_seconds() // 60)


def engine_answers(pack: CompiledPack, facts: list[Fact]) -> Answers:
    """What the engine says, whole decision made, in the common form."""
    answers: Answers = set()
    for duty in decide([pack], facts, NOW).duties:
        last = duty.due
        assert last is not None
        limit = last.at if last.at is not None else end_of_day(last.day) - timedelta(minutes=1)  # type: ignore[arg-type]
        answers.add((duty.kind, minute(duty.opened_at), minute(limit), ANSWER[duty.status]))
    return answers


def cel_programs() -> list[tuple[str, object]]:
    """One generated expression a rule, compiled."""
    env = cel.NewEnv(variables={"e": cel.Type.LIST, "now": cel.Type.INT})
    programs = []
    for name, on, grade, amount, unit, met in RULES:
        opened = f'o.k == "{on}"' + (f' && o.g == "{grade}"' if grade else "")
        limit = f"o.m + {amount * 60}" if unit == "hours" else f"o.w{amount}"
        text = (
            f"e.filter(o, {opened}).map(o, "
            f'[o.m, {limit}, e.exists(x, x.k == "{met}" && x.m >= o.m) '
            f'? (e.exists(x, x.k == "{met}" && x.m >= o.m && x.m <= {limit}) ? 0 : 1) '
            f": (now > {limit} ? 2 : 3)])"
        )
        programs.append((name, env.compile(text)))
    return programs


def cel_input(facts: list[Fact]) -> list[dict[str, object]]:
    """The facts for CEL, the working days worked out before (not timed)."""
    calendar = Calendar()

    def end(fact: Fact, days: int) -> int:
        return minute(end_of_day(calendar.working_days_from(local_date(fact.at), days))) - 1

    return [
        {
            "k": f.kind,
            "m": minute(f.at),
            "g": f.attributes["grade"],
            **{f"w{days}": end(f, days) for days in (1, 5, 6)},
        }
        for f in facts
    ]


def cel_answers(programs: list[tuple[str, object]], events: list[dict[str, object]]) -> Answers:
    """What the expressions say, in the common form."""
    answers: Answers = set()
    data = {"e": events, "now": minute(NOW)}
    for name, program in programs:
        for row in program.eval(data=data).value():  # type: ignore[attr-defined]
            opened, limit, status = (v.value() if hasattr(v, "value") else v for v in _row(row))
            answers.add((name, int(opened), int(limit), int(status)))
    return answers


def _row(row: object) -> list[object]:
    value = row.value() if hasattr(row, "value") else row
    assert isinstance(value, list)
    return value
