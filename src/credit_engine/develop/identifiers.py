"""Columns of whole numbers that tell rows apart and say nothing about applicants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credit_engine.develop.protection import words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORDS = {"id", "key", "no", "nr", "number", "uuid", "phone", "account"}
_TEXTS = ("编号", "证号", "号码", "手机", "账号", "序号")
_LEAST_ROWS = 100
"""Among fewer rows figures are often all different, too."""


def has_own_numbers(values: NDArray[np.float64]) -> bool:
    """Whether more than a hundred rows have each a whole number of its own."""
    return (
        len(values) > _LEAST_ROWS
        and bool((values == np.floor(values)).all())
        and len(np.unique(values)) == len(values)
    )


def names_an_identifier(name: str) -> bool:
    """Whether a column's name says that it tells rows apart."""
    words = words_of(name)
    return bool(words and words[-1] in _WORDS) or any(one in name for one in _TEXTS)


def is_identifier(name: str, values: NDArray[np.float64]) -> bool:
    """Whether whole numbers, one for each row, count the rows or name them.

    They do where the name says so, where they fill a span of ten times their number, where they rise from
    row to row, or where all have the same eight digits or more, as numbers of accounts and telephones.
    """
    if not has_own_numbers(values):
        return False
    low, high = float(values.min()), float(values.max())
    same_length = low > 0 and len(str(int(low))) == len(str(int(high))) >= 8
    dense = high - low < 10 * len(values)
    return names_an_identifier(name) or dense or same_length or bool((np.diff(values) > 0).all())
