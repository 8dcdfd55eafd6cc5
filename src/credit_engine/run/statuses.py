"""What becomes of a rule's status: a person may intervene, a process may stop before the rule's stage.

A rule that may be waived has an input of its own. It holds `STANDS` in every decision of the policy alone,
`WAIVED` where the rule is not to count, or the rank of the outcome that it is to ask for instead of its own.

A stage is reached where no earlier one stops the process. Where that is not known, the process waits:
later stages do not count, and what is undecided in the earlier ones leads to the outcome declared for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from credit_engine.absent import Absent, Cause
from credit_engine.run.outcomes import Outcomes

STANDS = -1
WAIVED = -2
"""What is no rank of an outcome: those begin at 0."""
WAIVED_CODE = "waived"
_WAIVED = Absent((Cause(WAIVED_CODE, applicable=False),))


def standing(status: Any) -> bool:
    """Whether a rule counts: it fired, or is undecided."""
    return status is True or (status is not False and bool(status.applicable))


def waived(status: Any, given: int) -> Any:
    """A rule's status; one that is waived does not apply."""
    return _WAIVED if given == WAIVED and standing(status) else status


def unchanged(status: Any, given: int) -> Any:
    """A rule's status for those who count rules of its own outcome: waived where it asks for another."""
    return status if given == STANDS or not standing(status) else _WAIVED


def at_least(data: tuple[int, int], status: Any, given: int) -> Any:
    """A rule's status where it asks for an outcome of some rank or a worse one, its own or the chosen one."""
    own, least = data
    return status if (given if given >= 0 else own) >= least else False


def changed_outcome(data: tuple[Outcomes, tuple[int, ...], tuple[int, ...]]) -> Callable[..., str]:
    """The function from statuses, then inputs of waivable rules, to the worst outcome of those that stand.

    The data are the outcomes, the rank that each rule asks for, and the numbers of the waivable rules.
    """
    outcomes, ranks, waivable = data
    undecided = outcomes.rank(outcomes.undecided)
    count = len(ranks)

    def outcome(*values: Any) -> str:
        worst = -1
        instead = dict(zip(waivable, values[count:], strict=True))
        for number, (rank, status) in enumerate(zip(ranks, values[:count], strict=True)):
            if standing(status):
                given = instead.get(number, STANDS)
                own = rank if status is True else undecided
                worst = max(worst, given if given >= 0 else own)
        return outcomes.order[worst] if worst >= 0 else outcomes.nothing_fired

    return outcome


INTERVENED: Mapping[str, Callable[..., Any]] = {
    "waived": waived,
    "unchanged": unchanged,
    "at least": at_least,
}


Status = Literal["fired", "undecided", "not_fired", "not_applicable", "waived"]


def status_of(value: Any) -> Status:
    """The status of a rule: unknown ones are waived, undecided, or do not apply."""
    if isinstance(value, Absent):
        if any(cause.code == WAIVED_CODE for cause in value.causes):
            return "waived"
        return "undecided" if value.applicable else "not_applicable"
    return "fired" if value is True else "not_fired"


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
        for stage in stopped:
            if stage is not False:
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
            status
            for stage, status in zip(stages, values[later:], strict=True)
            if all(before is False for before in stopped[: stage + 1])
        ]
        return outcomes.worst(counted)

    return outcome
