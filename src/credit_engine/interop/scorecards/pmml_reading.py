"""PMML scorecards (4.x) as scorecard files. Source: Data Mining Group, PMML 4.4, Scorecard."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.files.sources import read_source
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import (
    Data,
    Draft,
    Texts,
    finished,
    given_scaling,
    scaling_of,
    texts_of,
)
from credit_engine.interop.scorecards.pmml_characteristics import attributes_of, field_of
from credit_engine.interop.scorecards.pmml_fields import Field, read_fields
from credit_engine.interop.scorecards.pmml_xml import Element, parse, read_extension
from credit_engine.interop.scorecards.tables import plain
from credit_engine.problems import PolicyError, Problem
from credit_engine.source import Source
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard

_NAMESPACE = re.compile(r"http://www\.dmg\.org/PMML-4_[0-9]")
_ALGORITHMS = {"pointsBelow": "points_below", "pointsAbove": "points_above"}
_MODELS = ("Scorecard", "MiningModel")
_MAX_REASONS = 4
"""Reasons where the file ranks none: as many as a notice of adverse action names (Regulation B, comment
9(b)(2)-1)."""


def from_pmml(
    path: str | os.PathLike[str],
    *,
    scaling: Mapping[str, Any] | None = None,
    name: str | None = None,
    version: str | None = None,
    texts: Texts | None = None,
) -> Scorecard:
    """The card of a PMML file with one `Scorecard` model; `path` may be the document itself (`<...`).

    A characteristic has the name of the field that it tests. PMML has no scaling: give it, with odds
    good:bad, for a PD (`{"base_score", "base_odds", "points_to_double_odds"}`); a document that
    `to_pmml` wrote has its own. `texts` gives the texts of reason codes: `{code: {"en", "zh"}}`.

    Refused with PolicyError, never dropped: complex partial scores, characteristics of several
    fields or none, derived fields, fields used twice, outlier treatments, targets that change the
    score, gaps whose values have no score.
    """
    source = Source("card.pmml", str(path)) if _is_document(path) else read_source(path)
    root = parse(source)
    model = _model(root)
    draft = Draft("PMML", texts_of(texts))
    kept = read_extension(model, draft.problems)
    _refuse_what_changes_the_score(root, model, draft)
    fields = read_fields(root, model, draft.problems)
    for element in _characteristic_elements(model, draft.problems):
        _characteristic(element, model, fields, kept, draft)
    draft.refuse_if_wrong()
    draft.worst_or_as_fitted()
    head: Data = {
        "scorecard": name or kept.get("scorecard") or model.get("modelName") or "imported",
        "version": version or kept.get("version") or "1",
    }
    return finished(head | _rest(model, kept, scaling, draft), draft)


def _is_document(path: str | os.PathLike[str]) -> bool:
    return isinstance(path, str) and path.lstrip("\ufeff \t\r\n").startswith("<")


def _model(root: Element) -> Element:
    """The only model of the document, a Scorecard that can be scored."""
    if root.name != "PMML" or not _NAMESPACE.fullmatch(root.namespace):
        raise PolicyError(
            [say.not_pmml(root.span, said("this is not a PMML 4.x document", "这不是 PMML 4.x 文档"))]
        )
    models = [
        element for element in root.children if element.name.endswith("Model") or element.name in _MODELS
    ]
    cards = [model for model in models if model.name == "Scorecard"]
    if len(models) != 1 or len(cards) != 1:
        found = say.listed(model.name for model in models) or "none"
        raise PolicyError(
            [
                say.not_pmml(
                    root.span,
                    said(
                        "the document has not just one Scorecard model ({found})",
                        "文档不是恰有一个 Scorecard 模型（{found}）",
                        found=found,
                    ),
                )
            ]
        )
    if cards[0].get("isScorable", "true") in ("false", "0"):
        raise PolicyError(
            [
                say.not_pmml(
                    cards[0].span, said("the model says that it is not to be scored", "模型标明不用于评分")
                )
            ]
        )
    return cards[0]


def _refuse_what_changes_the_score(root: Element, model: Element, draft: Draft) -> None:
    targets = model.first("Targets")
    for target in targets.all("Target") if targets else ():
        changing = sorted(
            target.attributes.keys() & {"rescaleConstant", "rescaleFactor", "castInteger", "min", "max"}
        )
        if changing:
            draft.problems.append(
                say.unsupported_pmml(
                    target.span, said("a target with '{name}'", "带 '{name}' 的目标", name=changing[0])
                )
            )
    for holder in (root.first("TransformationDictionary"), model.first("LocalTransformations")):
        for derived in holder.all("DerivedField") if holder else ():
            message = said(
                "the derived field '{value}', which no predicate tests",
                "派生字段 '{value}'（没有谓词检验它）",
                value=derived.get("name"),
            )
            draft.notes.append(say.not_carried(message, span=derived.span))


def _characteristic_elements(model: Element, problems: list[Problem]) -> Iterator[Element]:
    characteristics = model.first("Characteristics")
    found = list(characteristics.all("Characteristic")) if characteristics else []
    if not found:
        element, part = said("model", "模型"), said("characteristics", "特征")
        expected = said("Characteristic elements", "Characteristic 元素")
        problems.append(say.without_part(model.span, element=element, part=part, expected=expected))
    yield from found


def _characteristic(
    characteristic: Element, model: Element, fields: Mapping[str, Field | None], kept: Data, draft: Draft
) -> None:
    field = field_of(characteristic, fields, draft.problems)
    if field is None:
        return
    if field.name in draft.characteristics:
        what = said("a second characteristic on '{name}'", "'{name}' 的第二个特征", name=field.name)
        draft.problems.append(say.unsupported_pmml(characteristic.span, what))
        return
    codes = kept.get("codes", {}).get(field.name, {})
    attributes, used = attributes_of(characteristic, field, codes, draft.problems, draft.notes)
    title = characteristic.get("name", field.name)
    code = characteristic.get("reasonCode") or title
    found: Data = {
        **({"title": {"en": title, "zh": title}} if title != field.name else {}),
        "reason": _reason(code, draft, kept),
        **_baseline(characteristic, model, draft.problems),
        **({"codes": used} if used else {}),
        "attributes": attributes,
    }
    for attribute in attributes:
        if "reason" in attribute:
            attribute["reason"] = _reason(attribute["reason"]["code"], draft, kept)
    draft.characteristics[field.name] = found | kept.get("characteristics", {}).get(field.name, {})


def _reason(code: str, draft: Draft, kept: Data) -> Data:
    known = {**kept.get("texts", {}), **draft.texts}
    texts = known.get(code, {})
    en = texts.get("en", code)
    return {"code": code, "en": en, "zh": texts.get("zh", en)}


def _uses_reasons(model: Element) -> bool:
    return model.get("useReasonCodes", "true") not in ("false", "0")


def _baseline(characteristic: Element, model: Element, problems: list[Problem]) -> Data:
    text = characteristic.get("baselineScore") or model.get("baselineScore")
    number = numbers.read_number(text)
    if number is not None:
        return {"baseline_points": plain(number)}
    if _uses_reasons(model):
        problems.append(say.no_baseline(characteristic.span))
    return {}


def _rest(model: Element, kept: Data, scaling: Mapping[str, Any] | None, draft: Draft) -> Data:
    """Scaling, initial points, reasons, and what a card's own extension has kept besides."""
    initial = numbers.read_number(model.get("initialScore", "0"))
    if initial is None:
        draft.problems.append(say.no_number(model.span, name="initialScore"))
    texts = {**kept.get("texts", {}), **draft.texts}
    unnamed = sorted({code for code in _codes(draft) if code not in texts})
    if unnamed and _uses_reasons(model):
        draft.notes.append(say.names_as_texts(path=say.listed(unnamed)))
    _tell_outputs(model, kept, draft)
    rest: Data = {
        "initial_points": plain(Decimal(initial or 0)),
        "reason_codes": _reason_codes(model, draft),
        "characteristics": draft.characteristics,
        "provenance": {"settings": {"pmml": _settings(model)}},
    }
    rest = _odds(kept, scaling, draft) | rest | {key: kept[key] for key in _KEPT if key in kept}
    _keep_baselines(rest)
    return rest


def _keep_baselines(card: Data) -> None:
    """Where the best attribute is not in the document (a cause without raw value), its points stay."""
    every = card["characteristics"].values()
    best = [
        max((a["points"] for a in characteristic["attributes"]), default=None) for characteristic in every
    ]
    if card["reason_codes"].get("method") == "below_maximum" and card["reason_codes"].get("at_most") != 0:
        starts = [characteristic.get("baseline_points") for characteristic in every]
        if None not in starts and starts != best:
            card["reason_codes"] = {**card["reason_codes"], "method": "below_neutral"}
            for characteristic, start in zip(every, starts, strict=True):
                characteristic["neutral_points"] = start


_KEPT = ("title", "population", "target", "master_scale", "reason_codes")
_NO_PD = "0.999999999999"


def _odds(kept: Data, scaling: Mapping[str, Any] | None, draft: Draft) -> Data:
    """Scaling and calibration: given, kept, or none. Without any, no rule on the PD passes anybody."""
    if scaling is not None:
        return {"scaling": given_scaling(scaling, draft)}
    if "scaling" in kept:
        return {key: kept[key] for key in ("scaling", "calibration") if key in kept}
    draft.notes.append(say.no_odds(pd=_NO_PD))
    certain = Decimal(_NO_PD)
    return {
        "scaling": scaling_of(0, 1, 1),
        "calibration": {"method": "steps", "steps": [{"range": r, "pd": certain} for r in ("< 0", ">= 0")]},
    }


def _codes(draft: Draft) -> Iterator[str]:
    for characteristic in draft.characteristics.values():
        yield characteristic["reason"]["code"]
        yield from (a["reason"]["code"] for a in characteristic["attributes"] if "reason" in a)


def _reason_codes(model: Element, draft: Draft) -> Data:
    if not _uses_reasons(model):
        return {"method": "below_maximum", "at_most": 0}
    algorithm = model.get("reasonCodeAlgorithm", "pointsBelow")
    if algorithm not in _ALGORITHMS:
        what, known = said("algorithm of reason codes", "原因代码算法"), ", ".join(_ALGORITHMS)
        draft.problems.append(say.no_such_choice(model.span, value=algorithm, what=what, among=known))
    ranks = [
        int(rank) for output in _outputs(model, "reasonCode") if (rank := output.get("rank", "1")).isdecimal()
    ]
    return {"method": _ALGORITHMS.get(algorithm, "points_below"), "at_most": max(ranks, default=_MAX_REASONS)}


def _outputs(model: Element, feature: str) -> Iterator[Element]:
    output = model.first("Output")
    return (
        field for field in (output.all("OutputField") if output else ()) if field.get("feature") == feature
    )


def _tell_outputs(model: Element, kept: Data, draft: Draft) -> None:
    """Computed outputs, a PD say, are no part of what is read; a card's own come with its extension."""
    for output in () if kept else _outputs(model, "transformedValue"):
        draft.notes.append(
            say.not_carried(
                said(
                    "the output '{name}' is computed, and is not read",
                    "输出 '{name}' 由计算得出，不予读取",
                    name=output.get("name"),
                ),
                span=output.span,
            )
        )


def _settings(model: Element) -> Data:
    known = ("reasonCodeAlgorithm", "baselineMethod", "useReasonCodes", "functionName", "algorithmName")
    return {key: model.get(key) for key in known if key in model.attributes}
