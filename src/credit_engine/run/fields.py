"""Declared inputs, as the input check and its generated code read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from credit_engine.limits import MAX_LIST_LENGTH

PRIOR = "prior"
"""The key of a record under which the state of the last decision stands."""
NO_PRIOR = "no_prior"
"""The cause of a missing state where there was no decision before."""
_ITEM = re.compile(r"\[\d+\]")
NOT_GIVEN = "not_given"
"""The cause of a field that is left out or null."""
MISSING = ".missing"
"""What the name of a column of causes ends with, after the name of its field's column."""
UNDECIDED, NOT_APPLICABLE = "undecided", "not_applicable"
"""What a cause of absence can mean, unless it stands for a value."""
UNKNOWN = "unknown"
"""The cause of a missing field of the state that the last decision could not tell."""


@dataclass(frozen=True)
class Field:
    """A declared input: type, range, values, what its absence means, codes of its source."""

    path: str
    kind: str
    integer: bool = False
    low: Any = None
    high: Any = None
    low_closed: bool = True
    high_closed: bool = True
    range_text: str = ""
    values: tuple[str, ...] | None = None
    missing: Mapping[str, Any] | None = None
    codes: Mapping[Any, str] = field(default_factory=dict)
    fields: tuple[Field, ...] | None = None
    at_most: int = MAX_LIST_LENGTH
    time_zone: str = "UTC"
    """The zone of the days that moments of other zones become."""
    redact: bool = False
    """Whether no message may show the value."""

    @property
    def is_never_absent(self) -> bool:
        """Whether it has to be given, or each cause of its absence stands for a value."""
        return not {UNDECIDED, NOT_APPLICABLE}.intersection(map(str, (self.missing or {}).values()))

    @property
    def name(self) -> str:
        """The last word of the path."""
        return self.path.rpartition(".")[2]


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by their dotted paths as mappings within mappings, by the words of the paths."""
    root: dict[str, Any] = {}
    for path, value in values.items():
        *groups, last = path.split(".")
        here = root
        for group in groups:
            here = here.setdefault(group, {})
        here[last] = value
    return root


def redacted(declared: Field) -> Field:
    """The field, it and all below it never shown."""
    below = None if declared.fields is None else tuple(map(redacted, declared.fields))
    return replace(declared, redact=True, fields=below)


def is_redacted(fields: Iterable[Field], path: str) -> bool:
    """Whether a path of a record, such as `people[0].name`, leads to, into or above a redacted field."""
    plain = _ITEM.sub("", path)
    for declared in fields:
        if plain == declared.path or plain.startswith(f"{declared.path}."):
            return declared.redact or is_redacted(declared.fields or (), plain[len(declared.path) + 1 :])
    return any(field.path.startswith(f"{plain}.") and has_redacted((field,)) for field in fields)


def has_redacted(fields: Iterable[Field]) -> bool:
    """Whether a value of one of the fields, or within it, is not to be shown."""
    return any(field.redact or has_redacted(field.fields or ()) for field in fields)


def with_stand_ins(
    values: Mapping[str, Any], stand_ins: Mapping[str, str], instead: Callable[[Any, str], Any]
) -> dict[str, Any]:
    """Inputs by path, with what `instead` makes of a declared value and its cause in its place.

    The causes are by path, those of fields of list items and contexts as `debts[0].balance`.
    """
    found = dict(values)
    for path, causes in _by_input(values, stand_ins).items():
        found[path] = _replaced(found[path], causes, instead)
    return found


def _by_input(values: Mapping[str, Any], stand_ins: Mapping[str, str]) -> dict[str, Any]:
    """Causes by input: one, or for an input with parts a tree of them by index and name."""
    found: dict[str, Any] = {}
    for path, cause in stand_ins.items():
        top = path.partition("[")[0]
        while top not in values:
            top = top.rpartition(".")[0]
        *steps, last = [top, *re.findall(r"[^.\[\]]+", path[len(top) :])]
        here = found
        for step in steps:
            here = here.setdefault(step, {})
        here[last] = cause
    return found


def _replaced(value: Any, causes: Any, instead: Callable[[Any, str], Any]) -> Any:
    """A value with what stands for its parts; those that were given as they are."""
    if isinstance(causes, str):
        return instead(value, causes)
    if isinstance(value, list):
        found = list(value)
        for step, below in causes.items():
            found[int(step)] = _replaced(value[int(step)], below, instead)
        return found
    return value | {step: _replaced(value[step], below, instead) for step, below in causes.items()}
