"""Ratings and the scaling of scores as functions of policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine.credit import altman, rating, scaling
from credit_engine.credit.altman import FinancialPosition
from credit_engine.credit.arguments import (
    ascending,
    bounded,
    fraction,
    integer,
    open_fraction,
    positive,
    same_length,
)
from credit_engine.credit.scaling import Scaling
from credit_engine.limits import MAX_FLOWS
from credit_engine.operators.credit_table import define_credit

_POSITION = (
    "total_assets: number, current_assets: number, current_liabilities: number, retained_earnings: number, "
    "ebit: number, book_equity: number, total_liabilities: number"
)


def _position(score: Callable[[FinancialPosition], Any]) -> Callable[..., Any]:
    return lambda *figures: score(FinancialPosition(*figures))


def _altman_z(*figures: Any) -> Any:
    assets, current, owed_soon, retained, ebit, sales, market_equity, owed = figures
    position = FinancialPosition(assets, current, owed_soon, retained, ebit, 0, owed, sales, market_equity)
    return altman.altman_z(position)


_POSITIVE = {"total_assets": positive, "total_liabilities": positive}
define_credit(
    "altman_z",
    "total_assets: number, current_assets: number, current_liabilities: number, retained_earnings: number, "
    "ebit: number, sales: number, market_equity: number, total_liabilities: number",
    _altman_z,
    "Altman's Z of listed manufacturers; above 2.99 safe, below 1.81 in distress.",
    "altman_z(100, 40, 20, 20, 10, 120, 90, 60) = 2.94880",
    source="E. Altman, Financial Ratios, Discriminant Analysis and the Prediction of Corporate "
    "Bankruptcy, Journal of Finance 23 (1968)",
    domains=_POSITIVE,
)
define_credit(
    "altman_z_prime",
    f"{_POSITION}, sales: number",
    _position(altman.altman_z_prime),
    "Altman's Z' of manufacturers that are not listed; above 2.9 safe, below 1.23 in distress.",
    "altman_z_prime(100, 40, 20, 20, 10, 40, 60, 120) = 2.1011",
    source="E. Altman, Corporate Financial Distress (1983)",
    domains=_POSITIVE,
)
define_credit(
    "altman_z_double_prime",
    _POSITION,
    _position(altman.altman_z_double_prime),
    "Altman's Z'' of companies that are not manufacturers; above 2.6 safe, below 1.1 in distress.",
    "altman_z_double_prime(100, 40, 20, 20, 10, 42, 60) = 3.371",
    source="E. Altman, J. Hartzell, M. Peck, Emerging Markets Corporate Bonds: A Scoring System (1995)",
    domains=_POSITIVE,
)
define_credit(
    "calibrated_pd",
    "score: number, intercept: number, slope: number",
    rating.calibrated_pd,
    "The PD of a score by a logistic curve: 1 / (1 + exp(intercept + slope * score)).",
    "decimal(calibrated_pd(72.5, -1, 0.075), 6) = 0.011687",
    source="J. Platt, Probabilistic Outputs for Support Vector Machines (1999)",
)


def _piecewise_linear(value: Any, values: list[Any], scores: list[Any]) -> Any:
    same_length(values=values, scores=scores)
    return rating.piecewise_linear(value, list(zip(values, scores, strict=True)))


define_credit(
    "piecewise_linear",
    "value: number, values: list<number>, scores: list<number>",
    _piecewise_linear,
    "The score of an indicator by straight lines between points whose values ascend, constant outside them.",
    "piecewise_linear(0.62, [0.5, 0.8], [100, 40]) = 76",
    source="linear interpolation; 企业绩效评价标准值",
    domains={"values": ascending},
)
_SCALES = (
    "Oesterreichische Nationalbank, Guidelines on Credit Risk Management: Rating Models and Validation (2004)"
)
define_credit(
    "geometric_scale",
    "lowest_pd: number, highest_pd: number, bands: number",
    rating.geometric_scale,
    "The upper bounds of a master scale with bands that are equally wide in logarithms: lowest * (highest "
    "/ lowest) ** (k / bands).",
    "geometric_scale(0.0001, 1, 2) = [0.01, 1]",
    source=_SCALES,
    result="list<number>",
)
define_credit(
    "grade_rank",
    "pd: number, upper_bounds: list<number>",
    rating.grade_rank,
    "The rank of a PD on a master scale of half-open bands [low, high), the best is 1.",
    "grade_rank(0.0005, [0.0005, 0.001]) = 2",
    source=_SCALES,
    domains={"pd": fraction, "upper_bounds": lambda name, bounds: ascending(name, [0, *bounds])},
)
_SCALE = {"base_odds": positive, "points_to_double_odds": positive}
_SIDDIQI = "N. Siddiqi, Intelligent Credit Scoring, 2nd ed. (2017), chapter {}"
define_credit(
    "scaling_factor",
    "points_to_double_odds: number",
    scaling.scaling_factor,
    "Points per unit of log odds: PDO / ln 2.",
    "decimal(scaling_factor(20), 6) = 28.853901",
    source=_SIDDIQI.format(11),
    domains=_SCALE,
)
_SCALING = "base_score: number, base_odds: number, points_to_double_odds: number"
define_credit(
    "scaling_offset",
    _SCALING,
    lambda *scale: scaling.scaling_offset(Scaling(*scale)),
    "The points at odds of 1:1; odds are good:bad.",
    "decimal(scaling_offset(600, 50, 20), 6) = 487.122876",
    source=_SIDDIQI.format(11),
    domains=_SCALE,
)
define_credit(
    "score_at_pd",
    f"pd: number, {_SCALING}",
    lambda pd, *scale: scaling.score_at_pd(pd, Scaling(*scale)),
    "The score of a PD: offset + factor * ln((1 - PD) / PD).",
    "decimal(score_at_pd(0.02, 600, 50, 20), 4) = 599.4171",
    source=_SIDDIQI.format(11),
    domains={**_SCALE, "pd": open_fraction},
)
define_credit(
    "pd_at_score",
    f"score: number, {_SCALING}",
    lambda score, *scale: scaling.pd_at_score(score, Scaling(*scale)),
    "The PD of a score, the inverse of `score_at_pd`.",
    "decimal(pd_at_score(600, 600, 50, 20), 10) = decimal(1 / 51, 10)",
    source=_SIDDIQI.format(11),
    domains=_SCALE,
)
define_credit(
    "attribute_points",
    f"coefficient: number, woe: number, intercept: number, characteristics: number, {_SCALING}",
    lambda coefficient, woe, intercept, n, *scale: scaling.attribute_points(
        coefficient, woe, intercept, n, Scaling(*scale)
    ),
    "The points of an attribute: factor * (coefficient * WOE + intercept / n) + offset / n, of log odds "
    "good:bad.",
    "decimal(attribute_points(0.85, 0, 2.4, 3, 600, 50, 20), 4) = 185.4574",
    source=_SIDDIQI.format(11),
    domains={**_SCALE, "characteristics": lambda name, n: integer(name, n, 1, MAX_FLOWS)},
)


def _positive_counts(name: str, counts: list[Any]) -> None:
    for number, count in enumerate(bounded(name, counts), 1):
        positive(f"{name}[{number}]", count)


def _of_attributes(function: Callable[..., Any]) -> Callable[..., Any]:
    def row(goods: list[Any], bads: list[Any]) -> Any:
        same_length(goods=goods, bads=bads)
        return function(goods, bads)

    return row


_COUNTS = {"goods": _positive_counts, "bads": _positive_counts}
define_credit(
    "weight_of_evidence",
    "goods: list<number>, bads: list<number>",
    _of_attributes(scaling.weight_of_evidence),
    "The WOE of each attribute: ln(share of all goods / share of all bads).",
    "decimal(weight_of_evidence([200, 400, 300], [40, 30, 10])[1], 6) = -0.81093",
    source=_SIDDIQI.format(10),
    result="list<number>",
    domains=_COUNTS,
)
define_credit(
    "information_value",
    "goods: list<number>, bads: list<number>",
    _of_attributes(scaling.information_value),
    "The information value: the sum of (share of goods - share of bads) * WOE.",
    "decimal(information_value([200, 400, 300], [40, 30, 10]), 6) = 0.441396",
    source=_SIDDIQI.format(10),
    domains=_COUNTS,
)
define_credit(
    "prior_shift",
    "pd: number, sample_bad_rate: number, target_bad_rate: number",
    scaling.prior_shift,
    "A PD carried from a sample to a population with another bad rate.",
    "decimal(prior_shift(0.04, 0.06, 0.015), 6) = 0.009843",
    source="G. King, L. Zeng, Logistic Regression in Rare Events Data, Political Analysis 9 (2001), eq. 7",
    domains={"pd": fraction, "sample_bad_rate": open_fraction, "target_bad_rate": open_fraction},
)


def _logistic_pd(intercept: Any, coefficients: list[Any], values: list[Any]) -> Any:
    same_length(coefficients=coefficients, values=values)
    return scaling.logistic_pd(intercept, coefficients, values)


define_credit(
    "logistic_pd",
    "intercept: number, coefficients: list<number>, values: list<number>",
    _logistic_pd,
    "The PD of a logistic model of bad: 1 / (1 + exp(-(intercept + sum of coefficient * value))).",
    "logistic_pd(0, [1], [0]) = 0.5",
    source="D. Hosmer, S. Lemeshow, R. Sturdivant, Applied Logistic Regression, 3rd ed. (2013), 1.1",
)
