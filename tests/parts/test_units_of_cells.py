"""What cells of tables, matrices and trees give is in the unit of its column, or of the decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from credit_engine import PolicyError, load_policy

POLICY = """
policy: cells
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [a, b], undecided: b, nothing_fired: a}
inputs:
  months: {type: number, unit: months, range: "[0..60]"}
  rate: {type: number, unit: fraction per annum, range: "[0..1]"}
decisions:
  found:
    DECISION
decision: {outcome: [], outputs: {found: always}}
"""
UNIT = "unit: fraction per annum\n    "
TABLE = "table: {hit: unique, in: [months], out: {v: number}, rows: [{if: [-], then: [GIVEN]}]}"
SUM = TABLE.replace("unique", "collect, aggregate: sum")
COUNT = SUM.replace("sum", "count")
COLUMN = (
    "table: {hit: unique, in: [months], out: {v: {type: number, unit: fraction per annum}, w: number}, "
    "rows: [{if: [-], then: [GIVEN, months]}]}"
)
MATRIX = "matrix: {down: months, across: rate, columns: [-], rows: [{if: -, then: [GIVEN]}], out: number}"
TREE = "tree: {out: number, branches: [{if: months < 12, then: GIVEN}], otherwise: rate}"


def problems(folder: Path, decision: str, given: str) -> list[tuple[str, str]]:
    """The codes and offending texts of a decision with a cell that gives something."""
    (folder / "cells.yaml").write_text(POLICY.replace("DECISION", decision.replace("GIVEN", given)), "utf-8")
    try:
        load_policy(folder / "cells.yaml")
    except PolicyError as error:
        return [(one.code, one.span.text) for one in error.problems]
    return []


@pytest.mark.parametrize("decision", [UNIT + TABLE, UNIT + SUM, UNIT + MATRIX, UNIT + TREE, COLUMN])
@pytest.mark.parametrize("given", ["rate", "0.02", "rate * 2"])
def test_a_cell_in_the_unit_or_without_one_is_taken(tmp_path: Path, decision: str, given: str) -> None:
    assert problems(tmp_path, decision, given) == []


@pytest.mark.parametrize("decision", [UNIT + TABLE, UNIT + SUM, UNIT + MATRIX, UNIT + TREE, COLUMN])
def test_a_cell_in_another_unit_is_told(tmp_path: Path, decision: str) -> None:
    assert problems(tmp_path, decision, "months") == [("unit-clash", "months")]


def test_a_count_of_rows_does_not_ask_what_they_give(tmp_path: Path) -> None:
    assert problems(tmp_path, UNIT + COUNT, "months") == []
