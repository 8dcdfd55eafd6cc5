"""The shipped working-capital loan decides as a function written by hand, in rows and in batches."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from credit_engine import load_policy
from reference.edges import ROOT, example, put_on_edges
from reference.guarantor import random_guarantors
from reference.journey import OUTCOMES
from reference.loan_working_capital import STAGES, decide

POLICY = load_policy(ROOT / "policies" / "origination" / "loan_working_capital.yaml")
DAY = "2026-11-23"
TOLD = ("grade", "segment", "tier", "amount", "cover", "rate", "level", "payable")
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.legal_form": ("company", "company", "company", "self_employed"),
    "customer.related_party": (False, False, True),
    "customer.new_relation": (False, True),
    "company.industry_code": ("C3511", "C3511", "E4710", "C2511", "K7010"),
    "company.size": ("small", "medium", "large"),
    "company.months_operating": (23, 24, 148),
    "company.audit_opinion": ("unqualified", "emphasis", "qualified", {"missing": "not_audited"}),
    "group.member": (True, True, False),
    "group.limit": (80_000_000, 72_100_000, 72_000_000, 90_000_000, {"missing": "no_group"}),
    "source.court_date": ("2026-10-24", "2026-10-23", "2026-11-24"),
    "source.flows_months": (12, 11, 6, 5),
    "sales.by_tax": (236_000_000, 204_000_000, 203_000_000, 160_000_000),
    "sales.by_flows": (210_000_000, 168_000_000, 160_000_000, 90_000_000),
    "debt.declared": (30_000_000, 28_571_429, 28_000_000),
    "bureau.worst_class": ("pass", "pass", "special_mention", "substandard", {"missing": "no_record"}),
    "bureau.overdue_amount": (0, 0, 0.01),
    "bureau.working_capital_elsewhere": (28_000_000, 900_000, 3_000_000, {"missing": "source_failed"}),
    "registry.dishonest_debtor": (False, False, True, {"missing": "source_failed"}),
    "warning.level": ("none", "none", "yellow", "orange", "red"),
    "statement.total_liabilities": (84_000_000, 135_000_000, 135_000_001),
    "statement.ebit": (15_000_000, 2_000_000, -1_000_000),
    "statement.net_profit": (10_200_000, 0, -20_000_000),
    "statement.operating_cash_flow": (24_000_000, 15_000_000, 11_520_000, 11_519_999),
    "statement.date": ("2025-12-31", "2025-05-22"),
    "exposure.total_credit": (2_000_000, 2_000_001, 48_000_000, 57_600_000),
    "exposure.loans": (2_000_000, 492_000_000, 500_000_000),
    "documents.licence": ("2026-11-10", "2025-11-22", None),
    "documents.partners": ("2026-09-30", "2026-05-26", "2026-11-24"),
    "documents.valuation": ("2026-06-30", "2025-11-22"),
    "diligence.investigators": (2, 2, 1, 0),
    "diligence.false_document": (False, False, True),
    "judgment.management": ("strong", "adequate", "weak"),
    "judgment.outlook": ("good", "stable", "weak"),
    "review.tier": ("core", "standard", "strategic", {"missing": "no_prior"}),
    "review.better_reviews": (0, 1),
    "plan.own_funds": (16_000_000, 25_000_000, 28_050_000, 29_000_000),
    "plan.long_cash_cycle": (False, True),
    "loan.amount": (12_000_000, 8_000_000, 1_000_000, 99_999, 200_000, 40_000_000),
    "loan.term_months": (12, 36, 37, 60, 61),
    "loan.security": ("mortgage", "mortgage", "pledge", "guarantee", "none"),
    "loan.purpose": ("materials", "wages", "dividends"),
    "loan.proposed_rate": (0.0327, 0.029, 0.0251, 0.018, 0.05, 0.06, {"missing": "not_proposed"}),
    "loan.repayment": ("interest_only", "equal_instalment"),
    "banks.lending": (2, 3),
    "banks.debt": (42_000_000, 5_000_000_000, 4_999_999_999),
    "branch.class": ("A", "B", "C"),
    "application.exceptions": (0, 0, 1, 3),
    "application.level": ("branch", "city", "head_office"),
    "approval.decision": ("approved", "approved", "refused", {"missing": "not_yet"}),
    "approval.level": ("city", "branch", "head_office", "committee"),
    "approval.amount": (8_000_000, 8_000_001, 1_000_000),
    "approval.rate": (0.04, 0.0327, 0.0326),
    "approval.term_months": (12, 13),
    "contract.number": ("HT-1", "HT-1", {"missing": "not_drawn_up"}),
    "contract.amount": (8_000_000, 8_000_001, 5_000_000),
    "contract.rate": (0.04, 0.0399),
    "contract.purpose_stated": (True, True, False),
    "signature.mandate_until": ("2026-12-31", "2026-11-22"),
    "signature.resolution": (True, True, False),
    "draw.number": ("TK-1", "TK-1", {"missing": "not_asked_for"}),
    "draw.amount": (6_000_000, 8_000_000, 8_000_000.01),
    "draw.largest_payment": (2_500_000, 10_000_000.01),
    "draw.payee_related": (False, False, True),
    "lien.registered": ("2026-11-22", "2026-11-24", {"missing": "not_registered"}),
    "insurance.until": ("2027-11-20", "2026-11-22"),
    "classification.today": ("pass", "pass", "special_mention", "substandard"),
}
DIRECT = {"missing": "customer"}


def chart(*links: tuple[str, Any, float, bool]) -> list[dict[str, Any]]:
    """Members of a group with 10 million each: the name, by way of whom, votes, the same controller."""
    names = ("name", "linked_to", "share_held", "same_controller")
    return [dict(zip(names, one, strict=True)) | {"exposure": 10_000_000} for one in links]


GROUPS = (
    chart(("甲", DIRECT, 0.51, False), ("乙", "甲", 0.51, False), ("丙", "乙", 0.5, True)),
    chart(("丙", "乙", 0.9, False), ("乙", "甲", 0.5, False), ("甲", DIRECT, 0.51, False)),
    chart(*((str(n), str(n - 1) if n else DIRECT, 0.6, False) for n in range(6))),
    chart(*((str(n), str(n - 1) if n else DIRECT, 0.6, False) for n in range(7))),
    chart(("甲", "乙", 0.6, False), ("乙", "甲", 0.6, False)),
    chart(("甲", DIRECT, 0.6, False), ("乙", None, 0.1, False)),
    chart(("甲", DIRECT, 0.6, False), ("乙", None, 0.6, False)),
    chart(("甲", DIRECT, 0.6, False), ("乙", "戊", 0.1, False)),
)
LISTS: dict[str, tuple[Any, ...]] = {
    "members": ({"missing": "no_group"}, [], None, *GROUPS),
    "collateral_items": ([], None),
    "facilities": ([], [{"id": "F1", "amount": 20_000_000}], None),
    "peers": ([{"attribute": "渠道", "rate": 0.03}], [{"attribute": "渠道", "rate": 0.0317}]),
    "staff": ([],),
}
REQUIRED = (
    "customer.legal_form",
    "customer.new_relation",
    "loan.amount",
    "loan.term_months",
    "loan.security",
    "loan.repayment",
    "draw.amount",
)


def random_application(random: Random) -> dict[str, Any]:
    record = example("loan_working_capital_medium_in_group")
    put_on_edges(record, EDGES, random, REQUIRED)
    if record["loan"]["security"] == "guarantee" or random.random() < 0.1:
        record["guarantors"] = random_guarantors(random, record["loan"]["amount"])
    if random.random() < 0.2:
        name = random.choice(list(LISTS))
        record[name] = random.choice(LISTS[name])
    if random.random() < 0.3:
        item = record["collateral_items"][0] if record.get("collateral_items") else {}
        item |= random.choice(
            [
                {"value": 18_000_000},
                {"value": 12_000_000},
                {"prior_liens": 16_000_000},
                {"disputed": True},
                {"consent": False},
                {"valued_on": "2025-11-22"},
                {"tied_to": "F1"},
                {"value": None},
            ]
        )
    return record


@pytest.mark.parametrize(
    "number",
    [
        30,
        pytest.param(1200, marks=pytest.mark.slow),
        pytest.param(5000, marks=[pytest.mark.slow, pytest.mark.longest]),
    ],
)
def test_random_applications_are_decided_as_by_hand(number: int) -> None:
    random, met = Random(20261129), set()
    for _ in range(number):
        record = random_application(random)
        decision, expected = POLICY.decide(record, as_of=DAY), decide(record, DAY)
        told = {name: value for name in TOLD if (value := decision.outputs.get(name)) is not None}
        hoped = {name: value for name in TOLD if (value := expected.get(name)) is not None}
        came_to = (decision.outputs["stage"], decision.outcome)
        assert came_to == (expected["stage"], expected["outcome"]), record
        assert told == hoped, record
        met |= {came_to}
    if number == 5000:
        assert {outcome for _, outcome in met} >= set(OUTCOMES) - {"pending"}  # which the cases have
        assert {stage for stage, _ in met} == set(STAGES)


@pytest.mark.slow
def test_a_batch_is_decided_as_its_rows() -> None:
    random = Random(20261130)
    records = [random_application(random) for _ in range(400)]
    table = table_of(POLICY.versions[-1].fields, records, random)
    _, batch, rows = both(POLICY, table, DAY, 1000)
    assert differences(batch, rows) == []
    assert set(batch.column("outcome").to_pylist()) >= {"counter_offer", "refer", "returned", "decline"}
