"""Wrong packs: the right one with one thing changed, and the words its error must say.

A folder under `wrong/` has `expect.txt` and at least one of

- `procedures/...`: files laid over those of `right/procedures`;
- `changes.yaml`: `[{file, from, to}]`, each text found once and replaced, or
  `[{file, remove: true}]`.

`expect.txt` has one paragraph for each problem that must be told, and no other may be: the place
(`testshire/pack.yaml:7`, below `procedures/`), then words of the message, a line each.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
RIGHT = HERE / "right" / "procedures"
WRONG = HERE / "wrong"


@dataclass(frozen=True)
class Expected:
    place: str
    words: tuple[str, ...]


def cases() -> list[Path]:
    return sorted(path.parent for path in WRONG.glob("*/expect.txt"))


def expected(case: Path) -> list[Expected]:
    paragraphs = (case / "expect.txt").read_text(encoding="utf-8").strip().split("\n\n")
    found = []
    for paragraph in paragraphs:
        place, *words = paragraph.splitlines()
        found.append(Expected(place, tuple(words)))
    return found


def lay_out(case: Path | None, folder: Path) -> Path:
    """The procedures' folder of a case, written under `folder`."""
    root = folder / "procedures"
    shutil.copytree(RIGHT, root)
    if case is None:
        return root
    over = case / "procedures"
    if over.is_dir():
        shutil.copytree(over, root, dirs_exist_ok=True)
    changes = case / "changes.yaml"
    for change in yaml.safe_load(changes.read_text("utf-8")) if changes.is_file() else []:
        path = root / change["file"]
        if change.get("remove"):
            path.unlink()
            continue
        text = path.read_text(encoding="utf-8")
        assert text.count(change["from"]) == 1, f"{case.name}: {change['from']!r} is not there once"
        path.write_text(text.replace(change["from"], change["to"]), encoding="utf-8")
    return root
