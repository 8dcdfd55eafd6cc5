"""Built-in functions that compare texts by an order: the declared one of an ordinal, or one that is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import ge, gt, le, lt
from typing import Any

from credit_engine.absent import Absent, absent, merge
from credit_engine.operators.table import define, signature


def _places(name: str, values: Sequence[str], order: Sequence[str] | None) -> list[int] | Absent:
    """The places of values in an order that lists the best one first."""
    if order is None:
        return absent("invalid_argument", name, "no order is declared or given")
    if any(isinstance(value, Absent) for value in (*values, *order)):
        return merge(*values, *order)
    strange = next((value for value in values if value not in order), None)
    if strange is not None:
        return absent("invalid_argument", name, f"the order does not list {strange}")
    return [order.index(value) for value in values]


def _compared(name: str, holds: Callable[[int, int], bool]) -> Callable[..., bool | Absent]:
    def compared(value: str, other: str, order: list[str] | None = None) -> bool | Absent:
        places = _places(name, (value, other), order)
        return places if isinstance(places, Absent) else holds(*places)

    return compared


def _chosen(name: str, choose: Callable[[list[int]], int]) -> Callable[..., Any]:
    def chosen(items: list[str], order: list[str] | None = None) -> Any:
        if not items:
            return absent("invalid_argument", name, "an empty list")
        places = _places(name, items, order)
        return places if isinstance(places, Absent) or order is None else order[choose(places)]

    return chosen


def _define(name: str, form: str, result: str, row: Callable[..., Any], doc: str, example: str) -> None:
    by_order = f"{doc} by the declared order, or by one that lists the best value first."
    define(name, (signature(form, result, row),), by_order, example, source="credit_engine")


def _define_comparison(name: str, holds: Callable[[int, int], bool], doc: str, example: str) -> None:
    form = "value: text, other: text, order?: list<text>"
    _define(name, form, "boolean", _compared(name, holds), doc, f"{name}({example}")


def _define_choice(name: str, choose: Callable[[list[int]], int], example: str) -> None:
    doc = f"The {name} of some values; null for none;"
    _define(name, "list: list<text>, order?: list<text>", "item", _chosen(name, choose), doc, example)


_define_comparison("better than", lt, "Whether the first is better", '"A", "B", ["A", "B"]) = true')
_define_comparison("worse than", gt, "Whether the first is worse", '"B", "A", ["A", "B"]) = true')
_define_comparison(
    "at least as good as", le, "Whether the first is as good or better", '"A", "A", ["A", "B"]) = true'
)
_define_comparison(
    "at most as good as", ge, "Whether the first is as good or worse", '"B", "A", ["A", "B"]) = true'
)
_define_choice("best", min, 'best(["B", "A"], ["A", "B"]) = "A"')
_define_choice("worst", max, 'worst(["B", "A"], ["A", "B"]) = "B"')
