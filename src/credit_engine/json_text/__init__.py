"""Strict JSON (RFC 8259): exact numbers, positions of every value and key, bounded depth, no recursion."""

from __future__ import annotations

from credit_engine.document_text import Document
from credit_engine.files.problems import too_large
from credit_engine.json_text.reader import Reader, json_scalar
from credit_engine.limits import MAX_FILE_CHARACTERS
from credit_engine.problems import InputError
from credit_engine.source import Source, Span

__all__ = ["read_json"]


def read_json(source: Source) -> Document:
    """The data and positions of a JSON text; numbers are int, or Decimal where written with . or e.

    Raises InputError with every problem found; what is refused beyond the grammar: duplicate keys,
    halves of surrogate pairs, numbers that 34 digits cannot hold, too deep nesting.
    """
    if len(source.text) > MAX_FILE_CHARACTERS:
        raise InputError([too_large(Span(source, 0, 0), limit=MAX_FILE_CHARACTERS)])
    reader = Reader(source)
    reader.read()
    if reader.problems:
        raise InputError(reader.problems)
    return Document(source, reader.data, reader.values, reader.keys, json_scalar)
