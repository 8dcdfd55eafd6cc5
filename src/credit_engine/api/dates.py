"""The three dates of a decision as they are given: ISO texts, days or moments of Python, numpy, pandas."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from credit_engine import temporal
from credit_engine.api.problems import date_beyond_calendar, date_missing, no_date
from credit_engine.problems import InputError, Problem, shortened
from credit_engine.run.input_problems import shown
from credit_engine.wording import said

DATES = ("as_of", "policy_as_of", "data_as_of")
_EXPECTED = said("a date such as 2026-11-23", "日期，如 2026-11-23")


class NoDay(Enum):
    """Stands for a date that a row should have and has not."""

    MISSING = "missing"


def iso_texts(given: Mapping[str, Any]) -> dict[str, str]:
    """The dates by name as ISO texts, `as_of` first; others that are None are as it is.

    A day, and a local midnight of a type for moments, is a plain day. Raises InputError with everything that
    is no date.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name, when in given.items():
        text = iso_text(when)
        if text is not None:
            found[name] = text
        elif when is not None or name == DATES[0]:
            problems.append(_no_date(name, when))
    if problems:
        raise InputError(problems)
    return {name: found.get(name, found[DATES[0]]) for name in given}


def the_text(name: str, when: Any) -> str:
    """A day or a moment as ISO text; raises InputError for anything else."""
    text = iso_text(when)
    if text is None:
        raise InputError([_no_date(name, when)])
    return text


def iso_text(when: Any) -> str | None:
    """A day or a moment as ISO text, None for anything else."""
    if isinstance(when, str):
        return _iso_text(str(when))
    value = when
    if temporal.is_python_time(when):
        try:
            value = temporal.from_python(when)
        except ValueError:
            return None
    if isinstance(value, temporal.DateTime):
        return str(value.date) if temporal.is_local_midnight(value) else _of_moment(value)
    return str(value) if isinstance(value, temporal.Date) else None


@lru_cache(maxsize=256)
def _iso_text(text: str) -> str | None:
    if temporal.parse_day_or_moment(text) is None:
        return None
    return text.replace(" ", "T")


def _of_moment(moment: temporal.DateTime) -> str:
    """A moment with its offset, as Python's `isoformat` writes it; with nanoseconds where it has them."""
    nanosecond = moment.time.nanosecond
    digits = 0 if not nanosecond else 9 if nanosecond % 1000 else 6
    clock = f"{moment.time.hour:02d}:{moment.time.minute:02d}:{moment.time.second:02d}"
    fraction = f".{nanosecond:09d}"[: digits + 1] if digits else ""
    return f"{moment.date}T{clock}{fraction}{_offset(moment.offset)}"


def _offset(seconds: int | None) -> str:
    if seconds is None:
        return ""
    minutes, second = divmod(abs(seconds), 60)
    text = f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{second:02d}" if second else text


@lru_cache(maxsize=256)
def day_and_moment(text: str, zone: str) -> tuple[temporal.Date, temporal.DateTime]:
    """The day and the moment of an ISO text in a time zone, a plain day's its midnight there.

    Raises InputError where there the moment is beyond the calendar's years.
    """
    value = temporal.parse_day_or_moment(text)
    assert value is not None, "only texts of `iso_text`"
    moment = temporal.at_midnight(value) if isinstance(value, temporal.Date) else value
    try:
        here = moment.in_zone(zone)
    except ValueError:
        raise InputError([date_beyond_calendar(moment=moment, zone=zone)]) from None
    return here.date, here


def _no_date(name: str, when: Any) -> Problem:
    if when is NoDay.MISSING:
        return date_missing(name=name, expected=_EXPECTED, path=name)
    hint = (
        said("pass as_of: a policy has no clock of its own", "请传入 as_of：政策自身没有时钟")
        if when is None
        else ""
    )
    message = repr(shortened(when)) if isinstance(when, str) else shown(when)
    return no_date(name=name, shown=message, expected=_EXPECTED, hint=hint, path=name)
