"""Tests that tell columns, and bends of their bad rate, from noise. Training rows with a known outcome only.

The tests look at the values as they are, never at bins that were chosen by the outcome: the best of many cuts
separates goods from bads even where there is nothing to separate. Weights of each class are scaled to its
effective number of rows (L. Kish, Survey Sampling, 1965), which leaves rows of equal weight as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.develop.arrays import Floats, Integers, Mask
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
"""P values above it are taken for those of noise (`above_chance`)."""
BEND_LIMIT = 2.49
"""Deviations that the test for a bend exceeds in one of twenty columns whose rate is monotonic, where that is
likeliest: flat but for one step. At each of nine places only the side without the step is in doubt, and the
statistics of two such sides are normal with a correlation of (shorter / longer) ** 1.5; the 95 % point of
their maximum is 2.42 to 2.49, by where the step is (400,000 draws)."""


def chance_of(column: Column, bad: Floats, weight: Floats) -> float:
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


def above_chance(p_values: Sequence[float], rate: float) -> Mask:
    """The columns to keep such that at most a share `rate` of them is expected to be noise.

    Noise has p-values evenly between 0 and 1, so that those above one half tell how many columns are noise.
    Source: J. Storey, J. Taylor and D. Siegmund, Journal of the Royal Statistical Society B 66 (2004).
    """
    values = np.asarray(p_values, dtype=np.float64)
    number, ordered = len(values), np.sort(values)
    noise = min(float(number), 2.0 * (1 + int((values > _HALF).sum())))
    passed = np.flatnonzero(ordered * noise <= rate * np.arange(1, number + 1))
    found: Mask = values <= (ordered[passed[-1]] if len(passed) else -1.0)
    return found


def is_bent(values: Floats, bad: Floats, weight: Floats) -> bool:
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


def effective(bad: Floats, weight: Floats) -> Floats:
    """Weights scaled within goods and within bads to sum to (sum of weights)^2 / sum of squared weights."""
    scaled = weight.copy()
    for outcome in (0, 1):
        rows = bad == outcome
        if rows.any():
            scaled[rows] *= weight[rows].sum() / (weight[rows] ** 2).sum()
    return scaled


def rank_statistic(values: Floats, bad: Floats, weight: Floats) -> float:
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


def _cuts(values: Floats) -> Floats:
    """Values at which about a tenth, two tenths, ... of the rows are passed."""
    found: Floats = np.quantile(values, np.arange(1, _GROUPS) / _GROUPS, method="higher")
    return found


def _groups_of(column: Column, bad: Floats, weight: Floats) -> Integers:
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
    merged: Integers = np.where(small[group], len(total), group)
    return merged


def _pearson(group: Integers, bad: Floats, weight: Floats) -> float:
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


LEAST_OF_CLASS = 5
"""Goods, and bads, that missing values, special codes and other categories need for a WOE of their own; and
how many of a class a group has to lack before this is no chance."""
HALF = 0.5
"""What an empty class counts as (J. Haldane, Annals of Human Genetics 20, 1956): log-odds then are a
number."""


def pure(goods: Floats, bads: Floats) -> Mask:
    """Which groups have goods only or bads only; one without rows is not pure."""
    found: Mask = (goods > 0) != (bads > 0)
    return found


def pure_beyond_chance(goods: Floats, bads: Floats) -> Mask:
    """Which pure groups would hold enough of the class that they lack, were they like all groups together."""
    total = goods.sum() + bads.sum()
    if not total:
        return np.zeros(len(goods), dtype=bool)
    lacked = np.where(goods > 0, goods * bads.sum(), bads * goods.sum()) / total
    found: Mask = pure(goods, bads) & (lacked >= LEAST_OF_CLASS)
    return found


def filled(goods: Floats, bads: Floats) -> tuple[Floats, Floats]:
    """The counts with half a row in the empty cell of every group that is pure beyond chance."""
    lone = pure_beyond_chance(goods, bads)
    return np.where(lone & (goods <= 0), HALF, goods), np.where(lone & (bads <= 0), HALF, bads)


def pure_ends(values: Floats, bad: Floats, weight: Floats) -> list[tuple[float, int]]:
    """Where the lowest, and the highest, values are of one class beyond chance: each edge, in the middle of
    two neighbouring values, with the class (0 or 1) of the end; the lower one first.
    """
    ordered, place = np.unique(values, return_inverse=True)
    goods, bads = (sums(place, weight * label, len(ordered)) for label in (1 - bad, bad))
    found = []
    for low in (True, False):
        step = slice(None) if low else slice(None, None, -1)
        number, outcome = _run(goods[step], bads[step])
        if not 0 < number < len(ordered):
            continue
        cut = number if low else len(ordered) - number
        parts = (
            np.array([goods[:cut].sum(), goods[cut:].sum()]),
            np.array([bads[:cut].sum(), bads[cut:].sum()]),
        )
        if pure_beyond_chance(*parts)[0 if low else 1]:
            found.append((float(ordered[cut - 1] / 2 + ordered[cut] / 2), outcome))
    return found


def _run(goods: Floats, bads: Floats) -> tuple[int, int]:
    """How many of the first values hold one class only, and which."""
    lacking = bads if goods[0] > 0 else goods
    mixed = np.flatnonzero(lacking > 0)
    return (int(mixed[0]) if len(mixed) else len(goods)), int(goods[0] <= 0)


def pure_groups(values: NDArray[Any], bad: Floats, weight: Floats) -> list[tuple[Any, ...]]:
    """Categories of goods only, mixed ones, and categories of bads only, in three groups; those that are pure
    by chance are with the mixed ones. One group where nothing is pure beyond chance.
    """
    known = list(dict.fromkeys(values.tolist()))
    places = {value: k for k, value in enumerate(known)}
    place = np.array([places[value] for value in values.tolist()], dtype=np.int64)
    goods, bads = (sums(place, weight * label, len(known)) for label in (1 - bad, bad))
    kind = np.where(pure(goods, bads), np.where(goods > 0, 0, 2), 1)
    kept = pure_beyond_chance(sums(kind, goods, 3), sums(kind, bads, 3))
    kind[~kept[kind]] = 1
    groups = [tuple(value for value, i in zip(known, kind, strict=True) if i == k) for k in range(3)]
    return [group for group in groups if group]
