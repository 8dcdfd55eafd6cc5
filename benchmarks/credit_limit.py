"""Credit limits, the content of an example of zen-engine's: batch, hand-written numpy, zen's batch call.

`python benchmarks/credit_limit.py [--rows 1000000] [--rounds 5]` decides the same random accounts in one
process, the candidates' rounds interleaved, and prints rows a second of processor time, one core. Exits with
status 1 if they disagree on any limit. Needs the extras `batch` and `benchmarks`.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
from portfolio import AS_OF, timed  # noqa: E402

from credit_engine import load_policy  # noqa: E402

POLICY = ROOT / "benchmarks" / "credit_limit.yaml"
BATCH, BY_HAND, ZEN = "batch, answers as Arrow", "hand-written numpy", "zen's own batch call"
PAYMENT, USE, BEHAVIOUR = "payment_history", "utilization", "financial_behavior"
ON_TIME, LATE = f"{PAYMENT}.on_time_payment_percentage", f"{PAYMENT}.late_payments_last_12_months"
NOW, AVERAGE = f"{USE}.current_percentage", f"{USE}.average_last_6_months"
INQUIRIES = f"{BEHAVIOUR}.credit_inquiries_last_12_months"
YEARS, VERIFIED = f"{BEHAVIOUR}.years_with_institution", f"{BEHAVIOUR}.income_verified"
LIMIT = "current_credit_limit"
_ZEN_ROWS = 2_000


def accounts(rows: int, seed: int) -> pa.Table:
    """Random accounts: whole percentages, so that many stand on an edge, and limits in hundreds."""
    rng = np.random.default_rng(seed)
    columns = {
        LIMIT: rng.integers(5, 300, rows) * 100.0,
        ON_TIME: rng.integers(70, 101, rows),
        LATE: rng.integers(0, 5, rows),
        NOW: rng.integers(0, 101, rows),
        AVERAGE: rng.integers(0, 101, rows),
        INQUIRIES: rng.integers(0, 7, rows),
        YEARS: rng.integers(0, 20, rows) / 2,
        VERIFIED: rng.random(rows) < 0.7,
    }
    return pa.table({f"account.{name}": column for name, column in columns.items()})


def decide(columns: dict[str, Any]) -> tuple[Any, Any]:
    """Change and new limit by hand: scores as bytes, no validation, no missing values."""
    c = columns

    def first(*rows: tuple[Any, int], default: int) -> Any:
        found = np.full(len(c[LIMIT]), default, dtype=np.int8)
        for mask, score in reversed(rows):
            np.putmask(found, mask, score)
        return found

    payment = first(
        ((c[ON_TIME] >= 95) & (c[LATE] <= 0), 30),
        ((c[ON_TIME] >= 90) & (c[LATE] <= 1), 20),
        ((c[ON_TIME] >= 80) & (c[LATE] <= 3), 10),
        default=0,
    )
    use = first(
        ((c[NOW] < 30) & (c[AVERAGE] < 50), 25),
        ((c[NOW] >= 30) & (c[NOW] < 50) & (c[AVERAGE] < 60), 15),
        ((c[NOW] >= 50) & (c[NOW] < 75), 5),
        default=0,
    )
    behaviour = first(
        ((c[INQUIRIES] < 1) & (c[YEARS] >= 3) & c[VERIFIED], 25),
        ((c[INQUIRIES] < 3) & (c[YEARS] >= 2) & c[VERIFIED], 15),
        ((c[INQUIRIES] < 5) & (c[YEARS] >= 1), 5),
        default=0,
    )
    score = payment + use + behaviour
    percent = first((score > 50, 30), (score >= 30, 15), (score >= 15, 0), default=-20)
    change = np.round(c[LIMIT] * percent / 100, 2)
    return change, c[LIMIT] + change


def _table(name: str, fields: Sequence[str], outputs: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    width = len(fields)
    rules = [
        {"_id": f"{name}.{n}"}
        | {f"i{i}": cell for i, cell in enumerate(row[:width])}
        | {f"o{i}": cell for i, cell in enumerate(row[width:])}
        for n, row in enumerate(rows)
    ]
    return (
        name,
        "decisionTableNode",
        {
            "hitPolicy": "first",
            "passThrough": True,
            "rules": rules,
            "inputs": [{"id": f"i{i}", "name": field, "field": field} for i, field in enumerate(fields)],
            "outputs": [{"id": f"o{i}", "name": output, "field": output} for i, output in enumerate(outputs)],
        },
    )


def _expressions(name: str, through: bool, **entries: str) -> Any:
    listed = [{"id": key, "key": key.replace("__", "."), "value": text} for key, text in entries.items()]
    return name, "expressionNode", {"expressions": listed, "passThrough": through}


def graph() -> dict[str, Any]:
    """The decision graph, a node a step, each passing on what it got, as in the example."""

    def rated(step: str, fields: Sequence[str], *rows: Sequence[str]) -> Any:
        outputs = (f"evaluation.{step}_rating", f"evaluation.{step}_score")
        return _table(step, [f"account.{field}" for field in fields], outputs, rows)

    score = " + ".join(f"evaluation.{step}_score" for step in (PAYMENT, USE, BEHAVIOUR))
    steps = [
        ("request", "inputNode", {}),
        rated(
            PAYMENT,
            (ON_TIME, LATE),
            (">= 95", "<= 0", "'excellent'", "30"),
            (">= 90", "<= 1", "'good'", "20"),
            (">= 80", "<= 3", "'fair'", "10"),
            ("", "", "'poor'", "0"),
        ),
        rated(
            USE,
            (NOW, AVERAGE),
            ("< 30", "< 50", "'low'", "25"),
            ("[30..50)", "< 60", "'moderate'", "15"),
            ("[50..75)", "", "'high'", "5"),
            ("", "", "'very_high'", "0"),
        ),
        rated(
            BEHAVIOUR,
            (INQUIRIES, YEARS, VERIFIED),
            ("< 1", ">= 3", "true", "'excellent'", "25"),
            ("< 3", ">= 2", "true", "'good'", "15"),
            ("< 5", ">= 1", "", "'fair'", "5"),
            ("", "", "", "'poor'", "0"),
        ),
        _expressions("total", True, total_adjustment_score=score),
        _table(
            "recommend",
            ("total_adjustment_score",),
            ("recommendation.percent_change",),
            (("> 50", "30"), ("[30..50]", "15"), ("[15..30)", "0"), ("", "-20")),
        ),
        _expressions(
            "amounts",
            False,
            amount_change="account.current_credit_limit * recommendation.percent_change / 100",
            new_credit_limit="account.current_credit_limit + $.amount_change",
        ),
        ("response", "outputNode", {}),
    ]
    nodes = [
        {"id": name, "name": name, "type": kind, "content": content, "position": {"x": 0, "y": 0}}
        for name, kind, content in steps
    ]
    edges = [
        {"id": f"{a[0]}-{b[0]}", "type": "edge", "sourceId": a[0], "targetId": b[0]}
        for a, b in pairwise(steps)
    ]
    return {"nodes": nodes, "edges": edges}


def zen_batch(table: pa.Table) -> Callable[[], Any]:
    """zen-engine's batch call on the rows of a table."""
    import zen

    from credit_engine.api.batch.records import nested

    requests = [{"key": "limits", "context": nested(row)} for row in table.to_pylist()]
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"limits": graph()}}})
    return lambda: engine.evaluate_batch(requests)


def agree(answers: pa.Table, by_hand: tuple[Any, Any], zen_answers: Any) -> bool:
    """Whether change and limit are the same for all candidates."""
    names = ("amount_change", "new_credit_limit")
    mine = [answers.column(name).to_numpy() for name in names]
    same = all(np.array_equal(a, b) for a, b in zip(mine, by_hand, strict=True))
    if zen_answers is None:
        return same
    results = [one["data"]["result"] for one in zen_answers]
    theirs = [np.array([float(one[name]) for one in results]) for name in names]
    return same and all(np.allclose(a[:_ZEN_ROWS], b) for a, b in zip(mine, theirs, strict=True))


def measured(candidates: dict[str, tuple[int, Callable[[], Any]]], rounds: int) -> dict[str, float]:
    """Seconds a row of each candidate, the median of interleaved rounds."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, (rows, work) in candidates.items():
            times[name].append(timed(work) / rows)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> int:
    """Measure and print; 1 where candidates disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    policy, table = load_policy(POLICY), accounts(given.rows, 1)
    columns = {name.removeprefix("account."): table.column(name).to_numpy() for name in table.column_names}
    result = policy.decide_batch(table, as_of=AS_OF)
    candidates: dict[str, tuple[int, Callable[[], Any]]] = {
        BATCH: (given.rows, lambda: policy.decide_batch(table, as_of=AS_OF).to_arrow()),
        BY_HAND: (given.rows, lambda: decide(columns)),
    }
    zen_answers = None
    if find_spec("zen") is not None:
        some = table.slice(0, _ZEN_ROWS)
        candidates[ZEN] = (some.num_rows, zen_batch(some))
        zen_answers = candidates[ZEN][1]()
    seconds = measured(candidates, given.rounds)
    print(
        f"{given.rows:,} accounts, {given.rounds} rounds, one core; Python {platform.python_version()}, "
        f"numpy {np.__version__}"
    )
    for name, found in seconds.items():
        print(f"{name:26} {1e-6 / found:8.3f} M rows a second  {found / seconds[BY_HAND]:8.2f}x numpy")
    print(f"decided again by rows: {result.stages.share_by_rows:.4%} of rows")
    sound = agree(result.to_arrow(), decide(columns), zen_answers)
    print("all decide alike" if sound else "the candidates DECIDE DIFFERENTLY")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
