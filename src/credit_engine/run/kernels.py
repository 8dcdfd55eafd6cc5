"""What generated code calls besides operators and built-in functions.

Each kernel is a plain function on run-time values. `strict` makes any function fit for policies:
an unknown argument, or one that holds an unknown, makes its result unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from credit_engine.absent import NULL, Absent, absent, merge
from credit_engine.limits import MAX_LIST_LENGTH
from credit_engine.operators import arithmetic
from credit_engine.operators.access import field
from credit_engine.operators.equality import compare
from credit_engine.operators.invoke import invoke
from credit_engine.operators.table import FUNCTIONS, Function
from credit_engine.operators.value_classes import FunctionValue, PointOperator, RangeValue
from credit_engine.temporal import Date, MonthsDuration
from credit_engine.work import ITEMS_A_TURN, MADE_A_TURN, READ_A_TURN, Work, WorkLimit, spend

_STRUCTURED = (list, dict)
_DEEP = ("any", "list", "context", "range", "null")


def check_size(values: Sequence[Any], most: int) -> None:
    """Stop at values that hold more items than `most`, one that stands in several places counted in each.

    Raises WorkLimit.
    """
    stack = list(values)
    while stack:
        value = stack.pop()
        if value.__class__ in _STRUCTURED:
            most -= len(value)
            if most < 0:
                raise WorkLimit("too many items to put out")
            stack.extend(value.values() if isinstance(value, dict) else value)


def absents(values: Sequence[Any]) -> list[Absent]:
    """All absent values among these and within their lists and contexts."""
    found: list[Absent] = []
    stack = list(values)
    seen: set[int] = set()
    while stack:
        value = stack.pop()
        if value.__class__ is Absent:
            found.append(value)
        elif value.__class__ in _STRUCTURED and id(value) not in seen:
            seen.add(id(value))
            stack.extend(value.values() if isinstance(value, dict) else value)
    found.reverse()
    spend(len(seen))
    return found


def characters_a_turn(name: str) -> int | None:
    """How many characters the function `fn:NAME`, or an operator, goes through in a turn."""
    return FUNCTIONS[name[3:]].characters_a_turn if name.startswith("fn:") else READ_A_TURN


def weighed(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The function with what it goes through, and what it makes, taken from the budget in force."""
    characters = characters_a_turn(name) or READ_A_TURN

    def counted(*values: Any) -> Any:
        turns = 0
        for value in values:
            if value.__class__ is list:
                turns += len(value) // ITEMS_A_TURN
            elif value.__class__ is str:
                turns += len(value) // characters
        spend(turns)
        result = function(*values)
        if result.__class__ is str:
            spend(len(result) // MADE_A_TURN)
        elif result.__class__ is list:
            spend(len(result) // ITEMS_A_TURN)
        return result

    return counted


def strict(function: Callable[..., Any], kinds: Sequence[str] = ()) -> Callable[..., Any]:
    """The function as policies use it: unknown wherever an argument is or holds unknown.

    `kinds` are the arguments' static kinds; scalars need no look inside.
    """
    if kinds and not any(kind in _DEEP or kind.startswith("list<") for kind in kinds):
        return shallow(function, len(kinds))

    def known(*values: Any) -> Any:
        for value in values:
            kind = value.__class__
            if kind is Absent or (kind in _STRUCTURED and _holds_absent(value)):
                return merge(*absents(values))
        return function(*values)

    return known


def _holds_absent(value: Any) -> bool:
    """Whether there is an absent value within a list or context; quick for flat lists."""
    for item in value.values() if value.__class__ is dict else value:
        kind = item.__class__
        if kind is Absent or (kind in _STRUCTURED and absents((item,))):
            return True
    return False


def shallow(function: Callable[..., Any], arguments: int = 0) -> Callable[..., Any]:
    """Like strict, but unknown items of lists and contexts pass through."""

    def unary(value: Any) -> Any:
        return value if value.__class__ is Absent else function(value)

    def binary(left: Any, right: Any) -> Any:
        if left.__class__ is Absent or right.__class__ is Absent:
            return merge(left, right)
        return function(left, right)

    def variadic(*values: Any) -> Any:
        for value in values:
            if value.__class__ is Absent:
                return merge(*values)
        return function(*values)

    fixed: dict[int, Callable[..., Any]] = {1: unary, 2: binary}
    return fixed.get(arguments, variadic)


def truth(value: Any) -> Any:
    """The value if it is a boolean or absent, else null: what a condition makes of it."""
    if value is True or value is False or value.__class__ is Absent:
        return value
    return absent("wrong_type", "condition")


def kleene_and(left: Any, right: Any) -> Any:
    """`left and right` by Kleene's tables."""
    if left is False or right is False:
        return False
    if left is True:
        return truth(right)
    return merge(truth(left), truth(right))


def kleene_or(left: Any, right: Any) -> Any:
    """`left or right` by Kleene's tables."""
    if left is True or right is True:
        return True
    if left is False:
        return truth(right)
    return merge(truth(left), truth(right))


def kleene_not(value: Any) -> Any:
    """`not(value)`."""
    value = truth(value)
    return value if value.__class__ is Absent else not value


def make_list(*items: Any) -> list[Any]:
    """A list of the items."""
    return list(items)


def make_context(keys: tuple[str, ...], *values: Any) -> dict[str, Any]:
    """A context of keys and values."""
    return dict(zip(keys, values, strict=True))


def entries(items: Any, key: str) -> Any:
    """The entry of each context of a list; an unknown item stays unknown."""
    if items.__class__ is Absent:
        return items
    return [item if item.__class__ is Absent else item[key] for item in items]


def make_range(shape: tuple[bool, bool, bool, bool, PointOperator], *ends: Any) -> Any:
    """A range; `shape` says which ends exist, which are closed, and whether it is a single point."""
    low_closed, high_closed, has_low, has_high, operator = shape
    low = ends[0] if has_low else None
    return RangeValue(low, ends[-1] if has_high else None, low_closed, high_closed, operator)


def iterated(value: Any) -> Any:
    """What a loop runs over: a list's items, a range's members, or the one value."""
    if value.__class__ is list or value.__class__ is Absent:
        return value
    if isinstance(value, RangeValue):
        return range_members(value)
    return [value]


def range_members(value: RangeValue) -> Any:
    """The whole numbers or dates of a closed or open bounded range that begins before it ends, as a list."""
    low, high = value.low, value.high
    if low is None or high is None or value.operator == "!=":
        return absent("out_of_range", "for")
    if compare(low, high) == 1:
        return absent("invalid_argument", "for", "the range ends before it begins")
    members = span(low, high)
    if members.__class__ is list and members:
        members = members[0 if value.low_closed else 1 :]
        if not value.high_closed and members:
            members = members[:-1]
    return members


def span(start: Any, end: Any) -> Any:
    """The list start..end by steps of one (or of one day), downwards if start is larger."""
    if start.__class__ is Absent or end.__class__ is Absent:
        return merge(start, end)
    if isinstance(start, Date) and isinstance(end, Date):
        return _dates(start, end)
    if not _is_integer(start) or not _is_integer(end):
        return absent("wrong_type", "..")
    first, last = int(start), int(end)
    step = 1 if first <= last else -1
    if abs(last - first) >= MAX_LIST_LENGTH:
        return absent("limit_exceeded", "..")
    return list(range(first, last + step, step))


def _dates(start: Date, end: Date) -> Any:
    from credit_engine.temporal import DaysDuration

    step = DaysDuration(86_400_000_000_000 * (1 if start <= end else -1))
    dates: list[Any] = [start]
    while dates[-1] != end:
        if len(dates) > MAX_LIST_LENGTH:
            return absent("limit_exceeded", "..")
        dates.append(arithmetic.add(dates[-1], step))
    return dates


def _is_integer(value: Any) -> bool:
    return (
        not isinstance(value, (bool, str, MonthsDuration))
        and hasattr(value, "__int__")
        and value == int(value)
    )


def scoped(item: Any, name: str, outer: Any) -> Any:
    """A name within a filter whose item type is unknown: the item's entry, else the outer value."""
    if item.__class__ is dict and name in item:
        return item[name]
    found = field(item, name) if item.__class__ is not dict and item.__class__ is not list else NULL
    return outer if found.__class__ is Absent else found


def apply(names: tuple[str, ...], function: Any, *arguments: Any) -> Any:
    """Call a function value."""
    if not isinstance(function, FunctionValue | Function):
        if function.__class__ is Absent:
            return merge(function, absent("no_such_function", "call"))
        return absent("no_such_function", "call")
    return invoke(function, list(arguments), names)


def lambda_value(
    parameters: tuple[str, ...], types: tuple[str | None, ...], work: Work, body: Any, *free: Any
) -> Any:
    """A function value over a generated body and the values it closes over."""

    def call(*arguments: Any) -> Any:
        work.spend(1)
        work.calls -= 1
        if work.calls < 0:
            raise WorkLimit("too many nested calls")
        try:
            return body(work, *free, *arguments)
        finally:
            work.calls += 1

    return FunctionValue(parameters, call, types)
