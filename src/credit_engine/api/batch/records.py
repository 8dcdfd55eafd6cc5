"""Rows of an Arrow table as the records that `Policy.decide` takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from credit_engine.api.batch.odd import Refused, Whole, odd_of
from credit_engine.api.batch.record_source import Tree
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.run.columns.moments import is_read_otherwise, python_list
from credit_engine.run.fields import MISSING, PRIOR
from credit_engine.run.objects import mapping_of


def with_state_causes(table: Any, versions: Sequence[CompiledPolicy]) -> Any:
    """The table with the cause of the whole prior state as the cause of each of its fields."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = f"{PRIOR}{MISSING}"
    names = dict.fromkeys(name for version in versions for name in version.heading.prior)
    if not names or whole not in table.column_names:
        return table
    causes = pc.cast(table.column(whole), pa.string())
    for name in names:
        column = f"{PRIOR}.{name}{MISSING}"
        if column in table.column_names:
            at = table.column_names.index(column)
            own = pc.cast(table.column(column), pa.string())
            table = table.set_column(at, column, pc.coalesce(causes, own))
        else:
            table = table.append_column(column, causes)
    return table.drop_columns([whole])


def records(table: Any, paths: tuple[str, ...], foreign: Tree = MappingProxyType({})) -> Iterator[Any]:
    """Nested records of a table whose columns are named by dotted paths; NaN and null are missing.

    What was set aside of a row stands in its place; a row that is no record is Refused. `foreign` are inputs
    of other versions only, which are no part of the records.
    """
    names = [name for name in table.column_names if name.removesuffix(MISSING) in paths]
    wanted = table.select(names)
    for flat, odd in zip(_rows(wanted, table.num_rows), odd_of(table), strict=True):
        if isinstance(odd, Whole | Refused):
            yield _own(odd.record, foreign) if isinstance(odd, Whole) else odd
            continue
        given = {name: value for name, value in (odd or {}).items() if name in paths}
        yield nested({**flat, **given})


def _own(record: Any, foreign: Tree) -> Any:
    """A record, or a group of it, without the inputs of other versions."""
    given = mapping_of(record, foreign.keys()) if foreign else record
    if not foreign or not isinstance(given, Mapping):
        return record
    return {
        key: inner if below is None else _own(inner, below)
        for key, inner in given.items()
        if not isinstance(below := foreign.get(key), str)
    }


def _rows(table: Any, rows: int) -> Iterator[dict[str, Any]]:
    """The rows of a table."""
    if not table.num_columns:
        yield from ({} for _ in range(rows))
        return
    if not any(is_read_otherwise(field.type) for field in table.schema):
        yield from table.to_pylist()
        return
    columns = [python_list(column) for column in table.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(table.column_names, values, strict=True))


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """A record of levels from one of dotted names; a given cause takes the place of its value."""
    record: dict[str, Any] = {}
    for name, value in flat.items():
        if name.endswith(MISSING):
            if value is None:
                continue
            name, value = name.removesuffix(MISSING), {"missing": value}
        elif flat.get(f"{name}{MISSING}") is not None:
            continue
        here = record
        *groups, last = name.split(".")
        for group in groups:
            here = here.setdefault(group, {})
        here[last] = _given(value)
    return record


def _given(value: Any) -> Any:
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, list):
        return [nested(item) if isinstance(item, dict) else item for item in value]
    return value
