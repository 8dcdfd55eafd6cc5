"""How functions of lending mathematics enter the table.

What the mathematics refuses becomes null, or unknown, with its cause; `credit` documents every formula,
and each entry names the standard or publication that the formula comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import wraps
from types import MappingProxyType
from typing import Any, Literal

from credit_engine.absent import NULL, Absent, absent
from credit_engine.credit.arguments import CreditError, choice
from credit_engine.operators.aggregate_functions import absent_items
from credit_engine.operators.equality import absent_parts
from credit_engine.operators.signatures import signature
from credit_engine.operators.table import Function, LiteralCheck, define


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
    choices: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> None:
    """Enter a function; `source` is the standard, article or paper that it follows.

    `choices` are parameters with the only texts that they may be: a literal that is none of them is refused
    when a policy is loaded.

    The function is handed None for an optional argument that is left out before one that is given.
    """
    form = signature(parameters, result, _guarded(name, function))
    literals = tuple(_among(parameter, allowed) for parameter, allowed in choices.items())
    define(Function(name, (form,), doc, example, unit=unit, source=source, literals=literals))


def _among(parameter: str, allowed: Collection[str]) -> LiteralCheck:
    """The check of a text that has to be one of a few."""

    def refusal(text: str) -> Absent | None:
        try:
            choice(parameter, text, allowed)
        except CreditError as error:
            return absent(error.code, "", error.detail)
        return None

    return LiteralCheck((parameter,), refusal)


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with absent for what it refuses and for lists with absent items or entries.

    Arguments left out at the end have their defaults.
    """

    @wraps(function)
    def row(*arguments: Any) -> Any:
        while arguments[-1] is None:
            arguments = arguments[:-1]
        inner = [part for one in arguments if type(one) is list for part in absent_parts(one)]
        if inner:
            return absent_items(name, inner)
        try:
            return as_feel(function(*arguments))
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
