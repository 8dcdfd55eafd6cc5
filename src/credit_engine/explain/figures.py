"""Values for people: numbers with separators and units, percentages, dates, what is missing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.absent import Absent
from credit_engine.account.evidence import Figure, Words
from credit_engine.explain.evidence import HIDDEN, StandIn
from credit_engine.operators.functions import FunctionValue
from credit_engine.operators.text_form import quoted, to_string
from credit_engine.texts.causes import why
from credit_engine.texts.explanation import phrase
from credit_engine.texts.units import is_fraction, is_money, with_unit

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_PLAIN_TEXT = re.compile(r"[^\W\d][\w-]*")
_DAY = 86_400 * 10**9
_LONGEST_TEXT = 200
_MOST_ITEMS = 5
_FAR_ABOVE, _FAR_BELOW = Decimal("1E+36"), Decimal("1E-24")
"""Beyond these numbers are written with an exponent."""


def figure_text(figure: Figure, lang: str, exact: bool = False) -> str:
    """A value with its unit; `exact` shows all digits of a number."""
    if isinstance(figure.value, Absent) and not figure.given:
        return phrase(lang, "unknown" if figure.value.applicable else "not_applicable")
    return value_text(figure.value, lang, figure.unit, exact)


def scale_free(figure: Figure) -> Figure:
    """A fraction as a plain number, as the policy's tests and ranges write it; other values as they are."""
    return figure._replace(unit="") if is_fraction(figure.unit) else figure


def value_text(value: Any, lang: str, unit: str = "", exact: bool = False) -> str:
    """A value as text."""
    if isinstance(value, Absent):
        return absent_text(value, lang)
    if isinstance(value, Words):
        return value.text(lang)
    if value is HIDDEN:
        return phrase(lang, "hidden")
    if isinstance(value, StandIn):
        instead = value_text(value.value, lang, unit, exact)
        return phrase(lang, "stands_in", value=instead, why=why(value.cause, lang))
    if isinstance(value, bool):
        return phrase(lang, "yes" if value else "no")
    if numbers.is_number(value):
        return with_unit(number_text(value, unit, exact), unit, lang)
    if isinstance(value, str):
        return text_value(value)
    if isinstance(value, list):
        return _list(value, lang, unit)
    if isinstance(value, dict):
        return phrase(lang, "list_comma").join(f"{k} {value_text(v, lang)}" for k, v in value.items())
    return moment_text(value, lang)


def text_value(value: str) -> str:
    """A text: a plain code as it is, others in quotes, long ones cut."""
    shown = value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + "..."
    return shown if _PLAIN_TEXT.fullmatch(shown) else quoted(shown)


def _list(value: list[Any], lang: str, unit: str) -> str:
    if not value:
        return phrase(lang, "empty_list")
    if len(value) > _MOST_ITEMS or any(isinstance(item, dict | list) for item in value):
        return phrase(lang, "one_item") if len(value) == 1 else phrase(lang, "items", count=len(value))
    return phrase(lang, "list_comma").join(value_text(item, lang, unit) for item in value)


def absent_text(value: Absent, lang: str) -> str:
    """Why a value is missing, where one cause says it, else that it is unknown."""
    if len({cause.code for cause in value.causes}) != 1:
        return phrase(lang, "unknown" if value.applicable else "not_applicable")
    key = "missing_because" if value.applicable else "does_not_apply"
    return phrase(lang, key, why=why(value.causes[0].code, lang))


def number_text(value: Any, unit: str = "", exact: bool = False) -> str:
    """The digits of a number, of a fraction those of its percentage, with thousands separators."""
    number: Any = numbers.multiply(value, 100) if is_fraction(unit) else value
    if isinstance(number, Absent) or (number and not _FAR_BELOW < abs(number) < _FAR_ABOVE):
        return f"{Decimal(numbers.significant(value)).normalize():E}" + ("·100" if is_fraction(unit) else "")
    shown = number if exact else _readable(number, unit)
    text = numbers.canonical_text(shown)
    whole, point, decimals = text.partition(".")
    if is_money(unit) and point and len(decimals) < 2:
        decimals += "0"
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{point}{decimals}"


def _readable(number: Any, unit: str) -> Any:
    """Rounded so far that a reader loses nothing: cents, or four decimals, or six digits of what is small."""
    size = abs(number)
    if is_money(unit) and size >= 1:
        return numbers.round_number(number, 2, "half_even")
    if size >= 1 or is_fraction(unit):
        rounded = numbers.round_number(number, 2 if size >= 1000 else 4, "half_even")
        return rounded if rounded or not number else numbers.significant(number, 2)
    return numbers.significant(number, 6)


def moment_text(value: Any, lang: str) -> str:
    """A date or duration in words; other temporal values, ranges and functions as FEEL writes them."""
    if isinstance(value, temporal.Date):
        return date_text(value, lang)
    if isinstance(value, temporal.DaysDuration) and value.nanoseconds % _DAY == 0:
        return with_unit(number_text(Decimal(value.nanoseconds // _DAY)), "days", lang)
    if isinstance(value, temporal.MonthsDuration):
        return with_unit(number_text(Decimal(value.total_months)), "months", lang)
    if isinstance(value, FunctionValue):
        return phrase(lang, "function")
    return str(to_string(value))


def date_text(value: temporal.Date, lang: str) -> str:
    """A date, such as 23 November 2026."""
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def iso_text(text: str, lang: str) -> str:
    """A date written in ISO form, for people; other texts as they are."""
    day = temporal.parse_date(text)
    return text if day is None else date_text(day, lang)
