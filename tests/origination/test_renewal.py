"""The shipped renewal, and the change of a limit that it calls, decide as functions written by hand."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from credit_engine import load_policy
from reference import limit_change
from reference.edges import ROOT, disagreements, example, put_on_edges
from reference.renewal import STAGES, decide

POLICY = load_policy(ROOT / "policies" / "origination" / "renewal.yaml")
DAY = "2026-11-27"
TOLD = ("stage", "grade", "tier", "in_plan", "new_limit", "proposed_limit", "rate", "level")
KINDS = (
    "increase",
    "reduction",
    "renewal",
    "renewal_without_repayment",
    "extension",
    "annual_review",
    "pre_approval",
)
CREDIT: dict[str, tuple[Any, ...]] = {
    "change.kind": KINDS,
    "change.limit": (300_000, 390_000, 390_000.01, 249_999, 250_000, 300_999, 0, 999_000),
    "change.extension_months": ({"missing": "no_extension"}, 6, 7, 12, 13),
    "change.extensions_before": ({"missing": "no_extension"}, 0, 1),
    "credit.limit": (300_000, 230_000, 600_000),
    "credit.drawn": (250_000, 0, 300_000, 300_001),
    "credit.use_12m": (0.8, 0.6, 0.59, 0.3, 0.29),
    "credit.original_term": (12, 13, 6),
    "credit.days_past_due_12m": (0, 7, 8),
    "credit.last_review": ("2025-12-16", "2025-11-27", "2025-11-26", "2026-11-27", "2026-11-30"),
    "credit.due": ("2026-12-15", "2026-11-27", "2026-11-26", "2027-09-29", "2027-09-30"),
    "company.size": ("micro", "small", "medium", "large"),
    "warning.level": ("none", "none", "yellow", "orange", "red"),
    "loan.class": ("pass", "pass", "special_mention", "substandard"),
    "business.lawful_and_stable": (True, False),
    "business.needs_funds": (True, False),
}
ALONE: dict[str, tuple[Any, ...]] = {
    **CREDIT,
    "credit.reducing": (False, True),
    "assessed.limit": (780_000, 299_999, 0),
    "customer.grade": ("R4", "R5", "R6", "R7"),
    "loan.product": ("working_capital", "micro_credit"),
}
EDGES: dict[str, tuple[Any, ...]] = {
    **CREDIT,
    "change.kind": (*KINDS, *("renewal_without_repayment", "renewal", "annual_review") * 3),
    "customer.legal_form": ("company", "company", "self_employed", "person"),
    "customer.information_grade": ("A", "B", "C", "D"),
    "customer.automatic_up_to": (1_000_000, 200_000, 0),
    "company.industry_code": ("C3491", "C2610", "E4710", "K7010"),
    "bureau.worst_class": ("pass", "special_mention", "substandard"),
    "registry.environment_veto": (False, True),
    "tax.sales_12m": (2_600_000, 1_000_000, 999_999, 833_333, 10_000),
    "tax.arrears": (0, 1),
    "tax.grade": ("B", "D"),
    "account.inflow_12m": (2_100_000, 779_999, 300_000),
    "behaviour.missed_24m": (0, 2, 6),
    "behaviour.bank_loans": (250_000, 249_999, 1_000_000, 1_030_000, {"missing": "no_record"}),
    "owner.premises": ("rented", "none"),
    "exposure.total_credit": (300_000, 299_999, 0, 500_000, 1_000_000),
    "exposure.outstanding": (250_000, 249_999, 0, 160_001, 300_001),
    "contribution.raroc_last_year": (0.08, -0.01),
    "contribution.raroc_year_before": ({"missing": "not_customer"}, -0.01, 0.1),
    "review.tier": ("standard", "core", "watch", "strategic", {"missing": "no_prior"}),
    "review.better_reviews": (0, 1),
    "exit.weak_quarters": (0, 1),
    "exit.in_plan": (False, True),
    "exit.plan_start": ("2026-05-27", "2026-08-27", "2026-11-28", {"missing": "no_plan"}),
    "exit.starting_balance": (400_000, 250_000, {"missing": "no_plan"}),
    "exit.release_approved": (False, True),
    "loan.purpose": ("turnover", "equipment", "project"),
    "loan.term_months": (12, 3, 36, 48),
    "loan.proposed_rate": ({"missing": "not_proposed"}, 0.03, 0.02, 0.015),
    "branch.region": ("east", "north"),
    "branch.class": ("A", "C"),
    "application.exceptions": (0, 1),
    "application.received": ("2026-11-25", "2026-10-01"),
    "approval.level": ({"missing": "not_yet"}, "branch", "city", "board"),
}
REQUIRED = (
    "customer.legal_form", "change.kind", "change.limit", "loan.term_months", "exit.release_approved",
)  # fmt: skip
PEOPLE = [
    {"id": number, "role": role, "conflict": False}
    for number, role in (("1", "investigator"), ("2", "investigator"), ("3", "reviewer"))
]


def random_change(random: Random) -> dict[str, Any]:
    whole = example("renewal_micro")
    groups = {path.partition(".")[0] for path in ALONE}
    record = {group: dict(whole.get(group, {})) for group in groups}
    for path, values in ALONE.items():
        group, field = path.split(".")
        record[group].setdefault(field, values[0])
    kept = {(group, field) for group, field in (path.split(".") for path in ALONE)}
    record = {g: {f: v for f, v in fields.items() if (g, f) in kept} for g, fields in record.items()}
    put_on_edges(record, ALONE, random, ("change.kind", "change.limit", "loan.product"))
    return record


def random_renewal(random: Random) -> dict[str, Any]:
    record = example("renewal_micro")
    if random.random() < 0.5:
        record["staff"] = PEOPLE
    if random.random() < 0.2:
        record["exit"] |= {"in_plan": True, "plan_start": "2026-08-27", "starting_balance": 400_000}
    put_on_edges(record, EDGES, random, REQUIRED)
    return record


@pytest.mark.parametrize("number", [200, pytest.param(5000, marks=pytest.mark.slow)])
def test_random_changes_are_decided_as_by_hand(number: int) -> None:
    different, met = disagreements("limit_change", random_change, limit_change.decide, ("new_limit",), number)
    assert different == []
    assert set(limit_change.OUTCOMES) <= met


@pytest.mark.parametrize("number", [60, pytest.param(5000, marks=[pytest.mark.slow, pytest.mark.longest])])
def test_random_renewals_are_decided_as_by_hand(number: int) -> None:
    random, met = Random(20261129), set()
    for _ in range(number):
        record = random_renewal(random)
        decision, expected = POLICY.decide(record, as_of=DAY), decide(record, DAY)
        assert (decision.outputs["stage"], decision.outcome) == (expected["stage"], expected["outcome"]), (
            record
        )
        told = {name: value for name in TOLD if (value := decision.outputs.get(name)) is not None}
        assert told == {name: expected[name] for name in TOLD if expected.get(name) is not None}, record
        met |= {(expected["stage"], expected["outcome"])}
    if number == 5000:
        assert {stage for stage, _ in met} == set(STAGES)
        assert {outcome for _, outcome in met} == {"approve", "counter_offer", "refer", "returned", "decline"}


@pytest.mark.slow
def test_a_batch_is_decided_as_its_rows() -> None:
    random = Random(20261130)
    records = [random_renewal(random) for _ in range(200)]
    table = table_of(POLICY.versions[-1].fields, records, random)
    _, batch, rows = both(POLICY, table, DAY, 1000)
    assert differences(batch, rows) == []


def test_the_shipped_example_is_renewed() -> None:
    decision = POLICY.decide(example("renewal_micro"), as_of=DAY)
    assert (decision.outcome, decision.outputs["new_limit"]) == ("approve", Decimal(300_000))
    # The tax-based loan of the catalogue; the personal one is not granted to companies.
    assert decision.outputs["products"] == ["MC01"]
