"""Kernels of what a loan returns on capital: the formulas of `credit.pricing` over bounded floats.

What the mathematics refuses (a negative cost, a tax of the whole profit, no capital) is computed by the row
evaluation's function, and so is every value whose decimals somebody asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from credit_engine.run.columns import comparing
from credit_engine.run.columns.arithmetic import add, divide, multiply
from credit_engine.run.columns.choosing import with_rows
from credit_engine.run.columns.combinations import results_of
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import Mask
from credit_engine.run.columns.lists import numbers_of
from credit_engine.run.columns.number import Number, derived, of_values
from credit_engine.run.columns.ragged import encoded
from credit_engine.run.columns.structure import Column

_ARGUMENTS = 8
"""Of `credit.pricing.Economics`: the first four have to be given."""


def _constant(value: Any) -> Number:
    return of_values([value]).take(np.zeros((), dtype=np.intp))


_ZERO, _ONE = _constant(0), _constant(1)


class _Loan(NamedTuple):
    """What `Economics` holds, all of it present."""

    costs: Number
    capital: Number
    credit: Number
    kept: Number
    with_tax: Number
    refused: Mask


def _loan(context: Context, given: Sequence[Number]) -> _Loan:
    """The parts of the formulas, and where an argument is refused."""
    funding, operating, loss, capital, tax, credit, relationship, interest_tax = (
        *given,
        *[_ZERO] * (_ARGUMENTS - len(given)),
    )
    plus, minus = partial(add, context), partial(add, context, sign=-1)
    holds = partial(comparing.holds, context, presence=None)
    refused = holds("<", operating, _ZERO) | holds("<", loss, _ZERO) | holds(">", loss, _ONE)
    refused = refused | holds("<", tax, _ZERO) | holds(">=", tax, _ONE)
    refused = refused | holds("<=", capital, _ZERO) | holds("<", interest_tax, _ZERO)
    costs = minus(plus(plus(funding, operating), loss), relationship)
    return _Loan(costs, capital, credit, minus(_ONE, tax), plus(_ONE, interest_tax), refused)


def _profit(context: Context, rate: Number, loan: _Loan) -> Number:
    """(rate / with_tax - costs + credit * capital) * kept."""
    margin = add(context, divide(context, rate, loan.with_tax), loan.costs, -1)
    return multiply(context, add(context, margin, multiply(context, loan.credit, loan.capital)), loan.kept)


def _raroc(context: Context, given: Sequence[Number]) -> tuple[Number, Mask]:
    loan = _loan(context, given[1:])
    return divide(
        context, _profit(context, given[0], loan), _instead(loan.capital, loan.refused)
    ), loan.refused


def _economic_profit(context: Context, given: Sequence[Number]) -> tuple[Number, Mask]:
    exposure, rate, hurdle = given[:3]
    loan = _loan(context, given[3:])
    profit = add(context, _profit(context, rate, loan), multiply(context, hurdle, loan.capital), -1)
    refused = loan.refused | comparing.holds(context, "<", exposure, _ZERO, None)
    return multiply(context, profit, exposure), refused


def _instead(column: Number, refused: Mask) -> Number:
    """The column with ones where it is refused, so that it divides."""
    if not np.any(refused):
        return column
    if column.whole is not None:
        unit = 10**column.scale
        whole = np.where(refused, np.int64(unit), column.whole)
        return Number(None, whole, column.scale, max(column.most, unit))
    value, error = column.floats()
    return Number(None, value=np.where(refused, 1.0, value), error=np.where(refused, 0.0, error))


_FORMULAS: Mapping[str, tuple[Callable[[Context, Sequence[Number]], tuple[Number, Mask]], int]] = {
    "raroc": (_raroc, 1),
    "economic_profit": (_economic_profit, 3),
}


def economics(
    name: str, context: Context, args: Sequence[Column], names: Any, function: Callable[..., Any]
) -> Column:
    """A function of a loan's economics; the function is the row evaluation's."""
    formula, first = _FORMULAS[name]
    if names != () or not first + 4 <= len(args) <= first + _ARGUMENTS:
        raise Unsupported("named arguments")
    given = [numbers_of(context, arg) for arg in args]
    presence = context.tables.merged(*(column.presence for column in given))
    # Where an argument is absent any number stands for it; nothing that is open there is looked at.
    before = context.asking
    if presence is not None:
        context.narrow(before, lambda: presence.codes == 0)
    found, refused = formula(context, [column.of(None) for column in given])
    context.asking = before
    result = found.of(presence)
    result.exact = derived(function, *given)
    rows = np.flatnonzero(context.asked(refused, result.present()))
    if not len(rows):
        return result
    return with_rows(context, result, rows, encoded(context.tables, results_of(given, rows, function)))
