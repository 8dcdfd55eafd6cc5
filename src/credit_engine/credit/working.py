"""Arithmetic inside lending mathematics: more digits than a result has, and one rounding at the end."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from credit_engine import numbers
from credit_engine.credit.arguments import CreditError
from credit_engine.numbers import Number

P = ParamSpec("P")
R = TypeVar("R")

_TRAPS = [decimal.Overflow, decimal.InvalidOperation, decimal.DivisionByZero]
WORK = decimal.Context(
    prec=60, rounding=decimal.ROUND_HALF_EVEN, Emin=-1_000_000, Emax=1_000_000, traps=_TRAPS
)
"""26 digits more than a number has, so that a handful of operations loses none of the result's 34."""


def rounded(value: decimal.Decimal) -> Number:
    """A result rounded to 34 digits, without needless zeros; a whole number as an int."""
    return numbers.narrow(numbers.CONTEXT.normalize(value))


def to_cents(value: decimal.Decimal, digits: int = 2) -> decimal.Decimal:
    """An amount rounded half up to `digits` decimal places (money: 2)."""
    return decimal.Decimal(numbers.round_number(value, digits, "half_up"))


def up_to_multiple(value: decimal.Decimal, unit: decimal.Decimal) -> decimal.Decimal:
    """The smallest multiple of a unit that is not below a value."""
    return (value / unit).to_integral_value(decimal.ROUND_CEILING) * unit


def total(values: list[decimal.Decimal]) -> decimal.Decimal:
    """The sum, without any rounding of amounts in usual sizes."""
    result = decimal.Decimal(0)
    for value in values:
        result = WORK.add(result, value)
    return result


def exactly(function: Callable[P, R]) -> Callable[P, R]:
    """Runs a function in the working precision; overflow and division by zero become `CreditError`."""

    @wraps(function)
    def run(*arguments: P.args, **named: P.kwargs) -> R:
        before = decimal.getcontext()
        decimal.setcontext(WORK)  # itself, where `localcontext` makes a copy for each call
        try:
            return function(*arguments, **named)
        except decimal.Overflow:
            raise CreditError("the result is beyond the range of numbers", "overflow") from None
        except decimal.DivisionByZero:
            raise CreditError("a divisor is 0", "division_by_zero") from None
        except decimal.InvalidOperation:
            raise CreditError("the arithmetic has no result") from None
        finally:
            decimal.setcontext(before)

    return run
