"""One policy written in several ways, which all mean the same: with titles of values, causes and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from credit_engine.json_text.canonical import canonical_json


def rewritten(data: dict[str, Any]) -> dict[str, Any]:
    """The same policy in another form; equal data give the same form."""
    rng = Random(canonical_json(data))
    outcomes = data["outcomes"] | {"order": _titled(rng, data["outcomes"]["order"])}
    return data | {"inputs": _inputs(rng, data["inputs"]), "outcomes": outcomes}


def _inputs(rng: Random, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _input(rng, spec) for name, spec in inputs.items()}


def _input(rng: Random, spec: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(spec)
    if "values" in spec:
        found["values"] = _titled(rng, spec["values"])
    if isinstance(spec.get("missing"), dict):
        found["missing"] = {cause: _cause(rng, cause, then) for cause, then in spec["missing"].items()}
    if "items" in spec:
        found["items"] = _inputs(rng, spec["items"])
    return found


def _titled(rng: Random, names: list[str]) -> Any:
    """Values in a list, or each with a title or without one."""
    if rng.random() < 0.5:
        return names
    return {name: rng.choice((_title(name), _title(name), None)) for name in names}


def _cause(rng: Random, cause: str, meaning: Any) -> Any:
    if not isinstance(meaning, str) or rng.random() < 0.5:
        return meaning
    return {"then": meaning, "title": _title(cause)}


def _title(name: str) -> dict[str, str]:
    return {"en": f"{name.capitalize()} in words", "zh": f"{name}的名称"}
