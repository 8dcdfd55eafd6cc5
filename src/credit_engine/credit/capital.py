"""Capital for unexpected loss by the internal ratings-based approach (Basel Framework, CRE31).

Formulas are code; what supervisors set and change (floors, the size band of small firms, the scaling
factor) are arguments, whose dated values the reference data hold. Probabilities and losses are fractions; the
results are fractions of the exposure at default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

from credit_engine.credit import arguments
from credit_engine.credit.arguments import choice, refuse
from credit_engine.credit.normal import cumulative, quantile
from credit_engine.credit.working import WORK, exactly, rounded, total
from credit_engine.numbers import Number

ExposureClass: TypeAlias = Literal["corporate", "hvcre", "mortgage", "qrre", "other_retail"]
CLASSES: tuple[str, ...] = get_args(ExposureClass)
_WITH_MATURITY = ("corporate", "hvcre")
CONFIDENCE = Decimal("0.999")
"""The capital covers all losses but those of one year in a thousand (CRE31.5)."""
_RISK_WEIGHT_PER_CAPITAL = Decimal("12.5")
"""The reciprocal of the minimum ratio of 8 %."""
_FIXED_CORRELATION = {"mortgage": Decimal("0.15"), "qrre": Decimal("0.04")}
_BANDS = {
    "corporate": (Decimal("0.12"), Decimal("0.24"), 50),
    "hvcre": (Decimal("0.12"), Decimal("0.30"), 50),
    "other_retail": (Decimal("0.03"), Decimal("0.16"), 35),
}
_MOST_REDUCTION = Decimal("0.04")
SHORTEST, LONGEST = 1, 5
"""Years to which an effective maturity is limited (CRE32.46)."""


@dataclass(frozen=True, slots=True)
class FirmSizeBand:
    """Turnover between which the correlation of small and medium firms is reduced.

    Basel, CRE31.9: EUR 5 to 50 million. China, 商业银行资本管理办法 (2023), annex:
    CNY 30 to 300 million. Any unit, the same as that of the turnover.
    """

    least: Number
    most: Number


BASEL_FIRMS = FirmSizeBand(5, 50)
CHINA_FIRMS = FirmSizeBand(30, 300)


@dataclass(frozen=True, slots=True)
class Capital:
    """The parts of a capital requirement, as fractions of the exposure at default."""

    correlation: Number
    maturity_adjustment: Number
    maturity_coefficient: Number
    requirement: Number
    risk_weight: Number
    expected_loss: Number


@exactly
def irb_capital(
    exposure_class: str,
    pd: Number,
    lgd: Number,
    *,
    maturity: Number = Decimal("2.5"),
    turnover: Number | None = None,
    firms: FirmSizeBand = BASEL_FIRMS,
    pd_floor: Number = 0,
    scaling_factor: Number = 1,
    correlation_multiplier: Number = 1,
) -> Capital:
    """The capital requirement K of an exposure that is not in default, and its parts.

    K = (LGD * N((G(PD) + sqrt(R) * G(0.999)) / sqrt(1 - R)) - PD * LGD) * MA (CRE31.5, 31.13-31.16);
    the risk weight is 12.5 * K. `hvcre` is high-volatility commercial real estate (CRE31.12). `pd` and `lgd`
    from 0 to 1; `maturity` in years, for `corporate` and `hvcre`, is limited to 1 to 5 (CRE32.46); retail has
    none, so it is not looked at there. `turnover` of a small or medium firm in the unit of `firms`;
    `correlation_multiplier` 1.25 for large regulated and all unregulated financial institutions (CRE31.6);
    `pd_floor` as the supervisor sets it; `scaling_factor` 1, or 1.06 under Basel II. K is 0 where PD is 0
    or 1. Raises CreditError for other arguments.
    """
    kind = choice("exposure_class", exposure_class, CLASSES)
    chance = max(arguments.fraction("pd", pd), arguments.fraction("pd_floor", pd_floor))
    loss = arguments.fraction("lgd", lgd)
    scale = arguments.positive("scaling_factor", scaling_factor)
    if turnover is not None and kind != "corporate":
        raise refuse("turnover", "only corporates have a size adjustment")
    reduction = Decimal(0) if turnover is None else _size_reduction(turnover, firms)
    correlation = (_correlation(kind, chance) - reduction) * _multiplier(kind, correlation_multiplier)
    coefficient = _maturity_coefficient(chance) if kind in _WITH_MATURITY and chance else Decimal(0)
    adjustment = _maturity_adjustment(coefficient, maturity) if coefficient else Decimal(1)
    unexpected = max(Decimal(0), loss * _stressed_pd(chance, correlation) - chance * loss)
    requirement = unexpected * adjustment * scale
    return Capital(
        correlation=rounded(correlation),
        maturity_adjustment=rounded(adjustment),
        maturity_coefficient=rounded(coefficient),
        requirement=rounded(requirement),
        risk_weight=rounded(_RISK_WEIGHT_PER_CAPITAL * requirement),
        expected_loss=rounded(chance * loss),
    )


def _correlation(kind: str, pd: Decimal) -> Decimal:
    """R falls from its upper to its lower bound as PD rises: CRE31.5 corporates, 31.14-31.16 retail."""
    if kind in _FIXED_CORRELATION:
        return _FIXED_CORRELATION[kind]
    least, most, speed = _BANDS[kind]
    weight = (1 - WORK.exp(-speed * pd)) / (1 - WORK.exp(Decimal(-speed)))
    return least * weight + most * (1 - weight)


def _size_reduction(turnover: Number, firms: FirmSizeBand) -> Decimal:
    """0.04 * (1 - (S - least) / (most - least)), S within the band (CRE31.9)."""
    least, most = Decimal(firms.least), Decimal(firms.most)
    size = min(max(arguments.not_negative("turnover", turnover), least), most)
    return _MOST_REDUCTION * (1 - (size - least) / (most - least))


def _maturity_coefficient(pd: Decimal) -> Decimal:
    """B = (0.11852 - 0.05478 * ln PD) ** 2 (CRE31.5)."""
    return (Decimal("0.11852") - Decimal("0.05478") * WORK.ln(pd)) ** 2


def _maturity_adjustment(b: Decimal, maturity: Number) -> Decimal:
    """(1 + (M - 2.5) * b) / (1 - 1.5 * b) (CRE31.5)."""
    if b * 3 >= 2:
        raise refuse("pd", "too small for the maturity adjustment; apply the floor")
    years = limited_maturity(arguments.not_negative("maturity", maturity))
    return (1 + (years - Decimal("2.5")) * b) / (1 - Decimal("1.5") * b)


def limited_maturity(years: Decimal) -> Decimal:
    """Years, at least 1 and at most 5 (CRE32.46)."""
    return min(max(years, Decimal(SHORTEST)), Decimal(LONGEST))


@exactly
def effective_maturity(cash_flows: Sequence[Number], years: Sequence[Number]) -> Number:
    """M of a loan with known cash flows: sum(t * flow) / sum(flow), at least 1 and at most 5 years.

    `cash_flows` are interest, principal and fees that the borrower has yet to pay, `years` (t) from now until
    each: Basel Framework, CRE32.46-32.48.
    """
    flows = arguments.not_negative_numbers("cash_flows", cash_flows)
    times = arguments.not_negative_numbers("years", years)
    arguments.same_length(cash_flows=flows, years=times)
    weighed = total([flow * time for flow, time in zip(flows, times, strict=True)])
    return rounded(limited_maturity(weighed / arguments.positive_total("cash_flows", total(flows))))


@exactly
def defaulted_capital(lgd: Number, best_estimate: Number) -> Number:
    """K of an exposure in default: max(0, LGD - best estimate of expected loss), fractions (CRE31.3)."""
    return rounded(
        max(Decimal(0), arguments.fraction("lgd", lgd) - arguments.fraction("best_estimate", best_estimate))
    )


def _multiplier(kind: str, multiplier: Number) -> Decimal:
    """The multiple of the correlation: at least 1, and so small that no correlation reaches 1."""
    found = arguments.within("correlation_multiplier", multiplier, 1, 2)
    if found != 1 and kind != "corporate":
        raise refuse("correlation_multiplier", "only financial institutions have one")
    return found


def _stressed_pd(pd: Decimal, correlation: Decimal) -> Decimal:
    """The PD in the year that only one in a thousand is worse than (O. Vasicek, 1991, 2002)."""
    if pd in (0, 1):
        return pd
    threshold = _working_quantile(pd) + WORK.sqrt(correlation) * _working_quantile(CONFIDENCE)
    return cumulative(threshold / WORK.sqrt(1 - correlation), WORK.prec)


@lru_cache(maxsize=4096)
def _working_quantile(p: Decimal) -> Decimal:
    return quantile(p, WORK.prec)


@exactly
def capital_at(requirement: Number, capital_ratio: Number) -> Number:
    """The capital to hold at a target ratio of own funds: K * 12.5 * ratio (0.105 with the buffer)."""
    ratio = arguments.fraction("capital_ratio", capital_ratio)
    return rounded(arguments.not_negative("requirement", requirement) * _RISK_WEIGHT_PER_CAPITAL * ratio)
