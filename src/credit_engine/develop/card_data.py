"""The card as plain data in the form of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine import __version__, numbers
from credit_engine.develop.arrays import Floats, Integers
from credit_engine.develop.attributes import Attribute, exact, range_text, readable_edge
from credit_engine.develop.binning import Binned, significant
from credit_engine.develop.development import Basis
from credit_engine.develop.recognition import PROTECTED
from credit_engine.develop.results import Counts
from credit_engine.develop.selection import Model
from credit_engine.develop.settings import ScalingSettings, Settings
from credit_engine.develop.texts import reason_of, title_of, values_label
from credit_engine.parts.card.curves import factor_and_offset
from credit_engine.parts.card.model import ScalingModel

if TYPE_CHECKING:
    from credit_engine.numbers import Number

_MOST_DIGITS = 6
"""Decimals of unrounded points: finer than any score is read, and whole multiples of them add up in 64
bits."""


@dataclass(frozen=True)
class Scaling:
    """How points follow from WOE: the intercept, where it is, and the points of each characteristic's
    base.
    """

    factor: Decimal
    intercept: Number
    base: Decimal
    initial: Number
    digits: int

    def points(self, coefficient: float, woe: float) -> Number:
        """The points of an attribute, to six decimals."""
        with localcontext(numbers.CONTEXT):
            found = self.base + self.factor * Decimal(exact(coefficient)) * Decimal(exact(woe))
        return numbers.round_number(found, _MOST_DIGITS)

    def rounded(self, points: Number) -> Number:
        """Points as they are rounded."""
        return numbers.round_number(points, self.digits)


def scaling_of(settings: ScalingSettings, intercept: float, characteristics: int) -> Scaling:
    """The scaling of a card with an intercept and a number of characteristics."""
    model = ScalingModel(
        base_score=settings.base_score,
        base_odds=settings.base_odds,
        points_to_double_odds=settings.points_to_double_odds,
    )
    factor, offset = factor_and_offset(model)
    with localcontext(numbers.CONTEXT):
        total = factor * Decimal(exact(intercept)) + offset
        if settings.intercept_in == "initial_points":
            return Scaling(
                factor,
                exact(intercept),
                Decimal(0),
                numbers.round_number(total, _MOST_DIGITS),
                settings.digits,
            )
        return Scaling(factor, exact(intercept), total / characteristics, 0, settings.digits)


def used(raw: Sequence[Number], rounded: Sequence[Number], settings: ScalingSettings) -> list[float]:
    """The points that the card adds up, as floats."""
    return [float(value) for value in (raw if settings.use == "raw" else rounded)]


_DIGITS = 6
"""The same decimals, to which sums of points are scaled."""
_LIBRARIES = ("numpy", "optbinning", "ortools", "scikit-learn", "scipy")


@dataclass(frozen=True)
class Points:
    """The written numbers of the model and the points that follow; points per characteristic and
    attribute.
    """

    intercept: float
    coefficients: tuple[float, ...]
    scaling: Scaling
    raw: tuple[tuple[Number, ...], ...]
    rounded: tuple[tuple[Number, ...], ...]

    def totals(self, attributes: Sequence[Integers], rounded: bool) -> Floats:
        """The score of rows by the attribute of each characteristic; decimals are added as scaled
        integers.
        """
        points = self.rounded if rounded else self.raw
        scale = 10**_DIGITS
        total = np.full(len(attributes[0]), int(self.scaling.initial * scale), dtype=np.int64)
        for point, found in zip(points, attributes, strict=True):
            total += np.array([int(value * scale) for value in point], dtype=np.int64)[found]
        found_points: Floats = total / scale
        return found_points


def points_of(model: Model, settings: Settings) -> Points:
    """Intercept and coefficients as they are written, and the points that follow from them."""
    regression = model.selection.regression
    intercept = significant(regression.intercept)
    coefficients = tuple(significant(coefficient) for coefficient in regression.coefficients.tolist())
    kept = model.selection.kept
    scaling = scaling_of(settings.scaling, intercept, len(kept))
    raw = tuple(
        tuple(scaling.points(coefficient, woe) for woe in binned.woe.tolist())
        for coefficient, binned in zip(coefficients, kept, strict=True)
    )
    rounded = tuple(tuple(scaling.rounded(value) for value in characteristic) for characteristic in raw)
    return Points(intercept, coefficients, scaling, raw, rounded)


def card_data(
    basis: Basis,
    points: Points,
    calibration: Mapping[str, Any],
    means: Sequence[tuple[float, float]],
    passing_score: Number,
    development: Mapping[str, Any],
) -> dict[str, Any]:
    """The whole file; `means` are the mean points of all and of passing training rows by characteristic."""
    model, settings = basis.model, basis.settings
    scaling = settings.scaling
    regression = model.selection.regression
    reasons = settings.reason_codes
    return _head(basis) | {
        "target": {"event": settings.event or f"{settings.target} = 1", "odds": "good:bad"},
        "scaling": {
            "base_score": scaling.base_score,
            "base_odds": scaling.base_odds,
            "points_to_double_odds": scaling.points_to_double_odds,
        },
        "initial_points": points.scaling.initial,
        "model": {
            "intercept": exact(points.intercept),
            "intercept_in": scaling.intercept_in,
            **_known(standard_error=regression.intercept_error),
        },
        "points": {"use": scaling.use, "digits": scaling.digits},
        "calibration": dict(calibration),
        **({} if settings.master_scale is None else {"master_scale": dict(settings.master_scale)}),
        "reason_codes": {
            "method": reasons.method,
            "at_most": reasons.at_most,
            "passing_score": passing_score,
        },
        "characteristics": {
            binned.name: _characteristic(binned, i, model, points, settings, means[i])
            for i, binned in enumerate(model.selection.kept)
        },
        "development": dict(development),
        "provenance": {
            "data": dict(basis.origin),
            "settings": plain_settings(settings, "inferred" in development["sample"]),
            "libraries": dict(basis.libraries),
            **({"edits": dict(basis.edits)} if basis.edits else {}),
        },
    }


def _head(basis: Basis) -> dict[str, Any]:
    """Name, version, texts, and the causes that a characteristic of the card has."""
    settings = basis.settings
    head: dict[str, Any] = {"scorecard": settings.name, "version": settings.version}
    for key in ("title", "population"):
        text = getattr(settings, key)
        head |= {key: {"en": text.en, "zh": text.zh}} if text is not None else {}
    used = {cause for binned in basis.model.selection.kept for cause in binned.column.causes}
    causes = {
        cause: {"en": declared.en, "zh": declared.zh}
        for cause, declared in settings.causes.items()
        if cause in used
    }
    return head | ({"causes": causes} if causes else {})


def _characteristic(
    binned: Binned, place: int, model: Model, points: Points, settings: Settings, means: tuple[float, float]
) -> dict[str, Any]:
    regression = model.selection.regression
    found: dict[str, Any] = {
        "title": dict(title_of(binned.name, binned.column.settings)),
        "reason": reason_of(binned.name, binned.column.settings),
        "coefficient": exact(points.coefficients[place]),
        **_known(standard_error=regression.errors[place], p_value=regression.p_values[place]),
    }
    exceptions = {"sign": binned.column.settings.sign, "missing": binned.missing}
    excepted = {key: value for key, value in exceptions.items() if value == "as_fitted"}
    if excepted:
        found |= excepted | {"rationale": binned.column.settings.rationale or settings.rationale}
    found |= {"mean_points": _six(means[0]), "passing_mean_points": _six(means[1])}
    if binned.column.codes:
        found["codes"] = dict(binned.column.codes)
    found["attributes"] = [_attribute(binned, i, place, points) for i in range(len(binned.attributes))]
    return found


def _known(**numbers: float) -> dict[str, Any]:
    """Numbers to the digits with which they are written; NaN, of what is not known, is left out."""
    return {key: exact(significant(float(value))) for key, value in numbers.items() if value == value}


def _attribute(binned: Binned, i: int, place: int, points: Points) -> dict[str, Any]:
    attribute = binned.attributes[i]
    found = _what(attribute) | {
        "goods": exact(binned.goods[i]),
        "bads": exact(binned.bads[i]),
        "woe": exact(binned.woe[i]),
    }
    if binned.woe_by[i] != "counts":
        found["woe_by"] = binned.woe_by[i]
    if binned.hand.is_pooled(i):
        found["pool"] = binned.attributes[binned.hand.pools.index(binned.hand.pools[i])].text
    found |= {"points": points.raw[place][i], "rounded": points.rounded[place][i]}
    label = values_label(attribute.values, binned.column.settings)
    return found | ({"label": dict(label)} if label is not None else {})


def _what(attribute: Attribute) -> dict[str, Any]:
    if attribute.kind == "range":
        return {"range": attribute.text}
    if attribute.kind == "values":
        return {"values": [_written(value) for value in attribute.values]}
    return {"otherwise": True} if attribute.kind == "otherwise" else {"missing": attribute.cause}


def _written(value: Any) -> Any:
    return exact(value) if isinstance(value, float) else value


def _six(value: float) -> Number:
    return exact(round(value, _DIGITS))


def band_edges(points: Floats, number: int) -> list[float]:
    """Edges of score bands that hold about the same number of rows each, as short decimals between two
    scores.
    """
    values = np.unique(points)
    wanted = np.quantile(points, np.arange(1, number) / number)
    places = sorted({int(np.searchsorted(values, value)) for value in wanted.tolist()} - {0, len(values)})
    return [readable_edge(float(values[place - 1]), float(values[place])) for place in places]


def bands_of(edges: Sequence[float], counts: Sequence[Counts]) -> list[dict[str, Any]]:
    """Score bands as the file has them."""
    ends = [None, *edges, None]
    if not edges:
        return []
    return [
        {"range": range_text(low, high), "goods": _six(count.goods), "bads": _six(count.bads)}
        for (low, high), count in zip(pairwise(ends), counts, strict=True)
    ]


def libraries() -> dict[str, str]:
    """Versions of what took part in the fit."""
    return {"credit_engine": __version__} | {name.replace("-", "_"): version(name) for name in _LIBRARIES}


def plain_settings(settings: Settings, with_rejected: bool) -> dict[str, Any]:
    """The settings as plain data that give the same card again; texts of the card itself are not repeated.

    What does nothing beside the others is not there, since it would be refused.
    """
    found = settings.model_dump(
        exclude_none=True, exclude={"title", "population", "causes", "name", "version", "master_scale"}
    )
    if not with_rejected:
        del found["rejects"]
    elif settings.rejects.method == "fuzzy":
        del found["rejects"]["bands"]
    if settings.reason_codes.passing_score is not None:
        del found["reason_codes"]["passing_share"]
    if settings.protected == list(PROTECTED):
        del found["protected"]
    for column in found["columns"].values():
        for key in ("title", "reason", "labels"):
            column.pop(key, None)
    return {key: value for key, value in found.items() if value not in ([], {})}
