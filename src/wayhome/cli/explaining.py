"""`explain`: one duty, question, flag or finding: its clauses, its facts, its arithmetic."""

from __future__ import annotations

from argparse import Namespace

from wayhome.cli.replaying import Replay, how_closed, open_replay
from wayhome.cli.shapes import duty_shape, instant_shape, item_shape, value_shape
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
from wayhome.engine.decision import Decision, Duty, Item
from wayhome.engine.facts import Fact
from wayhome.packs.problems import suggest


def explain(args: Namespace, out: Out) -> int:
    """Prints why a duty stands, is done or is not needed; why something is asked or found."""
    told = open_replay(args)
    duties, items = _found(told, args.duty)
    if args.json:
        out.json(
            {
                "as_of": instant_shape(told.decision.as_of),
                "duties": [_shape(told, duty, duty_shape(duty)) for duty in duties],
                "items": [_shape(told, item, item_shape(item)) for item in items],
            }
        )
        return 0
    for number, duty in enumerate(duties):
        if number:
            out.line()
        _print(told, duty, out)
    for number, item in enumerate(items, len(duties)):
        if number:
            out.line()
        _print_item(told, item, out)
    return 0


def _found(told: Replay, wanted: str) -> tuple[list[Duty], list[Item]]:
    """What has this id, name or clause; raises UsageError where nothing has."""
    duties, items = told.decision.duties, _items(told.decision)
    exact = [duty for duty in duties if duty.id == wanted]
    if exact:
        return exact, []
    name = wanted.replace(" ", "_").lower()
    of_duties = [each for each in duties if wanted in each.cites or each.kind == name]
    of_items = [each for each in items if wanted in each.cites or each.kind == name]
    if of_duties or of_items:
        return of_duties, of_items
    there: list[Duty | Item] = [*duties, *items]
    known = {each.kind for each in there} | {cite for each in there for cite in each.cites}
    advice = suggest(wanted, known) or "give its kind, its id or one of its clauses"
    when = moment_words(told.decision.as_of)
    what = f"no duty `{wanted}` stands in this case as of {when}, nor a question, flag or finding"
    raise UsageError(f"{what}; {advice}")


def _items(decision: Decision) -> list[Item]:
    """Every question, flag and finding once."""
    of_subjects = (item for subject in decision.subjects for item in subject.findings)
    listed = (*decision.prompts, *decision.flags, *of_subjects, *decision.findings)
    return list({id(item): item for item in listed}.values())


def _rests_on(each: Duty | Item) -> list[str]:
    ids = [step.fact for step in each.why if step.fact]
    if isinstance(each, Duty):
        ids += [fact for fact in (each.opened_by, each.met_by) if fact]
    return list(dict.fromkeys(ids))


def _shape(told: Replay, each: Duty | Item, shape: dict[str, object]) -> dict[str, object]:
    shape["clauses"] = {cite: told.bench.says(cite) for cite in each.cites}
    shape["facts"] = [
        _fact_shape(told.facts[fact]) for fact in _rests_on(each) if fact in told.facts
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
    bench = told.bench
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
    _print_grounds(told, duty, out)
    if duty.checklist:
        out.heading("Steps")
        for item, cites in duty.checklist:
            out.wrapped(f"- {item}" + (f" ({', '.join(cites)})" if cites else ""), "  ", "    ")


def _print_item(told: Replay, item: Item, out: Out) -> None:
    out.line(out.paint(title(item.kind), "bold"))
    out.wrapped(f"{item.form} of {item.procedure}, about {item.subject}", "  ")
    out.line()
    if item.value is not None:
        out.wrapped(f"Value     {value_words(item.value)}", "  ", "            ")
    if item.owner:
        owner = role_words(told.bench, item.owner, [item.procedure])
        out.wrapped(f"Owner     {owner}", "  ", "            ")
    if item.since is not None:
        out.wrapped(f"Since     {moment_words(item.since)}", "  ")
    if item.due is not None:
        out.wrapped(f"Due       {time_words(item.due)}", "  ")
    _print_grounds(told, item, out)


def _print_grounds(told: Replay, each: Duty | Item, out: Out) -> None:
    bench, facts = told.bench, told.facts
    out.heading("Clauses")
    for cite in each.cites:
        out.wrapped(f"{cite}  {bench.says(cite)}", "  ", "      ")
    out.heading("Why")
    for step in each.why:
        text = step.text
        if step.kind == "fact":
            text = fact_words(step, facts)
        elif step.kind == "arithmetic":
            text = arithmetic_words(step)
        elif step.kind == "rule":
            text = f"{step.text} ({', '.join(step.cites)}; {step.procedure})"
        out.wrapped(f"{step.kind:<11} {text}", "  ", "              ")
    _print_facts(told, each, out)


def _status(told: Replay, duty: Duty) -> str:
    if duty.status == "overdue":
        return f"overdue, {late_words(told.decision.as_of, duty)}"
    if duty.status == "open":
        return "open" + (", never counted as late" if duty.never_late else "")
    return how_closed(duty)


def _print_facts(told: Replay, each: Duty | Item, out: Out) -> None:
    rests = [told.facts[fact] for fact in _rests_on(each) if fact in told.facts]
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
