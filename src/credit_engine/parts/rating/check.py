"""What has to hold in a `rating`: weights, knots, calibration, grades, the keys of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from itertools import pairwise

from credit_engine import numbers
from credit_engine.document_text import Path
from credit_engine.numbers import EXACT, canonical_text
from credit_engine.parts.base import Checks
from credit_engine.parts.card.curves import read_grades
from credit_engine.parts.rating.model import (
    MOVES,
    Indicator,
    MoveModel,
    QualitativeModel,
    QuantitativeModel,
    RatingModel,
    Step,
)
from credit_engine.run.scoring import Steps
from credit_engine.wording import all_of, said

_LARGE = 10**15
_STEEPEST = 10_000
"""The largest exponent of a calibration; exp of it is a number."""
_BOUNDS = {"notches": ("up", "down"), "override": ("up", "down", "reason"), "support": ()}
_ALLOWED = {
    "notches": ("up", "down"),
    "override": ("up", "down", "reason", "clip"),
    "support": ("up",),
    "cap": (),
    "floor": (),
}


def check_numbers(checks: Checks, here: Path, spec: RatingModel, indicators: Sequence[Indicator]) -> None:
    """Weights sum to 1, knots rise, no number is beyond use, the calibration gives a PD for every score."""
    before = len(checks.problems)
    if not indicators:
        checks.add(
            "missing-key",
            said("a rating needs indicators or factors", "评级须有指标或因素"),
            checks.document.key_span(here),
            "quantitative, qualitative",
        )
        return
    names = [one.name for one in indicators]
    for one in indicators:
        if names.count(one.name) > 1 and isinstance(one.spec, QualitativeModel):
            message = said(
                "'{name}' is the name of an indicator and of a factor",
                "'{name}' 既是指标名又是因素名",
                name=one.name,
            )
            checks.add(
                "duplicate-id",
                message,
                checks.document.key_span(one.path),
                hint=said("choose another name", "请另取名称"),
            )
        if isinstance(one.spec, QuantitativeModel):
            _knots(checks, (*one.path, "knots"), one.spec)
        elif not one.spec.scores:
            at = checks.document.span((*one.path, "scores"))
            checks.add(
                "wrong-value",
                said("'scores' is empty", "'scores' 为空"),
                at,
                said("at least one entry", "至少一个条目"),
            )
    _weights(checks, here, indicators)
    _sizes(checks, indicators)
    if len(checks.problems) == before:
        _calibration(checks, (*here, "calibration"), spec, indicators)


def _knots(checks: Checks, path: Path, spec: QuantitativeModel) -> None:
    span = checks.document.span
    if not spec.knots:
        checks.add(
            "wrong-value",
            said("'knots' is empty", "'knots' 为空"),
            span(path),
            said("at least one knot: [value, score]", "至少一个节点：[值, 得分]"),
        )
    for i, knot in enumerate(spec.knots):
        if len(knot) != 2:
            checks.add(
                "wrong-value",
                said("a knot is a value and its score", "节点由值及其得分组成"),
                span((*path, i)),
                said("[value, score]", "[值, 得分]"),
            )
            return
    for i, (low, high) in enumerate(pairwise(spec.knots), 1):
        if low[0] >= high[0]:
            message = said(
                "the knots do not rise: {high} after {low}",
                "节点须递增：{high} 排在 {low} 之后",
                high=canonical_text(high[0]),
                low=canonical_text(low[0]),
            )
            checks.add(
                "wrong-value",
                message,
                span((*path, i)),
                said("above {low}", "大于 {low}", low=canonical_text(low[0])),
                said("order the knots by value, each value once", "请按值从小到大排列节点，每个值只出现一次"),
            )
            return


def _weights(checks: Checks, here: Path, indicators: Sequence[Indicator]) -> None:
    span = checks.document.span
    for one in indicators:
        if not 0 < one.spec.weight <= 1:
            at = span((*one.path, "weight"))
            checks.add(
                "wrong-value",
                said("a weight lies between 0 and 1", "权重须在 0 与 1 之间"),
                at,
                said("a fraction such as 0.25", "0 到 1 之间的小数，如 0.25"),
            )
            return
    total = reduce(EXACT.add, (one.spec.weight for one in indicators), Decimal(0))
    if total != 1:
        message = said(
            "the weights sum to {total}, not to 1",
            "权重之和为 {total}，不等于 1",
            total=canonical_text(total),
        )
        expected = said("weights of all indicators and factors that sum to 1", "所有指标与因素的权重之和为 1")
        checks.add("wrong-value", message, checks.document.key_span(here), expected)


def _sizes(checks: Checks, indicators: Sequence[Indicator]) -> None:
    """Scores and values that can be worked with."""
    for one in indicators:
        for path, number in _numbers(one):
            if not -_LARGE < number < _LARGE:
                at = checks.document.span(path)
                checks.add(
                    "wrong-value",
                    said("this number is beyond all use", "此数字超出可用范围"),
                    at,
                    said("between -1e15 and 1e15", "-1e15 与 1e15 之间"),
                )


def _numbers(one: Indicator) -> Iterator[tuple[Path, numbers.Number]]:
    if isinstance(one.spec, QualitativeModel):
        yield from (((*one.path, "scores", name), score) for name, score in one.spec.scores.items())
        return
    for i, knot in enumerate(one.spec.knots):
        yield from (((*one.path, "knots", i, k), number) for k, number in enumerate(knot))


def _calibration(checks: Checks, here: Path, spec: RatingModel, indicators: Sequence[Indicator]) -> None:
    """The slope is not 0, and no score gives an exponent that is beyond exp."""
    slope, intercept = spec.calibration.slope, spec.calibration.intercept
    if slope == 0:
        at = checks.document.span((*here, "slope"))
        message = said("with a slope of 0 every score has the same PD", "斜率为 0 时，所有得分的 PD 相同")
        checks.add("wrong-value", message, at, said("a number that is not 0", "不为 0 的数字"))
        return
    largest = max(abs(Decimal(score)) for one in indicators for score in _scores(one))
    if abs(intercept) >= _LARGE or abs(slope) >= _LARGE or abs(intercept) + abs(slope) * largest > _STEEPEST:
        message = said(
            "intercept + slope * score goes beyond what exp can be taken of",
            "intercept + slope * score 超出 exp 可计算的范围",
        )
        checks.add(
            "wrong-value",
            message,
            checks.document.span(here),
            said("at most {steepest} in size", "绝对值不超过 {steepest}", steepest=_STEEPEST),
        )


def _scores(one: Indicator) -> Sequence[numbers.Number]:
    if isinstance(one.spec, QualitativeModel):
        return tuple(one.spec.scores.values())
    return tuple(score for _, score in one.spec.knots)


def read_scale(checks: Checks, here: Path, grades: Sequence[str]) -> Steps | None:
    """The grades by PD: every PD in one of them, and the better one, which stands first, has lower PDs."""
    scale = read_grades(checks.document, here, grades, checks.problems)
    if scale is None:
        return None
    met = [cell for cell in dict.fromkeys(scale.bins.cells) if cell is not None]
    if met != sorted(met):
        wrong = next(high for low, high in pairwise(met) if low > high)
        checks.add(
            "wrong-value",
            said(
                "the grade {grades} has higher PDs than a grade after it",
                "等级 {grades} 的 PD 高于其后某个等级",
                grades=grades[wrong],
            ),
            checks.document.span((*here, grades[wrong])),
            said("grades from the best to the worst", "等级从最好到最差排列"),
        )
        return None
    return scale


def check_steps(checks: Checks, here: Path, steps: Sequence[Step]) -> None:
    """Every step has its own name, one move, and the keys that belong to it."""
    seen: set[str] = set()
    for step in steps:
        if step.spec.id in seen:
            at = checks.document.span((*step.path, "id"))
            message = said("'{id}' is the id of an earlier step", "'{id}' 是前面某一步的 id", id=step.spec.id)
            checks.add("duplicate-id", message, at, hint=said("choose another id", "请另取 id"))
        seen.add(step.spec.id)
        moves = step.spec.moves
        if not moves:
            at = checks.document.span(step.path)
            checks.add(
                "missing-key",
                said("a step needs one of its moves", "每一步须写一种调整方式"),
                at,
                ", ".join(MOVES),
            )
        for other in moves[1:]:
            message = said(
                "a step has either '{moves}' or '{other}'",
                "一步只能写 '{moves}' 或 '{other}' 之一",
                moves=moves[0],
                other=other,
            )
            at = checks.document.key_span((*step.path, other))
            checks.add("unexpected-key", message, at, hint=said("write two steps", "请写成两步"))
        if len(moves) == 1:
            _keys(checks, step.path, step.spec, moves[0])


def _keys(checks: Checks, path: Path, spec: MoveModel, move: str) -> None:
    lacking = [key for key in _BOUNDS.get(move, ()) if getattr(spec, key) is None]
    if lacking:
        named = all_of(f"'{key}'" for key in lacking)
        span = checks.document.key_span((*path, move))
        checks.add(
            "missing-key",
            said("a step by '{move}' needs {named}", "'{move}' 这种步骤需要 {named}", move=move, named=named),
            span,
            ", ".join(_BOUNDS[move]),
        )
    for key in ("up", "down", "reason", "clip"):
        if (*path, key) in checks.document and key not in _ALLOWED[move]:
            at = checks.document.key_span((*path, key))
            message = said(
                "a step by '{move}' does not use '{key}'",
                "'{move}' 这种步骤不使用 '{key}'",
                move=move,
                key=key,
            )
            checks.add("unexpected-key", message, at, ", ".join(_ALLOWED[move]), said("remove it", "请删除"))
    for key in ("up", "down"):
        bound = getattr(spec, key)
        if bound is not None and not 0 <= bound <= 100:
            message = said("'{key}' is a number of notches", "'{key}' 是级数", key=key)
            at = checks.document.span((*path, key))
            checks.add("wrong-value", message, at, said("a whole number from 0 to 100", "0 到 100 的整数"))
