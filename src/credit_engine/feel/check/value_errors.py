"""What the check can say about constants without a value, each a function or row."""

from __future__ import annotations

from credit_engine.absent import Absent, Cause
from credit_engine.feel import syntax
from credit_engine.feel.check import notations
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.format import format_expression
from credit_engine.messages import Message
from credit_engine.operators import FUNCTIONS
from credit_engine.other_notations import date_meant, duration_meant
from credit_engine.problems import shortened
from credit_engine.texts.causes import detail_in_chinese, why
from credit_engine.wording import Said, joined, said

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
