"""Calls whose value depends on an order: that there is one, and one only."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.feel import syntax
from credit_engine.feel.check import order_errors
from credit_engine.feel.check.condition_errors import unknown_value
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.ordinals import CHOOSING, COMPARING, EXTREMES
from credit_engine.feel.types import ANY, Order, Type, shared_order
from credit_engine.operators.homes import HOMES


def check_order(errors: Errors, tree: syntax.Call, name: str, types: Sequence[Type]) -> None:
    """Report texts without an order, orders that differ, and functions that know none."""
    inner = [_item(type_) for type_ in types]
    texts = [
        (argument.value, type_)
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


_Texts = Sequence[tuple[syntax.Expression, Type]]


def _ends(errors: Errors, tree: syntax.Call, name: str, texts: _Texts) -> None:
    ordinal = next((argument for argument, type_ in texts if type_.order is not None), None)
    if ordinal is not None:
        order_errors.unordered_function(errors, ordinal, name)
    elif texts:
        order_errors.text_order(errors, tree, f"{name}()", *texts)


def _compared(errors: Errors, tree: syntax.Call, name: str, texts: _Texts) -> Order | None:
    """The one order of all texts; problems where there is none."""
    orders = [(argument, type_) for argument, type_ in texts if type_.order is not None]
    if not orders:
        if texts:
            order_errors.text_order(errors, tree, f"{name}()", *texts)
        return None
    order = orders[0][1].order
    for other in orders[1:]:
        shared = None if order is None or other[1].order is None else shared_order(order, other[1].order)
        if shared is None:
            order_errors.order_clash(errors, tree, f"{name}()", orders[0], other)
            return None
        order = shared
    assert order is not None
    for argument, type_ in texts:
        possible = type_.values or type_.written if type_.order is None else ()
        strange = next((value for value in possible or () if value not in order.values), None)
        if strange is not None:
            unknown_value(errors, argument, strange, Type("text", values=order.values), None)
        elif possible is None:
            order_errors.no_order(errors, argument, f"{name}()", order)
    return order


def _better(errors: Errors, tree: syntax.Call, name: str, texts: _Texts) -> None:
    """A function that asks which value is better needs an order that says so."""
    before = len(errors.problems)
    ordinal = next((text for text in texts if text[1].order is not None), None)
    if ordinal is None:
        place = texts[0] if texts else (tree, ANY)
        return order_errors.no_order(errors, place[0], f"{name}()")
    order = _compared(errors, tree, name, texts)
    if len(errors.problems) == before and order is not None and order.best_first is None:
        order_errors.no_direction(errors, ordinal[0], f"{name}()")
    return None
