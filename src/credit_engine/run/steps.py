"""Kernels of the decision parts: rule outcomes, table hits, limits, release.

Every kernel takes its constant data first, where it has any, and then run-time values.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, Cause, absent, merge
from credit_engine.operators import FUNCTIONS, comparison
from credit_engine.operators.equality import equal
from credit_engine.run.allocation import ALLOCATION
from credit_engine.run.answers import ANSWERS, ANSWERS_MADE
from credit_engine.run.kernels import absents, kleene_and, truth
from credit_engine.run.offers import OFFERS
from credit_engine.run.outcomes import Outcomes
from credit_engine.run.rating import RATING
from credit_engine.run.scoring import SCORING
from credit_engine.run.statuses import INTERVENED, changed_outcome, current_stage, reached, staged_outcome

NOT_APPLICABLE_CODE = "applies_when"
"""The cause of the status of a rule that does not apply."""
NOT_APPLICABLE = Absent((Cause(NOT_APPLICABLE_CODE, applicable=False),))


def applicable(applies: Any, condition: Any) -> Any:
    """A rule's condition where `applies_when` holds; otherwise absent and not applicable."""
    if applies is True:
        return condition
    if applies is False:
        return NOT_APPLICABLE
    return False if condition is False and applies.applicable else merge(applies)


def rules_outcome(data: tuple[Outcomes, tuple[int, ...]]) -> Callable[..., str]:
    """The function from the rules' conditions to the worst outcome of those that fired.

    An undecided rule counts as the policy declares.
    """
    outcomes, ranks = data
    undecided = outcomes.rank(outcomes.undecided)

    def outcome(*conditions: Any) -> str:
        worst = -1
        for rank, condition in zip(ranks, conditions, strict=True):
            if condition is True:
                if rank > worst:
                    worst = rank
            elif condition is not False and worst < undecided and condition.applicable:
                worst = undecided
        return outcomes.order[worst] if worst >= 0 else outcomes.nothing_fired

    return outcome


def enough(least: int) -> Callable[..., Any]:
    """The function from rules' conditions to whether at least so many of them hold.

    Undecided where the undecided ones could make it so many; what does not apply counts as not fired.
    """

    def holds(*conditions: Any) -> Any:
        fired = sum(condition is True for condition in conditions)
        if fired >= least:
            return True
        undecided = [c for c in conditions if c.__class__ is Absent and c.applicable]
        return merge(*undecided) if fired + len(undecided) >= least else False

    return holds


def fired_ids(ids: tuple[str, ...]) -> Callable[..., list[str]]:
    """The function from rules' conditions to the ids of those that fired, for readers of an escalation."""

    def fired(*conditions: Any) -> list[str]:
        return [name for name, condition in zip(ids, conditions, strict=True) if condition is True]

    return fired


def of_items(statuses: Any) -> Any:
    """A rule's status for all items of a list: it fired if it did for one, else undecided if it is for one.

    It does not apply where it applies to no item; for an empty list it did not fire.
    """
    if statuses.__class__ is Absent:
        return statuses
    if any(status is True for status in statuses):
        return True
    unknown = [status for status in statuses if status is not False]
    undecided = [status for status in unknown if status.applicable]
    if undecided:
        return merge(*undecided)
    return merge(*unknown) if unknown and len(unknown) == len(statuses) else False


def some_items(listed: str, items: Any) -> Any:
    """A list that has items; unknown where it has none."""
    return items if items.__class__ is Absent or items else absent("empty_list", listed)


def worst_outcome(outcomes: Outcomes, *values: str) -> str:
    """The worst of the rule sets' outcomes."""
    return outcomes.worst(values)


def has_no_value(value: Any) -> bool:
    """Whether a value is absent or holds an absent value."""
    kind = value.__class__
    return kind is Absent or (kind in (list, dict) and bool(absents((value,))))


def final_outcome(outcomes: Outcomes, outcome: str, *released: Any) -> str:
    """The outcome, made at least `undecided` where an output to be released has no value.

    `released` alternates an output's `when` and its value; so does a `when` that is unknown.
    """
    for at in range(0, len(released), 2):
        when, value = released[at], released[at + 1]
        if has_no_value(value) if when is True else when is not False and when.applicable:
            return outcomes.worst((outcome, outcomes.undecided))
    return outcome


@dataclass(frozen=True)
class Hits:
    """How a table chooses among its matching rows; `priority` orders rows by output values."""

    policy: str
    default: bool
    priority: tuple[int, ...] = ()


def hit(data: Hits) -> Callable[..., Any]:
    """The function from the rows' matches to the row that counts, or the rows; -1 is the default row."""
    nothing = no_row(data)

    def first(*matches: Any) -> Any:
        for row, match in enumerate(matches):
            if match is True:
                return row
            if match is not False:
                return truth(match)
        return nothing

    def choose(*matches: Any) -> Any:
        found = []
        unknown = None
        for row, match in enumerate(matches):
            if match is True:
                found.append(row)
            elif match is not False:
                unknown = merge(unknown, truth(match))
        if unknown is not None:
            return unknown
        return chosen_rows(data, found) if found else nothing

    return first if data.policy == "first" else choose


def no_row(data: Hits) -> Any:
    """What a table gives where no row matches: its default row, nothing to collect, or no value."""
    if data.default:
        return -1
    return [] if data.policy == "collect" else absent("no_row_matched")


def chosen_rows(data: Hits, found: list[int]) -> Any:
    """What a hit policy makes of the rows that match, one at least."""
    if data.policy == "unique":
        return (
            found[0]
            if len(found) == 1
            else absent("rows_overlap", detail=", ".join(str(r + 1) for r in found))
        )
    if data.policy == "priority":
        return min(found, key=lambda row: data.priority[row])
    return sorted(found, key=lambda row: data.priority[row]) if data.policy == "output_order" else found


def gives_list(data: tuple[str, str]) -> bool:
    """Whether a table of a hit policy and an aggregate gives a list for each output."""
    return data[0] in ("rule_order", "output_order", "collect") and not data[1]


def pick(data: tuple[str, str]) -> Callable[..., Any]:
    """The function from the chosen row and all rows' values to one output of a table."""
    listed = gives_list(data)

    def value(rows: Any, *values: Any) -> Any:
        if rows.__class__ is int:
            return [values[rows]] if listed else values[rows]
        return of_rows(data, rows, values.__getitem__)

    return value


def of_rows(data: tuple[str, str], rows: Any, value: Callable[[int], Any]) -> Any:
    """One output for several rows, each given by `value`; unknown for an unknown row."""
    return rows if rows.__class__ is Absent else _collected(data, [value(row) for row in rows])


def _collected(data: tuple[str, str], chosen: list[Any]) -> Any:
    """The output of several rows: their one value, their list, or its aggregate."""
    policy, aggregate = data
    if policy == "any":
        unknown = absents(chosen)
        if unknown:
            return merge(*unknown)
        return (
            chosen[0] if all(equal(chosen[0], value) is True for value in chosen) else absent("rows_disagree")
        )
    if aggregate == "count":
        return len(chosen)
    if aggregate and absents(chosen):
        return merge(*absents(chosen))
    if aggregate == "sum" and not chosen:
        return 0
    return _aggregate(aggregate)(chosen) if aggregate else chosen


@cache
def _aggregate(name: str) -> Callable[..., Any]:
    return FUNCTIONS[name].signatures[0].row


def smallest(*values: Any) -> Any:
    """The smallest of numbers; unknown if any of them is."""
    try:
        return min(values)
    except TypeError:
        return merge(*values)


def largest(*values: Any) -> Any:
    """The largest of numbers; unknown if any of them is."""
    try:
        return max(values)
    except TypeError:
        return merge(*values)


def limit_amount(amount: Any, step: Any, minimum: Any) -> Any:
    """An amount rounded down to a multiple of the step; nothing below the minimum."""
    if any(value.__class__ is Absent for value in (amount, step, minimum)):
        return merge(amount, step, minimum)
    if step <= 0:
        return absent("invalid_argument", "step")
    if amount <= 0:
        return 0
    try:
        steps = numbers.CONTEXT.divide_int(amount, step)
    except ArithmeticError:
        return absent("overflow", "limit")
    rounded: Any = numbers.multiply(steps, step)
    return 0 if rounded < minimum else rounded


def rounded(data: tuple[int, Any]) -> Callable[[Any], Any]:
    """The function that rounds a number to so many digits."""
    digits, mode = data

    def value(number: Any) -> Any:
        return number if number.__class__ is Absent else numbers.round_number(number, digits, mode)

    return value


def dated(data: tuple[str, tuple[Any, ...], tuple[Any, ...]], day: Any) -> Any:
    """The value of a dated series that is in force on a day."""
    name, days, series = data
    at = bisect_right(days, day) - 1
    return series[at] if at >= 0 else absent("not_yet_in_force", name)


def own_test(result: Any, value: Any) -> Any:
    """A cell's own condition, or, where it is no boolean, what the value is compared with."""
    return result if result is True or result is False else comparison.contains(value, result)


STEPS: Mapping[str, Callable[..., Any]] = {
    "applicable": applicable,
    "reached": reached,
    "of items": of_items,
    "some items": some_items,
    "worst": worst_outcome,
    "settled": final_outcome,
    "smallest": smallest,
    "largest": largest,
    "limit": limit_amount,
    "dated": dated,
    "both": kleene_and,
    "own test": own_test,
    **ANSWERS,
    **OFFERS,
    **ALLOCATION,
    **INTERVENED,
}
MADE: Mapping[str, Callable[[Any], Callable[..., Any]]] = {
    "rules": rules_outcome,
    "changed": changed_outcome,
    "enough": enough,
    "fired ids": fired_ids,
    "current stage": current_stage,
    "staged": staged_outcome,
    "hit": hit,
    "pick": pick,
    "round": rounded,
    **ANSWERS_MADE,
    **SCORING,
    **RATING,
}
"""Kernels whose function is made from their constant data beforehand."""
KEEPING_SCALE = frozenset(
    ("round", "dated", "pick", "take", "bin", "points", "factor", "limit", "rules", "worst", "settled")
)
"""Kernels whose numbers have the scale of what the policy or the record wrote; others compute theirs."""
