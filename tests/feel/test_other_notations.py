"""Conditions, choices, numbers and dates of Excel, SQL, Python and Chinese: the hint is the FEEL to write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_engine.feel.format import format_expression
from credit_engine.feel.notations import translated
from credit_engine.feel.parser import FeelSyntaxError, parse_expression, parse_unary_tests
from credit_engine.wording import to_write
from drawing import examples

EXPRESSIONS = [
    # as written elsewhere, as FEEL has it
    ("age < 18 或 age > 65", "age < 18 or age > 65"),
    ("age<18或age>65", "age < 18 or age > 65"),
    ("age >= 18 且 income > 0", "age >= 18 and income > 0"),
    ("age >= 18 并且 income > 0", "age >= 18 and income > 0"),
    ("age 大于等于 18", "age >= 18"),
    ("age 不低于 18 且 age 不超过 65", "age >= 18 and age <= 65"),
    ("age 不等于 18", "age != 18"),
    ("grade 等于 “A”", 'grade = "A"'),
    ("age 在 18 到 65 之间", "age between 18 and 65"),
    ("age 在18和65之间", "age between 18 and 65"),
    ("age 介于 18 与 65 之间", "age between 18 and 65"),
    ("非 employed", "not(employed)"),
    ("如果 age > 18 则 1 否则 2", "if age > 18 then 1 else 2"),
    ("income ＞ 20万", "income > 200000"),
    ("income ≥ 2亿元", "income >= 200000000"),
    ("income > 200,000", "income > 200000"),
    ("income > 1,000,000.50", "income > 1000000.50"),
    ("ratio > 0,5", "ratio > 0.5"),
    ("ratio > 5‰", "ratio > 0.005"),
    ("ratio > 5% 且 age > 18", "ratio > 0.05 and age > 18"),
    ("income > ¥200,000", "income > 200000"),
    ("age > １８", "age > 18"),
    ("age　＞＝　18", "age >= 18"),
    ("age BETWEEN 18 AND 65", "age between 18 and 65"),
    ("note IS NULL", "is missing(note)"),
    ("note IS NOT NULL OR age <> 18", "not(is missing(note)) or age != 18"),
    ("note is None", "is missing(note)"),
    ("note == None", "is missing(note)"),
    ("note LIKE 'a%'", 'starts with(note, "a")'),
    ("note LIKE '%a'", 'ends with(note, "a")'),
    ("note LIKE '%a%'", 'contains(note, "a")'),
    ("grade IN ('A', 'B')", 'grade in ("A", "B")'),
    ("grade NOT IN ('A', 'B')", 'not(grade in ("A", "B"))'),
    ("not age < 18 and employed", "not(age < 18) and employed"),
    ("age < 18 and not employed", "age < 18 and not(employed)"),
    ("!employed || age === 18", "not(employed) or age = 18"),
    ("！employed", "not(employed)"),
    ("!(age = 18)", "not(age = 18)"),
    ("age > 18 ? 1 : 2", "if age > 18 then 1 else 2"),
    ("1 if age > 18 else 2", "if age > 18 then 1 else 2"),
    ("if age > 18 then 1 elif age > 16 then 2 else 3", "if age > 18 then 1 else if age > 16 then 2 else 3"),
    ("case when age > 18 then 1 else 2 end", "if age > 18 then 1 else 2"),
    ("=age * 2", "age * 2"),
    ("age % 3 = 0", "modulo(age, 3) = 0"),
    ('grade & "x"', 'grade + "x"'),
    ("opened > 2026年1月5日", 'opened > @"2026-01-05"'),
    ("opened > #2026/1/5#", 'opened > @"2026-01-05"'),
    ("opened > @2026-01-05", 'opened > @"2026-01-05"'),
]
CELLS = [
    ("＞ 0.3", "> 0.3"),
    ("≥0.3", ">= 0.3"),
    ("大于0.3", "> 0.3"),
    ("不低于 0.3", ">= 0.3"),
    ("> 20万", "> 200000"),
    ("> 30%", "> 0.30"),
    ("0.3～0.8", "[0.3..0.8]"),
    ("0.3 到 0.8", "[0.3..0.8]"),
    ("［0.3..0.8）", "[0.3..0.8)"),
    ("[0.3，0.8)", "[0.3..0.8)"),
    ("> 0.3 且 <= 0.8", "(0.3..0.8]"),
    (">= 0.3 and < 0.8", "[0.3..0.8)"),
    ("< 0.3 or > 0.8", "< 0.3, > 0.8"),
    ("18岁以上", ">= 18"),
    ("60以内", "<= 60"),
    ("在 18 到 65 之间", "[18..65]"),
    ("“A”、“B”", '"A", "B"'),
    ('"A"或"B"', '"A", "B"'),
    ('非 "A"', 'not("A")'),
    ('!"A"', 'not("A")'),
    ("'A'", '"A"'),
    ("*", "-"),
    ("——", "-"),
    (">= 2026年1月1日", '>= @"2026-01-01"'),
    ("> 200,000", "> 200000"),
]

PIECES = (
    "age 或 且 非 在 之间 到 20万 0,5 IF( ) ( , ， ? : [ ] .. ! is null like "
    "'a%' “x” 大于 if else case when end "
    "以上 2026年1月5日 @ # % { } & not - ="
)


def applied(text: str, error: FeelSyntaxError) -> str:
    """The text after every hint was followed: what it names to write stands in place of what is marked."""
    for problem in reversed(error.problems):
        assert problem.hint.startswith(to_write(""))
        text = text[: problem.start] + problem.hint.removeprefix(to_write("")) + text[problem.end :]
    return text


@pytest.mark.parametrize(("written", "meant"), EXPRESSIONS)
def test_the_hint_is_the_expression_to_write(written: str, meant: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        parse_expression(written)
    assert parse_expression(applied(written, refused.value)) == parse_expression(meant)


@pytest.mark.parametrize(("written", "meant"), CELLS)
def test_the_hint_is_the_cell_to_write(written: str, meant: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        parse_unary_tests(written)
    assert parse_unary_tests(applied(written, refused.value)) == parse_unary_tests(meant)


@pytest.mark.parametrize(
    "text",
    [
        'name = "张三，或李四"',
        'note = "20万；200,000"',
        "或有负债 > 0 and 且 = 1",
        "{“x”: 1}.x".replace("“", '"').replace("”", '"'),
        "max(100,200) // 或，且",
        "[1,2,3]",
        "[001,002]",
        "date(2017,01,01)",
    ],
)
def test_texts_comments_and_names_are_left_alone(text: str) -> None:
    assert format_expression(parse_expression(text))


@pytest.mark.parametrize(
    "text", ["max(200,000, age)", "[1,000, 2]", "age in [0,05, 1]", "min(1,000,000, age)"]
)
def test_a_number_that_a_comma_cuts_is_refused_where_several_values_are_possible(text: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        parse_expression(text)
    assert [problem.code for problem in refused.value.problems] == ["number-comma"]


@given(
    st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join),
    st.sampled_from(["expression", "unary_tests"]),
)
@settings(max_examples=examples(300), deadline=None)
def test_what_is_in_no_notation_is_a_diagnostic_and_never_a_crash(text: str, start: str) -> None:
    parse = parse_expression if start == "expression" else parse_unary_tests
    right = translated(text, start)
    try:
        parse(text)
    except FeelSyntaxError as error:
        mends = [problem for problem in error.problems if problem.mend is not None]
        if len(mends) == len(error.problems) == 1 and right is not None:
            assert mends[0].hint == to_write(mends[0].mend or "")
