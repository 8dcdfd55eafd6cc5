"""Numbers of a column are refused as those of a record are, wherever the least and the greatest lie."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from batch.tables import both, differences
from credit_engine import Policy, load_policy

DAY = "2026-11-23"
_POLICY = """
policy: bounds
version: "1"
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, decline], undecided: decline, nothing_fired: approve}
inputs:
  whole: {type: integer, range: "[18..65]", missing: undecided}
  open: {type: number, range: "(0..0.3)", missing: undecided}
  long: {type: number, range: ">= 0.10000000000000000001", missing: undecided}
  coded:
    type: number
    range: ">= 0"
    missing: {no_record: not_applicable, not_given: undecided}
    codes: {-9: no_record}
  unread: {type: number, range: "<= 100", missing: undecided}
decisions:
  half: {formula: open / 2 + coded / 8}
  admission:
    rules:
      - {id: R-1, when: whole < 21, then: decline, because: why}
      - {id: R-2, when: open > 0.25, then: decline, because: why}
      - {id: R-3, when: long <= 0.5, then: decline, because: why}
      - {id: R-4, when: "coded in [0..1]", then: decline, because: why}
decision: {outcome: [admission], outputs: {half: always}}
reasons: {why: {en: Why, zh: 原因}}
"""
SOUND: dict[str, Any] = {"whole": 30, "open": 0.125, "long": 0.75, "coded": 2.5, "unread": 7.0}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path: Path = tmp_path_factory.mktemp("bounds") / "bounds.yaml"
    path.write_text(_POLICY, encoding="utf-8")
    return load_policy(path)


def table(name: str, values: list[Any], type_: Any = None) -> pa.Table:
    """Sound records but for one column."""
    columns = {one: pa.array([value] * len(values)) for one, value in SOUND.items()}
    return pa.table({**columns, name: pa.array(values, type_)})


def outcomes(policy: Policy, records: pa.Table) -> list[str]:
    found: list[str] = policy.decide_batch(records, as_of=DAY).to_arrow().column("outcome").to_pylist()
    return found


@pytest.mark.parametrize(
    ("name", "values", "refused"),
    [
        ("whole", [18, 65], []),
        ("whole", [30, 17, 66, None], [1, 2]),
        ("whole", [30.0, 30.5, None], [1]),
        ("open", [0.1, 0.2999999999999999, None], []),
        ("open", [0.1, 0.3, 0.0], [1, 2]),
        ("open", [float("nan"), 0.1], []),
        ("open", [float("inf"), 0.1, float("-inf")], [0, 2]),
        ("long", [0.1, 0.10000000000000002, 0.5], [0]),
        ("coded", [-9.0, 0.0, -1.0, None], [2]),
        ("unread", [100.0, 100.5, None], [1]),
    ],
)
def test_just_the_numbers_out_of_range_are_refused(
    policy: Policy, name: str, values: list[Any], refused: list[int]
) -> None:
    found = outcomes(policy, table(name, values))
    assert [row for row, outcome in enumerate(found) if outcome == "error"] == refused


@pytest.mark.parametrize("name", SOUND)
def test_a_column_of_awkward_numbers_decides_as_its_records_do(policy: Policy, name: str) -> None:
    values = [0, 1, 18, 20, 21, 65, 100, 0.25, 0.3, 0.1, 1e300, 5e-324, -0.0, 0.1 + 0.2, 2.0**53, None]
    for type_ in (pa.float64(), pa.float32()):
        assert not differences(*both(policy, table(name, values, type_), DAY, 512)[1:])


def test_quotients_by_constants_end_where_decimals_do(policy: Policy) -> None:
    answers = policy.decide_batch(table("open", [0.01, 0.29]), as_of=DAY).to_arrow()
    assert [Decimal(str(one)) for one in answers.column("half").to_pylist()] == [
        Decimal("0.3175"),
        Decimal("0.4575"),
    ]
