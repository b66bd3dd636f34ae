"""Printing: width, colour where somebody reads it on a terminal, JSON where a program does."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
import textwrap
from dataclasses import dataclass
from typing import TextIO

WIDTH = 100
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34"}

# What a case file, a rule or a file's name may hold and a terminal would obey: control characters
# (C0, C1), those that turn the direction of text or break lines, invisible tags, lone surrogates.
_OBEYED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)
_FIRST_STYLE = 0xF0000 + secrets.randbelow(0xFF00)  # nobody who writes a file can know it
_STYLES = {name: chr(_FIRST_STYLE + number) for number, name in enumerate(_CODES)}
_PLAIN = chr(_FIRST_STYLE + len(_CODES))
_AS_CODES = {ord(_STYLES[name]): f"\033[{code}m" for name, code in _CODES.items()}
_AS_CODES[ord(_PLAIN)] = "\033[0m"


def clean(text: str) -> str:
    """The text with everything that a terminal would obey written out in visible characters."""
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


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
        """One line."""
        self._print(clean(text))

    def wrapped(self, text: str, indent: str = "", hanging: str | None = None) -> None:
        """A paragraph in lines of at most 100 columns; `hanging` indents all but the first."""
        self._print(
            textwrap.fill(
                clean(re.sub(r"[\t\r\n]+", " ", text)),
                WIDTH,
                initial_indent=clean(indent),
                subsequent_indent=clean(indent if hanging is None else hanging),
                break_long_words=False,
                break_on_hyphens=False,
            )
        )

    def heading(self, text: str) -> None:
        """A heading with an empty line before it."""
        self.line()
        self.line(self.paint(text, "bold"))

    def paint(self, text: str, *styles: str) -> str:
        """The text in colour, where colour is wanted."""
        if not self.colour or not styles:
            return text
        return f"{''.join(_STYLES[style] for style in styles)}{text}{_PLAIN}"

    def _print(self, text: str) -> None:
        print(text.translate(_AS_CODES) if self.colour else text, file=self.stream)

    def json(self, content: object) -> None:
        """The content as JSON; what a terminal would obey is escaped in it."""
        text = json.dumps(content, indent=2, ensure_ascii=False)
        print(_OBEYED.sub(_json_escape, text), file=self.stream)


def _json_escape(match: re.Match[str]) -> str:
    return "\n" if match[0] == "\n" else json.dumps(match[0])[1:-1]


def complain(text: str) -> None:
    """A sentence on the error stream; what follows its first line is indented."""
    first, *rest = text.split("\n")
    lines = [
        f"wayhome: {first}",
        *(line if line.startswith("  ") else f"  {line}" for line in rest),
    ]
    print("\n".join(map(clean, lines)), file=sys.stderr)


def plural(count: int, one: str, many: str = "") -> str:
    """`1 rule`, `2 rules`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
