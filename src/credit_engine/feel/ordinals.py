"""Ordinals: texts compared by their place in a declared list, never by their characters.

`a < b` holds where `a` stands before `b` in the list, so that `[A..BBB]` are the values from A to BBB as they
are listed. Which of them are the good ones only the named functions ask: `better than` and its like.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from credit_engine.feel import syntax
from credit_engine.feel.types import Order, Type

SIGNS = ("<", "<=", ">", ">=")
FLIPPED: Mapping[str, str] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The operator between the same two values, the right one first."""
_BETTER: Mapping[str, str] = {
    "better than": "<",
    "at least as good as": "<=",
    "worse than": ">",
    "at most as good as": ">=",
}
_PLACES: Mapping[str, str] = {"<": "before", "<=": "not after", ">": "after", ">=": "not before"}
COMPARING = tuple(_BETTER)
"""Functions that compare two ordinals by which is better."""
CHOOSING: Mapping[str, str] = {"best": "min", "worst": "max"}
"""Functions that take the best or worst of a list: what they are of places, where the best stands first."""
EXTREMES: Mapping[str, str] = {"min": "max", "max": "min"}


def order_of(*types: Type) -> Order | None:
    """The order of the first type, or of its items, that has one."""
    return next((type_.inner.order for type_ in types if type_.inner.order is not None), None)


def sign_of(name: str, order: Order) -> str:
    """The operator that a comparing function stands for."""
    return _BETTER[name] if order.best_first else FLIPPED[_BETTER[name]]


def relation(operator: str, order: Order) -> str:
    """What an operator says: the name of a comparing function, or a place where no value is better."""
    if order.best_first is None:
        return _PLACES[operator]
    return next(name for name in COMPARING if sign_of(name, order) == operator)


def extreme_of(name: str, order: Order) -> str:
    """`min` or `max` of the places, for the best or the worst of values."""
    return CHOOSING[name] if order.best_first else EXTREMES[CHOOSING[name]]


def satisfying(order: Order, operator: str, value: str) -> tuple[str, ...]:
    """The values v of an order for which `v operator value` holds."""
    at = order.values.index(value)
    if operator in ("=", "!="):
        return tuple(rank for rank in order.values if (rank == value) == (operator == "="))
    if operator in ("<", "<="):
        return order.values[: at + (operator == "<=")]
    return order.values[at + (operator == ">") :]


def matched(tests: Iterable[syntax.Test], order: Order) -> tuple[str, ...] | None:
    """The values of an order that satisfy one of some tests, as listed; None where a test is not constant."""
    found: set[str] = set()
    for test in tests:
        values = tested(test, order)
        if values is None:
            return None
        found.update(values)
    return tuple(value for value in order.values if value in found)


def tested(test: syntax.Test, order: Order) -> Sequence[str] | None:
    """The values of an order that satisfy one test; None where it is not constant, or names none of them."""
    if isinstance(test, syntax.CompareTest):
        return _compared(test.operator, test.value, order)
    tree = test.value
    if isinstance(tree, syntax.List):
        return matched([syntax.ValueTest(item) for item in tree.items], order)
    if not isinstance(tree, syntax.Range):
        return _compared("=", tree, order)
    if tree.operator and tree.low is not None:
        return _compared(tree.operator, tree.low, order)
    low = order.values if tree.low is None else _compared(">=" if tree.low_closed else ">", tree.low, order)
    high = (
        order.values if tree.high is None else _compared("<=" if tree.high_closed else "<", tree.high, order)
    )
    return None if low is None or high is None else [value for value in low if value in high]


def _compared(operator: str, end: syntax.Expression, order: Order) -> tuple[str, ...] | None:
    if not isinstance(end, syntax.Text) or end.value not in order.values:
        return None
    return satisfying(order, operator, end.value)
