"""Kernels of comparisons. Floats are compared where they are farther apart than their errors together."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import PRESENT, Coded, Mask, where_present
from credit_engine.run.columns.number import SAFETY, Number, aligned, exactly
from credit_engine.run.columns.tape import array_of, contiguous, spread

_MOST_BYTES = 255
"""From so many values on a code and one more are no byte."""
SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(context: Context, sign: str, a: Number, b: Number) -> Coded:
    """`a < b` and its like; absent where an operand is."""
    presence = context.tables.merged(a.presence, b.presence)
    return truth(context, holds(context, sign, a, b, presence), presence)


def truth(context: Context, mask: Mask, presence: Coded | None) -> Coded:
    """A column of booleans with what is absent."""
    plain = context.tables.truths(contiguous(mask))
    if presence is None:
        return plain
    domain = presence.domain
    if presence.codes.dtype != np.uint8 or len(domain) >= _MOST_BYTES or domain.values[0] is not PRESENT:
        return context.tables.apply("truth", where_present, (presence, plain), (False, True))
    # The code of what is absent is one more than in the presence, behind false and true.
    gone = presence.codes != 0
    codes = array_of((plain.codes * ~gone) + presence.codes + gone)
    return Coded(codes, context.tables.domain((False, True, *domain.values[1:])))


def holds(context: Context, sign: str, a: Number, b: Number, presence: Coded | None) -> Mask:
    """Where the comparison holds; rows in which that stays open are left to the row evaluation."""
    test = SIGNS[sign]
    pair = aligned((a, b))
    if pair is not None:
        found: Mask = test(pair[0].whole, pair[1].whole)
        return found
    if a.tells_apart and b.tells_apart:
        plain: Mask = array_of(test(a.plain_floats(), b.plain_floats()))
        return plain
    (va, ea), (vb, eb) = a.floats(), b.floats()
    found = test(va, vb)
    context.count_filtered()
    distance, tolerance = np.abs(va - vb), (ea + eb) * SAFETY
    ambiguous = ~(distance > tolerance) & ~((tolerance == 0) & (distance == 0))
    present = True if presence is None else presence.codes == 0
    decided: Mask = context.decided_exactly(ambiguous, present, found, _decided_exactly, test, a, b)
    return decided


def _decided_exactly(
    context: Context, test: Callable[[Any, Any], Any], a: Number, b: Number, found: Mask, ambiguous: Mask
) -> Mask:
    """The comparison with the decimals of the rows that are open."""
    rows = np.flatnonzero(ambiguous)
    context.counts.flagged[context.node] += len(rows)
    left, right = exactly(a, rows), exactly(b, rows)
    if left is None or right is None:
        context.leave(ambiguous)
        return found
    results = [test(x, y) for x, y in zip(left, right, strict=True)]
    corrected: Mask = spread(found, context.size).copy()
    corrected[rows] = [result is True for result in results]
    context.leave_rows(rows[[result is not True and result is not False for result in results]])
    return corrected


def inside(context: Context, signs: tuple[str, str], value: Number, low: Number, high: Number) -> Coded:
    """Whether a value lies between two constants; `signs` stand between low, value and high."""
    above = holds(context, {"<": ">", "<=": ">="}[signs[0]], value, low, value.presence)
    below = holds(context, signs[1], value, high, value.presence)
    return truth(context, above & below, value.presence)


def member(context: Context, value: Number, listed: Sequence[Number]) -> Coded:
    """Whether a value is one of some constants."""
    found: Any = np.zeros((), dtype=np.bool_)
    for constant in listed:
        found = found | holds(context, "=", value, constant, value.presence)
    return truth(context, spread(found, context.size), value.presence)
