"""Kernels of called policies' answers over columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from credit_engine.absent import merge
from credit_engine.run import answers
from credit_engine.run.columns.combinations import values_of
from credit_engine.run.columns.context import Context, Unsupported
from credit_engine.run.columns.domain import Coded, is_true, is_undecided, with_exact
from credit_engine.run.columns.number import Number
from credit_engine.run.columns.steps import ranked
from credit_engine.run.columns.structure import Column, lacks
from credit_engine.run.kernels import absents


def answered(context: Context, name: Any, data: Any, args: Sequence[Coded]) -> Coded:
    """The outcome, or why it is undecided: only rows with something undecided are looked at one by one."""
    outcome, *statuses = args
    outcomes, ranks = data
    fired: Any = np.full((), -1, dtype=np.int16)
    worst: Any = np.full((), -1, dtype=np.int16)
    for status, rank in zip(statuses, ranks, strict=True):
        fired = np.maximum(fired, np.where(status.where(is_true, "true"), np.int16(rank), np.int16(-1)))
        undecided = status.where(is_undecided, "undecided status")
        worst = np.maximum(worst, np.where(undecided, np.int16(rank), np.int16(-1)))
    least = np.maximum(worst, ranked(outcome, outcomes.rank, ("rank", outcomes.order)))
    open_ = (worst >= 0) & (fired < least)
    if not np.any(open_):
        return outcome
    rows = np.flatnonzero(np.broadcast_to(open_, (context.size,)))
    exact = context.tables.apply(name, answers.answered(data), [arg.take(rows) for arg in args])
    return with_exact(context.tables, outcome, rows, exact, context.size)


def unsettled(context: Context, function: Callable[..., Any], args: Sequence[Column]) -> Coded:
    """Why an output changed the outcome; a number is only checked for being present."""
    value = args[3]
    coded = [arg for arg in args[:3] if isinstance(arg, Coded)]
    if len(coded) < 3:
        raise Unsupported("an output under conditions that are no codes")
    if isinstance(value, Number):
        value = context.tables.constant(True) if value.presence is None else value.presence
    elif not isinstance(value, Coded):
        value = _lacking(context, value, context.tables.apply("other", _differs, coded[:2]))
    return context.tables.apply("unsettled", function, [*coded, value])


def _differs(base: Any, outcome: Any) -> Any:
    return base != outcome


def _lacking(context: Context, column: Column, differs: Coded) -> Coded:
    """Where lists or contexts hold something absent, and the outcome was changed: all causes, else true."""
    mask = lacks(context, column) & differs.where(is_true, "true")
    rows = np.flatnonzero(np.broadcast_to(mask, (context.size,)))
    found = context.tables.constant(True)
    if not len(rows):
        return found
    causes = [merge(*absents((value,))) for value in values_of(column.take(rows), len(rows))]
    return with_exact(context.tables, found, rows, context.tables.encode(causes), context.size)
