"""Instalment schedules: every row adds up, the last one absorbs the cents, for every method and day count."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from credit_engine.credit.arguments import CreditError
from credit_engine.credit.day_counts import DAY_COUNTS, accrued_interest, days_30_360, year_fraction
from credit_engine.credit.returns import irr
from credit_engine.credit.schedules import METHODS, Schedule, schedule
from credit_engine.temporal import Date
from drawing import examples

amounts = st.decimals(1, 10_000_000, places=2)
DAY = Date(2026, 1, 1)
rates = st.decimals(0, "0.36", places=4)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    method = draw(st.sampled_from([m for m in METHODS if m != "bullet"]))
    amount, rate, periods = draw(amounts), draw(rates), draw(st.integers(1, 120))
    options: dict[str, Any] = {"grace": draw(st.integers(0, periods - 1))}
    options["balloon"] = draw(st.decimals(0, amount, places=2))
    if draw(st.booleans()):
        options["start"] = draw(
            st.builds(Date, st.integers(2000, 2040), st.integers(1, 12), st.integers(1, 28))
        )
        options["day_count"] = draw(st.sampled_from(DAY_COUNTS))
    per_year = draw(st.sampled_from([1, 4, 12, 52]))
    try:
        return schedule(method, amount, rate, periods, periods_per_year=per_year, **options)
    except CreditError as error:  # too little is repaid by instalments, or interest leaves nothing of them
        if "instalments would repay nothing" not in error.detail:
            raise
        reject()


@settings(max_examples=examples(150), deadline=None)
@given(schedules())
def test_a_schedule_repays_the_amount_and_every_row_adds_up(found: Schedule) -> None:
    balance = Decimal(found.amount)
    for row in found.rows:
        assert row.payment == row.principal + row.interest
        assert row.principal >= 0
        assert row.interest >= 0
        balance -= row.principal
        assert row.balance == balance
        assert Decimal(row.payment).as_tuple().exponent >= -2  # type: ignore[operator]
    assert balance == 0
    assert sum(Decimal(row.principal) for row in found.rows) == found.amount
    assert found.total_paid == found.amount + found.total_interest


@settings(max_examples=examples(60), deadline=None)
@given(st.decimals(1_000, 1_000_000, places=2), st.decimals("0.01", "0.3", places=4), st.integers(2, 60))
def test_the_rate_of_return_of_a_schedule_without_fees_is_its_rate(
    amount: Decimal, rate: Decimal, months: int
) -> None:
    rows = schedule("equal_instalment", amount, rate, months).rows
    monthly = irr([-amount, *(row.payment for row in rows)])
    # Each row is rounded by at most half a cent, which moves the yield by that share of what is outstanding.
    assert abs(monthly * 12 - rate) <= 12 * Decimal("0.01") * months / (amount * (months + 1) / 2) + Decimal(
        "1E-9"
    )


def test_grace_balloon_and_interest_only() -> None:
    rows = schedule("equal_principal", 1200, Decimal("0.12"), 5, grace=2, balloon=300).rows
    assert [row.principal for row in rows] == [0, 0, 300, 300, 600]
    assert [row.interest for row in rows] == [12, 12, 12, 9, 6]
    rows = schedule("interest_only", 1000, Decimal("0.12"), 3).rows
    assert [(row.principal, row.interest) for row in rows] == [(0, 10), (0, 10), (1000, 10)]


def test_a_bullet_loan_pays_once_by_its_days() -> None:
    (row,) = schedule("bullet", 100_000, Decimal("0.06"), 3, start=Date(2026, 1, 1), day_count="act/360").rows
    assert (row.interest, row.payment, row.due) == (1500, 101_500, Date(2026, 4, 1))


def test_due_dates_keep_the_day_of_the_first_one() -> None:
    rows = schedule("interest_only", 100, 0, 4, start=datetime.date(2026, 1, 31)).rows
    assert [str(row.due) for row in rows] == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]
    rows = schedule("interest_only", 100, 0, 2, start=Date(2026, 1, 31), first_due=Date(2026, 3, 15)).rows
    assert [str(row.due) for row in rows] == ["2026-03-15", "2026-04-15"]


def test_cents_are_rounded_half_up() -> None:
    assert schedule("interest_only", Decimal("0.5"), Decimal("0.12"), 1).rows[0].interest == Decimal("0.01")


@pytest.mark.parametrize(
    ("start", "end", "bond", "european"),
    [
        ((2006, 8, 20), (2007, 2, 20), 180, 180),
        ((2006, 8, 31), (2007, 2, 28), 178, 178),
        ((2006, 1, 31), (2006, 8, 31), 210, 210),
        ((2006, 2, 28), (2006, 8, 31), 183, 182),
    ],
)
def test_months_of_thirty_days(start: Any, end: Any, bond: int, european: int) -> None:
    assert days_30_360(Date(*start), Date(*end)) == bond
    assert days_30_360(Date(*start), Date(*end), "30E/360") == european


def test_year_fractions_and_accrued_interest() -> None:
    year = Date(2026, 1, 1), Date(2027, 1, 1)
    assert Fraction(year_fraction(*year, "act/365")) == 1
    assert abs(Fraction(year_fraction(*year, "act/360")) - Fraction(365, 360)) < Fraction(1, 10**33)
    assert accrued_interest(100_000, Decimal("0.06"), Date(2026, 1, 1), Date(2026, 4, 1), "act/360") == 1500


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (("annuity", 100, 0, 12), {}, "method: not one of equal_instalment, equal_principal"),
        (("bullet", 100, 0, 12), {"grace": 1}, "bullet loan has neither grace"),
        (("bullet", Decimal("0.001"), 0, 12), {}, "amount: more than 2 decimals"),
        (("interest_only", 100, 0, 12), {"balloon": 101}, "balloon: above the amount"),
        (("interest_only", 100, 0, 12), {"grace": 12}, r"grace: not a whole number in \[0..11\]"),
        (("interest_only", 100, 0, 12), {"day_count": "act/360"}, "start: a day count needs the start date"),
        (("interest_only", 100, 0, 12), {"day_count": "act/999", "start": DAY}, "day_count: not one"),
        (("interest_only", 100.5, 0, 12), {}, "amount: a float is not exact"),
        (("interest_only", Decimal("NaN"), 0, 12), {}, "amount: not a finite number"),
        (("interest_only", 100, 0, 1201), {}, r"periods: not a whole number in \[1..1200\]"),
        (("interest_only", 100, 0, 2), {"start": DAY, "first_due": DAY}, "first_due: not after"),
        (("interest_only", 100, 0, 2), {"start": Date(999_999_999, 12, 1)}, "beyond the years"),
        (("interest_only", 100, 0, 2), {"start": "2026-01-01"}, "start: not a date"),
        (("interest_only", 100, 0, 2), {"start": DAY, "periods_per_year": 24}, "periods_per_year: not"),
    ],
)
def test_arguments_that_make_no_loan_are_refused(arguments: Any, options: Any, said: str) -> None:
    with pytest.raises(CreditError, match=said):
        schedule(*arguments, **options)
