"""Held-out discrimination and time of `fit_scorecard` beside optbinning's Scorecard, same rows, same run.

    python benchmarks/scorecard_fit.py [--splits 20] [SET...]

Each of the splits is 70/30 within goods and bads, fixed by its seed. Everything is fitted on the 70 %, with
the default settings of either library but for: special codes (declared to both), optbinning's regression
(scikit-learn's with C=3), and no column left out as protected (so that both see the same).
"Constrained" leaves out, one at a time, the characteristic whose coefficient has the most wrong sign, and
fits optbinning's WOE again. Seconds are processor time of the fit, statistics and proof of the card included.
The data are those of ../shared/data; sets that are not there are passed over.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from credit_engine.develop import fit_scorecard

DATA = Path(__file__).parents[2] / "shared" / "data"
SETS: dict[str, tuple[str, str, dict[str, str]]] = {
    "german": ("german_credit_uci_codes.csv", "row_id", {}),
    "heloc": ("heloc.csv", "row_id", {"-9": "no_record", "-8": "not_usable", "-7": "condition_not_met"}),
    "uci_card": ("uci_credit_card.csv.gz", "row_id", {}),
    "give_me_some_credit": ("give_me_some_credit.csv.gz", "id", {}),
    "polish_bankruptcy": ("polish_bankruptcy_5year.csv.gz", "id", {}),
}
FIRST_SEED = 20271101


def optbinning_auc(
    frame: pd.DataFrame, train: Any, test: Any, codes: dict[str, str]
) -> tuple[float, float, float]:
    """AUC of optbinning's scorecard, of its sign-constrained form, and the seconds of the former's fit."""
    from optbinning import BinningProcess, Scorecard

    columns = frame.drop(columns="bad")
    bad = frame["bad"].to_numpy()
    nominal = [name for name in columns if columns[name].dtype.kind not in "iuf"]
    special = [float(code) for code in codes] or None
    process = BinningProcess(list(columns), categorical_variables=nominal, special_codes=special)
    card = Scorecard(
        process,
        LogisticRegression(C=3, max_iter=1000, random_state=1),
        scaling_method="pdo_odds",
        scaling_method_params={"pdo": 20, "odds": 50, "scorecard_points": 600},
    )
    start = time.process_time()
    card.fit(columns.iloc[train], bad[train])
    seconds = time.process_time() - start
    free = roc_auc_score(bad[test], card.predict_proba(columns.iloc[test])[:, 1])
    return free, constrained_auc(card.binning_process_, columns, bad, train, test), seconds


def constrained_auc(process: Any, columns: pd.DataFrame, bad: Any, train: Any, test: Any) -> float:
    """AUC of a regression on optbinning's WOE in which every coefficient has the right sign."""
    empirical = {"metric": "woe", "metric_special": "empirical", "metric_missing": "empirical"}
    woe, held = (process.transform(columns.iloc[rows], **empirical).to_numpy() for rows in (train, test))
    kept = list(range(woe.shape[1]))
    while True:
        regression = LogisticRegression(C=3, max_iter=1000, random_state=1).fit(woe[:, kept], bad[train])
        coefficients = regression.coef_[0]
        if coefficients.max() <= 0:
            return float(roc_auc_score(bad[test], regression.predict_proba(held[:, kept])[:, 1]))
        kept.pop(int(coefficients.argmax()))


def own_auc(frame: pd.DataFrame, test: Any, codes: dict[str, str]) -> tuple[float, float, int]:
    """Held-out AUC of the default fit, its seconds, and the number of coefficients of the wrong sign."""
    names = np.full(len(frame), "train", dtype=object)
    names[test] = "test"
    marked = frame.assign(sample=names)
    start = time.process_time()
    found = fit_scorecard(marked, "bad", codes=codes, samples={"column": "sample"}, protected=[])
    seconds = time.process_time() - start
    wrong = sum(one.coefficient is not None and one.coefficient <= 0 for one in found.characteristics)
    return found.samples["test"].statistics["auc"].value, seconds, wrong


def compare(name: str, splits: int) -> dict[str, Any]:
    """Means over the splits, and paired differences with their 95 % intervals (Student)."""
    file, identifier, codes = SETS[name]
    frame = pd.read_csv(DATA / file).drop(columns=identifier)
    rows = np.arange(len(frame))
    measured = []
    for seed in range(FIRST_SEED, FIRST_SEED + splits):
        train, test = train_test_split(rows, test_size=0.3, random_state=seed, stratify=frame["bad"])
        ours, seconds, wrong = own_auc(frame, test, codes)
        free, constrained, theirs = optbinning_auc(frame, np.sort(train), test, codes)
        measured.append((ours, free, constrained, seconds, theirs, wrong))
        print(f"{name} {len(measured)}/{splits}", end="\r", file=sys.stderr, flush=True)
    table = np.array(measured)
    return {
        "set": name,
        "rows": len(frame),
        "auc": dict(
            zip(("ours", "free", "constrained"), table[:, :3].mean(axis=0).round(5).tolist(), strict=True)
        ),
        "difference_to_constrained": interval(table[:, 0] - table[:, 2]),
        "difference_to_free": interval(table[:, 0] - table[:, 1]),
        "seconds": dict(
            zip(("ours", "optbinning"), table[:, 3:5].mean(axis=0).round(3).tolist(), strict=True)
        ),
        "wrong_signs": int(table[:, 5].sum()),
    }


def interval(differences: Any) -> list[float]:
    """Mean, low and high end; and the ends by Nadeau and Bengio (2003), who allow for rows shared by
    splits.
    """
    number = len(differences)
    mean, spread = float(differences.mean()), float(differences.std(ddof=1))
    point = float(t.ppf(0.975, number - 1))
    plain, shared = point * spread * (1 / number) ** 0.5, point * spread * (1 / number + 0.3 / 0.7) ** 0.5
    return [round(value, 5) for value in (mean, mean - plain, mean + plain, mean - shared, mean + shared)]


def chosen(names: list[str]) -> Iterator[str]:
    for name in names or SETS:
        if (DATA / SETS[name][0]).exists():
            yield name
        else:
            print(f"{name}: no data, passed over", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--splits", type=int, default=20)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    for name in chosen(arguments.sets):
        print(json.dumps(compare(name, arguments.splits)), flush=True)


if __name__ == "__main__":
    main()
