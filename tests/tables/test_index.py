"""The index of a large table gives what evaluating it row by row gives, in every hit policy."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine.absent import Absent, absent
from credit_engine.parts.table.blocks import range_or
from credit_engine.run.index import BLOCK, Lookup, Ordered, Range, bits
from credit_engine.run.lookup import looked_up
from credit_engine.run.steps import Hits
from drawing import examples
from tables.plain import HITS, draw, matches, plainly, values

SIZES = (1, 2, 30, 200, BLOCK, BLOCK + 1, 2 * BLOCK + 100)
SEEDS = st.integers(0, 2**32)
thorough = settings(max_examples=examples(60), derandomize=True, deadline=None, database=None)


def same(one: Any, other: Any) -> bool:
    if isinstance(one, Absent) or isinstance(other, Absent):
        return isinstance(one, Absent) and isinstance(other, Absent) and one.causes == other.causes
    return bool(one == other)


@pytest.mark.parametrize("hit", HITS)
@thorough
@given(seed=SEEDS, size=st.sampled_from(SIZES))
def test_the_index_chooses_the_rows_that_the_plain_evaluation_chooses(hit: str, seed: int, size: int) -> None:
    rng = Random(seed)
    lookup, kinds = draw(rng, size, hit)
    chosen = looked_up(lookup)
    for _ in range(6):
        inputs = values(rng, kinds)
        conditions = [
            rng.choice((True, False, False, absent("not_given", "other"))) for _ in lookup.conditional
        ]
        assert same(chosen(*inputs, *conditions), plainly(lookup, inputs, conditions)), inputs


@thorough
@given(seed=SEEDS, size=st.sampled_from(SIZES))
def test_the_index_knows_every_row_that_matches_or_may_match(seed: int, size: int) -> None:
    rng = Random(seed)
    lookup, kinds = draw(rng, size, "collect")
    inputs = values(rng, kinds)
    expected = matches(lookup, inputs, [False] * len(lookup.conditional))
    certain: list[int] = []
    unknown: list[int] = []
    for start, sure, unsure in lookup.index.open(inputs):
        certain += bits(start, sure)
        unknown += bits(start, unsure)
    assert certain == [row for row, match in enumerate(expected) if match is True]
    assert unknown == [row for row, match in enumerate(expected) if isinstance(match, Absent)]


def test_a_row_after_one_that_may_match_does_not_count() -> None:
    cells = ((False, (Range(1, 2),)), None)
    lookup = Lookup(Hits("first", False), 2, (Ordered(cells),))
    found = looked_up(lookup)(absent("not_given", "income"))
    assert isinstance(found, Absent)
    assert [cause.subject for cause in found.causes] == ["income"]
    assert looked_up(lookup)(3) == 1


def test_causes_come_from_the_cells_that_a_row_tests() -> None:
    one, two = absent("not_given", "a"), absent("not_given", "b")
    tested = (False, (Range(0, None),))
    columns = (Ordered((tested, None, tested)), Ordered((None, tested, tested)))
    found = looked_up(Lookup(Hits("unique", False), 3, columns))(one, two)
    assert [cause.subject for cause in found.causes] == ["a", "b"]
    first = looked_up(Lookup(Hits("first", False), 3, columns))
    assert [cause.subject for cause in first(one, two).causes] == ["a"]
    assert [cause.subject for cause in first(-1, two).causes] == ["b"]


CLOSE = [
    number + step * Decimal(10) ** -places
    for number in (Decimal("0.1"), Decimal("12.34"), Decimal(2**53), Decimal(10**17))
    for places in (0, 4, 18, 30)
    for step in (-1, 0, 1)
    if len(str(number)) + places < 34
] + [0, 1, -1, 2**53 + 1, Decimal("1E+400"), Decimal("1E-400"), Decimal("-1E+400")]
"""Numbers of which many have the same float, or none."""


@thorough
@given(st.lists(st.tuples(st.sampled_from(CLOSE), st.sampled_from(CLOSE)), min_size=1, max_size=6))
def test_numbers_that_floats_do_not_tell_apart_are_told_apart(ends: list[tuple[Any, Any]]) -> None:
    cells = tuple((False, (Range(min(pair), max(pair), True, False),)) for pair in ends)
    chosen = looked_up(Lookup(Hits("first", False), len(cells), (Ordered(cells),)))
    for value in CLOSE:
        rows = (row for row, pair in enumerate(ends) if min(pair) <= value < max(pair))
        first = next(rows, None)
        found = chosen(value)
        assert isinstance(found, Absent) if first is None else found == first


@thorough
@given(st.lists(st.integers(0, 2**70), min_size=1, max_size=40), st.data())
def test_the_or_of_a_stretch(numbers: list[int], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(numbers)))
    last = data.draw(st.integers(-1, len(numbers) - 1))
    expected = 0
    for number in numbers[first : last + 1]:
        expected |= number
    assert range_or(numbers)(first, last) == expected


def large(rows: int, columns: int = 8, edges: int = 2000) -> Lookup:
    """A table whose cells begin and end at any of the edges, open or closed."""
    rng = Random(rows)
    made = []
    for _ in range(columns):
        ends = [sorted(rng.sample(range(edges), 2)) for _ in range(rows)]
        cells = ((False, (Range(low, high, rng.random() < 0.5, rng.random() < 0.5),)) for low, high in ends)
        made.append(Ordered(tuple(cells)))
    return Lookup(Hits("first", True), rows, tuple(made))


@pytest.mark.slow
def test_ten_thousand_rows_of_eight_columns_take_at_most_fifty_megabytes() -> None:
    lookup = large(10_000)
    tracemalloc.start()
    index = lookup.index
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(len(column.positions.edges or ()) == 2000 for column in index.columns)
    assert 0 < used < 50_000_000


def test_deciding_one_application_by_an_index_loads_no_numpy() -> None:
    program = (
        "import sys; from credit_engine.run.index import *; from credit_engine.run.lookup import looked_up\n"
        "from credit_engine.run.steps import Hits\n"
        "cells = tuple((False, (Range(i, i + 1, True, False),)) for i in range(100))\n"
        "assert looked_up(Lookup(Hits('first', False), 100, (Ordered(cells),)))(41) == 41\n"
        "print('numpy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
