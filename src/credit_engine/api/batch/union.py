"""One table for the answers of all versions of a policy: whatever column one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from credit_engine.api.batch.problems import other_outputs
from credit_engine.problems import InputError, Problem


def joined_schema(schemas: Sequence[Any], versions: Sequence[str]) -> Any:
    """The columns of the newest schema, those that only others have after the ones that precede them there.

    Raises InputError where two schemas have columns of one name and different types.
    """
    import pyarrow as pa

    fields = list(schemas[-1])
    of = dict.fromkeys(schemas[-1].names, len(schemas) - 1)
    problems: list[Problem] = []
    for number in reversed(range(len(schemas) - 1)):
        place = 0
        for field in schemas[number]:
            names = [field.name for field in fields]
            if field.name not in of:
                fields.insert(place, field)
                of[field.name] = number
                place += 1
                continue
            place = names.index(field.name) + 1
            if fields[place - 1].type != field.type:
                newer = versions[of[field.name]]
                problems.append(_clash(field, fields[place - 1], versions[number], newer))
    if problems:
        raise InputError(problems)
    return pa.schema(fields)


def _clash(older: Any, newer: Any, older_version: str, newer_version: str) -> Problem:
    return other_outputs(
        name=older.name,
        type=older.type,
        older_version=older_version,
        type_2=newer.type,
        newer_version=newer_version,
        path=older.name,
    )


def with_columns(table: Any, schema: Any) -> Any:
    """A table with all columns of a schema in its order, null where it has none of them."""
    import pyarrow as pa

    if table.schema.names == schema.names:
        return table
    known = set(table.column_names)
    columns = [
        table.column(field.name) if field.name in known else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, names=schema.names)
