"""The shipped exit policy decides as a function written by hand, on random customers with edges and gaps."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from credit_engine import load_policy
from reference.customer_exit import decide

ROOT = Path(__file__).parents[2]
EXAMPLE = json.loads((ROOT / "examples" / "origination" / "exit_plan_running.json").read_text("utf-8"))
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.legal_form": ("person", "self_employed", "company"),
    "customer.grade": ("R1", "R9", "R10", "R12", {"missing": "not_rated"}),
    "customer.tier": ("strategic", "watch", "exit"),
    "company.industry_code": ("C2610", "C2521", "K7010", "F5161", "X9"),
    "contribution.raroc_last_year": (-0.01, 0, 0.01, {"missing": "not_customer"}),
    "contribution.raroc_year_before": (-0.01, 0, 0.01),
    "registry.environment_veto": (True, False, {"missing": "source_failed"}),
    "warning.level": ("none", "yellow", "orange", "red"),
    "exposure.outstanding": (0, 0.01, 6_000_000, 8_000_000, 8_000_000.01, 10_000_000),
    "exit.release_approved": (True, False),
    "prior.weak_quarters": (0, 1, 2, {"missing": "unknown"}),
    "prior.in_plan": (True, False, {"missing": "unknown"}),
    "prior.plan_start": ("2026-08-29", "2026-08-30", "2026-08-31", "2025-11-30", "2024-05-31", "2027-01-01"),
    "prior.starting_balance": (10_000_000, 8_000_000, 0, {"missing": "unknown"}),
}
DAYS = tuple(
    map(dt.date.fromisoformat, ("2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01", "2027-02-28"))
)


def random_customer(random: Random) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(json.dumps(EXAMPLE))
    for path in random.sample(list(EDGES), random.choice((1, 2, 3, 5, 8))):
        group, field = path.split(".")
        record[group][field] = random.choice(EDGES[path])
    optional = [path for path in EDGES if path not in ("customer.legal_form", "exit.release_approved")]
    if random.random() < 0.15:
        group, field = random.choice(optional).split(".")
        record[group].pop(field, None)
    if random.random() < 0.3:
        record["prior"] = {"missing": "no_prior"}
    return record


def plain(value: Any) -> Any:
    return None if isinstance(value, dict) else value


@pytest.mark.slow
def test_five_thousand_random_customers_are_left_as_by_hand() -> None:
    policy, random, met = (
        load_policy(ROOT / "policies" / "origination" / "exit.yaml"),
        Random(20261128),
        set(),
    )
    for _ in range(5000):
        record, day = random_customer(random), random.choice(DAYS)
        decision, expected = policy.decide(record, as_of=day), decide(record, day)
        assert decision.outcome == expected["outcome"], record
        fired = {reason.rule for reason in decision.reasons if reason.code != "undecided"}
        assert fired == set(expected["fired"]), record
        told = dict(decision.outputs)
        if "schedule" in told:
            told["schedule"] = [(step["due"], Decimal(step["at_most"])) for step in told["schedule"]]
        for name, value in expected["outputs"].items():
            assert told.get(name) == value, (name, record)
        assert {name: plain(value) for name, value in decision.state.items()} == expected["state"], record
        met |= {decision.outcome, *fired}
    outcomes, rules = 4, 12
    assert len(met) == outcomes + rules
