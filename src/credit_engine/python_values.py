"""Run-time values from and to Python data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.absent import NULL, Absent, absent


def from_python(value: Any) -> Any:
    """A run-time value of Python data; what FEEL has no value for becomes null with a cause."""
    if value is None:
        return NULL
    if isinstance(value, bool | str | Absent):
        return value
    if isinstance(value, Decimal | int):
        return value if numbers.is_number(value) else absent("invalid_argument", "number", str(value))
    if isinstance(value, float):
        number = numbers.from_float(value)
        return absent("invalid_argument", "number", repr(value)) if number is None else number
    if isinstance(value, Mapping):
        return {str(key): from_python(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [from_python(item) for item in value]
    if temporal.is_python_time(value):
        try:
            return temporal.from_python(value)
        except ValueError:
            return absent("invalid_argument", "date and time", str(value))
    return value


def to_python(value: Any) -> Any:
    """Python data of a run-time value: null is None, dates are datetime's where they fit."""
    if isinstance(value, Absent):
        return None
    if isinstance(value, list):
        return [to_python(item) for item in value]
    if isinstance(value, dict):
        return {key: to_python(item) for key, item in value.items()}
    return temporal.to_python(value)


class ReadOnly(dict[str, Any]):
    """A dict that nobody changes by mistake; JSON, pickle and pydantic take it as they take any."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError("what a decision says can only be read; dict(...) makes a copy to change")

    __setitem__: Any = _refuse
    __delitem__: Any = _refuse
    __ior__: Any = _refuse
    clear: Any = _refuse
    pop: Any = _refuse
    popitem: Any = _refuse
    setdefault: Any = _refuse
    update: Any = _refuse

    def __reduce__(self) -> Any:
        return ReadOnly, (dict(self),)
