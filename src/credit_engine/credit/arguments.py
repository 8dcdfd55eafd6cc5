"""What lending mathematics refuses, and the checks of arguments that all its functions share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from decimal import Decimal
from itertools import pairwise
from typing import Any

from credit_engine.limits import MAX_FLOWS
from credit_engine.numbers import Number, is_integer


class CreditError(ValueError):
    """A question of lending mathematics that has no answer; its text says which argument and why.

    `code` is the stable cause that an expression's unknown value carries (`invalid_argument`,
    `no_rate`, `several_rates`, ...), `detail` says what is wrong, `name: ` first where it is an argument.
    """

    def __init__(self, detail: str, code: str = "invalid_argument") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class DomainError(CreditError):
    """An argument outside its function's domain; checking an expression refuses such constants.

    `whole`: it is the whole list that is refused, not one of its items whatever the others are.
    """

    def __init__(self, detail: str, code: str = "invalid_argument", *, whole: bool = False) -> None:
        super().__init__(detail, code)
        self.whole = whole


class BetweenError(CreditError):
    """Arguments, by name, that contradict each other."""

    def __init__(self, detail: str, names: tuple[str, ...]) -> None:
        super().__init__(detail)
        self.names = names


def refuse(name: str, reason: str) -> CreditError:
    """The error for one argument beside the others."""
    return CreditError(f"{name}: {reason}")


def never(name: str, reason: str) -> DomainError:
    """The error for one argument outside its domain."""
    return DomainError(f"{name}: {reason}")


def never_whole(name: str, reason: str) -> DomainError:
    """The error for a list that is outside its domain as a whole."""
    return DomainError(f"{name}: {reason}", whole=True)


def number(name: str, value: object) -> Decimal:
    """The argument as an exact decimal; floats are refused, because they are not exact."""
    if type(value) is Decimal and value.is_finite():
        return value
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, float):
        raise never(name, "a float is not exact; give an int or a Decimal")
    raise never(name, "not a finite number")


def not_negative(name: str, value: object) -> Decimal:
    """A number of at least 0."""
    found = number(name, value)
    if found < 0:
        raise never(name, "negative")
    return found


def positive(name: str, value: object) -> Decimal:
    """A number above 0."""
    found = number(name, value)
    if found <= 0:
        raise never(name, "not above 0")
    return found


def positive_total(name: str, found: Decimal) -> Decimal:
    """The sum of a list, above 0."""
    if found <= 0:
        raise never_whole(name, "not above 0")
    return found


def within(name: str, value: object, low: Number, high: Number) -> Decimal:
    """A number from `low` to `high`, both allowed."""
    found = number(name, value)
    if not low <= found <= high:
        raise never(name, f"not in [{low}..{high}]")
    return found


def fraction(name: str, value: object) -> Decimal:
    """A number from 0 to 1."""
    return within(name, value, 0, 1)


def open_fraction(name: str, value: object) -> Decimal:
    """A number above 0 and below 1."""
    found = number(name, value)
    if not 0 < found < 1:
        raise never(name, "not between 0 and 1")
    return found


def ascending(name: str, values: Sequence[Number]) -> Sequence[Number]:
    """At least one number, each above the one before."""
    bounded(name, values)
    if any(low >= high for low, high in pairwise(values)):
        raise never_whole(name, "not ascending")
    return values


def rate(name: str, value: object) -> Decimal:
    """A rate per period or annum as a fraction, from 0 to 1000 (100,000 %)."""
    return within(name, value, 0, 1_000)


def return_rate(name: str, value: object) -> Decimal:
    """A rate at which something is discounted: above -1, at most 1000."""
    found = number(name, value)
    if not -1 < found <= 1_000:
        raise never(name, "not in (-1..1000]")
    return found


def integer(name: str, value: object, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    found = number(name, value)
    if not (low <= found <= high and is_integer(found)):
        raise never(name, f"not a whole number in [{low}..{high}]")
    return int(found)


def whole_up_to(name: str, value: object, low: int, high: int) -> int:
    """A whole number from `low` to what another argument leaves."""
    found = number(name, value)
    if not (low <= found and is_integer(found)):
        raise never(name, f"not a whole number in [{low}..{high}]")
    if found > high:
        raise refuse(name, f"not a whole number in [{low}..{high}]")
    return int(found)


def numbers_of(name: str, values: Iterable[object]) -> list[Decimal]:
    """A bounded list of numbers."""
    items = bounded(name, list(values))
    return [number(f"{name}[{i}]", item) for i, item in enumerate(items, 1)]


def not_negative_numbers(name: str, values: Iterable[object]) -> list[Decimal]:
    """A bounded list of numbers of at least 0."""
    items = bounded(name, list(values))
    return [not_negative(f"{name}[{i}]", item) for i, item in enumerate(items, 1)]


def bounded(name: str, items: Sequence[Any], at_most: int = MAX_FLOWS) -> Sequence[Any]:
    """A list of at least one and at most `at_most` items."""
    if not items:
        raise never_whole(name, "an empty list")
    if len(items) > at_most:
        raise DomainError(f"{name}: more than {at_most} items", "limit_exceeded", whole=True)
    return items


def same_length(**lists: Sized) -> None:
    """Lists whose items belong together must have the same length."""
    if len({len(items) for items in lists.values()}) > 1:
        raise BetweenError(f"{', '.join(lists)}: lists of different lengths", tuple(lists))


def choice(name: str, value: object, allowed: Iterable[str]) -> str:
    """One of the texts that are allowed."""
    names = list(allowed)
    if not isinstance(value, str) or value not in names:
        raise never(name, f"not one of {', '.join(names)}")
    return value
