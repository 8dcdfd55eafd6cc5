"""Comparisons that types, declared ranges or declared values decide beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.check import condition_errors, hints
from credit_engine.feel.check.condition_errors import (
    cell_matches,
    constant_condition,
    dashed_range,
    empty_range,
    null_comparison,
    unknown_value,
)
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.check.names import Operand
from credit_engine.feel.check.type_errors import (
    cell_type_clash,
    cell_unit_clash,
    type_clash,
    unit_clash,
    wrong_operand,
)
from credit_engine.feel.number_sets import (
    EVERYTHING,
    compared,
    constant_value,
    covers,
    disjoint,
    is_empty,
    union,
)
from credit_engine.feel.ordinals import FLIPPED, SIGNS, satisfying
from credit_engine.feel.ordinals import matched as matched_values
from credit_engine.feel.types import Interval, Order, Type, shared_order
from credit_engine.wording import joined, said


def compare_texts(errors: Errors, node: syntax.Node, operator: str, left: Operand, right: Operand) -> None:
    """Report values that the other side cannot have, orders that differ, and texts compared by characters."""
    a, b = left.type.order, right.type.order
    order = a or b if a is None or b is None else shared_order(a, b)
    if a is not None and b is not None and order is None:
        return condition_errors.order_clash(errors, node, f"'{operator}'", left, right)
    if order is not None:
        return _ordinals(errors, node, operator, (left, right), order)
    if operator in SIGNS:
        return condition_errors.text_order(errors, node, f"'{operator}'", left, right)
    return _plain(errors, node, operator, left, right)


def _plain(errors: Errors, node: syntax.Node, operator: str, left: Operand, right: Operand) -> None:
    if left.type.values is None or right.type.values is None:
        return
    if set(left.type.values) & set(right.type.values):
        return
    literal, other = (right, left) if isinstance(right.tree, syntax.Text) else (left, right)
    if isinstance(literal.tree, syntax.Text):
        unknown_value(errors, literal.tree, literal.tree.value, other.type.values or (), other.known)
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
            return unknown_value(errors, side.tree, strange, order.values, other.known)
        if possible is None and operator in SIGNS:
            return condition_errors.no_order(errors, side.tree, f"'{operator}'", order)
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


def compare(errors: Errors, node: syntax.Node, operator: str, left: Operand, right: Operand) -> None:
    """Report a comparison that cannot be decided or is always decided the same way.

    In a cell the tested value has no text of its own: then both operands have the same tree.
    """
    for side, other in ((left, right), (right, left)):
        if isinstance(side.tree, syntax.Null):
            return null_comparison(errors, node, operator, other.tree)
    if "any" in (left.type.kind, right.type.kind) or "null" in (left.type.kind, right.type.kind):
        return None
    if left.type.kind != right.type.kind:
        return _clash(errors, node, operator, left, right)
    if operator not in ("=", "!=") and left.type.kind in ("boolean", "list", "context", "range", "function"):
        wanted = said("numbers, texts or dates", "数字、文本或日期")
        return wrong_operand(errors, f"'{operator}'", left, wanted)
    a, b = left.type.unit, right.type.unit
    if a is not None and b is not None and a != b:
        if left.tree is right.tree:
            return cell_unit_clash(errors, node, a, right.tree, b)
        return unit_clash(errors, f"'{operator}'", node, left, right)
    if left.type.kind == "text":
        return compare_texts(errors, node, operator, left, right)
    if left.type.kind == "number":
        _numbers(errors, node, operator, left, right)
    return None


def _clash(errors: Errors, node: syntax.Node, operator: str, left: Operand, right: Operand) -> None:
    if left.tree is right.tree:
        return cell_type_clash(errors, node, left, right, hints.of_cell(operator, left.type, right))
    return type_clash(errors, f"'{operator}'", node, left, right, hints.of_clash(operator, left, right))


def _numbers(errors: Errors, node: syntax.Node, operator: str, left: Operand, right: Operand) -> None:
    a, b = left.type.interval, right.type.interval
    if a is None or b is None:
        return
    single = b.low is not None and b.low == b.high
    known = left.known or right.known
    why = said("the left side is {a}, the right side {b}", "左侧为 {a}，右侧为 {b}", a=a, b=b)
    if disjoint(compared(operator, b), a, left.type.integer):
        constant_condition(errors, node, False, why, known)
    elif (single and covers(compared(operator, b), a, left.type.integer)) or (
        not single
        and a.low is not None
        and a.low == a.high
        and covers(compared(FLIPPED[operator], a), b, right.type.integer)
    ):
        constant_condition(errors, node, True, why, known)


def tested(test: syntax.Test, types: dict[int, Type], value: Type) -> list[Interval] | None:
    """The numbers that satisfy a unary test whose ends are known, None where they are not."""
    if isinstance(test, syntax.CompareTest):
        interval = _known(test.value, types)
        return None if interval is None else compared(test.operator, interval)
    tree = test.value
    if isinstance(tree, syntax.Range) and tree.operator and tree.low is not None:
        interval = _known(tree.low, types)
        return None if interval is None else compared(tree.operator, interval)
    if isinstance(tree, syntax.Range):
        low = None if tree.low is None else _known(tree.low, types)
        high = None if tree.high is None else _known(tree.high, types)
        if (tree.low is not None and low is None) or (tree.high is not None and high is None):
            return None
        ends = low.low if low else None, high.high if high else None
        return [Interval(*ends, tree.low_closed, tree.high_closed)]
    interval = _known(tree, types)
    return None if interval is None else [interval]


def _known(tree: syntax.Expression, types: dict[int, Type]) -> Interval | None:
    """The one number that a tree stands for, as an interval."""
    interval = types[tree.number].interval if tree.number in types else None
    if interval is not None and interval.low is not None and interval.low == interval.high:
        return interval
    ends = _dashed(tree)
    return Interval(ends[0] - ends[1], ends[0] - ends[1]) if ends else None


def _dashed(tree: syntax.Expression) -> tuple[Decimal, Decimal] | None:
    """The two numbers of `30 - 90`, in a cell mostly meant as a range."""
    if not isinstance(tree, syntax.Arithmetic) or len(tree.rest) != 1 or tree.rest[0][0] != "-":
        return None
    low, high = tree.first, tree.rest[0][1]
    if not isinstance(low, syntax.Number) or not isinstance(high, syntax.Number):
        return None
    return Decimal(low.value), Decimal(high.value)


def matched(
    errors: Errors, tests: Sequence[syntax.Test], negated: bool, value: Operand, types: dict[int, Type]
) -> bool | None:
    """Whether tests on a number hold for all its possible values (True) or for none (False), if either."""
    found = [tested(test, types, value.type) for test in tests]
    for test, intervals in zip(tests, found, strict=True):
        if intervals is not None and all(map(is_empty, intervals)):
            errors.report(empty_range, test.value if isinstance(test, syntax.ValueTest) else test)
            return None
    if any(intervals is None for intervals in found):
        return None
    together = [interval for intervals in found for interval in intervals or ()]
    possible = value.type.interval or EVERYTHING
    if covers(together, possible, value.type.integer):
        return not negated
    return negated if disjoint(together, possible, value.type.integer) else None


def number_cell(
    errors: Errors,
    node: syntax.Node,
    tests: Sequence[syntax.Test],
    negated: bool,
    value: Operand,
    types: dict[int, Type],
) -> bool | None:
    """Report tests on a number that nothing or everything satisfies, and which of them it is."""
    always = matched(errors, tests, negated, value, types)
    ends = _dashed(tests[0].value) if len(tests) == 1 and isinstance(tests[0], syntax.ValueTest) else None
    if always is None and ends is not None and ends[0] < ends[1]:
        errors.report(dashed_range, tests[0], mend=f"[{ends[0]}..{ends[1]}]")
    if always is not None:
        together = [interval for test in tests for interval in tested(test, types, value.type) or ()]
        cell_matches(errors, node, always, *range_form(tests, union(together)))
    return always


def choices(tests: Sequence[syntax.Test], negated: bool, type_: Type) -> bool | None:
    """Whether tests on listed values hold for all possible ones (True) or for none (False), if either.

    Of plain texts and booleans only what is listed is known, and whether it is everything.
    """
    if type_.order is not None:
        satisfied = matched_values(tests, type_.order)
        return None if satisfied is None else _settled(set(satisfied), type_, negated)
    possible: set[Any] = {True, False} if type_.kind == "boolean" else set(type_.values or ())
    literals = [test.value.value for test in tests if isinstance(test.value, syntax.Text | syntax.Boolean)]
    return not negated if possible and len(literals) == len(tests) and possible <= set(literals) else None


def _settled(satisfied: set[str], type_: Type, negated: bool) -> bool | None:
    possible = set(type_.values or (() if type_.order is None else type_.order.values))
    if possible <= satisfied:
        return not negated
    return None if possible & satisfied else negated


def range_form(tests: Sequence[syntax.Test], merged: Sequence[Interval]) -> tuple[str, str]:
    """The range that `>= 30, < 50` or `30-50` was meant to be, and why it is none; both empty if none was."""
    if len(tests) == 1 and isinstance(tests[0], syntax.ValueTest) and (dashed := _dashed(tests[0].value)):
        return f"[{dashed[0]}..{dashed[1]}]", said("'-' is a difference", "'-' 表示相减")
    if len(tests) != 2 or len(merged) != 1 or not all(isinstance(t, syntax.CompareTest) for t in tests):
        return "", ""
    from credit_engine.feel.format import format_expression

    by_sign = {t.operator[0]: t for t in tests if isinstance(t, syntax.CompareTest)}
    if set(by_sign) != {"<", ">"}:
        return "", ""
    low, high = by_sign[">"], by_sign["<"]
    ends = constant_value(low.value), constant_value(high.value)
    if low.value == high.value or (None not in ends and ends[0] > ends[1]):
        return "", ""  # a range without a value
    opening, closing = "[" if "=" in low.operator else "(", "]" if "=" in high.operator else ")"
    shown = f"{opening}{format_expression(low.value)}..{format_expression(high.value)}{closing}"
    return shown, said("a comma means 'or'", "逗号表示“或”")
