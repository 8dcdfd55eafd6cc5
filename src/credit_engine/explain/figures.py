"""Values for people: numbers with separators and units, percentages, dates, what is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, Cause
from credit_engine.account.evidence import HIDDEN, Column, Figure, StandIn, Words
from credit_engine.operators.text_form import quoted, to_string
from credit_engine.operators.value_classes import FunctionValue
from credit_engine.temporal.reading import iso_text, temporal_text
from credit_engine.texts.causes import why_of
from credit_engine.texts.explanation import PHRASES, phrase
from credit_engine.texts.expressions import SIGNS
from credit_engine.texts.forms import LANGUAGES
from credit_engine.texts.units import CALENDAR_YEAR, is_fraction, is_money, with_unit

_PLAIN_TEXT = re.compile(r"[^\W\d][\w-]*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NEGATED = re.compile(r"not\((.*)\)", re.DOTALL)
_TRUTHS = {"true": "yes", "false": "no"}
_TRUTH = re.compile(r"\b(true|false)\b(?=[^\"]*(?:\"[^\"]*\"[^\"]*)*$)")
_LONGEST_TEXT = 200
"""Characters of a text on a page; what is longer is a document, and stands in full in JSON."""
CONDITIONS = {"ids", *LANGUAGES}
"""The entries of what `conditions` gives: ids, and the texts in each language."""
_UNTITLED = Column("outcome")
_CHECKLIST = (*(Column(key, Words(*PHRASES[key])) for key in ("complete", "missing", "expired")), _UNTITLED)
"""The entries of a checklist within another value; its outcome has no title here, and follows from them."""
_MOST_ITEMS = 5
"""Items of a list that stand in one line; longer lists are told by their number."""
_FAR_ABOVE, _FAR_BELOW = Decimal("1E+36"), Decimal("1E-24")
"""Beyond these numbers are written with an exponent."""


class Reading:
    """In which language values are read, and the titles that a policy gives.

    `values` are its lists of titled values, as figures number them, after an empty one; `titles` are those of
    inputs and of causes, as `texts.causes` reads them.
    """

    def __init__(self, lang: str, values: Sequence[Mapping[str, str]], titles: Mapping[str, str]) -> None:
        self.lang = lang
        self.values = values
        self.titles = titles

    def figure(self, figure: Figure, exact: bool = False, path: str = "") -> str:
        """A value with its unit; `exact` shows all digits of a number, `path` is that of an input."""
        value = figure.value
        if isinstance(value, Absent) and not figure.given:
            return phrase(self.lang, "unknown" if value.applicable else "not_applicable")
        if isinstance(value, dict):
            return self._context(value, figure.columns)
        return self.value(value, figure.unit, exact, figure.titles, path)

    def value(
        self, value: Any, unit: str = "", exact: bool = False, titles: int | None = None, path: str = ""
    ) -> str:
        """A value as text; a text by its title, if the list of titled values has one for it."""
        lang = self.lang
        if isinstance(value, Absent):
            return absent_text(value, lang, self.titles)
        if isinstance(value, StandIn):
            instead = self.value(value.value, unit, exact, titles)
            cause = Cause(value.cause, path)
            return phrase(lang, "stands_in", value=instead, why=why_of(cause, lang, self.titles))
        if isinstance(value, str):
            return self.values[titles or 0].get(value) or self._text(value)
        if isinstance(value, list):
            return self._list(value, unit, titles)
        if isinstance(value, dict):
            return self._context(value)
        return value_text(value, lang, unit, exact)

    def _text(self, value: str) -> str:
        """A text; one that is a day, as a day."""
        return iso_text(value, self.lang) if _DAY.fullmatch(value) else text_value(value)

    def _context(self, value: Mapping[str, Any], columns: Sequence[Column] = ()) -> str:
        """The entries of a context by their titles; of `conditions` the texts in the reader's language."""
        if value.keys() == CONDITIONS:
            return self.value(value[self.lang])
        known = {column.name: column for column in columns or _columns(value)}
        shown = {key: item for key, item in value.items() if columns or known.get(key) is not _UNTITLED}
        entries = (self._entry(known.get(key, Column(key)), item) for key, item in shown.items())
        return phrase(self.lang, "list_comma").join(entries)

    def _entry(self, column: Column, value: Any) -> str:
        name = column.name if column.title is None else column.title.text(self.lang)
        return f"{name} {self.value(value, column.unit, titles=column.titles)}"

    def _list(self, value: list[Any], unit: str, titles: int | None) -> str:
        lang = self.lang
        if not value:
            return phrase(lang, "empty_list")
        if len(value) > _MOST_ITEMS or any(isinstance(item, dict | list) for item in value):
            return phrase(lang, "one_item") if len(value) == 1 else phrase(lang, "items", count=len(value))
        return phrase(lang, "list_comma").join(self.value(item, unit, titles=titles) for item in value)

    def tests(self, text: str, titles: int | None) -> str:
        """The text of FEEL's tests with titles instead of the texts that have one."""
        known = self.values[titles or 0]
        negated = _NEGATED.fullmatch(text)
        shown = (negated[1] if negated else text).replace(", ", phrase(self.lang, "list_comma"))
        shown = shown.replace("!= ", SIGNS["!="] + " ")
        shown = _TRUTH.sub(lambda found: phrase(self.lang, _TRUTHS[found[0]]), shown)
        if known:
            shown = _QUOTED.sub(lambda found: known.get(found[1]) or found[0], shown)
        return phrase(self.lang, "none_of_these", tests=shown) if negated else shown


def _columns(value: Mapping[str, Any]) -> tuple[Column, ...]:
    """The entries of a checklist within another value, whose own titles nobody has handed on."""
    return _CHECKLIST if value.keys() == {column.name for column in _CHECKLIST} else ()


def scale_free(figure: Figure) -> Figure:
    """A fraction as a plain number, as the policy's tests and ranges write it; other values as they are."""
    return figure._replace(unit="") if is_fraction(figure.unit) else figure


def value_text(value: Any, lang: str, unit: str = "", exact: bool = False) -> str:
    """A value of one part as text."""
    if isinstance(value, Words):
        return value.text(lang)
    if value is HIDDEN:
        return phrase(lang, "hidden")
    if isinstance(value, bool):
        return phrase(lang, "yes" if value else "no")
    if numbers.is_number(value):
        return _number_with_unit(value, unit, lang, exact)
    return moment_text(value, lang)


@lru_cache(maxsize=8192)
def _number_with_unit(value: numbers.Number, unit: str, lang: str, exact: bool) -> str:
    """A number as text: most numbers of a page are a policy's own, and come again with every decision."""
    return with_unit(number_text(value, unit, exact), unit, lang)


def text_value(value: str) -> str:
    """A text: a plain code as it is, others in quotes, long ones cut."""
    shown = value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + "..."
    return shown if _PLAIN_TEXT.fullmatch(shown) else quoted(shown)


def absent_text(value: Absent, lang: str, titles: Mapping[str, str]) -> str:
    """Why a value is missing, where one cause says it, else that it is unknown."""
    if len({cause.code for cause in value.causes}) != 1:
        return phrase(lang, "unknown" if value.applicable else "not_applicable")
    key = "missing_because" if value.applicable else "does_not_apply"
    return phrase(lang, key, why=why_of(value.causes[0], lang, titles))


def number_text(value: Any, unit: str = "", exact: bool = False) -> str:
    """A number with thousands separators; a fraction as the digits of its percentage."""
    number: Any = numbers.multiply(value, 100) if is_fraction(unit) else value
    if isinstance(number, Absent) or (number and not _FAR_BELOW < abs(number) < _FAR_ABOVE):
        return f"{Decimal(numbers.significant(value)).normalize():E}" + ("·100" if is_fraction(unit) else "")
    shown = number if exact else _readable(number, unit)
    text = numbers.canonical_text(shown)
    integer, point, decimals = text.partition(".")
    if is_money(unit) and point and len(decimals) < 2:
        decimals += "0"
    if unit == CALENDAR_YEAR:
        return text
    sign = "-" if integer.startswith("-") else ""
    return f"{sign}{int(integer.lstrip('-')):,}{point}{decimals}"


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
    if isinstance(value, FunctionValue):
        return phrase(lang, "function")
    return temporal_text(value, lang) or str(to_string(value))
