"""Records built to sit on thresholds and between roundings: the bounds flag them, decimals decide them."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from batch.edges import ITEMS, edge_policy, edge_table
from batch.tables import both, differences
from credit_engine import InputError

COUNT = 800


@pytest.mark.parametrize("strange", [0.0, 0.005, 0.5])
@pytest.mark.parametrize("chunk_rows", [64, COUNT])
def test_every_row_on_an_edge_is_decided_as_by_itself(strange: float, chunk_rows: int) -> None:
    policy = edge_policy()
    result, batch, rows = both(policy, edge_table(COUNT, 3, strange), "2026-11-23", chunk_rows)
    assert differences(batch, rows) == []
    assert result.stages.refused == 0


def test_edges_are_flagged_and_settled_without_deciding_whole_rows_again() -> None:
    result = edge_policy().decide_batch(edge_table(COUNT, 4, 0.0), as_of="2026-11-23")
    total = result.stages.total
    assert total.flagged > 0.05 * total.filtered
    assert total.open < 0.1 * total.flagged


def test_no_decision_is_computed_row_by_row() -> None:
    result = edge_policy().decide_batch(edge_table(200, 5, 0.0), as_of="2026-11-23")
    assert {name: stage.by_rows for name, stage in result.stages.parts.items() if stage.by_rows} == {}


def test_three_tenths_are_one_tenth_and_two_tenths_but_not_the_float_beside_them() -> None:
    table = pa.table(
        {
            "income": [1.0, 1.0],
            "debt": [0.1, 0.30000000000000004],
            "other": [0.2, 0.0],
            "term": [12, 12],
            "rate": [0.0, 0.0],
            "items": pa.array([[], []], ITEMS),
        }
    )
    rules = edge_policy().decide_batch(table, as_of="2026-11-23").to_arrow().column("rules").to_pylist()
    assert "R3" in rules[0]
    assert "R3" not in rules[1]


def test_missing_required_lists_are_refused_in_their_rows() -> None:
    table = edge_table(3, 1, 0.0)
    missing = table.set_column(5, "items", pa.nulls(3, table.schema.field("items").type))
    result = edge_policy().decide_batch(missing, as_of="2026-11-23")
    assert result.to_arrow().column("outcome").to_pylist() == ["error"] * 3
    assert result.stages.refused == 3
    with pytest.raises(InputError, match="missing-input"):
        result.decision(1)


def test_outputs_of_more_digits_than_floats_count_are_settled_without_deciding_whole_rows_again() -> None:
    table = edge_table(3, 1, 0.0)
    large = pa.array([[{"amount": 1e15}, {"amount": 0.1}]] * 3, ITEMS)
    result, batch, rows = both(edge_policy(), table.set_column(5, "items", large), "2026-11-23", 64)
    assert batch.column("average").to_pylist() == [Decimal("500000000000000.05")] * 3
    assert differences(batch, rows) == []
    assert result.stages.redecided == 0
