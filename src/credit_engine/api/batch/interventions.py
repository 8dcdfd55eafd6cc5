"""Interventions on rows of a batch: a table with a line for each, and what becomes of the rows' answers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import numpy as np

from credit_engine import numbers
from credit_engine.api.batch.answers import ERROR
from credit_engine.api.batch.chunks import Decider
from credit_engine.api.batch.days import Days
from credit_engine.api.batch.odd import ODD, Refused, as_given, odd_of
from credit_engine.api.batch.problems import (
    ambiguous_row,
    duplicate_name,
    interventions_no_list,
    key_is_a_field,
    missing_column,
    no_row_named,
    unknown_row,
)
from credit_engine.api.batch.schema import repeated_columns
from credit_engine.api.batch.sources import source_of
from credit_engine.api.batch.stages import Tally
from credit_engine.api.batch.table_source import Source, in_line
from credit_engine.api.decision import Decision
from credit_engine.api.intervention import Intervention
from credit_engine.api.problems import unknown_field
from credit_engine.problems import InputError, Problem
from credit_engine.wording import said

ROW = "row"
"""The key of interventions that name rows by their numbers; the first row is 1."""
SYSTEM, CONDITIONS = "system_outcome", "conditions"
_NAMES = tuple(attribute.name for attribute in fields(Intervention))
_REQUIRED = _NAMES[:6]
_SHOWN = 20
"""Keys that a problem names before it counts the others."""
_LINES = 65_536
"""Lines of interventions that are read at a time."""

Made = list[Mapping[str, Any]]
"""The interventions on one row, as `Policy.decide` takes them."""


@dataclass(frozen=True)
class Changed:
    """Rows of a chunk on which somebody intervened: their numbers within it, records, days, interventions."""

    rows: Any
    table: Any
    days: Days
    made: Sequence[Made]


@dataclass
class Interventions:
    """Interventions by the key of their row; `key` is `row`, or the name of a column of the data."""

    key: str
    of_key: Mapping[str, Made]
    redacts: bool = False
    """Whether the policy hides an input, whose values keys may be, or hold."""
    met: Counter[str] = field(default_factory=Counter)
    """How many rows of the data had each key so far."""

    def changed(self, table: Any, days: Days, start: int) -> Changed | None:
        """The rows of a chunk on which somebody intervened, if any; the chunk begins at row `start`."""
        found = dict(self.found(table, start))
        if not found:
            return None
        self.met.update(found.values())
        rows = np.array(list(found), dtype=np.int64)
        return Changed(
            rows, table.take(rows), days.of_rows(rows), [self.of_key[key] for key in found.values()]
        )

    def found(self, table: Any, start: int) -> Iterator[tuple[int, str]]:
        """The numbers within a chunk of the rows that have interventions, with their keys."""
        if self.key == ROW:
            near = (int(key) - 1 - start for key in self.of_key)
            yield from ((at, str(at + 1 + start)) for at in sorted(near) if 0 <= at < table.num_rows)
            return
        for at, value in enumerate(as_given(table, self.key).to_pylist()):
            key = _key(value)
            if key is not None and key in self.of_key:
                yield at, key

    def on_row(self, table: Any, row: int) -> Made:
        """The interventions on one row, whose table this is."""
        return [intervention for _, key in self.found(table, row) for intervention in self.of_key[key]]

    def finish(self) -> None:
        """Every key met one row; raises InputError with those that met none or several."""
        none = [key for key in self.of_key if not self.met[key]]
        several = [key for key in self.of_key if self.met[key] > 1]
        problems = []
        if none:
            problems.append(unknown_row(none=self._listed(none), expected=self._expected, path=self.key))
        if several:
            problems.append(
                ambiguous_row(several=self._listed(several), expected=self._expected, path=self.key)
            )
        if problems:
            raise InputError(problems)

    @property
    def _expected(self) -> str:
        if self.key == ROW:
            return said("the number of a row; the first is 1", "行号；第一行为 1")
        return said("what stands in the column '{key}' of one row", "某一行的列 '{key}' 中的值", key=self.key)

    def _listed(self, keys: Sequence[str]) -> str:
        if self.redacts and self.key != ROW:
            return said(
                "{count:,} of their keys, which are not shown",
                "其中 {count:,} 个键（不显示）",
                count=len(keys),
            )
        shown = ", ".join(key[:60] for key in keys[:_SHOWN])
        if len(keys) <= _SHOWN:
            return shown
        return said(
            "{shown}, and {more} more",
            "{shown}，等共 {count} 个",
            shown=shown,
            more=len(keys) - _SHOWN,
            count=len(keys),
        )


def read_table(given: Any, key: str, redacts: bool = False) -> Interventions:
    """Interventions of a table, or of a list of mappings; raises InputError with what is wrong with its form.

    What is wrong with a single intervention is said by the row that it is on.
    """
    if key in _NAMES:
        raise InputError([key_is_a_field(key=key, row=ROW, path=key)])
    lines = _lines(given, key, redacts)
    problems: list[Problem] = []
    of_key: dict[str, Made] = {}
    for number, line in enumerate(lines, 1):
        found = _row_key(line.get(key), key == ROW)
        if found is None:
            shown = said(": {key} is {value!r:.60}", "：{key} 是 {value!r:.60}", key=key, value=line.get(key))
            problems.append(
                no_row_named(
                    number=number,
                    shown="" if redacts else shown,
                    expected=said("a whole number from 1 on", "不小于 1 的整数")
                    if key == ROW
                    else said("a text or a number", "文本或数字"),
                    path=f"interventions[{number - 1}].{key}",
                )
            )
        else:
            of_key.setdefault(found, []).append(
                {name: _cell(value) for name, value in line.items() if name != key and not _is_empty(value)}
            )
    if problems:
        raise InputError(problems)
    return Interventions(key, of_key, redacts)


def _lines(given: Any, key: str, redacts: bool) -> list[Mapping[str, Any]]:
    """The lines of what holds interventions, all of whose columns are known."""
    if isinstance(given, str | os.PathLike) and os.fspath(given).lower().endswith(".json"):
        given = _json(os.fspath(given), redacts)
    if isinstance(given, list | tuple) and all(isinstance(item, Mapping) for item in given):
        _check({name: None for item in given for name in item}, key, () if not given else (key,))
        return list(given)
    source = source_of(given, {}, (key, *_NAMES))
    if source.notes:  # nobody is to intervene unseen
        seen = said("rows and columns that are seen", "可见的行和列")
        raise InputError(
            replace(
                note,
                severity="error",
                expected=seen,
                hint=said("show them, or delete them", "请显示它们，或将其删除"),
            )
            for note in source.notes
        )
    repeated = list(repeated_columns(source.schema.names))
    if repeated:
        raise InputError(repeated)
    _check(source.schema.names, key, (key, *_REQUIRED))
    return _read_lines(source, redacts)


def _read_lines(source: Source, redacts: bool) -> list[Mapping[str, Any]]:
    """The lines of a source; raises InputError with those that cannot be read at all."""
    lines: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    for table in source.chunks(_LINES):
        for at, refused in enumerate(odd_of(table), len(lines)):
            if isinstance(refused, Refused):
                told = refused.without_text() if redacts else refused.problems
                problems += (
                    replace(_in_line(problem, source, at), path=f"interventions[{at}]") for problem in told
                )
        lines += table.drop_columns(list({ODD} & set(table.column_names))).to_pylist()
    if problems:
        raise InputError(problems)
    return lines


def _in_line(problem: Problem, source: Source, row: int) -> Problem:
    """A problem of a row with the line of the file where the row begins, if it comes from one of lines."""
    if source.lines is None:
        return problem
    return replace(problem, message=in_line(source.lines.of(row), problem.message))


def _json(path: str, redacts: bool) -> Any:
    from credit_engine.files.sources import read_source
    from credit_engine.json_text import read_json
    from credit_engine.run.input_problems import without_text

    source = read_source(path, error=InputError)
    try:
        found = read_json(source).data
    except InputError as error:
        raise InputError(
            without_text(error.problems, said("the list of interventions", "干预列表"))
            if redacts
            else error.problems
        ) from None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise InputError([interventions_no_list(path=path)])
    return found


def _check(names: Any, key: str, needed: Sequence[str]) -> None:
    known = (key, *_NAMES)
    problems = [
        unknown_field(key=str(name)[:60], known=known, path=f"interventions.{name}")
        for name in names
        if name not in known
    ] + [
        missing_column(name=name, expected=", ".join(known), path=f"interventions.{name}")
        for name in needed
        if name not in names
    ]
    if problems:
        raise InputError(problems)


def _row_key(value: Any, numbered: bool) -> str | None:
    """The key of a row as a text; None for what cannot be one."""
    found = _key(value)
    if not numbered or found is None:
        return found
    number = numbers.read_number(found) if len(found) < 20 else None
    if number is None or not numbers.is_integer(number) or number < 1:
        return None
    return str(int(number))


def _key(value: Any) -> str | None:
    """A text, or a number as a text: 5.0 names the same row as 5."""
    if isinstance(value, bool) or _is_empty(value):
        return None
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    return str(_cell(value))


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and not np.isfinite(value))


def _cell(value: Any) -> Any:
    """A midnight without a zone as the day that it stands for, which some tables have no other type for."""
    is_day = isinstance(value, datetime) and value.tzinfo is None and value.time() == time()
    return value.date() if is_day else value


def added_columns(schema: Any) -> Any:
    """The schema of answers with the system's outcome after the final one, and the conditions at the end."""
    import pyarrow as pa

    taken = {SYSTEM, CONDITIONS} & set(schema.names)
    if taken:
        raise InputError([duplicate_name(taken=min(taken), path=min(taken))])
    at = schema.get_field_index("outcome") + 1
    schema = schema.insert(at, pa.field(SYSTEM, pa.string()))
    return schema.append(pa.field(CONDITIONS, pa.list_(pa.string())))


def intervened(decider: Decider, answers: Any, changed: Changed | None, tally: Tally) -> Any:
    """The answers of a chunk where some rows are decided again under interventions."""
    import pyarrow as pa

    decided: Sequence[Any] = ()
    if changed is not None:
        decided = decider.decisions(changed.table, changed.days, changed.made)
        again = decider.answers_of(decided, changed.days)
        before = answers.column("outcome").take(pa.array(changed.rows)).to_pylist()
        tally.refused += sum(isinstance(decision, tuple) for decision in decided) - before.count(ERROR)
        order = np.arange(answers.num_rows)
        order[changed.rows] = answers.num_rows + np.arange(len(decided))
        answers = pa.concat_tables([answers.cast(again.schema), again]).take(pa.array(order))
    system = answers.column("outcome").cast(pa.string()).to_numpy(zero_copy_only=False).copy()
    conditions: list[list[str]] = [[] for _ in range(answers.num_rows)]
    for row, decision in zip(() if changed is None else changed.rows.tolist(), decided, strict=True):
        if isinstance(decision, Decision):
            system[row], conditions[row] = decision.system_outcome, list(decision.conditions)
    columns = [*answers.columns, pa.array(conditions, pa.list_(pa.string()))]
    columns.insert(1, pa.array(system, pa.string()))
    return pa.table(columns, names=added_columns(answers.schema).names)
