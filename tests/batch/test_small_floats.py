"""A small float is the number that its own shortest text says, in columns and in records made of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from arrow import pa
from credit_engine import Policy
from credit_engine.api.batch.records import records
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

TEXT = """
policy: small
version: "1"
effective: {from: 2020-01-01}
outcomes: {order: [approve, refer, decline], undecided: refer, nothing_fired: approve}
inputs:
  x: {type: number}
  items: {type: list, items: {v: {type: number}}}
decisions:
  adm: {rules: [{id: A, when: 'x = 0.1 and items[1].v = 0.1', then: decline, because: r}]}
decision: {outcome: [adm]}
reasons: {r: {en: R, zh: R}}
"""


@pytest.mark.parametrize("kind", [np.float16, np.float32])
@pytest.mark.parametrize("number", [0.1, 1.1, -0.3, 2.5])
def test_a_record_holds_what_a_small_float_says(kind: type, number: float) -> None:
    table = pa.table({"income": pa.array(np.array([number], kind))})
    assert list(records(table, ("income",))) == [{"income": number}]


@pytest.mark.parametrize(("kind", "type_"), [(np.float16, pa.float16()), (np.float32, pa.float32())])
def test_a_small_float_in_a_list_is_the_same_number_by_columns_by_rows_and_alone(
    kind: type, type_: pa.DataType
) -> None:
    policy = Policy((compile_policy(Source("small.yaml", TEXT), lambda name, _: Source(name, "")),))
    items = pa.array([[{"v": kind(0.1)}], [{"v": kind(0.2)}]], pa.list_(pa.struct([("v", type_)])))
    table = pa.table({"x": pa.array([kind(0.1), kind(0.1)], type_), "items": items})
    by_columns = policy.decide_batch(table, as_of="2026-11-23")
    by_rows = policy.decide_batch(table, as_of="2026-11-23", fingerprints=True)
    assert by_columns.to_arrow()["outcome"].to_pylist() == ["decline", "approve"]
    assert by_rows.to_arrow()["outcome"].to_pylist() == ["decline", "approve"]
    assert [by_columns.decision(row).outcome for row in (0, 1)] == ["decline", "approve"]
    record = {"x": kind(0.1), "items": [{"v": kind(0.1)}]}
    assert (
        policy.decide(record, as_of="2026-11-23").fingerprint == by_rows.to_arrow()["fingerprint"][0].as_py()
    )


@pytest.mark.parametrize("type_", [pa.float16(), pa.float32()])
def test_a_small_float_that_is_kept_is_written_as_it_is_shown(type_: pa.DataType, tmp_path: Path) -> None:
    policy = Policy((compile_policy(Source("small.yaml", TEXT), lambda name, _: Source(name, "")),))
    table = pa.table(
        {"x": [0.1], "items": [[{"v": 0.1}]], "k": pa.array(np.array([0.1]), pa.float64()).cast(type_)}
    )
    for name in ("out.jsonl", "out.xlsx"):
        policy.decide_batch(table, as_of="2026-11-23", keep=["k"], output=tmp_path / name)
    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["k"] == 0.1
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").active["A2"].value == 0.1
