"""A loan from end to end, decided for a million generated applications by columns.

`python benchmarks/end_to_end.py [--rows 1000000] [--policy loan_micro] [--check 2000]` generates applications
around the policy's shipped example, decides them as one batch, and prints rows a second by the clock and
microseconds of processor time a row, the share of rows that were decided by rows, how many rows end at each
stage, and which steps were computed row by row within the columns. So many rows of `--check` are decided by
themselves as well and have to agree. Needs the extra `batch`.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402

from credit_engine import load_policy  # noqa: E402

AS_OF = "2026-11-29"
Draw = np.random.Generator
Cells = tuple[Any, ...]
"""What a field is drawn from; a mapping with `missing` is a cause."""


class Journey(NamedTuple):
    """A policy from end to end: its example, and what varies around it."""

    example: str
    drawn: Mapping[str, Cells]
    amounts: Mapping[str, tuple[float, float, int]]
    """Fields of amounts: lowest, highest, and the digits to which they are given."""


MISSING = {"missing": "not_given"}
MICRO = Journey(
    "micro_first_borrower",
    {
        "customer.legal_form": ("company",) * 7 + ("self_employed",) * 3,
        "customer.related_party": (False,) * 99 + (True,),
        "company.industry_code": ("C3491", "C1310", "F5213", "A0111", "I6510", "E4710"),
        "company.months_operating": (9, 12, 14, 26, 38, 60, 110),
        "company.size": ("micro", "small"),
        "registry.dishonest_debtor": (False,) * 49 + (True,),
        "bureau.worst_class": ({"missing": "no_record"},) * 3 + ("pass",) * 16 + ("special_mention",),
        "warning.level": ("none",) * 18 + ("yellow", "orange"),
        "source.court_date": ("2026-11-26",) * 19 + ("2026-10-20",),
        "source.statement_years": (1, 2, 3, 3, 3),
        "diligence.report_signed": (True,) * 19 + (False,),
        "tax.grade": ("A", "B", "B", "M", "C"),
        "tax.invoiced_months": (8, 10, 12, 12),
        "tax.arrears": (0,) * 29 + (1200.5,),
        "behaviour.missed_24m": ({"missing": "no_record"}, 0, 0, 1, 3, MISSING),
        "owner.premises": ("owned", "rented", "rented", "none"),
        "loan.term_months": (6, 12, 12, 24, 36),
        "branch.code": ("0101", "0102", "0999", "0888"),
        "application.exceptions": (0,) * 19 + (1,),
        "approval.level": ({"missing": "not_yet"}, "branch", "city"),
        "contract.number": ({"missing": "not_drawn_up"},) * 2 + ("HT-2026-1001",),
        "draw.number": ({"missing": "not_asked_for"},) * 2 + ("TK-1",),
    },
    {
        "tax.sales_12m": (200_000, 6_000_000, 2),
        "tax.sales_before": (200_000, 6_000_000, 2),
        "account.inflow_12m": (50_000, 6_000_000, 2),
        "behaviour.bank_loans": (0, 900_000, -3),
        "loan.amount": (20_000, 1_000_000, -4),
        "exposure.total_credit": (0, 400_000, -4),
    },
)
JOURNEYS = {"loan_micro": MICRO}


def applications(journey: Journey, fields: Any, rows: int, seed: int) -> pa.Table:
    """So many applications as a table: a column of values and one of causes for each input."""
    random = np.random.default_rng(seed)
    example = json.loads((ROOT / "examples" / "origination" / f"{journey.example}.json").read_text("utf-8"))
    columns: dict[str, Any] = {}
    for field in fields:
        if field.path == "customer.id":
            columns[field.path] = pa.array([f"C-{n}" for n in random.integers(0, 10**7, rows)])
        elif field.path in journey.amounts:
            low, high, digits = journey.amounts[field.path]
            columns[field.path] = np.round(random.uniform(low, high, rows), digits)
        else:
            cells = journey.drawn.get(field.path) or (at(example, field.path),)
            columns |= drawn(field.path, cells, random, rows)
    return pa.table(columns)


def at(example: Mapping[str, Any], path: str) -> Any:
    """What the example has under a path; not given where it has nothing."""
    here: Any = example
    for word in path.split("."):
        here = here.get(word) if isinstance(here, Mapping) else None
    return MISSING if here is None else here


def drawn(path: str, cells: Cells, random: Draw, rows: int) -> dict[str, Any]:
    """A column of one of the cells for each row, and the causes where it is missing."""
    causes = [cell["missing"] if isinstance(cell, dict) and "missing" in cell else None for cell in cells]
    values = [cell if cause is None else None for cell, cause in zip(cells, causes, strict=True)]
    chosen = pa.array(random.integers(0, len(cells), rows))
    found = {path: pa.array(values).take(chosen)}
    if any(causes):
        found[f"{path}.missing"] = pa.array(causes, pa.string()).take(chosen)
    return found


def check(policy: Any, table: pa.Table, answers: pa.Table, rows: int) -> int:
    """How many of the first rows are decided otherwise by themselves."""
    from credit_engine.api.batch.records import records

    paths = tuple(field.path for field in policy.versions[-1].fields)
    some = table.slice(0, rows)
    told = zip(answers.column("outcome").to_pylist(), answers.column("stage").to_pylist(), strict=True)
    wrong = 0
    for record, outcome in zip(records(some, paths), told, strict=False):
        decision = policy.decide(record, as_of=AS_OF)
        wrong += (decision.outcome, decision.outputs["stage"]) != outcome
    return wrong


def main() -> int:
    """Generate, decide, print; gives 1 if a row is decided otherwise by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--policy", choices=JOURNEYS, default="loan_micro")
    parser.add_argument("--check", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    policy = load_policy(ROOT / "policies" / "origination" / f"{given.policy}.yaml")
    table = applications(JOURNEYS[given.policy], policy.versions[-1].fields, given.rows, 1)
    start, used = time.perf_counter(), time.process_time()
    result = policy.decide_batch(table, as_of=AS_OF, workers=given.workers)
    answers = result.to_arrow()
    seconds, spent = time.perf_counter() - start, time.process_time() - used
    print(f"{given.rows:,} applications of {given.policy}; Python {platform.python_version()}")
    speed = f"{given.rows / seconds:,.0f} rows a second by the clock"
    print(f"{speed}, {spent / given.rows * 1e6:.1f} us of a processor a row")
    print(f"decided by rows: {result.stages.share_by_rows:.4%} of rows")
    for (outcome, stage), count in Counter(
        zip(answers.column("outcome").to_pylist(), answers.column("stage").to_pylist(), strict=True)
    ).most_common():
        print(f"  {outcome:14} at {stage or '-':14} {count:9,}")
    for name, stage in result.stages.parts.items():
        if stage.by_rows:
            print(f"  values of {name} computed row by row: {stage.by_rows / given.rows:.1f} a row")
    wrong = check(policy, table, answers, given.check)
    print("all decide alike" if not wrong else f"{wrong} rows ARE DECIDED OTHERWISE by themselves")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
