"""`credit-engine eval`: values as FEEL, names from JSON, null with its causes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.calling import call
from credit_engine.cli.evaluate import feel_notation
from credit_engine.feel import compile_expression


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("1 / 8", "0.125"),
        ("-1 + 2", "1"),
        ("-2 ** 2", "4"),
        ("0.10 * 3", "0.3"),
        ('"a" + "b"', '"ab"'),
        (r'"say \"hi\"\n"', r'"say \"hi\"\n"'),
        ("not(false)", "true"),
        ("null", "null"),
        ('date("2026-11-23") + duration("P1D")', '@"2026-11-24"'),
        ('duration("P1Y") * 2', '@"P2Y"'),
        ('[1, "a", [null, true], @"08:30:00"]', '[1, "a", [null, true], @"08:30:00"]'),
        ('{name: "x", "two words": 2}', '{name: "x", "two words": 2}'),
        ("[1..3)", "[1..3)"),
        ("[ ]", "[]"),
        ("{}", "{}"),
        ("for i in 1..3 return i * i", "[1, 4, 9]"),
    ],
)
def test_the_value_is_printed_as_feel(expression: str, printed: str) -> None:
    ended = call("eval", expression)
    assert (ended.status, ended.out) == (0, printed + "\n")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_printed_gives_the_value_back(value: object) -> None:
    given_value = compile_expression("x", ["x"])({"x": value})
    printed = feel_notation(compile_expression("x", ["x"]).value({"x": runtime(value)}))
    assert compile_expression(printed)() == given_value


def runtime(value: object) -> object:
    from credit_engine.python_values import from_python

    return from_python(value)


def test_names_come_from_json_with_exact_numbers() -> None:
    assert call("eval", "x + 0.1", "--input", '{"x": 0.2}').out == "0.3\n"
    assert call("eval", "a.full name", "--input", '{"a": {"full name": "N"}}').out == '"N"\n'
    assert call("eval", "客户.年龄 >= 18", "--input", '{"客户": {"年龄": 20}}').out == "true\n"


def test_input_may_be_a_file_or_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "values.json"
    path.write_text('{"x": 2}', "utf-8")
    assert call("eval", "x", "--input", f"@{path}").out == "2\n"
    assert call("eval", "x", "--input", "-", stdin='{"x": 3}').out == "3\n"


def test_null_names_its_causes_on_standard_error() -> None:
    ended = call("eval", "1 / 0 + 1")
    assert (ended.status, ended.out) == (0, "null\n")
    assert ended.err == "note: null because of division by zero (/)\n"


def test_today_is_the_day_that_is_given() -> None:
    assert call("eval", "today()", "--as-of", "2026-11-23").out == '@"2026-11-23"\n'
    assert call("eval", "string(now())", "--as-of", "2026-11-23T08:30:00").out == '"2026-11-23T08:30:00"\n'
    unknown = call("eval", "today()")
    assert unknown.out == "null\n"
    assert "no date was given" in unknown.err


@pytest.mark.parametrize(
    ("expression", "code"),
    [("1 +", "missing-operand"), ("a == 1", "double-equals"), ("", "empty-expression")],
)
def test_what_is_no_expression_is_a_diagnostic(expression: str, code: str) -> None:
    ended = call("eval", expression, "--input", '{"a": 1}')
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("<expression>:1:")
    assert f"[{code}]" in ended.err


def test_a_value_that_no_one_could_read_is_not_printed() -> None:
    ended = call("eval", "for i in 1..60 return [partial, partial]")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == "the value takes more than 1,000,000 characters [value-too-large]\n"


@pytest.mark.parametrize(
    ("given", "head"),
    [
        ("[1]", "--input:1:1: the input has to give values to names [wrong-type]"),
        ('{"x": NaN}', "--input:1:7: "),
        ("", "--input:1:1: "),
        ("@no/such/file.json", "no/such/file.json: there is no such file [no-such-file]"),
        ("@", ""),
    ],
)
def test_an_input_that_cannot_be_read_is_a_problem(given: str, head: str) -> None:
    ended = call("eval", "x", "--input", given)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith(head)
