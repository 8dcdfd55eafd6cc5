"""What a batch is asked to do, checked before anything is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from credit_engine.api.batch.problems import (
    keep_no_list,
    kept_twice,
)
from credit_engine.argument_problems import out_of_range, wrong_type
from credit_engine.problems import InputError, Problem
from credit_engine.run.input_problems import shown
from credit_engine.wording import said

_MOST_WORKERS = 256
"""More processes than any machine in use has processors: a larger number is a slip."""
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
        yield keep_no_list(keep=shown(keep), path="keep")
        return
    for name, times in Counter(keep).items():
        if times > 1:
            yield kept_twice(name=name, times=times, path=name)


def _count(name: str, value: Any, most: int) -> Iterator[Problem]:
    expected = said("a whole number from 1 to {most}", "1 到 {most} 的整数", most=most)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        yield wrong_type(name=name, value=shown(value), expected=expected, path=name)
    elif not 1 <= value <= most:
        yield out_of_range(name=name, value=shown(value), expected=expected, path=name)
