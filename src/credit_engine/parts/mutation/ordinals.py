"""Small changes of what is compared by an order: a value exchanged for its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.ordinals import COMPARING, SIGNS, order_of
from credit_engine.feel.types import ANY, Order, Type
from credit_engine.feel.walk import walk
from credit_engine.parts.mutation.expressions import Change


def of_order(text: str, tree: syntax.Node, types: Mapping[int, Type]) -> Iterator[Change]:
    """Every literal that an ordinal is compared with by its order, exchanged for those next to it."""
    for node in walk(tree):
        for compared, ends in _comparisons(node):
            order = order_of(*(types.get(one.number, ANY) for one in compared))
            if order is not None:
                for end in ends:
                    yield from _neighbours(text, end, order)


_Trees = tuple[syntax.Expression, ...]


def _comparisons(node: syntax.Node) -> Iterator[tuple[_Trees, _Trees]]:
    """What is compared by order in a node, and where a literal may stand."""
    if isinstance(node, syntax.Comparison) and node.operator in SIGNS:
        yield (node.left, node.right), (node.left, node.right)
    elif isinstance(node, syntax.Between):
        yield (node.value,), (node.low, node.high)
    elif isinstance(node, syntax.Call) and node.function in _COMPARING:
        sides = tuple(argument.value for argument in node.arguments[:2])
        yield sides, sides
    elif isinstance(node, syntax.In):
        for test in node.tests:
            yield (node.value,), tuple(_ends(test))


def _ends(test: syntax.Test) -> Iterator[syntax.Expression]:
    if isinstance(test, syntax.CompareTest) and test.operator in SIGNS:
        yield test.value
    elif isinstance(test.value, syntax.Range):
        yield from (end for end in (test.value.low, test.value.high) if end is not None)


def _neighbours(text: str, end: syntax.Expression, order: Order) -> Iterator[Change]:
    if not isinstance(end, syntax.Text) or end.value not in order.values:
        return
    at, (start, stop) = order.values.index(end.value), end.span
    for new in (order.values[i] for i in (at - 1, at + 1) if 0 <= i < len(order.values)):
        shown = format_expression(syntax.Text(new))
        yield Change("threshold", text[start:stop], shown, text[:start] + shown + text[stop:])


_COMPARING = tuple(syntax.Name(name) for name in COMPARING)
