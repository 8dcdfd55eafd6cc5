"""Comparisons of texts: plain ones by what they can be, ordinals by their order."""

from __future__ import annotations

from credit_engine.feel import syntax
from credit_engine.feel.check import order_errors
from credit_engine.feel.check.condition_errors import constant_condition, unknown_value
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.check.operand import Operand
from credit_engine.feel.ordinals import FLIPPED, SIGNS, satisfying
from credit_engine.feel.types import Order, Type, shared_order
from credit_engine.wording import joined, said


def compare_texts(errors: Errors, node: syntax.Node, operator: str, left: Operand, right: Operand) -> None:
    """Report values that the other side cannot have, orders that differ, and texts compared by characters."""
    a, b = left.type.order, right.type.order
    order = a or b if a is None or b is None else shared_order(a, b)
    if a is not None and b is not None and order is None:
        return order_errors.order_clash(
            errors, node, f"'{operator}'", (left.tree, left.type), (right.tree, right.type)
        )
    if order is not None:
        return _ordinals(errors, node, operator, (left, right), order)
    if operator in SIGNS:
        return order_errors.text_order(
            errors, node, f"'{operator}'", (left.tree, left.type), (right.tree, right.type)
        )
    return _plain(errors, node, operator, left, right)


def _plain(errors: Errors, node: syntax.Node, operator: str, left: Operand, right: Operand) -> None:
    if left.type.values is None or right.type.values is None:
        return
    if set(left.type.values) & set(right.type.values):
        return
    literal, other = (right, left) if isinstance(right.tree, syntax.Text) else (left, right)
    if isinstance(literal.tree, syntax.Text):
        unknown_value(errors, literal.tree, literal.tree.value, other.type, other.known)
    else:
        constant_condition(
            errors,
            node,
            operator == "!=",
            said("the two have no value in common", "两者没有共同的取值"),
            other.known,
        )


def _ordinals(
    errors: Errors, node: syntax.Node, operator: str, sides: tuple[Operand, Operand], order: Order
) -> None:
    """At least one side has the order; what the other can be has to stand in it."""
    for side, other in (sides, sides[::-1]):
        if side.type.order is not None:
            continue
        possible = side.type.values or side.type.written
        strange = next((value for value in possible or () if value not in order.values), None)
        certain = isinstance(side.tree, syntax.Text) or side.type.written or operator in SIGNS
        if strange is not None and certain:
            return unknown_value(errors, side.tree, strange, Type("text", values=order.values), other.known)
        if possible is None and operator in SIGNS:
            return order_errors.no_order(errors, side.tree, f"'{operator}'", order)
    if operator not in SIGNS:
        return _plain(errors, node, operator, *sides)
    return _always(errors, node, operator, sides)


def _always(errors: Errors, node: syntax.Node, operator: str, sides: tuple[Operand, Operand]) -> None:
    """Report a comparison with a literal that all possible values, or none of them, satisfy."""
    for side, other, sign in ((*sides, operator), (*sides[::-1], FLIPPED[operator])):
        if not isinstance(other.tree, syntax.Text) or side.type.order is None or side.type.values is None:
            continue
        satisfied = {*satisfying(side.type.order, sign, other.tree.value)}
        if satisfied.issuperset(side.type.values) or satisfied.isdisjoint(side.type.values):
            why = said(
                "the value is one of {values}, in this order",
                "取值依次为 {values}",
                values=joined(side.type.values),
            )
            constant_condition(errors, node, not satisfied.isdisjoint(side.type.values), why, side.known)
