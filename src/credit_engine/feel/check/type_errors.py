"""What the check can say about types and units that do not go together, each a function or row."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.absent import Absent, Cause
from credit_engine.feel import syntax
from credit_engine.feel.check import hints, notations
from credit_engine.feel.check.errors import Errors, article, declared_here
from credit_engine.feel.check.names import Known
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import Type, type_words
from credit_engine.feel.units import Unit
from credit_engine.messages import Message
from credit_engine.operators import FUNCTIONS
from credit_engine.other_notations import date_meant, duration_meant
from credit_engine.problems import Note, shortened
from credit_engine.texts.causes import detail_in_chinese, why
from credit_engine.wording import Said, joined, said

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


def wrong_operand(
    errors: Errors, operator: str, node: syntax.Expression, type_: Type, expected: str, known: Known | None
) -> None:
    """One operand has the wrong type by itself."""
    wanted = _WANTED.get(expected, expected)
    message = said(
        "'{node}' is {type}, but {operator} takes {wanted}",
        "'{node}' 是{type}，但{operator}需要{wanted}",
        node=format_expression(node),
        type=article(type_),
        operator=operator,
        wanted=wanted,
    )
    hint = hints.of_condition(node, type_) if expected == "boolean" else ""
    errors.add("type-clash", node, message, expected=wanted, hint=hint, notes=_declared(node, known))


def type_clash(
    errors: Errors,
    operator: str,
    node: syntax.Node,
    left: tuple[syntax.Expression, Type, Known | None],
    right: tuple[syntax.Expression, Type, Known | None],
    hint: str = "",
) -> None:
    """Two operands do not go together; both positions are shown."""
    notes = []
    for side, type_, known in (left, right):
        notes.append(
            Note(
                said(
                    "'{side}' is {type}",
                    "'{side}' 是{type}",
                    side=format_expression(side),
                    type=article(type_),
                ),
                errors.span(side),
            )
        )
        notes += _declared(side, known)
    message = said(
        "{operator} between {left} and {right} is never decided",
        "{operator}：{left}与{right}之间永远没有结果",
        operator=operator,
        left=article(left[1]),
        right=article(right[1]),
    )
    chained = isinstance(left[0], syntax.Comparison) and right[1].kind == "number"
    mend = notations.of_expression(errors.source(node)) if chained else None
    if mend is not None:
        errors.to_write("type-clash", node, message, mend, notes)
        return
    for operand, other in ((left, right), (right, left)):
        if (value := notations.of_value(errors.source(operand[0]), other[1])) is not None:
            errors.to_write("type-clash", operand[0], message, value, notes)
            return
    errors.add(
        "type-clash",
        node,
        message,
        expected=said("two values of one type", "两个类型相同的值"),
        hint=hint,
        notes=notes,
    )


def cell_type_clash(
    errors: Errors,
    node: syntax.Node,
    tested: tuple[Type, Known | None],
    value: tuple[syntax.Expression, Type],
    hint: str,
) -> None:
    """A cell compares its input with a value of another type."""
    note = declared_here(tested[1])
    found = said(
        "'{value}' is {type}",
        "'{value}' 是{type}",
        value=format_expression(value[0]),
        type=article(value[1]),
    )
    message = said(
        "{found}, the tested value is {tested}",
        "{found}，而被检验的值是{tested}",
        found=found,
        tested=article(tested[0]),
    )
    if (right := notations.of_value(errors.source(value[0]), tested[0])) is not None:
        errors.to_write("type-clash", value[0], message, right, note)
        return
    errors.add("type-clash", node, message, expected=type_words(Type(tested[0].kind)), hint=hint, notes=note)


def cell_unit_clash(
    errors: Errors, node: syntax.Node, tested: Unit, value: tuple[syntax.Expression, Unit]
) -> None:
    """A cell compares its input with a value in another unit."""
    message = said(
        "'{value}' is in {unit}, the tested value in {tested}",
        "'{value}' 的单位是 {unit}，被检验的值是 {tested}",
        value=format_expression(value[0]),
        unit=value[1],
        tested=tested,
    )
    errors.add("unit-clash", node, message, expected=str(tested))


def unit_clash(
    errors: Errors,
    operator: str,
    node: syntax.Node,
    left: tuple[syntax.Expression, Unit],
    right: tuple[syntax.Expression, Unit],
) -> None:
    """Two operands in different units; both positions are shown."""
    notes = [
        Note(
            said(
                "'{side}' is in {unit}",
                "'{side}' 的单位是 {unit}",
                side=format_expression(side),
                unit=unit,
            ),
            errors.span(side),
        )
        for side, unit in (left, right)
    ]
    errors.add(
        "unit-clash",
        node,
        said(
            "{operator} between '{left}' and '{right}'",
            "{operator}：单位 '{left}' 与 '{right}' 不一致",
            operator=operator,
            left=left[1],
            right=right[1],
        ),
        notes=notes,
        hint=said(
            "convert one of them, correct the declared unit, or let a decision state it anew: "
            "unit: ... and unit_because: ...",
            "请换算其中一个、更正声明的单位，或用一个决策重新声明单位：unit: ... 及 unit_because: ...",
        ),
    )


def wrong_arguments(
    errors: Errors, node: syntax.Expression, name: str, given: Sequence[Type], expected: str
) -> None:
    """Arguments that no signature of a function takes."""
    shown = joined(map(type_words, given))
    message = (
        said("{name}({shown}) does not exist", "{name}({shown}) 不存在", name=name, shown=shown)
        if given
        else said("{name}() needs arguments", "{name}() 需要参数", name=name)
    )
    errors.add("wrong-arguments", node, message, expected=expected)


def _declared(node: syntax.Expression, known: Known | None) -> list[Note]:
    if known is None or known.span is None:
        return []
    return [
        Note(said("'{node}' is declared here", "'{node}' 在此声明", node=format_expression(node)), known.span)
    ]


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


def bad_literal(errors: Errors, node: syntax.AtLiteral) -> None:
    """A text after @ that is no date, time or duration."""
    message = said(
        '@"{text}" is no date, time, date and time or duration',
        '@"{text}" 不是日期、时刻、日期时间或时长',
        text=node.text,
    )
    if (right := date_meant(node.text) or duration_meant(node.text)) is not None:
        errors.to_write("bad-literal", node, message, f'@"{right}"')
        return
    errors.add(
        "bad-literal",
        node,
        message,
        expected=said(
            'such as @"2026-11-23", @"08:30:00", @"P1Y", @"P30D"',
            '如 @"2026-11-23"、@"08:30:00"、@"P1Y"、@"P30D"',
        ),
    )


def no_value(errors: Errors, node: syntax.Expression, nothing: Absent) -> None:
    """A constant part that is unknown for every application; of an item, its position is at fault."""
    at = node.condition if isinstance(node, syntax.Filter) else node
    errors.add(
        "bad-literal",
        at,
        said(
            "'{node}' has no value: {nothing}",
            "'{node}' 没有值：{nothing}",
            node=_brief(node),
            nothing=_reasons(nothing),
        ),
    )


def refused_literal(errors: Errors, node: syntax.Expression, name: str, nothing: Absent) -> None:
    """A constant with which a function never gives a value."""
    message = said(
        "{name}() gives no value with '{node}': {nothing}",
        "{name}() 对 '{node}' 没有结果：{nothing}",
        name=name,
        node=_brief(node),
        nothing=_reasons(nothing),
    )
    if (right := notations.of_argument(name, node)) is not None:
        errors.to_write("bad-literal", node, message, right)
        return
    errors.add(
        "bad-literal",
        node,
        message,
        expected=said("such as {example}", "如 {example}", example=FUNCTIONS[name].example),
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
