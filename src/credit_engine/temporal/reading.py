"""Days and durations as a reader writes them, in English and Chinese."""

from __future__ import annotations

from credit_engine.temporal.dates import Date
from credit_engine.temporal.durations import DaysDuration, MonthsDuration
from credit_engine.temporal.text_forms import parse_date
from credit_engine.temporal.times import DAY
from credit_engine.texts.units import MONTHS, with_unit


def date_text(value: Date, lang: str) -> str:
    """A date, such as 23 November 2026."""
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def iso_text(text: str, lang: str) -> str:
    """A date written in ISO form, for people; other texts as they are."""
    day = parse_date(text)
    return text if day is None else date_text(day, lang)


def temporal_text(value: object, lang: str) -> str | None:
    """A date, or a duration of whole days or months; None for other values."""
    if isinstance(value, Date):
        return date_text(value, lang)
    if isinstance(value, DaysDuration) and value.nanoseconds % DAY == 0:
        return with_unit(f"{value.nanoseconds // DAY:,}", "days", lang)
    if isinstance(value, MonthsDuration):
        return with_unit(f"{value.total_months:,}", "months", lang)
    return None
