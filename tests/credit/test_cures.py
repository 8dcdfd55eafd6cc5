"""Days past due with reversals and thresholds; when observation and cure are over; classes of cards."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from credit_engine.credit.arguments import CreditError
from credit_engine.credit.delinquency import Due, class_by_days, days_past_due_above, days_past_due_of
from credit_engine.credit.observation import cure_end, observation_end
from credit_engine.credit.reference_data import shipped
from credit_engine.temporal import Date

FEBRUARY, MARCH, APRIL = date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 10)
DUES = [Due(FEBRUARY, 100), Due(MARCH, 100), Due(APRIL, 100)]


@pytest.mark.parametrize(
    ("payments", "days"),
    [
        ([], 79),
        ([Due(FEBRUARY, 100)], 51),
        # The payment of February is returned in April: February counts as never paid.
        ([Due(FEBRUARY, 100), Due(date(2026, 4, 20), -100)], 79),
        ([Due(FEBRUARY, 100), Due(MARCH, 100), Due(date(2026, 4, 20), -100)], 51),
        ([Due(FEBRUARY, 250), Due(date(2026, 4, 20), -100)], 51),
        # A return that comes after the day asked for is not known on it.
        ([Due(FEBRUARY, 300), Due(date(2026, 5, 1), -300)], 0),
    ],
)
def test_what_is_reversed_counts_as_never_paid(payments: list[Due], days: int) -> None:
    assert days_past_due_of(DUES, payments, date(2026, 4, 30)) == days


def test_no_more_can_be_reversed_than_was_paid() -> None:
    with pytest.raises(CreditError, match="payments: more is reversed than was paid"):
        days_past_due_of(DUES, [Due(FEBRUARY, 50), Due(MARCH, -60)], APRIL)


@pytest.mark.parametrize(
    ("as_of", "amount", "share", "exposure", "days"),
    [
        # Arrears of 100, 200, 300 from the three due dates on; above 100 (EUR, retail) only from March.
        ("2026-03-09", 100, 0, 0, 0),
        ("2026-04-09", 100, 0, 0, 30),
        ("2026-04-09", 99, 0, 0, 58),
        # 1 % of 25,000 is 250: above it only from April (Regulation (EU) 2018/171: both thresholds).
        ("2026-05-10", 100, "0.01", 25_000, 30),
        ("2026-05-10", 500, "0.01", 25_000, 0),
    ],
)
def test_days_count_while_arrears_are_material(
    as_of: str, amount: int, share: Any, exposure: int, days: int
) -> None:
    found = days_past_due_above(
        DUES,
        [],
        date.fromisoformat(as_of),
        least_amount=amount,
        least_share=Decimal(share),
        exposure=exposure,
    )
    assert found == days


def by_days(dues: list[Due], payments: list[Due], as_of: date, least: int) -> int:
    """Counts back day by day until arrears are not above the threshold."""
    day = as_of
    while (
        sum(d.amount for d in dues if d.date <= day) - sum(p.amount for p in payments if p.date <= day)
        > least
    ):
        day -= timedelta(1)
    return max(0, (as_of - day).days - 1)


def test_material_days_agree_with_counting_each_day_back() -> None:
    draw = Random(3)
    for _ in range(300):
        start = date(2026, 1, 1)
        dues = [Due(start + timedelta(30 * k), 100) for k in range(6)]
        payments = [Due(start + timedelta(draw.randint(0, 180)), draw.randint(1, 200)) for _ in range(4)]
        as_of, least = start + timedelta(draw.randint(0, 200)), draw.randint(0, 250)
        found = days_past_due_above(dues, payments, as_of, least_amount=least)
        assert found == by_days(dues, payments, as_of, least)


@pytest.mark.parametrize(
    ("first", "apart", "restarts", "free"),
    [
        (Date(2026, 3, 31), 3, (), Date(2027, 3, 31)),
        (Date(2026, 3, 31), 12, (), Date(2028, 3, 31)),
        (Date(2026, 3, 31), 3, (Date(2026, 9, 30),), Date(2027, 9, 30)),
        (Date(2028, 2, 29), 1, (), Date(2029, 2, 28)),
    ],
)
def test_observation_lasts_a_year_and_two_periods(first: Date, apart: int, restarts: Any, free: Date) -> None:
    """商业银行金融资产风险分类办法, art. 21."""
    assert observation_end(first, apart, restarts) == free


@pytest.mark.parametrize(
    ("paid", "dues", "end"),
    [
        (Date(2026, 5, 31), [Date(2026, 6, 30), Date(2026, 7, 31)], Date(2026, 11, 30)),
        (Date(2026, 5, 31), [Date(2026, 6, 30), Date(2026, 12, 31)], Date(2026, 12, 31)),
        (Date(2026, 6, 30), [Date(2026, 6, 30), Date(2026, 12, 31), Date(2027, 6, 30)], Date(2027, 6, 30)),
    ],
)
def test_a_cure_takes_two_periods_and_six_months(paid: Date, dues: list[Date], end: Date) -> None:
    """商业银行金融资产风险分类办法, art. 15: the longer of both."""
    assert cure_end(paid, dues) == end


def test_a_cure_needs_to_know_the_due_dates() -> None:
    with pytest.raises(CreditError, match="due_dates: fewer than 2 after the arrears were paid"):
        cure_end(Date(2026, 5, 31), [Date(2026, 5, 31), Date(2026, 6, 30)])
    assert cure_end(Date(2026, 5, 31), [Date(2026, 5, 31)], periods=0) == Date(2026, 11, 30)
    with pytest.raises(CreditError, match="beyond the years of the calendar"):
        observation_end(Date(999_999_999, 1, 1), 12)


@pytest.mark.parametrize(
    ("days", "card"),
    [
        (0, "正常"),
        (1, "关注"),
        (90, "关注"),
        (91, "次级"),
        (120, "次级"),
        (121, "可疑"),
        (180, "可疑"),
        (181, "损失"),
    ],
)
def test_cards_have_days_of_their_own(days: int, card: str) -> None:
    """商业银行信用卡业务监督管理办法 (2011), art. 92."""
    bounds = shipped("china").figures("card_days_past_due_bounds", Date(2026, 1, 1))
    assert class_by_days(days, bounds, ["正常", "关注", "次级", "可疑", "损失"]) == card
