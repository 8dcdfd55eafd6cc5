"""Canonical JSON: one text for one value."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent


def canonical_json(value: Any) -> str:
    """One text for one value: no blanks, Unicode as it is, numbers plain, keys in the given order.

    An absent value is written as its causes: `{"missing": "not_given"}`, what JSON does not have as its text.
    """
    write = _WRITERS.get(value.__class__)
    return _other(value) if write is None else write(value)


def _context(value: dict[Any, Any]) -> str:
    return (
        "{" + ",".join([f"{encode_basestring(str(k))}:{canonical_json(v)}" for k, v in value.items()]) + "}"
    )


def _list(value: list[Any] | tuple[Any, ...]) -> str:
    texts = [encode_basestring(item) if item.__class__ is str else canonical_json(item) for item in value]
    return f"[{','.join(texts)}]"


def _absent(value: Absent) -> str:
    causes = sorted({cause.code for cause in value.causes})
    return canonical_json({"missing": causes[0] if len(causes) == 1 else causes})


def _other(value: Any) -> str:
    """What is of a class that derives from one of these, or has no form of its own."""
    for kind in (dict, list, tuple, int, Decimal):
        if isinstance(value, kind):
            return _WRITERS[kind](value)
    return encode_basestring(str(value))


_WRITERS: dict[type[Any], Callable[[Any], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    str: encode_basestring,
    int: numbers.canonical_text,
    Decimal: numbers.canonical_text,
    Absent: _absent,
    dict: _context,
    list: _list,
    tuple: _list,
}
"""How each class is written, looked up by the class itself: a decision's inputs can have 100,000 items."""
