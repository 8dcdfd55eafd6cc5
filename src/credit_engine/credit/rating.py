"""Rating arithmetic: indicators, calibration, master scale, notches; exact to 34 digits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.credit import arguments
from credit_engine.credit.scaling import logistic_pd
from credit_engine.credit.working import WORK, exactly, rounded
from credit_engine.numbers import CONTEXT, EXACT, Number


def weighted_score(parts: Sequence[tuple[Number, Number]]) -> Number | Absent:
    """The sum of score * weight over pairs of both, rounded once.

    Weights are fractions of one. Absent (`invalid_argument`) where one is negative or their sum is not 1.
    """
    weights = [weight for _, weight in parts]
    try:
        total_weight = reduce(EXACT.add, weights, Decimal(0))
        if total_weight != 1 or any(weight < 0 for weight in weights):
            return absent("invalid_argument", "weighted_score", "weights are negative or do not sum to 1")
        return CONTEXT.plus(reduce(EXACT.add, (EXACT.multiply(*part) for part in parts), Decimal(0)))
    except DecimalException as error:
        return numbers.failure("weighted_score", error)


def piecewise_linear(value: Number, knots: Sequence[tuple[Number, Number]]) -> Number | Absent:
    """The score of an indicator by straight lines between knots (value, score), constant outside them.

    Linear interpolation, rounded once. Absent (`invalid_argument`) where there is no knot, or their values
    do not increase.
    """
    places = [place for place, _ in knots]
    if not knots or any(low >= high for low, high in pairwise(places)):
        return absent("invalid_argument", "piecewise_linear", "values of the knots do not increase")
    after = bisect_right(places, value)
    if after in (0, len(knots)):
        return CONTEXT.plus(knots[min(after, len(knots) - 1)][1])
    (x0, y0), (x1, y1) = (tuple(map(Fraction, knot)) for knot in knots[after - 1 : after + 1])
    found = y0 + (Fraction(value) - x0) * (y1 - y0) / (x1 - x0)
    return numbers.ratio(found.numerator, found.denominator)


def calibrated_pd(score: Number, intercept: Number, slope: Number) -> Number | Absent:
    """The PD of a score by a logistic curve: 1 / (1 + exp(intercept + slope * score)).

    A positive slope gives higher scores lower PDs. Absent on overflow. Logistic calibration: J. Platt,
    *Probabilistic Outputs for Support Vector Machines* (1999), with the sign that scores of good call for.
    """
    try:
        exponent = CONTEXT.plus(EXACT.add(intercept, EXACT.multiply(slope, score)))
    except DecimalException as error:
        return numbers.failure("calibrated_pd", error)
    return logistic_pd(CONTEXT.subtract(0, exponent), (), ())


def grade_rank(pd: Number, upper_bounds: Sequence[Number]) -> int | Absent:
    """The rank of a PD on a master scale of half-open bands [low, high); 1 is the best.

    `upper_bounds` are the bands' ends, which their band does not include. A PD at or above the last of them
    has the rank after the last band: with a last bound of 1, that is default. Absent (`invalid_argument`)
    where bounds do not increase or a PD is not in [0..1].
    """
    if not upper_bounds or any(low >= high for low, high in pairwise((0, *upper_bounds))):
        return absent("invalid_argument", "grade_rank", "bounds of the bands do not increase")
    if not 0 <= pd <= 1:
        return absent("invalid_argument", "grade_rank", "the PD is not in [0..1]")
    return bisect_right(upper_bounds, pd) + 1


@exactly
def geometric_scale(lowest_pd: Number, highest_pd: Number, bands: Number) -> tuple[Number, ...]:
    """The upper bounds of a master scale whose bands are all as wide in logarithms: for `grade_rank`.

    lowest * (highest / lowest) ** (k / bands), k from 1 to `bands` (1 to 100); the last is exactly
    `highest_pd`, and PDs from 0 on are in the first band only below its bound. 0 < lowest < highest <= 1,
    else CreditError. A scale that doubles the PD from grade to grade is one (Oesterreichische Nationalbank,
    Guidelines on Credit Risk Management: Rating Models and Validation, 2004).
    """
    least, most = arguments.fraction("lowest_pd", lowest_pd), arguments.fraction("highest_pd", highest_pd)
    count = arguments.integer("bands", bands, 1, 100)
    if not 0 < least < most:
        beside = arguments.refuse if 0 < least < 1 else arguments.never
        raise beside("lowest_pd", "not above 0 and below the highest PD")
    growth = WORK.ln(most / least)
    inner = [rounded(least * WORK.exp(growth * k / count)) for k in range(1, count)]
    return (*inner, rounded(most))


@dataclass(frozen=True)
class Notching:
    """What moves a base grade; ranks count from 1, the best, and negative notches are better.

    `override` is what an analyst asks for, at most `max_up` notches better and `max_down` worse.
    `ceiling` is the best rank that the sovereign's or the parent's grade leaves; None if there is none.
    `worst` is the last rank of the scale. `clip` says whether an override beyond its limits is cut down to
    them; otherwise it is refused.
    """

    notches: int = 0
    override: int = 0
    max_up: int = 0
    max_down: int = 0
    ceiling: int | None = None
    worst: int | None = None
    clip: bool = False


@dataclass(frozen=True)
class NotchedGrade:
    """The rank after each step; `override` is what was granted of the override."""

    base: int
    after_notches: int
    override: int
    after_override: int
    final: int


def notched_grade(base: int, notching: Notching) -> NotchedGrade | Absent:
    """The final rank: base, qualitative notches, analyst's override, ceiling, in this order.

    No step leaves the scale. The order is that of rating procedures that let nobody override a ceiling.
    Absent (`invalid_argument`) for an override beyond its limits that is not to be clipped, for negative
    limits, and for a base rank or a ceiling off the scale.
    """
    refused = _refusal(base, notching)
    if refused:
        return absent("invalid_argument", "notched_grade", refused)
    after_notches = _on_scale(base + notching.notches, notching.worst)
    granted = max(-notching.max_up, min(notching.max_down, notching.override))
    after_override = _on_scale(after_notches + granted, notching.worst)
    return NotchedGrade(
        base, after_notches, granted, after_override, max(after_override, notching.ceiling or 1)
    )


def _refusal(base: int, notching: Notching) -> str:
    if min(notching.max_up, notching.max_down) < 0:
        return "a limit of the override is negative"
    if any(not _is_rank(rank, notching.worst) for rank in (base, notching.ceiling or 1)):
        return "the base rank or the ceiling is not on the scale"
    within = -notching.max_up <= notching.override <= notching.max_down
    return "" if within or notching.clip else "the override goes beyond its limits"


def _is_rank(rank: int, worst: int | None) -> bool:
    return rank >= 1 and (worst is None or rank <= worst)


def _on_scale(rank: int, worst: int | None) -> int:
    return max(1, rank if worst is None else min(rank, worst))
