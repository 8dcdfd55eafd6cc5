"""Attributes with goods only or bads only: which of them are no chance, and what they count as.

A group of rows is pure beyond chance where it would hold `LEAST_OF_CLASS` of the class that it lacks, were it
mixed like all rows together. Its WOE takes half a row in place of the empty cell (the correction of J.
Haldane, Annals of Human Genetics 20, 1956), so that it is large and finite, never 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.develop.discrimination import sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_OF_CLASS = 5
"""Goods, and bads, that missing values, special codes and other categories need for a WOE of their own; and
how many of a class a group has to lack before this is no chance."""
HALF = 0.5


def pure(goods: NDArray[np.float64], bads: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which groups have goods only or bads only; one without rows is not pure."""
    found: NDArray[np.bool_] = (goods > 0) != (bads > 0)
    return found


def pure_beyond_chance(goods: NDArray[np.float64], bads: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which pure groups would hold enough of the class that they lack, were they like all groups together."""
    total = goods.sum() + bads.sum()
    if not total:
        return np.zeros(len(goods), dtype=bool)
    lacked = np.where(goods > 0, goods * bads.sum(), bads * goods.sum()) / total
    found: NDArray[np.bool_] = pure(goods, bads) & (lacked >= LEAST_OF_CLASS)
    return found


def filled(
    goods: NDArray[np.float64], bads: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The counts with half a row in the empty cell of every group that is pure beyond chance."""
    lone = pure_beyond_chance(goods, bads)
    return np.where(lone & (goods <= 0), HALF, goods), np.where(lone & (bads <= 0), HALF, bads)


def pure_ends(
    values: NDArray[np.float64], bad: NDArray[np.float64], weight: NDArray[np.float64]
) -> list[tuple[float, int]]:
    """Where the lowest, and the highest, values are of one class beyond chance: each edge, in the middle of
    two neighbouring values, with the class (0 or 1) of the end; the lower one first.
    """
    ordered, place = np.unique(values, return_inverse=True)
    goods, bads = (sums(place, weight * one, len(ordered)) for one in (1 - bad, bad))
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


def _run(goods: NDArray[np.float64], bads: NDArray[np.float64]) -> tuple[int, int]:
    """How many of the first values hold one class only, and which."""
    lacking = bads if goods[0] > 0 else goods
    mixed = np.flatnonzero(lacking > 0)
    return (int(mixed[0]) if len(mixed) else len(goods)), int(goods[0] <= 0)


def pure_groups(
    values: NDArray[Any], bad: NDArray[np.float64], weight: NDArray[np.float64]
) -> list[tuple[Any, ...]]:
    """Categories of goods only, mixed ones, and categories of bads only, in three groups; those that are pure
    by chance are with the mixed ones. One group where nothing is pure beyond chance.
    """
    known = list(dict.fromkeys(values.tolist()))
    places = {value: k for k, value in enumerate(known)}
    place = np.array([places[value] for value in values.tolist()], dtype=np.int64)
    goods, bads = (sums(place, weight * one, len(known)) for one in (1 - bad, bad))
    kind = np.where(pure(goods, bads), np.where(goods > 0, 0, 2), 1)
    kept = pure_beyond_chance(sums(kind, goods, 3), sums(kind, bads, 3))
    kind[~kept[kind]] = 1
    groups = [tuple(value for value, i in zip(known, kind, strict=True) if i == k) for k in range(3)]
    return [group for group in groups if group]
