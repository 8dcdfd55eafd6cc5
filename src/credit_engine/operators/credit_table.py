"""How functions of lending mathematics enter the table.

What the mathematics refuses becomes null, or unknown, with its cause; `credit` documents every formula,
and each entry names the standard or publication that the formula comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import wraps
from types import MappingProxyType
from typing import Any, Literal

from credit_engine.absent import NULL, Absent, absent
from credit_engine.credit.arguments import BetweenError, CreditError, DomainError
from credit_engine.operators.aggregate_functions import absent_items
from credit_engine.operators.equality import absent_parts
from credit_engine.operators.table import Domain, define, signature


def define_credit(
    name: str,
    parameters: str,
    function: Callable[..., Any],
    doc: str,
    example: str,
    *,
    source: str,
    result: str = "number",
    unit: Literal["same", "none"] = "none",
    domains: Mapping[str, Callable[[str, Any], object]] = MappingProxyType({}),
) -> None:
    """Enter a function; `source` is the standard, article or paper that it follows.

    `domains` are checks of single parameters that the function does not make itself: they raise CreditError.
    A constant is refused when a policy is loaded where the function raises DomainError for it.

    The function is handed None for an optional argument that is left out before one that is given.
    """
    plain = signature(parameters, result, function).parameters
    checks = tuple((at, p.name, domains[p.name]) for at, p in enumerate(plain) if p.name in domains)
    checked = _checked(function, checks) if checks else function
    form = signature(parameters, result, _guarded(name, checked))
    if result == "number" and getattr(function, "__annotations__", {}).get("return") in _NUMBERS:
        form = replace(form, refusing=checked)
    domain = _domain(name, checked, [p.name for p in plain])
    define(name, (form,), doc, example, unit=unit, source=source, domain=domain)


_NUMBERS = frozenset(("Number", "Decimal", "int"))
"""What functions declare that always give a number, so that nothing is left to be made of their results."""


def _checked(
    function: Callable[..., Any], checks: Sequence[tuple[int, str, Callable[[str, Any], object]]]
) -> Callable[..., Any]:
    @wraps(function)
    def row(*arguments: Any) -> Any:
        for at, parameter, check in checks:
            if at < len(arguments):
                check(parameter, arguments[at])
        return function(*arguments)

    return row


def _domain(name: str, function: Callable[..., Any], parameters: Sequence[str]) -> Domain:
    def refusal(arguments: Sequence[Any], known: Collection[int], whole: bool) -> Absent | None:
        try:
            function(*_without_trailing(arguments))
        except DomainError as error:
            return absent(error.code, name, error.detail) if whole or not error.whole else None
        except BetweenError as error:
            names = {parameters[at] for at in known}
            return absent(error.code, name, error.detail) if whole and names.issuperset(error.names) else None
        except CreditError:
            return None  # it may be the others
        return None

    return refusal


def _without_trailing(arguments: Sequence[Any]) -> Sequence[Any]:
    """Arguments without those left out at the end, which have their defaults."""
    while arguments[-1] is None:
        arguments = arguments[:-1]
    return arguments


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with absent for what it refuses and for lists with absent items or entries."""

    @wraps(function)
    def row(*arguments: Any) -> Any:
        values = _without_trailing(arguments) if arguments[-1] is None else arguments
        for argument in values:
            if argument.__class__ is list:
                inner = [
                    part for argument in values if type(argument) is list for part in absent_parts(argument)
                ]
                if inner:
                    return absent_items(name, inner)
                break
        try:
            result = function(*values)
            return result if result.__class__ in _PLAIN else as_feel(result)
        except CreditError as error:
            return absent(error.code, name, error.detail)

    return row


_PLAIN = frozenset((int, Decimal, str, bool))


def as_feel(value: Any) -> Any:
    """A result as a value of expressions: tuples as lists, dataclasses and mappings as contexts."""
    if type(value) in _PLAIN:
        return value
    if value is None:
        return NULL
    if isinstance(value, (tuple, list)):
        return [as_feel(item) for item in value]
    if isinstance(value, Mapping):
        return {key: as_feel(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_feel(getattr(value, field.name)) for field in fields(value)}
    return value


def given(**options: Any) -> dict[str, Any]:
    """The options that are given."""
    return {name: value for name, value in options.items() if value is not None}
