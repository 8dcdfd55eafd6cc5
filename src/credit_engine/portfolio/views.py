"""Tables as readers see them: heads and cells in a language, and of what kind each column is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from credit_engine.portfolio.refusals import CHINESE
from credit_engine.portfolio.titles import Titles
from credit_engine.texts.reports import phrase
from credit_engine.texts.units import is_fraction, is_money

MONEY, SHARE, NUMBER, COUNT, TEXT, DAY = "money", "share", "number", "count", "text", "day"
_NUMBERS = ("hhi",)
_HIDDEN = (".causes", ".errors", ".errors_zh", ".rules")
"""Endings of columns that the reasons tell in words."""


@dataclass(frozen=True)
class Column:
    """A column: its name, its head, and how its values are written."""

    name: str
    title: str
    kind: str


@dataclass(frozen=True)
class View:
    """A table as a reader sees it."""

    columns: tuple[Column, ...]
    rows: list[list[Any]]


def view(table: Any, titles: Titles, leave_out: Sequence[str] = (), rows: int | None = None) -> View:
    """An Arrow table of a review in a language; at most so many rows, the first ones."""
    columns = tuple(
        Column(field.name, titles.column(field.name), _kind(field, titles.unit(field.name)))
        for field in table.schema
        if field.name not in leave_out and field.name != CHINESE and not field.name.endswith(_HIDDEN)
    )
    shown = table if rows is None else table.slice(0, rows)
    cells = [[_cell(titles, column, row) for column in columns] for row in _rows(shown)]
    return View(columns, cells)


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    """The rows in parts: a list may be of the whole book."""
    for start in range(0, table.num_rows, 10_000):
        yield from table.slice(start, 10_000).to_pylist()


def _cell(titles: Titles, column: Column, row: dict[str, Any]) -> Any:
    value = titles.cell(column.name, row)
    return phrase("yes" if value else "not", titles.lang) if isinstance(value, bool) else value


def _kind(field: Any, unit: str) -> str:
    """How the values of a column are written; numbers of a policy by their unit."""
    import pyarrow as pa

    types = pa.types
    if unit and (types.is_floating(field.type) or types.is_decimal(field.type)):
        return MONEY if is_money(unit) else SHARE if is_fraction(unit) else NUMBER
    if types.is_decimal(field.type):
        return MONEY
    if types.is_floating(field.type):
        if "." in field.name or field.name == "days_past_due":
            return NUMBER
        return NUMBER if field.name in _NUMBERS else SHARE
    if types.is_integer(field.type):
        return COUNT
    return DAY if types.is_temporal(field.type) else TEXT
