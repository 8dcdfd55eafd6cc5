"""Programs and their values as plain JSON and back, each exactly as it was.

Texts, booleans, null and whole numbers stand for themselves. Everything else is a list that begins
with its tag; a list is one too. Objects are those of a fixed set of classes that hold constant data,
written by their names and fields, so that reading can make nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import ModuleType
from typing import Any, get_args

from credit_engine import temporal
from credit_engine.absent import Absent, Cause
from credit_engine.ir import Node, Op, Program, Region
from credit_engine.operators.table import FUNCTIONS, Function
from credit_engine.operators.value_classes import RangeValue
from credit_engine.policy import reasons
from credit_engine.run import catalogue, index, items, lookup, outcomes, rating, scoring, steps
from credit_engine.run import fields as input_fields

_MODULES = (input_fields, catalogue, index, items, lookup, outcomes, rating, reasons, scoring, steps)
_TEMPORAL = (
    temporal.Date,
    temporal.Time,
    temporal.DateTime,
    temporal.DaysDuration,
    temporal.MonthsDuration,
)

_COLUMNS: tuple[Any, ...] = (index.Ordered, index.Listed)


class NotStorableError(Exception):
    """A value that has no form in JSON; what holds it is compiled each time."""


@cache
def _classes() -> Mapping[str, type[Any]]:
    """The classes of constant data: dataclasses and named tuples of the modules that run programs."""
    return {"RangeValue": RangeValue, **_defined(_MODULES)}


@cache
def _account_classes() -> Mapping[str, type[Any]]:
    """The classes of accounts; they are loaded when the first account is stored or read."""
    from credit_engine.account import conditions, evidence, gaps, lines, policy, processes, sums
    from credit_engine.account import steps as account_steps

    return _defined((evidence, policy, account_steps, sums, processes, gaps, lines, conditions))


def _defined(modules: tuple[ModuleType, ...]) -> Mapping[str, type[Any]]:
    return {
        name: kind
        for module in modules
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind.__module__ == module.__name__ and _fields(kind)
    }


def _class(name: str) -> type[Any] | None:
    return _classes().get(name) or _account_classes().get(name)


def _fields(kind: type[Any]) -> tuple[str, ...]:
    """The names of the fields of a class of constant data, none for any other class."""
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    named: tuple[str, ...] = getattr(kind, "_fields", ())
    return named


def to_plain(value: Any) -> Any:
    """A value as JSON can hold it; raises NotStorableError."""
    kind: type[Any] = value.__class__
    if value is None or kind in (bool, int, str):
        return value
    if kind is Decimal:
        return ["n", str(value)]
    if kind in (tuple, list):
        return ["t" if kind is tuple else "l", *map(to_plain, value)]
    if kind is dict:
        return ["m", *([to_plain(key), to_plain(item)] for key, item in value.items())]
    if kind is Absent:
        return ["a", *(list(cause) for cause in value.causes)]
    if kind in _TEMPORAL:
        return ["d", _TEMPORAL.index(kind), str(value)]
    if kind is Function:  # a built-in one that a name stands for where no entry has it
        return ["f", value.name]
    if kind in _COLUMNS:
        return ["c", _COLUMNS.index(kind), *_distinct(value.cells)]
    if _class(kind.__name__) is kind:
        return [kind.__name__, *map(to_plain, _given(value))]
    raise NotStorableError(kind.__name__)


def _given(value: Any) -> list[Any]:
    """The fields of an object without those at the end that are as they would be unless given."""
    kind: type[Any] = value.__class__
    found = [getattr(value, name) for name in _fields(kind)]
    defaults = _defaults(value.__class__)
    while found and _is_default(found[-1], defaults[len(found) - 1]):
        found.pop()
    return found


def _is_default(value: Any, default: Any) -> bool:
    return value is default or (value.__class__ is default.__class__ is tuple and not value and not default)


@cache
def _defaults(kind: type[Any]) -> tuple[Any, ...]:
    """What the fields of a class are unless they are given; `MISSING` for those that have to be."""
    if is_dataclass(kind):
        return tuple(field.default for field in fields(kind))
    known: Mapping[str, Any] = getattr(kind, "_field_defaults", {})
    return tuple(known.get(name, MISSING) for name in _fields(kind))


@cache
def _maker(name: str) -> Callable[[Iterator[Any]], Any]:
    """What makes an object of a class from its first fields."""
    kind = _class(name)
    if kind is None:
        raise KeyError(name)
    names = _fields(kind)
    if not (is_dataclass(kind) or issubclass(kind, tuple)):  # a record of an account
        return lambda values: kind(**dict(zip(names, values, strict=False)))
    return lambda values: kind(*values)


def _distinct(cells: tuple[Any, ...]) -> tuple[list[Any], list[int]]:
    """The different cells of a column, and the number of each row's; equal ones are often one object."""
    numbers: dict[int, int] = {}
    found: dict[str, int] = {}
    plain: list[Any] = []
    for cell in cells:
        if id(cell) not in numbers:
            form = to_plain(cell)
            numbers[id(cell)] = found.setdefault(repr(form), len(plain))
            if numbers[id(cell)] == len(plain):
                plain.append(form)
    return plain, [numbers[id(cell)] for cell in cells]


def _column(plain: list[Any]) -> Any:
    cells = list(map(from_plain, plain[2]))
    return _COLUMNS[plain[1]](tuple(cells[number] for number in plain[3]))


def from_plain(plain: Any) -> Any:
    """The value of such JSON; raises KeyError, TypeError or ValueError for any other."""
    if plain.__class__ is not list:
        return plain
    read = _READ.get(plain[0])
    if read is not None:
        return read(plain)
    return _maker(plain[0])(map(from_plain, _rest(plain)))


def _rest(plain: list[Any]) -> Iterator[Any]:
    items = iter(plain)
    next(items)
    return items


def _moment(plain: list[Any]) -> Any:
    parse: Callable[[str], Any] = (
        temporal.parse_date,
        temporal.parse_time,
        temporal.parse_date_time,
        temporal.parse_duration,
        temporal.parse_duration,
    )[plain[1]]
    value = parse(plain[2])
    if value.__class__ is not _TEMPORAL[plain[1]]:
        raise ValueError(plain)
    return value


_READ: Mapping[str, Callable[[list[Any]], Any]] = {
    "n": lambda plain: Decimal(plain[1]),
    "t": lambda plain: tuple(map(from_plain, _rest(plain))),
    "l": lambda plain: list(map(from_plain, _rest(plain))),
    "m": lambda plain: {from_plain(key): from_plain(item) for key, item in _rest(plain)},
    "a": lambda plain: Absent(tuple(Cause(*cause) for cause in _rest(plain))),
    "d": _moment,
    "c": _column,
    "f": lambda plain: FUNCTIONS[plain[1]],
}


_OPS: tuple[str, ...] = get_args(Op)


def program_to_plain(program: Program) -> dict[str, Any]:
    """A program as JSON can hold it; raises NotStorableError."""
    return {
        "mode": program.mode,
        "inputs": program.inputs,
        "nodes": [
            [_OPS.index(n.op), n.region, n.kind, n.name, n.args, n.regions, to_plain(n.data)]
            for n in program.nodes
        ],
        "regions": [[r.parent, r.params, r.nodes, r.result] for r in program.regions],
        "constants": [to_plain(value) for value in program.constants],
        "slots": program.slots,
    }


def program_from_plain(plain: dict[str, Any]) -> Program:
    """The program of such JSON."""
    ops: Any = _OPS
    nodes = tuple(
        Node(i, ops[op], region, kind, name, tuple(args), tuple(regions), from_plain(data))
        for i, (op, region, kind, name, args, regions, data) in enumerate(plain["nodes"])
    )
    regions = tuple(
        Region(i, parent, tuple(params), tuple(inside), result)
        for i, (parent, params, inside, result) in enumerate(plain["regions"])
    )
    constants = tuple(map(from_plain, plain["constants"]))
    return Program(plain["mode"], tuple(plain["inputs"]), nodes, regions, constants, tuple(plain["slots"]))
