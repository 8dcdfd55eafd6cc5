"""Sums of constants beyond one int64: exact in two limbs, with the doubles nearest to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credit_engine import numbers
from credit_engine.run.columns.domain import Codes, Mask
from credit_engine.run.columns.number import LARGEST_WHOLE, UNIT, Floats, Number
from credit_engine.run.scoring import scaled

Limb = NDArray[np.int64]

_LOW_DIGITS = 15
"""Digits of the low limb: thousands of characteristics add up in an int64."""
_FRACTION_ERROR = 4e-16
"""Of a fraction in [0..1): the quotient's half unit, 5.6e-17, the low limb's, and their sum's, 1.2e-16."""


@dataclass(frozen=True)
class LongSums:
    """Points as whole multiples of 10 ** -decimals: high * 10 ** low + rest, `low` digits in the rest."""

    initial: tuple[int, int]
    tables: tuple[tuple[Limb, Limb], ...]
    decimals: int
    low: int

    @classmethod
    def of(cls, initial: Any, tables: Sequence[Sequence[Any]]) -> LongSums | None:
        """The sums of a card, None where two limbs cannot hold them exactly."""
        exact = scaled(initial, tables)
        if exact is None:
            return None
        start, multiples, decimals = exact
        low = min(_LOW_DIGITS, decimals)
        unit = 10**low
        largest = abs(start) + sum(max(map(abs, table), default=0) for table in multiples)
        if largest // unit >= LARGEST_WHOLE:
            return None
        limbs = tuple(
            (np.array([n // unit for n in table]), np.array([n % unit for n in table])) for table in multiples
        )
        return cls(divmod(start, unit), limbs, decimals, low)

    def total(
        self, attributes: Sequence[Codes], places: Sequence[Sequence[int]], size: int, presence: Any
    ) -> Number:
        """The sums of the attributes' points, as the doubles nearest to them; it remembers the decimals.

        `attributes` are codes of places among the points of each table.
        """
        high, rest = (np.full(size, limb, dtype=np.int64) for limb in self.initial)
        for (highs, rests), codes, place in zip(self.tables, attributes, places, strict=True):
            indexes = codes.astype(np.intp, copy=False)
            high += highs.take(place).take(indexes)
            rest += rests.take(place).take(indexes)

        def exact(rows: Codes) -> list[Any]:
            pairs = zip(high[rows].tolist(), rest[rows].tolist(), strict=True)
            return [self._decimal(*pair) for pair in pairs]

        value, ambiguous = nearest_double(*self._parts(high, rest))
        rows = np.flatnonzero(ambiguous)
        unit, whole = 10**self.low, 10**self.decimals
        pairs = zip(high[rows].tolist(), rest[rows].tolist(), strict=True)
        # Python rounds the quotient of two whole numbers to the nearest double.
        value[rows] = [(high_part * unit + low) / whole for high_part, low in pairs]
        return Number(presence, value=value, error=UNIT * np.abs(value), exact=exact, nearest=True)

    def _decimal(self, high: int, rest: int) -> Any:
        units = Decimal(high * 10**self.low + rest)
        return numbers.narrow(units.scaleb(-self.decimals, numbers.CONTEXT))

    def _parts(self, high: Limb, rest: Limb) -> tuple[Limb, Floats]:
        """The whole points, and the fraction in [0..1)."""
        unit = 10 ** (self.decimals - self.low)
        carried = rest // 10**self.low
        high = high + carried
        whole = high // unit
        fraction = (rest - carried * 10**self.low) / 10.0**self.decimals
        return whole, (high - whole * unit) / float(unit) + fraction


def nearest_double(whole: Limb, fraction: Floats) -> tuple[Floats, Mask]:
    """The double nearest to whole + fraction, and where another one could be.

    The rounding error of the sum is known exactly (Dekker 1971, fast two-sum). Where it lies within the
    fraction's own error of half a unit of the result, either neighbour may be the nearest.
    """
    start = whole.astype(np.float64)
    total = start + fraction
    error = fraction - (total - start)
    half = np.spacing(np.abs(total)) / 2
    ambiguous = np.abs(np.abs(error) - half) <= _FRACTION_ERROR
    # Near zero a unit is no greater than the fraction's own error.
    small = (half <= 4 * _FRACTION_ERROR) & (fraction != 0.0)
    return total, ambiguous | small | (np.abs(whole) >= 2**53)
