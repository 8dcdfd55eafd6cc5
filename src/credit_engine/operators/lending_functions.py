"""Capacity, collateral, concentration and prices as functions of policies."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from credit_engine.credit import capacity, collateral, concentration, pricing, working_capital
from credit_engine.credit.collateral import Collateral
from credit_engine.operators.credit_table import define_credit

define_credit(
    "affordable_payment",
    "income: number, debt_ratio: number, other_debt_service?: number",
    capacity.affordable_payment,
    "The payment that keeps all debt service within a share of income; at least 0.",
    "affordable_payment(20000, 0.5, 3200) = 6800",
    source="商业银行房地产贷款风险管理指引 (银监发〔2004〕57号), art. 36, for the ratio",
    unit="same",
)
define_credit(
    "affordable_housing_payment",
    "income: number, housing_ratio: number, total_ratio: number, property_fee?: number, "
    "other_debt_service?: number",
    lambda income, housing, whole, fee=None, other=None: capacity.affordable_housing_payment(
        income, housing, whole, fee or 0, other or 0
    ),
    "The mortgage payment that keeps housing within one share of income and all debt service within another.",
    "affordable_housing_payment(30000, 0.5, 0.55, 600, 2500) = 13400",
    source="商业银行房地产贷款风险管理指引 (银监发〔2004〕57号), art. 36",
    unit="same",
)
define_credit(
    "debt_service_cover",
    "cash_flow: number, debt_service: number",
    capacity.debt_service_cover,
    "DSCR: the cash flow available for debt service by the debt service.",
    "debt_service_cover(150, 120) = 1.25",
    source="E. Yescombe, Principles of Project Finance, 2nd ed. (2013)",
)
define_credit(
    "interest_cover",
    "profit_before_interest_and_tax: number, interest: number",
    capacity.interest_cover,
    "EBIT by interest expense.",
    "interest_cover(60, 20) = 3",
    source="L. Bernstein, Financial Statement Analysis, 5th ed. (1993)",
)
define_credit(
    "loan_from_cash_flow",
    "cash_flow: number, cover: number, annual_rate: number, years: number",
    capacity.loan_from_cash_flow,
    "The loan whose level yearly service the cash flow covers so many times.",
    "decimal(loan_from_cash_flow(12000000, 1.25, 0.052, 7), 2) = 55148794.22",
    source="the annuity formula; E. Yescombe, Principles of Project Finance, 2nd ed. (2013)",
)
_WORKING_CAPITAL = "流动资金贷款管理暂行办法 (银监会令2010年第1号), annex"
define_credit(
    "working_capital_need",
    "sales: number, margin: number, growth: number, cycle_days: number",
    working_capital.need_of_cycle,
    "The working capital that a business needs (流动资金贷款需求量): sales * (1 - margin) * (1 + growth) * "
    "cycle_days / 360; 0 for a cycle of no days.",
    "working_capital_need(120000000, 0.1, 0.15, 90) = 31050000",
    source=_WORKING_CAPITAL,
    unit="same",
)
define_credit(
    "turnover_days",
    "balance: number, yearly_flow: number",
    working_capital.days_of,
    "How many days of a yearly flow a balance stands for: 360 * balance / flow.",
    "turnover_days(18000000, 120000000) = 54",
    source=_WORKING_CAPITAL,
)
define_credit(
    "loan_to_value",
    "loan: number, value: number, prior_liens?: number",
    collateral.loan_to_value,
    "All that is secured on a property by its value; liens in equal rank are entered with the prior ones.",
    "loan_to_value(600, 1000, 100) = 0.7",
    source="Basel Framework, CRE20.74-20.77",
)
_COLLATERAL = "Basel Framework, CRE22; 商业银行押品管理指引 (银监发〔2017〕16号)"
define_credit(
    "collateral_value",
    "value: number, haircut: number, prior_liens?: number",
    collateral.net_value,
    "value * (1 - haircut) - prior liens, at least 0.",
    "collateral_value(1000, 0.3, 200) = 500",
    source=_COLLATERAL,
    unit="same",
)


def _items(items: list[dict[str, Any]]) -> list[Collateral]:
    names = ("haircut", "prior_liens", "ceiling")
    return [Collateral(item["value"], **{n: item[n] for n in names if n in item}) for item in items]


_ITEMS = "items: list<context<value: number>>"
define_credit(
    "lendable_value",
    _ITEMS,
    lambda items: collateral.lendable_value(_items(items)),
    "The most that collateral lets be lent: the sum of value * (1 - haircut) * ceiling - prior liens, each "
    "at least 0. Items may have `haircut`, `prior_liens` and `ceiling` (抵押率).",
    "lendable_value([{value: 1000, haircut: 0.3, prior_liens: 100, ceiling: 0.8}]) = 460",
    source=_COLLATERAL,
)
define_credit(
    "cover_ratio",
    f"{_ITEMS}, exposure: number",
    lambda items, exposure: collateral.cover_ratio(_items(items), exposure),
    "The net value of collateral, value * (1 - haircut) - prior liens, by the exposure.",
    "cover_ratio([{value: 1000, haircut: 0.3, prior_liens: 100}], 500) = 1.2",
    source=_COLLATERAL,
)
define_credit(
    "herfindahl",
    "exposures: list<number>",
    concentration.herfindahl,
    "The index of concentration: the sum of squared shares.",
    "herfindahl([50, 30, 15, 5]) = 0.365",
    source="A. Hirschman, The Paternity of an Index, American Economic Review 54 (1964)",
)
define_credit(
    "exposure_headroom",
    "base: number, limit_ratio: number, exposure: number",
    concentration.exposure_headroom,
    "What a limit on exposures leaves: capital base * ratio - exposure, below 0 where it is exceeded.",
    "exposure_headroom(4200000000, 0.15, 560000000) = 70000000",
    source="商业银行大额风险暴露管理办法 (银监会令2018年第1号), arts. 7-9; Basel Framework, LEX20",
    unit="same",
)
define_credit(
    "own_share_room",
    "own_debt: number, others_debt: number, share: number",
    concentration.own_share_room,
    "How much more one bank may lend so that its share of all bank debt keeps to `share`.",
    "own_share_room(0, 600, 0.4) = 400",
    unit="same",
    source="(own + x) / (own + x + others) = share; joint credit by 银保监发〔2018〕24号",
)

_ECONOMICS = (
    "funding: number, operating_cost: number, expected_loss: number, economic_capital: number, tax?: "
    "number, capital_credit?: number, relationship?: number, interest_tax?: number"
)
_RAROC = (
    "C. Matten, Managing Bank Capital, 2nd ed. (2000); E. Zaik and others, RAROC at Bank of America (1996)"
)


def _on_loan(function: Callable[..., Any], first: int = 1) -> Callable[..., Any]:
    """The function of its first arguments and of a loan's economics, which are given one by one."""

    def row(*arguments: Any) -> Any:
        loan = pricing.Economics(*(Decimal(0) if e is None else e for e in arguments[first:]))
        return function(*arguments[:first], loan)

    return row


define_credit(
    "raroc",
    f"annual_rate: number, {_ECONOMICS}",
    _on_loan(pricing.raroc),
    "The return on economic capital after tax, from fractions of the exposure per annum.",
    "raroc(0.05, 0.021, 0.006, 0.005, 0.1, 0.25) = 0.135",
    source=_RAROC,
)
define_credit(
    "rate_for_raroc",
    f"hurdle: number, {_ECONOMICS}",
    _on_loan(pricing.rate_for_raroc),
    "The rate at which the RAROC is the hurdle.",
    "decimal(rate_for_raroc(0.12, 0.021, 0.006, 0.00477, 0.105, 0.25, 0.017, 0.002), 6) = 0.044785",
    source=_RAROC,
)
define_credit(
    "economic_profit",
    f"ead: number, annual_rate: number, hurdle: number, {_ECONOMICS}",
    _on_loan(pricing.economic_profit, 3),
    "(RAROC - hurdle) * economic capital, in the currency of `ead`, a year.",
    "economic_profit(1000000, 0.05, 0.12, 0.021, 0.006, 0.005, 0.1, 0.25) = 1500",
    source=_RAROC,
    unit="same",
)
define_credit(
    "spread_in_basis_points",
    "annual_rate: number, base_rate: number",
    pricing.spread_in_basis_points,
    "How a rate is quoted over a base rate such as the LPR.",
    "spread_in_basis_points(0.0439, 0.03) = 139",
    source="中国人民银行公告〔2019〕第15号: rates are quoted as LPR and basis points",
)
define_credit(
    "rate_ceiling",
    "base_rate: number, multiple: number",
    pricing.rate_ceiling,
    "A ceiling of rates that is a multiple of a base rate; the policy says which rate is compared with it.",
    "rate_ceiling(0.03, 4) = 0.12",
    source="最高人民法院关于审理民间借贷案件适用法律若干问题的规定 (2020), art. 25",
)
define_credit(
    "penalty_rate",
    "annual_rate: number, surcharge: number",
    pricing.penalty_rate,
    "The rate on overdue or misused amounts: rate * (1 + surcharge).",
    "penalty_rate(0.06, 0.5) = 0.09",
    source="银发〔2003〕251号, art. 3",
)
