"""How many tests there are, and the floor under that number.

`make floor` writes the floor: the highest number there has ever been, counting those removed.
"""

import os
import re
import subprocess
import sys

from tests.repository.tree import ROOT, TESTS

FLOOR_FILE = TESTS / "repository" / "test_count.txt"
_REMOVED = re.compile(r"^\s*[-*]?\s*Tests removed: (\d+) \(\S[^)]*\)", flags=re.MULTILINE)


def collected() -> int:
    """Every test that pytest finds, asked of a pytest of its own."""
    environment = {name: v for name, v in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = re.search(r"^(\d+) tests? collected", done.stdout, flags=re.MULTILINE)
    if done.returncode != 0 or said is None:
        raise RuntimeError(
            f"pytest could not collect the tests:\n{done.stdout[-4000:]}{done.stderr}"
        )
    return int(said.group(1))


def removed(changelog: str) -> int:
    """The sum of the changelog's lines `Tests removed: N (reason)`."""
    return sum(int(number) for number in _REMOVED.findall(changelog))


def verdict(*, count: int, floor: int, gone: int) -> str:
    """What is wrong with this number of tests, or nothing."""
    ever = count + gone
    if ever < floor:
        return (
            f"{floor - ever} fewer tests than there were. If they are rightly gone, add to "
            f"CHANGELOG.md: Tests removed: {floor - ever} (reason)"
        )
    if ever > floor * 1.1 + 10:
        return f"the floor {floor} lies far below the {ever} tests there are: run make floor"
    return ""


def _changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def measure() -> tuple[int, int, int]:
    floor = int(FLOOR_FILE.read_text(encoding="utf-8")) if FLOOR_FILE.exists() else 0
    return collected(), floor, removed(_changelog())


if __name__ == "__main__":
    number, floor_now, gone_now = measure()
    FLOOR_FILE.write_text(f"{max(floor_now, number + gone_now)}\n", encoding="utf-8")
    sys.stdout.write(FLOOR_FILE.read_text(encoding="utf-8"))
