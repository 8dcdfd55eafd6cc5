"""Present values, internal rates of return, nominal and effective rates."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from credit_engine.credit import arguments
from credit_engine.credit.arguments import bounded, numbers_of, same_length
from credit_engine.credit.day_counts import AnyDate, as_date
from credit_engine.credit.roots import Flow, only_rate
from credit_engine.credit.working import exactly, rounded
from credit_engine.numbers import Number, guarded


@exactly
def present_value(rate: Number, amounts: Sequence[Number], years: Sequence[Number]) -> Number:
    """The amounts discounted to now: sum(amount / (1 + rate) ** years), `years` from 0 to 1000.

    `rate` is an effective rate per annum (or per whatever `years` counts), above -1.
    """
    return rounded(discounted(rate, amounts, years))


def discounted(rate: Number, amounts: Sequence[Number], years: Sequence[Number]) -> Decimal:
    """`present_value` in the working precision."""
    growth = 1 + arguments.return_rate("rate", rate)
    flows, times = numbers_of("amounts", amounts), numbers_of("years", years)
    same_length(amounts=flows, years=times)
    total = Decimal(0)
    for amount, time in zip(flows, times, strict=True):
        total += amount * discount_factor(growth, arguments.within("years", time, 0, 1_000))
    return total


def discount_factor(growth: Decimal, time: Decimal) -> Decimal:
    """Growth ** -time in the working precision; whole times by multiplication."""
    if time == time.to_integral_value():
        return 1 / growth ** int(time)
    wider = guarded(70)
    return wider.exp(wider.multiply(-time, wider.ln(growth)))


@exactly
def present_value_of_flows(rate: Number, flows: Sequence[Number]) -> Number:
    """The value at the first flow of flows one period apart: sum(flow / (1 + rate) ** k), k from 0."""
    return rounded(discounted(rate, flows, range(len(bounded("flows", flows)))))


def irr(flows: Sequence[Number]) -> Number:
    """The rate per period at which flows one period apart, the first one now, have no present value.

    The internal rate of return, sum(flow / (1 + rate) ** k) = 0, from -99.9999 % to 100,000,000 %, to 34
    digits. CreditError where there is no such rate, or several, or it cannot be told: never one of them.
    """
    amounts = numbers_of("flows", flows)
    return only_rate([Flow(amount, Fraction(k)) for k, amount in enumerate(amounts)])


def xirr(flows: Sequence[Number], dates: Sequence[AnyDate]) -> Number:
    """The effective rate per annum of flows at dates, by actual days / 365: the XIRR of spreadsheets.

    Dates in any order; time counts from the earliest. Errors as `irr`.
    """
    amounts = numbers_of("flows", flows)
    days = [as_date("dates", date).day_number for date in bounded("dates", dates)]
    same_length(flows=amounts, dates=days)
    first = min(days)
    return only_rate(
        [Flow(amount, Fraction(day - first, 365)) for amount, day in zip(amounts, days, strict=True)]
    )


def eu_apr(
    drawdowns: Sequence[Number],
    drawdown_years: Sequence[Number],
    payments: Sequence[Number],
    payment_years: Sequence[Number],
) -> Number:
    """The annual percentage rate of charge of the European Union, as a fraction; an effective rate.

    sum(drawdown / (1 + X) ** t) = sum(payment / (1 + X) ** s), times in years after the first drawdown
    (Directive 2008/48/EC, Annex I; 2014/17/EU, Annex I; before them 98/7/EC). A year has 12 equal months,
    52 weeks, 365 days (leap years 366): i / 12, i / 52, i / 365, i / 366 and their sums are taken as exactly
    that (`exact_years`). Charges that the borrower pays at drawdown are deducted from it. Not rounded; the
    directives state it to one decimal of a percent. Errors as `irr`.
    """
    lent = _timed("drawdowns", drawdowns, drawdown_years, -1)
    return only_rate(lent + _timed("payments", payments, payment_years, 1))


def _timed(name: str, amounts: Sequence[Number], years: Sequence[Number], sign: int) -> list[Flow]:
    sizes = arguments.not_negative_numbers(name, amounts)
    times = [arguments.within("years", time, 0, 1_000) for time in numbers_of("years", years)]
    same_length(**{name: sizes, "years": times})
    return [Flow(sign * size, exact_years(time)) for size, time in zip(sizes, times, strict=True)]


_YEAR_PARTS = lcm(12, 52, 365, 366)


def exact_years(years: Decimal) -> Fraction:
    """The whole months, weeks and days of a year that a rounded decimal stands for; else the decimal itself.

    Sums of i / 12, i / 52, i / 365 and i / 366 are multiples of one part of a year; those lie 3E-7 apart, so
    that a decimal which is one of them but for the rounding of its last few digits is meant to be it.
    """
    fraction = Fraction(years)
    part = Fraction(round(fraction * _YEAR_PARTS), _YEAR_PARTS)
    return part if abs(part - fraction) <= _ROUNDED * (1 + fraction) else fraction


_ROUNDED = Fraction(1, 10**26)
"""Of a sum of a few quotients with 34 digits each, or with the 28 of Python's decimals by default."""


@exactly
def effective_rate(nominal_rate: Number, periods_per_year: Number) -> Number:
    """The effective rate per annum: (1 + nominal_rate / n) ** n - 1, n = `periods_per_year` (1 to 366)."""
    n = arguments.integer("periods_per_year", periods_per_year, 1, 366)
    return rounded((1 + arguments.return_rate("nominal_rate", nominal_rate) / n) ** n - 1)


@exactly
def nominal_rate(effective_rate: Number, periods_per_year: Number) -> Number:
    """The nominal rate per annum: n * ((1 + effective_rate) ** (1 / n) - 1), n = `periods_per_year`."""
    n = arguments.integer("periods_per_year", periods_per_year, 1, 366)
    growth = 1 + arguments.return_rate("effective_rate", effective_rate)
    return rounded(n * (discount_factor(growth, Decimal(-1) / n) - 1)) if n > 1 else rounded(growth - 1)
