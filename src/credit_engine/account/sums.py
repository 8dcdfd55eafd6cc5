"""What is told of steps that add up, bound or move a figure: scorecards, ratings, prices, limits."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from credit_engine.account.evidence import Code, Condition, Figure, Flag, Number, Rounding, Term, Text, Words
from credit_engine.account.steps import Step


class CardLine(NamedTuple):
    """A characteristic: value, attribute, points, the best points, and what was lost.

    `shortfall` is what reason codes rank by: points below `baseline`, as the card's method says.
    """

    name: str
    figure: Figure
    attribute: Annotated[Any, Words | None]
    points: Number
    best: Number
    lost: Number
    baseline: Number
    shortfall: Number
    reason: Code
    title: Words | None = None


class ScorecardStep(Step):
    """A scorecard line by line, its total and the PD."""

    kind = "scorecard"
    card: str
    version: str
    card_title: Words | None
    method: str
    initial_points: Number
    lines: tuple[CardLine, ...]
    points: Figure
    pd: Figure
    grade: Figure | None = None


class IndicatorLine(NamedTuple):
    """An indicator or a factor of a rating: what it read, its score, its weight, both together."""

    name: str
    figure: Figure
    score: Figure
    weight: Number
    contribution: Number
    title: Words | None = None


class MoveLine(NamedTuple):
    """A step of a rating: its move, what it read, the grade before and after it.

    `status` is `moved`, `kept` (it applied and changed nothing), `clipped` (an override or notches beyond the
    bounds, cut down to them), `not_applicable`, or `unknown`, as after a refused override.
    """

    id: str
    move: Literal["notches", "support", "floor", "cap", "override"]
    status: Annotated[Any, Literal["moved", "kept", "clipped", "not_applicable", "unknown"]]
    term: Term
    before: Text
    after: Text
    up: int | None = None
    down: int | None = None
    reason: Text = None
    condition: Condition | None = None
    title: Words | None = None


class RatingStep(Step):
    """A rating: its lines, score, PD and grade, then the steps that moved the grade."""

    kind = "rating"
    lines: tuple[IndicatorLine, ...]
    score: Figure
    pd: Figure
    base_grade: Figure
    moves: tuple[MoveLine, ...]


class PriceLine(NamedTuple):
    """A line of a price and the running sum after it."""

    name: str
    term: Term
    sum: Figure
    title: Words | None = None


class Bound(NamedTuple):
    """A floor or cap of a price, and whether it changed the price."""

    name: Literal["floor", "cap"]
    term: Term
    applied: Flag


class PricingStep(Step):
    """A price line by line, its floor and cap, its rounding."""

    kind = "pricing"
    lines: tuple[PriceLine, ...]
    sum: Figure
    bounds: tuple[Bound, ...]
    rounding: Rounding | None = None


class Constraint(NamedTuple):
    """An amount that a limit may not exceed; one of them binds."""

    name: str
    term: Term
    binds: Flag
    title: Words | None = None


class LimitLevelLine(NamedTuple):
    """A level of a limit: its own limit, what is drawn, what is promised, what is left, when it applies."""

    name: str
    limit: Term
    headroom: Figure
    drawn: Term | None = None
    undrawn: Term | None = None
    conversion_factor: Term | None = None
    title: Words | None = None
    applies_when: Condition | None = None

    @property
    def apart(self) -> bool:
        """Whether the level does not apply, so that it bounds nothing."""
        return self.applies_when is not None and self.applies_when.holds is False


class LimitStep(Step):
    """A limit: every constraint, the levels behind some of them, the smallest, then step and minimum."""

    kind = "limit"
    constraints: tuple[Constraint, ...]
    smallest: Figure
    step: Figure
    minimum: Figure
    below_minimum: Flag
    levels: tuple[LimitLevelLine, ...] = ()

    @property
    def candidates(self) -> tuple[Constraint, ...]:
        """The constraints that can bind: all but those of levels that do not apply."""
        apart = {level.name for level in self.levels if level.apart}
        return tuple(constraint for constraint in self.constraints if constraint.name not in apart)
