"""`make bench`: measures the engine and writes benchmarks/RESULTS.md (rows, commit, machine)."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import timing
from benchmarks.cases import case
from wayhome import clock
from wayhome.engine import CompiledPack, Fact, compile_pack, decide
from wayhome.packs import load_all

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 6.0


def measure(work: Callable[[], object], seconds: float = SECONDS) -> tuple[float, float, float]:
    """Runs `work` for so many seconds of processor time: runs a second, median and 99th percentile
    in microseconds."""
    work()
    took = []
    end = time.process_time() + seconds
    while time.process_time() < end:
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    took.sort()
    return (
        len(took) / sum(took),
        statistics.median(took) * 1e6,
        took[int(len(took) * 0.99) - 1] * 1e6,
    )


def row(name: str, work: Callable[[], object]) -> str:
    """One line of a table."""
    rate, median, high = measure(work)
    line = f"| {name} | {rate:,.0f} | {median:,.0f} | {high:,.0f} |"
    sys.stdout.write(line + "\n")
    return line


def deciding(
    packs: Sequence[CompiledPack], episodes: int, each: int
) -> tuple[int, Callable[[], object]]:
    """A case of a size, ready to be decided under packs, and how many facts it has."""
    facts, at = case(episodes, each)
    return len(facts), lambda: decide(packs, facts, at)


def beside_cel() -> list[str]:
    """The same ten timing rules in the engine and in CEL, equal answers asserted first."""
    pack, programs = timing.engine_pack(), timing.cel_programs()
    made = timing.cases(400, 12)
    inputs = [timing.cel_input(facts) for facts in made]
    for facts, given in zip(made, inputs, strict=True):
        ours, theirs = timing.engine_answers(pack, facts), timing.cel_answers(programs, given)
        if ours != theirs:
            sys.exit(f"the answers differ: {ours ^ theirs}")
    places = iter(range(10**12))

    def engine() -> object:
        facts: list[Fact] = made[next(places) % len(made)]
        return decide([pack], facts, timing.NOW)

    def cel() -> object:
        return timing.cel_answers(programs, inputs[next(places) % len(inputs)])

    return [
        row("engine, 10 rules, 12 facts, whole decision", engine),
        row("cel-expr-python 0.1.3, the same 10 rules and facts, the answers only", cel),
    ]


def real_packs() -> list[str]:
    """Cases of two sizes under the procedures themselves, and how time grows with facts."""
    library = load_all(ROOT / "procedures")
    compiled = {k: compile_pack(p, library.vocabulary) for k, p in sorted(library.packs.items())}
    keys = list(compiled)
    rows = []
    for names, episodes, each in (
        (keys[:1], 1, 10), (keys[:2], 8, 8),
        (keys[:2], 16, 8), (keys[:2], 32, 8),
    ):  # fmt: skip
        count, work = deciding([compiled[k] for k in names], episodes, each)
        rules = sum(len(library.packs[k].rules) for k in names)
        label = f"{' + '.join(names)} ({rules} rules): {count} facts, {episodes} episode(s)"
        rows.append(row(label, work))
    return rows


def main() -> None:
    """Measures and writes."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    head = "| what | decided a second | median, microseconds | 99th percentile |\n|---|---|---|---|"
    text = f"""# Results of `make bench`

Written by `benchmarks/run.py` on {clock.now():%d %B %Y} at commit {commit}.
Python {platform.python_version()}, {platform.machine()}, one core, processor time,
{SECONDS:.0f} seconds a row. Shared machines are noisy: trust ratios more than the last digit.

## Beside CEL: the same timing rules, equal answers asserted on 400 cases
{head}
{chr(10).join(beside_cel())}

The engine's row is the whole `decide`: subjects, merging, owners, explanations and the next
change. CEL's is the list of (opened, due, status) only, its working days worked out beforehand.

## The procedures themselves
{head}
{chr(10).join(real_packs())}
"""
    (ROOT / "benchmarks" / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
