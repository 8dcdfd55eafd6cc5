"""Scoring the rows of a frame: columns in, columns out, of the caller's own kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.api.frames import column_of, like, names_of
from credit_engine.api.problems import column_length, duplicate_column, missing_column
from credit_engine.problems import InputError, Problem
from credit_engine.run.card_columns import CardColumns
from credit_engine.run.card_lookup import Column, DictionaryColumn, value_at
from credit_engine.texts import causes_text

if TYPE_CHECKING:
    from credit_engine.api.score import Score, ScoringCard

_PROBLEM_LENGTH = 500


class BatchScorer:
    """A scorecard over frames."""

    def __init__(self, scorecard: ScoringCard) -> None:
        self.scorecard = scorecard
        card = scorecard.card
        assert card.calibration is not None
        self.grades = () if card.scale is None else card.scale.values
        bins = [one.bins for one in card.characteristics]
        self.columns = CardColumns(
            bins, card.points_data, card.calibration, card.scale, self._rate, self._points
        )

    def _rate(self, points: Decimal) -> tuple[Any, int | None]:
        pd, grade = self.scorecard.rate(points)
        return pd, None if grade is None else self.grades.index(grade)

    def _points(self, values: Sequence[Any]) -> Decimal | None:
        return self._scored(values).points

    def _scored(self, values: Sequence[Any]) -> Score:
        return self.scorecard.score(dict(zip(self.scorecard.characteristics, values, strict=True)))

    def score(self, frame: Any) -> Any:
        """The frame's points, PDs, grades and problems, in a frame of the same kind."""
        columns, rows = self._columns(frame)
        found = self.columns.score(columns, rows)
        result: dict[str, Any] = {"points": found.points, "pd": found.pd}
        if self.grades:
            names = np.array([*self.grades, None], dtype=object)
            result["grade"] = names.take(found.grades)
        result["problem"] = problems = np.full(rows, None, dtype=object)
        for at in found.unscored.tolist():
            problems[at] = self._problem([value_at(column, at) for column in columns])
        return like(frame, result)

    def _columns(self, frame: Any) -> tuple[list[Column | DictionaryColumn], int]:
        names = names_of(frame)
        wanted = self.scorecard.characteristics
        problems = [_missing_column(name) for name in wanted if name not in names]
        problems += [_duplicate_column(name) for name in wanted if names.count(name) > 1]
        if problems:
            raise InputError(problems)
        columns = [column_of(frame, name) for name in wanted]
        lengths = {name: _length(column) for name, column in zip(wanted, columns, strict=True)}
        if len(set(lengths.values())) > 1:
            raise InputError([_different_lengths(lengths)])
        return columns, _length(columns[0])

    def _problem(self, values: Sequence[Any]) -> str:
        """Why a row has no score."""
        try:
            score = self._scored(values)
        except InputError as error:
            text = "; ".join(problem.message for problem in error.problems)
        else:
            text = causes_text(score.causes, "en", {})
        return text[:_PROBLEM_LENGTH]


def _length(column: Column | DictionaryColumn) -> int:
    return len(column.codes if isinstance(column, DictionaryColumn) else column)


def _missing_column(name: str) -> Problem:
    return missing_column(name=name, path=name)


def _duplicate_column(name: str) -> Problem:
    return duplicate_column(name=name, path=name)


def _different_lengths(lengths: Mapping[str, int]) -> Problem:
    shown = ", ".join(f"{name}: {length}" for name, length in lengths.items())[:_PROBLEM_LENGTH]
    return column_length(hint=shown)
