"""The rows of monitoring: scores, attributes, labels, periods and decisions, with every problem at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine import numbers
from credit_engine.develop.arrays import Floats, Integers, Mask
from credit_engine.develop.problems import (
    no_flags,
    no_rows_to_monitor,
    nothing_approved,
    texts_for_numbers,
    too_many_periods,
    words_among_numbers,
)
from credit_engine.parts.card.program import card_program
from credit_engine.problems import InputError, Problem
from credit_engine.texts.monitoring import MISSING_PERIOD
from credit_engine.wording import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from credit_engine.api.scorecard import Scorecard


MOST_PERIODS = 120
"""Ten years of months: more values are no periods, but a column of dates or identifiers."""
_NO_PERIOD = ("", MISSING_PERIOD)
_TRUE, _FALSE = (1, True, "1", "true", "True", "yes"), (0, False, "0", "false", "False", "no")


@dataclass(frozen=True)
class Rows:
    """One entry per row; `attributes` by characteristic, negative where no attribute covers the value.

    `period` numbers `periods`. Of `approved` and `overridden` None means that no column was named.
    """

    points: Floats
    pd: Floats
    grade: NDArray[Any]
    grades: tuple[str, ...]
    scored: Mask
    unscored: Mapping[str, int]
    attributes: Mapping[str, Integers]
    known: Mask
    bad: Integers
    period: Integers
    periods: tuple[str, ...]
    decided: Mask
    approved: Mask | None
    overridden: Mask | None

    @property
    def everyone(self) -> Mask:
        """All rows."""
        return np.ones(len(self.points), dtype=np.bool_)


def read_rows(
    card: Scorecard,
    frame: Any,
    target: str | None,
    period: str | None,
    decision: str | None,
    approved: Sequence[Any],
    override: str | None,
) -> Rows:
    """Score the rows and read the named columns; raises InputError with every problem."""
    from credit_engine.api.score_batch import BatchScorer

    scores = card.score_batch(frame)
    points = _column(scores, "points").astype(np.float64)
    size = len(points)
    if not size:
        raise InputError([no_rows_to_monitor()])
    problems: list[Problem] = []
    bad, known = _labels(frame, target, size, problems)
    number, periods = _periods(frame, period, size, problems)
    decided, yes = _approvals(frame, decision, approved, size, problems)
    overridden = _flags(frame, override, problems)
    attributes = BatchScorer(card, card_program(card.card)).attributes(frame)
    problems += _texts_among_numbers(card, frame, attributes)
    if problems:
        raise InputError(problems)
    reasons = _column(scores, "problem")
    scale = card.card.scale
    return Rows(
        points=points,
        pd=_column(scores, "pd").astype(np.float64),
        grade=np.full(size, None) if scale is None else _column(scores, "grade"),
        grades=() if scale is None else tuple(scale.values),
        scored=~np.isnan(points),
        unscored=dict(Counter(map(str, reasons[~_absent(reasons)].tolist())).most_common()),
        attributes=attributes,
        known=known,
        bad=bad,
        period=number,
        periods=periods,
        decided=decided,
        approved=yes,
        overridden=overridden,
    )


def _column(frame: Any, name: str) -> NDArray[Any]:
    """A column as an array of numpy; among objects, whatever a library writes for missing is None."""
    from credit_engine.api.frames import column_of
    from credit_engine.run.columns.arrays import DictionaryArray

    column = column_of(frame, name)
    if isinstance(column, DictionaryArray):
        values = _objects([*column.values, None])
        found: NDArray[Any] = values[np.asarray(column.codes)]
        return found
    return _objects(column) if column.dtype.kind == "O" else column


def _objects(values: Iterable[Any]) -> NDArray[Any]:
    """Values of any kind as an array; what cannot be looked up in a set stands as its text."""
    from credit_engine.run.columns.arrays import objects, plain

    return objects(value if isinstance(value, Hashable) else str(value) for value in map(plain, values))


def _absent(column: NDArray[Any]) -> Mask:
    """Where an array has a missing value."""
    if column.dtype.kind == "O":
        return np.fromiter((value is None for value in column), np.bool_, len(column))
    if column.dtype.kind in "fmM":
        found: Mask = np.isnan(column) if column.dtype.kind == "f" else np.isnat(column)
        return found
    return np.zeros(len(column), dtype=np.bool_)


def _flags_of(name: str, column: NDArray[Any], problems: list[Problem]) -> tuple[Integers, Mask]:
    """Zeros and ones of a column, and where it has them; a problem for other values."""
    missing = _absent(column)
    found = np.zeros(len(column), dtype=np.int64)
    wrong: dict[str, None] = {}
    for value in set(column[~missing].tolist()):
        if value in _TRUE:
            found[column == value] = 1
        elif value not in _FALSE:
            wrong[repr(value)] = None
    if wrong:
        problems.append(no_flags(path=name, shown=", ".join(sorted(wrong)[:3])))
    return found, ~missing


def _labels(frame: Any, target: str | None, size: int, problems: list[Problem]) -> tuple[Integers, Mask]:
    if target is None:
        return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.bool_)
    return _flags_of(target, _column(frame, target), problems)


def _flags(frame: Any, name: str | None, problems: list[Problem]) -> Mask | None:
    if name is None:
        return None
    found, known = _flags_of(name, _column(frame, name), problems)
    flagged: Mask = (found == 1) & known
    return flagged


def _periods(
    frame: Any, name: str | None, size: int, problems: list[Problem]
) -> tuple[Integers, tuple[str, ...]]:
    """The number of each row's period, in the order of the periods: of numbers and dates their own.

    Rows without one come last, under MISSING_PERIOD; an empty text and `-` are none.
    """
    if name is None:
        return np.full(size, -1, dtype=np.int64), ()
    column = _column(frame, name)
    missing = _absent(column)
    if column.dtype.kind in "OU":
        missing = missing | np.fromiter((period in _NO_PERIOD for period in column.tolist()), np.bool_, size)
    present = column[~missing]
    kind = present.dtype.kind
    integers = kind == "f" and not (present % 1).any()
    values, inverse = np.unique(
        present.astype(np.int64) if integers else present if kind in "iuM" else present.astype(str),
        return_inverse=True,
    )
    if len(values) > MOST_PERIODS:
        problems.append(too_many_periods(path=name, name=name, count=len(values), most_periods=MOST_PERIODS))
        return np.full(size, -1, dtype=np.int64), ()
    found = np.full(size, len(values), dtype=np.int64)
    found[~missing] = inverse
    names = [str(value) for value in values.tolist()] if kind != "M" else [_day(value) for value in values]
    return found, (*names, *([MISSING_PERIOD] if missing.any() else []))


def _day(moment: Any) -> str:
    return str(moment.astype("datetime64[D]"))


def _approvals(
    frame: Any, name: str | None, approved: Sequence[Any], size: int, problems: list[Problem]
) -> tuple[Mask, Mask | None]:
    """Which rows are decided, and which of them are approved; all count as decided without the column."""
    if name is None:
        return np.ones(size, dtype=np.bool_), None
    column = _column(frame, name)
    known = ~_absent(column)
    values = set(column[known].tolist())
    wanted = {str(state) for state in approved}
    matching = [value for value in values if str(value) in wanted]
    if values and not matching:
        shown = ", ".join(sorted(map(str, values))[:5])
        problems.append(nothing_approved(path=name, name=name, wanted=", ".join(sorted(wanted)), shown=shown))
    yes = np.zeros(size, dtype=np.bool_)
    for value in matching:
        yes |= known & (column == value)
    return known, yes


def _texts_among_numbers(
    card: Scorecard, frame: Any, attributes: Mapping[str, Integers]
) -> Iterable[Problem]:
    """Characteristics of numbers whose columns hold texts.

    A reader of CSV makes all cells of such a column texts, so that one wrong cell would leave every row
    without a score.
    """
    from credit_engine.api.score_batch import UNREADABLE

    for characteristic in card.card.characteristics:
        unread = attributes[characteristic.name] == UNREADABLE
        if characteristic.bins.edges and unread.any():
            values = _column(frame, characteristic.name)
            texts = [int(i) for i in unread.nonzero()[0] if isinstance(values[i], str)]
            words = [i for i in texts if numbers.read_number(values[i].strip()) is None]
            if words:
                first, rows = words[0], counted(len(words), "row", "行")
                yield words_among_numbers(
                    path=characteristic.name, rows=rows, text=str(values[first]), row=first + 1
                )
            elif texts:
                yield texts_for_numbers(
                    path=characteristic.name, text=str(values[texts[0]]), row=texts[0] + 1
                )
