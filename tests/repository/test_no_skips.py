"""A check that may be skipped will be: nothing here is skipped, expected to fail or left out."""

import ast
import re
import tomllib

import pytest

from tests.repository.tree import ROOT, TESTS, files, python_files, shown

WAYS_OUT = {
    "skip", "skipif", "skip_if", "xfail", "importorskip", "skipTest", "SkipTest", "skipUnless",
    "skipIf", "expectedFailure", "collect_ignore", "collect_ignore_glob", "pytest_ignore_collect",
    "pytest_deselected", "pytest_collection_modifyitems",
}  # fmt: skip
OPTIONS_OUT = ("--deselect", "--ignore", "-k", "-m", "--runxfail", "--maxfail", "-x", "--lf")


def ways_out(source: str) -> list[str]:
    """Each use of a name that keeps a test from running, with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.Name):
            names = [node.id]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [node.name]
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr":
            names = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        line = getattr(node, "lineno", 0)
        found += [f"line {line}: {name}" for name in names if name in WAYS_OUT]
        if isinstance(node, ast.Assign) and any(
            getattr(target, "id", "") == "__test__" for target in node.targets
        ):
            found.append(f"line {line}: __test__")
    return found


def test_nothing_is_skipped() -> None:
    found = {
        shown(path): ways
        for path in python_files(TESTS)
        if (ways := ways_out(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_the_configuration_leaves_nothing_out() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = project["tool"]["pytest"]["ini_options"]
    assert options["testpaths"] == ["tests"]
    assert [word for word in options["addopts"] if word.startswith(OPTIONS_OUT)] == []
    assert {"norecursedirs", "python_files", "python_functions", "python_classes"} & set(
        options
    ) == set()
    other = {"pytest.ini", "tox.ini", "setup.cfg", ".pytest.ini", "pytest.toml"}
    assert [shown(path) for path in files() if path.name in other] == []


@pytest.mark.parametrize("makefile", ["Makefile", ".ci/run"])
def test_the_commands_leave_nothing_out(makefile: str) -> None:
    words = (ROOT / makefile).read_text(encoding="utf-8").replace("python -m ", "").split()
    # `-` before a recipe line would ignore its failure.
    assert [word for word in words if word.startswith(("--deselect", "--ignore", "-k"))] == []
    lines = (ROOT / makefile).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.match(r"\t@?-[^-]", line)] == []


def test_every_file_of_tests_is_found_by_its_name() -> None:
    """A file with tests in it that pytest does not collect is a test that never runs."""
    unseen = [
        shown(path)
        for path in python_files(TESTS)
        if not path.name.startswith("test_")
        and any(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert unseen == []


@pytest.mark.parametrize(
    "source",
    [
        "@pytest.mark.skip\ndef test_a(): ...",
        "@pytest.mark.skipif(True, reason='x')\ndef test_a(): ...",
        "@mark.xfail(strict=True)\ndef test_a(): ...",
        "pytest.skip('later')",
        "from pytest import skip",
        "pytest.importorskip('yaml')",
        "pytest.param(1, marks=pytest.mark.xfail)",
        "class T(unittest.TestCase):\n    def test(self):\n        self.skipTest('no')",
        "collect_ignore = ['test_a.py']",
        "def pytest_collection_modifyitems(items): items.clear()",
        "getattr(pytest, 'skip')()",
        "class TestA:\n    __test__ = False",
    ],
)
def test_the_checker_sees(source: str) -> None:
    assert ways_out(source)


def test_the_checker_lets_pass() -> None:
    source = (
        "def test_a(weekend):\n    'skip weekends, xfail nothing'\n    assert skipping(weekend)\n"
    )
    assert ways_out(source) == []
