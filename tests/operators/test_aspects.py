"""Every operator says for each of its aspects what it has: row function, column kernel, short form, scale.

A new one is refused here until it has a column kernel, or is named among those that columns compute by a
table of its results, or row by row; the same holds for its short form in quick rows.
"""

from __future__ import annotations

from credit_engine.operators import FUNCTIONS
from credit_engine.run import calls, quick
from credit_engine.run.columns import calls as columns
from credit_engine.run.steps import KEEPING_SCALE

INLINE = {"entry", "inside", "member"}
"""Operators whose row function is an expression of Python."""
WITHOUT_COLUMNS = """
all met, allocate, answers, applicable, apply, assigned, at least, at rank, both, current stage, dated,
either, expired, factor, fired ids, in, initially, instance of, is false, iterated, last day, listed, moved,
not, numbered, open answer, own test, placed, range, reached, scoped, span, staged, take, unmet
"""
"""Columns compute these by a table of results for values that are coded, and else row by row."""
WITHOUT_FORM = """
**, all met, allocate, answered, answers, apply, argument, assigned, at least, at rank, between, both,
changed, context, count false, current stage, either, enough, expired, factor, field, fired ids, grade,
in, indicator, initially, instance of, is false, item, iterated, lacking, last day, list, listed, lookup,
moved, numbered, of items, open answer, own test, placed, probability, range, rank, reached, scoped, some
items, span, staged, take, unchanged, unmet, unsettled, waived, weighted
"""
"""Quick rows call the row function of these."""


def names(text: str) -> set[str]:
    return set(text.replace("\n", " ").strip().split(", "))


def operators() -> set[str]:
    """All operators that are no functions of FEEL, which have entries of their own."""
    return {*calls._OPERATORS, *calls._STRUCTURAL, *calls._PLAIN, *calls._MADE, *INLINE}


def known() -> set[str]:
    return operators() | {f"fn:{name}" for name in FUNCTIONS}


def test_every_operator_has_a_column_kernel_or_is_named_as_one_without() -> None:
    with_kernel = {*columns.KERNELS, *columns.ALWAYS, *columns.WITH_FUNCTION}
    assert with_kernel <= known()
    assert operators() - with_kernel <= names(WITHOUT_COLUMNS) <= operators()


def test_every_operator_has_a_short_form_or_is_named_as_one_without() -> None:
    assert set(quick._FORMS) <= known()
    assert operators() - set(quick._FORMS) <= names(WITHOUT_FORM) <= operators()


def test_what_keeps_the_scale_of_numbers_is_an_operator() -> None:
    assert operators() >= KEEPING_SCALE


def test_work_that_does_not_grow_is_that_of_functions_that_look_at_nothing() -> None:
    without = {name for name in FUNCTIONS if FUNCTIONS[name].characters_a_turn is None}
    assert without == {"count", "is missing", "if missing"}


def test_functions_that_give_back_what_they_are_given_say_so() -> None:
    """What is redacted stays so in their results: by the type of the result, or in one of ten others."""
    by_result = {
        name
        for name in FUNCTIONS
        if any(form.result in ("same", "item") for form in FUNCTIONS[name].signatures)
    }
    beside = {name for name in FUNCTIONS if FUNCTIONS[name].hands_on} - by_result
    texts = {"string", "upper case", "lower case", "string join"}
    assert beside == texts | {
        "flatten",
        "get value",
        "get entries",
        "context put",
        "context merge",
        "context",
    }
