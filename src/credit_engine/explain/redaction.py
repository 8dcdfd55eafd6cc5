"""Taking the values of redacted inputs out of a trace, so that no page made of it can show them.

An input's own line is hidden whatever it holds. Elsewhere a value is found by what it is: a text, number,
date or duration that equals a redacted one, and a redacted text within another; also within what people wrote
into interventions, where numbers and days are texts, too. Details of failed
operations, which may quote what they were given, are left out. A condition on a redacted input says whether
it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, Cause
from credit_engine.account.evidence import HIDDEN, Figure, Rounding, StandIn, Term, Words
from credit_engine.account.policy import InputLine
from credit_engine.explain.trace import InterventionLine, Trace
from credit_engine.operators.text_form import to_string
from credit_engine.run.fields import Field

_SHORTEST = 4
"""Characters of a redacted text that is looked for within others; a shorter one stands in many words."""
MARK = "***"
"""What stands in the place of a value."""
_NAMING = frozenset(("identity", "items"))
"""Fields of a trace whose texts come from a record: what identifies an item."""


def without_values(trace: Trace, fields_: Sequence[Field], values: Mapping[str, Any]) -> Trace:
    """The trace with nothing of the values of redacted fields."""
    secrets = list(_all_secrets(fields_, values))
    lines = tuple(_input(line, field) for line, field in zip(trace.inputs, fields_, strict=True))
    hiding = _Hiding(secrets, (field.path for field in fields_ if field.redact))
    found: Trace = hiding.part(trace._replace(inputs=()))
    return found._replace(inputs=tuple(map(hiding.part, lines)))


def hidden_texts(fields_: Sequence[Field], values: Mapping[str, Any]) -> Callable[[str], str]:
    """What somebody wrote, with a mark instead of the values of redacted fields within it."""
    return _Hiding(list(_all_secrets(fields_, values)), ()).written


def _all_secrets(fields_: Sequence[Field], values: Mapping[str, Any]) -> Iterator[Any]:
    for field in fields_:
        yield from _secrets(field, values[field.path], field.redact)


def _secrets(field: Field, value: Any, redact: bool) -> Iterator[Any]:
    """The scalars of redacted fields within a value; truth values are none."""
    if isinstance(value, list):
        for item in value:
            yield from _secrets(field, item, redact)
    elif isinstance(value, dict):
        for below in field.fields or ():
            yield from _secrets(below, value.get(below.name), redact or below.redact)
    elif redact and value is not None and not isinstance(value, bool | Absent | StandIn):
        yield value


def _input(line: InputLine, field: Field) -> InputLine:
    return line._replace(figure=line.figure._replace(value=_hidden(field, line.figure.value)))


def _hidden(declared: Field, value: Any) -> Any:
    """An input's value with its redacted fields hidden; that one is missing is no secret."""
    if isinstance(value, Absent | StandIn):
        return value
    if isinstance(value, list) and not declared.redact:
        return [_hidden(declared, item) for item in value]
    if isinstance(value, dict) and not declared.redact:
        below = {field.name: field for field in declared.fields or ()}
        return {name: _hidden(below[name], item) for name, item in value.items()}
    return HIDDEN if declared.redact else value


class _Hiding:
    """One pass over a trace; `texts` are looked for within texts, `exact` values as they are."""

    def __init__(self, secrets: Sequence[Any], paths: Iterable[str]) -> None:
        self.paths = frozenset(paths)
        self.numbers = {value for value in secrets if numbers.is_number(value)}
        self.exact = {str(to_string(value)) for value in secrets if not numbers.is_number(value)}
        self.texts = _longest_first(self.exact)
        self.every = {str(to_string(value)) for value in secrets}
        self.all_texts = _longest_first(self.every)

    def part(self, part: Any, name: str = "") -> Any:
        """A part of the trace without the values; `name` is the field that holds it."""
        if isinstance(part, Term) and part.kind == "literal":
            return part
        if isinstance(part, Term) and part.text in self.paths and not isinstance(part.figure.value, Absent):
            return part._replace(figure=part.figure._replace(value=HIDDEN))
        if isinstance(part, Absent):
            return self.value(part)
        if isinstance(part, Figure):
            return part._replace(value=self.value(part.value))
        if isinstance(part, Rounding):
            return None if self.value(part.exact.value) is HIDDEN else part
        if isinstance(part, Cause):
            return part._replace(detail="")
        if isinstance(part, InterventionLine):
            return self._intervention(part)
        if hasattr(part, "_replace"):
            return part._replace(**{field: self.part(getattr(part, field), field) for field in part._fields})
        if isinstance(part, tuple):
            return tuple([self.part(item, name) for item in part])
        return self.text(part) if isinstance(part, str) and name in _NAMING else part

    def _intervention(self, line: InterventionLine) -> InterventionLine:
        return line._replace(
            by=self.written(line.by),
            authority=self.written(line.authority),
            reason=self.written(line.reason),
            condition=self.written(line.condition),
        )

    def value(self, value: Any) -> Any:
        """A value of a figure."""
        if isinstance(value, Absent):
            return Absent(tuple(cause._replace(detail="") for cause in value.causes))
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {name: self.value(item) for name, item in value.items()}
        if value is None or value is HIDDEN or isinstance(value, bool | StandIn | Words):
            return value
        if numbers.is_number(value):
            return HIDDEN if value in self.numbers else value
        if isinstance(value, str):
            return HIDDEN if value in self.exact else self.text(value)
        return HIDDEN if str(to_string(value)) in self.exact else value

    def text(self, text: str) -> str:
        """A text with a mark instead of redacted texts within it."""
        text = _marked(text, self.texts)
        return MARK if text in self.exact else text

    def written(self, text: str) -> str:
        """What somebody wrote."""
        return MARK if text in self.every else _marked(text, self.all_texts)


def _longest_first(texts: Iterable[str]) -> list[str]:
    return sorted((text for text in texts if len(text) >= _SHORTEST), key=len, reverse=True)


def _marked(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, MARK)
    return text
