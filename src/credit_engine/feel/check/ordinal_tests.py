"""Unary tests of an ordinal: their ends stand in its order, and the lower one first."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from credit_engine.feel import ordinals, syntax
from credit_engine.feel.check import order_errors
from credit_engine.feel.check.comparisons import compare
from credit_engine.feel.check.condition_errors import empty_range
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.check.names import Names
from credit_engine.feel.check.operand import Operand
from credit_engine.feel.types import ANY, Order, Type, list_of
from credit_engine.feel.walk import uses_name


class Inference(Protocol):
    """What the check of tests needs of the check of expressions, whose part it is."""

    errors: Errors
    types: dict[int, Type]

    def operand(
        self, tree: syntax.Expression, names: Names, wanted: tuple[str, ...] | None = None
    ) -> Operand:
        """An expression with its type and declaration; `wanted` are the texts expected at its place."""


def check_in_order(checker: Inference, test: syntax.Test, value: Operand, names: Names) -> bool:
    """Check one test of an ordinal; False for a condition of its own, which is none by order."""
    order = value.type.order
    if order is None or uses_name(test.value, "?"):
        return False
    if isinstance(test, syntax.CompareTest):
        _end(checker, test, test.operator, test.value, value, names)
    elif isinstance(test.value, syntax.List):
        for item in test.value.items:
            check_in_order(checker, syntax.ValueTest(item, span=item.span), value, names)
        checker.types[test.value.number] = list_of(value.type)
    elif isinstance(test.value, syntax.Range):
        _range(checker, test.value, value, names, order)
    else:
        _end(checker, test, "=", test.value, value, names)
    return True


def _end(
    checker: Inference,
    node: syntax.Node,
    operator: str,
    tree: syntax.Expression,
    value: Operand,
    names: Names,
) -> None:
    """What the value is compared with; whether it is always so is seen of all tests together."""
    order = value.type.order
    assert order is not None
    right = checker.operand(tree, names, order.values)
    inner = (right.type.item or ANY) if right.type.kind in ("list", "range") else right.type
    if right.type.kind == "range" or inner.kind == "range":
        return order_errors.no_order(checker.errors, tree, "'in'", order)
    against = Operand(tree, inner, right.known)
    return compare(
        checker.errors, node, operator, Operand(tree, replace(value.type, values=None), value.known), against
    )


def _range(checker: Inference, tree: syntax.Range, value: Operand, names: Names, order: Order) -> None:
    before = len(checker.errors.problems)
    signs = (tree.operator or ">=", "<=")
    for end, sign in zip((tree.low, tree.high), signs, strict=True):
        if end is not None:
            _end(checker, tree, sign, end, value, names)
    checker.types[tree.number] = Type("range", item=replace(value.type, values=None))
    if len(checker.errors.problems) > before or ordinals.tested(syntax.ValueTest(tree), order) != []:
        return
    low, high = tree.low, tree.high
    if isinstance(low, syntax.Text) and isinstance(high, syntax.Text) and low.value != high.value:
        order_errors.reversed_range(checker.errors, tree, low.value, high.value)
    else:
        checker.errors.report(empty_range(checker.errors.span(tree)))
