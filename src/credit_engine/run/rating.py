"""Kernels of ratings: scores of indicators and factors, their weighted sum, the moves of a grade.

Grades are texts; where they are moved they count from 1, the best. Negative notches are better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge
from credit_engine.credit import rating
from credit_engine.credit.rating import Notching
from credit_engine.run.kernels import truth

_LONG = 10**15
"""Longer numbers are written with an exponent in a note: it stays one line."""


@dataclass(frozen=True)
class Move:
    """A step that moves a grade; `id` is the step's, `grades` are all from the best to the worst.

    `up` and `down` bound notches and overrides, `up` support (None: as far as the supporter's grade).
    """

    id: str
    kind: str
    grades: tuple[str, ...]
    up: int | None = None
    down: int | None = None
    clip: bool = False


def indicator_score(data: tuple[str, tuple[tuple[Any, Any], ...]]) -> Callable[[Any], Any]:
    """The function from an indicator's value to its score: straight lines between knots, clamped."""
    name, knots = data

    def score(value: Any) -> Any:
        if value.__class__ is Absent:
            return value
        if not numbers.is_number(value):
            return absent("wrong_type", name)
        return rating.piecewise_linear(value, knots)

    return score


def factor_score(data: tuple[str, tuple[tuple[str, Any], ...]]) -> Callable[[Any], Any]:
    """The function from a qualitative value to its score; absent for a value that has none."""
    name, pairs = data
    scores = dict(pairs)

    def score(value: Any) -> Any:
        if value.__class__ is Absent:
            return value
        if value.__class__ is not str:
            return absent("wrong_type", name)
        return scores[value] if value in scores else absent("unseen_value", name, value)

    return score


def weighted(weights: tuple[Any, ...]) -> Callable[..., Any]:
    """The function from all scores to their weighted sum; unknown if any of them is."""

    def total(*scores: Any) -> Any:
        if any(score.__class__ is Absent for score in scores):
            return merge(*scores)
        return rating.weighted_score(tuple(zip(scores, weights, strict=True)))

    return total


def moved(move: Move) -> Callable[..., Any]:
    """The function from a grade, a step's condition, value and reason to the grade after the step.

    A step whose condition is false, or whose condition or value is not applicable, leaves the grade as it
    is; an unknown condition or value makes it unknown.
    """
    ranks = {grade: rank for rank, grade in enumerate(move.grades, 1)}
    to_rank = _by_notches if move.kind in ("notches", "override") else _by_grade

    def after(grade: Any, when: Any, value: Any, reason: Any) -> Any:
        if grade.__class__ is Absent:
            return grade
        holds = truth(when)
        if holds is False:
            return grade
        found = holds if holds is not True else value
        if found.__class__ is Absent:
            return found if found.applicable else grade
        rank = to_rank(move, ranks[grade], value, reason, ranks)
        return rank if rank.__class__ is Absent else move.grades[rank - 1]

    return after


def _by_notches(move: Move, rank: int, value: Any, reason: Any, ranks: Mapping[str, int]) -> Any:
    """The rank after notches, or after an override: beyond its limits it is refused unless it is clipped."""
    up, down = move.up or 0, move.down or 0
    bounds = f"[-{up}..{down}]"
    if not numbers.is_number(value):
        return absent("wrong_type", move.id)
    if not numbers.is_integer(value):
        return absent("invalid_argument", move.id, f"{move.kind}: not a whole number in {bounds}")
    within = int(max(-up, min(down, value)))
    if move.kind == "notches":
        return _moved(rank, Notching(notches=within, worst=len(move.grades)), "after_notches")
    if value and not _is_reason(reason):
        return reason if _is_unknown(reason) else absent("override_refused", move.id, "no reason given")
    if value != within and not move.clip:
        return absent("override_refused", move.id, f"{_shown(value)}: not in {bounds}")
    limits = Notching(override=within, max_up=up, max_down=down, worst=len(move.grades))
    return _moved(rank, limits, "after_override")


def _shown(value: Any) -> str:
    """A whole number; a very long one with an exponent."""
    return numbers.canonical_text(value) if abs(value) < _LONG else f"{Decimal(value):.2E}"


def _is_reason(reason: Any) -> bool:
    return reason.__class__ is str and bool(reason.strip())


def _is_unknown(reason: Any) -> bool:
    return reason.__class__ is Absent and reason.applicable


def _by_grade(move: Move, rank: int, value: Any, reason: Any, ranks: Mapping[str, int]) -> Any:
    """The rank after a cap (no better), a floor (no worse) or the support of a better grade."""
    if value.__class__ is not str:
        return absent("wrong_type", move.id)
    if value not in ranks:
        return absent("unseen_value", move.id, value)
    other = ranks[value]
    if move.kind == "cap":
        return _moved(rank, Notching(ceiling=other, worst=len(move.grades)), "final")
    if move.kind == "support" and move.up is not None:
        other = max(other, rank - move.up)
    return min(rank, other)


def _moved(rank: int, notching: Notching, step: str) -> Any:
    found = rating.notched_grade(rank, notching)
    return found if isinstance(found, Absent) else getattr(found, step)


RATING: Mapping[str, Callable[[Any], Callable[..., Any]]] = {
    "indicator": indicator_score,
    "factor": factor_score,
    "weighted": weighted,
    "moved": moved,
}
"""Kernels whose function is made from their constant data beforehand."""
