"""The second look at values that their bounds leave open: as fractions of whole numbers, exactly.

A value is a whole number of a scale, the shortest text of a float, or a quotient of whole columns (plus
others). The row evaluation rounds such a quotient to 34 digits. If the exact quotient is the number that it is
compared with, it is so after rounding; and if not, it is farther from it than rounding moves it, as long as
numerators and denominators are as small as `comparable` asks.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np

from credit_engine.run.columns.domain import Codes
from credit_engine.run.columns.number import Number

Fraction: TypeAlias = tuple[int, int]
_ROOM = 10**32
_DIGITS = 17


def fractions(column: Number, rows: Codes) -> tuple[list[Fraction], int] | None:
    """Numerators and positive denominators in some rows, and the largest numerator of a quotient on the way.

    The largest is 0 for values that are no quotients; None where the column remembers nothing exact.
    """
    if column.whole is not None:
        return [(n, 10**column.scale) for n in _some(column.whole, rows)], 0
    if column.ratio is not None:
        over, under = column.ratio
        assert over.whole is not None and under.whole is not None
        up, down = 10**under.scale, 10**over.scale
        found = [
            (n * up, d * down) if d > 0 else (-n * up, -d * down)
            for n, d in zip(_some(over.whole, rows), _some(under.whole, rows), strict=True)
        ]
        return found, over.most * up
    if column.shortest and column.value is not None:
        return [Decimal(repr(value)).as_integer_ratio() for value in _some(column.value, rows)], 0
    return None


def _some(array: Any, rows: Codes) -> list[Any]:
    found: list[Any] = (array[rows] if array.ndim else np.broadcast_to(array, rows.shape)).tolist()
    return found


def compared(
    a: Number, b: Number, rows: Codes, test: Callable[[int, int], bool]
) -> tuple[Codes, Codes] | None:
    """In some rows whether `a` and `b` pass a test, and which of the rows that is certain for.

    None where they cannot be looked at exactly.
    """
    left, right = fractions(a, rows), fractions(b, rows)
    if left is None or right is None:
        return None
    results = np.zeros(len(rows), dtype=np.bool_)
    certain = np.zeros(len(rows), dtype=np.bool_)
    for i, ((n1, d1), (n2, d2)) in enumerate(zip(left[0], right[0], strict=True)):
        certain[i] = d1 != 0 and d2 != 0 and comparable(left[1] * d2, right[1] * d1)
        results[i] = test(n1 * d2, n2 * d1)
    return results, certain


def comparable(*products: int) -> bool:
    """Whether exact fractions of this size differ by more than rounding to 34 digits."""
    return all(abs(product) < _ROOM for product in products)


def rounded(
    column: Number, rows: Codes, digits: int, divide: Callable[[int, int], int]
) -> tuple[list[int], Codes] | None:
    """In some rows the multiple of 10**-digits that `divide` rounds to, and for which rows that is certain."""
    found = fractions(column, rows)
    if found is None:
        return None
    pairs, most = found
    up, down = 10 ** max(digits, 0), 10 ** max(-digits, 0)
    certain = np.array([d != 0 and comparable(most * up * 2, d * down * 2) for _, d in pairs], dtype=np.bool_)
    return [divide(n * up, d * down) if d else 0 for n, d in pairs], certain
