"""Tests that tell columns, and bends of their bad rate, from noise. Training rows with a known outcome only.

The tests look at the values as they are, never at bins that were chosen by the outcome: the best of many cuts
separates goods from bads even where there is nothing to separate. Weights of each class are scaled to its
effective number of rows (L. Kish, Survey Sampling, 1965), which leaves rows of equal weight as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from credit_engine.develop.columns import PRESENT, Column
from credit_engine.develop.discrimination import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GROUPS = 10
"""Groups of about equal size: enough to see a bend, few enough for each to hold some bads."""
_LEAST_EXPECTED = 5.0
"""Goods, and bads, that a group would hold by chance; below, Pearson's statistic is not chi-squared (W.
Cochran, Annals of Mathematical Statistics 23, 1952)."""
_HALF = 0.5
BEND_LIMIT = 2.49
"""Deviations that the test for a bend exceeds in one of twenty columns whose rate is monotonic, where that is
likeliest: flat but for one step. At each of nine places only the side without the step is in doubt, and the
statistics of two such sides are normal with a correlation of (shorter / longer) ** 1.5; the 95 % point of
their maximum is 2.42 to 2.49, by where the step is (400,000 draws)."""


def chance_of(column: Column, bad: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """The p-value of a column: how often one without any relation to the outcome would look like it.

    The Mann-Whitney test of numbers finds what rises or falls, Pearson's test of groups (tenths of the
    numbers, categories, causes of absence) finds the rest; joined by R. Simes, Biometrika 73 (1986).
    """
    weight = effective(bad, weight)
    grouped = _pearson(_groups_of(column, bad, weight), bad, weight)
    present = column.state == PRESENT
    if not column.numeric or not present.any():
        return grouped
    ranked = 2 * _tail(abs(rank_statistic(column.values[present], bad[present], weight[present])))
    return min(2 * min(grouped, ranked), max(grouped, ranked))


def above_chance(p_values: Sequence[float], rate: float) -> NDArray[np.bool_]:
    """The columns to keep such that at most a share `rate` of them is expected to be noise.

    Noise has p-values evenly between 0 and 1, so that those above one half tell how many columns are noise.
    Source: J. Storey, J. Taylor and D. Siegmund, Journal of the Royal Statistical Society B 66 (2004).
    """
    values = np.asarray(p_values, dtype=np.float64)
    number, ordered = len(values), np.sort(values)
    noise = min(float(number), 2.0 * (1 + int((values > _HALF).sum())))
    passed = np.flatnonzero(ordered * noise <= rate * np.arange(1, number + 1))
    found: NDArray[np.bool_] = values <= (ordered[passed[-1]] if len(passed) else -1.0)
    return found


def is_bent(values: NDArray[np.float64], bad: NDArray[np.float64], weight: NDArray[np.float64]) -> bool:
    """Whether the bad rate first rises and then falls along the values, or the other way round.

    It does where, on either side of one of nine places, the Mann-Whitney test finds opposite directions: a
    monotonic rate fails one of the two, so that each place has the level of one test (R. Berger,
    Technometrics 24, 1982); `BEND_LIMIT` is that of all places together.
    """
    weight = effective(bad, weight)
    places = np.unique(_cuts(values))
    for place in places.tolist():
        low = values < place
        below, above = (rank_statistic(values[part], bad[part], weight[part]) for part in (low, ~low))
        if below * above < 0 and min(abs(below), abs(above)) >= BEND_LIMIT:
            return True
    return False


def effective(bad: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights scaled within goods and within bads to sum to (sum of weights)^2 / sum of squared weights."""
    scaled = weight.copy()
    for outcome in (0, 1):
        rows = bad == outcome
        if rows.any():
            scaled[rows] *= weight[rows].sum() / (weight[rows] ** 2).sum()
    return scaled


def rank_statistic(
    values: NDArray[np.float64], bad: NDArray[np.float64], weight: NDArray[np.float64]
) -> float:
    """The Mann-Whitney statistic in standard deviations, positive where bads have the greater values.

    Ties have their middle rank. Source: E. Lehmann, Nonparametrics (1975), section 1.4.
    """
    ordered, place = np.unique(values, return_inverse=True)
    good, bads = (sums(place, weight * part, len(ordered)) for part in (1 - bad, bad))
    total = good + bads
    number = float(total.sum())
    rank = np.cumsum(total) - total / 2
    spread = float((total * (rank - number / 2) ** 2).sum())
    variance = good.sum() * bads.sum() * spread / (number * (number - 1)) if number > 1 else 0.0
    if variance <= 0:
        return 0.0
    return float(((bads * rank).sum() - bads.sum() * number / 2) / variance**0.5)


def _cuts(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values at which about a tenth, two tenths, ... of the rows are passed."""
    found: NDArray[np.float64] = np.quantile(values, np.arange(1, _GROUPS) / _GROUPS, method="higher")
    return found


def _groups_of(column: Column, bad: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """The group of every row; categories too small for the test are one group, as are causes of absence."""
    group = np.zeros(len(column.state), dtype=np.int64)
    present = column.state == PRESENT
    if column.numeric and present.any():
        edges = np.unique(_cuts(column.values[present]))
        group[present] = np.searchsorted(edges, column.values[present], side="right")
    else:
        known = {value: k for k, value in enumerate(dict.fromkeys(column.values[present].tolist()))}
        group[present] = [known[value] for value in column.values[present].tolist()]
    group[~present] = group.max() + 1 + column.state[~present]
    total = sums(group, weight, int(group.max()) + 1)
    scarcer = min(float(weight[bad == 0].sum()), float(weight[bad == 1].sum())) / float(weight.sum())
    small = total * scarcer < _LEAST_EXPECTED
    merged: NDArray[np.int64] = np.where(small[group], len(total), group)
    return merged


def _pearson(group: NDArray[np.int64], bad: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """The p-value of Pearson's test that every group has the same bad rate."""
    from scipy.special import chdtrc

    good, bads = (sums(group, weight * part, int(group.max()) + 1) for part in (1 - bad, bad))
    filled = good + bads > 0
    observed = np.stack([good[filled], bads[filled]])
    if observed.shape[1] < 2 or not (observed.sum(axis=1) > 0).all():
        return 1.0
    expected = observed.sum(axis=1)[:, None] * observed.sum(axis=0) / observed.sum()
    return float(chdtrc(observed.shape[1] - 1, float(((observed - expected) ** 2 / expected).sum())))


def _tail(deviations: float) -> float:
    """The chance of a normal variable beyond so many standard deviations."""
    from scipy.special import ndtr

    return float(ndtr(-deviations))
