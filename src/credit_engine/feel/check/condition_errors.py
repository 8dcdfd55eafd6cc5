"""What the check can say about conditions and cells that never decide anything, each a function or row."""

from __future__ import annotations

import re

from credit_engine.feel import syntax
from credit_engine.feel.check import hints
from credit_engine.feel.check.errors import Errors, declared_here
from credit_engine.feel.check.names import Known
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import Order, Type
from credit_engine.messages import Message
from credit_engine.other_notations import number_meant
from credit_engine.problems import Note, Problem, suggestion
from credit_engine.temporal import parse_temporal
from credit_engine.wording import Said, said, to_write

empty_range = Message(
    "empty-range",
    "this range holds no value",
    "此区间不含任何值",
    hint=Said("the lower end stands first", "较小的一端写在前面"),
)


def constant_condition(
    errors: Errors, node: syntax.Node, result: bool, why: str, declared: Known | None = None
) -> None:
    """A condition that is the same for every application, and why."""
    note = declared_here(declared)
    code, word = ("always-true", "true") if result else ("always-false", "false")
    errors.add(
        code,
        node,
        said("this condition is always {word}: {why}", "此条件永远为 {word}：{why}", word=word, why=why),
        notes=note,
        hint=said("correct the value, or remove the condition", "请更正该值，或删除此条件"),
    )


def decided_by_parts(
    errors: Errors, node: syntax.Node, result: bool, why: Said, mended: syntax.Expression | None
) -> None:
    """A condition whose parts decide it together; `mended` is what was probably meant."""
    code = "always-true" if result else "always-false"
    word = said("true", "真") if result else said("false", "假")
    message = said("this condition is always {word}: {why}", "此条件永远为{word}：{why}", word=word, why=why)
    if mended is not None:
        return errors.to_write(code, node, message, format_expression(mended))
    hint = said("correct one of them, or remove the condition", "请更正其中之一，或删去此条件")
    return errors.add(code, node, message, hint=hint)


def unknown_value(errors: Errors, node: syntax.Node, value: str, type_: Type, declared: Known | None) -> None:
    """A text that the declared values do not have."""
    note = declared_here(declared)
    values = list(type_.values or ())
    errors.add(
        "unknown-value",
        node,
        said('"{value}" is not one of the declared values', '"{value}" 不在声明的取值之中', value=value),
        expected=", ".join(values),
        hint=suggestion(value, values),
        notes=note,
    )


def null_comparison(errors: Errors, node: syntax.Node, operator: str, other: syntax.Expression) -> None:
    """A comparison with null, or a cell that is null; `other` is what is compared with it."""
    message = said(
        "comparing with null is never decided: unknown passes through comparisons",
        "与 null 比较永远没有结果：未知会在比较中传递",
    )
    asked = f"is missing({'?' if isinstance(other, syntax.Null) else errors.source(other)})"
    errors.to_write("null-comparison", node, message, asked if operator == "=" else f"not({asked})")


def unknown_cause(errors: Errors, node: syntax.Text, known: Known) -> None:
    """A cause that the input does not declare."""
    note = declared_here(known)
    causes = list(known.causes or ())
    errors.add(
        "unknown-value",
        node,
        said(
            "'{value}' is no cause that the input declares",
            "'{value}' 不是该输入声明的缺失原因",
            value=node.value,
        ),
        expected=", ".join(causes),
        hint=suggestion(node.value, causes),
        notes=note,
    )


def never_missing(errors: Errors, node: syntax.Expression, known: Known) -> None:
    """A question whether a required input is missing."""
    note = (
        [Note(said("declared here without 'missing:'", "在此声明，没有 'missing:'"), known.span)]
        if known.span is not None
        else []
    )
    errors.add(
        "never-missing",
        node,
        said(
            "'{node}' is required: it is never missing",
            "'{node}' 是必填项，从不缺失",
            node=format_expression(node),
        ),
        notes=note,
        hint=said(
            "declare 'missing:' for the input, or remove this question",
            "请为该输入声明 'missing:'，或删除此判断",
        ),
        severity="warning",
    )


def dashed_range(errors: Errors, node: syntax.Node, right: str) -> None:
    """Two numbers in a cell with a dash between them: a difference where a range is meant."""
    message = said("this is a difference, no range", "这是相减，不是区间")
    errors.to_write("range-without-brackets", node, message, right)


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_no_day = Said(
    "there is no such day; write a subtraction with blanks around each minus",
    "没有这一天；若为减法，请在减号两侧加空格",
)


def date_subtracted(errors: Errors, tree: syntax.Arithmetic) -> bool:
    """Whether a day without quotes was found, `2026-01-31`: a year from which a month and a day are taken.

    What has the form of a day is taken for one even where the calendar has no such day.
    """
    nodes = [tree.first, *(operand for _, operand in tree.rest)]
    for first, last in zip(nodes, nodes[2:], strict=False):
        at = first.span[0], last.span[1]
        written = errors.text.value[slice(*at)]
        if _DAY.fullmatch(written):
            message = said(
                "'{written}' is a subtraction, not a date: {number}",
                "'{written}' 是减法，不是日期：等于 {number}",
                written=written,
                number=2 * int(written[:4]) - sum(map(int, written.split("-"))),
            )
            node = syntax.Name("", span=at)
            if parse_temporal(written) is not None:
                errors.to_write("date-cell", node, message, f'@"{written}"')
            else:
                errors.add("date-cell", node, message, expected='@"2026-11-23"', hint=_no_day)
            return True
    return False


def cell_matches(errors: Errors, node: syntax.Node, everything: bool, right: str = "", why: str = "") -> None:
    """A cell without effect; `right` is what it was meant to be, `why` it is not."""
    notes = (Note(why),) if why else ()
    if everything:
        message = said("this cell matches every possible value", "此单元格匹配所有可能的取值")
        errors.to_write("cell-matches-everything", node, message, right or "-", notes)
        return
    message = said("this cell matches no possible value", "此单元格不匹配任何可能的取值")
    if right:
        errors.to_write("cell-matches-nothing", node, message, right, notes)
        return
    hint = said("correct the cell, or remove the row", "请更正单元格，或删除此行")
    errors.add("cell-matches-nothing", node, message, hint=hint)


def decimal_comma(errors: Errors, at: syntax.Offsets) -> None:
    """Two tests of a cell that read like one number with a decimal comma or thousands separators."""
    found = errors.text.value[slice(*at)]
    right = number_meant(found)
    if right is None:
        return
    span, written = errors.text.with_mend(*at, right)
    message = said(
        "the comma in '{found}' means or: it separates two tests",
        "'{found}' 中的逗号表示“或”，分隔两个条件",
        found=found,
    )
    errors.problems.append(Problem("number-comma", message, span, hint=to_write(written), severity="warning"))


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
