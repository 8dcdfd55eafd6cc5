"""Deciding one chunk: columns first, then the rows that they leave open, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from credit_engine.api.batch.answers import Answers
from credit_engine.api.batch.records import records, with_state_causes
from credit_engine.api.batch.stages import Tally
from credit_engine.policy.compiled import DATES, CompiledPolicy
from credit_engine.problems import InputError, Problem
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import Coded, Codes, Tables
from credit_engine.run.columns.evaluate import Evaluator
from credit_engine.run.columns.inputs import read_columns
from credit_engine.run.columns.structure import Column, Lists

if TYPE_CHECKING:
    from credit_engine.api.decision import Decision
    from credit_engine.api.policy import Policy

_TURNS = 200_000
"""Rows with more items than this, over the number of loops, may exceed the limit of work: rows decide."""
Dates = tuple[Any, Any, Any]
"""as_of, policy_as_of, data_as_of as `Policy.decide` takes them."""


@dataclass(frozen=True)
class Days:
    """The three dates of each row: which combination, and the combinations."""

    codes: Codes
    combinations: Sequence[Dates]


@dataclass(eq=False)
class _Version:
    """One version of the policy, ready for columns."""

    compiled: CompiledPolicy
    answers: Answers

    @cached_property
    def evaluator(self) -> Evaluator:
        return Evaluator(self.compiled.program)

    @cached_property
    def loops(self) -> int:
        return sum(node.op in ("LOOP", "LAMBDA") for node in self.compiled.program.nodes)


@dataclass(eq=False)
class Decider:
    """Decides chunks with a policy."""

    policy: Policy
    fingerprints: bool = False
    coded: bool = False
    """Whether texts of the answers are codes, where no row had to be decided by itself."""
    versions: dict[int, _Version] = field(default_factory=dict)

    def decide(self, table: Any, days: Days) -> tuple[Any, Tally]:
        """The answers to the rows of a table, in their order."""
        table = with_state_causes(table, self.policy.versions)
        tally = Tally(rows=table.num_rows)
        groups: dict[int, list[int]] = {}
        plans: dict[int, Any] = {}
        for code, dates in enumerate(days.combinations):
            try:
                plans[code] = self.policy.planned(*dates)
                groups.setdefault(id(plans[code][0]), []).append(code)
            except InputError as error:
                plans[code] = error
                groups.setdefault(-1 - code, []).append(code)
        if len(groups) == 1 and days.codes.ndim == 0:
            return self._group(table, days, plans, tally), tally
        codes = np.broadcast_to(days.codes, (table.num_rows,))
        found, places = [], []
        for members in groups.values():
            rows = np.flatnonzero(np.isin(codes, members))
            if len(rows):
                some = table if len(rows) == table.num_rows else table.take(rows)
                found.append(self._group(some, Days(codes[rows], days.combinations), plans, tally))
                places.append(rows)
        plain = self._version(self.policy.versions[-1]).answers.schema()
        return _in_order(found, places, table.num_rows, plain), tally

    def _group(self, table: Any, days: Days, plans: Mapping[int, Any], tally: Tally) -> Any:
        """Rows of one version of the policy, or rows whose dates are refused."""
        first = int(days.codes.reshape(-1)[0]) if days.codes.size else 0
        plan = plans[first]
        if isinstance(plan, InputError):
            tally.refused += table.num_rows
            answers = self._version(self.policy.versions[-1]).answers
            return answers.of_decisions([tuple(plan.problems)] * table.num_rows)
        version = self._version(plan[0])
        found, left = self._columns(version, table, days, plans, tally)
        if self.fingerprints:
            left = np.ones(table.num_rows, dtype=np.bool_)
        if not left.any():
            return found
        rows = np.flatnonzero(left)
        decided = self.decisions(
            table.take(rows), Days(np.broadcast_to(days.codes, left.shape)[rows], days.combinations)
        )
        refused = sum(isinstance(one, tuple) for one in decided)
        tally.refused += refused
        tally.redecided += len(decided) - refused
        again = version.answers.of_decisions(decided)
        order = np.arange(table.num_rows)
        order[rows] = table.num_rows + np.arange(len(rows))
        return _taken([found.cast(again.schema), again], order)

    def _version(self, compiled: CompiledPolicy) -> _Version:
        if id(compiled) not in self.versions:
            self.versions[id(compiled)] = _Version(compiled, Answers(compiled, self.fingerprints, self.coded))
        return self.versions[id(compiled)]

    def _columns(
        self, version: _Version, table: Any, days: Days, plans: Mapping[int, Any], tally: Tally
    ) -> tuple[Any, Any]:
        """The answers of the columnar evaluation, and which rows it leaves."""
        compiled, size = version.compiled, table.num_rows
        reading = Context(version.evaluator.tables, size)
        arrays = {name: table.column(name) for name in table.column_names}
        with np.errstate(all="ignore"):
            inputs: list[Column] = [*_day_columns(version.evaluator.tables, days, plans)]
            inputs += read_columns(reading, compiled.fields, arrays)
            inputs += map(version.evaluator.tables.constant, compiled.no_interventions)
        reading.left |= _long(inputs[len(DATES) :], size, version.loops)
        evaluation = version.evaluator.run(inputs, size, version.answers.roots)
        with np.errstate(all="ignore"):
            found = version.answers.of_columns(evaluation, size)
        number = self.policy.versions.index(compiled)
        tally.count(number, reading.counts)
        tally.count(number, evaluation.context.counts)
        return found, reading.left | evaluation.left

    def decisions(self, table: Any, days: Days) -> list[Decision | tuple[Problem, ...]]:
        """The decisions of the row evaluation, or the problems of refused records."""
        table = with_state_causes(table, self.policy.versions)
        codes = np.broadcast_to(days.codes, (table.num_rows,)).tolist()
        found: list[Decision | tuple[Problem, ...]] = []
        for code, record in zip(codes, self._records(table, codes, days), strict=True):
            as_of, policy_as_of, data_as_of = days.combinations[code]
            try:
                one = self.policy.decide(
                    record, as_of=as_of, policy_as_of=policy_as_of, data_as_of=data_as_of
                )
            except InputError as error:
                found.append(tuple(error.problems))
            else:
                found.append(one)
        return found

    def _records(self, table: Any, codes: Sequence[int], days: Days) -> Iterator[dict[str, Any]]:
        """The rows as records of what their versions of the policy declare."""
        if len(self.policy.versions) == 1:
            yield from records(table, tuple(one.path for one in self.policy.versions[0].fields))
            return
        for at, code in enumerate(codes):
            try:
                fields = self.policy.planned(*days.combinations[code])[0].fields
            except InputError:
                fields = ()
            yield from records(table.slice(at, 1), tuple(one.path for one in fields))


def _day_columns(tables: Tables, days: Days, plans: Mapping[int, Any]) -> list[Coded]:
    """today(), now() and data_as_of of each row."""
    columns = []
    used = {int(code) for code in np.unique(days.codes)}
    for at in range(len(DATES)):
        values = [plans[code][1][at] if code in used else None for code in range(len(days.combinations))]
        encoded = tables.encode(values)
        columns.append(Coded(encoded.codes.take(days.codes), encoded.domain))
    return columns


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
    order = np.empty(size, dtype=np.int64)
    order[np.concatenate(places) if places else []] = np.arange(size)
    return _taken([table.cast(plain) for table in tables], order)
