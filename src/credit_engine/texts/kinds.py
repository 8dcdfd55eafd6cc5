"""What kinds of values are called in Chinese; in English they are called as in policies."""

from __future__ import annotations

from collections.abc import Mapping

from credit_engine.wording import Said

KINDS: Mapping[str, str] = {
    "number": "数字",
    "text": "文本",
    "boolean": "布尔值",
    "date": "日期",
    "time": "时刻",
    "date and time": "日期时间",
    "days and time duration": "天数时长",
    "years and months duration": "年月时长",
    "list": "列表",
    "range": "区间",
    "context": "上下文",
    "function": "函数",
    "any": "任意值",
    "null": "空值",
}


def kind_words(kind: str) -> Said:
    """A kind of values as messages name it."""
    return Said(kind, KINDS[kind])
