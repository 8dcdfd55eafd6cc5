"""The comparison of batches with rows finds bugs: each of these, put into a kernel, is seen at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from unittest.mock import patch
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pytest

from batch.edges import edge_policy
from batch.loans import DAY, loan_policy, loan_table
from batch.processes import processes_policy, processes_table
from batch.tables import both, differences
from batch.test_edges import edge_table
from batch.test_powers import powers_policy, powers_table
from credit_engine.api.batch import workers
from credit_engine.api.batch.reasons import Reasons, _Listing
from credit_engine.policy.reasons import UNDECIDED
from credit_engine.run.columns import (
    answers,
    arithmetic,
    calls,
    cells,
    choosing,
    comparing,
    domain,
    inputs,
    lists,
    number,
    offers,
    powers,
    rounding,
    stacked,
    steps,
    tape,
)
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import Coded, Tables
from credit_engine.run.columns.evaluate import Evaluator
from credit_engine.run.columns.number import Number

Patch = pytest.MonkeyPatch


@cache
def tables() -> list[tuple[Any, pa.Table, int]]:
    """Records on edges, with floats of many digits and without, applications with gaps, processes, powers.

    Each with how many rows count as few: some are read and told as few rows are, some as many.
    """
    return [
        (edge_policy(), edge_table(700, 11, 0.0), 0),
        (edge_policy(), edge_table(300, 12, 0.5), tape.FEW),
        (loan_policy(), loan_table(300, 13), 0),
        (loan_policy(), loan_table(200, 16), tape.FEW),
        (processes_policy(), processes_table(300, 14), 0),
        (powers_policy(), powers_table(300, 15), tape.FEW),
    ]


def found_differences() -> int:
    """In how many cells batches and rows differ, or kernels fail, on all tables."""
    found = 0
    for policy, table, few in tables():
        with patch.object(tape, "FEW", few):
            found += len(differences(*both(policy, table, DAY, 100 if few else 512)[1:]))
    return found


def no_flags(patch: Patch) -> None:
    patch.setattr(Context, "asked", lambda self, mask, presence: np.zeros(self.size, dtype=np.bool_))


def on_numbers(kernel: Callable[..., Number]) -> Any:
    return lambda context, node, args: kernel(context, *(lists.numbers_of(context, a) for a in args))


def scaled_error(patch: Patch, name: str, factor: float) -> None:
    kernel = getattr(arithmetic, name)

    def mutated(*operands: Any) -> Number:
        result: Number = kernel(*operands)
        if result.whole is None and result.error is not None:
            result.error = result.error * factor
        return result

    patch.setattr(arithmetic, name, mutated)
    sign = {"divide": "/", "multiply": "*"}[name]
    patch.setitem(calls.KERNELS, sign, on_numbers(mutated))


def no_error_of_quotients(patch: Patch) -> None:
    scaled_error(patch, "divide", 0.0)


def error_of_products_a_thousandth(patch: Patch) -> None:
    scaled_error(patch, "multiply", 1e-3)


def powers_taken_for_exact(patch: Patch) -> None:
    power = powers.power

    def mutated(*operands: Any) -> Number:
        result: Number = power(*operands)
        result.error = np.zeros_like(result.error)
        return result

    patch.setitem(calls.KERNELS, "**", on_numbers(mutated))


def bases_below_zero_not_left_to_rows(patch: Patch) -> None:
    def mutated(context: Context, base: Number, exponent: Number) -> Number:
        return powers.power(context, arithmetic.absolute(context, base), exponent)

    patch.setitem(calls.KERNELS, "**", on_numbers(mutated))


def less_for_less_or_equal(patch: Patch) -> None:
    patch.setitem(comparing.SIGNS, "<=", comparing.SIGNS["<"])


def at_least_for_more(patch: Patch) -> None:
    patch.setitem(comparing.SIGNS, ">", comparing.SIGNS[">="])


def second_operand_always_there(patch: Patch) -> None:
    merged = Tables.merged
    patch.setattr(Tables, "merged", lambda self, *columns: merged(self, *columns[:1]))


def computed_floats_taken_for_decimals(patch: Patch) -> None:
    add = arithmetic.add

    def mutated(context: Context, a: Number, b: Number, sign: int = 1) -> Number:
        result = add(context, a, b, sign)
        result.shortest = True
        return result

    patch.setitem(calls.KERNELS, "+", on_numbers(mutated))


def halves_always_up(patch: Patch) -> None:
    divided = rounding.divided
    patch.setattr(
        rounding,
        "divided",
        lambda over, under, mode: divided(over, under, "half_up" if mode == "half_even" else mode),
    )


def division_by_zero_unnoticed(patch: Patch) -> None:
    patch.setattr(arithmetic, "without", lambda tables, presence, mask, absent: presence)


def unknown_items_dropped(patch: Patch) -> None:
    patch.setattr(lists, "merged_by_row", lambda context, column, items, missing: column.presence)


def undecided_rules_ignored(patch: Patch) -> None:
    ranked = steps.ranked

    def mutated(column: Coded, rank_of: Callable[[Any], int], name: Any) -> Any:
        if name[0] == "rule":
            return ranked(column, lambda value: rank_of(value) if value is True else -1, ("mutated", *name))
        return ranked(column, rank_of, name)

    patch.setattr(steps, "ranked", mutated)


def edge_belongs_below(patch: Patch) -> None:
    position = steps._position

    def mutated(context: Context, edges: Any, value: Number) -> Any:
        found = position(context, edges, value)
        return found - found % 2

    patch.setattr(steps, "_position", mutated)


def sums_may_overflow(patch: Patch) -> None:
    for module in (arithmetic, number, lists):
        patch.setattr(module, "LARGEST_WHOLE", 10**40)


def steps_not_looked_at(patch: Patch) -> None:
    patch.setattr(steps, "_steps_exactly", lambda context, amount, step, sure, asked: sure)


def last_exception_of_a_table_dropped(patch: Patch) -> None:
    compared = domain._compared

    def mutated(entries: list[Any], codes: Any, kind: Any) -> Any:
        usual = max(set(entries), key=entries.count, default=None)
        other = [at for at, entry in enumerate(entries) if entry != usual]
        return compared(
            [usual if at in other[2:] else entry for at, entry in enumerate(entries)], codes, kind
        )

    patch.setattr(domain, "_compared", mutated)


def bytes_chosen_the_other_way_round(patch: Patch) -> None:
    for module in (choosing, inputs):
        patch.setattr(module, "either", lambda mask, codes, others: domain.either(~mask, codes, others))


def offers_without_numbers_made(patch: Patch) -> None:
    patch.setattr(offers, "lacking", lambda context, values: context.tables.constant(False))


def open_offers_counted_as_infeasible(patch: Patch) -> None:
    count_false = offers.count_false
    patch.setattr(offers, "count_false", lambda context, values: count_false(context, values).of(None))


def stages_counted_that_are_not_reached(patch: Patch) -> None:
    patch.setitem(calls.ALWAYS, "reached", lambda context, node, args: args[1])


def undecided_answers_taken_for_outcomes(patch: Patch) -> None:
    patch.setattr(answers, "answered", lambda context, name, data, args: args[0])


def quotients_by_constants_a_place_off(patch: Patch) -> None:
    by_constant = arithmetic._by_constant

    def mutated(a: Number, b: Number) -> Number | None:
        found = by_constant(a, b)
        return (
            None if found is None else number.whole(found.whole, found.scale + 1, found.most, found.presence)
        )

    patch.setattr(arithmetic, "_by_constant", mutated)


def undecided_conditions_not_counted(patch: Patch) -> None:
    enough = steps.enough

    def mutated(context: Context, name: Any, least: int, conditions: Any) -> Coded:
        plain = [context.tables.truths(np.asarray(one.where(domain.is_true, "true"))) for one in conditions]
        return enough(context, name, least, plain)

    patch.setattr(steps, "enough", mutated)


def comparisons_taken_for_others_of_their_sign(patch: Patch) -> None:
    def mutated(self: Evaluator) -> list[int]:
        firsts: dict[Any, int] = {}
        return [
            firsts.setdefault(n.name if n.name in comparing.SIGNS else n.id, n.id) for n in self.program.nodes
        ]

    patch.setattr(Evaluator, "_structures", property(mutated))


def causes_taken_for_values(patch: Patch) -> None:
    patch.setattr(inputs, "cells_of", lambda array, causes, size: cells.cells_of(array, None, size))


def causes_of_numbers_not_read(patch: Patch) -> None:
    patch.setattr(inputs, "given_causes", lambda gone, causes, size: cells.given_causes(gone, None, size))


def numbers_of_one_place_taken_for_whole(patch: Patch) -> None:
    wholes = stacked._wholes

    def mutated(table: Any, *others: Any) -> Any:
        return {at: Number(whole=one.whole, most=one.most) for at, one in wholes(table, *others).items()}

    patch.setattr(stacked, "_wholes", mutated)


def undecided_reasons_of_few_rows_dropped(patch: Patch) -> None:
    of_values = Reasons._of_values

    def mutated(self: Reasons, entry: Any, values: Any) -> Any:
        found = of_values(self, entry, values)
        return [None] * len(found) if entry.code == UNDECIDED else found

    patch.setattr(Reasons, "_of_values", mutated)


def reasons_of_few_rows_in_any_order(patch: Patch) -> None:
    in_order = _Listing.in_order

    def mutated(self: _Listing) -> Any:
        self.places = [-one for one in self.places]
        return in_order(self)

    patch.setattr(_Listing, "in_order", mutated)


def known_texts_taken_for_others(patch: Patch) -> None:
    numbered = inputs._numbered

    def mutated(indices: Any, different: list[Any]) -> Any:
        return numbered(indices, [*different[1:], *different[:1]])

    patch.setattr(inputs, "_numbered", mutated)


BUGS = (
    no_flags,
    no_error_of_quotients,
    error_of_products_a_thousandth,
    powers_taken_for_exact,
    bases_below_zero_not_left_to_rows,
    less_for_less_or_equal,
    at_least_for_more,
    second_operand_always_there,
    computed_floats_taken_for_decimals,
    halves_always_up,
    division_by_zero_unnoticed,
    unknown_items_dropped,
    undecided_rules_ignored,
    edge_belongs_below,
    sums_may_overflow,
    steps_not_looked_at,
    last_exception_of_a_table_dropped,
    bytes_chosen_the_other_way_round,
    offers_without_numbers_made,
    open_offers_counted_as_infeasible,
    stages_counted_that_are_not_reached,
    undecided_answers_taken_for_outcomes,
    quotients_by_constants_a_place_off,
    undecided_conditions_not_counted,
    comparisons_taken_for_others_of_their_sign,
    causes_taken_for_values,
    causes_of_numbers_not_read,
    numbers_of_one_place_taken_for_whole,
    undecided_reasons_of_few_rows_dropped,
    reasons_of_few_rows_in_any_order,
    known_texts_taken_for_others,
)


def test_without_a_bug_there_is_no_difference() -> None:
    assert found_differences() == 0


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_seeded_bug_is_found(bug: Callable[[Patch], None], monkeypatch: Patch) -> None:
    monkeypatch.setattr(workers, "_IDLE", WeakKeyDictionary())  # others have what was looked up without it
    bug(monkeypatch)
    try:
        found = found_differences()
    except (ArithmeticError, OverflowError, AssertionError, ValueError):
        found = 1
    assert found > 0
