"""From the columns of an evaluated chunk, or from single decisions, to the Arrow table of answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from functools import cached_property
from typing import Any

import numpy as np

from credit_engine import numbers, temporal
from credit_engine.api.batch.coding import coded_schema, of_texts
from credit_engine.api.batch.exact_numbers import EXACT, EXACT_TYPE, Beyond, written
from credit_engine.api.batch.problems import (
    output_beyond_dates,
    output_beyond_doubles,
)
from credit_engine.api.batch.reasons import Reasons, causes_text, items_text
from credit_engine.api.batch.schema import kept_hint
from credit_engine.api.decision import Decision, rounded_output
from credit_engine.json_text.canonical import canonical_json
from credit_engine.policy.compiled import CompiledPolicy, Output
from credit_engine.problems import Problem
from credit_engine.python_values import to_python
from credit_engine.run.columns.domain import Coded, Domain, is_true, looked_up
from credit_engine.run.columns.evaluate import Evaluation
from credit_engine.run.columns.number import Number, exactly, is_numeric, of_coded
from credit_engine.run.columns.rounding import round_number
from credit_engine.run.columns.significance import significant, with_nearest
from credit_engine.run.columns.structure import lacks
from credit_engine.run.columns.tape import spread
from credit_engine.run.fields import MISSING, UNKNOWN
from credit_engine.run.input_problems import UNDECLARED
from credit_engine.run.kernels import check_size
from credit_engine.run.steps import has_no_value
from credit_engine.texts.forms import Language
from credit_engine.wording import in_language, said
from credit_engine.work import WorkLimit

ERROR = "error"
"""The outcome of a row whose input is refused."""
_KEPT_DOMAINS, _FEW_VALUES = 256, 128
"""So many domains' cells are kept, of so many values each: such domains come again with every chunk."""
_LARGE = 20_000
"""Items of a list: shorter ones, a few together, stay below what a decision may put out, and are not
counted."""
_ERROR_TEXT = {"en": "Not decided: the record is refused", "zh": "未作决策：记录被拒绝"}
OUTCOME_TEXT, REASON_TEXTS = "outcome_text", "reason_texts"
_LISTS = ("reasons", "rules", "causes", "reason_items", REASON_TEXTS)
"""Columns of lists, which are empty in a refused row."""
_FIXED = ("outcome", OUTCOME_TEXT, *_LISTS, "errors", "fingerprint")
_FEWER = said("round it, or put it out as a text: string(...)", "请取整，或作为文本输出：string(...)")
_SCALAR_TYPES = {"number": "float64", "text": "string", "boolean": "bool", "date": "date32"}


@dataclass(frozen=True)
class Answers:
    """How the decisions of one version of a policy stand in a table."""

    compiled: CompiledPolicy
    fingerprints: bool = False
    coded: bool = False
    """Whether the texts of evaluated chunks are codes."""
    lang: Language | None = None
    """The language in which outcome and reasons are told, too."""
    fixed: bool = False
    """Whether columns of numbers stay floats: a row with a number that no float holds is refused."""

    @cached_property
    def reasons(self) -> Reasons:
        """All reasons that its decisions can have, in their order."""
        return Reasons(self.compiled, self.lang)

    def _outcome_text(self, outcome: str) -> str:
        assert self.lang is not None
        return (
            _ERROR_TEXT[self.lang]
            if outcome == ERROR
            else self.compiled.spec.outcomes.title_of(outcome).text(self.lang)
        )

    @property
    def _given(self) -> tuple[Output, ...]:
        return (*self.compiled.outputs, *self.compiled.state)

    @cached_property
    def roots(self) -> tuple[int, ...]:
        """The nodes whose columns are needed."""
        compiled = self.compiled
        outputs = [node for output in self._given for node in (output.value, output.release)]
        return tuple(dict.fromkeys([compiled.base_outcome, compiled.outcome, *outputs, *self.reasons.nodes]))

    @cached_property
    def schema(self) -> Any:
        """The Arrow schema of the table, whose last column says what its columns of floats do not hold."""
        import pyarrow as pa

        texts = pa.list_(pa.string())
        fields = [("outcome", pa.string())]
        fields += [(column_name(output.name), self._type(output)) for output in self.compiled.outputs]
        fields += [("reasons", texts), ("rules", texts), ("causes", texts)]
        if self.reasons.of_items:
            fields.append(("reason_items", texts))
        if self.lang:
            fields += [(REASON_TEXTS, texts), (OUTCOME_TEXT, pa.string())]
        fields.append(("errors", texts))
        for state_field in self.compiled.state:
            fields += [
                (next_column(state_field.name), self._type(state_field)),
                (missing_column(state_field.name), pa.string()),
            ]
        if self.fingerprints:
            fields.append(("fingerprint", pa.string()))
        return pa.schema([*fields, (EXACT, EXACT_TYPE)])

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
        schema = self.schema
        if self.coded:
            schema = coded_schema(schema, schema.names)
        arrays: list[Any] = [
            of_texts(outcome.domain.values, np.broadcast_to(outcome.codes, (size,)), self.coded)
        ]
        beyond = Beyond(size)
        for at, output in enumerate(compiled.outputs, 1):
            arrays.append(self._output(output, evaluation, beyond, schema.field(at)))
        arrays += self.reasons.columns(evaluation, size, self.coded)
        if self.lang:
            told = list(map(self._outcome_text, outcome.domain.values))
            arrays.append(of_texts(told, np.broadcast_to(outcome.codes, (size,)), self.coded))
        arrays.append(pa.nulls(size, schema.field("errors").type))
        for state_field in compiled.state:
            found = self._output(state_field, evaluation, beyond, schema.field(next_column(state_field.name)))
            arrays += [found, _unknown(found)]
        if self.fingerprints:
            arrays.append(pa.nulls(size, pa.string()))
        if self.fixed:
            evaluation.left[list(beyond.rows)] = True
        return pa.table([*arrays, beyond.array()], schema=schema)

    def _output(self, output: Output, evaluation: Evaluation, beyond: Beyond, field: Any) -> Any:
        import pyarrow as pa

        size = beyond.size
        release, column = evaluation.column(output.release), evaluation.column(output.value)
        assert isinstance(release, Coded)
        context = evaluation.context
        released = spread(release.where(is_true, "true") & ~lacks(context, column), size)
        kind = self._kind(output)
        if isinstance(column, Coded) and kind == "number" and is_numeric(column.domain):
            column = of_coded(context.tables, column)
        if isinstance(column, Number) and kind == "number":
            context.node, context.active = output.value, released
            values, exact = _rounded(evaluation, output, column)
            context.active = None
            beyond.add(field.name, {row: number for row, number in exact.items() if released[row]})
            return pa.array(spread(values, size), mask=~released, type=field.type)
        if isinstance(column, Coded):
            return self._of_codes(output, column, released, evaluation, field.type)
        return _others(output, released, evaluation, field.type)

    def _of_codes(
        self, output: Output, column: Coded, released: Any, evaluation: Evaluation, type_: Any
    ) -> Any:
        """Outputs of few different values; rows with one that the type does not hold are left."""
        import pyarrow as pa

        cells, beyond = self._cells(output, column.domain, type_)
        if beyond.any():
            evaluation.context.leave(released & looked_up(beyond, column.codes))
        codes = np.where(released, column.codes.astype(np.int64), len(cells) - 1)
        if pa.types.is_string(type_) or pa.types.is_dictionary(type_):
            return of_texts(cells, codes, pa.types.is_dictionary(type_))
        return pa.array(cells, type=type_).take(pa.array(codes))

    @cached_property
    def _known(self) -> dict[tuple[int, int], tuple[list[Any], Any]]:
        """Cells that were told before, by output and domain."""
        return {}

    def _cells(self, output: Output, domain: Domain, type_: Any) -> tuple[list[Any], Any]:
        """The cells of the values of a domain, and of no value; which values the type does not hold."""
        key = id(output), domain.number
        if key in self._known:
            return self._known[key]
        values = [None if has_no_value(v) else rounded_output(output, v) for v in domain.values]
        beyond = np.array([_is_beyond(v, type_) for v in values], dtype=np.bool_)
        cells = [None if v is None or out else _cell(v, type_) for v, out in zip(values, beyond, strict=True)]
        found = [*cells, None], beyond
        if len(domain) <= _FEW_VALUES:
            if len(self._known) >= _KEPT_DOMAINS:
                self._known.clear()
            self._known[key] = found
        return found

    def tabled(self, decision: Decision | tuple[Problem, ...]) -> Decision | tuple[Problem, ...]:
        """A decision, or problems instead where the columns do not hold all that it says."""
        if not isinstance(decision, Decision):
            return decision
        problems = [
            beyond_columns(decision.outcome, name, value)
            for name, _, type_, value in self._values(decision)
            if (self.fixed or not numbers.is_number(value)) and _is_beyond(value, type_)
        ]
        return tuple(problems) or decision

    @cached_property
    def _columns(self) -> tuple[list[tuple[str, str, Any]], list[tuple[str, str, Any]]]:
        """Name, column and type of the outputs, and of the fields of the next state."""
        outputs = [
            (output.name, column_name(output.name), self._type(output)) for output in self.compiled.outputs
        ]
        return outputs, [
            (state_field.name, next_column(state_field.name), self._type(state_field))
            for state_field in self.compiled.state
        ]

    def _values(self, decision: Decision) -> Iterator[tuple[str, str, Any, Any]]:
        """Name, column, type and value of what a decision says for the outputs and the next state."""
        for columns, values in zip(self._columns, (decision.released, decision.state_values), strict=True):
            for name, column, type_ in columns:
                if name in values:
                    yield name, column, type_, values[name]

    def of_decisions(self, decided: Sequence[Decision | tuple[Problem, ...]]) -> Any:
        """The table of single decisions, or of the problems of refused records."""
        import pyarrow as pa

        schema = self.schema
        rows = [self._row(decision, schema) for decision in decided]
        return pa.Table.from_pylist(rows, schema=schema)

    def _row(self, decision: Decision | tuple[Problem, ...], schema: Any) -> dict[str, Any]:
        row: dict[str, Any]
        if not isinstance(decision, Decision):
            errors = [worded(problem, self.lang or "en") for problem in decision]
            row = {"outcome": ERROR, **{name: [] for name in _LISTS}, "errors": errors}
            return row | ({OUTCOME_TEXT: self._outcome_text(ERROR)} if self.lang else {})
        row = {
            "outcome": decision.outcome,
            **{
                column_name(name): _cell(value, schema.field(column_name(name)).type)
                for name, value in decision.released.items()
            },
        }
        for name, value in decision.state_values.items():
            unknown = isinstance(value, dict)
            type_ = schema.field(next_column(name)).type
            row[next_column(name)] = None if unknown else _cell(value, type_)
            row[missing_column(name)] = UNKNOWN if unknown else None
        row["reasons"] = [reason.code for reason in decision.reasons]
        row["rules"] = [reason.rule for reason in decision.reasons]
        row["causes"] = [causes_text(reason.causes) for reason in decision.reasons]
        row["reason_items"] = [items_text(reason.items) for reason in decision.reasons]
        row[EXACT] = written(
            {column: value for _, column, type_, value in self._values(decision) if _is_beyond(value, type_)}
        )
        if self.lang:
            row[REASON_TEXTS] = [reason.text(self.lang) for reason in decision.reasons]
            row[OUTCOME_TEXT] = self._outcome_text(decision.outcome)
        if self.fingerprints:
            row["fingerprint"] = decision.fingerprint
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


def worded(problem: Problem, lang: Language) -> str:
    """A problem of a record in one line; of a field that no column could be, how to take it over."""
    expected: str = said("; expected: {it}", "；期望：{it}", it=problem.expected) if problem.expected else ""
    if problem.code == UNDECLARED and problem.path and "[" not in problem.path:
        expected = said("; {hint}", "；{hint}", hint=problem.hint or kept_hint(problem.path))
    return f"{in_language(problem.message, lang)}{in_language(expected, lang)} [{problem.code}]"


def _rounded(evaluation: Evaluation, output: Output, column: Number) -> tuple[Any, dict[int, Any]]:
    """An output's numbers as they leave a decision, as floats, and by row those that no float holds."""
    context = evaluation.context
    if output.scale is None:
        return significant(context, column, 12)
    found = round_number(context, column, *output.scale)
    if found is None:
        context.leave(np.ones(context.size, dtype=np.bool_))
        return np.zeros(context.size), {}
    return _nearest(found, context.size)


def _nearest(column: Number, size: int) -> tuple[Any, dict[int, Any]]:
    """The floats nearest to whole numbers of a scale: a quotient of exact floats is, others are read.

    Below 2**53 whole numbers of a scale are further apart than floats: the shortest text of each is it.
    """
    values = column.floats()[0]
    if column.most < 2**53:
        return values, {}
    large = np.flatnonzero(np.broadcast_to(np.abs(column.integers) >= 2**53, (size,)))
    return with_nearest(np.broadcast_to(values, (size,)), large, exactly(column, large) or ())


def _others(output: Output, released: Any, evaluation: Evaluation, type_: Any) -> Any:
    """Outputs that are neither numbers nor of few different values; what the type does not hold is left."""
    import pyarrow as pa

    shown = []
    for at, (value, out) in enumerate(zip(evaluation.values(output.value), released.tolist(), strict=True)):
        given = rounded_output(output, value) if out else None
        if out and (_is_large(value) or _is_beyond(given, type_)):
            evaluation.context.left[at] = True
            out = False
        shown.append(_cell(given, type_) if out else None)
    found = pa.array(shown, pa.string() if pa.types.is_dictionary(type_) else type_)
    return found.dictionary_encode() if pa.types.is_dictionary(type_) else found


def _is_beyond(value: Any, type_: Any) -> bool:
    """Whether a value is one that a column cannot hold.

    That is a day outside of the years that pandas, CSV and Python read back, or a number that is no float's.
    """
    import pyarrow as pa

    if isinstance(value, temporal.Date):
        return pa.types.is_date(type_) and not MINYEAR <= value.year <= MAXYEAR
    return bool(
        pa.types.is_float64(type_) and numbers.is_number(value) and not numbers.nearest_float(value)[1]
    )


def beyond_columns(outcome: str, name: str, value: Any) -> Problem:
    """An output that the table of answers cannot hold, beside what the record's decision is."""
    if isinstance(value, temporal.Date):
        return output_beyond_dates(
            outcome=outcome, name=name, value=value, minyear=MINYEAR, maxyear=MAXYEAR, path=name
        )
    text = numbers.canonical_text(value)
    return output_beyond_doubles(outcome=outcome, name=name, value=text, hint=_FEWER, path=name)


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
        return numbers.nearest_float(value)[0] if numbers.is_number(value) else None
    if pa.types.is_date(type_) or pa.types.is_boolean(type_):
        return to_python(value)
    structured = isinstance(value, list | dict | bool) or numbers.is_number(value)
    return canonical_json(value) if structured else str(value)
