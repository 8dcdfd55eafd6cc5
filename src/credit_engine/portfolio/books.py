"""The books of a review: a file for each month, and the columns of one that the review itself reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine.api.stateful.keys import checked_keys
from credit_engine.api.stateful.months import is_month
from credit_engine.portfolio import problems as errors
from credit_engine.portfolio.document import ReviewModel
from credit_engine.portfolio.steps import StepInForce
from credit_engine.problems import InputError, Problem, suggestion
from credit_engine.run.fields import MISSING, Field
from credit_engine.wording import joined, said

if TYPE_CHECKING:
    from credit_engine.api.batch.odd import Refused
    from credit_engine.api.batch.table_source import Source as Rows

_PARQUET = (".parquet", ".pq")
_ENDINGS = (*_PARQUET, ".csv")
AMOUNTS = "amounts: "
"""What the role of a column begins with that is one of the review's amounts."""
_LINES_SHOWN = 10
"""Refused lines that are told; all of them are counted."""
_KINDS = {
    "number": said("numbers", "数字"),
    "date": said("dates", "日期"),
    "text": said("texts or numbers", "文本或数字"),
    "boolean": said("true or false", "真或假"),
}


def books_in(folder: str | PathLike[str]) -> dict[str, Path]:
    """The book of each month in a folder, in order; InputError where there is none, or a month has
    several."""
    place = Path(folder)
    if not place.is_dir():
        raise InputError([errors.no_folder(path=str(folder))])
    found: dict[str, list[Path]] = {}
    for path in sorted(place.iterdir()):
        if is_month(path.stem) and path.suffix.lower() in _ENDINGS:
            found.setdefault(path.stem, []).append(path)
    several = {month: paths for month, paths in found.items() if len(paths) > 1}
    if several:
        raise InputError(
            errors.two_books(month=month, files=joined(path.name for path in paths), path=str(folder))
            for month, paths in several.items()
        )
    if not found:
        raise InputError([errors.no_books(path=str(folder))])
    return {month: paths[0] for month, paths in sorted(found.items())}


@dataclass(frozen=True)
class Book:
    """The book of a month, as the policies in force then read it."""

    path: Path
    spec: ReviewModel
    steps: Sequence[StepInForce]
    is_first: bool = False
    """Whether nothing was reviewed before, so that states begin with what the book says."""

    @property
    def roles(self) -> dict[str, tuple[str, str]]:
        """The column and the kind of what the review itself reads, by the name of its entry."""
        book = self.spec.book
        found = {
            "booked": (book.booked, "date"),
            "balance": (book.balance, "number"),
            "days_past_due": (book.days_past_due, "number"),
        }
        if book.amount is not None:
            found["amount"] = (book.amount, "number")
        columns = (
            amount.of
            for amount in self.spec.amounts.values()
            if amount.of.partition(".")[0] not in self.spec.steps
        )
        found |= {
            f"totals: {name}: except": (total.except_, "boolean")
            for name, total in self.spec.totals.items()
            if total.except_ is not None
        }
        return found | {f"{AMOUNTS}{name}": (name, "number") for name in columns}

    @property
    def divisions(self) -> dict[str, str]:
        """The columns by which the book is divided, by the name of the division."""
        return {name: division.column for name, division in self.spec.concentration.items()}

    @property
    def belongings(self) -> dict[str, str]:
        """The columns by whose values loans belong together, by their role."""
        found = {}
        for name, total in self.spec.totals.items():
            found[f"totals: {name}"] = total.by
            if total.apart is not None:
                found[f"totals: {name}: apart"] = total.apart
        return found

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Each column as the first step that reads it declares it; InputError for one read in two ways."""
        found: dict[str, Field] = {}
        by: dict[str, str] = {}
        typed = self.path.suffix.lower() in _PARQUET
        for step in self.steps:
            for field in step.fields:
                for column in step.step.columns_of(field.path):
                    declared = replace(field, path=column)
                    known = found.setdefault(column, declared)
                    by.setdefault(column, step.name)
                    if not typed and (known.kind, dict(known.codes)) != (declared.kind, dict(declared.codes)):
                        problem = errors.read_in_two_ways(
                            name=column, step=step.name, other=by[column], path=str(self.path)
                        )
                        raise InputError([problem])
        for step in self.steps:
            for column, field in step.begun.items():
                found.setdefault(column, field)
        for column, kind in self.roles.values():
            found.setdefault(column, Field(column, kind))
        return found

    @cached_property
    def rows(self) -> Rows:
        """The rows of the file; InputError where it cannot be read or lacks a column of the review."""
        from credit_engine.api.batch.sources import source_of

        others = [self.spec.book.loan, *self.divisions.values(), *self.belongings.values()]
        source = source_of(str(self.path), self.fields, list(dict.fromkeys(others)))
        problems = list(self._problems(source.schema))
        if problems:
            raise InputError(problems)
        return source

    def _problems(self, schema: Any) -> Iterator[Problem]:
        from credit_engine.api.batch.schema import fits, repeated_columns

        yield from repeated_columns(schema.names, str(self.path))
        types = dict(zip(schema.names, schema.types, strict=True))
        wanted = {"loan": (self.spec.book.loan, "")}
        wanted |= self.roles | {
            f"concentration: {name}": (column, "") for name, column in self.divisions.items()
        }
        wanted |= {role: (column, "") for role, column in self.belongings.items()}
        for role, (column, kind) in wanted.items():
            if column not in types:
                hint = suggestion(column, types)
                yield errors.book_column_missing(name=column, role=role, hint=hint, path=str(self.path))
            elif not (fits(types[column], kind) if kind else role == "loan" or _is_plain(types[column])):
                yield errors.book_column_type(
                    name=column, type=types[column], expected=_KINDS[kind or "text"], path=str(self.path)
                )

        yield from self._beginnings(types)
        yield from self._stand_ins(types)
        yield from self._named(types)

    def _beginnings(self, types: Mapping[str, Any]) -> Iterator[Problem]:
        """Columns with which states begin: there in the first book, and of their field's type."""
        from credit_engine.api.batch.schema import fits

        for step in self.steps:
            for column, field in step.begun.items():
                role = f"begin of {step.name}"
                if column not in types and self.is_first:
                    hint = suggestion(column, types)
                    yield errors.book_column_missing(name=column, role=role, hint=hint, path=str(self.path))
                elif column in types and not fits(types[column], field.kind):
                    yield errors.book_column_type(
                        name=column, type=types[column], expected=_KINDS[field.kind], path=str(self.path)
                    )

    def _stand_ins(self, types: Mapping[str, Any]) -> Iterator[Problem]:
        """Columns that stand in for another source of an input: of its type, as one column holds both."""
        from credit_engine.api.batch.schema import fits

        for step in self.steps:
            for field in step.fields:
                several = len(step.step.sources_of(field.path)) > 1
                for column in step.step.columns_of(field.path) if several else ():
                    if column in types and not fits(types[column], field.kind):
                        expected = _KINDS.get(field.kind, field.kind)
                        yield errors.book_column_type(
                            name=column, type=types[column], expected=expected, path=str(self.path)
                        )

    def _named(self, types: Mapping[str, Any]) -> Iterator[Problem]:
        """Columns that `with` names instead of the input's own: there, or what is misspelt would be missing
        in every loan."""
        for step in self.steps:
            for field in step.fields:
                for name in step.step.columns_of(field.path):
                    if name != field.path and not {name, f"{name}{MISSING}"} & types.keys():
                        role = f"with of {step.name}: {field.path}"
                        hint = suggestion(name, types)
                        yield errors.book_column_missing(name=name, role=role, hint=hint, path=str(self.path))

    def columns(self, names: Sequence[str]) -> Any:
        """Some columns of all loans, in their order, as a table."""
        import pyarrow as pa

        from credit_engine.api.batch.table_source import opened

        if self.path.suffix.lower() in _PARQUET:
            read = opened(str(self.path), "Parquet", lambda: [self._column(name) for name in names])
            return pa.table(dict(zip(names, read, strict=True)))
        others = {self.spec.book.loan, *self.divisions.values(), *self.belongings.values()}
        return pa.concat_tables(
            pa.table({name: _plain(part, name, name in others) for name in names})
            for part in self.rows.chunks(131_072)
        )

    def keys(self) -> Any:
        """The keys of all loans, in their order.

        InputError where there are none, or where one is missing or stands twice.
        """
        import pyarrow as pa

        from credit_engine.api.batch.table_source import opened

        name = self.spec.book.loan
        if self.path.suffix.lower() in _PARQUET:
            column = self._in_utf8(opened(str(self.path), "Parquet", lambda: self._column(name)), name)
        else:
            parts = list(self._of_lines(name))
            column = pa.chunked_array([chunk for part in parts for chunk in part.chunks], pa.string())
        if not len(column):
            raise InputError([errors.empty_book(path=str(self.path))])
        return checked_keys(column, name, str(self.path))

    def _of_lines(self, name: str) -> Iterator[Any]:
        """A column of a CSV file, in parts; InputError with the first lines that are no rows of it.

        Such a line has no key, by which the review could tell of it.
        """
        from credit_engine.api.batch.odd import ODD, Refused, as_given, odd_of

        problems: list[Problem] = []
        start = 0
        for part in self.rows.chunks(131_072):
            for row, cells in enumerate(odd_of(part)) if ODD in part.column_names else ():
                if isinstance(cells, Refused) and len(problems) < _LINES_SHOWN:
                    problems += self._refused_line(cells, self.rows.lines.of(start + row))
            start += part.num_rows
            yield as_given(part, name)
        if problems:
            raise InputError(problems)

    def _refused_line(self, line: Refused, number: int) -> Iterator[Problem]:
        from credit_engine.api.batch.table_source import in_line

        is_redacted = any(step.compiled.redacts for step in self.steps)
        for problem in line.without_text() if is_redacted else line.problems:
            told = in_line(number, problem.message)
            yield replace(problem, message=told, path=str(self.path))

    def _in_utf8(self, keys: Any, name: str) -> Any:
        """The keys of a Parquet file; InputError with those that are no texts: they tell no loan."""
        import pyarrow as pa

        from credit_engine.api.batch.encoding import in_utf8
        from credit_engine.api.batch.odd import Refused, odd_of

        refused = [row for row in odd_of(in_utf8(pa.table({name: keys}))) if isinstance(row, Refused)]
        if refused:
            problems = [problem for row in refused[:_LINES_SHOWN] for problem in row.problems]
            raise InputError(replace(problem, path=str(self.path)) for problem in problems)
        return keys

    def _column(self, name: str) -> Any:
        """A column of a Parquet file, which may stand within others."""
        import pyarrow.parquet as pq

        from credit_engine.api.batch.sources import taken_apart

        return taken_apart(pq.read_table(self.path, columns=[name], memory_map=True)).column(0)


def _plain(part: Any, name: str, is_text: bool) -> Any:
    """A column of some rows of a CSV file: as it is written, or as what an input of its kind is."""
    from credit_engine.api.batch.odd import as_given

    return as_given(part, name) if is_text else part.column(name)


def _is_plain(kind: Any) -> bool:
    """Whether values of an Arrow type have a text each, by which a book can be divided."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    texts = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    plain = types.is_null(kind) or types.is_decimal(kind) or types.is_primitive(kind)
    return bool(texts or (plain and not types.is_interval(kind)))
