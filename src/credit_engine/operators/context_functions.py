"""Built-in functions on contexts."""

from __future__ import annotations

from typing import Any

from credit_engine.absent import Absent, absent
from credit_engine.operators.table import define, signature


def _get_value(context: dict[str, Any], key: str) -> Any:
    value = context.get(key)
    return absent("no_such_key", "get value", key) if value is None else value


def _get_value_along(context: dict[str, Any], keys: list[Any]) -> Any:
    """The value behind the keys, one inside the other."""
    value: Any = context
    for key in keys:
        if isinstance(key, Absent) or type(value) is not dict or key not in value:
            return absent("no_such_key", "get value", str(key))
        value = value[key]
    return value if keys else absent("invalid_argument", "get value", "no keys")


def _get_entries(context: dict[str, Any]) -> list[Any]:
    return [{"key": key, "value": value} for key, value in context.items()]


def _put(context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    return {**context, key: value}


def _put_along(context: dict[str, Any], keys: list[Any], value: Any) -> Any:
    """The context with a value put where the keys lead; all but the last must lead to contexts."""
    if not keys or any(isinstance(key, Absent) for key in keys):
        return absent("invalid_argument", "context put", "a key is missing")
    outer, inner = [], context
    for key in keys[:-1]:
        outer.append((inner, key))
        inner = inner.get(key)  # type: ignore[assignment]
        if type(inner) is not dict:
            return absent("no_such_key", "context put", key)
    result = {**inner, keys[-1]: value}
    for around, key in reversed(outer):
        result = {**around, key: result}
    return result


def _merge(contexts: list[Any]) -> Any:
    merged: dict[str, Any] = {}
    for context in contexts:
        if type(context) is not dict:
            return absent("invalid_argument", "context merge", "an item is not a context")
        merged.update(context)
    return merged


def _context(entries: list[Any]) -> Any:
    made: dict[str, Any] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            return absent("invalid_argument", "context", "an entry needs a key and a value")
        if entry["key"] in made:
            return absent("invalid_argument", "context", f"two entries for {entry['key']}")
        made[entry["key"]] = entry["value"]
    return made


define(
    "get value",
    (
        signature("m: context, key: text", "any", _get_value),
        signature("context: context, keys: list<text>", "any", _get_value_along),
    ),
    "The value of an entry, or of an entry inside entries; null if there is none.",
    'get value({a: {b: 5}}, ["a", "b"]) = 5',
    "items",
    "same",
    holds_arguments=True,
)
define(
    "get entries",
    (signature("m: context", "list<context<key: text, value: any>>", _get_entries),),
    "The entries as contexts with `key` and `value`, in their order.",
    'get entries({a: 1}) = [{key: "a", value: 1}]',
    "items",
    holds_arguments=True,
)
define(
    "context put",
    (
        signature("context: context, key: text, value: any?", "context", _put),
        signature("context: context, keys: list<text>, value: any?", "context", _put_along),
    ),
    "The context with one entry added or replaced, also inside an inner context.",
    'context put({x: 1}, "y", 2) = {x: 1, y: 2}',
    "items",
    holds_arguments=True,
)
define(
    "context merge",
    (signature("contexts: list<context>", "context", _merge),),
    "The entries of all contexts; later contexts replace entries of earlier ones.",
    "context merge([{x: 1}, {x: 2, y: 3}]) = {x: 2, y: 3}",
    "items",
    holds_arguments=True,
)
define(
    "context",
    (signature("entries: list<context>", "context", _context),),
    "The context with an entry for each `key` and `value`.",
    'context([{key: "a", value: 1}]) = {a: 1}',
    "items",
    holds_arguments=True,
)
