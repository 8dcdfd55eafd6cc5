"""Kernels of arithmetic, each with the bound of its result's error.

With `u` a little above half a unit in the last place, and errors `a'`, `b'` of the operands:

    a + b, a - b    a' + b' + u |result|
    a * b           |a| b' + |b| a' + a' b' + u |result|
    a / b           (a' + |result| b') / (|b| - b') + u |result|
    min, max        the error of the operand that is least (greatest) for certain, else the largest of those
                    that may be

Floats that hold whole numbers below 2**53 have no error, and sums and products of them have none. What
underflows has an error of 1e-290.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.absent import absent
from credit_engine.operators import FUNCTIONS
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import Codes, Mask, without
from credit_engine.run.columns.number import (
    LARGEST_WHOLE,
    SAFETY,
    UNIT,
    Floats,
    Number,
    aligned,
    bounded,
    derived,
    exactly,
    is_known,
    whole,
)
from credit_engine.run.columns.tape import by_element, spread
from credit_engine.run.steps import largest, smallest

_EXACT_FLOAT = 2.0**53
"""Below it a float64 holds every whole number, so their sums and products are exact."""
_LEAST = 1e-290
"""Far above the least normal float64, 2.2E-308: below it errors are no longer relative, and this bound
stands for them. See docs/explanation/columnar.md."""
_MOST_PLACES = 18
"""Decimals of whole multiples in 64 bits, which hold 18 digits."""
_QUOTIENT_PLACES = 7
"""Fewer places than this are tried for the quotient by a constant; 1/3 has none, and 1/64 six."""
_ABSOLUTE = FUNCTIONS["abs"].signatures[0].row
_DIVISION_BY_ZERO = absent("division_by_zero", "/")


def add(context: Context, a: Number, b: Number, sign: int = 1) -> Number:
    """`a + b`; with sign -1 `a - b`."""
    presence = context.tables.merged(a.presence, b.presence)
    pair = aligned((a, b))
    if pair is not None and pair[0].most + pair[1].most < LARGEST_WHOLE:
        left, right = pair
        total = left.integers + right.integers if sign > 0 else left.integers - right.integers
        return whole(total, left.scale, left.most + right.most, presence)
    (va, ea), (vb, eb) = a.floats(), b.floats()
    value = va + vb if sign > 0 else va - vb
    result = bounded(value, _or_exact(value, ea, eb, ea + eb + UNIT * np.abs(value)), presence)
    result.exact = derived(numbers.add if sign > 0 else numbers.subtract, a, b)
    return result


def _or_exact(value: Floats, ea: Floats, eb: Floats, error: Floats) -> Floats:
    """No error where both operands have none and the result is a small whole number."""
    exact = (ea == 0) & (eb == 0) & (np.abs(value) < _EXACT_FLOAT)
    found: Floats = np.where(exact, 0.0, error)
    return found


def multiply(context: Context, a: Number, b: Number) -> Number:
    """`a * b`."""
    presence = context.tables.merged(a.presence, b.presence)
    if a.whole is not None and b.whole is not None:
        most = a.most * b.most
        if most < LARGEST_WHOLE and a.scale + b.scale <= _MOST_PLACES:
            return whole(a.whole * b.whole, a.scale + b.scale, most, presence)
    (va, ea), (vb, eb) = a.floats(), b.floats()
    value = va * vb
    error = np.abs(va) * eb + np.abs(vb) * ea + ea * eb + UNIT * np.abs(value)
    result = bounded(
        value, _underflow(value, _or_exact(value, ea, eb, error), (va != 0) & (vb != 0)), presence
    )
    result.exact = derived(numbers.multiply, a, b)
    return result


def _underflow(value: Floats, error: Floats, nonzero: Mask) -> Floats:
    found: Floats = np.where((np.abs(value) < _LEAST) & nonzero, _LEAST, error)
    return found


def divide(context: Context, a: Number, b: Number) -> Number:
    """`a / b`; absent for a zero divisor."""
    exact = _by_constant(a, b)
    if exact is not None:
        return exact
    va, ea = a.floats()
    vb, eb = b.floats()
    presence = context.tables.merged(a.presence, b.presence)
    zero = (b.whole == 0) if b.whole is not None else (vb == 0) & (eb == 0)
    if np.any(zero):
        presence = without(context.tables, presence, spread(zero, context.size).copy(), _DIVISION_BY_ZERO)
        vb = np.where(zero, 1.0, vb)
    near_zero = np.abs(vb) <= eb
    if np.any(near_zero):
        context.leave(context.asked(near_zero, True))
        vb, eb = np.where(near_zero, 1.0, vb), np.where(near_zero, 0.0, eb)
    value = va / vb
    error = (ea + np.abs(value) * eb) / (np.abs(vb) - eb) * SAFETY + UNIT * np.abs(value)
    error = _underflow(value, np.where(_divides(a, b, value), 0.0, error), va != 0)
    result = bounded(value, error, presence)
    result.exact = derived(numbers.divide, a, b)
    return result


def _by_constant(a: Number, b: Number) -> Number | None:
    """The quotient of whole numbers by a constant such as 100, 12.5 or 4, which ends after a few places."""
    if a.whole is None or b.whole is None or b.whole.ndim or b.presence is not None:
        return None
    divisor = int(b.whole)
    for places in range(_QUOTIENT_PLACES if divisor else 0):
        factor, rest = divmod(10 ** (places + b.scale), divisor)
        if not rest:
            most = a.most * abs(factor)
            fits = most < LARGEST_WHOLE and abs(factor) < LARGEST_WHOLE and a.scale + places <= _MOST_PLACES
            return whole(a.whole * np.int64(factor), a.scale + places, most, a.presence) if fits else None
    return None


def _divides(a: Number, b: Number, value: Floats) -> Mask:
    """Where the quotient is a whole number."""
    pair = aligned((a, b))
    quotient = np.rint(value)
    if pair is None:
        return np.zeros((), dtype=np.bool_)
    small = np.abs(quotient) < _EXACT_FLOAT
    back = np.where(small, quotient, 0.0).astype(np.int64) * pair[1].integers
    found: Mask = small & (back == pair[0].integers) & (pair[1].integers != 0)
    return found


def negate(context: Context, a: Number) -> Number:
    """`-a`."""
    if a.whole is not None:
        return whole(-a.whole, a.scale, a.most, a.presence)
    value, error = a.floats()
    exact = derived(numbers.negate, a)
    return Number(a.presence, value=-value, error=error, shortest=a.shortest, exact=exact)


def absolute(context: Context, a: Number) -> Number:
    """`abs(a)`."""
    if a.whole is not None:
        return whole(np.abs(a.whole), a.scale, a.most, a.presence)
    value, error = a.floats()
    exact = derived(_ABSOLUTE, a)
    return Number(a.presence, value=np.abs(value), error=error, shortest=a.shortest, exact=exact)


def extreme(context: Context, columns: Sequence[Number], least: bool) -> Number:
    """The smallest or largest of numbers; absent if any of them is."""
    presence = context.tables.merged(*(column.presence for column in columns))
    same = aligned(columns)
    if same is not None:
        return _whole_extreme(same, least).of(presence)
    wholes = [column for column in columns if column.whole is not None]
    known = aligned(wholes) if wholes else None
    inexact = [column for column in columns if column.whole is None]
    # Whole numbers are compared with one another first: that is quicker, and leaves no error.
    first, *others = [_whole_extreme(known, least), *inexact] if known else columns
    value, error = first.floats()
    shortest = first.shortest
    for column in others:
        other, other_error = column.floats()
        shortest = shortest and column.shortest
        value, error = _one_extreme(value, error, other, other_error, least)
    exact = Extreme(columns, least) if all(map(is_known, columns)) else None
    return Number(presence, value=value, error=error, shortest=shortest, exact=exact)


@dataclass(slots=True)
class Extreme:
    """The decimals of the smallest or largest of columns: of one alone where floats tell which one it is.

    So the decimals of a power, say, which take long, are not computed where it is not the one.
    """

    columns: Sequence[Number]
    least: bool

    def __call__(self, rows: Codes) -> list[Any]:
        floats = [column.floats() for column in self.columns]
        values, errors = (
            np.stack([_at(column, rows) for column in some]) for some in zip(*floats, strict=True)
        )
        found: list[Any] = [None] * len(rows)
        all_of = derived(smallest if self.least else largest, *self.columns)
        which = self._which(values, errors)
        for number, exact in enumerate((*(partial(exactly, column) for column in self.columns), all_of)):
            places = np.flatnonzero(which == number)
            decimals = () if exact is None else exact(rows[places]) or ()
            for place, value in zip(places.tolist(), decimals, strict=True):
                found[place] = value
        return found

    def _which(self, values: Floats, errors: Floats) -> Codes:
        """The number of the column that is chosen for certain in each row; their count where none is."""
        index = (np.argmin if self.least else np.argmax)(values, axis=0)
        place = np.arange(len(index))
        apart = np.abs(values - values[index, place]) > (errors + errors[index, place]) * SAFETY
        apart[index, place] = True
        found: Codes = np.where(apart.all(axis=0), index, len(self.columns))
        return found


def _at(array: Floats, rows: Codes) -> Floats:
    """The values of some rows; one value is that of all."""
    return array[rows] if array.ndim else np.broadcast_to(array, rows.shape)


def _whole_extreme(columns: Sequence[Number], least: bool) -> Number:
    """The smallest or largest of whole numbers of one scale."""
    found: Any = columns[0].whole
    for column in columns[1:]:
        found = np.minimum(found, column.integers) if least else np.maximum(found, column.integers)
    return whole(found, columns[0].scale, max(column.most for column in columns))


@by_element
def _one_extreme(va: Floats, ea: Floats, vb: Floats, eb: Floats, least: bool) -> tuple[Floats, Floats]:
    first = va <= vb if least else va >= vb
    error = np.where(first, ea, eb)
    ambiguous = ~(np.abs(va - vb) > ea + eb)
    if ambiguous.any():
        # Values of equal floats may differ in their decimals: then the larger error covers both.
        error = np.where(ambiguous, np.maximum(ea, eb), error)
    return np.where(first, va, vb), error
