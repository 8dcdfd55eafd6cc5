"""What can be wrong with checklist: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.wording import said


def no_items(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("'items' is empty", "'items' 为空"),
        span,
        expected=said("at least one item", "至少一项"),
    )


def given_of_other_type(span: Span, type: object, hint: str) -> Problem:
    return Problem(
        "type-clash",
        said("'given' is {type}", "'given' 的类型是 {type}", type=type),
        span,
        expected=said(
            "a condition, or a date, number or text that is there where the item is given",
            "条件，或一个已提供时即有值的日期、数字或文本",
        ),
        hint=hint,
    )


def validity_of_other_type(span: Span, type: object) -> Problem:
    return Problem(
        "type-clash",
        said("'valid_for' is {type}", "'valid_for' 是 {type}", type=type),
        span,
        expected=said("a number of days or a duration", "天数或时长"),
        hint=said('@"P30D", or 30 for days', '@"P30D"，或用 30 表示天数'),
    )


def negative_validity(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("'valid_for' has to be 0 or more", "'valid_for' 不能小于 0"),
        span,
        expected=said("a number of days", "天数"),
    )


def two_validities(span: Span, other: object) -> Problem:
    return Problem(
        "unexpected-key",
        said("'{other}' does not go with 'valid_until'", "'{other}' 不能与 'valid_until' 同用", other=other),
        span,
        hint=said("remove one of the two", "请删除其中之一"),
    )


def half_a_validity(span: Span, lacking: object) -> Problem:
    return Problem(
        "missing-key",
        said("the key '{lacking}' is missing", "缺少键 '{lacking}'", lacking=lacking),
        span,
        expected=said(
            "dated and valid_for, or valid_until; a date under 'given' is what the item is dated",
            "dated 和 valid_for，或 valid_until；'given' 为日期时即作为材料日期",
        ),
    )
