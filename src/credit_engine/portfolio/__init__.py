"""Reviews of a loan book month by month: policies in a chain, and what they find in the book as a whole."""

from __future__ import annotations

from credit_engine.portfolio.reading import load_review
from credit_engine.portfolio.review import Review

__all__ = ["Review", "load_review"]
