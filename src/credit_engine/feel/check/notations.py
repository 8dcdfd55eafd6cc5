"""What was meant by something that reads as FEEL and is a form of another notation: a mend, or None."""

from __future__ import annotations

import re
from collections.abc import Sequence

from credit_engine.feel import syntax
from credit_engine.feel.lexer.names import quoted
from credit_engine.feel.notations import translated, words
from credit_engine.feel.notations.words import RENAMED
from credit_engine.feel.parser import FeelSyntaxError, parse_expression
from credit_engine.feel.types import Type
from credit_engine.numbers import read_number
from credit_engine.operators import FUNCTIONS
from credit_engine.other_notations import date_meant, duration_meant, half_width, number_meant, truth_meant
from credit_engine.temporal import kind_of_temporal, parse_temporal

_WORD = re.compile(r"[^\W\d]\w*")
_CALLED = re.compile(r"([^\W\d]\w*(?: \w+)*)\(")


def of_expression(text: str, names: Sequence[str] = ()) -> str | None:
    """An expression of another notation as one of FEEL that calls only functions that there are."""
    right = translated(text, "expression", names)
    if right is None or right == text:
        return None
    try:
        parse_expression(right)
    except FeelSyntaxError:
        return None
    called = set(_CALLED.findall(right)) - {"not", "in", "and", "or", "then", "else", "if"}
    return right if all(any(function.endswith(name) for name in FUNCTIONS) for function in called) else None


def of_name(name: str, wanted: Sequence[str] | None, paths: Sequence[str]) -> str | None:
    """A name that nobody declared: values of a cell, a constant, full-width letters, words run together."""
    if name in words.ANYTHING:
        return "-"
    if wanted is not None:
        cell = translated(name, "unary_tests") or ""
        found = set(_WORD.findall(cell)) - {"not"}
        if cell != name and found and found <= set(wanted):
            return re.sub(_WORD, lambda word: word[0] if word[0] == "not" else quoted(word[0]), cell)
        return None
    if half_width(name) in paths:
        return half_width(name)
    if name.lower() in words.CONSTANTS:
        return words.CONSTANTS[name.lower()]
    if name.isascii():
        return None
    right = of_expression(name, paths)
    return right if right is not None and _WORD.findall(right) != [name] else None


def of_method(name: str) -> str:
    """The function that is called by a dot elsewhere, as `name.startsWith("a")`; empty for any other."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().replace("_", " ")
    plain = spaced.replace(" ", "")
    found = RENAMED.get(plain, spaced if spaced in FUNCTIONS else "")
    return {"length": "string length", "size": "count", "includes": "contains"}.get(plain, found)


def of_value(text: str, other: Type) -> str | None:
    """A literal in the form of another type than the one it is compared with."""
    plain = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if other.kind == "date":
        day = date_meant(plain) or plain
        value = parse_temporal(day)
        return f'@"{day}"' if value is not None and kind_of_temporal(value) == "date" else None
    if other.kind == "number" and plain != text:
        return number_meant(plain) or (plain if read_number(plain) is not None else None)
    if other.kind == "boolean" and (plain != text or plain in ("0", "1")):
        return truth_meant(plain)
    if other.values is not None and text in other.values and not text.isidentifier():
        return quoted(text)
    return None


def of_argument(function: str, node: syntax.Expression) -> str | None:
    """A text that a function refuses, in the form that it takes."""
    if not isinstance(node, syntax.Text):
        return None
    if function == "date" and (day := date_meant(node.value)) is not None:
        return quoted(day)
    if function == "duration" and (length := duration_meant(node.value)) is not None:
        return quoted(length)
    if function == "number" and (number := number_meant(node.value)) is not None:
        return quoted(number)
    return None
