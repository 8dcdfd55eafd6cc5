"""Rates and costs as functions of policies."""

from __future__ import annotations

from typing import Any

from credit_engine.credit import borrowing_cost, regulation_z, returns
from credit_engine.credit.borrowing_cost import CostItem
from credit_engine.operators.credit_table import define_credit, given

_RETURN = (
    "S. Kellison, The Theory of Interest, 3rd ed. (2009), 7.2; one root only, by Descartes' rule of signs"
)
define_credit(
    "irr",
    "flows: list<number>",
    returns.irr,
    "The internal rate of return per period of flows one period apart, the first one now; null where there "
    "is no such rate, or more than one.",
    "decimal(irr([-1200000, 350000, 350000, 350000, 350000]), 8) = 0.06464423",
    source=_RETURN,
)
define_credit(
    "xirr",
    "flows: list<number>, dates: list<date>",
    returns.xirr,
    "The effective annual rate of return of flows at dates, by actual days / 365.",
    'xirr([-100, 110], [date("2026-01-01"), date("2027-01-01")]) = 0.1',
    source="OASIS, OpenDocument 1.3, part 4 (OpenFormula): XIRR",
)
define_credit(
    "present_value",
    "rate: number, amounts: list<number>, years: list<number>",
    returns.present_value,
    "Amounts after so many years, discounted at an effective annual rate.",
    "present_value(0.1, [110, 121], [1, 2]) = 200",
    source="S. Kellison, The Theory of Interest, 3rd ed. (2009), 1.6",
)
_NOMINAL = "S. Kellison, The Theory of Interest, 3rd ed. (2009), 1.8"
define_credit(
    "effective_rate",
    "nominal_rate: number, periods_per_year: number",
    returns.effective_rate,
    "The effective annual rate of a nominal one: (1 + r / n) ** n - 1.",
    "decimal(effective_rate(0.12, 12), 6) = 0.126825",
    source=_NOMINAL,
)
define_credit(
    "nominal_rate",
    "effective_rate: number, periods_per_year: number",
    returns.nominal_rate,
    "The nominal annual rate of an effective one.",
    "nominal_rate(0.21, 2) = 0.2",
    source=_NOMINAL,
)
define_credit(
    "apr_us",
    "amount_financed: number, payments: list<number>, unit_periods: list<number>, fractions: list<number>, "
    "periods_per_year: number",
    regulation_z.apr,
    "The annual percentage rate by the actuarial method, as a fraction; payments after whole unit-periods "
    "and odd fractions of one.",
    "decimal(apr_us(1000, [510, 510], [1, 2], [0, 0], 12), 4) = 0.1796",
    source="Regulation Z, 12 CFR 1026, Appendix J",
)
define_credit(
    "apr_eu",
    "drawdowns: list<number>, drawdown_years: list<number>, payments: list<number>, "
    "payment_years: list<number>",
    returns.eu_apr,
    "The annual percentage rate of charge, as a fraction; times in years, where `i / 12`, `i / 52` and `i "
    "/ 365` are exactly months, weeks and days.",
    "decimal(apr_eu([950], [0], [1200], [1.5]), 4) = 0.1685",
    source="Directive 2008/48/EC, Annex I; Directive 2014/17/EU, Annex I",
)


def _all_in_cost(amount: Any, payments: list[Any], items: Any = None, periods_per_year: Any = None) -> Any:
    charged = [CostItem(item["name"], item["amount"], item["period"]) for item in items or ()]
    return borrowing_cost.all_in_cost(amount, payments, charged, **given(periods_per_year=periods_per_year))


define_credit(
    "all_in_cost",
    "amount: number, payments: list<number>, items?: list<context<name: text, period: number, amount: "
    "number>>, periods_per_year?: number",
    _all_in_cost,
    "The all-in annual cost of a loan (年化综合融资成本) from its payments and all charges, each with the "
    "payment of its `period`, 0 at drawdown: the nominal rate is the rate of return per period times the "
    "periods of a year, 12 unless given; `disclosed_rate` is rounded to 0.01 %.",
    'all_in_cost(100000, for i in 1..12 return 9168, [{name: "fee", period: 0, amount: '
    "3000}]).disclosed_rate "
    "= 0.2391",
    source="中国人民银行公告〔2021〕第3号; 金规〔2026〕2号",
    result="context<amount: number, received: number, interest: number, charges: number, total_cost: number, "
    "nominal_rate: number, effective_rate: number, disclosed_rate: number>",
)
