"""Writing plain data as canonical YAML: one text for the same data, that strict reading gives back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from credit_engine import numbers

_PLAIN = re.compile(r"[^\W\d][\w.]*(?: [\w.]+)*")
"""Words that no YAML version reads as anything but a text, the reserved ones apart."""
_RESERVED = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"])
_WIDEST = 110
"""Columns of a line of a scorecard file, as of the sources here."""


def yaml_text(data: Mapping[str, Any]) -> str:
    """The data as YAML: blocks outside, mappings and lists of scalars in a line where they fit.

    Values are texts, whole numbers, decimals, booleans, None, lists, and mappings with texts as
    keys; floats are written as the decimals that they show. Raises TypeError for anything else.
    """
    return "\n".join(_block(data, "")) + "\n"


def _block(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        head = f"{indent}{_key(key)}:"
        line = _flow(value)
        if line is not None and (len(indent) > 0 or not _holds(value)) and _fits(head, line):
            yield f"{head} {line}"
        elif isinstance(value, Mapping) and value:
            yield head
            yield from _block(value, indent + "  ")
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            yield head
            yield from _items(value, indent + "  ")
        else:
            yield f"{head} {_flow(value, deep=True)}"


def _holds(value: Any) -> bool:
    """Whether a value of the outermost level gets lines of its own: lists and large mappings."""
    return isinstance(value, Mapping) and len(value) > 6


def _items(values: Sequence[Any], indent: str) -> Iterator[str]:
    for value in values:
        line = _flow(value)
        if line is not None and (_fits(indent, line) or not isinstance(value, Mapping) or not value):
            yield f"{indent}- {line}"
        elif isinstance(value, Mapping) and any(_flow(item) is None for item in value.values()):
            first, *rest = _block(value, indent + "  ")
            yield f"{indent}- {first.strip()}"
            yield from rest
        else:
            yield f"{indent}- {_flow(value, deep=True)}"


def _fits(head: str, line: str) -> bool:
    return len(head) + len(line) < _WIDEST or not line.startswith(("{", "["))


def _flow(value: Any, deep: bool = False, depth: int = 0) -> str | None:
    """The value in one line; None for nested ones unless `deep` asks for them all the same."""
    if isinstance(value, Mapping):
        if depth > 1 and not deep:
            return None
        parts = [(key, _flow(item, deep, depth + 1)) for key, item in value.items()]
        if any(text is None for _, text in parts):
            return None
        return "{" + ", ".join(f"{_key(key)}: {text}" for key, text in parts) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        if depth > 1 and not deep:
            return None
        texts = [_flow(item, deep, depth + 1) for item in value]
        return None if None in texts else "[" + ", ".join(text or "" for text in texts) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return numbers.canonical_text(value)
    if isinstance(value, float):
        number = numbers.from_float(value)
        if number is not None:
            return numbers.canonical_text(number)
    if isinstance(value, str):
        return _text(value)
    raise TypeError(f"{value!r} cannot be written as YAML")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"the key {key!r} is not a text")
    return _text(key)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.isprintable() and text.lower() not in _RESERVED and len(text) < 1000:
        return text
    return '"' + "".join(map(_character, text)) + '"'


def _character(character: str) -> str:
    """A character within double quotes, as YAML 1.2 escapes what cannot be seen."""
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    number = ord(character)
    digits, mark = (2, "x") if number < 0x100 else (4, "u") if number < 0x10000 else (8, "U")
    return f"\\{mark}{number:0{digits}x}"
