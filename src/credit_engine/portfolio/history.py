"""What a review keeps of each loan from month to month, beside the states of its policies.

One row for every loan that was ever in the book, in the order of the states of the policies. Months are
numbers (`api.stateful.months.month_number`), money is in cents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from credit_engine.api.stateful.states import read_small

_OUTCOME = "outcome."


def outcome_column(step: str) -> str:
    """The column of the outcome that a step last gave."""
    return f"{_OUTCOME}{step}"


@dataclass(frozen=True)
class HistoryForm:
    """The table of what is kept, keyed by `key`, with the outcome of each step."""

    key: str
    steps: Sequence[str]

    @property
    def schema(self) -> Any:
        """The schema of the table.

        The month in which the loan was last and first in the book, in which it was booked, whether it was
        seen from its start, its bucket of arrears, balance and amount, and the month in which its class was
        first bad.
        """
        import pyarrow as pa

        types = {
            "seen": pa.int32(),
            "first": pa.int32(),
            "booked": pa.int32(),
            "from_start": pa.bool_(),
            "bucket": pa.string(),
            "cents": pa.int64(),
            "amount": pa.int64(),
            "bad_since": pa.int32(),
        }
        outcomes = [(outcome_column(step), pa.string()) for step in self.steps]
        return pa.schema([(self.key, pa.string()), *types.items(), *outcomes])

    def read(self, path: Any) -> Any:
        """The table of a file; a step that it does not know has given no outcome yet."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        in_file = set(pq.read_schema(path).names)
        known = [name for name in self.schema.names if name in in_file and name != self.key]
        keys = pq.read_table(path, columns=[self.key]).column(0).combine_chunks()
        others = read_small(path, known)
        columns = {
            name: others.column(name) if name in in_file else pa.nulls(len(keys)) for name in self._others
        }
        return pa.table({self.key: keys, **columns})

    @property
    def _others(self) -> list[str]:
        """The columns but the key."""
        return list(self.schema.names[1:])

    def taken(self, table: Any, at: Any, keys: Any) -> Any:
        """The rows of a table at some places, with their keys; nothing where a place is null."""
        import pyarrow as pa

        if table is None:
            others = [pa.nulls(len(keys), column.type) for column in list(self.schema)[1:]]
            return pa.table([keys, *others], schema=self.schema)
        rows = table.drop_columns([self.key]).take(at)
        return pa.table([keys, *rows.columns], names=self.schema.names).cast(self.schema)

    def left(self, table: Any, stayed: Any) -> Iterator[Any]:
        """The rows of loans that are not in the book any more, in parts."""
        import pyarrow.compute as pc

        if table is not None:
            gone = table.filter(pc.invert(stayed))
            for start in range(0, gone.num_rows, 131_072):
                yield gone.slice(start, 131_072).cast(self.schema)
