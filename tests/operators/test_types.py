"""Types as text: conformance, implicit conversion, string(), paths and positions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from credit_engine.absent import NULL, Absent, absent
from credit_engine.operators import FUNCTIONS, access
from credit_engine.operators.kinds import kind_of
from credit_engine.operators.text_form import to_string
from credit_engine.operators.types import MISFIT, conforms, converter, parse_type
from credit_engine.operators.value_classes import RangeValue
from operators.calls import feel, function, plain, values


def coerce(value: Any, type_text: str) -> Any:
    """The value as a type wants it; null where it cannot be."""
    if isinstance(value, Absent):
        return value
    found = converter(parse_type(type_text))(value)
    return NULL if found is MISFIT else found


TWO_ARGUMENTS = function("a", "b", gives=lambda a, b: a)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "number"),
        (Decimal(1), "number"),
        ("a", "text"),
        (True, "boolean"),
        ("@2021-01-01", "date"),
        ("@10:00:00", "time"),
        ("@2021-01-01T10:00:00", "date and time"),
        ("@P1D", "days and time duration"),
        ("@P1M", "years and months duration"),
        ([], "list"),
        ({}, "context"),
        (RangeValue(1, 2), "range"),
        (TWO_ARGUMENTS, "function"),
        (FUNCTIONS["sum"], "function"),
        (None, "null"),
    ],
)
def test_every_value_has_one_kind(value: Any, kind: str) -> None:
    assert kind_of(feel(value)) == kind


@pytest.mark.parametrize(
    ("value", "type_text", "result"),
    [
        (1, "number", True),
        (True, "number", False),
        (1, "string", False),
        ("a", "text", True),
        ("a", "string", True),
        (1, "Any", True),
        (None, "Any", False),
        (None, "number", False),
        (1, "integer", True),
        (Decimal("1.5"), "integer", False),
        ([1, 2], "list<number>", True),
        ([1, "a"], "list<number>", False),
        ([1, None], "list<number>", True),
        ([1, "a"], "list<number|text>", True),
        ([1], "list", True),
        ([[1]], "list<list<number>>", True),
        ([[1], ["a"]], "list<list<number>>", False),
        ({"a": 1}, "context", True),
        ({"a": 1}, "context<a: number>", True),
        ({"a": 1, "b": 2}, "context<a: number>", True),
        ({"a": "1"}, "context<a: number>", False),
        ({}, "context<a: number>", False),
        ({"a": None}, "context<a: number>", True),
        ({"a b": {"c": 1}}, "context<a b: context<c: number>>", True),
        (RangeValue(1, 2), "range<number>", True),
        (RangeValue(1, None), "range<number>", True),
        (RangeValue("a", "b"), "range<number>", False),
        (TWO_ARGUMENTS, "function<number, number> -> number", True),
        (TWO_ARGUMENTS, "function<number> -> number", False),
        (TWO_ARGUMENTS, "function", True),
        (TWO_ARGUMENTS, "function<>->Any", False),
        ("@P1D", "days and time duration", True),
        ("@P1D", "number|years and months duration", False),
        (1, "no such type", False),
    ],
)
def test_conformance(value: Any, type_text: str, result: bool) -> None:
    assert conforms(feel(value), type_text) is result


TOO_DEEP = "list<" * 70 + "number" + ">" * 70


@pytest.mark.parametrize(
    "text", ["", "list<", TOO_DEEP, "list<number", "context<number>", "|", "list<number>>", "<a>"]
)
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"type|expected"):
        parse_type(text)


@pytest.mark.parametrize(
    ("value", "type_text", "result"),
    [
        (1, "list<number>", [1]),
        ([1], "number", 1),
        ([1, 2], "number", None),
        ([[1]], "number", None),
        (1, "text", None),
        ("@2021-01-01", "date and time", "@2021-01-01T00:00:00Z"),
        (["@2021-01-01"], "date and time", "@2021-01-01T00:00:00Z"),
        (["@2021-01-01"], "list<date and time>", ["@2021-01-01T00:00:00Z"]),
        ({"a": ["@2021-01-01"], "b": 1}, "context<a: date>", {"a": "@2021-01-01", "b": 1}),
        ({"a": [1, 2]}, "context<a: number>", None),
        ([1, "a"], "list<number>", None),
        (None, "number", None),
    ],
)
def test_implicit_conversion(value: Any, type_text: str, result: Any) -> None:
    assert plain(coerce(feel(value), type_text)) == plain(feel(result))


def test_a_value_that_fits_is_handed_on_as_it_is() -> None:
    value = [1, 2, NULL]
    assert coerce(value, "list<number>") is value


@given(values)
def test_conversion_to_any_type_never_raises_and_conforms(value: Any) -> None:
    for type_text in (
        "number",
        "list<text>",
        "context<a: list<number>>",
        "date and time",
        "number|text",
        "range<date>",
    ):
        result = coerce(value, type_text)
        assert isinstance(result, Absent) or conforms(result, type_text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (Decimal("1.50"), "1.5"),
        (True, "true"),
        ([1, "a", None], '[1, "a", null]'),
        ({}, "{}"),
        ({"a": 1, "b c": "x", "+": [False]}, '{a: 1, b c: "x", "+": [false]}'),
        ("@P1D", "P1D"),
        (["@2021-01-01", "@10:00:00Z"], "[2021-01-01, 10:00:00Z]"),
        (RangeValue(1, 3), "[1..3]"),
        (RangeValue("a", "b", False, False), '("a".."b")'),
        (RangeValue(None, 3, False, True), "(<=3)"),
        (RangeValue(3, None, False, False), "(>3)"),
        (['say "hi"\n\\'], '["say \\"hi\\"\\n\\\\"]'),
        (TWO_ARGUMENTS, "function(a, b)"),
        (None, None),
    ],
)
def test_the_text_of_a_value(value: Any, text: str | None) -> None:
    assert plain(to_string(feel(value))) == text


def test_the_text_of_endlessly_shared_lists_has_bounded_work() -> None:
    tree: list[Any] = [1]
    for _ in range(60):
        tree = [tree, tree]
    result = to_string(tree)
    assert isinstance(result, Absent)
    assert result.causes[0].code == "limit_exceeded"


@given(values)
def test_every_value_has_a_text(value: Any) -> None:
    assert isinstance(to_string(value), str | Absent)


@pytest.mark.parametrize(
    ("value", "name", "result"),
    [
        ({"a": 1}, "a", 1),
        ({"a": 1}, "b", None),
        ({"a": None}, "a", None),
        ([{"a": 1}, {"b": 2}], "a", [1, None]),
        ([{"a": [1]}, {"a": [2, 3]}], "a", [[1], [2, 3]]),
        (None, "a", None),
        (1, "a", None),
        ("@2021-02-03", "month", 2),
        (RangeValue(1, 2, False, True), "start", 1),
        (RangeValue(1, 2, False, True), "start included", False),
        (RangeValue(None, 2), "start", None),
        (RangeValue(None, 2), "start included", False),
        (RangeValue(1, 2), "x", None),
        ([[{"a": 1}]], "a", [None]),
    ],
)
def test_a_path_leads_to_entries_and_properties(value: Any, name: str, result: Any) -> None:
    assert plain(access.field(feel(value), name)) == result


def test_a_path_over_an_unknown_keeps_its_cause_and_a_missing_key_has_its_own() -> None:
    unknown = absent("not_given", "x")
    assert access.field(unknown, "a") is unknown
    assert access.field({}, "a").causes[0] == ("no_such_key", "a", "", True)


@pytest.mark.parametrize(
    ("value", "index", "result"),
    [
        ([1, 2, 3], 1, 1),
        ([1, 2, 3], -1, 3),
        ([1, 2, 3], 0, None),
        ([1, 2, 3], 4, None),
        ([1, 2, 3], -4, None),
        ([1, 2, 3], Decimal("2.0"), 2),
        ([1, 2, 3], Decimal("1.5"), None),
        (True, 1, True),
        ("a", 2, None),
        ([1], None, None),
        (None, 1, None),
        ([1], "1", None),
    ],
)
def test_an_item_at_a_position(value: Any, index: Any, result: Any) -> None:
    assert plain(access.item_at(feel(value), feel(index))) == result


def test_what_is_no_value_of_feel_is_foreign() -> None:
    assert kind_of(object()) == "foreign"
    assert conforms(1.5, "number") is False
    assert isinstance(access.field(1.5, "a"), Absent)
