"""The consumer loan decision written by hand in numpy: float64, missing values as masks, no bounds.

It gives outcome, grade, PD, rate, limit and instalment of each row, and which of its 27 rules fired or were
undecided; it validates nothing, keeps no causes and no trace, and makes no lists of reasons.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from credit_engine import Policy

APPROVE, COUNTER_OFFER, REFER, DECLINE = range(4)
_TODAY = np.datetime64("2026-11-23")
_GRADES = np.array(["A", "B", "C", "D", "E", "R"])
_PROHIBITED = ("property_purchase", "securities", "investment", "business", "loan_repayment")


def columns_of(table: pa.Table) -> dict[str, Any]:
    """The columns as arrays: texts as codes, NaN where a number is missing. Not part of what is timed."""
    found: dict[str, Any] = {}
    for name in table.column_names:
        array = table.column(name).combine_chunks()
        if name == "debts" or name.endswith(".missing"):
            continue
        if pa.types.is_string(array.type):
            array = array.dictionary_encode()
            found[name] = array.indices.to_numpy(), array.dictionary.to_pylist()
        elif pa.types.is_boolean(array.type):
            found[name] = (
                array.fill_null(False).to_numpy(zero_copy_only=False),
                array.is_null().to_numpy(False),
            )
        elif pa.types.is_date(array.type):
            found[name] = array.to_numpy(zero_copy_only=False)
        else:
            found[name] = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
    debts = table.column("debts").combine_chunks()
    items = debts.flatten()
    kind = items.field("kind").dictionary_encode()
    found["debts"] = {
        "rows": np.repeat(np.arange(len(debts)), np.diff(debts.offsets.to_numpy())),
        "kind": (kind.indices.to_numpy(), kind.dictionary.to_pylist()),
        **{n: items.field(n).to_numpy(False) for n in ("balance", "monthly_payment", "credit_line")},
        "days": items.field("days_past_due").to_numpy(False),
    }
    return found


def _is(column: tuple[Any, list[str]], *texts: str) -> Any:
    codes, values = column
    return np.isin(codes, [i for i, value in enumerate(values) if value in texts])


class Card:
    """The shipped scorecard as arrays."""

    def __init__(self, policy: Policy) -> None:
        part: Any = policy.versions[0].parts["score"].part
        self.characteristics = []
        for scored in part.scored:
            one = scored.characteristic
            points = np.array([float(p) for p in one.points])
            self.characteristics.append((one.name, one.bins, points))
        self.intercept, self.slope = (
            float(getattr(part.card.calibration, n)) for n in ("intercept", "slope")
        )

    def points(self, columns: dict[str, Any], given: dict[str, Any], rows: int) -> Any:
        total = np.zeros(rows)
        for name, bins, points in self.characteristics:
            column = given.get(name, columns.get(name))
            if isinstance(column, tuple):
                codes, values = column
                table = np.array([points[bins.texts.get(v, bins.otherwise or 0)] for v in values])
                total += table[codes]
                continue
            edges = np.array([float(e) for e in bins.edges])
            at = np.searchsorted(edges, column, side="left")
            hit = np.append(edges, np.nan)[at] == column
            cells = np.array([points[0 if c is None else c] for c in bins.cells])
            missing = points[bins.missing] if bins.missing is not None else 0.0
            if "no_record" in bins.special:
                missing = np.where(columns["failed"], missing, points[bins.special["no_record"]])
            total += np.where(np.isnan(column), missing, cells[np.minimum(2 * at + hit, len(cells) - 1)])
        return total


def decide(columns: dict[str, Any], card: Card, rows: int) -> dict[str, Any]:
    """All rows decided; undecided rules refer, as the policy says."""
    c = columns
    debts = _debts(c, rows)
    employment, evidence = c["applicant.employment"], c["applicant.income_evidence"]
    stable = _is(employment, "salaried", "retired")
    proven = _is(evidence, "tax_record", "payroll")
    stated, own = _is(evidence, "stated"), _is(employment, "self_employed")
    share = np.select(
        [stated, stable & proven, stable, own & proven, own], [0.5, 1.0, 0.9, 0.85, 0.7], default=0.6
    )
    income = c["applicant.monthly_income"]
    recognised = income * share
    service = debts["payments"] + 0.10 * debts["card_balance"]
    burden = np.round(service / recognised, 4)
    points = card.points(c, {"card_utilisation": debts["utilisation"], "existing_burden": burden}, rows)
    pd = np.round(np.maximum(1.0 / (1.0 + np.exp(card.intercept + card.slope * points)), 0.0005), 6)
    grade = np.searchsorted(np.array([0.01, 0.02, 0.04, 0.08, 0.15]), pd, side="right")
    salaried = _is(employment, "salaried")
    cap = np.select(
        [(grade == 0) & stable, grade == 0, (grade == 1) & salaried, *(grade == k for k in range(1, 5))],
        [300000.0, 200000.0, 200000.0, 150000.0, 100000.0, 50000.0, 20000.0],
        default=0.0,
    )
    longest = np.select(
        [grade == 0, (grade == 1) & salaried, grade == 1, grade == 2, grade == 3, grade == 4],
        [60, 60, 48, 36, 24, 12],
        default=0,
    )
    term, amount = c["loan.term_months"], c["loan.amount"]
    rate = _rate(c, pd, term, employment, evidence)
    i = rate / 12
    factor = -np.expm1(-term * np.log1p(i)) / i
    instalment = _half_up(amount / factor, 2)
    ratio = (service + instalment) / recognised
    online = _is(c["loan.channel"], "online")
    product = np.where(online, 200000.0, 300000.0)
    smallest = np.minimum.reduce(
        [
            amount,
            np.maximum(0, 0.55 * recognised - service) * factor,
            cap,
            np.maximum(0, 300000.0 - c["exposure.unsecured_at_bank"]),
            np.maximum(0, 24 * recognised - debts["unsecured"]),
            product,
        ]
    )
    limit = np.floor(smallest / 100) * 100
    limit = np.where(limit < 1000, 0.0, limit)
    fired, undecided = _rules(c, debts, burden, ratio, grade, longest, limit, product, online, stated)
    outcome = np.zeros(rows, dtype=np.int8)
    for rank, mask in fired:
        outcome = np.maximum(outcome, np.where(mask, rank, 0))
    for mask in undecided:
        outcome = np.maximum(outcome, np.where(mask, REFER, 0))
    offered = outcome <= COUNTER_OFFER
    return {
        "outcome": outcome,
        "grade": grade,
        "pd": pd,
        "rate": np.where(offered, rate, np.nan),
        "limit": np.where(offered, limit, np.nan),
        "instalment": np.where(offered, _half_up(limit / factor, 2), np.nan),
        "fired": fired,
    }


def _half_up(value: Any, digits: int) -> Any:
    return np.floor(value * 10**digits + 0.5) / 10**digits


def _debts(c: dict[str, Any], rows: int) -> dict[str, Any]:
    d = c["debts"]
    at, card = d["rows"], _is(d["kind"], "card")
    unsecured = _is(d["kind"], "consumer", "online", "card")

    def total(mask: Any, values: Any) -> Any:
        return np.bincount(at[mask], weights=values[mask], minlength=rows)

    line = total(card, d["credit_line"])
    balance = total(card, d["balance"])
    return {
        "payments": total(~card, d["monthly_payment"]),
        "card_balance": balance,
        "utilisation": np.round(np.where(line > 0, balance / np.where(line > 0, line, 1), 0.0), 4),
        "unsecured": total(unsecured, d["balance"]),
        "accounts": np.bincount(at[unsecured], minlength=rows),
        "arrears": np.bincount(at[d["days"] > 0], minlength=rows) > 0,
    }


def _rate(c: dict[str, Any], pd: Any, term: Any, employment: Any, evidence: Any) -> Any:
    lgd = np.select([term <= 12, term <= 36], [0.45, 0.55], default=0.6)
    surcharge = 0.006 * _is(employment, "self_employed") + 0.008 * _is(employment, "other")
    surcharge = (
        surcharge + 0.004 * _is(evidence, "bank_flow", "stated") + 0.002 * _is(c["loan.channel"], "online")
    )
    months, balance = c["customer.relationship_months"], c["customer.average_balance_6m"]
    discount = np.select(
        [(months >= 36) & (balance >= 50000), (months >= 12) & (balance >= 10000)],
        [0.005, 0.003],
        default=0.0,
    )
    funds = np.select([term <= 12, term <= 36], [0.016, 0.017], 0.019)
    total = funds + 0.010 + pd * lgd + 0.0126 + surcharge - discount
    return np.round(np.clip(total, 0.03, 0.24), 4)


def _rules(
    c: dict[str, Any],
    debts: dict[str, Any],
    burden: Any,
    ratio: Any,
    grade: Any,
    longest: Any,
    limit: Any,
    product: Any,
    online: Any,
    stated: Any,
) -> tuple[list[tuple[int, Any]], list[Any]]:
    age, term, amount = c["applicant.age"], c["loan.term_months"], c["loan.amount"]
    in_a_row, missed = c["bureau.missed_in_a_row_24m"], c["bureau.missed_payments_24m"]
    on_file, court = c["bureau.months_on_file"], c["registry.enforcement_amount"]
    report, (written_off, no_bureau) = c["bureau.report_date"], c["bureau.written_off_5y"]
    failed = no_bureau & c["failed"]
    thin = (no_bureau & ~failed) | (on_file < 6)
    fired = [
        (DECLINE, age < 18),
        (DECLINE, age + term / 12 > 65),
        (DECLINE, c["registry.dishonest_debtor"][0]),
        (DECLINE, court > 10000),
        (REFER, (court > 0) & (court <= 10000)),
        (DECLINE, c["bureau.current_overdue"] > 0),
        (DECLINE, (in_a_row >= 3) | (missed >= 6)),
        (DECLINE, written_off),
        (REFER, c["bureau.hard_enquiries_3m"] > 6),
        (REFER, (report > _TODAY) | (_TODAY - report > np.timedelta64(30, "D"))),
        (REFER, thin & (amount > 50000)),
        (DECLINE, _is(c["loan.purpose"], *_PROHIBITED)),
        (REFER, _is(c["loan.purpose"], "other")),
        (DECLINE, c["fraud.watchlist_hit"][0] | (c["fraud.device_risk"] >= 85)),
        (DECLINE, c["applicant.monthly_income"] < 3000),
        (REFER, stated),
        (DECLINE, burden > 0.55),
        (COUNTER_OFFER, ratio > 0.55),
        (DECLINE, debts["arrears"]),
        (REFER, debts["accounts"] > 4),
        (REFER, debts["utilisation"] > 0.90),
        (DECLINE, (grade == 5) & ~no_bureau),
        (REFER, (grade == 5) & no_bureau),
        (REFER, grade == 4),
        (REFER, (grade != 5) & (term > longest)),
        (REFER, online & (amount > product)),
        (DECLINE, (grade != 5) & (limit == 0)),
        (COUNTER_OFFER, (limit > 0) & (limit < amount)),
    ]
    # Of the bureau's rules the thin-file rule alone can be settled without its data: by the amount.
    undecided = [failed, failed, failed, failed, failed, failed & (amount > 50000)]
    return fired, undecided


def prepared(table: pa.Table) -> dict[str, Any]:
    """The columns, with the one cause of missing bureau data that leaves rules undecided as a mask."""
    columns = columns_of(table)
    causes = table.column("bureau.written_off_5y.missing").combine_chunks().dictionary_encode()
    columns["failed"] = np.isin(
        causes.indices.fill_null(-1).to_numpy(),
        [i for i, value in enumerate(causes.dictionary.to_pylist()) if value == "source_failed"],
    )
    return columns
