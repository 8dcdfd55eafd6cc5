"""Kernels of checklists: until when a document is valid, what is missing or expired, whether all is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, absent, merge
from credit_engine.operators import arithmetic
from credit_engine.run.kernels import kleene_or
from credit_engine.temporal import Date, DaysDuration, MonthsDuration

_DURATIONS = (DaysDuration, MonthsDuration)


def last_day(subject: str, dated: Any, length: Any, today: Any) -> Any:
    """The last day on which what is dated so is valid: its date and so many days, or a duration, later.

    What is dated after the day of the decision has no such day, and neither has a negative validity.
    """
    if dated.__class__ is Absent or length.__class__ is Absent:
        return merge(dated, length)
    if dated.__class__ is not Date:
        return absent("wrong_type", subject)
    if dated > today:
        return absent("dated_in_future", subject, str(dated))
    if numbers.is_number(length):
        if not numbers.is_integer(length) or length < 0:
            return absent("invalid_argument", "valid_for")
        try:
            return dated.plus_days(int(length))
        except (ValueError, OverflowError):
            return absent("out_of_range", "valid_for")
    if length.__class__ not in _DURATIONS:
        return absent("wrong_type", "valid_for")
    found = arithmetic.add(dated, length)
    return absent("invalid_argument", "valid_for") if found.__class__ is Date and found < dated else found


def expired(subject: str, last: Any, today: Any) -> Any:
    """Whether a last day of validity is over."""
    if last.__class__ is Absent:
        return last
    return last < today if last.__class__ is Date else absent("wrong_type", subject)


def all_met(*statuses: Any) -> Any:
    """Whether no item is missing or expired, of those that apply; unknown while one is open."""
    if any(status is True for status in statuses):
        return False
    unknown = _open(statuses)
    return merge(*unknown) if unknown else True


def unmet_ids(ids: tuple[str, ...]) -> Callable[..., Any]:
    """The function from items' statuses to the ids of those that are unmet; unknown while one is open."""

    def unmet(*statuses: Any) -> Any:
        unknown = _open(statuses)
        if unknown:
            return merge(*unknown)
        return [name for name, status in zip(ids, statuses, strict=True) if status is True]

    return unmet


def _open(statuses: tuple[Any, ...]) -> list[Any]:
    return [status for status in statuses if status.__class__ is Absent and status.applicable]


CHECKLIST: Mapping[str, Callable[..., Any]] = {
    "last day": last_day,
    "expired": expired,
    "either": kleene_or,
    "all met": all_met,
}
MADE: Mapping[str, Callable[[Any], Callable[..., Any]]] = {"unmet": unmet_ids}
"""Kernels whose function is made from their constant data beforehand."""
