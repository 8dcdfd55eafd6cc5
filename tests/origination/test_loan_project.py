"""The shipped project loan and its limit decide as functions written by hand, in rows and in batches."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from credit_engine import load_policy
from reference import limit_fixed_asset
from reference.edges import ROOT, disagreements, example, put_on_edges
from reference.guarantor import random_guarantors
from reference.journey import OUTCOMES
from reference.loan_project import decide
from reference.loan_working_capital import STAGES

POLICY = load_policy(ROOT / "policies" / "origination" / "loan_project.yaml")
DAY = "2026-11-23"
TOLD = ("grade", "segment", "tier", "amount", "cover", "rate", "level", "least_capital", "payable")
PROJECT: dict[str, tuple[Any, ...]] = {
    "project.kind": ("general", "general", "property", "steel_aluminium", "cement"),
    "project.total_investment": (100_000_000, 100_000_001, 90_000_000),
    "project.capital": (20_000_000, 19_999_999, 30_000_000, 40_000_000),
    "project.capital_paid": (16_000_000, 6_000_000, 5_999_999, 20_000_000, 25_000_000),
    "project.capital_borrowed": (False, False, True),
    "project.other_loans": (0, 15_000_000, 79_000_000, 79_010_000),
    "project.completed_share": (0.5, 0.2, 0.199999, 0.9, 1),
    "project.approvals": (True, True, False),
    "project.cash_flow": (22_000_000, 12_000_000, 2_500_000, -1),
    "project.debt_service": (2_000_000, 0, 17_600_000),
    "project.construction_months": (24, 12, 97, 96),
    "loan.amount": (80_000_000, 80_010_000, 1_000_000, 999_999, 40_000_000),
    "loan.term_months": (108, 60, 120, 121, 240, 241),
}
EDGES: dict[str, tuple[Any, ...]] = {
    **PROJECT,
    "project.directory": ("encouraged", "permitted", "restricted", "eliminated", {"missing": "no_project"}),
    "project.new_capacity": (True, False),
    "customer.legal_form": ("company", "company", "company", "self_employed"),
    "customer.related_party": (False, False, True),
    "company.industry_code": ("C3841", "C3841", "E4710", "C3825"),
    "company.months_operating": (11, 12, 40),
    "group.member": (True, True, False),
    "group.limit": (400_000_000, 230_000_000, 229_990_000, {"missing": "no_group"}),
    "source.court_date": ("2026-10-24", "2026-10-23"),
    "sales.by_statements": (90_000_000, 0),
    "bureau.worst_class": ("pass", "pass", "special_mention", "substandard"),
    "registry.environment_veto": (False, False, True, {"missing": "source_failed"}),
    "warning.level": ("none", "none", "yellow", "orange", "red"),
    "statement.ebit": (12_000_000, 900_000, -1_000_000),
    "parent.grade": ("R3", "R6", {"missing": "no_parent"}),
    "parent.supports": (True, False),
    "parent.controls_cash": (False, True),
    "documents.project_approval": ("2026-03-20", "2024-11-22", None),
    "documents.permits": ("2026-05-15", None),
    "documents.capital": ("2026-11-05", "2026-08-24"),
    "diligence.visit_date": ("2026-11-12", "2026-09-23", {"missing": "not_visited"}),
    "exposure.loans": (0, 420_000_000, 430_000_000),
    "loan.security": ("mortgage", "mortgage", "pledge", "guarantee", "none"),
    "loan.proposed_rate": (0.0374, 0.036, 0.02, {"missing": "not_proposed"}),
    "loan.repayment": ("equal_instalment", "equal_principal"),
    "banks.lending": (2, 3),
    "banks.debt": (100_000_000, 5_000_000_000),
    "application.exceptions": (0, 0, 1, 3),
    "approval.decision": ("approved", "approved", "refused", {"missing": "not_yet"}),
    "approval.level": ("head_office", "city", "committee"),
    "approval.amount": (80_000_000, 80_000_001, 40_000_000),
    "approval.rate": (0.042, 0.0374, 0.0373),
    "approval.term_months": (108, 121, 60),
    "contract.number": ("GD-1", "GD-1", {"missing": "not_drawn_up"}),
    "contract.amount": (80_000_000, 80_000_001, 40_000_000),
    "contract.term_months": (108, 121, 60),
    "contract.drawn": (0, 24_000_000, 24_000_000.01, 40_000_000),
    "signature.mandate_until": ("2026-12-31", "2026-11-22"),
    "draw.number": ("TK-1", "TK-1", {"missing": "not_asked_for"}),
    "draw.amount": (24_000_000, 48_000_000, 48_000_000.01, 64_000_000),
    "draw.method": ("entrusted", "self"),
    "lien.registered": ("2026-11-22", {"missing": "not_registered"}),
    "classification.today": ("pass", "pass", "special_mention", "loss"),
}
REQUIRED = (
    "customer.legal_form",
    "loan.amount",
    "loan.term_months",
    "loan.security",
    "loan.repayment",
    "contract.term_months",
    "draw.amount",
)


def random_application(random: Random) -> dict[str, Any]:
    record = example("loan_project_second_plant")
    put_on_edges(record, EDGES, random, REQUIRED)
    if record["loan"]["security"] == "guarantee" or random.random() < 0.1:
        record["guarantors"] = random_guarantors(random, record["loan"]["amount"])
    if random.random() < 0.3:
        item = random.choice(record["collateral_items"])
        item |= random.choice(
            [
                {"value": 60_000_000},
                {"value": 20_000_000},
                {"disputed": True},
                {"valued_on": "2025-11-22"},
                {"value": None},
            ]
        )
    return record


def random_project(random: Random) -> dict[str, Any]:
    whole = example("loan_project_second_plant")
    names = {path.partition(".")[2] for path in PROJECT if path.startswith("project.")}
    record = {"project": {name: whole["project"][name] for name in names}}
    record["loan"] = {
        "amount": 80_000_000,
        "term_months": 108,
        "rate": 0.048,
        "drawn": random.choice((0, 1_000_000)),
    }
    put_on_edges(record, PROJECT, random, ("loan.amount", "loan.term_months"))
    return record


@pytest.mark.parametrize("number", [200, pytest.param(5000, marks=pytest.mark.slow)])
def test_random_projects_have_the_limit_worked_out_by_hand(number: int) -> None:
    outputs = ("limit", "drawable", "least_capital", "capacity")
    by_hand = limit_fixed_asset.decide
    different, met = disagreements("limit_fixed_asset", random_project, by_hand, outputs, number=number)
    assert different == []
    assert {"approve", "counter_offer", "refer", "decline", "no_room", "capital_too_small"} <= met


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
        assert {outcome for _, outcome in met} == set(OUTCOMES)
        assert {stage for stage, _ in met} == set(STAGES)


@pytest.mark.slow
def test_a_batch_is_decided_as_its_rows() -> None:
    random = Random(20261130)
    records = [random_application(random) for _ in range(400)]
    table = table_of(POLICY.versions[-1].fields, records, random)
    _, batch, rows = both(POLICY, table, DAY, 1000)
    assert differences(batch, rows) == []
    assert set(batch.column("outcome").to_pylist()) >= {"approve", "refer", "returned", "decline"}
