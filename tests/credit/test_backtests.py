"""Back-tests of PDs, the error of an area, flows of portfolios: against known figures and own counting."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import comb
from random import Random

import pytest

from credit_engine.credit.arguments import CreditError
from credit_engine.credit.backtests import (
    auc_with_error,
    binomial_test,
    critical_defaults,
    normal_test,
    normal_test_over_years,
)
from credit_engine.credit.portfolio import flow_rate_losses, roll_forward

D = Decimal


def tail(least: int, count: int, pd: Fraction) -> Fraction:
    return sum(
        (comb(count, k) * pd**k * (1 - pd) ** (count - k) for k in range(least, count + 1)), Fraction(0)
    )


def test_the_binomial_test_is_the_exact_sum() -> None:
    draw = Random(14)
    for _ in range(200):
        count, pd = draw.randint(1, 200), Fraction(draw.randint(1, 999), 1000)
        least = draw.randint(0, count)
        found = Fraction(binomial_test(least, count, D(pd.numerator) / pd.denominator))
        exact = tail(least, count, pd)
        assert abs(found - exact) <= exact / 10**30


def test_the_tests_of_a_hundred_debtors_with_three_defaults() -> None:
    """P(X >= 3) = 0.079373 for n 100, PD 1 %; by the normal one (3 - 1) / sqrt(0.99) = 2.0101 errors."""
    assert round(binomial_test(3, 100, D("0.01")), 6) == D("0.079373")
    assert round(normal_test(3, 100, D("0.01")), 4) == D("0.0222")
    assert binomial_test(0, 100, D("0.01")) == 1


@pytest.mark.slow
def test_the_critical_count_is_the_first_whose_p_value_is_small_enough() -> None:
    for count, pd, level in product((10, 250, 1000), ("0.005", "0.02", "0.3"), ("0.95", "0.99", "0.999")):
        found = critical_defaults(count, D(pd), D(level))
        allowed = 1 - Fraction(level)
        assert tail(found, count, Fraction(pd)) <= allowed < tail(found - 1, count, Fraction(pd))


def test_correlated_debtors_may_default_more_often() -> None:
    """PD 1 %, correlation 0.12 at 99.9 %: N((-2.326348 + sqrt(.12) * 3.090232) / sqrt(.88)) = 9.0 %."""
    assert critical_defaults(1000, D("0.01"), D("0.999"), D("0.12")) == 91
    assert critical_defaults(1000, D("0.01"), D("0.99"), D("0.12")) > critical_defaults(
        1000, D("0.01"), D("0.99")
    )
    assert critical_defaults(1000, D("0.01"), D("0.99"), 0) == 10


def test_years_are_tested_by_their_own_spread() -> None:
    """Differences 0.01, 0.02, 0: sum 0.03, variance 0.0001, so 0.03 / sqrt(3 * 0.0001) = sqrt(3) errors."""
    found = normal_test_over_years([D("0.02"), D("0.03"), D("0.01")], [D("0.01")] * 3)
    assert round(found, 6) == D("0.041632")  # 1 - N(1.7320508), table of the normal distribution
    with pytest.raises(CreditError, match="fewer than two years"):
        normal_test_over_years([D("0.02")], [D("0.01")])
    with pytest.raises(CreditError, match="always the same difference"):
        normal_test_over_years([D("0.02"), D("0.02")], [D("0.01"), D("0.01")])


@pytest.mark.parametrize("pd", [0, 1])
def test_a_pd_that_leaves_no_chance_is_refused(pd: int) -> None:
    with pytest.raises(CreditError, match="pd: not between 0 and 1"):
        binomial_test(1, 10, pd)


def by_pairs(risks: list[int], bads: list[bool]) -> tuple[Fraction, Fraction]:
    """AUC and DeLong's variance from every pair, as the paper writes them."""

    def psi(bad: int, good: int) -> Fraction:
        return Fraction(1) if bad > good else Fraction(1, 2) if bad == good else Fraction(0)

    bad = [r for r, b in zip(risks, bads, strict=True) if b]
    good = [r for r, b in zip(risks, bads, strict=True) if not b]
    of_bad = [sum(psi(x, y) for y in good) / len(good) for x in bad]
    of_good = [sum(psi(x, y) for x in bad) / len(bad) for y in good]
    area = sum(of_bad) / len(bad)
    variance = sum(
        sum((v - area) ** 2 for v in values) / (len(values) - 1) / len(values) for values in (of_bad, of_good)
    )
    return area, variance


def test_the_area_and_its_error_are_those_of_all_pairs() -> None:
    draw = Random(88)
    for _ in range(100):
        risks = [draw.randint(0, 20) for _ in range(draw.randint(8, 40))]
        bads = [True, True, False, False, *(draw.random() < 0.4 for _ in risks[4:])]
        area, variance = by_pairs(risks, bads)
        found = auc_with_error(risks, bads)
        assert abs(Fraction(found.auc) - area) < Fraction(1, 10**30)
        assert abs(Fraction(found.standard_error) ** 2 - variance) < Fraction(1, 10**30)


@pytest.mark.heavy
def test_the_error_agrees_with_the_one_of_development() -> None:
    pytest.importorskip("scipy")
    ranking = pytest.importorskip("credit_engine.develop.discrimination")
    numpy = pytest.importorskip("numpy")
    draw = Random(1988)
    risks = [draw.randint(1, 60) for _ in range(500)]
    bads = [draw.random() < risk / 100 for risk in risks]
    found = auc_with_error(risks, bads)
    wanted = ranking.auc_error(numpy.array(risks, dtype=float), numpy.array(bads, dtype=float))
    assert float(found.standard_error) == pytest.approx(wanted, rel=1e-12)


def test_an_area_needs_two_of_each_kind() -> None:
    with pytest.raises(CreditError, match="bads: fewer than two"):
        auc_with_error([1, 2, 3], [True, False, False])


def test_balances_move_as_the_matrix_says() -> None:
    """Two months by hand: 100 -> 90, 10 -> 81 + 5, 9 + 5; what leaves the buckets is gone."""
    matrix = [[D("0.9"), D("0.1")], [D("0.5"), D("0.5")]]
    assert roll_forward([100, 0], matrix, 2) == (86, 14)
    assert roll_forward([100, 0], matrix, 0) == (100, 0)
    assert roll_forward([100, 100], [[D("0.5"), 0], [0, D("0.25")]], 2) == (25, D("6.25"))


def test_a_matrix_of_roll_rates_is_taken_as_it_comes() -> None:
    """Thirds do not sum to 1 after rounding to 34 digits."""
    third = D("0.3333333333333333333333333333333333")
    up = D("0.6666666666666666666666666666666667")
    assert sum(roll_forward([3, 0], [[third, up], [up, third]], 1)) == 3


@pytest.mark.parametrize(
    ("matrix", "said"),
    [([[1]], "not one row"), ([[1, 0], [D("0.6"), D("0.5")]], "more than 1"), ([[1, 0], [0, -1]], "not in")],
)
def test_a_matrix_that_makes_money_is_refused(matrix: list[list[Decimal]], said: str) -> None:
    with pytest.raises(CreditError, match=f"matrix.*{said}"):
        roll_forward([1, 2], matrix)


def test_balances_flow_into_loss_from_the_last_bucket_on() -> None:
    """M0 1000, M1 100, M2 40 with flow rates 2 %, 20 %, 50 %, of which 80 % is lost."""
    found = flow_rate_losses([1000, 100, 40], [D("0.02"), D("0.2"), D("0.5")], D("0.8"))
    assert found == (16, 8, D("1.6"))
    simulated, balances = [], [Fraction(1000), Fraction(100), Fraction(40)]
    for _ in range(3):
        rates = [Fraction(1, 50), Fraction(1, 5), Fraction(1, 2)]
        flows = [b * r for b, r in zip(balances, rates, strict=True)]
        simulated.append(flows[-1] * Fraction(4, 5))
        balances = [Fraction(0), *flows[:-1]]
    assert [Fraction(loss) for loss in found] == simulated
