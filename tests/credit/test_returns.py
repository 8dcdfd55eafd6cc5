"""Rates of return: right where there is one, and never one of several."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine.credit import regulation_z
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.returns import effective_rate, eu_apr, irr, nominal_rate, present_value, xirr
from credit_engine.credit.schedules import schedule
from credit_engine.feel import evaluate
from credit_engine.temporal import Date
from drawing import examples
from operators.calls import code


def net(flows: list[Any], rate: Any) -> Fraction:
    """The present value by exact fractions."""
    v = 1 / (1 + Fraction(rate))
    return sum((Fraction(flow) * v**k for k, flow in enumerate(flows)), Fraction(0))


loans = st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=24).filter(any)


@settings(deadline=None)
@given(st.decimals(100, 10_000, places=2), loans)
def test_the_rate_of_a_loan_brings_its_flows_to_nothing(amount: Decimal, payments: list[Decimal]) -> None:
    flows = [-amount, *payments]
    rate, why = rate_or_reason(flows)
    if rate is None:
        assert why == "no_rate"
        assert net(flows, Decimal("-0.999999")) < 0
        return
    step = Fraction(1, 10**33) * (1 + abs(Fraction(rate)))
    assert net(flows, Fraction(rate) - step) > 0 > net(flows, Fraction(rate) + step)


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.integers(-20, 20), min_size=2, max_size=7))
def test_a_rate_is_given_only_where_there_is_one(flows: list[int]) -> None:
    """Against the number of real roots by Sturm's theorem, which counts them exactly."""
    roots = roots_between(flows, Fraction(1, 1_000_001), Fraction(1_000_000))
    rate, why = rate_or_reason(flows)
    if rate is not None:
        assert roots == 1
        assert abs(net(flows, rate)) < Fraction(1, 10**20)
    else:
        assert (why, roots > 1) in {("no_rate", False), ("several_rates", True)}
        assert roots != 1


def rate_or_reason(flows: list[Any]) -> tuple[Any, str]:
    try:
        return irr(flows), ""
    except CreditError as error:
        return None, error.code


def roots_between(flows: list[int], low: Fraction, high: Fraction) -> float:
    """Distinct roots of sum(flow * v ** k) with low < v <= high; for no flows at all, infinitely many."""
    polynomial = trimmed([Fraction(flow) for flow in flows])
    if not polynomial:
        return float("inf")
    chain = [polynomial, trimmed([k * c for k, c in enumerate(polynomial)][1:])]
    while chain[-1]:
        chain.append([-c for c in remainder(chain[-2], chain[-1])])
    chain.pop()
    return changes(chain, low) - changes(chain, high)


def trimmed(polynomial: list[Fraction]) -> list[Fraction]:
    while polynomial and not polynomial[-1]:
        polynomial = polynomial[:-1]
    return polynomial


def remainder(above: list[Fraction], below: list[Fraction]) -> list[Fraction]:
    rest = list(above)
    while len(rest) >= len(below):
        factor, shift = rest[-1] / below[-1], len(rest) - len(below)
        rest = [c - factor * below[k - shift] if k >= shift else c for k, c in enumerate(rest)][:-1]
    return trimmed(rest)


def changes(chain: list[list[Fraction]], v: Fraction) -> int:
    values = [sum(c * v**k for k, c in enumerate(p)) for p in chain]
    signs = [value > 0 for value in values if value]
    return sum(a != b for a, b in pairwise(signs))


@pytest.mark.parametrize(
    ("flows", "why", "said"),
    [
        ([-100, 230, -132], "several_rates", "2 rates"),
        ([-100, 0], "no_rate", "no rate"),
        ([100, 100], "no_rate", "no rate"),
        ([-100, 200, -200], "no_rate", "no rate"),
        ([0, 0], "several_rates", "every rate"),
        ([-100, 0, 220, -110], "several_rates", "2 rates"),
        ([-100, 200, -50] * 300, "rate_undecided", "cannot be decided"),
        ([], "invalid_argument", "flows: an empty list"),
        ([1] * 1201, "limit_exceeded", "flows: more than 1200 items"),
        ([-100, 110.0], "invalid_argument", r"flows\[2\]: a float"),
    ],
)
def test_no_rate_several_rates_and_doubtful_ones_are_told_apart(flows: Any, why: str, said: str) -> None:
    with pytest.raises(CreditError, match=said) as raised:
        irr(flows)
    assert raised.value.code == why


A_YEAR_WITHOUT_COST = [-1200, *[100] * 12]


@pytest.mark.parametrize(
    "rate",
    [
        lambda: irr(A_YEAR_WITHOUT_COST),
        lambda: irr([100, -60, -40]),
        lambda: irr([Decimal("-0.03"), Decimal("0.01"), Decimal("0.02")]),
        lambda: irr([-100, 200, -100]),
        lambda: xirr(A_YEAR_WITHOUT_COST, [Date(2026, 1, 31).plus_months(k) for k in range(13)]),
        lambda: regulation_z.apr(1200, [100] * 12, range(1, 13), [Decimal("0.5")] * 12, 12),
        lambda: eu_apr([700, 500], [0, Decimal("0.4")], [600, 600], [1, 2]),
        lambda: evaluate("apr_eu([1200], [0], for i in 1..12 return 100, for i in 1..12 return i / 12)"),
    ],
)
def test_what_is_paid_back_without_any_cost_has_the_rate_0_exactly(rate: Any) -> None:
    assert rate() == 0
    assert rate() >= 0


@pytest.mark.slow
def test_flows_of_any_signs_are_told_to_have_one_rate_none_or_several() -> None:
    """Signs at random, up to ten years of months: nothing is undecided, a rate brings flows to nothing."""
    draw, found = Random(120), Counter[str]()
    for _ in range(60):
        flows = [
            Decimal(draw.randint(-(10**5), 10**5)).scaleb(-2) for _ in range(draw.choice([5, 24, 60, 120]))
        ]
        rate, why = rate_or_reason(flows)
        found[why] += 1
        if rate is not None:
            size = sum(abs(Fraction(flow)) / (1 + Fraction(rate)) ** k for k, flow in enumerate(flows))
            assert abs(net(flows, rate)) < size / 10**27
    assert found.keys() == {"", "no_rate", "several_rates"}


def test_rates_that_coincide_are_one_rate() -> None:
    """(1 - 1.1 v) ** 2 has one root; (1 - 1.1 v) ** 2 (1 - 1.2 v) has two."""
    assert irr([-100, 220, -121]) == Decimal("0.1")
    with pytest.raises(CreditError, match="2 rates"):
        irr([100, -340, 385, Decimal("-145.2")])


@pytest.mark.parametrize(
    ("times", "exact"),
    [
        ("for i in 1..12 return i / 12", [Fraction(k, 12) for k in range(1, 13)]),
        ("for i in 1..12 return i / 52", [Fraction(k, 52) for k in range(1, 13)]),
        ("for i in 1..12 return i * 30 / 365", [Fraction(30 * k, 365) for k in range(1, 13)]),
        ("for i in 1..12 return i * 30 / 366", [Fraction(30 * k, 366) for k in range(1, 13)]),
        (
            "for i in 1..12 return 17 / 365 + i / 12",
            [Fraction(17, 365) + Fraction(k, 12) for k in range(1, 13)],
        ),
        ("for i in 1..12 return i * (1 / 12)", [Fraction(k, 12) for k in range(1, 13)]),
        (
            "for i in 1..12 return decimal(i / 12, 11)",
            [Fraction(round(Fraction(k, 12), 11)) for k in range(1, 13)],
        ),
    ],
)
def test_months_weeks_and_days_are_exact_parts_of_a_year(times: str, exact: list[Fraction]) -> None:
    """Against bisection in floats; months also against the monthly rate of return, compounded."""
    found = evaluate(f"apr_eu([1000], [0], for i in 1..12 return 90, {times})")
    low, high = 0.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        worth = sum(90 / (1 + middle) ** float(time) for time in exact)
        low, high = (middle, high) if worth > 1000 else (low, middle)
    assert float(found) == pytest.approx(low, rel=1e-12)


def test_a_year_of_months_is_the_monthly_rate_of_return_compounded() -> None:
    monthly = Fraction(irr([-1000, *[90] * 12]))
    found = Fraction(evaluate("apr_eu([1000], [0], for i in 1..12 return 90, for i in 1..12 return i / 12)"))
    assert abs(found - ((1 + monthly) ** 12 - 1)) < Fraction(1, 10**31)


def test_flows_on_one_day_are_one_flow() -> None:
    with pytest.raises(CreditError, match="every rate"):
        eu_apr([1000], [0], [1000], [0])
    with pytest.raises(CreditError, match="no rate from"):
        eu_apr([1000], [0], [1100], [0])
    assert xirr([-50, -50, 110], [Date(2026, 1, 1), Date(2026, 1, 1), Date(2027, 1, 1)]) == Decimal("0.1")


def test_expressions_get_null_with_the_cause() -> None:
    assert evaluate("irr([-100, 230, -132])") is None
    assert code("irr", [-100, 230, -132]) == "several_rates"
    assert code("xirr", [-100, 110], ["@2026-01-01"]) == "invalid_argument"
    assert code("normal_inverse", 1) == "invalid_argument"


def test_losses_give_negative_rates_and_flows_may_begin_with_income() -> None:
    assert irr([-100, 50]) == Decimal("-0.5")
    assert irr([100, -110]) == Decimal("0.1")
    assert irr([-100, 0, 121]) == Decimal("0.1")
    assert irr([-100, 60, 60, 0]) == irr([-100, 60, 60])


def test_rates_of_an_annual_flow_agree_whichever_way_they_are_asked() -> None:
    days = [Date(2026, 1, 1), Date(2027, 1, 1)]
    assert xirr([-100, 110], days) == xirr([110, -100], days[::-1]) == Decimal("0.1")
    assert eu_apr([100], [0], [110], [1]) == Decimal("0.1")
    assert regulation_z.apr(100, [110], [1], [0], 1) == Decimal("0.1")


REGULATION_Z = [
    # Appendix J, (c)(1)(iii): semimonthly, short first period; (c)(1)(iv): quarterly, long first period;
    # (c)(1)(v): weekly, long first period.
    (
        "semimonth",
        Date(1978, 2, 23),
        5_000,
        [(Date(1978, 3 + k // 2, 1 + 15 * (k % 2)), "219.17") for k in range(20)]
        + [(Date(1979, 1 + k // 2, 1 + 15 * (k % 2)), "219.17") for k in range(4)],
        "10.34",
    ),
    (
        "quarter",
        Date(1978, 5, 23),
        10_000,
        [(Date(1978, 10, 1).plus_months(3 * k), "385") for k in range(40)],
        "8.97",
    ),
    (
        "week",
        Date(1978, 3, 20),
        500,
        [(Date(1978, 4, 21).plus_days(7 * k), "17.60") for k in range(30)],
        "14.96",
    ),
]


@pytest.mark.parametrize(("unit", "lent_on", "amount", "payments", "published"), REGULATION_Z)
def test_the_examples_of_regulation_z_come_out_as_published(
    unit: str, lent_on: Date, amount: int, payments: Any, published: str
) -> None:
    paid = [(date, Decimal(amount)) for date, amount in payments]
    rate = regulation_z.apr_by_dates([(lent_on, amount)], paid, unit)
    assert round(Decimal(rate) * 100, 2) == Decimal(published)


@pytest.mark.parametrize(
    ("unit", "start", "end", "whole", "odd"),
    [
        ("month", (1978, 2, 10), (1978, 7, 1), 4, (19, 30)),
        ("month", (1978, 1, 31), (1978, 2, 28), 1, (0, 1)),
        ("quarter", (1978, 5, 23), (1978, 10, 1), 1, (39, 90)),
        ("week", (1978, 3, 20), (1978, 4, 21), 4, (4, 7)),
        ("semimonth", (1978, 2, 23), (1978, 3, 1), 0, (6, 15)),
        ("day", (1978, 1, 1), (1979, 1, 1), 365, (0, 1)),
        ("year", (1978, 1, 1), (1980, 4, 1), 2, (3, 12)),
        ("year", (1978, 1, 1), (1980, 4, 11), 2, (100, 365)),
    ],
)
def test_unit_periods_are_counted_back_from_the_later_date(
    unit: str, start: Any, end: Any, whole: int, odd: tuple[int, int]
) -> None:
    apart = regulation_z.distance(Date(*start), Date(*end), unit)
    assert (apart.unit_periods, apart.fraction) == (whole, Fraction(*odd))


@settings(max_examples=examples(40), deadline=None)
@given(st.decimals("0.01", "0.3", places=4), st.integers(2, 60))
def test_the_apr_of_a_loan_without_fees_is_its_rate(rate: Decimal, months: int) -> None:
    rows = schedule("interest_only", 120_000_000, rate, months).rows
    found = regulation_z.apr(
        120_000_000, [row.payment for row in rows], range(1, months + 1), [0] * months, 12
    )
    assert found == rate


@given(st.decimals("0.0001", "2", places=6), st.integers(1, 366))
def test_nominal_and_effective_rates_undo_each_other(rate: Decimal, periods: int) -> None:
    with localcontext(prec=50):
        assert abs(nominal_rate(effective_rate(rate, periods), periods) - rate) < Decimal("1E-29")
    assert effective_rate(rate, periods) >= rate


@pytest.mark.heavy
@settings(deadline=None)
@given(st.decimals("-0.5", "1", places=4), st.lists(st.integers(-1000, 1000), min_size=1, max_size=10))
def test_present_values_are_those_of_floats_within_their_error(rate: Decimal, amounts: list[int]) -> None:
    numpy = pytest.importorskip("numpy")
    years = [Decimal(k) / 4 for k in range(len(amounts))]
    wanted = float(numpy.sum(numpy.array(amounts) / (1 + float(rate)) ** numpy.array(years, dtype=float)))
    assert float(present_value(rate, amounts, years)) == pytest.approx(
        wanted, abs=1e-6 * (1 + sum(map(abs, amounts)))
    )
