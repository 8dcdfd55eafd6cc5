"""Kernels of offers over columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from credit_engine.run import offers
from credit_engine.run.columns.context import Context
from credit_engine.run.columns.domain import PRESENT, Coded, Codes, presence_of
from credit_engine.run.columns.lists import numbers_of
from credit_engine.run.columns.number import Number, whole
from credit_engine.run.columns.structure import Column


def lacking(context: Context, values: Sequence[Column]) -> Coded:
    """False where all values are numbers; otherwise unknown."""
    tables = context.tables
    presence = tables.merged(*(numbers_of(context, value).presence for value in values))
    return tables.constant(False) if presence is None else tables.apply("lacking", _lacking, (presence,))


def _lacking(presence: Any) -> Any:
    return False if presence is PRESENT else offers.lacking(presence)


def count_false(context: Context, values: Sequence[Coded]) -> Number:
    """How many conditions fail; unknown while one of them is."""
    presence = context.tables.merged(*(presence_of(context.tables, value) for value in values))
    total: Codes = np.zeros((), dtype=np.int64)
    for value in values:
        total = total + value.where(offers.is_false, "fails").astype(np.int64)
    return whole(total, 0, len(values), presence)
