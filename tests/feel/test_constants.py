"""Constants without a value are refused when an expression is checked, at the place of the constant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest

from credit_engine.absent import Absent
from credit_engine.feel import syntax
from credit_engine.feel.check.constants import example_arguments
from credit_engine.feel.check.expressions import Checker
from credit_engine.feel.check.names import Known, Names, Operand, WholeText
from credit_engine.feel.parser import parse_expression, parse_unary_tests
from credit_engine.feel.types import ANY, BOOLEAN, NUMBER, Type, list_of
from credit_engine.operators import FUNCTIONS
from credit_engine.problems import Problem

TYPES = {
    "x": NUMBER,
    "s": Type("text"),
    "d": Type("date"),
    "t": Type("time"),
    "xs": list_of(NUMBER),
    "moment": Type("date and time"),
    "yes": BOOLEAN,
    "anything": ANY,
}


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
        ("instalment(x, -2, 12)", "-2"),
        ("instalment(x, 0.05, 0)", "0"),
        ("instalment(annual_rate: -2, principal: x, months: 12)", "-2"),
        ('instalment_schedule("bullet", 100.001, x, 12)', "100.001"),
        ("instalment_schedule(s, x, 0.06, 12, -1)", "-1"),
        ("present_value(x, [1, 2], [x, -2])", "-2"),
        ("present_value(x, [1, 2], [1])", "[1]"),
        ("piecewise_linear(x, [3, 2], [100, 40])", "[3, 2]"),
        ("piecewise_linear(x, [1, 2, 3], [100, 40])", "[100, 40]"),
        ('class_by_days(x, [0, 90], ["a", "b"])', '["a", "b"]'),
        ("grade_rank(x, [0.01, 0.005])", "[0.01, 0.005]"),
        ("grade_rank(1.5, xs)", "1.5"),
        ("weight_of_evidence([1, 0], xs)", "0"),
        ("lendable_value([])", "[]"),
        ("lendable_value([{value: x, haircut: 1.5, ceiling: 1, prior_liens: 0}])", "1.5"),
        ("score_at_pd(x, 600, 0, 20)", "0"),
        ("altman_z(0, x, x, x, x, x, x, x)", "0"),
        ("critical_defaults(x, 0.01, 1)", "1"),
        ("raroc(x, x, x, x, 0, x, x)", "0"),
        ('reference_value("chinna", "lpr_1y", d)', '"chinna"'),
        ('reference_value("china", "lpr_2y", d)', '"lpr_2y"'),
        ("sum([x, null])", "null"),
        ("max(x, null)", "null"),
        ("abs(null)", "null"),
        ("matches(s, null)", "null"),
        ("x + null", "x + null"),
        ("xs[null]", "null"),
        ("if null then x else 1", "if null then x else 1"),
        ("for i in null return i", "for i in null return i"),
        ("some i in null satisfies i > x", "some i in null satisfies i > x"),
    ],
)
def test_an_argument_that_is_never_taken_is_refused_whatever_the_others_are(expression: str, at: str) -> None:
    assert_refused(expression, at)


NUMBERS = (-(10**13), -2, 0, Decimal("0.5"), 1, Decimal("1.5"), 10**6, 10**13)
FACTORS = (Decimal("1E-4"), Decimal("0.5"), Decimal(10), Decimal(10**9))
OF_LENDING = [name for name, function in FUNCTIONS.items() if function.domain is not None]
ANY_NUMBER = {
    "accrued_interest": "principal annual_rate",
    "altman_z": "current_assets current_liabilities retained_earnings ebit sales market_equity",
    "altman_z_prime": "current_assets current_liabilities retained_earnings ebit book_equity sales",
    "altman_z_double_prime": "current_assets current_liabilities retained_earnings ebit book_equity",
    "attribute_points": "coefficient woe intercept base_score",
    "calibrated_pd": "score intercept slope",
    "days_past_due": "exposure",
    "debt_service_cover": "cash_flow",
    "economic_profit": "annual_rate hurdle funding capital_credit relationship",
    "interest_cover": "profit_before_interest_and_tax",
    "irb_capital_corporate": "least_turnover most_turnover",
    "logistic_pd": "intercept",
    "normal_cdf": "x",
    "pd_at_score": "score base_score",
    "piecewise_linear": "value",
    "raroc": "annual_rate funding capital_credit relationship",
    "rate_for_raroc": "hurdle funding capital_credit relationship",
    "scaling_offset": "base_score",
    "score_at_pd": "base_score",
    "spread_in_basis_points": "annual_rate base_rate",
    "step_instalment": "increase",
    "step_schedule": "increase",
}
"""Parameters of lending mathematics that take each of those numbers, beside some others."""


def scaled(value: Any, factor: Decimal) -> Any:
    if isinstance(value, list):
        return [scaled(item, factor) for item in value]
    if isinstance(value, dict):
        return {key: scaled(item, factor) for key, item in value.items()}
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    product = value * factor
    return int(product) if product == int(product) else product


def surroundings(arguments: Sequence[Any]) -> Iterator[list[Any]]:
    """The arguments, and others: one of them, or all but one, by some factors greater or smaller."""
    yield list(arguments)
    for factor in FACTORS:
        for other in range(len(arguments)):
            yield [scaled(v, factor) if k == other else v for k, v in enumerate(arguments)]
            yield [v if k == other else scaled(v, factor) for k, v in enumerate(arguments)]


def refused_numbers(name: str) -> Iterator[tuple[int, str, Any]]:
    """The numbers that a function refuses in the place of each of its parameters, beside its example."""
    function, sample = FUNCTIONS[name], example_arguments(name)
    assert function.domain is not None
    for at, parameter in enumerate(function.signatures[0].parameters):
        for literal in NUMBERS if parameter.type == "number" else ():
            if function.domain([*sample[:at], literal, *sample[at + 1 :]], (at,), True) is not None:
                yield at, parameter.name, literal


@pytest.mark.parametrize("name", OF_LENDING)
def test_what_is_refused_beside_the_example_is_refused_beside_anything(name: str) -> None:
    row, sample = FUNCTIONS[name].signatures[0].row, example_arguments(name)
    assert not isinstance(row(*sample), Absent)
    for at, parameter, literal in refused_numbers(name):
        for others in surroundings(sample):
            found = row(*others[:at], literal, *others[at + 1 :])
            assert isinstance(found, Absent), (parameter, literal, others, found)


def test_functions_of_lending_refuse_some_number_in_the_place_of_every_other_parameter() -> None:
    taken: dict[str, str] = {}
    for name in OF_LENDING:
        refused = {parameter for _, parameter, _ in refused_numbers(name)}
        numbers = [p.name for p in FUNCTIONS[name].signatures[0].parameters if p.type == "number"]
        if any(one not in refused for one in numbers):
            taken[name] = " ".join(one for one in numbers if one not in refused)
    assert taken == ANY_NUMBER


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
        ("instalment(1000, -0.1, 12)", "-0.1"),
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
        "class_by_days(x, [0, 90], [s, s, s])",
        'reference_value(s, "lpr_2y", d)',
        "piecewise_linear(x, [3, x], [100, 40])",
        "present_value(x, [1, 2], xs)",
        "instalment(x, 0.05, 12)",
        "count([1, null])",
        "if yes then null else 2",
        'number(s, null, ".")',
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
