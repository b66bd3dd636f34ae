"""What is wrong in the procedures, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from wayhome.packs.node import Node


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, told to the person who wrote the file.

    `code` is a short fixed word for the kind of wrongness (`unknown-fact`, `no-owner` ...), for
    tests and filters; `message` says what is wrong, `advice` what to write instead.
    """

    file: str
    line: int
    code: str
    message: str
    advice: str = ""

    def __str__(self) -> str:
        """The whole message on one line, the place last."""
        text = f"{self.message}; {self.advice}" if self.advice else self.message
        return f"{text} ({self.file}:{self.line})"


def suggest(name: str, known: Iterable[str]) -> str:
    """Advice for a name that is not known: the nearest one that is, or a few that are."""
    names = sorted(set(known))
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    if not names:
        return "none is defined"
    if len(names) <= 12:
        return "known: " + ", ".join(names)
    return ""


@dataclass(slots=True)
class Problems:
    """The problems found so far. `label` (a clause or a rule) begins each message."""

    found: list[Problem] = field(default_factory=list)
    label: str = ""

    def add(self, at: Node, code: str, message: str, advice: str = "") -> None:
        """Notes a problem at a node; the same one is noted once."""
        self.add_at(at.file, at.line, code, message, advice)

    def add_at(self, file: str, line: int, code: str, message: str, advice: str = "") -> None:
        """Notes a problem at a file and line."""
        full = f"{self.label}: {message}" if self.label else message
        problem = Problem(file, line, code, full, advice)
        if problem not in self.found:
            self.found.append(problem)

    def unknown(self, at: Node, what: str, name: str, known: Iterable[str], hint: str = "") -> None:
        """Notes a name that is not known, with the nearest one that is.

        `what` is the sort of thing and, after " of " or " in ", where it belongs.
        """
        advice = suggest(name, known) or hint
        sort, between, where = next(
            (parts for sep in (" in ", " of ") if (parts := what.partition(sep))[1]), (what, "", "")
        )
        message = f"unknown {sort} `{name}`{between}{where}"
        self.add(at, "unknown-" + sort.replace(" ", "-"), message, advice)
