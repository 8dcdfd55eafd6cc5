"""Corners of FEEL, with the values that DMN 1.5 gives."""

from __future__ import annotations

from typing import Any

import pytest

from credit_engine.feel import evaluate


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("{a: 1, a: 2}", None),
        ('{a: 1, "a": 2}', None),
        ("{a: 1, b: a, a: 3}.b", None),
        ("[{a: 1, a: 1}]", [None]),
        ("{a: 1, b: {a: 2}}", {"a": 1, "b": {"a": 2}}),
    ],
)
def test_a_context_with_a_key_twice_is_null(expression: str, value: Any) -> None:
    assert evaluate(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[{item: 1}, {item: 2}, {item: 3}][item >= 2]", [{"item": 2}, {"item": 3}]),
        ("[{item: {a: 1}}, {item: {a: 2}}][item.a = 2]", [{"item": {"a": 2}}]),
        ("[{a: 1}, {item: 2}][item = 2]", [{"item": 2}]),
        ("[{a: 1}, {a: 2}][item.a = 2]", [{"a": 2}]),
        ("[1, 2, 3][item >= 2]", [2, 3]),
        ('["item"][item = "item"]', ["item"]),
        ("[[1, 2], [3]][count(item) = 1]", [[3]]),
        ("[{item: [1, 2]}, {item: [3]}][item[1] = 3]", [{"item": [3]}]),
    ],
)
def test_an_entry_called_item_is_what_item_means(expression: str, value: Any) -> None:
    assert evaluate(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[1, -2][abs(item) = 2]", [-2]),
        ("[{a: -2}, {a: 1}][abs(a) = 2]", [{"a": -2}]),
        ('["a", "b"][upper case(item) = "A"]', ["a"]),
        ("[1, 2][not(item = 1)]", [2]),
        ('[1, 2][date("2026-01-01").year = 2026]', [1, 2]),
        ("[1, 2][today().year = 2026]", [1, 2]),
        ("[[1, -1], [2]][count(item[abs(item) = 1]) = 2]", [[1, -1]]),
        ("count([{f: function(x) x + 1}][f(1) = 2])", 1),
        ("count([{abs: function(x) 7}][abs(1) = 7])", 1),
        ('["abc"][substring(string: item, start position: 2) = "bc"]', ["abc"]),
    ],
)
def test_functions_are_called_within_filters(expression: str, value: Any) -> None:
    assert evaluate(expression, as_of="2026-11-23") == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[1, 2, 3] in (=[1, 2, 3])", True),
        ("[1, 2] in (=[1, 2, 3])", False),
        ("[1, 2] in (!=[1, 2, 3])", True),
        ("[1, 2, 3] in (!=[1, 2, 3])", False),
        ("{a: 1} in (={a: 1})", True),
        ("{a: 1} in (!={a: 1})", False),
        ("{a: 2} in (!={a: 1})", True),
        ("[] in (=[])", True),
        ("false in (!=true)", True),
        ("true in (!=true)", False),
        ("10 in (=10)", True),
        ("10 in (!=10)", False),
        ("11 in (!=10)", True),
        ('"a" in (="a")', True),
        ("5 in [(=5), (>9)]", True),
        ("6 in [(=5), (>9)]", False),
        ("6 in [(!=5)]", True),
        ("(=10) = [10..10]", False),
        ("(=10) = (=10)", True),
        ("(!=10) = (!=10)", True),
        ("(=10) != [10..10]", True),
        ("(=10) = (=11)", False),
        ("(!=10) = (=10)", False),
        ("[10..10] = [10..10]", True),
        ("(=10).start", 10),
        ("(=10).end included", True),
        ("(!=10).start", None),
        ("includes((=10), 10)", True),
        ("includes((!=10), [1..5])", None),
        ("before(5, (=10))", True),
        ("string((=5))", "(=5)"),
        ("string((!=5))", "(!=5)"),
    ],
)
def test_one_value_and_all_but_one_are_ranges_of_their_own(expression: str, value: Any) -> None:
    assert evaluate(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("for i in 2..1 return i", [2, 1]),
        ("for i in [2..1] return i", None),
        ("for i in (3..1) return i", None),
        ("for i in [1..3] return i", [1, 2, 3]),
        ("for i in (1..3) return i", [2]),
        ("for i in (1..1] return i", []),
        ("for i in [1..1] return i", [1]),
        ("for i in (=4) return i", [4]),
        ("for i in (!=4) return i", None),
        ('for i in [@"2026-01-03"..@"2026-01-01"] return i', None),
        ("some i in [2..1] satisfies i = 1", None),
        ("every i in [2..1] satisfies i = 1", None),
        ("for i in (<3) return i", None),
    ],
)
def test_only_a_loop_that_counts_goes_down(expression: str, value: Any) -> None:
    assert evaluate(expression) == value


@pytest.mark.parametrize(
    "expression",
    [
        "5 in [10..1]",
        "10 in [10..1]",
        "1 in (10..1)",
        '@"2026-05-05" in [@"2026-06-01"..@"2026-05-01"]',
        "5 between 10 and 1",
        '"b" in ["c".."a"]',
    ],
)
def test_nothing_lies_between_ends_the_wrong_way_round(expression: str) -> None:
    """DMN 1.5, table 55: `e1 in [e2..e3]` is `e1 >= e2 and e1 <= e3`."""
    assert evaluate(expression) is False


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('@"2026-11-23"', "2026-11-23"),
        ('@"08:30:00+08:00"', "08:30:00+08:00"),
        ('@"P1Y2M"', "P1Y2M"),
        ('@"-P1DT2H"', "-P1DT2H"),
        ('@"2026-11-23T08:30:00@Asia/Shanghai"', "2026-11-23T08:30:00@Asia/Shanghai"),
        ('[@"2026-11-23", null, "a", true, 1.50]', '[2026-11-23, null, "a", true, 1.5]'),
        ('{day: @"2026-11-23", "a+b": null, c: [@"P1D"]}', '{day: 2026-11-23, "a+b": null, c: [P1D]}'),
        ('[@"2026-11-23"..@"2026-11-24")', "[2026-11-23..2026-11-24)"),
        ('["a\\"b"]', '["a\\"b"]'),
        ("[]", "[]"),
        ("null", None),
    ],
)
def test_the_text_of_a_value_is_that_of_feel(expression: str, text: str | None) -> None:
    assert evaluate(f"string({expression})") == text
