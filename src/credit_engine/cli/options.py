"""Options that several commands share, and what their values have to be."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, get_type_hints

import typer

from credit_engine.cli.language import OPTION, VARIABLE
from credit_engine.cli.values import overwritten, wrong_date, wrong_file
from credit_engine.texts.forms import Language
from credit_engine.wording import Said, in_language, said

if TYPE_CHECKING:
    from credit_engine.problems import Problem

_Name = TypeVar("_Name", bound="str | None")


def a_date(value: str | None) -> str | None:
    """The text of a date, or a date and time, as given; raises a usage error for anything else."""
    if value is not None and (wrong := wrong_date(value)):
        raise typer.BadParameter(wrong)
    return value


def a_file(value: _Name) -> _Name:
    """A name of a file, where one is given; raises a usage error where no file can have it."""
    if value is not None and (wrong := wrong_file(value)):
        raise typer.BadParameter(wrong)
    return value


def files(values: list[str]) -> list[str]:
    """Names of files; raises a usage error for one that no file can have."""
    return [a_file(value) for value in values]


def file_argument(name: str, text: str) -> Any:
    """An argument that names a file."""
    return typer.Argument(metavar=name, callback=a_file, help=text)


def file_option(text: str, *names: str) -> Any:
    """An option that names a file."""
    return typer.Option(*names, metavar="FILE", callback=a_file, help=text)


def date_option(text: str) -> Any:
    """An option that is a date."""
    return typer.Option(metavar="DATE", callback=a_date, help=text)


def column_option(text: str) -> Any:
    """An option that names a column of the data."""
    return typer.Option(metavar="COLUMN", help=text)


PolicyPath: TypeAlias = Annotated[
    str, file_argument("POLICY", "A policy file, or a directory of its versions.")
]
Output: TypeAlias = Annotated[str | None, file_option("Write to a file instead of standard output.")]
Lang: TypeAlias = Annotated[
    Language, typer.Option(OPTION, envvar=VARIABLE, help="The language of pages and diagnostics.")
]
"""The option of commands that write pages; all others get it from `with_language`."""

Report: TypeAlias = Annotated[str | None, file_option("Where to write the HTML report.")]
Workers: TypeAlias = Annotated[
    int | None,
    typer.Option(min=1, max=256, help="Workers that share the work. [default: one for each processor]"),
]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", help="No progress bar and no summary.")]
AsOf: TypeAlias = Annotated[
    str, typer.Option(metavar="DATE|COLUMN", help="What today() is: a date, or a column of dates.")
]
Anew: TypeAlias = Annotated[
    bool,
    typer.Option("--no-cache", help="Check the policy anew, even where it is known to be unchanged."),
]


def refuse_to_overwrite(output: str | None, *inputs: str | None, written_as: str = "--output") -> None:
    """Raise a usage error where the file written, as an option or argument says, is one that is read."""
    if output is None:
        return
    a_file(output)
    for name in overwritten(output, filter(None, inputs)):
        raise typer.BadParameter(
            said("{name} would be overwritten", "{name} 会被覆盖", name=name),
            param_hint=f"'{written_as}'",
        )


@contextmanager
def named_as_typed(**options: str) -> Iterator[None]:
    """Name arguments of a function, which a command was given as options, in problems as they were typed.

    A column may have the name of an argument: what is wrong with columns keeps its name.
    """
    from credit_engine.problems import InputError

    try:
        yield
    except InputError as error:
        raise InputError(_as_typed(problem, options) for problem in error.problems) from None


def _as_typed(problem: Problem, options: Mapping[str, str]) -> Problem:
    typed = options.get(problem.path)
    if typed is None or problem.code not in _OF_ARGUMENTS:
        return problem
    en, zh = (
        re.sub(rf"^{problem.path}(?= )", typed, in_language(problem.message, lang)) for lang in ("en", "zh")
    )
    return replace(problem, path=typed, message=Said(en, zh))


_OF_ARGUMENTS = ("bad-date", "out-of-range", "unknown-name")
"""What can be wrong with such arguments themselves."""


def with_language(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the option `--lang`, where it has none of its own."""
    signature = inspect.signature(command)
    if "lang" in signature.parameters:
        return command

    @wraps(command)
    def spoken_command(**given: Any) -> None:
        command(**{name: value for name, value in given.items() if name != "lang"})

    option = inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default="en", annotation=Lang)
    known = {**get_type_hints(command, include_extras=True), "lang": Lang}
    parameters = [
        parameter.replace(annotation=known[parameter.name])
        for parameter in (*signature.parameters.values(), option)
    ]
    spoken_command.__annotations__ = known
    spoken_command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return spoken_command
