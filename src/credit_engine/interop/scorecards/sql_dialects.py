"""How SQL dialects write names, texts and numbers, and test for what is no usable number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from credit_engine import numbers

_SAFE_DIGITS = 15
"""So many significant digits are read as the nearest double everywhere."""


@dataclass(frozen=True)
class Dialect:
    """A dialect of SQL.

    `not_a_number` and `unusable` are tests of a numeric column `{x}` for NaN, and for infinity or a value
    that is no number; `not_text` for one that is no text. Empty where the dialect cannot have it or
    refuses it by itself. Where there is no exact decimal addition, points are added in two integers.
    """

    name: str
    double: str
    quote: str = '"'
    backslash: bool = False
    exact_decimals: bool = True
    not_a_number: str = ""
    unusable: str = ""
    not_text: str = ""
    reads_all_digits: bool = True

    def identifier(self, name: str) -> str:
        """The name in quotes, which makes anything a name."""
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def text(self, value: str) -> str:
        """The text as a literal, from which nothing breaks out."""
        if self.backslash:
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        written = "'" + value.replace("'", "''") + "'"
        if self.name == "postgres" and "\\" in value:
            # An E'' literal reads the same whatever standard_conforming_strings says.
            return "E" + written.replace("\\", "\\\\")
        return written

    def number(self, value: Decimal) -> str:
        """A number that a column is compared with: the nearest double where the column has doubles."""
        text = numbers.canonical_text(value)
        digits = len(text.replace("-", "").replace(".", "").lstrip("0"))
        if self.reads_all_digits or digits <= _SAFE_DIGITS or value == value.to_integral_value():
            return text
        above, below = float(value).as_integer_ratio()  # a power of two below: the division is exact
        return f"({above}.0 / {below}.0)" if below < 2**53 * 2**10 else text


DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("generic", "DOUBLE PRECISION"),
        Dialect(
            "sqlite",
            "REAL",
            exact_decimals=False,
            reads_all_digits=False,
            unusable="(typeof({x}) NOT IN ('integer', 'real') OR {x} IN (9e999, -9e999))",
            not_text="typeof({x}) <> 'text'",
        ),
        Dialect(
            "duckdb",
            "DOUBLE",
            not_a_number="isnan(CAST({x} AS DOUBLE))",
            unusable="isinf(CAST({x} AS DOUBLE))",
        ),
        Dialect(
            "postgres",
            "DOUBLE PRECISION",
            not_a_number="CAST({x} AS DOUBLE PRECISION) = 'NaN'",
            unusable="CAST({x} AS DOUBLE PRECISION) IN ('Infinity', '-Infinity')",
        ),
        Dialect(
            "spark",
            "DOUBLE",
            quote="`",
            backslash=True,
            exact_decimals=False,
            not_a_number="isnan(CAST({x} AS DOUBLE))",
            unusable="CAST({x} AS DOUBLE) IN (CAST('Infinity' AS DOUBLE), CAST('-Infinity' AS DOUBLE))",
        ),
    )
}
