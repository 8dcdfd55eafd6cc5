"""Tables that are looked up by their index give in columns the row that they give in rows."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from batch.tables import both, differences, table_of
from credit_engine.api.policy import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

WORDS = ("a", "b", "c")


def large_policy(hit: str, rows: int, seed: int) -> Policy:
    """A policy with a table of so many rows over a quotient, an integer and a text."""
    rng = Random(seed)
    written = []
    for i in range(rows):
        low = rng.randrange(0, 400) / 20
        cells = [
            f"[{low}..{low + rng.choice((0.05, 0.5, 3))})",
            rng.choice(("-", f">= {rng.randrange(90)}")),
            rng.choice(("-", '"a"', '"b", "c"')),
        ]
        if hit != "collect":
            width = 1 if hit == "unique" else 2
            cells[0] = f"[{i / 10}..{(i + width) / 10})"
        if hit == "unique":
            cells[1:] = ["-", "-"]
        written.append({"if": cells, "then": [str(i)]})
    if hit == "first" and rows > 40:
        written[40]["if"][1] = "? > level"
    table: dict[str, Any] = {"hit": hit, "in": ["debt / income", "age", "word"], "out": {"value": "number"}}
    table |= {"rows": written, "default": ["-1"]}
    if hit == "collect":
        table["aggregate"] = "sum"
    data = {
        "policy": "large",
        "version": "1",
        "effective": {"from": "2020-01-01", "time_zone": "Asia/Shanghai"},
        "outcomes": {"order": ["approve", "refer"], "undecided": "refer", "nothing_fired": "approve"},
        "inputs": {
            "debt": {"type": "number"},
            "income": {"type": "number"},
            "level": {"type": "number"},
            "age": {"type": "integer", "missing": {"not_given": "undecided"}},
            "word": {"type": "text", "values": list(WORDS), "missing": {"not_given": "undecided"}},
        },
        "decisions": {
            "found": {"table": table},
            "final": {"rules": [{"id": "R", "when": "found > 30", "then": "refer", "because": "why"}]},
        },
        "decision": {"outcome": ["final"], "outputs": {"found": {"when": "always"}}},
        "reasons": {"why": {"en": "Why", "zh": "原因"}},
    }
    text = json.dumps(data, ensure_ascii=False)
    return Policy((compile_policy(Source("large.yaml", text), lambda kind, name: Source(name, "")),))


def record(rng: Random) -> dict[str, Any]:
    income = rng.choice((1.0, 3.0, 7.0, 10.0, 1234.56))
    ratio = rng.choice((rng.randrange(0, 420) / 20, rng.uniform(0, 20)))
    found: dict[str, Any] = {
        "debt": round(ratio * income, 6),
        "income": income,
        "level": float(rng.randrange(90)),
    }
    if rng.random() < 0.9:
        found["age"] = rng.randrange(0, 100)
    if rng.random() < 0.9:
        found["word"] = rng.choice(WORDS)
    return found


@pytest.mark.parametrize("hit", ["first", "unique", "collect"])
def test_a_large_table_gives_the_same_in_columns_as_in_rows(hit: str) -> None:
    policy = large_policy(hit, 120, 3)
    assert any(node.name == "lookup" for node in policy.versions[0].program.nodes)
    rng = Random(4)
    table = table_of(policy.versions[0].fields, [record(rng) for _ in range(400)], rng)
    result, batch, rows = both(policy, table, "2026-11-23", 150)
    assert differences(batch, rows) == []
    assert result.stages.total.by_rows == 0
