"""The fields of a PMML document: types, values that are valid or stand for missing, treatments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from credit_engine import numbers
from credit_engine.feel import number_sets
from credit_engine.feel.types import Interval
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.pmml_xml import Element
from credit_engine.interop.scorecards.tables import plain
from credit_engine.problems import Problem
from credit_engine.wording import said


@dataclass(frozen=True)
class Numbers:
    """A set of numbers: intervals in ascending order that do not touch."""

    ranges: tuple[Interval, ...]

    def __or__(self, other: Numbers) -> Numbers:
        return Numbers(tuple(number_sets.union([*self.ranges, *other.ranges])))

    def __and__(self, other: Numbers) -> Numbers:
        met = []
        i = k = 0
        while i < len(self.ranges) and k < len(other.ranges):
            common = number_sets.intersection(self.ranges[i], other.ranges[k])
            if not number_sets.is_empty(common):
                met.append(common)
            # The range that ends first can meet nothing more.
            if (common.high, common.high_closed) == self.ranges[i][1::2]:
                i += 1
            else:
                k += 1
        return Numbers(tuple(met))

    def __invert__(self) -> Numbers:
        return Numbers(tuple(number_sets.complement(self.ranges)))

    @property
    def is_empty(self) -> bool:
        """Whether it holds no number."""
        return not self.ranges


@dataclass(frozen=True)
class Values:
    """A set of values: `listed`, or with `others` all values but those listed."""

    listed: tuple[Any, ...]
    others: bool = False

    def __invert__(self) -> Values:
        return Values(self.listed, not self.others)

    def __and__(self, other: Values) -> Values:
        if self.others and other.others:
            return Values(tuple(dict.fromkeys((*self.listed, *other.listed))), True)
        kept, against = (other, self) if self.others else (self, other)
        return Values(tuple(v for v in kept.listed if (v in against.listed) != against.others))

    def __or__(self, other: Values) -> Values:
        return ~(~self & ~other)

    @property
    def is_empty(self) -> bool:
        """Whether it holds no value."""
        return not self.listed and not self.others


ValueSet: TypeAlias = Numbers | Values
ALL_NUMBERS = Numbers((number_sets.EVERYTHING,))
ALL_VALUES = Values((), True)


def below(number: Decimal, *, closed: bool) -> Numbers:
    """All numbers below a number, and the number itself where `closed`."""
    return Numbers((Interval(None, number, True, closed),))


def above(number: Decimal, *, closed: bool) -> Numbers:
    """All numbers above a number, and the number itself where `closed`."""
    return Numbers((Interval(number, None, closed, True),))


def points(listed: Iterable[Decimal]) -> Numbers:
    """The numbers themselves."""
    return Numbers(tuple(Interval(number, number) for number in sorted(set(listed))))


def meet(a: ValueSet, b: ValueSet) -> ValueSet:
    """What is in both sets, which are of the same form."""
    if isinstance(a, Numbers):
        assert isinstance(b, Numbers)
        return a & b
    assert isinstance(b, Values)
    return a & b


def join(a: ValueSet, b: ValueSet) -> ValueSet:
    """What is in one of the sets, or in both."""
    return ~meet(~a, ~b)


def minus(a: ValueSet, b: ValueSet) -> ValueSet:
    """What is in the first set and not in the second."""
    return meet(a, ~b)


def holds(values: ValueSet, value: Any) -> bool:
    """Whether a set holds a value."""
    if isinstance(values, Numbers):
        single = Interval(Decimal(value), Decimal(value))
        return not number_sets.disjoint(values.ranges, single)
    return (value in values.listed) != values.others


def union(sets: Iterable[Numbers]) -> Numbers:
    """All numbers of any of the sets."""
    return Numbers(tuple(number_sets.union(interval for numbers in sets for interval in numbers.ranges)))


Kind = Literal["number", "text", "boolean"]
_KINDS: dict[str, Kind] = {
    "string": "text",
    "boolean": "boolean",
    "integer": "number",
    "float": "number",
    "double": "number",
}
_TREATMENTS = ("returnInvalid", "asIs", "asMissing", "asValue")
_ACTIVE = ("active", "supplementary")


@dataclass(frozen=True)
class Field:
    """A field that predicates may test.

    `valid` holds the values that are valid where the document lists them; `missing` the raw values
    that count as missing; `replacement` what a missing value is taken for, unless it is invalid.
    """

    name: str
    kind: Kind
    integer: bool
    categorical: bool
    valid: ValueSet | None
    missing: tuple[Any, ...]
    invalid: str
    invalid_value: Any
    replacement: Any
    missing_is_invalid: bool

    def value(self, text: str) -> Any:
        """The value that a literal of the document writes; None where it writes none of the field's type."""
        return read_value(self.kind, text)


def read_value(kind: Kind, text: str) -> Any:
    """A literal as a text, a boolean or an exact number; None where it is none of that kind."""
    if kind == "text":
        return text
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.strip().lower())
    number = numbers.read_number(text.strip())
    return None if number is None else plain(number)


def read_fields(root: Element, model: Element, problems: list[Problem]) -> dict[str, Field | None]:
    """The fields of the dictionary that the model's schema makes active; None for one with problems."""
    dictionary = root.first("DataDictionary")
    described = {field.get("name"): field for field in dictionary.all("DataField")} if dictionary else {}
    schema = model.first("MiningSchema")
    if schema is None:
        element, expected = said("model", "模型"), said("a MiningSchema", "MiningSchema 元素")
        problems.append(say.without_part(model.span, element=element, part="MiningSchema", expected=expected))
        return {}
    fields: dict[str, Field | None] = {}
    for mining in schema.all("MiningField"):
        name = mining.get("name")
        if mining.get("usageType", "active") not in _ACTIVE:
            continue
        if name not in described:
            problems.append(say.no_such_field(mining.span, name=name))
            continue
        fields[name] = _field(described[name], mining, problems)
    return fields


def _field(data: Element, mining: Element, problems: list[Problem]) -> Field | None:
    kind = _KINDS.get(data.get("dataType"))
    if kind is None:
        problems.append(
            say.unsupported_pmml(
                data.span, said("the type '{type}'", "类型 '{type}'", type=data.get("dataType"))
            )
        )
        return None
    before = len(problems)
    if mining.get("outliers", "asIs") != "asIs":
        problems.append(say.unsupported_pmml(mining.span, f"outliers='{mining.get('outliers')}'"))
    invalid = mining.get("invalidValueTreatment", "returnInvalid")
    if invalid not in _TREATMENTS:
        what, known = said("treatment of invalid values", "无效值的处理方式"), ", ".join(_TREATMENTS)
        problems.append(say.no_such_choice(mining.span, value=invalid, what=what, among=known))
    categorical = kind != "number" or data.get("optype") == "categorical"
    found = Field(
        name=data.get("name"),
        kind=kind,
        integer=data.get("dataType") == "integer",
        categorical=categorical,
        valid=_valid(data, kind, categorical, problems),
        missing=tuple(_listed(data, kind, "missing", problems)),
        invalid=invalid,
        invalid_value=_replacement(mining, "invalidValueReplacement", kind, problems),
        replacement=_replacement(mining, "missingValueReplacement", kind, problems),
        missing_is_invalid=mining.get("missingValueTreatment") == "returnInvalid",
    )
    _consistent(found, mining, problems)
    return found if len(problems) == before else None


def _consistent(field: Field, mining: Element, problems: list[Problem]) -> None:
    if field.invalid == "asValue" and field.invalid_value is None:
        problems.append(say.replacement_missing(mining.span))
    if field.missing_is_invalid and field.replacement is not None:
        problems.append(say.replaced_and_refused(mining.span))


def _replacement(mining: Element, key: str, kind: Kind, problems: list[Problem]) -> Any:
    if key not in mining.attributes:
        return None
    value = read_value(kind, mining.get(key))
    if value is None:
        problems.append(say.no_value_of_kind(mining.span, value=key, kind=kind))
    return value


def _listed(data: Element, kind: Kind, property_: str, problems: list[Problem]) -> Sequence[Any]:
    """The values that the dictionary lists as valid, invalid or missing."""
    found = []
    for listed in data.all("Value"):
        if listed.get("property", "valid") == property_:
            value = read_value(kind, listed.get("value"))
            if value is None:
                problems.append(say.no_value_of_kind(listed.span, value=listed.get("value"), kind=kind))
            else:
                found.append(value)
    return found


def _valid(data: Element, kind: Kind, categorical: bool, problems: list[Problem]) -> ValueSet | None:
    """The values that are valid; None where every value of the type is."""
    valid = _listed(data, kind, "valid", problems)
    invalid = _listed(data, kind, "invalid", problems)
    if not categorical:
        return _valid_numbers(data, valid, invalid, problems)
    if not valid and not invalid:
        return None
    listed = Values(tuple(dict.fromkeys(valid))) if valid else ALL_VALUES
    return listed & ~Values(tuple(invalid))


def _valid_numbers(
    data: Element, valid: Sequence[Any], invalid: Sequence[Any], problems: list[Problem]
) -> Numbers | None:
    intervals = [_interval(interval, problems) for interval in data.all("Interval")]
    if not intervals and not valid and not invalid:
        return None
    listed = union([*intervals, points(map(Decimal, valid))]) if intervals or valid else ALL_NUMBERS
    return listed & ~points(map(Decimal, invalid))


def _interval(interval: Element, problems: list[Problem]) -> Numbers:
    closure = interval.get("closure")
    sides = {"openOpen": (0, 0), "openClosed": (0, 1), "closedOpen": (1, 0), "closedClosed": (1, 1)}
    if closure not in sides:
        what, known = said("closure", "区间开闭方式"), ", ".join(sides)
        problems.append(say.no_such_choice(interval.span, value=closure, what=what, among=known))
        return ALL_NUMBERS
    found = ALL_NUMBERS
    for key, side, closed in (
        ("leftMargin", above, sides[closure][0]),
        ("rightMargin", below, sides[closure][1]),
    ):
        if key in interval.attributes:
            number = numbers.read_number(interval.get(key))
            if number is None:
                problems.append(say.no_number(interval.span, name=key))
            else:
                found = found & side(Decimal(number), closed=bool(closed))
    return found
