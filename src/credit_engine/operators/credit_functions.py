"""Lending mathematics as functions of policies.

What the mathematics refuses becomes null, or unknown, with its cause; `credit` documents every formula.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from functools import wraps
from typing import Any, Literal

from credit_engine.absent import Absent, absent
from credit_engine.credit import (
    amortisation,
    capacity,
    capital,
    collateral,
    concentration,
    day_counts,
    delinquency,
    losses,
    normal,
    portfolio,
    pricing,
    regulation_z,
    returns,
    schedules,
    working_capital,
)
from credit_engine.credit.arguments import CreditError, choice
from credit_engine.operators.aggregate_functions import absent_items
from credit_engine.operators.equality import absent_parts
from credit_engine.operators.signatures import signature
from credit_engine.operators.table import Function, LiteralCheck, define

_TERMS = "annual_rate: number, months: number"


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with absent for what it refuses, and its defaults for arguments left out."""

    @wraps(function)
    def row(*arguments: Any) -> Any:
        while arguments[-1] is None:
            arguments = arguments[:-1]
        try:
            return function(*arguments)
        except CreditError as error:
            inner = list(absent_parts(list(arguments)))
            return absent_items(name, inner) if inner else absent(error.code, name, error.detail)

    return row


def _define(
    name: str,
    parameters: str,
    function: Callable[..., Any],
    doc: str,
    example: str,
    result: str = "number",
    unit: Literal["same", "none"] = "none",
    choices: tuple[str, Collection[str]] | None = None,
) -> None:
    """Enter a function; `choices` are a parameter and the only texts that it may be."""
    form = signature(parameters, result, _guarded(name, function))
    literals = () if choices is None else (_among(*choices),)
    define(Function(name, (form,), doc, example, unit=unit, source="credit_engine", literals=literals))


def _among(parameter: str, allowed: Collection[str]) -> LiteralCheck:
    """The check of a text that has to be one of a few."""

    def refusal(text: str) -> Absent | None:
        try:
            choice(parameter, text, allowed)
        except CreditError as error:
            return absent(error.code, "", error.detail)
        return None

    return LiteralCheck((parameter,), refusal)


_define(
    "instalment", f"principal: number, {_TERMS}", amortisation.instalment,
    "The level monthly payment that repays a loan; the monthly rate is annual_rate / 12.",
    "round half up(instalment(100000, 0.12, 12), 2) = 8884.88",
)  # fmt: skip
_define(
    "loan_from_payment", f"payment: number, {_TERMS}", amortisation.loan_from_payment,
    "The loan that a level monthly payment repays; the monthly rate is annual_rate / 12.",
    "round half up(loan_from_payment(8884.88, 0.12, 12), 0) = 100000",
)  # fmt: skip


def _schedule(
    method: str, amount: Any, annual_rate: Any, months: Any, grace: Any = None, balloon: Any = None
) -> list[dict[str, Any]]:
    found = schedules.schedule(method, amount, annual_rate, months, grace=grace or 0, balloon=balloon or 0)
    return [
        {
            "number": row.number,
            "payment": row.payment,
            "principal": row.principal,
            "interest": row.interest,
            "balance": row.balance,
        }
        for row in found.rows
    ]


_ROW = "context<number: number, payment: number, principal: number, interest: number, balance: number>"
_define(
    "instalment_schedule",
    f"method: text, principal: number, {_TERMS}, grace?: number, balloon?: number", _schedule,
    "The monthly rows of a loan in cents: `equal_instalment`, `equal_principal`, `interest_only` or "
    "`bullet`; the first `grace` months pay interest only, `balloon` is left for the last payment, which "
    "absorbs the rounding.",
    'instalment_schedule("equal_instalment", 100000, 0.06, 12)[12].payment = 8606.69', f"list<{_ROW}>",
    choices=("method", schedules.METHODS),
)  # fmt: skip
_define(
    "accrued_interest",
    "principal: number, annual_rate: number, from: date, to: date, day_count: text",
    day_counts.accrued_interest,
    "Simple interest between two dates by `act/360`, `act/365`, `30/360` or `30E/360`.",
    'accrued_interest(100000, 0.06, date("2026-01-01"), date("2026-04-01"), "act/360") = 1500',
    choices=("day_count", day_counts.DAY_COUNTS),
)  # fmt: skip
_define(
    "irr", "flows: list<number>", returns.irr,
    "The internal rate of return per period of flows one period apart, the first one now; null where there "
    "is no such rate, or more than one.",
    "decimal(irr([-1200000, 350000, 350000, 350000, 350000]), 8) = 0.06464423",
)  # fmt: skip
_define(
    "xirr", "flows: list<number>, dates: list<date>", returns.xirr,
    "The effective annual rate of return of flows at dates, by actual days / 365.",
    'xirr([-100, 110], [date("2026-01-01"), date("2027-01-01")]) = 0.1',
)  # fmt: skip
_define(
    "present_value", "rate: number, amounts: list<number>, years: list<number>", returns.present_value,
    "Amounts after so many years, discounted at an effective annual rate.",
    "present_value(0.1, [110, 121], [1, 2]) = 200",
)  # fmt: skip
_define(
    "effective_rate", "nominal_rate: number, periods_per_year: number", returns.effective_rate,
    "The effective annual rate of a nominal one: (1 + r / n) ** n - 1.",
    "decimal(effective_rate(0.12, 12), 6) = 0.126825",
)  # fmt: skip
_define(
    "nominal_rate", "effective_rate: number, periods_per_year: number", returns.nominal_rate,
    "The nominal annual rate of an effective one.", "nominal_rate(0.21, 2) = 0.2",
)  # fmt: skip
_define(
    "apr_us",
    "amount_financed: number, payments: list<number>, unit_periods: list<number>, fractions: list<number>, "
    "periods_per_year: number",
    regulation_z.apr,
    "The annual percentage rate by the actuarial method of Regulation Z, Appendix J, as a fraction; "
    "payments after whole unit-periods and odd fractions of one.",
    "decimal(apr_us(1000, [510, 510], [1, 2], [0, 0], 12), 4) = 0.1596",
)  # fmt: skip
_define(
    "apr_eu",
    "drawdowns: list<number>, drawdown_years: list<number>, payments: list<number>, "
    "payment_years: list<number>",
    returns.eu_apr,
    "The annual percentage rate of charge of Directive 2008/48/EC, Annex I, as a fraction; times in years.",
    "decimal(apr_eu([950], [0], [1200], [1.5]), 4) = 0.1685",
)  # fmt: skip
_define(
    "affordable_payment", "income: number, debt_ratio: number, other_debt_service?: number",
    capacity.affordable_payment,
    "The payment that keeps all debt service within a share of income; at least 0.",
    "affordable_payment(20000, 0.5, 3200) = 6800", unit="same",
)  # fmt: skip
_define(
    "debt_service_cover", "cash_flow: number, debt_service: number", capacity.debt_service_cover,
    "DSCR: the cash flow available for debt service by the debt service.",
    "debt_service_cover(150, 120) = 1.25",
)  # fmt: skip
_define(
    "loan_from_cash_flow", "cash_flow: number, cover: number, annual_rate: number, years: number",
    capacity.loan_from_cash_flow,
    "The loan whose level yearly service the cash flow covers so many times.",
    "decimal(loan_from_cash_flow(12000000, 1.25, 0.052, 7), 2) = 55148794.22",
)  # fmt: skip
_define(
    "working_capital_need", "sales: number, margin: number, growth: number, cycle_days: number",
    working_capital.need_of_cycle,
    "The working capital that a business needs (流动资金贷款需求量): sales * (1 - margin) * (1 + growth) * "
    "cycle_days / 360; 0 for a cycle of no days.",
    "working_capital_need(120000000, 0.1, 0.15, 90) = 31050000", unit="same",
)  # fmt: skip
_define(
    "turnover_days", "balance: number, yearly_flow: number", working_capital.days_of,
    "How many days of a yearly flow a balance stands for: 360 * balance / flow.",
    "turnover_days(18000000, 120000000) = 54",
)  # fmt: skip
_define(
    "loan_to_value", "loan: number, value: number, prior_liens?: number", collateral.loan_to_value,
    "All that is secured on a property by its value.", "loan_to_value(600, 1000, 100) = 0.7",
)  # fmt: skip
_define(
    "collateral_value", "value: number, haircut: number, prior_liens?: number", collateral.net_value,
    "value * (1 - haircut) - prior liens, at least 0.", "collateral_value(1000, 0.3, 200) = 500",
    unit="same",
)  # fmt: skip
_define(
    "herfindahl", "exposures: list<number>", concentration.herfindahl,
    "The Herfindahl-Hirschman index of concentration: the sum of squared shares.",
    "herfindahl([50, 30, 15, 5]) = 0.365",
)  # fmt: skip
_define(
    "own_share_room", "own_debt: number, others_debt: number, share: number", concentration.own_share_room,
    "How much more one bank may lend so that its share of all bank debt keeps to `share`.",
    "own_share_room(0, 600, 0.4) = 400", unit="same",
)  # fmt: skip
_define(
    "expected_loss", "pd: number, lgd: number, ead: number", losses.expected_loss,
    "PD * LGD * EAD.", "expected_loss(0.02, 0.45, 1000000) = 9000",
)  # fmt: skip
_define(
    "lifetime_expected_loss",
    "marginal_pds: list<number>, lgds: list<number>, eads: list<number>, effective_rate: number",
    losses.lifetime_expected_loss,
    "Expected credit loss over the years of a loan, discounted from the year ends (IFRS 9).",
    "decimal(lifetime_expected_loss([0.02, 0.0196], [0.45, 0.45], [100, 100], 0.05), 4) = 1.6571",
)  # fmt: skip
_define(
    "workout_lgd",
    "ead: number, rate: number, recoveries: list<number>, recovery_years: list<number>, "
    "costs?: list<number>, cost_years?: list<number>",
    losses.workout_lgd,
    "1 - (present value of recoveries - present value of costs) / EAD.",
    "workout_lgd(1000, 0.1, [550], [1]) = 0.5",
)  # fmt: skip
_define("normal_cdf", "x: number", normal.normal_cdf,
    "The standard normal distribution function.", "decimal(normal_cdf(-1), 6) = 0.158655",
)  # fmt: skip
_define("normal_inverse", "p: number", normal.normal_inverse,
    "The inverse of the standard normal distribution function.",
    "decimal(normal_inverse(0.999), 6) = 3.090232",
)  # fmt: skip


def _corporate(
    pd: Any, lgd: Any, maturity: Any, turnover: Any = None, least: Any = None, most: Any = None
) -> Any:
    """K of a corporate; the size band is Basel's in EUR million unless both ends are given."""
    firms = capital.BASEL_FIRMS
    if least is not None or most is not None:
        firms = capital.FirmSizeBand(least, most)
    found = capital.irb_capital("corporate", pd, lgd, maturity=maturity, turnover=turnover, firms=firms)
    return found.requirement


def _retail(exposure_class: str) -> Callable[..., Any]:
    def requirement(pd: Any, lgd: Any) -> Any:
        return capital.irb_capital(exposure_class, pd, lgd).requirement

    return requirement


_define(
    "irb_capital_corporate",
    "pd: number, lgd: number, maturity: number, turnover?: number, least_turnover?: number, "
    "most_turnover?: number",
    _corporate,
    "IRB capital requirement K of a corporate (CRE31), a fraction of EAD; `maturity` 1 to 5 years; "
    "`turnover` of a small or medium firm within Basel's band, EUR 5 to 50 million, or the band given.",
    "decimal(irb_capital_corporate(0.01, 0.45, 2.5) * 12.5, 4) = 0.9232",
)  # fmt: skip
for _class, _title, _example in (
    ("mortgage", "a residential mortgage", "decimal(irb_capital_mortgage(0.01, 0.25) * 12.5, 4) = 0.3133"),
    ("qrre", "qualifying revolving retail", "decimal(irb_capital_qrre(0.01, 0.85) * 12.5, 4) = 0.3253"),
    ("other_retail", "other retail", "decimal(irb_capital_other_retail(0.01, 0.45) * 12.5, 4) = 0.4577"),
):
    _define(
        f"irb_capital_{_class}", "pd: number, lgd: number", _retail(_class),
        f"IRB capital requirement K of {_title} (CRE31), a fraction of EAD.", _example,
    )  # fmt: skip

_ECONOMICS = (
    "funding: number, operating_cost: number, expected_loss: number, economic_capital: number, tax?: number, "
    "capital_credit?: number, relationship?: number, interest_tax?: number"
)


def _on_loan(function: Callable[[Any, pricing.Economics], Any]) -> Callable[..., Any]:
    def row(first: Any, *economics: Any) -> Any:
        return function(first, pricing.Economics(*(Decimal(0) if e is None else e for e in economics)))

    return row


_define(
    "raroc", f"annual_rate: number, {_ECONOMICS}", _on_loan(pricing.raroc),
    "The return on economic capital after tax, from fractions of the exposure per annum.",
    "raroc(0.05, 0.021, 0.006, 0.005, 0.1, 0.25) = 0.135",
)  # fmt: skip
_define(
    "rate_for_raroc", f"hurdle: number, {_ECONOMICS}", _on_loan(pricing.rate_for_raroc),
    "The rate at which the RAROC is the hurdle.",
    "decimal(rate_for_raroc(0.12, 0.021, 0.006, 0.00477, 0.105, 0.25, 0.017, 0.002), 6) = 0.044785",
)  # fmt: skip


def _days_past_due(dues: list[Any], payments: list[Any], as_of: Any) -> int:
    owed, paid = ([delinquency.Due(row["date"], row["amount"]) for row in rows] for rows in (dues, payments))
    return delinquency.days_past_due_of(owed, paid, as_of)


_DUE = "list<context<date: date, amount: number>>"
_define(
    "days_past_due", f"dues: {_DUE}, payments: {_DUE}, as_of: date", _days_past_due,
    "Days from the oldest due date that payments do not cover; the due day is day 0.",
    'days_past_due([{date: date("2026-01-31"), amount: 100}], [], date("2026-05-02")) = 91',
)  # fmt: skip
_define(
    "bad_loan_ratio", "bad_loans: number, loans: number", portfolio.bad_loan_ratio,
    "Non-performing loans by all loans (不良贷款率).", "bad_loan_ratio(3, 100) = 0.03",
)  # fmt: skip
