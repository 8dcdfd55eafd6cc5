"""FEEL, the expression language of DMN: parse, check, compile, evaluate."""

from credit_engine.feel.evaluate import CompiledExpression, Evaluation, compile_expression, evaluate, parse
from credit_engine.operators.text_form import to_string

__all__ = ["CompiledExpression", "Evaluation", "compile_expression", "evaluate", "parse", "to_string"]
