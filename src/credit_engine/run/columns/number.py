"""Columns of numbers: whole numbers of a decimal scale where they are known exactly, else bounded floats.

A whole column holds `n` and stands for `n / 10**scale`; the largest magnitude that it may have is known,
so that sums and products are proven not to overflow before they are computed. A float column holds values
and, for each, how far the decimal value may be away. `shortest` says more: the decimal is the shortest
text of the float, so that comparing floats compares the decimals. And a float column remembers how the
row evaluation would compute it: where a bound leaves a comparison or a rounding open, the decimals of
those few rows are computed by the row evaluation's own functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from credit_engine import numbers
from credit_engine.run.columns.domain import PRESENT, Coded, Codes, Domain, Mask, Tables, presence_of
from credit_engine.run.columns.tape import array_of, taken

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[Any]
UNIT = 1.2e-16
"""A little more than half a unit in the last place, 2**-53: it covers second-order terms and the rounding
of decimals to 34 digits as well."""
SAFETY = 1 + 1e-10
"""Bounds are themselves computed in float64: the few hundred roundings of 1.1e-16 that one takes stay far
below this factor. See docs/explanation/columnar.md, 'Bounds of bounds'."""
LARGEST_WHOLE = 2**62
_EXACT_FLOAT = 2**53
"""Whole numbers in 64 bits keep two bits free for the sum of two and its sign; below 2**53 a float64 holds
each."""
SHORT = 10**15
"""Decimals of at most 15 digits come back from the nearest float: it tells them all apart."""
_LEAST = 1e-290
"""Below it errors of float64 are no longer relative. See docs/explanation/columnar.md."""


Exact: TypeAlias = Callable[[Codes], list[Any]]
"""The decimal values of some rows, each an int, a Decimal or absent; of absent rows anything."""


@dataclass(slots=True)
class Number:
    """A column of numbers; what is absent is said by `presence` (code 0: present; None: all present)."""

    presence: Coded | None = None
    whole: Whole | None = None
    scale: int = 0
    most: int = 0
    value: Floats | None = None
    error: Floats | None = None
    shortest: bool = False
    exact: Exact | None = None
    nearest: bool = False
    """Whether each value is the double nearest to its decimal."""

    @property
    def integers(self) -> Whole:
        """The whole numbers of a column that is known to have them."""
        assert self.whole is not None
        return self.whole

    def present(self) -> Mask | bool:
        """In which rows there is a value; True for all."""
        if self.presence is None:
            return True
        found: Mask = self.presence.codes == 0
        return found

    def take(self, rows: Codes) -> Number:
        """The column of some rows."""

        places = rows.astype(np.intp, copy=False)

        def some(array: Any) -> Any:
            return array if array is None or array.ndim == 0 else taken(array, places)

        return Number(
            None if self.presence is None else self.presence.take(places),
            some(self.whole),
            self.scale,
            self.most,
            some(self.value),
            some(self.error),
            self.shortest,
            None if self.exact is None else OfRows(self.exact, rows),
            self.nearest,
        )

    @property
    def tells_apart(self) -> bool:
        """Whether comparing its floats compares its numbers: each is the shortest text of its float."""
        return self.shortest or (self.whole is not None and self.most <= SHORT)

    def plain_floats(self) -> Floats:
        """The values without their error bounds."""
        if self.value is None:
            self.value = self.integers / 10.0**self.scale if self.scale else self.integers.astype(np.float64)
            self.shortest = self.most <= SHORT
        return self.value

    def floats(self) -> tuple[Floats, Floats]:
        """Values and error bounds, of whole columns as well."""
        value = self.plain_floats()
        if self.error is None:
            self.error = self._error(value)
        return value, self.error

    def _error(self, value: Floats) -> Floats:
        """The error bounds of values that were read, or that whole numbers were turned into."""
        if self.whole is None:
            assert self.shortest
            size = np.abs(value)
            integral = (np.rint(value) == value) & (size < 2.0**53)
            return array_of(np.where(integral, 0.0, UNIT * size))
        if self.scale == 0 and self.most < _EXACT_FLOAT:
            return np.zeros((), dtype=np.float64)
        if self.most > SHORT:
            return array_of(2 * UNIT * np.abs(value))
        # Whole numbers have no error; to multiply by false or true is quicker than to choose.
        return array_of(UNIT * np.abs(value) * (np.rint(value) != value))

    def of(self, presence: Coded | None) -> Number:
        """The same numbers with another presence."""
        return Number(
            presence,
            self.whole,
            self.scale,
            self.most,
            self.value,
            self.error,
            self.shortest,
            self.exact,
            self.nearest,
        )


@dataclass(slots=True)
class OfRows:
    """The decimals of some rows of a column."""

    exact: Exact
    rows: Codes

    def __call__(self, some: Codes) -> list[Any]:
        return self.exact(np.full(some.shape, self.rows) if self.rows.ndim == 0 else self.rows[some])


def exactly(column: Number, rows: Codes) -> list[Any] | None:
    """The decimal values of some rows; None where the column does not remember how they came about."""
    if column.whole is not None:
        return [number_of(n, column.scale) for n in _some(column.whole, rows)]
    if column.shortest and column.value is not None:
        return [numbers.from_float(value) for value in _some(column.value, rows)]
    return None if column.exact is None else column.exact(rows)


def _some(array: Any, rows: Codes) -> list[Any]:
    found: list[Any] = (array[rows] if array.ndim else np.broadcast_to(array, rows.shape)).tolist()
    return found


def is_known(column: Number) -> bool:
    """Whether the decimal values of a column can be had."""
    return column.whole is not None or column.shortest or column.exact is not None


def derived(function: Callable[..., Any], *columns: Number) -> Exact | None:
    """How a column is computed from others, by a function of the row evaluation."""
    return Derived(function, columns) if all(map(is_known, columns)) else None


@dataclass(slots=True)
class Derived:
    """The decimals that a function of the row evaluation gives for those of columns."""

    function: Callable[..., Any]
    columns: Sequence[Number]

    def __call__(self, rows: Codes) -> list[Any]:
        operands = [exactly(column, rows) or [] for column in self.columns]
        return [self.function(*values) for values in zip(*operands, strict=True)]


def whole(n: Whole, scale: int, most: int, presence: Coded | None = None) -> Number:
    """A column of whole numbers of a scale."""
    return Number(presence, n, scale, most)


def bounded(value: Floats, error: Floats, presence: Coded | None = None) -> Number:
    """A column of floats within error bounds."""
    return Number(presence, value=value, error=error)


def raised(column: Number, scale: int) -> Number | None:
    """The whole column at a larger scale; None where it is none or could overflow."""
    if column.whole is None:
        return None
    factor = 10 ** (scale - column.scale)
    if column.most * factor >= LARGEST_WHOLE:
        return None
    if factor == 1:
        return column
    return Number(column.presence, column.whole * np.int64(factor), scale, column.most * factor)


def aligned(columns: Sequence[Number]) -> list[Number] | None:
    """The whole columns at one scale; None where one is none or could overflow."""
    if any(column.whole is None for column in columns):
        return None
    scale = max(column.scale for column in columns)
    found = [higher for column in columns if (higher := raised(column, scale)) is not None]
    return found if len(found) == len(columns) else None


def of_values(values: Sequence[Any], presence: Coded | None = None) -> Number:
    """A column of ints and Decimals; zero stands where there is none."""
    scale = max((_places(value) for value in values), default=0)
    if scale <= 18:
        scaled = [
            int(value * 10**scale) if value.__class__ is int else _scaled(value, scale) for value in values
        ]
        most = max(map(abs, scaled), default=0)
        if most < LARGEST_WHOLE:
            return Number(presence, np.array(scaled, dtype=np.int64), scale, most)
    floats = np.array([nearest(value) for value in values], dtype=np.float64)
    shortest = all(numbers.from_float(f) == value for f, value in zip(floats.tolist(), values, strict=True))
    error = np.where(np.abs(floats) < _LEAST, _LEAST, UNIT * np.abs(floats))
    if shortest:
        error = np.where(floats == 0, 0.0, error)
    known = list(values)
    return Number(
        presence,
        value=floats,
        error=error,
        shortest=shortest,
        exact=lambda rows: [known[at] for at in rows.tolist()],
        nearest=True,
    )


def nearest(value: Any) -> float:
    """The float nearest to a number, infinite for one beyond all floats."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _places(value: Any) -> int:
    """Decimal places of a number, trailing zeros apart."""
    if value.__class__ is int:
        return 0
    exponent = numbers.CONTEXT.create_decimal(value).normalize(numbers.EXACT).as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def _scaled(value: Decimal, scale: int) -> int:
    return int(value.scaleb(scale, numbers.EXACT))


def is_numeric(domain: Domain) -> bool:
    """Whether a domain holds nothing but numbers and absent values."""
    if "numeric" not in domain.cache:
        domain.cache["numeric"] = all(
            numbers.is_number(value) or absent
            for value, absent in zip(domain.values, domain.absents, strict=True)
        )
    found: bool = domain.cache["numeric"]
    return found


def of_coded(tables: Tables, column: Coded) -> Number:
    """A coded column of numbers as numbers."""
    domain = column.domain
    if "numbers" not in domain.cache:
        domain.cache["numbers"] = of_values(
            [0 if absent else value for value, absent in zip(domain.values, domain.absents, strict=True)]
        )
    found: Number = domain.cache["numbers"]
    if not column.is_constant:
        return found.take(column.codes).of(presence_of(tables, column))
    place = f"number {int(column.codes)}"
    if place not in domain.cache:
        domain.cache[place] = found.take(column.codes).of(presence_of(tables, column))
    constant: Number = domain.cache[place]
    return constant


def decoded(column: Number, count: int) -> list[Any]:
    """The numbers as ints and Decimals; only columns that are exact have them."""
    known = exactly(column, np.arange(count))
    assert known is not None
    found = known
    if column.presence is not None:
        presence = column.presence.decode(count)
        found = [value if where is PRESENT else where for value, where in zip(found, presence, strict=True)]
    return found


def number_of(n: int, scale: int) -> Any:
    """The number that a whole number of a scale stands for."""
    if scale == 0:
        return n
    quotient, rest = divmod(n, 10**scale)
    return Decimal(n).scaleb(-scale) if rest else quotient
