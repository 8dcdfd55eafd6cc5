"""Loans from end to end, decided for a million generated applications by columns.

`python benchmarks/end_to_end.py [--policy loan_micro] [--rows 1000000] [--check 10000]` generates
applications of one of the five loans, decides them in pieces, and prints rows a second, the share of rows
that were decided by rows, the most memory that was taken, how many rows end at each stage, and which steps
were computed value by value within the columns. The first rows of `--check` are decided by themselves as
well and have to agree in every column of the answer: outcome, reasons, rules, outputs.

An application is drawn field by field, values on and beside thresholds and missing ones with their causes
among them, from random applications around the shipped example of the policy (those of
`tests/origination`); in half of the rows some amounts are any amount around the example's. Needs the extras
`batch` and `dev`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.compute as pc  # noqa: E402

from batch.tables import both, differences, table_of  # noqa: E402
from credit_engine import load_policy  # noqa: E402

AROUND = 0.3
"""Amounts lie within this share of the example's."""
POOL = 4_000
PIECE = 131_072
"""Rows that are generated and decided at a time."""


class Journey(NamedTuple):
    """A policy from end to end: its example, and the digits to which amounts around it are given."""

    example: str
    amounts: Mapping[str, int]


JOURNEYS = {
    "loan_micro": Journey(
        "micro_first_borrower",
        {
            "tax.sales_12m": 2,
            "tax.sales_before": 2,
            "account.inflow_12m": 2,
            "loan.amount": -3,
            "contract.amount": -3,
            "exposure.limit": -3,
        },
    ),
    "loan_consumer": Journey(
        "loan_consumer_employee",
        {
            "loan.amount": -2,
            "income.monthly": 2,
            "debt.monthly_service": 2,
            "debt.unsecured": 0,
            "debt.card_balance": 2,
            "contract.amount": -2,
        },
    ),
    "loan_mortgage": Journey(
        "loan_mortgage_couple",
        {"loan.amount": -3, "property.price": -3, "property.appraisal": -3, "contract.amount": -3},
    ),
    "loan_working_capital": Journey(
        "loan_working_capital_medium_in_group",
        {
            "sales.by_tax": 2,
            "sales.by_statements": 2,
            "sales.by_flows": 2,
            "statement.total_liabilities": 2,
            "statement.ebit": 2,
            "statement.net_profit": 2,
            "loan.amount": -4,
            "contract.amount": -4,
            "plan.own_funds": 2,
        },
    ),
    "loan_project": Journey(
        "loan_project_second_plant",
        {
            "project.total_investment": 2,
            "project.capital": 2,
            "project.cash_flow": 2,
            "statement.ebit": 2,
            "sales.by_statements": 2,
            "loan.amount": -4,
            "contract.amount": -4,
        },
    ),
}


class Applications:
    """Any number of random applications of a policy."""

    def __init__(self, name: str, fields: Any) -> None:
        module = importlib.import_module(f"origination.test_{name}")
        random = Random(20261130)
        self.day = date.fromisoformat(module.DAY)
        self.journey = JOURNEYS[name]
        self.fields = fields
        self.pool = table_of(fields, [module.random_application(random) for _ in range(POOL)], random)
        text = (ROOT / "examples" / "origination" / f"{self.journey.example}.json").read_text("utf-8")
        self.example = json.loads(text)

    def table(self, rows: int, seed: int) -> pa.Table:
        """So many applications, each field any of the pool's, or an amount around the example's."""
        random = np.random.default_rng(seed)
        columns: dict[str, Any] = {}
        for one in self.fields:
            chosen = random.integers(0, POOL, rows)
            for name in (one.path, f"{one.path}.missing"):
                columns[name] = self.pool.column(name).take(pa.array(chosen))
            if one.path in self.journey.amounts:
                columns[one.path] = self._amounts(one.path, columns[one.path], random)
            elif one.path == "customer.id":
                columns[one.path] = pa.array([f"C-{n}" for n in random.integers(0, 10**7, rows)])
        return pa.table(columns)

    def _amounts(self, path: str, given: Any, random: np.random.Generator) -> Any:
        group, field = path.split(".")
        usual = float(self.example[group][field])
        digits = self.journey.amounts[path]
        drawn = np.round(random.uniform(usual * (1 - AROUND), usual * (1 + AROUND), len(given)), digits)
        given = given.cast(pa.float64())
        return pc.if_else(
            pa.array(random.random(len(given)) < 0.5), given, pc.if_else(given.is_valid(), drawn, given)
        )


def main() -> int:
    """Generate, decide, print; gives 1 if a row is decided otherwise by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--policy", choices=JOURNEYS, default="loan_micro")
    parser.add_argument("--check", type=int, default=10_000)
    parser.add_argument("--chunk", type=int, default=32_768)
    given = parser.parse_args()
    policy = load_policy(ROOT / "policies" / "origination" / f"{given.policy}.yaml")
    applications = Applications(given.policy, policy.versions[-1].fields)
    ends: Counter[tuple[str, str]] = Counter()
    by_rows: Counter[str] = Counter()
    seconds = spent = 0.0
    redecided = 0
    for seed, start in enumerate(range(0, given.rows, PIECE)):
        table = applications.table(min(PIECE, given.rows - start), seed)
        started, used = time.perf_counter(), time.process_time()
        result = policy.decide_batch(table, as_of=applications.day, chunk_rows=given.chunk)
        answers = result.to_arrow()
        seconds += time.perf_counter() - started
        spent += time.process_time() - used
        redecided += result.stages.redecided
        by_rows.update({name: stage.by_rows for name, stage in result.stages.parts.items()})
        ends.update(zip(*(answers.column(name).to_pylist() for name in ("outcome", "stage")), strict=True))
    print(f"{given.rows:,} applications of {given.policy}; Python {platform.python_version()}")
    speed = f"{given.rows / seconds:,.0f} rows a second by the clock"
    print(f"{speed}, {spent / given.rows * 1e6:.1f} us of a processor a row, {spent:.0f} s in all")
    print(f"decided by rows: {redecided / given.rows:.4%} of rows")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    for (outcome, stage), count in ends.most_common():
        print(f"  {outcome:14} at {stage or '-':14} {count:9,}")
    for name, count in by_rows.items():
        if count:
            print(f"  values of {name} computed one by one: {count / given.rows:.4f} a row")
    return checked(policy, applications, given.check, given.chunk)


def checked(policy: Any, applications: Applications, rows: int, chunk: int) -> int:
    """Decide the first rows by themselves and compare every cell; 1 if one differs."""
    if not rows:
        return 0
    table = applications.table(PIECE, 0).slice(0, rows)
    _, batch, alone = both(policy, table, applications.day, chunk)
    different = differences(batch, alone)
    said = f"{len(different)} cells of {batch.num_columns} columns differ"
    print(f"{rows:,} rows decided by themselves too: {said}")
    for one in different[:5]:
        print(f"  {one}")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
