"""Some loans of a month on their way through the chain of policies."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credit_engine.portfolio.loans import Loans
from credit_engine.portfolio.steps import Source, StepInForce
from credit_engine.run.columns.inputs import decoded, one_array
from credit_engine.run.fields import MISSING

if TYPE_CHECKING:
    from credit_engine.portfolio.document import ReviewModel
    from credit_engine.run.fields import Field

ERROR = "error"
"""The outcome of a row that a policy refused."""


@dataclass
class Chunk:
    """Some loans of the month with what was decided of them so far."""

    table: Any
    loans: Loans
    history: Any
    """What was kept of them."""
    is_new: Any
    """Whether they had no decision before this review saw them: nothing is known, and nothing is lost."""
    states: dict[str, Any]
    """Their states after the month before, by step."""
    begun: dict[str, Any]
    """Whether the book itself says with which state each loan begins, by step."""
    totals: dict[str, Any] = field(default_factory=dict)
    """Totals over what each loan belongs to, by `TOTAL.NAME`."""
    open: dict[str, Any] = field(default_factory=dict)
    """Where totals are not known, and no other source stands in for them, by `TOTAL.NAME`."""
    values: dict[str, Any] = field(default_factory=dict)
    """What the steps gave, by `STEP.NAME`, the fields of their states before, by `STEP.prior.NAME`, what they
    gave last month, by `STEP.last.NAME`, and the totals."""
    answers: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, Any] = field(default_factory=dict)
    """Whether each loan was refused, by step."""
    chinese: dict[str, Any] = field(default_factory=dict)
    """What is wrong with each loan that was refused, in Chinese, by step."""
    asked: dict[str, Any] = field(default_factory=dict)
    """Whether each loan was for a step to decide, by step; None where all were."""
    outcomes: dict[str, Any] = field(default_factory=dict)
    """The outcome in force after each step: the last one of a loan that is refused this month."""
    movement: Any = None
    """Whether each loan stayed, is new, late or back."""
    decisions: Any = None
    """The rows of the month's decisions."""

    def kept(self, step: str) -> Any:
        """Whether each loan keeps its state of a step: it was refused, or was not for the step to decide."""
        import pyarrow.compute as pc

        asked = self.asked[step]
        return self.refused[step] if asked is None else pc.or_(self.refused[step], pc.invert(asked))


def reached(
    outcomes: Mapping[str, str], steps: Sequence[StepInForce], given: Mapping[str, Any]
) -> tuple[Any, Any]:
    """Whether a step gave each loan the outcome that is named for it, or a worse one; and how bad all are.

    The second is a number for each loan by which the worst come first: the first step named counts most.
    """
    import numpy as np
    import pyarrow as pa

    by_name = {step.name: step for step in steps}
    size = len(next(iter(given.values())))
    found, rank = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.int64)
    for name, first in outcomes.items():
        order = by_name[name].compiled.outcomes.order
        codes = given[name].dictionary_encode()
        ranks = np.array([order.index(outcome) for outcome in codes.dictionary.to_pylist()] or [0])
        places = codes.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        ranked = np.where(places >= 0, ranks[np.maximum(places, 0)], 0)
        found |= (ranked >= order.index(first)) & (places >= 0)
        rank = rank * _MOST_OUTCOMES + ranked
    return pa.array(found), pa.array(rank)


_MOST_OUTCOMES = 100
"""More than the outcomes of any policy that people read."""


def is_bad(spec: ReviewModel, steps: Sequence[StepInForce], classes: Any) -> Any:
    """Whether each class is bad; one that is not known is not."""
    import pyarrow as pa
    import pyarrow.compute as pc

    step = next(candidate for candidate in steps if candidate.name == spec.class_.step)
    order = step.compiled.outcomes.order
    bad = order[order.index(spec.class_.bad_from) :]
    return pc.is_in(classes, value_set=pa.array(bad, pa.string()))


def is_bad_or_unknown(spec: ReviewModel, steps: Sequence[StepInForce], chunk: Chunk) -> Any:
    """Whether each loan counts as bad in ratios: also where it was refused and never had a class.

    Of such a loan nobody knows that it is good, and ratios must not become better by rows that cannot be
    read.
    """
    import pyarrow.compute as pc

    step = spec.class_.step
    classes = chunk.outcomes[step]
    return pc.or_(is_bad(spec, steps, classes), pc.and_(chunk.refused[step], pc.is_null(classes)))


def inputs_of(step: StepInForce, chunk: Chunk, prior: Mapping[str, Any]) -> Any:
    """The table that a policy reads: columns of the book, what earlier steps gave, and its own prior
    state."""
    import pyarrow as pa

    from credit_engine.api.batch.odd import ODD

    columns: dict[str, Any] = {}
    names: dict[str, str] = {}
    book_columns = set(chunk.table.column_names)
    for declared in step.fields:
        for name in step.step.columns_of(declared.path):
            names |= {
                name + ending: declared.path + ending
                for ending in ("", MISSING)
                if name + ending in book_columns
            }
        columns |= _input(declared, step.step.sources_of(declared.path), chunk, book_columns)
    table = pa.table({**columns, **prior})
    if ODD in book_columns:
        table = table.append_column(ODD, _odd(chunk.table, names))
    if not columns and not prior:
        table = pa.table({ODD: pa.nulls(len(chunk.loans.keys), pa.large_binary())})
    return table


def _input(
    declared: Field, sources: Sequence[Source], chunk: Chunk, book_columns: Container[str]
) -> dict[str, Any]:
    """The columns of an input: the values of the first source that has one, and the causes of the book.

    Nothing where it comes from totals and the loan is decided by itself, before there are any.
    """
    import pyarrow.compute as pc

    if any(source.is_total and source.column not in chunk.values for source in sources):
        return {}
    values, causes, is_open = [], None, None
    for source in sources:
        if source.step:
            values.append(_unless(is_open, chunk.values[source.column]))
            if source.column in chunk.open:
                here = chunk.open[source.column]
                is_open = here if is_open is None else pc.or_(is_open, here)
            continue
        if source.name in book_columns:
            values.append(_unless(is_open, chunk.table.column(source.name)))
        if source.name + MISSING in book_columns:
            causes = _unless(is_open, chunk.table.column(source.name + MISSING))
    found = {} if not values else {declared.path: first_known(values, declared.kind)}
    if causes is not None and found and len(sources) > 1:
        causes = pc.if_else(pc.is_valid(one_array(found[declared.path])), None, one_array(causes))
    return found if causes is None else {**found, declared.path + MISSING: causes}


def _unless(is_open: Any, column: Any) -> Any:
    """A source that counts after a total: nothing where the total is not known, or the worse input would be
    the better one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if is_open is None:
        return column
    plain = one_array(decoded(column))
    return pc.if_else(is_open, pa.scalar(None, plain.type), plain)


def first_known(columns: Sequence[Any], kind: str) -> Any:
    """For each loan the first value that there is; columns of several types in one that holds all.

    What a step gives becomes of the type of the book's column, numbers become doubles.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(columns) == 1:
        return columns[0]
    plain = [one_array(decoded(column)) for column in columns]
    types = [column.type for column in plain if not pa.types.is_null(column.type)]
    if not types:
        return plain[0]
    as_is = all(type_ == types[0] for type_ in types)
    common = types[0] if as_is else pa.float64() if kind == "number" else types[-1]
    return pc.coalesce(*(column.cast(common, safe=False) for column in plain))


def _odd(table: Any, names: Mapping[str, str]) -> Any:
    """What was set aside of each row, by the names of a policy's inputs."""
    import pyarrow as pa

    from credit_engine.api.batch.odd import ODD, odd_of, with_odd

    rows: dict[int, Any] = {}
    for row, cells in enumerate(odd_of(table)):
        if isinstance(cells, Mapping):
            mine = {names[name]: value for name, value in cells.items() if name in names}
            if mine:
                rows[row] = mine
        elif cells is not None:
            rows[row] = cells
    bare = pa.table({"": pa.nulls(table.num_rows)})
    found = with_odd(bare, rows)
    return found.column(ODD) if ODD in found.column_names else pa.nulls(table.num_rows, pa.large_binary())
