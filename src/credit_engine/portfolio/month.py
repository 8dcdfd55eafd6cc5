"""One month of a review: the book through the chain of policies, with the states of the month before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credit_engine.api.stateful.keys import places
from credit_engine.api.stateful.months import Month, last_day, month_number
from credit_engine.api.stateful.states import read_small
from credit_engine.portfolio.beginnings import begin
from credit_engine.portfolio.books import Book
from credit_engine.portfolio.chunks import ERROR, Chunk, inputs_of, is_bad, reached
from credit_engine.portfolio.history import HistoryForm, outcome_column
from credit_engine.portfolio.keyed_totals import KeyedTotals, decided_alone, keyed_totals, read_by
from credit_engine.portfolio.loans import loans_of, money
from credit_engine.portfolio.steps import FIXED, StepInForce
from credit_engine.portfolio.tables import Findings
from credit_engine.run.columns.inputs import one_array

if TYPE_CHECKING:
    from credit_engine.portfolio.document import ReviewModel

CHUNK_ROWS = 65_536
"""Loans that go through the chain together: what they take in memory counts beside the states of all."""
DECISIONS, HISTORY = "decisions.parquet", "state/book.parquet"


def state_file(step: str) -> str:
    """The file of a step's state in the folder of a month."""
    return f"state/{step}.parquet"


@dataclass
class Before:
    """The states after the month before: all tables have one row for each loan, in one order."""

    month: Month | None
    history: Any = None
    states: dict[str, Any] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)
    """What steps gave then, by `STEP.last.NAME`: of the loans of that month, which are the first rows."""

    def given(self, at: Any) -> dict[str, Any]:
        """What steps gave the month before, of the loans at some places; null where they were not there."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if at is None:
            return {}
        found = {}
        for name, column in self.last.items():
            places = pc.if_else(pc.less(at, len(column)), at, pa.scalar(None, at.type))
            found[name] = column.take(places)
        return found

    @property
    def number(self) -> int | None:
        """The number of that month."""
        return None if self.month is None else month_number(self.month.name)

    def keys(self, key: str) -> Any:
        """The keys of its loans; None in the first month."""
        return None if self.history is None else one_array(self.history.column(key))


def read_before(month: Month | None, steps: Sequence[StepInForce], form: HistoryForm) -> Before:
    """The states of a month for the policies in force now; InputError where a file is not as it was
    written."""
    if month is None:
        return Before(None)
    known = [step for step in steps if month.check_state(step.name, step.state)]
    history = form.read(month.file(HISTORY))
    states = {step.name: step.form.read(month.file(state_file(step.name))) for step in known}
    return Before(month, history, states, _read_last(month, steps))


def _read_last(month: Month, steps: Sequence[StepInForce]) -> dict[str, Any]:
    """What steps gave in a month and others read now, by `STEP.last.NAME`.

    A row that was refused gave nothing.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    read = {source.column: source for step in steps for source in step.step.read if source.is_last}
    if not read:
        return {}
    path = month.file(DECISIONS)
    in_file = set(pq.read_schema(path).names)
    columns = {name: f"{source.step}.{source.output}" for name, source in read.items()}
    columns = {name: column for name, column in columns.items() if column in in_file}
    found = read_small(path, list(dict.fromkeys(columns.values())))
    given = {}
    for name, column in columns.items():
        given[name] = one_array(found.column(column))
        if read[name].output == "outcome":
            plain = given[name].cast("string")
            given[name] = pc.if_else(pc.equal(plain, ERROR), None, plain)
    return given


@dataclass
class MonthRun:
    """A month while it is reviewed."""

    spec: ReviewModel
    name: str
    steps: Sequence[StepInForce]
    book: Book
    before: Before
    whole: Sequence[StepInForce] = ()
    """The policies of the whole book."""
    workers: int = 1

    @cached_property
    def form(self) -> HistoryForm:
        """How the history of loans is kept."""
        return HistoryForm(self.spec.book.loan, [step.name for step in self.steps])

    @cached_property
    def keys(self) -> Any:
        """The keys of the month's loans."""
        return self.book.keys()

    @property
    def number(self) -> int:
        """The month's number."""
        return month_number(self.name)

    def write(self, folder: Path, advance: Any) -> dict[str, int]:
        """Review the month into a folder; gives counts of what was done. `advance` is called with rows."""
        import pyarrow as pa
        import pyarrow.compute as pc

        (folder / "state").mkdir()
        keys_before = self.before.keys(self.spec.book.loan)
        place = None if keys_before is None else places(self.keys, keys_before)
        findings = Findings(self.spec, self.steps, self.whole, self.name)
        totals = self._totals(place)
        with ExitStack() as stack:
            files, start = _Files(folder, stack), 0
            for table in self.book.rows.chunks(CHUNK_ROWS):
                rows = table.num_rows
                chunk = self._chunk(table, self.keys.slice(start, rows), _slice(place, start, rows))
                chunk.totals, chunk.open = totals.of_rows(start, rows), totals.open_of_rows(start, rows)
                chunk.values |= chunk.totals
                self._review_rows(chunk, files, findings)
                del chunk
                del table  # or its rows would be held while the next are read
                pa.default_memory_pool().release_unused()  # of each chunk its threads would keep some
                advance(rows)
                start += rows
            if keys_before is not None:
                assert place is not None
                self._write_left(files, findings, pc.is_in(keys_before, value_set=self.keys))
        findings.write(folder)
        return findings.counts

    def _review_rows(self, chunk: Chunk, files: _Files, findings: Findings) -> None:
        """Lead the loans of a chunk through the chain, and write what is decided and kept of them."""
        for step in self.steps:
            self._decide(step, chunk)
        history = self._history_after(chunk)
        files.write(HISTORY, history)
        chunk.decisions = self._decisions(chunk)
        files.write(DECISIONS, chunk.decisions)
        for step in self.steps:
            after = step.form.after(
                chunk.states[step.name], chunk.answers[step.name], chunk.kept(step.name), self.name
            )
            files.write(state_file(step.name), after)
        findings.take_up(chunk, history)

    def _totals(self, place: Any) -> KeyedTotals:
        """The totals of loans that belong together, before any loan is decided."""
        read = read_by([step.step for step in self.steps])
        return keyed_totals(self.book, read, lambda chosen: self._bad_alone(chosen, place))

    def _bad_alone(self, chosen: Any, place: Any) -> tuple[Any, Any]:
        """Which of the chosen loans are bad, each decided by itself; and which were refused and are not
        known to be bad from an earlier month."""
        import numpy as np
        import pyarrow as pa

        only = {name: model.only for name, model in self.spec.steps.items()}
        needed = decided_alone([step.step for step in self.steps], self.spec.class_.step, only)
        bad, refused = np.zeros_like(chosen), np.zeros_like(chosen)
        for rows, table in self._chosen(chosen):
            taken = pa.array(rows)
            at = None if place is None else place.take(taken)
            chunk = self._chunk(table, self.keys.take(taken), at)
            for step in self.steps:
                if step.name in needed:
                    self._decide(step, chunk)
            of = self.spec.class_.step
            found = is_bad(self.spec, self.steps, chunk.outcomes[of])
            bad[rows] = one_array(found).to_numpy(zero_copy_only=False)
            refused[rows] = chunk.refused[of].to_numpy(zero_copy_only=False)
            del chunk, table
            pa.default_memory_pool().release_unused()
        return bad, refused & ~bad

    def _chosen(self, chosen: Any) -> Iterator[tuple[Any, Any]]:
        """The chosen loans of the book by their rows, in tables nearly as large as chunks of the book.

        What a chunk costs whatever its size is so paid for as many loans as can be.
        """
        import numpy as np

        parts: list[tuple[Any, Any]] = []
        count, start = 0, 0
        for table in self.book.rows.chunks(CHUNK_ROWS):
            here = np.flatnonzero(chosen[start : start + table.num_rows])
            if parts and (count + len(here) > CHUNK_ROWS or parts[0][1].schema != table.schema):
                yield _together(parts)
                parts, count = [], 0
            if len(here):
                parts.append((here + start, table.take(here)))
                count += len(here)
            start += table.num_rows
        if parts:
            yield _together(parts)

    def _chunk(self, table: Any, keys: Any, at: Any) -> Chunk:
        """Loans of the book, with what was kept of them, which stands at some places."""
        import pyarrow as pa
        import pyarrow.compute as pc

        before = self.before.number
        loans = loans_of(self.book, table, keys, self.number)
        kept = self.form.taken(self.before.history, at, keys)
        fresh = (
            pa.array([True] * len(keys), pa.bool_())
            if before is None
            else pc.fill_null(pc.greater(loans.booked, before), False)
        )
        is_new = pc.if_else(pc.is_null(kept.column("from_start")), fresh, kept.column("from_start"))
        states, begun = {}, {}
        for step in self.steps:
            state = step.form.taken(self.before.states.get(step.name), at, keys)
            states[step.name], begun[step.name] = begin(step, state, table)
        chunk = Chunk(table, loans, kept, one_array(is_new), states, begun)
        for step in self.steps:
            known = step.form.known(states[step.name], self._is_new(step, chunk), step.initial)
            chunk.values |= {f"{step.name}.{name}": column for name, column in known.items()}
        chunk.values |= self._last(at, len(keys))
        chunk.movement = self._movement(chunk)
        return chunk

    def _last(self, at: Any, rows: int) -> dict[str, Any]:
        """What steps gave last month and others read now; null where there was no such month or output."""
        import pyarrow as pa

        given = self.before.given(at)
        read = (source.column for step in self.steps for source in step.step.read if source.is_last)
        return {name: given.get(name, pa.nulls(rows)) for name in read}

    def _decide(self, step: StepInForce, chunk: Chunk) -> None:
        """Decide the loans of a chunk by one policy, and note what it gave."""
        import pyarrow.compute as pc

        prior = step.form.prior(chunk.states[step.name], self._is_new(step, chunk))
        name, only = step.name, self.spec.steps[step.name].only
        chosen = None if not only else reached(only, self.steps, chunk.outcomes)[0]
        table = inputs_of(step, chunk, prior)
        answers = self._answers(step, table, chosen)
        refused = pc.fill_null(one_array(pc.equal(answers.column("outcome"), ERROR)), False)
        chunk.answers[name], chunk.refused[name] = answers, refused
        chunk.chinese[name] = self._chinese(step, table, refused)
        decided = one_array(pc.if_else(refused, None, answers.column("outcome")))
        chunk.values[f"{name}.outcome"] = decided
        for output in (*step.compiled.outputs, *step.compiled.state):
            column = output.name if output in step.compiled.outputs else f"next.{output.name}"
            chunk.values[f"{name}.{column}"] = answers.column(column)
        in_force = pc.coalesce(decided, one_array(chunk.history.column(outcome_column(name))))
        chunk.outcomes[name] = in_force if chosen is None else pc.if_else(chosen, in_force, None)
        chunk.asked[name] = chosen

    def _answers(self, step: StepInForce, table: Any, chosen: Any) -> Any:
        """What a policy answers to the rows that are chosen, or to all; nothing to the others."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if chosen is not None:
            table = table.filter(chosen)
        answers = step.policy.decide_batch(
            table, as_of=last_day(self.name), workers=self.workers, chunk_rows=CHUNK_ROWS, fixed_types=True
        ).to_arrow()
        if chosen is None:
            return answers
        place = pc.subtract(pc.cumulative_sum(chosen.cast(pa.int64())), 1)
        return answers.take(pc.if_else(chosen, place, None))

    def _chinese(self, step: StepInForce, table: Any, refused: Any) -> Any:
        """What is wrong with each refused row, in Chinese: those rows alone are read again."""
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = pa.list_(pa.string())
        if not refused.true_count:
            return pa.nulls(len(refused), texts)
        wrong = step.policy.decide_batch(
            table.filter(refused), as_of=last_day(self.name), fixed_types=True, lang="zh"
        )
        place = pc.subtract(pc.cumulative_sum(refused.cast(pa.int64())), 1)
        return wrong.to_arrow().column("errors").take(pc.if_else(refused, place, None)).cast(texts)

    def _is_new(self, step: StepInForce, chunk: Chunk) -> Any:
        """Whether nothing was decided of each loan before: of none by a step that the review has only now.

        A loan whose state the book itself gives is not new.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        is_new = chunk.is_new
        if self.before.month is not None and step.name not in self.before.states:
            is_new = pa.repeat(pa.scalar(True), len(is_new))
        return pc.and_(is_new, pc.invert(chunk.begun[step.name]))

    def _movement(self, chunk: Chunk) -> Any:
        """Whether a loan stayed, is new, came late (booked before, but never seen), or is back."""
        import pyarrow.compute as pc

        seen = chunk.history.column("seen")
        unseen = pc.if_else(chunk.is_new, "new", "late")
        known = pc.if_else(pc.equal(seen, (self.before.number or 0)), "stayed", "back")
        return one_array(pc.if_else(pc.is_null(seen), unseen, known))

    def _history_after(self, chunk: Chunk) -> Any:
        """What is kept of the loans of a chunk after the month."""
        import pyarrow as pa
        import pyarrow.compute as pc

        kept, loans = chunk.history, chunk.loans
        now = pa.scalar(self.number, pa.int32())
        size = len(loans.keys)
        bad = one_array(is_bad(self.spec, self.steps, chunk.outcomes[self.spec.class_.step]))
        bad_now = pc.if_else(bad, now, pa.scalar(None, pa.int32()))
        columns = {
            self.spec.book.loan: loans.keys,
            "seen": pa.repeat(now, size),
            "first": pc.coalesce(kept.column("first"), now),
            "booked": pc.coalesce(kept.column("booked"), loans.booked),
            "from_start": chunk.is_new,
            "bucket": loans.buckets,
            "cents": loans.cents,
            "amount": pc.coalesce(kept.column("amount"), loans.amount),
            "bad_since": pc.coalesce(kept.column("bad_since"), bad_now),
            **{outcome_column(step.name): chunk.outcomes[step.name] for step in self.steps},
        }
        return pa.table(columns).cast(self.form.schema)

    def _decisions(self, chunk: Chunk) -> Any:
        """The month's decisions of the loans of a chunk, a row for each."""
        import pyarrow as pa

        step = self.spec.class_.step
        loans = chunk.loans
        columns = {
            self.spec.book.loan: loans.keys,
            "balance": money(loans.cents),
            "amount": money(loans.amount),
            "days_past_due": loans.days,
            "booked": loans.booked,
            "class_before": chunk.history.column(outcome_column(step)),
            "class": chunk.outcomes[step],
            "movement": chunk.movement,
            **loans.divisions,
            **chunk.totals,
        }
        for in_force in self.steps:
            answers = chunk.answers[in_force.name]
            names = ["outcome", *(output.name for output in in_force.compiled.outputs), *FIXED[1:]]
            columns |= {f"{in_force.name}.{name}": answers.column(name) for name in names}
        return pa.table(columns)

    def _write_left(self, files: _Files, findings: Findings, stayed: Any) -> None:
        """Keep the states of loans that are not in the book this month."""
        keys = self.before.keys(self.form.key)
        for rows in self.form.left(self.before.history, stayed):
            files.write(HISTORY, rows)
            findings.add_left(rows, self.before.number)
        for step in self.steps:
            table = self.before.states.get(step.name)
            if table is not None:
                for rows in step.form.left(table, keys, stayed):
                    files.write(state_file(step.name), rows)
            else:
                for rows in self.form.left(self.before.history, stayed):
                    files.write(state_file(step.name), step.form.nothing(rows.column(self.form.key)))


def _together(parts: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The rows and the tables of parts of a book, one after the other."""
    import numpy as np
    import pyarrow as pa

    rows, tables = zip(*parts, strict=True)
    return np.concatenate(rows), pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def _slice(column: Any, start: int, rows: int) -> Any:
    """Some rows of a column, where there is one."""
    return None if column is None else column.slice(start, rows)


class _Files:
    """The Parquet files of a month, each opened with its first table."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.writers: dict[str, Any] = {}

    def write(self, name: str, table: Any) -> None:
        """Add rows to a file."""
        import pyarrow.parquet as pq

        if name not in self.writers:
            writer = pq.ParquetWriter(self.folder / name, table.schema, compression="zstd")
            self.writers[name] = self.stack.enter_context(writer)
        self.writers[name].write_table(table.cast(self.writers[name].schema))
