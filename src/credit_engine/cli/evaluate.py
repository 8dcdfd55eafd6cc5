"""`credit-engine eval`: the value of a FEEL expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credit_engine import temporal
from credit_engine.cli import streams
from credit_engine.cli.options import date_option
from credit_engine.cli.problems import value_too_large, values_without_names
from credit_engine.limits import MAX_TEXT_LENGTH
from credit_engine.operators.text_form import quoted, to_string
from credit_engine.operators.value_classes import RangeValue
from credit_engine.problems import InputError

if TYPE_CHECKING:
    from credit_engine.absent import Absent


def evaluate(
    expression: Annotated[str, typer.Argument(metavar="EXPRESSION", help="An expression, such as 'x + 1'.")],
    given: Annotated[
        str | None,
        typer.Option(
            "--input", metavar="JSON", help="Values of names, as JSON; @FILE reads a file, - standard input."
        ),
    ] = None,
    as_of: Annotated[str | None, date_option("What today() is. [default: not known]")] = None,
) -> None:
    """Evaluate a FEEL expression and print its value as FEEL.

    The exit status is 0 whatever the value, 1 where the expression or the input cannot be read.
    """
    from credit_engine.absent import Absent
    from credit_engine.feel import CompiledExpression, parse
    from credit_engine.feel.evaluate import names_within
    from credit_engine.python_values import from_python

    context = {name: from_python(value) for name, value in _values(given).items()}
    compiled = CompiledExpression(parse(expression, names_within([context])), tuple(context))
    value = compiled.value(context, _moment(as_of))
    streams.show(feel_notation(value))
    if isinstance(value, Absent):
        streams.note(_causes(value))


def _values(given: str | None) -> dict[str, Any]:
    """The named values; raises InputError where the JSON is no object."""
    if given is None:
        return {}
    from credit_engine.cli.reading import input_source
    from credit_engine.json_text import read_json
    from credit_engine.problems import InputError
    from credit_engine.source import Source

    if given == "-" or given.startswith("@"):
        # Any object is taken, a stored decision too, whose outputs can be worked with.
        document = read_json(input_source(given.removeprefix("@")))
    else:
        document = read_json(Source("--input", given))
    if not isinstance(document.data, dict):
        raise InputError([values_without_names(document.span(()))])
    return document.data


def _moment(as_of: str | None) -> Any:
    if as_of is None:
        return None
    from credit_engine import temporal

    return temporal.parse_day_or_moment(as_of)


def _causes(value: Absent) -> str:
    """Why a value is null, a line for each cause."""
    from credit_engine.texts.causes import cause_text

    return "\n".join(
        dict.fromkeys(f"note: null because of {cause_text(cause, 'en', {})}" for cause in value.causes)
    )


_TEMPORAL = (temporal.Date, temporal.Time, temporal.DateTime, temporal.DaysDuration, temporal.MonthsDuration)
_PLAIN_KEY = re.compile(r"[A-Za-z_\u4e00-\u9fff][0-9A-Za-z_\u4e00-\u9fff]*")
_Parts = Iterator["str | _Value"]


class _Value:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def feel_notation(value: Any) -> str:
    """A run-time value in FEEL: texts in quotes, dates and durations as `@"..."`, absent as null.

    Raises InputError for a value whose text would be longer than a text may be.
    """
    written: list[str] = []
    remaining = MAX_TEXT_LENGTH
    open_parts: list[_Parts] = [iter([_Value(value)])]
    while open_parts:
        part = next(open_parts[-1], None)
        if part is None:
            open_parts.pop()
        elif isinstance(part, _Value) and (inner := _parts(part.value)) is not None:
            open_parts.append(inner)
        else:
            text = part if isinstance(part, str) else _scalar(part.value)
            written.append(text)
            remaining -= len(text)
            if remaining < 0:
                raise InputError([value_too_large(limit=MAX_TEXT_LENGTH)])
    return "".join(written)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    text = to_string(value)
    if not isinstance(text, str):
        return "null"
    return f"@{quoted(text)}" if isinstance(value, _TEMPORAL) else text


def _parts(value: Any) -> _Parts | None:
    """The pieces of a list, context or range; None for any other value."""
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, dict):
        return _context(value)
    return _range(value) if isinstance(value, RangeValue) else None


def _list(items: list[Any]) -> _Parts:
    yield "["
    for position, item in enumerate(items):
        if position:
            yield ", "
        yield _Value(item)
    yield "]"


def _context(entries: dict[str, Any]) -> _Parts:
    yield "{"
    for position, (key, value) in enumerate(entries.items()):
        yield f"{', ' if position else ''}{key if _PLAIN_KEY.fullmatch(key) else quoted(key)}: "
        yield _Value(value)
    yield "}"


def _range(value: RangeValue) -> _Parts:
    if value.operator:
        yield f"({value.operator}"
        yield _Value(value.low)
        yield ")"
    elif value.low is None:
        yield "(<=" if value.high_closed else "(<"
        yield _Value(value.high)
        yield ")"
    elif value.high is None:
        yield "(>=" if value.low_closed else "(>"
        yield _Value(value.low)
        yield ")"
    else:
        yield "[" if value.low_closed else "("
        yield _Value(value.low)
        yield ".."
        yield _Value(value.high)
        yield "]" if value.high_closed else ")"
