"""The consumer loan decision written by hand, to hold the shipped policy against.

Thresholds, tables and points stand in the code; numbers are decimals of 34 digits, half-even.
"""

from __future__ import annotations

import datetime as dt
import decimal
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from reference.loan_application import InvalidApplicationError, Number, Unknown, is_valid, read_application
from reference.loan_score import score_points, score_reasons

__all__ = ["InvalidApplicationError", "decide", "is_valid"]

CONTEXT = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144)
OUTCOMES = ("approve", "counter_offer", "refer", "decline")

UNDECIDED = Unknown("", True)
NOT_APPLICABLE = Unknown("", False)
Truth = bool | Unknown


def merged(*values: object) -> Unknown:
    """What becomes of an operation on `values`, at least one of them unknown."""
    if any(isinstance(value, Unknown) and value.applicable for value in values):
        return UNDECIDED
    return NOT_APPLICABLE


# Three-valued logic over true, false and unknown.


def over(value: Any, threshold: Any) -> Truth:
    """Whether value > threshold."""
    return value if isinstance(value, Unknown) else bool(value > threshold)


def at_least(value: Any, threshold: Any) -> Truth:
    """Whether value >= threshold."""
    return value if isinstance(value, Unknown) else bool(value >= threshold)


def either(*conditions: Truth) -> Truth:
    """Kleene's or."""
    if any(condition is True for condition in conditions):
        return True
    unknown = [condition for condition in conditions if isinstance(condition, Unknown)]
    return merged(*unknown) if unknown else False


def total(items: Sequence[Mapping[str, Any]], field: str) -> Any:
    """The sum of a field over the items, unknown if any of them is."""
    amounts = [item[field] for item in items]
    unknown = [amount for amount in amounts if isinstance(amount, Unknown)]
    return merged(*unknown) if unknown else sum(amounts)


# Debts and income.


class Burden:
    """What the applicant owes each month and in all; unknown where the debts are."""

    def __init__(self, debts: Any) -> None:
        self.unsecured_count: Any = debts
        self.service: Any = debts
        self.utilisation: Any = debts
        self.unsecured_balance: Any = debts
        self.in_arrears: Truth = debts
        if isinstance(debts, Unknown):
            return
        loans = [debt for debt in debts if debt["kind"] != "card"]
        cards = [debt for debt in debts if debt["kind"] == "card"]
        unsecured = [debt for debt in debts if debt["kind"] in ("consumer", "online", "card")]
        self.unsecured_count = len(unsecured)
        self.unsecured_balance = total(unsecured, "balance")
        self.in_arrears = either(*[over(debt["days_past_due"], 0) for debt in debts])
        payments, balance = total(loans, "monthly_payment"), total(cards, "balance")
        if isinstance(payments, Unknown) or isinstance(balance, Unknown):
            self.service = merged(payments, balance)
        else:
            self.service = payments + Decimal("0.10") * balance
        self.utilisation = _utilisation(balance, total(cards, "credit_line"))


def _utilisation(balance: Any, lines: Any) -> Any:
    if isinstance(balance, Unknown) or isinstance(lines, Unknown):
        return merged(balance, lines)
    return (Decimal(balance) / lines).quantize(Decimal("0.0001")) if lines else Decimal(0)


def income_share(employment: str, evidence: str) -> Decimal:
    """The share of the declared income that is recognised."""
    if evidence == "stated":
        return Decimal("0.5")
    if employment == "other":
        return Decimal("0.6")
    if employment == "self_employed":
        return Decimal("0.7") if evidence == "bank_flow" else Decimal("0.85")
    return Decimal("0.9") if evidence == "bank_flow" else Decimal(1)


# Risk.


@lru_cache(maxsize=1024)
def probability_of_default(score: int) -> Decimal:
    """PD at 600 points = 50:1 good:bad, 20 points to double the odds; six decimals, at least 0.05 %."""
    odds = CONTEXT.multiply(50, CONTEXT.power(2, CONTEXT.divide(score - 600, 20)))
    pd = CONTEXT.divide(1, CONTEXT.add(1, odds))
    return max(pd, Decimal("0.0005")).quantize(Decimal("0.000001"), context=CONTEXT)


def grade_of(pd: Decimal) -> str:
    """The grade of the master scale."""
    return "ABCDER"[bisect_right(GRADE_EDGES, pd)]


GRADE_EDGES = (Decimal("0.01"), Decimal("0.02"), Decimal("0.04"), Decimal("0.08"), Decimal("0.15"))


def grade_terms(grade: str, employment: str) -> tuple[int, int]:
    """Highest amount in CNY and longest term in months."""
    if grade == "A":
        return (300000 if employment in ("salaried", "retired") else 200000), 60
    if grade == "B":
        return (200000, 60) if employment == "salaried" else (150000, 48)
    return {"C": (100000, 36), "D": (50000, 24), "E": (20000, 12), "R": (0, 0)}[grade]


# The price.

LPR_1Y = Decimal("0.030")
FUNDS = (
    (12, "0.016", "0.0165"),
    (36, "0.017", "0.0175"),
    (60, "0.019", "0.0195"),
)
"""What funds cost: for terms up to so many months, in the second half of 2026 and from December on."""


def funds_transfer_price(months: int, as_of: dt.date) -> Decimal:
    """What money of a term costs inside the bank."""
    _, before, after = next(row for row in FUNDS if months <= row[0])
    return Decimal(after if as_of >= dt.date(2026, 12, 1) else before)


@lru_cache(maxsize=256)
def fixed_price(months: int, as_of: dt.date) -> Decimal:
    """What every borrower pays for a term: funds, operating cost and capital."""
    capital = Decimal("0.75") * Decimal("0.105") * Decimal("0.12") / (1 - Decimal("0.25"))
    return funds_transfer_price(months, as_of) + Decimal("0.01") + capital


def loss_given_default(months: int) -> Decimal:
    """LGD by term."""
    return Decimal("0.45") if months <= 12 else Decimal("0.55") if months <= 36 else Decimal("0.6")


def surcharge(employment: str, evidence: str, channel: str) -> Decimal:
    """The sum of the surcharges that apply."""
    result = Decimal(0)
    if employment == "self_employed":
        result += Decimal("0.006")
    if employment == "other":
        result += Decimal("0.008")
    if evidence in ("bank_flow", "stated"):
        result += Decimal("0.004")
    if channel == "online":
        result += Decimal("0.002")
    return result


def relationship_discount(months: Any, balance: Any) -> Decimal:
    """The discount of tenure and deposits together; none where either is needed and unknown."""
    if isinstance(months, Unknown):
        return Decimal(0)
    if months >= 12 and isinstance(balance, Unknown):
        return Decimal(0)
    if months >= 36 and balance >= 50000:
        return Decimal("0.005")
    if months >= 12 and balance >= 10000:
        return Decimal("0.003")
    return Decimal(0)


def annual_rate(application: Mapping[str, Any], pd: Decimal, as_of: dt.date) -> Decimal:
    """The rate after floor and cap, four decimals, half-even."""
    person, customer, loan = application["applicant"], application["customer"], application["loan"]
    rate = fixed_price(loan["term_months"], as_of) + pd * loss_given_default(loan["term_months"])
    rate += surcharge(person["employment"], person["income_evidence"], loan["channel"])
    rate -= relationship_discount(customer["relationship_months"], customer["average_balance_6m"])
    return min(max(rate, Decimal("0.03")), Decimal("0.24")).quantize(Decimal("0.0001"))


# Affordability and limit.


def annuity_factor(rate: Decimal, months: int) -> Decimal:
    """The present value of one yuan a month for `months` months."""
    with decimal.localcontext(CONTEXT):
        monthly = rate / 12
        return (1 - (1 + monthly) ** -months) / monthly


def cents(amount: Decimal) -> Decimal:
    """Rounded to cents, half up."""
    return amount.quantize(Decimal("0.01"), rounding=decimal.ROUND_HALF_UP)


def limit_of(
    application: Mapping[str, Any], income: Number, burden: Burden, grade_cap: int, factor: Decimal
) -> Any:
    """The smallest constraint, floored to hundreds, 0 below 1000; unknown if any constraint is."""
    loan = application["loan"]
    if isinstance(burden.service, Unknown) or isinstance(burden.unsecured_balance, Unknown):
        return merged(burden.service, burden.unsecured_balance)
    smallest = min(
        loan["amount"],
        max(0, Decimal("0.55") * income - burden.service) * factor,
        grade_cap,
        max(0, 300000 - application["exposure"]["unsecured_at_bank"]),
        max(0, 24 * income - burden.unsecured_balance),
        300000 if loan["channel"] == "branch" else 200000,
    )
    limit = smallest // 100 * 100
    return limit if limit >= 1000 else 0


# The rules: truth, outcome, reason code, weight.

Rule = tuple[Truth, str, str, int]
NOT_ASKED = NOT_APPLICABLE
PROHIBITED_PURPOSES = ("property_purchase", "securities", "investment", "business", "loan_repayment")


def admission(application: Mapping[str, Any], as_of: dt.date) -> list[Rule]:
    """The knock-outs."""
    person, bureau, loan = application["applicant"], application["bureau"], application["loan"]
    registry, fraud = application["registry"], application["fraud"]
    amount, history = registry["enforcement_amount"], bureau["months_on_file"]
    unknown_amount = isinstance(amount, Unknown)
    delinquent = either(
        at_least(bureau["missed_in_a_row_24m"], 3), at_least(bureau["missed_payments_24m"], 6)
    )
    thin: Truth
    if isinstance(history, Unknown):
        thin = True if history.cause == "no_record" else history
    else:
        thin = history < 6
    suspicious = either(fraud["watchlist_hit"], at_least(fraud["device_risk"], 85))
    return [
        (person["age"] < 18, "decline", "under_age", 100),
        (person["age"] + Decimal(loan["term_months"]) / 12 > 65, "decline", "over_age", 90),
        (registry["dishonest_debtor"], "decline", "dishonest_debtor", 100),
        (over(amount, 10000), "decline", "court_enforcement", 80),
        (amount if unknown_amount else 0 < amount <= 10000, "refer", "court_enforcement", 80),
        (over(bureau["current_overdue"], 0), "decline", "currently_overdue", 80),
        (delinquent, "decline", "serious_delinquency", 70),
        (bureau["written_off_5y"], "decline", "written_off", 70),
        (over(bureau["hard_enquiries_3m"], 6), "refer", "many_enquiries", 40),
        (stale(bureau["report_date"], as_of), "refer", "stale_bureau_report", 20),
        (thin if loan["amount"] > 50000 else False, "refer", "thin_file", 30),
        (loan["purpose"] in PROHIBITED_PURPOSES, "decline", "prohibited_purpose", 60),
        (loan["purpose"] == "other", "refer", "purpose_not_named", 45),
        (suspicious, "decline", "fraud_indicator", 100),
    ]


def stale(report_date: Any, as_of: dt.date) -> Truth:
    """Whether the report is more than 30 days old, or dated ahead."""
    if isinstance(report_date, Unknown):
        return report_date
    return not 0 <= (as_of - report_date).days <= 30


def affordability(person: Mapping[str, Any], burden: Burden, to_income: Any, ratio: Any) -> list[Rule]:
    """Income, debt service and the debts themselves."""
    limit = Decimal("0.55")
    earns = person["monthly_income"] > 0
    return [
        (person["monthly_income"] < 3000, "decline", "income_too_low", 60),
        (person["income_evidence"] == "stated", "refer", "income_unverified", 50),
        (over(to_income, limit) if earns else NOT_ASKED, "decline", "over_indebted", 60),
        (over(ratio, limit) if earns else NOT_ASKED, "counter_offer", "amount_unaffordable", 50),
        (burden.in_arrears, "decline", "debt_in_arrears", 70),
        (over(burden.unsecured_count, 4), "refer", "many_unsecured_accounts", 40),
        (over(burden.utilisation, Decimal("0.9")), "refer", "high_card_utilisation", 40),
    ]


def score_has_gaps(application: Mapping[str, Any], burden: Burden, to_income: Any) -> bool:
    """Whether the score rests on missing bureau or debt data."""
    bureau = application["bureau"]
    scored = (bureau["months_on_file"], bureau["worst_dpd_24m"], bureau["hard_enquiries_3m"])
    return any(isinstance(value, Unknown) for value in (*scored, burden.utilisation, to_income))


def offer_policy(loan: Mapping[str, Any], grade: str, gaps: bool, max_term: int, limit: Any) -> list[Rule]:
    """Grade, term and what can be offered."""
    online, accepted = loan["channel"] == "online", grade != "R"
    unknown = isinstance(limit, Unknown)
    return [
        (grade == "R" and not gaps, "decline", "score_too_low", 50),
        (grade == "R" and gaps, "refer", "score_incomplete", 30),
        (grade == "E", "refer", "weak_grade", 30),
        (loan["term_months"] > max_term if accepted else NOT_ASKED, "refer", "term_too_long", 20),
        (loan["amount"] > 200000 if online else NOT_ASKED, "refer", "online_amount", 20),
        ((limit if unknown else limit == 0) if accepted else NOT_ASKED, "decline", "no_capacity", 40),
        (limit if unknown else 0 < limit < loan["amount"], "counter_offer", "limit_below_request", 10),
    ]


def ranked(rules: Sequence[Rule], points: Sequence[int]) -> tuple[str, list[str]]:
    """The worst outcome, and the reason codes: worst outcome first, then weight, then declared order."""
    reasons: list[tuple[int, int, str]] = []
    for truth, outcome, code, weight in rules:
        if truth is True:
            reasons.append((-OUTCOMES.index(outcome), -weight, code))
        elif isinstance(truth, Unknown) and truth.applicable:
            reasons.append((-OUTCOMES.index("refer"), -weight, "undecided"))
    if not reasons:
        return "approve", []
    reasons.sort(key=lambda reason: reason[:2])
    codes: list[str] = []
    for _, _, code in reasons:
        codes.append(code)
        if code in ("score_too_low", "weak_grade"):
            codes += score_reasons(points)
    return OUTCOMES[-reasons[0][0]], codes


def annual_terms(record: Mapping[str, Any], as_of: dt.date) -> tuple[Number, Decimal]:
    """The recognised income and the instalment of the requested amount."""
    with decimal.localcontext(CONTEXT):
        case = Case(read_application(record), as_of)
        return case.income, cents(case.application["loan"]["amount"] / case.factor)


class Case:
    """One application with everything that is computed before the rules."""

    def __init__(self, application: Mapping[str, Any], as_of: dt.date) -> None:
        self.application = application
        person, loan = application["applicant"], application["loan"]
        self.burden = burden = Burden(application["debts"])
        self.income = person["monthly_income"] * income_share(person["employment"], person["income_evidence"])
        known = bool(self.income) and not isinstance(burden.service, Unknown)
        self.to_income: Any = UNDECIDED
        if known:
            self.to_income = (burden.service / self.income).quantize(Decimal("0.0001"))
        self.points = score_points(application, burden.utilisation, self.to_income)
        self.pd = probability_of_default(sum(self.points))
        self.grade = grade_of(self.pd)
        self.grade_cap, self.max_term = grade_terms(self.grade, person["employment"])
        self.rate = annual_rate(application, self.pd, as_of)
        self.factor = annuity_factor(self.rate, loan["term_months"])
        self.ratio: Any = UNDECIDED
        if known:
            self.ratio = (burden.service + cents(loan["amount"] / self.factor)) / self.income
        self.limit = limit_of(application, self.income, burden, self.grade_cap, self.factor)


def decide(record: Mapping[str, Any], as_of: dt.date) -> dict[str, Any]:
    """Outcome, reason codes, rate, limit, grade, score and PD; rate and limit only where offered."""
    with decimal.localcontext(CONTEXT):
        case = Case(read_application(record), as_of)
        rules = admission(case.application, as_of)
        rules += affordability(case.application["applicant"], case.burden, case.to_income, case.ratio)
        gaps = score_has_gaps(case.application, case.burden, case.to_income)
        rules += offer_policy(case.application["loan"], case.grade, gaps, case.max_term, case.limit)
        outcome, reasons = ranked(rules, case.points)
        offered = outcome in ("approve", "counter_offer")
        return {
            "outcome": outcome,
            "reasons": reasons,
            "rate": case.rate if offered else None,
            "over_lpr": (case.rate - LPR_1Y) * 10000 if offered else None,
            "limit": case.limit if offered else None,
            "monthly_instalment": cents(case.limit / case.factor) if offered else None,
            "grade": case.grade,
            "score": sum(case.points),
            "pd": case.pd,
        }
