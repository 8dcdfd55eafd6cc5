"""What a batch is asked to do, checked before anything is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from credit_engine.problems import InputError, Problem
from credit_engine.run.input_problems import shown
from credit_engine.wording import said

_MOST_WORKERS = 256
_MOST_ROWS = 2**31 - 1
"""Arrow counts the texts of a column in 31 bits."""


def check_options(keep: Any, workers: Any, chunk_rows: Any) -> None:
    """Raises InputError for columns that are kept twice and for counts that are none."""
    problems = [*_kept(keep), *_count("workers", workers, _MOST_WORKERS)]
    problems += _count("chunk_rows", chunk_rows, _MOST_ROWS)
    if problems:
        raise InputError(problems)


def _kept(keep: Any) -> Iterator[Problem]:
    if isinstance(keep, str) or not all(isinstance(name, str) for name in keep):
        yield Problem(
            "wrong-type",
            said("keep is {keep}", "keep 是 {keep}", keep=shown(keep)),
            path="keep",
            expected=said("a list of names of columns", "列名列表"),
        )
        return
    for name, times in Counter(keep).items():
        if times > 1:
            yield Problem(
                "duplicate-value",
                said(
                    "keep names the column '{name}' {times} times",
                    "keep 中列 '{name}' 出现 {times} 次",
                    name=name,
                    times=times,
                ),
                path=name,
                hint=said("name it once", "请只写一次"),
            )


def _count(name: str, value: Any, most: int) -> Iterator[Problem]:
    expected = said("a whole number from 1 to {most}", "1 到 {most} 的整数", most=most)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        yield Problem(
            "wrong-type",
            said("{name} is {value}", "{name} 是 {value}", name=name, value=shown(value)),
            path=name,
            expected=expected,
        )
    elif not 1 <= value <= most:
        yield Problem(
            "out-of-range",
            said("{name} is {value}", "{name} 是 {value}", name=name, value=shown(value)),
            path=name,
            expected=expected,
        )
