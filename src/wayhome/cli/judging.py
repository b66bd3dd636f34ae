"""`vignette`, `examples` and `changes`: worked cases against the right answers."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from wayhome.cli.changed import ARGUED, argued_items, print_changes
from wayhome.cli.changed import is_argued as _is_in
from wayhome.cli.setting import (
    existing,
    is_vignettes,
    known_procedure,
    open_workbench,
    own_procedure,
)
from wayhome.cli.terms import Out, UsageError, plural
from wayhome.packs import london
from wayhome.packs.casefile import Case, CaseError, NoCaseFileError
from wayhome.packs.examples import totals
from wayhome.packs.judged import Result
from wayhome.packs.workbench import Workbench


def vignette(args: Namespace, out: Out) -> int:
    """Runs files of vignettes (or case files with checks) as they lie."""
    bench = open_workbench(args)
    results: list[Result] = []
    refused: list[str] = []
    for name in args.files:
        path = existing(name)
        try:
            if is_vignettes(path):
                cases = bench.vignettes(path, name)
            else:
                cases = bench.cases(path, own_procedure(bench, path), name)
        except (NoCaseFileError, UnicodeDecodeError) as error:
            raise UsageError(f"{name} cannot be run\n  {error}") from error
        except CaseError as error:
            refused += error.problems
            continue
        results += _run(bench, cases)
    return _report(results, args, out, [*args.files], refused)


def examples(args: Namespace, out: Out) -> int:
    """Runs the worked examples of one procedure, or of all."""
    bench = open_workbench(args)
    results, wrong = run_examples(bench, args.procedure)
    return _report(results, args, out, [], wrong)


def changes(args: Namespace, out: Out) -> int:
    """Runs every example and every other worked case kept here; tells what came out otherwise."""
    bench = open_workbench(args)
    keys = [known_procedure(bench, key) for key in args.procedure] or list(bench.compiled)
    results: list[Result] = []
    wrong: list[str] = []
    for key in keys:
        some, refused = run_examples(bench, key)
        results += some
        wrong += refused
    for path in kept_cases(bench):
        shown = _shown(bench, path.as_posix())
        try:
            cases = (
                bench.vignettes(path, shown) if is_vignettes(path) else bench.cases(path, (), shown)
            )
        except CaseError as error:
            wrong += error.problems
            continue
        results += _run(bench, [case for case in cases if _speaks_of(case, bench, args.procedure)])
    argued = argued_items(bench.library.root.parent / ARGUED)
    results = [
        result for result in results if result.verdict != "unmapped" and not _is_in(result, argued)
    ]
    if args.json:
        return _report(results, args, out, [], wrong)
    return print_changes(results, wrong, out)


def kept_cases(bench: Workbench) -> list[Path]:
    """The worked cases beside the procedures' own: vignettes, readings, those of the docs."""
    root = bench.library.root.parent
    found = [*root.glob("tests/readings/*.yaml"), *root.glob("docs/worked-case*.yaml")]
    return [*bench.vignette_files(), *sorted(found)]


def run_examples(bench: Workbench, key: str | None) -> tuple[list[Result], list[str]]:
    """The results of the examples of one procedure or of all, and what cannot be used."""
    keys = [known_procedure(bench, key)] if key else list(bench.compiled)
    results: list[Result] = []
    wrong: list[str] = []
    for each in keys:
        cases, problems = bench.examples(each)
        wrong += problems
        results += _run(bench, cases)
    return results, wrong


def _run(bench: Workbench, cases: Iterable[Case]) -> list[Result]:
    return bench.run(cases)


def _shown(bench: Workbench, path: str) -> str:
    root = bench.library.root.parent.as_posix() + "/"
    return path.removeprefix(root)


def _speaks_of(case: Case, bench: Workbench, keys: Sequence[str]) -> bool:
    if keys:
        return not set(keys).isdisjoint(case.procedures)
    return all(each in bench.compiled for each in case.procedures)


def _report(
    results: Sequence[Result],
    args: Namespace,
    out: Out,
    files: Sequence[str],
    wrong: Sequence[str] = (),
) -> int:
    counts = {name: {"right": 0, "wrong": 0, "unmapped": 0} for name in files}
    counts.update(totals(results))
    bad = [result for result in results if result.verdict != "right"]
    if args.json:
        listed = results if getattr(args, "all", True) else bad
        out.json(
            {
                "files": counts,
                "items": [item_shape(result) for result in listed],
                "refused": list(wrong),
            }
        )
        return 1 if bad or wrong else 0
    _print(counts, bad, wrong, out)
    return 1 if bad or wrong else 0


def item_shape(result: Result) -> dict[str, object]:
    """One judged item as JSON."""
    return {
        "file": result.file,
        "case": result.case,
        "as_of": None if result.as_of is None else london.show(result.as_of),
        "side": result.side,
        "number": result.number,
        "kind": result.kind,
        "what": result.label,
        "cites": list(result.cites),
        "result": result.verdict,
        "expected": result.expected,
        "came_instead": result.instead or None,
    }


def _print(
    counts: dict[str, dict[str, int]], bad: Sequence[Result], wrong: Sequence[str], out: Out
) -> None:
    for problem in wrong:
        out.wrapped(f"refused: {problem}", "", "    ")
    heading: tuple[object, ...] = ()
    for result in bad:
        place = (result.file, result.case, result.as_of)
        if place != heading:
            at = "" if result.as_of is None else f", as of {london.show(result.as_of)}"
            out.heading(f"{result.file}: {result.case}{at}")
            heading = place
        mark = out.paint(result.verdict.upper(), "red" if result.verdict == "wrong" else "yellow")
        cites = f" ({', '.join(result.cites)})" if result.cites else ""
        out.wrapped(f"{mark} {result.label}{cites}", "  ", "      ")
        if result.expected:
            out.wrapped(f"expected: {result.expected}", "      ", "          ")
        if result.instead:
            out.wrapped(f"came:     {result.instead}", "      ", "          ")
    if bad or wrong:
        out.line()
    total = {"right": 0, "wrong": 0, "unmapped": 0}
    for name, each in counts.items():
        for verdict, count in each.items():
            total[verdict] += count
        out.line(f"{_counted(each, out)}  {name}")
    if len(counts) != 1:
        out.line(f"{_counted(total, out)}  in {plural(len(counts), 'file')}")


def _counted(counts: dict[str, int], out: Out) -> str:
    words = [f"{counts['right']:5} right"]
    for verdict, colour in (("wrong", "red"), ("unmapped", "yellow")):
        text = f"{counts[verdict]:4} {verdict}"
        words.append(out.paint(text, colour) if counts[verdict] else text)
    return ",".join(words)
