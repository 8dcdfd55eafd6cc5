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
