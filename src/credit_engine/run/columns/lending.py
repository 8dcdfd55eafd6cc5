"""Kernels of lending functions, which give what columns do not settle to the row evaluation's function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from credit_engine.run.columns import all_in, economics, repayment, scores
from credit_engine.run.columns.structure import Column

KERNELS: Mapping[str, Callable[..., Column]] = {
    "fn:raroc": partial(economics.economics, "raroc"),
    "fn:economic_profit": partial(economics.economics, "economic_profit"),
    "fn:piecewise_linear": scores.piecewise_linear,
    "fn:instalment_schedule": repayment.instalment_schedule,
    "fn:all_in_cost": all_in.all_in_cost,
}
"""Of the rows, the arguments, their names, and the row evaluation's function."""
