"""The shipped working-capital limit decides as a function written by hand; a batch decides as rows do."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from credit_engine import load_policy
from reference.edges import DAY, ROOT, disagreements, example, put_on_edges
from reference.limit_working_capital import OUTCOMES, decide

EDGES: dict[str, tuple[Any, ...]] = {
    "customer.grade": ("R1", "R3", "R4", "R6", "R7", "R8", "R9", "R12"),
    "loan.amount": (100_000, 99_999, 1_000_000, 11_050_000, 11_059_999, 11_060_000, 40_000_000),
    "loan.term_months": (12, 36, 37, 60, 61),
    "loan.rate": (0.03, 0.05, 1),
    "loan.purpose": ("materials", "wages", "seasonal_stock", "equity", "dividends"),
    "statement.sales": (0, 1_000_000, 60_000_000, 120_000_000, 240_000_000),
    "statement.cost": (0, 90_000_000, 60_000_000),
    "statement.sales_profit": (-5_000_000, 0, 12_000_000, 60_000_000, 60_000_000.01),
    "statement.total_assets": (0, 45_000_000, 60_000_000, 100_000_000),
    "statement.total_liabilities": (0, 40_000_000, 99_000_000),
    "statement.guarantees_given": (0, 60_000_000, 60_000_000.01),
    "statement.operating_cash_flow": (-1, 0, 2_880_000, 2_879_999.99, 6_000_000, 24_000_000),
    "statement.debt_service": (0, 2_400_000, 20_000_000.01),
    "average.inventory": (0, 22_500_000, 50_000_000),
    "average.receivables": (0, 18_000_000),
    "average.payables": (0, 13_500_000, 90_000_000),
    "average.prepayments": (0, 3_600_000),
    "average.advances_received": (0, 4_800_000, 34_800_000),
    "plan.growth": (-1, 0, 0.15, 0.2, 0.5),
    "plan.own_funds": (0, 1_000_000, 12_050_000, 11_950_000),
    "plan.other_funding": (0, 2_000_000),
    "plan.long_cash_cycle": (True, False),
    "exposure.working_capital": (0, 1_000_000, 12_000_000),
    "exposure.total_credit": (0, 24_950_000, 36_000_000),
    "bureau.working_capital_elsewhere": (
        0,
        999_999.99,
        1_000_000,
        17_000_000,
        {"missing": "no_record"},
        {"missing": "source_failed"},
    ),
}
REQUIRED = ("loan.amount", "loan.term_months")


def random_application(random: Random) -> dict[str, Any]:
    record = example("limit_working_capital_machine_maker")
    put_on_edges(record, EDGES, random, REQUIRED)
    return record


@pytest.mark.parametrize("number", [200, pytest.param(5000, marks=pytest.mark.slow)])
def test_random_applications_are_decided_as_by_hand(number: int) -> None:
    outputs = ("limit", "new_need", "capacity", "cycle_days")
    different, met = disagreements(
        "limit_working_capital", random_application, decide, outputs, number=number
    )
    assert different == []
    assert {*OUTCOMES, "no_turnover", "no_room", "term_too_long"} <= met


@pytest.mark.slow
def test_a_batch_of_ten_thousand_is_decided_as_its_rows() -> None:
    random = Random(20261130)
    records = [random_application(random) for _ in range(10_000)]
    policy = load_policy(ROOT / "policies" / "origination" / "limit_working_capital.yaml")
    table = table_of(policy.versions[-1].fields, records, random)
    _, batch, rows = both(policy, table, DAY, 1000)
    assert differences(batch, rows) == []
    assert set(batch.column("outcome").to_pylist()) == set(OUTCOMES)
