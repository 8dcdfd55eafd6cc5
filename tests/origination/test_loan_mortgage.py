"""The shipped mortgage decides from end to end as a function written by hand, in rows and in batches."""

from __future__ import annotations

import copy
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
from reference.loan_mortgage import decide

EXAMPLE = "loan_mortgage_couple"
POLICY = load_policy(ROOT / "policies" / "origination" / "loan_mortgage.yaml")
DAY = "2026-11-23"
NO_RECORD, FAILED = {"missing": "no_record"}, {"missing": "source_failed"}
EDGES: dict[str, tuple[Any, ...]] = EDGES_OF_GUARANTORS | {
    "signature.guarantee": (True, False, {"missing": "no_guarantee"}),
    "loan.amount": (9_999, 10_000, 1_000_000, 1_999_000, 2_000_000, 2_000_001, 2_720_000, 2_721_000),
    "loan.term_months": (12, 120, 121, 240, 300, 360, 361),
    "loan.repayment": ("equal_instalment", "equal_principal"),
    "loan.proposed_rate": (0.03, 0.0333, 0.0353, 0.0363, 0.038, 0.041, {"missing": "not_proposed"}),
    "property.kind": ("housing", "commercial"),
    "property.price": (3_200_000, 2_353_000, 2_352_000),
    "property.appraisal": (3_250_000, 3_000_000),
    "property.monthly_fee": (0, 400, 3000),
    "property.down_payment_borrowed": (False, True),
    "property.city_down_payment": ({"missing": "no_city_rule"}, 0.2, 0.375, 0.38),
    "property.prior_liens": (0, 3_200_000, 3_200_001, FAILED),
    "property.disputed": (False, True, FAILED),
    "household.homes": (0, 1, 2, FAILED),
    "warning.level": ("none", "yellow", "orange", "red", FAILED),
    "customer.related_party": (False, True, FAILED),
    "source.bureau_date": ("2026-11-23", "2026-10-24", "2026-10-23", "2026-11-24"),
    "source.flows_months": (5, 6, 11, 12),
    "debt.declared": (60_000, 57_142),
    "documents.identity_until": ("2026-11-23", "2026-11-22"),
    "documents.purchase": ("2026-11-08", {"missing": "not_presented"}),
    "documents.valuation": ("2025-11-23", "2025-11-22"),
    "diligence.visit_date": ("2026-09-24", "2026-09-23"),
    "diligence.investigators": (1, 2),
    "guarantor.grade": ("R1", "R6", {"missing": "no_guarantor"}),
    "override.notches": (-1, 1, 3, {"missing": "no_override"}),
    "branch.class": ("A", "B", "C"),
    "exposure.total_credit": (0, 1_000_000, 3_000_000, 6_000_001),
    "exposure.limit": (3_000_000, 1_999_999),
    "contribution.deposits": (0, 1_000_000, {"missing": "not_customer"}),
    "application.exceptions": (0, 1, 3),
    "application.received": ("2026-11-20", "2026-11-12"),
    "approval.level": ("automatic", "branch", "city", "committee", {"missing": "not_yet"}),
    "approval.valid_until": ("2026-11-23", "2026-11-22"),
    "contract.number": ("HT-1", {"missing": "not_drawn_up"}),
    "contract.amount": (2_000_000, 2_000_001, 1_000_000),
    "contract.rate": (0.0364, 0.0363, 0.038),
    "signature.security": (True, False),
    "signature.spouse": (True, False, {"missing": "nobody_else"}),
    "draw.number": ("TK-1", {"missing": "not_asked_for"}),
    "draw.amount": (2_000_000, 2_000_001),
    "draw.method": ("entrusted", "self"),
    "lien.registered": ("2026-11-23", "2026-11-24", {"missing": "not_registered"}),
    "insurance.until": ("2026-11-23", "2026-11-22", {"missing": "not_insured"}),
    "classification.today": ("pass", "special_mention", "loss", {"missing": "no_loan"}),
}
PERSON: dict[str, tuple[Any, ...]] = {
    "age": (17, 18, 22, 35, 45, 46, 65, 66),
    "monthly_income": (0, 5_000, 8_000, 10_000, 15_000, 40_000, FAILED),
    "debt_service": (0, 1500, 3000, 6000, FAILED),
    "card_balance": (0, 45_000, {"missing": "no_card"}, FAILED),
    "employment": ("salaried", "self_employed", "other"),
    "months_employed": (3, 36, 84, {"missing": "not_employed"}),
    "housing": ("owner", "rent", "dormitory"),
    "provident_fund_months": (0, 36, {"missing": "not_enrolled"}, FAILED),
    "first_borrower": (True, False, FAILED),
    "dishonest_debtor": (False, False, True, FAILED),
    "enforcement_amount": (0, 1, 10_001, {"missing": "no_case"}),
    "worst_class": ("pass", "special_mention", "loss", NO_RECORD, FAILED),
    "overdue_amount": (0, 1, NO_RECORD, FAILED),
    "missed_in_a_row_24m": (0, 2, 3, NO_RECORD),
    "hard_enquiries_3m": (0, 5, 7, NO_RECORD, FAILED),
    "months_on_file": (5, 24, 120, NO_RECORD, FAILED),
    "worst_dpd_24m": (0, 1, 30, 60, NO_RECORD, FAILED),
}
REQUIRED = ("loan.amount", "loan.term_months", "loan.repayment", "property.kind")
OUTPUTS = ("amount", "rate", "monthly_instalment", "payable")


def random_application(random: Random) -> dict[str, Any]:
    record = example(EXAMPLE)
    record["guarantor"] |= SOUND
    record["signature"]["guarantee"] = True
    if random.random() < 0.2:
        record["applicants"] = record["applicants"][:1]
    if random.random() < 0.3:
        record["contract"] = {"number": {"missing": "not_drawn_up"}}
        record["draw"] = {"number": {"missing": "not_asked_for"}}
    if random.random() < 0.15:
        record["loan"] |= {"term_months": 12, "proposed_rate": random.choice((0.0279, 0.029, 0.031))}
        record["contribution"] |= {"deposits": 1_000_000, "deposit_rate": 0, "fees": 20_000}
        record["applicants"][0] |= {"monthly_income": 400_000}
    put_on_edges(record, EDGES, random, REQUIRED)
    for person in record["applicants"]:
        for field in random.sample(list(PERSON), random.choice((0, 0, 1, 2))):
            person[field] = copy.deepcopy(random.choice(PERSON[field]))
    if random.random() < 0.1:
        random.choice(record["applicants"]).pop(random.choice(list(PERSON)))
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
    stages = {"admission", "investigation", "rating", "price", "amount", "authority"}
    assert number < 5000 or met == {*OUTCOMES, *stages, "contract", "disbursement"}


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
