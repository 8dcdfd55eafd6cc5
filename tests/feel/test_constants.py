"""Constants without a value are refused when an expression is checked, at the place of the constant."""

from __future__ import annotations

import pytest

from credit_engine.feel import syntax
from credit_engine.feel.check.comparisons import Operand
from credit_engine.feel.check.expressions import Checker
from credit_engine.feel.check.names import Known, Names, WholeText
from credit_engine.feel.parser import parse_expression, parse_unary_tests
from credit_engine.feel.types import ANY, BOOLEAN, NUMBER, Type, list_of
from credit_engine.problems import Problem

TYPES = {
    "x": NUMBER, "s": Type("text"), "d": Type("date"), "t": Type("time"), "xs": list_of(NUMBER),
    "moment": Type("date and time"), "yes": BOOLEAN, "anything": ANY,
}  # fmt: skip


def problems_of(expression: str) -> list[Problem]:
    checker = Checker(WholeText(expression))
    checker.infer(parse_expression(expression), Names({n: Known(type_) for n, type_ in TYPES.items()}))
    return checker.problems


def assert_refused(expression: str, at: str, code: str = "bad-literal") -> None:
    (problem,) = problems_of(expression)
    assert problem.code == code
    assert problem.span is not None
    assert problem.span.text == at


@pytest.mark.parametrize(
    ("expression", "at"),
    [
        ('matches(s, "^[0-9")', '"^[0-9"'),
        ('matches(s, "^(?=1)")', '"^(?=1)"'),
        ('matches(s, "a", "q")', '"a"'),
        ('matches(pattern: "[", input: s)', '"["'),
        ('replace(s, "(a", "b")', '"(a"'),
        ('replace(s, "a", "$x")', '"$x"'),
        ('replace(s, "a*", "b")', '"a*"'),
        ('split(s, "[")', '"["'),
        ('split(s, "")', '""'),
        ("substring(s, 0)", "0"),
        ("substring(s, 2, -1)", "-1"),
        ("xs[0]", "0"),
        ("xs[1.5]", "1.5"),
        ('split(s, ",")[0]', "0"),
        ("anything[-0]", "-0"),
        ("insert before(xs, 0, x)", "0"),
        ("remove(xs, 0)", "0"),
        ("sublist(xs, 0)", "0"),
        ("sublist(xs, 1, -1)", "-1"),
        ("list replace(xs, 0, x)", "0"),
        ("decimal(x, 7000)", "7000"),
        ("floor(x, -6200)", "-6200"),
        ("round half up(x, 10 ** 4)", "10 ** 4"),
        ("modulo(x, 0)", "0"),
        ("modulo(x, 2 - 2)", "2 - 2"),
        ("date(2026, 13, x)", "13"),
        ("date(x, 2, 0)", "0"),
        ("time(24, 0, x)", "24"),
        ("time(x, 0, 60)", "60"),
        ('date and time(moment, "Mars/Base")', '"Mars/Base"'),
        ('number(s, "x", ",")', '"x"'),
        ('number(s, ",", ",")', '","'),
        ('accrued_interest(x, 0.06, d, d, "act/36")', '"act/36"'),
        ('instalment_schedule("balloons", x, 0.06, 12)', '"balloons"'),
    ],
)
def test_an_argument_that_is_never_taken_is_refused_whatever_the_others_are(expression: str, at: str) -> None:
    assert_refused(expression, at)


@pytest.mark.parametrize(
    ("expression", "at"),
    [
        ('number("1,000")', '"1,000"'),
        ("sqrt(-1)", "-1"),
        ("log(0)", "0"),
        ("exp(100000)", "100000"),
        ("10 ** 100000", "10 ** 100000"),
        ("0 ** -1", "0 ** -1"),
        ("(-8) ** 0.5", "(-8) ** 0.5"),
        ("x + 10 ** 7000", "10 ** 7000"),
        ("9E6000 * 9E6000 * x", "9E6000 * 9E6000 * x"),
        ("max([])", "[]"),
        ("min([])", "[]"),
        ("mean([])", "[]"),
        ("median([])", "[]"),
        ("stddev([1])", "[1]"),
        ("[1, 2, 3][5]", "5"),
        ("[1, 2, 3][-4]", "-4"),
        ('substring("abc", 9)', 'substring("abc", 9)'),
        ('date("2026-02-30")', '"2026-02-30"'),
        ("date(2026, 2, 30)", "date(2026, 2, 30)"),
        ('date("2026-01-01T10:00:00")', '"2026-01-01T10:00:00"'),
        ('time("25:00:00")', '"25:00:00"'),
        ('duration("P1Y2D")', '"P1Y2D"'),
        ('date and time("2026-11-23T99:00:00")', '"2026-11-23T99:00:00"'),
        ('range("[3..1]")', '"[3..1]"'),
        ('get value({a: 1}, "b")', 'get value({a: 1}, "b")'),
        ("instalment(1000, -0.1, 12)", "instalment(1000, -0.1, 12)"),
        ("if yes then sqrt(-1) else 2", "-1"),
        ("sum([sqrt(-1), x])", "-1"),
        ("if missing(sqrt(-1), 5)", "-1"),
        ("some i in xs satisfies i > sqrt(-1)", "-1"),
        ("xs[item > log(-1)]", "-1"),
    ],
)
def test_constants_that_have_no_value_are_refused_where_they_stand(expression: str, at: str) -> None:
    assert_refused(expression, at)


@pytest.mark.parametrize(
    ("expression", "at"),
    [
        ("x in [5..1]", "[5..1]"),
        ("x in [2 + 3..1]", "[2 + 3..1]"),
        ("x in (1..1]", "(1..1]"),
        ("x between 5 and 1", "5 and 1"),
        ('d in [@"2026-05-01"..@"2026-01-01"]', '[@"2026-05-01"..@"2026-01-01"]'),
        ('d in [date("2026-05-01")..date("2026-01-01")]', '[date("2026-05-01")..date("2026-01-01")]'),
        ('s in ["b".."a"]', '["b".."a"]'),
        ("(for i in [3..1] return i) = xs", "[3..1]"),
    ],
)
def test_a_range_that_ends_before_it_begins_holds_nothing(expression: str, at: str) -> None:
    assert_refused(expression, at, "empty-range")


def test_a_division_by_what_is_zero_is_refused() -> None:
    assert_refused("x / (2 - 2)", "(2 - 2)", "division-by-zero")
    assert_refused("1 / 0", "0", "division-by-zero")


def test_a_key_that_stands_twice_is_refused() -> None:
    assert_refused("{a: 1, b: 2, a: 3}", "a: 3", "duplicate-key")
    assert_refused('[{a: 1, "a": 2}]', '"a": 2', "duplicate-key")


@pytest.mark.parametrize(
    "expression",
    [
        'matches(s, "^[0-9]{17}$")',
        "xs[-1]",
        "xs[1]",
        'number("1 000,5", " ", ",")',
        "sqrt(2)",
        "count([])",
        "sum([])",
        "mode([])",
        "substring(s, -1)",
        "x in (= 5)",
        "x in (!= 5)",
        "[1, 2] in (= [1, 2])",
        "for i in 3..1 return i",
        'x in range("[1..3]")',
        "(= 10) = [10..10]",
        "if missing(null, 1)",
        "1 / 3",
        "date(x, 2, 29)",
        "[1..1]",
        'replace(s, "(a)", "$1")',
        "{a: 1, b: a}",
        'split(s, ",")[1]',
        'number("1.5")',
        "time(23, 59, 59.5)",
    ],
)
def test_constants_with_a_value_are_fine(expression: str) -> None:
    assert problems_of(expression) == []


def test_a_name_that_is_declared_is_not_the_built_in_function() -> None:
    checker = Checker(WholeText("sqrt(-1)"))
    names = Names({"sqrt": Known(Type("function", item=NUMBER))})
    checker.infer(parse_expression("sqrt(-1)"), names)
    assert checker.problems == []


def test_cells_are_checked_the_same_way() -> None:
    text = '> number("1,000")'
    checker = Checker(WholeText(text))
    checker.cell(parse_unary_tests(text), Operand(syntax.Name("x"), NUMBER), Names({}))
    assert [(p.code, p.span.text) for p in checker.problems if p.span] == [("bad-literal", '"1,000"')]


def test_a_long_constant_is_shortened_in_the_message() -> None:
    (problem,) = problems_of(f'number("{"9" * 500}x")')
    assert len(problem.message) < 200
    assert "…" in problem.message
