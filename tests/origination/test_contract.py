"""The shipped contract check decides as a function written by hand, on random contracts with edges."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from reference.contract import OUTCOMES, decide
from reference.edges import DAY, disagreements, example, put_on_edges

AROUND = ("2026-11-28", DAY, "2026-11-30")
PRODUCTS = ("working_capital", "micro_credit", "fixed_asset", "personal_business", "consumer", "mortgage")
EDGES: dict[str, tuple[Any, ...]] = {
    "loan.product": PRODUCTS,
    "loan.security": ("none", "guarantee", "mortgage", "pledge"),
    "approval.amount": (600_000, 599_999.99),
    "approval.rate": (0.042, 0.0421),
    "approval.term_months": (11, 12, 480),
    "approval.valid_until": AROUND,
    "contract.amount": (600_000, 600_000.01),
    "contract.rate": (0.042, 0.0419),
    "contract.term_months": (12, 13, 36, 37, 60, 61, 84, 85, 120, 121, 360, 361),
    "contract.stage_repayment": (True, False),
    "contract.purpose_stated": (True, False),
    "contract.long_cash_cycle": (True, False),
    "contract.head_office_term": (True, False),
    "signature.borrower": ("2026-08-30", "2026-08-31", "2026-11-30"),
    "signature.mandate_until": (*AROUND, {"missing": "not_a_company"}),
    "signature.resolution": (True, False, {"missing": "not_a_company"}),
    "signature.guarantee": (True, False),
    "signature.security": (True, False, {"missing": "no_lien"}),
    "signature.spouse": (True, False, {"missing": "nobody_else"}),
    "signature.cost_table": (True, False),
    "documents.identity_until": AROUND,
    "documents.interview": ("2026-08-30", "2026-08-31", "2026-11-30"),
}
REQUIRED = ("loan.product", "loan.security", "contract.amount", "contract.rate", "contract.term_months")


def random_contract(random: Random) -> dict[str, Any]:
    """An ordinary contract with a few fields on an edge, and now and then one that is not there."""
    record = example("contract_micro")
    if random.random() < 0.5:
        record["approval"]["term_months"] = 480
    if random.random() < 0.5:
        record["signature"] |= {"guarantee": True, "security": True, "spouse": True, "cost_table": True}
    put_on_edges(record, EDGES, random, REQUIRED)
    return record


@pytest.mark.slow
def test_five_thousand_random_contracts_are_checked_as_by_hand() -> None:
    different, met = disagreements("contract", random_contract, decide, ("longest_term",), 5000)
    assert different == []
    codes = 16
    assert len(met) == len(OUTCOMES) + codes
