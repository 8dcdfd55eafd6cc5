"""What the check can say about orders: one function per message."""

from __future__ import annotations

from credit_engine.feel import syntax
from credit_engine.feel.check import hints
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import Order, Type
from credit_engine.problems import Note
from credit_engine.wording import said

_Side = tuple[syntax.Expression, Type]


def text_order(errors: Errors, node: syntax.Node, what: str, *sides: _Side) -> None:
    """Texts compared by their characters; said once for each place."""
    if any((problem.code, problem.span) == ("text-order", errors.span(node)) for problem in errors.problems):
        return
    message = said(
        "{what} compares texts by their characters: 'AAA' comes after 'A', and '9' after '10'",
        "{what}按字符比较文本：'AAA' 排在 'A' 之后，'9' 排在 '10' 之后",
        what=what,
    )
    expected = said("an ordinal, a number or a date", "有序值、数字或日期")
    hint = hints.of_text_order(sides)
    errors.add("text-order", node, message, expected=expected, hint=hint, severity="warning")


def order_clash(errors: Errors, node: syntax.Node, what: str, left: _Side, right: _Side) -> None:
    """Two ordinals whose values are not the same, or not in the same order."""
    notes = [
        Note(
            said(
                "'{side}' has {order}",
                "“{side}”的顺序是 {order}",
                side=format_expression(tree),
                order=_order(type_),
            ),
            errors.span(tree),
        )
        for tree, type_ in (left, right)
    ]
    message = said(
        "{what} between two ordinals of different lists", "{what}的两侧是取值列表不同的有序值", what=what
    )
    expected = said("two values of one list", "同一列表中的两个值")
    hint = said("turn one into the other by a table or a matrix", "用决策表或矩阵把其中一个转换为另一个")
    errors.add("order-clash", node, message, expected=expected, hint=hint, notes=notes)


def no_order(errors: Errors, node: syntax.Node, what: str, order: Order | None = None) -> None:
    """A text without a place in any order where one is needed."""
    message = said(
        "{what} needs an order, and '{shown}' has none",
        "{what}需要顺序，而“{shown}”没有顺序",
        what=what,
        shown=_shown(errors, node),
    )
    expected = said("an ordinal", "有序值") if order is None else ", ".join(order.values)
    hint = said(
        "declare it with 'type: ordinal' and 'values' in order, or make an ordinal of it by a table",
        "用 'type: ordinal' 和按顺序排列的 'values' 声明它，或用决策表把它变为有序值",
    )
    errors.add("no-order", node, message, expected=expected, hint=hint)


def no_direction(errors: Errors, node: syntax.Node, what: str) -> None:
    """An ordinal that does not say which end is the best, where one of two values should be the better."""
    message = said(
        "{what} asks which value is better; the order of '{shown}' does not say which end is the best",
        "{what}要判断优劣，但“{shown}”的顺序没有说明哪一端最好",
        what=what,
        shown=_shown(errors, node),
    )
    hint = said(
        "add 'best_first: true' or 'best_first: false' to its declaration",
        "在其声明中加上 'best_first: true' 或 'best_first: false'",
    )
    errors.add("no-order", node, message, expected="best_first", hint=hint)


def unordered_function(errors: Errors, node: syntax.Node, name: str) -> None:
    """A function on ends of ranges, which knows no declared order."""
    message = said(
        "{name}() would compare an ordinal by its characters", "{name}() 会按字符比较有序值", name=name
    )
    expected = said("numbers, dates, times or durations", "数字、日期、时间或时长")
    hint = said("compare ordinals by <, <=, >, >= and 'in'", "有序值用 <、<=、>、>= 和 'in' 比较")
    errors.add("no-order", node, message, expected=expected, hint=hint)


def reversed_range(errors: Errors, node: syntax.Node, low: str, high: str) -> None:
    """A range of an ordinal whose ends stand in the other order."""
    hint = said(
        "'{high}' stands before '{low}' in the declared order",
        "在声明的顺序中，'{high}' 排在 '{low}' 之前",
        low=low,
        high=high,
    )
    errors.add("empty-range", node, said("this range holds no value", "此区间不含任何值"), hint=hint)


def _shown(errors: Errors, node: syntax.Node) -> str:
    return errors.text.value[slice(*node.span)]


def _order(type_: Type) -> str:
    return " < ".join(type_.order_values or ())
