"""Rules on which a person has intervened: what becomes of their statuses and of the set's outcome.

A rule that may be waived has an input of its own. It holds `STANDS` in every decision of the policy alone,
`WAIVED` where the rule is not to count, or the rank of the outcome that it is to ask for instead of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from credit_engine.absent import Absent, Cause
from credit_engine.run.outcomes import Outcomes

STANDS = -1
WAIVED = -2
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
