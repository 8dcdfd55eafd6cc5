"""What `monitor` is called with: everything that is wrong with it, before any row is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

from credit_engine.argument_problems import out_of_range, wrong_type
from credit_engine.develop.monitoring_problems import (
    approvals_no_list,
    column_named_twice,
    named_column_missing,
    no_column_name,
    no_scorecard,
)
from credit_engine.problems import InputError, Problem, suggestion
from credit_engine.wording import said

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
        yield no_scorecard(path="card", name=type(card).__name__)


def _approved(approved: Any) -> Iterator[Problem]:
    if isinstance(approved, str | bytes) or not isinstance(approved, Sequence):
        yield approvals_no_list(path="approved", approved=approved)


def _options(options: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in options.items():
        whole = name in ("draws", "seed")
        if isinstance(value, bool) or not isinstance(value, Integral if whole else Real):
            expected = said("a whole number", "整数") if whole else said("a number", "数字")
            yield wrong_type(path=name, name=name, value=repr(value), expected=expected)
        elif not (float(value) >= 0 if whole else 0 < float(value) < 1):
            expected = (
                said("0 or more", "不小于 0") if whole else said("above 0 and below 1", "大于 0 且小于 1")
            )
            yield out_of_range(path=name, name=name, value=value, expected=expected)


def _named(place: str, name: Any, columns: Sequence[str]) -> Iterator[Problem]:
    if name is None:
        return
    if not isinstance(name, str):
        yield no_column_name(path=place, place=place, name=name)
    elif name not in columns:
        yield named_column_missing(
            path=place, name=name, expected=", ".join(columns[:_SHOWN]), hint=suggestion(name, columns)
        )
    elif columns.count(name) > 1:
        yield column_named_twice(path=name, name=name)
