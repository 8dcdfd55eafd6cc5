"""How far a population has moved: PSI, CSI, divergence and information value.

Sources: E. Lewis, *An Introduction to Credit Scoring* (1994), and N. Siddiqi, *Intelligent Credit Scoring*
(2nd ed. 2017) for PSI and its bands; S. Kullback and R. Leibler, Annals of Mathematical Statistics 22 (1951);
B. Yurdakul and J. Naranjo, *Statistical Properties of the Population Stability Index* (Journal of Risk Model
Validation 14, 2020) for its distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from credit_engine.develop.statistics import inputs
from credit_engine.develop.statistics.problems import floor_out_of_range

if TYPE_CHECKING:
    from credit_engine.develop.arrays import Floats

FLOOR = 1e-4
"""The share that stands for an empty cell in PSI, unless another is named."""
_LEVEL = 0.05
"""The share of families of tests in which chance may exceed the limit."""
_DRAWS, _SEED = 10_000, 1
"""Draws of what chance gives: the twentieth part of one of forty tests rests on a dozen of them."""
MODERATE, MAJOR = 0.1, 0.25
"""Below the first a population is stable, above the second it has shifted: conventions, not tests."""

Band = Literal["stable", "moderate", "major"]


@dataclass(frozen=True)
class Cell:
    """One cell of a comparison: its shares of both distributions and what it contributes."""

    expected: float
    actual: float
    contribution: float


@dataclass(frozen=True)
class Stability:
    """An index of stability with its band and cells.

    `critical` is what the index exceeds by chance with a probability of 5 % where nothing has changed;
    None where shares were given instead of counts. `sizes` are the two totals compared. `points_shift` is
    the change of the mean points, None without points.
    """

    index: float
    band: Band
    cells: tuple[Cell, ...]
    floor: float
    critical: float | None = None
    points_shift: float | None = None
    sizes: tuple[float, float] | None = None


def band_of(index: float) -> Band:
    """`stable` below 0.1, `moderate` to 0.25, `major` above (Lewis 1994; Siddiqi 2017)."""
    return "stable" if index < MODERATE else "moderate" if index <= MAJOR else "major"


def psi(expected: Sequence[float], actual: Sequence[float], *, floor: float = FLOOR) -> Stability:
    """The population stability index: sum of (actual - expected) * ln(actual / expected) over shares.

    `expected` and `actual` are counts or shares of the same cells. A share below `floor` is raised to it,
    the others are left alone (no renormalisation), so an empty cell gives a large but finite part. Raises
    InputError for negative, missing or unequally many values, and for a floor that is not positive.
    """
    if not 0 < floor < 1:
        inputs.refuse([floor_out_of_range(path="floor", floor=floor)])
    before, after = inputs.shares(expected, actual)
    found = _stability(before, after, floor, _critical(expected, actual))
    return (
        found if found.critical is None else replace(found, sizes=(float(sum(expected)), float(sum(actual))))
    )


def csi(
    expected: Sequence[float],
    actual: Sequence[float],
    points: Sequence[float] | None = None,
    *,
    floor: float = FLOOR,
) -> Stability:
    """The characteristic stability index: `psi` over the attributes of a characteristic.

    With the attributes' `points` it also gives the points weighted form, sum of (actual - expected) *
    points: the change of the characteristic's mean points (Siddiqi 2017, characteristic analysis). Raises
    InputError as `psi`, and for unequally many points.
    """
    found = psi(expected, actual, floor=floor)
    if points is None:
        return found
    before, after = inputs.shares(expected, actual)
    worth = inputs.columns(expected=before, points=points)[1]
    shift = float(((after - before) * worth).sum())
    return replace(found, points_shift=shift)


def chance_limit(found: Stability, tests: int = 1) -> float:
    """What the index exceeds by chance in one of twenty families of so many tests; infinite without counts.

    Both samples are drawn from their pooled shares, empty cells raised to the floor as in the index: where
    cells hold few rows the chi-squared approximation of `critical` is far too small. Raises nothing.
    """
    if found.sizes is None or not min(found.sizes):
        return float("inf")
    old, new = (max(1, round(size)) for size in found.sizes)
    shares = np.array([(cell.expected * old + cell.actual * new) / (old + new) for cell in found.cells])
    draw = np.random.default_rng(_SEED)
    before, after = (
        np.maximum(draw.multinomial(size, shares / shares.sum(), _DRAWS) / size, found.floor)
        for size in (old, new)
    )
    drawn = ((after - before) * np.log(after / before)).sum(axis=1)
    return float(np.quantile(drawn, 1 - _LEVEL / max(1, tests)))


def kl_divergence(p: Sequence[float], q: Sequence[float]) -> float:
    """The Kullback-Leibler divergence of q from p, in nats: sum of p * ln(p / q).

    Counts or shares. PSI without empty cells is the sum of both directions (Jeffreys' divergence). It is
    infinite where q is 0 and p is not. Raises InputError as `psi`.
    """
    first, second = inputs.shares(p, q)
    used = first > 0
    if (second[used] == 0).any():
        return float("inf")
    return float((first[used] * np.log(first[used] / second[used])).sum())


def information_value(goods: Sequence[float], bads: Sequence[float]) -> float:
    """The information value of attributes: sum of (%good - %bad) * ln(%good / %bad), Siddiqi 2017.

    Counts or sums of weights. It is infinite where an attribute has goods or bads only. Raises InputError
    as `psi`. `credit_engine.credit.scaling.information_value` is the exact one of decimals.
    """
    return kl_divergence(goods, bads) + kl_divergence(bads, goods)


def _stability(before: Floats, after: Floats, floor: float, critical: float | None) -> Stability:
    raised = np.maximum(before, floor), np.maximum(after, floor)
    parts = (raised[1] - raised[0]) * np.log(raised[1] / raised[0])
    cells = tuple(map(Cell, before.tolist(), after.tolist(), parts.tolist()))
    index = float(parts.sum())
    return Stability(index, band_of(index), cells, floor, critical)


def _critical(expected: Any, actual: Any) -> float | None:
    """The 95 % point of PSI between two samples of one population: (1/n + 1/m) * chi-squared of cells - 1."""
    from scipy.special import chdtri

    before, after = inputs.columns(expected=expected, actual=actual)
    sizes = float(before.sum()), float(after.sum())
    if min(sizes) < 2 or len(before) < 2:
        return None
    return float((1 / sizes[0] + 1 / sizes[1]) * chdtri(len(before) - 1, 0.05))
