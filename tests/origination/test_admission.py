"""The shipped admission decides as a function written by hand, on random customers with edges and gaps."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from credit_engine import load_policy
from reference.admission import decide

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "origination"
DAYS = ("2026-11-29", "2026-12-01", "2027-01-01")
PERSON, FIRST_BORROWER = (
    json.loads((EXAMPLES / f"admission_{name}.json").read_text("utf-8"))
    for name in ("person", "first_borrower")
)
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.legal_form": ("person", "self_employed", "company"),
    "customer.first_borrower": (True, False),
    "applicant.age": (17, 18, 65, 66, {"missing": "not_a_person"}),
    "bureau.overdue_amount": (0, 0, 0, 0.01, {"missing": "no_record"}),
    "bureau.worst_class": ("pass", "pass", "special_mention", "substandard", {"missing": "no_record"}),
    "bureau.missed_in_a_row_24m": (0, 2, 3, {"missing": "no_record"}),
    "bureau.missed_payments_24m": (0, 5, 6, {"missing": "no_record"}),
    "bureau.written_off_5y": (False, False, True, {"missing": "source_failed"}),
    "bureau.hard_enquiries_3m": (0, 6, 7),
    "bureau.unsecured_lenders": (0, 4, 5),
    "registry.dishonest_debtor": (False, False, False, True),
    "registry.watchlist": (False, False, False, True),
    "registry.enforcement_amount": (0, 0.01, 10000, 10000.01, {"missing": "no_case"}),
    "registry.frozen": (False, False, True),
    "registry.safety_accident": (False, False, True),
    "registry.environment_veto": (False, False, False, True),
    "warning.level": ("none", "none", "yellow", "orange", "red", {"missing": "source_failed"}),
    "company.industry_code": ("C2610", "C2521", "C3491", "C3825", "E4710", "F5161", "I6511", "K7010", "X9"),
    "company.strategic_emerging": (True, False),
    "company.size": ("micro", "small", "medium", "large"),
    "company.months_operating": (0, 11, 12, 23, 24),
    "company.shell": (False, False, False, True),
    "company.debt_ratio": (0, 0.7, 0.7001, 0.75, 0.7501, 0.8, 0.8001),
    "company.negative_cash_years": (0, 1, 2, 3),
    "company.audit_opinion": ("unqualified", "emphasis", "qualified", "adverse", {"missing": "not_audited"}),
    "project.directory": ("encouraged", "permitted", "restricted", "eliminated", {"missing": "no_project"}),
    "project.new_capacity": (True, False, {"missing": "no_project"}),
}


def random_customer(random: Random) -> dict[str, Any]:
    """An ordinary customer with a few fields on an edge, and now and then one that is not there."""
    person = random.random() < 0.3
    record: dict[str, Any] = json.loads(json.dumps(PERSON if person else FIRST_BORROWER))
    for path in random.sample(list(EDGES), random.choice((1, 2, 3, 8))):
        group, field = path.split(".")
        record.setdefault(group, {})[field] = random.choice(EDGES[path])
    if random.random() < 0.15:
        group, field = random.choice(list(EDGES)[1:]).split(".")
        record.get(group, {}).pop(field, None)
    return record


@pytest.mark.slow
def test_five_thousand_random_customers_are_admitted_as_by_hand() -> None:
    policy, random, met = (
        load_policy(ROOT / "policies" / "origination" / "admission.yaml"),
        Random(20261130),
        set(),
    )
    for _ in range(5000):
        record, day = random_customer(random), random.choice(DAYS)
        decision, expected = policy.decide(record, as_of=day), decide(record, day)
        assert decision.outcome == expected["outcome"], record
        fired = sorted(reason.code for reason in decision.reasons if reason.code != "undecided")
        assert fired == expected["fired"], record
        told = decision.outputs.get("support")
        assert (None if told is None else list(told["ids"])) == expected["support"], record
        met |= {decision.outcome, *fired}
    outcomes, codes = 3, 26
    assert len(met) == outcomes + codes
