"""Scoring one record and a million rows with one HELOC card: engine, optbinning, plain Python, plain numpy.

    python benchmarks/scorecard_scoring.py HELOC.csv [--rows 1000000]

The card is fitted by optbinning on the file, imported, and scored by all four; they have to agree first.
Needs the extras `develop` and `batch`. Batches are interleaved, so that a busy machine slows all alike.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from optbinning import BinningProcess, Scorecard
from sklearn.linear_model import LogisticRegression

from credit_engine.interop import scorecards as exchange

SPECIAL = [-9, -8, -7]
Scorer = Callable[[], Any]


def fitted(frame: pd.DataFrame, names: list[str]) -> Scorecard:
    process = BinningProcess(names, special_codes=SPECIAL)
    card = Scorecard(
        process,
        LogisticRegression(C=3, max_iter=1000, random_state=1),
        scaling_method="pdo_odds",
        scaling_method_params={"pdo": 20, "odds": 50, "scorecard_points": 600},
    )
    return card.fit(frame[names], frame["bad"])


def tables(card: Any) -> list[tuple[str, list[float], list[float], dict[float, float], float]]:
    """Each characteristic's inner edges, points by stretch, points by special code, and points of missing."""
    found = []
    for one in card.card.characteristics:
        special = {float(code): one.points[one.bins.special[cause]] for code, cause in one.spec.codes.items()}
        ranges = [a for a in one.spec.attributes if a.range is not None]
        edges = sorted({float(edge) for edge in one.bins.edges} - special.keys())
        missing = None if one.bins.missing is None else float(one.points[one.bins.missing])
        points = [float(a.points) for a in ranges]
        found.append((one.name, edges, points, {k: float(v) for k, v in special.items()}, missing))
    return found


def plain_python(card: Any) -> Callable[[dict[str, Any]], float]:
    """What one would write by hand: a dict of special codes, a bisection, a sum."""
    lines, start = tables(card), float(card.spec.initial_points)

    def score(record: dict[str, Any]) -> float:
        total = start
        for name, edges, points, special, missing in lines:
            value = record[name]
            if value is None:
                total += missing
            elif value in special:
                total += special[value]
            else:
                total += points[bisect_right(edges, value)]
        return total

    return score


def plain_numpy(card: Any) -> Callable[[dict[str, Any]], Any]:
    """One searchsorted a column; special codes are edges of their own."""
    lines = []
    for name, edges, points, special, missing in tables(card):
        starts, values = [-np.inf], [np.nan]
        cuts = sorted([*edges, *special, *(np.nextafter(code, np.inf) for code in special)])
        for cut in cuts:
            starts.append(cut)
            values.append(special.get(cut, points[bisect_right(edges, cut)]))
        values[0] = points[0]
        lines.append(
            (
                name,
                np.array([*starts[1:], np.nan]),
                np.array([*values, missing if missing is not None else np.nan]),
            )
        )
    start = float(card.spec.initial_points)

    def score(columns: dict[str, Any]) -> Any:
        total = np.full(len(next(iter(columns.values()))), start)
        for name, starts, values in lines:
            total += values[np.searchsorted(starts, columns[name], side="right")]
        return total

    return score


def interleaved(candidates: dict[str, tuple[Scorer, int]], rounds: int) -> dict[str, float]:
    """Median seconds of one call, the candidates in turn, each so many calls at a time."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, (call, repeat) in candidates.items():
            start = time.perf_counter()
            for _ in range(repeat):
                call()
            times[name].append((time.perf_counter() - start) / repeat)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    frame = pd.read_csv(options.file)
    names = [name for name in frame.columns if name not in ("row_id", "bad")]
    theirs = fitted(frame, names)
    card = exchange.from_optbinning(theirs)
    card = getattr(card, "card", card) if not hasattr(card, "score") else card
    python, numpy = plain_python(card), plain_numpy(card)

    records = frame[names].to_dict("records")[:500]
    differences = [abs(float(card.score(r).points or 0) - python(r)) for r in records]
    ours = np.array([float(card.score(record).points or 0) for record in records])
    theirs_difference = np.max(np.abs(ours - theirs.score(frame[names].head(500))))
    print(
        f"500 records: largest difference to plain Python {max(differences):.1e}, "
        f"to optbinning {theirs_difference:.1e}"
    )
    state = iter(range(10**9))

    def each(score: Callable[[dict[str, Any]], Any]) -> Scorer:
        return lambda: score(records[next(state) % 500])

    one_row = frame[names].head(1)
    calls: dict[str, tuple[Scorer, int]] = {
        "engine, points": (each(lambda r: card.score(r).points), 3000),
        "engine, points and PD": (each(lambda r: card.score(r).pd), 1000),
        "plain Python": (each(python), 3000),
        "optbinning": (lambda: theirs.score(one_row), 3),
    }
    for name, seconds in (single := interleaved(calls, 9)).items():
        ratio = seconds / single["plain Python"]
        print(f"one record, {name:22} {seconds * 1e6:10.1f} us {ratio:8.2f} x plain Python")

    rows = np.random.default_rng(1).integers(0, len(frame), options.rows)
    big = frame[names].iloc[rows].reset_index(drop=True)
    floats = {name: big[name].to_numpy(np.float64) for name in names}
    whole = {name: big[name].to_numpy() for name in names}
    difference = np.nanmax(np.abs(card.score_batch(whole)["points"] - numpy(floats)))
    print(f"{options.rows:,} rows: largest difference to plain numpy {difference:.1e}")
    calls = {
        "engine, whole numbers": (lambda: card.score_batch(whole), 1),
        "engine, floats": (lambda: card.score_batch(floats), 1),
        "engine, pandas": (lambda: card.score_batch(big), 1),
        "plain numpy": (lambda: numpy(floats), 1),
        "optbinning": (lambda: theirs.score(big), 1),
    }
    for name, seconds in (batch := interleaved(calls, 5)).items():
        ratios = batch["optbinning"] / seconds, batch["plain numpy"] / seconds
        print(
            f"{options.rows:,} rows, {name:22} {options.rows / seconds / 1e6:7.2f} M rows/s "
            f"{ratios[0]:7.2f} x optbinning {ratios[1]:6.2f} x plain numpy"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
