"""No trace of the place where a file was written, and no unfinished code."""

import ast
import re

import pytest

from tests.repository.tree import SRC, TESTS, files, python_files, shown, text_of

# Put together from parts, so that this file does not contain what it looks for.
_FOLDERS = "|".join(["work", "root", "home", "Users", "tmp", "opt", "mnt"])
_HOSTS = "|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.", "deb" + r"ian\.org/"])
PLACES = re.compile(
    rf"(?<![\w.<>)\]}}’*-])/(?:{_FOLDERS})/[\w.-]|\.\./" + rf"shared\b|{_HOSTS}", flags=re.ASCII
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK|NotImplementedError|TBD)\b|\bstub\b", re.I)


def _vignettes_as_they_came(name: str) -> bool:
    return name.startswith("tests/vignettes/") and name != "tests/vignettes/encoding.yaml"


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = {
        shown(path): seen
        for path in files()
        if not _vignettes_as_they_came(shown(path))
        and (text := text_of(path)) is not None
        and (seen := PLACES.findall(text))
    }
    assert found == {}


def test_no_code_is_unfinished() -> None:
    found = {
        shown(path): seen
        for path in files(SRC)
        if (text := text_of(path)) is not None and (seen := UNFINISHED.findall(text))
    }
    assert found == {}


def _empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    body = [
        node
        for node in function.body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not isinstance(node, ast.Pass)
    ]
    return not body


def empty_functions(source: str) -> list[str]:
    """Functions that do nothing; those that only declare (protocols, overloads) are meant to."""
    tree = ast.parse(source)
    declared: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(
            "Protocol" in ast.unparse(base) for base in node.bases
        ):
            declared |= set(ast.walk(node))
        if isinstance(node, ast.FunctionDef) and any(
            word in ast.unparse(decorator)
            for decorator in node.decorator_list
            for word in ("overload", "abstractmethod")
        ):
            declared.add(node)
    return [
        f"line {node.lineno}: {node.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node not in declared
        and _empty(node)
    ]


def test_no_function_of_the_code_is_empty() -> None:
    found = {
        shown(path): empty
        for path in python_files(SRC)
        if (empty := empty_functions(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_test_asks_nothing() -> None:
    found = {
        shown(path): empty
        for path in python_files(TESTS)
        if (empty := empty_functions(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    ["see " + "/" + "work/main", "'/" + "root/.cache'", "../" + "shared/x", "python" + "hosted"],
)
def test_the_checker_of_places_sees(text: str) -> None:
    assert PLACES.search(text)


@pytest.mark.parametrize(
    "text", ["care/home/school", "home/school/other", "work", "at home/", "from .."]
)
def test_the_checker_of_places_lets_pass(text: str) -> None:
    assert not PLACES.search(text)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("def f(): ...", 1),
        ("def f():\n    pass", 1),
        ("def f():\n    'Says much, does nothing.'", 1),
        ("def f():\n    return None", 0),
        ("class P(Protocol):\n    def f(self): ...", 0),
        ("@overload\ndef f(): ...", 0),
    ],
)
def test_the_checker_of_empty_functions(source: str, count: int) -> None:
    assert len(empty_functions(source)) == count
