"""Three-valued logic: whatever is not true or false counts as undecided."""

from __future__ import annotations

from typing import Any

from credit_engine.absent import Absent, absent, merge


def conjunction(*operands: Any) -> bool | Absent:
    """`and`: false if any operand is false, true if all are true, else absent with their causes."""
    undecided = None
    for operand in operands:
        if operand is False:
            return False
        if operand is not True:
            undecided = merge(undecided, _undecided("and", operand))
    return True if undecided is None else undecided


def disjunction(*operands: Any) -> bool | Absent:
    """`or`: true if any operand is true, false if all are false, else absent with their causes."""
    undecided = None
    for operand in operands:
        if operand is True:
            return True
        if operand is not False:
            undecided = merge(undecided, _undecided("or", operand))
    return False if undecided is None else undecided


def negation(operand: Any) -> bool | Absent:
    """`not`: absent for what is neither true nor false."""
    if operand is True:
        return False
    return True if operand is False else _undecided("not", operand)


def _undecided(operator: str, operand: Any) -> Absent:
    return operand if isinstance(operand, Absent) else absent("wrong_type", operator, "not a boolean")
