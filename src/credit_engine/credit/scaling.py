"""Scorecard arithmetic: odds, points, weight of evidence and PD, exact to 34 digits.

Conventions: odds are good:bad, WOE = ln(%good / %bad), points are higher for better. Sources: N. Siddiqi,
*Intelligent Credit Scoring*, 2nd ed. (2017), chapters 10 and 11, for WOE, IV, factor, offset and points;
G. King and L. Zeng, *Logistic Regression in Rare Events Data* (Political Analysis 9, 2001), equation 7,
for the shift of the prior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from functools import reduce

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.numbers import CONTEXT, Number

_ADD, _SUBTRACT, _MULTIPLY, _DIVIDE = CONTEXT.add, CONTEXT.subtract, CONTEXT.multiply, CONTEXT.divide


@dataclass(frozen=True)
class Scaling:
    """Points on a logarithmic scale of odds: `base_score` at `base_odds`, doubled every so many points.

    `base_odds` are good:bad and positive, `points_to_double_odds` (PDO) is positive.
    """

    base_score: Number
    base_odds: Number
    points_to_double_odds: Number


def scaling_factor(points_to_double_odds: Number) -> Number | Absent:
    """Points per unit of log odds: PDO / ln 2. Absent (`invalid_argument`) unless the PDO is positive."""
    if points_to_double_odds <= 0:
        return absent("invalid_argument", "scaling_factor", "points to double the odds are not positive")
    return numbers.divide(points_to_double_odds, _ln(2))


def scaling_offset(scaling: Scaling) -> Number | Absent:
    """Points at odds of 1:1: base score - factor * ln(base odds).

    Absent (`invalid_argument`) unless PDO and base odds are positive.
    """
    if scaling.points_to_double_odds <= 0 or scaling.base_odds <= 0:
        return absent("invalid_argument", "scaling_offset", "the PDO or the odds are not positive")
    pdo, base = scaling.points_to_double_odds, scaling.base_odds
    try:
        return _SUBTRACT(scaling.base_score, _DIVIDE(_MULTIPLY(pdo, _ln(base)), _ln(2)))
    except DecimalException as error:
        return numbers.failure("scaling_offset", error)


def score_at_pd(pd: Number, scaling: Scaling) -> Number | Absent:
    """The score of a probability of default: offset + factor * ln((1 - PD) / PD).

    `pd` a fraction above 0 and below 1; absent (`invalid_argument`) otherwise.
    """
    if not 0 < pd < 1:
        return absent("invalid_argument", "score_at_pd", "the PD is not between 0 and 1")
    return numbers.add(
        scaling_offset(scaling),  # type: ignore[arg-type]
        numbers.multiply(
            scaling_factor(scaling.points_to_double_odds),  # type: ignore[arg-type]
            numbers.ln(numbers.ratio(*_odds(pd))),  # type: ignore[arg-type]
        ),
    )


def pd_at_score(score: Number, scaling: Scaling) -> Number | Absent:
    """The probability of default of a score, the inverse of `score_at_pd`: 1 / (1 + odds).

    Absent (`invalid_argument`) unless PDO and base odds are positive.
    """
    factor, offset = scaling_factor(scaling.points_to_double_odds), scaling_offset(scaling)
    if isinstance(factor, Absent) or isinstance(offset, Absent):
        return factor if isinstance(factor, Absent) else offset
    log_odds = numbers.divide(_SUBTRACT(score, offset), factor)
    return log_odds if isinstance(log_odds, Absent) else logistic_pd(_SUBTRACT(0, log_odds), (), ())


def weight_of_evidence(goods: Sequence[Number], bads: Sequence[Number]) -> tuple[Number, ...] | Absent:
    """The WOE of each attribute: ln(share of all goods / share of all bads), Siddiqi chapter 10.

    `goods` and `bads` are counts, or sums of weights, per attribute. Absent (`invalid_argument`) where the
    lists differ in length, are empty, or a count is not positive: a pure attribute has no finite WOE. Absent
    (`overflow`) where products of the counts leave the range of numbers.
    """
    if len(goods) != len(bads) or not goods:
        return absent("invalid_argument", "weight_of_evidence", "goods and bads are not lists of one length")
    if any(count <= 0 for count in (*goods, *bads)):
        return absent("invalid_argument", "weight_of_evidence", "a count is not positive")
    try:
        all_goods, all_bads = _total(goods), _total(bads)
        odds = [
            _DIVIDE(_MULTIPLY(good, all_bads), _MULTIPLY(bad, all_goods))
            for good, bad in zip(goods, bads, strict=True)
        ]
    except DecimalException as error:
        return numbers.failure("weight_of_evidence", error)
    # Counts farther apart than the exponents of numbers reach leave no odds.
    return tuple(map(_ln, odds)) if all(odds) else absent("overflow", "weight_of_evidence")


def information_value(goods: Sequence[Number], bads: Sequence[Number]) -> Number | Absent:
    """The information value: sum of (share of goods - share of bads) * WOE, Siddiqi chapter 10.

    Arguments and errors as for `weight_of_evidence`. It is the symmetric Kullback-Leibler divergence of
    the goods' and the bads' distribution.
    """
    woe = weight_of_evidence(goods, bads)
    if isinstance(woe, Absent):
        return woe
    all_goods, all_bads = _total(goods), _total(bads)
    parts = [
        _MULTIPLY(_SUBTRACT(_DIVIDE(good, all_goods), _DIVIDE(bad, all_bads)), weight)
        for good, bad, weight in zip(goods, bads, woe, strict=True)
    ]
    return _total(parts)


def attribute_points(
    coefficient: Number, woe: Number, intercept: Number, characteristics: Number, scaling: Scaling
) -> Number | Absent:
    """The points of an attribute: factor * (coefficient * WOE + intercept / n) + offset / n.

    Coefficient and intercept are those of the log odds good:bad; `characteristics` (n, a whole number of at
    least 1) share the intercept and the offset. Siddiqi chapter 11. Absent (`invalid_argument`) otherwise.
    """
    if not (numbers.is_integer(characteristics) and characteristics >= 1):
        return absent("invalid_argument", "attribute_points", "there is not at least one characteristic")
    factor, offset = scaling_factor(scaling.points_to_double_odds), scaling_offset(scaling)
    if isinstance(factor, Absent) or isinstance(offset, Absent):
        return factor if isinstance(factor, Absent) else offset
    try:
        log_odds = _ADD(_MULTIPLY(coefficient, woe), _DIVIDE(intercept, characteristics))
        return _ADD(_MULTIPLY(factor, log_odds), _DIVIDE(offset, characteristics))
    except DecimalException as error:
        return numbers.failure("attribute_points", error)


def prior_shift(pd: Number, sample_bad_rate: Number, target_bad_rate: Number) -> Number | Absent:
    """A PD carried from a sample to a population with another bad rate.

    The odds of bad are multiplied by the ratio of the two rates' odds, as if goods and bads had been drawn
    at different rates (King and Zeng 2001). Fractions; absent (`invalid_argument`) unless the rates are
    between 0 and 1 and the PD in [0..1].
    """
    if not (0 < sample_bad_rate < 1 and 0 < target_bad_rate < 1):
        return absent("invalid_argument", "prior_shift", "a bad rate is not between 0 and 1")
    if not 0 <= pd <= 1:
        return absent("invalid_argument", "prior_shift", "the PD is not in [0..1]")
    bad = _MULTIPLY(_MULTIPLY(pd, target_bad_rate), _SUBTRACT(1, sample_bad_rate))
    good = _MULTIPLY(_MULTIPLY(_SUBTRACT(1, pd), _SUBTRACT(1, target_bad_rate)), sample_bad_rate)
    return _DIVIDE(bad, _ADD(bad, good))


def logistic_pd(
    intercept: Number, coefficients: Sequence[Number], values: Sequence[Number]
) -> Number | Absent:
    """The PD of a logistic model of bad: 1 / (1 + exp(-(intercept + sum of coefficient * value))).

    Absent (`invalid_argument`) where coefficients and values differ in number.
    """
    if len(coefficients) != len(values):
        return absent("invalid_argument", "logistic_pd", "coefficients and values differ in number")
    try:
        terms = [
            _MULTIPLY(coefficient, value) for coefficient, value in zip(coefficients, values, strict=True)
        ]
        growth = numbers.exp(_SUBTRACT(0, _total([intercept, *terms])))
        # Beyond the largest number the PD is 0 to every digit that there is.
        return 0 if isinstance(growth, Absent) else _DIVIDE(1, _ADD(1, growth))
    except DecimalException as error:
        return numbers.failure("logistic_pd", error)


def _ln(value: Number) -> Number:
    """The logarithm of a positive number."""
    found = numbers.ln(value)
    assert not isinstance(found, Absent)
    return found


def _odds(pd: Number) -> tuple[int, int]:
    """The odds good:bad of a PD between 0 and 1, as whole numbers."""
    above, below = pd.as_integer_ratio()
    return below - above, above


def _total(values: Sequence[Number]) -> Number:
    """The sum, rounded once."""
    return CONTEXT.plus(reduce(numbers.EXACT.add, values, Decimal(0)))
