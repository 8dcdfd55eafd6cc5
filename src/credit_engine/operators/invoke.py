"""Calling a function: binding arguments to a signature by names, count and types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import call as test
from typing import Any

from credit_engine.absent import Absent, absent, merge
from credit_engine.operators.kinds import kind_of
from credit_engine.operators.table import FUNCTIONS, Function, Signature
from credit_engine.operators.types import MISFIT, checker, converter, parse_type
from credit_engine.operators.value_classes import FunctionValue


def invoke(function: Any, arguments: Sequence[Any], names: tuple[str, ...] = ()) -> Any:
    """Call a built-in function or a function value.

    `names` are those of the arguments; none, or only empty ones, for positional arguments.
    Absent with `wrong_arguments` if no signature fits, with `no_such_function` for other values.
    """
    if isinstance(function, FunctionValue):
        names = names if any(names) else ()
        return _invoke_value(function, list(arguments), names)
    if isinstance(function, Function):
        return bind(function, len(arguments), names)(*arguments)
    if isinstance(function, Absent):
        return function
    return absent("no_such_function", "", f"a {kind_of(function)} cannot be called")


@dataclass(frozen=True, slots=True)
class Binding:
    """A signature with the place of each parameter's argument in a call; None for an omitted one."""

    signature: Signature
    places: tuple[int | None, ...]
    checks: tuple[Callable[[Any], bool], ...]
    conversions: tuple[Callable[[Any], Any], ...]
    nullable: tuple[bool, ...]


def bindings(function: Function, count: int, names: tuple[str, ...] = ()) -> tuple[Binding, ...]:
    """The signatures that `count` arguments fit by their number and names; types are not looked at."""
    found = []
    for candidate in function.signatures:
        places = _named(candidate, names) if names else _positional(candidate, count)
        if places is not None:
            found.append(_binding(candidate, places))
    return tuple(found)


def _binding(candidate: Signature, places: tuple[int | None, ...]) -> Binding:
    repeated = len(places) - len(candidate.parameters)
    parameters = candidate.parameters + candidate.parameters[-1:] * repeated
    types = [parse_type(p.type) for p in parameters]
    return Binding(
        candidate,
        places,
        tuple(map(checker, types)),
        tuple(map(converter, types)),
        tuple(p.nullable for p in parameters),
    )


def _positional(candidate: Signature, count: int) -> tuple[int | None, ...] | None:
    least = sum(not p.optional for p in candidate.parameters)
    most = len(candidate.parameters)
    if count < least or (count > most and not candidate.variadic):
        return None
    return (*range(count), *[None] * (most - count))


def _named(candidate: Signature, names: tuple[str, ...]) -> tuple[int | None, ...] | None:
    known = [p.name for p in candidate.parameters]
    if candidate.variadic or len(set(names)) != len(names) or not set(names) <= set(known):
        return None
    if any(p.name not in names and not p.optional for p in candidate.parameters):
        return None
    return tuple(names.index(name) if name in names else None for name in known)


def bind(function: Function, count: int, names: tuple[str, ...] = ()) -> Callable[..., Any]:
    """The function for calls with `count` arguments, or with these names, in the order of the call.

    The result takes the arguments positionally and never raises on bad values.
    """
    if FUNCTIONS.get(function.name) is function:
        return _bind_known(function.name, count, names)
    return _bind(function, count, names)


@lru_cache(maxsize=4096)
def _bind_known(name: str, count: int, names: tuple[str, ...]) -> Callable[..., Any]:
    return _bind(FUNCTIONS[name], count, names)


def _bind(function: Function, count: int, names: tuple[str, ...]) -> Callable[..., Any]:
    names = names if any(names) else ()
    candidates = bindings(function, count, names)
    direct = [(c.checks, _positional_row(c)) for c in candidates if c.places == tuple(range(count))]

    def call(*arguments: Any) -> Any:
        for checks, row in direct:
            if all(map(test, checks, arguments)):
                return row(*arguments)
        for candidate in candidates:
            bound = _exact(candidate, arguments)
            if bound is not None:
                return _apply(function, candidate.signature, bound)
        for candidate in candidates:
            bound = _converted(candidate, arguments)
            if bound is not None:
                return _apply(function, candidate.signature, bound)
        return _no_signature(function, arguments, names)

    return call


def _positional_row(candidate: Binding) -> Callable[..., Any]:
    """The row function for all arguments in their order, each of its parameter's type."""
    chosen = candidate.signature
    if not chosen.variadic:
        return chosen.row
    fixed = len(chosen.parameters) - 1
    return lambda *arguments: chosen.row(*arguments[:fixed], list(arguments[fixed:]))


def _exact(candidate: Binding, arguments: tuple[Any, ...]) -> list[Any] | None:
    bound: list[Any] = []
    for place, check in zip(candidate.places, candidate.checks, strict=True):
        if place is None:
            bound.append(None)
            continue
        value = arguments[place]
        if type(value) is not Absent and not check(value):
            return None
        bound.append(value)
    return _without_nulls(candidate, bound)


def _converted(candidate: Binding, arguments: tuple[Any, ...]) -> list[Any] | None:
    bound: list[Any] = []
    for place, convert in zip(candidate.places, candidate.conversions, strict=True):
        value = None if place is None else arguments[place]
        if value is not None and type(value) is not Absent:
            value = convert(value)
            if value is MISFIT:
                return None
        bound.append(value)
    return _without_nulls(candidate, bound)


def _without_nulls(candidate: Binding, bound: list[Any]) -> list[Any]:
    """The arguments, or a null that no parameter wants as the only one."""
    nulls = [v for v, fine in zip(bound, candidate.nullable, strict=True) if type(v) is Absent and not fine]
    return [_Refused(merge(*nulls))] if nulls else bound


class _Refused:
    """Null arguments that make the result of a call null."""

    __slots__ = ("value",)

    def __init__(self, value: Absent) -> None:
        self.value = value


def _apply(function: Function, chosen: Signature, bound: list[Any]) -> Any:
    if bound and type(bound[0]) is _Refused:
        nulls: Absent = bound[0].value
        return nulls if nulls.causes else absent("invalid_argument", function.name, "an argument is null")
    if chosen.variadic:
        fixed = len(chosen.parameters) - 1
        return chosen.row(*bound[:fixed], bound[fixed:])
    return chosen.row(*bound)


def _no_signature(function: Function, arguments: tuple[Any, ...], names: tuple[str, ...]) -> Absent:
    kinds = [kind_of(a) for a in arguments]
    if names:
        kinds = [f"{name}: {kind}" for name, kind in zip(names, kinds, strict=True)]
    forms = " or ".join(signature_text(function.name, s) for s in function.signatures)
    return absent("wrong_arguments", function.name, f"{forms} cannot be called with ({', '.join(kinds)})")


def signature_text(name: str, form: Signature) -> str:
    """A signature as documentation writes it: `substring(string, start position, length?)`."""
    shown = [p.name + ("?" if p.optional else "") for p in form.parameters]
    return f"{name}({', '.join(shown)}{', ...' if form.variadic else ''})"


def _invoke_value(function: FunctionValue, arguments: list[Any], names: tuple[str, ...]) -> Any:
    if names:
        if sorted(names) != sorted(function.parameters):
            return _wrong_call(function, f"({', '.join(names)})")
        arguments = [arguments[names.index(p)] for p in function.parameters]
    elif len(arguments) != len(function.parameters):
        return _wrong_call(function, f"{len(arguments)} arguments")
    for position, wanted in enumerate(function.types):
        value = arguments[position]
        if wanted is not None and type(value) is not Absent:
            fitting = converter(parse_type(wanted))(value)
            if fitting is MISFIT:
                detail = f"a {kind_of(value)} is no {wanted}"
                return absent("wrong_type", function.parameters[position], detail)
            arguments[position] = fitting
    return function.call(*arguments)


def _wrong_call(function: FunctionValue, form: str) -> Absent:
    return absent("wrong_arguments", "", f"function({', '.join(function.parameters)}) got {form}")
