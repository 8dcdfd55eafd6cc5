"""Models and dataclasses as the mappings that stand for them in a record, one level at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any


def mapping_of(value: Any, known: Collection[str]) -> Any:
    """What a pydantic model or a dataclass holds, by the names that are known here; anything else as it is.

    A field of a model goes by its name, or by its alias where only that is known. Models within a model
    stay what they are, so that their own aliases count at their own level.
    """
    if isinstance(value, Mapping | type):
        return value
    if hasattr(value, "model_dump"):
        return dict(_of_model(value, known))
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return value


def _of_model(model: Any, known: Collection[str]) -> Iterator[tuple[str, Any]]:
    fields = getattr(type(model), "model_fields", {})
    for name, dumped in model.model_dump().items():
        inner = getattr(model, name, dumped)
        yield _name(name, fields.get(name), known), inner if _is_dumped(inner, dumped) else dumped


def _name(name: str, field: Any, known: Collection[str]) -> str:
    if name in known or field is None:
        return name
    aliases = (field.serialization_alias, field.alias, field.validation_alias)
    return next((alias for alias in aliases if isinstance(alias, str) and alias in known), name)


def _is_dumped(inner: Any, dumped: Any) -> bool:
    """Whether nothing was done to models but to take them apart."""
    if isinstance(dumped, dict):
        return hasattr(inner, "model_dump") or hasattr(inner, "__dataclass_fields__")
    return (
        isinstance(inner, list | tuple)
        and isinstance(dumped, list | tuple)
        and len(inner) == len(dumped)
        and all(map(_is_dumped, inner, dumped))
    )
