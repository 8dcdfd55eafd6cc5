"""Sums of points by column: whole multiples of a power of ten, exact, and the doubles nearest to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credit_engine import numbers
from credit_engine.run.column_rounding import nearest_double
from credit_engine.run.scoring import scaled

Floats = NDArray[np.float64]
Totals = list[NDArray[np.int64]]
"""Sums of points as whole multiples of a power of ten; very long ones in two limbs, the high one first."""

_FITS = 1 << 62
_EXACT = 1 << 53
_LOW_DIGITS = 15


@dataclass(frozen=True)
class Sums:
    """Points as whole multiples of 10 ** -decimals; of two limbs the low one has `low` digits."""

    initial: list[int]
    tables: list[list[list[int]]]
    decimals: int
    low: int

    @classmethod
    def of(cls, initial: Any, tables: Sequence[Sequence[Any]]) -> Sums | None:
        """The sums of a card, None where int64 cannot hold them."""
        exact = scaled(initial, tables)
        if exact is None:
            return None
        start, multiples, decimals = exact
        largest = abs(start) + sum(max(map(abs, table), default=0) for table in multiples)
        low = 0 if largest < _FITS else min(_LOW_DIGITS, decimals)
        if largest // 10**low >= _FITS:
            return None

        def limbs(values: Sequence[int]) -> list[list[int]]:
            if not low:
                return [list(values)]
            pairs = [divmod(value, 10**low) for value in values]
            return [[high for high, _ in pairs], [rest for _, rest in pairs]]

        return cls([limb[0] for limb in limbs([start])], [limbs(table) for table in multiples], decimals, low)

    def parts(self, totals: Totals) -> tuple[NDArray[np.int64], Floats]:
        """The whole points and the fraction in [0..1), the fraction right to 3e-16."""
        high, unit = totals[0], 10 ** (self.decimals - self.low)
        rest = 0.0
        if self.low:
            carried = totals[1] // 10**self.low
            high = high + carried
            rest = (totals[1] - carried * 10**self.low) / 10.0**self.decimals
        whole = high // unit
        return whole, (high - whole * unit) / float(unit) + rest

    def start(self, rows: int) -> Totals:
        """The initial points of so many rows."""
        return [np.full(rows, limb, dtype=np.int64) for limb in self.initial]

    def exact(self, totals: Totals, at: int) -> Decimal:
        """The sum of one row as a decimal."""
        units = int(totals[0][at])
        if self.low:
            units = units * 10**self.low + int(totals[1][at])
        return Decimal(units).scaleb(-self.decimals, numbers.CONTEXT)

    def doubles(
        self, totals: Totals, whole: NDArray[np.int64], fraction: Floats
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """The doubles nearest to the sums, and the rows in which that is in doubt.

        A sum below 2**53 units is one correctly rounded quotient.
        """
        unit, high = 10**self.decimals, totals[0]
        if not self.low and unit < _EXACT and max(-int(high.min()), int(high.max())) < _EXACT:
            return high / float(unit), np.zeros(len(high), dtype=np.bool_)
        return nearest_double(whole, fraction)
