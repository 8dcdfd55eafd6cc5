"""Declared inputs and parameters: from the document to fields, types and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Path
from credit_engine.feel.check.condition_errors import empty_range
from credit_engine.feel.number_sets import constant_interval, is_empty
from credit_engine.feel.parser import FeelSyntaxError, parse_unary_tests
from credit_engine.feel.positioned import positioned
from credit_engine.feel.types import ANY, Interval, Type, list_of
from credit_engine.feel.units import Unit
from credit_engine.limits import MAX_LIST_LENGTH
from credit_engine.other_notations import range_to_write
from credit_engine.parts.declared import read_order, read_unit
from credit_engine.parts.name_forms import unusable
from credit_engine.parts.other_words import MEANINGS, meant_as_hint
from credit_engine.parts.problems import listed_twice
from credit_engine.parts.reading import Reporting
from credit_engine.policy import problems
from credit_engine.policy.document import InputModel
from credit_engine.problems import Problem
from credit_engine.run.fields import Field, redacted
from credit_engine.run.input_problems import shown
from credit_engine.run.inputs import read_value
from credit_engine.wording import said

KINDS = {"integer": "number", "ordinal": "text"}
"""What values of a declared type are in expressions, where that has another name."""
_TEMPORAL = ("date", "time", "date and time", "days and time duration", "years and months duration")


@dataclass
class Declarations(Reporting):
    """Reads declarations of one document and collects what is wrong with them."""

    time_zone: str = "UTC"

    def not_a_value(self, at: Path, raw: Any, name: str, wrong: Problem) -> None:
        """Report a value that a record could not have, in the words of what is wrong with it there."""
        expected, hint = wrong.expected, wrong.hint
        self.report(problems.not_a_value, at, raw=shown(raw), name=name, expected=expected, hint=hint)

    def inputs(self, models: Mapping[str, InputModel]) -> list[tuple[Field, Type]]:
        """Every declared input as a field to read and a type to check against."""
        return [self.input(name, model, ("inputs", name)) for name, model in models.items()]

    def input(self, path: str, model: InputModel, at: Path) -> tuple[Field, Type]:
        """One input; list items and contexts with their own fields."""
        self.problems += unusable(path, self.key(at), dotted=True)
        kind = KINDS.get(model.type, model.type)
        if self.document.is_damaged((*at, "type")):
            return Field(path, kind), ANY
        interval = self._range(model, kind, at)
        below = self._below(path, model, kind, at)
        self._values(model, kind, at)
        order = read_order(self.document, at, model.type, model.values, model.best_first, self.problems)
        self._missing(model, at)
        unit = self.unit(model.unit, (*at, "unit"))
        ends = interval or Interval(None, None)
        field = Field(
            path,
            kind,
            model.type == "integer",
            ends.low,
            ends.high,
            ends.low_closed,
            ends.high_closed,
            model.range or "",
            self._texts(model, at),
            None if model.missing is None else {code: cause.meaning for code, cause in model.missing.items()},
            self._codes(model, at),
            tuple(field for field, _ in below) if below else None,
            model.at_most or MAX_LIST_LENGTH,
            self.time_zone,
        )
        if any(isinstance(meaning, dict) for meaning in (field.missing or {}).values()):
            field = replace(field, missing=self._defaults(field, at))
        if model.redact:
            field = redacted(field)
        type_ = Type(
            kind,
            fields=tuple((field.name, t) for field, t in below) if below else None,
            values=field.values,
            order=order if field.values is not None else None,
            titles=() if model.values is None else model.values.words,
            interval=interval if kind == "number" else None,
            integer=field.integer,
            unit=unit,
            optional=model.missing is not None,
        )
        if kind == "list":
            type_ = replace(list_of(replace(type_, kind="context", optional=False)), optional=type_.optional)
        return field, type_

    def _range(self, model: InputModel, kind: str, at: Path) -> Interval | None:
        if model.range is None:
            return None
        text = self.document.text_at((*at, "range"))
        try:
            interval = constant_interval(parse_unary_tests(text.value))
        except FeelSyntaxError as error:
            hint, found = range_to_write(text.value), positioned(text, error.problems)
            if hint:
                span = self.document.span((*at, "range"))
                found = [replace(found[0], hint=hint, span=span, expected="", notes=())]
            self.problems += found
            return None
        if kind not in ("number", *_TEMPORAL):
            hint = said("use 'values'", "请用 'values'") if kind == "text" else ""
            self.report(problems.range_of_other_kind, (*at, "range"), kind=kind, hint=hint)
        elif interval is None or not all(end is None or _is_of_kind(end, kind) for end in interval[:2]):
            hint = range_to_write(text.value)
            self.report(problems.bad_range, (*at, "range"), value=text.value, kind=kind, hint=hint)
        elif is_empty(interval):
            self.report(empty_range, (*at, "range"))
        else:
            return interval
        return None

    def _below(self, path: str, model: InputModel, kind: str, at: Path) -> list[tuple[Field, Type]]:
        key = {"list": "items", "context": "fields"}.get(kind)
        for other in ("items", "fields"):
            if other != key and getattr(model, other) is not None:
                right = "list" if other == "items" else "context"
                self.report(problems.fields_of_other_kind, (*at, other), other=other, kind=kind, right=right)
        if key is None:
            return []
        models = getattr(model, key)
        if not models:
            if self.cut_off(at):
                return []
            self.report(problems.missing_key, self.key(at), key=key)
            return []
        below = [self.input(name, model, (*at, key, name)) for name, model in models.items()]
        return [] if self.cut_off((*at, key)) else below

    def _values(self, model: InputModel, kind: str, at: Path) -> None:
        if model.values is not None and kind != "text":
            self.report(problems.values_of_other_kind, (*at, "values"), kind=kind)
        for i, value in enumerate(model.values or ()):
            if not self.document.is_damaged((*at, "values", i)) and value in (model.values or ())[:i]:
                self.report(listed_twice, (*at, "values", i), name=value, what=said("value", "值"))

    def _texts(self, model: InputModel, at: Path) -> tuple[str, ...] | None:
        """The declared values, None where they are not all known."""
        here = (*at, "values")
        unread = self.incomplete(here)
        return None if model.values is None or unread else tuple(model.values)

    def _meant(self, meaning: str, path: str) -> str:
        """What somebody may have meant who wrote this for the meaning of a missing value, as a hint."""
        order = ("outcomes", "order")
        outcomes = self.document.value(order) if order in self.document else ()
        near = meant_as_hint(meaning, ("undecided", "not_applicable"), MEANINGS)
        if near and meaning not in (outcomes or ()):
            return near
        return said(
            "what a missing value leads to is for a rule to say: when: is missing({path}), then: ...",
            "缺失时的结论由规则给出：when: is missing({path}), then: ...",
            path=path,
        )

    def _missing(self, model: InputModel, at: Path) -> None:
        """Meanings of causes; a plainly absent field may only become more than undecided with a rationale."""
        for cause, declared in (model.missing or {}).items():
            here = (*at, "missing", cause)
            if self.damaged_below(here):
                continue
            meaning = declared.meaning
            if declared.has_value and declared.then is not None:
                self.report(problems.then_beside_value, (*here, "then"))
            elif meaning not in ("undecided", "not_applicable") and not declared.has_value:
                text = "null" if meaning is None else str(meaning)
                hint = self._meant(text, str(here[1]))
                self.report(problems.no_meaning, (*here, "then"), meaning=text, hint=hint)
            elif cause == "not_given" and meaning != "undecided" and not model.rationale:
                self.report(problems.no_rationale, (*here, "then"))

    def _defaults(self, field: Field, at: Path) -> Mapping[str, Any]:
        """The meanings of causes, with values that stand for a missing one read as a record's would be."""
        meanings = dict(field.missing or {})
        for cause, meaning in meanings.items():
            here = (*at, "missing", cause, "value")
            if not isinstance(meaning, dict) or meaning.keys() != {"value"} or self.document.is_damaged(here):
                continue
            raw = meaning["value"]
            value, wrong = read_value(field, raw)
            if wrong:
                self.not_a_value(here, raw, field.path, wrong[0])
            meanings[cause] = {"value": value}
        return meanings

    def _codes(self, model: InputModel, at: Path) -> dict[Any, str]:
        codes: dict[Any, str] = {}
        for code, cause in model.codes.items():
            if cause not in (model.missing or {}) and not self.lacks(at, "missing"):
                expected = ", ".join(model.missing or ())
                self.report(problems.no_cause, (*at, "codes", code), cause=cause, expected=expected)
            number = numbers.read_number(code)
            codes[code if number is None or KINDS.get(model.type, model.type) == "text" else number] = cause
        return codes

    def lacks(self, at: Path, key: str) -> bool:
        """Whether a key is not there for a reason that is reported."""
        return self.document.is_damaged((*at, key)) or self.cut_off(at)

    def unit(self, text: str | None, at: Path) -> Unit | None:
        """A declared unit."""
        return read_unit(self.document, at, text, self.problems)


def _is_of_kind(end: Any, kind: str) -> bool:
    return numbers.is_number(end) if kind == "number" else getattr(end, "kind", None) == kind
