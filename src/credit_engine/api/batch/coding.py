"""Answers whose texts are codes: Parquet files hold texts so, and take codes as they are.

A table of answers has few different texts, in lists too. Written as codes they need not be spelt out in
memory and hashed again. Readers of the file see plain texts.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import numpy as np

from credit_engine.run.columns.domain import Codes, looked_up


def of_texts(texts: Sequence[str | None], codes: Codes, coded: bool) -> Any:
    """The Arrow array of texts by their codes: as texts, or as codes of the different ones."""
    import pyarrow as pa

    if not coded:
        if codes.ndim and codes.strides == (0,) and len(codes):
            return pa.repeat(pa.scalar(texts[int(codes[0])], pa.string()), len(codes))
        return pa.array(texts, pa.string()).take(pa.array(codes))
    places: dict[str, int] = {}
    known = [-1 if text is None else places.setdefault(text, len(places)) for text in texts]
    indices = looked_up(np.array(known, dtype=np.int32), codes)
    missing = indices < 0 if None in texts else None
    return pa.DictionaryArray.from_arrays(
        pa.array(indices, pa.int32(), mask=missing), pa.array(list(places), pa.string())
    )


def coded_schema(schema: Any, names: Sequence[str]) -> Any:
    """A schema with codes for the texts, and lists of texts, of some columns; it says what they stand for."""
    import pyarrow as pa

    fields = [field.with_type(_coded(field.type)) if field.name in names else field for field in schema]
    # What Arrow reads instead of the types that it finds: those of the plain texts.
    stored = b64encode(schema.serialize().to_pybytes())
    return pa.schema(fields, {**(schema.metadata or {}), b"ARROW:schema": stored})


def _coded(type_: Any) -> Any:
    import pyarrow as pa

    codes = pa.dictionary(pa.int32(), pa.string())
    if pa.types.is_string(type_):
        return codes
    return pa.list_(codes) if pa.types.is_list(type_) and pa.types.is_string(type_.value_type) else type_


def as_codes(table: Any, schema: Any) -> Any:
    """A table with the columns of a coded schema, in codes where they are texts yet."""
    import pyarrow as pa

    columns = [
        column if column.type == field.type else pa.chunked_array(map(_encoded, column.chunks), field.type)
        for field, column in zip(schema, table.columns, strict=True)
    ]
    return pa.table(columns, schema=schema)


def _encoded(array: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_string(array.type):
        return array.dictionary_encode()
    taken = array.take(pa.array(np.arange(len(array)))) if array.offset else array
    mask = taken.is_null() if taken.null_count else None
    return pa.ListArray.from_arrays(taken.offsets, taken.values.dictionary_encode(), mask=mask)
