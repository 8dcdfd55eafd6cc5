"""Expressions as Excel, SQL, Python and Chinese write them, translated to FEEL by tables."""

from credit_engine.feel.notations.translation import translated

__all__ = ["translated"]
