"""From WOE to points, as the file defines it; and the WOE that given points stand for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from credit_engine import numbers
from credit_engine.interop.scorecards.draft import Data, scaling_of
from credit_engine.interop.scorecards.tables import plain

_AGREES = Decimal("1e-6")


@dataclass(frozen=True)
class Scale:
    """Score at odds good:bad, points that double them, and the model's intercept (log odds good:bad).

    factor = pdo / ln 2, offset = base_score - factor * ln(base_odds), and with the intercept in the
    characteristics: points = factor * (coefficient * woe + intercept / n) + offset / n.
    """

    base_score: Decimal
    base_odds: Decimal
    doubling: Decimal
    intercept: Decimal
    characteristics: int

    @property
    def factor(self) -> Decimal:
        """Points for one unit of log odds."""
        return _number(numbers.divide(self.doubling, _number(numbers.ln(2))))

    @property
    def offset(self) -> Decimal:
        """The score at even odds."""
        return self.base_score - self.factor * _number(numbers.ln(self.base_odds))

    @property
    def share(self) -> Decimal:
        """What each characteristic has of intercept and offset: the points at WOE 0."""
        return (self.factor * self.intercept + self.offset) / self.characteristics

    def points(self, coefficient: Decimal, woe: Decimal) -> Decimal:
        """The points of an attribute."""
        with localcontext(numbers.CONTEXT):
            return self.factor * coefficient * woe + self.share

    def woe_of(self, coefficient: Decimal, points: Decimal) -> Decimal | None:
        """The WOE that these points stand for; None where the coefficient is zero."""
        with localcontext(numbers.CONTEXT):
            slope = self.factor * coefficient
            return (points - self.share) / slope if slope else None

    def scaling(self) -> Data:
        """The key `scaling` of the file."""
        return scaling_of(*map(plain, (self.base_score, self.base_odds, self.doubling)))


def _number(value: Any) -> Decimal:
    return Decimal(value)


def agree(one: Decimal, other: Decimal) -> bool:
    """Whether points are the same to the millionth that the proof of a card asks for."""
    return abs(one - other) <= _AGREES
