"""IRB capital against the published table, the normal distribution against exact fractions."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from math import exp, factorial, log
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit.checks import published_row
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.capital import (
    CHINA_FIRMS,
    CLASSES,
    capital_at,
    defaulted_capital,
    effective_maturity,
    irb_capital,
)
from credit_engine.credit.normal import normal_cdf, normal_inverse
from drawing import examples

# Basel II (BCBS 128), Annex 5, for a maturity of 2.5 years: PD 1 % and 2 %, as quoted by several readers.
COLUMNS = (
    "corporate",
    "sme_turnover_5m",
    "mortgage_lgd45",
    "mortgage_lgd25",
    "other_retail_lgd45",
    "other_retail_lgd85",
    "qrre_lgd45",
    "qrre_lgd85",
)
PUBLISHED = {
    "0.01": ("92.32", "72.40", "56.40", "31.33", "45.77", "86.46", "17.22", "32.53"),
    "0.02": ("114.86", "88.55", "87.94", "48.85", "57.99", "109.53", "28.92", "54.63"),
}


@pytest.mark.parametrize("pd", PUBLISHED)
def test_the_illustrative_risk_weights_come_out_as_published(pd: str) -> None:
    found = published_row(Decimal(pd), Decimal("2.5"))
    for column, weight in zip(COLUMNS, PUBLISHED[pd], strict=True):
        assert abs(found[column] - Decimal(weight)) <= Decimal("0.011"), column


def root_of_two_pi() -> Fraction:
    """To 60 digits, written out."""
    return Fraction(Decimal("2.50662827463100050241576528481104525300698674060993831662992"))


def by_fractions(x: Fraction) -> Fraction:
    """N(x) from the alternating Taylor series of its density: right to 1E-50 up to |x| = 4."""
    total = sum(Fraction((-1) ** k, 2**k * factorial(k) * (2 * k + 1)) * x ** (2 * k + 1) for k in range(140))
    return Fraction(1, 2) + total / root_of_two_pi()


@settings(deadline=None, max_examples=examples(40))
@given(st.decimals(-4, 4, places=3))
def test_the_normal_distribution_is_rounded_correctly(x: Decimal) -> None:
    found = Decimal(normal_cdf(x))
    assert abs(Fraction(found) - by_fractions(Fraction(x))) <= Fraction(10) ** (
        found.adjusted() - 33
    ) / 2 + Fraction(1, 10**48)


@pytest.mark.parametrize(
    ("x", "known"),
    [
        ("-5", "2.866515718791939116737523328746247E-7"),
        ("-10", "7.619853024160526065973343251599308E-24"),
        ("-1.96", "0.02499789514822"),
        ("0", "0.5"),
        ("-200", "0"),
        ("200", "1"),
    ],
)
def test_known_values_of_the_normal_distribution(x: str, known: str) -> None:
    found, wanted = Decimal(normal_cdf(Decimal(x))), Decimal(known)
    assert abs(found - wanted) <= abs(wanted) * Decimal("1E-12")


def test_series_and_continued_fraction_meet() -> None:
    """Around 7, where one method takes over from the other, the density tells the difference."""
    low, high = Decimal(normal_cdf(Decimal("-7.0000001"))), Decimal(normal_cdf(Decimal("-6.9999999")))
    density = Decimal("9.134720408364593342868E-12")
    assert abs((high - low) / Decimal("2E-7") / density - 1) < Decimal("1E-12")


probabilities = st.one_of(
    st.decimals("0.0001", "0.9999", places=4), st.sampled_from([Decimal("1E-30"), Decimal(f"0.{'9' * 30}")])
)


@settings(deadline=None, max_examples=examples(60))
@given(probabilities)
def test_the_inverse_undoes_the_distribution(p: Decimal) -> None:
    with localcontext(prec=40):
        x = Decimal(normal_inverse(p))
        step = max(abs(x), Decimal("1E-30")).scaleb(-33)
        assert normal_cdf(x - step) <= p <= normal_cdf(x + step)


@given(probabilities)
def test_the_inverse_is_symmetric(p: Decimal) -> None:
    with localcontext(prec=40):
        assert Decimal(normal_inverse(p)) == Decimal(normal_inverse(1 - p)).copy_negate()


@pytest.mark.heavy
@settings(deadline=None)
@given(st.decimals(-30, 30, places=4), st.decimals("0.0000001", "0.5", places=7))
def test_floats_of_scipy_agree(x: Decimal, p: Decimal) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert float(normal_cdf(x)) == pytest.approx(stats.norm.cdf(float(x)), rel=1e-11)
    assert float(normal_inverse(p)) == pytest.approx(stats.norm.ppf(float(p)), rel=1e-11, abs=1e-13)


@settings(deadline=None, max_examples=examples(60))
@given(st.sampled_from(CLASSES), st.decimals("0.0005", "0.05", places=4), st.decimals("0.05", 1, places=2))
def test_capital_rises_with_pd_in_the_range_of_performing_loans(kind: str, pd: Decimal, lgd: Decimal) -> None:
    low, high = irb_capital(kind, pd, lgd), irb_capital(kind, pd * 2, lgd)
    assert 0 < low.requirement < high.requirement <= lgd * Decimal("2")
    assert low.expected_loss == pd * lgd


@settings(deadline=None, max_examples=examples(40))
@given(st.decimals("0.0005", "0.2", places=4), st.integers(0, 80))
def test_small_firms_need_less_capital_until_the_band_ends(pd: Decimal, turnover: int) -> None:
    small = irb_capital("corporate", pd, Decimal("0.4"), turnover=turnover)
    large = irb_capital("corporate", pd, Decimal("0.4"))
    assert (small.requirement < large.requirement) == (turnover < 50)
    assert small.requirement >= irb_capital("corporate", pd, Decimal("0.4"), turnover=5).requirement


def test_the_chinese_size_band_is_another_argument() -> None:
    same = irb_capital("corporate", Decimal("0.01"), Decimal("0.4"), turnover=300, firms=CHINA_FIRMS)
    assert same == irb_capital("corporate", Decimal("0.01"), Decimal("0.4"))
    smallest = irb_capital("corporate", Decimal("0.01"), Decimal("0.4"), turnover=30, firms=CHINA_FIRMS)
    assert smallest == irb_capital("corporate", Decimal("0.01"), Decimal("0.4"), turnover=5)


def test_floor_scaling_and_ends() -> None:
    floored = irb_capital("corporate", 0, Decimal("0.4"), pd_floor=Decimal("0.0005"))
    assert floored == irb_capital("corporate", Decimal("0.0005"), Decimal("0.4"))
    assert irb_capital("mortgage", 0, 1).requirement == irb_capital("mortgage", 1, 1).requirement == 0
    plain = irb_capital("qrre", Decimal("0.02"), Decimal("0.7")).requirement
    scaled = irb_capital("qrre", Decimal("0.02"), Decimal("0.7"), scaling_factor=Decimal("1.06")).requirement
    assert abs(Decimal(scaled) / Decimal(plain) - Decimal("1.06")) < Decimal("1E-30")
    assert capital_at(Decimal("0.08"), Decimal("0.105")) == Decimal("0.105")


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (("sovereign", 0, 0), {}, "exposure_class: not one of"),
        (("corporate", 2, 0), {}, r"pd: not in \[0..1\]"),
        (("corporate", 0, Decimal("1.1")), {}, r"lgd: not in \[0..1\]"),
        (("corporate", Decimal("0.01"), 1), {"maturity": -1}, "maturity: negative"),
        (("mortgage", 0, 0), {"correlation_multiplier": Decimal("1.25")}, "correlation_multiplier: only fin"),
        (("corporate", 0, 0), {"correlation_multiplier": Decimal("0.9")}, r"correlation_multiplier: not in"),
        (("mortgage", 0, 0), {"turnover": 6}, "turnover: only corporates"),
        (("corporate", Decimal("1E-9"), 1), {}, "pd: too small for the maturity adjustment"),
    ],
)
def test_arguments_outside_the_formulas_are_refused(arguments: Any, options: Any, said: str) -> None:
    with pytest.raises(CreditError, match=said):
        irb_capital(*arguments, **options)


def by_scipy(kind: str, pd: float, lgd: float, maturity: float, multiplier: float) -> float:
    """CRE31.5 and 31.12-31.16 in floats."""
    norm = pytest.importorskip("scipy.stats").norm
    least, most, speed = {
        "corporate": (0.12, 0.24, 50),
        "hvcre": (0.12, 0.30, 50),
        "mortgage": (0.15, 0.15, 1),
        "qrre": (0.04, 0.04, 1),
        "other_retail": (0.03, 0.16, 35),
    }[kind]
    w = (1 - exp(-speed * pd)) / (1 - exp(-speed))
    r = (least * w + most * (1 - w)) * multiplier
    stressed = norm.cdf((norm.ppf(pd) + r**0.5 * norm.ppf(0.999)) / (1 - r) ** 0.5)
    b = (0.11852 - 0.05478 * log(pd)) ** 2 if kind in ("corporate", "hvcre") else 0.0
    return float(lgd * (stressed - pd) * (1 + (min(max(maturity, 1), 5) - 2.5) * b) / (1 - 1.5 * b))


@pytest.mark.heavy
def test_capital_of_every_class_agrees_with_floats_of_scipy() -> None:
    draw = Random(31)
    for _ in range(1000):
        kind = draw.choice(CLASSES)
        multiplier = Decimal("1.25") if kind == "corporate" and draw.random() < 0.5 else Decimal(1)
        pd, lgd = Decimal(draw.randint(3, 3000)) / 10_000, Decimal(draw.randint(1, 100)) / 100
        maturity = Decimal(draw.randint(0, 700)) / 100
        found = irb_capital(kind, pd, lgd, maturity=maturity, correlation_multiplier=multiplier)
        wanted = by_scipy(kind, float(pd), float(lgd), float(maturity), float(multiplier))
        assert float(found.requirement) == pytest.approx(wanted, rel=1e-9), (kind, pd, lgd, maturity)


def test_a_maturity_counts_from_one_to_five_years_and_only_for_companies() -> None:
    pd, lgd = Decimal("0.01"), Decimal("0.45")
    assert irb_capital("corporate", pd, lgd, maturity=Decimal("0.25")) == irb_capital(
        "corporate", pd, lgd, maturity=1
    )
    assert irb_capital("corporate", pd, lgd, maturity=7) == irb_capital("corporate", pd, lgd, maturity=5)
    assert irb_capital("mortgage", pd, lgd, maturity=30) == irb_capital("mortgage", pd, lgd)
    assert irb_capital("corporate", 1, lgd, maturity=30).requirement == 0


def test_an_effective_maturity_weighs_times_by_payments() -> None:
    """Four equal payments: (1 + 2 + 3 + 4) / 4; bullets of 30 years and of a month end at the limits."""
    assert effective_maturity([25, 25, 25, 25], [1, 2, 3, 4]) == Decimal("2.5")
    assert effective_maturity([100], [30]) == 5
    assert effective_maturity([100], [Decimal("0.08")]) == 1


def test_capital_in_default_is_what_the_estimate_of_loss_leaves() -> None:
    assert defaulted_capital(Decimal("0.45"), Decimal("0.4")) == Decimal("0.05")
    assert defaulted_capital(Decimal("0.4"), Decimal("0.45")) == 0
