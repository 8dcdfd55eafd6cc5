"""Kernels of rounding: whole numbers exactly, floats where no boundary lies within their error."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.numbers import RoundingMode
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import Mask
from credit_engine.run.columns.number import (
    LARGEST_WHOLE,
    SAFETY,
    UNIT,
    Floats,
    Number,
    Whole,
    exactly,
    raised,
    whole,
)
from credit_engine.run.columns.tape import by_element, largest, spread

_LARGEST = 2.0**52
"""Below it a float64 holds halves, so that a tie is seen as one."""
_HALVES = ("half_even", "half_up", "half_down")
_MOST_DIGITS = 18
"""Decimals, or zeros, of whole multiples in 64 bits, which hold 18 digits."""


def round_number(context: Context, column: Number, digits: int, mode: RoundingMode) -> Number | None:
    """The numbers rounded to decimal places, as `numbers.round_number`; None for digits beyond all use."""
    if not -_MOST_DIGITS <= digits <= _MOST_DIGITS:
        return None
    if column.whole is not None:
        return _whole(column, digits, mode)
    return _floats(context, column, digits, mode)


def _whole(column: Number, digits: int, mode: RoundingMode) -> Number | None:
    if column.scale <= digits:
        return column
    unit = 10 ** (column.scale - digits)
    if unit >= LARGEST_WHOLE:
        return None
    found = divided(column.integers, np.int64(unit), mode)
    result = whole(found, max(digits, 0), column.most // unit + 1, column.presence)
    if digits >= 0:
        return result
    larger = raised(result, -digits)
    return None if larger is None else whole(_array(larger.whole), 0, larger.most, column.presence)


def _array(found: Whole | None) -> Whole:
    assert found is not None
    return found


def divided(over: Any, under: Any, mode: RoundingMode) -> Any:
    """The quotient of ints or arrays of them, `under` positive, rounded to a whole number."""
    quotient = over // under
    rest = over - quotient * under
    if mode == "floor":
        return quotient
    if mode == "ceiling":
        return quotient + (rest > 0)
    if mode == "down":
        return quotient + ((rest > 0) & (over < 0))
    if mode == "up":
        return quotient + ((rest > 0) & (over > 0))
    over_half, at_half = rest > under - rest, rest == under - rest
    upward = {"half_even": quotient % 2 == 1, "half_up": over > 0, "half_down": over < 0}[mode]
    return quotient + (over_half | (at_half & upward))


def _floats(context: Context, column: Number, digits: int, mode: RoundingMode) -> Number:
    value, error = column.floats()
    factor = 10.0 ** abs(digits)
    scaled = value * factor if digits >= 0 else value / factor
    margin = error * factor if digits >= 0 else error / factor
    margin = np.where(
        error == 0, 0.0 if digits >= 0 else UNIT * np.abs(scaled), margin * SAFETY + UNIT * np.abs(scaled)
    )
    found, ambiguous = _rounded(scaled, margin, mode)
    multiples = spread(found, context.size)
    context.count_filtered()
    multiples = context.decided_exactly(
        ambiguous, column.present(), multiples, _decided_exactly, column, digits, mode
    )
    most = largest(multiples)
    if digits >= 0:
        return whole(multiples, digits, most, column.presence)
    unit = 10**-digits
    if most * unit >= LARGEST_WHOLE:
        large = np.abs(multiples) >= LARGEST_WHOLE // unit
        context.leave(context.asked(large, column.present()))
        multiples = np.where(large, 0, multiples)
        most = LARGEST_WHOLE // unit
    return whole(multiples * np.int64(unit), 0, most * unit, column.presence)


@by_element
def _rounded(scaled: Floats, margin: Floats, mode: RoundingMode) -> tuple[Whole, Mask]:
    """Rounded floats as whole numbers, and where that is not certain; zero stands there."""
    found, ambiguous = _rounded_floats(scaled, margin, mode)
    ambiguous = ambiguous | ~(np.abs(scaled) < _LARGEST)
    if ambiguous.any():
        found = np.where(ambiguous, 0.0, found)
    return found.astype(np.int64), ambiguous


def _rounded_floats(scaled: Floats, margin: Floats, mode: RoundingMode) -> tuple[Floats, Mask]:
    """Rounded floats, and where a boundary lies within the error; without an error, ties are exact."""
    below = np.floor(scaled)
    rest = scaled - below
    exact = margin == 0
    if mode in _HALVES:
        tie = rest == 0.5
        ambiguous = (np.abs(rest - 0.5) <= margin) & ~exact
        upper = rest > 0.5
        if tie.any():
            odd = np.floor(below / 2) * 2 != below
            upward: Any = {"half_even": odd, "half_up": scaled > 0, "half_down": scaled < 0}[mode]
            upper |= tie & upward
        return below + upper, ambiguous
    ambiguous = (np.minimum(rest, 1.0 - rest) <= margin) & ~exact
    toward: Any = {"floor": False, "ceiling": True, "down": scaled < 0, "up": scaled > 0}[mode]
    return below + ((rest > 0) & toward), ambiguous


def _decided_exactly(
    context: Context, column: Number, digits: int, mode: RoundingMode, multiples: Whole, ambiguous: Mask
) -> Whole:
    """The multiples with those of the rows that are open rounded as decimals."""
    rows = np.flatnonzero(ambiguous)
    context.counts.flagged[context.node] += len(rows)
    exact = exactly(column, rows)
    if exact is None:
        context.leave(ambiguous)
        return multiples
    found = [_multiple(value, digits, mode) for value in exact]
    corrected = multiples.copy()
    corrected[rows] = [n or 0 for n in found]
    context.leave_rows(rows[[n is None for n in found]])
    return corrected


def _multiple(value: Any, digits: int, mode: RoundingMode) -> int | None:
    """Which multiple of the last digit a number is rounded to; None where it does not fit."""
    if not numbers.is_number(value):
        return None
    rounded = Decimal(numbers.round_number(value, digits, mode))
    if rounded.adjusted() + digits > _MOST_DIGITS:
        return None
    found = int(rounded.scaleb(digits, numbers.EXACT))
    return found if abs(found) < LARGEST_WHOLE else None
