"""What can be wrong with conditions: one message for each kind of problem, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said, to_write

due_is_text = Message(
    "wrong-value",
    "'due' is read as a date, and this is a text",
    "'due' 按日期读取，而此处是文字",
    expected=Said("a date, or a text in its languages", "日期，或注明语言的文字"),
    hint=to_write("{{zh: {text}}}"),
)
"""A text that stands by itself would be an expression."""

no_conditions = Message(
    "wrong-value",
    "'conditions' is empty",
    "'conditions' 为空",
    expected=Said("at least one condition", "至少一项条件"),
)

condition_id_twice = Message(
    "duplicate-id",
    "the id '{name}' is used twice",
    "id '{name}' 出现两次",
    hint=Said("give every condition its own id", "请给每项条件各取 id"),
)

due_of_other_form = Message(
    "wrong-value",
    "'due' says no day, or more than one",
    "'due' 没有给出期限，或给出多个",
)

negative_days = Message(
    "wrong-value",
    "'days' has to be 0 or more",
    "'days' 须不小于 0",
    expected=Said("a number of days", "天数"),
)
