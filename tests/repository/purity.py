"""Finds what a pure module must not have: imports from outside, and doors to the world."""

import ast
import sys
from collections.abc import Iterator

# The part of the standard library that reads or changes the world, or knows the time.
FORBIDDEN_STDLIB = {
    "asyncio", "builtins", "concurrent", "ctypes", "fileinput", "ftplib",
    "getpass", "glob", "http", "importlib", "io", "locale", "logging", "mmap", "multiprocessing",
    "os", "pathlib", "pickle", "platform", "pty", "random", "runpy", "secrets", "select", "shelve",
    "shutil", "signal", "smtplib", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "sys",
    "tempfile", "threading", "time", "tkinter", "urllib", "uuid", "webbrowser",
}  # fmt: skip
FORBIDDEN_CALLS = {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint"}
FORBIDDEN_METHODS = {"now", "utcnow", "today", "read_text", "write_text", "read_bytes"}


def _imports(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                yield node.lineno, ".".join([*above, *([node.module] if node.module else [])])
            else:
                yield node.lineno, node.module or ""


def _calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in FORBIDDEN_CALLS:
            yield node.lineno, f"uses {node.id}"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in FORBIDDEN_METHODS
        ):
            yield node.lineno, f"calls .{node.func.attr}()"


def faults(source: str, package: str, allowed: str) -> list[str]:
    """What is wrong with a module of `package`: `allowed` is all it may import from outside."""
    tree = ast.parse(source)
    found: list[tuple[int, str]] = []
    for line, name in _imports(tree, package):
        top = name.split(".")[0]
        if name == allowed or name.startswith(f"{allowed}."):
            continue
        if top not in sys.stdlib_module_names:
            found.append((line, f"imports {name}, which is not the standard library"))
        elif top in FORBIDDEN_STDLIB:
            found.append((line, f"imports {name}, a door to the world"))
    found += _calls(tree)
    return [f"line {line}: {words}" for line, words in sorted(found)]
