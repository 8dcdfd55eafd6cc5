"""The fields of a PMML document: types, values that are valid or stand for missing, treatments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.pmml_predicates import (
    ALL_NUMBERS,
    ALL_VALUES,
    Numbers,
    Values,
    ValueSet,
    above,
    below,
    points,
    union,
)
from credit_engine.interop.scorecards.pmml_xml import Element
from credit_engine.interop.scorecards.tables import plain
from credit_engine.problems import Problem
from credit_engine.wording import said

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
    described = {one.get("name"): one for one in dictionary.all("DataField")} if dictionary else {}
    schema = model.first("MiningSchema")
    if schema is None:
        problems.append(
            say.bad_pmml(
                model.span, said("the model has no MiningSchema", "模型没有 MiningSchema"), "a MiningSchema"
            )
        )
        return {}
    fields: dict[str, Field | None] = {}
    for mining in schema.all("MiningField"):
        name = mining.get("name")
        if mining.get("usageType", "active") not in _ACTIVE:
            continue
        if name not in described:
            problems.append(
                say.bad_pmml(
                    mining.span,
                    said(
                        "'{name}' is no field of the DataDictionary",
                        "DataDictionary 中没有字段 '{name}'",
                        name=name,
                    ),
                    said("a DataField of this name", "同名的 DataField"),
                )
            )
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
        problems.append(
            say.bad_pmml(
                mining.span,
                said(
                    "'{value}' is no treatment of invalid values",
                    "'{value}' 不是无效值的处理方式",
                    value=invalid,
                ),
                ", ".join(_TREATMENTS),
            )
        )
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
        problems.append(
            say.bad_pmml(mining.span, "'asValue' needs 'invalidValueReplacement'", "invalidValueReplacement")
        )
    if field.missing_is_invalid and field.replacement is not None:
        problems.append(
            say.bad_pmml(
                mining.span,
                said(
                    "'returnInvalid' and a replacement exclude each other", "'returnInvalid' 与替代值相互排斥"
                ),
                said("one of them", "二者之一"),
            )
        )


def _replacement(mining: Element, key: str, kind: Kind, problems: list[Problem]) -> Any:
    if key not in mining.attributes:
        return None
    value = read_value(kind, mining.get(key))
    if value is None:
        problems.append(
            say.bad_pmml(
                mining.span,
                said("'{value}' is no {kind}", "'{value}' 不是 {kind}", value=key, kind=kind),
                f"a {kind}",
            )
        )
    return value


def _listed(data: Element, kind: Kind, property_: str, problems: list[Problem]) -> Sequence[Any]:
    """The values that the dictionary lists as valid, invalid or missing."""
    found = []
    for one in data.all("Value"):
        if one.get("property", "valid") == property_:
            value = read_value(kind, one.get("value"))
            if value is None:
                problems.append(
                    say.bad_pmml(
                        one.span,
                        said(
                            "'{value}' is no {kind}",
                            "'{value}' 不是 {kind}",
                            value=one.get("value"),
                            kind=kind,
                        ),
                        f"a {kind}",
                    )
                )
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
    intervals = [_interval(one, problems) for one in data.all("Interval")]
    if not intervals and not valid and not invalid:
        return None
    listed = union([*intervals, points(map(Decimal, valid))]) if intervals or valid else ALL_NUMBERS
    return listed & ~points(map(Decimal, invalid))


def _interval(one: Element, problems: list[Problem]) -> Numbers:
    closure = one.get("closure")
    sides = {"openOpen": (0, 0), "openClosed": (0, 1), "closedOpen": (1, 0), "closedClosed": (1, 1)}
    if closure not in sides:
        problems.append(
            say.bad_pmml(
                one.span,
                said("'{value}' is no closure", "'{value}' 不是区间开闭方式", value=closure),
                ", ".join(sides),
            )
        )
        return ALL_NUMBERS
    found = ALL_NUMBERS
    for key, side, closed in (
        ("leftMargin", above, sides[closure][0]),
        ("rightMargin", below, sides[closure][1]),
    ):
        if key in one.attributes:
            number = numbers.read_number(one.get(key))
            if number is None:
                problems.append(
                    say.bad_pmml(
                        one.span, said("'{value}' is no number", "'{value}' 不是数字", value=key), "a number"
                    )
                )
            else:
                found = found & side(Decimal(number), closed=bool(closed))
    return found
