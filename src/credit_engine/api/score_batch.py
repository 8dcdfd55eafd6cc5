"""Scoring the rows of a frame: columns in, columns out, of the caller's own kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from credit_engine.absent import Absent
from credit_engine.api.frames import column_of, like, names_of
from credit_engine.api.problems import column_length, duplicate_column, missing_column
from credit_engine.problems import InputError, Problem
from credit_engine.run.columns.arrays import Array, objects, read_array, value_at
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import Coded
from credit_engine.run.columns.evaluate import Evaluation, Evaluator
from credit_engine.run.columns.lists import numbers_of
from credit_engine.run.columns.number import Floats, Number
from credit_engine.run.columns.significance import nearest, significant
from credit_engine.run.scoring import NotScorable, find_bin
from credit_engine.texts import causes_text

if TYPE_CHECKING:
    from credit_engine.api.score import ScoringCard
    from credit_engine.parts.card.program import CardProgram

_CHUNK = 1 << 16
"""Rows that are scored at a time: their columns fit into a processor's cache."""
_PROBLEM_LENGTH = 500
_PD_DIGITS = 12
"""Characters of a problem's text in a column, and significant digits of a PD, as whatever is put out
without a scale has."""
UNCOVERED, UNREADABLE = -1, -2
"""Numbers of no attribute: of a value that none covers, and of one that cannot be read."""


class BatchScorer:
    """A scorecard over frames: its own program by columns, and by rows what these leave."""

    def __init__(self, scorecard: ScoringCard, program: CardProgram) -> None:
        self.scorecard, self.program = scorecard, program
        self.bins = [characteristic.bins for characteristic in scorecard.card.characteristics]
        self.evaluator = Evaluator(program.program)

    def score(self, frame: Any) -> Any:
        """The frame's points, PDs, grades and problems, in a frame of the same kind."""
        columns, rows = self._columns(frame)
        found = _Scores.of(rows, self.scorecard.card.scale is not None)
        for part in _parts(rows):
            self._chunk([column[part] for column in columns], found.part(part))
        return like(frame, found.columns())

    def attributes(self, frame: Any) -> dict[str, NDArray[np.int64]]:
        """The number of each value's attribute by characteristic, UNCOVERED or UNREADABLE without one."""
        columns, rows = self._columns(frame)
        found = {name: np.empty(rows, dtype=np.int64) for name in self.scorecard.characteristics}
        for at, numbers in enumerate(found.values()):
            for part in _parts(rows):
                numbers[part] = self._attributes(at, columns[at][part])
        return found

    def _attributes(self, at: int, column: Array) -> NDArray[np.int64]:
        size, node = len(column), self.program.scored[at]
        reading = Context(self.evaluator.tables, size)
        inputs: list[Any] = [None] * len(self.bins)
        with np.errstate(all="ignore"):
            inputs[at] = read_array(reading, self.bins[at], column)
        evaluation = self.evaluator.run(inputs, size, (node,))
        found = evaluation.column(node)
        assert isinstance(found, Coded)
        places = [UNCOVERED if value.__class__ is Absent else value for value in found.domain.values]
        numbers = np.broadcast_to(np.array(places, dtype=np.int64).take(found.codes), (size,)).copy()
        find = find_bin(self.bins[at])
        for row in np.flatnonzero(reading.left | evaluation.left).tolist():
            numbers[row] = _number(find, value_at(column, row))
        return numbers

    def _chunk(self, columns: Sequence[Array], into: _Scores) -> None:
        size = len(into.points)
        reading = Context(self.evaluator.tables, size)
        with np.errstate(all="ignore"):
            inputs = [read_array(reading, *pair) for pair in zip(self.bins, columns, strict=True)]
        evaluation = self.evaluator.run(inputs, size, (self.program.points, *self.program.rated))
        with np.errstate(all="ignore"):
            self._fill(evaluation, into)
        for row in np.flatnonzero(reading.left | evaluation.left).tolist():
            self._row([value_at(column, row) for column in columns], into.part(slice(row, row + 1)))

    def _fill(self, evaluation: Evaluation, into: _Scores) -> None:
        pd_node, *grade_node = self.program.rated
        points, pd = (_numbers(evaluation, node) for node in (self.program.points, pd_node))
        into.points[:] = nearest(evaluation.context, points)
        into.pd[:] = significant(evaluation.context, pd, _PD_DIGITS)[0]
        if into.grade is not None:
            into.grade[:] = _objects(evaluation.column(*grade_node), _grade)
        if points.presence is not None:
            into.problem[:] = _objects(points.presence, _unscored)
            absent = points.presence.codes != 0
            into.points[absent] = into.pd[absent] = np.nan

    def _row(self, values: Sequence[Any], into: _Scores) -> None:
        """One row by the row evaluation."""
        into.clear()
        try:
            score = self.scorecard.score(dict(zip(self.scorecard.characteristics, values, strict=True)))
        except InputError as error:
            into.problem[:] = "; ".join(problem.message for problem in error.problems)[:_PROBLEM_LENGTH]
            return
        if score.points is None or score.pd is None:
            into.problem[:] = causes_text(score.causes, "en", {})[:_PROBLEM_LENGTH]
            return
        into.points[:], into.pd[:] = float(score.points), float(score.pd)
        if into.grade is not None:
            into.grade[:] = score.grade

    def _columns(self, frame: Any) -> tuple[list[Array], int]:
        names = names_of(frame)
        wanted = self.scorecard.characteristics
        problems = [missing_column(name=name, path=name) for name in wanted if name not in names]
        problems += [duplicate_column(name=name, path=name) for name in wanted if names.count(name) > 1]
        if problems:
            raise InputError(problems)
        columns = [column_of(frame, name) for name in wanted]
        lengths = dict(zip(wanted, map(len, columns), strict=True))
        if len(set(lengths.values())) > 1:
            raise InputError([_different_lengths(lengths)])
        return columns, len(columns[0])


@dataclass(frozen=True)
class _Scores:
    """The results of some rows; without points NaN, NaN, None and why."""

    points: Floats
    pd: Floats
    grade: NDArray[Any] | None
    problem: NDArray[Any]

    @classmethod
    def of(cls, rows: int, graded: bool) -> _Scores:
        """Room for so many rows."""
        grade = np.full(rows, None, dtype=object) if graded else None
        return cls(np.empty(rows), np.empty(rows), grade, np.full(rows, None, dtype=object))

    def part(self, rows: slice) -> _Scores:
        """A view of some rows."""
        grade = None if self.grade is None else self.grade[rows]
        return _Scores(self.points[rows], self.pd[rows], grade, self.problem[rows])

    def clear(self) -> None:
        """Nothing in any row."""
        self.points[:] = self.pd[:] = np.nan
        self.problem[:] = None
        if self.grade is not None:
            self.grade[:] = None

    def columns(self) -> dict[str, Any]:
        """The results by the names of their columns."""
        found = {"points": self.points, "pd": self.pd, "grade": self.grade, "problem": self.problem}
        return {name: column for name, column in found.items() if column is not None}


def _parts(rows: int) -> Iterator[slice]:
    for begin in range(0, rows, _CHUNK):
        yield slice(begin, min(begin + _CHUNK, rows))


def _numbers(evaluation: Evaluation, node: int) -> Number:
    return numbers_of(evaluation.context, evaluation.column(node))


def _objects(column: Any, shown: Callable[[Any], Any]) -> NDArray[Any]:
    found: NDArray[Any] = objects(map(shown, column.domain.values)).take(column.codes)
    return found


def _grade(value: Any) -> Any:
    return None if value.__class__ is Absent else value


def _unscored(points: Any) -> str | None:
    """Why a row has no points; None where it has."""
    if points.__class__ is not Absent:
        return None
    return causes_text(points.causes, "en", {})[:_PROBLEM_LENGTH]


def _number(find: Any, value: Any) -> int:
    try:
        found = find(value)
    except NotScorable:
        return UNREADABLE
    return UNCOVERED if found.__class__ is Absent else int(found)


def _different_lengths(lengths: Mapping[str, int]) -> Problem:
    shown = ", ".join(f"{name}: {length}" for name, length in lengths.items())[:_PROBLEM_LENGTH]
    return column_length(hint=shown)
