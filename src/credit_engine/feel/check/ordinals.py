"""Calls and tests whose value depends on an order: that there is one, and that ends stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from credit_engine.feel import ordinals, syntax
from credit_engine.feel.check import condition_errors
from credit_engine.feel.check.comparisons import compare
from credit_engine.feel.check.condition_errors import empty_range, unknown_value
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.check.names import Names, Operand
from credit_engine.feel.ordinals import CHOOSING, COMPARING, EXTREMES
from credit_engine.feel.types import ANY, Order, Type, list_of, shared_order
from credit_engine.feel.walk import uses_name
from credit_engine.operators.homes import HOMES


def check_order(errors: Errors, tree: syntax.Call, name: str, types: Sequence[Type]) -> None:
    """Report texts without an order, orders that differ, and functions that know none."""
    inner = [_item(type_) for type_ in types]
    texts = [
        Operand(argument.value, type_)
        for argument, type_ in zip(tree.arguments, inner, strict=True)
        if type_.kind == "text" and argument.name != "order"
    ]
    if HOMES.get(name) == "range_functions" and name != "coincides":
        _ends(errors, tree, name, texts)
    elif name in EXTREMES:
        _compared(errors, tree, name, texts)
    elif name in (*COMPARING, *CHOOSING) and not _given(tree, name):
        _better(errors, tree, name, texts)


def _item(type_: Type) -> Type:
    return (type_.item or ANY) if type_.kind in ("list", "range") else type_


def _given(tree: syntax.Call, name: str) -> bool:
    """Whether the call brings an order of its own."""
    named = any(argument.name == "order" for argument in tree.arguments)
    return named or len(tree.arguments) > (1 if name in CHOOSING else 2)


def _ends(errors: Errors, tree: syntax.Call, name: str, texts: Sequence[Operand]) -> None:
    ordinal = next((text.tree for text in texts if text.type.order is not None), None)
    if ordinal is not None:
        errors.report(condition_errors.unordered_function, ordinal, name=name)
    elif texts:
        condition_errors.text_order(errors, tree, f"{name}()", *texts)


def _compared(errors: Errors, tree: syntax.Call, name: str, texts: Sequence[Operand]) -> Order | None:
    """The one order of all texts; problems where there is none."""
    orders = [text for text in texts if text.type.order is not None]
    if not orders:
        if texts:
            condition_errors.text_order(errors, tree, f"{name}()", *texts)
        return None
    order = orders[0].type.order
    for other in orders[1:]:
        shared = None if order is None or other.type.order is None else shared_order(order, other.type.order)
        if shared is None:
            condition_errors.order_clash(errors, tree, f"{name}()", orders[0], other)
            return None
        order = shared
    assert order is not None
    for text in texts:
        possible = text.type.values or text.type.written if text.type.order is None else ()
        strange = next((value for value in possible or () if value not in order.values), None)
        if strange is not None:
            unknown_value(errors, text.tree, strange, order.values)
        elif possible is None:
            condition_errors.no_order(errors, text.tree, f"{name}()", order)
    return order


def _better(errors: Errors, tree: syntax.Call, name: str, texts: Sequence[Operand]) -> None:
    """A function that asks which value is better needs an order that says so."""
    before = len(errors.problems)
    ordinal = next((text for text in texts if text.type.order is not None), None)
    if ordinal is None:
        return condition_errors.no_order(errors, texts[0].tree if texts else tree, f"{name}()")
    order = _compared(errors, tree, name, texts)
    if len(errors.problems) == before and order is not None and order.best_first is None:
        shown = errors.source(ordinal.tree)
        errors.report(condition_errors.no_direction, ordinal.tree, what=f"{name}()", shown=shown)
    return None


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
        return condition_errors.no_order(checker.errors, tree, "'in'", order)
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
        checker.errors.report(condition_errors.reversed_range, tree, low=low.value, high=high.value)
    else:
        checker.errors.report(empty_range, tree)
