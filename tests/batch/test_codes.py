"""The quick ways to look up, choose and count codes give what the plain ways give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.run.columns.choosing import first_of
from credit_engine.run.columns.domain import either, looked_up
from credit_engine.run.columns.steps import _position

KINDS = (np.bool_, np.uint8, np.int16, np.int64, np.float64)
CODES = (np.uint8, np.uint16, np.int32, np.intp)


@st.composite
def lookups(draw: st.DrawFn) -> tuple[Any, Any]:
    """A table and codes into it; many tables have few different entries."""
    entries = st.sampled_from([0, 1, 7, 250]) if draw(st.booleans()) else st.integers(0, 255)
    table = draw(st.lists(entries, min_size=1, max_size=100))
    codes = draw(st.lists(st.integers(0, len(table) - 1), max_size=40))
    several = codes * draw(st.sampled_from([1, 300]))
    kinds = st.sampled_from(KINDS), st.sampled_from(CODES)
    return np.array(table).astype(draw(kinds[0])), np.array(several, dtype=draw(kinds[1]))


@given(lookups())
def test_looking_up_gives_the_entries_of_the_codes(lookup: tuple[Any, Any]) -> None:
    table, codes = lookup
    found = looked_up(table, codes)
    assert found.dtype == table.dtype
    assert found.tolist() == [table.tolist()[code] for code in codes.tolist()]


@pytest.mark.parametrize("entries", [[], [3], [3, 5]])
def test_a_single_code_and_no_codes_are_looked_up_too(entries: list[int]) -> None:
    table = np.array(entries, dtype=np.uint8)
    assert looked_up(table, np.zeros(0, dtype=np.uint8)).tolist() == []
    if entries:
        assert int(looked_up(table, np.array(len(entries) - 1))) == entries[-1]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 255), st.integers(0, 255)), min_size=1))
def test_codes_are_chosen_by_a_mask(rows: list[tuple[bool, int, int]]) -> None:
    mask, codes, others = (np.array(column) for column in zip(*rows, strict=True))
    expected = [code if holds else other for holds, code, other in rows]
    for kind in (np.uint8, np.int64):
        assert either(mask, codes.astype(kind), others.astype(kind)).tolist() == expected


@pytest.mark.parametrize("count", [0, 1, 3, 255, 256, 300])
def test_the_first_mask_that_holds_is_found(count: int) -> None:
    rng = np.random.default_rng(count)
    masks = [rng.random(50) < 0.02 for _ in range(count)]
    expected = [next((at for at, mask in enumerate(masks) if mask[row]), count) for row in range(50)]
    assert np.broadcast_to(first_of(masks), 50).tolist() == expected


@given(
    st.lists(st.decimals(-50, 50, places=2), min_size=1, max_size=30, unique=True).map(sorted),
    st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=30),
    st.integers(0, 3),
)
def test_whole_numbers_have_the_positions_of_their_decimals(edges: Any, numbers: Any, scale: int) -> None:
    from decimal import Decimal

    from credit_engine.run.columns.context import Context
    from credit_engine.run.columns.domain import Tables
    from credit_engine.run.columns.number import whole

    column = whole(np.array(numbers, dtype=np.int64), scale, 5_000)
    found = _position(Context(Tables(), len(numbers)), edges, column)
    values = [Decimal(n).scaleb(-scale) for n in numbers]
    expected = [2 * sum(edge < value for edge in edges) + (value in edges) for value in values]
    assert found.tolist() == expected


@pytest.mark.parametrize("sizes", [(1, 256), (256, 1), (16, 16), (0, 300), (300, 0), (1, 65_536), (255, 257)])
def test_every_combination_of_codes_has_a_number_of_its_own(sizes: tuple[int, int]) -> None:
    from credit_engine.run.columns.domain import Coded, Tables, combined

    pairs = list(np.ndindex(*sizes))[-600:]
    columns = [
        Coded(np.array([pair[at] for pair in pairs], dtype=np.int64), Tables().domain(range(size)))
        for at, size in enumerate(sizes)
    ]
    assert combined(columns).tolist() == [first * sizes[1] + second for first, second in pairs]
