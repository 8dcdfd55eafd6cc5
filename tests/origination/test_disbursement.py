"""The shipped disbursement review decides as a function written by hand, on random draws with edges."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from reference.disbursement import OUTCOMES, PAYMENT_FROM, decide
from reference.edges import DAY, disagreements, example, put_on_edges

AROUND = ("2026-11-28", DAY, "2026-11-30")
AMOUNTS = tuple(most + more for most in (300_000, 500_000, 5_000_000, 10_000_000) for more in (0, 0.01))
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.grade": ("R1", "R4", "R5", "R12", {"missing": "not_rated"}),
    "customer.new_relation": (True, False),
    "loan.product": (*PAYMENT_FROM, "consumer", "consumer"),
    "loan.security": ("none", "guarantee", "mortgage", "pledge"),
    "warning.level": ("none", "yellow", "orange", "red", {"missing": "source_failed"}),
    "classification.today": ("pass", "special_mention", "substandard", "loss", {"missing": "no_loan"}),
    "bureau.overdue_amount": (0, 0.01, {"missing": "no_record"}),
    "registry.dishonest_debtor": (True, False),
    "exposure.limit": (800_000, 600_000, 599_999.99),
    "exposure.outstanding": (0, 200_000, 900_000),
    "approval.valid_until": AROUND,
    "approval.rate": (0.042, 0.0421),
    "contract.rate": (0.042, 0.0419, 0.05),
    "contract.amount": (600_000, 599_999.99, 20_000_000),
    "contract.drawn": (0, 0.01, 600_000),
    "contract.draw_until": AROUND,
    "contract.signed": (*AROUND, {"missing": "not_signed"}),
    "contract.cost_table_confirmed": (True, False, {"missing": "not_a_person"}),
    "pricing.rate_today": (0.042, 0.0421),
    "lien.registered": (*AROUND, {"missing": "not_registered"}),
    "insurance.until": (*AROUND, {"missing": "not_insured"}),
    "draw.amount": (*AMOUNTS, 100_000),
    "draw.largest_payment": (*AMOUNTS, 100_000),
    "draw.payee_known": (True, False),
    "draw.method": ("self", "entrusted"),
    "draw.same_payee_5_days": (0, 50_000, 250_000.01, 9_750_000.01),
    "draw.purpose_proof_date": ("2026-08-30", "2026-08-31", "2026-11-30", DAY),
    "draw.payee_related": (True, False),
    "project.capital_required": (20_000_000, {"missing": "no_project"}),
    "project.capital_paid": (12_000_000, 20_000_000, 30_000_000),
    "draw.officer_overlaps": (True, False),
}


REQUIRED = ("customer.new_relation", "loan.product", "loan.security", "draw.amount")


def random_draw(random: Random) -> dict[str, Any]:
    """An ordinary draw with a few fields on an edge, and now and then one that is not there."""
    record = example("disbursement_micro")
    if random.random() < 0.5:
        record["exposure"]["limit"] = record["contract"]["amount"] = 80_000_000
    if random.random() < 0.3:
        record["loan"]["product"] = "fixed_asset"
        record["project"] = {"capital_required": 20_000_000, "capital_paid": 12_000_000}
    put_on_edges(record, EDGES, random, REQUIRED)
    if random.random() < 0.2:
        fulfilled = random.choice((True, False, None))
        record["conditions"] = random.choice(([], [{"id": "A", "fulfilled": fulfilled}]))
    return record


@pytest.mark.slow
def test_five_thousand_random_draws_are_reviewed_as_by_hand() -> None:
    different, met = disagreements("disbursement", random_draw, decide, ("payable", "entrusted"), 5000)
    assert different == []
    codes = 22
    assert len(met) == len(OUTCOMES) + codes
