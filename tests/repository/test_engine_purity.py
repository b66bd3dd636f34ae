"""The engine imports the standard library and itself, and no door to the world."""

from pathlib import Path

import pytest

from tests.repository.purity import faults
from tests.repository.tree import SRC, python_files, shown

ENGINE = SRC / "wayhome" / "engine"


def _package(path: Path) -> str:
    """The package that relative imports in this file start from."""
    return ".".join(path.relative_to(SRC).parent.parts)


def test_the_engine_is_pure() -> None:
    modules = python_files(ENGINE)
    assert modules, "no engine found"
    found = {
        shown(path): wrong
        for path in modules
        if (wrong := faults(path.read_text(encoding="utf-8"), _package(path), "wayhome.engine"))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import yaml", "imports yaml, which is not the standard library"),
        ("from msgspec import Struct", "imports msgspec, which is not the standard library"),
        ("import wayhome.clock", "imports wayhome.clock, which is not the standard library"),
        ("from wayhome import clock", "imports wayhome, which is not the standard library"),
        ("from .. import clock", "imports wayhome, which is not the standard library"),
        ("from ..packs import load", "imports wayhome.packs, which is not the standard library"),
        ("import wayhome.engineering", "imports wayhome.engineering"),
        ("def f():\n    import django", "line 2: imports django"),
        ("import os.path", "imports os.path, a door to the world"),
        ("from pathlib import Path", "imports pathlib, a door to the world"),
        ("import socket as s", "imports socket, a door to the world"),
        ("from time import monotonic", "imports time, a door to the world"),
        ("f = open('x')", "uses open"),
        ("g = open", "uses open"),
        ("__import__('yaml')", "uses __import__"),
        ("from datetime import datetime\nt = datetime.now()", "line 2: calls .now()"),
        ("p.read_text()", "calls .read_text()"),
    ],
)
def test_the_checker_sees(tmp_path: Path, source: str, said: str) -> None:
    package = tmp_path / "wayhome" / "engine"
    package.mkdir(parents=True)
    (package / "bad.py").write_text(source, encoding="utf-8")
    [module] = python_files(package)
    wrong = faults(module.read_text(encoding="utf-8"), "wayhome.engine", "wayhome.engine")
    assert any(said in line for line in wrong), wrong


def test_the_checker_lets_pass_what_is_pure() -> None:
    source = (
        "import datetime\nfrom zoneinfo import ZoneInfo\nfrom . import facts\n"
        "from .facts import Fact\nfrom wayhome.engine.rules import Rule\nimport bisect\n"
    )
    assert faults(source, "wayhome.engine", "wayhome.engine") == []
