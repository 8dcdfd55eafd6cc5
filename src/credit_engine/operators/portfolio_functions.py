"""Delinquency, portfolios, back-tests and supervisors' figures as functions of policies."""

from __future__ import annotations

from typing import Any

from credit_engine.credit import backtests, delinquency, observation, portfolio
from credit_engine.operators.credit_table import define_credit, given


def _dues(rows: list[dict[str, Any]]) -> list[delinquency.Due]:
    return [delinquency.Due(row["date"], row["amount"]) for row in rows]


def _days_past_due(
    dues: list[Any],
    payments: list[Any],
    as_of: Any,
    least_amount: Any = None,
    least_share: Any = None,
    exposure: Any = None,
) -> int:
    owed, paid = _dues(dues), _dues(payments)
    if least_amount is None and least_share is None:
        return delinquency.days_past_due_of(owed, paid, as_of)
    options = given(least_share=least_share, exposure=exposure)
    return delinquency.days_past_due_above(owed, paid, as_of, least_amount=least_amount or 0, **options)


_DUE = "list<context<date: date, amount: number>>"
_CLASSES = "商业银行金融资产风险分类办法 (银保监会、人民银行令2023年第1号)"
define_credit(
    "days_past_due",
    f"dues: {_DUE}, payments: {_DUE}, as_of: date, least_amount?: number, least_share?: number, "
    "exposure?: number",
    _days_past_due,
    "Days from the oldest due date that payments do not cover; the due day is day 0. A negative payment "
    "reverses earlier ones. With a threshold, days for which arrears have been above `least_amount`, and "
    "above `least_share` of the `exposure`, without a break.",
    'days_past_due([{date: date("2026-01-31"), amount: 100}], [], date("2026-05-02")) = 91',
    source=f"{_CLASSES}; 民法典, art. 560; Regulation (EU) 2018/171 for the thresholds",
)
define_credit(
    "class_by_days",
    "days: number, bounds: list<number>, classes: list<text>",
    delinquency.class_by_days,
    "The class of days past due: that of the bounds which the days exceed; one class more than bounds.",
    'class_by_days(91, [0, 90, 270, 360], ["pass", "special", "substandard", "doubtful", "loss"]) = '
    '"substandard"',
    source=f"{_CLASSES}, arts. 10-13; 商业银行信用卡业务监督管理办法 (2011), art. 92, for cards",
    result="text",
)
define_credit(
    "worst_class",
    "found: list<text>, classes: list<text>",
    delinquency.worst_class,
    "The worst of the classes found, by their order in `classes`, best first; the best where none is found.",
    'worst_class(["pass", "loss"], ["pass", "special", "loss"]) = "loss"',
    source=_CLASSES,
    result="text",
)


def _observation_end(
    first: Any, months_apart: Any, restarts: Any = None, months: Any = None, periods: Any = None
) -> Any:
    options = given(months=months, periods=periods)
    return observation.observation_end(first, months_apart, restarts or (), **options)


define_credit(
    "observation_end",
    "first_repayment: date, months_apart: number, restarts?: list<date>, months?: number, periods?: number",
    _observation_end,
    "The first day after the observation of a restructured loan: from the first repayment after the "
    "change, or the latest day in `restarts`, at least 12 `months` and 2 `periods` of repayment.",
    'observation_end(date("2026-03-31"), 3) = date("2027-03-31")',
    source=f"{_CLASSES}, art. 21",
    result="date",
)
define_credit(
    "cure_end",
    "arrears_paid: date, due_dates: list<date>, months?: number, periods?: number",
    lambda paid, dues, months=None, periods=None: observation.cure_end(
        paid, dues, **given(months=months, periods=periods)
    ),
    "The day from which a bad loan may be classed better if it is paid in time: the later of 6 `months` "
    "after the arrears were paid and the second (`periods`) due date after that.",
    'cure_end(date("2026-05-31"), [date("2026-06-30"), date("2026-12-31")]) = date("2026-12-31")',
    source=f"{_CLASSES}, art. 15",
    result="date",
)
_PROVISIONS = "商业银行贷款损失准备管理办法 (银监会令2011年第4号), art. 6"
define_credit(
    "bad_loan_ratio",
    "bad_loans: number, loans: number",
    portfolio.bad_loan_ratio,
    "Non-performing loans by all loans (不良贷款率).",
    "bad_loan_ratio(3, 100) = 0.03",
    source="商业银行风险监管核心指标(试行) (银监发〔2005〕89号)",
)
define_credit(
    "provision_coverage",
    "provisions: number, bad_loans: number",
    portfolio.provision_coverage,
    "Provisions by non-performing loans (拨备覆盖率).",
    "provision_coverage(42, 35) = 1.2",
    source=_PROVISIONS,
)
define_credit(
    "loan_provision_ratio",
    "provisions: number, loans: number",
    portfolio.loan_provision_ratio,
    "Provisions by all loans (贷款拨备率).",
    "loan_provision_ratio(15, 1000) = 0.015",
    source=_PROVISIONS,
)
define_credit(
    "roll_forward",
    "balances: list<number>, matrix: list<list<number>>, periods?: number",
    lambda balances, matrix, periods=1: portfolio.roll_forward(balances, matrix, periods),
    "Balances, or counts, of each bucket after so many periods, one unless given; `matrix[i][j]` is the "
    "share that moves from bucket i to bucket j within a period.",
    "roll_forward([100, 0], [[0.9, 0.1], [0.5, 0.5]], 2) = [86, 14]",
    source="R. Cyert, H. Davidson, G. Thompson, Estimation of the Allowance for Doubtful Accounts by "
    "Markov Chains, Management Science 8 (1962)",
    result="list<number>",
)
define_credit(
    "flow_rate_losses",
    "balances: list<number>, flow_rates: list<number>, loss_rate?: number",
    portfolio.flow_rate_losses,
    "What the balances of buckets, best first, lose in each of the next periods: balance * the flow rates "
    "from its bucket on * `loss_rate`, 1 unless given; the last bucket first.",
    "flow_rate_losses([1000, 100], [0.1, 0.5]) = [50, 50]",
    source="Interagency Policy Statement on the Allowance for Loan and Lease Losses (2006): roll rates",
    result="list<number>",
)
_BACKTESTS = "BCBS Working Paper 14, Studies on the Validation of Internal Rating Systems (2005)"
define_credit(
    "binomial_test",
    "defaults: number, debtors: number, pd: number",
    backtests.binomial_test,
    "The exact p-value of at least so many defaults under a PD, for independent debtors.",
    "decimal(binomial_test(3, 100, 0.01), 6) = 0.079373",
    source=_BACKTESTS,
)
define_credit(
    "normal_test",
    "defaults: number, debtors: number, pd: number",
    backtests.normal_test,
    "The same by the normal approximation.",
    "decimal(normal_test(3, 100, 0.01), 6) = 0.022212",
    source=_BACKTESTS,
)
define_credit(
    "normal_test_over_years",
    "default_rates: list<number>, pds: list<number>",
    backtests.normal_test_over_years,
    "The p-value of yearly default rates against the PDs given for them.",
    "decimal(normal_test_over_years([0.02, 0.03, 0.01], [0.01, 0.01, 0.01]), 6) = 0.041632",
    source=_BACKTESTS,
)
define_credit(
    "critical_defaults",
    "debtors: number, pd: number, confidence: number, correlation?: number",
    backtests.critical_defaults,
    "The least number of defaults that speaks against a PD at a confidence, exactly for independent "
    "debtors; with a `correlation` of assets by the limit of a large portfolio.",
    "critical_defaults(1000, 0.01, 0.99) = 19",
    source=f"{_BACKTESTS}; O. Vasicek (2002) for the correlation",
)
define_credit(
    "auc_with_error",
    "pds: list<number>, bads: list<boolean>",
    backtests.auc_with_error,
    "The area under the ROC curve, ties one half, and its standard error by DeLong.",
    "auc_with_error([0.02, 0.05, 0.05, 0.05, 0.2, 0.4], [false, false, false, true, false, true]).auc = 0.75",
    source="E. DeLong, D. DeLong, D. Clarke-Pearson, Biometrics 44 (1988)",
    result="context<auc: number, standard_error: number>",
)


def _reference_value(data: str, name: str, as_of: Any, key: Any = None) -> Any:
    from credit_engine.credit.reference_data import shipped  # reads YAML

    return shipped(data).number(name, as_of, key)


def _reference_band(data: str, name: str, figure: Any, as_of: Any) -> Any:
    from credit_engine.credit.reference_data import shipped

    return shipped(data).banded(name, figure, as_of)


def _reference_figures(data: str, name: str, as_of: Any) -> Any:
    from credit_engine.credit.reference_data import shipped

    return shipped(data).figures(name, as_of)


_REFERENCE = "the entry's own source in credit/data; see Lending mathematics, Reference data"
define_credit(
    "reference_value",
    "data: text, name: text, as_of: date, key?: text",
    _reference_value,
    "A supervisor's or market's figure in force on a day, of `basel` or `china`; `key` chooses one of a "
    "table. A bank's own dated figures are parameters of the policy.",
    'reference_value("china", "lpr_1y", date("2025-05-19")) = 0.031',
    source=_REFERENCE,
)
define_credit(
    "reference_band",
    "data: text, name: text, figure: number, as_of: date",
    _reference_band,
    "The value of the band that a figure falls in on a day, such as a risk weight by loan to value.",
    'reference_band("basel", "risk_weight_residential", 0.8, date("2026-01-01")) = 0.3',
    source=_REFERENCE,
)
define_credit(
    "reference_figures",
    "data: text, name: text, as_of: date",
    _reference_figures,
    "The figures of a table in force on a day, in its order, such as the days past due that each class "
    "exceeds.",
    'reference_figures("china", "days_past_due_bounds", date("2026-01-01")) = [0, 90, 270, 360]',
    source=_REFERENCE,
    result="list<number>",
)
