"""One policy in several forms that mean the same: with titles, an included file, texts of one language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from credit_engine.json_text.canonical import canonical_json
from laws.processes import ITEM_FIELDS

_FIELDS = {one.text for one in ITEM_FIELDS}


def rewritten(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same policy in another form, and the file that it includes, if any; the same for equal data."""
    rng = Random(canonical_json(data))
    outcomes = data["outcomes"] | {"order": _titled(rng, data["outcomes"]["order"])}
    found = data | {"inputs": _inputs(rng, data["inputs"]), "outcomes": outcomes}
    whole, shared = _divided(rng, found) if rng.random() < 0.5 else (found, {})
    # the texts of conditions are values, one for each language
    if rng.random() < 0.3 and not any("conditions" in one for one in data["decisions"].values()):
        language = rng.choice(("en", "zh"))
        declared = {"languages": [language]}
        return _plainly(whole, language) | declared, shared and _plainly(shared, language) | declared
    return whole, shared


def _plainly(data: Any, language: str) -> Any:
    """Data in which every text in two languages is that in one of them."""
    if isinstance(data, dict):
        if data.keys() == {"en", "zh"}:
            return data[language]
        return {key: _plainly(one, language) for key, one in data.items()}
    return [_plainly(one, language) for one in data] if isinstance(data, list) else data


def included_by(policy: str) -> str:
    """The name of the file that a policy includes."""
    return f"shared/{policy}.yaml"


def _divided(rng: Random, data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Some declarations of a policy in a file that it includes, which holds others as well."""
    shared: dict[str, Any] = {"shared": "common", "values": {}}
    found = data | {"include": included_by(data["policy"]), "unknown_fields": "list"}
    used = canonical_json([data["decisions"], data["decision"], data.get("next", {})])
    shared["inputs"] = {}
    # who calls a policy gives all its inputs a value: none of them may turn out to be unused
    sections = ("parameters", "reasons", *(("roles",) if "roles" in data else ()))
    for section in (*sections, *(("inputs",) if data["policy"] == "random" else ())):
        moved = [
            one for one in data[section] if one != "disclose" and _is_named(one, used) and rng.random() < 0.5
        ]
        shared[section] = {name: data[section][name] for name in moved}
        found[section] = {name: one for name, one in data[section].items() if name not in moved}
    for name, spec in shared["inputs"].items():
        if "values" in spec:
            shared["values"][name.replace(".", "_")] = spec["values"]
            shared["inputs"][name] = spec | {"values": name.replace(".", "_")}
    shared["inputs"]["nobody.asks"] = {"type": "number"}
    return found, shared


def _is_named(name: str, text: str) -> bool:
    """Whether a name is used for certain; an input that is not is none, and records may have it.

    A filter may mean an item's field by the same name.
    """
    if name in _FIELDS:
        return False
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) is not None


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
