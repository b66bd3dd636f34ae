"""`check`: whether the rules are sound, and every worked example right."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from wayhome.cli.judging import item_shape, run_examples
from wayhome.cli.setting import open_workbench
from wayhome.cli.terms import Out, plural
from wayhome.packs import london
from wayhome.packs.check import check as check_library
from wayhome.packs.check import hints
from wayhome.packs.judged import Result
from wayhome.packs.problems import Problem
from wayhome.packs.workbench import Workbench


def check(args: Namespace, out: Out) -> int:
    """Tells every problem of the procedures with file, line and advice."""
    bench = open_workbench(args)
    problems = check_library(bench.library)
    # The examples are run on what could be read whole; those that cannot be read are problems.
    results = [] if bench.library.problems else run_examples(bench, None)[0]
    bad = [result for result in results if result.verdict != "right"]
    if args.json:
        out.json(_shape(bench, problems, results, bad))
    else:
        _print(bench, problems, results, bad, out)
    return 1 if problems or bad else 0


def _shape(
    bench: Workbench, problems: Sequence[Problem], results: Sequence[Result], bad: Sequence[Result]
) -> dict[str, object]:
    return {
        "ok": not problems and not bad,
        "procedures": {
            key: {
                "title": loaded.header.title,
                "clauses": len(loaded.clauses),
                "rules": len(loaded.pack.rules),
                "digest": loaded.pack.digest,
            }
            for key, loaded in bench.library.loaded.items()
        },
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "code": problem.code,
                "message": problem.message,
                "advice": problem.advice or None,
            }
            for problem in problems
        ],
        "examples": {
            "right": len(results) - len(bad),
            "wrong": sum(result.verdict == "wrong" for result in bad),
            "unmapped": sum(result.verdict == "unmapped" for result in bad),
        },
        "items": [item_shape(result) for result in bad],
    }


def _print(
    bench: Workbench,
    problems: Sequence[Problem],
    results: Sequence[Result],
    bad: Sequence[Result],
    out: Out,
) -> None:
    for problem in problems:
        place = out.paint(f"{problem.file}:{problem.line}:", "bold")
        out.wrapped(f"{place} {problem.message}", "", "    ")
        if problem.advice:
            out.wrapped(problem.advice, "    ")
    for hint in () if bench.library.problems else hints(bench.library):
        place = out.paint(f"{hint.file}:{hint.line}:", "bold")
        out.wrapped(f"{place} hint: {hint.message}", "", "    ")
    for result in bad:
        at = "" if result.as_of is None else f" as of {london.show(result.as_of)}"
        cites = f" ({', '.join(result.cites)})" if result.cites else ""
        out.wrapped(f"{result.file}: {result.case}{at}: {result.label}{cites}", "", "    ")
        out.wrapped(f"expected: {result.expected}", "    ", "        ")
        out.wrapped(f"came:     {result.instead}", "    ", "        ")
    if problems or bad:
        out.line()
    if bench.library.problems:
        number = plural(len(problems), "problem")
        out.line(f"{number}; the rest was not looked at until these are mended")
        return
    for key, loaded in bench.library.loaded.items():
        clauses, rules = (
            plural(len(loaded.clauses), "clause"),
            plural(len(loaded.pack.rules), "rule"),
        )
        out.line(f"{key}: {clauses}, {rules}")
    wrong = plural(len(bad), "answer")
    told = f"{plural(len(problems), 'problem')}; worked examples: {plural(len(results), 'answer')}"
    out.line(f"{told}, {wrong} not right" if bad else f"{told}, all right")
