"""Powers of positive numbers, by logarithm and exponential, with the bound of their error.

With L = log1p(b - 1), `b ** e` is exp(e L). L is wrong by what b is wrong by, over b; by the rounding of
b - 1, over b; and by four units of itself. The product with e adds what e is wrong by, times L, and a
rounding. An error d of the product makes a relative one of expm1(d), to which exp adds four units.
"""

from __future__ import annotations

import numpy as np

from credit_engine import numbers
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.functions import UNITS, are_trusted
from credit_engine.run.columns.number import SAFETY, UNIT, Number, bounded, derived

_FUNCTION = 2 * UNITS * UNIT
"""Relative error of exp and log1p: `UNITS` in the last place, each at most twice the unit of rounding."""
_LARGEST_EXPONENT = 600.0
"""Of e in the power; beyond it doubles come near their ends, and rows are decided one by one."""


def power(context: Context, base: Number, exponent: Number) -> Number:
    """`base ** exponent`; what has no positive base, or is very large or small, is left to rows."""
    if not are_trusted():
        raise Unsupported("a logarithm that is not known to be exact enough")
    presence = context.tables.merged(base.presence, exponent.presence)
    b, base_error = base.floats()
    e, exponent_error = exponent.floats()
    open_ = b - base_error * SAFETY <= 0
    b, base_error = np.where(open_, 1.0, b), np.where(open_, 0.0, base_error)
    logarithm = np.log1p(b - 1)
    wrong = (base_error / (b - base_error) + UNIT * np.abs(b - 1) / b) * SAFETY + _FUNCTION * np.abs(
        logarithm
    )
    product = e * logarithm
    spread = (np.abs(e) * wrong + (np.abs(logarithm) + wrong) * exponent_error) * SAFETY + UNIT * np.abs(
        product
    )
    open_ = open_ | (np.abs(product) > _LARGEST_EXPONENT) | (spread > 1)
    if np.any(open_):
        present = True if presence is None else presence.codes == 0
        context.leave(context.asked(open_, present))
        product, spread = np.where(open_, 0.0, product), np.where(open_, 0.0, spread)
    found = np.exp(product)
    # The factor 2 covers the roundings of the bound itself.
    result = bounded(found, found * (2 * np.expm1(spread) + 2 * _FUNCTION), presence)
    result.exact = derived(numbers.power, base, exponent)
    return result
