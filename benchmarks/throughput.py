"""Decisions a second against the number of rows: batch, hand-written numpy, and single decisions.

`python benchmarks/throughput.py [--most 1000000] [--plot docs/reports/throughput.svg]` decides consumer loan
applications in tables of 1 row and up, each size several times, prints the best rate of each (rows a second
of processor time, one core), and draws it. Needs the extras `batch` and `develop`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

from loan_columns import applications  # noqa: E402
from loan_numpy import Card, decide, prepared  # noqa: E402
from portfolio import AS_OF, BATCH, BY_HAND, by_rows, timed  # noqa: E402

from credit_engine import load_policy  # noqa: E402

SINGLE = "single decisions"
STYLES = {BATCH: ("#0b6e99", "o"), BY_HAND: ("#b3541e", "s"), SINGLE: ("#555555", "^")}
_MOST_SINGLE = 1_000
_SHORTEST = 0.05
"""Seconds that a measurement takes at least, by repeating it: the processor's clock is coarse."""

Rates = dict[str, list[tuple[int, float]]]


def rate(rows: int, work: Callable[[], Any]) -> float:
    """Rows a second, the best of several measurements."""
    once = max(timed(work), 1e-6)
    turns = max(1, int(_SHORTEST / once))

    def repeated() -> None:
        for _ in range(turns):
            work()

    return max(rows * turns / timed(repeated) for _ in range(3))


def measured(most: int) -> Rates:
    """The rates of each way to decide, for tables of ten times as many rows each."""
    policy = load_policy(ROOT / "policies" / "origination" / "consumer_loan.yaml")
    card, rates, rows = Card(policy), {name: [] for name in STYLES}, 1
    while rows <= most:
        table = applications(rows, 1)
        columns = prepared(table)
        ways: dict[str, Callable[[], Any]] = {
            BATCH: lambda table=table: policy.decide_batch(table, as_of=AS_OF).to_arrow(),
            BY_HAND: lambda columns=columns, rows=rows: decide(columns, card, rows),
        }
        if rows <= _MOST_SINGLE:
            ways[SINGLE] = lambda table=table: by_rows(policy, table)
        for name, work in ways.items():
            rates[name].append((rows, rate(rows, work)))
        rows *= 10
    return rates


def draw(rates: Rates, path: Path) -> None:
    """The rates as curves, both axes logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "throughput"
    from matplotlib import pyplot
    from matplotlib.ticker import EngFormatter

    figure, axes = pyplot.subplots(figsize=(7.2, 4.4), layout="constrained")
    for name, points in rates.items():
        colour, marker = STYLES[name]
        rows, speeds = zip(*points, strict=True)
        axes.loglog(rows, speeds, marker=marker, color=colour, label=name)
        axes.annotate(
            f"{EngFormatter(places=0)(speeds[-1])}/s",
            (rows[-1], speeds[-1]),
            xytext=(6, -3),
            textcoords="offset points",
            color=colour,
        )
    axes.set(
        xlabel="rows in the table",
        ylabel="decisions a second, one core",
        title="Consumer loan policy: throughput against rows",
    )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(EngFormatter(sep=""))
    axes.margins(x=0.16)
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(loc="upper left", frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=150)


def main() -> int:
    """Print and draw the rates."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    rates = measured(given.most)
    for name, points in rates.items():
        print(f"{name:28}" + "".join(f"  {rows:,}: {speed:,.0f}/s" for rows, speed in points))
    if given.plot is not None:
        draw(rates, given.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
