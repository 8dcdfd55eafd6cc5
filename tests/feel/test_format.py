"""The formatter writes one canonical text for a tree, and that text reads back as the tree."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.parser import parse_expression, parse_unary_tests
from drawing import examples
from feel.strategies import SPACED_NAMES, expressions, unary_tests

CORPUS = Path(__file__).parents[3] / "shared" / "conformance" / "feel_cases_open.jsonl"


@settings(max_examples=examples(300), deadline=None)
@given(expressions())
def test_any_expression_reads_back_as_itself(tree: syntax.Expression) -> None:
    assert parse_expression(format_expression(tree), SPACED_NAMES) == tree


@settings(max_examples=examples(150), deadline=None)
@given(unary_tests())
def test_any_cell_reads_back_as_itself(tree: syntax.UnaryTests) -> None:
    assert parse_unary_tests(format_expression(tree), SPACED_NAMES) == tree


@settings(max_examples=examples(300), deadline=None)
@given(expressions())
def test_formatting_twice_changes_nothing(tree: syntax.Expression) -> None:
    text = format_expression(tree)
    assert format_expression(parse_expression(text, SPACED_NAMES)) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("1+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("((1+(2*3)))", "1 + 2 * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1-2)-3", "(1 - 2) - 3"),
        ("(2**3)**2", "(2 ** 3) ** 2"),
        ("-(3**2)", "-(3 ** 2)"),
        ("(-3)**2", "-3 ** 2"),
        ("- - x", "--x"),
        ("a and(b or c)", "a and (b or c)"),
        ("(a and b)or c", "a and b or c"),
        ("not(a)", "not(a)"),
        ("x in(1,<5,[2..3))", "x in (1, < 5, [2..3))"),
        ("x in (5)", "x in 5"),
        ("]1..3[", "(1..3)"),
        ("( <10 )", "(< 10)"),
        ("(=10)", "(= 10)"),
        ("(!=10)", "(!= 10)"),
        ('{ a:1,"b c":2, "1st" : 3 }', '{a: 1, b c: 2, "1st": 3}'),
        ("if a then b else if c then d else e", "if a then b else if c then d else e"),
        ("if a then b else (if c then d else e)", "if a then b else (if c then d else e)"),
        ("for i in 1..n,j in x return i+j", "for i in 1..n, j in x return i + j"),
        ("some x in xs satisfies x>1", "some x in xs satisfies x > 1"),
        ("a and (some x in xs satisfies x)", "a and (some x in xs satisfies x)"),
        ("function(a:list<number>,b)a+b", "function(a: list<number>, b) a + b"),
        ("x instance of function<number>->text", "x instance of function<number> -> text"),
        ('date  and\ntime("x")', 'date and time("x")'),
        ("f(a:1, b :2)", "f(a: 1, b: 2)"),
        ("xs[item>1][1].name", "xs[item > 1][1].name"),
        ("1 /* one */ + 2 // two", "1 + 2"),
        ("0.0060", "0.0060"),
        (".5", "0.5"),
        ('"\\u0041\\"\\n\\\\"', '"A\\"\\n\\\\"'),
        ("x between 1 and 2 and y", "x between 1 and 2 and y"),
    ],
)
def test_canonical_text(written: str, canonical: str) -> None:
    assert format_expression(parse_expression(written)) == canonical


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("-", "-"),
        ("<5,>10", "< 5, > 10"),
        ("not( 1,2 )", "not(1, 2)"),
        ("(not(x))", "(not(x))"),
        ('"a","b"', '"a", "b"'),
        ("?>5 and ?<10", "? > 5 and ? < 10"),
    ],
)
def test_canonical_cells(written: str, canonical: str) -> None:
    assert format_expression(parse_unary_tests(written)) == canonical


def test_long_numbers_are_written_with_an_exponent() -> None:
    assert format_expression(syntax.Number(Decimal("1E+6000"))) == "1E+6000"
    assert format_expression(syntax.Number(Decimal("1E+20"))) == "1" + "0" * 20


def test_a_type_is_written_as_after_instance_of() -> None:
    tree = parse_expression("x instance of context<a: list<number>, b c: function<> -> Any>")
    assert isinstance(tree, syntax.InstanceOf)
    assert format_expression(tree.type) == "context<a: list<number>, b c: function<> -> Any>"


def test_deep_trees_need_no_stack() -> None:
    tree: syntax.Expression = syntax.Name("x")
    for _ in range(20_000):
        tree = syntax.Negation(tree)
    assert format_expression(tree) == "-" * 20_000 + "x"


def test_a_range_without_ends_has_no_text() -> None:
    with pytest.raises(ValueError, match="without ends"):
        format_expression(syntax.Range(None, None, False, False))


@pytest.mark.skipif(not CORPUS.exists(), reason="the conformance cases are not here")
def test_every_conformance_expression_reads_back_as_itself() -> None:
    with CORPUS.open(encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    for case in cases:
        names = [given["name"] for given in case["inputs"] + case["prelude"]]
        tree = parse_expression(case["expr"], names)
        assert parse_expression(format_expression(tree), names) == tree
