"""Loans as functions of policies: instalments, schedules, steps, early repayment, days and interest."""

from __future__ import annotations

from typing import Any

from credit_engine.credit import amortisation, day_counts, prepayment, schedules, step_payments
from credit_engine.credit.schedules import Schedule
from credit_engine.credit.step_payments import Steps
from credit_engine.operators.credit_table import define_credit, given

_TERMS = "annual_rate: number, months: number"
_ANNUITY = "the annuity formula; S. Kellison, The Theory of Interest, 3rd ed. (2009), chapter 3"
_SCHEDULE = "S. Kellison, The Theory of Interest, 3rd ed. (2009), chapter 5"

define_credit(
    "instalment",
    f"principal: number, {_TERMS}",
    amortisation.instalment,
    "The level monthly payment that repays a loan; the monthly rate is annual_rate / 12.",
    "round half up(instalment(100000, 0.12, 12), 2) = 8884.88",
    source=_ANNUITY,
)
define_credit(
    "instalment_rounded_up",
    f"principal: number, {_TERMS}, unit?: number",
    amortisation.instalment_rounded_up,
    "The same rounded up to a multiple of `unit`, a cent unless given, so that the last payment is smaller.",
    "instalment_rounded_up(100000, 0.06, 12) = 8606.65",
    source=_ANNUITY,
)
define_credit(
    "loan_from_payment",
    f"payment: number, {_TERMS}",
    amortisation.loan_from_payment,
    "The loan that a level monthly payment repays; the monthly rate is annual_rate / 12.",
    "round half up(loan_from_payment(8884.88, 0.12, 12), 0) = 100000",
    source=_ANNUITY,
)
define_credit(
    "number_of_instalments",
    "principal: number, annual_rate: number, payment: number",
    amortisation.number_of_instalments,
    "The least number of monthly payments of at most `payment` that repay a loan; the last one is smaller.",
    "number_of_instalments(8000, 0.07, 150) = 65",
    source=_ANNUITY,
)
define_credit(
    "payment_periods",
    "principal: number, rate: number, payment: number",
    amortisation.payment_periods,
    "How many periods a level payment takes to repay a loan at a rate per period, with their fraction: "
    "NPER of spreadsheets.",
    "decimal(payment_periods(1000, 0.01, 100), 4) = 10.5886",
    source=_ANNUITY,
)


def _rows(loan: Schedule) -> list[dict[str, Any]]:
    return [
        {
            "number": row.number,
            "payment": row.payment,
            "principal": row.principal,
            "interest": row.interest,
            "balance": row.balance,
        }
        for row in loan.rows
    ]


def _schedule(
    method: str,
    amount: Any,
    annual_rate: Any,
    months: Any,
    grace: Any = None,
    balloon: Any = None,
    round_up_to: Any = None,
) -> list[dict[str, Any]]:
    options = given(grace=grace, balloon=balloon, round_up_to=round_up_to)
    return _rows(schedules.schedule(method, amount, annual_rate, months, **options))


_ROW = "context<number: number, payment: number, principal: number, interest: number, balance: number>"
define_credit(
    "instalment_schedule",
    f"method: text, principal: number, {_TERMS}, grace?: number, balloon?: number, round_up_to?: number",
    _schedule,
    "The monthly rows of a loan in cents: `equal_instalment`, `equal_principal`, `interest_only` or "
    "`bullet`; the first `grace` months pay interest only, `balloon` is left for the last payment, which "
    "absorbs the rounding. Equal instalments are rounded up to multiples of `round_up_to` where it is "
    "given.",
    'instalment_schedule("equal_instalment", 100000, 0.06, 12)[12].payment = 8606.69',
    source=_SCHEDULE,
    result=f"list<{_ROW}>",
)


def _steps(every: Any, growth: Any, increase: Any) -> Steps:
    return Steps(every, **given(growth=growth, increase=increase))


def _step_instalment(
    principal: Any, annual_rate: Any, months: Any, step_months: Any, growth: Any = None, increase: Any = None
) -> Any:
    steps = _steps(step_months, growth, increase)
    return step_payments.step_instalment(principal, annual_rate, months, steps)


def _step_schedule(
    principal: Any, annual_rate: Any, months: Any, step_months: Any, growth: Any = None, increase: Any = None
) -> list[dict[str, Any]]:
    steps = _steps(step_months, growth, increase)
    return _rows(step_payments.step_schedule(principal, annual_rate, months, steps))


_STEPS = f"principal: number, {_TERMS}, step_months: number, growth?: number, increase?: number"
define_credit(
    "step_instalment",
    _STEPS,
    _step_instalment,
    "The first monthly payment of a loan whose payments change every `step_months`: by the share `growth` "
    "(等比递增) and the amount `increase` (等额递增).",
    "decimal(step_instalment(100000, 0.06, 24, 12, 0.1), 2) = 4227.03",
    source="S. Kellison, The Theory of Interest, 3rd ed. (2009), chapter 4: payments in progression",
)
define_credit(
    "step_schedule",
    _STEPS,
    _step_schedule,
    "The monthly rows of such a loan in cents.",
    "step_schedule(100000, 0.06, 24, 12, 0, 100)[13].payment = 4483.56",
    source="S. Kellison, The Theory of Interest, 3rd ed. (2009), chapter 4: payments in progression",
    result=f"list<{_ROW}>",
)


def _prepayment(
    method: str, principal: Any, annual_rate: Any, months: Any, after: Any, prepaid: Any, effect: str
) -> dict[str, Any]:
    found = prepayment.prepayment(
        method, principal, annual_rate, months, after=after, prepaid=prepaid, effect=effect
    )
    return {
        "instalment": found.instalment,
        "months": len(found.schedule.rows),
        "interest_saved": found.interest_saved,
        "rows": _rows(found.schedule),
    }


define_credit(
    "prepayment",
    f"method: text, principal: number, {_TERMS}, after: number, prepaid: number, effect: text",
    _prepayment,
    "A loan of which a part is repaid early (提前还款), with instalment `after`: `equal_instalment` or "
    "`equal_principal`, then a `shorter_term` or a `lower_instalment`.",
    'prepayment("equal_instalment", 100000, 0.06, 12, 3, 30000, "shorter_term").months = 9',
    source=_SCHEDULE,
    result=f"context<instalment: number, months: number, interest_saved: number, rows: list<{_ROW}>>",
)
_DAY_COUNTS = "ISDA 2006 Definitions, 4.16; SIA Standard Securities Calculation Methods (1993) for 30U/360"
define_credit(
    "accrued_interest",
    "principal: number, annual_rate: number, from: date, to: date, day_count: text",
    day_counts.accrued_interest,
    "Simple interest between two dates by a day count of `year_fraction`.",
    'accrued_interest(100000, 0.06, date("2026-01-01"), date("2026-04-01"), "act/360") = 1500',
    source=_DAY_COUNTS,
)
define_credit(
    "year_fraction",
    "from: date, to: date, day_count: text",
    day_counts.year_fraction,
    "The part of a year between two dates by `act/360`, `act/365`, `act/act` (ISDA), `30/360`, `30U/360` "
    "(with the end-of-month rule for February) or `30E/360`.",
    'decimal(year_fraction(date("2003-11-01"), date("2004-05-01"), "act/act"), 10) = 0.4977243806',
    source=_DAY_COUNTS,
)
define_credit(
    "icma_fraction",
    "from: date, to: date, period_start: date, period_end: date, periods_per_year: number",
    day_counts.icma_fraction,
    "The part of a year between two dates of one regular interest period by act/act of bonds.",
    'icma_fraction(date("2003-11-01"), date("2004-05-01"), date("2003-11-01"), date("2004-05-01"), 2) = 0.5',
    source="ISDA 2006 Definitions, 4.16(c); ICMA Rule 251",
)


def _due_dates(first: Any, count: Any, months_apart: Any = None, end_of_month: Any = None) -> Any:
    return day_counts.due_dates(first, count, **given(months_apart=months_apart, end_of_month=end_of_month))


define_credit(
    "due_dates",
    "first: date, count: number, months_apart?: number, end_of_month?: boolean",
    _due_dates,
    "Dates that are months apart, each on the first one's day or the last of a shorter month; by the "
    "end-of-month rule all on last days where the first one is.",
    'due_dates(date("2026-02-28"), 3, 1, true)[3] = date("2026-04-30")',
    source="the end-of-month rule of bond markets: SIA Standard Securities Calculation Methods (1993)",
    result="list<date>",
)
