"""Proving a scorecard file: its points, WOE and intercept agree with each other, and its signs are right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Document, Path
from credit_engine.parts.card import problems as errors
from credit_engine.parts.card.attributes import needs_rationale
from credit_engine.parts.card.curves import factor_and_offset, ln
from credit_engine.parts.card.model import AttributeModel, CardModel, CharacteristicModel
from credit_engine.parts.reading import Reporting
from credit_engine.parts.salvage import damaged_below

_POINTS_AGREE = Decimal("1e-6")
"""Points are written with six decimals: development and other systems round there."""
_WOE_AGREES = Decimal("1e-9")
"""A WOE of written counts is written with nine decimals or more; floats of other systems differ far
below."""


@dataclass(frozen=True)
class Derivation:
    """How points follow from WOE: points = base + factor * coefficient * woe.

    With the intercept spread over n characteristics, base = (factor * intercept + offset) / n and
    the card has no initial points; else base = 0 and they are factor * intercept + offset (Siddiqi
    2006, chapter 6).
    """

    factor: Decimal
    base: Decimal
    initial: Decimal

    def points(self, coefficient: Any, woe: Any) -> Decimal:
        """The points of an attribute, to 34 digits."""
        with localcontext(numbers.CONTEXT):
            return self.base + self.factor * Decimal(coefficient) * Decimal(woe)


def derivation(spec: CardModel) -> Derivation | None:
    """How the card's points follow from its model; None for a card whose points are given."""
    if spec.model is None:
        return None
    factor, offset = factor_and_offset(spec.scaling)
    with localcontext(numbers.CONTEXT):
        whole = factor * spec.model.intercept + offset
        if spec.model.intercept_in == "initial_points":
            return Derivation(factor, Decimal(0), whole)
        return Derivation(factor, whole / len(spec.characteristics), Decimal(0))


def prove(file: Reporting, spec: CardModel, sound: bool) -> None:
    """Recompute what can be recomputed and report what does not agree with what is written."""
    derived = derivation(spec) if sound and not file.damaged_below(("model",)) else None
    if derived is not None and not file.damaged_below(("initial_points",)):
        _initial(file, spec, derived)
    for name, characteristic in spec.characteristics.items():
        here: Path = ("characteristics", name)
        if file.damaged_below(here):
            continue
        if spec.model is not None:
            _sign(file, here, characteristic)
        else:
            _no_model(file, here, characteristic)
        for at, attribute in _attributes(file.document, here, characteristic):
            if spec.model is not None:
                _points(file, at, characteristic, attribute, derived)
            _rounded(file, at, attribute, spec)
        _woe(file, here, characteristic)


def _attributes(
    document: Document, here: Path, characteristic: CharacteristicModel
) -> Iterator[tuple[Path, AttributeModel]]:
    for i, attribute in enumerate(characteristic.attributes):
        at = (*here, "attributes", i)
        if not damaged_below(document, at):
            yield at, attribute


def _initial(file: Reporting, spec: CardModel, derived: Derivation) -> None:
    if abs(Decimal(spec.initial_points) - derived.initial) > _POINTS_AGREE:
        at: Path = ("initial_points",) if ("initial_points",) in file.document else ("model",)
        file.report(
            errors.initial_points,
            at,
            right=errors.shown(derived.initial),
            written=errors.shown(spec.initial_points),
        )


def _sign(file: Reporting, here: Path, characteristic: CharacteristicModel) -> None:
    """Ln odds good:bad rises with WOE = ln(%good/%bad), so a coefficient below 0 works against the data."""
    if characteristic.coefficient is None:
        file.report(errors.no_coefficient, file.key(here))
    elif characteristic.sign == "as_fitted":
        needs_rationale(file, here, characteristic, "sign")
    elif characteristic.coefficient < 0:
        file.report(errors.wrong_sign, (*here, "coefficient"))


def _no_model(file: Reporting, here: Path, characteristic: CharacteristicModel) -> None:
    """A coefficient without a model would look as if points had been proved."""
    if characteristic.coefficient is not None:
        file.report(errors.no_model, file.key((*here, "coefficient")))


def _points(
    file: Reporting,
    at: Path,
    characteristic: CharacteristicModel,
    attribute: AttributeModel,
    derived: Derivation | None,
) -> None:
    if attribute.woe is None:
        file.report(errors.no_woe, at)
        return
    if derived is None or characteristic.coefficient is None:
        return
    expected = derived.points(characteristic.coefficient, attribute.woe)
    if abs(expected - attribute.points) > _POINTS_AGREE:
        file.report(
            errors.points_disagree,
            (*at, "points"),
            right=errors.shown(expected),
            written=errors.shown(attribute.points),
        )


def _rounded(file: Reporting, at: Path, attribute: AttributeModel, spec: CardModel) -> None:
    if attribute.rounded is None:
        if spec.points.use == "rounded":
            file.report(errors.no_rounded, at)
        return
    expected = numbers.round_number(attribute.points, spec.points.digits)
    if attribute.rounded != expected:
        file.report(errors.rounded_points, (*at, "rounded"), right=errors.shown(expected))


def _woe(file: Reporting, here: Path, characteristic: CharacteristicModel) -> None:
    """WOE = ln(%good / %bad) with shares of the goods and bads of all attributes (Siddiqi 2006, ch. 6); those
    of a pool count together.
    """
    counted = [
        (at, a) for at, a in _attributes(file.document, here, characteristic) if None not in (a.goods, a.bads)
    ]
    for at, attribute in counted:
        below = next((key for key in ("goods", "bads") if getattr(attribute, key) < 0), None)
        if below is not None:
            file.report(errors.negative_count, (*at, below), key=below)
            return
    goods = sum((Decimal(a.goods or 0) for _, a in counted), Decimal(0))
    bads = sum((Decimal(a.bads or 0) for _, a in counted), Decimal(0))
    for at, attribute in counted:
        if attribute.woe is None or attribute.woe_by != "counts":
            continue
        shared = attribute.pool is not None
        pool = [a for _, a in counted if a.pool == attribute.pool] if shared else [attribute]
        good, bad = (sum((Decimal(getattr(a, key)) for a in pool), Decimal(0)) for key in ("goods", "bads"))
        if not good or not bad:
            file.report(errors.zero_cell, (*at, "woe"))
            continue
        with localcontext(numbers.CONTEXT):
            expected = ln((good / goods) / (bad / bads))
        if abs(expected - attribute.woe) > _WOE_AGREES:
            file.report(
                errors.woe_disagrees,
                (*at, "woe"),
                right=errors.shown(expected),
                written=errors.shown(attribute.woe),
            )
