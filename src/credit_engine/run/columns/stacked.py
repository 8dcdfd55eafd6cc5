"""Numbers of short Arrow columns, read as rows of one array: a call of numpy takes no longer for all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from credit_engine.run.columns import tape
from credit_engine.run.columns.domain import Mask
from credit_engine.run.columns.floats import Read, numbers_of, raw_values, read_numbers, some_nulls
from credit_engine.run.columns.number import SHORT, Number, whole

_MOST_PLACES = 2
"""With so few places each number is told apart, whatever the other numbers of its column are."""


def read_several(arrays: Sequence[Any], size: int, as_whole: Sequence[bool]) -> list[Read]:
    """The numbers of Arrow arrays of one size; `as_whole` as for `floats.numbers_of`, for each."""
    import pyarrow as pa

    found: dict[int, Read] = {}
    for kind in (pa.int64(), pa.float64()) if 0 < size < tape.FEW else ():
        places = [at for at, array in enumerate(arrays) if array.type == kind]
        if len(places) > 1:
            some = [arrays[at] for at in places]
            read = _read([some_nulls(array) for array in some], some, size, [as_whole[at] for at in places])
            found.update(zip(places, read, strict=True))
    return [
        found[at] if at in found else read_numbers(array, size, as_whole[at])
        for at, array in enumerate(arrays)
    ]


def _read(
    gone: Sequence[Mask | None], arrays: Sequence[Any], size: int, as_whole: Sequence[bool]
) -> list[Read]:
    raws = [raw_values(array, size) for array in arrays]
    filled = [
        raw if none is None else np.where(none, raw.dtype.type(0), raw)
        for raw, none in zip(raws, gone, strict=True)
    ]
    table = np.concatenate(filled).reshape(len(arrays), size)
    ends = list(zip(table.min(axis=1).tolist(), table.max(axis=1).tolist(), strict=True))
    wholes = {} if table.dtype.kind == "i" else _wholes(table, ends, as_whole)
    return [
        Read(wholes[at], gone[at], None, *ends[at])
        if at in wholes
        else numbers_of(table[at], gone[at], as_whole[at], ends[at])
        for at in range(len(arrays))
    ]


def _wholes(table: Any, ends: Sequence[tuple[float, float]], as_whole: Sequence[bool]) -> dict[int, Number]:
    """The rows of floats that are whole numbers of few places, as `numbers_of` finds them."""
    largest = [max(greatest, -least) for least, greatest in ends]
    rows = [at for at, most in enumerate(largest) if as_whole[at] and math.isfinite(sum(ends[at]))]
    found: dict[int, Number] = {}
    for places in range(_MOST_PLACES + 1):
        if not rows:
            break
        power, raw = 10.0**places, table[rows]
        scaled = np.rint(raw * power)
        fits = (scaled / power == raw).all(axis=1).tolist()
        numbers = scaled.astype(np.int64)
        for at, number, does in zip(rows, numbers, fits, strict=True):
            if does and largest[at] * power <= SHORT:
                found[at] = whole(number, places, round(largest[at] * power))
        rows = [at for at in rows if at not in found]
    return found
