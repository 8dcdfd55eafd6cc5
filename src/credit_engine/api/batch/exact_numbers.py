"""Numbers of answers that no float holds: they stand beside their columns until all rows are known.

A column of numbers is one of floats whose shortest texts, and whose values where these are whole, are the
decisions' numbers; up to 15 digits they are. What has more, such as 9007199254740993, stands meanwhile in a
column of its own, EXACT. In the end its column is one of decimals in the whole table, or of texts where 38
digits are not enough: the type depends on all rows, and never on chunks or workers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.numbers import Number
from credit_engine.run.columns.moments import python_list

EXACT = "\0exact"
"""The name of the column of what no float holds; no output has such a name."""
EXACT_TYPE = "binary"
_MOST_DIGITS = 38
"""Digits of decimal128; polars, Spark and DuckDB read no wider decimals."""


@dataclass
class Beyond:
    """The numbers of a chunk that no float holds, by row and name of the column."""

    size: int
    rows: dict[int, dict[str, Number]] = field(default_factory=dict)

    def add(self, name: str, exact: Mapping[int, Number]) -> None:
        """Add the exact numbers of a column."""
        for row, number in exact.items():
            self.rows.setdefault(row, {})[name] = number

    def array(self) -> Any:
        """The column EXACT of the chunk."""
        import pyarrow as pa

        if not self.rows:
            return pa.nulls(self.size, EXACT_TYPE)
        return pa.array([written(self.rows.get(row, {})) for row in range(self.size)], EXACT_TYPE)


def written(exact: Mapping[str, Number]) -> bytes | None:
    """A cell of the column EXACT."""
    if not exact:
        return None
    return json.dumps({name: numbers.canonical_text(number) for name, number in exact.items()}).encode()


def exact_of(table: Any) -> dict[int, dict[str, Decimal]]:
    """The numbers that no float holds, by row and name of the column."""
    cells = table.column(EXACT)
    if cells.null_count == len(cells):
        return {}
    return {
        row: {name: Decimal(text) for name, text in json.loads(cell).items()}
        for row, cell in enumerate(cells.to_pylist())
        if cell is not None
    }


def without_exact(schema: Any) -> Any:
    """The schema of a result whose numbers floats hold."""
    return schema.remove(schema.get_field_index(EXACT))


@dataclass
class _Digits:
    """The most digits that numbers of a column have before and after the point."""

    before: int = 1
    after: int = 0

    def add(self, values: Iterable[Number]) -> None:
        for value in values:
            number = numbers.CONTEXT.normalize(Decimal(value))
            exponent = number.as_tuple().exponent
            assert isinstance(exponent, int)
            self.before = max(self.before, number.adjusted() + 1)
            self.after = max(self.after, -exponent)

    @property
    def type(self) -> Any:
        """The Arrow type that holds all of them."""
        import pyarrow as pa

        fits = self.before + self.after <= _MOST_DIGITS
        return pa.decimal128(_MOST_DIGITS, self.after) if fits else pa.string()


def settled_schema(schema: Any, tables: Callable[[], Iterable[Any]]) -> Any:
    """The schema of a result, where columns of floats that do not hold all numbers are of another type."""
    digits: dict[str, _Digits] = {}
    for table in tables():
        for exact in exact_of(table).values():
            for name, number in exact.items():
                digits.setdefault(name, _Digits()).add([number])
    for table in tables() if digits else ():
        for name, column_digits in digits.items():
            column_digits.add(set(_held(table, name)))
    for name, column_digits in digits.items():
        at = schema.get_field_index(name)
        schema = schema.set(at, schema.field(at).with_type(column_digits.type))
    return schema


def _held(table: Any, name: str) -> Iterable[Number]:
    """Numbers of a column that floats hold, all that have a fraction or many digits among them."""
    values = table.column(name).drop_null().to_numpy()
    plain = values[np.isfinite(values)]
    small = np.abs(plain) < 2**53
    whole = small & (np.rint(plain) == plain)
    yield from map(int, (plain[whole].max(initial=0), plain[whole].min(initial=0)))
    yield from (numbers.from_float(value) or 0 for value in plain[~whole].tolist())


def shown(table: Any) -> tuple[Any, dict[int, dict[str, Decimal]]]:
    """A table of answers for who reads it cell by cell, and the cells that are other numbers."""
    import pyarrow as pa

    exact = exact_of(table)
    table = table.drop_columns([EXACT])
    for at, column_field in enumerate(table.schema):
        if pa.types.is_float32(column_field.type) or pa.types.is_float16(column_field.type):
            table = table.set_column(
                at, column_field.name, pa.array(python_list(table.column(at)), pa.float64())
            )
    return table, exact


def settled(table: Any, schema: Any) -> Any:
    """A table of answers in the columns of a result's schema, with all numbers in it as they are."""
    import pyarrow as pa

    exact: dict[int, dict[str, Decimal]] | None = None
    columns = []
    for column_field in schema:
        column = table.column(column_field.name)
        if pa.types.is_floating(column.type) and column.type != column_field.type:
            exact = exact_of(table) if exact is None else exact
            cells = {
                row: found[column_field.name] for row, found in exact.items() if column_field.name in found
            }
            column = pa.chunked_array([pa.array(_cells(column, cells, column_field.type), column_field.type)])
        columns.append(column)
    return pa.table(
        columns, schema=pa.schema([field.with_type(c.type) for field, c in zip(schema, columns, strict=True)])
    )


def _cells(column: Any, exact: Mapping[int, Decimal], type_: Any) -> Sequence[Any]:
    import pyarrow as pa

    as_cell: Callable[[Any], Any] = numbers.canonical_text if pa.types.is_string(type_) else Decimal
    return [
        None if value is None else as_cell(exact[row] if row in exact else numbers.from_float(value))
        for row, value in enumerate(column.to_pylist())
    ]


def joined(tables: Sequence[Any], schema: Any) -> Any:
    """Tables of answers as the table of a result, whose schema this is where floats hold all numbers."""
    import pyarrow as pa

    found = settled_schema(schema, lambda: tables)
    if not tables:
        return found.empty_table()
    if found is schema:
        return pa.concat_tables([table.select(schema.names) for table in tables])
    return pa.concat_tables([settled(table, found) for table in tables])
