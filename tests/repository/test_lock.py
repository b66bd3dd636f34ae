"""The lock: exact versions with hashes, and no address of any registry."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.repository.tree import ROOT

LOCKS = sorted(ROOT.glob("requirements*.txt"))
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==[^\s;]+(?: ; .+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement.strip())[0].lower().replace("_", "-")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _locked(name: str) -> dict[str, str]:
    pins = re.findall(
        r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
    )
    return {_name(package): version for package, version in pins}


def test_the_four_locks_are_there() -> None:
    assert [path.name for path in LOCKS] == [
        "requirements-bench.txt",
        "requirements-dev.txt",
        "requirements-engine-tests.txt",
        "requirements.txt",
    ]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert [line for line in text.splitlines() if line.startswith("-")] == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_package_has_one_version_and_a_hash(path: Path) -> None:
    lines = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.lstrip().startswith("#")
    ]
    assert [line for line in lines if not (_PIN.match(line) or _HASH.match(line))] == []
    after_pin = [
        following
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if _PIN.match(line)
    ]
    assert all(_HASH.match(line) for line in after_pin)


def test_the_locks_agree_with_each_other() -> None:
    dev = _locked("requirements-dev.txt")
    for path in LOCKS:
        for package, version in _locked(path.name).items():
            assert dev.get(package, version) == version, (path.name, package)


def test_every_declared_dependency_is_locked(project: dict[str, Any]) -> None:
    declared = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["project"]["dependencies"]
        + project["dependency-groups"]["dev"],
        "requirements-bench.txt": project["project"]["optional-dependencies"]["bench"],
        "requirements-engine-tests.txt": project["dependency-groups"]["engine-tests"],
    }
    for name, requirements in declared.items():
        assert {_name(one) for one in requirements} <= set(_locked(name)), name


def test_the_engines_tests_get_nothing_but_pytest_and_what_it_needs() -> None:
    assert set(_locked("requirements-engine-tests.txt")) == {
        "colorama",
        "iniconfig",
        "packaging",
        "pluggy",
        "pygments",
        "pytest",
    }


def test_every_dependency_has_its_reason_above_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    part = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    lines = part.splitlines()
    without = [
        line.strip()
        for before, line in zip(["", *lines], lines, strict=False)
        if line.startswith('    "') and not before.startswith("    #")
    ]
    # The last group says its reason above the group.
    assert without == ['"pytest>=8.3",']
