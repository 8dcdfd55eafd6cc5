#!/usr/bin/env python3
"""Writes the JSON Schema of explanations from the classes of the trace, as `explain/as_json.py` writes them.

A class is an object that has the class's fields and no others. A field is left out where it is empty: None,
an empty text, an empty list; the others are required. A step is told apart by its `kind`.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from inspect import cleandoc
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from credit_engine.absent import Absent, Cause
from credit_engine.account.evidence import Figure, Words
from credit_engine.account.lines import LinesStep
from credit_engine.account.steps import Step
from credit_engine.explain.as_json import SCHEMA_VERSION
from credit_engine.explain.trace import Trace
from credit_engine.parts.registry import PARTS

FILE = Path(__file__).parents[1] / "src" / "credit_engine" / "explain" / "trace.schema.json"
Schema = dict[str, Any]

WIDTH = 100
"""Columns up to which a part of the file stands on one line."""

VALUE: Mapping[str, Schema] = {
    "value": {
        "description": "A value: a scalar (days, times and durations are texts), a list, a context, or why "
        "there is none.",
        "anyOf": [
            {"type": ["null", "boolean", "number", "string"]},
            {"$ref": "#/$defs/unknown"},
            {"$ref": "#/$defs/missing"},
            {"$ref": "#/$defs/redacted"},
            {"type": "array", "items": {"$ref": "#/$defs/value"}},
            {"type": "object", "additionalProperties": {"$ref": "#/$defs/value"}},
        ],
    },
    "missing": {
        "description": "A missing input: its cause, and the value that the policy declares for it.",
        "type": "object",
        "properties": {"missing": {"type": "string"}, "value": {"$ref": "#/$defs/value"}},
        "required": ["missing", "value"],
        "additionalProperties": False,
    },
    "redacted": {
        "description": "A value that the policy keeps from all pages.",
        "type": "object",
        "properties": {"redacted": {"const": True}},
        "required": ["redacted"],
        "additionalProperties": False,
    },
}
"""Values, which are no classes of the trace."""

SCALARS: Mapping[Any, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "number"},
    Any: {"$ref": "#/$defs/value"},
}
WRITTEN: Mapping[type[Any], tuple[str, ...]] = {Figure: ("value", "unit", "titles")}
"""The fields of a class of which not all are written."""
ALWAYS: Mapping[type[Any], tuple[str, ...]] = {Words: ("en", "zh"), Figure: ("value",)}
"""Fields that are written even where they are empty."""
NEVER_EMPTY = frozenset(
    (
        "as_of",
        "code",
        "fingerprint",
        "id",
        "name",
        "outcome",
        "outcomes",
        "path",
        "policy",
        "rule",
        "rules_outcome",
        "text",
        "undecided_outcome",
        "version",
    )
)
"""Texts and lists that a policy cannot leave empty, where a class has no default for them."""

TOLD_IN_LINES: Mapping[type[Any], str] = {
    part.facts: part.key for part in PARTS.values() if part.facts is not None
}
"""The facts of the parts that are told in lines, with the kind of their steps: the part's key."""


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), "utf-8")


def text() -> str:
    """The file."""
    return laid_out(schema()) + "\n"


def schema() -> Schema:
    """The schema of a whole trace."""
    found = _Classes()
    head = found.object_of(Trace)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:credit-engine:trace:{SCHEMA_VERSION}",
        "title": "The explanation of a decision",
        **head,
        "properties": {"schema_version": {"const": SCHEMA_VERSION}, **head["properties"]},
        "required": ["schema_version", *head["required"]],
        "$defs": dict(sorted({**VALUE, **found.all()}.items())),
    }


class _Classes:
    """The classes that are met, each with its schema."""

    def __init__(self) -> None:
        self.waiting: list[type[Any]] = []
        self.found: dict[str, Schema] = {}

    def all(self) -> dict[str, Schema]:
        """The schemas of all classes that those met so far lead to."""
        while self.waiting:
            kind = self.waiting.pop()
            if self._name(kind) not in self.found:
                self.found[self._name(kind)] = {}  # its own fields may lead back to it
                self.found[self._name(kind)] = self._schema(kind)
        return self.found

    @staticmethod
    def _name(kind: type[Any]) -> str:
        return "unknown" if kind is Absent else kind.__name__

    def _schema(self, kind: type[Any]) -> Schema:
        if kind is Step:
            return self._any_step()
        if kind is Absent:
            causes = {"type": "array", "items": self._class(Cause)}
            return _object("Why a value is unknown.", {"unknown": causes}, ["unknown"])
        return self.object_of(kind)

    def _any_step(self) -> Schema:
        """Any step, told apart by its kind; one `if` for each kind makes an error speak of that kind only."""
        kinds = {kind.kind: kind for kind in _steps(Step) if kind is not LinesStep}
        kinds |= {name: kind for kind, name in TOLD_IN_LINES.items()}
        either = [
            {"if": {"properties": {"kind": {"const": name}}}, "then": self._class(kind)}
            for name, kind in sorted(kinds.items())
        ]
        properties = {"kind": {"enum": sorted(kinds)}}
        return {
            "description": cleandoc(Step.__doc__ or ""),
            "type": "object",
            "properties": properties,
            "required": ["kind"],
            "allOf": either,
        }

    def object_of(self, kind: type[Any]) -> Schema:
        """The schema of a class."""
        hints = get_type_hints(kind, include_extras=True)
        names = WRITTEN.get(kind) or kind._fields
        properties = {"kind": {"const": kind.kind}} if issubclass(kind, Step) else {}
        if kind in TOLD_IN_LINES:
            properties = {"kind": {"const": TOLD_IN_LINES[kind]}}
            hints, names = get_type_hints(Step, include_extras=True) | hints, (*Step._fields, *names)
        required = list(properties)
        for name in names:
            properties[name], needed = self._field(hints[name], name in ALWAYS.get(kind, ()))
            needed = needed or (name in NEVER_EMPTY and name not in kind._field_defaults)
            required += [name] if needed else []
        return _object(cleandoc(kind.__doc__ or ""), properties, required)

    def _field(self, hint: Any, always: bool) -> tuple[Schema, bool]:
        """A field's schema, and whether it is always there."""
        if always:
            return self._of(hint), True
        options = _options(hint)
        kinds = [one for one in options if one is not type(None)]
        schema = _not_empty(self._either(kinds))
        may_be_empty = any(one in (str, Any) or get_origin(one) is tuple for one in kinds)
        return schema, len(kinds) == len(options) and not may_be_empty

    def _of(self, hint: Any) -> Schema:
        return self._either(_options(hint))

    def _either(self, kinds: list[Any]) -> Schema:
        schemas = [self._single(one) for one in kinds]
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}

    def _single(self, hint: Any) -> Schema:
        """The schema of a type that is no union."""
        if hint in SCALARS:
            return SCALARS[hint]
        if hint is str:
            return {"type": "string"}
        if get_origin(hint) is Literal:
            return {"enum": list(get_args(hint))}
        if get_origin(hint) is tuple:
            return self._tuple(get_args(hint))
        return self._class(hint)

    def _tuple(self, items: tuple[Any, ...]) -> Schema:
        if items[-1] is Ellipsis:
            return {"type": "array", "items": self._of(items[0])}
        each = [self._of(one) for one in items]
        return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}

    def _class(self, kind: Any) -> Schema:
        self.waiting.append(kind)
        return {"$ref": f"#/$defs/{self._name(kind)}"}


def _steps(kind: type[Step]) -> Iterator[type[Step]]:
    """All forms of steps."""
    for below in kind.__subclasses__():
        yield below
        yield from _steps(below)


def _options(hint: Any) -> list[Any]:
    """What a type can be; of what is annotated, what a trace holds there."""
    if get_origin(hint) is Annotated:
        return _options(get_args(hint)[1])
    if get_origin(hint) in (Union, types.UnionType):
        return [option for one in get_args(hint) for option in _options(one)]
    return [hint]


def _not_empty(schema: Schema) -> Schema:
    """An empty text or list is left out, so one that is there is not empty."""
    least = {"string": "minLength", "array": "minItems"}.get(schema.get("type", ""))
    return {**schema, least: 1} if least and "prefixItems" not in schema else schema


def _object(doc: str, properties: Schema, required: list[str]) -> Schema:
    return {
        "description": " ".join(doc.split()),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def flat(part: Any) -> str:
    """JSON on one line."""
    return json.dumps(part, ensure_ascii=False)


def laid_out(part: Any, write: Callable[[Any], str] = flat, depth: int = 0) -> str:
    """JSON of which every part that fits stands on one line, as `write` writes it."""
    line = write(part)
    if len(line) + 2 * depth <= WIDTH or not isinstance(part, dict | list):
        return line
    inner = "  " * (depth + 1)
    if isinstance(part, dict):
        lines = [f"{flat(key)}: {laid_out(value, write, depth + 1)}" for key, value in part.items()]
    else:
        lines = [laid_out(value, write, depth + 1) for value in part]
    opening, closing = "{}" if isinstance(part, dict) else "[]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(lines) + f"\n{'  ' * depth}{closing}"


if __name__ == "__main__":
    main()
