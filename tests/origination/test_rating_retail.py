"""The shipped rating of persons decides as a function written by hand."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from credit_engine import load_policy
from reference.edges import DAY, ROOT, example, put_on_edges
from reference.rating_retail import decide

NO_RECORD, FAILED = {"missing": "no_record"}, {"missing": "source_failed"}
NO_CARD = {"missing": "no_card"}
EDGES: dict[str, tuple[Any, ...]] = {
    "applicant.age": (21, 22, 25, 26, 30, 31, 40, 41, 55, 56, 70),
    "applicant.employment": ("salaried", "self_employed", "retired", "other"),
    "applicant.months_employed": (5, 6, 11, 12, 35, 36, 83, 84, {"missing": "not_employed"}),
    "applicant.housing": ("owner", "mortgage", "family", "rent", "dormitory"),
    "applicant.months_at_address": (5, 6, 23, 24, 59, 60),
    "applicant.provident_fund_months": (0, 1, 11, 12, 35, 36, {"missing": "not_enrolled"}, FAILED),
    "bureau.months_on_file": (5, 6, 23, 24, 59, 60, 119, 120, NO_RECORD, FAILED, {"missing": "not_usable"}),
    "bureau.worst_dpd_24m": (0, 1, 29, 30, 59, 60, NO_RECORD, FAILED),
    "bureau.hard_enquiries_3m": (0, 1, 2, 3, 4, 5, 6, 7, NO_RECORD, FAILED),
    "bureau.worst_class": ("pass", "special_mention", "substandard", "loss", NO_RECORD, FAILED),
    "customer.relationship_months": (5, 6, 23, 24, 59, 60, {"missing": "not_customer"}),
    "customer.information_grade": ("A", "B", "C", "D"),
    "debt.card_balance": (0, 5999.9, 6000, 17999, 18000, 36000, 53999, 54000, 70000, NO_CARD, FAILED),
    "debt.card_lines": (60000, 10000, NO_CARD, FAILED),
    "debt.monthly_service": (0, 1999, 2000, 4999, 5000, 7999, 8000, 10999, 11000, FAILED),
    "income.monthly": (0, 20000, 9000, FAILED),
    "guarantor.grade": ("R1", "R4", "R7", "R12", {"missing": "no_guarantor"}),
    "warning.level": ("none", "yellow", "orange", "red", FAILED),
    "override.notches": (-2, -1, 0, 1, 3, 4, {"missing": "no_override"}),
    "override.reason": ("New employer", {"missing": "no_override"}),
    "override.authority": ("branch", "head_office", {"missing": "no_override"}),
}
CODES = {"override_authority", "score_incomplete", "information_gaps", "weak_grade"}
OUTPUTS = ("grade", "pd", "points", "model_grade")


def random_person(random: Random) -> dict[str, Any]:
    record = example("rating_retail")
    if random.random() < 0.2:
        record["applicant"] |= {"age": 45, "months_employed": 84, "months_at_address": 60}
        record["bureau"] |= {"hard_enquiries_3m": 0, "months_on_file": 120}
        record["debt"] |= {"monthly_service": 0, "card_balance": 0}
    elif random.random() < 0.3:
        record["applicant"] |= {"employment": "other", "housing": "rent", "months_employed": 3}
        record["bureau"] |= {"hard_enquiries_3m": 8, "months_on_file": 8}
    put_on_edges(record, EDGES, random)
    return record


@pytest.mark.parametrize("number", [200, pytest.param(5000, marks=pytest.mark.slow)])
def test_random_persons_are_rated_as_by_hand(number: int) -> None:
    policy, random = load_policy(ROOT / "policies" / "origination" / "rating_retail.yaml"), Random(20261129)
    met: set[str | None] = set()
    for _ in range(number):
        record = random_person(random)
        decision, expected = policy.decide(record, as_of=DAY), decide(record, DAY)
        assert decision.outcome == expected["outcome"], record
        assert {name: decision.outputs.get(name) for name in OUTPUTS} == {
            name: expected[name] for name in OUTPUTS
        }, record
        # A weak grade brings the characteristics that cost points along; those are the card's.
        fired = {reason.code for reason in decision.reasons} & CODES
        assert sorted(fired) == expected["fired"], record
        met |= {decision.outputs.get("grade"), *expected["fired"]}
    assert number < 5000 or met >= {
        None,
        *(f"R{n}" for n in range(1, 13)),
        "override_authority",
        "weak_grade",
    }
