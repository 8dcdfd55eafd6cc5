"""Steps of a zen decision graph: named expressions, and decision tables."""

from __future__ import annotations

from typing import NamedTuple

Entry = tuple[str, str]


class Expressions(NamedTuple):
    """A step of named expressions, each of which may use the ones before it."""

    name: str
    entries: tuple[Entry, ...]


class Row(NamedTuple):
    """A table row: a cell for each input, a result for each output, and the row as one condition."""

    cells: tuple[str, ...]
    results: tuple[str, ...]
    condition: str


class Table(NamedTuple):
    """A decision table; the last row of a `first` table catches the rest."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]
    hit: str = "first"
    collected_as: str | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The table as conditional expressions, one for each output."""
        if self.collected_as is not None:
            rows = [f"{{{self.outputs[0]}: {row.condition} ? {row.results[0]} : 0}}" for row in self.rows]
            return ((self.collected_as, f"[{', '.join(rows)}]"),)
        entries = []
        for column, key in enumerate(self.outputs):
            chain = "".join(f"{row.condition} ? {row.results[column]} : " for row in self.rows[:-1])
            entries.append((key, chain + self.rows[-1].results[column]))
        return tuple(entries)
