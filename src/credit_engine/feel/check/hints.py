"""How a mistake in an expression is mended, as far as types and declarations tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from credit_engine.feel import syntax
from credit_engine.feel.check.names import Known
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import Type
from credit_engine.operators import FUNCTIONS
from credit_engine.problems import suggestion
from credit_engine.temporal import parse_temporal

_TEMPORAL_EXAMPLES = {
    "date": "2026-11-23",
    "time": "08:30:00",
    "date and time": "2026-11-23T08:30:00",
    "days and time duration": "P30D",
    "years and months duration": "P1Y",
}
_COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
_WORDS = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}


def of_clash(
    operator: str, left: tuple[syntax.Expression, Type], right: tuple[syntax.Expression, Type]
) -> str:
    """For two operands of different types."""
    if isinstance(left[0], syntax.Comparison) and right[1].kind == "number":
        middle = format_expression(left[0].right)
        return f"comparisons do not chain; write '{middle} between a and b' or '{middle} in [a..b]'"
    for (tree, type_), (_, other) in ((left, right), (right, left)):
        found = _literal(tree, type_, other) or _list(tree, type_, other)
        if found:
            return found
    for tree, type_ in (left, right):
        if type_.kind == "context" and type_.fields:
            shown = format_expression(tree)
            return "take one of its values: " + ", ".join(f"{shown}.{name}" for name, _ in type_.fields)
        if type_.values is not None and not isinstance(tree, syntax.Text) and operator in _COMPARISONS:
            return f"compare it with one of {quoted(type_.values)}"
    return ""


def of_cell(operator: str, tested: Type, value: tuple[syntax.Expression, Type]) -> str:
    """For a cell that compares its input with a value of another type."""
    if isinstance(value[0], syntax.Comparison):
        end = format_expression(value[0].right)
        sign = "" if value[0].operator == "=" else f"{value[0].operator} "
        return f"a cell holds only what follows the tested value: write {sign}{end}"
    return of_clash(operator, value, (syntax.Name("?"), tested))


def _literal(tree: syntax.Expression, type_: Type, other: Type) -> str:
    """For a literal written in the form of another type."""
    text = (
        tree.value
        if isinstance(tree, syntax.Text)
        else format_expression(tree)
        if type_.kind == "number"
        else ""
    )
    if isinstance(tree, syntax.Text) and other.kind == "number":
        return "write the number without quotes" if text.replace(".", "", 1).isdigit() else ""
    if isinstance(tree, syntax.Text | syntax.Number) and other.kind == "boolean" and text.lower() in _WORDS:
        return f"write {_WORDS[text.lower()]}"
    if isinstance(tree, syntax.Text) and other.kind in _TEMPORAL_EXAMPLES:
        shown = text if parse_temporal(text) is not None else _TEMPORAL_EXAMPLES[other.kind]
        return f'write @"{shown}"'
    if isinstance(tree, syntax.Number) and other.kind == "days and time duration":
        return f'a number of days is written @"P{text}D"'
    if isinstance(tree, syntax.Number) and other.values is not None and text in other.values:
        return f'write "{text}"'
    return ""


def _list(tree: syntax.Expression, type_: Type, other: Type) -> str:
    if type_.kind == "list" and other.kind != "list":
        shown = format_expression(tree)
        one_value = f"take one value of the list, such as count({shown}) or max({shown})"
        return f"{one_value}, or 'some x in {shown} satisfies ...'"
    return ""


def of_condition(tree: syntax.Expression, type_: Type) -> str:
    """For an expression that should be a condition and is not."""
    shown = format_expression(tree)
    if isinstance(tree, syntax.Text):
        return "write the condition without quotes"
    if type_.kind == "number":
        return f"compare it, as in '{shown} > 0'"
    if type_.kind == "list":
        return f"ask something of it, as in 'count({shown}) > 0'"
    if type_.values is not None:
        return f"""compare it, as in '{shown} = "{type_.values[0]}"'"""
    return "compare it with something"


def of_null(operator: str, other: syntax.Expression) -> str:
    """For a comparison with null; in a cell the other side is the tested value."""
    if isinstance(other, syntax.Null):
        return "write 'is missing(?)'"
    asked = f"is missing({format_expression(other)})"
    return f"write '{asked}'" if operator == "=" else f"write 'not({asked})'"


def of_name(name: str, paths: Mapping[str, Known], wanted: Iterable[str] | None) -> str:
    """For a name that nobody declared: a function without brackets, text without quotes, another name."""
    if name == "?":
        return "'?' is the value that a cell of a table tests; elsewhere write the value's name"
    if name.lower() in _WORDS:
        return f"write {_WORDS[name.lower()]}"
    if name in FUNCTIONS and not get_close_matches(name, list(paths), n=1, cutoff=0.9):
        return f"a function is called with brackets: {name}()"
    text = suggestion(name, wanted or ())
    if text:
        return 'text stands in double quotes; did you mean "' + text.split("'")[1] + '"?'
    below = [path for path in paths if path.endswith(f".{name}")]
    close = f"did you mean '{below[0]}'?" if below else suggestion(name, paths)
    if not close and "." not in name:
        last = suggestion(name, {path.rpartition(".")[2] for path in paths})
        meant = last.split("'")[1] if last else ""
        close = next((f"did you mean '{path}'?" for path in paths if path.rpartition(".")[2] == meant), "")
    declared = paths.get(close.split("'")[1]) if close else None
    if declared is not None and declared.span is not None:
        close += f" (declared at line {declared.span.position.line})"
    return close


def quoted(values: Iterable[str]) -> str:
    """Texts as they stand in expressions."""
    return ", ".join(f'"{value}"' for value in values)
