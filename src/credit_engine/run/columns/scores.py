"""Kernels of ratings: straight lines between knots, and weighted sums, over bounded floats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import pairwise
from typing import Any

import numpy as np

from credit_engine.absent import Absent
from credit_engine.run.columns.arithmetic import add, multiply
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.lists import apart, numbers_of
from credit_engine.run.columns.number import SAFETY, UNIT, Number, bounded, derived, of_values
from credit_engine.run.columns.structure import Column, Lists
from credit_engine.run.rating import indicator_score, weighted

_FEW = 4_096
"""Within so wide a span of whole scores the curve is computed once for each, not once for each row."""
_SCALAR = np.zeros((), dtype=np.intp)
Knots = Sequence[tuple[Number, Number]]


def _constant(value: Any) -> Number:
    return of_values([value]).take(_SCALAR)


def indicator(context: Context, data: tuple[str, tuple[tuple[Any, Any], ...]], value: Number) -> Number:
    """The score of an indicator, whose knots are constant."""
    _not_counted(value)
    knots = [(_constant(place), _constant(score)) for place, score in data[1]]
    found = _between_knots(value, knots)
    found.exact = derived(indicator_score(data), value)
    return found


def _not_counted(value: Number) -> None:
    """Raises Unsupported for few whole numbers: each of them is given to the function of rows once."""
    n = value.whole
    if n is not None and n.size and int(n.max()) - int(n.min()) < _FEW:
        raise Unsupported("few different numbers")


def piecewise_linear(
    context: Context, args: Sequence[Column], names: Any, function: Callable[..., Any]
) -> Number:
    """The same with lists of values and scores, as long in every row; `function` is the row evaluation's."""
    if names != () or len(args) != 3:
        raise Unsupported("named arguments")
    value = numbers_of(context, args[0])
    if not any(isinstance(arg, Lists) for arg in args[1:]):
        _not_counted(value)
    places, scores = apart(context, args[1]), apart(context, args[2])
    if len(places) != len(scores) or not places:
        raise Unsupported("no knots")
    presence = context.tables.merged(value.presence, *(column.presence for column in (*places, *scores)))
    gone = False if presence is None else presence.codes != 0
    places, scores = [column.of(None) for column in places], [column.of(None) for column in scores]
    if any(column.whole is None for column in (*places, *scores)):
        raise Unsupported("knots that are not exact")
    if not all(np.all(_above(high, low) | gone) for low, high in pairwise(places)):
        raise Unsupported("values that do not increase")
    found = _between_knots(value.of(None), list(zip(places, scores, strict=True))).of(presence)
    found.exact = derived(partial(_of_knots, function), value, *places, *scores)
    return found


def _of_knots(function: Callable[..., Any], value: Any, *knots: Any) -> Any:
    """The function of lists, from the places and then the scores one by one."""
    half = len(knots) // 2
    return function(value, list(knots[:half]), list(knots[half:]))


def _above(high: Number, low: Number) -> Any:
    if high.scale == low.scale:
        return high.integers > low.integers
    scale = max(high.scale, low.scale)
    if max(high.most, low.most) * 10**scale >= 2**62:
        raise Unsupported("knots of many digits")
    return high.integers * 10 ** (scale - high.scale) > low.integers * 10 ** (scale - low.scale)


def _between_knots(value: Number, knots: Knots) -> Number:
    """The line between the two knots around each value, constant beyond the ends.

    With slope s of the line and d its distance from the knot, y0 + d * s is off by the error of the value
    times the steepest slope (lines meet at knots, so that it does not matter on which of two a value is put),
    and by roundings: those of the knots, of the differences, the quotient, the product and the sum, none of
    them more than a few units of the largest knot, or of that or the span times the slope.
    """
    x, error = value.floats()
    xs, ys = zip(*((place.floats()[0], score.floats()[0]) for place, score in knots), strict=True)
    found: Any = ys[0] + np.zeros_like(x)
    steepest: Any = 0.0
    for (x0, x1), (y0, y1) in zip(pairwise(xs), pairwise(ys), strict=True):
        slope = (y1 - y0) / (x1 - x0)
        steepest = np.maximum(steepest, np.abs(slope))
        found = np.where(x > x0, y0 + (np.minimum(x, x1) - x0) * slope, found)
    largest = reduce(np.maximum, [np.abs(point) for point in (*xs, *ys)])
    rounding = 16 * UNIT * (largest + steepest * (np.abs(xs[-1] - xs[0]) + largest))
    margin = error * SAFETY + 4 * UNIT * np.abs(x)
    beyond = (x + margin <= xs[0] * (1 - 4 * UNIT * np.sign(xs[0]))) & (np.rint(ys[0]) == ys[0])
    beyond |= (x - margin >= xs[-1] * (1 + 4 * UNIT * np.sign(xs[-1]))) & (np.rint(ys[-1]) == ys[-1])
    bound = np.where(beyond, 0.0, (2 * error * steepest + rounding) * SAFETY)
    return bounded(found, bound, value.presence)


def weighted_sum(context: Context, weights: tuple[Any, ...], args: Sequence[Column]) -> Number:
    """The weighted sum of scores; absent where one is."""
    given = [numbers_of(context, arg) for arg in args]
    if weighted(weights)(*[0] * len(weights)).__class__ is Absent:
        raise Unsupported("weights that do not sum to 1")
    presence = context.tables.merged(*(column.presence for column in given))
    parts = [
        multiply(context, column.of(None), _constant(w)) for column, w in zip(given, weights, strict=True)
    ]
    found = reduce(lambda a, b: add(context, a, b), parts)
    if found.whole is not None:
        return found.of(presence)
    result = bounded(*found.floats(), presence)
    result.exact = derived(weighted(weights), *given)
    return result
