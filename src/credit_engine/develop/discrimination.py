"""Discrimination and calibration of scores, with intervals.

Goods are to have more points. A row's `risk` rises with its chance to be bad.
"""

from __future__ import annotations

import numpy as np

from credit_engine.develop.arrays import Floats, Integers
from credit_engine.develop.results import Counts, Estimate


def sums(place: Integers, weight: Floats, number: int = 0) -> Floats:
    """The sum of weights at each place."""
    return np.bincount(place, weight, number).astype(np.float64)


def auc(risk: Floats, bad: Floats, weight: Floats) -> float:
    """Chance that a bad has the higher risk than a good, ties half (Mann and Whitney 1947); weighted."""
    _, place = np.unique(risk, return_inverse=True)
    return _area(sums(place, weight * (1 - bad)), sums(place, weight * bad))


def _area(good: Floats, bad: Floats) -> float:
    """AUC of goods and bads by rising risk."""
    below = np.cumsum(good) - good
    return float((bad * (below + good / 2)).sum() / (good.sum() * bad.sum()))


def ks(risk: Floats, bad: Floats, weight: Floats) -> float:
    """Largest distance between the distributions of goods and bads (Kolmogorov and Smirnov)."""
    _, place = np.unique(risk, return_inverse=True)
    return _ks(sums(place, weight * (1 - bad)), sums(place, weight * bad))


def _ks(good: Floats, bad: Floats) -> float:
    return float(np.abs(np.cumsum(good) / good.sum() - np.cumsum(bad) / bad.sum()).max())


def brier(pd: Floats, bad: Floats, weight: Floats) -> float:
    """Mean squared difference of PD and outcome (Brier 1950)."""
    return float(np.average((pd - bad) ** 2, weights=weight))


def auc_error(risk: Floats, bad: Floats) -> float:
    """Standard error of the AUC of unweighted rows.

    Source: E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988), in the form of ranks.
    """
    from scipy.stats import rankdata

    bads, goods = risk[bad == 1], risk[bad == 0]
    if len(bads) < 2 or len(goods) < 2:
        return float("nan")
    together = rankdata(np.concatenate([bads, goods]))
    of_bads = (together[: len(bads)] - rankdata(bads)) / len(goods)
    of_goods = 1 - (together[len(bads) :] - rankdata(goods)) / len(bads)
    return float(np.sqrt(of_bads.var(ddof=1) / len(bads) + of_goods.var(ddof=1) / len(goods)))


def statistics(
    risk: Floats, pd: Floats, bad: Floats, weight: Floats, draws: int, level: float, seed: int
) -> dict[str, Estimate]:
    """AUC, Gini, KS, Brier score, mean PD and bad rate of a sample."""
    even = bool((weight == weight[0]).all())
    drawn = _bootstrap(risk, pd, bad, weight, draws, seed) if draws > 1 else {}
    area = auc(risk, bad, weight)
    found = {
        name: percentile_estimate(value, drawn.get(name), level)
        for name, value in (("auc", area), ("ks", ks(risk, bad, weight)), ("brier", brier(pd, bad, weight)))
    }
    if even and (error := auc_error(risk, bad)) > 0:
        found["auc"] = delong_estimate(area, error, level)
    found["gini"] = gini_estimate(found["auc"])
    found["mean_pd"] = Estimate(float(np.average(pd, weights=weight)), level=level)
    found["bad_rate"] = Estimate(float(np.average(bad, weights=weight)), level=level)
    return found


def delong_estimate(value: float, error: float, level: float) -> Estimate:
    """The AUC with its normal interval, within [0..1]."""
    from scipy.special import ndtri

    reach = float(ndtri((1 + level) / 2)) * error
    return Estimate(value, max(0.0, value - reach), min(1.0, value + reach), level, "DeLong")


def percentile_estimate(value: float, drawn: Floats | None, level: float) -> Estimate:
    """A statistic with the percentiles of its bootstrap samples, where there are any."""
    if drawn is None or not len(drawn):
        return Estimate(value, level=level)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2]).tolist()
    return Estimate(value, low, high, level, f"bootstrap, {len(drawn)} draws")


def gini_estimate(area: Estimate) -> Estimate:
    """Gini = 2 AUC - 1, with the interval of the AUC."""
    low, high = (None if end is None else 2 * end - 1 for end in (area.low, area.high))
    return Estimate(2 * area.value - 1, low, high, area.level, area.method)


def _bootstrap(
    risk: Floats, pd: Floats, bad: Floats, weight: Floats, draws: int, seed: int
) -> dict[str, Floats]:
    """Statistics of samples drawn with replacement.

    Without weights, rows of one score and outcome are alike, so that their numbers are drawn together.
    """
    values, place = np.unique(risk, return_inverse=True)
    number, rows = len(values), len(risk)
    cell = place + number * (bad == 1)
    even = bool((weight == weight[0]).all())
    if even:
        _, first, cell, sizes = np.unique(cell, return_index=True, return_inverse=True, return_counts=True)
    draw = np.random.default_rng(seed)
    found: dict[str, list[float]] = {"auc": [], "ks": [], "brier": []}
    for _ in range(draws):
        if even:
            times = draw.multinomial(rows, sizes / rows).astype(np.float64)
            resampled = _statistics_of(place[first], pd[first], bad[first], times, number)
        else:
            chosen = draw.integers(0, rows, rows)
            resampled = _statistics_of(place[chosen], pd[chosen], bad[chosen], weight[chosen], number)
        for name, value in resampled.items():
            found[name].append(value)
    return {name: np.array(values) for name, values in found.items()}


def _statistics_of(place: Integers, pd: Floats, bad: Floats, weight: Floats, number: int) -> dict[str, float]:
    """AUC, KS and Brier score of rows whose risks have a place in their order; nothing without both
    classes.
    """
    good, bads = sums(place, weight * (1 - bad), number), sums(place, weight * bad, number)
    if good.sum() <= 0 or bads.sum() <= 0:
        return {}
    return {"auc": _area(good, bads), "ks": _ks(good, bads), "brier": brier(pd, bad, weight)}


def counts_of(bad: Floats, weight: Floats) -> Counts:
    """Goods and bads of rows, as sums of weights."""
    return Counts(float((weight * (1 - bad)).sum()), float((weight * bad).sum()))
