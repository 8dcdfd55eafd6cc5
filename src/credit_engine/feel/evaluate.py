"""FEEL by itself: parse, compile and evaluate an expression over Python values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from credit_engine import temporal
from credit_engine.absent import NULL, Absent, Cause, absent
from credit_engine.feel import syntax
from credit_engine.feel.check.names import WholeText
from credit_engine.feel.lower import ENVIRONMENT, Lowering
from credit_engine.feel.parser import FeelSyntaxError, parse_expression
from credit_engine.feel.positioned import positioned
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import kind_of_name
from credit_engine.ir import Builder
from credit_engine.operators.types import conforms
from credit_engine.problems import PolicyError
from credit_engine.python_values import from_python, to_python
from credit_engine.run.row import compile_row
from credit_engine.work import WorkLimit


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
    return {name: _written(declaration, declared, (name,)) for name, declaration in declared.items()}


def _written(
    declaration: Declared, declared: Mapping[str, Declared], within: tuple[str, ...]
) -> syntax.TypeName:
    base = declaration.base or "Any"
    if declaration.components:
        keys = tuple(component.name for component in declaration.components)
        parts = tuple(_written(component, declared, within) for component in declaration.components)
        type_ = syntax.TypeName("context", parts, keys)
    elif base in declared:
        type_ = (
            syntax.TypeName("Any") if base in within else _written(declared[base], declared, (*within, base))
        )
    else:
        type_ = syntax.TypeName(kind_of_name(base))
    return syntax.TypeName("list", (type_,)) if declaration.collection else type_


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


@dataclass(frozen=True)
class Evaluation:
    """The value of an expression as Python data, and, where it is null, the causes."""

    value: Any
    causes: tuple[Cause, ...] = ()


class CompiledExpression:
    """An expression ready to be evaluated over many contexts with the same names."""

    def __init__(
        self,
        tree: syntax.Expression,
        names: tuple[str, ...],
        type_names: Mapping[str, syntax.TypeName] | None = None,
    ) -> None:
        self.tree = tree
        self.names = names
        inputs = (*names, *ENVIRONMENT.values())
        builder = Builder("feel", inputs)
        scope = Scope({name: builder.input(i) for i, name in enumerate(inputs)})
        root = Lowering(builder, type_names=type_names).lower(tree, scope)
        self._row = compile_row(builder.finish((root,)), (root,))

    def __call__(self, context: Mapping[str, Any] | None = None, *, as_of: Any = None) -> Any:
        """The value over a context; null is None."""
        return self.run(context, as_of=as_of).value

    def run(self, context: Mapping[str, Any] | None = None, *, as_of: Any = None) -> Evaluation:
        """The value with the causes of a null result."""
        value = self.value({k: from_python(v) for k, v in (context or {}).items()}, as_of)
        return Evaluation(to_python(value), value.causes if isinstance(value, Absent) else ())

    def value(self, context: Mapping[str, Any], as_of: Any = None) -> Any:
        """The run-time value over run-time values; `as_of` is what today() and now() give."""
        values = [context.get(name, NULL) for name in self.names]
        try:
            result: Any = self._row([*values, *_dates(as_of)])[0]
        except WorkLimit as limit:
            return absent("limit_exceeded", detail=str(limit))
        return result


def _dates(as_of: Any) -> tuple[Any, Any]:
    moment = from_python(as_of)
    if isinstance(moment, str):
        moment = temporal.parse_day_or_moment(moment)
    if isinstance(moment, temporal.DateTime):
        return temporal.date_of(moment), moment
    if isinstance(moment, temporal.Date):
        return moment, temporal.at_midnight(moment)
    nothing = absent("invalid_argument", "today", "no date was given as as_of")
    return nothing, nothing


def parse(expression: str, names: Iterable[str] = ()) -> syntax.Expression:
    """The syntax tree of an expression; `names` may hold spaces.

    Raises PolicyError with every syntax problem.
    """
    try:
        return parse_expression(expression, names)
    except FeelSyntaxError as error:
        raise PolicyError(positioned(WholeText(expression), error.problems)) from None


def compile_expression(expression: str, names: Iterable[str] = ()) -> CompiledExpression:
    """An expression compiled for contexts with these names; raises PolicyError."""
    return _compiled(expression, tuple(names), ())


@lru_cache(maxsize=1024)
def _compiled(expression: str, names: tuple[str, ...], also_known: tuple[str, ...]) -> CompiledExpression:
    return CompiledExpression(parse(expression, (*names, *also_known)), names)


def evaluate(
    expression: str,
    context: Mapping[str, Any] | None = None,
    *,
    types: Sequence[Mapping[str, Any]] | None = None,
    result_type: str | None = None,
    as_of: datetime.date | str | None = None,
) -> Any:
    """The value of a FEEL expression over a context of Python values; null is None.

    `types` are item definitions (name, typeRef, isCollection, components, allowedValues);
    `result_type` is a type to which the result is coerced as DMN says; `as_of` is what today()
    and now() give. Raises PolicyError where the expression does not parse.
    """
    declared = declared_types(types or ())
    values = {name: from_python(value) for name, value in (context or {}).items()}
    also_known = tuple(dict.fromkeys([*names_within(values.values()), *_components(declared)]))
    if declared:
        compiled = CompiledExpression(
            parse(expression, (*values, *also_known)), tuple(values), type_names(declared)
        )
    else:
        compiled = _compiled(expression, tuple(values), also_known)
    result = compiled.value(values, as_of)
    if result_type is not None:
        result = coerce_declared(result, result_type, declared)
    return to_python(result)


def names_within(values: Iterable[Any]) -> list[str]:
    """All keys of contexts within the values; names in paths may hold spaces."""
    keys: dict[str, None] = {}
    stack = list(values)
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            keys.update(dict.fromkeys(value))
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return list(keys)


def _components(declared: Mapping[str, Declared]) -> list[str]:
    return [name for declaration in declared.values() for name in declaration.component_names()]
