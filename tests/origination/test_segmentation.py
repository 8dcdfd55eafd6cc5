"""The shipped segmentation decides as a function written by hand, on random customers with edges and gaps."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from credit_engine import load_policy
from reference.segmentation import MONEY, TIERS, decide

ROOT = Path(__file__).parents[2]
DAYS = ("2026-11-29", "2026-11-30", "2026-12-01", "2027-01-01")
CODES = ("A01", "C3511", "C2610", "C2521", "C2522", "C3825", "E47", "F5161", "F5162", "K70", "M7310", "X9")
EXAMPLE = json.loads(
    (ROOT / "examples" / "origination" / "segmentation_medium_company.json").read_text("utf-8")
)


def random_year(random: Random, number: int) -> dict[str, Any]:
    year = dict(
        EXAMPLE["contribution"]["years"][0],
        year=str(random.choice((2023, 2024, 2025)) if number == 1 else 2024 + number),
    )
    year["loans"] = random.choice((0, 1_000_000, 20_000_000))
    year["fees"] = random.choice((0, 100_000, 120_000, 145_600, 145_600.01, 400_000))
    year["operating_cost"] = random.choice((0, 110_000, 202_000, 370_000, 478_000))
    year["deposits"] = random.choice((0, 6_000_000))
    if random.random() < 0.03:
        year[random.choice(MONEY)] = None
    return year


def random_customer(random: Random) -> dict[str, Any]:
    form = random.choice(("person", "self_employed", "company", "company"))
    prior: dict[str, Any] = {"tier": random.choice(TIERS), "better_reviews": random.choice((0, 1, 2))}
    record: dict[str, Any] = {
        "customer": {
            "legal_form": form,
            "business_owner": random.choice((True, False)),
            "grade": f"R{random.choice((1, 2, 3, 4, 4, 5, 6, 8, 9, 9, 10, 12))}",
        },
        "company": {
            "size": random.choice(("micro", "small", "medium", "large")),
            "industry_code": random.choice(CODES),
        },
        "group": {"member": random.random() < 0.2},
        "exposure": {
            "total_credit": random.choice((0, 10_000_000, 10_000_000.01, 20_000_000, 20_000_000.01))
        },
        "contribution": {
            "years": [random_year(random, n) for n in range(random.choice((0, 1, 2, 3, 3, 3, 3)))]
        },
        "prior": prior if random.random() < 0.7 else {"missing": "no_prior"},
    }
    for group, field in (("customer", "business_owner"), ("customer", "grade"), ("company", "size")):
        if random.random() < 0.04:
            del record[group][field]
    for group in ("company", "group", "exposure", "contribution", "prior"):
        if random.random() < 0.03:
            del record[group]
    return record


def plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else None if isinstance(value, dict) else value


@pytest.mark.slow
def test_five_thousand_random_customers_are_decided_as_by_hand() -> None:
    policy, random, met = (
        load_policy(ROOT / "policies" / "origination" / "segmentation.yaml"),
        Random(20261129),
        set(),
    )
    for _ in range(5000):
        record, day = random_customer(random), random.choice(DAYS)
        decision, expected = policy.decide(record, as_of=day), decide(record, day)
        assert decision.outcome == expected["outcome"], record
        for name, value in expected["outputs"].items():
            told = decision.outputs.get(name)
            if name == "eva" and value is not None:
                value = value.quantize(Decimal("0.01"))
            assert told == value, (name, record)
        assert {k: plain(v) for k, v in decision.state.items()} == {
            k: plain(v) for k, v in expected["state"].items()
        }
        met.add((decision.outcome, decision.outputs.get("customer_tier")))
    assert len(met) >= 10
