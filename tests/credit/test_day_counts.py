"""Day counts against the published examples of their conventions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from credit_engine.credit.arguments import CreditError
from credit_engine.credit.day_counts import days_30_360, due_dates, icma_fraction, year_fraction
from credit_engine.credit.schedules import schedule
from credit_engine.temporal import Date

# ISDA, EMU and Market Conventions: Recent Developments (1998): the examples of actual/actual.
ISDA = [
    ("2003-11-01", "2004-05-01", "0.4977243806"),
    ("1999-02-01", "1999-07-01", "0.4109589041"),
    ("1999-07-01", "2000-07-01", "1.0013773486"),
    ("2002-08-15", "2003-07-15", "0.9150684932"),
    ("1999-07-30", "2000-01-30", "0.503892506"),
    ("2000-01-30", "2000-06-30", "0.415300546"),
]
ICMA = [
    ("2003-11-01", "2004-05-01", "2003-11-01", "2004-05-01", 2, "0.5"),
    ("1999-02-01", "1999-07-01", "1998-07-01", "1999-07-01", 1, "0.4109589041"),
    ("1999-07-01", "2000-07-01", "1999-07-01", "2000-07-01", 1, "1"),
    ("1999-07-30", "2000-01-30", "1999-07-30", "2000-01-30", 2, "0.5"),
    ("2000-01-30", "2000-06-30", "2000-01-30", "2000-07-30", 2, "0.4175824176"),
]
# ISDA, 30/360 day count conventions (2006), sheet of examples: 30U/360 with the rule for February.
UNITED_STATES = [
    ("2006-08-20", "2007-02-20", 180),
    ("2007-02-20", "2007-08-20", 180),
    ("2008-02-20", "2008-08-20", 180),
    ("2006-08-31", "2007-02-28", 178),
    ("2007-02-28", "2007-08-31", 180),
    ("2007-08-31", "2008-02-29", 179),
    ("2008-02-29", "2008-08-31", 180),
    ("2008-08-31", "2009-02-28", 178),
    ("2006-01-31", "2006-02-28", 28),
    ("2006-02-28", "2006-03-03", 3),
    ("2006-09-30", "2006-10-31", 30),
    ("2007-02-26", "2008-02-29", 363),
    ("2008-02-29", "2009-02-28", 360),
    ("2008-02-28", "2008-03-31", 33),
]


@pytest.mark.parametrize(("start", "end", "years"), ISDA)
def test_actual_by_actual_splits_at_the_end_of_years(start: str, end: str, years: str) -> None:
    found = year_fraction(date.fromisoformat(start), date.fromisoformat(end), "act/act")
    assert abs(Decimal(found) - Decimal(years)) < Decimal("1E-9")


@pytest.mark.parametrize(("start", "end", "period_start", "period_end", "per_year", "years"), ICMA)
def test_actual_by_actual_of_bonds_counts_in_its_period(
    start: str, end: str, period_start: str, period_end: str, per_year: int, years: str
) -> None:
    days = [date.fromisoformat(text) for text in (start, end, period_start, period_end)]
    assert abs(Decimal(icma_fraction(*days, per_year)) - Decimal(years)) < Decimal("1E-10")


def test_bond_days_outside_the_period_are_refused() -> None:
    day = date(2026, 1, 1)
    with pytest.raises(CreditError, match="period_start: the period is empty"):
        icma_fraction(day, day, day, day, 2)


@pytest.mark.parametrize(("start", "end", "days"), UNITED_STATES)
def test_thirty_days_of_the_united_states_know_the_end_of_february(start: str, end: str, days: int) -> None:
    assert days_30_360(date.fromisoformat(start), date.fromisoformat(end), "30U/360") == days


@pytest.mark.parametrize(
    ("first", "months", "end_of_month", "third"),
    [
        (Date(2026, 2, 28), 1, True, Date(2026, 4, 30)),
        (Date(2026, 2, 28), 1, False, Date(2026, 4, 28)),
        (Date(2026, 11, 30), 3, True, Date(2027, 5, 31)),
        (Date(2026, 8, 31), 6, False, Date(2027, 8, 31)),
        (Date(2027, 8, 31), 6, True, Date(2028, 8, 31)),
        (Date(2026, 1, 30), 1, True, Date(2026, 3, 30)),
    ],
)
def test_due_dates_keep_their_day_or_the_end_of_the_month(
    first: Date, months: int, end_of_month: bool, third: Date
) -> None:
    assert due_dates(first, 3, months, end_of_month)[2] == third


def test_schedules_follow_the_end_of_month_rule() -> None:
    def dues(end_of_month: bool) -> list[Any]:
        rows = schedule("equal_principal", 400, 0, 4, start=date(2026, 2, 28), end_of_month=end_of_month).rows
        return [str(row.due) for row in rows]

    assert dues(True) == ["2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]
    assert dues(False) == ["2026-03-28", "2026-04-28", "2026-05-28", "2026-06-28"]
