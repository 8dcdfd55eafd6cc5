"""What can be wrong with several parts alike; each further message stands with its part."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.other_notations import value_to_write
from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.wording import Said, said


def bad_date(span: Span, text: str) -> Problem:
    """A text where a day is needed; one in another form is written anew by the hint."""
    hint = value_to_write(text, "date")
    expected = "" if hint else said("such as 2026-11-23", "如 2026-11-23")
    message = said("'{text}' is not a date", "'{text}' 不是日期", text=text)
    return Problem("bad-date", message, span, expected, hint)


unknown_outcome = Message("unknown-outcome", "unknown outcome '{then}'", "未知结论 '{then}'")

rows_overlap = Message(
    "rows-overlap",
    "{what}s {earlier} and {later} can both match",
    "{what} {earlier} 与 {later} 可能同时匹配",
    expected=Said("{what}s that exclude each other", "互不重叠的{what}"),
    hint=Said("narrow one of them", "请收窄其中之一"),
)

row_width = Message(
    "row-width",
    "row {r} has {count} under 'then', the matrix has {count_2} under 'columns'",
    "第 {r} 行的 'then' 下有 {count}，矩阵的 'columns' 下有 {count_2}",
)

branch_with_both = Message(
    "unexpected-key",
    "a branch has either 'then' or 'tree'",
    "一个分支只能写 'then' 或 'tree' 之一",
    hint=Said("remove one of the two", "请删除其中之一"),
)

branch_without_either = Message(
    "missing-key",
    "a branch needs 'then' or 'tree'",
    "分支须写 'then' 或 'tree'",
    expected=Said("then: a value, or tree: a further level", "then：一个值，或 tree：下一层"),
)

wrong_kind = Message(
    "wrong-kind",
    "{subject} has to be {expected}",
    "{subject} 必须是{expected}",
)

unknown_key = Message("unknown-key", "unknown key '{key}'", "未知键 '{key}'")

value_not_allowed = Message(
    "unknown-value",
    "'{value}' is not allowed here",
    "此处不能写 '{value}'",
)

listed_twice = Message(
    "duplicate-value",
    "'{name}' is listed twice",
    "'{name}' 列出两次",
    expected=Said("every {what} once", "每个{what}列出一次"),
)

empty_entry = Message(
    "wrong-value", "'{key}' is empty", "'{key}' 为空", expected=Said("at least one entry", "至少一个条目")
)

blank_text = Message(
    "wrong-value",
    "'{key}' is blank",
    "'{key}' 为空白",
    expected=Said("a text that readers see", "供阅读的文字"),
)

undeclared_output_value = Message(
    "unknown-value",
    "'{value}' is not one of the output's declared values",
    "'{value}' 不在输出声明的取值之中",
    unknown="value",
)

other_order = Message(
    "order-clash",
    "'{name}' is an ordinal of another list than this, which has {values}",
    "“{name}”与此处的有序值列表不同，此处的取值依次为 {values}",
    hint=Said("turn one into the other by a table or a matrix", "用决策表或矩阵把其中一个转换为另一个"),
)
