"""Functions that look at, rearrange, combine and aggregate lists."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.absent import NULL, Absent, absent
from credit_engine.limits import MAX_LIST_LENGTH
from credit_engine.operators import FUNCTIONS, comparison
from credit_engine.operators.invoke import invoke
from operators.calls import call, code, function

ascending = function("x", "y", gives=comparison.less)
small_numbers = st.lists(st.decimals(-1000, 1000, places=2), min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("list contains", [[1, 2], Decimal("2.0")], True),
        ("list contains", [[1, None], None], True),
        ("list contains", [[[1]], [1]], True),
        ("list contains", [["a"], 1], False),
        ("count", [[]], 0),
        ("count", [5], 1),
        ("sublist", [[4, 5, 6], 2], [5, 6]),
        ("sublist", [[4, 5, 6], 1, 2], [4, 5]),
        ("sublist", [[4, 5, 6], -2, 1], [5]),
        ("sublist", [[4, 5, 6], 3, 0], []),
        ("sublist", [[4], 0], None),
        ("sublist", [[4], 2], None),
        ("sublist", [[4], 1, 2], None),
        ("append", [[1], 2, 3], [1, 2, 3]),
        ("append", [[1], [2]], [1, [2]]),
        ("append", [[], None], [None]),
        ("concatenate", [[1, 2], [3]], [1, 2, 3]),
        ("concatenate", [[1]], [1]),
        ("concatenate", [[1], None], None),
        ("insert before", [[1, 3], 1, 2], [2, 1, 3]),
        ("insert before", [[1, 3], -1, 2], [1, 2, 3]),
        ("insert before", [[1, 3], 3, 2], None),
        ("remove", [[1, 2, 3], 2], [1, 3]),
        ("remove", [[1, 2], -1], [1]),
        ("remove", [[1, 2], 0], None),
        ("list replace", [[2, 4], 2, 6], [2, 6]),
        ("list replace", [[2, 4], -1, 6], [2, 6]),
        ("list replace", [[2, 4], 3, 6], None),
        ("list replace", [[2, 4, 8], ascending, 5], [5, 5, 8]),
        ("reverse", [[1, 2, 3]], [3, 2, 1]),
        ("index of", [[1, 2, 3, 2], 2], [2, 4]),
        ("index of", [[1, None], None], [2]),
        ("index of", [[1], 2], []),
        ("union", [[1, 2], [2, 3]], [1, 2, 3]),
        ("distinct values", [[1, 2, Decimal("1.0"), "1"]], [1, 2, "1"]),
        ("distinct values", [[[1], [1], {}, {}, None, None]], [[1], {}, None]),
        ("duplicate values", [[1, 2, 3, 2, 1]], [1, 2]),
        ("flatten", [[[1, 2], [[3]], 4, []]], [1, 2, 3, 4]),
        ("sort", [[3, 1, 2], ascending], [1, 2, 3]),
        ("sort", [[], ascending], []),
    ],
)
def test_lists(name: str, arguments: list[Any], result: Any) -> None:
    assert call(name, *arguments) == result


@pytest.mark.parametrize("true_is_not", [1, Decimal(1)])
def test_true_and_one_are_different_values(true_is_not: Any) -> None:
    assert call("distinct values", [True, true_is_not]) == [True, true_is_not]
    assert len(call("distinct values", [True, true_is_not])) == 2
    assert call("list contains", [True], true_is_not) is False


def test_lists_are_never_changed() -> None:
    items = [3, 1, 2]
    for name, *others in [
        ("append", 4),
        ("remove", 1),
        ("reverse",),
        ("insert before", 1, 9),
        ("sort", ascending),
    ]:
        invoke(FUNCTIONS[name], [items, *others])
    assert items == [3, 1, 2]


@given(st.lists(st.integers(0, 5)))
def test_sorting_is_stable_and_keeps_every_item(keys: list[int]) -> None:
    items = [{"key": key, "place": place} for place, key in enumerate(keys)]
    by_key = function("x", "y", gives=lambda x, y: x["key"] < y["key"])
    assert call("sort", items, by_key) == sorted(items, key=lambda item: item["key"])


def test_an_order_that_is_not_decided_gives_null_with_its_cause() -> None:
    unknown = absent("not_given", "x")
    result = invoke(FUNCTIONS["sort"], [[2, 1], function("x", "y", gives=lambda x, y: unknown)])
    assert isinstance(result, Absent)
    assert result.causes[0].code == "not_given"
    assert code("sort", [2, 1], function("x", "y", gives=lambda x, y: 1)) == "wrong_type"
    assert code("list replace", [2], function("x", gives=lambda x: True), 1) == "wrong_arguments"
    assert code("list replace", [2], function("x", "y", gives=lambda x, y: x), 1) == "wrong_type"


def test_lists_do_not_grow_beyond_the_limit() -> None:
    full = [0] * MAX_LIST_LENGTH
    assert code("append", full, 1) == "limit_exceeded"
    assert code("concatenate", full, [1]) == "limit_exceeded"
    assert code("flatten", [full, 1]) == "limit_exceeded"


def test_flattening_endlessly_shared_empty_lists_has_bounded_work() -> None:
    tree: list[Any] = []
    for _ in range(60):
        tree = [tree, tree]
    result = invoke(FUNCTIONS["flatten"], [tree])
    assert isinstance(result, Absent)
    assert result.causes[0].code == "limit_exceeded"


@pytest.mark.slow
def test_distinct_values_of_many_contexts_have_bounded_work() -> None:
    assert code("distinct values", [{"a": n} for n in range(3_000)]) == "limit_exceeded"
    assert len(call("distinct values", list(range(50_000)))) == 50_000


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("min", [[3, 1, 2]], 1),
        ("min", [3, 1, 2], 1),
        ("max", [["a", "c", "b"]], "c"),
        ("min", [[]], None),
        ("max", [[1, "a"]], None),
        ("min", [[1, None]], None),
        ("max", [1], 1),
        ("max", [[[1]]], None),
        ("sum", [[1, 2, 3]], 6),
        ("sum", [1, 2, 3], 6),
        ("sum", [[]], 0),
        ("sum", [5], 5),
        ("sum", [[1, "a"]], None),
        ("sum", [[1, None]], None),
        ("mean", [[1, 2]], Decimal("1.5")),
        ("mean", [[]], None),
        ("product", [2, 3, 4], 24),
        ("product", [[]], None),
        ("median", [8, 2, 5, 3, 4], 4),
        ("median", [[6, 1, 2, 3]], Decimal("2.5")),
        ("median", [[]], None),
        ("stddev", [[47]], None),
        ("stddev", [[3, 3]], 0),
        ("mode", [6, 1, 9, 6, 1], [1, 6]),
        ("mode", [[]], []),
        ("all", [[True, None]], None),
        ("all", [[False, None, 1]], False),
        ("all", [[]], True),
        ("all", [True, True], True),
        ("all", [[1]], None),
        ("any", [[False, None]], None),
        ("any", [[True, None, 1]], True),
        ("any", [[]], False),
        ("any", [False, False], False),
        ("all", [None], None),
        ("all", [], None),
        ("sum", [], None),
    ],
)
def test_aggregates(name: str, arguments: list[Any], result: Any) -> None:
    found = call(name, *arguments)
    assert found == result
    assert isinstance(found, bool) is isinstance(result, bool)


def test_an_unknown_item_does_not_hide_what_decides_all_and_any() -> None:
    unknown = absent("not_given", "x")
    assert FUNCTIONS["all"].unknown == FUNCTIONS["any"].unknown == "items"
    assert call("all", [unknown, False]) is False
    assert call("any", [unknown, True]) is True
    assert code("any", [unknown, False]) == "not_given"


def test_a_null_item_is_named_as_the_cause() -> None:
    assert code("sum", [1, NULL]) == "invalid_argument"
    assert code("all", [True, absent("not_given", "x")]) == "not_given"


@given(small_numbers)
def test_aggregates_agree_with_exact_fractions(items: list[Decimal]) -> None:
    exact = [Fraction(item) for item in items]
    assert Fraction(call("sum", items)) == sum(exact)
    assert abs(Fraction(call("mean", items)) - statistics.mean(exact)) <= Fraction(1, 10**30)
    assert call("median", items) == statistics.median(items)
    variance = statistics.variance(exact)
    root = Fraction(call("stddev", items))
    assert abs(root * root - variance) <= Fraction(1, 10**26)


def test_a_sum_is_rounded_once_so_that_order_does_not_matter() -> None:
    items = [Decimal("1E+33"), Decimal("0.5"), Decimal("0.5"), Decimal("-1E+33")]
    assert call("sum", items) == 1
    assert call("sum", items[::-1]) == 1
    assert call("mean", items) == Decimal("0.25")


def test_stddev_is_correctly_rounded() -> None:
    assert str(call("stddev", 2, 4, 7, 5)) == "2.081665999466132735282297706979931"
