"""What can be wrong with offers: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.wording import said


def no_term_asked_for(span: Span) -> Problem:
    return Problem(
        "missing-key",
        said("'other_term' needs the term that was asked for", "'other_term' 需要申请的期限"),
        span,
        expected=said("term: the requested term", "term：申请的期限"),
    )


def too_many_offers(span: Span, count: object, max_offers: object) -> Problem:
    return Problem(
        "too-many-offers",
        said("the grid has {count} offers", "网格共有 {count} 个方案", count=count),
        span,
        expected=said("at most {max_offers}", "不超过 {max_offers}", max_offers=max_offers),
        hint=said("take fewer amounts or terms", "请减少金额或期限的个数"),
    )


def too_much_worked_out(span: Span, count: object, max_offer_characters: object) -> Problem:
    return Problem(
        "too-many-offers",
        said(
            "what is worked out is too long for {count} offers", "{count} 个方案的计算内容过长", count=count
        ),
        span,
        expected=said(
            "at most {max_offer_characters:,} characters, times the number of offers",
            "最多 {max_offer_characters:,} 个字符（乘以方案个数）",
            max_offer_characters=max_offer_characters,
        ),
        hint=said(
            "move what does not depend on the offer into decisions of its own",
            "请把与方案无关的计算移到单独的决策",
        ),
    )


def other_unit(span: Span, value: object, unit: object, unit_2: object, expected: str) -> Problem:
    return Problem(
        "unit-clash",
        said(
            "'{value}' is in '{unit}', the others in '{unit_2}'",
            "'{value}' 的单位是 '{unit}'，其他的单位是 '{unit_2}'",
            value=value,
            unit=unit,
            unit_2=unit_2,
        ),
        span,
        expected=expected,
    )


def entry_name_taken(span: Span, name: object) -> Problem:
    return Problem(
        "duplicate-name",
        said(
            "'{name}' is already the name of an entry of the offer", "'{name}' 已是方案条目的名称", name=name
        ),
        span,
        hint=said("choose another name", "请另取名称"),
    )


def rank_with_both(span: Span) -> Problem:
    return Problem(
        "unexpected-key",
        said(
            "a key of the ranking is either 'largest' or 'smallest'",
            "排序键只能是 'largest' 或 'smallest' 之一",
        ),
        span,
        hint=said("give each a line of its own", "请各写一行"),
    )


def rank_without_either(span: Span) -> Problem:
    return Problem(
        "missing-key",
        said("a key of the ranking needs 'largest' or 'smallest'", "排序键须写 'largest' 或 'smallest'"),
        span,
        expected=said("largest: or smallest: a number", "largest: 或 smallest: 一个数字"),
    )
