"""What the check can say about conditions and cells that never decide anything, each a function or row."""

from __future__ import annotations

import re
from collections.abc import Iterable

from credit_engine.feel import syntax
from credit_engine.feel.check import hints
from credit_engine.feel.check.errors import Errors, declared_here
from credit_engine.feel.check.names import Known, Operand
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import Order
from credit_engine.messages import Message
from credit_engine.other_notations import number_meant
from credit_engine.problems import Note, Problem
from credit_engine.temporal import parse_temporal
from credit_engine.wording import Said, said, to_write

empty_range = Message(
    "empty-range",
    "this range holds no value",
    "此区间不含任何值",
    hint=Said("the lower end stands first", "较小的一端写在前面"),
)


_always_true = Message("always-true", "this condition is always true: {why}", "此条件永远为真：{why}")

_always_false = Message("always-false", "this condition is always false: {why}", "此条件永远为假：{why}")

_unknown_value = Message(
    "unknown-value",
    '"{value}" is not one of the declared values',
    '"{value}" 不在声明的取值之中',
    unknown="value",
)

unknown_cause = Message(
    "unknown-value",
    "'{cause}' is no cause that the input declares",
    "'{cause}' 不是该输入声明的缺失原因",
    unknown="cause",
)

_null_comparison = Message(
    "null-comparison",
    "comparing with null is never decided: unknown passes through comparisons",
    "与 null 比较永远没有结果：未知会在比较中传递",
)

_never_missing = Message(
    "never-missing",
    "'{required}' is required: it is never missing",
    "'{required}' 是必填项，从不缺失",
    hint=Said(
        "declare 'missing:' for the input, or remove this question", "请为该输入声明 'missing:'，或删除此判断"
    ),
    severity="warning",
)

dashed_range = Message("range-without-brackets", "this is a difference, no range", "这是相减，不是区间")
"""Two numbers in a cell with a dash between them: a difference where a range is meant."""

_no_date = Message(
    "date-cell",
    "'{written}' is a subtraction, not a date: {number}",
    "'{written}' 是减法，不是日期：等于 {number}",
    expected='@"2026-11-23"',
    hint=Said(
        "there is no such day; write a subtraction with blanks around each minus",
        "没有这一天；若为减法，请在减号两侧加空格",
    ),
)

_matches_everything = Message(
    "cell-matches-everything", "this cell matches every possible value", "此单元格匹配所有可能的取值"
)

_matches_nothing = Message(
    "cell-matches-nothing",
    "this cell matches no possible value",
    "此单元格不匹配任何可能的取值",
    hint=Said("correct the cell, or remove the row", "请更正单元格，或删除此行"),
)

_text_order = Message(
    "text-order",
    "{what} compares texts by their characters: 'AAA' comes after 'A', and '9' after '10'",
    "{what}按字符比较文本：'AAA' 排在 'A' 之后，'9' 排在 '10' 之后",
    expected=Said("an ordinal, a number or a date", "有序值、数字或日期"),
    severity="warning",
)

_order_clash = Message(
    "order-clash",
    "{what} between two ordinals of different lists",
    "{what}的两侧是取值列表不同的有序值",
    expected=Said("two values of one list", "同一列表中的两个值"),
    hint=Said("turn one into the other by a table or a matrix", "用决策表或矩阵把其中一个转换为另一个"),
)

_no_order = Message(
    "no-order",
    "{what} needs an order, and '{shown}' has none",
    "{what}需要顺序，而“{shown}”没有顺序",
    hint=Said(
        "declare it with 'type: ordinal' and 'values' in order, or make an ordinal of it by a table",
        "用 'type: ordinal' 和按顺序排列的 'values' 声明它，或用决策表把它变为有序值",
    ),
)

no_direction = Message(
    "no-order",
    "{what} asks which value is better; the order of '{shown}' does not say which end is the best",
    "{what}要判断优劣，但“{shown}”的顺序没有说明哪一端最好",
    expected="best_first",
    hint=Said(
        "add 'best_first: true' or 'best_first: false' to its declaration",
        "在其声明中加上 'best_first: true' 或 'best_first: false'",
    ),
)
"""An ordinal that does not say which end is the best, where one of two values should be the better."""

unordered_function = Message(
    "no-order",
    "{name}() would compare an ordinal by its characters",
    "{name}() 会按字符比较有序值",
    expected=Said("numbers, dates, times or durations", "数字、日期、时间或时长"),
    hint=Said("compare ordinals by <, <=, >, >= and 'in'", "有序值用 <、<=、>、>= 和 'in' 比较"),
)
"""A function on ends of ranges, which knows no declared order."""

reversed_range = Message(
    "empty-range",
    "this range holds no value",
    "此区间不含任何值",
    hint=Said(
        "'{high}' stands before '{low}' in the declared order", "在声明的顺序中，'{high}' 排在 '{low}' 之前"
    ),
)
"""A range of an ordinal whose ends stand in the other order."""


def constant_condition(
    errors: Errors, node: syntax.Node, result: bool, why: str, declared: Known | None = None
) -> None:
    """A condition that is the same for every application, and why."""
    hint = said("correct the value, or remove the condition", "请更正该值，或删除此条件")
    notes = declared_here(declared)
    errors.report(_always_true if result else _always_false, node, notes=notes, why=why, hint=hint)


def decided_by_parts(
    errors: Errors, node: syntax.Node, result: bool, why: Said, mended: syntax.Expression | None
) -> None:
    """A condition whose parts decide it together; `mended` is what was probably meant."""
    right = None if mended is None else format_expression(mended)
    hint = said("correct one of them, or remove the condition", "请更正其中之一，或删去此条件")
    errors.report(_always_true if result else _always_false, node, mend=right, why=why, hint=hint)


def unknown_value(
    errors: Errors, node: syntax.Node, value: str, values: Iterable[str], declared: Known | None = None
) -> None:
    """A text that the declared values do not have."""
    errors.report(_unknown_value, node, notes=declared_here(declared), known=values, value=value)


def null_comparison(errors: Errors, node: syntax.Node, operator: str, other: syntax.Expression) -> None:
    """A comparison with null, or a cell that is null; `other` is what is compared with it."""
    asked = f"is missing({'?' if isinstance(other, syntax.Null) else errors.source(other)})"
    errors.report(_null_comparison, node, mend=asked if operator == "=" else f"not({asked})")


def never_missing(errors: Errors, node: syntax.Expression, known: Known) -> None:
    """A question whether a required input is missing."""
    declared = said("declared here without 'missing:'", "在此声明，没有 'missing:'")
    notes = [] if known.span is None else [Note(declared, known.span)]
    errors.report(_never_missing, node, notes=notes, required=format_expression(node))


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def date_subtracted(errors: Errors, tree: syntax.Arithmetic) -> bool:
    """Whether a day without quotes was found, `2026-01-31`: a year from which a month and a day are taken.

    What has the form of a day is taken for one even where the calendar has no such day.
    """
    nodes = [tree.first, *(operand for _, operand in tree.rest)]
    for first, last in zip(nodes, nodes[2:], strict=False):
        node = syntax.Name("", span=(first.span[0], last.span[1]))
        written = errors.source(node)
        if _DAY.fullmatch(written):
            number = 2 * int(written[:4]) - sum(map(int, written.split("-")))
            right = None if parse_temporal(written) is None else f'@"{written}"'
            errors.report(_no_date, node, mend=right, written=written, number=number)
            return True
    return False


def cell_matches(errors: Errors, node: syntax.Node, everything: bool, right: str = "", why: str = "") -> None:
    """A cell without effect; `right` is what it was meant to be, `why` it is not."""
    notes = (Note(why),) if why else ()
    if everything:
        errors.report(_matches_everything, node, mend=right or "-", notes=notes)
    elif right:
        errors.report(_matches_nothing, node, mend=right, notes=notes)
    else:
        errors.report(_matches_nothing, node)


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


def text_order(errors: Errors, node: syntax.Node, what: str, *sides: Operand) -> None:
    """Texts compared by their characters; said once for each place."""
    if any((problem.code, problem.span) == ("text-order", errors.span(node)) for problem in errors.problems):
        return
    errors.report(_text_order, node, what=what, hint=hints.of_text_order(sides))


def order_clash(errors: Errors, node: syntax.Node, what: str, left: Operand, right: Operand) -> None:
    """Two ordinals whose values are not the same, or not in the same order."""
    notes = [
        Note(
            said(
                "'{side}' has {order}",
                "“{side}”的顺序是 {order}",
                side=format_expression(side.tree),
                order=" < ".join(side.type.order_values or ()),
            ),
            errors.span(side.tree),
        )
        for side in (left, right)
    ]
    errors.report(_order_clash, node, notes=notes, what=what)


def no_order(errors: Errors, node: syntax.Node, what: str, order: Order | None = None) -> None:
    """A text without a place in any order where one is needed."""
    expected = said("an ordinal", "有序值") if order is None else ", ".join(order.values)
    errors.report(_no_order, node, what=what, shown=errors.source(node), expected=expected)
