"""Random consumer loan applications as an Arrow table: cents, gaps in bureau data, lists of debts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

CAUSES = np.array(["", "no_record", "source_failed"])


def applications(rows: int, seed: int) -> pa.Table:
    """As many applications, the same for the same seed; about one in twelve lacks some bureau data."""
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {}

    def pick(name: str, values: list[str], weights: list[float]) -> None:
        codes = rng.choice(len(values), rows, p=weights).astype(np.int32)
        columns[name] = pa.DictionaryArray.from_arrays(codes, values).dictionary_decode()

    def whole(name: str, low: int, high: int, missing: Any = None) -> None:
        columns[name] = pa.array(rng.integers(low, high + 1, rows).astype(np.int64), mask=missing)

    def money(low: float, high: float, round_share: float) -> Any:
        cents = np.round(rng.uniform(low, high, rows), 2)
        return np.where(rng.random(rows) < round_share, np.round(cents / 100) * 100, cents)

    gone = rng.choice(3, rows, p=[0.92, 0.05, 0.03])
    causes = pa.DictionaryArray.from_arrays(
        pa.array(gone.astype(np.int32), mask=gone == 0), CAUSES.tolist()
    ).dictionary_decode()
    no_bureau = gone > 0
    whole("applicant.age", 19, 66)
    pick("applicant.employment", ["salaried", "self_employed", "retired", "other"], [0.7, 0.17, 0.08, 0.05])
    whole("applicant.months_employed", 0, 300)
    columns["applicant.monthly_income"] = money(2500, 40000, 0.5)
    pick(
        "applicant.income_evidence",
        ["tax_record", "payroll", "bank_flow", "stated"],
        [0.15, 0.55, 0.25, 0.05],
    )
    whole("applicant.provident_fund_months", 0, 240)
    pick(
        "applicant.housing", ["owner", "mortgage", "family", "rent", "dormitory"], [0.2, 0.3, 0.2, 0.25, 0.05]
    )
    whole("applicant.months_at_address", 0, 240)
    first = np.datetime64("2026-10-18")
    columns["bureau.report_date"] = pa.array(first + rng.integers(0, 37, rows), pa.date32(), mask=no_bureau)
    whole("bureau.months_on_file", 0, 200, no_bureau)
    columns["bureau.worst_dpd_24m"] = pa.array(
        rng.choice([0, 5, 20, 45, 70, 95], rows, p=[0.8, 0.08, 0.05, 0.04, 0.02, 0.01]), mask=no_bureau
    )
    columns["bureau.missed_in_a_row_24m"] = pa.array(
        rng.choice([0, 1, 2, 3, 4], rows, p=[0.85, 0.1, 0.04, 0.007, 0.003]).astype(np.int64), mask=no_bureau
    )
    columns["bureau.missed_payments_24m"] = pa.array(
        np.minimum(rng.geometric(0.6, rows) - 1, 9).astype(np.int64), mask=no_bureau
    )
    columns["bureau.current_overdue"] = pa.array(
        np.where(rng.random(rows) < 0.02, money(1, 500, 0.1), 0.0), mask=no_bureau
    )
    columns["bureau.written_off_5y"] = pa.array(rng.random(rows) < 0.01, mask=no_bureau)
    whole("bureau.hard_enquiries_3m", 0, 8, no_bureau)
    for name in (
        "report_date",
        "months_on_file",
        "worst_dpd_24m",
        "missed_in_a_row_24m",
        "missed_payments_24m",
        "current_overdue",
        "written_off_5y",
        "hard_enquiries_3m",
    ):
        columns[f"bureau.{name}.missing"] = causes
    columns["registry.dishonest_debtor"] = rng.random(rows) < 0.005
    columns["registry.enforcement_amount"] = np.where(rng.random(rows) < 0.01, money(1, 30000, 0.3), 0.0)
    columns["fraud.watchlist_hit"] = rng.random(rows) < 0.003
    whole("fraud.device_risk", 0, 90)
    whole("customer.relationship_months", 0, 120)
    columns["customer.average_balance_6m"] = money(0, 80000, 0.3)
    columns["exposure.unsecured_at_bank"] = np.where(rng.random(rows) < 0.6, 0.0, money(0, 250000, 0.5))
    columns["debts"] = _debts(rng, rows)
    columns["loan.amount"] = rng.integers(1, 301, rows) * 1000.0
    columns["loan.term_months"] = pa.array(rng.choice([6, 12, 24, 36, 48, 60], rows).astype(np.int64))
    purposes = ["renovation", "durable_goods", "education", "travel", "medical", "securities", "other"]
    pick("loan.purpose", purposes, [0.34, 0.3, 0.12, 0.12, 0.1, 0.01, 0.01])
    pick("loan.channel", ["branch", "online"], [0.4, 0.6])
    return pa.table(columns)


def _debts(rng: np.random.Generator, rows: int) -> pa.Array:
    lengths = rng.choice([0, 1, 2, 3, 6], rows, p=[0.35, 0.3, 0.2, 0.12, 0.03])
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    size = int(offsets[-1])
    kinds = ["mortgage", "car", "business", "consumer", "online", "card"]
    kind = rng.choice(6, size, p=[0.2, 0.1, 0.05, 0.15, 0.15, 0.35])
    card = kind == 5
    balance = np.round(rng.uniform(0, 60000, size), 2)
    line = rng.choice([10000.0, 20000.0, 50000.0], size)
    balance = np.where(card, np.minimum(balance, line), balance)
    payment = np.round(rng.uniform(100, 4000, size), 2)
    struct = pa.StructArray.from_arrays(
        [
            pa.DictionaryArray.from_arrays(kind.astype(np.int32), kinds).dictionary_decode(),
            pa.array(balance),
            pa.array(payment, mask=card),
            pa.array(line, mask=~card),
            pa.array(np.where(rng.random(size) < 0.02, 31, 0).astype(np.int64)),
        ],
        ["kind", "balance", "monthly_payment", "credit_line", "days_past_due"],
    )
    return pa.ListArray.from_arrays(pa.array(offsets), struct)
