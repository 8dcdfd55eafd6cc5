"""The lexer of FEEL: text to lexemes, by the names in scope."""

from __future__ import annotations

from credit_engine.feel.lexer.scan import Scan

__all__ = ["Scan"]
