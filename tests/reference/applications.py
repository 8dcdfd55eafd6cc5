"""Random consumer loan applications: ordinary ones, gaps in the data, and values on every edge."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from reference.consumer_loan import PROHIBITED_PURPOSES, annual_terms

AS_OF = dt.date(2026, 11, 23)
Record = dict[str, Any]

EDGES: dict[str, dict[str, Sequence[Any]]] = {
    "applicant": {
        "age": (0, 17, 18, 21, 22, 25, 26, 30, 31, 40, 41, 55, 56, 60, 62, 64, 65, 130),
        "monthly_income": (0, 0.01, 2999.99, 3000, 3000.01, 5000, 10000, 10000000),
        "months_employed": (0, 5, 6, 11, 12, 35, 36, 83, 84, 720),
        "provident_fund_months": (0, 1, 11, 12, 35, 36),
        "months_at_address": (0, 5, 6, 23, 24, 59, 60),
    },
    "bureau": {
        "report_date": ("2026-10-23", "2026-10-24", "2026-10-25", "2026-11-22", "2026-11-23", "2026-11-24"),
        "months_on_file": (0, 5, 6, 23, 24, 59, 60, 119, 120, -8, -9),
        "worst_dpd_24m": (0, 1, 29, 30, 59, 60, 89, 90, 91, -9),
        "missed_in_a_row_24m": (0, 2, 3, 4, 24, -9),
        "missed_payments_24m": (0, 5, 6, 7, -9),
        "current_overdue": (0, 0.01),
        "hard_enquiries_3m": (0, 1, 2, 3, 4, 5, 6, 7, 8, -9),
    },
    "registry": {"enforcement_amount": (0, 0.01, 10000, 10000.01)},
    "fraud": {"device_risk": (0, 84, 85, 86, 100)},
    "customer": {
        "relationship_months": (0, 5, 6, 11, 12, 23, 24, 35, 36, 59, 60),
        "average_balance_6m": (0, 9999.99, 10000, 49999.99, 50000, 50000.01),
    },
    "exposure": {"unsecured_at_bank": (0, 200000, 299000, 299000.01, 299950, 300000, 300000.5, 1000000)},
    "loan": {
        "amount": (1000, 1050, 49999, 50000, 50000.01, 50100, 100000, 150000, 200000, 200000.01, 300000),
        "term_months": (3, 12, 13, 24, 25, 36, 37, 48, 49, 60),
    },
}
BEYOND: tuple[tuple[str, str, Any], ...] = (
    ("applicant", "age", 131),
    ("applicant", "age", 30.5),
    ("applicant", "age", True),
    ("applicant", "monthly_income", -1),
    ("applicant", "monthly_income", "10000"),
    ("applicant", "employment", "unemployed"),
    ("applicant", "employment", None),
    ("bureau", "worst_dpd_24m", -1),
    ("bureau", "worst_dpd_24m", {"missing": "no_case"}),
    ("bureau", "report_date", "2026-02-30"),
    ("bureau", "written_off_5y", 1),
    ("loan", "amount", 999.99),
    ("loan", "term_months", 61),
    ("loan", "colour", "red"),
)
CAUSES: dict[str, dict[str, str]] = {
    "applicant": {"months_employed": "not_employed", "provident_fund_months": "not_enrolled"},
    "registry": {"dishonest_debtor": "source_failed", "enforcement_amount": "no_case"},
    "fraud": {"watchlist_hit": "source_failed", "device_risk": "no_device"},
    "customer": {"relationship_months": "not_customer", "average_balance_6m": "not_customer"},
}
OPTIONAL: tuple[tuple[str, str], ...] = (
    ("applicant", "housing"),
    *(("applicant", name) for name in ("months_employed", "provident_fund_months", "months_at_address")),
    *(("bureau", name) for name in EDGES["bureau"]),
    ("bureau", "written_off_5y"),
    *((group, name) for group in ("registry", "fraud", "customer") for name in CAUSES[group]),
)


def _money(rng: random.Random, low: int, high: int) -> Any:
    return rng.choice((rng.randrange(low, high + 1, 100), round(rng.uniform(low, high), 2)))


def _debt(rng: random.Random) -> Record:
    kind = rng.choice(("mortgage", "car", "business", "consumer", "online", "card", "card"))
    if kind == "card":
        line = rng.choice((10000, 20000, 50000))
        balance = rng.choice((0, line // 10, line * 9 // 10, line, round(line * rng.uniform(0, 1), 2)))
        debt: Record = {"kind": kind, "balance": balance, "credit_line": line}
    else:
        payment = _money(rng, 0, 5000 if kind == "mortgage" else 2000)
        debt = {"kind": kind, "balance": _money(rng, 0, 60000), "monthly_payment": payment}
    debt["days_past_due"] = rng.choice((0,) * 80 + (1, 31))
    return debt


def _applicant(rng: random.Random) -> Record:
    employment = rng.choice(("salaried",) * 5 + ("self_employed", "retired", "other"))
    return {
        "age": rng.randint(22, 58),
        "employment": employment,
        "monthly_income": _money(rng, 4000, 40000),
        "income_evidence": rng.choice(("tax_record", "payroll", "payroll", "payroll", "bank_flow", "stated")),
        "months_employed": {"missing": "not_employed"} if employment == "retired" else rng.randint(6, 240),
        "provident_fund_months": rng.randint(0, 120),
        "housing": rng.choice(("owner", "mortgage", "family", "rent", "dormitory")),
        "months_at_address": rng.randint(0, 200),
    }


def _bureau(rng: random.Random) -> Record:
    report_date = AS_OF - dt.timedelta(days=rng.choice((0, 1, 5, 12, 29)))
    return {
        "report_date": report_date.isoformat(),
        "months_on_file": rng.randint(0, 200),
        "worst_dpd_24m": rng.choice((0,) * 12 + (3, 15, 35, 70)),
        "missed_in_a_row_24m": rng.choice((0, 0, 0, 1, 2)),
        "missed_payments_24m": rng.choice((0, 0, 0, 1, 2)),
        "current_overdue": 0,
        "written_off_5y": rng.random() < 0.01,
        "hard_enquiries_3m": rng.choice((0, 0, 1, 1, 2, 2, 3, 4, 5)),
    }


def ordinary(rng: random.Random) -> Record:
    """An application with every field given."""
    return {
        "applicant": _applicant(rng),
        "bureau": _bureau(rng),
        "registry": {"dishonest_debtor": rng.random() < 0.01, "enforcement_amount": 0},
        "fraud": {"watchlist_hit": rng.random() < 0.01, "device_risk": rng.randint(0, 70)},
        "customer": {"relationship_months": rng.randint(0, 120), "average_balance_6m": _money(rng, 0, 80000)},
        "exposure": {"unsecured_at_bank": rng.choice((0, 0, 0, _money(rng, 0, 250000)))},
        "debts": [_debt(rng) for _ in range(rng.choice((0, 0, 1, 1, 1, 2, 2, 3, 6)))],
        "loan": {
            "amount": rng.randrange(1000, 100001, 1000),
            "term_months": rng.choice((6, 12, 12, 24, 24, 36, 36, 48, 60)),
            "purpose": rng.choice(
                (*("renovation", "durable_goods", "education", "travel", "medical") * 4, "other")
            ),
            "channel": rng.choice(("branch", "online")),
        },
    }


def _put_on_edges(rng: random.Random, record: Record) -> None:
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        group = rng.choice(tuple(EDGES))
        name = rng.choice(tuple(EDGES[group]))
        record[group][name] = rng.choice(EDGES[group][name])
    if rng.random() < 0.1:
        record["loan"]["purpose"] = rng.choice(PROHIBITED_PURPOSES)


def _leave_out(rng: random.Random, record: Record) -> None:
    for group, name in rng.sample(OPTIONAL, rng.choice((1, 1, 2, 5, len(OPTIONAL)))):
        form = rng.randrange(3)
        if form == 0:
            record[group].pop(name, None)
        elif form == 1:
            record[group][name] = None
        elif group == "bureau":
            record[group][name] = {"missing": rng.choice(("no_record", "source_failed", "not_given"))}
        else:
            record[group][name] = {"missing": CAUSES[group].get(name, "not_given")}
    if rng.random() < 0.2:
        record["debts"] = rng.choice((None, {"missing": "source_failed"}, {"missing": "not_given"}))
    for debt in record["debts"] if isinstance(record["debts"], list) else []:
        for name in [name for name in debt if name != "kind" and rng.random() < 0.15]:
            del debt[name]


def _thin_file(record: Record) -> None:
    for name in record["bureau"]:
        record["bureau"][name] = {"missing": "no_record"}
    for name in (
        "worst_dpd_24m",
        "months_on_file",
        "missed_in_a_row_24m",
        "missed_payments_24m",
        "hard_enquiries_3m",
    ):
        record["bureau"][name] = -9
    record["debts"] = []


def _balance_debt_service(record: Record) -> None:
    """Set one debt's payment so that the debt service ratio is exactly at its maximum, if it can be."""
    loan = record["loan"]
    record["debts"] = [{"kind": "car", "balance": 20000, "monthly_payment": 0, "days_past_due": 0}]
    for _ in range(4):
        income, instalment = annual_terms(record, AS_OF)
        payment = Decimal("0.55") * income - instalment
        if payment < 0:
            loan["amount"] = max(1000, loan["amount"] // 2)
            continue
        record["debts"][0]["monthly_payment"] = payment
    record["debts"][0]["monthly_payment"] = float(record["debts"][0]["monthly_payment"])


def _burden_on_an_edge(rng: random.Random, record: Record) -> None:
    """One debt whose payment is exactly a bin edge of the burden, or the highest share of income."""
    income, _ = annual_terms(record, AS_OF)
    share = Decimal(rng.choice(("0.1", "0.25", "0.4", "0.55", "0.55004", "0.55005", "0.55006")))
    record["debts"] = [
        {"kind": "business", "balance": 0, "monthly_payment": share * income, "days_past_due": 0},
        {"kind": "card", "balance": 0, "credit_line": 10000, "days_past_due": 0},
    ]


def applications(n: int, seed: int) -> Iterator[Record]:
    """`n` applications, the same for the same seed; about one in a hundred must be refused."""
    rng = random.Random(seed)
    for _ in range(n):
        record = ordinary(rng)
        kind = rng.random()
        if kind < 0.05:
            _thin_file(record)
        elif kind < 0.10:
            _balance_debt_service(record)
        elif kind < 0.15:
            _burden_on_an_edge(rng, record)
        if rng.random() < 0.5:
            _put_on_edges(rng, record)
        if rng.random() < 0.35:
            _leave_out(rng, record)
        if rng.random() < 0.01:
            group, name, value = rng.choice(BEYOND)
            record[group][name] = value
        yield record
