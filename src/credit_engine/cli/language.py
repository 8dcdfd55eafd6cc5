"""The language in which a command speaks: `--lang`, else the variable CREDIT_ENGINE_LANG, else English."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Annotated, Any, TypeAlias, get_type_hints

import typer

from credit_engine.texts.forms import LANGUAGES, Language

VARIABLE = "CREDIT_ENGINE_LANG"
_OPTION = "--lang"

Lang: TypeAlias = Annotated[
    Language, typer.Option(_OPTION, envvar=VARIABLE, help="The language of pages and diagnostics.")
]
"""The option of commands that write pages; all others get it from `with_language`."""

_spoken: ContextVar[Language] = ContextVar("spoken", default="en")


def spoken() -> Language:
    """The language of the command that runs."""
    return _spoken.get()


@contextmanager
def speaking(arguments: Sequence[str] | None) -> Iterator[None]:
    """Within it diagnostics are in the language that the arguments (default: the process's) ask for.

    It is read before the options are, since what is wrong with them is told in it, too.
    """
    before = _spoken.set(_asked_for(sys.argv[1:] if arguments is None else arguments))
    try:
        yield
    finally:
        _spoken.reset(before)


def _asked_for(arguments: Sequence[str]) -> Language:
    """The language asked for; one that is not known, which the option refuses, leaves the variable's."""
    wanted = [os.environ.get(VARIABLE, "")]
    for word, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if word == "--":
            break
        if word == _OPTION:
            wanted.append(following)
        elif word.startswith(f"{_OPTION}="):
            wanted.append(word.partition("=")[2])
    known = [lang for one in wanted for lang in LANGUAGES if lang == one]
    return known[-1] if known else "en"


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
    parameters = [one.replace(annotation=known[one.name]) for one in (*signature.parameters.values(), option)]
    spoken_command.__annotations__ = known
    spoken_command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return spoken_command
