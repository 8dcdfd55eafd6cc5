"""Rows of a table that others together hide, held against every record of small domains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from random import Random
from typing import Any

import pytest

from credit_engine import Policy
from credit_engine.account.steps import TableStep
from credit_engine.analyse import doubts
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.loading import compile_policy
from credit_engine.problems import PolicyError
from credit_engine.source import Source

HEAD = """\
policy: example
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [approve, refer], undecided: refer, nothing_fired: approve}
inputs:
  x: {type: integer, range: "[0..5]"}
  y: {type: integer, range: "[0..3]"}
  s: {type: text, values: [a, b, c]}
decisions:
  t:
    table:
"""
TAIL = "decision: {outcome: [], outputs: {t: always}}\n"
X_CELLS = {
    "-": lambda x: True,
    "< 2": lambda x: x < 2,
    "[1..3]": lambda x: 1 <= x <= 3,
    "> 2": lambda x: x > 2,
    "< 4": lambda x: x < 4,
    "not(2)": lambda x: x != 2,
    "2, 4": lambda x: x in (2, 4),
    "(1..4)": lambda x: 1 < x < 4,
}
Y_CELLS = {"-": lambda y: True, "0": lambda y: y == 0, "> 0": lambda y: y > 0, "not(1)": lambda y: y != 1}
S_CELLS = {
    "-": lambda s: True,
    '"a"': lambda s: s == "a",
    '"a", "b"': lambda s: s in ("a", "b"),
    'not("a")': lambda s: s != "a",
}
CELLS: tuple[Mapping[str, Callable[[Any], bool]], ...] = (X_CELLS, Y_CELLS, S_CELLS)
RECORDS = list(product(range(6), range(4), "abc"))
Rows = list[tuple[tuple[str, ...], str]]


def table_text(hit: str, rows: Rows) -> str:
    lines = [
        f"        - {{if: [{', '.join(repr(cell) for cell in cells)}], then: [{value}]}}"
        for cells, value in rows
    ]
    head = f"      hit: {hit}\n      in: [x, y, s]\n      out: {{t: [A, B, C]}}\n      rows:\n"
    return HEAD + head + "\n".join(lines) + "\n" + TAIL


def compiled(text: str) -> CompiledPolicy:
    return compile_policy(Source("p.yaml", text), lambda kind, name: Source(name, ""))


def drawn(rng: Random, count: int) -> Rows:
    return [(tuple(rng.choice(list(cells)) for cells in CELLS), rng.choice("ABC")) for _ in range(count)]


def winners(hit: str, rows: Rows) -> set[int]:
    """The rows that give the value of some record, tried one by one."""
    found = set()
    for record in RECORDS:
        matching = [
            i
            for i, (cells, _) in enumerate(rows)
            if all(known[cell](value) for known, cell, value in zip(CELLS, cells, record, strict=True))
        ]
        if matching:
            found.add(min(matching, key=lambda i: (rows[i][1], i)) if hit == "priority" else matching[0])
    return found


def hidden(policy: CompiledPolicy) -> set[int]:
    found = [problem for problem in doubts(policy) if problem.code == "row-unreachable"]
    return {int(problem.message.split()[1]) - 1 for problem in found}


@pytest.mark.sampled
@pytest.mark.parametrize("hit", ["first", "priority"])
def test_a_row_is_said_to_be_hidden_exactly_if_it_wins_for_no_record(hit: str) -> None:
    rng, some = Random(20261129), 0
    for _ in range(250):
        rows = drawn(rng, rng.randrange(2, 7))
        try:
            policy = compiled(table_text(hit, rows))
        except PolicyError:  # one row hides another by itself, which loading refuses
            continue
        expected = set(range(len(rows))) - winners(hit, rows)
        assert hidden(policy) == expected, rows
        some += bool(expected)
    assert some > 10


def test_the_finding_names_the_rows_that_hide_it_and_a_record() -> None:
    rows = [(("< 3", "-", "-"), "A"), (("> 2", "-", "-"), "B"), (("[2..4]", "0", "-"), "C")]
    (problem,) = doubts(compiled(table_text("first", rows)))
    assert problem.message == (
        "row 3 never counts: whatever it matches, such as x 2 and y 0, row 1 and row 2 above match, too"
    )
    assert problem.span is not None
    assert problem.span.position == (18, 16)
    assert "第 3 行永远不起作用" in problem.text("zh")


MISSING_HEAD = HEAD.replace('range: "[0..5]"}', 'range: "[0..5]", missing: undecided}')
ASKING = {**X_CELLS, "is missing(?)": None}


@pytest.mark.sampled
@pytest.mark.parametrize("hit", ["first", "unique", "priority"])
def test_rows_for_missing_values_count_exactly_where_the_engine_picks_them(hit: str) -> None:
    rng, late = Random(29), 0
    for _ in range(120):
        cells = [
            (rng.choice(list(ASKING)), rng.choice(list(Y_CELLS)), "-") for _ in range(rng.randrange(2, 6))
        ]
        rows = [(one, "ABC"[i % 3]) for i, one in enumerate(cells)]
        text = table_text(hit, rows).replace(HEAD, MISSING_HEAD)
        try:
            policy = compiled(text)
        except PolicyError:
            continue
        expected = {
            i for i in range(len(rows)) if "missing" in cells[i][0] and not chosen(policy, i, range(4))
        }
        found = {i for i in hidden(policy) if "missing" in cells[i][0]}
        # In a unique table two rows that match are refused by the engine, too, which is no matter of one row.
        assert found == expected if hit != "unique" else found <= expected, rows
        late += bool(expected)
    assert late > (0 if hit == "unique" else 5)


def chosen(policy: CompiledPolicy, row: int, values: range) -> bool:
    """Whether the table picks the row for some record without x."""
    decisions = (Policy((policy,)).decide({"y": y, "s": "a"}, as_of="2026-11-23") for y in values)
    steps = (step for one in decisions for step in one.trace.steps if isinstance(step, TableStep))
    return any(line.id == str(row + 1) and line.status == "chosen" for step in steps for line in step.rows)
