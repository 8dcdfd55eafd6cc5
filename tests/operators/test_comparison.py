"""Equality, order, `between`, `in` and three-valued logic."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.absent import NULL, Absent, absent
from credit_engine.operators import comparison
from credit_engine.operators.equality import absent_parts, compare, equal, known_equal
from credit_engine.operators.value_classes import RangeValue
from operators.calls import feel, plain, values

UNKNOWN = absent("not_given", "x")


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        (1, Decimal("1.0"), True),
        (1, 2, False),
        ("a", "a", True),
        (None, None, True),
        (1, None, False),
        (None, [], False),
        (True, 1, None),
        (100, "100", None),
        ([], {}, None),
        ([], 0, None),
        ("@P1Y", "@P365D", None),
        ("@P1Y", "@P12M", True),
        ([1, [2, {"a": "b"}]], [1, [2, {"a": "b"}]], True),
        ([1, 2], [1, 2, 3], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1], ["1"], False),
        ([None], [None], True),
        ([None], [1], False),
    ],
)
def test_equality(a: Any, b: Any, result: bool | None) -> None:
    assert plain(equal(feel(a), feel(b))) is result
    assert plain(equal(feel(b), feel(a))) is result
    assert plain(comparison.not_equal(feel(a), feel(b))) is (None if result is None else not result)


def test_ranges_are_equal_by_their_ends_and_whether_these_belong_to_them() -> None:
    assert equal(RangeValue(1, 10), RangeValue(Decimal("1.0"), 10)) is True
    assert equal(RangeValue(1, 10), RangeValue(1, 10, False, True)) is False
    assert equal(RangeValue(None, 10), RangeValue(None, 10)) is True
    assert equal(RangeValue(None, 10), RangeValue(NULL, 10)) is False


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        ([1, UNKNOWN], [1, 2], None),
        ([1, UNKNOWN], [2, 2], False),
        ({"a": UNKNOWN}, {"b": 1}, False),
        (UNKNOWN, UNKNOWN, None),
        (UNKNOWN, 1, None),
        ([1, [2]], [1, [2]], True),
        (["a"], [1], None),
    ],
)
def test_where_absent_means_unknown_equality_is_decided_by_the_known_parts(
    a: Any, b: Any, result: bool | None
) -> None:
    assert plain(known_equal(a, b)) is result


@given(values)
def test_every_value_without_functions_equals_itself(value: Any) -> None:
    assert plain(equal(value, value)) is not False or "Function" in repr(value)


def shared_lists(depth: int) -> list[Any]:
    """Lists of two references to the level below: few objects, 2 ** depth items to a naive walk."""
    tree: list[Any] = []
    for _ in range(depth):
        tree = [tree, tree]
    return tree


def test_equality_of_endlessly_shared_lists_has_bounded_work() -> None:
    result = equal(shared_lists(60), shared_lists(60))
    assert isinstance(result, Absent)
    assert result.causes[0].code == "limit_exceeded"


def test_unknown_parts_are_collected_once_for_each_shared_list() -> None:
    tree: list[Any] = [UNKNOWN]
    for _ in range(60):
        tree = [tree, tree]
    assert list(absent_parts(tree)) == [UNKNOWN]
    assert list(absent_parts([1, {"a": "b"}])) == []


def test_a_nest_of_a_hundred_thousand_lists_overflows_nothing() -> None:
    left: list[Any] = []
    right: list[Any] = []
    for _ in range(100_000):
        left, right = [left], [right]
    assert equal(left, right) is True
    assert list(absent_parts(left)) == []


@pytest.mark.parametrize(
    ("a", "b", "order"),
    [
        (1, 2, -1),
        (Decimal("2.0"), 2, 0),
        ("b", "a", 1),
        ("@P1D", "@PT23H", 1),
        ("@2021-01-01", "@2021-01-02", -1),
        (True, False, None),
        (1, "1", None),
        ([1], [2], None),
        (None, 1, None),
        ("@P1Y", "@P1D", None),
    ],
)
def test_order(a: Any, b: Any, order: int | None) -> None:
    assert plain(compare(feel(a), feel(b))) == order
    results = [
        plain(f(feel(a), feel(b)))
        for f in (comparison.less, comparison.less_equal, comparison.greater, comparison.greater_equal)
    ]
    assert results == ([None] * 4 if order is None else [order < 0, order <= 0, order > 0, order >= 0])


def test_text_is_ordered_by_code_point() -> None:
    assert comparison.less("Z", "a") is True
    assert comparison.less("\uffff", "\U0001f40e") is True


@pytest.mark.parametrize(
    ("value", "low", "high", "result"),
    [
        (1, 1, 10, True),
        (10, 1, 10, True),
        (0, 1, 10, False),
        ("c", "b", "d", True),
        (None, 1, 10, None),
        (2, 1, None, None),
        (0, 1, None, False),
        (5, "a", 10, None),
    ],
)
def test_between(value: Any, low: Any, high: Any, result: bool | None) -> None:
    assert plain(comparison.between(feel(value), feel(low), feel(high))) is result


ONE_TO_TEN = RangeValue(1, 10, low_closed=False, high_closed=True)


@pytest.mark.parametrize(
    ("value", "test", "result"),
    [
        (1, ONE_TO_TEN, False),
        (10, ONE_TO_TEN, True),
        (5, RangeValue(None, 5, True, False), False),
        (5, RangeValue(5, None), True),
        (5, RangeValue(NULL, 10), None),
        (NULL, ONE_TO_TEN, None),
        ("a", ONE_TO_TEN, None),
        (1, [2, 3, 1], True),
        (1, [2, "a"], False),
        (5, [RangeValue(1, 2), RangeValue(4, 6)], True),
        ([1, 2], [[1, 2], [3]], True),
        ([1, 2], [1, 2], True),
        ([1, 2], [1, 3], False),
        (1, 1, True),
        (1, "1", None),
        (True, RangeValue(True, True, operator="="), True),
        (True, RangeValue(True, True, False, False, "!="), False),
        ([1, 2], RangeValue([1, 3], [1, 3], False, False, "!="), True),
        (NULL, [NULL], True),
    ],
)
def test_in(value: Any, test: Any, result: bool | None) -> None:
    assert plain(comparison.contains(value, test)) is result


@pytest.mark.parametrize(
    ("value", "test", "result"),
    [
        (1, [1, UNKNOWN], True),
        (2, [1, UNKNOWN], None),
        (UNKNOWN, [1], None),
        (2, [1, 3], False),
        (1, UNKNOWN, None),
        (3, [RangeValue(UNKNOWN, 2)], None),
        (3, [RangeValue(1, 4), UNKNOWN], True),
    ],
)
def test_in_where_absent_means_unknown(value: Any, test: Any, result: bool | None) -> None:
    assert plain(comparison.known_contains(value, test)) is result


truths = st.sampled_from([True, False, UNKNOWN])


@given(st.lists(truths, max_size=4))
def test_logic_is_kleenes(operands: list[Any]) -> None:
    low = [0 if o is False else 2 if o is True else 1 for o in operands]
    names = {0: False, 1: None, 2: True}
    assert plain(comparison.conjunction(*operands)) is names[min(low, default=2)]


def test_what_is_no_boolean_counts_as_undecided() -> None:
    assert comparison.conjunction(False, 123) is False
    assert plain(comparison.conjunction(True, 123)) is None
    assert plain(comparison.negation("true")) is None
    assert comparison.negation(False) is True


def test_undecided_operands_keep_their_causes() -> None:
    result = comparison.conjunction(True, absent("not_given", "a"), absent("not_given", "b"))
    assert isinstance(result, Absent)
    assert [cause.subject for cause in result.causes] == ["a", "b"]


@given(values, values)
def test_no_operands_make_a_comparison_raise(a: Any, b: Any) -> None:
    for operator in ("=", "!=", "<", "<=", ">", ">="):
        result = comparison.compare_test(operator, a, b)
        assert isinstance(result, bool | Absent)
    assert isinstance(comparison.contains(a, b), bool | Absent)
    assert isinstance(comparison.known_contains(a, b), bool | Absent)
