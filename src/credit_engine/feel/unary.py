"""Lowering of unary tests, and of comparisons by the order of an ordinal.

The latter become membership where one side is constant, else comparisons of numbers. A value stays the text
that it is: `rank` gives its place in the declared list, on which comparisons, `min` and `max` are those of
numbers; `at rank` gives the value at a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from credit_engine.feel import ordinals, syntax
from credit_engine.feel.ordinals import FLIPPED, satisfying
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import ANY, Order, Type
from credit_engine.feel.walk import uses_name
from credit_engine.ir import Builder
from credit_engine.numbers import narrow, normal

_TESTED = syntax.Name("?")
_INLINE_ENDS = frozenset(("number", "text", "date", "days and time duration", "years and months duration"))


class Lowering(Protocol):
    """What lowers the expressions within tests."""

    builder: Builder
    sites: dict[int, int]

    @property
    def policy(self) -> bool:
        """Whether absent values are unknown rather than null."""

    def kind(self, tree: syntax.Node) -> str:
        """The static kind of an expression."""

    def lower(self, tree: syntax.Expression, scope: Scope) -> int:
        """The node of an expression's value."""


def lower_tests(
    lowering: Lowering, tree: syntax.UnaryTests, value: int, scope: Scope, type_: Type = ANY
) -> int:
    """The node that says whether a value satisfies a cell; `-` is satisfied by everything."""
    if not tree.tests:
        return lowering.builder.constant(True, "boolean")
    inner = scope.with_names({"?": value})
    satisfied = lower_test(lowering, tree.tests, value, type_, inner)
    if tree.negated:
        satisfied = lowering.builder.call("not", satisfied, kind="boolean")
    lowering.sites[tree.number] = satisfied
    return satisfied


def lower_test(
    lowering: Lowering, tests: Sequence[syntax.Test], value: int, type_: Type, scope: Scope
) -> int:
    """The node that says whether a value satisfies one of the tests."""
    constant = None if type_.order is None else ordinals.matched(tests, type_.order)
    if constant is not None:
        return member(lowering.builder, value, constant)
    if lowering.policy and type_.kind in ("text", "number") and len(tests) > 1 and all(map(_is_plain, tests)):
        return lowering.builder.call("member", value, _members(lowering, tests), kind="boolean")
    if len(tests) == 1:
        return _one(lowering, tests[0], value, type_, scope)
    regions = []
    for test in tests:
        region, _ = lowering.builder.open_region()
        lowering.builder.close_region(_one(lowering, test, value, type_, scope))
        regions.append(region)
    return lowering.builder.add("OR", kind="boolean", regions=tuple(regions))


def _is_plain(test: syntax.Test) -> bool:
    return isinstance(test, syntax.ValueTest) and isinstance(test.value, syntax.Number | syntax.Text)


def _members(lowering: Lowering, tests: Sequence[syntax.Test]) -> int:
    literals = [test.value for test in tests if isinstance(test.value, syntax.Number | syntax.Text)]
    values = tuple(normal(narrow(x.value)) if isinstance(x, syntax.Number) else x.value for x in literals)
    return lowering.builder.constant(values, "any")


def _one(lowering: Lowering, test: syntax.Test, value: int, type_: Type, scope: Scope) -> int:
    builder = lowering.builder
    order = type_.order
    if order is not None and isinstance(test, syntax.CompareTest) and test.operator in ordinals.SIGNS:
        end = test.value, lowering.lower(test.value, scope)
        node = compared(builder, order, test.operator, (_TESTED, value), end)
    elif order is not None and isinstance(test.value, syntax.Range):
        node = within(lowering, order, (_TESTED, value), test.value, scope)
    elif isinstance(test, syntax.CompareTest):
        node = builder.call(test.operator, value, lowering.lower(test.value, scope), kind="boolean")
    elif uses_name(test.value, "?"):
        node = _own_condition(lowering, test.value, value, scope)
    elif lowering.policy and isinstance(test.value, syntax.Range) and type_.kind in _INLINE_ENDS:
        node = _inside(lowering, test.value, value, scope)
    elif lowering.policy and type_.kind == lowering.kind(test.value) != "any":
        node = builder.call("=", value, lowering.lower(test.value, scope), kind="boolean")
    else:
        node = builder.call("in", value, lowering.lower(test.value, scope), kind="boolean")
    lowering.sites[test.number] = node
    return node


def _own_condition(lowering: Lowering, tree: syntax.Expression, value: int, scope: Scope) -> int:
    """A test that is itself a condition on `?`; where its value is no boolean, it is compared."""
    result = lowering.lower(tree, scope)
    if lowering.policy or lowering.kind(tree) == "boolean":
        return result
    return lowering.builder.call("own test", result, value, kind="boolean")


def _inside(lowering: Lowering, tree: syntax.Range, value: int, scope: Scope) -> int:
    """Range membership as comparisons; both ends are known to be of the value's kind."""
    builder = lowering.builder
    if tree.operator and tree.low is not None:
        return builder.call(tree.operator, value, lowering.lower(tree.low, scope), kind="boolean")
    low = None if tree.low is None else lowering.lower(tree.low, scope)
    high = None if tree.high is None else lowering.lower(tree.high, scope)
    if low is None or high is None:
        end, closed, sign = (high, tree.high_closed, "<") if low is None else (low, tree.low_closed, ">")
        assert end is not None
        return builder.call(sign + ("=" if closed else ""), value, end, kind="boolean")
    signs = ("<=" if tree.low_closed else "<", "<=" if tree.high_closed else "<")
    if builder.is_known(low) and builder.is_known(high):
        return builder.call("inside", value, low, high, kind="boolean", data=signs)
    parts = [builder.call({"<": ">", "<=": ">="}[signs[0]], value, low, kind="boolean")]
    parts.append(builder.call(signs[1], value, high, kind="boolean"))
    return builder.call("both", *parts, kind="boolean")


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
