"""`mutate` and `clauses`: what carries each clause out, and what proves it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TypedDict

from wayhome.cli.cache import proofs
from wayhome.cli.setting import known_procedure, open_workbench
from wayhome.cli.terms import Out, plural
from wayhome.cli.words import plain_name
from wayhome.packs.clauses import MODES, Clause
from wayhome.packs.library import LoadedPack
from wayhome.packs.proving import MODES as PROVED_MODES
from wayhome.packs.proving import Proof
from wayhome.packs.workbench import Workbench


class Row(TypedDict):
    """One clause as JSON."""

    id: str
    mode: str
    level: str | None
    implemented_by: list[str]
    proved_by: list[str]
    says: str
    section: str
    step: str


class ClausesShape(TypedDict):
    """The clauses of one procedure as JSON."""

    totals: dict[str, dict[str, int]]
    clauses: list[Row]


def mutate(args: Namespace, out: Out) -> int:
    """Changes what carries each clause out and reports the changes that no worked case notices."""
    bench = open_workbench(args)
    keys = _keys(bench, args.procedure)
    found = proofs(bench, keys, PROVED_MODES, keep=not args.no_cache)
    survives = any(not proof.proved for listed in found.values() for proof in listed)
    if args.json:
        out.json({"procedures": {key: _mutate_shape(listed) for key, listed in found.items()}})
        return 1 if survives else 0
    for key, listed in found.items():
        proved = sum(proof.proved for proof in listed)
        tried = sum(len(proof.tried) for proof in listed)
        left = sum(len(proof.survivors) for proof in listed)
        out.heading(
            f"{key}: {proved} of {plural(len(listed), 'clause')} proved; "
            f"{plural(tried, 'change')}, {left} unnoticed"
        )
        for proof in listed:
            _print(proof, out)
    return 1 if survives else 0


def _print(proof: Proof, out: Out) -> None:
    if proof.proved:
        return
    if not proof.tried:
        out.wrapped(f"{proof.clause}: no rule, checklist or setting cites it", "  ", "      ")
        return
    noticed = len(proof.tried) - len(proof.survivors)
    cited = f"cited by {plural(len(proof.cited_by), 'case')}" if proof.cited_by else "cited by none"
    out.wrapped(f"{proof.clause}: {noticed} of {len(proof.tried)} noticed, {cited}", "  ", "      ")
    for change in proof.survivors:
        out.wrapped(f"unnoticed: {change}", "      ", "          ")


def _mutate_shape(listed: list[Proof]) -> dict[str, object]:
    return {
        "totals": {
            "clauses": len(listed),
            "proved": sum(proof.proved for proof in listed),
            "mutations": sum(len(proof.tried) for proof in listed),
            "survivors": sum(len(proof.survivors) for proof in listed),
        },
        "clauses": [
            {
                "id": proof.clause,
                "proved": proof.proved,
                "cited_by": list(proof.cited_by),
                "mutations": [
                    {"change": tried.change, "noticed_by": tried.noticed_by or None}
                    for tried in proof.tried
                ],
                "survivors": list(proof.survivors),
            }
            for proof in listed
        ],
    }


def clauses(args: Namespace, out: Out) -> int:
    """Lists every clause of a procedure, or of all: where it is carried out, and what proves it."""
    bench = open_workbench(args)
    wanted = args.procedure
    for key, loaded in bench.library.loaded.items():
        if wanted in loaded.clauses and wanted not in bench.compiled:
            return _one_clause(bench, key, loaded.clauses[wanted], args, out)
    keys = _keys(bench, wanted)
    found = proofs(bench, keys, PROVED_MODES, keep=not args.no_cache)
    shape = {key: clauses_shape(bench.library.loaded[key], found[key]) for key in keys}
    if args.json:
        out.json({"procedures": shape})
        return 0
    for key in keys:
        _print_clauses(bench, key, shape[key], out)
    return 0


def _one_clause(bench: Workbench, key: str, clause: Clause, args: Namespace, out: Out) -> int:
    """One clause: its words, what carries it out and where that stands, what proves it."""
    loaded = bench.library.loaded[key]
    listed = proofs(bench, [key], PROVED_MODES, keep=not args.no_cache)[key]
    shape = clauses_shape(loaded, listed, clause.id)
    if args.json:
        out.json({"procedures": {key: shape}})
        return 0
    (row,) = shape["clauses"]
    out.line(out.paint(f"{clause.id} ({clause.mode}, {plain_name(clause.step)})", "bold"))
    out.wrapped(clause.says, "  ")
    for item in clause.items:
        out.wrapped(f"- {item}", "  ", "    ")
    out.wrapped(
        f"{loaded.header.title}, section {clause.section}; {clause.file}:{clause.line}", "  "
    )
    out.heading("Carried out by")
    places = {f"rule:{rule.key}": rule.place for rule in loaded.pack.rules}
    places |= {f"checklist:{rule.key}": rule.place for rule in loaded.pack.rules}
    for each in row["implemented_by"]:
        out.wrapped(f"{each}  {places.get(each, '')}".rstrip(), "  ", "      ")
    if not row["implemented_by"]:
        out.line("  nothing")
    if clause.mode in PROVED_MODES:
        out.heading("Proved by")
        for case in row["proved_by"] or ["nothing: some change to it goes unnoticed"]:
            out.wrapped(case, "  ", "      ")
    return 0


def _keys(bench: Workbench, named: str | None) -> list[str]:
    return [known_procedure(bench, named)] if named else list(bench.compiled)


def implemented_by(loaded: LoadedPack, clause: str) -> list[str]:
    """What carries a clause out: rules, checklists and settings that cite it, places."""
    found = []
    for rule in loaded.rules_by_clause.get(clause, ()):
        if clause in rule.cites:
            found.append(f"rule:{rule.key}")
        if any(clause in item.cites for item in rule.checklist):
            found.append(f"checklist:{rule.key}")
    header = loaded.header
    found += [f"setting:{name}" for name, each in header.settings.items() if clause in each.cites]
    found += [f"contact:{each.key}" for each in header.contacts if clause in each.cites]
    found += loaded.places.get(clause, ())
    return list(dict.fromkeys(found))


def is_implemented(clause: Clause, by: Sequence[str]) -> bool:
    """Whether a clause is carried out; one that decides or tracks, by a rule or a setting."""
    if clause.mode in PROVED_MODES:
        return any(each.startswith(("rule:", "checklist:", "setting:")) for each in by)
    return bool(by)


def clauses_shape(loaded: LoadedPack, listed: list[Proof], only: str = "") -> ClausesShape:
    """The clauses of one procedure (or only one of them) as JSON."""
    proof_of = {proof.clause: proof for proof in listed}
    totals = {mode: {"clauses": 0, "implemented": 0, "proved": 0} for mode in MODES}
    rows = []
    for clause in loaded.clauses.values():
        if only and clause.id != only:
            continue
        implemented = implemented_by(loaded, clause.id)
        proof = proof_of.get(clause.id)
        proved_by = list(proof.cited_by) if proof is not None and proof.proved else []
        counts = totals[clause.mode]
        counts["clauses"] += 1
        counts["implemented"] += is_implemented(clause, implemented)
        counts["proved"] += bool(proved_by)
        rows.append(_row(clause, implemented, proved_by))
    return {"totals": totals, "clauses": rows}


def _row(clause: Clause, implemented: list[str], proved_by: list[str]) -> Row:
    return {
        "id": clause.id,
        "mode": clause.mode,
        "level": clause.level or None,
        "implemented_by": implemented,
        "proved_by": proved_by,
        "says": clause.says,
        "section": clause.section,
        "step": clause.step,
    }


def _print_clauses(bench: Workbench, key: str, shape: ClausesShape, out: Out) -> None:
    out.heading(f"{key}: {bench.library.loaded[key].header.title}")
    out.line("  mode      clauses  implemented   proved")
    for mode, counts in shape["totals"].items():
        proved = f"{counts['proved']:8}" if mode in PROVED_MODES else "       -"
        out.line(f"  {mode:<8}{counts['clauses']:9}{counts['implemented']:13}{proved}")
    out.line()
    for row in shape["clauses"]:
        where = ", ".join(row["implemented_by"]) or out.paint("NOWHERE", "red")
        proof = ""
        if row["mode"] in PROVED_MODES:
            proof = "; proved" if row["proved_by"] else "; not proved"
        out.wrapped(f"{row['id']} ({row['mode']}): {where}{proof}", "  ", "      ")
