"""What the check can say about types and units that do not go together, each a function or row."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.absent import Absent, Cause
from credit_engine.feel import syntax
from credit_engine.feel.check import hints, notations
from credit_engine.feel.check.errors import Errors, article, declared_here
from credit_engine.feel.check.names import Operand
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import Type, type_words
from credit_engine.feel.units import Unit
from credit_engine.messages import Message
from credit_engine.operators import FUNCTIONS
from credit_engine.other_notations import date_meant, duration_meant
from credit_engine.problems import Note, shortened
from credit_engine.texts.causes import detail_in_chinese, why
from credit_engine.wording import Said, joined, said

_type_clash = Message(
    "type-clash",
    "{operator} between {left} and {right} is never decided",
    "{operator}：{left}与{right}之间永远没有结果",
    expected=Said("two values of one type", "两个类型相同的值"),
)

_wrong_operand = Message(
    "type-clash",
    "'{operand}' is {type}, but {operator} takes {wanted}",
    "'{operand}' 是{type}，但{operator}需要{wanted}",
    expected="{wanted}",
)

_cell_type_clash = Message(
    "type-clash",
    "'{value}' is {type}, the tested value is {tested}",
    "'{value}' 是{type}，而被检验的值是{tested}",
)

_cell_unit_clash = Message(
    "unit-clash",
    "'{value}' is in {unit}, the tested value in {tested}",
    "'{value}' 的单位是 {unit}，被检验的值是 {tested}",
    expected="{tested}",
)

_unit_clash = Message(
    "unit-clash",
    "{operator} between '{left}' and '{right}'",
    "{operator}：单位 '{left}' 与 '{right}' 不一致",
    hint=Said(
        "convert one of them, correct the declared unit, or let a decision state it anew: "
        "unit: ... and unit_because: ...",
        "请换算其中一个、更正声明的单位，或用一个决策重新声明单位：unit: ... 及 unit_because: ...",
    ),
)

_wrong_arguments = Message("wrong-arguments", "{name}({shown}) does not exist", "{name}({shown}) 不存在")

_no_arguments = Message("wrong-arguments", "{name}() needs arguments", "{name}() 需要参数")

division_by_zero = Message(
    "division-by-zero",
    "a division by zero is always unknown",
    "除以零的结果永远未知",
    expected=Said("a divisor other than 0", "不为 0 的除数"),
    hint=Said("correct the divisor", "请更正除数"),
)

repeated_key = Message(
    "duplicate-key",
    "the key '{key}' stands twice in this context",
    "键 '{key}' 在此上下文中出现两次",
    hint=Said(
        "a context with two entries of one name is null; rename or remove one",
        "含两个同名条目的上下文是 null；请改名或删除其一",
    ),
)

_bad_literal = Message(
    "bad-literal",
    '@"{text}" is no date, time, date and time or duration',
    '@"{text}" 不是日期、时刻、日期时间或时长',
    expected=Said(
        'such as @"2026-11-23", @"08:30:00", @"P1Y", @"P30D"',
        '如 @"2026-11-23"、@"08:30:00"、@"P1Y"、@"P30D"',
    ),
)

_no_value = Message("bad-literal", "'{part}' has no value: {nothing}", "'{part}' 没有值：{nothing}")

_refused_literal = Message(
    "bad-literal",
    "{name}() gives no value with '{argument}': {nothing}",
    "{name}() 对 '{argument}' 没有结果：{nothing}",
    expected=Said("such as {example}", "如 {example}"),
)

branch_clash = Message(
    "type-clash",
    "this branch is {other}, the first one {first}",
    "此分支是{other}，第一个分支是{first}",
    expected="{first}",
)
_WANTED = {
    "boolean": said("a condition (true or false)", "条件（true 或 false）"),
    "number": said("a number", "数字"),
}


def wrong_operand(errors: Errors, operator: str, side: Operand, expected: str) -> None:
    """One operand has the wrong type by itself."""
    errors.report(
        _wrong_operand,
        side.tree,
        notes=_declared(side),
        operand=format_expression(side.tree),
        type=article(side.type),
        operator=operator,
        wanted=_WANTED.get(expected, expected),
        hint=hints.of_condition(side.tree, side.type) if expected == "boolean" else "",
    )


def type_clash(
    errors: Errors, operator: str, node: syntax.Node, left: Operand, right: Operand, hint: str = ""
) -> None:
    """Two operands do not go together; both positions are shown."""
    notes = []
    for side in (left, right):
        shown, type_ = format_expression(side.tree), article(side.type)
        notes.append(
            Note(
                said("'{side}' is {type}", "'{side}' 是{type}", side=shown, type=type_),
                errors.span(side.tree),
            )
        )
        notes += _declared(side)
    chained = isinstance(left.tree, syntax.Comparison) and right.type.kind == "number"
    mend = notations.of_expression(errors.source(node)) if chained else None
    for side, other in ((left, right), (right, left)):
        if mend is None and (value := notations.of_value(errors.source(side.tree), other.type)) is not None:
            node, mend = side.tree, value
    errors.report(
        _type_clash,
        node,
        mend=mend,
        notes=notes,
        operator=operator,
        left=article(left.type),
        right=article(right.type),
        hint=hint,
    )


def cell_type_clash(errors: Errors, node: syntax.Node, tested: Operand, value: Operand, hint: str) -> None:
    """A cell compares its input with a value of another type."""
    right = notations.of_value(errors.source(value.tree), tested.type)
    errors.report(
        _cell_type_clash,
        node if right is None else value.tree,
        mend=right,
        notes=declared_here(tested.known),
        value=format_expression(value.tree),
        type=article(value.type),
        tested=article(tested.type),
        expected=type_words(Type(tested.type.kind)),
        hint=hint,
    )


def cell_unit_clash(
    errors: Errors, node: syntax.Node, tested: Unit, value: syntax.Expression, unit: Unit
) -> None:
    """A cell compares its input with a value in another unit."""
    errors.report(_cell_unit_clash, node, value=format_expression(value), unit=unit, tested=tested)


def unit_clash(errors: Errors, operator: str, node: syntax.Node, left: Operand, right: Operand) -> None:
    """Two operands in different units; both positions are shown."""
    notes = [
        Note(
            said(
                "'{side}' is in {unit}",
                "'{side}' 的单位是 {unit}",
                side=format_expression(side.tree),
                unit=side.type.unit,
            ),
            errors.span(side.tree),
        )
        for side in (left, right)
    ]
    errors.report(
        _unit_clash, node, notes=notes, operator=operator, left=left.type.unit, right=right.type.unit
    )


def wrong_arguments(
    errors: Errors, node: syntax.Expression, name: str, given: Sequence[Type], expected: str
) -> None:
    """Arguments that no signature of a function takes."""
    if not given:
        return errors.report(_no_arguments, node, name=name, expected=expected)
    shown = joined(map(type_words, given))
    return errors.report(_wrong_arguments, node, name=name, shown=shown, expected=expected)


def _declared(side: Operand) -> list[Note]:
    if side.known is None or side.known.span is None:
        return []
    shown = format_expression(side.tree)
    return [Note(said("'{node}' is declared here", "'{node}' 在此声明", node=shown), side.known.span)]


def bad_literal(errors: Errors, node: syntax.AtLiteral) -> None:
    """A text after @ that is no date, time or duration."""
    meant = date_meant(node.text) or duration_meant(node.text)
    errors.report(_bad_literal, node, mend=None if meant is None else f'@"{meant}"', text=node.text)


def no_value(errors: Errors, node: syntax.Expression, nothing: Absent) -> None:
    """A constant part that is unknown for every application; of an item, its position is at fault."""
    at = node.condition if isinstance(node, syntax.Filter) else node
    errors.report(_no_value, at, part=_brief(node), nothing=_reasons(nothing))


def refused_literal(errors: Errors, node: syntax.Expression, name: str, nothing: Absent) -> None:
    """A constant with which a function never gives a value."""
    errors.report(
        _refused_literal,
        node,
        mend=notations.of_argument(name, node),
        name=name,
        argument=_brief(node),
        nothing=_reasons(nothing),
        example=FUNCTIONS[name].example,
    )


def _brief(node: syntax.Expression) -> str:
    return shortened(format_expression(node))


def _reasons(nothing: Absent) -> Said:
    """Why a value is absent, in words."""
    reasons = dict.fromkeys(map(_reason, nothing.causes))
    return joined(reasons, "; ", "；") if reasons else said("it is null", "结果为 null")


def _reason(cause: Cause) -> Said:
    detail = Said(cause.detail, detail_in_chinese(cause.detail))
    if cause.detail and cause.code in ("invalid_argument", "out_of_range"):
        return detail
    reason = Said(why(cause.code, "en"), why(cause.code, "zh"))
    return joined([reason, detail] if cause.detail else [reason], ": ", "：")
