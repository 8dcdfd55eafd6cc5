"""Filling scorecards, prices, limits and ratings, line by line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge
from credit_engine.account import steps as told
from credit_engine.explain import trace
from credit_engine.explain.fill.core import Fill, figure, listed, optional, rounding, term


def _card(fill: Fill, account: told.CardAccount) -> trace.ScorecardStep:
    return trace.ScorecardStep(
        name=account.name,
        title=account.title,
        result=figure(fill, account.result),
        card=account.card,
        version=account.version,
        card_title=account.card_title,
        method=account.method,
        initial_points=account.initial_points,
        lines=tuple([_characteristic(fill, one) for one in account.characteristics]),
        points=figure(fill, account.points),
        pd=figure(fill, account.pd),
        grade=None if account.grade is None else figure(fill, account.grade),
    )


def _characteristic(fill: Fill, account: told.CharacteristicAccount) -> trace.CardLine:
    """A characteristic's value, attribute, points and what was lost against the reasons' baseline."""
    attribute, read = fill.of(account.attribute), figure(fill, account.figure)
    if isinstance(attribute, Absent):
        nothing = absent("unseen_value", account.name)
        return trace.CardLine(
            account.name,
            read,
            None,
            nothing,
            account.best,
            nothing,
            account.baseline,
            nothing,
            account.reason,
            account.title,
        )
    points = account.points[attribute]
    return trace.CardLine(
        account.name,
        read,
        account.labels[attribute],
        points,
        account.best,
        account.best - points,
        account.baseline,
        account.shortfalls[attribute],
        account.reasons[attribute],
        account.title,
    )


def _price(fill: Fill, account: told.SumAccount) -> trace.PricingStep:
    return trace.PricingStep(
        name=account.name,
        title=account.title,
        result=figure(fill, account.result),
        lines=listed(fill, account.lines),
        sum=figure(fill, account.sum),
        bounds=tuple([_bound(fill, one) for one in account.bounds]),
        rounding=None if account.rounding is None else rounding(fill, account.rounding),
    )


def _bound(fill: Fill, account: told.BoundAccount) -> trace.Bound:
    after = fill.of(account.after)
    applied = not isinstance(after, Absent) and bool(after != fill.of(account.before))
    return trace.Bound(account.name, term(fill, account.term), applied)


def _limit(fill: Fill, account: told.LimitAccount) -> trace.LimitStep:
    """The constraints; of those that are equal to the smallest the first declared binds."""
    smallest, result = figure(fill, account.smallest), figure(fill, account.result)
    known = not isinstance(smallest.value, Absent)
    found: list[trace.Constraint] = []
    for name, one in account.constraints:
        amount = term(fill, one)
        binds = known and not any(c.binds for c in found) and bool(amount.figure.value == smallest.value)
        found.append(trace.Constraint(name, amount, binds))
    zero = not isinstance(result.value, Absent) and result.value == 0
    return trace.LimitStep(
        name=account.name,
        title=account.title,
        result=result,
        constraints=tuple(found),
        smallest=smallest,
        step=figure(fill, account.step),
        minimum=figure(fill, account.minimum),
        below_minimum=zero and bool(smallest.value > 0),
        levels=listed(fill, account.levels),
    )


def _rating(fill: Fill, account: told.RatingAccount) -> trace.RatingStep:
    return trace.RatingStep(
        name=account.name,
        title=account.title,
        result=figure(fill, account.result),
        lines=tuple([_indicator(fill, one) for one in account.lines]),
        score=figure(fill, account.score),
        pd=figure(fill, account.pd),
        base_grade=figure(fill, account.base_grade),
        moves=tuple([_move(fill, one) for one in account.moves]),
    )


def _indicator(fill: Fill, account: told.IndicatorAccount) -> trace.IndicatorLine:
    score = figure(fill, account.score)
    unknown = isinstance(score.value, Absent)
    contribution = merge(score.value) if unknown else numbers.multiply(score.value, account.weight)
    read = figure(fill, account.figure)
    return trace.IndicatorLine(account.name, read, score, account.weight, contribution, account.title)


def _move(fill: Fill, account: told.MoveAccount) -> trace.MoveLine:
    return trace.MoveLine(
        account.id,
        account.move,
        _moved(fill, account),
        term(fill, account.term),
        fill.of(account.before),
        fill.of(account.after),
        account.up,
        account.down,
        None if account.reason is None else fill.of(account.reason),
        optional(fill, account.condition),
        account.title,
    )


def _moved(fill: Fill, account: told.MoveAccount) -> Any:
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


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    told.CardAccount: _card,
    told.SumAccount: _price,
    told.LimitAccount: _limit,
    told.RatingAccount: _rating,
}
