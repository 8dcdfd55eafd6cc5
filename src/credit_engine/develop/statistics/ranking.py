"""How well values rank goods and bads: AUC, Gini and KS, with intervals.

Sources: D. Bamber, Journal of Mathematical Psychology 12 (1975), for AUC with ties one half; E. DeLong,
D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988), for its standard error; B. Efron and R. Tibshirani,
*An Introduction to the Bootstrap* (1993), for percentile intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from credit_engine.develop import discrimination
from credit_engine.develop.discrimination import delong_estimate, gini_estimate, percentile_estimate
from credit_engine.develop.results import Estimate
from credit_engine.develop.statistics import inputs
from credit_engine.develop.statistics.problems import level_out_of_range
from credit_engine.problems import Problem

if TYPE_CHECKING:
    from credit_engine.develop.arrays import Floats

Higher = Literal["good", "bad"]
Interval = Literal["delong", "bootstrap", "none"]


@dataclass(frozen=True)
class Ranking:
    """AUC, Gini = 2 AUC - 1, and KS, each with its interval; `ks_at` is the value at which KS is reached."""

    auc: Estimate
    gini: Estimate
    ks: Estimate
    ks_at: float
    goods: float
    bads: float


@dataclass(frozen=True)
class Curve:
    """Shares of goods and of bads at or beyond each value, from the most risky value to the least."""

    values: tuple[float, ...]
    goods: tuple[float, ...]
    bads: tuple[float, ...]


def ranking(
    values: Sequence[float],
    bad: Sequence[int],
    *,
    higher: Higher,
    weight: Sequence[float] | None = None,
    interval: Interval = "delong",
    level: float = 0.95,
    draws: int = 500,
    seed: int = 1,
) -> Ranking:
    """AUC, Gini and KS of scores or PDs with outcomes (1 for a bad).

    `higher` says which class higher values mean: `good` for scores, `bad` for PDs. AUC is the chance that
    a bad is ranked as riskier than a good, a tie counting one half; KS the largest distance between the
    distributions of goods and bads. `interval`: `delong` for AUC and Gini (normal, within [0..1]), with
    `draws` bootstrap samples for KS; `bootstrap` for all of them, drawn within each class; or `none`. The
    same `seed` gives the same interval. Raises InputError for NaN, unequal lengths, or a class without
    members.
    """
    risk, labels, weights = _checked(values, bad, higher, weight)
    inputs.refuse(inputs.choice("interval", interval, ("delong", "bootstrap", "none")) + _level(level))
    area = discrimination.auc(risk, labels, weights)
    distance = discrimination.ks(risk, labels, weights)
    drawn = _drawn(risk, labels, weights, draws, seed) if interval != "none" and draws > 1 else None
    even = bool((weights == weights[0]).all())
    error = discrimination.auc_error(risk, labels) if interval == "delong" and even else float("nan")
    area_estimate = (
        delong_estimate(area, error, level)
        if error == error
        else percentile_estimate(area, drawn and drawn[0], level)
    )
    return Ranking(
        area_estimate,
        gini_estimate(area_estimate),
        percentile_estimate(distance, drawn and drawn[1], level),
        _reached(risk, labels, weights, higher),
        float(weights[labels == 0].sum()),
        float(weights[labels == 1].sum()),
    )


def auc(
    values: Sequence[float], bad: Sequence[int], *, higher: Higher, weight: Sequence[float] | None = None
) -> float:
    """The area under the ROC curve, ties one half; see `ranking`."""
    return ranking(values, bad, higher=higher, weight=weight, interval="none").auc.value


def gini(
    values: Sequence[float], bad: Sequence[int], *, higher: Higher, weight: Sequence[float] | None = None
) -> float:
    """The Gini coefficient (accuracy ratio), 2 AUC - 1; see `ranking`."""
    return ranking(values, bad, higher=higher, weight=weight, interval="none").gini.value


def ks(
    values: Sequence[float], bad: Sequence[int], *, higher: Higher, weight: Sequence[float] | None = None
) -> float:
    """The Kolmogorov-Smirnov distance between goods and bads; see `ranking`."""
    return ranking(values, bad, higher=higher, weight=weight, interval="none").ks.value


def roc_curve(
    values: Sequence[float], bad: Sequence[int], *, higher: Higher, weight: Sequence[float] | None = None
) -> Curve:
    """The points of the ROC curve; arguments and errors as `ranking`."""
    risk, labels, weights = _checked(values, bad, higher, weight)
    places, goods, bads = _cumulated(risk, labels, weights)
    sign = 1.0 if higher == "bad" else -1.0
    return Curve(tuple((sign * places).tolist()), tuple(goods.tolist()), tuple(bads.tolist()))


def _checked(
    values: Sequence[float], bad: Sequence[int], higher: str, weight: Sequence[float] | None
) -> tuple[Floats, Floats, Floats]:
    inputs.refuse(inputs.choice("higher", higher, ("good", "bad")))
    risk, labels, *given = inputs.columns(values=values, bad=bad, weight=weight)
    inputs.refuse(inputs.labels(labels) + [problem for w in given for problem in inputs.weights(w)])
    weights = given[0] if given else np.ones(len(risk))
    if given:
        inputs.refuse(inputs.labels(labels[weights > 0]))
    return (risk if higher == "bad" else -risk), labels, weights


def _level(level: float) -> list[Problem]:
    if 0 < level < 1:
        return []
    return [level_out_of_range(path="level", level=level)]


def _cumulated(risk: Floats, bad: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Values from the most risky one, and the shares of goods and bads at or beyond each."""
    places, number = np.unique(-risk, return_inverse=True)
    goods = np.cumsum(np.bincount(number, weight * (1 - bad), len(places)))
    bads = np.cumsum(np.bincount(number, weight * bad, len(places)))
    return -places, goods / goods[-1], bads / bads[-1]


def _reached(risk: Floats, bad: Floats, weight: Floats, higher: str) -> float:
    places, goods, bads = _cumulated(risk, bad, weight)
    at = float(places[int(np.argmax(np.abs(bads - goods)))])
    return at if higher == "bad" else -at


def _drawn(risk: Floats, bad: Floats, weight: Floats, draws: int, seed: int) -> tuple[Floats, Floats]:
    """AUC and KS of samples drawn with replacement within each class.

    Rows of one value are alike where weights are even, so that their numbers are drawn together.
    """
    draw = np.random.default_rng(seed)
    values, place = np.unique(risk, return_inverse=True)
    classes = [(place[bad == label], weight[bad == label]) for label in (0, 1)]
    sizes = [np.bincount(places, minlength=len(values)) for places, _ in classes]
    even = bool((weight == weight[0]).all())
    found = np.empty((draws, 2))
    for row in found:
        if even:
            goods, bads = (
                draw.multinomial(size.sum(), size / size.sum()).astype(np.float64) for size in sizes
            )
        else:
            goods, bads = (_resampled(draw, *class_, len(values)) for class_ in classes)
        below, beyond = np.cumsum(goods), np.cumsum(bads)
        row[0] = (bads * (below - goods / 2)).sum() / (below[-1] * beyond[-1])
        row[1] = np.abs(below / below[-1] - beyond / beyond[-1]).max()
    return found[:, 0], found[:, 1]


def _resampled(draw: np.random.Generator, place: Any, weight: Floats, number: int) -> Floats:
    """Weights by place of as many rows, drawn with replacement."""
    chosen = draw.integers(0, len(place), len(place))
    found: Floats = np.bincount(place[chosen], weight[chosen], number).astype(np.float64)
    return found
