"""Records as Arrow tables, and what a batch and single decisions say about them, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np

from arrow import pa
from credit_engine import numbers
from credit_engine.api.batch.answers import Answers
from credit_engine.api.batch.chunks import Decider
from credit_engine.api.batch.days import Days
from credit_engine.api.batch.exact_numbers import joined, without_exact
from credit_engine.api.policy import Policy
from credit_engine.run.fields import Field

SMALL = ((pa.float16(), np.float16), (pa.float32(), np.float32))
"""Floats that are what their own shortest texts say."""
_SIMPLE = {"text": "string", "boolean": "bool", "date": "string"}


def found_at(record: dict[str, Any], path: str) -> Any:
    """The value of a dotted path, None where there is none."""
    here: Any = record
    for word in path.split("."):
        here = here.get(word) if isinstance(here, dict) else None
    return here


def cause_of(value: Any) -> Any:
    return value["missing"] if isinstance(value, dict) and "missing" in value else None


def plain(value: Any) -> Any:
    return None if cause_of(value) is not None else value


def numbers_as(values: Sequence[Any], rng: Random) -> pa.Array:
    """Numbers in one of the types that columns of numbers have, where they fit it."""
    known = [Decimal(str(value)) for value in values if value is not None]
    places = max((max(0, -int(n.as_tuple().exponent)) for n in known), default=0)
    largest = max((abs(n) for n in known), default=Decimal(0))
    if places == 0 and largest < 2**62 and rng.random() < 0.4:
        return pa.array([None if v is None else int(v) for v in values], pa.int64())
    if places <= 18 and largest < 10**15 and rng.random() < 0.3:
        return pa.array([None if v is None else Decimal(str(v)) for v in values], pa.decimal128(38, places))
    floats = [None if v is None else float(v) for v in values]
    if rng.random() < 0.15:
        with np.errstate(over="ignore"):
            small = [None if v is None else np.float32(v) for v in floats]
        if [None if v is None else str(v) for v in small] == [None if v is None else str(v) for v in floats]:
            return pa.array(small, pa.float32())
    return pa.array(floats, pa.float64())


def python_values(array: Any) -> list[Any]:
    """What stands in an Arrow array, small floats as numpy's of their size."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    for type_, kind in SMALL:
        if array.type == type_:
            return [None if value is None else kind(value) for value in array.to_pylist()]
    if pa.types.is_struct(array.type):
        names = [array.type.field(i).name for i in range(array.type.num_fields)]
        columns = [python_values(child) for child in array.flatten()]
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
    if pa.types.is_list(array.type):
        items = iter(python_values(array.flatten()))
        lengths = pa.compute.list_value_length(array).to_pylist()
        return [None if length is None else [next(items) for _ in range(length)] for length in lengths]
    found: list[Any] = array.to_pylist()
    return found


def column(one: Field, values: Sequence[Any], rng: Random) -> pa.Array:
    if one.kind == "number":
        return numbers_as(values, rng)
    if one.kind != "list":
        return pa.array(values, pa.type_for_alias(_SIMPLE[one.kind]))
    items = [item for value in values for item in value or ()]
    arrays, names = [], []
    for inner in one.fields or ():
        raw = [item.get(inner.name) for item in items]
        arrays += [
            column(inner, [plain(v) for v in raw], rng),
            pa.array([cause_of(v) for v in raw], pa.string()),
        ]
        names += [inner.name, f"{inner.name}.missing"]
    offsets = np.cumsum([0, *(len(value or ()) for value in values)])
    struct = pa.StructArray.from_arrays(arrays, names)
    mask = pa.array([value is None for value in values])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), struct, mask=mask)


def table_of(fields: Sequence[Field], records: Sequence[dict[str, Any]], rng: Random) -> pa.Table:
    """A table with a column of values and one of causes for each input, and one for a whole prior state."""
    columns = {}
    for one in fields:
        values = [found_at(record, one.path) for record in records]
        columns[one.path] = column(one, [plain(value) for value in values], rng)
        columns[f"{one.path}.missing"] = pa.array([cause_of(value) for value in values], pa.string())
    if any(one.path.startswith("prior.") for one in fields):
        states = [cause_of(record.get("prior")) for record in records]
        columns["prior.missing"] = pa.array(states, pa.string())
    return pa.table(columns)


def both(policy: Policy, table: pa.Table, as_of: Any, chunk_rows: int) -> tuple[Any, pa.Table, pa.Table]:
    """The result of a batch, its table, and the table of the rows' own decisions."""
    result = policy.decide_batch(table, as_of=as_of, chunk_rows=chunk_rows)
    days = Days(np.zeros((), dtype=np.int64), [(as_of, None, None)])
    single = Decider(policy).decisions(table, days)
    return result, result.to_arrow(), settled(Answers(policy.versions[-1]).of_decisions(single))


def same(cell: Any, other: Any) -> bool:
    """Whether two cells are the same, numbers in whatever type their columns have."""
    known = [numbers.from_float(one) if isinstance(one, float) else one for one in (cell, other)]
    if str in map(type, known):
        known = [numbers.canonical_text(one) if numbers.is_number(one) else one for one in known]
    return bool(known[0] == known[1])


def settled(answers: pa.Table) -> pa.Table:
    """Answers as a result has them."""
    return joined([answers], without_exact(answers.schema))


def differences(batch: pa.Table, rows: pa.Table) -> list[str]:
    """In words where two tables of answers differ."""
    pairs = zip(batch.to_pylist(), rows.to_pylist(), strict=True)
    return [
        f"row {i}, {name}: batch {left[name]!r}, row {right[name]!r}"
        for i, (left, right) in enumerate(pairs)
        for name in left
        if left[name] != right[name]
    ]
