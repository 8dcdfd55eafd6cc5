"""The types of what is given to be decided: records, tables, dates.

Models, frames and columns are known by what they can do: their packages need be neither installed nor typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from os import PathLike
from typing import Any, ClassVar, Protocol, TypeAlias


class PydanticModel(Protocol):
    """A pydantic model."""

    def model_dump(self) -> dict[str, Any]:
        """The model as a mapping."""


class DataclassInstance(Protocol):
    """An object of a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class ArrowStream(Protocol):
    """A table of pyarrow, polars or another library that speaks Arrow's C stream interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """A record batch of Arrow."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> object: ...


class PandasFrame(Protocol):
    """A frame of pandas."""

    @property
    def iloc(self) -> Any:
        """Rows by position."""


class LazyFrame(Protocol):
    """A lazy frame of polars."""

    def collect(self) -> Any:
        """The frame itself."""


class Column(Protocol):
    """A list or array: of pyarrow, numpy, pandas or polars."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: Any, /) -> Any: ...


class NumpyMoment(Protocol):
    """A datetime64 of numpy."""

    @property
    def dtype(self) -> Any:
        """Its unit."""

    def __hash__(self) -> int: ...

    def item(self) -> Any:
        """The date or datetime of Python, or a count of units."""


When: TypeAlias = str | date | datetime | NumpyMoment
"""A day, or an instant: ISO 8601 text, or one of Python's own, of numpy or pandas."""
Whens: TypeAlias = When | Column
"""The dates of many rows: one for all of them, the name of a column, or a column as long as the data."""
Record: TypeAlias = "Mapping[str, Any] | PydanticModel | DataclassInstance"
"""One application: a mapping as nested as the inputs' dotted paths, a pydantic model or a dataclass."""
Table: TypeAlias = (
    "ArrowStream | ArrowArray | PandasFrame | LazyFrame | Mapping[str, Column] | Sequence[Record] | str"
    " | PathLike[str]"
)
"""Many applications: an Arrow table, a frame, columns by name, records, or the path of a file."""
