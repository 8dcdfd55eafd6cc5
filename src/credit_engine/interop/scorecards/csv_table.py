"""Scorecards as a flat table: one row for each attribute."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.exported import Exported
from credit_engine.interop.scorecards.pmml_xml import extension_text
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard
    from credit_engine.parts.card.attributes import Characteristic

COLUMNS = (
    "characteristic",
    "attribute",
    "kind",
    "low",
    "low_included",
    "high",
    "high_included",
    "values",
    "cause",
    "codes",
    "goods",
    "bads",
    "woe",
    "coefficient",
    "points",
    "points_used",
    "reason_code",
    "reason_en",
    "reason_zh",
)
"""`kind` is range, values, missing or otherwise; `values` and `codes` are JSON lists; empty for none."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(card: Scorecard, path: str | os.PathLike[str] | None = None) -> Exported:
    """The card's attributes as CSV (UTF-8, commas, one header line); written to `path` where one is given.

    A text that a spreadsheet would take for a formula gets an apostrophe in front. Scaling, model,
    calibration and what else is of the whole card are not in the table; a warning says so.
    """
    lines = io.StringIO()
    writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for characteristic in card.card.characteristics:
        writer.writerows(_rows(characteristic))
    lost = said(
        "the table holds attributes only: neither scaling, model, calibration, nor what is of the whole card",
        "此表只含属性：没有刻度、模型、校准，也没有整张评分卡的内容",
    )
    notes = [say.not_carried(lost, hint=said("keep the scorecard file beside it", "请将评分卡文件一并保存"))]
    made = Exported(lines.getvalue(), notes)
    if path is not None:
        made.save(path)
    return made


def _rows(characteristic: Characteristic) -> Iterator[dict[str, str]]:
    intervals = iter(characteristic.covered)
    for i, attribute in enumerate(characteristic.spec.attributes):
        low = high = None
        closed = ("", "")
        if attribute.range is not None:
            interval = next(intervals)
            low, high = interval.low, interval.high
            closed = (_flag(low, interval.low_closed), _flag(high, interval.high_closed))
        reason = attribute.reason or characteristic.spec.reason
        codes = [code for code, cause in characteristic.spec.codes.items() if cause == attribute.missing]
        yield {
            "characteristic": _cell(characteristic.name),
            "attribute": _cell(characteristic.label(i, "en")),
            "kind": attribute.kinds[0],
            "low": _number(low),
            "low_included": closed[0],
            "high": _number(high),
            "high_included": closed[1],
            "values": _list(attribute.values),
            "cause": _cell(attribute.missing or ""),
            "codes": _list(codes),
            "goods": _number(attribute.goods),
            "bads": _number(attribute.bads),
            "woe": _number(attribute.woe),
            "coefficient": _number(characteristic.spec.coefficient),
            "points": _number(attribute.points),
            "points_used": _number(characteristic.points[i]),
            "reason_code": _cell(reason.code),
            "reason_en": _cell(reason.en),
            "reason_zh": _cell(reason.zh),
        }


def _flag(end: Any, closed: bool) -> str:
    return "" if end is None else str(closed).lower()


def _number(value: Any) -> str:
    return "" if value is None else numbers.canonical_text(value)


def _list(values: Any) -> str:
    return extension_text(list(values)) if values else ""


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
