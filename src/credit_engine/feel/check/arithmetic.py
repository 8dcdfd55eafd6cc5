"""Types and units of arithmetic."""

from __future__ import annotations

from dataclasses import replace

from credit_engine.feel import syntax
from credit_engine.feel.check import hints
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.check.names import Operand
from credit_engine.feel.check.type_errors import division_by_zero, type_clash, unit_clash
from credit_engine.feel.types import ANY, NUMBER, Type
from credit_engine.feel.units import times
from credit_engine.wording import said

_DAYS, _MONTHS, _MOMENT = "days and time duration", "years and months duration", "date and time"
_RESULTS = {
    ("text", "+", "text"): "text",
    ("date", "-", "date"): _DAYS,
    (_MOMENT, "-", _MOMENT): _DAYS,
    ("time", "-", "time"): _DAYS,
    ("date", "-", _MOMENT): _DAYS,
    (_MOMENT, "-", "date"): _DAYS,
    **{
        (kind, sign, length): kind
        for kind in ("date", _MOMENT)
        for sign in "+-"
        for length in (_DAYS, _MONTHS)
    },
    **{(length, "+", kind): kind for kind in ("date", _MOMENT) for length in (_DAYS, _MONTHS)},
    ("time", "+", _DAYS): "time",
    ("time", "-", _DAYS): "time",
    (_DAYS, "+", "time"): "time",
    **{(length, sign, length): length for sign in "+-" for length in (_DAYS, _MONTHS)},
    **{(length, sign, "number"): length for sign in "*/" for length in (_DAYS, _MONTHS)},
    **{("number", "*", length): length for length in (_DAYS, _MONTHS)},
    **{(length, "/", length): "number" for length in (_DAYS, _MONTHS)},
}
_SHOWN_OPERANDS = 16
"""Operands of a chain that a message writes out."""
_HINTS = {
    ("date", "-", "number"): said('days are written @"P30D"', '天数写作 @"P30D"'),
    ("date", "+", "number"): said('days are written @"P30D"', '天数写作 @"P30D"'),
    ("text", "+", "number"): said("turn the number into text with string()", "用 string() 把数字转为文本"),
}


def result_type(errors: Errors, operator: str, left: Operand, right: Operand) -> Type:
    """The type of `left operator right`; reports operands that do not go together."""
    kinds = left.type.kind, right.type.kind
    if "any" in kinds or "null" in kinds:
        scaled = "number" in kinds and operator in ("*", "**") and not (_is_length(left) or _is_length(right))
        return NUMBER if scaled else replace(ANY, optional=True)
    if operator == "/" and right.type.interval is not None and right.type.interval[:2] == (0, 0):
        errors.report(division_by_zero, right.tree)
    optional = left.type.optional or right.type.optional or operator in ("/", "**")
    if kinds == ("number", "number"):
        return replace(_number(errors, operator, left, right), optional=optional)
    result = _RESULTS.get((kinds[0], operator, kinds[1]))
    if result is None:
        hint = _HINTS.get((kinds[0], operator, kinds[1])) or hints.of_clash(operator, left, right)
        type_clash(errors, f"'{operator}'", both(left, right), left, right, hint)
        return ANY
    return Type(result, optional=optional)


def _is_length(operand: Operand) -> bool:
    """Whether an operand is `duration("P3M")`, of which of the two kinds only its text says."""
    tree = operand.tree
    return isinstance(tree, syntax.Call) and tree.function == syntax.Name("duration")


def both(left: Operand, right: Operand) -> syntax.Node:
    """A node that stands for two operands and what is between them."""
    return syntax.Name("", span=(left.tree.span[0], right.tree.span[1]))


def _number(errors: Errors, operator: str, left: Operand, right: Operand) -> Type:
    a, b = left.type.unit, right.type.unit
    integer = left.type.integer and right.type.integer and operator in ("+", "-", "*")
    if operator in ("+", "-"):
        if a is not None and b is not None and a != b:
            unit_clash(errors, f"'{operator}'", both(left, right), left, right)
            return NUMBER
        return Type("number", unit=a if a is not None else b, integer=integer)
    if operator == "**":
        return Type("number")
    return Type("number", unit=times(a, b, 1 if operator == "*" else -1), integer=integer)


def first_operands(tree: syntax.Arithmetic, count: int) -> syntax.Arithmetic:
    """The first operands of a chain, for messages; a long chain is shown whole."""
    if count > _SHOWN_OPERANDS:
        return tree
    return syntax.Arithmetic(
        tree.first, tree.rest[:count], span=(tree.first.span[0], tree.rest[count - 1][1].span[1])
    )
