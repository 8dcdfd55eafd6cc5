"""Functions that relate points and ranges, against sets of sampled points and the standard's table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.operators.value_classes import RangeValue
from operators.calls import call, code


def rng(text: Any) -> Any:
    """A range from text such as `[1..5)` or `(>3)`; other values as they are."""
    if not isinstance(text, str) or text[0] not in "[(":
        return text
    if text[1] in "<>":
        closed, end = text[2] == "=", int(text.strip("(<>=)"))
        return (
            RangeValue(None, end, False, closed) if text[1] == "<" else RangeValue(end, None, closed, False)
        )
    low, high = text[1:-1].split("..")
    return RangeValue(int(low), int(high), text[0] == "[", text[-1] == "]")


@pytest.mark.parametrize(
    ("name", "a", "b", "result"),
    [
        ("before", 1, 10, True),
        ("before", 10, 1, False),
        ("before", 1, "[1..10]", False),
        ("before", 1, "(1..10]", True),
        ("before", "[1..10)", 10, True),
        ("before", "[1..10]", 10, False),
        ("before", "[1..10)", "[10..20]", True),
        ("before", "[1..10]", "(10..20]", True),
        ("before", "[1..10]", "[10..20]", False),
        ("before", "(>5)", "[7..9]", False),
        ("before", "(<5)", "[5..9]", True),
        ("after", 10, "[1..10)", True),
        ("after", "(10..20]", 10, True),
        ("after", "[11..20]", "[1..10]", True),
        ("meets", "[1..5]", "[5..10]", True),
        ("meets", "[1..5)", "[5..10]", False),
        ("met by", "[5..10]", "[1..5]", True),
        ("met by", "(5..10]", "[1..5]", False),
        ("overlaps", "[1..5]", "[3..8]", True),
        ("overlaps", "[1..5]", "(5..8]", False),
        ("overlaps", "(<3)", "(>2)", True),
        ("overlaps before", "[1..5]", "[3..8]", True),
        ("overlaps before", "[1..5)", "[3..5]", True),
        ("overlaps before", "[1..5]", "(1..5)", False),
        ("overlaps before", "[1..5)", "(1..5]", True),
        ("overlaps before", "(<5)", "[3..8]", True),
        ("overlaps after", "[3..8]", "[1..5]", True),
        ("overlaps after", "(1..6]", "[1..5]", True),
        ("overlaps after", "[5..8]", "[1..5)", False),
        ("finishes", 10, "[1..10]", True),
        ("finishes", 10, "[1..10)", False),
        ("finishes", "[5..10]", "[1..10]", True),
        ("finishes", "[5..10)", "[1..10]", False),
        ("finishes", "(1..10]", "[1..10]", True),
        ("finishes", 3, "(>1)", False),
        ("finished by", "[1..10]", 10, True),
        ("finished by", "[1..10]", "(1..10]", True),
        ("includes", "[1..10]", 1, True),
        ("includes", "(1..10]", 1, False),
        ("includes", "[1..10]", "[1..10)", True),
        ("includes", "[1..10)", "[1..10]", False),
        ("includes", "(>1)", "[2..3]", True),
        ("during", 5, "[1..10]", True),
        ("during", "[4..6]", "[1..10)", True),
        ("starts", 1, "[1..10]", True),
        ("starts", 1, "(1..10]", False),
        ("starts", "(1..5]", "(1..5]", True),
        ("starts", "[1..10]", "[1..10)", False),
        ("started by", "[1..10]", 1, True),
        ("started by", "[1..10]", "[1..5]", True),
        ("coincides", 5, 5, True),
        ("coincides", 5, 6, False),
        ("coincides", "[1..5]", "[1..5]", True),
        ("coincides", "(1..5)", "[1..5]", False),
        ("coincides", "(<5)", "(<5)", True),
    ],
)
def test_the_relations_of_the_standard(name: str, a: Any, b: Any, result: bool) -> None:
    assert call(name, rng(a), rng(b)) is result


SAMPLES = [Decimal(n) / 4 for n in range(-4, 45)]
bounded = st.builds(
    lambda low, length, *closed: RangeValue(low, low + length, *closed),
    st.integers(0, 8),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)


def points(value: RangeValue) -> set[Decimal]:
    return {x for x in SAMPLES if call("includes", value, x)}


@given(bounded, bounded)
def test_relations_of_ranges_are_those_of_their_points(a: RangeValue, b: RangeValue) -> None:
    left, right = points(a), points(b)
    assert call("before", a, b) is (max(left) < min(right))
    assert call("after", a, b) is (min(left) > max(right))
    assert call("overlaps", a, b) is bool(left & right)
    assert call("includes", a, b) is (left >= right)
    assert call("during", a, b) is (left <= right)
    assert call("coincides", a, b) is (left == right)
    assert call("overlaps before", a, b) is call("overlaps after", b, a)
    assert call("finishes", a, b) is (left <= right and max(left) == max(right))
    assert call("starts", a, b) is (left <= right and min(left) == min(right))


def test_ends_of_other_kinds_and_null_ends_are_not_decided() -> None:
    assert code("before", 1, RangeValue("a", "b")) == "not_comparable"
    assert call("includes", RangeValue(1, 10), "a") is None
    assert code("coincides", 1, "a") == "not_comparable"
    assert code("before", "a", True) == "wrong_arguments"


def test_parameters_have_the_standards_names() -> None:
    assert call("before", point1=1, point2=2) is True
    assert call("includes", range=RangeValue(1, 3), point=2) is True
    assert call("meets", range1=RangeValue(1, 3), range2=RangeValue(3, 4)) is True
