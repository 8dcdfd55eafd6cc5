"""Growth of decision tables: load time, memory and time of a decision for 100, 1,000 and 10,000 rows.

Eight columns, 2,000 edges; hit policy first. Beside the engine, in the same run and on the same records:
a hand-written loop over the rows, and hand-written numpy over all rows at once. All must agree on every
record first. `python benchmarks/tables.py [--rows 100 1000 10000] [--rounds 15]`.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
from generated import COLUMNS, Table, records, table  # noqa: E402

from credit_engine import Policy, load_policy  # noqa: E402
from credit_engine.run.index_columns import ColumnIndex  # noqa: E402

AS_OF = "2026-11-23"
ENGINE, PROGRAM, LOOP, NUMPY = "a decision", "its program alone", "by hand: a loop", "by hand: numpy"
TARGET = 3.0
MEGABYTES = 50


def loop(one: Table) -> Callable[[dict[str, float]], int]:
    """The table as a loop over its rows, in whole hundredths where a number is one."""
    rows = [[None if cell is None else (cell[0] / 100, cell[1] / 100) for cell in row] for row in one.rows]
    names = [f"x{i}" for i in range(COLUMNS)]

    def first(record: dict[str, float]) -> int:
        values = [record[name] for name in names]
        for number, row in enumerate(rows):
            for cell, value in zip(row, values, strict=True):
                if cell is not None and not cell[0] <= value < cell[1]:
                    break
            else:
                return number
        return -1

    return first


def _ends(one: Table) -> tuple[Any, Any]:
    low = [[-np.inf if cell is None else cell[0] / 100 for cell in row] for row in one.rows]
    high = [[np.inf if cell is None else cell[1] / 100 for cell in row] for row in one.rows]
    return np.array(low), np.array(high)


def vectors(one: Table) -> Callable[[dict[str, float]], int]:
    """The table as arrays of its ends, all rows compared at once."""
    low, high = _ends(one)
    names = [f"x{i}" for i in range(COLUMNS)]

    def first(record: dict[str, float]) -> int:
        values = np.array([record[name] for name in names])
        matches = ((low <= values) & (values < high)).all(axis=1)
        at = int(matches.argmax())
        return at if matches[at] else -1

    return first


def timed(ways: dict[str, Callable[[Any], Any]], work: Sequence[Any], rounds: int) -> dict[str, float]:
    """Median microseconds of the processor for a record, the ways taking turns."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            for record in work:
                way(record)
            times[name].append((time.process_time() - start) / len(work) * 1e6)
    return {name: statistics.median(values) for name, values in times.items()}


def loaded(one: Table, folder: Path) -> tuple[Policy, float]:
    """The policy, and the seconds of the processor that reading and checking it took."""
    path = folder / f"table_{len(one.rows)}.yaml"
    path.write_text(one.as_policy(), encoding="utf-8")
    start = time.process_time()
    policy = load_policy(path)
    return policy, time.process_time() - start


def built(policy: Policy) -> tuple[float, float]:
    """Seconds and megabytes of the table's index; the memory is measured in a second building."""
    lookup: Any = policy.versions[0].parts["row"].nodes.lookup  # type: ignore[attr-defined]
    start = time.process_time()
    assert lookup.index
    seconds = time.process_time() - start
    del lookup.__dict__["index"]
    tracemalloc.start()
    assert lookup.index
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, used / 1e6


def columns(policy: Policy, count: int) -> tuple[float, float, bool]:
    """Nanoseconds a record: the index over columns, numpy by hand; and whether both agree."""
    lookup: Any = policy.versions[0].parts["row"].nodes.lookup  # type: ignore[attr-defined]
    index = ColumnIndex(lookup)
    drawn = records(count)
    data = [np.array([record[f"x{i}"] for record in drawn]) for i in range(COLUMNS)]
    index.positions_of_floats(0, data[0])
    start = time.process_time()
    found = index.rows([index.positions_of_floats(i, one) for i, one in enumerate(data)], [None] * COLUMNS)
    ours = time.process_time() - start
    low, high = _ends(table(lookup.rows))
    start = time.process_time()
    by_hand = np.full(count, -1)
    for at in range(0, count, 100):
        matches = np.ones((min(100, count - at), lookup.rows), dtype=bool)
        for i, one in enumerate(data):
            here = one[at : at + 100, None]
            matches &= (low[:, i] <= here) & (here < high[:, i])
        first = matches.argmax(axis=1)
        by_hand[at : at + 100] = np.where(matches.any(axis=1), first, -1)
    theirs = time.process_time() - start
    return ours / count * 1e9, theirs / count * 1e9, bool((found == by_hand).all())


def agreement(ways: dict[str, Callable[[Any], Any]], work: Sequence[Any]) -> bool:
    """Whether all ways find the same row for every record."""
    return all(int(ways[ENGINE](one).outputs["row"]) == ways[LOOP](one) == ways[NUMPY](one) for one in work)


def main() -> int:
    """Print a line for each size; 1 where the ways do not agree."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rows", type=int, nargs="+", default=[100, 1000, 10_000])
    arguments.add_argument("--rounds", type=int, default=15)
    options = arguments.parse_args()
    work, sound, met = records(200), True, True
    print(f"Python {platform.python_version()}, {platform.machine()}, {COLUMNS} columns, 2,000 edges each")
    head = (
        "rows",
        "load s",
        "index s",
        "index MB",
        *(f"{name} us" for name in (ENGINE, PROGRAM, LOOP, NUMPY)),
    )
    print("  ".join(f"{text:>20}" if i > 3 else f"{text:>9}" for i, text in enumerate(head)))
    medians = []
    with TemporaryDirectory() as folder:
        for rows in options.rows:
            one = table(rows)
            policy, seconds = loaded(one, Path(folder))
            building, megabytes = built(policy)
            compiled = policy.versions[0]
            inputs = {id(record): policy.decide(record, as_of=AS_OF).inputs for record in work}
            ways: dict[str, Callable[[Any], Any]] = {
                ENGINE: lambda record, policy=policy: policy.decide(record, as_of=AS_OF),
                PROGRAM: lambda record, row=compiled.row, inputs=inputs: row(inputs[id(record)]),
                LOOP: loop(one),
                NUMPY: vectors(one),
            }
            sound &= agreement(ways, work)
            met &= megabytes <= MEGABYTES
            medians.append(timed(ways, work, options.rounds))
            shown = "  ".join(f"{medians[-1][name]:20.1f}" for name in ways)
            print(f"{rows:9}  {seconds:9.2f}  {building:9.3f}  {megabytes:9.1f}  {shown}")
            ours, theirs, agrees = columns(policy, 20_000)
            sound &= agrees
            print(
                f"{'':9}  20,000 records as columns: {ours:.0f} ns a record, by hand in numpy {theirs:.0f} ns"
            )
    for name in (ENGINE, PROGRAM):
        ratio = medians[-1][name] / medians[0][name]
        met &= name != ENGINE or ratio <= TARGET
        print(f"{name}: {ratio:.2f} times as long with {options.rows[-1]:,} rows as with {options.rows[0]:,}")
    print("all find the same rows" if sound else "the ways FIND DIFFERENT ROWS")
    print(f"aims (at most {TARGET:g} times as long, {MEGABYTES:g} MB): {'met' if met else 'MISSED'}")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
