"""Printing: width, colour where somebody reads it on a terminal, JSON where a program does."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from dataclasses import dataclass
from typing import TextIO

WIDTH = 100
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34"}


class UsageError(Exception):
    """Wrong use of the command line: told in a sentence on the error stream, exit code 2."""


@dataclass(slots=True)
class Out:
    """Where a command prints to."""

    stream: TextIO
    colour: bool = False

    @classmethod
    def standard(cls) -> Out:
        """Standard output; coloured only on a terminal, and not where NO_COLOR is set."""
        wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        return cls(sys.stdout, wanted and os.environ.get("TERM") != "dumb")

    def line(self, text: str = "") -> None:
        """One line as it is."""
        print(text, file=self.stream)

    def wrapped(self, text: str, indent: str = "", hanging: str | None = None) -> None:
        """A paragraph in lines of at most 100 columns; `hanging` indents all but the first."""
        print(
            textwrap.fill(
                text,
                WIDTH,
                initial_indent=indent,
                subsequent_indent=indent if hanging is None else hanging,
                break_long_words=False,
                break_on_hyphens=False,
            ),
            file=self.stream,
        )

    def heading(self, text: str) -> None:
        """A heading with an empty line before it."""
        print(file=self.stream)
        print(self.paint(text, "bold"), file=self.stream)

    def paint(self, text: str, *styles: str) -> str:
        """The text in colour, where colour is wanted."""
        if not self.colour or not styles:
            return text
        return f"\033[{';'.join(_CODES[style] for style in styles)}m{text}\033[0m"

    def json(self, content: object) -> None:
        """The content as JSON."""
        print(json.dumps(content, indent=2, ensure_ascii=False), file=self.stream)


def complain(text: str) -> None:
    """A sentence on the error stream."""
    print(f"wayhome: {text}", file=sys.stderr)


def plural(count: int, one: str, many: str = "") -> str:
    """`1 rule`, `2 rules`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
