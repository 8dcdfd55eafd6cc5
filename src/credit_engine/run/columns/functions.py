"""Whether numpy's exponential and logarithm are as good as the bounds take them to be, on this machine."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from credit_engine import numbers

UNITS = 4
"""What the bounds assume: right to so many units in the last place."""
_LIMIT = UNITS * 2.0**-52
"""The same as a share: a unit in the last place of a float64 is at most 2**-52 of it."""
_EXPONENTS = (-700.0, -50.3, -7.77, -1.0, -0.1, -1e-3, -1e-9, 1e-9, 1e-3, 0.1, 0.7, 1.0, 3.3, 20.5, 300.1)
_RATES = (1e-12, 1e-6, 0.0003625, 0.004, 0.01, 0.02, 0.1, 1.0, 80.0, -1e-9, -0.0005, -0.02, -0.3, -0.9)
"""From where results vanish to where they overflow, on both sides of 0 where digits cancel."""
_PRECISE = numbers.CONTEXT.copy()
_PRECISE.prec = 60
"""Digits far beyond the 17 of a float64, so that the comparison is with the exact value."""


@lru_cache(maxsize=1)
def are_trusted() -> bool:
    """Whether `exp`, `expm1` and `log1p` come within the assumed units for sample values.

    Without it what needs them is computed by the row evaluation.
    """
    pairs: list[tuple[float, Any]] = []
    for x in _EXPONENTS:
        exact = _PRECISE.exp(Decimal(x))
        pairs.append((float(np.exp(x)), exact))
        pairs.append((float(np.expm1(x)), numbers.EXACT.subtract(exact, 1)))
    pairs += [(float(np.log1p(rate)), _PRECISE.ln(numbers.EXACT.add(Decimal(rate), 1))) for rate in _RATES]
    return all(_is_near(found, exact) for found, exact in pairs)


def _is_near(found: float, exact: Decimal) -> bool:
    distance = abs(numbers.EXACT.subtract(Decimal(found), exact))
    return bool(distance <= abs(exact) * Decimal(_LIMIT))
