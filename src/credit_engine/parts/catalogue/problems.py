"""What can be wrong with catalogue: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.wording import said


def unknown_type(span: Span, type: object, kinds: object) -> Problem:
    return Problem(
        "unknown-type",
        said("entries hold no values of type '{type}'", "条目没有类型为 '{type}' 的值", type=type),
        span,
        expected=said("a list of values, or {kinds}", "取值列表，或 {kinds}", kinds=kinds),
    )


def ends_before_it_begins(span: Span) -> Problem:
    return Problem(
        "bad-date",
        said("'to' has to be later than 'from'", "'to' 必须晚于 'from'"),
        span,
        expected=said("the first day on which the entry no longer counts", "条目不再有效的第一天"),
    )


def code_with_spaces(span: Span, expected: str, hint: str) -> Problem:
    return Problem(
        "wrong-value",
        said("a code is empty, or has spaces around it", "代码为空，或前后有空格"),
        span,
        expected=expected,
        hint=hint,
    )


def row_width(span: Span, code: object, count: object, count_2: object, expected: str) -> Problem:
    return Problem(
        "row-width",
        said(
            "the entry '{code}' has {count} values under 'then', the head has {count_2}",
            "条目 '{code}' 的 'then' 下有 {count} 个值，表头有 {count_2} 个",
            code=code,
            count=count,
            count_2=count_2,
        ),
        span,
        expected=expected,
    )


def no_entries(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("'entries' is empty", "'entries' 为空"),
        span,
        expected=said("at least one entry", "至少一个条目"),
    )


def entries_overlap(span: Span, code: object, when: object, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "entries-overlap",
        said(
            "two entries of '{code}' count {when}", "'{code}' 有两个条目{when}同时有效", code=code, when=when
        ),
        span,
        expected=said("one entry of a code on each day", "同一代码每天只有一个条目有效"),
        hint=said(
            "give the earlier entry 'to:' the day on which the later begins",
            "请把较早条目的 'to:' 设为较晚条目开始之日",
        ),
        notes=notes,
    )


def code_with_unseen_character(span: Span, expected: str) -> Problem:
    return Problem(
        "wrong-value",
        said("a code has a character that cannot be seen", "代码中有看不见的字符"),
        span,
        expected=expected,
        hint=said("enter the code anew", "请重新输入代码"),
    )


def entries_gap(span: Span, code: object, end: object, first: object, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "entries-gap",
        said(
            "no entry of '{code}' counts from {end} to {first}",
            "'{code}' 自 {end} 至 {first} 没有有效条目",
            code=code,
            end=end,
            first=first,
        ),
        span,
        hint=said(
            "let one entry begin where the other ends, unless the gap is meant",
            "请让一个条目在另一个结束之日开始，除非有意留空",
        ),
        notes=notes,
        severity="warning",
    )


def full_width_code(span: Span, code: object, expected: str) -> Problem:
    return Problem(
        "full-width-code",
        said("'{code}' is written in full-width characters", "'{code}' 用了全角字符", code=code),
        span,
        expected=expected,
        hint=said(
            "codes are compared as they are written: use half-width characters",
            "代码按书写逐字比较：请用半角字符",
        ),
    )


def unknown_value(span: Span, value: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-value",
        said(
            "'{value}' is not one of the output's declared values",
            "'{value}' 不在输出声明的取值之中",
            value=value,
        ),
        span,
        expected=expected,
        hint=hint,
    )


def wrong_kind(span: Span, name: object, what: object, expected: str, hint: str) -> Problem:
    return Problem(
        "wrong-kind",
        said("'{name}' has to be a {what}", "'{name}' 必须是{what}", name=name, what=what),
        span,
        expected=expected,
        hint=hint,
    )
