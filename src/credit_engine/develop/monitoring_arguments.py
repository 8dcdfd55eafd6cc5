"""What `monitor` is called with: everything that is wrong with it, before any row is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

from credit_engine.problems import InputError, Problem, suggestion

_SHOWN = 8


def check_arguments(
    card: Any, frame: Any, named: Mapping[str, Any], approved: Any, options: Mapping[str, Any]
) -> None:
    """Raise InputError with every problem of the arguments.

    `named` are the columns by the argument that names them, `options` are floor, level, draws and seed.
    """
    from credit_engine.api.frames import names_of

    problems = [*_card(card), *_approved(approved), *_options(options)]
    try:
        names: list[Any] = list(names_of(frame))  # pandas has names that are no texts
    except InputError as wrong:
        raise InputError([*problems, *wrong.problems]) from None
    columns = [name for name in names if isinstance(name, str)]
    problems += [one for place, name in named.items() for one in _named(place, name, columns)]
    if problems:
        raise InputError(problems)


def _card(card: Any) -> Iterator[Problem]:
    from credit_engine.api.scorecard import Scorecard

    if not isinstance(card, Scorecard):
        yield Problem(
            "wrong-type",
            f"{type(card).__name__} is no scorecard",
            path="card",
            expected="a Scorecard",
            hint="load_scorecard reads one from its file",
        )


def _approved(approved: Any) -> Iterator[Problem]:
    if isinstance(approved, str | bytes) or not isinstance(approved, Sequence):
        said = f"the approvals are {approved!r}"
        yield Problem("wrong-type", said, path="approved", expected="a list of values, as ['approve']")


def _options(options: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in options.items():
        whole = name in ("draws", "seed")
        if isinstance(value, bool) or not isinstance(value, Integral if whole else Real):
            expected = "a whole number" if whole else "a number"
            yield Problem("wrong-type", f"{name} is {value!r}", path=name, expected=expected)
        elif not (float(value) >= 0 if whole else 0 < float(value) < 1):
            expected = "0 or more" if whole else "above 0 and below 1"
            yield Problem("out-of-range", f"{name} is {value}", path=name, expected=expected)


def _named(place: str, name: Any, columns: Sequence[str]) -> Iterator[Problem]:
    if name is None:
        return
    if not isinstance(name, str):
        yield Problem(
            "wrong-type", f"{place} is {name!r}", path=place, expected="the name of a column, a text"
        )
    elif name not in columns:
        yield Problem(
            "unknown-column",
            f"the data have no column '{name}'",
            path=place,
            expected=", ".join(columns[:_SHOWN]),
            hint=suggestion(name, columns),
        )
    elif columns.count(name) > 1:
        said = f"there are several columns '{name}'"
        yield Problem("duplicate-column", said, path=name, expected="one column")
