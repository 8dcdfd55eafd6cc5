"""The text of a value, as FEEL's string() writes it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from credit_engine.absent import Absent, absent
from credit_engine.limits import MAX_TEXT_LENGTH
from credit_engine.numbers import canonical_text
from credit_engine.operators.value_classes import RangeValue
from credit_engine.work import ITEMS_A_TURN, spend

_PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: \w+)*")


def to_string(value: Any) -> str | Absent:
    """FEEL's string() of a value: text as it is, inside lists, contexts and ranges in quotes.

    Absent stays absent; a text beyond the limit is absent with `limit_exceeded`.
    """
    if isinstance(value, Absent | str):
        return value
    written: list[str] = []
    remaining = MAX_TEXT_LENGTH
    todo: list[Any] = [value]
    while todo:
        part = todo.pop()
        if type(part) is _Verbatim:
            text = part.text
        else:
            pieces = _pieces(part)
            if isinstance(pieces, list):
                todo.extend(reversed(pieces))
                continue
            text = pieces
        written.append(text)
        remaining -= len(text)
        if remaining < 0:
            return absent("limit_exceeded", "string", "long text")
    spend(len(written) // ITEMS_A_TURN)
    return "".join(written)


class _Verbatim:
    """Text that is written as it is."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_COMMA = _Verbatim(", ")


def _pieces(part: Any) -> str | list[Any]:
    """The text of a value without parts, or what its parts are written as."""
    kind = type(part)
    if kind is list:
        return _joined("[", [[item] for item in part], "]")
    if kind is dict:
        return _joined("{", [[_Verbatim(f"{_key(k)}: "), v] for k, v in part.items()], "}")
    if kind is RangeValue:
        return _range(part)
    return _scalar(part)


def _scalar(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is int or kind is Decimal:
        return canonical_text(value)
    if kind is Absent:
        return "null"
    name = getattr(value, "name", None)
    parameters = getattr(value, "parameters", None)
    if parameters is not None:
        return f"function({', '.join(parameters)})"
    return str(name) if name is not None else str(value)


def _joined(opening: str, parts: list[list[Any]], closing: str) -> list[Any]:
    pieces: list[Any] = [_Verbatim(opening)]
    for position, part in enumerate(parts):
        if position:
            pieces.append(_COMMA)
        pieces.extend(part)
    pieces.append(_Verbatim(closing))
    return pieces


def _range(value: RangeValue) -> list[Any]:
    if value.operator:
        return [_Verbatim(f"({value.operator}"), value.low, _Verbatim(")")]
    if value.low is None:
        return [_Verbatim("(<=" if value.high_closed else "(<"), value.high, _Verbatim(")")]
    if value.high is None:
        return [_Verbatim("(>=" if value.low_closed else "(>"), value.low, _Verbatim(")")]
    opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    return [_Verbatim(opening), value.low, _Verbatim(".."), value.high, _Verbatim(closing)]


def quoted(text: str) -> str:
    """A text as a FEEL literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("\r", "\\r").replace("\t", "\\t") + '"'


def _key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) else quoted(name)
