"""The attributes of a characteristic: ranges, values and causes of absence, checked and made into bins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credit_engine import numbers
from credit_engine.account.evidence import Words
from credit_engine.document_text import Path
from credit_engine.feel.check.condition_errors import empty_range
from credit_engine.feel.number_sets import complement, constant_interval, intersection, is_empty
from credit_engine.feel.parser import FeelSyntaxError, parse_unary_tests
from credit_engine.feel.positioned import positioned
from credit_engine.feel.types import Interval, Type, type_words
from credit_engine.parts.card import problems as errors
from credit_engine.parts.card.model import AttributeModel, CharacteristicModel
from credit_engine.parts.model import Bilingual
from credit_engine.parts.reading import Reporting
from credit_engine.problems import Note, suggestion
from credit_engine.run.scoring import Bins, kind_of
from credit_engine.texts.explanation import attribute_words, phrase
from credit_engine.wording import said


@dataclass(frozen=True)
class Characteristic:
    """A characteristic ready to be looked up: bins, points by attribute, and the written model.

    `points` are those that the card adds up. Of a `broken` one some attributes could not be used,
    for reasons that are reported. `causes` are the card's titles of causes of absence.
    """

    name: str
    spec: CharacteristicModel
    bins: Bins
    points: tuple[Any, ...]
    covered: tuple[Interval, ...]
    neutral: Any = None
    broken: bool = False
    causes: Mapping[str, Bilingual] = field(default_factory=dict)

    @property
    def best(self) -> Any:
        """The most points that any attribute gives."""
        return max(self.points)

    @property
    def kind(self) -> str:
        """`number`, `text` or `boolean`: what the attributes hold."""
        if self.bins.edges:
            return "number"
        return next(map(kind_of, (v for a in self.spec.attributes for v in a.values or ())), "text")

    def label(self, attribute: int, lang: str, titles: Sequence[tuple[str, Words]] = ()) -> str:
        """The attribute as a reader sees it; `titles` are those of the values that it reads."""
        spec = self.spec.attributes[attribute]
        if spec.label is not None:
            return spec.label.text(lang)
        if spec.range is not None:
            return spec.range
        if spec.values is not None:
            named = {name: title.text(lang) for name, title in titles}
            return phrase(lang, "list_comma").join(named.get(value, str(value)) for value in spec.values)
        title = self.causes.get(spec.missing or "")
        return attribute_words(spec.missing, None if title is None else (title.en, title.zh))[lang == "zh"]


@dataclass
class _Draft:
    """What the attributes of one characteristic cover, as far as they were read."""

    ranges: list[tuple[Interval, int]] = field(default_factory=list)
    values: dict[Any, int] = field(default_factory=dict)
    causes: dict[str, int] = field(default_factory=dict)
    otherwise: int | None = None
    missing: int | None = None


def read_characteristic(file: Reporting, name: str, spec: CharacteristicModel) -> Characteristic:
    """The characteristic with its bins; its problems are collected. Points are the raw ones."""
    here: Path = ("characteristics", name)
    before = len(file.problems)
    draft = _Draft()
    for i, attribute in enumerate(spec.attributes):
        at = (*here, "attributes", i)
        if not file.damaged_below(at):
            _attribute(file, at, i, attribute, draft)
    broken = len(file.problems) > before or file.damaged_below(here)
    if not broken:
        _mixed(file, here, draft)
        _gaps(file, here, draft)
        codes = _codes(file, here, spec, draft)
        broken = len(file.problems) > before
        _worst(file, here, spec, draft.missing)
    else:
        codes = {}
    bins = _bins(name, draft, codes)
    covered = tuple(interval for interval, _ in draft.ranges)
    points = tuple(attribute.points for attribute in spec.attributes)
    return Characteristic(name, spec, bins, points, covered, broken=broken)


def _attribute(file: Reporting, at: Path, i: int, attribute: AttributeModel, draft: _Draft) -> None:
    """Enter one attribute into the draft."""
    if len(attribute.kinds) != 1:
        file.report(errors.attribute_form, at)
    elif attribute.range is not None:
        interval = read_interval(file, (*at, "range"))
        if interval is not None:
            add_range(file, (*at, "range"), interval, i, draft.ranges)
    elif attribute.values is not None:
        _values(file, at, attribute.values, i, draft.values)
    elif attribute.missing is not None:
        _cause(file, at, attribute.missing, i, draft)
    elif draft.otherwise is not None:
        file.report(errors.twice, (*at, "otherwise"), what="otherwise")
    else:
        draft.otherwise = i


def _cause(file: Reporting, at: Path, cause: str, i: int, draft: _Draft) -> None:
    if cause in draft.causes or (cause == "any" and draft.missing is not None):
        file.report(errors.twice, (*at, "missing"), what=cause)
    elif cause == "any":
        draft.missing = i
    else:
        draft.causes[cause] = i


def read_interval(file: Reporting, at: Path) -> Interval | None:
    """The interval of numbers that a range in the file describes, or None with its problems."""
    text = file.document.text_at(at)
    try:
        interval = constant_interval(parse_unary_tests(text.value))
    except FeelSyntaxError as error:
        file.problems += positioned(text, error.problems)
        return None
    if interval is None or not all(end is None or numbers.is_number(end) for end in interval[:2]):
        file.report(errors.bad_range, text.whole, text=text.value)
        return None
    if is_empty(interval):
        file.report(empty_range, text.whole)
        return None
    return interval


def add_range(
    file: Reporting,
    at: Path,
    new: Interval,
    i: int,
    ranges: list[tuple[Interval, int]],
) -> None:
    """Enter a range of the file among others; one that overlaps an earlier one is a problem, too."""
    for old, k in ranges:
        common = intersection(old, new)
        if not is_empty(common):
            first = file.document.span((*at[:-2], k, "range"))
            note = Note(said("the other range", "另一区间"), first)
            file.report(errors.overlap, at, common=common, notes=(note,))
            break
    ranges.append((new, i))


def _values(
    file: Reporting,
    at: Path,
    values: Sequence[Any],
    i: int,
    known: dict[Any, int],
) -> None:
    """Values of one kind, each once."""
    for k, value in enumerate(values):
        at_value = file.document.span((*at, "values", k))
        kinds = {kind_of(other) for other in known}
        if kinds and kind_of(value) not in kinds:
            file.report(
                errors.mixed_values,
                at_value,
                value=value,
                kind=type_words(Type(kind_of(value))),
                others=type_words(Type(min(kinds))),
            )
        elif value in known:
            file.report(errors.twice, at_value, what=value)
        else:
            known[value] = i


def _mixed(file: Reporting, here: Path, draft: _Draft) -> None:
    """Ranges and values do not stand in one characteristic."""
    if draft.ranges and draft.values:
        at = (*here, "attributes", min(draft.values.values()), "values")
        file.report(errors.ranges_and_values, at)


def _gaps(file: Reporting, here: Path, draft: _Draft) -> None:
    """Gaps between ranges; what lies below the first and above the last is the policy's question."""
    if draft.otherwise is None:
        gaps = inner_gaps(interval for interval, _ in draft.ranges)
        if gaps:
            hint = said(
                "close the gap, or add an attribute 'otherwise: true'",
                "请补上空档，或增加属性 'otherwise: true'",
            )
            file.report(errors.gap, file.key(here), what=said("attribute", "属性"), gaps=gaps, hint=hint)


def inner_gaps(ranges: Iterable[Interval]) -> str:
    """What lies between ranges and in none of them, in words; nothing where there is no gap."""
    return ", ".join(str(gap) for gap in complement(ranges) if gap.low is not None and gap.high is not None)


def _codes(file: Reporting, here: Path, spec: CharacteristicModel, draft: _Draft) -> dict[Any, int]:
    """The attribute of each raw value that stands for a cause of absence."""
    found: dict[Any, int] = {}
    for code, cause in spec.codes.items():
        attribute = draft.causes.get(cause, draft.missing)
        at = (*here, "codes", code)
        number = numbers.read_number(code)
        value = (
            number
            if draft.ranges or (draft.values and kind_of(next(iter(draft.values))) == "number")
            else code
        )
        slip = cause not in draft.causes and bool(suggestion(cause, draft.causes))
        if attribute is None or cause == "any" or slip:
            file.report(errors.unknown_cause, at, cause=cause, known=draft.causes)
        elif value is None:
            file.report(errors.code_is_no_number, file.key(at), code=code)
        elif value in found:
            file.report(errors.code_twice, file.key(at), code=code)
        elif value in draft.values:
            file.report(errors.code_and_value, file.key(at), code=code)
        else:
            found[value] = attribute
    return found


def _worst(file: Reporting, here: Path, spec: CharacteristicModel, missing: int | None) -> None:
    """A missing value scores at most the worst attribute, unless fitted and justified."""
    if spec.missing == "as_fitted":
        needs_rationale(file, here, spec, "missing")
        return
    if missing is None:
        return
    worst = min((a.points for i, a in enumerate(spec.attributes) if i != missing), default=None)
    if worst is not None and spec.attributes[missing].points > worst:
        at = (*here, "attributes", missing, "points")
        file.report(errors.missing_not_worst, at, worst=errors.shown(worst))


def needs_rationale(file: Reporting, here: Path, spec: CharacteristicModel, key: str) -> None:
    """What is taken `as_fitted` against a rule is justified in writing, and noted as a warning."""
    at = (*here, key)
    if not spec.rationale:
        file.report(errors.missing_rationale, at, key=key)
    else:
        file.report(errors.as_fitted, at, exception=errors.EXCEPTIONS[key], rationale=spec.rationale)


def _bins(name: str, draft: _Draft, codes: dict[Any, int]) -> Bins:
    """Edges in order and the attribute below, at and above each; codes are points of their own."""
    if not draft.ranges:
        texts = {**draft.values, **codes}
        return Bins((), (), texts, draft.otherwise, draft.causes, draft.missing, name)
    edges = {end for interval, _ in draft.ranges for end in interval[:2] if end is not None}
    cells = cells_of(sorted(edges | codes.keys()), draft.ranges)
    ordered = sorted(edges | codes.keys())
    for i, edge in enumerate(ordered):
        if edge in codes:
            cells[2 * i + 1] = codes[edge]
    return Bins(tuple(ordered), tuple(cells), {}, draft.otherwise, draft.causes, draft.missing, name)


def cells_of(edges: Sequence[Any], ranges: Sequence[tuple[Interval, int]]) -> list[int | None]:
    """The number of the range below the first edge, at it, above it, at the second, ...; None for none."""
    cells: list[int | None] = []
    for i in range(2 * len(edges) + 1):
        low = edges[(i - 1) // 2] if i else None
        high = edges[i // 2] if i < 2 * len(edges) else None
        probe = Interval(low, low) if i % 2 else Interval(low, high, False, False)
        inside = [k for interval, k in ranges if not is_empty(intersection(interval, probe))]
        cells.append(inside[0] if inside else None)
    return cells
