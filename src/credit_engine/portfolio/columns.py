"""Columns of Arrow as the review takes them: in one piece, without a dictionary, as doubles."""

from __future__ import annotations

from typing import Any


def decoded(column: Any) -> Any:
    """A column with its values where they stand, not as codes of a dictionary."""
    import pyarrow as pa

    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def doubles(column: Any) -> Any:
    """A column of numbers as an array of numpy; NaN where there is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    values = pc.cast(decoded(column), pa.float64(), safe=False)
    return values.to_numpy(zero_copy_only=False) if isinstance(values, pa.Array) else values.to_numpy()
