"""What can be wrong with a decision for each item of a list."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

bad_for_each = Message(
    "bad-for-each",
    "'{value}' does not say of what list, and what an item is called",
    "'{value}' 没有写明是哪个列表、每一项叫什么",
)

empty_list_needs_reason = Message("missing-key", "'{then}' needs a reason", "'{then}' 须有原因")

for_each_of_no_list = Message(
    "type-clash",
    "'for_each' needs a list, '{value}' is {type}",
    "'for_each' 需要列表，'{value}' 是{type}",
    expected=Said("list", "列表"),
)

item_name_taken = Message(
    "duplicate-name",
    "'{name}' is already the name of something else",
    "'{name}' 已是其他内容的名称",
    hint=Said("give the item a name of its own", "请给该项单独取名"),
)

identity_of_other_type = Message(
    "type-clash",
    "an identity is a text, a number or a date, this is {type}",
    "标识须为文本、数字或日期，此处是{type}",
    expected=Said("text", "文本"),
)

if_empty_missing = Message(
    "missing-key",
    "the key 'if_empty' is missing",
    "缺少键 'if_empty'",
    expected=Said("what holds where the list has no items: {form}", "列表为空时的处理：{form}"),
)

key_without_for_each = Message(
    "unexpected-key",
    "'{key}' goes with 'for_each'",
    "'{key}' 须与 'for_each' 同用",
    hint=Said("add 'for_each', or remove it", "请加上 'for_each'，或删除它"),
)
