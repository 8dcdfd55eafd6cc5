"""Whether the columns of the data fit the inputs of a policy, before any row is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from credit_engine.api.batch.odd import is_private
from credit_engine.api.batch.problems import (
    column_of_other_type,
    duplicate_column,
    input_column_missing,
    kept_column_missing,
    unknown_column,
)
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import InputError, Problem, suggestion
from credit_engine.run.fields import MISSING, PRIOR, Field
from credit_engine.texts.kinds import kind_words
from credit_engine.wording import said

MIXED = "mixed"
"""The kind of an input that is of different kinds in different versions."""
Found = TypeVar("Found")
_KEPT_SCHEMAS = 8
"""Tables of one source come with one schema, those of several with a few."""


class BySchema(Generic[Found]):
    """What a function finds for a schema, and for what else it depends on, kept for the last few of them.

    Tables of few rows come by the thousand with one schema; to go through its fields takes longer than many
    a step of deciding them.
    """

    def __init__(self, find: Callable[..., Found]) -> None:
        self._find = find
        self._known: tuple[tuple[Any, tuple[Any, ...], Found], ...] = ()

    def __call__(self, schema: Any, *others: Any) -> Found:
        for known, with_, found in self._known:
            if with_ == others and known.equals(schema):
                return found
        found = self._find(schema, *others)
        self._known = ((schema, others, found), *self._known[: _KEPT_SCHEMAS - 1])
        return found


def all_fields(versions: Sequence[CompiledPolicy]) -> dict[str, Field]:
    """The inputs of all versions by path, each as the newest version declares it, in what all agree on."""
    if len(versions) == 1:
        return {field.path: field for field in versions[0].fields}
    found: dict[str, Field] = {}
    for version in versions:
        for field in version.fields:
            older = found.get(field.path, field)
            kind = field.kind if older.kind == field.kind else MIXED
            found[field.path] = replace(
                field, kind=kind, codes=field.codes if older.codes == field.codes else {}
            )
    return found


def check_schema(schema: Any, versions: Sequence[CompiledPolicy], others: Collection[str]) -> tuple[str, ...]:
    """The columns that no version declares, where they may be there; `others` are taken for something else.

    A column of a type that no input takes is read value by value: each value is its row's error.

    Raises InputError with everything about the columns that no row can make right.
    """
    fields = all_fields(versions)
    problems = list(_problems(schema, fields, versions, others))
    known = {*fields, *others}
    if any(version.heading.prior for version in versions):
        known.add(f"{PRIOR}{MISSING}")
    undeclared = [
        name
        for name in schema.names
        if not is_private(name) and name not in known and name.removesuffix(MISSING) not in fields
    ]
    if any(version.heading.unknown_fields == "refuse" for version in versions):
        problems += [_undeclared(name, list(fields)) for name in undeclared]
    if problems:
        raise InputError(problems)
    return tuple(undeclared)


def repeated_columns(names: Iterable[str], path: str = "") -> Iterator[Problem]:
    """Names that several columns have: nobody can say which is meant, and no row could be read."""
    names = list(names)
    for name, times in Counter(names).items() if len({*names}) < len(names) else ():
        if times > 1 and not is_private(name):
            yield duplicate_column(times=times, name=name, path=path or name)


def _problems(
    schema: Any, fields: Mapping[str, Field], versions: Sequence[CompiledPolicy], others: Collection[str]
) -> Iterator[Problem]:
    yield from repeated_columns(schema.names)
    for name in others:
        if name not in schema.names:
            yield kept_column_missing(name=name, hint=suggestion(name, schema.names), path=name)
    for column in schema:
        path = column.name.removesuffix(MISSING)
        of_causes = path != column.name and (path in fields or path == PRIOR)
        if of_causes and not fits(column.type, "text"):
            yield column_of_other_type(name=column.name, type=column.type, path=column.name)
    names = {*schema.names}
    for path, field in fields.items():
        if path in names or field.missing is not None:
            continue
        if all(any(path == other.path for other in version.fields) for version in versions):
            kind = kind_words("any" if field.kind == MIXED else field.kind)
            yield input_column_missing(path=path, expected=kind, hint=suggestion(path, schema.names))


def kept_hint(name: str) -> str:
    """What to do with a column, or a key of records, that is no input."""
    return said(
        "take it over into the result (--keep {name}, keep=['{name}']), or leave it out",
        "请带入结果（--keep {name}，keep=['{name}']），或去掉它",
        name=name,
    )


def _undeclared(name: str, known: Sequence[str]) -> Problem:
    hint = suggestion(name, known) or kept_hint(name)
    return unknown_column(name=name, hint=hint, path=name)


def fits_field(type_: Any, field: Field) -> bool:
    """Whether a column of an Arrow type can hold a field, with the fields of its items."""
    if field.kind != "list" or not fits(type_, field.kind):
        return fits(type_, field.kind)
    from pyarrow import types

    if types.is_dictionary(type_):
        type_ = type_.value_type
    if types.is_null(type_) or not types.is_struct(type_.value_type):
        return True
    items = {
        type_.value_type.field(i).name: type_.value_type.field(i).type
        for i in range(type_.value_type.num_fields)
    }
    below = {inner.name: inner for inner in field.fields or ()}
    known = {name for inner in below for name in (inner, f"{inner}{MISSING}")}
    return items.keys() <= known and all(
        fits_field(kind, below[name]) if name in below else fits(kind, "text") for name, kind in items.items()
    )


@BySchema
def unfit(schema: Any, fields: Mapping[str, Field]) -> tuple[int, ...]:
    """The places of columns that have names of fields, but are of types that these do not take."""
    return tuple(
        at
        for at, column in enumerate(schema)
        if column.name in fields and not fits_field(column.type, fields[column.name])
    )


def fits(type_: Any, kind: str) -> bool:
    """Whether a column of an Arrow type can hold values of a kind."""
    found = _PLAIN.get((type_.id, kind))
    if found is None:
        from pyarrow import types

        found = _fits(type_, kind)
        if not types.is_nested(type_) and not types.is_dictionary(type_):
            _PLAIN[type_.id, kind] = found
    return found


_PLAIN: dict[tuple[int, str], bool] = {}
"""What types fit, by their numbers, of which nothing but the number counts."""


def _fits(type_: Any, kind: str) -> bool:
    from pyarrow import types

    if types.is_dictionary(type_):
        type_ = type_.value_type
    text = types.is_string(type_) or types.is_large_string(type_)
    if types.is_null(type_):
        return True
    if kind == "number":
        return bool(types.is_integer(type_) or types.is_floating(type_) or types.is_decimal(type_))
    if kind == "boolean":
        return bool(types.is_boolean(type_))
    if kind == "list":
        listed = types.is_list(type_) or types.is_large_list(type_)
        return bool(listed and (types.is_struct(type_.value_type) or types.is_null(type_.value_type)))
    if kind == "text":
        return bool(text)
    if kind == "context":
        return bool(types.is_nested(type_))
    return bool(text or types.is_temporal(type_))
