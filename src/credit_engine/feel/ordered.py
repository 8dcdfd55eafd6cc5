"""Lowering of what compares ordinals: to membership where one side is constant, else to numbers.

A value stays the text that it is. `rank` gives its place in the declared list, on which comparisons,
`min` and `max` are those of numbers; `at rank` gives the value at a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from credit_engine.feel import syntax
from credit_engine.feel.ordinals import FLIPPED, satisfying
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import Order
from credit_engine.ir import Builder


class Lowering(Protocol):
    """What lowers the expressions that are compared."""

    builder: Builder

    def lower(self, tree: syntax.Expression, scope: Scope) -> int:
        """The node of an expression's value."""


Side = tuple[syntax.Expression, int]
"""One side of a comparison: its tree, and its node; none of a tested value, which has no text of its own."""


def compared(builder: Builder, order: Order, operator: str, left: Side, right: Side) -> int:
    """The node of `left operator right` by the order."""
    for (_, value), (end, _), sign in ((left, right, operator), (right, left, FLIPPED[operator])):
        if isinstance(end, syntax.Text) and end.value in order.values:
            return member(builder, value, satisfying(order, sign, end.value))
    return builder.call(operator, rank(builder, order, left), rank(builder, order, right), kind="boolean")


def member(builder: Builder, value: int, values: Sequence[str]) -> int:
    """Whether a value is one of some."""
    if len(values) == 1 and builder.nodes[value].kind == "text":
        return builder.call("=", value, builder.constant(values[0], "text"), kind="boolean")
    return builder.call("member", value, builder.constant(tuple(values), "any"), kind="boolean")


def within(lowering: Lowering, order: Order, value: Side, tree: syntax.Range, scope: Scope) -> int:
    """Whether a value lies in a range with an end that is not constant."""

    def test(sign: str, end: syntax.Expression) -> int:
        return compared(lowering.builder, order, sign, value, (end, lowering.lower(end, scope)))

    if tree.operator and tree.low is not None:
        return test(tree.operator, tree.low)
    ends = ((tree.low, ">", tree.low_closed), (tree.high, "<", tree.high_closed))
    tests = [test(sign + "=" * closed, end) for end, sign, closed in ends if end is not None]
    return tests[0] if len(tests) == 1 else lowering.builder.call("both", *tests, kind="boolean")


def extreme(builder: Builder, order: Order, name: str, values: Sequence[Side], names: Sequence[str]) -> int:
    """The value at the least or greatest place, by `min` or `max`."""
    ranks = [rank(builder, order, value) for value in values]
    found = builder.call(f"fn:{name}", *ranks, kind="number", data=tuple(names))
    return at_rank(builder, order, found)


def at_rank(builder: Builder, order: Order, place: int) -> int:
    """The value at a place."""
    return builder.call("at rank", place, kind="text", data=order.values)


def rank(builder: Builder, order: Order, side: Side) -> int:
    """The place of a value in the order, from 0; of a list, the places of its items."""
    tree, node = side
    if isinstance(tree, syntax.Text) and tree.value in order.values:
        return builder.constant(order.values.index(tree.value), "number")
    kind = "list<number>" if builder.nodes[node].kind.startswith("list") else "number"
    return builder.call("rank", node, kind=kind, data=order.values)
