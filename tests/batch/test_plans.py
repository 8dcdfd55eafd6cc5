"""A plan gives for other rows what the evaluation gives; a mistake in how plans are written is noticed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch
from weakref import ref

import numpy as np
import pyarrow as pa
import pytest

from batch.edges import edge_policy
from batch.loans import DAY, loan_policy, loan_table
from batch.plans import plans_of_other_rows
from batch.processes import processes_policy, processes_table
from batch.tables import both, differences
from batch.test_edges import edge_table
from credit_engine.run.columns import plan, tape
from credit_engine.run.columns.domain import Coded
from credit_engine.run.columns.evaluate import Evaluation
from credit_engine.run.columns.number import Number
from credit_engine.run.columns.plan import Plan, Template
from credit_engine.run.columns.tape import Missed, Tape, Traced

Patch = pytest.MonkeyPatch
_CHUNK = 96


@cache
def tables() -> list[tuple[Any, pa.Table]]:
    """Records on edges, with floats of many digits and without, applications with gaps, and processes."""
    return [
        (edge_policy(), edge_table(300, 21, 0.0)),
        (edge_policy(), edge_table(200, 22, 0.5)),
        (loan_policy(), loan_table(300, 23)),
        (processes_policy(), processes_table(200, 24)),
        (edge_policy(), pa.concat_tables([with_debts(1, True), with_debts(10**6, False)])),
    ]


def with_debts(least: int, whole: bool) -> pa.Table:
    """Records with whole debts: products of large ones overflow; another column may be whole, too."""
    table = edge_table(_CHUNK, 25, 0.0)
    debts = pa.array(np.arange(_CHUNK) % 9 + least)
    others = table.column("other").to_numpy()
    found = table.set_column(table.column_names.index("debt"), "debt", debts)
    others = pa.array(np.rint(others) if whole else np.rint(others) + 0.25)
    return found.set_column(table.column_names.index("other"), "other", others)


def compared(seed: int) -> tuple[int, Any]:
    """In how many cells batches by plans differ from rows, and how many chunks fitted."""
    found = 0
    with plans_of_other_rows(seed) as counted:
        for at, (policy, table) in enumerate(tables()):
            with patch.object(tape, "FEW", (tape.FEW, 0)[at % 2]):  # written for few rows, or for many
                found += len(differences(*both(policy, table, DAY, _CHUNK)[1:]))
    return found, counted


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_plans_of_other_rows_decide_as_rows_do(seed: int) -> None:
    found, counted = compared(seed)
    assert found == 0
    assert counted["fitted"] > counted["chunks"] / 4


@pytest.mark.parametrize("size", [60, 400])
def test_plans_count_values_as_the_evaluation_does(size: int) -> None:
    policy, table = loan_policy(), loan_table(4 * size, 5)
    plain = policy.decide_batch(table, as_of=DAY, chunk_rows=size).stages
    with plans_of_other_rows(3) as counted:
        planned = policy.decide_batch(table, as_of=DAY, chunk_rows=size).stages
    assert counted["fitted"]
    assert planned.rows == plain.rows
    assert planned.total.filtered == plain.total.filtered


@contextmanager
def no_look_for_circles() -> Iterator[None]:
    """While it lasts, only what nothing refers to is let go."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def test_a_chunk_that_is_written_down_is_let_go(monkeypatch: Patch) -> None:
    """In a circle it would stay until Python looks for those: gigabytes of a review of a million loans."""
    evaluations: list[ref[Any]] = []
    begun = Evaluation.__init__

    def noted(self: Evaluation, *args: Any) -> None:
        evaluations.append(ref(self))
        begun(self, *args)

    monkeypatch.setattr(Evaluation, "__init__", noted)
    policy, table = loan_policy(), loan_table(2 * _CHUNK, 5)
    with no_look_for_circles():
        with plans_of_other_rows(3) as counted:
            policy.decide_batch(table, as_of=DAY, chunk_rows=_CHUNK)
        held = [one for one in evaluations if one() is not None]
        traced = [one for one in gc.get_objects() if type(one) is Traced]
    assert len(evaluations) > counted["chunks"] > 0
    assert (held, traced) == ([], [])


def test_a_chunk_that_does_not_fit_a_plan_is_let_go() -> None:
    written = Tape(8)
    numbers = written.new(np.arange(8))
    assert not (numbers < 0).any()
    code = written.code([numbers], [numbers])
    other = np.arange(8) - 4
    held = ref(other)
    with no_look_for_circles():
        try:
            code(None, 8, [other])
        except Missed:
            del other
        assert held() is None


def no_guards(patch: Patch) -> None:
    patch.setattr(Tape, "guarded", lambda self, test, holds, reads: holds)


def no_bounds_of_what_is_computed(patch: Patch) -> None:
    guarded = Tape.guarded

    def mutated(self: Tape, test: str, holds: bool, reads: Any) -> bool:
        return holds if "<=" in test else guarded(self, test, holds, reads)

    patch.setattr(Tape, "guarded", mutated)
    patch.setattr(plan, "widened", lambda most: most)
    patch.setattr(tape, "widened", lambda most: most // 1_000)


def bounds_of_inputs_a_millionth(patch: Patch) -> None:
    patch.setattr(plan, "widened", lambda most: most // 1_000_000)
    patch.setattr(Plan, "fits", lambda self, most: True)


def open_rows_not_settled(patch: Patch) -> None:
    patch.setattr(plan._DecidedExactly, "__call__", lambda self, run, open_, found, *given: found)


def settled_under_any_condition(patch: Patch) -> None:
    def mutated(self: Any, run: Any, open_: Any, found: Any, *given: Any) -> Any:
        if not open_.any():
            return found
        present, _, args = self.template.filled(*given)
        run.context.node, run.context.active = self.node, np.zeros(len(open_), dtype=np.bool_)
        return run.context.decided_exactly(open_, present, found, self.function, *args)

    patch.setattr(plan._DecidedExactly, "__call__", mutated)


def first_of_equal_calls_whatever_their_constants(patch: Patch) -> None:
    patch.setattr(tape, "_BY_VALUE", (int, float))
    bind = Tape.bind
    patch.setattr(Tape, "bind", lambda self, value: bind(self, 1 if value.__class__ is int else value))


def looks_without(patch: Patch, kind: Any, place: int) -> None:
    """Columns of a kind that differ in one thing are taken for others."""
    survey = plan.survey

    def mutated(column: Any, look: list[Any], most: list[int], arrays: list[Any]) -> None:
        survey(column, look, most, arrays)
        if column.__class__ is kind:
            look[place] = "any"

    patch.setattr(plan, "survey", mutated)


def causes_taken_for_others(patch: Patch) -> None:
    looks_without(patch, Coded, -2)


def scales_taken_for_others(patch: Patch) -> None:
    looks_without(patch, Number, -4)


def arrays_of_the_rows_that_it_was_written_for(patch: Patch) -> None:
    filled = Template.filled.func  # type: ignore[attr-defined]

    def mutated(self: Template) -> Callable[..., Any]:
        first = [one.array for one in self.reads.values()]
        return lambda *given: filled(self)(*first[:1], *given[1:])

    patch.setattr(Template, "filled", property(mutated))


def factors_taken_for_one(patch: Patch) -> None:
    def mutated(function: Any, args: Any) -> Any:
        varying = [one for one in args if type(one) is Traced]
        return varying[0] if function is np.multiply and len(varying) == 1 else None

    patch.setattr(tape, "_unchanged", mutated)


def tables_of_tables_a_place_off(patch: Patch) -> None:
    of_table = tape._of_table

    def mutated(written: Tape, table: Any, index: Any) -> Any:
        is_of_tables = isinstance(table, np.ndarray) and getattr(index, "index", index) is not index
        return of_table(written, np.roll(table, 1) if is_of_tables else table, index)

    patch.setattr(tape, "_of_table", mutated)


def entries_of_other_codes_put_together(patch: Patch) -> None:
    def mutated(written: Tape, function: Any, args: Any) -> Any:
        varying = [one for one in args if type(one) is Traced]
        if not varying or any(one.table is None for one in varying) or not isinstance(function, np.ufunc):
            return None
        given = [one.table if one.__class__ is Traced else one for one in args]
        if len({np.shape(one) for one in given if np.ndim(one)}) > 1:
            return None
        return written.looked_up(function(*given), varying[0].index)

    patch.setattr(tape, "_of_tables", mutated)


def steps_with_columns_of_others(patch: Patch) -> None:
    step = Tape.step

    def mutated(self: Tape, function: Any, reads: Any, found: Any) -> None:
        step(self, function, [*reads[:-2], *reversed(reads[-2:])], found)

    patch.setattr(Tape, "step", mutated)


MISTAKES = (
    no_guards,
    no_bounds_of_what_is_computed,
    bounds_of_inputs_a_millionth,
    open_rows_not_settled,
    settled_under_any_condition,
    first_of_equal_calls_whatever_their_constants,
    causes_taken_for_others,
    scales_taken_for_others,
    arrays_of_the_rows_that_it_was_written_for,
    steps_with_columns_of_others,
    factors_taken_for_one,
    tables_of_tables_a_place_off,
    entries_of_other_codes_put_together,
)


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_mistake_in_plans_is_noticed(mistake: Callable[[Patch], None], monkeypatch: Patch) -> None:
    mistake(monkeypatch)
    try:
        found, _ = compared(1)
    except Exception:
        found = 1
    assert found > 0
