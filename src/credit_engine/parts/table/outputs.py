"""What tables, grids, trees and catalogues put out: declared, read, bound to names, and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from credit_engine.account.evidence import Column, Entries, Figure, Ref, Words
from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.scope import Record
from credit_engine.feel.types import SIMPLE_KINDS, Type, kind_of_name
from credit_engine.feel.units import Unit, parse_unit
from credit_engine.parts.base import Checks
from credit_engine.parts.declared import read_order, read_unit
from credit_engine.parts.model import DecisionModel
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.table import problems
from credit_engine.parts.table.model import OutputColumn
from credit_engine.parts.telling import Telling, declared_unit, is_dotted, words
from credit_engine.problems import suggestion
from credit_engine.wording import said


def cells_text(count: int) -> str:
    """A number of cells in words."""
    return (
        said("1 cell", "1 个单元格") if count == 1 else said("{count} cells", "{count} 个单元格", count=count)
    )


def declared_output(checks: Checks, at: Path, column: OutputColumn) -> Type | None:
    """The declared type of the output at a path, None where there is no type of its name."""
    unit = read_unit(checks.document, (*at, "unit"), column.unit, checks.problems)
    order = read_order(checks.document, at, column.type, column.values, column.best_first, checks.problems)
    if column.values is not None or column.type == "ordinal":
        return Type("text", values=tuple(column.values or ()), order=order, titles=column.words)
    kind = kind_of_name(column.type or "any")
    if kind not in (*SIMPLE_KINDS, "any", "list", "context"):
        checks.report(problems.unknown_type, at, type=column.type, hint=suggestion(kind, SIMPLE_KINDS))
        return None
    return Type(kind, unit=unit, integer=column.type == "integer")


def output_unit(out: Mapping[str, OutputColumn], name: str, decision: DecisionModel) -> Unit | None:
    """The unit that is written of an output: its own or, of a single one, the decision's."""
    text = out[name].unit or (decision.unit if len(out) == 1 else None)
    return None if text is None else parse_unit(text)


def declared_values(column: OutputColumn) -> frozenset[str] | None:
    """The declared values of an output, None where there are none."""
    return None if column.values is None else frozenset(column.values)


def read_output(reader: Reader, path: Path, values: frozenset[str] | None) -> Written | None:
    """An output cell; a declared value is text without quotes, what could be a name may be one."""
    if values is None or reader.document.is_damaged(path):
        return reader.expression(path)
    text = reader.document.text_at(path)
    if text.value.startswith('"'):
        return reader.expression(path)
    if text.value not in values:
        named = Reader(reader.document, []).expression(path)
        if named is not None and is_dotted(named.tree):
            return named
    return Written(path, text, syntax.Text(text.value, span=(0, len(text.value))))


def bound_outputs(outputs: Mapping[str, int]) -> dict[str, Any]:
    """What the name of a decision with outputs stands for: the single one, or all by name as its entries."""
    if len(outputs) == 1:
        return {"binding": next(iter(outputs.values()))}
    return {"binding": Record(outputs), "entries": outputs}


def output_titles(out: Mapping[str, OutputColumn]) -> dict[str, Words]:
    """The titles of outputs; one without a title is called by its name."""
    return {name: words(column.title) or Words(name, name) for name, column in out.items()}


def output_columns(telling: Telling, out: Mapping[str, OutputColumn], unit: str) -> tuple[Column, ...]:
    """The outputs with their titles, units and values; a single one has the decision's unit."""
    default_unit = unit if len(out) == 1 else ""
    return tuple(
        Column(
            name,
            words(column.title),
            declared_unit(column.unit) or default_unit,
            telling.titled(column.words),
        )
        for name, column in out.items()
    )


def chosen_outputs(outputs: Mapping[str, int], columns: tuple[Column, ...]) -> Figure:
    """What a table or a catalogue gives: the one output, or all by name."""
    if len(columns) == 1:
        return Figure(Ref(outputs[columns[0].name]), columns[0].unit, titles=columns[0].titles)
    values = tuple(Ref(outputs[column.name]) for column in columns)
    return Figure(Entries(tuple(column.name for column in columns), values), columns=columns)


def tell_outputs(
    telling: Telling, written: Sequence[Written | None], columns: tuple[Column, ...]
) -> tuple[Figure, ...]:
    """The outputs of a row, each in the unit of its column."""
    return tuple(
        telling.of_tree(expression.tree, column.unit)._replace(titles=column.titles)
        for expression, column in zip(written, columns, strict=False)
        if expression is not None
    )
