"""What is added up over the loans of a month: counts, and money in whole cents, so that no order of rows
shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COUNT = "loans"


def grouped(keys: Mapping[str, Any], sums: Mapping[str, Any], only: Any = None) -> Any:
    """For every combination of the keys the number of rows and the sums, in whole cents."""
    import pyarrow as pa

    table = pa.table({**keys, **sums})
    if only is not None:
        table = table.filter(only)
    found = table.group_by(list(keys), use_threads=False).aggregate(
        [([], "count_all"), *((name, "sum") for name in sums)]
    )
    return (
        found.rename_columns([*keys, COUNT, *sums]) if _keys_first(found, keys) else _named(found, keys, sums)
    )


def _keys_first(found: Any, keys: Mapping[str, Any]) -> bool:
    return bool(found.column_names[: len(keys)] == list(keys))


def _named(found: Any, keys: Mapping[str, Any], sums: Mapping[str, Any]) -> Any:
    """The columns in order, whatever order this version of Arrow gives them."""
    names = {"count_all": COUNT, **{f"{name}_sum": name for name in sums}}
    found = found.rename_columns([names.get(name, name) for name in found.column_names])
    return found.select([*keys, COUNT, *sums])


@dataclass
class Sums:
    """One table of counts and sums, put together from chunks."""

    keys: Sequence[str]
    parts: list[Any] = field(default_factory=list)

    def count(self, keys: Mapping[str, Any], sums: Mapping[str, Any], only: Any = None) -> None:
        """Count the rows of a chunk, or those of them that `only` says."""
        self.parts.append(grouped(keys, sums, only))

    def table(self) -> Any:
        """All chunks together, ordered by the keys; None where nothing was counted."""
        import pyarrow as pa

        if not self.parts:
            return None
        counted = pa.concat_tables(self.parts)
        sums = [name for name in counted.column_names if name not in self.keys]
        found = counted.group_by(list(self.keys), use_threads=False).aggregate(
            [(name, "sum") for name in sums]
        )
        names = {f"{name}_sum": name for name in sums}
        found = found.rename_columns([names.get(name, name) for name in found.column_names])
        return found.select([*self.keys, *sums]).sort_by([(name, "ascending") for name in self.keys])
