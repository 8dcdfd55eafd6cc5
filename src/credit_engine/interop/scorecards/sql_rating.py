"""From points to PD and grade in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credit_engine.interop.scorecards.exported import stretches
from credit_engine.interop.scorecards.sql_dialects import Dialect

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard

_LARGEST = 700
"""exp of a larger number overflows a double, which some databases refuse."""


@dataclass(frozen=True)
class Exponent:
    """The lowest and the highest score, for which the exponent of the PD has to be a number."""

    lowest: Decimal
    highest: Decimal

    def overflows(self, intercept: Decimal, slope: Decimal) -> bool:
        """Whether any score has an exponent that exp cannot take."""
        return any(abs(intercept + slope * score) > _LARGEST for score in (self.lowest, self.highest))


def pd_column(card: Scorecard, dialect: Dialect, points: str, exponent: Exponent) -> str:
    """PD = 1 / (1 + exp(intercept + slope * points)) as a double, or by steps; at least the floor."""
    calibration = card.card.calibration
    assert calibration is not None
    if calibration.steps is not None:
        found = _steps(calibration.steps, points, dialect)
    else:
        score = f"CAST({points} AS {dialect.double})"
        power = f"{_double(calibration.intercept)} + {_double(calibration.slope)} * {score}"
        if exponent.overflows(calibration.intercept, calibration.slope):
            power = (
                f"CASE WHEN {power} > {_LARGEST} THEN {_LARGEST} "
                f"WHEN {power} < -{_LARGEST} THEN -{_LARGEST} ELSE {power} END"
            )
        found = f"1.0 / (1.0 + EXP({power}))"
    if calibration.floor is None:
        return found
    floor = _double(Decimal(calibration.floor))
    return f"CASE WHEN {found} < {floor} THEN {floor} ELSE {found} END"


def grade_column(card: Scorecard, dialect: Dialect, pd: str) -> str:
    """The grade of a PD on the master scale; NULL without a PD."""
    return _steps(card.card.scale, pd, dialect)


def _steps(steps: Any, x: str, dialect: Dialect) -> str:
    bounds = stretches(steps.bins.edges, steps.bins.cells)
    lines = [f"CASE WHEN {x} IS NULL THEN NULL"]
    for bound in bounds[:-1]:
        assert bound.edge is not None
        test = f"{x} {'<=' if bound.closed else '<'} {dialect.number(bound.edge)}"
        lines.append(f"WHEN {test} THEN {_value(steps.values[bound.found or 0], dialect)}")
    lines.append(f"ELSE {_value(steps.values[bounds[-1].found or 0], dialect)} END")
    return " ".join(lines)


def _value(value: Any, dialect: Dialect) -> str:
    return dialect.text(value) if isinstance(value, str) else _double(Decimal(value))


def _double(number: Decimal) -> str:
    """A number in the notation that every dialect reads as a double."""
    text = repr(float(number))
    return text if "e" in text else f"{text}e0"
