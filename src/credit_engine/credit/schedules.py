"""Instalment schedules in money: each row rounded to cents, the last row absorbing what is left.

The ways of repaying that Chinese banks offer: equal instalments (等额本息), equal principal (等额本金),
interest first and principal last (先息后本), all at the end (到期一次还本付息), a balloon at the end
(气球贷), and a grace period in which only interest is paid. Cents are rounded half up.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

from credit_engine.credit import arguments
from credit_engine.credit.arguments import CreditError, choice, refuse
from credit_engine.credit.day_counts import AnyDate, as_date, exact_year_fraction, in_calendar, monthly_dates
from credit_engine.credit.working import exactly, rounded, to_cents, total, up_to_multiple
from credit_engine.limits import MAX_FLOWS
from credit_engine.numbers import Number
from credit_engine.temporal import Date

Method: TypeAlias = Literal["equal_instalment", "equal_principal", "interest_only", "bullet"]
METHODS: tuple[str, ...] = get_args(Method)
AMORTISING = ("equal_instalment", "equal_principal")
"""Those whose every instalment repays a part."""
_MONTHS_APART = {1: 12, 2: 6, 3: 4, 4: 3, 6: 2, 12: 1}
_DAYS_APART = {26: 14, 52: 7}
PERIODS_PER_YEAR = (*_MONTHS_APART, *_DAYS_APART)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One row: what is paid, its parts, and what is owed afterwards; `due` where dates were given."""

    number: int
    payment: Number
    principal: Number
    interest: Number
    balance: Number
    due: Date | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """All rows of a loan."""

    amount: Number
    rows: tuple[Instalment, ...]

    @property
    def total_interest(self) -> Number:
        """The sum of all interest."""
        return _sum([row.interest for row in self.rows])

    @property
    def total_paid(self) -> Number:
        """The sum of all payments."""
        return _sum([row.payment for row in self.rows])


def _sum(values: Sequence[Number]) -> Number:
    return rounded(total([Decimal(value) for value in values]))


@dataclass(frozen=True, slots=True)
class _Terms:
    amount: Decimal
    balloon: Decimal
    grace: int
    rates: tuple[Decimal, ...]
    digits: int
    round_up_to: Decimal | None = None

    @property
    def repayments(self) -> int:
        return len(self.rates) - self.grace


@exactly
def schedule(
    method: str,
    amount: Number,
    annual_rate: Number,
    periods: Number,
    *,
    periods_per_year: Number = 12,
    grace: Number = 0,
    balloon: Number = 0,
    start: AnyDate | None = None,
    first_due: AnyDate | None = None,
    end_of_month: bool = False,
    day_count: str | None = None,
    digits: Number = 2,
    round_up_to: Number | None = None,
) -> Schedule:
    """The rows of a loan of `amount` at the nominal `annual_rate`, repaid in `periods` equal periods.

    `method`: `equal_instalment`, `equal_principal`, `interest_only` (principal with the last payment)
    or `bullet` (interest, too). In the first `grace` periods only interest is paid. `balloon` is left
    for the last payment in addition to its instalment. `periods_per_year`: 1, 2, 3, 4, 6, 12, 26, 52.

    Interest of a period is balance * annual_rate / periods_per_year; with a `start` date and a `day_count`
    it is by the days between due dates instead (`day_counts.DAY_COUNTS`). Due dates follow `first_due`, else
    the start's day of month; with `end_of_month` they stay on last days of months where the first one is such
    a day. Equal instalments are amount / sum of discount factors, so that they come out level under every day
    count. Amounts are rounded half up to `digits` decimals; with `round_up_to` equal instalments are
    rounded up to multiples of it (1 is whole yuan), and the last one, which may then come earlier, is
    smaller. Raises CreditError for arguments that make no loan, and for an amount so small, or a term so
    long, that rounding leaves instalments that repay nothing.
    """
    chosen = choice("method", method, METHODS)
    count = arguments.integer("periods", periods, 1, MAX_FLOWS)
    per_year = arguments.integer("periods_per_year", periods_per_year, 1, 366)
    dates = _due_dates(start, first_due, count, per_year, end_of_month) if start is not None else ()
    rates = _period_rates(arguments.rate("annual_rate", annual_rate), count, per_year, dates, day_count)
    decimals = arguments.integer("digits", digits, 0, 8)
    terms = _Terms(
        _money("amount", amount, decimals),
        _money("balloon", balloon, decimals),
        arguments.whole_up_to("grace", grace, 0, count - 1),
        rates,
        decimals,
        None if round_up_to is None else arguments.positive("round_up_to", round_up_to),
    )
    if terms.balloon > terms.amount:
        raise refuse("balloon", "above the amount")
    rows = _rows(chosen, terms, dates[1:])
    if chosen in AMORTISING and terms.amount > terms.balloon:
        repaid_as_said(rows[terms.grace :])
    return Schedule(rounded(terms.amount), rows)


def repaid_as_said(rows: Sequence[Instalment]) -> None:
    """CreditError for rows that repay by instalments in name only, because rounding leaves nothing of them.

    Such are a row without a payment (0.05 in twelve months: eleven times 0.00), and rows of which only the
    last repays anything.
    """
    before_last = rows[:-1]
    if any(not row.payment for row in rows) or (
        before_last and not any(row.principal for row in before_last)
    ):
        raise refuse("amount", f"rounded to money, some of its {len(rows)} instalments would repay nothing")


def _money(name: str, amount: Number, digits: int) -> Decimal:
    found = arguments.not_negative(name, amount)
    if found != to_cents(found, digits):
        raise arguments.never(name, f"more than {digits} decimals")
    return found


def _due_dates(
    start: AnyDate, first_due: AnyDate | None, count: int, per_year: int, end_of_month: bool
) -> tuple[Date, ...]:
    """The start and all due dates, each in its own count from the first one."""
    begin = as_date("start", start)
    months, days = _MONTHS_APART.get(per_year), _DAYS_APART.get(per_year)
    if months is None and days is None:
        raise refuse("periods_per_year", f"not one of {', '.join(map(str, PERIODS_PER_YEAR))}")
    if first_due is not None and not begin < as_date("first_due", first_due):
        raise refuse("first_due", "not after the start")
    first, offset = (begin, 1) if first_due is None else (as_date("first_due", first_due), 0)
    if months is not None:
        return (begin, *monthly_dates(first, count, months, offset, end_of_month))
    return (
        begin,
        *in_calendar(lambda: [first.plus_days((days or 0) * k) for k in range(offset, offset + count)]),
    )


def _period_rates(
    rate: Decimal, count: int, per_year: int, dates: tuple[Date, ...], day_count: str | None
) -> tuple[Decimal, ...]:
    """The interest rate of each period."""
    if day_count is None:
        return (rate / per_year,) * count
    if not dates:
        raise refuse("start", "a day count needs the start date")
    return tuple(
        rate * exact_year_fraction(before, after, day_count) for before, after in itertools.pairwise(dates)
    )


def _rows(method: str, terms: _Terms, dates: Sequence[Date]) -> tuple[Instalment, ...]:
    if method == "bullet":
        return _bullet(terms, dates)
    level = _level_payment(terms) if method == "equal_instalment" else Decimal(0)
    part = to_cents((terms.amount - terms.balloon) / terms.repayments, terms.digits)
    rows, balance = [], terms.amount
    for k, rate in enumerate(terms.rates):
        interest = to_cents(balance * rate, terms.digits)
        if k + 1 == len(terms.rates):
            principal = balance
        elif k < terms.grace or method == "interest_only":
            principal = Decimal(0)
        else:
            wanted = level - interest if method == "equal_instalment" else part
            principal = max(Decimal(0), min(wanted, balance - terms.balloon))
        balance -= principal
        rows.append(_row(k, principal, interest, balance, dates))
        if not balance and terms.round_up_to:
            break
    return tuple(rows)


def _row(
    k: int, principal: Decimal, interest: Decimal, balance: Decimal, dates: Sequence[Date]
) -> Instalment:
    paid, due = principal + interest, dates[k] if dates else None
    return Instalment(k + 1, rounded(paid), rounded(principal), rounded(interest), rounded(balance), due)


def _bullet(terms: _Terms, dates: Sequence[Date]) -> tuple[Instalment, ...]:
    """One payment at the end: the principal and simple interest of the whole term."""
    if terms.grace or terms.balloon:
        raise CreditError("method: a bullet loan has neither grace nor balloon")
    interest = to_cents(terms.amount * total(list(terms.rates)), terms.digits)
    return (_row(0, terms.amount, interest, Decimal(0), dates[-1:]),)


def _level_payment(terms: _Terms) -> Decimal:
    """(amount - discounted balloon) / sum of discount factors, from the end of the grace period on."""
    factor, factors = Decimal(1), Decimal(0)
    for rate in terms.rates[terms.grace :]:
        factor /= 1 + rate
        factors += factor
    exact = (terms.amount - terms.balloon * factor) / factors
    return up_to_multiple(exact, terms.round_up_to) if terms.round_up_to else to_cents(exact, terms.digits)
