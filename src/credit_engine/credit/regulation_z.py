"""The annual percentage rate of the United States by the actuarial method: 12 CFR 1026, Appendix J."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from credit_engine.credit import arguments
from credit_engine.credit.arguments import CreditError, choice
from credit_engine.credit.day_counts import AnyDate, as_date
from credit_engine.credit.roots import Flow, only_rate
from credit_engine.credit.working import exactly, rounded
from credit_engine.numbers import Number
from credit_engine.temporal import Date

UnitPeriod: TypeAlias = Literal[
    "day", "week", "2 weeks", "4 weeks", "semimonth", "month", "2 months", "quarter", "half-year", "year"
]
UNIT_PERIODS: tuple[str, ...] = get_args(UnitPeriod)
_DAYS = {"day": 1, "week": 7, "2 weeks": 14, "4 weeks": 28}
_MONTHS = {"month": 1, "2 months": 2, "quarter": 3, "half-year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Distance:
    """Time from the first advance to a later date: whole unit-periods and a fraction of a unit-period."""

    unit_periods: int
    fraction: Fraction = Fraction(0)


@exactly
def apr(
    amount_financed: Number,
    payments: Sequence[Number],
    unit_periods: Sequence[Number],
    fractions: Sequence[Number],
    periods_per_year: Number,
) -> Number:
    """The annual percentage rate, as a fraction, of one advance and payments at counted unit-periods.

    Solves amount_financed = sum(payment / ((1 + fraction * i) * (1 + i) ** unit_periods)) for i,
    and gives i * periods_per_year (Appendix J (b)(8)): a nominal rate. `fractions` are odd parts of a
    unit-period, from 0 up to 1. Not rounded; Regulation Z allows 1/8 of a percent of error. Errors
    as `returns.irr`.
    """
    amounts = arguments.not_negative_numbers("payments", payments)
    wholes = [
        arguments.integer("unit_periods", n, 0, 100_000)
        for n in arguments.bounded("unit_periods", unit_periods)
    ]
    odds = [_odd(f) for f in arguments.numbers_of("fractions", fractions)]
    arguments.same_length(payments=amounts, unit_periods=wholes, fractions=odds)
    flows = [Flow(-arguments.positive("amount_financed", amount_financed), Fraction(0))]
    flows += [Flow(*row) for row in zip(amounts, map(Fraction, wholes), odds, strict=True)]
    per_year = arguments.within("periods_per_year", periods_per_year, Decimal("0.1"), 366)
    return rounded(Decimal(only_rate(flows)) * per_year)


def _odd(value: Decimal) -> Decimal:
    if not 0 <= value < 1:
        raise arguments.never("fractions", "not in [0..1)")
    return value


@exactly
def apr_by_dates(
    advances: Sequence[tuple[AnyDate, Number]],
    payments: Sequence[tuple[AnyDate, Number]],
    unit_period: str,
) -> Number:
    """The annual percentage rate, as a fraction, of dated advances and payments.

    `unit_period` is the interval that is most frequent between advances and payments (Appendix J (b)(4)):
    day, week, 2 weeks, 4 weeks, semimonth, month, 2 months, quarter, half-year or year. Time counts from the
    first advance, by `distance`.
    """
    choice("unit_period", unit_period, UNIT_PERIODS)
    lent = _dated("advances", advances)
    paid = _dated("payments", payments)
    first = min(date for date, _ in lent)
    flows = [_flow(first, date, -amount, unit_period) for date, amount in lent]
    flows += [_flow(first, date, amount, unit_period) for date, amount in paid]
    rate = Decimal(only_rate(flows))
    return rounded(rate * unit_periods_per_year(unit_period))


def _dated(name: str, rows: Sequence[tuple[AnyDate, Number]]) -> list[tuple[Date, Decimal]]:
    return [
        (as_date(name, date), arguments.not_negative(name, amount))
        for date, amount in arguments.bounded(name, rows)
    ]


def _flow(first: Date, date: Date, amount: Decimal, unit_period: str) -> Flow:
    apart = distance(first, date, unit_period)
    odd = Decimal(apart.fraction.numerator) / apart.fraction.denominator
    return Flow(amount, Fraction(apart.unit_periods), odd)


def unit_periods_per_year(unit_period: str) -> Decimal:
    """365 days, 52 weeks, 24 semimonths or 12 months a year, by the length of the unit-period."""
    if unit_period == "semimonth":
        return Decimal(24)
    if unit_period in _MONTHS:
        return Decimal(12) / _MONTHS[unit_period]
    days = _DAYS[choice("unit_period", unit_period, UNIT_PERIODS)]
    return Decimal(365) if days == 1 else Decimal(52) / (days // 7)


def distance(start: AnyDate, end: AnyDate, unit_period: str) -> Distance:
    """Unit-periods between two dates, full ones measured back from the later date (Appendix J (b)(5)).

    Day and multiples of weeks: by days. Month: full months, odd days / 30. Semimonth and multiples of a
    month: a full month is 30 days. Year: full years; odd whole months / 12, else odd days / 365.
    """
    first, last = as_date("start", start), as_date("end", end)
    if last < first:
        raise CreditError("payments: a date before the first advance")
    if unit_period in _DAYS:
        return _parts(last.day_number - first.day_number, _DAYS[unit_period])
    months = _full_months(first, last)
    days = max(0, last.plus_months(-months).day_number - first.day_number)
    if unit_period == "year":
        return _years(first, last, months, days)
    choice("unit_period", unit_period, UNIT_PERIODS)
    length = 15 if unit_period == "semimonth" else 30 * _MONTHS[unit_period]
    return Distance(months, Fraction(days, 30)) if length == 30 else _parts(30 * months + days, length)


def _parts(days: int, length: int) -> Distance:
    full, rest = divmod(days, length)
    return Distance(full, Fraction(rest, length))


def _full_months(first: Date, last: Date) -> int:
    """Whole months that fit between two dates, measured back from the later one.

    A month ends on the last day where it has no day of that number: 31 January to 28 February is one.
    """
    months = 12 * (last.year - first.year) + last.month - first.month
    return months if first <= last.plus_months(-months) or first.plus_months(months) == last else months - 1


def _years(first: Date, last: Date, months: int, days: int) -> Distance:
    years, rest = divmod(months, 12)
    if not days:
        return Distance(years, Fraction(rest, 12))
    odd = last.plus_months(-12 * years).day_number - first.day_number
    return Distance(years, Fraction(odd, 365)) if odd < 365 else Distance(years + 1)


@exactly
def single_payment_apr(amount_financed: Number, payment: Number, days: Number) -> Number:
    """The rate of one advance and one payment within a year: (payment / amount - 1) * 365 / days.

    The unit-period is the whole term (Appendix J (b)(5)(vi), (c)(5)); `days` from 1 to 365.
    """
    financed = arguments.positive("amount_financed", amount_financed)
    term = arguments.integer("days", days, 1, 365)
    return rounded((arguments.not_negative("payment", payment) / financed - 1) * 365 / term)
