"""Which clauses are proved: every change to what carries them out is noticed by a worked case.

A change is noticed when an expectation (or a `not`) that cites the clause was right and is wrong
with the change. For the grades that may be offered, which no expectation cites, the checks'
`police_grade_allowed` stands in.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from wayhome.engine import CompiledPack, compile_pack, decide
from wayhome.engine.compiled import compile_rule
from wayhome.engine.decision import Decision
from wayhome.packs.casechecks import Check
from wayhome.packs.casefile import Case
from wayhome.packs.excluded import absent
from wayhome.packs.expected import met
from wayhome.packs.judged import Names, Told, current_subject
from wayhome.packs.mutate import Mutation, mutations
from wayhome.packs.workbench import Workbench

# Roles that no rule is likely to name as the one who owes something, for the swap of owners.
OTHERS = ("performance_analyst", "board", "iro", "designated_nurse")
MODES = ("decide", "track")
Look = Callable[[Decision], Told]


@dataclass(frozen=True, slots=True)
class Tried:
    """One mutation and the case that noticed it first; none: it survives."""

    change: str
    noticed_by: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of the mutations of one clause, and every case that cites it and is right."""

    clause: str
    tried: tuple[Tried, ...]
    cited_by: tuple[str, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether there was something to change and every change was noticed."""
        return bool(self.tried) and all(each.noticed_by for each in self.tried)

    @property
    def survivors(self) -> tuple[str, ...]:
        """The changes that nobody noticed."""
        return tuple(each.change for each in self.tried if not each.noticed_by)


@dataclass(frozen=True, slots=True)
class _Witness:
    """One judged item of one check, right as things are."""

    case: int
    check: int
    look: Look


@dataclass(slots=True)
class Prover:
    """The worked cases, judged once as things are, and who cites what."""

    bench: Workbench
    cases: list[Case]
    witnesses: dict[str, list[_Witness]]
    grades: list[_Witness]

    @classmethod
    def of(cls, bench: Workbench, cases: Iterable[Case]) -> Prover:
        """Judges every case whose procedures are all here."""
        listed = [c for c in cases if c.procedures and set(c.procedures) <= set(bench.compiled)]
        prover = cls(bench, listed, {}, [])
        names = bench.names
        for number, case in enumerate(listed):
            for at, check in enumerate(case.checks):
                prover._note(
                    number, at, check, bench.decide(case, check.as_of, check.known_at), names
                )
        return prover

    def _note(self, number: int, at: int, check: Check, decision: Decision, names: Names) -> None:
        looks: list[tuple[frozenset[str], Look]] = [
            (wanted.cites, partial(_met, wanted=wanted)) for wanted in check.expect
        ]
        looks += [
            (unwanted.cites, partial(_absent, unwanted=unwanted, names=names))
            for unwanted in check.excluded
        ]
        for cites, look in looks:
            if look(decision).right:
                witness = _Witness(number, at, look)
                for cite in cites:
                    self.witnesses.setdefault(cite, []).append(witness)
        if check.police_grade_allowed is not None:
            graded = partial(_allowed, wanted=frozenset(check.police_grade_allowed))
            if graded(decision).right:
                self.grades.append(_Witness(number, at, graded))

    def prove(self, key: str, clause: str) -> Proof:
        """Tries every mutation of one clause of one procedure."""
        pack = self.bench.library.packs[key]
        header = self.bench.library.loaded[key].header
        settings = {name: setting.cites for name, setting in header.settings.items()}
        vocabulary = self.bench.library.vocabulary
        roles = [role for role in OTHERS if role in vocabulary.roles] or sorted(vocabulary.roles)
        witnesses = list(self.witnesses.get(clause, ()))
        if any(rule.form == "grades" and clause in rule.cites for rule in pack.rules):
            witnesses += [w for w in self.grades if key in self.cases[w.case].procedures]
        tried = tuple(
            Tried(mutation.change, self._notice(key, mutation, witnesses))
            for mutation in mutations(pack, clause, roles, settings)
        )
        cited_by = dict.fromkeys(self.name_of(w.case) for w in witnesses)
        return Proof(clause, tried, tuple(cited_by))

    def name_of(self, number: int) -> str:
        """How a case is named in a report."""
        case = self.cases[number]
        return f"{case.file}: {case.name}"

    def _notice(self, key: str, mutation: Mutation, witnesses: Sequence[_Witness]) -> str:
        mutated = recompiled(self.bench.compiled[key], mutation)
        decided: dict[tuple[int, int], Decision] = {}
        for witness in witnesses:
            case = self.cases[witness.case]
            place = (witness.case, witness.check)
            if place not in decided:
                check = case.checks[witness.check]
                packs = [
                    mutated if each == key else self.bench.compiled[each]
                    for each in case.procedures
                ]
                decided[place] = decide(packs, case.facts, check.as_of, check.known_at)
            if not witness.look(decided[place]).right:
                return self.name_of(witness.case)
        return ""


def _met(decision: Decision, wanted: object) -> Told:
    return met(decision, wanted)  # type: ignore[arg-type]


def _absent(decision: Decision, unwanted: object, names: Names) -> Told:
    return absent(decision, unwanted, names)  # type: ignore[arg-type]


def _allowed(decision: Decision, wanted: frozenset[str]) -> Told:
    subject = current_subject(decision)
    allowed = None if subject is None else subject.police_grade_allowed
    return Told(allowed is not None and frozenset(allowed) == wanted)


def recompiled(compiled: CompiledPack, mutation: Mutation) -> CompiledPack:
    """A compiled pack with a mutation; only what changed is compiled anew where that is enough."""
    pack = mutation.apply(compiled.pack)
    old = {rule.key: rule for rule in compiled.pack.rules}
    forms = {old[key].form for key in mutation.rules}
    if mutation.settings or "category" in forms:
        return compile_pack(pack, compiled.vocabulary)
    rules = {}
    for subject, listed in compiled.rules.items():
        kept = []
        for each in listed:
            new = mutation.rules.get(each.rule.key, each.rule)
            if new is each.rule:
                kept.append(each)
            elif new is not None:
                kept.append(compile_rule(new, pack))
        rules[subject] = tuple(kept)
    return replace(compiled, pack=pack, rules=rules)


def worked_cases(bench: Workbench) -> list[Case]:
    """Every example of every procedure, then the vignettes kept beside the encoding."""
    cases: list[Case] = []
    for key in bench.compiled:
        cases += bench.examples(key)[0]
    root = bench.library.root.parent.as_posix() + "/"
    for path in bench.vignette_files():
        cases += bench.vignettes(path, path.as_posix().removeprefix(root))
    return cases


_prover: Prover | None = None


def _prove_here(asked: tuple[str, str]) -> Proof:
    if _prover is None:
        raise RuntimeError("no worked cases have been judged in this process")
    return _prover.prove(*asked)


def prove_all(
    bench: Workbench, keys: Sequence[str], modes: Sequence[str] = MODES, processes: int = 2
) -> Mapping[str, list[Proof]]:
    """The proofs of every clause of these modes that rules carry out, by procedure."""
    global _prover  # noqa: PLW0603  (handed to the other processes by forking)
    _prover = Prover.of(bench, worked_cases(bench))
    asked = [
        (key, clause.id)
        for key in keys
        for clause in bench.library.loaded[key].clauses.values()
        if clause.mode in modes
    ]
    if processes > 1 and "fork" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            proofs = list(pool.map(_prove_here, asked, chunksize=8))
    else:
        proofs = [_prove_here(each) for each in asked]
    found: dict[str, list[Proof]] = {key: [] for key in keys}
    for (key, _), proof in zip(asked, proofs, strict=True):
        found[key].append(proof)
    return found
