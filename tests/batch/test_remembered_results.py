"""What a function without a columnar form gives for a number is remembered from chunk to chunk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from batch.tables import both, differences
from credit_engine import Policy, load_policy
from credit_engine.run.columns import remembered

DAY = "2026-11-23"
_POLICY = """
policy: remembered
version: "1"
effective: {from: 2026-01-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, decline], undecided: decline, nothing_fired: approve}
inputs:
  x: {type: number, missing: undecided}
decisions:
  told: {formula: string(x)}
  root: {formula: "decimal(sqrt(x), 6)"}
  is_even: {formula: even(x)}
  admission:
    rules:
      - {id: R-1, when: is_even and x > 3, then: decline, because: why}
decision: {outcome: [admission], outputs: {told: always, root: always}}
reasons: {why: {en: Why, zh: 原因}}
"""
_NUMBERS = [4, 2, -9, None, 2.25, 4, 100, 7, 10, 0, 2, None, 16, 1e6, 3, 4]
"""A root of a negative number has no value, nor has one of a missing number."""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path: Path = tmp_path_factory.mktemp("remembered") / "remembered.yaml"
    path.write_text(_POLICY, encoding="utf-8")
    return load_policy(path)


@pytest.mark.parametrize("most", [0, 3, 8_192])
@pytest.mark.parametrize("chunk", [1, 4, 512])
def test_results_are_those_of_the_row_however_many_are_remembered(
    policy: Policy, most: int, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "_MOST", most)
    table = pa.table({"x": pa.array(_NUMBERS, pa.float64())})
    assert not differences(*both(policy, table, DAY, chunk)[1:])


def test_results_of_other_numbers_are_noticed(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    def mutated(self: remembered._Ready, wanted: Any) -> Any:
        return np.minimum(self.numbers.searchsorted(wanted), len(self.numbers) - 1)

    monkeypatch.setattr(remembered._Ready, "places", mutated)
    again = Policy(policy.versions)  # with nothing remembered yet
    known, others = (pa.table({"x": pa.array(some, pa.float64())}) for some in (_NUMBERS, [5.25, None, 81]))
    tables = (known, known, others)
    assert any(differences(*both(again, table, DAY, 512)[1:]) for table in tables)
