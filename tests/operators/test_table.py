"""The table of functions: its examples hold, and no argument makes a function raise."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine.absent import NULL, Absent, absent
from credit_engine.feel import evaluate
from credit_engine.operators import FUNCTIONS
from credit_engine.operators.equality import absent_parts
from credit_engine.operators.invoke import invoke
from credit_engine.operators.kinds import kind_of
from credit_engine.operators.table import Function, define
from credit_engine.operators.types import parse_type
from operators.calls import values

DMN_1_5 = """
    abs, after, all, any, append, before, ceiling, coincides, concatenate, contains, context, context merge,
    context put, count, date, date and time, day of week, day of year, decimal, distinct values, duration,
    during, ends with, even, exp, finished by, finishes, flatten, floor, get entries, get value, includes,
    index of, insert before, is, list contains, list replace, log, lower case, matches, max, mean, median,
    meets, met by, min, mode, modulo, month of year, not, now, number, odd, overlaps, overlaps after,
    overlaps before, product, range, remove, replace, reverse, round down, round half down, round half up,
    round up, sort, split, sqrt, started by, starts, starts with, stddev, string, string join,
    string length, sublist, substring, substring after, substring before, sum, time, today, union,
    upper case, week of year, years and months duration
"""


def test_every_function_of_the_standard_is_there() -> None:
    assert {name.strip() for name in DMN_1_5.split(",")} <= FUNCTIONS.keys()


def test_nothing_in_the_table_draws_lots() -> None:
    assert not [name for name in FUNCTIONS if "random" in name or "uuid" in name]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_example_of_a_function_holds(name: str) -> None:
    assert evaluate(FUNCTIONS[name].example, as_of=dt.date(2026, 11, 23)) in (True, 2026, 0)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_types_of_a_function_are_types(name: str) -> None:
    for form in FUNCTIONS[name].signatures:
        assert all(parse_type(parameter.type) for parameter in form.parameters)
        assert form.result in ("same", "item") or parse_type(form.result)


def test_a_name_is_entered_once() -> None:
    with pytest.raises(ValueError, match="defined twice"):
        define(FUNCTIONS["sum"])


def is_value(value: Any) -> bool:
    """Whether this is a value of FEEL, with numbers of at most 34 digits."""
    if isinstance(value, list):
        return all(map(is_value, value))
    if isinstance(value, dict):
        return all(map(is_value, value.values()))
    if isinstance(value, Decimal):
        return value.is_finite() and len(value.as_tuple().digits) <= 34
    return abs(value) < 10**34 if type(value) is int else bool(kind_of(value))


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(values, max_size=4))
def test_every_function_gives_a_value_for_whatever_it_is_called_with(name: str, arguments: list[Any]) -> None:
    assert is_value(invoke(FUNCTIONS[name], arguments))


@settings(max_examples=500, deadline=None)
@given(st.data(), st.sampled_from(sorted(FUNCTIONS)))
def test_named_arguments_of_any_kind_give_a_value(data: st.DataObject, name: str) -> None:
    form = data.draw(st.sampled_from(FUNCTIONS[name].signatures))
    names = tuple(parameter.name for parameter in form.parameters)
    arguments = data.draw(st.lists(values, min_size=len(names), max_size=len(names)))
    assert is_value(invoke(FUNCTIONS[name], arguments, names))


STRICT = [f for f in FUNCTIONS.values() if f.unknown == "strict" and f.signatures[0].parameters]


@pytest.mark.parametrize("function", STRICT, ids=lambda f: f.name)
def test_a_null_that_no_parameter_takes_makes_the_result_null_with_its_cause(function: Function) -> None:
    unknown = absent("not_given", "applicant.income")
    for form in function.signatures:
        taken = [p.nullable for p in form.parameters]
        if all(taken):
            continue
        result = invoke(function, [NULL if nullable else unknown for nullable in taken])
        assert isinstance(result, Absent)
        assert ("not_given", "applicant.income") in [c[:2] for c in result.causes]


@given(values)
def test_only_functions_that_observe_turn_unknown_into_known(value: Any) -> None:
    result = invoke(FUNCTIONS["is missing"], [value])
    assert result is isinstance(value, Absent)
    chosen = invoke(FUNCTIONS["if missing"], [value, 7])
    assert chosen is (7 if isinstance(value, Absent) else value)


@given(values)
def test_absent_parts_are_found_at_any_depth(value: Any) -> None:
    assert bool(list(absent_parts([[{"a": value}, NULL]])))
    assert len(list(absent_parts([value, [NULL]]))) == len(list(absent_parts(value))) + 1 or value is NULL
