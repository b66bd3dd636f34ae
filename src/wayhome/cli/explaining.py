"""`explain`: one duty with its clauses, the facts it rests on and the arithmetic of its due."""

from __future__ import annotations

from argparse import Namespace

from wayhome.cli.replaying import Replay, how_closed, open_replay
from wayhome.cli.shapes import duty_shape, instant_shape, value_shape
from wayhome.cli.terms import Out, UsageError
from wayhome.cli.words import (
    arithmetic_words,
    fact_words,
    late_words,
    moment_words,
    plain_name,
    role_words,
    time_words,
    title,
    value_words,
)
from wayhome.engine.decision import Duty
from wayhome.engine.facts import Fact
from wayhome.packs.problems import suggest


def explain(args: Namespace, out: Out) -> int:
    """Prints why a duty stands, is done or is not needed."""
    told = open_replay(args)
    duties = _found(told, args.duty)
    if args.json:
        out.json(
            {
                "as_of": instant_shape(told.decision.as_of),
                "duties": [_shape(told, duty) for duty in duties],
            }
        )
        return 0
    for number, duty in enumerate(duties):
        if number:
            out.line()
        _print(told, duty, out)
    return 0


def _found(told: Replay, wanted: str) -> list[Duty]:
    """The duties of this id, kind or clause; raises UsageError where there is none."""
    duties = told.decision.duties
    exact = [duty for duty in duties if duty.id == wanted]
    found = exact or [
        duty
        for duty in duties
        if wanted in duty.cites or duty.kind == wanted.replace(" ", "_").lower()
    ]
    if found:
        return found
    known = {duty.kind for duty in duties} | {cite for duty in duties for cite in duty.cites}
    advice = suggest(wanted, known) or "give its kind, its id or one of its clauses"
    when = moment_words(told.decision.as_of)
    raise UsageError(f"no duty `{wanted}` stands in this case as of {when}; {advice}")


def _rests_on(duty: Duty) -> list[str]:
    ids = [step.fact for step in duty.why if step.fact]
    ids += [each for each in (duty.opened_by, duty.met_by) if each]
    return list(dict.fromkeys(ids))


def _shape(told: Replay, duty: Duty) -> dict[str, object]:
    shape = duty_shape(duty)
    shape["clauses"] = {cite: told.bench.says(cite) for cite in duty.cites}
    shape["facts"] = [
        _fact_shape(told.facts[each]) for each in _rests_on(duty) if each in told.facts
    ]
    return shape


def _fact_shape(fact: Fact) -> dict[str, object]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "at": instant_shape(fact.at),
        "date_only": fact.date_only,
        "who": fact.who or None,
        "recorded_at": instant_shape(fact.recorded_at),
        "corrects": fact.corrects,
        "attributes": value_shape(dict(fact.attributes)),
    }


def _print(told: Replay, duty: Duty, out: Out) -> None:
    bench, facts = told.bench, told.facts
    out.line(out.paint(title(duty.kind), "bold"))
    out.wrapped(duty.id, "  ")
    kind = bench.library.vocabulary.duties.get(duty.kind)
    if kind is not None:
        out.wrapped(title(kind.means), "  ")
    out.line()
    out.wrapped(f"Status    {_status(told, duty)}", "  ", "            ")
    out.wrapped(f"Due       {time_words(duty.due)}", "  ", "            ")
    for key, role in duty.owners.items():
        out.wrapped(
            f"Owner     {role_words(bench, role, [key])} (under {key})", "  ", "            "
        )
    if duty.owner and duty.owner not in duty.owners.values():
        out.wrapped(f"Owner     {role_words(bench, duty.owner, duty.procedures)}", "  ")
    if duty.value is not None:
        out.wrapped(f"With      {value_words(duty.value)}", "  ", "            ")
    out.heading("Clauses")
    for cite in duty.cites:
        out.wrapped(f"{cite}  {bench.says(cite)}", "  ", "      ")
    out.heading("Why")
    for step in duty.why:
        text = step.text
        if step.kind == "fact":
            text = fact_words(step, facts)
        elif step.kind == "arithmetic":
            text = arithmetic_words(step)
        elif step.kind == "rule":
            text = f"{step.text} ({', '.join(step.cites)}; {step.procedure})"
        out.wrapped(f"{step.kind:<11} {text}", "  ", "              ")
    _print_facts(told, duty, out)
    if duty.checklist:
        out.heading("Steps")
        for item, cites in duty.checklist:
            out.wrapped(f"- {item}" + (f" ({', '.join(cites)})" if cites else ""), "  ", "    ")


def _status(told: Replay, duty: Duty) -> str:
    if duty.status == "overdue":
        return f"overdue, {late_words(told.decision.as_of, duty)}"
    if duty.status == "open":
        return "open" + (", never counted as late" if duty.never_late else "")
    return how_closed(duty)


def _print_facts(told: Replay, duty: Duty, out: Out) -> None:
    rests = [told.facts[each] for each in _rests_on(duty) if each in told.facts]
    if not rests:
        return
    out.heading("Facts it rests on")
    for fact in rests:
        who = f", {plain_name(fact.who)}" if fact.who else ""
        late = ""
        if fact.recorded_at is not None and fact.recorded_at != fact.at:
            late = f", recorded {moment_words(fact.recorded_at)}"
        out.wrapped(f"{fact.id}  {plain_name(fact.kind)} {moment_words(fact.at)}{who}{late}", "  ")
        if fact.attributes:
            said = {plain_name(k): value_words(v) for k, v in fact.attributes.items()}
            out.wrapped("; ".join(f"{k}: {v}" for k, v in said.items()), "      ")
