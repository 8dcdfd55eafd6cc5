"""Rounding half-even to significant digits, as numbers leave a decision that declares no scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import Codes, Mask
from credit_engine.run.columns.long_sums import nearest_double
from credit_engine.run.columns.number import SAFETY, UNIT, Floats, Number, exactly

FLOAT_INTEGERS = 2.0**53
"""Up to here every whole number is a float."""
_EXACT_POWER = 22
"""Powers of ten up to this one are floats without error."""
_POWERS = np.array([float(10**n) for n in range(_EXACT_POWER + 1)])


def significant(context: Context, column: Number, digits: int) -> tuple[Floats, dict[int, Any]]:
    """The floats nearest to the numbers, those with a fraction rounded half-even to significant digits.

    And by row the numbers that no float holds, such as whole numbers with more digits than floats have.
    """
    value, error = column.floats()
    if column.whole is not None and column.most < 10**digits:
        return value, {}
    size = np.abs(value)
    exponent = np.floor(np.log10(np.where(size > 0, size, 1.0))).astype(np.int64) - (digits - 1)
    mantissa = _scaled(size, -exponent)
    exponent += np.where(mantissa >= 10.0**digits, 1, 0) - np.where(mantissa < 10.0 ** (digits - 1), 1, 0)
    mantissa = _scaled(size, -exponent)
    # Scaling by a power of ten rounds the power and the product: 2 units of the mantissa.
    margin = _scaled(error, -exponent) * SAFETY + 2 * UNIT * mantissa
    rest = mantissa - np.floor(mantissa)
    # A number of few digits is far from the middle between two, whatever its error.
    ambiguous = (np.abs(rest - 0.5) <= margin) | (np.abs(exponent) > _EXACT_POWER) | ~np.isfinite(value)
    ambiguous &= size > 0
    # Next to a power of ten both numbers of digits round to that power.
    ambiguous |= (size <= error) & (error > 0)
    found = _scaled(np.rint(mantissa), exponent) * np.sign(value)
    # Whole numbers with more digits stay as they are; where it is not certain, the exact number tells.
    whole = (size + error >= 10.0**digits) & (np.abs(value - np.rint(value)) <= error)
    certain = whole & (error == 0) & (size < FLOAT_INTEGERS)
    found = np.where(certain, value, found)
    ambiguous = (ambiguous | whole) & ~certain
    context.counts.filtered[context.node] += context.size
    asked = context.asked(ambiguous, column.present())
    if not asked.any():
        return found, {}
    return _decided_exactly(context, column, found, asked)


def nearest(context: Context, column: Number) -> Floats:
    """The floats nearest to numbers."""
    value, error = column.floats()
    if column.nearest or column.shortest or not error.any():
        return value
    found = np.broadcast_to(value, (context.size,))
    ambiguous: Any = np.ones(context.size, dtype=np.bool_)
    if column.whole is not None:
        if column.most < FLOAT_INTEGERS:
            return value  # one quotient of floats without error, rounded once
        units = column.whole // 10**column.scale
        fraction = (column.whole - units * 10**column.scale) / 10.0**column.scale
        found, ambiguous = nearest_double(units, fraction)
    asked = context.asked(ambiguous, column.present())
    return _decided_exactly(context, column, found, asked, numbers.normal)[0]


def _scaled(value: Floats, exponent: Codes) -> Floats:
    """Value times ten to the exponent, with one rounding; beyond exact powers the result has no meaning."""
    power = _POWERS.take(np.abs(exponent), mode="clip")
    scaled: Floats = np.where(exponent >= 0, value * power, value / power)
    return scaled


def _decided_exactly(
    context: Context,
    column: Number,
    found: Floats,
    ambiguous: Mask,
    given: Callable[[Any], Any] = numbers.released,
) -> tuple[Floats, dict[int, Any]]:
    rows = np.flatnonzero(ambiguous)
    context.counts.flagged[context.node] += len(rows)
    exact = exactly(column, rows)
    if exact is None:
        context.leave(ambiguous)
        return found, {}
    known = [numbers.is_number(value) for value in exact]
    context.leave_rows(rows[np.logical_not(known)])
    values = [given(value) if sure else 0 for value, sure in zip(exact, known, strict=True)]
    return with_nearest(np.broadcast_to(found, (context.size,)), rows, values)


def with_nearest(found: Floats, rows: Codes, given: Sequence[Any]) -> tuple[Floats, dict[int, Any]]:
    """Floats with those nearest to the numbers of some rows, and by row the numbers that no float holds."""
    corrected = found.copy()
    beyond: dict[int, Any] = {}
    for row, number in zip(rows.tolist(), given, strict=True):
        corrected[row], held = numbers.nearest_float(number)
        if not held:
            beyond[row] = number
    return corrected, beyond
