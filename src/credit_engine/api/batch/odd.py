"""What no column of a declared kind can hold: set aside by row, for the reader of records to judge.

A cell such as `5%` in a column of numbers, or a record of an unusual form, is kept as it was given, by row,
in a column of its own. The columnar evaluation leaves such rows; the row evaluation reads what was given.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credit_engine.problems import Problem
from credit_engine.run.input_problems import shown
from credit_engine.wording import said

ODD = "\0odd"
"""The name of the column of what was set aside; no file and no frame has such a name."""


_GIVEN = "\0given "


def given_name(name: str) -> str:
    """The name of the column of an input's values as they were given, beside the column that is read."""
    return _GIVEN + name


def is_private(name: str) -> bool:
    """Whether a column is none of the data, but kept beside one."""
    return name.startswith("\0")


def as_given(table: Any, name: str) -> Any:
    """A column as it was given, also where it is an input that was read from texts or objects."""
    beside = given_name(name)
    return table.column(beside if beside in table.column_names else name)


@dataclass(frozen=True)
class Whole:
    """A record that is read as it was given, not from columns."""

    record: Any


@dataclass(frozen=True)
class Refused:
    """A row that cannot be read as a record at all, such as a line that is no JSON."""

    problems: tuple[Problem, ...]

    def without_text(self) -> tuple[Problem, ...]:
        """The problems without what the row holds, as a policy wants it that shows some inputs to nobody."""
        message = said("the row is refused; it is not shown", "该行不被接受；不显示其内容")
        return tuple(Problem(problem.code, message) for problem in self.problems)


@dataclass(frozen=True)
class _Unknown:
    """Stands for an object that cannot be handed to another process; it is shown as that object was."""

    text: str

    def __repr__(self) -> str:
        return self.text


Odd = Mapping[str, Any] | Whole | Refused
"""Values by the names of their columns, or the whole row."""


def gathered(found: Mapping[str, Mapping[int, Any]]) -> dict[int, dict[str, Any]]:
    """Values by column and row as values by row and column."""
    rows: dict[int, dict[str, Any]] = {}
    for name, values in found.items():
        for row, value in values.items():
            rows.setdefault(row, {})[name] = value
    return rows


def with_odd(table: Any, rows: Mapping[int, Odd]) -> Any:
    """The table with what was set aside of its rows."""
    import pyarrow as pa

    if not rows:
        return table
    cells = [_packed(rows[row]) if row in rows else None for row in range(table.num_rows)]
    return table.append_column(ODD, pa.array(cells, pa.large_binary()))


def with_refused(table: Any, rows: Mapping[int, Sequence[Problem]]) -> Any:
    """The table with rows refused, and why, whatever was set aside of them already."""
    if not rows:
        return table
    kept = table.drop_columns([ODD]) if ODD in table.column_names else table
    refused = {row: Refused(tuple(problems)) for row, problems in rows.items()}
    return with_odd(kept, {**odd_rows(table), **refused})


def _packed(odd: Odd) -> bytes:
    try:
        return pickle.dumps(odd)
    except Exception:  # noqa: BLE001 - objects refuse to be copied in ways of their own
        if isinstance(odd, Mapping):
            return pickle.dumps({name: _portable(value) for name, value in odd.items()})
        return pickle.dumps(Whole(_Unknown(shown(odd.record if isinstance(odd, Whole) else odd))))


def _portable(value: Any) -> Any:
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001 - as above
        return _Unknown(shown(value))
    return value


def odd_rows(table: Any) -> dict[int, Odd]:
    """What was set aside, by its row."""
    return {row: odd for row, odd in enumerate(odd_of(table)) if odd is not None}


def odd_of(table: Any) -> Sequence[Odd | None]:
    """The values set aside in each row."""
    if ODD not in table.column_names:
        return [None] * table.num_rows
    cells: Iterable[bytes | None] = table.column(ODD).to_pylist()
    return [None if cell is None else pickle.loads(cell) for cell in cells]  # noqa: S301 - made above
