"""Values that are given to a called policy, held against what it declares: what does not fit is unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.run.fields import NOT_GIVEN, Field


def argument(data: tuple[Field, str]) -> Callable[[Any], Any]:
    """The function that lets a value pass where the input that is named can have it."""
    one, subject = data
    return lambda value: fitted(one, value, subject)


def fitted(one: Field, value: Any, subject: str) -> Any:
    """A value that an input can have, within lists and contexts too; else unknown, the field named."""
    if value.__class__ is Absent:
        return value
    if one.kind == "list":
        return _list(one, value, subject)
    if one.kind == "context":
        return _context(one, value, subject)
    if not _is_of(one.kind, value):
        return absent("wrong_type", subject, f"not a {one.kind}")
    if one.integer and not numbers.is_integer(value):
        return unfit(one, subject, "not a whole number")
    if one.values is not None and value not in one.values:
        return unfit(one, subject)
    return value if _within(one, value) else unfit(one, subject)


def unfit(one: Field, subject: str, detail: str = "") -> Absent:
    """What a value becomes that an input cannot have."""
    allowed = f"not one of {', '.join(one.values)}" if one.values is not None else f"not in {one.range_text}"
    return absent("out_of_range", subject, detail or allowed)


def _is_of(kind: str, value: Any) -> bool:
    if kind == "number":
        return bool(numbers.is_number(value))
    if kind in ("text", "boolean"):
        return isinstance(value, str if kind == "text" else bool)
    return bool(getattr(value, "kind", None) == kind)


def _within(one: Field, value: Any) -> bool:
    above = one.low is None or value > one.low or (one.low_closed and value == one.low)
    return above and (one.high is None or value < one.high or (one.high_closed and value == one.high))


def _list(one: Field, value: Any, subject: str) -> Any:
    if not isinstance(value, list):
        return absent("wrong_type", subject, "not a list")
    if len(value) > one.at_most:
        return absent("out_of_range", subject, f"more than {one.at_most} items")
    return [_context(one, item, f"{subject}[{i}]") for i, item in enumerate(value)]


def _context(one: Field, value: Any, subject: str) -> Any:
    """The declared fields of a context, each held against its declaration; others are left out."""
    if value.__class__ is Absent or one.fields is None:
        return value
    if not isinstance(value, dict):
        return absent("wrong_type", subject, "not a context")
    return {
        inner.name: fitted(inner, value.get(inner.name, absent(NOT_GIVEN, at)), at)
        for inner in one.fields
        for at in (f"{subject}.{inner.name}",)
    }
