"""What every command starts from: which procedures, which encoding, which case."""

from __future__ import annotations

import os
import re
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from wayhome import clock
from wayhome.cli.terms import UsageError, complain
from wayhome.packs import london
from wayhome.packs.casefile import Case, CaseError
from wayhome.packs.problems import suggest
from wayhome.packs.workbench import Workbench


def procedures_folder(named: str | None) -> Path:
    """The folder of procedures: as named, else $WAYHOME_PROCEDURES, else the repository's.

    Raises UsageError where it is not there.
    """
    said = named or os.environ.get("WAYHOME_PROCEDURES")
    if said:
        path = Path(said)
        if not path.is_dir():
            raise UsageError(f"there is no folder of procedures at {said}")
        return path
    here = Path.cwd()
    for folder in (here, *here.parents, *Path(__file__).resolve().parents):
        path = folder / "procedures"
        if (path / "facts.yaml").is_file():
            return path
    raise UsageError(
        "found no folder `procedures` here or above; name one with --procedures DIR "
        "or in WAYHOME_PROCEDURES"
    )


def open_workbench(args: Namespace) -> Workbench:
    """The procedures, compiled. Raises UsageError where folder or encoding cannot be used."""
    named = getattr(args, "encoding", None)
    encoding = Path(named) if named else None
    if encoding is not None and not encoding.is_file():
        raise UsageError(f"there is no encoding at {named}")
    try:
        bench = Workbench.load(procedures_folder(args.procedures), encoding)
    except CaseError as error:
        raise UsageError("the encoding cannot be read: " + "; ".join(error.problems)) from error
    for key, why in bench.broken.items():
        complain(f"the procedure {key} cannot be used: {why}; `wayhome check` tells more")
    return bench


def known_procedure(bench: Workbench, key: str) -> str:
    """The key itself; raises UsageError where no such procedure is here."""
    if key not in bench.compiled:
        advice = suggest(key, bench.compiled)
        raise UsageError(f"unknown procedure `{key}`" + (f"; {advice}" if advice else ""))
    return key


def existing(name: str) -> Path:
    """A file that must be there; raises UsageError where it is not."""
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"there is no file {name}")
    return path


def read_case_file(bench: Workbench, name: str) -> list[Case]:
    """The cases of a file; vignettes are read through the encoding.

    Raises UsageError with every sentence about what is wrong in it.
    """
    path = existing(name)
    try:
        if is_vignettes(path):
            cases = bench.vignettes(path, name)
            for case in cases:
                for message in case.unmapped:
                    complain(f"left out, as no word of ours is known for it: {message}")
            return cases
        return bench.cases(path, own_procedure(bench, path), name)
    except CaseError as error:
        raise UsageError("the case file is refused\n  " + "\n  ".join(error.problems)) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is no text file in UTF-8") from error


def own_procedure(bench: Workbench, path: Path) -> tuple[str, ...]:
    """The procedure that a worked example belongs to by its place; none for any other file."""
    folder = path.resolve().parent
    if folder.name == "examples" and folder.parent.parent == bench.library.root:
        return (folder.parent.name,)
    return ()


def is_vignettes(path: Path) -> bool:
    """Whether a file holds vignettes: told by its one key."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return re.search(r"""^\s*\{?\s*["']?vignettes["']?\s*:""", text, re.MULTILINE) is not None


def one_case(cases: Sequence[Case], name: str, wanted: str | None) -> Case:
    """The case that is meant; raises UsageError where that is not clear."""
    if wanted:
        for case in cases:
            if wanted in (case.name, case.title):
                return case
        raise UsageError(
            f"{name} has no case `{wanted}`; {suggest(wanted, [c.name for c in cases])}"
        )
    if len(cases) == 1:
        return cases[0]
    if not cases:
        raise UsageError(f"{name} holds no case")
    listed = "\n  ".join(case.name for case in cases)
    raise UsageError(f"{name} holds {len(cases)} cases; choose one with --case NAME:\n  {listed}")


def moment(written: str | None, flag: str) -> datetime | None:
    """A time given on the command line, London local time; `now` is this moment.

    Raises UsageError where it is no time.
    """
    if written is None:
        return None
    if written == "now":
        return clock.now()
    instant = london.read_instant(written)
    if instant is None:
        raise UsageError(f"{flag} should be a time such as '2030-05-14 19:00', not `{written}`")
    return instant
