"""Ten rules over a million records: batch, hand-written numpy, and BlazeRules where it is installed.

`python benchmarks/ten_rules.py [--rows 1000000] [--rounds 5]` decides the same random records in one process,
the candidates' rounds interleaved, each with one thread, and prints nanoseconds of processor time a row. Each
gives the outcome of every record and which rules fired: the batch with its reasons as lists, its inputs
checked, numpy and BlazeRules as a mask for each rule. Exits with status 1 if they disagree on any record.
Needs the extra `batch`; `pip install blazerules` for the third.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks"), str(ROOT / "tests")]

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
from portfolio import AS_OF, timed  # noqa: E402

from credit_engine import load_policy  # noqa: E402

POLICY = ROOT / "benchmarks" / "ten_rules.yaml"
BATCH, BY_HAND, BLAZE = "batch, answers as Arrow", "hand-written numpy", "BlazeRules"
OUTCOMES = np.array(["approve", "refer", "decline"])
RULES: tuple[tuple[str, int, tuple[tuple[str, str, float], ...]], ...] = (
    ("R-01", 2, (("age", "lt", 18),)),
    ("R-02", 2, (("age", "gt", 65),)),
    ("R-03", 2, (("income", "lt", 3000),)),
    ("R-04", 2, (("days_past_due", "gte", 90),)),
    ("R-05", 1, (("days_past_due", "gt", 0), ("days_past_due", "lt", 90))),
    ("R-06", 2, (("score", "lt", 520),)),
    ("R-07", 1, (("score", "gte", 520), ("score", "lt", 560))),
    ("R-08", 1, (("enquiries", "gt", 6),)),
    ("R-09", 1, (("utilisation", "gt", 0.9),)),
    ("R-10", 1, (("amount", "gt", 200_000), ("debt_service", "gt", 8_000))),
)
"""The rules of the policy once more: id, rank of the outcome, comparisons that all have to hold."""
_COMPARE = {"lt": np.less, "gt": np.greater, "gte": np.greater_equal}
Answers = tuple[Any, list[Any]]
"""The rank of each record's outcome, and for each rule where it fired."""


def records(rows: int, seed: int) -> pa.Table:
    """Random records, many of them on a threshold; three in ten are refused or referred."""
    rng = np.random.default_rng(seed)
    late = np.where(rng.random(rows) < 0.05, rng.integers(1, 120, rows), 0)
    return pa.table(
        {
            "age": np.clip(rng.normal(40, 11, rows).astype(np.int64), 16, 80),
            "income": np.round(rng.lognormal(9.1, 0.5, rows), 2),
            "debt_service": np.round(rng.lognormal(7.6, 0.8, rows), 2),
            "amount": rng.integers(10, 3_000, rows) * 100.0,
            "score": np.clip(rng.normal(640, 60, rows).astype(np.int64), 300, 900),
            "days_past_due": late.astype(np.int64),
            "enquiries": rng.poisson(2, rows).astype(np.int64),
            "utilisation": np.round(rng.beta(2, 3, rows), 4),
        }
    )


def by_hand(columns: dict[str, Any]) -> Answers:
    """Outcomes and masks in numpy: no validation, no missing values, no lists of reasons."""
    masks, worst = [], np.zeros(len(columns["age"]), dtype=np.uint8)
    for _, rank, comparisons in RULES:
        mask: Any = None
        for name, sign, bound in comparisons:
            holds = _COMPARE[sign](columns[name], bound)
            mask = holds if mask is None else mask & holds
        masks.append(mask)
        worst = np.maximum(worst, mask.view(np.uint8) * np.uint8(rank))
    return worst, masks


def of_batch(answers: pa.Table) -> Answers:
    """What a table of answers says, in numpy."""
    outcome = answers.column("outcome").combine_chunks()
    ranks = np.searchsorted(np.sort(OUTCOMES), outcome.to_numpy(zero_copy_only=False).astype(str))
    worst = np.argsort(OUTCOMES).astype(np.uint8)[ranks]
    rules = answers.column("rules").combine_chunks()
    rows = np.repeat(np.arange(len(rules)), np.diff(rules.offsets.to_numpy()))
    fired = rules.flatten().to_numpy(zero_copy_only=False)
    masks = []
    for name, _, _ in RULES:
        mask = np.zeros(len(rules), dtype=np.bool_)
        mask[rows[fired == name]] = True
        masks.append(mask)
    return worst, masks


def blaze_rules(table: pa.Table) -> Callable[[], Answers]:
    """BlazeRules with one thread on a record batch; its answers as ranks and masks."""
    import blazerules

    rules = [
        f"  - id: {name}\n    action: {'block' if rank == 2 else 'review'}\n    conditions:\n      and:\n"
        + "".join(
            f"        - field: {field}\n          op: {sign}\n          value: {bound}\n"
            for field, sign, bound in comparisons
        )
        for name, rank, comparisons in RULES
    ]
    config = blazerules.EngineConfig()
    config.eval_thread_count = 1
    config.output_detail = blazerules.BITMASKS
    engine = blazerules.RuleEngine(config)
    engine.load_rules_from_string('version: "1"\nrules:\n' + "".join(rules), blazerules.YAML)
    batch = table.combine_chunks().to_batches()[0]

    def decide() -> Answers:
        result = engine.evaluate_batch(batch)
        return result.decision_codes, [result[name] for name, _, _ in RULES]

    return decide


def same(one: Answers, other: Answers) -> bool:
    """Whether two candidates give the same answers."""
    return np.array_equal(one[0], other[0]) and all(map(np.array_equal, one[1], other[1]))


def main() -> int:
    """Measure and print; 1 where candidates disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    policy, table = load_policy(POLICY), records(given.rows, 1)
    columns = {name: table.column(name).to_numpy() for name in table.column_names}
    expected = by_hand(columns)
    sound = same(of_batch(policy.decide_batch(table, as_of=AS_OF).to_arrow()), expected)
    candidates: dict[str, Callable[[], Any]] = {
        BATCH: lambda: policy.decide_batch(table, as_of=AS_OF).to_arrow(),
        BY_HAND: lambda: by_hand(columns),
    }
    if find_spec("blazerules") is not None:
        candidates[BLAZE] = blaze_rules(table)
        codes, masks = candidates[BLAZE]()
        order = {code: rank for rank, code in enumerate(np.unique(codes).tolist())}
        sound &= same((np.vectorize(order.get)(codes), masks), expected)
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(given.rounds):
        for name, work in candidates.items():
            times[name].append(timed(work) / given.rows * 1e9)
    print(f"{given.rows:,} records, {given.rounds} rounds, one thread; Python {platform.python_version()}")
    for name, found in times.items():
        print(f"{name:26} {statistics.median(found):7.1f} ns a row, best {min(found):7.1f}")
    print("all decide alike" if sound else "the candidates DECIDE DIFFERENTLY")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
