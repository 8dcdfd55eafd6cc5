"""Scorecards as PMML 4.4. Source: Data Mining Group, PMML 4.4, Scorecard, Predicates, Output."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import Data
from credit_engine.interop.scorecards.exported import (
    Exported,
    codes_by_attribute,
    points_of,
    refuse,
    tell_causes,
    tell_edges,
)
from credit_engine.interop.scorecards.pmml_outputs import escaped, output_lines, tag
from credit_engine.interop.scorecards.pmml_xml import EXTENDER, NAME, OWN, extension_text
from credit_engine.parts.card.reasons import baseline
from credit_engine.problems import Problem
from credit_engine.wording import joined, said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard
    from credit_engine.parts.card.attributes import Characteristic

NAMESPACE = "http://www.dmg.org/PMML-4_4"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SIMPLE = re.compile(r"[^\s\"\\]+")
_TYPES = {
    "number": ("double", "continuous"),
    "text": ("string", "categorical"),
    "boolean": ("boolean", "categorical"),
}
_METHODS = {
    "points_below": "other",
    "points_above": "other",
    "below_mean": "mean",
    "below_passing_mean": "mean",
    "below_neutral": "neutral",
    "below_maximum": "max",
}


def to_pmml(card: Scorecard) -> Exported:
    """The card as a PMML 4.4 document with points, reason codes, PD and, with a master scale, grade.

    Raw values that stand for a cause come first, then missing, then ranges or values, then all others,
    as the first predicate that is true counts. A value that no attribute covers has no attribute in
    the document either, so its score stays unknown. Scaling, texts and what else PMML has no place for
    are kept in an extension, which `from_pmml` reads; `warnings` say what is in neither.

    Raises PolicyError for text that XML cannot hold.
    """
    problems: list[Problem] = []
    _refuse_characters(card, problems)
    refuse(problems)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<PMML xmlns="{NAMESPACE}" version="4.4">',
        f"  <Header{_attributes(copyright='', description=_description(card))}>",
        f"    <Application{_attributes(name='credit_engine', version=_engine_version())}/>",
        "  </Header>",
        *_dictionary(card),
        *_model(card),
        "</PMML>",
    ]
    return Exported("\n".join(lines) + "\n", _warnings(card))


def _refuse_characters(card: Scorecard, problems: list[Problem]) -> None:
    for characteristic in card.card.characteristics:
        texts = [
            characteristic.name,
            *characteristic.spec.codes,
            *(str(v) for a in characteristic.spec.attributes for v in a.values or ()),
        ]
        problems += [
            say.not_expressible(
                characteristic.name,
                said(
                    "XML cannot hold the characters of {text!r}", "XML 无法容纳 {text!r} 中的字符", text=text
                ),
                said("texts without control characters", "不含控制字符的文本"),
            )
            for text in texts
            if _FORBIDDEN.search(text)
        ]


def _engine_version() -> str:
    from credit_engine import __version__

    return __version__


def _description(card: Scorecard) -> str:
    title = card.spec.title.en if card.spec.title else card.name
    return f"{title}, version {card.version}"


def _attributes(**values: str) -> str:
    return tag("", values)


def _dictionary(card: Scorecard) -> Iterator[str]:
    yield f"  <DataDictionary{_attributes(numberOfFields=str(len(card.characteristics)))}>"
    for characteristic in card.card.characteristics:
        data_type, optype = _TYPES[characteristic.kind]
        if data_type == "double" and not characteristic.bins.edges:
            optype = "categorical"
        field = {"name": characteristic.name, "optype": optype, "dataType": data_type}
        yield f"    {tag('DataField', field)}"
    yield "  </DataDictionary>"


def _model(card: Scorecard) -> Iterator[str]:
    reasons = card.spec.reason_codes
    uses = reasons.at_most > 0
    algorithm = "pointsAbove" if reasons.method == "points_above" else "pointsBelow"
    head = {
        "modelName": card.name,
        "functionName": "regression",
        "initialScore": _number(card.spec.initial_points),
        "useReasonCodes": "true" if uses else "false",
        **({"reasonCodeAlgorithm": algorithm, "baselineMethod": _METHODS[reasons.method]} if uses else {}),
    }
    yield f"  {tag('Scorecard', head, closed=False)}"
    kept = {"extender": EXTENDER, "name": NAME, "value": extension_text(_kept(card))}
    yield f"    {tag('Extension', kept)}"
    yield "    <MiningSchema>"
    for name in card.characteristics:
        active = {"name": name, "usageType": "active", "invalidValueTreatment": "asIs"}
        yield f"      {tag('MiningField', active)}"
    yield "    </MiningSchema>"
    yield from output_lines(card)
    yield "    <Characteristics>"
    for characteristic in card.card.characteristics:
        yield from _characteristic(characteristic, reasons.method)
    yield "    </Characteristics>"
    yield "  </Scorecard>"


def _number(value: Any) -> str:
    return numbers.canonical_text(value)


def _characteristic(characteristic: Characteristic, method: str) -> Iterator[str]:
    start = _number(Decimal(baseline(method, characteristic)))
    head = {
        "name": characteristic.name,
        "reasonCode": characteristic.spec.reason.code,
        "baselineScore": start,
    }
    yield f"      {tag('Characteristic', head, closed=False)}"
    for i, predicate in _predicates(characteristic):
        reason = characteristic.spec.attributes[i].reason
        reason_code = {"reasonCode": reason.code} if reason is not None else {}
        partial = reason_code | {"partialScore": _number(points_of(characteristic)[i])}
        yield f"        {tag('Attribute', partial, closed=False)}"
        yield from (f"          {line}" for line in predicate)
        yield "        </Attribute>"
    yield "      </Characteristic>"


def _predicates(characteristic: Characteristic) -> Iterator[tuple[int, list[str]]]:
    """The attributes that a record of PMML can reach, with their predicates, in the order they are tried."""
    field = characteristic.name
    codes = codes_by_attribute(characteristic)
    for i, raw in codes.items():
        if i != characteristic.bins.missing:
            yield i, _any_of(field, raw)
    if characteristic.bins.missing is not None:
        absent = tag("SimplePredicate", {"field": field, "operator": "isMissing"})
        raw = codes.get(characteristic.bins.missing, [])
        yield (
            characteristic.bins.missing,
            _compound("or", [[absent], _any_of(field, raw)]) if raw else [absent],
        )
    for i, attribute in enumerate(characteristic.spec.attributes):
        if attribute.values is not None:
            yield i, _any_of(field, attribute.values)
    for i, interval in zip(_ranges(characteristic), characteristic.covered, strict=True):
        yield i, _range(field, interval)
    if characteristic.bins.otherwise is not None:
        yield (
            characteristic.bins.otherwise,
            [tag("SimplePredicate", {"field": field, "operator": "isNotMissing"})],
        )


def _ranges(characteristic: Characteristic) -> list[int]:
    return [i for i, attribute in enumerate(characteristic.spec.attributes) if attribute.range is not None]


def _range(field: str, interval: Any) -> list[str]:
    parts = []
    for end, closed, operators in (
        (interval.low, interval.low_closed, ("greaterThan", "greaterOrEqual")),
        (interval.high, interval.high_closed, ("lessThan", "lessOrEqual")),
    ):
        if end is not None:
            test = {"field": field, "operator": operators[closed], "value": _number(end)}
            parts.append(tag("SimplePredicate", test))
    return parts if len(parts) == 1 else _compound("and", [[part] for part in parts])


def _compound(operator: str, parts: Sequence[Sequence[str]]) -> list[str]:
    lines = [tag("CompoundPredicate", {"booleanOperator": operator}, closed=False)]
    lines += [f"  {line}" for part in parts for line in part]
    return [*lines, "</CompoundPredicate>"]


def _any_of(field: str, values: Sequence[Any]) -> list[str]:
    """A predicate for any of the values: a set where its array is safe to read, else single tests."""
    texts = [_literal(value) for value in values]
    if len(texts) == 1:
        return [tag("SimplePredicate", {"field": field, "operator": "equal", "value": texts[0]})]
    if all(map(_SIMPLE.fullmatch, texts)):
        kind = "real" if numbers.is_number(values[0]) else "string"
        array = tag("Array", {"n": str(len(texts)), "type": kind}, closed=False)
        head = tag("SimpleSetPredicate", {"field": field, "booleanOperator": "isIn"}, closed=False)
        listed = " ".join(map(escaped, texts))
        return [head, f"  {array}{listed}</Array>", "</SimpleSetPredicate>"]
    return _compound("or", [_any_of(field, [value]) for value in values])


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else _number(value)


def _kept(card: Scorecard) -> Data:
    """What PMML has no place for, in the form of the card's file."""
    data = card.card.document.data
    texts, own_keys, codes = {}, {}, {}
    for name, characteristic in data["characteristics"].items():
        for reason in (
            characteristic["reason"],
            *(a["reason"] for a in characteristic["attributes"] if "reason" in a),
        ):
            texts[reason["code"]] = {key: reason[key] for key in ("en", "zh") if key in reason}
        own_keys[name] = {key: characteristic[key] for key in OWN if key in characteristic}
        codes[name] = {str(code): cause for code, cause in characteristic.get("codes", {}).items()}
    head = {key: data[key] for key in _HEAD if key in data}
    return head | {"texts": texts, "codes": codes, "characteristics": own_keys}


_HEAD = (
    "scorecard",
    "version",
    "title",
    "population",
    "target",
    "scaling",
    "calibration",
    "master_scale",
    "reason_codes",
)


def _warnings(card: Scorecard) -> list[Problem]:
    notes: list[Problem] = []
    tell_causes(card, notes)
    tell_edges(card, notes, "no double shows these edges, and evaluators of PMML compare doubles")
    lost = sorted(_lost(card))
    if lost:
        notes.append(
            say.not_carried(
                said("the document has no place for: {names}", "该文档无处存放：{names}", names=joined(lost)),
                hint=said("keep the scorecard file beside it", "请将评分卡文件一并保存"),
            )
        )
    method = card.spec.reason_codes.method
    if not method.startswith("points_") and card.spec.reason_codes.at_most > 0:
        notes.append(
            say.not_carried(
                said(
                    "reasons by '{method}' become pointsBelow, "
                    "which names characteristics that lost nothing, too",
                    "按 '{method}' 排序的原因转为 pointsBelow，会连同未失分的特征一并列出",
                    method=method,
                ),
                hint=said(
                    "use 'points_below' with 'baseline_points' if others rank the reasons",
                    "如由他方对原因排序，请用 'points_below' 和 'baseline_points'",
                ),
            )
        )
    return notes


def _lost(card: Scorecard) -> set[str]:
    spec = card.spec
    attributes = [a for characteristic in spec.characteristics.values() for a in characteristic.attributes]
    found = {
        "coefficients": any(
            characteristic.coefficient is not None for characteristic in spec.characteristics.values()
        ),
        "WOE": any(a.woe is not None for a in attributes),
        "counts": any(a.goods is not None for a in attributes),
        said("labels of attributes", "属性标签"): any(a.label is not None for a in attributes),
        said("raw points", "原始分值"): spec.points.use == "rounded",
        said("development statistics", "开发统计"): spec.development is not None,
        "provenance": spec.provenance is not None,
    }
    return {what for what, present in found.items() if present}
