"""Pricing, corporate rating and mortgage limit decide as functions written by hand, on random records."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from credit_engine import load_policy
from credit_engine.testing import read_cases
from reference.pricing_and_limits import mortgage, price, rate_company

FOLDER = Path(__file__).parents[2] / "policies" / "origination"
FAILED = {"missing": "source_failed"}
RUNS = 5000


def base_record(name: str) -> dict[str, Any]:
    """The record of the policy's first case."""
    record: dict[str, Any] = copy.deepcopy(read_cases(FOLDER / f"{name}.cases.yaml").cases[0].record)
    return record


def changed(
    base: Mapping[str, Any], edges: Mapping[str, tuple[Any, ...]], droppable: tuple[str, ...], random: Random
) -> dict[str, Any]:
    """The record with a few fields on an edge, and now and then one that is not there."""
    record: dict[str, Any] = copy.deepcopy(dict(base))
    for path in random.sample(list(edges), random.choice((1, 2, 3, min(8, len(edges))))):
        group, _, field = path.partition(".")
        if field:
            record[group][field] = copy.deepcopy(random.choice(edges[path]))
        else:
            record[group] = copy.deepcopy(random.choice(edges[path]))
    if random.random() < 0.15:
        group, _, field = random.choice(droppable).partition(".")
        (record[group] if field else record).pop(field or group, None)
    return record


PRICING: dict[str, tuple[Any, ...]] = {
    "customer.pd": (0, 0.0005, 0.006, 0.01, 0.0202, 0.05, 0.2),
    "customer.tier": ("strategic", "core", "standard", "watch", "exit"),
    "lender.kind": (
        "bank",
        "bank_facilitated",
        "consumer_finance",
        "small_loan",
        "local_other",
        "unlicensed",
    ),
    "loan.product": (
        "consumer",
        "personal_business",
        "mortgage",
        "micro_credit",
        "working_capital",
        "fixed_asset",
    ),
    "loan.amount": (1000, 100000, 123456.78, 5000000),
    "loan.term_months": (1, 6, 12, 13, 36, 37, 60, 61),
    "loan.repayment": ("equal_instalment", "equal_principal", "interest_only"),
    "loan.proposed_rate": (
        0.0186,
        0.0187,
        0.025,
        0.0281,
        0.035,
        0.04,
        0.0389,
        0.05,
        0.06,
        0.12,
        0.1205,
        0.2,
        0.24,
        0.2401,
        {"missing": "not_proposed"},
    ),
    "contribution.deposits": (0, 20000, 1000000, {"missing": "not_customer"}),
    "contribution.deposit_rate": (0, 0.0171, {"missing": "not_customer"}),
    "contribution.fees": (0, 100, 20000, {"missing": "not_customer"}),
    "charges": (
        [],
        [{"name": "a", "period": 0, "amount": 300}],
        [{"name": "a", "period": 0, "amount": 30}, {"name": "b", "period": 1, "amount": 55.5}],
    ),
    "peers": (
        [],
        [{"attribute": "a", "rate": 0.039}],
        [{"attribute": "a", "rate": {"missing": "no_peer"}}, {"attribute": "b", "rate": 0.0389}],
        [{"attribute": "a", "rate": FAILED}, {"attribute": "b", "rate": 0.02}],
        FAILED,
    ),
}
PRICING_DROPPABLE = (
    "customer.pd",
    "customer.tier",
    "loan.proposed_rate",
    "contribution.deposits",
    "contribution.fees",
    "charges",
)


@pytest.mark.slow
def test_five_thousand_random_loans_are_priced_as_by_hand() -> None:
    policy, base, random = load_policy(FOLDER / "pricing.yaml"), base_record("pricing"), Random(1)
    # A safe mortgage costs less than the market asks, so that there is a discount to give.
    cheap = copy.deepcopy(base) | {"peers": []}
    cheap["customer"]["pd"], cheap["contribution"]["fees"] = 0.001, 500
    cheap["loan"] |= {"product": "mortgage", "proposed_rate": 0.0249}
    met: set[str] = set()
    for _ in range(RUNS):
        record = changed(random.choice((base, cheap)), PRICING, PRICING_DROPPABLE, random)
        day = random.choice(("2025-05-19", "2026-11-29", "2027-12-31", "2028-01-01"))
        expected = price(record, day)
        if expected["on an edge"]:
            continue
        decision = policy.decide(record, as_of=day, policy_as_of="2026-11-29")
        assert decision.outcome == expected["outcome"], record
        for name in ("reference_rate", "rate", "hurdle_rate", "raroc", "eva"):
            assert decision.outputs.get(name) == expected[name], (name, record)
        assert decision.outputs.get("all_in_rate") == expected["disclosed"], record
        met.add(decision.outcome)
    assert met == {"approve", "counter_offer", "refer", "decline"}


JUDGED = ("strong", "adequate", "weak")
COMPANY: dict[str, tuple[Any, ...]] = {
    "company.industry_code": ("C3421", "A01", "E47", "F51", "K70", "Z1"),
    "company.audit_opinion": (
        "unqualified",
        "emphasis",
        "qualified",
        "adverse",
        "disclaimer",
        {"missing": "not_audited"},
    ),
    "customer.information_grade": ("A", "B", "C", "D"),
    "warning.level": ("none", "yellow", "orange", "red", FAILED),
    "bureau.worst_class": (
        "pass",
        "special_mention",
        "substandard",
        "loss",
        {"missing": "no_record"},
        FAILED,
    ),
    "statement.date": ("2026-06-30", "2025-05-29", "2025-05-28"),
    "statement.total_assets": (0, 100000000, 60000000, 200000000),
    "statement.total_liabilities": (0, 44600000, 62000000, 97200000, 97300000, 120000000),
    "statement.current_assets": (0, 15160000, 27670000, 48940000),
    "statement.inventory": (0, 6130000, 30000000),
    "statement.current_liabilities": (0, 30000000, 10000000),
    "statement.ebit": (-1200000, -1200001, 0, 1, 3000000, 12400000),
    "statement.interest": (0, 1, 2000000),
    "statement.net_profit": (-3714900, -9000000, 0, 3416000, 6874700),
    "judgment.outlook": ("good", "stable", "weak"),
    "judgment.position": JUDGED,
    "judgment.management": JUDGED,
    "judgment.controls": JUDGED,
    "judgment.shareholders": JUDGED,
    "judgment.bank_relations": JUDGED,
    "judgment.notches": (-5, -2, -1, 0, 1, 2, 5, {"missing": "no_adjustment"}),
    "parent": tuple(
        {"grade": grade, "supports": supports, "controls_cash": cash}
        for grade in ("R1", "R5", "R8", "R12")
        for supports in (True, False)
        for cash in (True, False)
    ),
    "override": tuple(
        {"notches": notches, "reason": reason, "authority": authority}
        for notches in (-2, -1, 0, 1, 3, 4)
        for reason in ("new order", {"missing": "no_override"})
        for authority in ("branch", "head_office")
    ),
}
COMPANY_DROPPABLE = tuple(path for path in COMPANY if "." in path)


@pytest.mark.slow
def test_five_thousand_random_companies_are_rated_as_by_hand() -> None:
    policy, base, random = (
        load_policy(FOLDER / "rating_corporate.yaml"),
        base_record("rating_corporate"),
        Random(2),
    )
    grades: set[str | None] = set()
    for _ in range(RUNS):
        record = changed(base, COMPANY, COMPANY_DROPPABLE, random)
        decision, expected = policy.decide(record, as_of="2026-11-29"), rate_company(record, "2025-05-29")
        assert decision.outcome == expected["outcome"], record
        for name in ("grade", "model_grade"):
            told = None if expected[name] is None else f"R{expected[name]}"
            assert decision.outputs.get(name) == told, (name, record)
        assert decision.outputs.get("pd") == expected["pd"], record
        score = decision.outputs.get("score")
        assert (score is None) == (expected["score"] is None), record
        assert score is None or abs(score - expected["score"]) < Decimal("1e-9"), record
        grades.add(decision.outputs.get("grade"))
    assert len(grades) >= 10


MORTGAGE: dict[str, tuple[Any, ...]] = {
    "property.kind": ("housing", "commercial"),
    "property.price": (3200000, 2900000, 3000000.5),
    "property.appraisal": (3200000, 3100000),
    "property.monthly_fee": (0, 400, 20000),
    "property.down_payment_borrowed": (True, False, False),
    "property.city_down_payment": ({"missing": "no_city_rule"}, 0.1, 0.2, 0.25),
    "household.homes": (0, 1, 2, FAILED),
    "household.debt_service": (0, 1500, 2135.15, 2135.16, 9467.03, FAILED),
    "applicants": tuple(
        [
            {"name": "x", "age": age, "monthly_income": income},
            {"name": "y", "age": other, "monthly_income": second},
        ]
        for age in (17, 18, 40, 52, 70)
        for other in (30, 45)
        for income, second in ((23229.70, 0), (13229.69, 10000), (0, 0), (40000, FAILED), (60000, 5000))
    ),
    "loan.amount": (5000, 10000, 999999.99, 1003000, 2466000, 2720000, 2720001),
    "loan.term_months": (1, 120, 121, 216, 217, 300, 360, 361),
    "loan.rate": (0.031, 0.035, 0.0295),
}
MORTGAGE_DROPPABLE = (
    "property.price",
    "property.appraisal",
    "property.monthly_fee",
    "property.down_payment_borrowed",
    "household.homes",
    "household.debt_service",
    "loan.rate",
)


@pytest.mark.slow
def test_five_thousand_random_mortgages_are_limited_as_by_hand() -> None:
    policy, base, random = (
        load_policy(FOLDER / "limit_mortgage.yaml"),
        base_record("limit_mortgage"),
        Random(3),
    )
    met: set[str] = set()
    for _ in range(RUNS):
        record = changed(base, MORTGAGE, MORTGAGE_DROPPABLE, random)
        day = random.choice(("2026-01-16", "2026-01-17", "2026-11-29"))
        decision, expected = (
            policy.decide(record, as_of=day, policy_as_of="2026-11-29"),
            mortgage(record, day),
        )
        assert decision.outcome == expected["outcome"], record
        for name in ("limit", "ltv", "housing_ratio", "debt_ratio", "longest_term"):
            assert decision.outputs.get(name) == expected[name], (name, record)
        met.add(decision.outcome)
    assert met == {"approve", "counter_offer", "refer", "decline"}
