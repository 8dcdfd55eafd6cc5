"""What stands in a gap of an account in one decision: a status, why it is unknown, one of some values."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent, Cause, merge
from credit_engine.account import gaps
from credit_engine.account.evidence import Given
from credit_engine.explain.fill.core import Fill, causes_but
from credit_engine.python_values import from_python
from credit_engine.run.statuses import status_of


def _given(fill: Fill, gap: Given) -> Any:
    return fill.case.given[gap.path]


def _decided(fill: Fill, gap: gaps.Decided) -> Any:
    value = fill.case.released.get(gap.output)
    return fill.of(gap.value) if value is None else from_python(value)


def _output_status(fill: Fill, gap: gaps.OutputStatus) -> str:
    return "released" if gap.output in fill.case.released else fill.case.withheld[gap.output]


def _is_unknown(fill: Fill, gap: gaps.IsUnknown) -> bool:
    return isinstance(fill.of(gap.of), Absent)


def picked(fill: Fill, gap: gaps.Pick) -> Any:
    """One of some values."""
    number = fill.of(gap.number)
    return gap.otherwise if isinstance(number, Absent) or number < 0 else gap.among[number]


def _titled(fill: Fill, gap: gaps.Titled) -> Any:
    return dict(gap.among)[fill.of(gap.of)]


def _known(fill: Fill, gap: gaps.Known) -> Any:
    value = fill.of(gap.of)
    return "" if isinstance(value, Absent) else value


def _why(fill: Fill, gap: gaps.Why) -> tuple[Cause, ...]:
    return causes_but(fill.of(gap.of), gap.but)


def _changes(fill: Fill, gap: gaps.Changes) -> bool:
    after = fill.of(gap.after)
    return not isinstance(after, Absent) and bool(after != fill.of(gap.before))


def _unstopped(fill: Fill, gap: gaps.Unstopped) -> bool:
    return fill.of(gap.before) is False


def _weighted(fill: Fill, gap: gaps.Weighted) -> Any:
    score = fill.unwritten(gap.score)
    return merge(score) if isinstance(score, Absent) else numbers.multiply(score, gap.weight)


def _since(fill: Fill, gap: gaps.Since) -> Any:
    at = bisect_right(gap.days, fill.case.today)
    return gap.days[at - 1] if at else None


def _rule(fill: Fill, gap: gaps.RuleStatus) -> str:
    return status_of(fill.of(gap.of))


def _checked(fill: Fill, gap: gaps.ChecklistStatus) -> str:
    value = fill.of(gap.of)
    if isinstance(value, Absent):
        return "undecided" if value.applicable else "not_applicable"
    if value is False:
        return "given"
    return "missing" if fill.of(gap.missing) is True else "expired"


def _moved(fill: Fill, gap: gaps.MoveStatus) -> str:
    before, after, value = fill.of(gap.before), fill.of(gap.after), fill.of(gap.given)
    if isinstance(after, Absent):
        return "unknown"
    if fill.of(gap.applies) is not True or isinstance(value, Absent):
        return "not_applicable"
    if gap.bounded and not -gap.up <= value <= gap.down:
        return "clipped"
    return "moved" if before != after else "kept"


def _binds(fill: Fill, gap: gaps.Binds) -> bool:
    smallest = fill.unwritten(gap.smallest)
    if isinstance(smallest, Absent) or not bool(fill.unwritten(gap.value) == smallest):
        return False
    return not any(fill.unwritten(value) == smallest for value in gap.earlier)


def _below_minimum(fill: Fill, gap: gaps.BelowMinimum) -> bool:
    amount = fill.unwritten(gap.amount)
    return not isinstance(amount, Absent) and amount == 0 and bool(fill.unwritten(gap.smallest) > 0)


def _stage(fill: Fill, gap: gaps.StageStatus) -> str:
    if fill.of(gap.before) is not False:
        return "not_reached"
    stopped = fill.of(gap.stopped)
    if stopped is True:
        return "stopped"
    statuses = (fill.of(status) for status in gap.statuses)
    undecided = any(isinstance(status, Absent) and status.applicable for status in statuses)
    if gap.last:
        return "open" if undecided else "passed"
    return "open" if isinstance(stopped, Absent) else "passed"


def _released(fill: Fill, gap: gaps.Released) -> str:
    if not isinstance(fill.unwritten(gap.value), Absent):
        return "released"
    return "condition" if fill.of(gap.released) is False else "unknown"


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    Given: _given,
    gaps.Decided: _decided,
    gaps.OutputStatus: _output_status,
    gaps.IsUnknown: _is_unknown,
    gaps.Pick: picked,
    gaps.Titled: _titled,
    gaps.Known: _known,
    gaps.Why: _why,
    gaps.Changes: _changes,
    gaps.Unstopped: _unstopped,
    gaps.Weighted: _weighted,
    gaps.Since: _since,
    gaps.RuleStatus: _rule,
    gaps.ChecklistStatus: _checked,
    gaps.MoveStatus: _moved,
    gaps.Binds: _binds,
    gaps.BelowMinimum: _below_minimum,
    gaps.StageStatus: _stage,
    gaps.Released: _released,
}
