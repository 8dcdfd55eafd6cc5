"""What became of a rule, by the value of its status."""

from __future__ import annotations

from typing import Any, Literal

from credit_engine.absent import Absent
from credit_engine.run.interventions import WAIVED_CODE

Status = Literal["fired", "undecided", "not_fired", "not_applicable", "waived"]


def status_of(value: Any) -> Status:
    """The status of a rule: unknown ones are waived, undecided, or do not apply."""
    if isinstance(value, Absent):
        if any(cause.code == WAIVED_CODE for cause in value.causes):
            return "waived"
        return "undecided" if value.applicable else "not_applicable"
    return "fired" if value is True else "not_fired"
