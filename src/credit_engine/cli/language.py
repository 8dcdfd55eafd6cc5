"""The language in which a command speaks: `--lang`, else the variable CREDIT_ENGINE_LANG, else English."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from credit_engine.texts.forms import LANGUAGES, Language

VARIABLE = "CREDIT_ENGINE_LANG"
OPTION = "--lang"

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
        if word == OPTION:
            wanted.append(following)
        elif word.startswith(f"{OPTION}="):
            wanted.append(word.partition("=")[2])
    known = [lang for text in wanted for lang in LANGUAGES if lang == text]
    return known[-1] if known else "en"
