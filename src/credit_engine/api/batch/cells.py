"""Cells of result tables as the exact values and texts of files that have fewer types than Arrow."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from credit_engine.json_text.canonical import canonical_json

SEPARATOR = " | "
"""Between the texts of a list, where a cell can hold no list."""


def plain(value: Any) -> Any:
    """A cell of Arrow as what JSON can say exactly: decimals, days and moments as ISO 8601 texts."""
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else _NOT_FINITE[repr(value)]
    if isinstance(value, date) or hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return list(map(plain, value))
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def text(value: Any) -> str | None:
    """A cell as text: texts as they are, lists of texts joined, others as JSON; None where it is missing."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return SEPARATOR.join(value)
    shown = plain(value)
    return shown if isinstance(shown, str) else canonical_json(shown)
