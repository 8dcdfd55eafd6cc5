"""Numbers of Arrow columns: ints and decimals as they are, floats by their shortest text.

Most floats of records are decimals of few places. If x is the float nearest to n / 10**k, and n has at
most 15 digits, then n / 10**k is x's shortest text; so a column of money becomes whole numbers by one
multiplication and one division to prove it. Where a few rows have more digits, they are left to the row
evaluation; where many have, the column stays one of floats.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from credit_engine.run.columns.domain import Mask
from credit_engine.run.columns.number import LARGEST_WHOLE, SHORT, Floats, Number, whole

_PLACES = range(11)
_FEW = 0.01
_SAMPLE = 64
_MOST = 0.9


def read_numbers(array: Any, size: int) -> tuple[Number, Mask, Mask | None]:
    """The numbers of an Arrow array, where there is none, and which rows have to be left to rows."""
    import pyarrow as pa

    gone = nulls(array)
    if pa.types.is_null(array.type):
        return whole(np.zeros(size, dtype=np.int64), 0, 0), gone, None
    if pa.types.is_decimal(array.type):
        return _decimals(array, gone)
    raw = raw_values(array, size)
    if array.null_count:
        raw = np.where(gone, raw.dtype.type(0), raw)
    return numbers_of(raw, gone)


def numbers_of(raw: Any, gone: Mask, as_whole: bool = True) -> tuple[Number, Mask, Mask | None]:
    """The same of an array of numpy, in which NaN is no value either; zero stands where there is none.

    `as_whole`: whether floats become whole numbers where they can; for comparing alone that is not worth it.
    """
    if raw.dtype.kind in "iu":
        return _integers(raw, gone)
    if raw.dtype.itemsize < 8:
        raw = _widened(raw)
    nan = np.isnan(raw)
    if nan.any():
        gone = gone | nan
        raw = np.where(gone, 0.0, raw)
    return _floats(raw, gone, as_whole)


def nulls(array: Any) -> Mask:
    """Where an array has no value."""
    import pyarrow as pa

    valid = array.buffers()[0]
    if array.null_count == 0 or valid is None or pa.types.is_null(array.type):
        return np.full(len(array), pa.types.is_null(array.type), dtype=np.bool_)
    end = array.offset + len(array)
    bits = np.unpackbits(np.frombuffer(valid, dtype=np.uint8), count=end, bitorder="little")
    found: Mask = bits[array.offset :] == 0
    return found


def raw_values(array: Any, size: int) -> Any:
    """The values of an array where they stand; anything where there is none."""
    if not size:
        return np.zeros(0)
    return np.frombuffer(array.buffers()[1], dtype=array.type.to_pandas_dtype())[array.offset :][:size]


def _integers(raw: Any, gone: Mask) -> tuple[Number, Mask, Mask | None]:
    bad = (raw >= LARGEST_WHOLE) | (raw <= -LARGEST_WHOLE) if raw.dtype.itemsize == 8 else None
    if bad is not None and bad.any():
        raw = np.where(bad, 0, raw)
    found = raw.astype(np.int64, copy=False)
    return whole(found, 0, _most(found)), gone, bad


def _most(found: Any) -> int:
    return max(int(found.max(initial=0)), -int(found.min(initial=0)))


def _widened(raw: Any) -> Floats:
    """Smaller floats as the floats of their own shortest texts."""
    different, places = np.unique(raw, return_inverse=True)
    return np.array([float(str(value)) for value in different], dtype=np.float64)[places]


def _decimals(array: Any, gone: Mask) -> tuple[Number, Mask, Mask | None]:
    import pyarrow as pa

    scale = array.type.scale
    if scale < 0 or scale > 18:
        return whole(np.zeros(len(array), dtype=np.int64), 0, 0), gone, ~gone
    if not len(array):
        return whole(np.zeros(0, dtype=np.int64), scale, 0), gone, None
    try:
        wide = array.cast(pa.decimal128(38, scale))
    except (
        pa.ArrowInvalid
    ):  # more digits than any number may have stand somewhere: the rows are read one by one
        return whole(np.zeros(len(array), dtype=np.int64), scale, 0), gone, ~gone
    words = np.frombuffer(wide.buffers()[1], dtype=np.int64)
    low, high = words.reshape(-1, 2)[wide.offset :][: len(array)].T
    bad = (high != (low >> 63)) | (low >= LARGEST_WHOLE) | (low <= -LARGEST_WHOLE)
    found = np.where(gone | bad, 0, low)
    return whole(found, scale, _most(found)), gone, bad & ~gone


def _floats(raw: Floats, gone: Mask, as_whole: bool) -> tuple[Number, Mask, Mask | None]:
    infinite = ~np.isfinite(raw)
    bad = infinite if infinite.any() else None
    if bad is not None:
        raw = np.where(bad, 0.0, raw)
    scale, rest = _scale(raw) if as_whole else (0, None)
    if rest is None:
        return Number(value=raw, shortest=True), gone, bad
    scaled = np.rint(raw * 10.0**scale)
    if len(rest):
        bad = np.zeros(len(raw), dtype=np.bool_) if bad is None else bad.copy()
        bad[rest] = True
        scaled[rest] = 0.0
    found = scaled.astype(np.int64)
    return whole(found, scale, _most(found)), gone, bad


def _scale(raw: Floats) -> tuple[int, Any]:
    """The fewest decimal places that (nearly) all floats have, and the rows with more; None for too many."""
    rest: Any = np.arange(len(raw))
    largest = np.abs(raw).max(initial=0.0)
    for places in range(_first_places(raw), len(_PLACES)):
        values = raw if len(rest) == len(raw) else raw[rest]
        scaled = np.rint(values * 10.0**places)
        rest = rest[~((scaled / 10.0**places == values) & (np.abs(scaled) <= SHORT))]
        if len(rest) <= _FEW * len(raw) and (
            places == _PLACES[-1] or not len(rest) or _scarce(raw, rest, places)
        ):
            fits = (
                largest * 10.0**places <= SHORT
                or np.abs(np.delete(raw, rest)).max(initial=0.0) * 10.0**places <= SHORT
            )
            return (places, rest) if fits else (0, None)
    return 0, None


def _first_places(raw: Floats) -> int:
    """Where to begin: fewer places do not bring in even most of a sample, and so not nearly all."""
    sample = raw[:: max(1, len(raw) // _SAMPLE)]
    for places in _PLACES:
        scaled = np.rint(sample * 10.0**places)
        if np.count_nonzero(scaled / 10.0**places == sample) >= len(sample) * _MOST:
            return places
    return 0


def _scarce(raw: Floats, rest: Any, places: int) -> bool:
    """Whether two more places would not bring the rest in: then they are left out."""
    scaled = np.rint(raw[rest] * 10.0 ** (places + 2))
    return not np.any(scaled / 10.0 ** (places + 2) == raw[rest])


def has_fraction(column: Number) -> Any:
    """Where a number is not whole."""
    if column.whole is not None:
        return column.whole % 10**column.scale != 0 if column.scale else np.zeros((), dtype=np.bool_)
    assert column.value is not None
    return np.rint(column.value) != column.value
