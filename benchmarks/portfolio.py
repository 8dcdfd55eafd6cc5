"""Consumer loan applications as columns: this engine's batch, hand-written numpy, and single decisions.

`python benchmarks/portfolio.py [--rows 200000] [--rounds 5]` decides the same random applications in one
process, the candidates' rounds interleaved, and prints microseconds of processor time for each row, ratios,
and how many rows were decided again by rows. The hand-written function must agree on outcome, grade, rate
and limit, up to rows on which float64 itself goes wrong. zen-engine's own batch call takes part where it is
installed (extra `benchmarks`), and must agree on outcome and grade. With
`--parquet DIR --rows 10000000 --workers 2` it writes a file, decides it into another, and prints throughput
and peak memory. Needs the extra `batch`.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from loan_columns import applications  # noqa: E402
from loan_numpy import Card, decide, prepared  # noqa: E402

from credit_engine import load_policy  # noqa: E402
from credit_engine.api.batch.records import records  # noqa: E402

AS_OF = "2026-11-23"
OUTCOMES = np.array(["approve", "counter_offer", "refer", "decline"])
GRADES = np.array(["A", "B", "C", "D", "E", "R"])
BATCH, BY_HAND = "batch, answers as Arrow", "hand-written numpy"
_SINGLE = 1_500
_SHARED, _CLOCKED = 1_000_000, 5


def timed(work: Callable[[], Any]) -> float:
    """Processor seconds of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(rows: int, rounds: int) -> int:
    """Print the table; gives 1 if the candidates disagree on more than a few rows."""
    policy, table = (
        load_policy(ROOT / "policies" / "origination" / "consumer_loan.yaml"),
        applications(rows, 1),
    )
    columns, card = prepared(table), Card(policy)
    result = policy.decide_batch(table, as_of=AS_OF)
    other = disagreements(result.to_arrow(), decide(columns, card, rows))
    some, answers = table.slice(0, _SINGLE), result.to_arrow().slice(0, _SINGLE)
    candidates: dict[str, tuple[int, Callable[[], Any]]] = {
        BATCH: (rows, lambda: policy.decide_batch(table, as_of=AS_OF).to_arrow()),
        BY_HAND: (rows, lambda: decide(columns, card, rows)),
        "single decisions, reasons too": (_SINGLE, lambda: by_rows(policy, some)),
    }
    sound = True
    for name, work in zen_batches(policy, some).items():
        sound &= summaries(work()) == [(one["outcome"], one["grade"]) for one in answers.to_pylist()]
        candidates[name] = (_SINGLE, work)
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, (count, work) in candidates.items():
            times[name].append(timed(work) / count * 1e6)
    print(
        f"{rows:,} applications, {rounds} rounds; Python {platform.python_version()}, numpy {np.__version__}"
    )
    base = statistics.median(times[BY_HAND])
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:32} {median:8.3f} us/row  best {min(found):8.3f}  {median / base:8.2f}x numpy")
    total = result.stages.total
    print(f"decided again by rows: {result.stages.share_by_rows:.4%} of rows")
    print(f"values filtered {total.filtered:,}, as decimals {total.flagged:,}, left open {total.open:,}")
    print(f"rows on which float64 decides otherwise than decimals: {other}")
    print(two_workers(policy))
    print("all decide alike" if sound else "zen-engine DECIDES OTHERWISE")
    return int(other > rows * 0.001 or not sound)


def two_workers(policy: Any) -> str:
    """Decisions a second by the clock, with two workers; the best of several, as the machine may be busy."""
    table, found = applications(_SHARED, 2), []
    for _ in range(_CLOCKED):
        start, used = time.perf_counter(), time.process_time()
        policy.decide_batch(table, as_of=AS_OF, workers=2)
        found.append((time.perf_counter() - start, time.process_time() - used))
    seconds, spent = min(found)
    return (
        f"{_SHARED:,} applications with 2 workers: {_SHARED / seconds:,.0f} decisions a second by the clock, "
        f"{spent / seconds:.2f} processors busy, {spent / _SHARED * 1e6:.2f} us of them a row"
    )


def zen_batches(policy: Any, table: pa.Table) -> dict[str, Callable[[], Any]]:
    """zen-engine's own batch call for both forms of its graph; none where it is not installed."""
    if find_spec("zen") is None:
        return {}
    import zen
    from zen_graph import SINGLE_FILE, STEPS_FILE

    paths = tuple(one.path for one in policy.versions[0].fields)
    requests = [
        {"key": "loan", "context": {**json.loads(json.dumps(record, default=str)), "as_of": AS_OF}}
        for record in records(table, paths)
    ]
    found: dict[str, Callable[[], Any]] = {}
    for name, file in (("one node a step", STEPS_FILE), ("a single node", SINGLE_FILE)):
        graph = json.loads(file.read_text(encoding="utf-8"))
        engine = zen.ZenEngine({"loader": {"type": "static", "content": {"loan": graph}}})
        found[f"zen's batch, {name}"] = lambda engine=engine: engine.evaluate_batch(requests)
    return found


def summaries(responses: Any) -> list[tuple[str, str]]:
    """Outcome and grade of each answer of zen-engine."""
    results = [one["data"]["result"] for one in responses]
    return [(one["outcome"], one["final_grade"]) for one in results]


def by_rows(policy: Any, table: pa.Table) -> None:
    """The row evaluation, one record after the other."""
    from credit_engine.api.batch.chunks import Days, Decider

    for one in Decider(policy).decisions(table, Days(np.zeros((), dtype=np.int64), [(AS_OF, None, None)])):
        if not isinstance(one, tuple):
            _ = one.outcome, one.outputs, one.reasons


def disagreements(answers: pa.Table, by_hand: dict[str, Any]) -> int:
    """Rows on which outcome, grade, rate or limit differ."""

    def differ(name: str, found: Any) -> Any:
        mine = answers.column(name).to_numpy()
        if found.dtype.kind == "f":
            return ~((mine == found) | (np.isnan(mine) & np.isnan(found)))
        return mine != found

    wrong = differ("outcome", OUTCOMES[by_hand["outcome"]].astype(object))
    wrong |= differ("grade", GRADES[by_hand["grade"]].astype(object))
    return int(np.count_nonzero(wrong | differ("rate", by_hand["rate"]) | differ("limit", by_hand["limit"])))


def written(folder: Path, rows: int) -> Path:
    """A Parquet file of as many applications, or the one that is there."""
    path = folder / f"applications_{rows}.parquet"
    if not path.exists():
        first = applications(min(rows, 500_000), 1)
        with pq.ParquetWriter(path, first.schema) as writer:
            for at in range(0, rows, first.num_rows):
                some = first if at == 0 else applications(first.num_rows, at + 1)
                writer.write_table(some.slice(0, rows - at), 262_144)
    return path


def parquet(folder: Path, rows: int, workers: int) -> None:
    """A file of applications into a file of decisions."""
    source, target = written(folder, rows), folder / "decisions.parquet"
    policy = load_policy(ROOT / "policies" / "origination" / "consumer_loan.yaml")
    before = _seconds(resource.RUSAGE_SELF)
    start = time.perf_counter()
    result = policy.decide_batch(source, as_of=AS_OF, output=target, workers=workers, progress=True)
    seconds = time.perf_counter() - start
    processes = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, largest = (resource.getrusage(who).ru_maxrss / 1024 for who in processes)
    times = (_seconds(resource.RUSAGE_SELF) - before, _seconds(resource.RUSAGE_CHILDREN))
    spent = [one / len(result) * 1e6 for one in times]
    processes_too = f" and {spent[1]:.2f} in other processes" if times[1] else ""
    speed = f"{len(result) / seconds:,.0f} rows a second"
    again = f"again by rows {result.stages.share_by_rows:.5%}"
    print(f"{len(result):,} rows in {seconds:.1f} s with {workers} workers: {speed}")
    print(f"processor time: {sum(spent):.2f} us a row, {spent[0]:.2f} of them here{processes_too}")
    print(f"peak memory {own:.0f} MB, largest other process {largest:.0f} MB; {again}")


def _seconds(who: int) -> float:
    """Processor seconds of this process, or of its children."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Compare in memory, or decide a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parquet", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if given.parquet is not None:
        parquet(given.parquet, given.rows, given.workers)
        return 0
    return compare(given.rows, given.rounds)


if __name__ == "__main__":
    sys.exit(main())
