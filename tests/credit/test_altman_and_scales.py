"""Altman's scores against the published means of their samples, and master scales."""

from __future__ import annotations

from decimal import Decimal
from math import log

import pytest

from credit_engine.absent import Absent
from credit_engine.credit.altman import (
    Z_ZONES,
    FinancialPosition,
    altman_z,
    altman_z_double_prime,
    altman_z_prime,
)
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.rating import geometric_scale, grade_rank

D = Decimal


def position(x1: str, x2: str, x3: str, x4: str, x5: str) -> FinancialPosition:
    """A company with these ratios, of assets and liabilities of 1."""
    return FinancialPosition(1, D(x1), 0, D(x2), D(x3), D(x4), 1, sales=D(x5), market_equity=D(x4))


@pytest.mark.parametrize(
    ("ratios", "mean"),
    [
        # Altman (1968), table 1: mean ratios of 33 bankrupt and of 33 other manufacturers.
        (("-0.061", "-0.626", "-0.318", "0.401", "1.5"), "-0.26"),
        (("0.414", "0.355", "0.153", "2.477", "1.9"), "4.88"),
    ],
)
def test_the_means_of_the_sample_have_their_scores(ratios: tuple[str, ...], mean: str) -> None:
    """1.2 X1 + 1.4 X2 + 3.3 X3 + 0.6 X4 + 0.999 X5, summed by hand."""
    assert round(D(altman_z(position(*ratios))), 2) == D(mean)  # type: ignore[arg-type]


def test_each_score_has_its_weights() -> None:
    for k, (z, prime, double) in enumerate(
        [
            ("1.2", "0.717", "6.56"),
            ("1.4", "0.847", "3.26"),
            ("3.3", "3.107", "6.72"),
            ("0.6", "0.42", "1.05"),
            ("0.999", "0.998", "0"),
        ]
    ):
        ratios = ["0"] * 5
        ratios[k] = "1"
        found = position(*ratios)
        assert (altman_z(found), altman_z_prime(found), altman_z_double_prime(found)) == (
            D(z),
            D(prime),
            D(double),
        )
    assert (D("2.99"), D("1.81")) == Z_ZONES


def test_z_needs_sales_and_a_market_value() -> None:
    found = altman_z(FinancialPosition(1, 1, 1, 1, 1, 1, 1))
    assert isinstance(found, Absent)
    assert "market value" in found.causes[0].detail
    assert isinstance(altman_z_prime(FinancialPosition(0, 1, 1, 1, 1, 1, 1, 1)), Absent)


def test_a_geometric_scale_multiplies_by_one_factor() -> None:
    bounds = geometric_scale(D("0.0003"), D("0.3"), 9)
    assert bounds[-1] == D("0.3")
    steps = [log(b / a) for a, b in zip((D("0.0003"), *bounds), bounds, strict=False)]
    assert steps == pytest.approx([log(1000) / 9] * 9)
    assert geometric_scale(D("0.01"), D("0.08"), 3)[:2] == pytest.approx(
        (D("0.02"), D("0.04")), abs=D("1E-33")
    )


def test_a_geometric_scale_serves_the_rank_of_a_pd() -> None:
    bounds = geometric_scale(D("0.0001"), 1, 4)
    assert bounds == (D("0.001"), D("0.01"), D("0.1"), 1)
    assert [grade_rank(D(pd), bounds) for pd in ("0.0005", "0.001", "0.0999", "1")] == [1, 2, 3, 5]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (1, 1), (D("0.2"), D("0.1"))])
def test_a_scale_needs_room(low: Decimal, high: Decimal) -> None:
    with pytest.raises(CreditError, match="lowest_pd: not above 0 and below the highest PD"):
        geometric_scale(low, high, 3)
