"""Static check of calls to built-in functions: which signature fits, and what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from credit_engine.feel.check.bounds import WHOLE, bounds
from credit_engine.feel.types import ANY, Type, from_text, join
from credit_engine.operators.table import Function, Parameter, Signature
from credit_engine.wording import any_of


def bound(signature: Signature, count: int, names: Sequence[str]) -> list[Parameter] | None:
    """The parameter of each argument, or None if the call does not fit the signature's shape."""
    parameters = list(signature.parameters)
    if any(names):
        by_name = {p.name: p for p in parameters}
        required = {p.name for p in parameters if not p.optional}
        if not all(name in by_name for name in names) or not required <= set(names):
            return None
        return [by_name[name] for name in names]
    required_count = sum(1 for p in parameters if not p.optional)
    if signature.variadic:
        if count < len(parameters):
            return None
        return parameters + [parameters[-1]] * (count - len(parameters))
    return parameters[:count] if required_count <= count <= len(parameters) else None


def accepts(parameter: Parameter, type_: Type) -> bool:
    """Whether a value of the type can be handed to the parameter."""
    if type_.kind in ("any", "null"):
        return True
    return any(_accepts(from_text(option), type_) for option in parameter.type.split("|"))


def _accepts(wanted: Type, type_: Type) -> bool:
    if wanted.kind == "any" or type_.kind == "any":
        return True
    if wanted.kind != type_.kind:
        return wanted.kind == "date and time" and type_.kind == "date"
    if wanted.item is not None and type_.item is not None:
        return _accepts(wanted.item, type_.item)
    return True


def chosen(function: Function, types: Sequence[Type], names: Sequence[str]) -> Signature | None:
    """The first signature that takes arguments of these types."""
    for signature in function.signatures:
        parameters = bound(signature, len(types), names)
        if parameters is not None and all(map(accepts, parameters, types)):
            return signature
    return None


def result_type(function: Function, signature: Signature, types: Sequence[Type]) -> Type:
    """The type of a call's value."""
    first = types[0] if types else ANY
    if signature.result == "same":
        result = replace(first, interval=None, values=None, most=None)
    elif signature.result == "item":
        item = first.item if first.kind == "list" and first.item is not None else None
        if item is None:
            item = first if signature.variadic and first.kind != "list" else ANY
            for other in types[1:]:
                item = join(item, other)
        result = replace(item, optional=True)
    else:
        result = from_text(signature.result)
    if function.unit == "same" and result.kind == "number":
        source = first.item if first.kind == "list" and first.item is not None else first
        result = replace(result, unit=source.unit, interval=None)
    if result.kind == "number":
        interval = bounds(function.name, types)
        result = replace(result, interval=interval, integer=result.integer or function.name in WHOLE)
    return replace(result, optional=True)


def shown(function: Function) -> str:
    """The signatures of a function as an analyst reads them."""
    forms = []
    for signature in function.signatures:
        parts = [f"{p.name}: {p.type}" + ("?" if p.optional else "") for p in signature.parameters]
        forms.append(f"{function.name}({', '.join(parts)}{', ...' if signature.variadic else ''})")
    return any_of(forms)
