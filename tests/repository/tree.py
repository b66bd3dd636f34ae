"""The files of this repository, as the tests about the repository see them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
TESTS = ROOT / "tests"
PROCEDURES = ROOT / "procedures"

# Made by tools, never committed (.gitignore).
_MADE = {
    ".git",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
    ".hypothesis",
    "__pycache__",
    "dist",
    "node_modules",
}


def files(start: Path = ROOT) -> Iterator[Path]:
    """Every file that somebody wrote, in a fixed order."""
    for entry in sorted(start.iterdir()):
        if entry.name in _MADE or entry.name.startswith(".venv") or entry.suffix == ".egg-info":
            continue
        if entry.is_dir():
            yield from files(entry)
        elif entry.is_file():
            yield entry


def python_files(start: Path) -> list[Path]:
    return [path for path in files(start) if path.suffix in {".py", ".pyi"}]


def text_of(path: Path) -> str | None:
    """The text, or nothing where the file is no text."""
    data = path.read_bytes()
    if b"\0" in data:
        return None
    return data.decode("utf-8")


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def load_yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=loader)
