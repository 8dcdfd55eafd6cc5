"""A scorecard over columns: the points, PDs and grades of the row evaluation, by numpy.

Points are added as whole multiples of a power of ten, so they are exact. Their nearest doubles, PDs to
12 significant digits and grades are taken from float64 arithmetic where its error cannot change them;
where it could, the row evaluation rates the exact points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credit_engine import numbers
from credit_engine.run.card_lookup import Column, DictionaryColumn, Lookup, sliced, value_at
from credit_engine.run.card_sums import Floats, Sums, Totals
from credit_engine.run.column_rounding import near_any, round_significant
from credit_engine.run.scoring import Bins, Calibration, Steps, float_bins

CHUNK = 1 << 16
_GRADE_DOUBT = 1e-13
_STEP_DOUBT = 1e-12
Flags = NDArray[np.bool_]

Rate = Callable[[Decimal], tuple[Any, int | None]]
"""From points to the PD, rounded to 12 significant digits, and the grade's number, by the row evaluation."""
ScoreRow = Callable[[Sequence[Any]], Decimal | None]
"""The points of a row's values by the row evaluation, None where there are none."""


@dataclass
class ColumnScores:
    """Points, PDs and grade numbers by row, and the rows that have none of them (NaN, NaN, -1).

    `by_row` counts the rows whose points or rating floats left open.
    """

    points: Floats
    pd: Floats
    grades: NDArray[np.int32]
    unscored: NDArray[np.intp]
    by_row: int = 0

    @classmethod
    def empty(cls, rows: int) -> ColumnScores:
        """Room for so many rows."""
        nothing = np.empty(0, dtype=np.intp)
        return cls(np.empty(rows), np.empty(rows), np.full(rows, -1, dtype=np.int32), nothing)

    def part(self, rows: slice) -> ColumnScores:
        """A view of some rows."""
        return ColumnScores(self.points[rows], self.pd[rows], self.grades[rows], self.unscored)


class CardColumns:
    """A scorecard ready for columns; its row evaluation decides what floats leave open."""

    def __init__(
        self,
        bins: Sequence[Bins],
        points_data: tuple[Any, tuple[tuple[Any, ...], ...]],
        calibration: Calibration,
        scale: Steps | None,
        rate: Rate,
        score_row: ScoreRow,
    ) -> None:
        self.calibration, self.scale = calibration, scale
        self.rate, self.score_row = rate, score_row
        self.sums = Sums.of(*points_data)
        tables = self.sums.tables if self.sums is not None else [[[0] * len(t)] for t in points_data[1]]
        self.lookups = [Lookup(one, limbs) for one, limbs in zip(bins, tables, strict=True)]
        self.is_line = calibration.steps is None

    def score(self, columns: Sequence[Column | DictionaryColumn], rows: int) -> ColumnScores:
        """Points, PDs and grades of so many rows; a column for each characteristic, in their order."""
        found = ColumnScores.empty(rows)
        bad = np.zeros(rows, dtype=np.bool_)
        for begin in range(0, rows, CHUNK):
            part = slice(begin, min(begin + CHUNK, rows))
            chunk = [sliced(column, part) for column in columns]
            found.by_row += self._chunk(chunk, bad[part], found.part(part))
        found.points[bad] = found.pd[bad] = np.nan
        found.grades[bad] = -1
        found.unscored = np.flatnonzero(bad)
        return found

    def _chunk(self, chunk: Sequence[Column | DictionaryColumn], bad: Flags, into: ColumnScores) -> int:
        """Fill in a chunk's results; gives the number of rows that floats left open."""
        rows = len(bad)
        totals = [np.zeros(rows, dtype=np.int64)] if self.sums is None else self.sums.start(rows)
        for lookup, column in zip(self.lookups, chunk, strict=True):
            lookup.add(column, totals, bad)
        open_points, open_rating = self._finish(totals, into)
        doubtful = np.flatnonzero((open_points | open_rating) & ~bad).tolist()
        for at in doubtful:
            exact = self._exact_points(chunk, totals, at)
            into.points[at] = float(exact)
            if open_rating[at]:
                pd, grade = self.rate(exact)
                into.pd[at], into.grades[at] = float(pd), -1 if grade is None else grade
        return len(doubtful)

    def _exact_points(self, chunk: Sequence[Column | DictionaryColumn], totals: Totals, at: int) -> Decimal:
        if self.sums is not None:
            return self.sums.exact(totals, at)
        points = self.score_row([value_at(column, at) for column in chunk])
        assert points is not None
        return points

    def _finish(self, totals: Totals, into: ColumnScores) -> tuple[Flags, Flags]:
        """Fill in what floats give; the rows whose points and whose rating cannot be trusted."""
        if self.sums is None or (self.is_line and not self.calibration.slope):
            everywhere = np.ones(len(into.points), dtype=np.bool_)
            return everywhere, everywhere
        whole, fraction = self.sums.parts(totals)
        values, open_points = self.sums.doubles(totals, whole, fraction)
        into.points[:] = values
        exact, open_rating = self._pd(whole, fraction, values)
        if self.scale is not None:
            at = np.searchsorted(self._grade_starts, exact, side="right")
            into.grades[:] = self._grade_numbers.take(at, mode="clip")
            open_rating |= near_any(exact, self._grade_edges, _GRADE_DOUBT)
        into.pd[:], open_rounding = round_significant(exact, self._pd_error(whole, fraction))
        return open_points, open_rating | open_rounding

    def _pd(
        self, whole: NDArray[np.int64], fraction: Floats, points: Floats
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """PDs to within `_pd_error`, and the rows in which a step or the floor is too close."""
        doubtful = np.zeros(len(points), dtype=np.bool_)
        if not self.is_line:
            at = np.searchsorted(self._step_starts, points, side="right")
            found = self._step_values.take(at)
            doubtful |= near_any(points, self._step_edges, _STEP_DOUBT)
        else:
            with np.errstate(over="ignore"):
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
        if not self.is_line:
            return 0.0
        return np.abs(self._exponent(whole, fraction)) * 4e-16 + 4e-16 * abs(self._line[2]) + 1.5e-15

    @cached_property
    def _line(self) -> tuple[int, float, float]:
        """The score at odds 1:1 as whole number and fraction, and the slope."""
        slope, intercept = self.calibration.slope, self.calibration.intercept
        centre = numbers.CONTEXT.divide(-intercept, slope)
        whole = int(centre // 1)
        return whole, float(centre - whole), float(slope)

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
