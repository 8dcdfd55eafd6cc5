"""Reading a scorecard file: its model, its characteristics, its curves, and the proof that they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from credit_engine.account.evidence import Words
from credit_engine.document_text import Document, Path
from credit_engine.parts.card import problems as errors
from credit_engine.parts.card.attributes import Characteristic, read_characteristic
from credit_engine.parts.card.curves import check_bands, read_calibration, read_master_scale, scaling_is_sound
from credit_engine.parts.card.model import CardModel
from credit_engine.parts.card.plain import check_plain
from credit_engine.parts.card.proof import derivation, prove
from credit_engine.parts.card.reasons import BASELINE_KEYS
from credit_engine.parts.model import grade_titles
from credit_engine.parts.reading import Reporting
from credit_engine.parts.salvage import damaged_below
from credit_engine.parts.validation import validate
from credit_engine.problems import PolicyError, Problem
from credit_engine.run.scoring import Calibration, Steps
from credit_engine.wording import said


@dataclass(frozen=True)
class Card:
    """A checked scorecard."""

    document: Document
    spec: CardModel
    characteristics: tuple[Characteristic, ...]
    calibration: Calibration | None
    scale: Steps | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def grade_titles(self) -> tuple[tuple[str, Words], ...]:
        """The titles of the grades of its master scale."""
        return grade_titles(self.spec.master_scale or {})

    @property
    def points_data(self) -> tuple[Any, tuple[tuple[Any, ...], ...]]:
        """The initial points and the points of every characteristic's attributes, as they are added up."""
        return self.spec.initial_points, tuple(
            characteristic.points for characteristic in self.characteristics
        )


class ScoredCard(NamedTuple):
    """A scorecard in a policy: by which name, and the nodes of its characteristics' attributes."""

    name: str
    card: Card
    attributes: tuple[int, ...]


def read_card(document: Document) -> Card:
    """The scorecard of a document; raises PolicyError with every problem."""
    problems: list[Problem] = []
    card = examine_card(document, problems)
    if card is None or any(problem.severity == "error" for problem in problems):
        raise PolicyError(problems)
    return card


def examine_card(document: Document, problems: list[Problem]) -> Card | None:
    """Like `read_card`, but collects the problems and gives what could be read besides.

    Warnings are the card's and are not among the problems.
    """
    found: list[Problem] = []
    file = Reporting(document, found)
    spec = validate(document, (), CardModel, found)
    if spec is None:
        problems += found
        return None
    read = [
        read_characteristic(file, name, characteristic)
        for name, characteristic in spec.characteristics.items()
    ]
    sound = scaling_is_sound(file, spec)
    calibration = read_calibration(file, spec, sound)
    scale = read_master_scale(file, spec)
    check_plain(file, spec)
    found += _causes(document, spec)
    prove(file, spec, sound)
    check_bands(file, spec)
    characteristics = tuple(_as_added_up(spec, characteristic, sound) for characteristic in read)
    if not damaged_below(document, ("reason_codes",)):
        found += _baselines(document, spec, characteristics)
    problems += [problem for problem in found if problem.severity == "error"]
    warnings = tuple(problem for problem in found if problem.severity != "error")
    return Card(document, spec, characteristics, calibration, scale, warnings)


def _as_added_up(spec: CardModel, characteristic: Characteristic, sound: bool) -> Characteristic:
    """The characteristic with the points that the card adds up and those at WOE 0."""
    derived = derivation(spec) if sound else None
    neutral = characteristic.spec.neutral_points if derived is None else derived.base
    characteristic = replace(characteristic, neutral=neutral, causes=spec.causes)
    if spec.points.use == "raw":
        return characteristic
    rounded = tuple(a.points if a.rounded is None else a.rounded for a in characteristic.spec.attributes)
    return replace(characteristic, points=rounded)


def _causes(document: Document, spec: CardModel) -> list[Problem]:
    """Titles are for causes of absence that some characteristic has."""
    known = {
        cause
        for characteristic in spec.characteristics.values()
        for cause in (
            *characteristic.codes.values(),
            *(a.missing for a in characteristic.attributes if a.missing),
        )
    } - {"any"}
    return [
        errors.unknown_cause(document.key_span(("causes", cause)), cause=cause, known=sorted(known))
        for cause in spec.causes
        if cause not in known
    ]


def _baselines(
    document: Document, spec: CardModel, characteristics: Sequence[Characteristic]
) -> list[Problem]:
    """Reasons need every characteristic's baseline; where all lack it, that is one problem."""
    method = spec.reason_codes.method
    if method == "below_maximum" or (method == "below_neutral" and spec.model is not None):
        return []
    key = BASELINE_KEYS.get(method, "neutral_points")
    lacking = [
        characteristic.name for characteristic in characteristics if getattr(characteristic.spec, key) is None
    ]
    if len(lacking) > 1 and len(lacking) == len(characteristics):
        at: Path = ("reason_codes",) if ("reason_codes",) in document else ("characteristics",)
        return [
            errors.no_baselines(key=key, method=method, meaning=_MEANINGS[key], span=document.key_span(at))
        ]
    return [
        errors.no_baseline(
            key=key, name=name, meaning=_MEANINGS[key], span=document.key_span(("characteristics", name))
        )
        for name in lacking
        if not damaged_below(document, ("characteristics", name))
    ]


_MEANINGS = {
    "mean_points": said("the mean points of the development sample", "开发样本的平均分值"),
    "passing_mean_points": said(
        "the mean points of those of the development sample who pass", "开发样本中通过者的平均分值"
    ),
    "neutral_points": said("the points at WOE 0", "WOE 为 0 时的分值"),
    "baseline_points": said("the points that are neither good nor bad", "不好不坏的分值"),
}
