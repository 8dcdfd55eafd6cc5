"""Filling an account with the values of one decision: figures, terms, conditions, loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from credit_engine.absent import Absent, Cause, causes_of
from credit_engine.account.evidence import (
    HIDDEN,
    Condition,
    Entries,
    Figure,
    Given,
    Ref,
    Rounding,
    Sealed,
    Term,
    Words,
)
from credit_engine.account.gaps import Decided
from credit_engine.account.lines import InBook
from credit_engine.account.record import Record, values_of
from credit_engine.explain.values import Recorded, Values

MAX_ITEMS = 20
"""Items of a loop, or of a list for which something is decided, that a trace holds."""


class Case(NamedTuple):
    """What filling needs beside values.

    Tables list `unmatched_rows` at most, None for all; `today` chooses the value of a dated parameter;
    `given` are the inputs by path, `released` the outputs by name, `withheld` why others are not released.
    """

    unmatched_rows: int | None = None
    today: Any = None
    given: Mapping[str, Any] = MappingProxyType({})
    released: Mapping[str, Any] = MappingProxyType({})
    withheld: Mapping[str, str] = MappingProxyType({})


ALONE = Case()
"""What fills the account of a scorecard by itself."""


class Fill:
    """Fills accounts with the values of one decision."""

    def __init__(self, values: Values | Recorded, case: Case = ALONE) -> None:
        self.of = values.of
        self.values: Any = values
        self.case = case

    def at(self, values: Values) -> Fill:
        """A copy with the values of one item."""
        return type(self)(values, self.case)

    def value(self, account: Figure | Condition) -> Any:
        """The value of a figure, or the truth of a condition."""
        value = account.value
        return (
            self.of(value) if value.__class__ is Ref else FILLS.get(value.__class__, _as_it_is)(self, value)
        )

    def __call__(self, account: Any) -> Any:
        """What an account, or a part of one, comes to."""
        kind = account.__class__
        fill = FILLS.get(kind)
        if fill is None:
            fill = FILLS[kind] = _filler(kind)
        return fill(self, account)

    unwritten = __call__
    """The same, as an object in any case."""


_SETTLED = frozenset((str, int, bool, type(None), Words))
"""What is most often in an account and needs no filling, so that it is not even asked for."""


def _filler(kind: type[Any]) -> Callable[[Fill, Any], Any]:
    """What fills an account that has the form of its trace: with the values of its fields."""
    if issubclass(kind, Record):
        return _record
    return _line if issubclass(kind, tuple) else _as_it_is


def has_form_of_trace(kind: type[Any]) -> bool:
    """Whether what is filled of a class is of the same class, and differs by the values that it holds."""
    return FILLS.get(kind, _as_it_is) in _KEEPING


def _as_it_is(fill: Fill, account: Any) -> Any:
    return account


def _record(fill: Fill, account: Record) -> Record:
    values = zip(account._fields, values_of(account), strict=True)
    return type(account)(
        **{name: part if part.__class__ in _SETTLED else fill(part) for name, part in values}
    )


def _line(fill: Fill, account: tuple[Any, ...]) -> tuple[Any, ...]:
    return type(account)(*[part if part.__class__ in _SETTLED else fill(part) for part in account])


def _ref(fill: Fill, account: Ref) -> Any:
    return fill.of(account)


def listed(fill: Fill, account: tuple[Any, ...]) -> tuple[Any, ...]:
    """Every part of a tuple."""
    return tuple([fill(item) for item in account])


VALUES = frozenset((Entries, Sealed, Given, Decided))
"""What stands for the value of a figure, beside a `Ref`."""


def figure(fill: Fill, account: Figure) -> Figure:
    """A figure with its value."""
    value = account.value
    if value.__class__ is Ref:
        value = fill.of(value)
    elif value.__class__ in VALUES:
        value = fill(value)
    else:
        return account
    return Figure(value, account.unit, account.computed, account.columns, account.given, account.titles)


def _entries(fill: Fill, account: Entries) -> Any:
    whole = None if account.whole is None else fill.of(account.whole)
    if isinstance(whole, Absent):
        return whole
    instead = fill.unwritten(account.instead)
    if instead is not None:
        return instead
    return {name: fill(value) for name, value in zip(account.names, account.values, strict=True)}


def _sealed(fill: Fill, account: Sealed) -> Any:
    value = fill.of(account.value)
    return value if isinstance(value, Absent) else HIDDEN


def term(fill: Fill, account: Term) -> Term:
    """A term with its value."""
    return Term(account.text, figure(fill, account.figure), account.kind, account.title, account.wording)


def rounding(fill: Fill, account: Rounding) -> Rounding:
    """A rounding with the value before it."""
    return Rounding(account.digits, account.mode, figure(fill, account.exact))


def condition(fill: Fill, account: Condition) -> Condition:
    """A condition with its truth and the values that it compares."""
    value = account.value
    if value.__class__ is Ref:
        value = fill.of(value)
    return Condition(
        account.kind,
        account.text,
        value,
        tuple([condition(fill, part) for part in account.parts]),
        account.operator,
        tuple([term(fill, side) for side in account.sides]),
        account.tests,
        tuple([term(fill, name) for name in account.names]),
        tuple([fill(loop) for loop in account.loops]),
        account.wording,
        account.relation,
        account.read_tests,
    )


def causes_but(value: Any, code: str) -> tuple[Cause, ...]:
    """Why a value is unknown, but for causes of one code."""
    causes = causes_of(value)
    return tuple([cause for cause in causes if cause.code != code]) if causes else ()


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    Ref: _ref,
    tuple: listed,
    Figure: figure,
    Entries: _entries,
    Sealed: _sealed,
    Term: term,
    Rounding: rounding,
    Condition: condition,
    InBook: lambda fill, account: None,
}
"""How each part of an account is filled; what has the form of its trace is filled field by field."""
_KEEPING = (_record, _line, _as_it_is, listed, figure, term, rounding, condition)
"""What fills an account without changing its form."""
