"""Built-in functions that make one value of a list: extremes, sums, averages, quantifiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge
from credit_engine.numbers import Number
from credit_engine.operators.equality import compare
from credit_engine.operators.list_functions import either_list_or_items
from credit_engine.operators.table import UnknownRule, define


def _refusal(name: str, items: list[Any], empty: bool = False) -> Absent | None:
    """Why a list cannot be aggregated: null items, or no items where one is needed; None if it can."""
    nulls = [item for item in items if type(item) is Absent]
    if nulls:
        return absent_items(name, nulls)
    if empty and not items:
        return absent("invalid_argument", name, "an empty list")
    return None


def absent_items(name: str, nulls: list[Any]) -> Absent:
    """The absent value for a list with absent items: their causes, or that there is a null."""
    found = merge(*nulls)
    return found if found.causes else absent("invalid_argument", name, "a null item")


def _extreme(name: str, sign: int) -> Callable[[list[Any]], Any]:
    def extreme(items: list[Any]) -> Any:
        refused = _refusal(name, items, empty=True)
        if refused is not None:
            return refused
        best = items[0]
        for item in items:
            order = compare(item, best)
            if isinstance(order, Absent):
                return order
            if order == sign:
                best = item
        return best

    return extreme


def exact_sum(items: list[Number]) -> Number:
    """The sum of numbers without any rounding."""
    total: Number = 0
    for item in items:
        total = total + item if type(total) is int and type(item) is int else numbers.EXACT.add(total, item)
    return total


def _sum(items: list[Any]) -> Number | Absent:
    try:
        return numbers.normal(exact_sum(items))
    except (ArithmeticError, TypeError) as error:
        refused = _refusal("sum", items)
        return numbers.failure("sum", error) if refused is None else refused


def _mean(items: list[Any]) -> Number | Absent:
    refused = _refusal("mean", items, empty=True)
    if refused is not None:
        return refused
    return _finished("mean", lambda: numbers.CONTEXT.divide(exact_sum(items), len(items)))


def _finished(name: str, compute: Callable[[], Number]) -> Number | Absent:
    try:
        return compute()
    except ArithmeticError as error:
        return numbers.failure(name, error)


def _product(items: list[Any]) -> Number | Absent:
    refused = _refusal("product", items, empty=True)
    if refused is not None:
        return refused
    result: Number | Absent = 1
    for item in items:
        if isinstance(result, Absent):
            return result
        result = numbers.multiply(result, item)
    return result


def _median(items: list[Any]) -> Number | Absent:
    refused = _refusal("median", items, empty=True)
    if refused is not None:
        return refused
    ordered = sorted(items)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean(ordered[middle - 1 : middle + 1])


def _stddev(items: list[Any]) -> Number | Absent:
    """The sample standard deviation: the root of (n * sum of squares - squared sum) / (n * (n - 1))."""
    refused = _refusal("stddev", items)
    if refused is not None:
        return refused
    n = len(items)
    if n < 2:
        return absent("invalid_argument", "stddev", "fewer than two items")
    exact = numbers.EXACT
    squares = exact_sum([exact.multiply(x, x) for x in items])
    total = exact_sum(items)
    spread = exact.subtract(exact.multiply(n, squares), exact.multiply(total, total))
    above, below = spread.as_integer_ratio()
    return _finished("stddev", lambda: numbers.root_of_ratio(above, below * n * (n - 1)))


def _mode(items: list[Any]) -> list[Any] | Absent:
    refused = _refusal("mode", items)
    if refused is not None:
        return refused
    counts = Counter(items)
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


def _all(items: list[Any]) -> bool | Absent:
    return _quantified("all", items, decisive=False)


def _any(items: list[Any]) -> bool | Absent:
    return _quantified("any", items, decisive=True)


def _quantified(name: str, items: list[Any], decisive: bool) -> bool | Absent:
    if any(item is decisive for item in items):
        return decisive
    others = [item for item in items if type(item) is not bool]
    if not others:
        return not decisive
    if all(type(item) is Absent for item in others):
        return absent_items(name, others)
    return absent("wrong_type", name, "an item is not a boolean")


def _define(
    name: str,
    result: str,
    row: Callable[[list[Any]], Any],
    doc: str,
    example: str,
    item: str = "number",
    unit: Literal["same", "none"] = "same",
    unknown: UnknownRule = "strict",
) -> None:
    define(name, either_list_or_items(result, row, item), doc, example, unknown, unit)


_define("min", "item", _extreme("min", -1), "The least item; null for none.", "min(1, 2, 3) = 1", "any")
_define("max", "item", _extreme("max", 1), "The greatest item; null for none.", "max(1, 2, 3) = 3", "any")
_define("sum", "number", _sum, "The sum, rounded once at the end; 0 for an empty list.", "sum([1, 2, 3]) = 6")
_define("mean", "number", _mean, "The arithmetic mean; null for an empty list.", "mean(1, 2, 3) = 2")
_define(
    "product",
    "number",
    _product,
    "The product; null for an empty list.",
    "product(2, 3, 4) = 24",
    unit="none",
)
_define(
    "median",
    "number",
    _median,
    "The middle number, or the mean of the two middle ones; null for none.",
    "median(8, 2, 5, 3, 4) = 4",
)
_define(
    "stddev",
    "number",
    _stddev,
    "The sample standard deviation; null for fewer than two numbers.",
    "stddev(2, 4, 7, 5) = 2.081665999466132735282297706979931",
)
_define(
    "mode", "list<number>", _mode, "The most frequent numbers, ascending.", "mode(6, 1, 9, 6, 1) = [1, 6]"
)
_define(
    "all",
    "boolean",
    _all,
    "False if an item is false, else true if all are true; true for none.",
    "all([true, false]) = false",
    "any",
    "none",
    "items",
)
_define(
    "any",
    "boolean",
    _any,
    "True if an item is true, else false if all are false; false for none.",
    "any([false, true]) = true",
    "any",
    "none",
    "items",
)
