"""From the columns of an evaluated chunk, or from single decisions, to the Arrow table of answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from functools import cached_property
from typing import Any

import numpy as np

from credit_engine import numbers, temporal
from credit_engine.api.batch.coding import coded_schema, of_texts
from credit_engine.api.batch.reasons import Lang, Reasons, causes_text, items_text
from credit_engine.api.decision import Decision, rounded_output
from credit_engine.explain.facts import outcome_title
from credit_engine.policy.compiled import CompiledPolicy, Output
from credit_engine.policy.fingerprint import canonical_json
from credit_engine.problems import Problem
from credit_engine.python_values import to_python
from credit_engine.run.columns.domain import Coded, is_true
from credit_engine.run.columns.evaluate import Evaluation
from credit_engine.run.columns.inputs import MISSING
from credit_engine.run.columns.number import Number, exactly, is_numeric, of_coded
from credit_engine.run.columns.rounding import round_number
from credit_engine.run.columns.significance import significant
from credit_engine.run.columns.structure import Column, lacks
from credit_engine.run.fields import UNKNOWN
from credit_engine.run.kernels import check_size
from credit_engine.run.steps import has_no_value
from credit_engine.work import WorkLimit

ERROR = "error"
"""The outcome of a row whose input is refused."""
_LARGE = 20_000
_ERROR_TEXT = {"en": "Not decided: the record is refused", "zh": "未作决策：记录被拒绝"}
OUTCOME_TEXT, REASON_TEXTS = "outcome_text", "reason_texts"
_LISTS = ("reasons", "rules", "causes", "reason_items", REASON_TEXTS)
"""Columns of lists, which are empty in a refused row."""
_FIXED = ("outcome", OUTCOME_TEXT, *_LISTS, "errors", "fingerprint")
_SCALAR_TYPES = {"number": "float64", "text": "string", "boolean": "bool", "date": "date32"}


@dataclass(frozen=True)
class Answers:
    """How the decisions of one version of a policy stand in a table."""

    compiled: CompiledPolicy
    fingerprints: bool = False
    coded: bool = False
    """Whether the texts of evaluated chunks are codes."""
    lang: Lang | None = None
    """The language in which outcome and reasons are told, too."""

    @cached_property
    def reasons(self) -> Reasons:
        """All reasons that its decisions can have, in their order."""
        return Reasons(self.compiled, self.lang)

    def _outcome_text(self, outcome: str) -> str:
        assert self.lang is not None
        return (
            _ERROR_TEXT[self.lang]
            if outcome == ERROR
            else outcome_title(self.compiled, outcome).text(self.lang)
        )

    @property
    def _given(self) -> tuple[Output, ...]:
        return (*self.compiled.outputs, *self.compiled.state)

    @cached_property
    def roots(self) -> tuple[int, ...]:
        """The nodes whose columns are needed."""
        compiled = self.compiled
        outputs = [node for one in self._given for node in (one.value, one.release)]
        return tuple(dict.fromkeys([compiled.base_outcome, compiled.outcome, *outputs, *self.reasons.nodes]))

    def schema(self) -> Any:
        """The Arrow schema of the table."""
        import pyarrow as pa

        texts = pa.list_(pa.string())
        fields = [("outcome", pa.string())]
        fields += [(column_name(one.name), self._type(one)) for one in self.compiled.outputs]
        fields += [("reasons", texts), ("rules", texts), ("causes", texts)]
        if self.reasons.of_items:
            fields.append(("reason_items", texts))
        if self.lang:
            fields += [(REASON_TEXTS, texts), (OUTCOME_TEXT, pa.string())]
        fields.append(("errors", texts))
        for one in self.compiled.state:
            fields += [(next_column(one.name), self._type(one)), (missing_column(one.name), pa.string())]
        if self.fingerprints:
            fields.append(("fingerprint", pa.string()))
        return pa.schema(fields)

    def _type(self, output: Output) -> Any:
        """The Arrow type of an output; what is no number, text, boolean or date is JSON."""
        import pyarrow as pa

        return pa.type_for_alias(_SCALAR_TYPES.get(self._kind(output), "string"))

    def _kind(self, output: Output) -> str:
        return self.compiled.program.nodes[output.value].kind

    def of_columns(self, evaluation: Evaluation, size: int) -> Any:
        """The table of an evaluated chunk; rows that it left to the row evaluation hold anything."""
        import pyarrow as pa

        compiled = self.compiled
        outcome = evaluation.column(compiled.outcome)
        assert isinstance(outcome, Coded)
        schema = self.schema()
        if self.coded:
            schema = coded_schema(schema, schema.names)
        arrays: list[Any] = [
            of_texts(outcome.domain.values, np.broadcast_to(outcome.codes, (size,)), self.coded)
        ]
        for at, one in enumerate(compiled.outputs, 1):
            arrays.append(self._output(one, evaluation, size, schema.field(at).type))
        arrays += self.reasons.columns(evaluation, size, self.coded)
        if self.lang:
            told = list(map(self._outcome_text, outcome.domain.values))
            arrays.append(of_texts(told, np.broadcast_to(outcome.codes, (size,)), self.coded))
        arrays.append(pa.nulls(size, schema.field("errors").type))
        for one in compiled.state:
            found = self._output(one, evaluation, size, schema.field(next_column(one.name)).type)
            arrays += [found, _unknown(found)]
        if self.fingerprints:
            arrays.append(pa.nulls(size, pa.string()))
        return pa.table(arrays, schema=schema)

    def _output(self, one: Output, evaluation: Evaluation, size: int, type_: Any) -> Any:
        import pyarrow as pa

        release, column = evaluation.column(one.release), evaluation.column(one.value)
        assert isinstance(release, Coded)
        context = evaluation.context
        released = np.broadcast_to(release.where(is_true, "true") & ~lacks(context, column), (size,))
        kind = self._kind(one)
        if isinstance(column, Coded) and kind == "number" and is_numeric(column.domain):
            column = of_coded(context.tables, column)
        if isinstance(column, Number) and kind == "number":
            context.node, context.active = one.value, released
            values = _rounded(evaluation, one, column)
            context.active = None
            return pa.array(np.broadcast_to(values, (size,)), mask=~released, type=type_)
        return _others(one, column, released, evaluation, type_)

    def tabled(self, one: Decision | tuple[Problem, ...]) -> Decision | tuple[Problem, ...]:
        """A decision, or problems instead where one of its days is in no year that columns of days hold."""
        if not isinstance(one, Decision):
            return one
        given = {**one.released, **one.state_values}
        dates = {output.name for output in self._given if self._kind(output) == "date"}
        problems = [beyond_columns(name, value) for name, value in given.items()
                    if name in dates and _is_beyond(value)]  # fmt: skip
        return tuple(problems) or one

    def of_decisions(self, decided: Sequence[Decision | tuple[Problem, ...]]) -> Any:
        """The table of single decisions, or of the problems of refused records."""
        import pyarrow as pa

        schema = self.schema()
        rows = [self._row(one, schema) for one in decided]
        return pa.Table.from_pylist(rows, schema=schema)

    def _row(self, one: Decision | tuple[Problem, ...], schema: Any) -> dict[str, Any]:
        row: dict[str, Any]
        if not isinstance(one, Decision):
            row = {"outcome": ERROR, **{name: [] for name in _LISTS}, "errors": list(map(worded, one))}
            return row | ({OUTCOME_TEXT: self._outcome_text(ERROR)} if self.lang else {})
        row = {"outcome": one.outcome, **{
            column_name(name): _cell(value, schema.field(column_name(name)).type)
            for name, value in one.released.items()
        }}  # fmt: skip
        for name, value in one.state_values.items():
            unknown = isinstance(value, dict)
            type_ = schema.field(next_column(name)).type
            row[next_column(name)] = None if unknown else _cell(value, type_)
            row[missing_column(name)] = UNKNOWN if unknown else None
        row["reasons"] = [reason.code for reason in one.reasons]
        row["rules"] = [reason.rule for reason in one.reasons]
        row["causes"] = [causes_text(reason.causes) for reason in one.reasons]
        row["reason_items"] = [items_text(reason.items) for reason in one.reasons]
        if self.lang:
            row[REASON_TEXTS] = [reason.text(self.lang) for reason in one.reasons]
            row[OUTCOME_TEXT] = self._outcome_text(one.outcome)
        if self.fingerprints:
            row["fingerprint"] = one.fingerprint
        return row


def next_column(field: str) -> str:
    """The column of a field of the next state."""
    return f"next.{field}"


def missing_column(field: str) -> str:
    """The column that says where a field of the next state is unknown."""
    return f"{next_column(field)}{MISSING}"


def _unknown(column: Any) -> Any:
    """Where a field of the next state has no value."""
    import pyarrow.compute as pc

    return pc.if_else(column.is_null(), UNKNOWN, None)


def column_name(output: str) -> str:
    """The column of an output: its name, unless that is taken."""
    return f"output.{output}" if output in _FIXED else output


def worded(problem: Problem) -> str:
    """A problem of a record in one line."""
    expected = f"; expected: {problem.expected}" if problem.expected else ""
    return f"{problem.message}{expected} [{problem.code}]"


def _rounded(evaluation: Evaluation, one: Output, column: Number) -> Any:
    """An output's numbers as they leave a decision, as floats."""
    context = evaluation.context
    if one.spec.round is None:
        return significant(context, column, 12)
    mode: Any = one.spec.round.mode
    found = round_number(context, column, one.spec.round.digits, mode)
    if found is None:
        context.leave(np.ones(context.size, dtype=np.bool_))
        return np.zeros(context.size)
    return _nearest(found, context.size)


def _nearest(column: Number, size: int) -> Any:
    """The floats nearest to whole numbers of a scale: a quotient of exact floats is, others are read."""
    values = column.floats()[0]
    if column.most < 2**53:
        return values
    assert column.whole is not None
    large = np.flatnonzero(np.broadcast_to(np.abs(column.whole) >= 2**53, (size,)))
    values = np.broadcast_to(values, (size,)).copy()
    values[large] = [float(one) for one in exactly(column, large) or ()]
    return values


def _others(one: Output, column: Column, released: Any, evaluation: Evaluation, type_: Any) -> Any:
    """Outputs that are no numbers: each different value once."""
    import pyarrow as pa

    if isinstance(column, Coded):
        if pa.types.is_date(type_):
            evaluation.context.leave(released & column.where(_is_beyond, "beyond columns"))
        cells = [
            None if has_no_value(v) or (pa.types.is_date(type_) and _is_beyond(v))
            else _cell(rounded_output(one, v), type_) for v in column.domain.values
        ]  # fmt: skip
        codes = np.where(released, column.codes.astype(np.int64), len(cells))
        if pa.types.is_string(type_) or pa.types.is_dictionary(type_):
            return of_texts([*cells, None], codes, pa.types.is_dictionary(type_))
        return pa.array([*cells, None], type=type_).take(pa.array(codes))
    shown = []
    for at, (value, out) in enumerate(zip(evaluation.values(one.value), released.tolist(), strict=True)):
        if out and _is_large(value):
            evaluation.context.left[at] = True
            out = False
        shown.append(_cell(rounded_output(one, value), type_) if out else None)
    found = pa.array(shown, pa.string() if pa.types.is_dictionary(type_) else type_)
    return found.dictionary_encode() if pa.types.is_dictionary(type_) else found


def _is_beyond(value: Any) -> bool:
    """Whether a day is outside of the years that pandas, CSV and Python read back from a column of days."""
    return isinstance(value, temporal.Date) and not MINYEAR <= value.year <= MAXYEAR


def beyond_columns(name: str, value: Any) -> Problem:
    """An output is a day that the table of answers cannot hold."""
    said = f"the output {name} is {value}, which a column of dates cannot hold"
    return Problem("too-large", said, path=name, expected=f"a year from {MINYEAR} to {MAXYEAR}")


def _is_large(value: Any) -> bool:
    """Whether a list is so long that several of them may be more than a decision puts out."""
    try:
        check_size((value,), _LARGE)
    except WorkLimit:
        return True
    return False


def _cell(value: Any, type_: Any) -> Any:
    """A released value as a cell of a table."""
    import pyarrow as pa

    if pa.types.is_float64(type_):
        return float(value) if numbers.is_number(value) else None
    if pa.types.is_date(type_) or pa.types.is_boolean(type_):
        return to_python(value)
    structured = isinstance(value, list | dict | bool) or numbers.is_number(value)
    return canonical_json(value) if structured else str(value)
