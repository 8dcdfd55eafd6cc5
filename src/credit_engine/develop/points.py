"""Points from coefficients and WOE, in decimals, from the numbers as they are written.

factor = points_to_double_odds / ln 2, offset = base_score - factor * ln(base_odds); with the intercept
spread over
n characteristics, points = factor * coefficient * WOE + (factor * intercept + offset) / n (N. Siddiqi,
Credit Risk Scorecards, 2006, chapter 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from credit_engine import numbers
from credit_engine.develop.attributes import exact
from credit_engine.develop.settings import ScalingSettings
from credit_engine.parts.card.curves import factor_and_offset
from credit_engine.parts.card.model import ScalingModel

if TYPE_CHECKING:
    from credit_engine.numbers import Number

_DIGITS = 6


@dataclass(frozen=True)
class Scaling:
    """How points follow from WOE: the intercept, where it is, and the points of each characteristic's
    base.
    """

    factor: Decimal
    intercept: Number
    base: Decimal
    initial: Number
    digits: int

    def points(self, coefficient: float, woe: float) -> Number:
        """The points of an attribute, to six decimals."""
        with localcontext(numbers.CONTEXT):
            found = self.base + self.factor * Decimal(exact(coefficient)) * Decimal(exact(woe))
        return numbers.round_number(found, _DIGITS)

    def rounded(self, points: Number) -> Number:
        """Points as they are rounded."""
        return numbers.round_number(points, self.digits)


def scaling_of(settings: ScalingSettings, intercept: float, characteristics: int) -> Scaling:
    """The scaling of a card with an intercept and a number of characteristics."""
    model = ScalingModel(
        base_score=settings.base_score,
        base_odds=settings.base_odds,
        points_to_double_odds=settings.points_to_double_odds,
    )
    factor, offset = factor_and_offset(model)
    with localcontext(numbers.CONTEXT):
        whole = factor * Decimal(exact(intercept)) + offset
        if settings.intercept_in == "initial_points":
            return Scaling(
                factor, exact(intercept), Decimal(0), numbers.round_number(whole, _DIGITS), settings.digits
            )
        return Scaling(factor, exact(intercept), whole / characteristics, 0, settings.digits)


def used(raw: Sequence[Number], rounded: Sequence[Number], settings: ScalingSettings) -> list[float]:
    """The points that the card adds up, as floats."""
    return [float(one) for one in (raw if settings.use == "raw" else rounded)]
