"""One table for the answers of all versions of a policy: whatever column one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from credit_engine.problems import InputError, Problem
from credit_engine.wording import said


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
            names = [one.name for one in fields]
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
    message = said(
        "the output '{name}' is of type {type} in version {older_version}, of type {type_2} in version "
        "{newer_version}: they do not fit into one column",
        "输出 '{name}' 在版本 {older_version} 中类型为 {type}，"
        "在版本 {newer_version} 中为 {type_2}：不能合为一列",
        name=older.name,
        type=older.type,
        older_version=older_version,
        type_2=newer.type,
        newer_version=newer_version,
    )
    hint = said(
        "give one of them another name, or decide the rows of each version by themselves",
        "请给其中一个另取名称，或分版本处理各自的行",
    )
    return Problem("other-outputs", message, path=older.name, hint=hint)


def with_columns(table: Any, schema: Any) -> Any:
    """A table with all columns of a schema in its order, null where it has none of them."""
    import pyarrow as pa

    if table.column_names == schema.names:
        return table
    known = set(table.column_names)
    columns = [
        table.column(field.name) if field.name in known else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, names=schema.names)
