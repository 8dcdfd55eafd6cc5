"""Declared types of DMN models (item definitions) and coercion of values to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credit_engine.absent import Absent, absent
from credit_engine.feel import syntax
from credit_engine.feel.types import kind_of_name
from credit_engine.operators.values import conforms


@dataclass(frozen=True)
class Declared:
    """One item definition: a collection, a context with components, or a named simple type."""

    name: str
    base: str | None
    collection: bool
    components: tuple[Declared, ...]

    def component_names(self) -> Iterator[str]:
        """Names of all components, nested ones too."""
        for component in self.components:
            yield component.name
            yield from component.component_names()


def declared_types(definitions: Sequence[Mapping[str, Any]]) -> dict[str, Declared]:
    """Item definitions by name."""
    return {d["name"]: _declared(d) for d in definitions}


def _declared(definition: Mapping[str, Any]) -> Declared:
    components = tuple(map(_declared, definition.get("components", ())))
    return Declared(
        definition["name"], definition.get("typeRef"), bool(definition.get("isCollection")), components
    )


def type_names(declared: Mapping[str, Declared]) -> dict[str, syntax.TypeName]:
    """What each declared name means as a written type; names that refer to themselves mean anything."""
    return {name: _written(one, declared, (name,)) for name, one in declared.items()}


def _written(one: Declared, declared: Mapping[str, Declared], within: tuple[str, ...]) -> syntax.TypeName:
    base = one.base or "Any"
    if one.components:
        keys = tuple(component.name for component in one.components)
        parts = tuple(_written(component, declared, within) for component in one.components)
        type_ = syntax.TypeName("context", parts, keys)
    elif base in declared:
        type_ = (
            syntax.TypeName("Any") if base in within else _written(declared[base], declared, (*within, base))
        )
    else:
        type_ = syntax.TypeName(kind_of_name(base))
    return syntax.TypeName("list", (type_,)) if one.collection else type_


def coerce_declared(value: Any, name: str, declared: Mapping[str, Declared]) -> Any:
    """The value as the named type, or null with a cause where it does not conform (DMN 1.5, 10.3.2.9.4)."""
    if isinstance(value, Absent):
        return value
    if name in declared:
        return _as_declared(value, declared[name], declared)
    kind = kind_of_name(name)
    if kind == "any":
        return value
    if isinstance(value, list) and len(value) == 1 and kind != "list":
        value = value[0]
    if kind == "date and time" and conforms(value, "date") is True:
        from credit_engine.temporal import at_midnight

        return at_midnight(value, utc=True)
    return value if conforms(value, kind) is True else absent("wrong_type", "result", name)


def _as_declared(value: Any, type_: Declared, declared: Mapping[str, Declared]) -> Any:
    if not type_.collection:
        if isinstance(value, list) and len(value) == 1 and not _is_list(type_, declared):
            value = value[0]
        return _one(value, type_, declared)
    items = [_one(item, type_, declared) for item in (value if isinstance(value, list) else [value])]
    wrong = [
        new
        for old, new in zip(value if isinstance(value, list) else [value], items, strict=True)
        if isinstance(new, Absent) and not isinstance(old, Absent)
    ]
    return wrong[0] if wrong else items


def _is_list(type_: Declared, declared: Mapping[str, Declared]) -> bool:
    base = declared.get(type_.base or "")
    return type_.base == "list" or (base is not None and (base.collection or _is_list(base, declared)))


def _one(value: Any, type_: Declared, declared: Mapping[str, Declared]) -> Any:
    if isinstance(value, Absent):
        return value
    if not type_.components:
        return value if type_.base is None else coerce_declared(value, type_.base, declared)
    if not isinstance(value, dict):
        return absent("wrong_type", "result", type_.name)
    coerced = dict(value)
    for component in type_.components:
        if component.name not in value:
            return absent("wrong_type", "result", component.name)
        coerced[component.name] = _as_declared(value[component.name], component, declared)
        if isinstance(coerced[component.name], Absent) and not isinstance(value[component.name], Absent):
            return absent("wrong_type", "result", component.name)
    return coerced
