"""Rounding columns of float64 as decimals would be rounded, with the rows where that is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_FRACTION_ERROR = 4e-16
_POWERS = 10.0 ** np.arange(23)
"""Powers of ten that doubles hold exactly."""


def nearest_double(whole: NDArray[np.int64], fraction: Floats) -> tuple[Floats, Flags]:
    """The double nearest to whole + fraction, where the fraction in [0..1) is right to about half a unit.

    The sum's rounding error is known exactly (Dekker 1971, fast two-sum); where it lies within the
    fraction's own error of half a unit of the result, the result is in doubt.
    """
    start = whole.astype(np.float64)
    total = start + fraction
    error = fraction - (total - start)
    half = np.spacing(np.abs(total)) / 2
    doubtful = np.abs(np.abs(error) - half) <= _FRACTION_ERROR
    small = (half <= 4 * _FRACTION_ERROR) & (fraction != 0.0)
    return total, doubtful | small | (np.abs(whole) >= 2**53)


def round_significant(values: Floats, error: Any, digits: int = 12) -> tuple[Floats, Flags]:
    """Positive numbers rounded half-even to so many significant digits, as the doubles nearest to that.

    `error` bounds the relative error of the values. In doubt are those that it could carry over the
    middle between two neighbours, and numbers outside of [1e-10..1).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        exponent = np.floor(np.log10(values))
    sound = np.isfinite(exponent) & (exponent >= digits - 22) & (exponent < 1)
    shift = np.where(sound, digits - 1 - exponent, 0).astype(np.int64)
    scale = _POWERS.take(shift)
    scaled = values * scale
    rounded = np.rint(scaled)
    distance = np.abs(np.abs(scaled - rounded) - 0.5)
    close = distance <= scaled * error + scaled * 2.3e-16
    edge = (rounded >= 10.0**digits) | (rounded < 10.0 ** (digits - 1))
    return rounded / scale, ~sound | close | edge


def near_any(values: Floats, edges: Sequence[float], relative: float) -> Flags:
    """Whether a value lies so close to one of the edges that its own error could carry it across."""
    found = np.zeros(len(values), dtype=np.bool_)
    for edge in edges:
        found |= np.abs(values - edge) <= relative * max(abs(edge), 1e-300)
    return found
