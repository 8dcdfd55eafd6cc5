"""Counts of instalments, rounding up, steps, early repayment: against simulation and published figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from credit_engine.credit.amortisation import (
    instalment,
    instalment_rounded_up,
    number_of_instalments,
    payment_periods,
)
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.prepayment import EFFECTS, prepayment
from credit_engine.credit.schedules import AMORTISING, Schedule, schedule
from credit_engine.credit.step_payments import Steps, step_instalment, step_schedule


@pytest.mark.parametrize(
    ("principal", "rate", "payment", "periods"),
    [
        # The example of `nper` in the documentation of numpy-financial: 8000 at 7 % a year, 150 a month.
        (8_000, "0.07", 150, "64.07334877066185"),
        # Bank calculators: 630,000 over 360 months at 4.9 % are 3,343.58 a month.
        (630_000, "0.049", "3343.5784", "360.00"),
    ],
)
def test_the_periods_of_a_payment_are_those_of_spreadsheets(
    principal: int, rate: str, payment: Any, periods: str
) -> None:
    found = payment_periods(principal, Decimal(rate) / 12, Decimal(payment))
    assert abs(Decimal(found) - Decimal(periods)) < Decimal("0.005")


def months_by_simulation(principal: int, rate: Fraction, payment: Fraction) -> int:
    balance, months = Fraction(principal), 0
    while balance > 0:
        balance = balance * (1 + rate / 12) - payment
        months += 1
    return months


def test_the_number_of_instalments_is_that_of_paying_until_nothing_is_owed() -> None:
    draw = Random(7)
    for _ in range(300):
        principal, rate = draw.randint(1, 500_000), Fraction(draw.randint(0, 3000), 10_000)
        payment = Fraction(principal) * rate / 12 + Fraction(principal, draw.randint(1, 60))
        payment = Fraction(round(payment + Fraction(1, 100), 2))
        wanted = months_by_simulation(principal, rate, payment)
        found = number_of_instalments(
            principal,
            Decimal(rate.numerator) / rate.denominator,
            Decimal(payment.numerator) / payment.denominator,
        )
        assert found == wanted, (principal, rate, payment)


def test_the_exact_instalment_needs_exactly_its_months_and_a_cent_less_one_more() -> None:
    assert number_of_instalments(12_000, 0, 1_000) == 12
    assert number_of_instalments(12_000, 0, Decimal("999.99")) == 13
    assert number_of_instalments(100_000, Decimal("0.06"), Decimal("8606.65")) == 12
    assert number_of_instalments(100_000, Decimal("0.06"), Decimal("8606.64")) == 13
    assert number_of_instalments(0, Decimal("0.06"), 1) == 0


@pytest.mark.parametrize("ask", [number_of_instalments, lambda p, r, a: payment_periods(p, r / 12, a)])
def test_a_payment_of_no_more_than_the_interest_never_repays(ask: Any) -> None:
    with pytest.raises(CreditError, match="never repaid") as raised:
        ask(120_000, Decimal("0.12"), 1_200)
    assert raised.value.code == "no_solution"


def test_instalments_are_rounded_up_to_a_unit() -> None:
    """100,000 at 6 % over 12 months is 8606.6430 a month."""
    terms = (100_000, Decimal("0.06"), 12)
    assert instalment_rounded_up(*terms) == Decimal("8606.65")
    assert instalment_rounded_up(*terms, 1) == 8607
    assert instalment_rounded_up(*terms, 100) == 8700
    assert instalment_rounded_up(12_000, 0, 12, 100) == 1000


@pytest.mark.parametrize("unit", [Decimal("0.01"), 1, 100, 5000])
def test_a_loan_with_rounded_up_instalments_ends_with_a_smaller_one(unit: Any) -> None:
    found = schedule("equal_instalment", 100_000, Decimal("0.06"), 12, round_up_to=unit)
    assert_repaid(found, Decimal("0.06"))
    level = instalment_rounded_up(100_000, Decimal("0.06"), 12, unit)
    assert {row.payment for row in found.rows[:-1]} == {level}
    assert 0 < found.rows[-1].payment <= level


def assert_repaid(loan: Schedule, rate: Decimal) -> None:
    """Each row's interest is that of the balance before it, and all principal is the amount."""
    balance = Decimal(loan.amount)
    for row in loan.rows:
        assert abs(row.interest - balance * rate / 12) <= Decimal("0.005")
        assert row.payment == row.interest + row.principal
        balance -= row.principal
        assert row.balance == balance >= 0
    assert balance == 0


@pytest.mark.parametrize(
    "steps",
    [
        Steps(12, growth=Decimal("0.1")),
        Steps(12, increase=200),
        Steps(6, Decimal("-0.05"), 50),
        Steps(24),
        Steps(1, Decimal("0.01")),
    ],
)
def test_payments_in_steps_are_worth_the_loan(steps: Steps) -> None:
    rate, months = Decimal("0.06"), 60
    first = Fraction(step_instalment(100_000, rate, months, steps))
    value, payment = Fraction(0), first
    for k in range(months):
        if k and k % int(steps.every) == 0:
            payment = payment * (1 + Fraction(steps.growth)) + Fraction(steps.increase)
        value += payment / (1 + Fraction(rate) / 12) ** (k + 1)
    assert abs(value - 100_000) < Fraction(1, 10**25)
    rows = step_schedule(100_000, rate, months, steps)
    assert_repaid(rows, rate)
    assert abs(rows.rows[0].payment - Decimal(first.numerator) / first.denominator) <= Decimal("0.005")


def test_a_geometric_series_of_payments_has_its_closed_form() -> None:
    """Kellison, 4.7: (1 - ((1 + g) / (1 + i)) ** n) / (i - g) for payments that grow each period."""
    i, g, n = Fraction(6, 1200), Fraction(1, 100), 24
    value = (1 - ((1 + g) / (1 + i)) ** n) / (i - g)
    found = Fraction(step_instalment(100_000, Decimal("0.06"), n, Steps(1, growth=Decimal("0.01"))))
    assert abs(found - 100_000 / value) < Fraction(1, 10**25)


def test_steps_without_change_are_the_level_loan() -> None:
    terms = (100_000, Decimal("0.06"), 12)
    assert step_instalment(*terms, Steps(3)) == instalment(*terms)
    assert step_schedule(*terms, Steps(3)) == schedule("equal_instalment", *terms)


def test_steps_that_let_the_debt_grow_are_refused() -> None:
    with pytest.raises(CreditError, match="instalment 1 would not be between its interest and what is owed"):
        step_schedule(100_000, Decimal("0.12"), 120, Steps(12, growth=Decimal("0.5")))
    with pytest.raises(CreditError, match="an instalment would not be above 0"):
        step_instalment(1_000, Decimal("0.12"), 24, Steps(1, increase=-100))


@pytest.mark.parametrize("method", AMORTISING)
@pytest.mark.parametrize("effect", EFFECTS)
def test_an_early_repayment_lowers_the_instalment_or_ends_the_loan_sooner(method: str, effect: str) -> None:
    rate = Decimal("0.049")
    plain = schedule(method, 300_000, rate, 240)
    found = prepayment(method, 300_000, rate, 240, after=36, prepaid=100_000, effect=effect)
    assert_repaid(found.schedule, rate)
    assert found.schedule.rows[:35] == plain.rows[:35]
    assert found.schedule.rows[35].payment == plain.rows[35].payment + 100_000
    assert found.interest_saved == plain.total_interest - Decimal(found.schedule.total_interest) > 0
    if effect == "lower_instalment":
        assert len(found.schedule.rows) == 240
        assert found.instalment < plain.rows[36].payment
        balance = found.schedule.rows[35].balance
        assert found.instalment == schedule(method, balance, rate, 204).rows[0].payment
    else:
        assert len(found.schedule.rows) < 240
        assert method == "equal_principal" or found.instalment == plain.rows[0].payment


def test_all_may_be_repaid_early_and_not_more() -> None:
    terms = ("equal_instalment", 100_000, Decimal("0.06"), 12)
    owed = schedule(*terms).rows[2].balance
    found = prepayment(*terms, after=3, prepaid=owed, effect="shorter_term")
    assert (len(found.schedule.rows), found.instalment, found.schedule.rows[-1].balance) == (3, 0, 0)
    with pytest.raises(CreditError, match="prepaid: more than is owed"):
        prepayment(*terms, after=3, prepaid=owed + Decimal("0.01"), effect="shorter_term")
    with pytest.raises(CreditError, match="after: not a whole number"):
        prepayment(*terms, after=12, prepaid=1, effect="shorter_term")


@pytest.mark.parametrize(
    ("amount", "rate", "months"),
    [
        ("0.05", "0", 12),  # 0.00 eleven times
        ("0.06", "0", 12),  # 0.01 six times, then nothing
        ("5.01", "0", 1000),
        ("0.50", "0.24", 360),  # 0.01 of interest each month
        ("100000", "0.24", 1200),  # 2,000.00 of interest each month, and 2,000.00 is paid
    ],
)
def test_instalments_that_repay_nothing_once_rounded_are_refused(amount: str, rate: str, months: int) -> None:
    for ask in (
        lambda: schedule("equal_instalment", Decimal(amount), Decimal(rate), months),
        lambda: step_schedule(Decimal(amount), Decimal(rate), months, Steps(months)),
        lambda: prepayment(
            "equal_instalment",
            Decimal(amount),
            Decimal(rate),
            months,
            after=1,
            prepaid=Decimal("0.01"),
            effect="shorter_term",
        ),
    ):
        with pytest.raises(CreditError, match=r"some of its|would not be between its interest"):
            ask()


def test_a_loan_of_a_cent_for_each_month_is_repaid_by_a_cent_each_month() -> None:
    for method in AMORTISING:
        assert [row.payment for row in schedule(method, Decimal("0.12"), 0, 12).rows] == [
            Decimal("0.01")
        ] * 12
    with pytest.raises(CreditError, match="prepaid: leaves too little for 11 instalments"):
        prepayment(
            "equal_instalment",
            Decimal("0.12"),
            0,
            12,
            after=1,
            prepaid=Decimal("0.01"),
            effect="lower_instalment",
        )


def test_a_balloon_of_the_whole_amount_leaves_interest_to_the_instalments() -> None:
    rows = schedule("equal_instalment", 100, Decimal("0.06"), 12, balloon=100).rows
    assert [row.payment for row in rows] == [Decimal("0.5")] * 11 + [Decimal("100.5")]
