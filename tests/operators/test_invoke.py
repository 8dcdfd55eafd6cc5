"""Calls: which signature the arguments fit, by position, by name, and after conversion."""

from __future__ import annotations

from typing import Any

import pytest

from credit_engine.absent import NULL, Absent
from credit_engine.operators import FUNCTIONS
from credit_engine.operators.invoke import bind, invoke
from credit_engine.operators.table import Function, signature
from credit_engine.operators.value_classes import FunctionValue
from operators.calls import call, code, function, plain


def test_arguments_are_bound_by_position_or_by_name() -> None:
    assert call("substring", "foobar", 3, 2) == "ob"
    assert call("substring", start_position=3, string="foobar") == "obar"
    assert plain(invoke(FUNCTIONS["substring"], ["foobar", 3], ("", ""))) == "obar"


def test_an_omitted_optional_argument_may_stand_before_a_given_one() -> None:
    form = signature("a: number, b?: number, c?: number", "number", lambda a, b, c: [a, b is None, c])
    odd = Function("odd one", (form,), "", "")
    assert invoke(odd, [1, 3], ("a", "c")) == [1, True, 3]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("abs", []),
        ("abs", [1, 1]),
        ("abs", ["-1"]),
        ("sqrt", [True]),
        ("count", []),
        ("not", [0]),
        ("range", [1]),
    ],
)
def test_arguments_that_fit_no_signature_are_refused(name: str, arguments: list[Any]) -> None:
    assert code(name, *arguments) == "wrong_arguments"


@pytest.mark.parametrize("names", [{"number": -1}, {"n": -1, "m": 2}, {"N": 1}])
def test_names_that_no_signature_has_are_refused(names: dict[str, Any]) -> None:
    assert code("abs", **names) == "wrong_arguments"


def test_a_refusal_says_what_was_expected_and_given() -> None:
    result = invoke(FUNCTIONS["round up"], ["a", 1])
    assert result.causes[0].detail == "round up(n, scale) cannot be called with (text, number)"


def test_a_single_value_stands_for_its_list_and_a_list_of_one_for_its_item() -> None:
    assert call("string join", "a", "X") == "a"
    assert call("abs", [-1]) == 1
    assert call("context merge", {"a": 1}) == {"a": 1}


def test_a_null_argument_makes_the_result_null() -> None:
    assert code("abs", None) == "invalid_argument"
    assert call("list contains", [1, None], None) is True


def test_a_bound_function_takes_its_arguments_in_the_order_of_the_call() -> None:
    assert bind(FUNCTIONS["modulo"], 2, ("divisor", "dividend"))(5, 12) == 2
    assert bind(FUNCTIONS["min"], 3)(3, 1, 2) == 1
    assert bind(FUNCTIONS["abs"], 1) is not bind(FUNCTIONS["abs"], 2)


def test_a_function_value_is_called_with_exactly_its_parameters() -> None:
    minus = function("a", "b", gives=lambda a, b: a - b)
    assert invoke(minus, [5, 3]) == 2
    assert invoke(minus, [5, 3], ("b", "a")) == -2
    assert invoke(minus, [5, 3], ("", "")) == 2
    assert invoke(minus, [5]).causes[0].code == "wrong_arguments"
    assert invoke(minus, [5, 3], ("a", "c")).causes[0].code == "wrong_arguments"


def test_the_declared_types_of_parameters_convert_or_refuse() -> None:
    first = FunctionValue(("a",), lambda a: a, ("list<number>",))
    assert invoke(first, [1]) == [1]
    assert invoke(first, ["x"]).causes[0].code == "wrong_type"
    assert isinstance(invoke(first, [NULL]), Absent)


@pytest.mark.parametrize("value", [1, "a", True, [1], {}])
def test_other_values_cannot_be_called(value: Any) -> None:
    assert invoke(value, []).causes[0].code == "no_such_function"


def test_calling_nothing_keeps_the_cause() -> None:
    assert invoke(NULL, [1]) is NULL


def test_a_signature_in_short_form() -> None:
    form = signature("list: list<context<a: number, b: text>>, *item?: any?", "same", len)
    assert [p.name for p in form.parameters] == ["list", "item"]
    assert form.parameters[0].type == "list<context<a: number, b: text>>"
    assert (form.parameters[1].optional, form.parameters[1].nullable, form.variadic) == (True, True, True)
