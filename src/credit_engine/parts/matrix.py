"""`matrix`: a two-way grid, such as grade by collateral; each pair of a row and a column is a table's row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from credit_engine.account.evidence import Column, Figure, Ref
from credit_engine.account.gaps import DefaultChosen, HeldCell, Matching, Place
from credit_engine.account.steps import Cell, GridLine, MatrixStep, RowLine
from credit_engine.document_text import Path
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import Type
from credit_engine.parts.base import Around, Checks, Head, Lowered
from credit_engine.parts.model import Expression, Model, SheetModel, decided_by
from credit_engine.parts.problems import row_width, rows_overlap
from credit_engine.parts.problems.sheets import no_columns
from credit_engine.parts.reading import Reader, WrittenTests
from credit_engine.parts.sheets import Filled, Filling, SheetForm, put_expression, put_list
from credit_engine.parts.table import rows as table_rows
from credit_engine.parts.table.doubts import Grid
from credit_engine.parts.table.lower import lower_table
from credit_engine.parts.table.model import OutputColumn, Row, TableModel
from credit_engine.parts.table.outputs import (
    bound_outputs,
    cells_text,
    declared_values,
    read_output,
    tell_outputs,
)
from credit_engine.parts.table.part import LoweredTable, TablePart
from credit_engine.parts.telling import Telling, declared_unit
from credit_engine.parts.validation import touched
from credit_engine.problems import Note
from credit_engine.wording import said

OUTPUT = "value"


class MatrixRow(Model):
    """One line of the grid: the cell that is tested, and a value for each column."""

    if_: Expression
    then: list[Expression]


class MatrixModel(Model):
    """`matrix:` what is looked up down and across, the columns' cells, the rows, the values."""

    down: Expression
    across: Expression
    columns: list[Expression]
    rows: list[MatrixRow]
    out: OutputColumn
    default: Expression | None = None
    sheet: SheetModel | None = None


def grid_of_sheet(filling: Filling) -> Filled | None:
    """The grid of a matrix: its columns' cells in the head, its rows' cells in the first column."""
    filled = Filled(filling.sheet, {"columns": [], "rows": []})
    head = filling.sheet.head
    if len(head) < 2:
        filling.problems.append(no_columns(filling.sheet.span(head[0])))
        return None
    columns: dict[str, Any] = {}
    put_list(filling, filled, ("columns",), head[1:], columns)
    filled.data |= columns
    for r, row in enumerate(filling.sheet.rows):
        at: Path = ("rows", r)
        filled.extents[at] = row[0].extent
        data: dict[str, Any] = {"if": put_expression(filling, filled, (*at, "if"), row[0])}
        put_list(filling, filled, (*at, "then"), row[1:], data)
        filled.data["rows"].append(data)
    return filled


class MatrixPart(TablePart):
    """A grid, evaluated as the `unique` table of its pairs of rows and columns."""

    key = "matrix"
    model = decided_by("matrix", MatrixModel)
    sheet_form: ClassVar[SheetForm | None] = SheetForm(("columns", "rows"), grid_of_sheet)

    grid: MatrixModel
    columns: Sequence[WrittenTests | None]
    lines: Sequence[WrittenTests | None]

    @classmethod
    def read(cls, head: Head[MatrixModel], reader: Reader) -> MatrixPart:
        """Parse what is looked up, the cells at both edges, the values."""
        here, grid = head.here, head.spec
        inputs = [reader.expression((*here, "down")), reader.expression((*here, "across"))]
        columns = [reader.tests((*here, "columns", c)) for c in range(len(grid.columns))]
        lines = [reader.tests((*here, "rows", r, "if")) for r in range(len(grid.rows))]
        rows, declared = [], declared_values(grid.out)
        for r, line in enumerate(grid.rows):
            for c in range(len(line.then)):
                value = read_output(reader, (*here, "rows", r, "then", c), declared)
                if c < len(columns):
                    rows.append(Row(f"{r + 1}/{c + 1}", [lines[r], columns[c]], [value]))
        default = [] if grid.default is None else [read_output(reader, (*here, "default"), declared)]
        spec = TableModel.model_construct(
            hit="unique",
            in_=[grid.down, grid.across],
            out={OUTPUT: grid.out},
            rows=[],
            aggregate=None,
            default=None if grid.default is None else [grid.default],
        )
        return cls(
            head=Head(head.name, head.path, head.key, head.decision, spec),
            inputs=inputs,
            rows=rows,
            tests=[cell.tree for cell in (*columns, *lines) if cell is not None],
            default=default,
            grid=grid,
            columns=columns,
            lines=lines,
        )

    def _grid(self) -> Grid:
        return replace(super()._grid(), what=said("matrix", "矩阵"), is_matrix=True)

    @property
    def line_names(self) -> list[str]:
        """The lines of the grid by their numbers."""
        return [str(r + 1) for r in range(len(self.grid.rows))]

    def _shape(self, checks: Checks) -> None:
        """Every row has a value for each column."""
        for r, line in enumerate(self.grid.rows):
            if len(line.then) != len(self.columns) and not self._unread_line(checks, r):
                checks.report(
                    row_width,
                    (*self.here, "rows", r, "then"),
                    r=r + 1,
                    count=cells_text(len(line.then)),
                    count_2=cells_text(len(self.columns)),
                    expected=cells_text(len(self.columns)),
                )

    def _unread_line(self, checks: Checks, r: int) -> bool:
        row = (*self.here, "rows", r)
        if any(checks.unread(path) for path in ((*self.here, "columns"), row, (*row, "then"))):
            return True
        return checks.cut_off(self.here) or touched(checks.document, row, checks.problems)

    def _rows(self, checks: Checks, types: list[Type]) -> None:
        """The cells at each edge exclude each other."""
        here = self.here
        self._edge(
            checks,
            said("row", "行"),
            self.lines,
            types[0],
            [(*here, "rows", r, "if") for r in range(len(self.lines))],
        )
        self._edge(
            checks,
            said("column", "列"),
            self.columns,
            types[1],
            [(*here, "columns", c) for c in range(len(self.columns))],
        )

    def _edge(
        self, checks: Checks, what: str, cells: Sequence[WrittenTests | None], type_: Type, paths: list[Path]
    ) -> None:
        trees = [None if cell is None else cell.tree for cell in cells]
        for later, earlier in table_rows.overlaps([table_rows.column(trees, type_)], None):
            checks.report(
                rows_overlap,
                paths[later],
                what=what,
                earlier=earlier + 1,
                later=later + 1,
                notes=(
                    Note(
                        said("{what} {number}", "{what} {number}", what=what, number=earlier + 1),
                        checks.document.span(paths[earlier]),
                    ),
                ),
            )

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> Lowered[MatrixPart]:
        """The pair that counts, and its value."""
        nodes = lower_table(self, lowering, scope)
        return LoweredMatrix(part=self, nodes=nodes, **bound_outputs(nodes.outputs))


class LoweredMatrix(LoweredTable[MatrixPart]):
    """A grid within a program."""

    def tell(self, telling: Telling) -> MatrixStep:
        """The grid, line by line."""
        part, out = self.part, self.part.grid.out
        unit = declared_unit(out.unit) or telling.unit(part)
        column = (Column("value", None, unit, telling.titled(out.words)),)
        down, across = inputs = self.tell_inputs(telling)
        hits, width = self.tell_hits(inputs), len(part.columns)
        rows = self.tell_rows(telling, hits, column)
        return MatrixStep(
            name=self.name,
            title=self.title,
            result=Figure(Ref(self.nodes.outputs[OUTPUT]), unit, titles=column[0].titles),
            down=down,
            across=across,
            columns=tuple(_edge(rows, hits, c, 1) for c in range(width)),
            lines=tuple(
                GridLine(
                    _edge(rows, hits, start, 0), tuple(row.outputs[0] for row in rows[start : start + width])
                )
                for start in range(0, len(rows), width)
            ),
            chosen=Place(hits.chosen, width),
            default=tell_outputs(telling, part.default, column),
            default_chosen=bool(part.default) and DefaultChosen(hits.chosen),
        )


def _edge(rows: Sequence[RowLine], hits: Matching, row: int, cell: int) -> Cell:
    """A cell at an edge of the grid, as it stands in one of the rows that a grid is."""
    found = rows[row].cells[cell]
    return (
        found if hits.matches[row] is not None else Cell(found.text, HeldCell(hits, row, cell), found.wording)
    )
