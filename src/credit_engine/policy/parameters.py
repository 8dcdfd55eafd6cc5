"""Declared parameters: from the document to their types."""

from __future__ import annotations

import re
from typing import Any

from credit_engine import numbers, temporal
from credit_engine.document_text import Path
from credit_engine.feel.types import ANY, Type, constant, list_of
from credit_engine.other_notations import number_meant, percent_meant
from credit_engine.parts.problems import bad_date, empty_entry
from credit_engine.parts.validation import written_twice
from credit_engine.policy import problems
from credit_engine.policy.declarations import Declarations
from credit_engine.policy.document import ParameterModel
from credit_engine.problems import Note
from credit_engine.wording import said, to_write

_COUNTED = tuple("岁月天笔次户人倍分成折")
"""A text that ends so may be a term or an age as people read it, and is no slip by itself."""


_PERCENT = re.compile(r"([0-9]*\.?[0-9]+) *[%％] *")


def parameter_type(declarations: Declarations, name: str, model: ParameterModel) -> Type:
    """The type of a parameter; its value may change, so no range is taken from it."""
    at: Path = ("parameters", name)
    document, found = declarations.document, declarations.problems
    if any(document.is_damaged((*at, *key)) for key in ((), ("value",), ("dated",))):
        return ANY
    if (model.value is None) == (model.dated is None):
        if not declarations.cut_off(at) and not written_twice(document, at, found):
            declarations.report(problems.parameter_form, declarations.key(at), name=name)
        return ANY
    if model.dated == {}:
        declarations.report(empty_entry, (*at, "dated"), key="dated")
        return ANY
    for day in model.dated or {}:
        if temporal.parse_date(day) is None:
            declarations.report(bad_date, declarations.key((*at, "dated", day)), text=day)
    unit = declarations.unit(model.unit, (*at, "unit"))
    if isinstance(model.value, list):
        items = {_kind(item) for item in model.value}
        kind = items.pop() if len(items) == 1 else "any"
        return list_of(Type(kind, written=tuple(model.value) if kind == "text" else None))
    kind = _one_kind(declarations, name, model, at)
    values = model.dated.values() if model.dated is not None else (model.value,)
    written = tuple(value for value in values if isinstance(value, str)) if kind == "text" else None
    return Type(kind, unit=unit, optional=model.dated is not None, written=written)


def _one_kind(declarations: Declarations, name: str, model: ParameterModel, at: Path) -> str:
    """The kind of all values of a parameter; `any` where they differ."""
    written = [(value, (*at, "dated", day)) for day, value in (model.dated or {}).items()]
    plain = at if (*at, "value") not in declarations.document else (*at, "value")
    written = written or [(model.value, plain)]
    kinds = [_slip_or_kind(declarations, value, place) for value, place in written]
    for kind, (_, place) in zip(kinds, written, strict=True):
        if kind != kinds[0] and "any" not in (kind, kinds[0]):
            note = Note(
                said("{kind} here", "此处为 {kind}", kind=kinds[0]), declarations.document.span(written[0][1])
            )
            first = kinds[0]
            declarations.report(
                problems.values_of_kinds, place, name=name, kind=kind, first=first, notes=(note,)
            )
            return "any"
    return kinds[0]


def _slip_or_kind(declarations: Declarations, value: Any, place: Path) -> str:
    """The kind of a value; a number in another notation, such as `5%` or `20万`, is a slip."""
    typed = isinstance(value, str) and any(character.isdigit() for character in value)
    number = number_meant(value) if typed and not value.endswith(_COUNTED) else None
    if number is None:
        return _kind(value)
    percent = _PERCENT.fullmatch(value)
    is_percent = value.rstrip().endswith(("%", "％"))
    expected = percent_meant(percent[1]) if percent else ""
    declarations.report(
        problems.percent_as_text if is_percent else problems.number_as_text,
        place,
        value=value,
        expected=expected,
        hint=to_write(number),
    )
    return "any"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    known = isinstance(value, str) or (value is not None and numbers.is_number(value))
    return constant(value).kind if known else "any"
