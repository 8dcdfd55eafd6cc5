"""The shipped micro loan decides from end to end as a function written by hand, in rows and in batches."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from credit_engine import load_policy
from reference.edges import DAY, ROOT, example, put_on_edges
from reference.loan_micro import OUTCOMES, decide

POLICY = load_policy(ROOT / "policies" / "origination" / "loan_micro.yaml")
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.legal_form": ("company", "company", "company", "self_employed", "person"),
    "customer.information_grade": ("A", "A", "B", "C", "D"),
    "customer.tier": ("strategic", "standard", "watch"),
    "customer.related_party": (False, False, True),
    "company.industry_code": ("C3491", "E4710", "K7010"),
    "company.months_operating": (11, 12, 36, 60),
    "company.debt_ratio": (0.55, 0.81),
    "registry.dishonest_debtor": (False, False, True),
    "bureau.worst_class": ("pass", "special_mention", "loss", {"missing": "no_record"}),
    "warning.level": ("none", "none", "yellow", "orange", "red"),
    "tax.sales_12m": (1_000_000, 2_000_000, 3_400_000, 50_000),
    "tax.sales_before": (1_800_000, 2_500_000),
    "tax.arrears": (0, 0, 0.01),
    "tax.grade": ("A", "B", "M", "C", "D"),
    "tax.invoiced_months": (6, 9, 12),
    "account.inflow_12m": (500_000, 599_999.99, 600_000, 1_500_000),
    "behaviour.missed_24m": (0, 2, 6, {"missing": "no_record"}),
    "behaviour.bank_loans": (0, 300_000, 591_000, 600_000, {"missing": "no_record"}),
    "owner.premises": ("owned", "rented", "none"),
    "loan.amount": (100_000, 300_000, 300_000.01, 500_000, 600_000, 700_000, 1_200_000),
    "loan.term_months": (12, 24, 36, 37),
    "loan.proposed_rate": (0.03, 0.036, 0.06, {"missing": "not_proposed"}),
    "branch.code": ("0101", "0102", "0999"),
    "exposure.total_credit": (0, 200_000, 1_000_000),
    "application.exceptions": (0, 1),
    "application.level": ("automatic", "branch"),
}
REQUIRED = ("customer.legal_form", "loan.amount", "loan.term_months")


def random_application(random: Random) -> dict[str, Any]:
    record = example("micro_first_borrower")
    record["customer"]["id"] = f"C-{random.randint(1, 10_000)}"
    record["applicant"]["age"] = 40
    put_on_edges(record, EDGES, random, REQUIRED)
    return record


@pytest.mark.slow
def test_five_thousand_random_applications_are_decided_as_by_hand() -> None:
    random, met = Random(20261129), set()
    for _ in range(5000):
        record = random_application(random)
        decision, expected = POLICY.decide(record, as_of=DAY), decide(record, DAY)
        told = (decision.outcome, decision.outputs.get("amount"), decision.outputs.get("rate"))
        assert told == (expected["outcome"], expected["amount"], expected["rate"]), record
        met |= {(decision.outcome, decision.outputs["stage"])}
    assert {outcome for outcome, _ in met} == set(OUTCOMES)
    assert {stage for _, stage in met} == {"admission", "amount", "price", "authority"}


@pytest.mark.slow
def test_a_batch_of_ten_thousand_is_decided_as_its_rows() -> None:
    random = Random(20261130)
    records = [random_application(random) for _ in range(10_000)]
    rows = POLICY.decide_batch(records, as_of=DAY).to_arrow().to_pylist()
    for record, row in zip(records, rows, strict=True):
        decision = POLICY.decide(record, as_of=DAY)
        amount = row["amount"]
        told = (row["outcome"], row["stage"], None if amount is None else Decimal(str(amount)))
        assert told == (decision.outcome, decision.outputs["stage"], decision.outputs.get("amount"))
