"""The level instalment and its inverse, against the schedule that they stand for."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.credit.amortisation import instalment, loan_from_payment
from credit_engine.credit.arguments import CreditError
from credit_engine.feel import evaluate
from operators.calls import call, code

rates = st.decimals(0, "0.36", places=4)
terms = st.integers(1, 360)
amounts = st.decimals(100, 10_000_000, places=2)


@pytest.mark.parametrize(
    ("principal", "rate", "months", "payment"),
    [
        (100_000, "0.12", 12, "8884.88"),
        (300_000, "0.042", 360, "1467.05"),
        (12_000, "0", 12, "1000"),
        (1_000, "0.12", 1, "1010"),
        (50_000, "0.036", 36, "1467.32"),
        (0, "0.1", 12, "0"),
    ],
)
def test_the_instalment_is_that_of_the_textbook(principal: int, rate: str, months: int, payment: str) -> None:
    found = instalment(principal, Decimal(rate), months)
    assert call("round half up", found, 2) == Decimal(payment)


@given(amounts, rates, terms)
def test_the_schedule_ends_at_nothing(principal: Decimal, rate: Decimal, months: int) -> None:
    payment, balance = Fraction(instalment(principal, rate, months)), Fraction(principal)
    growth = 1 + Fraction(rate) / 12
    balance = balance * growth**months - payment * sum(growth**k for k in range(months))
    assert abs(balance) <= Fraction(principal) * Fraction(1, 10**25)


@given(amounts, rates, terms)
def test_the_loan_from_a_payment_undoes_the_instalment(
    principal: Decimal, rate: Decimal, months: int
) -> None:
    back = loan_from_payment(instalment(principal, rate, months), rate, months)
    with localcontext(prec=60):
        assert abs(back - principal) <= principal * Decimal("1E-30")


@given(amounts, rates, terms)
def test_the_payment_is_correctly_rounded(principal: Decimal, rate: Decimal, months: int) -> None:
    i = Fraction(rate) / 12
    exact = Fraction(principal) * (i / (1 - (1 + i) ** -months) if i else Fraction(1, months))
    found = instalment(principal, rate, months)
    assert abs(Fraction(found) - exact) <= Fraction(10) ** (found.adjusted() - 33) / 2


@given(amounts, st.decimals("0.001", "0.3", places=4), terms)
def test_a_higher_rate_costs_more_and_lends_less(amount: Decimal, rate: Decimal, months: int) -> None:
    assert instalment(amount, rate, months) < instalment(amount, rate + Decimal("0.01"), months)
    assert loan_from_payment(amount, rate, months) > loan_from_payment(amount, rate + Decimal("0.01"), months)


@pytest.mark.parametrize(
    "arguments",
    [
        (-1, Decimal("0.1"), 12),
        (100, Decimal("-0.1"), 12),
        (100, Decimal("0.1"), 0),
        (100, Decimal("0.1"), Decimal("1.5")),
        (100, Decimal("0.1"), 1_201),
        (100, Decimal("0.1"), -12),
        (100, 1_001, 12),
    ],
)
@pytest.mark.parametrize("function", [instalment, loan_from_payment])
def test_amounts_rates_and_terms_that_make_no_loan_are_refused(
    function: Any, arguments: tuple[Any, ...]
) -> None:
    with pytest.raises(CreditError, match=r"negative|not in|not a whole number"):
        function(*arguments)
    assert code(function.__name__, *arguments) == "invalid_argument"


def test_expressions_call_both_with_the_parameters_names() -> None:
    assert evaluate("instalment(principal: 1200, annual_rate: 0, months: 12)") == 100
    assert evaluate("loan_from_payment(payment: 100, annual_rate: 0, months: 12)") == 1200
    assert code("instalment", 1200, "x", 12) == "wrong_arguments"
