"""What can be wrong with a file whatever its format is."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

too_large = Message(
    "file-too-large", "the text has more than {limit:,} characters", "文本超过 {limit:,} 个字符"
)
"""A text longer than the limit."""


too_many = Message(
    "too-many-problems",
    "too many mistakes; the rest is not read",
    "错误过多，其余部分未读取",
    hint=Said("mend those above first", "先改正以上问题"),
)
"""More mistakes than are worth reading on after."""
