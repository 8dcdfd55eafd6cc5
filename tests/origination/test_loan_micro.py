"""The shipped micro loan decides from end to end as a function written by hand, in rows and in batches."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from batch.tables import table_of
from credit_engine import load_policy
from reference.edges import DAY, ROOT, example, put_on_edges
from reference.guarantor import EDGES as EDGES_OF_GUARANTORS
from reference.guarantor import SOUND
from reference.journey import OUTCOMES
from reference.loan_micro import decide

TOLD = ("stage", "amount", "rate", "payable")
STAGES = ("admission", "investigation", "amount", "price", "authority", "contract", "disbursement")
POLICY = load_policy(ROOT / "policies" / "origination" / "loan_micro.yaml")
EDGES: dict[str, tuple[Any, ...]] = EDGES_OF_GUARANTORS | {
    "customer.legal_form": ("company", "company", "company", "self_employed", "person"),
    "customer.new_relation": (True, False),
    "source.court_date": ("2026-10-29", "2026-10-30", {"missing": "source_failed"}),
    "source.bureau_date": ("2026-10-29", "2026-10-30"),
    "source.registration_date": ("2026-08-30", "2026-08-31", {"missing": "not_presented"}),
    "source.statements_date": ("2025-11-28", "2025-11-29", {"missing": "not_presented"}),
    "source.tax_months": (11, 12),
    "source.flows_months": (5, 6, 11, 12),
    "source.statement_years": (1, 2, 3, 3),
    "sales.by_tax": (2_357_500, 2_357_717, 2_665_000, 2_665_206),
    "sales.by_flows": (819_897, 820_000, 1_434_897, 1_435_000),
    "debt.declared": (0, 500_000),
    "debt.by_bureau": (525_000, 525_000.01, {"missing": "no_record"}),
    "debt.by_statements": (0, 472_500, 577_500.01),
    "documents.licence": ("2025-11-28", "2025-11-29", {"missing": "not_presented"}),
    "documents.identity_until": ("2026-11-28", "2026-11-29"),
    "documents.owner_bureau": ("2026-10-29", "2026-10-30"),
    "documents.profit": ("2026-08-30", "2026-08-31"),
    "diligence.visit_date": ("2026-09-29", "2026-09-30", {"missing": "not_visited"}),
    "diligence.remote_date": ("2026-10-29", "2026-10-30"),
    "diligence.investigators": (0, 1, 2),
    "diligence.report_signed": (True, False),
    "group.member": (False, False, True),
    "company.size": ("micro", "small", "medium", "large"),
    "customer.related_party": (False, False, True),
    "company.industry_code": ("C3491", "E4710", "K7010"),
    "company.months_operating": (11, 12, 36, 60),
    "company.debt_ratio": (0.55, 0.81),
    "registry.dishonest_debtor": (False, False, True),
    "bureau.worst_class": ("pass", "special_mention", "loss", {"missing": "no_record"}),
    "warning.level": ("none", "none", "yellow", "orange", "red"),
    "tax.sales_12m": (1_000_000, 2_000_000, 3_400_000, 50_000),
    "tax.sales_before": (1_800_000, 2_500_000),
    "tax.arrears": (0, 0, 0.01),
    "tax.grade": ("A", "B", "M", "C", "D"),
    "tax.invoiced_months": (6, 9, 12),
    "account.inflow_12m": (500_000, 599_999.99, 600_000, 1_500_000),
    "behaviour.missed_24m": (0, 2, 6, {"missing": "no_record"}),
    "behaviour.bank_loans": (0, 300_000, 591_000, 600_000, {"missing": "no_record"}),
    "owner.premises": ("owned", "rented", "none"),
    "loan.amount": (100_000, 300_000, 300_000.01, 500_000, 600_000, 700_000, 1_200_000),
    "loan.term_months": (12, 24, 36, 37),
    "loan.proposed_rate": (0.03, 0.036, 0.06, {"missing": "not_proposed"}),
    "branch.code": ("0101", "0102", "0999"),
    "exposure.total_credit": (0, 200_000, 1_000_000),
    "application.exceptions": (0, 1),
    "application.level": ("automatic", "branch"),
    "loan.security": ("none", "none", "guarantee", "mortgage"),
    "guarantor.grade": ("R1", "R6", "R8", {"missing": "no_guarantor"}),
    "approval.level": ("automatic", "branch", "city", "board", {"missing": "not_yet"}),
    "approval.amount": (300_000, 299_999.99, 700_000),
    "approval.valid_until": ("2026-11-28", "2026-11-29"),
    "contract.number": ("HT-1", {"missing": "not_drawn_up"}),
    "contract.amount": (200_000, 300_000, 300_000.01),
    "contract.rate": (0.0373, 0.0374, 0.05),
    "contract.term_months": (12, 13, 36, 37),
    "contract.stage_repayment": (True, False),
    "signature.mandate_until": ("2026-11-28", "2026-11-29", {"missing": "not_a_company"}),
    "signature.resolution": (True, False),
    "draw.number": ("TK-1", {"missing": "not_asked_for"}),
    "draw.amount": (300_000, 200_000, 300_000.01),
    "draw.payee_related": (False, False, True),
    "exposure.limit": (300_000, 299_999.99, 2_000_000),
    "classification.today": ("pass", "special_mention", "loss", {"missing": "no_loan"}),
}
REQUIRED = (
    "customer.legal_form",
    "customer.new_relation",
    "loan.amount",
    "loan.term_months",
    "loan.security",
    "contract.amount",
    "contract.rate",
    "contract.term_months",
    "draw.amount",
)


def random_application(random: Random) -> dict[str, Any]:
    record = example("micro_first_borrower")
    record["guarantor"] |= SOUND
    record["documents"]["guarantor"] = "2026-11-20"
    if random.random() < 0.2:
        record["loan"]["security"], record["guarantor"]["grade"] = "guarantee", random.choice(("R3", "R7"))
        record["signature"]["guarantee"] = True
    record["customer"]["id"] = f"C-{random.randint(1, 10_000)}"
    record["applicant"]["age"] = 40
    put_on_edges(record, EDGES, random, REQUIRED)
    return record


def assert_decided_as_by_hand(random: Random, number: int) -> set[tuple[str, str]]:
    """Outcomes and stages that were met."""
    met = set()
    for _ in range(number):
        record = random_application(random)
        decision, expected = POLICY.decide(record, as_of=DAY), decide(record, DAY)
        told = {"outcome": decision.outcome} | {name: decision.outputs.get(name) for name in TOLD}
        assert told == expected, record
        met |= {(decision.outcome, decision.outputs["stage"])}
    return met


def test_random_applications_are_decided_as_by_hand() -> None:
    assert_decided_as_by_hand(Random(20261201), 100)


@pytest.mark.slow
def test_five_thousand_random_applications_are_decided_as_by_hand() -> None:
    met = assert_decided_as_by_hand(Random(20261129), 5000)
    assert {outcome for outcome, _ in met} == set(OUTCOMES)
    assert {stage for _, stage in met} == set(STAGES)


@pytest.mark.slow
def test_a_batch_is_decided_as_its_rows() -> None:
    random = Random(20261130)
    records = [random_application(random) for _ in range(400)]
    table = table_of(POLICY.versions[-1].fields, records, random)
    rows = POLICY.decide_batch(table, as_of=DAY).to_arrow().to_pylist()
    for record, row in zip(records, rows, strict=True):
        decision = POLICY.decide(record, as_of=DAY)
        amounts = [None if row[name] is None else Decimal(str(row[name])) for name in TOLD[1:]]
        assert (row["outcome"], row["stage"]) == (decision.outcome, decision.outputs["stage"])
        assert amounts == [decision.outputs.get(name) for name in TOLD[1:]]
