"""Characteristics of a PMML scorecard as those of the file: which value falls into which attribute.

In PMML the first attribute whose predicate is true is taken, so an attribute has what its predicate
says without what earlier ones have taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import Any

from credit_engine import numbers
from credit_engine.feel.number_sets import EVERYTHING, is_empty, whole
from credit_engine.feel.types import Interval
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import Data, range_text
from credit_engine.interop.scorecards.pmml_fields import (
    Field,
    Numbers,
    Values,
    ValueSet,
    holds,
    join,
    meet,
    minus,
    points,
    union,
)
from credit_engine.interop.scorecards.pmml_predicates import PREDICATES, Reading, fields_of, is_ordered
from credit_engine.interop.scorecards.pmml_xml import Element
from credit_engine.interop.scorecards.tables import plain
from credit_engine.problems import Problem
from credit_engine.wording import said

MAX_ATTRIBUTES = 1_000
"""Attributes of a characteristic, far beyond those of any card."""
CODED = "coded"
"""The cause of raw values that the dictionary declares as missing."""


@dataclass(frozen=True)
class Attribute:
    """An attribute of the document: its points, its reason code, and the values that it takes."""

    element: Element
    score: numbers.Number
    reason_code: str
    values: ValueSet
    missing: bool
    catches_all: bool = False


def field_of(element: Element, fields: Mapping[str, Field | None], problems: list[Problem]) -> Field | None:
    """The one field that a characteristic tests; several, none or an unknown one is a problem.

    None, too, for a field that has problems of its own.
    """
    names = list(dict.fromkeys(name for p in _predicates(element) for name in fields_of(p)))
    unknown = [name for name in names if name not in fields]
    if unknown:
        hint = said(
            "a derived field cannot be carried over: let it be an input", "派生字段无法转入：请改为输入"
        )
        problems.append(
            say.unsupported_pmml(
                element.span,
                said("'{name}', which is no active field,", "“{name}”不是活动字段，", name=unknown[0]),
                hint,
            )
        )
    elif len(names) != 1:
        what = said("a characteristic on {count} fields", "涉及 {count} 个字段的特征", count=len(names)) + (
            f" ({say.listed(names)})" if names else ""
        )
        problems.append(say.unsupported_pmml(element.span, what))
    else:
        return fields[names[0]]
    return None


def _predicates(characteristic: Element) -> list[Element]:
    return [p for a in characteristic.all("Attribute") if (p := a.first(*PREDICATES)) is not None]


def attributes_of(
    characteristic: Element,
    field: Field,
    codes: Mapping[str, str],
    problems: list[Problem],
    notes: list[Problem],
) -> tuple[list[Data], Data]:
    """The attributes of a characteristic and its codes, in the form of the file.

    `codes` gives causes of raw values, where the document has come from a card that had them.
    """
    before = len(problems)
    on_line = field.kind == "number" and (not field.categorical or is_ordered(_predicates(characteristic)))
    reading = Reading(field, on_line, problems)
    found = _read(characteristic, reading, problems)
    if len(problems) > before:
        return [], {}
    found = _matched_values(found, reading, problems, characteristic)
    notes += [
        say.not_carried(
            said(
                "no value reaches this attribute: earlier ones take them all",
                "没有值能到达此属性：前面的属性已全部取走",
            ),
            span=a.element.span,
        )
        for a in found
        if a.values.is_empty and not a.missing and not a.catches_all
    ]
    causes = {value: cause for text, cause in codes.items() if (value := field.value(text)) is not None}
    causes |= dict.fromkeys(field.missing, CODED)
    writer = _Writer(characteristic, reading, found, causes, problems)
    return writer.attributes(), {_text(value): cause for value, cause in causes.items()}


def _read(characteristic: Element, reading: Reading, problems: list[Problem]) -> list[Attribute]:
    """The attributes with all values for which their predicates are true."""
    if sum(1 for _ in characteristic.all("Attribute")) > MAX_ATTRIBUTES:
        what = said("attributes in one characteristic", "单个特征的属性数")
        problems.append(say.xml_limit(characteristic.span, most=MAX_ATTRIBUTES, what=what))
        return []
    read = (_attribute(element, reading, problems) for element in characteristic.all("Attribute"))
    found = [attribute for attribute in read if attribute is not None]
    if not found and not problems:
        element, part = said("characteristic", "该特征"), said("attributes", "属性")
        expected = said("Attribute elements", "Attribute 元素")
        problems.append(say.without_part(characteristic.span, element=element, part=part, expected=expected))
    return found


def _attribute(element: Element, reading: Reading, problems: list[Problem]) -> Attribute | None:
    """An attribute; without points it counts as one of 0, without a predicate there is none."""
    predicate, itself = element.first(*PREDICATES), said("attribute", "该属性")
    score = numbers.read_number(element.get("partialScore"))
    if element.first("ComplexPartialScore") is not None:
        problems.append(
            say.unsupported_pmml(element.span, said("a ComplexPartialScore", "ComplexPartialScore "))
        )
    elif score is None:
        part, expected = said("points", "分值"), said("partialScore, a number", "partialScore，一个数字")
        problems.append(say.without_part(element.span, element=itself, part=part, expected=expected))
    if predicate is None:
        part, known = said("predicate", "谓词"), ", ".join(PREDICATES)
        problems.append(say.without_part(element.span, element=itself, part=part, expected=known))
        return None
    truth = reading.truth(predicate)
    return Attribute(
        element,
        plain(score or 0),
        element.get("reasonCode"),
        truth.values,
        truth.missing is True,
        truth.values == reading.everything,
    )


def _matched_values(
    read: Sequence[Attribute], reading: Reading, problems: list[Problem], element: Element
) -> list[Attribute]:
    """Each attribute with what earlier ones leave of its valid values; missing belongs to one at most."""
    field = reading.field
    unmatched = reading.everything
    if field.valid is not None and field.invalid != "asIs":
        unmatched = _same_form(field.valid, reading)
    unmatched = minus(unmatched, reading.only(field.missing))
    missing_taken = field.replacement is not None or field.missing_is_invalid
    attributes = []
    for attribute in read:
        values = meet(attribute.values, unmatched)
        unmatched = minus(unmatched, values)
        attributes.append(replace(attribute, values=values, missing=attribute.missing and not missing_taken))
        missing_taken = missing_taken or attribute.missing
    if field.replacement is not None:
        attributes = _replaced(attributes, reading, problems, element)
    return attributes


def _same_form(valid: ValueSet, reading: Reading) -> ValueSet:
    """The valid values of a nominal number as points, where predicates compare it by order."""
    if isinstance(valid, Numbers) or not reading.on_line:
        return valid
    found = reading.only(valid.listed)
    return ~found if valid.others else found


def _replaced(
    attributes: Sequence[Attribute], reading: Reading, problems: list[Problem], element: Element
) -> list[Attribute]:
    """A missing value is taken for its replacement, and falls where that does."""
    value = reading.field.replacement
    homes = [i for i, attribute in enumerate(attributes) if holds(attribute.values, value)]
    if not homes:
        what = said(
            "the replacement '{value}' of a missing value, which no attribute covers,",
            "缺失值的替代值 '{value}'（没有属性覆盖）",
            value=value,
        )
        problems.append(say.unsupported_pmml(element.span, what))
    return [replace(a, missing=i in homes) for i, a in enumerate(attributes)]


def _text(value: Any) -> str:
    return (
        value
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else (numbers.canonical_text(value))
    )


@dataclass(frozen=True)
class _Writer:
    """Writes the attributes, each with the values that it takes in the end, in the form of the file."""

    characteristic: Element
    reading: Reading
    found: Sequence[Attribute]
    causes: Mapping[Any, str]
    problems: list[Problem]

    def attributes(self) -> list[Data]:
        """The attributes: ranges or values, then causes, missing, otherwise."""
        before = len(self.problems)
        written = self._ranges() if self.reading.on_line else self._values()
        written += self._causes()
        written += [{"missing": "any"} | self._points(a) for a in self.found if a.missing]
        written += self._invalid() or self._idle()
        if self.causes and not any(a.missing for a in self.found):
            lacking = [value for value in self.causes if not self._home(value)]
            if lacking:
                what = said(
                    "a missing code ('{lacking}') without an attribute for missing values",
                    "缺失代码（'{lacking}'）没有对应缺失值的属性",
                    lacking=lacking[0],
                )
                self.problems.append(say.unsupported_pmml(self.characteristic.span, what))
        return written if len(self.problems) == before else []

    def _points(self, attribute: Attribute) -> Data:
        code = attribute.reason_code
        reason = {"reason": {"code": code, "en": code, "zh": code}} if code else {}
        return {"points": attribute.score} | reason

    def _home(self, value: Any) -> Attribute | None:
        return next((a for a in self.found if holds(a.values, value)), None)

    def _causes(self) -> list[Data]:
        """An attribute for each cause whose raw values fall into an attribute of the document."""
        written: dict[str, Data] = {}
        for value, cause in self.causes.items():
            home = self._home(value)
            if home is not None and cause not in written:
                written[cause] = {"missing": cause} | self._points(home)
        return list(written.values())

    def _values(self) -> list[Data]:
        written: list[Data] = []
        for attribute in self.found:
            values = attribute.values
            assert isinstance(values, Values)
            if values.others:
                self._only_others(values.listed)
                written.append({"otherwise": True} | self._points(attribute))
            else:
                listed = [value for value in values.listed if value not in self.causes]
                if listed:
                    written.append({"values": listed} | self._points(attribute))
        return written

    def _only_others(self, listed: Sequence[Any]) -> None:
        """What 'otherwise' leaves out has an attribute of its own, else it would get these points."""
        open_ones = [value for value in listed if self._home(value) is None and value not in self.causes]
        if open_ones:
            what = said(
                "the value '{open_ones}', which no attribute covers while all others are covered,",
                "值 '{open_ones}'（其他值均有属性覆盖，唯独它没有）",
                open_ones=open_ones[0],
            )
            self.problems.append(say.unsupported_pmml(self.characteristic.span, what))

    def _ranges(self) -> list[Data]:
        sets = self._with_lone_codes([self._around_codes(a.values) for a in self.found])
        if self.reading.field.integer and any(is_empty(whole(gap)) for gap in _inner_gaps(sets)):
            sets = [_to_whole(accepted) for accepted in sets]
        if self.reading.field.invalid not in ("asMissing", "asValue") and list(_inner_gaps(sets)):
            what = said(
                "a gap between ranges, whose values have no score,", "区间之间的空档（其中的值没有得分）"
            )
            self.problems.append(say.unsupported_pmml(self.characteristic.span, what))
        written = []
        for attribute, values in zip(self.found, sets, strict=True):
            for interval in values.ranges:
                written += [{"range": text} | self._points(attribute) for text in _range_texts(interval)]
        return written

    def _around_codes(self, values: ValueSet) -> Numbers:
        """The set without holes that codes leave: a code never reaches a range."""
        assert isinstance(values, Numbers)
        found = values
        for code in self.causes:
            single = points([Decimal(code)])
            filled = found | single
            found = filled if len(filled.ranges) < len(found.ranges) else found & ~single
        return found

    def _with_lone_codes(self, sets: Sequence[Numbers]) -> list[Numbers]:
        """The sets, each code between two ranges given to one that it touches: no number is left out."""
        closed = list(sets)
        for code in map(Decimal, self.causes):
            if any(holds(accepted, code) for accepted in closed):
                continue
            for i, accepted in enumerate(closed):
                if any(code in (interval.low, interval.high) for interval in accepted.ranges):
                    closed[i] = accepted | points([code])
                    break
        return closed

    def _idle(self) -> list[Data]:
        """An attribute for all other numbers where none is left: it counts where the best one is sought."""
        field = self.reading.field
        if not self.reading.on_line or (field.valid is not None and field.invalid != "asIs"):
            return []
        idle = [a for a in self.found if a.catches_all and a.values.is_empty and not a.missing]
        return [{"otherwise": True} | self._points(a) for a in idle[:1]]

    def _invalid(self) -> list[Data]:
        """What invalid values score: like missing ones, or like the value that replaces them."""
        field = self.reading.field
        if field.valid is None or field.invalid not in ("asMissing", "asValue"):
            return []
        if field.invalid == "asValue":
            home = self._home(field.invalid_value)
        else:
            home = next((a for a in self.found if a.missing), None)
        covered = reduce(join, (a.values for a in self.found))
        open_ones = minus(_same_form(field.valid, self.reading), covered)
        open_ones = minus(open_ones, self.reading.only(field.missing))
        if home is not None and not open_ones.is_empty:
            what = said(
                "valid values that no attribute covers, beside invalid ones that count as missing,",
                "没有属性覆盖的有效值（与按缺失处理的无效值并存）",
            )
            self.problems.append(say.unsupported_pmml(self.characteristic.span, what))
        return [] if home is None else [{"otherwise": True} | self._points(home)]


def _inner_gaps(sets: Sequence[Numbers]) -> Iterator[Interval]:
    for gap in (~union(sets)).ranges:
        if gap.low is not None and gap.high is not None:
            yield gap


def _to_whole(values: Numbers) -> Numbers:
    """The set for whole numbers, each range from just above the last one below it: neighbours touch."""
    found = []
    for low, high, *_ in map(whole, values.ranges):
        if low is None or high is None or low <= high:
            found.append(Numbers((Interval(None if low is None else low - 1, high, low is None, True),)))
    return union(found)


def _range_texts(interval: Interval) -> list[str]:
    if interval == EVERYTHING:
        return ["< 0", ">= 0"]
    low, high, low_in, high_in = interval
    return [range_text(low, high, low_in=low_in, high_in=high_in)]
