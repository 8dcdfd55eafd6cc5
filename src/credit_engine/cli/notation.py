"""Values as FEEL expressions that give them back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from credit_engine import temporal
from credit_engine.cli.problems import value_too_large
from credit_engine.limits import MAX_TEXT_LENGTH
from credit_engine.operators.ranges import RangeValue
from credit_engine.operators.text_form import quoted, to_string
from credit_engine.problems import InputError

_TEMPORAL = (temporal.Date, temporal.Time, temporal.DateTime, temporal.DaysDuration, temporal.MonthsDuration)
_PLAIN_KEY = re.compile(r"[A-Za-z_\u4e00-\u9fff][0-9A-Za-z_\u4e00-\u9fff]*")
_Parts = Iterator["str | _Value"]


class _Value:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def feel_notation(value: Any) -> str:
    """A run-time value in FEEL: texts in quotes, dates and durations as `@"..."`, absent as null.

    Raises InputError for a value whose text would be longer than a text may be.
    """
    written: list[str] = []
    room = MAX_TEXT_LENGTH
    open_parts: list[_Parts] = [iter([_Value(value)])]
    while open_parts:
        part = next(open_parts[-1], None)
        if part is None:
            open_parts.pop()
        elif isinstance(part, _Value) and (inner := _parts(part.value)) is not None:
            open_parts.append(inner)
        else:
            text = part if isinstance(part, str) else _scalar(part.value)
            written.append(text)
            room -= len(text)
            if room < 0:
                raise InputError([value_too_large(limit=MAX_TEXT_LENGTH)])
    return "".join(written)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    text = to_string(value)
    if not isinstance(text, str):
        return "null"
    return f"@{quoted(text)}" if isinstance(value, _TEMPORAL) else text


def _parts(value: Any) -> _Parts | None:
    """The pieces of a list, context or range; None for any other value."""
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, dict):
        return _context(value)
    return _range(value) if isinstance(value, RangeValue) else None


def _list(items: list[Any]) -> _Parts:
    yield "["
    for position, item in enumerate(items):
        if position:
            yield ", "
        yield _Value(item)
    yield "]"


def _context(entries: dict[str, Any]) -> _Parts:
    yield "{"
    for position, (key, value) in enumerate(entries.items()):
        yield f"{', ' if position else ''}{key if _PLAIN_KEY.fullmatch(key) else quoted(key)}: "
        yield _Value(value)
    yield "}"


def _range(value: RangeValue) -> _Parts:
    if value.operator:
        yield f"({value.operator}"
        yield _Value(value.low)
        yield ")"
    elif value.low is None:
        yield "(<=" if value.high_closed else "(<"
        yield _Value(value.high)
        yield ")"
    elif value.high is None:
        yield "(>=" if value.low_closed else "(>"
        yield _Value(value.low)
        yield ")"
    else:
        yield "[" if value.low_closed else "("
        yield _Value(value.low)
        yield ".."
        yield _Value(value.high)
        yield "]" if value.high_closed else ")"
