"""FEEL's operators and built-in functions, and the one table that describes the functions."""

from __future__ import annotations

from credit_engine.operators import (
    aggregate_functions,
    context_functions,
    conversion_functions,
    lending_functions,
    list_functions,
    loan_functions,
    missing_functions,
    number_functions,
    portfolio_functions,
    range_functions,
    rating_functions,
    return_functions,
    risk_functions,
    temporal_functions,
    text_functions,
)
from credit_engine.operators.table import FUNCTIONS

__all__ = [
    "FUNCTIONS",
    "aggregate_functions",
    "context_functions",
    "conversion_functions",
    "lending_functions",
    "list_functions",
    "loan_functions",
    "missing_functions",
    "number_functions",
    "portfolio_functions",
    "range_functions",
    "rating_functions",
    "return_functions",
    "risk_functions",
    "temporal_functions",
    "text_functions",
]
