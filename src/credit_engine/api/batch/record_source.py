"""Records one by one, from memory, JSON Lines or a worksheet, as tables of the declared columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from credit_engine.api.batch.odd import Odd, Refused, Whole, gathered, given_name, with_odd
from credit_engine.api.batch.table_source import Lines, Source, check_encoding, opened, wrong_encoding
from credit_engine.api.batch.values import is_no_value, of_values
from credit_engine.document_text import exact_number
from credit_engine.json_text import read_json
from credit_engine.problems import InputError, Problem
from credit_engine.run.fields import Field
from credit_engine.source import Source as Text
from credit_engine.wording import said

Tree = Mapping[str, Any]
"""Paths of columns by the words before the last, then by the last."""


@dataclass(eq=False)
class RecordSource(Source):
    """Records that each describe their own fields.

    `others` are names of columns that are no inputs: what records say under these names is taken as a text.
    """

    read: Callable[[], Iterable[tuple[int, Any]]]
    """The records, each with its line, as often as asked; Refused where there is none."""
    fields: Mapping[str, Field]
    others: Sequence[str]

    def __post_init__(self) -> None:
        import pyarrow as pa

        self.tree = tree_of(self.fields)
        self.kept_inputs = [name for name in dict.fromkeys(self.others) if name in self.fields]
        self.no_inputs = [name for name in dict.fromkeys(self.others) if name not in self.fields]
        declared = [(path, pa.null()) for path in self.fields]
        texts = [*self.no_inputs, *map(given_name, self.kept_inputs)]
        self.schema = pa.schema(declared + [(name, pa.string()) for name in texts])

    @cached_property
    def lines(self) -> Lines:
        return Lines(lambda: (line for line, _ in self.read()))

    def lacking(self, names: Iterable[str]) -> Collection[str]:
        """As of any source; records are read up to the one that has the last of the names.

        Where there are no records, nothing is known to be lacking.
        """
        left = {name for name in names if name not in self.fields}
        found = False
        for _, record in self.read() if left else ():
            found = True
            if isinstance(record, dict):
                left -= _without(record, left)[1].keys()
            if not left:
                break
        return left if found else set()

    def chunks(self, size: int) -> Iterator[Any]:
        records = (record for _, record in self.read())
        while chunk := list(islice(records, size)):
            yield self.table(chunk)

    def table(self, records: Sequence[Any]) -> Any:
        """The records as a table, with the values that its columns cannot hold."""
        import pyarrow as pa

        columns: dict[str, list[Any]] = {path: [None] * len(records) for path in self.fields}
        others: dict[str, list[Any]] = {name: [None] * len(records) for name in dict.fromkeys(self.others)}
        whole: dict[int, Odd] = {}
        for row, given in enumerate(records):
            record = given
            if isinstance(given, dict) and others:
                record, found = _without(given, self.no_inputs)
                found |= _without(given, self.kept_inputs)[1]
                for name, value in found.items():
                    others[name][row] = value
            flat = _flat(record, self.tree)
            if flat is None:
                whole[row] = given if isinstance(given, Refused) else Whole(record)
                continue
            for path, value in flat:
                columns[path][row] = value
        odd: dict[str, dict[int, Any]] = {}
        arrays = {}
        for path, values in columns.items():
            arrays[path], odd[path] = of_values(self.fields[path], values, nan_is_missing=False)
        for name, values in others.items():
            arrays[given_name(name) if name in self.fields else name] = pa.array(
                map(kept_text, values), pa.string()
            )
        table = pa.table(arrays) if arrays else pa.table({"": pa.nulls(len(records))})
        return with_odd(table, {**gathered(odd), **whole})


def tree_of(paths: Iterable[str]) -> Tree:
    """Dotted paths as a tree of their words, without a path that others lie below, as in other versions."""
    root: dict[str, Any] = {}
    for path in paths:
        *groups, last = path.split(".")
        here = root
        for group in groups:
            if not isinstance(here.get(group), dict):
                here[group] = {}
            here = here[group]
        here.setdefault(last, path)
    return root


def _flat(record: Any, tree: Tree) -> list[tuple[str, Any]] | None:
    """The record's values by path; None where it has anything but what is declared, in plain dicts."""
    if record.__class__ is not dict:
        return None
    found: list[tuple[str, Any]] = []
    stack: list[tuple[dict[Any, Any], Tree]] = [(record, tree)]
    while stack:
        here, known = stack.pop()
        for key, value in here.items():
            below = known.get(key)
            if below.__class__ is str:
                found.append((below, value))
            elif below is None or (value is not None and value.__class__ is not dict):
                return None
            elif value is not None:
                stack.append((value, below))
    return found


def _without(record: dict[str, Any], names: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The record without what stands under names, which are keys or dotted paths, and that."""
    record, found = dict(record), {}
    for name in names:
        here = record
        *groups, last = [name] if name in record else name.split(".")
        for group in groups:
            inner = here.get(group)
            if not isinstance(inner, dict):
                break
            here[group] = dict(inner)
            here = here[group]
        else:
            if last in here:
                found[name] = here.pop(last)
    return record, found


def kept_text(value: Any) -> str | None:
    """A value that is taken over as a text: a text as it is, days in ISO form, others as JSON."""
    if value is None or (is_no_value(value) and not isinstance(value, float | np.floating | Decimal)):
        return None
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time():
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else value
    text = str(text) if isinstance(text, Decimal) else text
    text = text if isinstance(text, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.encode("utf-8", "backslashreplace").decode()


def json_lines(path: str) -> Iterator[tuple[int, Any]]:
    """The records of a JSON Lines file with their lines; a line that is no JSON is Refused."""
    with opened(path, "JSON Lines", lambda: Path(path).open("rb")) as file:
        for number, line in enumerate(file, 1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError:
                raise wrong_encoding(path) from None
            if text:
                yield number, _parsed(text)


def checked_json_lines(path: str) -> Callable[[], Iterator[tuple[int, Any]]]:
    """How the records of a JSON Lines file are read; raises InputError where it is no text."""
    check_encoding(path)
    return lambda: json_lines(path)


class _UnusualError(ValueError):
    """What the strict reader has to look at."""


def _parsed(text: str) -> Any:
    """A line's value, by the quick reader where it is sure to agree with the strict one."""
    if "\\u" not in text.lower():
        try:
            return _QUICK.decode(text)
        except (ValueError, RecursionError):
            pass  # the strict reader says what is wrong
    try:
        return read_json(Text("", text)).data
    except InputError as error:
        return Refused(tuple(map(_within_line, error.problems)))


def _within_line(problem: Problem) -> Problem:
    if problem.span is None:
        return problem
    _, column = problem.span.position
    return replace(
        problem,
        message=said(
            "{message}, at character {column}",
            "{message}，在第 {column} 个字符处",
            message=problem.message,
            column=column,
        ),
        span=None,
        notes=(),
    )


def _number(text: str) -> Any:
    number = exact_number(text)
    if number is None:
        raise _UnusualError
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _UnusualError
    return found


def _refuse_word(word: str) -> Any:
    raise _UnusualError


_QUICK = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_number, parse_float=_number, parse_constant=_refuse_word
)
