"""Records in a list that give the state before, where only some versions of the policy read one."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_engine import load_policy

pytest.importorskip("pyarrow")

VERSION = """
policy: two
version: "{version}"
effective: {effective}
outcomes: {{order: [a, b], undecided: b, nothing_fired: a}}
inputs: {{x: {{type: number}}}}
decisions: {{m: {{formula: "{formula}"}}}}
decision: {{outcome: [], outputs: {{m: always}}}}
"""
STATE = "prior: {n: {type: number, initially: 0}}\nnext: {n: m}\n"
UNTIL_JUNE = VERSION.format(version=1, effective="{from: 2026-01-01, to: 2026-06-01}", formula="x + prior.n")
FROM_JUNE = VERSION.format(version=2, effective="{from: 2026-06-01}", formula="x")
ROWS = [
    {"x": 1, "prior": {"missing": "no_prior"}, "day": "2026-02-01"},
    {"x": 2, "prior": {"missing": "no_prior"}, "day": "2026-07-01"},
]


def test_a_version_without_state_leaves_out_the_cause_of_another_version_s_whole_state(
    tmp_path: Path,
) -> None:
    (tmp_path / "1.yaml").write_text(UNTIL_JUNE + STATE, "utf-8")
    (tmp_path / "2.yaml").write_text(FROM_JUNE, "utf-8")
    table = load_policy(tmp_path).decide_batch(ROWS, as_of="day").to_arrow()
    assert table.column("errors").to_pylist() == [None, None]
    assert table.column("m").to_pylist() == [1, 2]


def test_a_state_that_no_version_reads_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(UNTIL_JUNE.replace(" + prior.n", ""), "utf-8")
    (tmp_path / "2.yaml").write_text(FROM_JUNE, "utf-8")
    table = load_policy(tmp_path).decide_batch(ROWS, as_of="day").to_arrow()
    assert all("[unknown-field]" in row[0] for row in table.column("errors").to_pylist())
