"""The mutants of a table: edges of its columns moved, rows dropped, cells and values changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from credit_engine.document_text import Path
from credit_engine.feel.types import Type
from credit_engine.parts.mutation.columns import of_column, of_ordinal_column
from credit_engine.parts.mutation.mutant import OF_POLICY, Mutant, dropped, of_written, with_neighbours
from credit_engine.parts.reading import Written, WrittenTests
from credit_engine.parts.table.model import OutputColumn, Row

_KIND = "table row"


def of_cells(place: str, types: Sequence[Type], rows: Sequence[Row]) -> Iterator[Mutant]:
    """The edges of every column moved; of an ordinal, values that go with their neighbours."""
    for c, type_ in enumerate(types):
        column = [cell for row in rows if (cell := row.cells[c]) is not None]
        yield from of_column(f"{place}.in.{c + 1}", column)
        if type_.order is not None:
            yield from of_ordinal_column(f"{place}.in.{c + 1}", column, type_.order)


def of_lines(place: str, here: Path, names: Iterable[object]) -> Iterator[Mutant]:
    """Every line of a table dropped."""
    for r, name in enumerate(names):
        yield dropped(_KIND, f"{place}.row.{name}", (*here, "rows", r))


def of_rows(place: str, out: Sequence[OutputColumn], rows: Sequence[Row]) -> Iterator[Mutant]:
    """The values of every row, and its cells of several tests without one of them."""
    for row in rows:
        yield from of_outputs(f"{place}.row.{row.id}", out, row.outputs)
        for cell in row.cells:
            if cell is not None:
                yield from _cell_values(f"{place}.row.{row.id}.if", cell)


def of_outputs(
    place: str, out: Sequence[OutputColumn], outputs: Sequence[Written | None]
) -> Iterator[Mutant]:
    """The values of a row: a declared one exchanged for its neighbours, an expression changed."""
    for column, written in zip(out, outputs, strict=False):
        if written is None:
            continue
        if column.values is not None and written.text.value in column.values:
            value = written.text.value
            yield from with_neighbours(_KIND, f"{place}.then", written.path, value, column.values)
        else:
            yield from of_written(f"{place}.then", written, _KIND)


def _cell_values(place: str, cell: WrittenTests) -> Iterator[Mutant]:
    """A cell of several tests without one of them."""
    tests = cell.tree.tests
    text = cell.text.value
    for test in tests if len(tests) > 1 else ():
        others = ", ".join(text[slice(*other.span)] for other in tests if other is not test)
        new = f"not({others})" if cell.tree.negated else others
        yield Mutant(f"{place}: {text[slice(*test.span)]} dropped", _KIND, OF_POLICY, {cell.path: new})
