"""Canonical JSON: one text for one value."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent


def canonical_json(value: Any) -> str:
    """One text for one value: no blanks, Unicode as it is, numbers plain, keys in the given order.

    An absent value is written as its causes: `{"missing": "not_given"}`.
    """
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | Decimal):
        return numbers.canonical_text(value)
    if isinstance(value, Absent):
        causes = sorted({cause.code for cause in value.causes})
        return canonical_json({"missing": causes[0] if len(causes) == 1 else causes})
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{canonical_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical_json, value)) + "]"
    return _text(value)


def _text(value: Any) -> str:
    return json.dumps(str(value), ensure_ascii=False)
