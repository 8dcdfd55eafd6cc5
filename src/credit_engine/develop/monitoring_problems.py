"""What can be wrong with the data and options of monitoring."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

no_scorecard = Message(
    "wrong-type",
    "{name} is no scorecard",
    "{name} 不是评分卡",
    expected=Said("a Scorecard", "Scorecard"),
    hint=Said("load_scorecard reads one from its file", "用 load_scorecard 从文件读取"),
)

approvals_no_list = Message(
    "wrong-type",
    "the approvals are {approved!r}",
    "approvals 是 {approved!r}",
    expected=Said("a list of values, as ['approve']", "取值列表，如 ['approve']"),
)

no_column_name = Message(
    "wrong-type",
    "{place} is {name!r}",
    "{place} 是 {name!r}",
    expected=Said("the name of a column, a text", "列名（文本）"),
)

named_column_missing = Message(
    "unknown-column",
    "the data have no column '{name}'",
    "数据没有列 '{name}'",
    expected="{expected}",
    hint="{hint}",
)

column_named_twice = Message(
    "duplicate-column",
    "there are several columns '{name}'",
    "有几列名为 '{name}'",
    expected=Said("one column", "一列"),
)

no_rows_to_monitor = Message(
    "no-rows", "the data have no row", "数据没有行", expected=Said("at least one row", "至少一行")
)

too_many_periods = Message(
    "too-many-periods",
    "'{name}' has {count:,} different values",
    "'{name}' 有 {count:,} 个不同的值",
    expected=Said("at most {most_periods} periods", "最多 {most_periods} 个期间"),
    hint=Said("name a column that holds the month or the quarter", "请指定月份或季度列"),
)

nothing_approved = Message(
    "wrong-value",
    "no row of '{name}' holds a value that counts as approved ({wanted})",
    "'{name}' 没有一行的值算作批准（{wanted}）",
    expected=Said("one of its values: {shown}", "其取值之一：{shown}"),
    hint=Said("say which values are approvals", "请说明哪些值表示批准"),
)
