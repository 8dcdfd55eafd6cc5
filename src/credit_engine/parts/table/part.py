"""`table`: a decision table with inline rows and any of DMN's hit policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from credit_engine.account.evidence import Column, Ref, Term, Words
from credit_engine.account.gaps import DefaultChosen, Matching, OmittedRows, Rows, RowStatus
from credit_engine.account.steps import Cell, RowLine, Step, TableStep
from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import ANY, Type, join, kind_of_name, list_of
from credit_engine.feel.units import Unit
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Lowered, Part, Seen
from credit_engine.parts.careful import cell_doubts
from credit_engine.parts.declared import read_unit
from credit_engine.parts.examined import Examined
from credit_engine.parts.model import decided_by
from credit_engine.parts.mutation.mutant import Mutant, Original
from credit_engine.parts.named_outcome import is_known
from credit_engine.parts.problems import undeclared_output_value
from credit_engine.parts.reading import KnownCells, Reader, Written, WrittenTests, parsed
from credit_engine.parts.sheets import SheetForm
from credit_engine.parts.sizes import large_amounts
from credit_engine.parts.table import problems
from credit_engine.parts.table import rows as table_rows
from credit_engine.parts.table.doubts import Grid, doubts, unused_values
from credit_engine.parts.table.lower import lower_table
from credit_engine.parts.table.model import Row, RowNodes, TableModel, TableNodes
from credit_engine.parts.table.mutants import of_cells, of_lines, of_outputs, of_rows
from credit_engine.parts.table.outputs import (
    bound_outputs,
    cells_text,
    chosen_outputs,
    declared_output,
    declared_values,
    output_columns,
    output_titles,
    output_unit,
    read_output,
    tell_outputs,
)
from credit_engine.parts.table.sheet import SHEET
from credit_engine.parts.telling import Telling, names_something, words
from credit_engine.parts.validation import touched
from credit_engine.problems import Note, Problem
from credit_engine.wording import said

_ADDED = ("number", "integer", "any")
"""Types of outputs that a sum may be of; `any` is seen when it is decided."""
_LISTS = ("rule_order", "output_order", "collect")


class TablePart(Part[TableModel]):
    """A decision table."""

    key = "table"
    model = decided_by("table", TableModel)
    sheet_form: ClassVar[SheetForm | None] = SHEET

    inputs: Sequence[Written | None]
    rows: Sequence[Row]
    tests: Sequence[syntax.UnaryTests]
    """The trees of the cells, each once."""
    default: Sequence[Written | None]

    @classmethod
    def read(cls, head: Head[Any], reader: Reader) -> TablePart:
        """Parse inputs, cells and outputs."""
        here, spec = head.here, head.spec
        inputs = [reader.expression((*here, "in", i)) for i in range(len(spec.in_))]
        rows = []
        known: list[KnownCells] = [{} for _ in inputs]
        declared = [declared_values(column) for column in spec.out.values()]

        def output(path: Path, i: int) -> Written | None:
            return read_output(reader, path, declared[i] if i < len(declared) else None)

        for r, row in enumerate(spec.rows):
            at = (*here, "rows", r)
            cells = reader.cells((*at, "if"), len(row.if_), known)
            outputs = [output((*at, "then", i), i) for i in range(len(row.then))]
            rows.append(Row(row.id or str(r + 1), cells, outputs, words(row.title)))
        default = [output((*here, "default", i), i) for i in range(len(spec.default or ()))]
        tests = [tree for column in known for tree in column.values()]
        return cls(head=head, inputs=inputs, rows=rows, tests=tests, default=default)

    def trees(self) -> Iterator[syntax.Node]:
        """Inputs, cells, outputs; cells that share a tree once."""
        for written in (*self.inputs, *self.default):
            if written is not None:
                yield written.tree
        yield from self.tests
        yield from (written.tree for row in self.rows for written in row.outputs if written is not None)

    def check(self, checks: Checks) -> Checked:
        """Cells fit inputs, outputs fit their columns; gives the type of the value."""
        before = len(checks.problems)
        types = [checks.infer(written) for written in self.inputs]
        self._shape(checks)
        for i, tested in enumerate(self.inputs):
            self._cells(checks, [row.cells[i] for row in self.rows if i < len(row.cells)], tested)
        columns = {name: self._column(checks, name, i) for i, name in enumerate(self.spec.out)}
        if len(checks.problems) == before and not checks.damaged_below(self.here):
            self._rows(checks, types)
        if self.spec.hit in _LISTS:
            columns = {name: self._listed(type_) for name, type_ in columns.items()}
        if checks.unread((*self.here, "out")) or checks.cut_off(self.here):
            return Checked(self, ANY)
        row_type = Type("context", fields=tuple(columns.items()))
        return Checked(self, next(iter(columns.values())) if len(columns) == 1 else row_type)

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """Records that no row matches, rows that others hide, cells that reach too far."""
        yield from super().doubts(examined)
        yield from doubts(self._grid(), examined)
        for i, tested in enumerate(self.inputs):
            if tested is not None:
                yield from cell_doubts((row.cells[i] for row in self.rows), tested, examined)
        lines = [row.outputs for row in self.rows] + ([self.default] if self.default else [])
        for i, (name, column) in enumerate(self.spec.out.items()):
            written = [line[i] for line in lines]
            yield from unused_values(column.values or (), written, self._out_at(name), examined)
            called, amounts = name if self.key == "table" else self.name, list(parsed(*written))
            unit = self._unit_of(name, amounts, examined)
            yield from large_amounts(((called, amount) for amount in amounts), unit)

    def _unit_of(self, name: str, amounts: Sequence[Written], examined: Examined) -> Unit | None:
        """The unit of an output: its own, the decision's, or that of one of the values."""
        declared = output_unit(self.spec.out, name, self.decision)
        if declared is not None:
            return declared
        types = (examined.types.get(amount.tree.number, ANY) for amount in amounts)
        return next((type_.unit for type_ in types if type_.unit is not None), None)

    def _out_at(self, name: str) -> Path:
        """Where an output is declared; a part of a single one declares it without a name."""
        named = (*self.here, "out", name)
        return named if self.key == "table" else named[:-1]

    def _grid(self) -> Grid:
        """The table as it is read with care."""
        inputs = [written for written in self.inputs if written is not None]
        what, rows_at, has_default = said("table", "表"), (*self.here, "rows"), bool(self.default)
        priorities = self._priorities() if self.spec.hit == "priority" else ()
        hit = self.spec.hit
        return Grid(self.name, what, self.path, rows_at, hit, has_default, inputs, self.rows, priorities)

    def _priorities(self) -> list[tuple[int, ...]]:
        """The place of every output of every row among the declared values."""
        values: list[Sequence[str]] = [column.values or [] for column in self.spec.out.values()]
        trees = [[None if w is None else w.tree for w in row.outputs] for row in self.rows]
        return [
            tuple(
                order.index(tree.value) if isinstance(tree, syntax.Text) else len(order)
                for order, tree in zip(values, row, strict=False)
            )
            for row in trees
        ]

    def _cells(self, checks: Checks, cells: list[WrittenTests | None], tested: Written | None) -> None:
        """Check a column's cells; those that share a tree in which nothing is wrong once."""
        sound: set[int] = set()
        for cell in cells:
            if cell is not None and cell.tree.number not in sound:
                before = len(checks.problems)
                checks.cell(cell, tested)
                if len(checks.problems) == before:
                    sound.add(cell.tree.number)

    def _rows(self, checks: Checks, types: list[Type]) -> None:
        """Rows of a `unique` table exclude each other, of an `any` one agree; a `first` one hides none."""
        if self.spec.hit not in ("unique", "any", "first") or not types:
            return
        cells = [
            [None if cell is None else cell.tree for cell in column]
            for column in zip(*(r.cells for r in self.rows), strict=True)
        ]
        columns = [table_rows.column(column, type_) for column, type_ in zip(cells, types, strict=True)]
        if self.spec.hit == "first":
            pairs = table_rows.hidden(columns)
        elif self._independent(checks):
            pairs = table_rows.overlaps(columns, self._differing() if self.spec.hit == "any" else None)
        else:
            return
        for later, earlier in pairs:
            self._report(checks, earlier, later)

    def _independent(self, checks: Checks) -> bool:
        """Whether no two inputs are computed from the same value."""
        used: set[str] = set()
        for written in self.inputs:
            paths = set() if written is None else checks.values_behind(written.tree)
            if paths & used:
                return False
            used |= paths
        return True

    def _differing(self) -> table_rows.Considered:
        """Compares rows that give constant values which are not the same."""
        constant = (syntax.Text, syntax.Number, syntax.Boolean)
        columns = zip(*(row.outputs for row in self.rows), strict=True)
        return table_rows.differing(
            [
                [w.tree if w is not None and isinstance(w.tree, constant) else None for w in column]
                for column in columns
            ]
        )

    def _report(self, checks: Checks, earlier: int, later: int) -> None:
        first, second = self.rows[earlier].id, self.rows[later].id
        spans = [checks.document.span((*self.here, "rows", row, "if")) for row in (earlier, later)]
        note = (Note(said("row {first}", "第 {first} 行", first=first), spans[0]),)
        if self.spec.hit == "first":
            checks.report(problems.row_hidden_by_one, spans[1], second=second, first=first, notes=note)
        elif self.spec.hit == "any":
            checks.report(problems.rows_disagree, spans[1], first=first, second=second, notes=note)
        else:
            checks.report(problems.rows_not_unique, spans[1], first=first, second=second, notes=note)

    def _listed(self, type_: Type) -> Type:
        if self.spec.aggregate == "count":
            return Type("number", integer=True)
        return replace(type_, interval=None) if self.spec.aggregate else list_of(type_)

    def _shape(self, checks: Checks) -> None:
        """There are rows, every one as wide as the head; hit policy and outputs go together."""
        rows = (*self.here, "rows")
        unread = checks.damaged_below(rows) or checks.cut_off(self.here)
        if not self.rows and not unread:
            checks.report(problems.no_rows, rows)
        self._ids(checks)
        for r, row in enumerate(self.rows):
            for key, cells, width in (
                ("if", row.cells, len(self.inputs)),
                ("then", row.outputs, len(self.spec.out)),
            ):
                if len(cells) != width and not self._unread(checks, key, r):
                    checks.report(
                        problems.row_width,
                        (*self.here, "rows", r, key),
                        id=row.id,
                        count=cells_text(len(cells)),
                        key=key,
                        width=width,
                        expected=cells_text(width),
                    )
        if self.default and len(self.default) != len(self.spec.out) and not self._unread(checks, "then", 0):
            checks.report(
                problems.default_width,
                (*self.here, "default"),
                count=len(self.default),
                count_2=len(self.spec.out),
                expected=cells_text(len(self.spec.out)),
            )
        if self.spec.aggregate and self.spec.hit != "collect" and not checks.unread((*self.here, "hit")):
            checks.report(problems.aggregate_without_collect, (*self.here, "aggregate"))
        self._aggregated(checks)
        if self.spec.aggregate == "count" and self.spec.default is not None:
            checks.report(problems.default_of_count, checks.key((*self.here, "default")))
        if self.spec.hit in ("priority", "output_order") and any(
            c.values is None for c in self.spec.out.values()
        ):
            checks.report(problems.priority_without_values, (*self.here, "out"), hit=self.spec.hit)

    def _ids(self, checks: Checks) -> None:
        """No two rows are called alike: pages, coverage and mutants name a row by its id or number."""
        first: dict[str, int] = {}
        for r, row in enumerate(self.rows):
            other = first.setdefault(row.id, r)
            if other == r:
                continue
            # A number is nobody's choice: the row that was given an id is the one to change.
            named, second = (r, other) if self.spec.rows[r].id else (other, r)
            at, beside = (*self.here, "rows", named), (*self.here, "rows", second)
            if any(checks.document.is_damaged((*row_at, "id")) for row_at in (at, beside)):
                continue
            key = "id" if self.spec.rows[second].id else "if"
            note = Note(said("the other row", "另一行"), checks.document.span((*beside, key)))
            checks.report(problems.row_id_twice, (*at, "id"), id=row.id, notes=(note,))

    def _aggregated(self, checks: Checks) -> None:
        """Sums are of numbers; the least and greatest text is one of an ordinal."""
        how = self.spec.aggregate
        if how in (None, "count") or self.spec.hit != "collect":
            return
        for name, column in self.spec.out.items():
            span = checks.document.span((*self.here, "aggregate"))
            if how == "sum" and (column.values is not None or column.type not in (None, *_ADDED)):
                checks.report(problems.sum_of_no_numbers, span, name=name)
            elif how != "sum" and (column.type or "text") == "text":
                checks.report(problems.extreme_of_texts, span, how=how, name=name)

    def _unread(self, checks: Checks, key: str, r: int) -> bool:
        """Whether the head or a row is not known because of a problem that is already reported."""
        head = (*self.here, {"if": "in", "then": "out"}[key])
        row = (*self.here, "rows", r)
        if any(checks.unread(path) for path in (head, row, (*row, key))) or checks.cut_off(self.here):
            return True
        return touched(checks.document, row, checks.problems)

    def _column(self, checks: Checks, name: str, i: int) -> Type:
        """The type of one output, every cell checked against it."""
        declared = self._declared(checks, name)
        if declared is None:
            return ANY
        found: Type | None = None
        unit = self._unit(checks, declared)
        for outputs in [row.outputs for row in self.rows] + ([self.default] if self.default else []):
            written = outputs[i] if i < len(outputs) else None
            if written is not None and declared.values is not None:
                self._declared_value(checks, written, declared, name)
                continue
            type_ = checks.infer(written)
            if (
                written is not None
                and declared.kind not in ("any", type_.kind)
                and type_.kind not in ("any", "null")
            ):
                checks.report(
                    problems.value_of_other_type,
                    written.text.whole,
                    tree=format_expression(written.tree),
                    type=type_,
                    name=name,
                    declared=declared,
                    expected=str(declared),
                )
            elif written is not None and unit is not None and type_.unit not in (None, unit):
                checks.report(
                    problems.value_of_other_unit,
                    written.text.whole,
                    tree=format_expression(written.tree),
                    unit=type_.unit,
                    name=name,
                    declared=unit,
                    expected=str(unit),
                )
            found = type_ if found is None else join(found, type_)
        bounded = declared.kind == "number" and not checks.damaged_below((*self.here, "rows"))
        interval = found.interval if found is not None and bounded else None
        return replace(declared, interval=interval, optional=True)

    def _declared(self, checks: Checks, name: str) -> Type | None:
        """The declared type of an output, None where there is none of its name."""
        return declared_output(checks, (*self.here, "out", name), self.spec.out[name])

    def _unit(self, checks: Checks, declared: Type) -> Unit | None:
        """The unit of an output: its own; of a single one the decision's, where no reason states it anew."""
        decision = self.decision
        given_on = self.spec.hit not in _LISTS or self.spec.aggregate in ("sum", "min", "max")
        if declared.unit is not None or decision.unit_because or len(self.spec.out) > 1 or not given_on:
            return declared.unit
        return read_unit(checks.document, (*self.path, "unit"), decision.unit, [])

    def _declared_value(self, checks: Checks, written: Written, declared: Type, name: str) -> None:
        """A cell is one of the declared values, or a name that can have no others."""
        values, span, text = declared.values or (), written.text.whole, written.text.value
        if is_known(checks, written):
            type_ = checks.infer(written)
            if self.spec.hit in ("priority", "output_order"):
                checks.report(problems.named_value_without_rank, span, name=text, hit=self.spec.hit)
            elif type_.kind != "any":
                self._named_value(checks, written, type_, declared)
        elif not isinstance(written.tree, syntax.Text) or written.tree.value not in values:
            checks.types.setdefault(written.tree.number, ANY)
            checks.report(undeclared_output_value, span, value=text, known=values)
        else:
            checks.infer(written)

    def _named_value(self, checks: Checks, written: Written, type_: Type, declared: Type) -> None:
        """What a name can be are values of the output, of an ordinal those of the same list."""
        span, name, values = written.text.whole, written.text.value, declared.values or ()
        expected = ", ".join(values)
        others = [value for value in type_.values or () if value not in values]
        if type_.kind not in ("text", "ordinal") or type_.values is None:
            checks.report(problems.named_value_of_other_kind, span, name=name, expected=expected)
        elif others:
            checks.report(
                problems.named_value_of_other_values, span, name=name, value=others[0], expected=expected
            )
        else:
            checks.same_order(name, type_, declared, span)

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> Lowered[TablePart]:
        """The row or rows that count, and one value per output."""
        nodes = lower_table(self, lowering, scope)
        return LoweredTable(part=self, nodes=nodes, **bound_outputs(nodes.outputs))

    def worded(self) -> Iterator[Written]:
        """What is looked up, and what the rows put out."""
        yield from super().worded()
        yield from parsed(*self.default, *(output for row in self.rows for output in row.outputs))

    def reachable(self) -> Iterator[Element]:
        """The rows, and the default."""
        for row in self.rows:
            yield Element("row", self.name, row.id)
        if self.default:
            yield Element("row", self.name, "default")

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Edges of columns moved, rows dropped, cells and values changed."""
        out = list(self.spec.out.values())
        yield from of_cells(place, self._tested(original), self.rows)
        yield from of_lines(place, self.here, self.line_names)
        yield from of_rows(place, out, self.rows)
        yield from of_outputs(f"{place}.default", out, self.default)

    def _tested(self, original: Original) -> list[Type]:
        """The types of the inputs."""
        return [
            ANY if expression is None else original.types.get(expression.tree.number, ANY)
            for expression in self.inputs
        ]

    @property
    def line_names(self) -> list[str]:
        """The names of the lines that are written, in their order."""
        return [row.id for row in self.rows]

    @property
    def value_kinds(self) -> dict[str, str]:
        """The static kind of each output's node."""
        kinds = {}
        for name, column in self.spec.out.items():
            kind = "text" if column.values is not None else kind_of_name(column.type or "any")
            if self.spec.hit in _LISTS:
                kind = "number" if self.spec.aggregate else "list"
            kinds[name] = kind
        return kinds

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of the outputs."""
        return output_titles(self.spec.out)


T_co = TypeVar("T_co", bound=TablePart, covariant=True)


class LoweredTable(Lowered[T_co]):
    """A table within a program."""

    nodes: TableNodes

    @property
    def slots(self) -> Iterable[int]:
        """The row or rows that count, what is looked up, the outputs."""
        return (self.nodes.hit, *self.nodes.inputs, *self.nodes.outputs.values())

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The row or rows that counted."""
        hit = seen.value(self.nodes.hit)
        for row in hit if isinstance(hit, list) else [hit]:
            if isinstance(row, int):
                yield Element("row", self.name, "default" if row < 0 else self.part.rows[row].id)

    def tell(self, telling: Telling) -> Step:
        """The rows with their cells, and what each puts out."""
        part, spec = self.part, self.part.spec
        columns = output_columns(telling, spec.out, telling.unit(part))
        inputs = self.tell_inputs(telling)
        hits = self.tell_hits(inputs)
        return TableStep(
            name=self.name,
            title=self.title,
            result=chosen_outputs(self.nodes.outputs, columns),
            hit=spec.hit,
            aggregate=spec.aggregate or "",
            inputs=inputs,
            outputs=columns,
            rows=Rows(hits, self.tell_rows(telling, hits, columns)),
            total=len(part.rows),
            omitted=OmittedRows(hits),
            default=tell_outputs(telling, part.default, columns),
            default_chosen=bool(part.default) and DefaultChosen(hits.chosen),
        )

    def tell_inputs(self, telling: Telling) -> tuple[Term, ...]:
        """What is looked up."""
        return tuple(telling.term(written.tree) for written in self.part.inputs if written is not None)

    def tell_hits(self, inputs: tuple[Term, ...]) -> Matching:
        """What says which rows match: their nodes, unless the index holds them."""
        rows = self.nodes.rows
        matches = tuple(Ref(rows[r].match) if r in rows else None for r in range(len(self.part.rows)))
        looked_up = () if None not in matches else tuple(input_.figure.value for input_ in inputs)
        return Matching(Ref(self.nodes.hit), looked_up, matches)

    def tell_rows(self, telling: Telling, hits: Matching, columns: tuple[Column, ...]) -> tuple[RowLine, ...]:
        """Every row: its cells, and what it puts out."""
        texts: dict[int, tuple[str, Words | None]] = {}
        nodes = self.nodes.rows
        return tuple(
            _tell_row(telling, row, nodes.get(r), columns, texts, hits.status(r), r + 1)
            for r, row in enumerate(self.part.rows)
        )


def _tell_row(
    telling: Telling,
    row: Row,
    nodes: RowNodes | None,
    columns: tuple[Column, ...],
    texts: dict[int, tuple[str, Words | None]],
    status: RowStatus | None,
    number: int,
) -> RowLine:
    """What is told of a row; `texts` are those of cells that were written before, with their wordings.

    Without nodes, and so without a status of its own, the index holds it, and the values of its cells.
    """
    cells = [cell.tree for cell in row.cells if cell is not None]
    for tree in cells:
        if tree.number not in texts:
            wording = telling.worded(tree) if names_something(tree) else None
            texts[tree.number] = format_expression(tree), wording
    tests = (
        [None] * len(cells) if nodes is None else [True if node < 0 else Ref(node) for node in nodes.tests]
    )
    written = [texts[tree.number] for tree in cells]
    told = tuple(Cell(text, test, wording) for (text, wording), test in zip(written, tests, strict=True))
    return RowLine(row.id, status, told, tell_outputs(telling, row.outputs, columns), _title(row, number))


def _title(row: Row, number: int) -> Words | None:
    """The title of a row; in Chinese its number where it has none but a name."""
    return row.title or (None if row.id.isdecimal() else Words(row.id, f"第{number}行"))
