"""The command `wayhome`: its subcommands, flags and exit codes.

Exit code 0: all is well. 1: something was found (a problem, a wrong answer, a survivor). 2: wrong
use, told in a sentence on the error stream.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import StringIO, TextIOWrapper
from typing import NoReturn

from wayhome import __version__
from wayhome.cli import checking, explaining, judging, proving, replaying
from wayhome.cli.terms import Out, UsageError, clean, complain

Command = Callable[[argparse.Namespace, Out], int]

_FOLDER = "the folder of procedures (default: $WAYHOME_PROCEDURES, else the repository's)"
_TIME = "London local time, as in '2030-05-14 19:00', or `now`"


class _Parser(argparse.ArgumentParser):
    """Tells wrong use without what a terminal would obey."""

    def error(self, message: str) -> NoReturn:
        super().error(clean(message))


def build_parser() -> argparse.ArgumentParser:
    """Every subcommand with its flags."""
    parser = _Parser(
        prog="wayhome",
        description="What is owed to a missing child, by whom, by when, under which clause.",
        epilog="Exit codes: 0 all is well, 1 something was found, 2 wrong use.",
    )
    parser.add_argument("--version", action="version", version=f"wayhome {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, run: Command, says: str) -> argparse.ArgumentParser:
        each = commands.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".")
        each.add_argument("--json", action="store_true", help="print JSON (docs/reference/json.md)")
        each.add_argument("--procedures", metavar="DIR", help=_FOLDER)
        each.set_defaults(run=run)
        return each

    told = add("check", checking.check, "tell whether the rules are sound and every example right")
    told.set_defaults(unsound_is_told=True)
    _add_replaying(add)
    _add_judging(add)
    _add_proving(add)
    return parser


def _add_replaying(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    replay = add("replay", replaying.replay, "tell what is owed in a case, soonest first")
    explain = add("explain", explaining.explain, "tell why a duty stands, is done or is not needed")
    for each in (replay, explain):
        each.add_argument("case_file", metavar="CASE", help="a case file, YAML or JSON")
    explain.add_argument(
        "duty",
        metavar="NAME",
        help="a duty's id or kind, a question, flag or finding by name, or a clause",
    )
    for each in (replay, explain):
        each.add_argument("--case", metavar="NAME", help="which case, where the file holds several")
        each.add_argument(
            "--procedure",
            action="extend",
            nargs="+",
            metavar="KEY",
            help="instead of those the case names",
        )
        each.add_argument("--as-of", metavar="T", help=f"what was owed then: {_TIME}")
        each.add_argument("--known-at", metavar="T", help="with what had been recorded by then")
        each.add_argument("--encoding", metavar="FILE", help=argparse.SUPPRESS)


def _add_judging(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    each = add("vignette", judging.vignette, "run worked cases as they lie and judge every answer")
    each.add_argument(
        "files", nargs="+", metavar="FILE", help="vignettes, or case files with checks"
    )
    each.add_argument("--encoding", metavar="FILE", help="how their words map to ours")
    each = add("examples", judging.examples, "run the worked examples of the procedures")
    each.add_argument("procedure", nargs="?", metavar="PROCEDURE")
    each = add(
        "changes",
        judging.changes,
        "run all examples and vignettes and tell each answer that is no longer right",
    )
    each.add_argument("procedure", nargs="*", metavar="PROCEDURE")
    each.add_argument("--encoding", metavar="FILE", help="how the vignettes' words map to ours")


def _add_proving(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    clauses = add(
        "clauses", proving.clauses, "list every clause: what carries it out and proves it"
    )
    mutate = add(
        "mutate",
        proving.mutate,
        "change what carries each clause out and tell the changes that nothing notices",
    )
    clauses.add_argument(
        "procedure", nargs="?", metavar="PROCEDURE", help="a procedure, or the id of one clause"
    )
    mutate.add_argument("procedure", nargs="?", metavar="PROCEDURE")
    for each in (clauses, mutate):
        each.add_argument("--no-cache", action="store_true", help="work every proof out anew")
        each.add_argument("--encoding", metavar="FILE", help="how the vignettes' words map to ours")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code.

    Never a traceback, whatever went wrong, and nothing on the output where it went wrong half way;
    WAYHOME_DEBUG=1 raises again what nobody expected.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = build_parser()
    try:
        args = parser.parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    try:
        code = _run(args)
    except UsageError as error:
        complain(str(error))
        return 2
    except BrokenPipeError:
        # Whoever read the output has enough; nothing more can be written, also not at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        complain("stopped")
        return 2
    except OSError as error:
        complain(f"{error.filename or 'a file'}: {error.strerror or error}")
        return 2
    except Exception as error:  # the last resort: told in a sentence, never passed over
        if os.environ.get("WAYHOME_DEBUG") == "1":
            raise
        complain(_unexpected(error))
        return 2
    return code


def _run(args: argparse.Namespace) -> int:
    """Runs the command; its output is written once it is whole."""
    out = Out.standard()
    whole = StringIO()
    code = int(args.run(args, Out(whole, out.colour)))
    out.stream.write(whole.getvalue())
    out.stream.flush()
    return code


def _unexpected(error: Exception) -> str:
    told = " ".join(str(error).split())[:200]
    what = {
        RecursionError: "something in a file is nested too deeply",
        OverflowError: "a time or a number is out of range",
    }.get(type(error), "something went wrong that nobody expected")
    said = f" ({type(error).__name__}{': ' if told else ''}{told})"
    return f"{what}{said}; nothing was worked out. WAYHOME_DEBUG=1 shows where"
