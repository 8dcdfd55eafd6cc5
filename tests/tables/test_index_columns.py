"""The index for columns gives the row that the index for one record gives, or leaves it to that one."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine import numbers
from credit_engine.absent import Absent, absent
from credit_engine.run.index import BLOCK, Lookup, Ordered, Range
from credit_engine.run.index_columns import BY_ROW, NO_ROW, ColumnIndex
from credit_engine.run.lookup import looked_up
from credit_engine.run.steps import Hits
from drawing import examples
from tables.plain import HITS, draw, values

np: Any = pytest.importorskip("numpy")

SIZES = (1, 30, BLOCK, BLOCK + 1, 2 * BLOCK + 100)
SEEDS = st.integers(0, 2**32)
thorough = settings(max_examples=examples(30), derandomize=True, deadline=None, database=None)


def expected(lookup: Lookup, record: list[Any], conditions: list[Any]) -> Any:
    """The row that counts, NO_ROW, or None for what is not one row."""
    found = looked_up(lookup)(*record, *conditions)
    if isinstance(found, Absent):
        return NO_ROW if [cause.code for cause in found.causes] == ["no_row_matched"] else None
    if isinstance(found, list):
        return found[0] if len(found) == 1 else NO_ROW if not found else None
    return found


@pytest.mark.parametrize("hit", HITS)
@thorough
@given(seed=SEEDS, size=st.sampled_from(SIZES))
def test_columns_give_the_rows_of_single_records(hit: str, seed: int, size: int) -> None:
    rng = Random(seed)
    lookup, kinds = draw(rng, size, hit)
    index = ColumnIndex(lookup)
    records = [values(rng, kinds) for _ in range(40)]
    missing = [np.array([isinstance(record[i], Absent) for record in records]) for i in range(len(kinds))]
    positions = [
        np.array([0 if isinstance(r[i], Absent) else index.positions(i, [r[i]])[0] for r in records])
        for i in range(len(kinds))
    ]
    found = index.rows(positions, [gone if gone.any() else None for gone in missing])
    for record, row in zip(records, found, strict=True):
        for conditions in ([False] * len(lookup.conditional), [True] * len(lookup.conditional)):
            if row != BY_ROW:
                assert expected(lookup, record, conditions) == row


@thorough
@given(seed=SEEDS)
def test_first_rows_of_known_records_are_all_found(seed: int) -> None:
    rng = Random(seed)
    lookup, kinds = draw(rng, 300, "first")
    index = ColumnIndex(lookup)
    records = [values(rng, kinds) for _ in range(60)]
    records = [record for record in records if not any(isinstance(v, Absent) for v in record)]
    if lookup.conditional or not records:
        return
    positions = [index.positions(i, [record[i] for record in records]) for i in range(len(kinds))]
    found = index.rows(positions, [None] * len(kinds))
    assert BY_ROW not in found
    assert list(found) == [expected(lookup, record, []) for record in records]


@thorough
@given(
    st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=None), min_size=1, max_size=8),
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=8),
)
def test_doubles_lie_where_the_decimals_lie_that_they_show(edges: list[Any], doubles: list[float]) -> None:
    ends = [numbers.normal(edge) for edge in edges]
    lookup = Lookup(Hits("first", True), 1, (Ordered(((False, tuple(Range(end, end) for end in ends)),)),))
    near = [float(end) for end in ends]
    given_doubles = [
        value for value in (*doubles, *near, *(np.nextafter(x, 0) for x in near)) if abs(value) < 1e300
    ]
    if not given_doubles:
        return
    decimals = [numbers.from_float(float(value)) for value in given_doubles]
    index = ColumnIndex(lookup)
    assert list(index.positions_of_floats(0, np.array(given_doubles))) == list(index.positions(0, decimals))


def test_an_unknown_value_leaves_the_record_to_the_row_evaluation_only_where_it_matters() -> None:
    tested = (False, (Range(0, None),))
    lookup = Lookup(Hits("first", True), 2, (Ordered((tested, None)), Ordered((None, tested))))
    index = ColumnIndex(lookup)
    one = [index.positions(0, [5, 5, -5, -5]), index.positions(1, [5, 5, 5, 5])]
    gone = [np.array([False, False, False, True]), np.array([False, True, True, False])]
    assert list(index.rows(one, gone)) == [0, 0, BY_ROW, BY_ROW]
    assert isinstance(looked_up(lookup)(-5, absent("not_given", "b")), Absent)
