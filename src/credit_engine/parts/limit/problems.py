"""What can be wrong with limit: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.wording import said


def factor_with_unit(span: Span, value: object, unit: object, expected: str) -> Problem:
    return Problem(
        "unit-clash",
        said(
            "'{value}' is in '{unit}', a conversion factor is a fraction",
            "'{value}' 的单位是 '{unit}'，而转换系数是比例",
            value=value,
            unit=unit,
        ),
        span,
        expected=expected,
    )


def factor_without_undrawn(span: Span) -> Problem:
    return Problem(
        "missing-key",
        said("'conversion_factor' needs 'undrawn'", "'conversion_factor' 需要 'undrawn'"),
        span,
        expected=said("undrawn: what is promised and not drawn", "undrawn：已承诺而未提用的金额"),
    )


def factor_out_of_range(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("a conversion factor lies between 0 and 1", "转换系数须在 0 与 1 之间"),
        span,
        expected="[0..1]",
    )


def empty_tree(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("'tree' is empty", "'tree' 为空"),
        span,
        expected=said("at least one entry", "至少一个条目"),
    )


def no_constraints(span: Span) -> Problem:
    return Problem(
        "missing-key",
        said("a limit needs 'at_most' or 'tree'", "额度须写 'at_most' 或 'tree'"),
        span,
        expected=said(
            "at_most: constraints by name, or tree: levels by name",
            "at_most：按名称列出的约束，或 tree：按名称列出的层级",
        ),
    )


def step_not_positive(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("the step has to be above 0", "步长必须大于 0"),
        span,
        expected=said("a number above 0", "大于 0 的数字"),
    )


def constraint_named_requested(span: Span) -> Problem:
    return Problem(
        "duplicate-id",
        said("'requested' is the name of the first constraint", "'requested' 是第一个约束的名称"),
        span,
        hint=said("choose another name", "请另取名称"),
    )


def level_named_as_constraint(span: Span, name: object, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "duplicate-id",
        said("'{name}' is the name of a constraint, too", "'{name}' 也是某个约束的名称", name=name),
        span,
        hint=said("choose another name", "请另取名称"),
        notes=notes,
    )
