"""Filling parameters, scorecards, prices, limits and ratings, line by line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge
from credit_engine.account import steps as told
from credit_engine.account.policy import ParameterAccount
from credit_engine.explain import trace
from credit_engine.explain.fill.core import Compute, Fill, Form
from credit_engine.explain.trace_lines import ParameterLine


def _since(fill: Fill, account: ParameterAccount) -> Any:
    """The first day of a dated parameter's value that is in force on the decision's day."""
    at = bisect_right(account.since, fill.case.today) if account.since else 0
    return account.since[at - 1] if at else None


def _attribute(fill: Fill, account: told.CharacteristicAccount) -> Any:
    """The label of a characteristic's attribute; None where its value is not known to the scorecard."""
    attribute = fill.of(account.attribute)
    return None if isinstance(attribute, Absent) else account.labels[attribute]


def _by_attribute(fill: Fill, account: told.CharacteristicAccount, values: Sequence[Any]) -> Any:
    attribute = fill.of(account.attribute)
    return absent("unseen_value", account.name) if isinstance(attribute, Absent) else values[attribute]


def _points(fill: Fill, account: told.CharacteristicAccount) -> Any:
    return _by_attribute(fill, account, account.points)


def _lost(fill: Fill, account: told.CharacteristicAccount) -> Any:
    points = _points(fill, account)
    return points if isinstance(points, Absent) else account.best - points


def _shortfall(fill: Fill, account: told.CharacteristicAccount) -> Any:
    return _by_attribute(fill, account, account.shortfalls)


def _reason(fill: Fill, account: told.CharacteristicAccount) -> str:
    attribute = fill.of(account.attribute)
    return account.reason if isinstance(attribute, Absent) else account.reasons[attribute]


def _applied(fill: Fill, account: told.BoundAccount) -> bool:
    after = fill.of(account.after)
    return not isinstance(after, Absent) and bool(after != fill.of(account.before))


def _constraints(fill: Fill, account: told.LimitAccount) -> tuple[trace.Constraint, ...]:
    """The constraints; of those that are equal to the smallest the first declared binds."""
    smallest = fill.value(account.smallest)
    known = not isinstance(smallest, Absent)
    found: list[trace.Constraint] = []
    for name, one in account.constraints:
        binds = known and not any(c.binds for c in found) and bool(fill.value(one.figure) == smallest)
        found.append(trace.Constraint(name, fill(one), binds))
    return tuple(found)


def _below_minimum(fill: Fill, account: told.LimitAccount) -> bool:
    result = fill.value(account.result)
    return not isinstance(result, Absent) and result == 0 and bool(fill.value(account.smallest) > 0)


def _contribution(fill: Fill, account: told.IndicatorAccount) -> Any:
    score = fill.value(account.score)
    return merge(score) if isinstance(score, Absent) else numbers.multiply(score, account.weight)


def _moved(fill: Fill, account: told.MoveAccount) -> str:
    """What became of a step of a rating."""
    before, after, value = fill.of(account.before), fill.of(account.after), fill.of(account.given)
    if isinstance(after, Absent):
        return "unknown"
    if fill.of(account.applies) is not True or isinstance(value, Absent):
        return "not_applicable"
    bounded = account.move in ("notches", "override")
    if bounded and not -(account.up or 0) <= value <= (account.down or 0):
        return "clipped"
    return "moved" if before != after else "kept"


FILLS: dict[type[Any], Compute] = {
    ParameterAccount: Form(ParameterLine, since=_since),
    told.CardAccount: Form(trace.ScorecardStep, lines="characteristics"),
    told.CharacteristicAccount: Form(
        trace.CardLine,
        attribute=_attribute,
        points=_points,
        lost=_lost,
        shortfall=_shortfall,
        reason=_reason,
    ),
    told.SumAccount: Form(trace.PricingStep),
    told.BoundAccount: Form(trace.Bound, applied=_applied),
    told.LimitAccount: Form(trace.LimitStep, constraints=_constraints, below_minimum=_below_minimum),
    told.RatingAccount: Form(trace.RatingStep),
    told.IndicatorAccount: Form(trace.IndicatorLine, contribution=_contribution),
    told.MoveAccount: Form(trace.MoveLine, status=_moved),
}
