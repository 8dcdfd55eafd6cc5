"""`credit-engine eval`: the value of a FEEL expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import a_date
from credit_engine.cli.problems import values_without_names

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
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", callback=a_date, help="What today() is. [default: not known]"),
    ] = None,
) -> None:
    """Evaluate a FEEL expression and print its value as FEEL.

    The exit status is 0 whatever the value, 1 where the expression or the input cannot be read.
    """
    from credit_engine.absent import Absent
    from credit_engine.cli.notation import feel_notation
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
