"""The contract on layers in pyproject.toml bites: tried out on a small copy of the layout."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.repository.tree import ROOT

BUILT = ["engine", "packs", "cli", "clock"]
PLANNED = ["forms", "access", "cases", "alerts", "reports", "web", "api", "site"]


def _contracts() -> str:
    """The import-linter part of pyproject.toml, word for word."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    start = text.index("[tool.importlinter]")
    end = re.search(r"^\[tool\.(?!importlinter)", text[start:], flags=re.MULTILINE)
    part = text[start : start + end.start()] if end else text[start:]
    tomllib.loads(part)
    return part


def _lint(folder: Path, modules: dict[str, str]) -> subprocess.CompletedProcess[str]:
    package = folder / "wayhome"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in [*BUILT, *PLANNED, "extra"]:
        if name in BUILT or name in modules:
            (package / f"{name}.py").write_text(modules.get(name, ""), encoding="utf-8")
    (folder / "pyproject.toml").write_text(_contracts(), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()",
         "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


def test_a_clean_tree_keeps_every_contract(tmp_path: Path) -> None:
    done = _lint(
        tmp_path,
        {
            "cli": "import wayhome.packs, wayhome.engine, wayhome.clock",
            "packs": "import wayhome.engine, yaml",
            "site": "import wayhome.web, wayhome.cli",
            "web": "import wayhome.cases",
            "cases": "import wayhome.access",
            "access": "",
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("engine", "import wayhome.packs"),
        ("engine", "import wayhome.clock"),
        ("engine", "import yaml"),
        ("engine", "import msgspec"),
        ("clock", "import wayhome.engine"),
        ("packs", "import wayhome.cli"),
        ("packs", "import wayhome.forms"),
        ("forms", "import wayhome.access"),
        ("access", "import wayhome.cases"),
        ("cases", "import wayhome.alerts"),
        ("alerts", "import wayhome.reports"),
        ("reports", "import wayhome.web"),
        ("web", "import wayhome.api"),
        ("api", "import wayhome.cli"),
        ("cli", "import wayhome.site"),
        ("extra", ""),
    ],
    ids=lambda part: part.replace("import ", "to ") or "undeclared",
)
def test_an_arrow_that_points_up_is_refused(tmp_path: Path, module: str, source: str) -> None:
    target = source.removeprefix("import wayhome.")
    done = _lint(tmp_path, {module: source, **({target: ""} if target in PLANNED else {})})
    assert done.returncode != 0
    assert "1 broken" in done.stdout or "2 broken" in done.stdout, done.stdout + done.stderr
