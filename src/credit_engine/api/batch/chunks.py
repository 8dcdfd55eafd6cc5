"""Deciding one chunk: columns first, then the rows that they leave open, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.api.batch.answers import Answers
from credit_engine.api.batch.days import Dates, Days
from credit_engine.api.batch.exact_numbers import without_exact
from credit_engine.api.batch.odd import ODD, Refused
from credit_engine.api.batch.record_source import tree_of
from credit_engine.api.batch.records import records, with_state_causes
from credit_engine.api.batch.schema import BySchema, all_fields, check_schema, unfit
from credit_engine.api.batch.stages import Tally
from credit_engine.api.batch.texts import read_for_version
from credit_engine.api.batch.union import joined_schema, with_columns
from credit_engine.policy.compiled import DATES, CompiledPolicy
from credit_engine.problems import InputError, Problem
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import Coded, Tables
from credit_engine.run.columns.evaluate import Evaluator
from credit_engine.run.columns.floats import nulls
from credit_engine.run.columns.inputs import one_array, read_columns
from credit_engine.run.columns.plan import Plans
from credit_engine.run.columns.structure import Column, Lists
from credit_engine.run.fields import PRIOR, Field
from credit_engine.texts.forms import Language

if TYPE_CHECKING:
    from credit_engine.api.deciding import DecidingPolicy
    from credit_engine.api.decision import Decision

_TURNS = 200_000
"""Rows with more items than this, over the number of loops, may exceed the limit of work: rows decide."""
Plan = tuple[CompiledPolicy, tuple[Any, Any, Any], dict[str, str]]
_REFUSED = -1
"""Stands for a version where the dates are refused."""


@dataclass(eq=False)
class _Version:
    """One version of the policy, ready for columns."""

    compiled: CompiledPolicy
    answers: Answers

    @cached_property
    def evaluator(self) -> Evaluator:
        return Evaluator(self.compiled.program)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The inputs by path."""
        return {field.path: field for field in self.compiled.fields}

    @cached_property
    def plans(self) -> Plans:
        return Plans(self.evaluator)

    @cached_property
    def compared(self) -> frozenset[int]:
        """The fields by their places whose numbers are only compared."""
        return frozenset(i - len(DATES) for i in self.evaluator.compared(self.answers.roots))

    @cached_property
    def loops(self) -> int:
        return sum(node.op in ("LOOP", "LAMBDA") for node in self.compiled.program.nodes)


@dataclass(eq=False)
class Decider:
    """Decides chunks with a policy."""

    policy: DecidingPolicy
    fingerprints: bool = False
    coded: bool = False
    """Whether texts of the answers are codes, where no row had to be decided by itself."""
    lang: Language | None = None
    """The language in which outcomes and reasons are told, too."""
    fixed: bool = False
    """Whether rows with a number that no float holds are refused."""
    versions: dict[int, _Version] = field(default_factory=dict)

    @cached_property
    def schema(self) -> Any:
        """The columns of the answers, of all versions."""
        versions = self.policy.versions
        schemas = [self._version(version).answers.schema for version in versions]
        return joined_schema(schemas, [version.heading.version for version in versions])

    @cached_property
    def shown_schema(self) -> Any:
        """The columns of a result whose numbers floats hold."""
        return without_exact(self.schema)

    @cached_property
    def undeclared(self) -> BySchema[tuple[str, ...]]:
        """The columns of a schema that no version declares, but for some; as `check_schema`."""
        return BySchema(lambda schema, others: check_schema(schema, self.policy.versions, others))

    def decide(self, table: Any, days: Days) -> tuple[Any, Tally]:
        """The answers to the rows of a table, in their order."""
        table = with_state_causes(table, self.policy.versions)
        tally = Tally(rows=table.num_rows)
        plans = [self._plan(dates) for dates in days.combinations]
        numbers = np.array([self._number(plan) for plan in plans], dtype=np.int64)
        present = np.unique(numbers).tolist()
        if len(present) == 1:
            return self._group(present[0], table, days, plans, tally), tally
        of_rows = numbers[np.broadcast_to(days.codes, (table.num_rows,))] if present else numbers
        found, places = [], []
        for number in present:
            rows = np.flatnonzero(of_rows == number)
            found.append(self._group(number, table.take(rows), days.of_rows(rows), plans, tally))
            places.append(rows)
        return _in_order(found, places, table.num_rows, self.schema), tally

    def _plan(self, dates: Dates) -> Plan | InputError:
        try:
            return self.policy.planned(*dates)
        except InputError as error:
            return error

    def _number(self, plan: Plan | InputError) -> int:
        return _REFUSED if isinstance(plan, InputError) else self.policy.versions.index(plan[0])

    def _group(
        self, number: int, table: Any, days: Days, plans: Sequence[Plan | InputError], tally: Tally
    ) -> Any:
        """Rows of one version of the policy, or rows whose dates are refused, in all columns."""
        if number == _REFUSED:
            found = self._refused(table, days, plans, tally)
        else:
            version = self._version(self.policy.versions[number])
            table = read_for_version(table, version.compiled.fields)
            found = self._decided(version, table, days, plans, tally)
        return with_columns(found, self.schema)

    def _refused(self, table: Any, days: Days, plans: Sequence[Any], tally: Tally) -> Any:
        tally.refused += table.num_rows
        codes = np.broadcast_to(days.codes, (table.num_rows,)).tolist()
        problems = [tuple(plan.problems) if isinstance(plan, InputError) else () for plan in plans]
        answers = self._version(self.policy.versions[-1]).answers
        return answers.of_decisions([problems[code] for code in codes])

    def _decided(self, version: _Version, table: Any, days: Days, plans: Sequence[Any], tally: Tally) -> Any:
        """Rows of one version, as columns, and those that these leave by rows."""
        found, left = self._columns(version, table, days, plans, tally)
        if self.fingerprints:
            left = np.ones(table.num_rows, dtype=np.bool_)
        if not left.any():
            return found
        rows = np.flatnonzero(left)
        decided = list(map(version.answers.tabled, self.decisions(table.take(rows), days.of_rows(rows))))
        refused = sum(isinstance(decision, tuple) for decision in decided)
        tally.refused += refused
        tally.redecided += len(decided) - refused
        again = version.answers.of_decisions(decided)
        order = np.arange(table.num_rows)
        order[rows] = table.num_rows + np.arange(len(rows))
        return _taken([found.cast(again.schema), again], order)

    def _version(self, compiled: CompiledPolicy) -> _Version:
        if id(compiled) not in self.versions:
            self.versions[id(compiled)] = _Version(
                compiled, Answers(compiled, self.fingerprints, self.coded, self.lang, self.fixed)
            )
        return self.versions[id(compiled)]

    def _columns(
        self, version: _Version, table: Any, days: Days, plans: Sequence[Any], tally: Tally
    ) -> tuple[Any, Any]:
        """The answers of the columnar evaluation, and which rows it leaves."""
        compiled, size = version.compiled, table.num_rows
        reading = Context(version.evaluator.tables, size)
        arrays, other = _fitting(table, version.fields)
        with np.errstate(all="ignore"):
            inputs: list[Column] = [*_day_columns(version.evaluator.tables, days, plans)]
            inputs += read_columns(reading, compiled.fields, arrays, version.compared)
            inputs += map(version.evaluator.tables.constant, compiled.no_interventions)
        reading.left |= other | _long(inputs[len(DATES) :], size, version.loops)
        evaluation = version.plans.evaluated(inputs, size, version.answers.roots, reading.left)
        if evaluation.stopped:
            found = version.answers.of_decisions([()] * size)
        else:
            with np.errstate(all="ignore"):
                found = version.answers.of_columns(evaluation, size)
        number = self.policy.versions.index(compiled)
        tally.count(number, reading.counts)
        tally.count(number, evaluation.context.counts)
        return found, reading.left | evaluation.left

    def answers_of(self, decided: Sequence[Decision | tuple[Problem, ...]], days: Days) -> Any:
        """The answers to rows that were decided one by one, in all columns."""
        plans = [self._plan(dates) for dates in days.combinations]
        codes = np.broadcast_to(days.codes, (len(decided),)).tolist()
        of_rows = np.array([self._number(plans[code]) for code in codes], dtype=np.int64)
        found, places = [], []
        for number in np.unique(of_rows).tolist():
            rows = np.flatnonzero(of_rows == number)
            answers = self._version(self.policy.versions[number]).answers
            some = answers.of_decisions([answers.tabled(decided[row]) for row in rows.tolist()])
            found.append(with_columns(some, self.schema))
            places.append(rows)
        return _in_order(found, places, len(decided), self.schema)

    def decisions(
        self, table: Any, days: Days, made: Sequence[Sequence[Mapping[str, Any]]] | None = None
    ) -> list[Decision | tuple[Problem, ...]]:
        """The decisions of the row evaluation, or the problems of refused records.

        `made` are the interventions on each row.
        """
        table = with_state_causes(table, self.policy.versions)
        codes = np.broadcast_to(days.codes, (table.num_rows,)).tolist()
        found: list[Decision | tuple[Problem, ...]] = []
        each = [()] * table.num_rows if made is None else made
        for code, record, some in zip(codes, self._records(table, codes, days), each, strict=True):
            if isinstance(record, Refused):
                redacts = any(version.redacts for version in self.policy.versions)
                found.append(record.without_text() if redacts else record.problems)
                continue
            as_of, policy_as_of, data_as_of = days.combinations[code]
            try:
                decision = self.policy.decide(
                    record,
                    as_of=as_of,
                    policy_as_of=policy_as_of,
                    data_as_of=data_as_of,
                    interventions=some,
                )
            except InputError as error:
                found.append(tuple(error.problems))
            else:
                found.append(decision)
        return found

    @cached_property
    def _paths(self) -> Sequence[str]:
        """The inputs of all versions."""
        return tuple(all_fields(self.policy.versions))

    @cached_property
    def _states(self) -> bool:
        """Whether any version reads a state."""
        return any(version.heading.prior for version in self.policy.versions)

    def _records(self, table: Any, codes: Sequence[int], days: Days) -> Iterator[Any]:
        """The rows as records of what their versions of the policy declare."""
        if len(self.policy.versions) == 1:
            yield from records(table, tuple(field.path for field in self.policy.versions[0].fields))
            return
        for at, code in enumerate(codes):
            fields: tuple[Field, ...] = ()
            prior: tuple[str, ...] = ()
            with suppress(InputError):
                version = self.policy.planned(*days.combinations[code])[0]
                fields, prior = version.fields, version.heading.prior
            paths = tuple(field.path for field in fields)
            foreign = tree_of(path for path in self._paths if not any(_overlap(path, own) for own in paths))
            if not prior and self._states:
                # Another version's whole state may be given by its cause alone, which is no path of a field.
                foreign = {**foreign, PRIOR: PRIOR}
            yield from records(read_for_version(table.slice(at, 1), fields), paths, foreign)


def _day_columns(tables: Tables, days: Days, plans: Sequence[Plan]) -> Iterator[Coded]:
    """today(), now() and data_as_of of each row, in domains of nothing but the days of these rows."""
    present, codes = np.unique(days.codes, return_inverse=True)
    chosen = [plans[code][1] for code in present.tolist()]
    for at in range(len(DATES)):
        encoded = tables.encode([moments[at] for moments in chosen])
        yield Coded(encoded.codes.take(codes.reshape(days.codes.shape)), encoded.domain)


def _overlap(path: str, other: str) -> bool:
    """Whether two paths are the same, or one lies within the other."""
    return f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}.")


def _fitting(table: Any, fields: Mapping[str, Field]) -> tuple[dict[str, Any], Any]:
    """The columns of types that a version takes, and the rows with values in columns that are for others."""
    names = table.schema.names
    kept = dict(zip(names, table.columns, strict=True))
    other: Any = ~nulls(one_array(kept[ODD])) if ODD in kept else np.zeros((), dtype=np.bool_)
    for at in unfit(table.schema, fields):
        other = other | kept.pop(names[at]).is_valid().to_numpy()
    return kept, other


def _long(inputs: Sequence[Column], size: int, loops: int) -> Any:
    """Rows whose lists are so long that loops over them may come near the limit of work."""
    items = sum(
        (column.lengths for column in inputs if isinstance(column, Lists)), np.zeros(size, dtype=np.int64)
    )
    return items * max(loops, 1) > _TURNS


def _taken(tables: Sequence[Any], order: Any) -> Any:
    import pyarrow as pa

    return pa.concat_tables(tables).take(pa.array(order))


def _in_order(tables: Sequence[Any], places: Sequence[Any], size: int, plain: Any) -> Any:
    """Tables of some rows each as one table of all rows."""
    if not tables:
        return plain.empty_table()
    order = np.empty(size, dtype=np.int64)
    order[np.concatenate(places)] = np.arange(size)
    return _taken([table.cast(plain) for table in tables], order)
