"""The row evaluation: a program, or the part of it that some nodes need, as one Python function.

A policy has two: the quick one for values that are there (`run.quick`), and that of the kernels, which says
what everything means.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from credit_engine.ir import Program
from credit_engine.run.emitter import Emitter
from credit_engine.work import Work, current

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


def compile_quick_row(program: Program, roots: Sequence[int], present: Collection[int]) -> Row:
    """The same function for a policy, in quick forms; inputs that are `present` are never absent.

    Raises one of `ESCAPES` from the returned function for a row that quick forms do not cover.
    """
    from credit_engine.run.quick.emitter import QuickEmitter

    return _compiled(QuickEmitter(program, present), roots)


def compile_both_rows(program: Program, roots: Sequence[int], present: Collection[int]) -> Row:
    """The quick function; behind it that of `compile_row`, made for the first row that it does not cover."""
    quick = compile_quick_row(program, roots, present)
    thorough: list[Row] = []

    def row(values: Sequence[Any], work: Work | None = None) -> tuple[Any, ...]:
        if work is None:
            try:
                return quick(values)
            except ESCAPES:
                pass  # what is out of the ordinary has one meaning, that of the kernels
        if not thorough:
            thorough.append(compile_row(program, roots))
        return thorough[0](values, work)

    return row


def _compiled(emitter: Emitter, roots: Sequence[int]) -> Row:
    text = emitter.main(roots)
    space = emitter.space
    exec(compile(text, "<row>", "exec"), space)  # noqa: S102 - holds generated names only
    run = space["run"]

    def row(values: Sequence[Any], work: Work | None = None) -> tuple[Any, ...]:
        result: tuple[Any, ...] = run(values, work or Work())
        return result

    def counted(values: Sequence[Any], work: Work | None = None) -> tuple[Any, ...]:
        work = work or Work()
        before = current.set(work)
        try:
            result: tuple[Any, ...] = run(values, work)
        finally:
            current.reset(before)
        return result

    return counted if emitter.counts else row
