"""What can be wrong with checklist: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

no_items = Message(
    "wrong-value", "'items' is empty", "'items' 为空", expected=Said("at least one item", "至少一项")
)

given_of_other_type = Message(
    "type-clash",
    "'given' is {type}",
    "'given' 的类型是 {type}",
    expected=Said(
        "a condition, or a date, number or text that is there where the item is given",
        "条件，或一个已提供时即有值的日期、数字或文本",
    ),
)

validity_of_other_type = Message(
    "type-clash",
    "'valid_for' is {type}",
    "'valid_for' 是 {type}",
    expected=Said("a number of days or a duration", "天数或时长"),
    hint=Said('@"P30D", or 30 for days', '@"P30D"，或用 30 表示天数'),
)

negative_validity = Message(
    "wrong-value",
    "'valid_for' has to be 0 or more",
    "'valid_for' 不能小于 0",
    expected=Said("a number of days", "天数"),
)

endless_validity = Message(
    "wrong-value",
    "'valid_for' is longer than a hundred years",
    "'valid_for' 超过一百年",
    expected=Said("a number of days", "天数"),
    hint=Said("what never expires has no 'valid_for'", "长期有效的不写 'valid_for'"),
)

two_validities = Message(
    "unexpected-key",
    "'{other}' does not go with 'valid_until'",
    "'{other}' 不能与 'valid_until' 同用",
    hint=Said("remove one of the two", "请删除其中之一"),
)

half_a_validity = Message(
    "missing-key",
    "the key '{lacking}' is missing",
    "缺少键 '{lacking}'",
    expected=Said(
        "dated and valid_for, or valid_until; a date under 'given' is what the item is dated",
        "dated 和 valid_for，或 valid_until；'given' 为日期时即作为材料日期",
    ),
)
