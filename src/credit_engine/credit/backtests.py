"""Tests of PDs against the defaults that came, and the error of an area under the curve.

Basel Committee on Banking Supervision, Working Paper 14, Studies on the Validation of Internal Rating
Systems (2005), chapter on validation of the calibration. Each tests one side: whether a PD is too low. A
small p-value speaks against the PD; tests differ, so that a result names its test.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import comb

from credit_engine.credit import arguments
from credit_engine.credit.arguments import refuse
from credit_engine.credit.normal import cumulative, quantile
from credit_engine.credit.working import WORK, exactly, rounded, total
from credit_engine.limits import MAX_ITERATIONS
from credit_engine.numbers import Number

MOST_DEBTORS = 100_000
"""Terms of one binomial sum."""
_NEGLIGIBLE = Decimal("1E-50")
"""A term so much below the sum changes none of its 34 digits, nor do those after it, which fall."""


@exactly
def binomial_test(defaults: Number, debtors: Number, pd: Number) -> Number:
    """The exact p-value: P(at least so many defaults), of independent debtors with probability `pd`."""
    count = arguments.integer("debtors", debtors, 1, MOST_DEBTORS)
    seen = arguments.whole_up_to("defaults", defaults, 0, count)
    return rounded(_upper_tail(seen, count, arguments.open_fraction("pd", pd)))


def _upper_tail(least: int, count: int, pd: Decimal) -> Decimal:
    """Sum of the binomial probabilities from `least` on; terms fall once they are past the mean."""
    term = comb(count, least) * pd**least * (1 - pd) ** (count - least)
    odds, found = pd / (1 - pd), Decimal(0)
    for k in range(least, count + 1):
        found += term
        if k > count * pd and term < found * _NEGLIGIBLE:
            break
        term *= odds * (count - k) / (k + 1)
    return min(found, Decimal(1))


@exactly
def normal_test(defaults: Number, debtors: Number, pd: Number) -> Number:
    """The p-value by the normal approximation: 1 - N((defaults - n * pd) / sqrt(n * pd * (1 - pd)))."""
    count = Decimal(arguments.integer("debtors", debtors, 1, 10**12))
    seen = arguments.not_negative("defaults", defaults)
    if seen > count:
        raise refuse("defaults", f"not in [0..{count}]")
    chance = arguments.open_fraction("pd", pd)
    deviation = (seen - count * chance) / (count * chance * (1 - chance)).sqrt()
    return rounded(cumulative(-deviation, WORK.prec))


@exactly
def normal_test_over_years(default_rates: Sequence[Number], pds: Sequence[Number]) -> Number:
    """The p-value of a series of yearly default rates against the PDs given for them; at least two years.

    1 - N(sum(d - pd) / sqrt(T * v)), v the sample variance of the differences d - pd over the T years.
    Years may be cyclical, so that debtors of one year need not be independent (Working Paper 14, the normal
    test).
    """
    rates = arguments.not_negative_numbers("default_rates", default_rates)
    chances = arguments.not_negative_numbers("pds", pds)
    arguments.same_length(default_rates=rates, pds=chances)
    years = len(rates)
    differences = [rate - chance for rate, chance in zip(rates, chances, strict=True)]
    sum_ = total(differences)
    spread = total([difference * difference for difference in differences]) - sum_ * sum_ / years
    if years < 2 or spread <= 0:
        raise refuse("default_rates", "fewer than two years, or always the same difference from the PD")
    return rounded(cumulative(-sum_ / (years * spread / (years - 1)).sqrt(), WORK.prec))


@exactly
def critical_defaults(
    debtors: Number, pd: Number, confidence: Number, correlation: Number | None = None
) -> int:
    """The least number of defaults that speaks against a PD at a level of confidence, such as 0.99.

    Without a correlation of assets the least k whose exact binomial p-value is at most 1 - confidence. With
    one, by Vasicek's limit of a large portfolio: the least k not below n * N((G(pd) + sqrt(r) *
    G(confidence)) / sqrt(1 - r)). `debtors` + 1 where even all of them would not.
    """
    count = arguments.integer("debtors", debtors, 1, MOST_DEBTORS)
    chance, level = arguments.open_fraction("pd", pd), arguments.open_fraction("confidence", confidence)
    if correlation is not None:
        r = arguments.fraction("correlation", correlation)
        if r == 1:
            raise arguments.never("correlation", "1, so that all default together")
        threshold = quantile(chance, WORK.prec) + r.sqrt() * quantile(level, WORK.prec)
        bound = count * cumulative(threshold / (1 - r).sqrt(), WORK.prec)
        return int(bound.to_integral_value("ROUND_CEILING"))
    return bisect_left(range(count + 1), True, key=lambda k: _upper_tail(k, count, chance) <= 1 - level)


@dataclass(frozen=True, slots=True)
class Area:
    """The area under the ROC curve and its standard error."""

    auc: Number
    standard_error: Number


@exactly
def auc_with_error(pds: Sequence[Number], bads: Sequence[bool]) -> Area:
    """The area under the curve, ties counted one half, and its standard error by DeLong.

    `pds`, or any number that is higher for worse debtors; `bads` says who defaulted; at least two of each
    kind. sqrt(variance of the bads' ranks among goods / bads + variance of the goods' among bads / goods):
    E. DeLong, D. DeLong, D. Clarke-Pearson, Biometrics 44 (1988).
    """
    risks = [arguments.number("pds", pd) for pd in arguments.bounded("pds", pds, MAX_ITERATIONS)]
    arguments.same_length(pds=risks, bads=bads)
    bad = sorted(risk for risk, is_bad in zip(risks, bads, strict=True) if is_bad)
    good = sorted(risk for risk, is_bad in zip(risks, bads, strict=True) if not is_bad)
    if min(len(bad), len(good)) < 2:
        raise refuse("bads", "fewer than two that are true, or that are false")
    of_bads = [_share_below(risk, good) for risk in bad]
    of_goods = [1 - _share_below(risk, bad) for risk in good]
    error = (_variance(of_bads) / len(bad) + _variance(of_goods) / len(good)).sqrt()
    return Area(rounded(total(of_bads) / len(bad)), rounded(error))


def _share_below(risk: Decimal, others: Sequence[Decimal]) -> Decimal:
    """The share of others that are lower, ties one half."""
    return Decimal(bisect_left(others, risk) + bisect_right(others, risk)) / (2 * len(others))


def _variance(values: list[Decimal]) -> Decimal:
    mean = total(values) / len(values)
    return total([(value - mean) ** 2 for value in values]) / (len(values) - 1)
