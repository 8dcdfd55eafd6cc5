"""How tables are written, and their rows once they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, NamedTuple, Protocol

from credit_engine.account.evidence import Words
from credit_engine.parts.model import Bilingual, Expression, Model, SheetModel, Values, stands_for
from credit_engine.parts.reading import Written, WrittenTests
from credit_engine.run.index import Lookup
from credit_engine.wording import said

HitPolicy = Literal["unique", "any", "first", "priority", "rule_order", "output_order", "collect"]


class OutputColumn(Model):
    """An output: declared values in order of priority, or of an ordinal, or a type with an optional unit."""

    short_form: ClassVar[str] = said("a list of values or the name of a type", "取值列表或类型名")

    values: Values | None = None
    type: str | None = None
    best_first: bool | None = None
    unit: str | None = None
    title: Bilingual | None = None

    @property
    def words(self) -> tuple[tuple[str, Words], ...]:
        """The titles of the declared values."""
        return () if self.values is None else self.values.words

    _type, _values = stands_for("type", str), stands_for("values", list)


class RowModel(Model):
    """One row: a cell per input, an expression per output."""

    if_: list[Expression]
    then: list[Expression]
    id: str | None = None
    title: Bilingual | None = None


class TableModel(Model):
    """`table:` hit policy, inputs, outputs, rows, default."""

    hit: HitPolicy
    in_: list[Expression]
    out: dict[str, OutputColumn]
    rows: list[RowModel]
    aggregate: Literal["sum", "min", "max", "count"] | None = None
    default: list[Expression] | None = None
    sheet: SheetModel | None = None


class Row(NamedTuple):
    """A row's parsed cells and outputs."""

    id: str
    cells: Sequence[WrittenTests | None]
    outputs: Sequence[Written | None]
    title: Words | None = None


class RowNodes(NamedTuple):
    """The nodes of a row that the table's index does not hold: whether it matches, its cells (-1: `-`)."""

    match: int
    tests: Sequence[int]


class TableNodes(NamedTuple):
    """The nodes of a table: the row or rows that count, what is looked up, the rows by number, the outputs.

    `lookup` is a large table for its index; other tables have a condition for each row.
    """

    hit: int
    inputs: Sequence[int]
    rows: Mapping[int, RowNodes]
    outputs: Mapping[str, int]
    lookup: Lookup | None


class ReadTable(Protocol):
    """A parsed table, as lowering needs it."""

    @property
    def spec(self) -> TableModel: ...
    @property
    def inputs(self) -> Sequence[Written | None]: ...
    @property
    def default(self) -> Sequence[Written | None]: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def value_kinds(self) -> Mapping[str, str]: ...
