"""Values that are given to a called policy, held against what it declares: what does not fit is unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.run.fields import NOT_GIVEN, Field


def argument(data: tuple[Field, str]) -> Callable[[Any], Any]:
    """The function that lets a value pass where the input that is named can have it."""
    field, subject = data
    return lambda value: fitted(field, value, subject)


def fitted(field: Field, value: Any, subject: str) -> Any:
    """A value that an input can have, within lists and contexts too; else unknown, the field named."""
    if value.__class__ is Absent:
        return value
    if field.kind == "list":
        return _list(field, value, subject)
    if field.kind == "context":
        return _context(field, value, subject)
    if not _is_of(field.kind, value):
        return absent("wrong_type", subject, f"not a {field.kind}")
    if field.integer and not numbers.is_integer(value):
        return unfit(field, subject, "not a whole number")
    if field.values is not None and value not in field.values:
        return unfit(field, subject)
    return value if _within(field, value) else unfit(field, subject)


def unfit(field: Field, subject: str, detail: str = "") -> Absent:
    """What a value becomes that an input cannot have."""
    allowed = (
        f"not one of {', '.join(field.values)}" if field.values is not None else f"not in {field.range_text}"
    )
    return absent("out_of_range", subject, detail or allowed)


def _is_of(kind: str, value: Any) -> bool:
    if kind == "number":
        return bool(numbers.is_number(value))
    if kind in ("text", "boolean"):
        return isinstance(value, str if kind == "text" else bool)
    return bool(getattr(value, "kind", None) == kind)


def _within(field: Field, value: Any) -> bool:
    above = field.low is None or value > field.low or (field.low_closed and value == field.low)
    return above and (field.high is None or value < field.high or (field.high_closed and value == field.high))


def _list(field: Field, value: Any, subject: str) -> Any:
    if not isinstance(value, list):
        return absent("wrong_type", subject, "not a list")
    if len(value) > field.at_most:
        return absent("out_of_range", subject, f"more than {field.at_most} items")
    return [_context(field, item, f"{subject}[{i}]") for i, item in enumerate(value)]


def _context(field: Field, value: Any, subject: str) -> Any:
    """The declared fields of a context, each held against its declaration; others are left out."""
    if value.__class__ is Absent or field.fields is None:
        return value
    if not isinstance(value, dict):
        return absent("wrong_type", subject, "not a context")
    return {
        inner.name: fitted(inner, value.get(inner.name, absent(NOT_GIVEN, at)), at)
        for inner in field.fields
        for at in (f"{subject}.{inner.name}",)
    }
