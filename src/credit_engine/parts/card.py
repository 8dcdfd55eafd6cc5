"""Scorecard files: model, checks, and the bins and points that programs look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from credit_engine import numbers
from credit_engine.document_text import Document
from credit_engine.feel.constant_ranges import constant_interval
from credit_engine.feel.number_sets import complement, intersection, is_empty
from credit_engine.feel.parser import FeelSyntaxError, parse_unary_tests
from credit_engine.feel.positioned import positioned
from credit_engine.feel.types import Interval
from credit_engine.parts.model import Bilingual, Model, Number, Scalar
from credit_engine.parts.salvage import damaged_below
from credit_engine.parts.validation import validate
from credit_engine.problems import Note, PolicyError, Problem
from credit_engine.run.steps import Bins, Calibration


class TargetModel(Model):
    """What the score predicts."""

    event: str
    odds: Literal["good:bad"] = "good:bad"


class ScalingModel(Model):
    """Score at given odds (good:bad) and the points that double them."""

    base_score: Number
    base_odds: Number
    points_to_double_odds: Number


class CalibrationModel(Model):
    """From score to PD: by the scaling's odds, or by a logistic curve."""

    method: Literal["scaling", "logistic"] = "scaling"
    intercept: Number | None = None
    slope: Number | None = None


class ReasonCodesModel(Model):
    """How characteristics are ranked as reasons."""

    method: Literal["below_mean", "below_maximum"] = "below_mean"
    at_most: int = 4


class AttributeModel(Model):
    """One attribute: a range, values, a missing cause (or `any`), or what is left; and its points."""

    range: str | None = None
    values: list[Scalar] | None = None
    missing: str | None = None
    otherwise: bool | None = None
    points: Number
    label: Bilingual | None = None

    @property
    def kinds(self) -> list[str]:
        """Which of the four forms are given; exactly one should be."""
        return [k for k in ("range", "values", "missing", "otherwise") if getattr(self, k) is not None]


class CharacteristicReason(Bilingual):
    """The reason code of a characteristic with its texts."""

    code: str


class CharacteristicModel(Model):
    """A characteristic with its attributes; `missing: as_fitted` needs a rationale."""

    attributes: list[AttributeModel] = Field(min_length=1)
    reason: CharacteristicReason
    title: Bilingual | None = None
    mean_points: Number | None = None
    missing: Literal["worst", "as_fitted"] = "worst"
    rationale: str | None = None


class CardModel(Model):
    """A whole scorecard file."""

    scorecard: str
    version: str
    characteristics: dict[str, CharacteristicModel] = Field(min_length=1)
    scaling: ScalingModel
    title: Bilingual | None = None
    target: TargetModel | None = None
    initial_points: Number = 0
    calibration: CalibrationModel = CalibrationModel()
    reason_codes: ReasonCodesModel = ReasonCodesModel()


@dataclass(frozen=True)
class Characteristic:
    """A characteristic ready to be looked up: bins, points by attribute, and the written model.

    Of a `broken` one some attributes could not be used, for reasons that are reported.
    """

    name: str
    spec: CharacteristicModel
    bins: Bins
    points: tuple[Any, ...]
    covered: tuple[Interval, ...]
    broken: bool = False

    @property
    def best(self) -> Any:
        """The most points that any attribute gives."""
        return max(self.points)

    def label(self, attribute: int, lang: str) -> str:
        """The attribute as a reader sees it."""
        spec = self.spec.attributes[attribute]
        if spec.label is not None:
            return spec.label.text(lang)
        if spec.range is not None:
            return spec.range
        if spec.values is not None:
            return ", ".join(map(str, spec.values))
        words = {"missing": ("missing", "缺失"), "otherwise": ("other", "其他")}[spec.kinds[0]]
        word = words[lang == "zh"]
        return f"{word}: {spec.missing}" if spec.missing not in (None, "any") else word


@dataclass(frozen=True)
class Card:
    """A checked scorecard."""

    document: Document
    spec: CardModel
    characteristics: tuple[Characteristic, ...]
    calibration: Calibration | None


def read_card(document: Document) -> Card:
    """The scorecard of a document; raises PolicyError with every problem."""
    problems: list[Problem] = []
    card = examine_card(document, problems)
    if card is None or problems:
        raise PolicyError(problems)
    return card


def examine_card(document: Document, problems: list[Problem]) -> Card | None:
    """Like `read_card`, but collects the problems and gives what could be read besides."""
    spec = validate(document, (), CardModel, problems)
    if spec is None:
        return None
    characteristics = tuple(
        _characteristic(document, name, one, problems) for name, one in spec.characteristics.items()
    )
    calibration = _calibration(document, spec, problems)
    if spec.reason_codes.method == "below_mean" and not damaged_below(document, ("reason_codes",)):
        problems += _means(document, spec)
    return Card(document, spec, characteristics, calibration)


def _means(document: Document, spec: CardModel) -> list[Problem]:
    """Reasons by 'below_mean' need every characteristic's mean; where all lack it, that is one problem."""
    lacking = [name for name, one in spec.characteristics.items() if one.mean_points is None]
    expected = "mean_points: the mean points of the development sample"
    hint = "or rank reasons without means: 'reason_codes: {method: below_maximum}'"
    if len(lacking) > 1 and len(lacking) == len(spec.characteristics):
        at = ("reason_codes",) if ("reason_codes",) in document else ("characteristics",)
        return [
            Problem(
                "missing-key",
                "no characteristic has 'mean_points', which reasons by 'below_mean' need",
                document.key_span(at),
                expected,
                hint,
            )
        ]
    return [
        Problem(
            "missing-key",
            f"'mean_points' of '{name}' is missing",
            document.key_span(("characteristics", name)),
            expected,
            hint,
        )
        for name in lacking
        if not damaged_below(document, ("characteristics", name))
    ]


def _calibration(document: Document, spec: CardModel, problems: list[Problem]) -> Calibration | None:
    """PD = 1/(1 + odds) with odds = base_odds * 2^((score - base_score)/pdo), or the declared curve."""
    if damaged_below(document, ("calibration",)) or damaged_below(document, ("scaling",)):
        return None
    if spec.calibration.method == "logistic":
        if spec.calibration.intercept is None or spec.calibration.slope is None:
            problems.append(Problem("missing-key", "a logistic calibration needs 'intercept' and 'slope'",
                                    document.key_span(("calibration",)), "intercept, slope"))  # fmt: skip
            return None
        return Calibration(Decimal(spec.calibration.intercept), Decimal(spec.calibration.slope))
    scaling = spec.scaling
    refused = [key for key in ("base_odds", "points_to_double_odds") if getattr(scaling, key) <= 0]
    problems += [
        Problem(
            "wrong-value", f"'{key}' has to be above 0", document.span(("scaling", key)), "a number above 0"
        )
        for key in refused
    ]
    if refused:
        return None
    doubling: Any = numbers.ln(2)
    log_odds: Any = numbers.ln(scaling.base_odds)
    slope: Any = numbers.divide(doubling, scaling.points_to_double_odds)
    shift: Any = numbers.multiply(slope, scaling.base_score)
    intercept: Any = numbers.subtract(log_odds, shift)
    return Calibration(Decimal(intercept), Decimal(slope))


def _characteristic(
    document: Document, name: str, spec: CharacteristicModel, problems: list[Problem]
) -> Characteristic:
    here = ("characteristics", name)
    before = len(problems)
    ranges: list[tuple[Interval, int]] = []
    texts: dict[Any, int] = {}
    special: dict[str, int] = {}
    otherwise = missing = None
    for i, attribute in enumerate(spec.attributes):
        at = (*here, "attributes", i)
        if damaged_below(document, at):
            continue
        if len(attribute.kinds) != 1:
            problems.append(
                Problem(
                    "attribute-form",
                    "an attribute has exactly one of range, values, missing, otherwise",
                    document.span(at),
                    "range, values, missing or otherwise",
                )
            )
        elif attribute.range is not None:
            interval = _interval(document, (*at, "range"), problems)
            if interval is not None:
                _overlap(document, at, interval, ranges, problems)
                ranges.append((interval, i))
        elif attribute.values is not None:
            _values(document, at, attribute.values, i, texts, problems)
        elif attribute.missing == "any":
            missing = i
        elif attribute.missing is not None:
            special[attribute.missing] = i
        else:
            otherwise = i
    broken = len(problems) > before or damaged_below(document, here)
    if not broken:
        _gaps(document, here, ranges, otherwise, problems)
        broken = len(problems) > before
        _worst(document, here, spec, missing, problems)
    edges, cells = _cells(ranges)
    bins = Bins(edges, cells, texts, otherwise, special, missing)
    points = tuple(attribute.points for attribute in spec.attributes)
    return Characteristic(name, spec, bins, points, tuple(interval for interval, _ in ranges), broken)


def _interval(document: Document, at: tuple[str | int, ...], problems: list[Problem]) -> Interval | None:
    text = document.text_at(at)
    try:
        interval = constant_interval(parse_unary_tests(text.value))
    except FeelSyntaxError as error:
        problems += positioned(text, error.problems)
        return None
    if interval is None or not all(end is None or numbers.is_number(end) for end in interval[:2]):
        problems.append(Problem("bad-range", f"'{text.value}' is not a range of numbers", text.whole,
                                'such as "[25..35)", "< 25" or ">= 60"'))  # fmt: skip
        return None
    if is_empty(interval):
        problems.append(
            Problem("empty-range", "this range holds no value", text.whole, hint="the lower end stands first")
        )
        return None
    return interval


def _overlap(
    document: Document,
    at: tuple[str | int, ...],
    new: Interval,
    ranges: Sequence[tuple[Interval, int]],
    problems: list[Problem],
) -> None:
    for old, i in ranges:
        common = intersection(old, new)
        if not is_empty(common):
            first = document.span((*at[:-1], i, "range"))
            problems.append(Problem("attribute-overlap", f"this range overlaps another one on {common}",
                                    document.span((*at, "range")), "ranges that exclude each other",
                                    notes=(Note("the other range", first),)))  # fmt: skip
            return


def _values(
    document: Document,
    at: tuple[str | int, ...],
    values: Sequence[Any],
    i: int,
    texts: dict[Any, int],
    problems: list[Problem],
) -> None:
    for k, value in enumerate(values):
        if value in texts:
            problems.append(Problem("duplicate-value", f"'{value}' belongs to two attributes",
                                    document.span((*at, "values", k)), "every value once"))  # fmt: skip
        texts[value] = i


def _gaps(
    document: Document,
    here: tuple[str | int, ...],
    ranges: Sequence[tuple[Interval, int]],
    otherwise: int | None,
    problems: list[Problem],
) -> None:
    """Gaps between ranges; what lies below the first and above the last is the policy's question."""
    if otherwise is not None or not ranges:
        return
    inner = [
        gap for gap in complement([r for r, _ in ranges]) if gap.low is not None and gap.high is not None
    ]
    if inner:
        shown = ", ".join(map(str, inner))
        problems.append(Problem("attribute-gap", f"no attribute covers {shown}", document.key_span(here),
                                hint="close the gap, or add an attribute 'otherwise: true'"))  # fmt: skip


def _worst(
    document: Document,
    here: tuple[str | int, ...],
    spec: CharacteristicModel,
    missing: int | None,
    problems: list[Problem],
) -> None:
    """A missing value scores at most the worst attribute, unless fitted and justified."""
    if missing is None:
        return
    at = (*here, "attributes", missing, "points")
    if spec.missing == "as_fitted":
        if not spec.rationale:
            problems.append(
                Problem(
                    "missing-rationale",
                    "'missing: as_fitted' needs a rationale",
                    document.span((*here, "missing")),
                    "rationale: why, and who approved it",
                )
            )
        return
    worst = min((a.points for i, a in enumerate(spec.attributes) if i != missing), default=None)
    if worst is not None and spec.attributes[missing].points > worst:
        problems.append(Problem("missing-not-worst", "a missing value scores better than the worst attribute",
                                document.span(at), f"at most {worst}",
                                "or write 'missing: as_fitted' with a rationale"))  # fmt: skip


def _cells(ranges: Sequence[tuple[Interval, int]]) -> tuple[tuple[Any, ...], tuple[int | None, ...]]:
    """All edges in order and the attribute below, at and above each of them."""
    edges = sorted({end for interval, _ in ranges for end in interval[:2] if end is not None})
    cells: list[int | None] = []
    for i in range(2 * len(edges) + 1):
        low = edges[(i - 1) // 2] if i else None
        high = edges[i // 2] if i < 2 * len(edges) else None
        probe = Interval(low, low) if i % 2 else Interval(low, high, False, False)
        inside = [k for interval, k in ranges if not is_empty(intersection(interval, probe))]
        cells.append(inside[0] if inside else None)
    return tuple(edges), tuple(cells)
