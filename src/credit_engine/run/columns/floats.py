"""Numbers of Arrow columns: ints and decimals as they are, floats by their shortest text.

Most floats of records are decimals of few places. If x is the float nearest to n / 10**k, and n has at
most 15 digits, then n / 10**k is x's shortest text; so a column of money becomes whole numbers by one
multiplication and one division to prove it. Where a few rows have more digits, they are left to the row
evaluation; where many have, the column stays one of floats.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from credit_engine.run.columns.domain import Mask
from credit_engine.run.columns.number import LARGEST_WHOLE, SHORT, Floats, Number, whole

_PLACES = range(11)
_FEW = 0.01
"""One value in a hundred may have more decimals than the others: it is read alone, and the column stays
whole."""
_SAMPLE = 64
_MOST = 0.9
"""Values of which nine in ten have to be whole multiples already: decimals are first sought in a sample."""


class Read(NamedTuple):
    """The numbers of an array, where there is none, and which rows have to be left to rows (None: none).

    `gone` is None where there are numbers in all rows. `least` and `greatest` are those of the column, in
    which zero stands where there is no number.
    """

    column: Number
    gone: Mask | None
    bad: Mask | None
    least: Any = None
    greatest: Any = None


def read_numbers(array: Any, size: int, as_whole: bool = True) -> Read:
    """The numbers of an Arrow array; `as_whole` as for `numbers_of`."""
    import pyarrow as pa

    gone = some_nulls(array)
    if pa.types.is_null(array.type):
        return Read(whole(np.zeros(size, dtype=np.int64), 0, 0), gone, None)
    if pa.types.is_decimal(array.type):
        return _decimals(array, gone)
    raw = raw_values(array, size)
    if gone is not None:
        raw = np.where(gone, raw.dtype.type(0), raw)
    return numbers_of(raw, gone, as_whole)


def numbers_of(
    raw: Any, gone: Mask | None, as_whole: bool = True, ends: tuple[Any, Any] | None = None
) -> Read:
    """The numbers of an array of numpy, in which NaN is no value either; zero stands where there is none.

    `as_whole`: whether floats become whole numbers where they can; for comparing alone that is not worth it.
    `ends` are the least and the greatest, where they are known.
    """
    if raw.dtype.kind in "iu":
        return _integers(raw, gone, *(ends or _ends(raw)))
    if raw.dtype.itemsize < 8:
        raw = _widened(raw)
    least, greatest = ends or _ends(raw)
    if math.isnan(least):  # one is NaN, and so is what numpy takes for the least
        gone = np.isnan(raw) if gone is None else gone | np.isnan(raw)
        raw = np.where(gone, 0.0, raw)
        least, greatest = _ends(raw)
    bad = None
    if math.isinf(least) or math.isinf(greatest):
        bad = ~np.isfinite(raw)
        raw = np.where(bad, 0.0, raw)
        least, greatest = _ends(raw)
    if not as_whole:
        return Read(Number(value=raw, shortest=True), gone, bad, least, greatest)
    return _floats(raw, gone, bad, least, greatest)


def _ends(raw: Any) -> tuple[Any, Any]:
    return (raw.min().item(), raw.max().item()) if len(raw) else (0, 0)


def some_nulls(array: Any) -> Mask | None:
    """Where an array has no value; None where it has all of them."""
    return nulls(array) if array.null_count else None


def nulls(array: Any) -> Mask:
    """Where an array has no value."""
    valid = array.buffers()[0]
    if array.null_count == 0 or valid is None:  # an array of nulls says so by its type alone
        return np.full(len(array), array.null_count > 0, dtype=np.bool_)
    end = array.offset + len(array)
    bits = np.unpackbits(np.frombuffer(valid, dtype=np.uint8), count=end, bitorder="little")
    found: Mask = bits[array.offset :] == 0
    return found


def raw_values(array: Any, size: int) -> Any:
    """The values of an array where they stand; anything where there is none."""
    if not size:
        return np.zeros(0)
    if not array.null_count:
        return array.to_numpy()
    return np.frombuffer(array.buffers()[1], dtype=array.type.to_pandas_dtype())[array.offset :][:size]


def _integers(raw: Any, gone: Mask | None, least: int, greatest: int) -> Read:
    bad = None
    if greatest >= LARGEST_WHOLE or least <= -LARGEST_WHOLE:
        bad = (raw >= LARGEST_WHOLE) | (raw <= -LARGEST_WHOLE)
        raw = np.where(bad, 0, raw)
        least, greatest = _ends(raw)
    found = raw.astype(np.int64, copy=False)
    return Read(whole(found, 0, max(greatest, -least)), gone, bad, least, greatest)


def _most(found: Any) -> int:
    return max(int(found.max(initial=0)), -int(found.min(initial=0)))


def _widened(raw: Any) -> Floats:
    """Smaller floats as the floats of their own shortest texts."""
    different, places = np.unique(raw, return_inverse=True)
    return np.array([float(str(value)) for value in different], dtype=np.float64)[places]


def _decimals(array: Any, gone: Mask | None) -> Read:
    import pyarrow as pa

    scale, present = array.type.scale, ~nulls(array)
    if scale < 0 or scale > 18:
        return Read(whole(np.zeros(len(array), dtype=np.int64), 0, 0), gone, present)
    if not len(array):
        return Read(whole(np.zeros(0, dtype=np.int64), scale, 0), gone, None)
    try:
        wide = array.cast(pa.decimal128(38, scale))
    except (
        pa.ArrowInvalid
    ):  # more digits than any number may have stand somewhere: the rows are read one by one
        return Read(whole(np.zeros(len(array), dtype=np.int64), scale, 0), gone, present)
    words = np.frombuffer(wide.buffers()[1], dtype=np.int64)
    low, high = words.reshape(-1, 2)[wide.offset :][: len(array)].T
    bad = (high != (low >> 63)) | (low >= LARGEST_WHOLE) | (low <= -LARGEST_WHOLE)
    found = np.where(present & ~bad, low, 0)
    return Read(whole(found, scale, _most(found)), gone, bad & present)


def _floats(raw: Floats, gone: Mask | None, bad: Mask | None, least: float, greatest: float) -> Read:
    largest = max(greatest, -least)
    found = _scale(raw, largest)
    if found is None:
        return Read(Number(value=raw, shortest=True), gone, bad, least, greatest)
    scale, scaled, rest = found
    if not len(rest):
        # Rounding keeps the order: no number is larger than the largest one rounded.
        most = int(np.rint(largest * 10.0**scale))
        return Read(whole(scaled.astype(np.int64), scale, most), gone, bad, least, greatest)
    bad = np.zeros(len(raw), dtype=np.bool_) if bad is None else bad.copy()
    bad[rest] = True
    scaled[rest] = 0.0
    numbers_ = scaled.astype(np.int64)
    return Read(whole(numbers_, scale, _most(numbers_)), gone, bad)


def _scale(raw: Floats, largest: float) -> tuple[int, Floats, Any] | None:
    """The fewest decimal places that (nearly) all floats have, each times ten to these, the rows with more.

    None for too many places, or numbers too large.
    """
    first = places = _first_places(raw)
    scaled = np.rint(raw * 10.0**places)
    fits = scaled / 10.0**places == raw
    if largest * 10.0**places > SHORT:
        fits &= np.abs(scaled) <= SHORT
    rest = np.flatnonzero(~fits) if not fits.all() else np.zeros(0, dtype=np.intp)
    while len(rest):
        if len(rest) <= _FEW * len(raw) and (places == _PLACES[-1] or _scarce(raw, rest, places)):
            break
        places += 1
        if places == len(_PLACES):
            return None
        some = np.rint(raw[rest] * 10.0**places)
        rest = rest[~((some / 10.0**places == raw[rest]) & (np.abs(some) <= SHORT))]
    power = 10.0**places
    if largest * power > SHORT and np.abs(np.delete(raw, rest)).max(initial=0.0) * power > SHORT:
        return None
    return places, scaled if places == first else np.rint(raw * power), rest


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
