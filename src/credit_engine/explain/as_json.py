"""The explanation as canonical JSON: the trace field by field, with the texts of both languages.

Fields that are empty are left out. Every class is written by a function of its own, made when it is first
met, because a trace has thousands of small objects of a few classes. `trace.schema.json` beside this module
is the schema of what is written; `tools/trace_schema.py` makes it of the same classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, NamedTuple

from credit_engine import numbers
from credit_engine.absent import Absent, Cause
from credit_engine.account.evidence import Figure, Hidden, StandIn, Words
from credit_engine.account.lines import LinesStep
from credit_engine.account.record import values_of
from credit_engine.account.steps import Cell, Step
from credit_engine.explain.trace import Trace
from credit_engine.operators.text_form import to_string

Write = Callable[[Any], str]


class Written(NamedTuple):
    """A part of a trace that is JSON already."""

    text: str


SCHEMA_VERSION = 1
"""Which version of the schema a trace follows; it grows where a field or its meaning changes or goes."""


def as_json(trace: Trace) -> str:
    """The trace as canonical JSON: the same text for the same decision."""
    return f'{{"schema_version":{SCHEMA_VERSION},{json_of(trace)[1:]}'


def json_of(value: Any) -> str:
    """The canonical JSON of a trace or of a part of one."""
    kind = value.__class__
    return (_WRITE.get(kind) or _writer(kind))(value)


def _writer(kind: type[Any]) -> Write:
    """What writes the objects of a class; remembered."""
    names: tuple[str, ...] = getattr(kind, "_fields", ())
    write = _object(kind, names) if names else _scalar
    _WRITE[kind] = write
    return write


def _object(kind: type[Any], names: tuple[str, ...]) -> Write:
    keys = [f'"{name}":' for name in names]
    head = f'{{"kind":"{kind.kind}",' if issubclass(kind, Step) else "{"
    values: Callable[[Any], tuple[Any, ...]] = tuple if issubclass(kind, tuple) else values_of

    def write(value: Any) -> str:
        pieces = [
            key + (_WRITE.get(item.__class__) or _writer(item.__class__))(item)
            for key, item in zip(keys, values(value), strict=True)
            if item is not None and (item.__class__ not in _CAN_BE_EMPTY or item)
        ]
        return head + ",".join(pieces) + "}"

    return write


def fields_of(value: Any) -> tuple[str, Iterable[tuple[str, Any]]]:
    """How an object begins, and its fields, each with its key; some may be empty."""
    kind = value.__class__
    if kind is LinesStep:
        known = (("name", value.name), ("result", value.result), ("title", value.title))
        named = (*known, *((fact.name, fact.value) for fact in value.facts))
        return f'{{"kind":"{value.part}"', [(f'"{name}":', item) for name, item in named]
    head = f'{{"kind":"{kind.kind}"' if issubclass(kind, Step) else "{"
    return head, [(f'"{name}":', getattr(value, name)) for name in kind._fields]


def is_empty(value: Any) -> bool:
    """Whether a field is left out."""
    return value is None or (value.__class__ in _CAN_BE_EMPTY and not value)


def _lines(step: LinesStep) -> str:
    """A step that its part words itself: its facts by name, and nothing of how a page words them."""
    head, fields = fields_of(step)
    return head + "".join([f",{key}{json_of(item)}" for key, item in fields if not is_empty(item)]) + "}"


_CAN_BE_EMPTY = (str, tuple)


def _items(value: Iterable[Any]) -> str:
    texts = [(_WRITE.get(item.__class__) or _writer(item.__class__))(item) for item in value]
    return f"[{','.join(texts)}]"


@lru_cache(maxsize=4096)
def _words(value: Words) -> str:
    """A text in both languages; those of a policy come again with each decision."""
    return f'{{"en":{encode_basestring(value.en)},"zh":{encode_basestring(value.zh)}}}'


@lru_cache(maxsize=4096)
def _text(value: str) -> str:
    return encode_basestring(value)


def _cause(value: Cause) -> str:
    pairs = ((key, item) for key, item in value._asdict().items() if item != "")
    return "{" + ",".join(f'"{key}":{json_of(item)}' for key, item in pairs) + "}"


def _figure(figure: Figure) -> str:
    value = computed_json(figure.value) if figure.computed else json_of(figure.value)
    return f'{{"value":{value}{after_value(figure)}'


def after_value(figure: Figure) -> str:
    """What stands after a figure's value."""
    unit = f',"unit":{_text(figure.unit)}' if figure.unit else ""
    return f'{unit},"titles":{figure.titles}}}' if figure.titles else f"{unit}}}"


def computed_json(value: Any) -> str:
    """A value without a declared scale: its numbers have 12 significant digits."""
    if numbers.is_number(value):
        return numbers.canonical_text(numbers.released(value))
    if isinstance(value, list):
        return "[" + ",".join(map(computed_json, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(str(key))}:{computed_json(item)}" for key, item in value.items()) + "}"
    return json_of(value)


def _absent(value: Absent) -> str:
    return '{"unknown":[' + ",".join(map(_cause, value.causes)) + "]}"


def _stand_in(value: StandIn) -> str:
    return f'{{"missing":{_text(value.cause)},"value":{json_of(value.value)}}}'


def _context(value: dict[Any, Any]) -> str:
    return "{" + ",".join([f"{_text(key)}:{json_of(item)}" for key, item in value.items()]) + "}"


def _scalar(value: Any) -> str:
    """A temporal value, range or function as FEEL writes it."""
    return encode_basestring(str(to_string(value)))


_known_cell = lru_cache(maxsize=4096)(_object(Cell, Cell._fields))
"""Cells come again with each decision: tables have many rows that do not match."""
_other_cell = _object(Cell, Cell._fields)


def _cell(cell: Cell) -> str:
    return _known_cell(cell) if cell.value.__class__ is bool else _other_cell(cell)


_WRITE: dict[type[Any], Write] = {
    Cell: _cell,
    type(None): lambda value: "null",
    int: numbers.canonical_text,
    Decimal: numbers.canonical_text,
    bool: lambda value: "true" if value else "false",
    str: _text,
    tuple: _items,
    list: _items,
    dict: _context,
    Words: _words,
    Written: attrgetter("text"),
    Figure: _figure,
    Absent: _absent,
    LinesStep: _lines,
    Cause: _cause,
    StandIn: _stand_in,
    Hidden: lambda value: '{"redacted":true}',
}
