"""Kernels of a process in stages: which stage it has come to, and what counts until there.

A stage is reached where no earlier one stops the process. Where that is not known, the process waits:
later stages do not count, and what is undecided in the earlier ones leads to the outcome declared for that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine.absent import Absent, Cause
from credit_engine.run.outcomes import Outcomes

NOT_REACHED_CODE = "stage_not_reached"
_NOT_REACHED = Absent((Cause(NOT_REACHED_CODE, applicable=False),))


def reached(stopped: Any, status: Any) -> Any:
    """A rule's status where no earlier stage stopped the process; else it does not apply."""
    return status if stopped is False else _NOT_REACHED


def is_not_reached(status: Any) -> bool:
    """Whether a rule does not apply because the process does not come to its stage."""
    return isinstance(status, Absent) and any(cause.code == NOT_REACHED_CODE for cause in status.causes)


def current_stage(stages: tuple[str, ...]) -> Callable[..., str]:
    """The function from whether the process stopped at each stage but the last to the stage it came to."""

    def current(*stopped: Any) -> str:
        count = 0
        for one in stopped:
            if one is not False:
                break
            count += 1
        return stages[count]

    return current


def staged_outcome(data: tuple[Outcomes, tuple[int, ...]]) -> Callable[..., str]:
    """The function from what stopped before each later stage, then the outcomes of all rule sets.

    The data are the outcomes and the number of the stage of each set. The worst outcome counts among the sets
    of the stages that are reached; the first stage always is.
    """
    outcomes, stages = data
    later = max(stages)

    def outcome(*values: Any) -> str:
        stopped = (False, *values[:later])
        counted = [
            one
            for stage, one in zip(stages, values[later:], strict=True)
            if all(before is False for before in stopped[: stage + 1])
        ]
        return outcomes.worst(counted)

    return outcome
