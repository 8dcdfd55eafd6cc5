"""Texts of tables and Parquet files that are no UTF-8: their rows are refused, all others decided.

Arrow takes any bytes for a text, such as those of a database that keeps its texts in GBK; only what reads
them finds out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from credit_engine.api.batch.odd import with_refused
from credit_engine.api.batch.problems import text_not_utf8
from credit_engine.api.batch.schema import BySchema
from credit_engine.problems import Problem
from credit_engine.run.columns.inputs import decoded
from credit_engine.run.input_problems import shown

_FEW = 1_000
"""Rows up to which one call for the whole table is quicker than one for each column of texts."""
_NOT_ASCII = 0x80
"""The least byte of a character that is none of ASCII."""


def in_utf8(table: Any, needed: Collection[str] | None = None) -> Any:
    """The table with nothing but UTF-8 in its texts; a row that has other bytes in one is refused.

    Columns of which nothing is `needed`, by name or by the name of what they are a part of, stay as they are.
    """
    if table.num_rows < _FEW and _is_valid(table):
        return table
    refused: dict[int, list[Problem]] = {}
    for at in with_texts(table.schema):
        field, column = table.schema.field(at), table.column(at)
        if (needed is not None and not _is_of(field.name, needed)) or _is_utf8(column):
            continue
        readable, broken = _readable(column)
        table = table.set_column(at, field, readable)
        for row, text in broken.items():
            refused.setdefault(row, []).append(text_not_utf8(path=field.name, text=shown(text)))
    return with_refused(table, refused)


def _is_of(name: str, needed: Collection[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:count]) in needed for count in range(1, len(parts) + 1))


def broken_columns(table: Any) -> list[str]:
    """The names of the columns with bytes that are no UTF-8 in a text."""
    return [table.schema.names[at] for at in with_texts(table.schema) if not _is_utf8(table.column(at))]


def escaped(column: Any) -> list[Any]:
    """The texts of a column, with halves of surrogate pairs in place of bytes that are no UTF-8."""
    return [
        value.decode(errors="surrogateescape") if isinstance(value, bytes) else value
        for value in _as_bytes(decoded(column))
    ]


def _is_utf8(column: Any) -> bool:
    """Whether all texts of a column are."""
    import pyarrow as pa

    coded = pa.types.is_dictionary(column.type)
    texts = (chunk.dictionary if coded else chunk for chunk in column.chunks)
    return all(_is_ascii(some) or _is_valid(some) for some in texts)


def _is_ascii(texts: Any) -> bool:
    """Whether plain texts are certainly ASCII: all bytes at once take a fraction of validating each text."""
    import pyarrow as pa

    if texts.type != pa.string():
        return False
    _, ends, data = texts.buffers()
    if not len(texts) or data is None:
        return True
    first, last = np.frombuffer(ends, dtype=np.int32)[[texts.offset, texts.offset + len(texts)]].tolist()
    return bool(np.frombuffer(data, dtype=np.uint8)[first:last].max(initial=0) < _NOT_ASCII)


def _is_valid(data: Any) -> bool:
    import pyarrow as pa

    try:
        data.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


@BySchema
def with_texts(schema: Any) -> tuple[int, ...]:
    """The numbers of the columns that hold texts."""
    return tuple(at for at, type_ in enumerate(schema.types) if _holds_texts(type_))


def _readable(column: Any) -> tuple[Any, Mapping[int, str]]:
    """A column with U+FFFD for what cannot be read, and the first such text of each row."""
    import pyarrow as pa

    type_, broken = column.type, dict[int, str]()

    def read(row: int, value: Any) -> Any:
        if isinstance(value, list):
            return [read(row, item) for item in value]
        if isinstance(value, dict):
            return {key: read(row, item) for key, item in value.items()}
        if not isinstance(value, bytes):
            return value
        try:
            return value.decode()
        except UnicodeDecodeError:
            return broken.setdefault(row, value.decode(errors="replace"))

    plain = decoded(column)
    readable = pa.array([read(row, value) for row, value in enumerate(_as_bytes(plain))], plain.type)
    return (readable.dictionary_encode().cast(type_) if pa.types.is_dictionary(type_) else readable), broken


def _as_bytes(column: Any) -> list[Any]:
    """The values of a column, with bytes in place of texts."""
    values: list[Any] = column.cast(_of_bytes(column.type)).to_pylist()
    return values


def _holds_texts(type_: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(type_) or pa.types.is_list(type_) or pa.types.is_large_list(type_):
        return _holds_texts(type_.value_type)
    if pa.types.is_struct(type_):
        return any(_holds_texts(field.type) for field in type_)
    return type_ in (pa.string(), pa.large_string(), pa.string_view())


def _of_bytes(type_: Any) -> Any:
    """A type with bytes in place of texts."""
    import pyarrow as pa

    if pa.types.is_list(type_):
        return pa.list_(_of_bytes(type_.value_type))
    if pa.types.is_large_list(type_):
        return pa.large_list(_of_bytes(type_.value_type))
    if pa.types.is_struct(type_):
        return pa.struct([field.with_type(_of_bytes(field.type)) for field in type_])
    bytes_of = {
        pa.string(): pa.binary(),
        pa.large_string(): pa.large_binary(),
        pa.string_view(): pa.binary_view(),
    }
    return bytes_of.get(type_, type_)
