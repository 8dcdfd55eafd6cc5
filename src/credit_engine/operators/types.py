"""Types of FEEL as text: whether a value conforms to one, and the implicit conversions to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from credit_engine.absent import Absent
from credit_engine.limits import MAX_EXPRESSION_DEPTH
from credit_engine.numbers import is_integer, is_number
from credit_engine.operators.kinds import classes_of
from credit_engine.operators.table import Function
from credit_engine.operators.value_classes import FunctionValue, RangeValue
from credit_engine.temporal import Date, utc_midnight

Check: TypeAlias = Callable[[Any], bool]
Conversion: TypeAlias = Callable[[Any], Any]


class _Misfit:
    """The sign that a value does not fit a type, where absent would be a value."""

    __slots__ = ()


MISFIT: Final = _Misfit()


class Type(NamedTuple):
    """A type: `name` is a kind, `any`, `integer` or `either`; `arguments` are the types it is made of.

    `keys` are the names of a context's entries; a function's result is its last argument.
    """

    name: str
    arguments: tuple[Type, ...] = ()
    keys: tuple[str, ...] = ()
    generic: bool = False


_SYNONYMS = {"string": "text", "Any": "any", "Null": "null"}
_TOKEN = re.compile(r"\s*(->|[<>,:|]|[^<>,:|\-]+)")


@lru_cache(maxsize=1024)
def parse_type(text: str) -> Type:
    """The type that a text names, such as `list<number>`, `context<a: text>` or `number|text`.

    Raises ValueError for a text that names none, or nests too deep.
    """
    if text.count("<") > MAX_EXPRESSION_DEPTH:
        raise ValueError("a type of too many levels")
    tokens = [t.strip() for t in _TOKEN.findall(text)]
    tokens = [t for t in tokens if t]
    found, rest = _alternatives(tokens)
    if rest:
        raise ValueError(f"not a type: {text!r}")
    return found


def _alternatives(tokens: list[str]) -> tuple[Type, list[str]]:
    first, rest = _single(tokens)
    options = [first]
    while rest[:1] == ["|"]:
        option, rest = _single(rest[1:])
        options.append(option)
    return (options[0] if len(options) == 1 else Type("either", tuple(options))), rest


def _single(tokens: list[str]) -> tuple[Type, list[str]]:
    if not tokens or not tokens[0][0].isalpha():
        raise ValueError("a type is expected")
    name, rest = _SYNONYMS.get(tokens[0], tokens[0]), tokens[1:]
    if rest[:1] != ["<"]:
        return Type(name), rest
    arguments, keys, rest = _arguments(rest[1:], keyed=name == "context")
    if name == "function" and rest[:1] == ["->"]:
        result, rest = _alternatives(rest[1:])
        arguments = (*arguments, result)
    return Type(name, arguments, keys, generic=True), rest


def _arguments(tokens: list[str], keyed: bool) -> tuple[tuple[Type, ...], tuple[str, ...], list[str]]:
    arguments: list[Type] = []
    keys: list[str] = []
    while tokens[:1] != [">"]:
        if keyed:
            if tokens[1:2] != [":"]:
                raise ValueError("an entry 'name: type' is expected")
            keys.append(tokens[0])
            tokens = tokens[2:]
        argument, tokens = _alternatives(tokens)
        arguments.append(argument)
        if tokens[:1] == [","]:
            tokens = tokens[1:]
        elif tokens[:1] != [">"]:
            raise ValueError("'>' is expected")
    return tuple(arguments), tuple(keys), tokens[1:]


def conforms(value: Any, type_text: str) -> bool:
    """Whether a value is an instance of a type; absent values are of none, absent parts of every."""
    return checker(parse_type(type_text))(value)


@lru_cache(maxsize=1024)
def checker(wanted: Type) -> Check:
    """The test of values for a type, without conversion."""
    if wanted.name == "any":
        return lambda value: type(value) is not Absent
    classes = _classes(wanted)
    if classes:
        return lambda value: type(value) in classes
    if wanted.name == "either":
        options = [checker(option) for option in wanted.arguments]
        return lambda value: any(option(value) for option in options)
    if wanted.name == "integer":
        return lambda value: is_number(value) and is_integer(value)
    return _GENERIC[wanted.name](wanted) if wanted.generic else lambda value: False


def _classes(wanted: Type) -> frozenset[type]:
    """The classes of a type's values, if they tell it; none if more must be looked at."""
    if wanted.name == "either":
        options = [_classes(option) for option in wanted.arguments]
        return frozenset().union(*options) if all(options) else frozenset()
    return frozenset() if wanted.generic else classes_of(wanted.name)


def _or_absent(check: Check) -> Check:
    return lambda value: type(value) is Absent or check(value)


def _list_checker(wanted: Type) -> Check:
    if wanted.arguments[0].name == "any":
        return lambda value: type(value) is list
    classes = _classes(wanted.arguments[0]) | {Absent}
    if len(classes) > 1:
        return lambda value: type(value) is list and classes.issuperset(map(type, value))
    item = _or_absent(checker(wanted.arguments[0]))
    return lambda value: type(value) is list and all(item(v) for v in _each_once(value))


def _each_once(items: list[Any]) -> list[Any]:
    """The items, a shared list or context only once, so that sharing costs no time."""
    if any(type(v) is list or type(v) is dict for v in items):
        return list({id(v): v for v in items}.values())
    return items


def _context_checker(wanted: Type) -> Check:
    entries = [(key, _or_absent(checker(t))) for key, t in zip(wanted.keys, wanted.arguments, strict=True)]
    return lambda value: type(value) is dict and all(k in value and check(value[k]) for k, check in entries)


def _range_checker(wanted: Type) -> Check:
    end = checker(wanted.arguments[0])

    def check(value: Any) -> bool:
        return type(value) is RangeValue and all(v is None or end(v) for v in (value.low, value.high))

    return check


def _function_checker(wanted: Type) -> Check:
    count = len(wanted.arguments) - 1

    def check(value: Any) -> bool:
        if isinstance(value, FunctionValue):
            return len(value.parameters) == count
        return isinstance(value, Function) and any(len(s.parameters) == count for s in value.signatures)

    return check


_GENERIC: dict[str, Callable[[Type], Check]] = {
    "list": _list_checker,
    "context": _context_checker,
    "range": _range_checker,
    "function": _function_checker,
}


@lru_cache(maxsize=1024)
def converter(wanted: Type) -> Conversion:
    """The conversion of values that are not absent to a type; MISFIT where there is none."""
    check = checker(wanted)
    inner = _inner_conversion(wanted)

    def convert(value: Any) -> Any:
        if check(value):
            return value
        if inner is not None:
            found = inner(value)
            if found is not MISFIT:
                return found
        if type(value) is list and len(value) == 1 and not isinstance(value[0], Absent):
            return MISFIT if type(value[0]) is list else convert(value[0])
        return MISFIT

    return convert


def _inner_conversion(wanted: Type) -> Conversion | None:
    if wanted.name == "list":
        return _list_conversion(wanted)
    if wanted.name == "context" and wanted.generic:
        return _context_conversion(wanted)
    if wanted.name == "date and time":
        return _date_conversion
    if wanted.name == "either":
        options = [converter(option) for option in wanted.arguments]
        return lambda value: next((r for c in options if (r := c(value)) is not MISFIT), MISFIT)
    return None


def _date_conversion(value: Any) -> Any:
    return utc_midnight(value) if type(value) is Date else MISFIT


def _list_conversion(wanted: Type) -> Conversion:
    item = converter(wanted.arguments[0]) if wanted.generic else None

    def convert(value: Any) -> Any:
        items = value if type(value) is list else [value]
        if item is None:
            return items
        done: dict[int, Any] = {}
        for v in items:
            if id(v) not in done:
                done[id(v)] = v if isinstance(v, Absent) else item(v)
        converted = [done[id(v)] for v in items]
        return MISFIT if any(v is MISFIT for v in converted) else converted

    return convert


def _context_conversion(wanted: Type) -> Conversion:
    entries = [(k, converter(t)) for k, t in zip(wanted.keys, wanted.arguments, strict=True)]

    def convert(value: Any) -> Any:
        if type(value) is not dict or any(key not in value for key, _ in entries):
            return MISFIT
        converted = {k: c(value[k]) for k, c in entries if not isinstance(value[k], Absent)}
        return MISFIT if any(v is MISFIT for v in converted.values()) else {**value, **converted}

    return convert
