"""Built-in functions that make one kind of value from another: string, number, range, not, is."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from credit_engine import temporal
from credit_engine.absent import Absent, absent
from credit_engine.numbers import Number, read_number
from credit_engine.operators import comparison
from credit_engine.operators.equality import compare, is_same
from credit_engine.operators.kinds import TEMPORAL
from credit_engine.operators.table import LiteralCheck, define, signature
from credit_engine.operators.text_form import to_string
from credit_engine.operators.value_classes import RangeValue
from credit_engine.problems import shortened

_GROUPING, _DECIMAL = (" ", ",", "."), (",", ".")


def _number(text: str) -> Number | Absent:
    return _read("number", text)


def _number_with_separators(text: str, grouping: Any, point: Any) -> Number | Absent:
    refused = _separators_refusal(grouping, point)
    if refused is not None:
        return refused
    group = None if isinstance(grouping, Absent) else grouping
    mark = None if isinstance(point, Absent) else point
    if group:
        text = text.replace(group, "")
    if mark == ",":
        if "." in text:
            return absent("invalid_argument", "number", f"{shortened(text)!r} is not a number")
        text = text.replace(",", ".")
    return _read("number", text)


def _separators_refusal(grouping: Any, point: Any) -> Absent | None:
    """Why digits cannot be read with these separators of groups and decimals."""
    group, mark = (None if isinstance(sign, Absent) else sign for sign in (grouping, point))
    if group in (None, *_GROUPING) and mark in (None, *_DECIMAL) and not (group and group == mark):
        return None
    return absent("invalid_argument", "number", "the separators are not among ' ', ',' and '.'")


def _read(name: str, text: str) -> Number | Absent:
    number = read_number(text)
    if number is None:
        return absent("invalid_argument", name, f"{shortened(text)!r} is not a number")
    return number


_RANGE = re.compile(r"\s*([\[\](])(.*)([\])\[])\s*", re.DOTALL)
_TEXT = r'"(?:[^"\\]|\\.)*"'
_END = re.compile(
    rf"\s*(?:(?P<text>{_TEXT})|@(?P<at>{_TEXT})|(?P<call>date and time|date|time|duration)\s*\(\s*"
    rf"(?P<argument>{_TEXT})\s*\)|(?P<number>-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?))\s*",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_READERS = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_date_time,
    "duration": temporal.parse_duration,
}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def _range(text: str) -> RangeValue | Absent:
    """A closed or open range of literals of one kind, the lower end first."""
    outer = _RANGE.fullmatch(text)
    if outer is not None:
        opening, inside, closing = outer.groups()
        low, rest = _range_end(inside)
        if low is not None and rest.startswith(".."):
            high, rest = _range_end(rest[2:])
            order = None if high is None or rest else compare(low, high)
            if isinstance(order, int) and order <= 0:
                return RangeValue(low, high, opening == "[", closing == "]")
    return absent("invalid_argument", "range", f"{shortened(text)!r} is not a range of literals")


def _range_end(text: str) -> tuple[Any, str]:
    """The literal at the beginning of a text, None if there is none, and what follows it."""
    found = _END.match(text)
    if found is None:
        return None, text
    return _literal(found), text[found.end() :]


def _literal(found: re.Match[str]) -> Any:
    if found["text"]:
        return _unquoted(found["text"])
    if found["at"]:
        return temporal.parse_temporal(_unquoted(found["at"]))
    if found["number"]:
        return read_number(found["number"])
    return _READERS[found["call"]](_unquoted(found["argument"]))


def _unquoted(literal: str) -> str:
    return _ESCAPE.sub(lambda e: _unescaped(e.group(1)), literal[1:-1])


def _unescaped(escape: str) -> str:
    if len(escape) > 1:
        code = int(escape[1:], 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(escape, escape)


def _is(value1: Any = None, value2: Any = None) -> bool:
    """Whether two values are the same element: of one kind, and equal in every part."""
    if value1 is None or value2 is None:
        return type(value1 if value2 is None else value2) in (Absent, type(None))
    if type(value1) in TEMPORAL or type(value2) in TEMPORAL:
        return temporal.is_identical(value1, value2)
    return is_same(value1, value2)


define(
    "string",
    (signature("from: any", "text", to_string),),
    "The text of a value.",
    'string(1.10) = "1.1"',
    characters_a_turn=50,
    holds_arguments=True,
)
define(
    "number",
    (
        signature(
            "from: text, grouping separator: text?, decimal separator: text?",
            "number",
            _number_with_separators,
        ),
        signature("from: text", "number", _number),
    ),
    "The number that a text writes, with separators of groups and of decimals.",
    'number("1 000,5", " ", ",") = 1000.5',
    literals=(
        LiteralCheck(("grouping separator", "decimal separator"), _separators_refusal),
        LiteralCheck(("decimal separator",), partial(_separators_refusal, None)),
    ),
)
define(
    "range",
    (signature("from: text", "range", _range),),
    "The range that a text writes with two literal ends.",
    'range("[18..21)") = [18..21)',
    source="DMN 1.5, 10.3.4",
)
define(
    "not",
    (signature("negand: boolean", "boolean", comparison.negation),),
    "The opposite of true or false.",
    "not(true) = false",
)
define(
    "is",
    (signature("value1?: any?, value2?: any?", "boolean", _is),),
    "Whether two values are the same, time zones as they are written included.",
    'is(@"10:00:00Z", @"11:00:00+01:00") = false',
)
