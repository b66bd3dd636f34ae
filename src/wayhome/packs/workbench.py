"""Procedures ready to be asked: read, compiled once, with the worked cases that prove them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wayhome.engine import CompiledPack, compile_pack, decide
from wayhome.engine.conditions import UnknownNameError
from wayhome.engine.decision import Decision
from wayhome.engine.safety import TREAT_AS_MISSING
from wayhome.packs.casefile import Case, CaseError, read_cases
from wayhome.packs.encoding import Encoding, find_encoding, read_encoding, read_vignettes
from wayhome.packs.examples import run_cases
from wayhome.packs.judged import Names, Result
from wayhome.packs.library import Library, load_all


@dataclass(slots=True)
class Workbench:
    """A library with its compiled packs. `broken` tells why a pack could not be compiled."""

    library: Library
    compiled: dict[str, CompiledPack]
    encoding: Encoding = field(default_factory=Encoding)
    encoding_path: Path | None = None
    broken: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path, encoding_path: Path | None = None) -> Workbench:
        """Reads and compiles the procedures under `root`.

        The encoding is looked for beside the procedures where none is named. Raises CaseError
        where the encoding cannot be read; what is wrong in procedures stands in the library.
        """
        library = load_all(root)
        path = encoding_path or find_encoding(root.resolve())
        encoding = Encoding() if path is None else read_encoding(path)
        compiled: dict[str, CompiledPack] = {}
        broken: dict[str, str] = {}
        for key, pack in library.packs.items():
            try:
                compiled[key] = compile_pack(pack, library.vocabulary)
            except (UnknownNameError, ValueError, KeyError) as error:
                broken[key] = str(error)
        return cls(library, compiled, encoding, path, broken)

    @property
    def names(self) -> Names:
        """What the judge must know besides a decision."""
        return Names(
            findings=self.encoding.findings,
            procedure_of={
                clause: key for key, pack in self.library.packs.items() for clause in pack.clauses
            },
            procedures=frozenset(self.compiled),
            items=frozenset(
                {rule.name for pack in self.library.packs.values() for rule in pack.rules}
                | set(self.library.vocabulary.duties)
                | {TREAT_AS_MISSING, "missing_since"}
            ),
        )

    def decide(self, case: Case, at: datetime, known_at: datetime | None = None) -> Decision:
        """What stands in a case at a moment, under those of its procedures that are here.

        Raises ValueError where none of them is here.
        """
        packs = [self.compiled[key] for key in case.procedures if key in self.compiled]
        return decide(packs, case.facts, at, known_at)

    def cases(self, path: Path, procedures: Sequence[str] = (), shown_as: str = "") -> list[Case]:
        """The cases of a case file; see `read_cases`."""
        return read_cases(path, self.library.vocabulary, procedures, shown_as)

    def vignettes(self, path: Path, shown_as: str = "") -> list[Case]:
        """The vignettes of a file, through the encoding."""
        return read_vignettes(path, self.library.vocabulary, self.encoding, shown_as or path.name)

    def examples(self, key: str) -> tuple[list[Case], list[str]]:
        """The worked cases of one procedure, and what is wrong with those that cannot be used."""
        cases: list[Case] = []
        wrong: list[str] = []
        root = self.library.root
        for path in self.library.loaded[key].example_files:
            try:
                cases += self.cases(path, (key,), path.relative_to(root.parent).as_posix())
            except CaseError as error:
                wrong += error.problems
        return cases, wrong

    def vignette_files(self) -> list[Path]:
        """The vignettes that lie beside the encoding."""
        if self.encoding_path is None:
            return []
        folder = self.encoding_path.parent
        return sorted(p for p in folder.glob("*.yaml") if p != self.encoding_path)

    def run(self, cases: Iterable[Case]) -> list[Result]:
        """Every check of these cases, judged."""
        return run_cases(cases, self.decide, self.names)

    def local_name(self, role: str, procedures: Iterable[str]) -> str:
        """What a role is called here: the first procedure's local name, else the plain word."""
        for key in procedures:
            pack = self.library.packs.get(key)
            if pack is not None and role in pack.local_roles:
                return pack.local_roles[role]
        return role.replace("_", " ")

    def says(self, clause: str) -> str:
        """A clause in our own words; empty where no procedure here has it."""
        for loaded in self.library.loaded.values():
            if clause in loaded.clauses:
                return loaded.clauses[clause].says
        return ""
