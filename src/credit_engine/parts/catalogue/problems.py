"""What can be wrong with catalogue: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

unknown_type = Message(
    "unknown-type",
    "entries hold no values of type '{type}'",
    "条目没有类型为 '{type}' 的值",
    expected=Said("a list of values, or {kinds}", "取值列表，或 {kinds}"),
)

ends_before_it_begins = Message(
    "bad-date",
    "'to' has to be later than 'from'",
    "'to' 必须晚于 'from'",
    expected=Said("the first day on which the entry no longer counts", "条目不再有效的第一天"),
)

code_with_spaces = Message(
    "wrong-value",
    "a code is empty, or has spaces around it",
    "代码为空，或前后有空格",
)

row_width = Message(
    "row-width",
    "the entry '{code}' has {count} values under 'then', the head has {count_2}",
    "条目 '{code}' 的 'then' 下有 {count} 个值，表头有 {count_2} 个",
)

entries_overlap = Message(
    "entries-overlap",
    "two entries of '{code}' count {when}",
    "'{code}' 有两个条目{when}同时有效",
    expected=Said("one entry of a code on each day", "同一代码每天只有一个条目有效"),
    hint=Said(
        "give the earlier entry 'to:' the day on which the later begins",
        "请把较早条目的 'to:' 设为较晚条目开始之日",
    ),
)

code_with_unseen_character = Message(
    "wrong-value",
    "a code has a character that cannot be seen",
    "代码中有看不见的字符",
    hint=Said("enter the code anew", "请重新输入代码"),
)

entries_gap = Message(
    "entries-gap",
    "no entry of '{code}' counts from {end} to {first}",
    "'{code}' 自 {end} 至 {first} 没有有效条目",
    hint=Said(
        "let one entry begin where the other ends, unless the gap is meant",
        "请让一个条目在另一个结束之日开始，除非有意留空",
    ),
    severity="warning",
)

full_width_code = Message(
    "full-width-code",
    "'{code}' is written in full-width characters",
    "'{code}' 用了全角字符",
    hint=Said(
        "codes are compared as they are written: use half-width characters",
        "代码按书写逐字比较：请用半角字符",
    ),
)

wrong_kind = Message("wrong-kind", "'{name}' has to be a {what}", "'{name}' 必须是{what}")
