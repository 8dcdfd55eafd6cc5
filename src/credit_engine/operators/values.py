"""Values of FEEL at run time: their kinds, equality, order, types and text."""

from __future__ import annotations

from credit_engine.operators.equality import compare, equal, is_same, known_equal, unknown_within
from credit_engine.operators.kinds import kind_of
from credit_engine.operators.text_form import to_string
from credit_engine.operators.types import coerce, conforms

__all__ = [
    "coerce",
    "compare",
    "conforms",
    "equal",
    "is_same",
    "kind_of",
    "known_equal",
    "to_string",
    "unknown_within",
]
