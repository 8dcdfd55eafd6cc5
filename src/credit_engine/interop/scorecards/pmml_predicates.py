"""PMML predicates of one field as the set of values for which they are true.

A predicate is true, false or unknown (PMML 4.4, Predicates). For a value that is there it is true or
false; only for a missing one it can be unknown. So a predicate of one field is a set of values, and
what it is for a missing value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.pmml_fields import (
    ALL_NUMBERS,
    ALL_VALUES,
    Field,
    Values,
    ValueSet,
    above,
    below,
    join,
    meet,
    minus,
    points,
)
from credit_engine.interop.scorecards.pmml_xml import Element
from credit_engine.problems import Problem
from credit_engine.wording import said

PREDICATES = ("SimplePredicate", "SimpleSetPredicate", "CompoundPredicate", "True", "False")
MAX_VALUES = 5_000
"""Values of one set, such as postcodes: each becomes a category of the card."""
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_ORDERINGS = {
    "lessThan": (below, False),
    "lessOrEqual": (below, True),
    "greaterThan": (above, False),
    "greaterOrEqual": (above, True),
}
_EQUALITIES = ("equal", "notEqual")


@dataclass(frozen=True)
class Truth:
    """For which values a predicate is true, and whether it is for a missing one (None: unknown)."""

    values: ValueSet
    missing: bool | None


def fields_of(predicate: Element) -> list[str]:
    """The fields that a predicate tests, each once."""
    return list(
        dict.fromkeys(element.get("field") for element in predicate.below() if "field" in element.attributes)
    )


def is_ordered(predicates: Sequence[Element]) -> bool:
    """Whether any of the predicates compares by order."""
    return any(element.get("operator") in _ORDERINGS for p in predicates for element in p.below())


@dataclass(frozen=True)
class Reading:
    """Reads predicates of one field, as sets of numbers on a line or as sets of values."""

    field: Field
    on_line: bool
    problems: list[Problem]

    @property
    def everything(self) -> ValueSet:
        """All values of the field."""
        return ALL_NUMBERS if self.on_line else ALL_VALUES

    def truth(self, predicate: Element) -> Truth:
        """When the predicate is true; what cannot be carried over is a problem."""
        if predicate.name == "True":
            return Truth(self.everything, True)
        if predicate.name == "False":
            return Truth(~self.everything, False)
        if predicate.name == "SimplePredicate":
            return self._simple(predicate)
        if predicate.name == "SimpleSetPredicate":
            return self._set(predicate)
        return self._compound(predicate)

    def only(self, values: Sequence[Any]) -> ValueSet:
        """The set of just these values."""
        return points(map(Decimal, values)) if self.on_line else Values(tuple(values))

    def _simple(self, predicate: Element) -> Truth:
        operator = predicate.get("operator")
        if operator in ("isMissing", "isNotMissing"):
            absent = operator == "isMissing"
            return Truth(~self.everything if absent else self.everything, absent)
        value = self._value(predicate, predicate.get("value"))
        if operator in _EQUALITIES:
            found = self.only([value])
            return Truth(found if operator == "equal" else ~found, None)
        if operator in _ORDERINGS and self.on_line:
            side, closed = _ORDERINGS[operator]
            return Truth(side(Decimal(value), closed=closed), None)
        what = said(
            "'{operator}' on a field of type {kind}",
            "类型为 {kind} 的字段上的 '{operator}'",
            operator=operator,
            kind=self.field.kind,
        )
        self.problems.append(say.unsupported_pmml(predicate.span, what))
        return Truth(self.everything, None)

    def _set(self, predicate: Element) -> Truth:
        operator, array = predicate.get("booleanOperator"), predicate.first("Array")
        if operator not in ("isIn", "isNotIn") or array is None:
            self.problems.append(say.no_set_of_values(predicate.span))
            return Truth(self.everything, None)
        texts = list(tokens(array.text))
        if len(texts) > MAX_VALUES:
            what = said("values in an array", "数组取值数")
            self.problems.append(say.xml_limit(array.span, most=MAX_VALUES, what=what))
            return Truth(self.everything, None)
        if array.get("n", str(len(texts))) != str(len(texts)):
            self.problems.append(say.other_count(array.span, n=array.get("n"), count=len(texts)))
        found = self.only([self._value(array, text) for text in texts])
        return Truth(found if operator == "isIn" else ~found, None)

    def _value(self, element: Element, text: str) -> Any:
        value = self.field.value(text)
        if value is None:
            kind, name = self.field.kind, self.field.name
            self.problems.append(say.other_kind(element.span, text=text, kind=kind, name=name))
            return 0
        return value

    def _compound(self, predicate: Element) -> Truth:
        operator = predicate.get("booleanOperator")
        parts = [self.truth(part) for part in predicate.all(*PREDICATES)]
        combine = _COMBINATIONS.get(operator)
        if combine is None or len(parts) < 1:
            self.problems.append(say.no_compound(predicate.span, combinations=", ".join(_COMBINATIONS)))
            return Truth(self.everything, None)
        return combine(parts)


def tokens(text: str) -> Iterator[str]:
    """The values of an array: separated by blanks; in quotes, with backslashes, where they hold blanks."""
    for match in _TOKEN.finditer(text):
        quoted, bare = match.groups()
        yield quoted.replace(r"\"", '"') if quoted is not None else bare


def _all(parts: Sequence[Truth]) -> Truth:
    return Truth(reduce(meet, (p.values for p in parts)), reduce(_kleene_and, (p.missing for p in parts)))


def _any(parts: Sequence[Truth]) -> Truth:
    return Truth(reduce(join, (p.values for p in parts)), reduce(_kleene_or, (p.missing for p in parts)))


def _exclusive(parts: Sequence[Truth]) -> Truth:
    return reduce(_either, parts)


def _either(a: Truth, b: Truth) -> Truth:
    missing = None if a.missing is None or b.missing is None else a.missing != b.missing
    return Truth(join(minus(a.values, b.values), minus(b.values, a.values)), missing)


def _surrogate(parts: Sequence[Truth]) -> Truth:
    """The first predicate that is not unknown; for a value that is there, of one field, the first."""
    known = (p.missing for p in parts if p.missing is not None)
    return Truth(parts[0].values, next(known, None))


_COMBINATIONS = {"and": _all, "or": _any, "xor": _exclusive, "surrogate": _surrogate}


def _kleene_and(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def _kleene_or(a: bool | None, b: bool | None) -> bool | None:
    return True if a is True or b is True else None if a is None or b is None else False
