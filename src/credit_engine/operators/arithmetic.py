"""Arithmetic on any FEEL values: numbers, text (`+`), dates, times and durations."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge
from credit_engine.limits import MAX_TEXT_LENGTH
from credit_engine.operators.kinds import TEMPORAL, kind_of
from credit_engine.temporal import arithmetic as temporal_arithmetic

_add, _subtract = numbers.CONTEXT.add, numbers.CONTEXT.subtract
_multiply, _divide = numbers.CONTEXT.multiply, numbers.CONTEXT.divide
_BOUND = 10**numbers.DIGITS
"""Whole numbers below it have at most 34 digits, and so need no rounding."""
_TEMPORAL_OPERANDS = TEMPORAL | {int, Decimal}


def add(a: Any, b: Any) -> Any:
    """`a + b`: numbers, two texts, or dates, times and durations as FEEL adds them."""
    kind, other = type(a), type(b)
    if kind is Decimal and (other is Decimal or other is int):
        try:
            return _add(a, b)
        except ArithmeticError as error:
            return numbers.failure("+", error)
    if kind is int and other is int:
        total = a + b
        return total if -_BOUND < total < _BOUND else numbers.normal(total)
    if kind is str and other is str:
        return a + b if len(a) + len(b) <= MAX_TEXT_LENGTH else absent("limit_exceeded", "+", "long text")
    return _mixed("+", numbers.add, temporal_arithmetic.add, a, b)


def subtract(a: Any, b: Any) -> Any:
    """`a - b`: numbers, or dates, times and durations as FEEL subtracts them."""
    kind, other = type(a), type(b)
    if kind is Decimal and (other is Decimal or other is int):
        try:
            return _subtract(a, b)
        except ArithmeticError as error:
            return numbers.failure("-", error)
    if kind is int and other is int:
        total = a - b
        return total if -_BOUND < total < _BOUND else numbers.normal(total)
    return _mixed("-", numbers.subtract, temporal_arithmetic.subtract, a, b)


def multiply(a: Any, b: Any) -> Any:
    """`a * b`: numbers, or a number and a duration."""
    kind, other = type(a), type(b)
    if kind is Decimal and (other is Decimal or other is int):
        try:
            return _multiply(a, b)
        except ArithmeticError as error:
            return numbers.failure("*", error)
    if kind is int and other is int:
        product = a * b
        return product if -_BOUND < product < _BOUND else numbers.normal(product)
    return _mixed("*", numbers.multiply, temporal_arithmetic.multiply, a, b)


def divide(a: Any, b: Any) -> Any:
    """`a / b`: numbers, a duration by a number, or two durations of one kind."""
    kind, other = type(a), type(b)
    if (kind is Decimal or kind is int) and (other is Decimal or other is int):
        return numbers.divide(a, b)
    return _mixed("/", numbers.divide, temporal_arithmetic.divide, a, b)


def power(a: Any, b: Any) -> Any:
    """`a ** b` of two numbers."""
    if numbers.is_number(a) and numbers.is_number(b):
        return numbers.power(a, b)
    return _mismatch("**", a, b)


def negate(value: Any) -> Any:
    """`-value` of a number or a duration."""
    kind = type(value)
    if kind is int:
        return -value
    if kind is Decimal:
        return numbers.negate(value)
    return temporal_arithmetic.negate(value) if kind in TEMPORAL else _mismatch("-", value)


def _mixed(
    operator: str,
    of_numbers: Callable[[Any, Any], Any],
    of_temporals: Callable[[Any, Any], Any],
    a: Any,
    b: Any,
) -> Any:
    kind, other = type(a), type(b)
    if kind is int and other is Decimal:
        return of_numbers(a, b)
    if (kind in TEMPORAL or other in TEMPORAL) and {kind, other} <= _TEMPORAL_OPERANDS:
        return of_temporals(a, b)
    return _mismatch(operator, a, b)


def _mismatch(operator: str, *operands: Any) -> Absent:
    if any(isinstance(o, Absent) for o in operands):
        return merge(*operands)
    return absent("wrong_type", operator, " and ".join(map(kind_of, operands)))
