"""The explanation as canonical JSON: the trace field by field, with the texts of both languages."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, Cause
from credit_engine.explain.evidence import HIDDEN, Figure, StandIn, Words
from credit_engine.explain.trace import Step, Trace
from credit_engine.operators.text_form import to_string
from credit_engine.policy.fingerprint import canonical_json


def as_json(trace: Trace) -> str:
    """The trace as canonical JSON: the same text for the same decision."""
    return canonical_json(plain(trace))


def plain(value: Any) -> Any:
    """A part of a trace as what JSON can hold; fields that are empty are left out."""
    if isinstance(value, Figure):
        return _figure(value)
    if is_dataclass(value):
        found = {"kind": value.kind} if isinstance(value, Step) else {}
        return found | {
            f.name: plain(getattr(value, f.name))
            for f in fields(value)
            if not _is_empty(getattr(value, f.name))
        }
    if isinstance(value, Cause):
        return {key: item for key, item in value._asdict().items() if item != ""}
    if isinstance(value, Words):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: plain(item) for key, item in value._asdict().items() if not _is_empty(item)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return _value(value, computed=False)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == () if not isinstance(value, Absent) else False


def _figure(figure: Figure) -> dict[str, Any]:
    found = {"value": _value(figure.value, figure.computed)}
    return found | ({"unit": figure.unit} if figure.unit else {})


def _value(value: Any, computed: bool) -> Any:
    """A run-time value; one with a fraction and no declared scale has 12 significant digits."""
    if value is None or isinstance(value, bool | str):
        return value
    if value is HIDDEN:
        return {"redacted": True}
    if isinstance(value, StandIn):
        return {"missing": value.cause, "value": _value(value.value, computed)}
    if isinstance(value, Absent):
        return {"unknown": [plain(cause) for cause in value.causes]}
    if numbers.is_number(value):
        return numbers.released(value) if computed else value
    if isinstance(value, list):
        return [_value(item, computed) for item in value]
    if isinstance(value, dict):
        return {key: _value(item, computed) for key, item in value.items()}
    return str(to_string(value))
