"""Consumer loan applications as a table, and what the shipped policy says of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from batch.tables import table_of
from credit_engine import Policy, load_policy
from reference.applications import AS_OF, applications

ROOT = Path(__file__).resolve().parents[2]
POLICY_FILE = ROOT / "policies" / "origination" / "consumer_loan.yaml"
DAY = AS_OF.isoformat()


@cache
def loan_policy() -> Policy:
    """The shipped policy."""
    return load_policy(POLICY_FILE)


def is_tabular(record: dict[str, Any]) -> bool:
    """Whether every value is of the type that its column has; others cannot stand in a table at all."""
    applicant, written_off = record["applicant"], record["bureau"].get("written_off_5y")
    return not (
        isinstance(applicant.get("monthly_income"), str)
        or applicant.get("age") is True
        or written_off.__class__ is int
        or "colour" in record["loan"]
    )


def loan_table(count: int, seed: int) -> pa.Table:
    """Random applications, a third with gaps, some of them to be refused."""
    records = [record for record in applications(count, seed) if is_tabular(record)]
    return table_of(loan_policy().versions[0].fields, records, Random(seed))


def examples() -> dict[str, dict[str, Any]]:
    """The shipped example applications by name."""
    folder = ROOT / "examples" / "consumer_loan"
    return {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in sorted(folder.glob("*.json"))
        if path.stem != "expected"
    }
