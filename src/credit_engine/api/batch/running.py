"""A batch from its data to its result."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credit_engine.api.batch.chunks import Decider
from credit_engine.api.batch.days import DateColumns, date_columns
from credit_engine.api.batch.exact_numbers import joined, without_exact
from credit_engine.api.batch.files import Written, result_file, takes_codes
from credit_engine.api.batch.interventions import (
    ROW,
    Changed,
    Interventions,
    added_columns,
    intervened,
    read_table,
)
from credit_engine.api.batch.odd import as_given, given_name
from credit_engine.api.batch.options import check_options
from credit_engine.api.batch.problems import column_named_as_result
from credit_engine.api.batch.progress import showing_progress
from credit_engine.api.batch.result import BatchResult
from credit_engine.api.batch.schema import all_fields, check_schema
from credit_engine.api.batch.sources import TableSource, source_of
from credit_engine.api.batch.stages import Stages, Tally
from credit_engine.api.batch.table_source import Source, with_lines
from credit_engine.api.batch.workers import Chunk, Form, a_decider, decided
from credit_engine.api.dates import iso_text
from credit_engine.problems import InputError
from credit_engine.texts.forms import LANGUAGES, Language, check_known

if TYPE_CHECKING:
    from credit_engine.api.deciding import DecidingPolicy

CHUNK_ROWS = 131_072
"""Rows that are decided at a time: a few of their columns fit into a processor's cache, and what a chunk
costs whatever its size does not count."""
_SMALLEST_SHARE = 16_384
"""Rows below which a worker's chunk costs more to hand over than its columns gain."""
_AHEAD_OF_TIME = 4
"""Chunks that each worker gets at least, of tables that are large enough."""


def decide_batch(
    policy: DecidingPolicy,
    data: Any,
    *,
    as_of: Any,
    policy_as_of: Any = None,
    data_as_of: Any = None,
    output: str | os.PathLike[str] | None = None,
    keep: Sequence[str] = (),
    workers: int = 1,
    chunk_rows: int = CHUNK_ROWS,
    fingerprints: bool = False,
    progress: bool = False,
    interventions: Any = None,
    interventions_key: str = ROW,
    lang: Language | None = None,
    bom: bool = False,
    fixed_types: bool = False,
) -> BatchResult:
    """See `Policy.decide_batch`."""
    if lang is not None:
        check_known("language", lang, LANGUAGES)
    made = _made(policy, interventions, interventions_key)
    keys = [] if made is None or made.key == ROW else [made.key]
    given = {"as_of": as_of, "policy_as_of": policy_as_of, "data_as_of": data_as_of}
    check_options(keep, workers, chunk_rows)
    source = source_of(data, all_fields(policy.versions), [*keep, *keys, *_columns_named(given.values())])
    dates = date_columns(_date_schema(source, given.values()), source.rows, **given)
    path = None if output is None else os.fspath(output)
    form = Form(fingerprints, takes_codes(path), lang, fixed_types)
    with a_decider(policy, form) as decider:
        undeclared = decider.undeclared(source.schema, {*keep, *keys, *dates.columns})
        schema = _schema(decider, source, keep, made is not None)
    size = _shares(source.rows, chunk_rows, workers)
    batch = _Batch(policy, source, dates, form, keep, made, size, workers)
    tally = Tally()
    answered: Any
    with ExitStack() as stack:
        advance = stack.enter_context(showing_progress(source.rows, progress))
        if path is None:
            answered = joined(list(batch.tables(tally, advance)), schema)
        else:
            answers = [name for name in schema.names if name not in keep]
            out, write = stack.enter_context(result_file(path, schema, answers, source.rows, bom))
            for table in batch.tables(tally, advance):
                write(table)
            answered = Written(out)
    stages = Stages.of(tally, policy.versions)
    return BatchResult(policy, source, dates, stages, answered, path, undeclared, made)


@dataclass(frozen=True)
class _Batch:
    """What is decided, and how."""

    policy: DecidingPolicy
    source: Source
    dates: DateColumns
    form: Form
    keep: Sequence[str]
    made: Interventions | None
    size: int
    """Rows of a chunk."""
    workers: int

    def tables(self, tally: Tally, advance: Callable[[int], None]) -> Iterator[Any]:
        """The answers chunk by chunk, counted in `tally`, each told to `advance` by its rows.

        Raises InputError, in the end, for interventions on rows that were not there.
        """
        lang = self.form.lang or "en"
        kept: list[tuple[list[Any], Changed | None]] = []
        for table, counted in decided(self.policy, self._chunks(kept), self.workers, self.form):
            taken_over, changed = kept.pop(0)
            if self.made is not None:
                with a_decider(self.policy, self.form) as decider:
                    table = intervened(decider, table, changed, counted)
            yield _with_kept(with_lines(table, self.source.lines, tally.rows, lang), self.keep, taken_over)
            tally.add(counted)
            advance(table.num_rows)
        if self.made is not None:
            self.made.finish()

    def _chunks(self, kept: list[tuple[list[Any], Changed | None]]) -> Iterator[Chunk]:
        """Chunks with their dates; the columns to keep and the rows to change are set aside in `kept`."""
        start = 0
        for table in self.source.chunks(self.size):
            self.dates.check_rows(start + table.num_rows, more=True)
            days = self.dates.of(table, start)
            changed = None if self.made is None else self.made.changed(table, days, start)
            kept.append(([as_given(table, name) for name in self.keep], changed))
            yield table, days
            start += table.num_rows
        self.dates.check_rows(start, more=False)


def _made(policy: DecidingPolicy, interventions: Any, key: str) -> Interventions | None:
    redacts = any(version.redacts for version in policy.versions)
    return None if interventions is None else read_table(interventions, key, redacts)


def _date_schema(source: Source, dates: Iterable[Any]) -> Any:
    """The schema of the data without columns that only a date names and no record has."""
    import pyarrow as pa

    lacking = source.lacking(_columns_named(dates))
    return pa.schema([field for field in source.schema if field.name not in lacking])


def _columns_named(dates: Iterable[Any]) -> list[str]:
    """The dates that are names of columns."""
    return [value for value in dates if isinstance(value, str) and iso_text(value) is None]


def result_schema(
    policy: DecidingPolicy,
    schema: Any,
    *,
    as_of: Any,
    policy_as_of: Any = None,
    data_as_of: Any = None,
    keep: Sequence[str] = (),
    fingerprints: bool = False,
    lang: Language | None = None,
) -> Any:
    """The schema of the result for data of a schema, whose rows have no order.

    Raises InputError where they do not fit the policy.
    """
    source = TableSource(schema.empty_table())
    dates = date_columns(source.schema, None, as_of=as_of, policy_as_of=policy_as_of, data_as_of=data_as_of)
    dates.refuse_arrays()
    check_schema(source.schema, policy.versions, {*keep, *dates.columns})
    return _schema(Decider(policy, fingerprints, lang=lang), source, keep)


def _shares(rows: int | None, most: int, workers: int) -> int:
    """Rows of a chunk: so many that several workers finish at about the same time."""
    if workers == 1 or rows is None:
        return most
    return min(most, max(_SMALLEST_SHARE, -(-rows // (_AHEAD_OF_TIME * workers))))


def _schema(decider: Decider, source: Source, keep: Sequence[str], changed: bool = False) -> Any:
    """The schema of the result: what is kept, then the answers of all versions."""
    import pyarrow as pa

    answers = without_exact(added_columns(decider.schema)) if changed else decider.shown_schema
    if not keep:
        return answers
    both = set(keep) & set(answers.names)
    if both:
        raise InputError([column_named_as_result(both=min(both), path=min(both))])
    types = dict(zip(source.schema.names, source.schema.types, strict=True))
    kept = [(name, types.get(given_name(name), types[name])) for name in keep]
    return pa.schema([*map(pa.field, *zip(*kept, strict=True)), *answers])


def _with_kept(table: Any, names: Sequence[str], kept: Sequence[Any]) -> Any:
    import pyarrow as pa

    if not names:
        return table
    fields = [*(pa.field(name, column.type) for name, column in zip(names, kept, strict=True)), *table.schema]
    return pa.table([*kept, *table.columns], schema=pa.schema(fields))
