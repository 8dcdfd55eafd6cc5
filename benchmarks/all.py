"""All benchmarks in one command, and a table of what they measured beside what is aimed at.

`python benchmarks/all.py [--quick] [--folder DIR]` runs `single_decision.py`, `explaining.py`,
`portfolio.py` (once in memory, once from a Parquet file of a million applications to another),
`credit_limit.py`, `ten_rules.py`, `tables.py`, `loading.py` and `throughput.py`, each in a process of its
own, shows what they print, and ends with the table and two sentences: which aims are missed, and whether the
candidates' results agree. The plot goes to `docs/reports/throughput.svg`. Exits with status 1 if results
disagree or a benchmark fails; a missed aim is said, and is no error. `--quick` takes fewer rounds and rows.
Needs the extras `batch`, `benchmarks` and `develop`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "benchmarks"
PLOT = ROOT / "docs" / "reports" / "throughput.svg"
_NUMBER = r"([\d.,]+)"


class Figure(NamedTuple):
    """A figure in a benchmark's text: what it is, where it stands, and what is aimed at."""

    what: str
    pattern: str
    most: float | None = None
    least: float | None = None

    def found(self, text: str) -> float | None:
        """The figure; of several the one that is farthest from its aim."""
        values = [float(value.replace(",", "")) for value in re.findall(self.pattern, text)]
        if not values:
            return None
        return max(values) if self.most is not None else min(values)

    @property
    def aim(self) -> str:
        """The aim in words."""
        if self.most is not None:
            return f"at most {self.most:g}"
        return "" if self.least is None else f"at least {self.least:g}"

    def verdict(self, value: float) -> str:
        """Whether the aim is met."""
        if not self.aim:
            return ""
        met = value <= self.most if self.most is not None else value >= (self.least or 0)
        return "met" if met else "MISSED"


class Benchmark(NamedTuple):
    """A script, the figures that its text gives, its arguments, and those of a quick run.

    Its exit status says whether its candidates give the same results.
    """

    script: str
    figures: tuple[Figure, ...]
    arguments: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()


SINGLE = (
    Figure("one decision: times hand-written", rf"engine: {_NUMBER} x hand-written", most=1),
    Figure("one decision: times faster than zen-engine", rf"engine: {_NUMBER} x faster than zen", least=4.5),
)
EXPLAINING = (
    Figure("a decision with its trace as JSON: times zen's with trace", rf"JSON: {_NUMBER} x zen", most=4),
    Figure("a decision with its page in Markdown: ms", rf"markdown: {_NUMBER} ms", most=5),
    Figure("a decision with its page as text: ms", rf"text: {_NUMBER} ms", most=15),
    Figure("a decision with its page in HTML: ms", rf"html: {_NUMBER} ms", most=5),
    Figure("values of all steps as a dict: ms", r"values: (-?[\d.]+) ms", most=0.1),
    Figure("first explanation from the cache, JSON: ms", rf"first, json: {_NUMBER} ms", most=50),
    Figure("first explanation from the cache, text: ms", rf"first, text: {_NUMBER} ms", most=50),
)
BATCH = (
    Figure("batch: times hand-written numpy", rf"batch, answers as Arrow .* {_NUMBER}x numpy", most=1.7),
    Figure("batch: us of one core a row", rf"batch, answers as Arrow +{_NUMBER} us", most=2),
    Figure("zen-engine's own batch call: us of one core a row", rf"zen's batch, .*? {_NUMBER} us"),
    Figure("batch: % of rows decided again by rows", rf"again by rows: {_NUMBER}%", most=0.1),
    Figure(
        "batch, two workers: decisions a second by the clock", rf"2 workers: {_NUMBER} decisions", least=1e6
    ),
    Figure("batch, two workers: us of both cores a row", rf"{_NUMBER} us of them a row", most=2),
)
LIMITS = (
    Figure("credit limits, one core: M rows a second", rf"batch, answers as Arrow +{_NUMBER} M", least=5),
    Figure(
        "credit limits: times hand-written numpy", rf"batch, answers as Arrow .* {_NUMBER}x numpy", most=2
    ),
    Figure("credit limits, zen-engine's batch call: M rows a second", rf"zen's own batch call +{_NUMBER} M"),
)
RULES = (Figure("ten rules, one core: ns a row", rf"batch, answers as Arrow +{_NUMBER} ns", most=100),)
FILES = (
    Figure("Parquet to Parquet, two workers: rows a second", rf": {_NUMBER} rows a second"),
    Figure("Parquet to Parquet, two workers: us of both cores a row", rf"processor time: {_NUMBER} us a row"),
    Figure("Parquet to Parquet, two workers: peak MB", rf"peak memory {_NUMBER} MB", most=1000),
)
TABLES = (
    Figure("table of 10,000 rows: load, s", rf"(?m)^ +10000 +{_NUMBER}", most=1.2),
    Figure("table of 10,000 rows: program, us", rf"(?m)^ +10000 +(?:[\d.]+ +){{4}}{_NUMBER}", most=6),
    Figure("table of 10,000 rows: times one of 100", rf"a decision: {_NUMBER} times as long", most=3),
    Figure("table of 10,000 rows: MB of the index", rf"(?m)^ +10000 +[\d.]+ +[\d.]+ +{_NUMBER}", most=50),
)
LOADING = (
    Figure("loading 1,000 rules: s", rf"(?m)^ +1000 +{_NUMBER}", most=2),
    Figure("loading them from the cache: s", rf"(?m)^ +1000 +(?:[\d.]+ +){{3}}{_NUMBER}", most=0.15),
    Figure("loading 4,000 rules: times 1,000", rf"rules take {_NUMBER} times", most=6),
    Figure("import credit_engine: s", rf"import credit_engine {_NUMBER}", most=0.15),
    Figure("credit-engine decide, policy checked before: s", rf"checked before {_NUMBER}", most=0.35),
)


def benchmarks(folder: Path, quick: bool) -> tuple[Benchmark, ...]:
    """All benchmarks; files go into a folder."""
    rows = "200000" if quick else "1000000"
    file = ("--parquet", str(folder), "--rows", rows, "--workers", "2")
    return (
        Benchmark("single_decision.py", SINGLE, quick=("--rounds", "9", "--batch", "60")),
        Benchmark("explaining.py", EXPLAINING, quick=("--rounds", "9")),
        Benchmark("portfolio.py", BATCH, quick=("--rounds", "3")),
        Benchmark("portfolio.py", FILES, file),
        Benchmark("credit_limit.py", LIMITS, quick=("--rounds", "3")),
        Benchmark("ten_rules.py", RULES, quick=("--rounds", "3")),
        Benchmark("tables.py", TABLES, quick=("--rounds", "3")),
        Benchmark("loading.py", LOADING, quick=("--repeat", "2")),
        Benchmark("throughput.py", (), ("--plot", str(PLOT)), ("--most", "100000")),
    )


def run(one: Benchmark, quick: bool) -> tuple[str, bool]:
    """What a benchmark prints, shown too, and whether its candidates agree."""
    print(f"\n== {one.script} ==", flush=True)
    arguments = [*one.arguments, *(one.quick if quick else ())]
    command = [sys.executable, str(HERE / one.script), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="", flush=True)
    return done.stdout, done.returncode == 0


def lines(figures: Sequence[tuple[Figure, float | None]]) -> list[str]:
    """The table in Markdown."""
    table = ["| what | measured | aim | |", "| --- | --- | --- | --- |"]
    for figure, value in figures:
        if value is None:
            table.append(f"| {figure.what} | no figure | {figure.aim} | |")
        else:
            shown = f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"
            table.append(f"| {figure.what} | {shown} | {figure.aim} | {figure.verdict(value)} |")
    return table


def said(figures: Sequence[tuple[Figure, float | None]], disagreeing: Sequence[str]) -> list[str]:
    """What came out, in sentences: aims and agreement are two things."""
    aimed = [(figure, value) for figure, value in figures if figure.aim and value is not None]
    missed = [figure.what for figure, value in aimed if figure.verdict(value) != "met"]
    lacking = [figure.what for figure, value in figures if value is None]
    sentences = [f"aims: {len(aimed) - len(missed)} of {len(aimed)} met"]
    if missed:
        sentences[0] += f"; missed: {'; '.join(missed)}"
    if lacking:
        sentences.append(f"no figure was printed for: {'; '.join(lacking)}")
    if disagreeing:
        sentences.append(f"results: candidates DISAGREE, or failed to run, in {', '.join(disagreeing)}")
    else:
        sentences.append("results: all candidates agree")
    return sentences


def main() -> int:
    """Run all, print the table; 1 where candidates disagree or a benchmark fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--folder", type=Path, help="for the Parquet files; a temporary one by default")
    given = parser.parse_args()
    figures: list[tuple[Figure, float | None]] = []
    disagreeing: list[str] = []
    with TemporaryDirectory(dir=given.folder) as folder:
        for one in benchmarks(Path(folder), given.quick):
            text, passed = run(one, given.quick)
            figures += [(figure, figure.found(text)) for figure in one.figures]
            disagreeing += [] if passed else [one.script]
    print("\n" + "\n".join(lines(figures)))
    print(f"\nplot: {PLOT.relative_to(ROOT)}")
    print("\n".join(said(figures, disagreeing)))
    return 1 if disagreeing or any(value is None for _, value in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
