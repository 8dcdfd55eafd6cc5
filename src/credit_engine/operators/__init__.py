"""FEEL's operators and built-in functions, and the one table that describes the functions."""

from __future__ import annotations

from credit_engine.operators.table import FUNCTIONS

__all__ = ["FUNCTIONS"]
