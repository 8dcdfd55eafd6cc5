"""What `monitor` is called with: everything that is wrong with it, before any row is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

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
        yield Problem(
            "wrong-type",
            said("{name} is no scorecard", "{name} 不是评分卡", name=type(card).__name__),
            path="card",
            expected="a Scorecard",
            hint=said("load_scorecard reads one from its file", "用 load_scorecard 从文件读取"),
        )


def _approved(approved: Any) -> Iterator[Problem]:
    if isinstance(approved, str | bytes) or not isinstance(approved, Sequence):
        message = said("the approvals are {approved!r}", "approvals 是 {approved!r}", approved=approved)
        yield Problem(
            "wrong-type",
            message,
            path="approved",
            expected=said("a list of values, as ['approve']", "取值列表，如 ['approve']"),
        )


def _options(options: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in options.items():
        whole = name in ("draws", "seed")
        if isinstance(value, bool) or not isinstance(value, Integral if whole else Real):
            expected = said("a whole number", "整数") if whole else said("a number", "数字")
            yield Problem(
                "wrong-type",
                said("{name} is {value!r}", "{name} 是 {value!r}", name=name, value=value),
                path=name,
                expected=expected,
            )
        elif not (float(value) >= 0 if whole else 0 < float(value) < 1):
            expected = (
                said("0 or more", "不小于 0") if whole else said("above 0 and below 1", "大于 0 且小于 1")
            )
            yield Problem(
                "out-of-range",
                said("{name} is {value}", "{name} 是 {value}", name=name, value=value),
                path=name,
                expected=expected,
            )


def _named(place: str, name: Any, columns: Sequence[str]) -> Iterator[Problem]:
    if name is None:
        return
    if not isinstance(name, str):
        yield Problem(
            "wrong-type",
            said("{place} is {name!r}", "{place} 是 {name!r}", place=place, name=name),
            path=place,
            expected=said("the name of a column, a text", "列名（文本）"),
        )
    elif name not in columns:
        yield Problem(
            "unknown-column",
            said("the data have no column '{name}'", "数据没有列 '{name}'", name=name),
            path=place,
            expected=", ".join(columns[:_SHOWN]),
            hint=suggestion(name, columns),
        )
    elif columns.count(name) > 1:
        message = said("there are several columns '{name}'", "有几列名为 '{name}'", name=name)
        yield Problem("duplicate-column", message, path=name, expected=said("one column", "一列"))
