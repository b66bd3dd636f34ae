"""Proofs kept between runs: worked out anew where procedures, worked cases or code changed.

They are kept beside the procedures only where those are this repository's; else in the folder
`wayhome` of $XDG_CACHE_HOME, and nowhere where that is not set.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import wayhome
from wayhome.packs.proving import Proof, Tried, prove_all
from wayhome.packs.workbench import Workbench

FOLDER = ".wayhome-cache"


def proofs(
    bench: Workbench, keys: Sequence[str], modes: Sequence[str], keep: bool = True
) -> Mapping[str, list[Proof]]:
    """The proofs of these procedures, from the cache where nothing that they rest on changed."""
    folder = folder_for(bench.library.root) if keep else None
    if folder is None:
        return prove_all(bench, keys, modes)
    path = folder / f"proofs-{_digest(bench, keys, modes)}.json"
    found = _read(path)
    if found is None:
        found = dict(prove_all(bench, keys, modes))
        _write(path, found)
    return found


def folder_for(procedures: Path) -> Path | None:
    """Where proofs about these procedures are kept; None where they are not."""
    repository = Path(wayhome.__file__).resolve().parents[2]
    if procedures == repository / "procedures":
        return repository / FOLDER
    said = os.environ.get("XDG_CACHE_HOME", "")
    return Path(said) / "wayhome" if Path(said).is_absolute() else None


def _digest(bench: Workbench, keys: Sequence[str], modes: Sequence[str]) -> str:
    digest = hashlib.sha256(repr((wayhome.__version__, sorted(keys), sorted(modes))).encode())
    for path in _sources(bench):
        digest.update(path.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def _sources(bench: Workbench) -> Iterator[Path]:
    code = Path(wayhome.__file__).resolve().parent
    yield from sorted(bench.library.root.rglob("*.yaml"))
    yield from sorted((code / "engine").glob("*.py"))
    yield from sorted((code / "packs").glob("*.py"))
    if bench.encoding_path is not None:
        yield bench.encoding_path
        yield from bench.vignette_files()


def _read(path: Path) -> dict[str, list[Proof]] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            key: [
                Proof(
                    each["clause"],
                    tuple(Tried(change, noticed) for change, noticed in each["tried"]),
                    tuple(each["cited_by"]),
                )
                for each in listed
            ]
            for key, listed in content.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(path: Path, worked_out: Mapping[str, list[Proof]]) -> None:
    """Writes the cache; a folder that cannot be written to is no reason to fail."""
    content = {
        key: [
            {
                "clause": each.clause,
                "tried": [[tried.change, tried.noticed_by] for tried in each.tried],
                "cited_by": list(each.cited_by),
            }
            for each in listed
        ]
        for key, listed in worked_out.items()
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        for old in path.parent.glob("proofs-*.json"):
            old.unlink(missing_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(path)
    except OSError:
        return
