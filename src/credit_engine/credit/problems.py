"""What can be wrong with reference data: one message for each kind of problem, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

not_a_mapping = Message("wrong-kind", "'{name}' is not a mapping", "'{name}' 不是映射")
"""What is expected within it is for the call to say."""

no_status = Message(
    "wrong-value",
    "this is no status",
    "这不是状态",
    expected=Said("confirmed or from_memory", "confirmed 或 from_memory"),
)

title_in_one_language = Message(
    "wrong-kind", "a title has two languages", "标题须有中英文两种文字", expected="{{en: ..., zh: ...}}"
)

no_date = Message(
    "bad-date",
    "'{text}' is no date",
    "'{text}' 不是日期",
    expected=Said("a day such as 2026-11-01", "日期，如 2026-11-01"),
)

no_value = Message(
    "wrong-kind",
    "this is no value",
    "这不是值",
    expected=Said("a number, a mapping of numbers, or a list of bands", "数字、由数字组成的映射，或分档列表"),
)

no_band = Message("wrong-kind", "this is no band", "这不是分档")

bands_not_ascending = Message(
    "wrong-value",
    "the bands do not ascend",
    "分档没有递增",
    expected=Said("each at_most above the one before", "每档的 at_most 都大于前一档"),
)

unknown_key = Message(
    "unknown-key",
    "'{key}' is not a key of reference data",
    "'{key}' 不是参考数据的键",
    unknown="key",
)

missing_key = Message(
    "missing-key",
    "'{key}' is missing",
    "缺少 '{key}'",
    expected="{key}: ...",
    hint=Said("add '{key}'", "请补上 '{key}'"),
)
