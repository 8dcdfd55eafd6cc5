"""Fields of a record as a decision by hand reads them: None for what is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from reference.three_valued import Truth, holds


class Absent(Enum):
    NOT_APPLICABLE = "not applicable"


NOT_APPLICABLE = Absent.NOT_APPLICABLE
"""In place of a value that the record says there cannot be."""
NOT_KNOWN = ("unknown", "source_failed", "not_given")
"""Causes for which a value is not known; for every other one the question does not arise."""


class Fields:
    """The fields of a record by dotted paths of two words."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record

    def raw(self, path: str) -> Any:
        group, field = path.split(".")
        return self.record.get(group, {}).get(field)

    def cause(self, path: str) -> str | None:
        """The cause for which a value is said to be missing."""
        value = self.raw(path)
        return value["missing"] if isinstance(value, Mapping) else None

    def __call__(self, path: str) -> Any:
        cause = self.cause(path)
        if cause is None:
            return self.raw(path)
        return None if cause in NOT_KNOWN else NOT_APPLICABLE

    def applicable(self, path: str) -> Any:
        """The value, False where there cannot be one."""
        value = self(path)
        return False if value is NOT_APPLICABLE else value

    def test(self, path: str, test: Callable[[Any], bool]) -> Truth:
        """What a test says of a value: False where there cannot be one, None where it is not known."""
        value = self(path)
        return False if value is NOT_APPLICABLE else holds(test, value)


def chosen(condition: Truth, then: Any, otherwise: Any) -> Any:
    """One of two values by a condition, None where the condition is not known."""
    return None if condition is None else then if condition else otherwise
