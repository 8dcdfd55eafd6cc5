"""Columns of Arrow as the review computes with them: as doubles."""

from __future__ import annotations

from typing import Any

from credit_engine.run.columns.inputs import decoded


def doubles(column: Any) -> Any:
    """A column of numbers as an array of numpy; NaN where there is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    values = pc.cast(decoded(column), pa.float64(), safe=False)
    return values.to_numpy(zero_copy_only=False) if isinstance(values, pa.Array) else values.to_numpy()
