"""What PMML has no place for, in an extension element of a document that was written here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from credit_engine import numbers
from credit_engine.interop.scorecards import problems as say
from credit_engine.interop.scorecards.draft import Data
from credit_engine.interop.scorecards.pmml_xml import Element
from credit_engine.json_text import read_json
from credit_engine.problems import InputError, Problem
from credit_engine.source import Source
from credit_engine.wording import said

EXTENDER, NAME = "credit_engine", "scorecard"
_MAPPINGS = ("codes", "texts", "characteristics")
_HEADS = ("scaling", "calibration", "reason_codes")
OWN = ("title", "mean_points", "passing_mean_points", "neutral_points")
"""What is kept of a characteristic."""


def read_extension(model: Element, problems: list[Problem]) -> Data:
    """The data of the model's own extension; nothing where it has none."""
    for one in model.all("Extension"):
        if (one.get("extender"), one.get("name")) == (EXTENDER, NAME):
            try:
                data = read_json(Source(one.span.source.name, one.get("value"))).data
            except InputError:
                data = None
            if _is_sound(data):
                own = data.get("characteristics", {}).items()
                kept = {name: {key: one[key] for key in OWN if key in one} for name, one in own}
                return {**data, "characteristics": kept}
            problems.append(
                say.bad_pmml(
                    one.span,
                    said("the extension is damaged", "扩展内容已损坏"),
                    "what 'to_pmml' wrote",
                    said(
                        "remove the Extension to read the model without it",
                        "去掉 Extension，即可不带扩展读取模型",
                    ),
                )
            )
    return {}


def _is_sound(data: Any) -> bool:
    """Whether the parts that are looked into have their form; the rest is the card's to check."""
    if not isinstance(data, Mapping) or not all(isinstance(data.get(key, {}), Mapping) for key in _HEADS):
        return False
    for key in _MAPPINGS:
        part = data.get(key, {})
        if not isinstance(part, Mapping) or not all(isinstance(one, Mapping) for one in part.values()):
            return False
    named = [
        one for key in ("codes", "texts") for part in data.get(key, {}).values() for one in part.values()
    ]
    return all(isinstance(one, str) for one in named)


def extension_text(value: Any) -> str:
    """The data as JSON, numbers exactly."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{json.dumps(key)}: {extension_text(one)}" for key, one in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(extension_text, value)) + "]"
    if isinstance(value, Decimal):
        return numbers.canonical_text(value)
    return json.dumps(value, ensure_ascii=False)
