"""Overlapping and hidden rows, found by blocks of masks, are those that position by position is found."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine.parts.table import rows as table_rows
from credit_engine.parts.table.blocks import Block
from credit_engine.parts.table.rows import Column
from credit_engine.run.index import BLOCK, maximal
from drawing import examples

thorough = settings(max_examples=examples(80), derandomize=True, deadline=None, database=None)
Stretches = Sequence[tuple[int, int]] | None


def stretches(rng: Random, size: int, most: int) -> Stretches:
    """Up to so many stretches, or none because a cell is no constant."""
    if rng.random() < 0.05:
        return None
    ends = [sorted(rng.choices(range(size), k=2)) for _ in range(rng.randrange(most + 1))]
    return maximal((first, last) for first, last in ends)


def positions(row: Stretches) -> set[int]:
    return {at for first, last in row or () for at in range(first, last + 1)}


def drawn(rng: Random, rows: int) -> list[Column]:
    columns = []
    for _ in range(rng.randrange(1, 4)):
        size, most = rng.choice((1, 2, 7, 40)), rng.choice((1, 1, 3))
        columns.append(Column([stretches(rng, size, most) for _ in range(rows)], size))
    return columns


def first_pairs(columns: list[Column], relation: Any) -> list[tuple[int, int]]:
    """By comparing all rows, one with one."""
    sets = [[positions(row) for row in column.rows] for column in columns]
    found = []
    for later in range(len(sets[0])):
        earlier = (e for e in range(later) if all(relation(c[e], c[later]) for c in sets))
        first = next(earlier, None)
        if first is not None:
            found.append((later, first))
    return found


@thorough
@given(rng=st.randoms(use_true_random=False), rows=st.integers(1, 40))
def test_overlapping_rows(rng: Random, rows: int) -> None:
    columns = drawn(rng, rows)
    assert list(table_rows.overlaps(columns)) == first_pairs(columns, lambda a, b: bool(a & b))


@thorough
@given(rng=st.randoms(use_true_random=False), rows=st.integers(1, 40))
def test_hidden_rows(rng: Random, rows: int) -> None:
    columns = drawn(rng, rows)
    assert list(table_rows.hidden(columns)) == first_pairs(columns, lambda a, b: bool(b) and b <= a)


@thorough
@given(rng=st.randoms(use_true_random=False), rows=st.integers(2, 40))
def test_rows_that_agree_are_not_compared(rng: Random, rows: int) -> None:
    columns = drawn(rng, rows)
    outputs = [[rng.choice((None, 1, 2)) for _ in range(rows)] for _ in range(2)]

    def differ(one: int, other: int) -> bool:
        return any(c[one] is not None and c[other] is not None and c[one] != c[other] for c in outputs)

    sets = [[positions(row) for row in column.rows] for column in columns]
    expected = []
    for later in range(rows):
        for earlier in range(later):
            if differ(earlier, later) and all(c[earlier] & c[later] for c in sets):
                expected.append((later, earlier))
                break
    assert list(table_rows.overlaps(columns, table_rows.differing(outputs))) == expected


@pytest.mark.parametrize("relation", ["overlaps", "hidden"])
def test_rows_of_other_blocks_are_compared_too(relation: str) -> None:
    count = 2 * BLOCK + 10
    rows: list[Stretches] = [[(i, i)] for i in range(count)]
    rows[BLOCK + 5] = [(3, 3)]
    rows[2 * BLOCK + 7] = [(BLOCK + 6, BLOCK + 6)]
    found = list(getattr(table_rows, relation)([Column(rows, count)]))
    assert found == [(BLOCK + 5, 3), (2 * BLOCK + 7, BLOCK + 6)]


def test_a_block_with_several_stretches_a_row() -> None:
    block = Block([[(0, 1), (4, 6)], [(3, 3)], None, []], 8)
    assert block.shared([(2, 4)]) == 0b11
    assert block.held([(4, 5)]) == 0b01
    assert block.held([(1, 4)]) == 0
    assert block.held([(0, 0), (6, 6)]) == 0b01
