"""What the index of a large table needs of its cells: constant ranges and values, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from credit_engine import numbers
from credit_engine.feel import syntax
from credit_engine.feel.number_sets import constant_value
from credit_engine.feel.ordinals import matched
from credit_engine.feel.types import Type
from credit_engine.run.index import NOTHING, Listed, Lookup, Ordered, Range
from credit_engine.run.steps import Hits
from credit_engine.temporal import Date, DaysDuration, MonthsDuration, parse_temporal

INDEXED_ROWS = 32
"""A table with fewer rows that the index can hold is evaluated row by row, which is then as fast."""

_ORDERED: dict[str, tuple[type, ...]] = {
    "date": (Date,),
    "days and time duration": (DaysDuration,),
    "years and months duration": (MonthsDuration,),
}
_LISTED = ("text", "boolean")
_Cell = tuple[bool, tuple[Any, ...]]
_CONDITION: _Cell = (True, ("no constant",))
"""Stands for a cell that is no constant, or of a kind that has no index; told by its identity."""
_CONSTRUCTORS = ("date", "duration")


def lookup(
    hits: Hits, rows: Sequence[Sequence[syntax.UnaryTests | None]], types: Sequence[Type]
) -> Lookup | None:
    """The table for its index, or None where too few rows have constant cells only.

    `rows` are the cells of each row, `types` the static types of the inputs.
    """
    if len(rows) < INDEXED_ROWS:
        return None
    cells = [_of_column(column, type_) for column, type_ in zip(zip(*rows, strict=True), types, strict=True)]
    conditional = sorted({r for column in cells for r, cell in enumerate(column) if cell is _CONDITION})
    if len(rows) - len(conditional) < INDEXED_ROWS:
        return None
    for r in conditional:
        for column in cells:
            column[r] = NOTHING
    columns = (
        Listed(tuple(column)) if type_.kind in _LISTED else Ordered(tuple(column))
        for column, type_ in zip(cells, types, strict=True)
    )
    return Lookup(hits, len(rows), tuple(columns), tuple(conditional))


def _of_column(trees: Sequence[syntax.UnaryTests | None], type_: Type) -> list[_Cell | None]:
    """The cells of a column; those that share a tree are one object."""
    numbers_ = [None if tree is None else tree.number for tree in trees]
    distinct = dict(zip(numbers_, trees, strict=True))
    known = {number: _cell(tree, type_) for number, tree in distinct.items()}
    return [known[number] for number in numbers_]


def _cell(tree: syntax.UnaryTests | None, type_: Type) -> _Cell | None:
    """A cell as the index holds it: whether its items are excluded, and the items; None for `-`."""
    if tree is None or not tree.tests:
        return None
    if type_.order is not None:
        satisfied = matched(tree.tests, type_.order)
        return _CONDITION if satisfied is None else (tree.negated, satisfied)
    if type_.kind in _LISTED:
        return _listed(tree, type_.kind)
    if type_.kind == "number" or type_.kind in _ORDERED:
        return _ordered(tree, type_.kind)
    return _CONDITION


def _listed(tree: syntax.UnaryTests, kind: str) -> _Cell:
    literal = syntax.Text if kind == "text" else syntax.Boolean
    values: list[Any] = []
    excluded = tree.negated
    for test in tree.tests:
        operator = test.operator if isinstance(test, syntax.CompareTest) else "="
        if not isinstance(test.value, literal) or operator not in ("=", "!="):
            return _CONDITION
        if operator == "!=":
            if len(tree.tests) > 1:
                return _CONDITION
            excluded = not excluded
        values.append(test.value.value)
    return excluded, tuple(values)


def _ordered(tree: syntax.UnaryTests, kind: str) -> _Cell:
    ranges: list[Range] = []
    for test in tree.tests:
        found = _ranges(test, kind)
        if found is None:
            return _CONDITION
        ranges += found
    return tree.negated, tuple(ranges)


def _ranges(test: syntax.Test, kind: str) -> Iterable[Range] | None:
    """The ranges of one test with constant ends."""
    if isinstance(test, syntax.CompareTest):
        end = _constant(test.value, kind)
        return None if end is None else _compared(test.operator, end)
    if not isinstance(test.value, syntax.Range):
        value = _constant(test.value, kind)
        return None if value is None else [Range(value, value)]
    tree = test.value
    if tree.operator and tree.low is not None:
        end = _constant(tree.low, kind)
        return None if end is None else _compared(tree.operator, end)
    low = None if tree.low is None else _constant(tree.low, kind)
    high = None if tree.high is None else _constant(tree.high, kind)
    if (low is None) != (tree.low is None) or (high is None) != (tree.high is None):
        return None
    return [Range(low, high, tree.low_closed, tree.high_closed)]


def _compared(operator: str, end: Any) -> list[Range]:
    below, above = Range(None, end, True, False), Range(end, None, False, True)
    if operator == "=":
        return [Range(end, end)]
    if operator == "!=":
        return [below, above]
    if operator in ("<", "<="):
        return [below._replace(high_closed=operator == "<=")]
    return [above._replace(low_closed=operator == ">=")]


def _constant(tree: syntax.Expression, kind: str) -> Any:
    """The value of a literal of a kind, None for any other expression."""
    value = constant_value(tree)
    if isinstance(tree, syntax.Call):
        value = _constructed(tree)
    if kind == "number":
        return numbers.normal(value) if numbers.is_number(value) else None
    return value if isinstance(value, _ORDERED[kind]) else None


def _constructed(tree: syntax.Call) -> Any:
    """The value of `date("2026-01-01")`, or of a duration so written."""
    name = tree.function.name if isinstance(tree.function, syntax.Name) else ""
    if name not in _CONSTRUCTORS or len(tree.arguments) != 1 or tree.arguments[0].name:
        return None
    text = tree.arguments[0].value
    return parse_temporal(text.value) if isinstance(text, syntax.Text) else None
