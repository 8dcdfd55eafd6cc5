"""The row evaluation: a program, or the part of it that some nodes need, as one Python function.

A policy has two: the quick one for values that are there (`run.quick`), and that of the kernels, which says
what everything means.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Protocol

from credit_engine.ir import Program
from credit_engine.run.code import code_of
from credit_engine.run.emitter import Emitter
from credit_engine.work import Work

ESCAPES = (TypeError, ArithmeticError, LookupError, AttributeError, ValueError)
"""What quick forms raise for values that they do not cover.

TypeError and AttributeError for an absent value in a calculation or a condition, ArithmeticError for an
overflow or a division by zero, LookupError for a value that no bin or row has, ValueError where lending
mathematics refuses.
"""


class Row(Protocol):
    """A function from input values to the values of nodes."""

    def __call__(self, values: Sequence[Any], work: Work | None = ..., /) -> tuple[Any, ...]:
        """The values; what they take comes from a budget, a full one unless it is given."""


def compile_row(program: Program, roots: Sequence[int], given: Sequence[int] = ()) -> Row:
    """A function from input values (then the values of `given` nodes) to the roots' values.

    Raises work.WorkLimit from the returned function where a row takes too much work.
    """
    return _compiled(Emitter(program, given), roots)


def compile_quick_row(
    program: Program, roots: Sequence[int], present: Collection[int], *, careful: bool = False
) -> Row:
    """The same function for a policy, in quick forms; inputs that are `present` are never absent.

    Raises one of `ESCAPES` from the returned function for a row that quick forms do not cover; that is seldom
    where they are `careful` and hand absent values to kernels.
    """
    from credit_engine.run.quick.emitter import QuickEmitter

    return _compiled(QuickEmitter(program, present, careful), roots)


def compile_policy_row(program: Program, roots: Sequence[int], present: Collection[int]) -> Row:
    """The quick function; behind it the careful one and that of kernels, each made when a row needs it."""
    quick = compile_quick_row(program, roots, present)
    careful = cache(lambda: compile_quick_row(program, roots, present, careful=True))
    thorough = cache(lambda: compile_row(program, roots))

    def row(values: Sequence[Any], work: Work | None = None) -> tuple[Any, ...]:
        if work is not None:
            return thorough()(values, work)
        try:
            return quick(values)
        except ESCAPES:
            return otherwise(values)

    def otherwise(values: Sequence[Any]) -> tuple[Any, ...]:
        try:
            return careful()(values)
        except ESCAPES:
            return thorough()(values)  # what is out of the ordinary has one meaning, that of the kernels

    return row


def _compiled(emitter: Emitter, roots: Sequence[int]) -> Row:
    exec(code_of(emitter.main(roots), "<row>"), emitter.space)  # noqa: S102 - holds generated names only
    run: Row = emitter.space["run"]
    return run
