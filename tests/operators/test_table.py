"""The table of functions: its examples hold, and no argument makes a function raise."""

from __future__ import annotations

import ast
import datetime as dt
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine import operators
from credit_engine.absent import NULL, Absent, absent
from credit_engine.feel import evaluate
from credit_engine.operators import FUNCTIONS
from credit_engine.operators.equality import absent_parts
from credit_engine.operators.homes import HOMES, TOPICS
from credit_engine.operators.invoke import invoke
from credit_engine.operators.kinds import kind_of
from credit_engine.operators.table import Function
from credit_engine.operators.types import parse_type
from drawing import examples
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


DEFINED = """
import sys
from importlib import import_module
from credit_engine.operators import table

found = []
def define(name, *_, **__):
    frame = sys._getframe()
    while not frame.f_globals["__name__"].endswith("_functions"):
        frame = frame.f_back
    found.append((frame.f_globals["__name__"].rpartition(".")[2], name))
table.define = define
for home in sys.argv[1:]:
    import_module(f"credit_engine.operators.{home}")
print(found)
"""
"""A program that says which module defines which name, each time that one is defined."""


def test_each_module_defines_the_names_that_are_listed_for_it_once() -> None:
    homes = [path.stem for path in Path(operators.__path__[0]).glob("*_functions.py")]
    run = subprocess.run([sys.executable, "-c", DEFINED, *homes], capture_output=True, text=True, check=True)
    defined: list[tuple[str, str]] = ast.literal_eval(run.stdout)
    assert sorted(defined) == sorted((home, name) for name, home in HOMES.items())
    assert len(HOMES) == sum(map(len, TOPICS.values()))


def test_a_name_that_is_not_listed_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'sum of squares' is not listed in operators\.homes"):
        FUNCTIONS.enter(replace(FUNCTIONS["sum"], name="sum of squares"))


LOOKED_UP = """
import sys
from credit_engine.operators import FUNCTIONS

assert "irr" in FUNCTIONS and "nonsense" not in FUNCTIONS and len(list(FUNCTIONS)) == len(FUNCTIONS)
before = set(sys.modules)
function = FUNCTIONS["count"]
print(*sorted(name for name in set(sys.modules) - before if name.endswith("_functions")))
try:
    FUNCTIONS["nonsense"]
except KeyError as error:
    print(error)
"""


def test_looking_a_function_up_loads_the_module_that_defines_it_and_no_other_mathematics() -> None:
    run = subprocess.run([sys.executable, "-c", LOOKED_UP], capture_output=True, text=True, check=True)
    loaded, unknown = run.stdout.splitlines()
    # Functions of lists bound positions as those of texts do.
    assert loaded == "credit_engine.operators.list_functions credit_engine.operators.text_functions"
    assert unknown == "'nonsense'"


def test_an_interrupted_import_of_a_module_can_be_tried_again() -> None:
    code = (
        "import sys; from credit_engine.operators import FUNCTIONS; first = FUNCTIONS['sum'];"
        "del sys.modules['credit_engine.operators.aggregate_functions'];"
        "import credit_engine.operators.aggregate_functions;"
        "print(FUNCTIONS['sum'].example, FUNCTIONS['sum'] is first)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == f"{FUNCTIONS['sum'].example} False"


def is_value(value: Any) -> bool:
    """Whether this is a value of FEEL, with numbers of at most 34 digits."""
    if isinstance(value, list):
        return all(map(is_value, value))
    if isinstance(value, dict):
        return all(map(is_value, value.values()))
    if isinstance(value, Decimal):
        return value.is_finite() and len(value.as_tuple().digits) <= 34
    return abs(value) < 10**34 if type(value) is int else bool(kind_of(value))


@settings(max_examples=examples(1500), deadline=None)
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(values, max_size=4))
def test_every_function_gives_a_value_for_whatever_it_is_called_with(name: str, arguments: list[Any]) -> None:
    assert is_value(invoke(FUNCTIONS[name], arguments))


@settings(max_examples=examples(500), deadline=None)
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


@pytest.mark.parametrize("name", ["best", "worst"])
@pytest.mark.parametrize(
    "arguments", [(["A"], ["A", absent("not_given", "x")]), (["A", absent("not_given", "x")], ["A"])]
)
def test_a_missing_value_in_a_list_or_in_its_order_leaves_the_choice_unknown(
    name: str, arguments: Any
) -> None:
    found = invoke(FUNCTIONS[name], list(arguments), ("list", "order"))
    assert [(cause.code, cause.subject) for cause in found.causes] == [("not_given", "x")]
