"""Functions of policies that see whether a value is missing."""

from __future__ import annotations

from typing import Any

from credit_engine.absent import Absent
from credit_engine.operators.table import define, signature


def _is_missing(value: Any, cause: str | None = None) -> bool:
    if not isinstance(value, Absent):
        return False
    return cause is None or any(found.code == cause for found in value.causes)


def _if_missing(value: Any, default: Any) -> Any:
    return default if isinstance(value, Absent) else value


define(
    "is missing",
    (signature("value: any?, cause?: text", "boolean", _is_missing),),
    "Whether a value is unknown or null; with a cause, whether it is missing for that cause.",
    "is missing(null) = true",
    "observes",
    source="credit_engine",
    characters_a_turn=None,
)
define(
    "if missing",
    (signature("value: any?, default: any?", "same", _if_missing),),
    "The value, or the default where it is unknown or null.",
    "if missing(null, 3) = 3",
    "observes",
    "same",
    source="credit_engine",
    characters_a_turn=None,
)
