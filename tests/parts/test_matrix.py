"""The part `matrix`: the value where a row and a column meet, its checks, its explanation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from credit_engine import PolicyError
from parts.policies import decided

MATRIX = """
  value:
    title: {en: Segment, zh: 分层}
    matrix:
      down: size
      across: kind
      columns: ['"a"', '"b", "c"']
      rows:
        - {if: "< 10", then: [low, middle]}
        - {if: ">= 10", then: [middle, high]}
      out: [low, middle, high]
"""


def problems(part: str) -> list[tuple[str, str]]:
    with pytest.raises(PolicyError) as raised:
        decided(part, {})
    return [(problem.code, problem.message) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("size", "kind", "value"),
    [
        (9, "a", "low"),
        (9, "b", "middle"),
        (10, "a", "middle"),
        (10, "c", "high"),
        (10, "d", None),
        (None, "a", None),
        (10, None, None),
    ],
)
def test_the_value_stands_where_row_and_column_meet(size: Any, kind: Any, value: Any) -> None:
    decision = decided(MATRIX, {"size": size, "kind": kind})
    assert decision.outputs == ({} if value is None else {"value": value})
    assert decision.outcome == ("refer" if value is None else "approve")


def test_the_default_counts_where_nothing_matches_but_not_where_something_is_missing() -> None:
    with_default = MATRIX + "      default: high\n"
    assert decided(with_default, {"size": 1, "kind": "d"}).outputs == {"value": "high"}
    assert decided(with_default, {"kind": "d"}).outputs == {"value": "high"}
    assert decided(with_default, {"kind": "a"}).outcome == "refer"


def test_values_may_be_expressions_of_a_type() -> None:
    numbers = MATRIX.replace("[low, middle]", "[size * 2, 0]").replace("[middle, high]", "[1, 1]")
    assert decided(
        numbers.replace("out: [low, middle, high]", "out: number"), {"size": 4, "kind": "a"}
    ).outputs == {"value": 8}


def test_a_large_grid_is_looked_up_alike() -> None:
    columns = ", ".join(f"'{c}'" for c in range(8))
    rows = "".join(
        f'\n        - {{if: "{r}", then: [{", ".join(str(10 * r + c) for c in range(8))}]}}' for r in range(8)
    )
    head = "  value:\n    matrix:\n      down: size\n      across: other\n"
    grid = f"{head}      columns: [{columns}]\n      rows:{rows}\n      out: number\n"
    assert decided(grid, {"size": 6, "other": 3}).outputs == {"value": 63}
    assert "[63]" in decided(grid, {"size": 6, "other": 3}).explain("en")


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("then: [low, middle]", "then: [low]", "row-width", "row 1 has 1 cell under 'then'"),
        ('if: ">= 10"', 'if: ">= 9"', "rows-overlap", "rows 1 and 2 can both match"),
        ("""'"b", "c"'""", """'"b", "a"'""", "rows-overlap", "columns 1 and 2 can both match"),
        ("[middle, high]}", "[middle, hihg]}", "unknown-value", "'hihg'"),
        ("down: size", "down: sise", "unknown-name", "'sise'"),
        ('if: "< 10"', "if: '\"x\"'", "type-clash", "number"),
        ("across: kind", "acros: kind", "unknown-key", "acros"),
    ],
)
def test_mistakes_are_found(old: str, new: str, code: str, said: str) -> None:
    assert old in MATRIX
    found = problems(MATRIX.replace(old, new, 1))
    assert any(c == code and said in message for c, message in found), found


def test_the_explanation_shows_the_grid_in_both_languages() -> None:
    decision = decided(MATRIX, {"size": 9, "kind": "b"})
    assert "[middle]" in decision.explain("en")
    assert 'Row and column that match: < 10, "b", "c"' in decision.explain("en")
    assert '命中的行与列：< 10，"b"、"c"' in decision.explain("zh")
    (step,) = [s for s in json.loads(decision.explain("en", "json"))["steps"] if s["name"] == "value"]
    assert (step["kind"], step["chosen"], step["lines"][0]["values"][1]["value"]) == (
        "matrix",
        [0, 1],
        "middle",
    )
    assert "matrix" in decision.explain("zh", "json")
