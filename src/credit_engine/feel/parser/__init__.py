"""The parser of FEEL: text to syntax tree, or to the problems that say why not."""

from __future__ import annotations

from credit_engine.feel.parser.parsing import parse_expression, parse_unary_tests
from credit_engine.feel.problems import FeelSyntaxError, SyntaxProblem

__all__ = ["FeelSyntaxError", "SyntaxProblem", "parse_expression", "parse_unary_tests"]
