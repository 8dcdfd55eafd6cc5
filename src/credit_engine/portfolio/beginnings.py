"""The states with which loans begin: what another system knew of them, as columns of the book."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from credit_engine.api.stateful.states import DECIDED
from credit_engine.portfolio.loans import days_of
from credit_engine.run.columns.inputs import decoded, one_array
from credit_engine.run.fields import PRIOR

if TYPE_CHECKING:
    from credit_engine.portfolio.steps import StepInForce


def begin(step: StepInForce, state: Any, table: Any) -> tuple[Any, Any]:
    """The states of a step with what the book gives of loans of which it has decided nothing yet.

    The second value is whether each loan begins so. It does where the book has a value for one of the
    fields; the fields that the book leaves empty are then unknown.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    given = {
        name: one_array(table.column(column))
        for name, column in step.step.begin.items()
        if name in step.form.types and column in table.column_names
    }
    if not given:
        return state, pa.array([False]).take(pa.array([0] * state.num_rows))
    undecided = pc.is_null(one_array(state.column(DECIDED)))
    begins = pc.and_(undecided, reduce(pc.or_, map(pc.is_valid, given.values())))
    for name, column in given.items():
        path = f"{PRIOR}.{name}"
        at = state.column_names.index(path)
        kept = one_array(state.column(path))
        state = state.set_column(at, path, pc.if_else(begins, _as(column, kept.type), kept))
    return state, begins


def _as(column: Any, type_: Any) -> Any:
    """A column of the book, which fits the field, in the type of a state; what is no day is no value."""
    import pyarrow as pa

    column = decoded(column)
    if pa.types.is_date(type_) and (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        column = days_of(column)
    return column.cast(type_, safe=False)
