"""Kernels of lending mathematics.

With i = rate / 12, the level payment of a loan P over n months is P * i / (1 - (1 + i) ** -n). As
-expm1(-n * log1p(i)) the divisor is well conditioned: a relative error of i changes it by at most as
much. So the factor's error is that of i, twice, and that of eight operations, two of them functions that
are right to four units: 40 u together.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from credit_engine.absent import absent
from credit_engine.credit.amortisation import MAX_MONTHS
from credit_engine.operators import FUNCTIONS
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import without
from credit_engine.run.columns.functions import are_trusted
from credit_engine.run.columns.number import SAFETY, UNIT, Floats, Number, Whole, bounded, derived
from credit_engine.run.columns.tape import by_element, spread

_FACTOR_ERROR = 40 * UNIT
"""Relative error of the annuity factor, twice what its operations add up to: docs/explanation/columnar.md."""
_KEPT_FACTORS = 8
"""Columns of factors that a chunk keeps, so that offers take no more memory than their terms."""
_MONTHS = f"months: not a whole number in [1..{MAX_MONTHS}]"


def instalment(context: Context, principal: Number, rate: Number, months: Number) -> Number:
    """The level monthly payment of a loan."""
    return _annuity(context, "instalment", principal, rate, months, inverse=False)


def loan_from_payment(context: Context, payment: Number, rate: Number, months: Number) -> Number:
    """The loan that a level monthly payment repays."""
    return _annuity(context, "loan_from_payment", payment, rate, months, inverse=True)


def _annuity(
    context: Context, name: str, amount: Number, rate: Number, months: Number, inverse: bool
) -> Number:
    if months.whole is None or rate.whole is None or not are_trusted():
        raise Unsupported("rates or months that are not exact")
    presence = context.tables.merged(amount.presence, rate.presence, months.presence)
    value, error = amount.floats()
    rates, rate_error = rate.floats()
    unit = 10**months.scale
    term = months.whole // unit if months.scale else months.whole
    in_months = (term >= 1) & (term <= MAX_MONTHS)
    if months.scale:
        in_months &= months.whole % unit == 0
    negative = value < 0
    near_zero = (np.abs(value) <= error) & (error > 0)
    if np.any(near_zero):
        context.leave(context.asked(near_zero, True if presence is None else presence.codes == 0))
    refused = (
        (negative, f"{'payment' if inverse else 'principal'}: negative"),
        ((rate.whole < 0) | (rates > 1_000), "annual_rate: not in [0..1000]"),
        (~in_months, _MONTHS),
    )
    invalid: Any = np.zeros((), dtype=np.bool_)
    for mask, detail in refused:
        here = spread(mask, context.size) & ~invalid
        presence = without(context.tables, presence, here, absent("invalid_argument", name, detail))
        invalid = invalid | here
    if invalid.any():
        rates, rate_error = np.where(invalid, 0.0, rates), np.where(invalid, 0.0, rate_error)
        term = np.where(invalid, 1, term)
        factor, relative = annuity_factor(rates, rate_error, term.astype(np.float64))
    else:
        factor, relative = _known_factor(context, rate, term)
    found = value * factor if inverse else value / factor
    relative_error = relative + 2 * UNIT
    bound = error * (factor if inverse else 1 / factor) * SAFETY + np.abs(found) * relative_error
    result = bounded(found, np.where((value == 0) & (error == 0), 0.0, bound), presence)
    row = FUNCTIONS[name].signatures[0].row
    result.exact = derived(row, amount, rate, months)
    return result


def _known_factor(context: Context, rate: Number, term: Whole) -> tuple[Floats, Floats]:
    """The factor of a column of rates, worked out once for all amounts that are lent for one term."""
    if term.ndim:
        return annuity_factor(*rate.floats(), term.astype(np.float64))
    known: dict[Any, Any] = context.factors
    key = id(rate), int(term)
    if key not in known:
        if len(known) >= _KEPT_FACTORS:
            known.clear()
        known[key] = rate, annuity_factor(*rate.floats(), term.astype(np.float64))  # the rate keeps its id
    found: tuple[Floats, Floats] = known[key][1]
    return found


@by_element
def annuity_factor(rates: Floats, error: Floats, months: Floats) -> tuple[Floats, Floats]:
    """Loan by payment, and its relative error."""
    free = rates == 0
    any_free = bool(np.any(free))
    if any_free:
        rates = np.where(free, 1.0, rates)
    i = rates / 12
    factor = -np.expm1(-months * np.log1p(i)) / i
    relative = 2 * error / rates + _FACTOR_ERROR
    if not any_free:
        return factor, relative
    return np.where(free, months, factor), np.where(free, UNIT, relative)
