"""Rows that differ in nothing but where one range ends: their merging changes no decision."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from analyse.policies import codes, found, policy, rules
from credit_engine import Policy
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

CHECKS = "  checks:\n" + rules("A | dpd > 30 | decline")
PUT_OUT = "{outcome: [checks], outputs: {t: always}}"


def table(hit: str, *rows: str) -> str:
    """A policy with a table of rows `age; grade; value`."""
    lines = ""
    for row in rows:
        age, grade, value = (part.strip() for part in row.split(";"))
        lines += f"        - {{if: ['{age}', '{grade}'], then: [{value}]}}\n"
    head = f"      hit: {hit}\n      in: [age, grade]\n      out: {{t: [P, Q]}}\n      rows:\n"
    return policy(f"{CHECKS}  t:\n    table:\n{head}{lines}      default: [Q]\n", PUT_OUT)


@pytest.mark.parametrize(
    ("hit", "rows", "cell"),
    [
        ("unique", ("[18..30); -; P", "[30..40); -; P", ">= 40; -; Q"), "[18..39]"),
        # Of whole numbers 30 follows 29.
        ("unique", ("[18..29]; -; P", "[30..40); -; P"), "[18..39]"),
        ("unique", (">= 40; -; P", "[30..40); -; P"), "[30..75]"),
        ("first", ("[20..30); -; P", "[30..40); -; P"), "[20..39]"),
        # Between the two stands another row, which may count first.
        ("first", ("[18..30); -; P", '[20..50); "A"; Q', "[30..40); -; P"), None),
        ("unique", ("[18..30); -; P", "[30..40); -; Q"), None),
        ("unique", ("[18..30); -; P", "[31..40); -; P"), None),
        ("unique", ('[18..30); "A"; P', '[30..40); "B"; P'), None),
    ],
)
def test_rows_that_are_cut_for_nothing(hit: str, rows: tuple[str, ...], cell: str | None) -> None:
    problems = [one for one in found(table(hit, *rows)) if one.code == "rows-mergeable"]
    assert [one.hint.split("'")[1] for one in problems] == ([] if cell is None else [cell])


def test_rows_merged_as_the_hint_says_give_the_same_for_every_record() -> None:
    cut = table("unique", "[18..30); -; P", "[30..40); -; P", ">= 40; -; Q")
    merged = table("unique", "[18..39]; -; P", ">= 40; -; Q")
    assert codes(cut) == ["rows-mergeable"]
    assert codes(merged) == []
    assert values(cut) == values(merged)


def values(text: str) -> list[Any]:
    compiled = compile_policy(Source("p.yaml", text), lambda kind, name: Source(name, ""))
    record = {"dpd": 0, "income": 1, "vip": False, "score": 1, "debts": []}
    records = [{**record, "age": age, "grade": grade} for age, grade in product(range(18, 76), "ABC")]
    decided = (Policy((compiled,)).decide(one, as_of="2026-11-23") for one in records)
    return [one.outputs["t"] for one in decided]
