"""Small changes of expressions, table cells and compared ordinals, as text with one piece replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from credit_engine import numbers
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.ordinals import COMPARING, SIGNS, order_of
from credit_engine.feel.types import ANY, Order, Type
from credit_engine.feel.walk import walk

_BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "!=", "!=": "="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_SWAPPED = {"+": "-", "-": "+", "*": "/", "/": "*"}
_BRACKET = {"[": "(", "(": "[", "]": ")", ")": "]"}
Number = int | Decimal


class Change(NamedTuple):
    """A change of an expression: its kind, the piece before and after, and the whole new text."""

    kind: str
    before: str
    after: str
    text: str


def steps(value: Number) -> list[Number]:
    """A number one unit of its last digit up and down, and a tenth up and down."""
    exponent = 0 if isinstance(value, int) else value.as_tuple().exponent
    unit: Number = 1 if not isinstance(exponent, int) or exponent >= 0 else Decimal(1).scaleb(exponent)
    count = max(2, int(abs(Decimal(value)) / unit) // 10)
    apart = [unit, -unit, *([count * unit, -count * unit] if value else [])]
    return [_small(value + step) for step in apart]


def _small(value: Number) -> Number:
    return (
        value if isinstance(value, int) else numbers.narrow(value) if value == value.to_integral() else value
    )


def of_expression(text: str, tree: syntax.Node) -> Iterator[Change]:
    """Every change of an expression: numbers, comparators, connectives, arithmetic, listed values."""
    for node in walk(tree):
        for change in _CHANGES:
            yield from change(text, node)


def _thresholds(text: str, node: syntax.Node) -> Iterator[Change]:
    if isinstance(node, syntax.Number):
        start, end = node.span
        written = numbers.read_number(text[start:end])
        for new in steps(written) if written is not None else ():
            shown = numbers.canonical_text(new)
            yield _change("threshold", text, start, end, f"({shown})" if new < 0 else shown)


def _comparators(text: str, node: syntax.Node) -> Iterator[Change]:
    if isinstance(node, syntax.Comparison):
        at = _between(node.left, node.right)
        for table in (_BOUNDARY, _OPPOSITE):
            if node.operator in table:
                yield from _operator("comparator", text, at, node.operator, table[node.operator])
    elif isinstance(node, syntax.CompareTest):
        at = node.span[0], node.value.span[0]
        yield from _operator("comparator", text, at, node.operator, _BOUNDARY[node.operator])
    elif isinstance(node, syntax.In) and len(node.tests) > 1:
        yield from _listed(text, node)


def _connectives(text: str, node: syntax.Node) -> Iterator[Change]:
    if isinstance(node, syntax.Conjunction | syntax.Disjunction):
        word, other = ("and", "or") if isinstance(node, syntax.Conjunction) else ("or", "and")
        for left, right in pairwise(node.operands):
            yield from _connective(text, node, _between(left, right), word, other)
    elif isinstance(node, syntax.Quantified):
        start, _ = node.span
        other = "every" if node.quantifier == "some" else "some"
        if text.startswith(node.quantifier, start):
            yield _change("connective", text, start, start + len(node.quantifier), other)


def _arithmetic(text: str, node: syntax.Node) -> Iterator[Change]:
    before: syntax.Node | None = node.first if isinstance(node, syntax.Arithmetic) else None
    for operator, operand in node.rest if isinstance(node, syntax.Arithmetic) else ():
        if operator in _SWAPPED and before is not None:
            at = _between(before, operand)
            yield from _operator("arithmetic", text, at, operator, _SWAPPED[operator])
        before = operand


_CHANGES = (_thresholds, _comparators, _connectives, _arithmetic)


def _change(kind: str, text: str, start: int, end: int, new: str) -> Change:
    return Change(kind, text[start:end], new, text[:start] + new + text[end:])


def _between(left: syntax.Node, right: syntax.Node) -> tuple[int, int]:
    return left.span[1], right.span[0]


def _operator(kind: str, text: str, within: tuple[int, int], old: str, new: str) -> Iterator[Change]:
    start = text.find(old, *within)
    if start >= 0:
        yield _change(kind, text, start, start + len(old), new)


def _connective(
    text: str, node: syntax.Node, within: tuple[int, int], word: str, other: str
) -> Iterator[Change]:
    """`and` for `or`, the changed pair kept together by brackets around the operands on both sides."""
    start = text.find(word, *within)
    if start < 0:
        return
    first, last = node.span
    left, right = text[first:start].strip(), text[start + len(word) : last].strip()
    yield Change("connective", word, other, f"{text[:first]}(({left}) {other} ({right})){text[last:]}")


def _listed(text: str, node: syntax.In) -> Iterator[Change]:
    """`x in (a, b)` without one of the values."""
    for test in node.tests:
        others = ", ".join(text[slice(*other.span)] for other in node.tests if other is not test)
        start, end = node.tests[0].span[0], node.tests[-1].span[1]
        piece = text[slice(*test.span)]
        yield Change("comparator", piece, "dropped", text[:start] + others + text[end:])


class _End(NamedTuple):
    """Where a number bounds a cell: its place in the text, and that of the operator or bracket."""

    value: Number
    span: tuple[int, int]
    sign: tuple[int, int]


def _ends(tree: syntax.UnaryTests) -> Iterator[_End]:
    for node in walk(tree):
        if isinstance(node, syntax.CompareTest) and node.operator in ("<", "<=", ">", ">="):
            number = _number(node.value)
            if number is not None:
                start = node.span[0]
                yield _End(number, node.value.span, (start, start + len(node.operator)))
        elif isinstance(node, syntax.Range) and not node.operator:
            start, end = node.span
            for bound, sign in ((node.low, (start, start + 1)), (node.high, (end - 1, end))):
                number = _number(bound)
                if number is not None and bound is not None:
                    yield _End(number, bound.span, sign)


def _number(tree: syntax.Node | None) -> Number | None:
    sign = 1
    if isinstance(tree, syntax.Negation):
        tree, sign = tree.operand, -1
    return sign * tree.value if isinstance(tree, syntax.Number) else None


def edges(tree: syntax.UnaryTests) -> list[Any]:
    """The numbers at which the tests of a cell change."""
    return [numbers.normal(end.value) for end in _ends(tree)]


def with_edge(text: str, tree: syntax.UnaryTests, edge: Any, new: Any) -> str:
    """A cell with one edge at another number, or, where `new` is None, belonging to the other side."""
    pieces: list[tuple[tuple[int, int], str]] = []
    for end in _ends(tree):
        if numbers.normal(end.value) != edge:
            continue
        if new is not None:
            pieces.append((end.span, numbers.canonical_text(new)))
        else:
            sign = text[slice(*end.sign)]
            pieces.append((end.sign, _BRACKET.get(sign) or _BOUNDARY[sign]))
    for (start, stop), piece in sorted(pieces, reverse=True):
        text = text[:start] + piece + text[stop:]
    return text


def of_order(text: str, tree: syntax.Node, types: Mapping[int, Type]) -> Iterator[Change]:
    """Every literal that an ordinal is compared with by its order, exchanged for those next to it."""
    for node in walk(tree):
        for compared, ends in _comparisons(node):
            order = order_of(*(types.get(operand.number, ANY) for operand in compared))
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
            yield (node.value,), tuple(_compared_ends(test))


def _compared_ends(test: syntax.Test) -> Iterator[syntax.Expression]:
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
