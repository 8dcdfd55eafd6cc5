"""A scorecard over columns: the attributes, points, PDs and grades of the row evaluation, by numpy.

Points are added as whole multiples of a power of ten, so they are exact. Their nearest doubles, PDs to
12 significant digits and grades are taken from float64 arithmetic where its error cannot change them;
where it could, the row evaluation decides the row again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.run.column_rounding import near_any, nearest_double, round_significant
from credit_engine.run.scoring import Bins, Calibration, NotScorable, Steps, find_bin, float_bins, scaled

Floats = NDArray[np.float64]
Column = NDArray[Any]

CHUNK = 1 << 16
_FITS = 1 << 62
_EXACT = 1 << 53
_LOOKUP = 1 << 14
_UNKNOWN, _UNREADABLE = -1, -2
_GRADE_DOUBT = 1e-13


@dataclass(frozen=True)
class DictionaryColumn:
    """A column as codes into a list of values; a negative code is a missing value."""

    codes: NDArray[Any]
    values: Sequence[Any]


@dataclass(frozen=True)
class ColumnScores:
    """Points, PDs and grade numbers by row, and the rows that have none of them (NaN, NaN, -1)."""

    points: Floats
    pd: Floats
    grades: NDArray[np.int32]
    unscored: NDArray[np.intp]
    by_row: int


@dataclass(frozen=True)
class RowScore:
    """What the row evaluation gives: points, PD to 12 digits and the grade's number, None where unknown."""

    points: Any
    pd: Any
    grade: int | None


class _Lookup:
    """One characteristic: from a column's values to attribute numbers, and to points."""

    def __init__(self, bins: Bins, multiples: Sequence[int]) -> None:
        self.find = find_bin(bins)
        self.memo = _Memo(self.find)
        self.multiples = np.array([*multiples, 0, 0], dtype=np.int64)
        self.numeric = bool(bins.edges)
        if not self.numeric:
            return
        floats = float_bins(bins)
        inner = [self._number(attribute, bins.otherwise) for attribute in floats.found]
        missing = self._number(bins.missing, None)
        lowest = np.nextafter(-np.inf, 0.0)
        self.starts = np.array([lowest, *floats.starts, np.inf, np.nan])
        self.found = np.array([_UNREADABLE, *inner, _UNREADABLE, missing], dtype=np.int64)
        self.integers = floats.integers
        self.gapless = min(inner) >= 0
        self.points = self.multiples[self.found]
        self.small: dict[tuple[int, int], NDArray[np.int64]] = {}

    @staticmethod
    def _number(attribute: int | None, otherwise: int | None) -> int:
        found = otherwise if attribute is None else attribute
        return _UNKNOWN if found is None else found

    def add(
        self, column: Column | DictionaryColumn, total: NDArray[np.int64], bad: NDArray[np.bool_]
    ) -> None:
        """Add the points of a chunk to the totals; mark rows without an attribute."""
        if isinstance(column, DictionaryColumn):
            self._add_attributes(self._coded(column), total, bad)
        elif self.numeric and column.dtype == np.float64:
            self._add_floats(column, total, bad)
        elif self.numeric and column.dtype.kind in "iu":
            self._add_integers(column, total, bad)
        else:
            self._add_attributes(self._looked_up(column), total, bad)

    def _add_floats(self, column: Floats, total: NDArray[np.int64], bad: NDArray[np.bool_]) -> None:
        at = np.searchsorted(self.starts, column, side="right")
        total += self.points.take(at)
        if not self.gapless or not np.isfinite(column.min()) or not np.isfinite(column.max()):
            bad |= self.found.take(at) < 0

    def _add_integers(self, column: Column, total: NDArray[np.int64], bad: NDArray[np.bool_]) -> None:
        """Whole numbers within a narrow span are looked up in a table, others as floats or one by one."""
        low, high = int(column.min()), int(column.max())
        if high - low < _LOOKUP and self.integers:
            total += self._table(low, high).take(column - low if low else column)
            if not self.gapless:
                bad |= self._attributes(column.astype(np.float64)) < 0
        elif self.integers and max(-low, high) <= 2**53:
            self._add_floats(column.astype(np.float64), total, bad)
        else:
            self._add_attributes(self._looked_up(column), total, bad)

    def _table(self, low: int, high: int) -> NDArray[np.int64]:
        if (low, high) not in self.small:
            values = np.arange(low, high + 1).astype(np.float64)
            self.small = {(low, high): self.points.take(np.searchsorted(self.starts, values, side="right"))}
        return self.small[low, high]

    def _attributes(self, column: Floats) -> NDArray[np.int64]:
        return self.found[np.searchsorted(self.starts, column, side="right")]

    def _add_attributes(
        self, attributes: NDArray[np.int64], total: NDArray[np.int64], bad: NDArray[np.bool_]
    ) -> None:
        total += self.multiples.take(attributes)
        bad |= attributes < 0

    def _looked_up(self, column: Column) -> NDArray[np.int64]:
        """Values one by one, each different one through the row's lookup once."""
        if column.dtype.kind == "f" and column.dtype != np.float64:
            values, inverse = np.unique(column, return_inverse=True)
            found: NDArray[np.int64] = np.array([self.memo.attribute(value) for value in values])
            return found[inverse]
        if column.dtype.kind not in "biufOUT":
            return np.full(len(column), _UNREADABLE, dtype=np.int64)
        return np.fromiter(map(self.memo.of, column.tolist()), np.int64, len(column))

    def _coded(self, column: DictionaryColumn) -> NDArray[np.int64]:
        found = [*(self.memo.attribute(value) for value in column.values), self.memo.attribute(None)]
        codes: NDArray[np.int64] = np.maximum(column.codes, -1).astype(np.int64)
        return np.array(found, dtype=np.int64).take(codes)


class _Memo(dict[str, int]):
    """Attribute numbers of values that were looked up before."""

    def __init__(self, find: Callable[[Any], Any]) -> None:
        self.find = find

    def __missing__(self, value: str) -> int:
        found = self[value] = self.attribute(value)
        return found

    def of(self, value: Any) -> int:
        """The attribute's number; only texts are kept, as a dict takes 1 and True for the same."""
        return self[value] if value.__class__ is str else self.attribute(value)

    def attribute(self, value: Any) -> int:
        """The attribute's number; -1 without one, -2 for what cannot be read."""
        try:
            found = self.find(plain(value))
        except NotScorable:
            return _UNREADABLE
        return _UNKNOWN if found.__class__ is Absent else int(found)


def plain(value: Any) -> Any:
    """A column's value as the row lookup reads it: numpy's scalars as Python's, NaN as missing."""
    if isinstance(value, np.generic):
        if value.dtype.kind == "f" and value.dtype != np.float64 and np.isfinite(value):
            return numbers.read_number(str(value))
        value = (
            float(value) if value.dtype.kind == "f" else value.item() if value.dtype.kind in "biuU" else value
        )
    if isinstance(value, float) and value != value:
        return None
    return None if value.__class__.__name__ in ("NAType", "NaTType") else value


class CardColumns:
    """A scorecard ready for columns; `row` is its row evaluation, for rows that floats leave open."""

    def __init__(
        self,
        bins: Sequence[Bins],
        points_data: tuple[Any, tuple[tuple[Any, ...], ...]],
        calibration: Calibration,
        scale: Steps | None,
        row: Callable[[Sequence[Any]], RowScore],
    ) -> None:
        initial, tables = points_data
        exact = scaled(initial, tables)
        self.calibration, self.scale, self.row = calibration, scale, row
        self.fits = exact is not None and _largest(exact[0], exact[1]) < _FITS
        self.fits = self.fits and (calibration.steps is not None or bool(calibration.slope))
        start, multiples, self.decimals = (
            exact if exact is not None else (0, [[0] * len(t) for t in tables], 0)
        )
        self.start = start if self.fits else 0
        shown = multiples if self.fits else [[0] * len(table) for table in tables]
        self.lookups = [_Lookup(one, table) for one, table in zip(bins, shown, strict=True)]

    def score(self, columns: Sequence[Column | DictionaryColumn], rows: int) -> ColumnScores:
        """Points, PDs and grades of so many rows; a column for each characteristic, in their order."""
        points, pd = np.empty(rows), np.empty(rows)
        grades = np.full(rows, -1, dtype=np.int32)
        bad = np.zeros(rows, dtype=np.bool_)
        open_rows: list[NDArray[np.intp]] = []
        for begin in range(0, rows, CHUNK):
            part = slice(begin, min(begin + CHUNK, rows))
            total = np.full(part.stop - begin, self.start, dtype=np.int64)
            for lookup, column in zip(self.lookups, columns, strict=True):
                lookup.add(_sliced(column, part), total, bad[part])
            doubtful = self._finish(total, points[part], pd[part], grades[part])
            open_rows.append(begin + np.flatnonzero(doubtful & ~bad[part]))
        again = np.concatenate(open_rows) if open_rows else np.empty(0, dtype=np.intp)
        for at in again.tolist():
            self._decide(columns, at, points, pd, grades)
        points[bad] = pd[bad] = np.nan
        grades[bad] = -1
        return ColumnScores(points, pd, grades, np.flatnonzero(bad), len(again))

    def _finish(
        self, total: NDArray[np.int64], points: Floats, pd: Floats, grades: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Fill in points, PDs and grades of a chunk; gives the rows on which floats cannot be trusted."""
        if not self.fits:
            return np.ones(len(total), dtype=np.bool_)
        unit = 10**self.decimals
        whole = total // unit
        fraction = (total - whole * unit) / float(unit)
        if unit < _EXACT and max(-int(total.min()), int(total.max())) < _EXACT:
            values, doubtful = total / float(unit), np.zeros(len(total), dtype=np.bool_)
        else:
            values, doubtful = nearest_double(whole, fraction)
        points[:] = values
        exact, open_pd = self._pd(whole, fraction, values)
        doubtful |= open_pd
        if self.scale is not None:
            grades[:] = self._grade_numbers.take(
                np.searchsorted(self._grade_starts, exact, side="right"), mode="clip"
            )
            doubtful |= near_any(exact, self._grade_edges, _GRADE_DOUBT)
        pd[:], open_rounding = round_significant(exact, self._pd_error(whole, fraction))
        return doubtful | open_rounding

    def _pd(
        self, whole: NDArray[np.int64], fraction: Floats, points: Floats
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """PDs to within `_pd_error`, and the rows in which a step or the floor is too close."""
        doubtful = np.zeros(len(points), dtype=np.bool_)
        if self.calibration.steps is not None:
            at = np.searchsorted(self._step_starts, points, side="right")
            found = self._step_values.take(at)
            doubtful |= near_any(points, self._step_edges, 1e-12)
        else:
            found = 1.0 / (1.0 + np.exp(self._exponent(whole, fraction)))
        if self.calibration.floor is not None:
            floor = float(self.calibration.floor)
            doubtful |= np.abs(found - floor) <= _GRADE_DOUBT * floor
            found = np.maximum(found, floor)
        return found, doubtful

    def _exponent(self, whole: NDArray[np.int64], fraction: Floats) -> Floats:
        """Intercept + slope * score as slope * (score - centre): the difference loses no digits."""
        centre_whole, centre_fraction, slope = self._line
        return slope * ((whole - centre_whole) + (fraction - centre_fraction))

    def _pd_error(self, whole: NDArray[np.int64], fraction: Floats) -> Floats | float:
        """A bound of the relative error of the PDs.

        The exponent z is a difference of two numbers known to half a unit in the last place, times a
        rounded slope: its error is at most 4e-16 |z| + 4e-16 slope. exp is taken as right to four units,
        the sum and the quotient to half a unit each.
        """
        if self.calibration.steps is not None:
            return 0.0
        return np.abs(self._exponent(whole, fraction)) * 4e-16 + 4e-16 * abs(self._line[2]) + 1.5e-15

    @cached_property
    def _line(self) -> tuple[int, float, float]:
        """The score at odds 1:1 as whole number and fraction, and the slope."""
        slope, intercept = self.calibration.slope, self.calibration.intercept
        centre = numbers.CONTEXT.divide(-intercept, slope)
        whole = int(centre // 1)
        return whole, float(centre - whole), float(slope)

    def _decide(
        self, columns: Sequence[Column | DictionaryColumn], at: int, points: Floats, pd: Floats,
        grades: NDArray[np.int32],
    ) -> None:  # fmt: skip
        score = self.row([value_at(column, at) for column in columns])
        points[at] = np.nan if score.points is None else float(score.points)
        pd[at] = np.nan if score.pd is None else float(score.pd)
        grades[at] = -1 if score.grade is None else score.grade

    @cached_property
    def _grade_bins(self) -> Any:
        assert self.scale is not None
        return float_bins(self.scale.bins)

    @cached_property
    def _grade_starts(self) -> Floats:
        return np.array(self._grade_bins.starts, dtype=np.float64)

    @cached_property
    def _grade_numbers(self) -> NDArray[np.int32]:
        return np.array([-1 if one is None else one for one in self._grade_bins.found], dtype=np.int32)

    @cached_property
    def _grade_edges(self) -> list[float]:
        assert self.scale is not None
        return [float(edge) for edge in self.scale.bins.edges]

    @cached_property
    def _step_starts(self) -> Floats:
        assert self.calibration.steps is not None
        return np.array(float_bins(self.calibration.steps.bins).starts, dtype=np.float64)

    @cached_property
    def _step_values(self) -> Floats:
        steps = self.calibration.steps
        assert steps is not None
        return np.array([float(steps.values[at or 0]) for at in float_bins(steps.bins).found])

    @cached_property
    def _step_edges(self) -> list[float]:
        assert self.calibration.steps is not None
        return [float(edge) for edge in self.calibration.steps.bins.edges]


def _largest(start: int, multiples: Sequence[Sequence[int]]) -> int:
    return abs(start) + sum(max(map(abs, table), default=0) for table in multiples)


def _sliced(column: Column | DictionaryColumn, part: slice) -> Column | DictionaryColumn:
    if isinstance(column, DictionaryColumn):
        return DictionaryColumn(column.codes[part], column.values)
    return column[part]


def value_at(column: Column | DictionaryColumn, at: int) -> Any:
    """The value of a row, as the row evaluation reads it."""
    if isinstance(column, DictionaryColumn):
        code = int(column.codes[at])
        return None if code < 0 else plain(column.values[code])
    return plain(column[at])
