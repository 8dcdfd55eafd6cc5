"""Ranges written with constant ends: declared ranges of inputs, attributes of scorecards."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.types import Interval
from credit_engine.numbers import narrow
from credit_engine.temporal import parse_temporal


def constant_interval(tree: syntax.UnaryTests) -> Interval | None:
    """The interval that one test with constant ends describes, or None if the tree is another."""
    if len(tree.tests) != 1 or tree.negated:
        return None
    test = tree.tests[0]
    if isinstance(test, syntax.ValueTest):
        if not isinstance(test.value, syntax.Range):
            return None
        if not test.value.operator or test.value.low is None:
            return _range(test.value)
        test = syntax.CompareTest(test.value.operator, test.value.low, span=test.span)
    end = constant_value(test.value)
    if end is None or test.operator == "!=":
        return None
    if test.operator == "=":
        return Interval(end, end)
    if test.operator in ("<", "<="):
        return Interval(None, end, True, test.operator == "<=")
    return Interval(end, None, test.operator == ">=", True)


def _range(tree: syntax.Range) -> Interval | None:
    low = None if tree.low is None else constant_value(tree.low)
    high = None if tree.high is None else constant_value(tree.high)
    if (low is None) != (tree.low is None) or (high is None) != (tree.high is None):
        return None
    return Interval(low, high, tree.low_closed, tree.high_closed)


def constant_value(tree: syntax.Expression) -> Any:
    """The number or date of a literal, or None."""
    if isinstance(tree, syntax.Number):
        return narrow(tree.value)
    if isinstance(tree, syntax.Negation) and isinstance(tree.operand, syntax.Number):
        return narrow(Decimal(-tree.operand.value))
    return parse_temporal(tree.text) if isinstance(tree, syntax.AtLiteral) else None
