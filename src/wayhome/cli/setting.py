"""What every command starts from: which procedures, which encoding, which case."""

from __future__ import annotations

import os
import re
from argparse import Namespace
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from wayhome import clock
from wayhome.cli.terms import UsageError, complain
from wayhome.packs import london
from wayhome.packs.casefile import Case, CaseError
from wayhome.packs.library import pack_folders
from wayhome.packs.problems import suggest
from wayhome.packs.workbench import Workbench

_SHOWN = 5  # problems told before the rest is only counted
_YEARS = range(1900, 2200)


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
    """The procedures, compiled.

    Raises UsageError where folder or encoding cannot be used, or where anything that the command
    rests on could not be read: a rule left out in silence is a duty that nobody is told of. Only
    `check` goes on, which is there to tell what is wrong, and commands on one case, which must
    call `must_be_whole` once they know the procedures in use.
    """
    named = getattr(args, "encoding", None)
    encoding = Path(named) if named else None
    if encoding is not None and not encoding.is_file():
        raise UsageError(f"there is no encoding at {named}")
    try:
        bench = Workbench.load(procedures_folder(args.procedures), encoding)
    except CaseError as error:
        raise UsageError("the encoding cannot be read: " + "; ".join(error.problems)) from error
    if getattr(args, "unsound_is_told", False):
        for key, why in bench.broken.items():
            complain(f"the procedure {key} cannot be used: {why}")
        return bench
    if hasattr(args, "case_file"):
        must_be_whole(bench, ())
        return bench
    said = getattr(args, "procedure", None) or ()
    chosen = {said} if isinstance(said, str) else set(said)
    here = {folder.name for folder in pack_folders(bench.library.root)}
    must_be_whole(bench, chosen if chosen and chosen <= here else None)
    return bench


def must_be_whole(bench: Workbench, keys: Collection[str] | None) -> None:
    """Raises UsageError where the vocabulary or one of these procedures (None: any) has a problem.

    A problem in the reading of a file means that something in it was left out.
    """
    root = bench.library.root
    others = {folder.name for folder in pack_folders(root)} - set(keys or ())
    left_out = tuple(f"{root.name}/{key}/" for key in others) if keys is not None else ()
    told = [
        f"{problem.file}:{problem.line} {problem.message}"
        for problem in bench.library.problems
        if not problem.file.startswith(left_out)
    ]
    told += [
        f"{root.name}/{key}: {why}"
        for key, why in bench.broken.items()
        if keys is None or key in keys
    ]
    if told:
        more = [f"... and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
        listed = "\n  ".join([*told[:_SHOWN], *more])
        raise UsageError(f"the rules cannot be read: {listed}\n  run `wayhome check`")


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
    own_key = r"""^[ \t]*(?:\{[ \t]*)?["']?vignettes["']?[ \t]*:"""
    return re.search(own_key, text, re.MULTILINE) is not None


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
    year = re.match(r"(\d{4})-\d\d-\d\d[ T]\d", written)
    if year and int(year[1]) not in _YEARS:
        raise UsageError(
            f"{flag} should be a time in the years {_YEARS[0]} to {_YEARS[-1]}, not `{written}`"
        )
    instant = london.read_instant(written)
    if instant is None:
        raise UsageError(f"{flag} should be a time such as '2030-05-14 19:00', not `{written}`")
    return instant
