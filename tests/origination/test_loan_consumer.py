"""The shipped consumer loan decides from end to end as a function written by hand, in rows and in batches."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from credit_engine import load_policy
from reference.edges import ROOT, example, put_on_edges
from reference.guarantor import EDGES as EDGES_OF_GUARANTORS
from reference.guarantor import SOUND
from reference.journey import OUTCOMES
from reference.loan_consumer import decide

POLICY = load_policy(ROOT / "policies" / "origination" / "loan_consumer.yaml")
DAY = "2026-11-23"
NO_RECORD, FAILED = {"missing": "no_record"}, {"missing": "source_failed"}
EDGES: dict[str, tuple[Any, ...]] = EDGES_OF_GUARANTORS | {
    "loan.purpose": ("consumption", "renovation", "home", "turnover"),
    "loan.amount": (999, 1000, 50_000, 50_001, 100_000, 160_000, 200_000, 200_001, 300_000, 300_100),
    "loan.term_months": (12, 13, 24, 36, 60, 61, 84, 85),
    "loan.channel": ("branch", "online"),
    "loan.repayment": ("equal_instalment", "equal_principal", "interest_only"),
    "loan.proposed_rate": (0.03, 0.0397, 0.0417, 0.0427, 0.05, 0.061, {"missing": "not_proposed"}),
    "applicant.age": (17, 18, 22, 34, 59, 60, 61, 62, 64, 65, 66),
    "applicant.employment": ("salaried", "self_employed", "retired", "other"),
    "applicant.provident_fund_months": (0, 11, 36, {"missing": "not_enrolled"}, FAILED),
    "bureau.worst_class": ("pass", "special_mention", "substandard", NO_RECORD, FAILED),
    "bureau.overdue_amount": (0, 0.01, NO_RECORD, FAILED),
    "bureau.missed_payments_24m": (0, 5, 6, NO_RECORD, FAILED),
    "bureau.hard_enquiries_3m": (0, 3, 6, 7, NO_RECORD, FAILED),
    "bureau.months_on_file": (5, 6, 24, 120, NO_RECORD, FAILED),
    "bureau.worst_dpd_24m": (0, 1, 30, 60, NO_RECORD, FAILED),
    "registry.dishonest_debtor": (False, True, FAILED),
    "registry.enforcement_amount": (0, 1, 10_000, 10_001, {"missing": "no_case"}),
    "warning.level": ("none", "blue", "yellow", "orange", "red", FAILED),
    "customer.first_borrower": (False, True, FAILED),
    "customer.relationship_months": (5, 60, {"missing": "not_customer"}),
    "customer.related_party": (False, True, FAILED),
    "source.bureau_date": ("2026-11-23", "2026-10-24", "2026-10-23", "2026-11-24", FAILED),
    "source.flows_date": ("2026-09-24", "2026-09-23", FAILED),
    "source.flows_months": (5, 6, 11, 12),
    "debt.declared": (609_000, 580_000, 579_999),
    "debt.by_bureau": (609_000, 0, NO_RECORD, FAILED),
    "debt.monthly_service": (0, 4500, 7000, 8100, 9000, 9970, 10_000, FAILED),
    "debt.unsecured": (0, 9000, 379_999, 380_000, 480_000, NO_RECORD, FAILED),
    "debt.unsecured_here": (0, 200_000, 299_000, 299_001),
    "debt.card_balance": (0, 9000, 54_000, {"missing": "no_card"}, FAILED),
    "income.monthly": (0, 8000, 12_000, 20_000, 60_000, FAILED),
    "documents.identity_until": ("2026-11-23", "2026-11-22", {"missing": "not_presented"}),
    "documents.interview": ("2026-10-24", "2026-10-23"),
    "documents.purpose": ("2026-08-25", "2026-08-24"),
    "diligence.investigators": (0, 1, 2),
    "diligence.false_document": (False, True),
    "diligence.report_signed": (True, False),
    "guarantor.grade": ("R1", "R6", {"missing": "no_guarantor"}),
    "override.notches": (-1, 1, 3, {"missing": "no_override"}),
    "branch.code": ("0101", "0102", "0999"),
    "branch.class": ("A", "B", "C"),
    "exposure.total_credit": (0, 60_000, 60_001, 140_000),
    "exposure.limit": (300_000, 99_999),
    "contribution.deposits": (0, 1_000_000, {"missing": "not_customer"}),
    "application.exceptions": (0, 1, 3),
    "application.received": ("2026-11-22", "2026-11-21"),
    "approval.level": ("automatic", "branch", "city", "committee", {"missing": "not_yet"}),
    "approval.valid_until": ("2026-11-23", "2026-11-22"),
    "contract.number": ("HT-1", {"missing": "not_drawn_up"}),
    "contract.amount": (100_000, 100_001, 50_000),
    "contract.rate": (0.045, 0.0427, 0.0426),
    "contract.purpose_stated": (True, False),
    "signature.cost_table": (True, False),
    "draw.number": ("TK-1", {"missing": "not_asked_for"}),
    "draw.amount": (100_000, 60_000, 100_001),
    "draw.payee_related": (False, True),
    "draw.purpose_proof_date": ("2026-08-25", "2026-08-24", "2026-11-24"),
    "classification.today": ("pass", "special_mention", "loss", {"missing": "no_loan"}),
}
REQUIRED = ("loan.amount", "loan.term_months", "loan.channel", "loan.repayment")
OUTPUTS = ("amount", "term", "rate", "first_payment", "payable")


def random_application(random: Random) -> dict[str, Any]:
    record = example("loan_consumer_employee")
    record["guarantor"] |= SOUND
    record["documents"]["guarantor"] = "2026-11-20"
    record["customer"]["id"] = f"P-{random.randint(1, 10_000)}"
    if random.random() < 0.3:
        record["contract"] = {"number": {"missing": "not_drawn_up"}}
        record["draw"] = {"number": {"missing": "not_asked_for"}}
    if random.random() < 0.2:
        record["applicant"] |= {"employment": "other", "housing": "rent", "months_employed": 3}
        record["bureau"] |= {"hard_enquiries_3m": 5, "months_on_file": 8}
        record["branch"]["code"] = random.choice(("0101", "0999"))
    if random.random() < 0.2:
        record["debt"]["monthly_service"] = random.choice((7000, 7500, 8500, 9500))
    put_on_edges(record, EDGES, random, REQUIRED)
    return record


@pytest.mark.parametrize(
    "number",
    [
        40,
        pytest.param(1200, marks=pytest.mark.slow),
        pytest.param(5000, marks=[pytest.mark.slow, pytest.mark.longest]),
    ],
)
def test_random_applications_are_decided_as_by_hand(number: int) -> None:
    random, met = Random(20261129), set()
    for _ in range(number):
        record = random_application(random)
        decision, expected = POLICY.decide(record, as_of=DAY), decide(record, DAY)
        told = {name: decision.outputs.get(name) for name in OUTPUTS}
        told |= {"stage": decision.outputs["stage"], "outcome": decision.outcome}
        assert told == expected, json.dumps(record, ensure_ascii=False)
        met |= {decision.outcome, decision.outputs["stage"]}
    stages = {
        "admission",
        "investigation",
        "rating",
        "price",
        "amount",
        "authority",
        "contract",
        "disbursement",
    }
    assert number < 5000 or met == {*OUTCOMES, *stages}


@pytest.mark.slow
def test_a_batch_is_decided_as_its_rows() -> None:
    random = Random(20261130)
    records = [random_application(random) for _ in range(400)]
    rows = POLICY.decide_batch(records, as_of=DAY).to_arrow().to_pylist()
    for record, row in zip(records, rows, strict=True):
        decision = POLICY.decide(record, as_of=DAY)
        told = {name: None if row[name] is None else Decimal(str(row[name])) for name in OUTPUTS}
        assert told == {name: decision.outputs.get(name) for name in OUTPUTS}, json.dumps(record)
        assert (row["outcome"], row["stage"]) == (decision.outcome, decision.outputs["stage"])
