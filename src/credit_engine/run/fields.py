"""Declared inputs, as the input check and its generated code read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from credit_engine.limits import MAX_LIST_LENGTH

PRIOR = "prior"
"""The key of a record under which the state of the last decision stands."""
NO_PRIOR = "no_prior"
"""The cause of a missing state where there was no decision before."""
UNKNOWN = "unknown"
"""The cause of a missing field of the state that the last decision could not tell."""


@dataclass(frozen=True)
class Field:
    """A declared input: type, range, values, what its absence means, codes of its source."""

    path: str
    kind: str
    integer: bool = False
    low: Any = None
    high: Any = None
    low_closed: bool = True
    high_closed: bool = True
    range_text: str = ""
    values: tuple[str, ...] | None = None
    missing: Mapping[str, Any] | None = None
    codes: Mapping[Any, str] = field(default_factory=dict)
    fields: tuple[Field, ...] | None = None
    at_most: int = MAX_LIST_LENGTH
    time_zone: str = "UTC"
    """The zone of the days that moments of other zones become."""

    @property
    def name(self) -> str:
        """The last word of the path."""
        return self.path.rpartition(".")[2]
