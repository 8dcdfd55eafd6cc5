"""Very many records built to sit on edges, decided as columns and one by one: no row may differ.

`python benchmarks/edge_rows.py [ROWS] [--seconds 420] [--seed 1]` generates records whose ratios equal
thresholds, whose sums are 0.1 + 0.2 beside 0.3, and whose roundings end on half a cent
(`tests/batch/edges.py`); in a tenth of the slices half of the records hold floats of 16 and more digits. It
compares every cell of both tables, and prints how many values were near an edge and which operators met such
values. It exits with status 1 if a row differs, or if fewer than one value in twenty was near an edge.
Needs the extra `batch`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import numpy as np  # noqa: E402

from batch.edges import edge_policy, edge_table  # noqa: E402
from batch.tables import differences  # noqa: E402
from credit_engine.api.batch.answers import Answers  # noqa: E402
from credit_engine.api.batch.chunks import Days, Decider  # noqa: E402
from credit_engine.api.batch.stages import Tally  # noqa: E402

AS_OF = "2026-11-23"
SLICE = 10_000
LEAST_SHARE = 0.05
_SHOWN = 20


class Comparison:
    """What has been compared so far."""

    def __init__(self) -> None:
        self.policy = edge_policy()
        self.program = self.policy.versions[0].program
        self.decider = Decider(self.policy)
        self.answers = Answers(self.policy.versions[0])
        self.days = Days(np.zeros((), dtype=np.int64), [(AS_OF, None, None)])
        self.tally = Tally()
        self.different: list[str] = []
        self.seconds = {"columns": 0.0, "rows": 0.0}

    def add(self, count: int, seed: int) -> None:
        """Decide so many records both ways."""
        table = edge_table(count, seed, 0.5 if seed % 10 == 0 else 0.005)
        start = time.process_time()
        batch, tally = self.decider.decide(table, self.days)
        middle = time.process_time()
        rows = self.answers.of_decisions(self.decider.decisions(table, self.days))
        self.seconds["columns"] += middle - start
        self.seconds["rows"] += time.process_time() - middle
        self.tally.add(tally)
        if not batch.equals(rows):
            self.different += [f"seed {seed}, {one}" for one in differences(batch, rows)]

    def operators(self, values: Counter[int]) -> Counter[str]:
        """Counts of values by operator."""
        found: Counter[str] = Counter()
        for node, count in values.items():
            if node >= 0 and count:
                found[self.program.nodes[node].name or self.program.nodes[node].op] += count
        return found

    def report(self) -> bool:
        """Print what was found; whether all is as it has to be."""
        tally, counts = self.tally, self.tally.counts[0]
        filtered, flagged = counts.filtered.total(), counts.flagged.total()
        print(
            f"{tally.rows:,} rows, {len(self.different)} cells differ; refused {tally.refused:,}, "
            f"decided again by rows {tally.redecided:,} ({tally.redecided / tally.rows:.3%})"
        )
        print(
            f"values compared or rounded as floats {filtered:,}; near an edge {flagged:,} "
            f"({flagged / filtered:.1%}); left open {counts.open.total():,}"
        )
        near = self.operators(counts.flagged)
        rest = sorted({node.name for node in self.program.nodes if node.op == "CALL"} - set(near))
        print("operators near an edge:", ", ".join(f"{name} {n:,}" for name, n in near.most_common()))
        print("operators without a value near an edge:", ", ".join(rest))
        print(", ".join(f"{name} {s / tally.rows * 1e6:.1f} us a row" for name, s in self.seconds.items()))
        print("\n".join(self.different[:_SHOWN]), end="")
        return not self.different and flagged >= LEAST_SHARE * filtered


def main() -> int:
    """Compare until all rows are done or the time is over; 1 where a row differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=1)
    given: Any = parser.parse_args()
    comparison, until, seed = Comparison(), time.monotonic() + given.seconds, given.seed
    while comparison.tally.rows < given.rows and time.monotonic() < until:
        comparison.add(min(SLICE, given.rows - comparison.tally.rows), seed)
        seed += 1
    return 0 if comparison.report() else 1


if __name__ == "__main__":
    sys.exit(main())
