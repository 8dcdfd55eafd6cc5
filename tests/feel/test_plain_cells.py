"""Numbers and simple cells that are read without the grammar are read as the grammar reads them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from credit_engine.feel.lexer import Scan
from credit_engine.feel.parser import parsing
from credit_engine.feel.problems import FeelSyntaxError
from credit_engine.feel.walk import walk
from drawing import examples

_TEXTS = st.text("0123456789.<>=[]()- \n", max_size=9)
_NUMBERS = st.from_regex(r"(0|[1-9][0-9]{0,15})(\.[0-9]{1,16})?", fullmatch=True, alphabet="0123456789.")
_CELLS = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["<", "<=", ">", ">=", "", "="]),
        st.sampled_from(["", " ", "  "]),
        _NUMBERS,
    ),
    st.builds("{}{}..{}{}".format, st.sampled_from("[(]"), _NUMBERS, _NUMBERS, st.sampled_from("])[")),
)


def by_grammar(text: str, start: str) -> Any:
    tokens = Scan(text, frozenset()).run()
    if start == "unary_tests":
        parsing._mark_whole_cell(tokens)
    return parsing._parse(text, start, tokens, frozenset())


def spans(tree: Any) -> list[tuple[type[Any], tuple[int, int]]]:
    return [(node.__class__, node.span) for node in walk(tree)]


def assert_same_tree(quick: Any, text: str, start: str) -> None:
    slow = by_grammar(text, start)
    assert quick == slow
    assert spans(quick) == spans(slow)


@given(_CELLS | _TEXTS)
@example("-")
@example("[30..50)")
@example("(0.5..1]")
@example(">= 620")
@settings(max_examples=examples(300))
def test_a_cell_that_is_read_at_once_has_the_tree_of_the_grammar(text: str) -> None:
    quick = parsing.plain_tests(text)
    if quick is not None:
        assert_same_tree(quick, text, "unary_tests")


@given(_NUMBERS | _TEXTS)
@example("0.50")
@settings(max_examples=examples(200))
def test_a_number_that_is_read_at_once_has_the_tree_of_the_grammar(text: str) -> None:
    quick = parsing.plain_number(text)
    if quick is not None:
        assert_same_tree(quick, text, "expression")


@pytest.mark.parametrize("text", ["-", "7", "< 18", ">=90", "[30..50)", "(0..1.25]", "]1..2["])
def test_the_cells_of_most_tables_are_read_at_once(text: str) -> None:
    assert (parsing.plain_tests(text) or parsing.plain_number(text)) is not None


@pytest.mark.parametrize(
    "text", ["007", "1_000", "> 0,5", "1.", "-5", "[1...2]", "not(1)", "> 1e3", "1\n", "٣"]
)
def test_what_is_written_otherwise_is_left_to_the_grammar(text: str) -> None:
    assert parsing.plain_tests(text) is None
    assert parsing.plain_number(text) is None


def test_the_grammar_still_refuses_what_is_no_cell() -> None:
    with pytest.raises(FeelSyntaxError):
        parsing.parse_unary_tests("[30..50")
