"""What can be wrong with rating: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.problems import Problem
from credit_engine.source import Span
from credit_engine.wording import said


def no_indicators(span: Span) -> Problem:
    return Problem(
        "missing-key",
        said("a rating needs indicators or factors", "评级须有指标或因素"),
        span,
        expected="quantitative, qualitative",
    )


def no_knots(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("'knots' is empty", "'knots' 为空"),
        span,
        expected=said("at least one knot: [value, score]", "至少一个节点：[值, 得分]"),
    )


def weights_not_one(span: Span, total: object) -> Problem:
    return Problem(
        "wrong-value",
        said("the weights sum to {total}, not to 1", "权重之和为 {total}，不等于 1", total=total),
        span,
        expected=said("weights of all indicators and factors that sum to 1", "所有指标与因素的权重之和为 1"),
    )


def flat_calibration(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("with a slope of 0 every score has the same PD", "斜率为 0 时，所有得分的 PD 相同"),
        span,
        expected=said("a number that is not 0", "不为 0 的数字"),
    )


def steep_calibration(span: Span, steepest: object) -> Problem:
    return Problem(
        "wrong-value",
        said(
            "intercept + slope * score goes beyond what exp can be taken of",
            "intercept + slope * score 超出 exp 可计算的范围",
        ),
        span,
        expected=said("at most {steepest} in size", "绝对值不超过 {steepest}", steepest=steepest),
    )


def grades_out_of_order(span: Span, grades: object) -> Problem:
    return Problem(
        "wrong-value",
        said(
            "the grade {grades} has higher PDs than a grade after it",
            "等级 {grades} 的 PD 高于其后某个等级",
            grades=grades,
        ),
        span,
        expected=said("grades from the best to the worst", "等级从最好到最差排列"),
    )


def move_needs_keys(span: Span, move: object, named: object, expected: str) -> Problem:
    return Problem(
        "missing-key",
        said("a step by '{move}' needs {named}", "'{move}' 这种步骤需要 {named}", move=move, named=named),
        span,
        expected=expected,
    )


def indicator_name_twice(span: Span, name: object) -> Problem:
    return Problem(
        "duplicate-id",
        said(
            "'{name}' is the name of an indicator and of a factor", "'{name}' 既是指标名又是因素名", name=name
        ),
        span,
        hint=said("choose another name", "请另取名称"),
    )


def knot_form(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("a knot is a value and its score", "节点由值及其得分组成"),
        span,
        expected=said("[value, score]", "[值, 得分]"),
    )


def knots_not_rising(span: Span, high: object, low: object) -> Problem:
    return Problem(
        "wrong-value",
        said(
            "the knots do not rise: {high} after {low}",
            "节点须递增：{high} 排在 {low} 之后",
            high=high,
            low=low,
        ),
        span,
        expected=said("above {low}", "大于 {low}", low=low),
        hint=said("order the knots by value, each value once", "请按值从小到大排列节点，每个值只出现一次"),
    )


def weight_out_of_range(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("a weight lies between 0 and 1", "权重须在 0 与 1 之间"),
        span,
        expected=said("a fraction such as 0.25", "0 到 1 之间的小数，如 0.25"),
    )


def step_id_twice(span: Span, id: object) -> Problem:
    return Problem(
        "duplicate-id",
        said("'{id}' is the id of an earlier step", "'{id}' 是前面某一步的 id", id=id),
        span,
        hint=said("choose another id", "请另取 id"),
    )


def step_without_move(span: Span, expected: str) -> Problem:
    return Problem(
        "missing-key",
        said("a step needs one of its moves", "每一步须写一种调整方式"),
        span,
        expected=expected,
    )


def step_with_two_moves(span: Span, moves: object, other: object) -> Problem:
    return Problem(
        "unexpected-key",
        said(
            "a step has either '{moves}' or '{other}'",
            "一步只能写 '{moves}' 或 '{other}' 之一",
            moves=moves,
            other=other,
        ),
        span,
        hint=said("write two steps", "请写成两步"),
    )


def move_without_key(span: Span, move: object, key: object, expected: str) -> Problem:
    return Problem(
        "unexpected-key",
        said(
            "a step by '{move}' does not use '{key}'", "'{move}' 这种步骤不使用 '{key}'", move=move, key=key
        ),
        span,
        expected=expected,
        hint=said("remove it", "请删除"),
    )


def notches_out_of_range(span: Span, key: object) -> Problem:
    return Problem(
        "wrong-value",
        said("'{key}' is a number of notches", "'{key}' 是级数", key=key),
        span,
        expected=said("a whole number from 0 to 100", "0 到 100 的整数"),
    )


def no_scores(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("'scores' is empty", "'scores' 为空"),
        span,
        expected=said("at least one entry", "至少一个条目"),
    )


def number_too_large(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("this number is beyond all use", "此数字超出可用范围"),
        span,
        expected=said("between -1e15 and 1e15", "-1e15 与 1e15 之间"),
    )


def values_without_score(span: Span, name: object, left: object) -> Problem:
    return Problem(
        "attribute-gap",
        said("no score of '{name}' covers {left}", "'{name}' 没有得分覆盖 {left}", name=name, left=left),
        span,
        hint=said("add a score for each value", "请为每个值写得分"),
    )


def unknown_value(span: Span, value: object, name: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-value",
        said(
            "'{value}' is not a value of '{name}'", "'{value}' 不是 '{name}' 的取值", value=value, name=name
        ),
        span,
        expected=expected,
        hint=hint,
    )


def unknown_grade(span: Span, value: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-value",
        said("'{value}' is not a grade", "'{value}' 不是等级", value=value),
        span,
        expected=expected,
        hint=hint,
    )
