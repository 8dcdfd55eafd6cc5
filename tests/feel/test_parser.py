"""FEEL texts become trees; what is not FEEL becomes a problem that says how it would be right."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from credit_engine import limits
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.lexer import Scan
from credit_engine.feel.lexer.names import BUILT_IN_NAMES
from credit_engine.feel.parser import (
    FeelSyntaxError,
    SyntaxProblem,
    drive,
    parse_expression,
    parse_unary_tests,
)
from credit_engine.feel.parser.drive import Drive
from credit_engine.feel.parser.nodes import Builder
from credit_engine.feel.syntax import (
    AtLiteral,
    Call,
    CompareTest,
    Context,
    Function,
    If,
    In,
    InstanceOf,
    Name,
    Negation,
    Null,
    Number,
    Range,
    Text,
    TypeName,
    UnaryTests,
    ValueTest,
)
from credit_engine.feel.syntax import (
    Path as FieldPath,
)
from drawing import examples
from feel.strategies import SPACED_NAMES, expressions

CORPUS = Path(__file__).parents[3] / "shared" / "conformance" / "feel_cases_open.jsonl"


def number(value: int | str) -> Number:
    return Number(Decimal(value))


def same(text: str, explicit: str, names: tuple[str, ...] = ()) -> bool:
    """Whether two texts have the same tree."""
    return parse_expression(text, names) == parse_expression(explicit, names)


def problems(text: str, names: Iterable[str] = ()) -> tuple[SyntaxProblem, ...]:
    with pytest.raises(FeelSyntaxError) as caught:
        parse_expression(text, names)
    return caught.value.problems


def problem(text: str, names: Iterable[str] = ()) -> SyntaxProblem:
    (only,) = problems(text, names)
    return only


class TestPrecedence:
    @pytest.mark.parametrize(
        ("text", "explicit"),
        [
            ("1 + 2 * 3 ** 4", "1 + (2 * (3 ** 4))"),
            ("-3 ** 2", "(-3) ** 2"),
            ("a or b and c", "a or (b and c)"),
            ("a and b = c", "a and (b = c)"),
            ("a + b < c - d", "(a + b) < (c - d)"),
            ("a = b = c", "(a = b) = c"),
            ("x between 1 and 2 and y", "(x between 1 and 2) and y"),
            ("x between 1 + 1 and 2 * 2", "x between (1 + 1) and (2 * 2)"),
            ("x in 1 + 2", "x in (1 + 2)"),
            ("-x.y[1](2)", "-(((x.y)[1])(2))"),
            ("-x instance of number", "-(x instance of number)"),
            ("if a then b else c + 1", "if a then b else (c + 1)"),
            ("a and some x in y satisfies x or b", "a and (some x in y satisfies (x or b))"),
            ("1 + if a then 2 else 3", "1 + (if a then 2 else 3)"),
            ("for x in y return x + 1", "for x in y return (x + 1)"),
            ("function(a) a + 1", "function(a) (a + 1)"),
        ],
    )
    def test_operators_bind_as_dmn_says(self, text: str, explicit: str) -> None:
        assert same(text, explicit)

    def test_powers_associate_to_the_left_and_chains_are_one_node(self) -> None:
        assert parse_expression("2 ** 3 ** 4") == syntax.Arithmetic(
            number(2), (("**", number(3)), ("**", number(4)))
        )

    def test_parentheses_keep_a_chain_of_its_own(self) -> None:
        assert not same("1 - (2 - 3)", "1 - 2 - 3")
        assert not same("(a and b) and c", "a and b and c")

    def test_else_if_adds_branches(self) -> None:
        tree = parse_expression("if a then 1 else if b then 2 else 3")
        assert tree == If(((Name("a"), number(1)), (Name("b"), number(2))), number(3))


class TestNames:
    def test_the_longest_known_name_wins(self) -> None:
        assert parse_expression("Full Name", ["Full", "Full Name"]) == Name("Full Name")
        assert parse_expression("profit-margin", ["profit-margin"]) == Name("profit-margin")
        assert isinstance(parse_expression("profit-margin"), syntax.Arithmetic)

    def test_white_space_in_a_known_name_does_not_matter(self) -> None:
        assert parse_expression("profit  -\n margin", ["profit-margin"]) == Name("profit-margin")
        assert parse_expression("decision A 2 . 1", ["decision A 2.1"]) == Name("decision A 2.1")

    def test_keywords_may_stand_inside_a_known_name(self) -> None:
        tree = parse_expression("for i in days in weekend return i", ["days in weekend"])
        assert isinstance(tree, syntax.For)
        assert tree.iterators[0].source == Name("days in weekend")

    def test_a_known_name_does_not_swallow_a_longer_word(self) -> None:
        with pytest.raises(FeelSyntaxError):
            parse_expression("Full Names", ["Full Name"])

    @pytest.mark.parametrize("name", sorted(BUILT_IN_NAMES))
    def test_built_in_names_are_always_known(self, name: str) -> None:
        assert parse_expression(f"{name}(x)") == parse_expression(f"{name} ( x )")
        assert parse_expression(f"x.{name}") == FieldPath(Name("x"), name)

    def test_every_function_with_a_space_is_built_in(self) -> None:
        from credit_engine.operators import FUNCTIONS

        assert {name for name in FUNCTIONS if " " in name} <= BUILT_IN_NAMES

    def test_date_and_time_is_a_name_and_date_alone_too(self) -> None:
        assert parse_expression('date and\ntime("x")') == Call(
            Name("date and time"), (syntax.Argument("", Text("x")),)
        )
        assert same("date and times", "(date) and (times)")

    def test_if_missing_is_a_function_only_where_it_is_called(self) -> None:
        assert isinstance(parse_expression("if missing(x, 3)"), Call)
        assert isinstance(parse_expression("if missing then 1 else 2"), If)
        assert isinstance(parse_expression("if a then 1 else if missing(x, 3)"), If)

    def test_names_that_the_text_introduces_are_known_in_the_rest_of_it(self) -> None:
        tree = parse_expression("{net income: 1, half: net income / 2}.net income")
        assert isinstance(tree, FieldPath)
        assert tree.name == "net income"
        assert parse_expression("function(net income) net income * 2") == Function(
            (syntax.Parameter("net income"),), parse_expression("net income * 2", ["net income"])
        )
        assert isinstance(parse_expression("for big loan in x return big loan + 1"), syntax.For)

    def test_letters_are_those_of_the_grammar_in_every_python(self) -> None:
        for name in ("客户", "été", "Straße", "n·1", "🐎", "х_1", "ａｂ"):
            assert parse_expression(name) == Name(name)

    def test_ideographic_and_other_spaces_are_white_space(self) -> None:
        assert same("a\u3000+\u00a0b", "a + b")
        assert parse_expression('"a\u3000b"') == Text("a\u3000b")

    def test_a_field_may_bear_a_keyword_as_its_name(self) -> None:
        assert parse_expression("a.then.in") == FieldPath(FieldPath(Name("a"), "then"), "in")

    def test_full_width_punctuation_belongs_to_a_name_only_if_that_is_known(self) -> None:
        product = syntax.Arithmetic(Name("债务（万元）"), (("*", number(2)),))
        assert parse_expression("债务（万元）* 2", ["债务（万元）"]) == product
        assert problem("债务（万元", ["债务（万元）"]).code == "full-width-symbol"


class TestLiterals:
    @pytest.mark.parametrize("text", ["0", "007", "1.50", ".5", "1.5e3", "12E-2", "1234567890" * 4])
    def test_numbers_keep_every_digit(self, text: str) -> None:
        assert parse_expression(text) == Number(Decimal(text))

    @pytest.mark.parametrize(
        ("literal", "value"),
        [
            (r'"a\nb\tc"', "a\nb\tc"),
            (r'"\"\\"', '"\\'),
            (r'"\u4fe1"', "信"),
            (r'"\U01F40E"', "🐎"),
            (r'"\uD83D\uDC0E"', "🐎"),
            (r'"[\d]+"', "[\\d]+"),
            (r'"it' + "'" + r's"', "it's"),
            ('"two\nlines"', "two\nlines"),
            ('"“，”"', "“，”"),
        ],
    )
    def test_texts(self, literal: str, value: str) -> None:
        assert parse_expression(literal) == Text(value)

    def test_at_literals(self) -> None:
        assert parse_expression('@"2026-11-23"') == AtLiteral("2026-11-23")

    def test_comments_are_white_space(self) -> None:
        assert same("1 /* a + \n b */ + // c\n 2", "1 + 2")


class TestRanges:
    @pytest.mark.parametrize(
        ("text", "low_closed", "high_closed"),
        [("[1..3]", True, True), ("(1..3)", False, False), ("]1..3[", False, False), ("[1..3[", True, False)],
    )
    def test_brackets_say_which_end_belongs(self, text: str, low_closed: bool, high_closed: bool) -> None:
        assert parse_expression(text) == Range(number(1), number(3), low_closed, high_closed)

    def test_one_dot_is_a_fraction_and_two_a_range(self) -> None:
        assert parse_expression("[1..5]") == parse_expression("[1 .. 5]")
        assert parse_expression("[1.5..2.5]") == Range(number("1.5"), number("2.5"), True, True)

    @pytest.mark.parametrize(
        ("text", "explicit"),
        [
            ("x in ]1..3[ and y", "x in (1..3) and y"),
            ("[1, ]1..3[, 4]", "[1, (1..3), 4]"),
            ("f(]1..3[)", "f((1..3))"),
            ("]1..3[ = (1..3)", "(1..3) = (1..3)"),
            ("]xs[1]..xs[2][", "(xs[1]..xs[2])"),
            ("]1..3[.start", "(1..3).start"),
        ],
    )
    def test_a_reversed_bracket_opens_and_closes_a_range(self, text: str, explicit: str) -> None:
        assert same(text, explicit)

    def test_half_ranges(self) -> None:
        assert parse_expression("(< 10)") == Range(None, number(10), False, False)
        assert parse_expression("(<= 10)") == Range(None, number(10), False, True)
        assert parse_expression("(> 10)") == Range(number(10), None, False, False)
        assert parse_expression("(>= 10)") == Range(number(10), None, True, False)
        assert parse_expression("(= 10)") == Range(number(10), number(10), True, True, "=")

    def test_all_values_but_one_are_one_test(self) -> None:
        assert parse_expression("(!= 10)") == Range(number(10), number(10), False, False, "!=")

    def test_a_bracket_after_an_operand_filters(self) -> None:
        assert same("[1, 2][item > 1]", "([1, 2])[item > 1]")
        assert isinstance(parse_expression("[1..xs[1]]"), Range)


class TestIn:
    def test_one_test_in_parentheses_is_that_test(self) -> None:
        assert same("x in (5)", "x in 5")
        assert parse_expression("x in (!= 5)") == In(Name("x"), (CompareTest("!=", number(5)),))

    def test_several_tests_are_a_list_of_tests(self) -> None:
        assert parse_expression("x in (1, < 5, (1..2))") == In(
            Name("x"),
            (
                ValueTest(number(1)),
                CompareTest("<", number(5)),
                ValueTest(Range(number(1), number(2), False, False)),
            ),
        )

    def test_a_comparison_needs_no_parentheses(self) -> None:
        assert parse_expression("x in <= 10") == In(Name("x"), (CompareTest("<=", number(10)),))


class TestUnaryTests:
    def test_a_dash_is_anything(self) -> None:
        assert parse_unary_tests(" - ") == UnaryTests(())
        assert parse_unary_tests("-1") == UnaryTests((ValueTest(Negation(number(1))),))

    def test_not_around_the_whole_cell_negates_it(self) -> None:
        assert parse_unary_tests("not(1, < 0)") == UnaryTests(
            (ValueTest(number(1)), CompareTest("<", number(0))), negated=True
        )

    def test_not_within_an_expression_is_the_function(self) -> None:
        tree = parse_unary_tests("not(?) and x")
        assert not tree.negated
        assert len(tree.tests) == 1

    def test_an_expression_may_use_the_tested_value(self) -> None:
        tree = parse_unary_tests('ends with(?, "x"), ? > 3 and ? < 5')
        assert [type(test) for test in tree.tests] == [ValueTest, ValueTest]


class TestCallsAndContexts:
    def test_named_arguments_may_hold_spaces(self) -> None:
        tree = parse_expression('substring(string: "x", start position: 1)')
        assert isinstance(tree, Call)
        assert [argument.name for argument in tree.arguments] == ["string", "start position"]

    def test_keys_are_names_or_texts(self) -> None:
        tree = parse_expression('{a: 1, "b c": 2, foo + bar: 3, if: 4, "": 5}')
        assert isinstance(tree, Context)
        assert [entry.key for entry in tree.entries] == ["a", "b c", "foo+bar", "if", ""]

    def test_functions_and_their_types(self) -> None:
        tree = parse_expression('function(a: number, b: date and time) external {java: {class: "x"}}')
        assert isinstance(tree, Function)
        assert tree.external
        assert [p.type for p in tree.parameters] == [TypeName("number"), TypeName("date and time")]

    @pytest.mark.parametrize(
        ("text", "type_"),
        [
            ("Any", TypeName("Any")),
            ("ns.tLoan", TypeName("ns.tLoan")),
            ("days and time duration", TypeName("days and time duration")),
            ("list<list<text>>", TypeName("list", (TypeName("list", (TypeName("text"),)),))),
            ("range<number>", TypeName("range", (TypeName("number"),))),
            (
                "context<a: text, b c: Any>",
                TypeName("context", (TypeName("text"), TypeName("Any")), ("a", "b c")),
            ),
            ("function<>->Any", TypeName("function", (), (), TypeName("Any"))),
            (
                "function<number, text> -> list<Any>",
                TypeName(
                    "function",
                    (TypeName("number"), TypeName("text")),
                    (),
                    TypeName("list", (TypeName("Any"),)),
                ),
            ),
        ],
    )
    def test_types(self, text: str, type_: TypeName) -> None:
        assert parse_expression(f"x instance of {text}") == InstanceOf(Name("x"), type_)
        assert same(f"x instance of {text} and y", f"(x instance of {text}) and y")

    def test_a_comparison_may_follow_a_type_that_could_have_arguments(self) -> None:
        for operator in ("<", "<=", ">", "="):
            assert same(f"x instance of list {operator} y", f"(x instance of list) {operator} y")

    def test_iteration_contexts(self) -> None:
        tree = parse_expression("for i in 1..n, j in xs[1] return partial[-1] + i * j")
        assert isinstance(tree, syntax.For)
        assert tree.iterators[0] == syntax.Iterator("i", number(1), Name("n"))
        assert tree.iterators[1].end is None

    def test_loops_within_loops(self) -> None:
        assert same(
            "for a in for b in x return b, c in y return [a, c]",
            "for a in (for b in x return b), c in y return [a, c]",
        )


class TestPositions:
    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [("a + b", 0, 5), (" (a) * b ", 1, 8), ("x.y", 0, 3), ("  -7", 2, 4), ("[1]", 0, 3)],
    )
    def test_a_node_spans_its_text(self, text: str, start: int, end: int) -> None:
        assert parse_expression(text).span == (start, end)

    def test_layout_does_not_matter_to_equality(self) -> None:
        assert parse_expression("a+b") == parse_expression(" a  + b")


MISTAKES = [
    # text, code, offending text, a word of the help
    ("", "empty-expression", "", "value"),
    ("a == b", "double-equals", "==", "write ="),
    ("a && b", "logical-symbol", "&&", "and"),
    ("a || b", "logical-symbol", "||", "or"),
    ("!x", "not-operator", "!x", "write not(x)"),
    ("x = 'abc'", "single-quotes", "'abc'", '"abc"'),
    ("x = 'abc", "single-quotes", "'abc", '"abc"'),
    ("a <> b", "wrong-symbol", "<>", "!="),
    ("a => b", "wrong-symbol", "=>", ">="),
    ("a ^ b", "wrong-symbol", "^", "**"),
    ("f(a; b)", "wrong-symbol", ";", "write ,"),
    ("5 % 3", "percent-sign", "5 % 3", "write modulo(5, 3)"),
    ("x := 5", "assignment", ":=", "'='"),
    ("x += 5", "assignment", "+=", "'='"),
    ("let x = 5", "assignment", "let", "'='"),
    ("(1 + 2", "unclosed-bracket", "(", "')'"),
    ("sum([1, 2", "unclosed-bracket", "[", "']'"),
    ("1 + 2)", "unopened-bracket", ")", "no bracket is open"),
    ("[1, 2)", "mismatched-bracket", ")", "']'"),
    ("{a: (1}", "mismatched-bracket", "}", "')'"),
    ('"abc', "unterminated-text", '"abc', "never closed"),
    ("1 + /* a", "unterminated-comment", "/*", "*/"),
    (r'"\U110000"', "bad-escape", r"\U110000", "code point"),
    (r'"a\uD800"', "bad-escape", r"\uD800", "surrogates"),
    ("1e99999", "number-out-of-range", "1e99999", "exponent"),
    ("a # b", "unknown-character", "#", "//"),
    ("@2026", "unknown-character", "@", '@"'),
    ("x is null", "word-operator", "x is null", "write is missing(x)"),
    ("x not in (1, 2)", "word-operator", "x not in (1, 2)", "write not(x in (1, 2))"),
    ("not x", "word-operator", "not x", "write not(x)"),
    ('x contains "a"', "word-operator", 'x contains "a"', 'write contains(x, "a")'),
    ("a AND b", "word-operator", "AND", "write and"),
    ("IF a THEN b", "word-operator", "IF", "small letters"),
    ("a ? b : c", "word-operator", "a ? b : c", "write if a then b else c"),
    ("if a then b", "missing-else", "", "else"),
    ("f(if a then b)", "missing-else", ")", "else"),
    ("if a b else c", "missing-then", "b", "then"),
    ("5 then", "then-without-if", "then", "if"),
    ("else 3", "else-without-if", "else", "if"),
    ("a +", "missing-operand", "+", "value"),
    ("(a and)", "missing-operand", "and", "value"),
    ("if a then else c", "missing-operand", "then", "value"),
    ("a + * b", "missing-value", "*", "'+'"),
    ("x in ()", "missing-value", ")", "value"),
    ("1 2", "missing-operator", "2", "operator"),
    ('date "2026"', "missing-operator", '"2026"', "date(...)"),
    ("is missing x", "missing-operator", "x", "is missing(x)"),
    ("Full Nme + 1", "unknown-spaced-name", "Full Nme", "Full Name"),
    ("1..5", "range-without-brackets", "..", "[low..high]"),
    ("> 5", "test-as-expression", ">", "x > 5"),
    ("x > 5 and < 10", "test-as-expression", "<", "again"),
    ("f(1, b: 2)", "mixed-arguments", "b:", "all arguments"),
    ("f(b: 1, 2)", "mixed-arguments", "2", "all arguments"),
    ("{a 1}", "missing-key", "a", "key"),
    ("[1, 2,]", "trailing-comma", ",", "no comma"),
    ("[1, 2, and 3]", "and-in-list", "and", "commas alone"),
    ("1,000", "number-comma", "1,000", "write 1000"),
    ("(a, b)", "unexpected-comma", ",", "[a, b]"),
    ("a: 1", "unexpected-colon", ":", "{name: value}"),
    ("for x y return z", "missing-in", "x", "in"),
    ("for x in y", "missing-return", "", "return"),
    ("some x in y", "missing-satisfies", "", "satisfies"),
    ("x between 1, 10", "missing-and", ",", "between 1 and 10"),
    ("x between 1 10", "missing-and", "10", "between 1 and 10"),
    ("x instance of 5", "missing-type", "5", "type"),
    ("a.", "missing-property", "", "field"),
    ("function(1) 2", "missing-parameter", "1", "parameter"),
    ("x，y", "full-width-symbol", "，", "','"),
    ("x ＝ 5", "full-width-symbol", "＝", "'='"),
    ("x ≥ 5", "full-width-symbol", "≥", "'>='"),
    ("“abc” = x", "full-width-symbol", "“abc”", '"abc"'),
    ("x、y", "full-width-symbol", "、", "','"),
    ("a\ud800", "unknown-character", "\ud800", "D800"),
]


class TestMistakes:
    @pytest.mark.parametrize(("text", "code", "offending", "help_"), MISTAKES)
    def test_each_gives_one_problem_with_place_and_help(
        self, text: str, code: str, offending: str, help_: str
    ) -> None:
        found = problem(text, ("Full Name",))
        assert found.code == code
        assert text[found.start : found.end] == offending
        assert help_ in f"{found.message} {found.expected} {found.hint}"

    def test_an_unclosed_bracket_is_shown_where_it_opens(self) -> None:
        assert problem("if (a > 5 then b else c").start == 3

    def test_a_wrong_closer_notes_the_opener(self) -> None:
        assert problem("f(a, [1, 2)").notes == (("the '[' opens here", 5, 6),)

    def test_a_missing_else_notes_the_if(self) -> None:
        assert problem("1 + if a then b").notes == (("the 'if' begins here", 4, 6),)

    def test_several_slips_are_reported_together_in_order(self) -> None:
        found = problems("a == 'b' && !c")
        assert [p.code for p in found] == ["double-equals", "single-quotes", "logical-symbol", "not-operator"]

    def test_full_width_symbols_are_reported_together(self) -> None:
        assert [p.start for p in problems("max（1，2）")] == [3, 5, 7]

    def test_joined_tests_in_a_cell_suggest_a_range(self) -> None:
        with pytest.raises(FeelSyntaxError) as caught:
            parse_unary_tests(">= 30 and < 50")
        (found,) = caught.value.problems
        assert found.code == "joined-tests"
        assert "[30..50)" in found.hint

    def test_the_message_of_the_error_names_every_code(self) -> None:
        with pytest.raises(FeelSyntaxError, match=r"double-equals.*logical-symbol"):
            parse_expression("a == b && c")

    @settings(max_examples=examples(300), deadline=None)
    @example('@""(')
    @given(
        st.lists(
            st.sampled_from([*"()[]{}+-*/<>=.,:?!'\"@ax1，", "if ", "then ", "in ", "..", "for ", "not("])
            | st.characters(),
            max_size=12,
        ).map("".join)
    )
    def test_any_text_gives_a_tree_or_problems_within_it(self, text: str) -> None:
        for parse in (parse_expression, parse_unary_tests):
            try:
                parse(text)
                found: tuple[SyntaxProblem, ...] | None = None
            except FeelSyntaxError as error:
                found = error.problems
            assert found is None or found
            assert all(0 <= p.start <= p.end <= len(text) for p in found or ())


class TestBounds:
    @pytest.mark.parametrize("opener", ["(", "[", "{", "f(", "for x in ", "list<"])
    def test_deep_brackets_are_refused_at_once(self, opener: str) -> None:
        prefix = "x instance of " if opener == "list<" else ""
        assert problem(prefix + opener * 4_000).code == "expression-too-deep"

    @pytest.mark.parametrize(
        "text",
        [
            "-" * 9_999 + "1",
            "a" + ".a" * 9_999,
            "a" + "[1]" * 9_999,
            "=".join("1" * 9_999),
            "function() " * 999 + "1",
        ],
    )
    def test_nesting_without_brackets_counts_too(self, text: str) -> None:
        assert problem(text).code == "expression-too-deep"

    def test_the_deepest_allowed_nesting(self) -> None:
        depth = limits.MAX_EXPRESSION_DEPTH
        text = "[" * (depth - 1) + "1" + "]" * (depth - 1)
        assert format_expression(parse_expression(text)) == text
        assert problem("[" * depth + "1" + "]" * depth).code == "expression-too-deep"

    def test_a_hundred_thousand_brackets_are_too_long(self) -> None:
        started = time.perf_counter()
        assert problem("(" * 100_000).code == "expression-too-long"
        assert time.perf_counter() - started < 1

    @pytest.mark.parametrize(
        "text",
        [
            "+".join(["1"] * 9_999),
            " and ".join(["a"] * 5_000),
            " or ".join(["a"] * 5_000),
            "**".join(["1"] * 5_000),
            "if a then b " + "else if c then d " * 2_500 + "else e",
            "[" + ",".join(["1"] * 9_999) + "]",
        ],
    )
    def test_long_chains_do_not_nest(self, text: str) -> None:
        tree = parse_expression(text)
        assert parse_expression(format_expression(tree)[: limits.MAX_EXPRESSION_CHARACTERS]) == tree

    @pytest.mark.parametrize(
        "text",
        [
            "{a" + " " * 40_000,
            "，" * 40_000,
            "'" * 40_000,
            "[,]" * 9_000,
            "/*" * 20_000,
            "for x in y return " * 2_500,
        ],
    )
    def test_hostile_texts_end_soon(self, text: str) -> None:
        started = time.perf_counter()
        assert problems(text)
        assert time.perf_counter() - started < 5

    def test_many_names_stay_fast(self) -> None:
        names = [f"input number {n}" for n in range(5_000)]
        started = time.perf_counter()
        for n in range(0, 5_000, 50):
            assert parse_expression(f"input number {n}", names) == Name(f"input number {n}")
        assert time.perf_counter() - started < 5


class TestTables:
    def test_the_packaged_tables_are_those_of_the_grammar(self) -> None:
        stored = files("credit_engine.feel.parser").joinpath("tables.json").read_text(encoding="utf-8")
        kept, made = json.loads(stored), drive.tables()
        assert kept["made_from"] == made["made_from"]
        assert len(kept["tables"]["memo"]) == len(made["tables"]["memo"])
        assert len(kept["tables"]["data"]["parser"]["parser"]["states"]) == len(
            made["tables"]["data"]["parser"]["parser"]["states"]
        )

    def test_every_rule_has_its_callback(self) -> None:
        rules = drive.load(Builder()).rules
        named = {rule.alias or rule.origin.name for rule in rules if rule.alias or not rule.options.expand1}
        assert {name for name in named if not hasattr(Builder, name)} == set()

    @settings(max_examples=examples(100), deadline=None)
    @given(expressions(8))
    def test_the_loop_makes_the_trees_that_lark_makes(self, tree: syntax.Expression) -> None:
        lexemes = Scan(format_expression(tree), frozenset(SPACED_NAMES)).run()
        lark = drive.load(Builder())
        assert lark.parse(lexemes, "expression") == tree
        assert Drive(lark).parse(lexemes, "expression") == tree

    def test_importing_the_parser_does_not_import_lark(self) -> None:
        code = "import sys, credit_engine.feel.parser; sys.exit('lark' in sys.modules)"
        path = [str(Path(syntax.__file__).parents[2])]
        code = f"import sys; sys.path[:0] = {path!r}; {code}"
        done = subprocess.run([sys.executable, "-c", code], check=False)
        assert done.returncode == 0


@pytest.mark.skipif(not CORPUS.exists(), reason="the conformance cases are not here")
def test_every_conformance_expression_parses() -> None:
    with CORPUS.open(encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    refused = []
    for case in cases:
        names = [given["name"] for given in case["inputs"] + case["prelude"]]
        for text in [case["expr"], *(before["expr"] for before in case["prelude"])]:
            try:
                parse_expression(text, names)
            except FeelSyntaxError as error:
                refused.append((text, str(error)))
    assert refused == []


def test_null_is_a_literal_and_not_a_name() -> None:
    assert parse_expression("null") == Null()
