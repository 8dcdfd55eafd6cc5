"""One side of a comparison."""

from __future__ import annotations

from dataclasses import dataclass

from credit_engine.feel import syntax
from credit_engine.feel.check.names import Known
from credit_engine.feel.types import Type


@dataclass(frozen=True)
class Operand:
    """An expression with its type and, where it is a declared name, the declaration."""

    tree: syntax.Expression
    type: Type
    known: Known | None = None
