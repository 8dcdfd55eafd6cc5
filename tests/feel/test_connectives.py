"""Conditions joined by `and` or `or` that hold for everybody or nobody are refused, with what was meant."""

from __future__ import annotations

import pytest

from credit_engine.feel.check import Checker, Known, Names, WholeText
from credit_engine.feel.check.names import Operand
from credit_engine.feel.parser import parse_expression, parse_unary_tests
from credit_engine.feel.types import BOOLEAN, DATE, Interval, Type, list_of
from credit_engine.problems import Problem

NAMES = Names(
    {
        "grade": Known(Type("text", values=("A", "B", "C"), optional=True), what="input"),
        "purpose": Known(Type("text"), what="input"),
        "dpd": Known(Type("number", integer=True, interval=Interval(0, None)), what="input"),
        "age": Known(Type("number", integer=True, interval=Interval(18, 75)), what="input"),
        "x": Known(Type("number"), what="input"),
        "y": Known(Type("number"), what="input"),
        "z": Known(Type("number"), what="input"),
        "opened": Known(DATE, what="input"),
        "vip": Known(BOOLEAN, what="input"),
        "debts": Known(list_of(Type("number")), what="input"),
    }
)


def problems(text: str) -> list[Problem]:
    checker = Checker(WholeText(text))
    checker.infer(parse_expression(text), NAMES)
    return checker.problems


@pytest.mark.parametrize(
    ("text", "code", "mended"),
    [
        ('grade != "A" or grade != "B"', "always-true", 'grade != "A" and grade != "B"'),
        ("dpd >= 30 or dpd < 60", "always-true", "dpd >= 30 and dpd < 60"),
        ("x in [0..10] or x > 5 or x < 2", "always-true", "x in [0..10] and x > 5 or x < 2"),
        ("age < 30 and age > 65", "always-false", "age < 30 or age > 65"),
        ("vip and age < 30 and age > 65", "always-false", "vip and (age < 30 or age > 65)"),
        ('purpose = "car" and purpose = "house"', "always-false", 'purpose = "car" or purpose = "house"'),
        ('not(grade = "A") or not(grade in ("B", "C"))', "always-true", None),
        ("x > y and y > z and z > x", "always-false", None),
        ("x > y and x < 3 and y > 5", "always-false", None),
        ("dpd > 3 and dpd < 4", "always-false", "correct one of them, or remove the condition"),
        ('opened < date("2020-01-01") and opened > @"2021-01-01"', "always-false", None),
        (
            'opened > date("2026-01-01") and opened < date("2026-01-02")',
            "always-false",
            "correct one of them, or remove the condition",
        ),
        ('opened <= @"2024-02-28" or opened >= @"2024-02-29"', "always-true", None),
        ("sum(debts) > 10 and sum(debts) < 5", "always-false", "sum(debts) > 10 or sum(debts) < 5"),
        ("vip and not(vip)", "always-false", "correct one of them, or remove the condition"),
        ('is missing(grade) and grade = "A"', "always-false", 'is missing(grade) or grade = "A"'),
        ("vip and (x > 5 and x < 3)", "always-false", "x > 5 or x < 3"),
    ],
)
def test_a_condition_that_nothing_changes_is_refused(text: str, code: str, mended: str | None) -> None:
    found = problems(text)
    assert [problem.code for problem in found] == [code]
    if mended is not None:
        assert found[0].hint in (mended, f"write {mended}")
    if found[0].hint.startswith("write "):
        span = found[0].span
        assert span is not None
        applied = text[: span.start] + found[0].hint.removeprefix("write ") + text[span.end :]
        assert problems(applied) == []


@pytest.mark.parametrize(
    "text",
    [
        'grade != "A" and grade != "B"',
        'grade = "A" or grade = "B"',
        "dpd >= 30 and dpd < 60",
        "dpd < 30 or dpd >= 60",
        "x > y and y > x - 5",
        "x > y or y > x",
        "x > y and y > z",
        "x >= y and y >= x",
        'is missing(grade) or grade = "A"',
        'purpose = "car" or purpose != "house"',
        'lower case(purpose) = "car" and purpose = "Car"',
        "x > 3 and x < 4",
        "count(debts) > 3 or sum(debts) > 100",
        # Somebody switches a condition off, or on, by a word.
        "vip and false",
        "vip or true",
        "if vip then age > 70 else age > 60",
        'opened > date("2020-01-01") and opened < @"2021-01-01"',
    ],
)
def test_a_condition_that_tells_records_apart_is_none_of_its_business(text: str) -> None:
    assert problems(text) == []


def test_the_finding_shows_a_record_and_says_it_in_chinese() -> None:
    (problem,) = problems('grade != "A" or grade != "B"')
    assert 'where grade = "A", \'grade != "B"\' holds' in problem.message
    assert "永远为真" in getattr(problem.message, "zh", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('grade in ["A", "B", "C"]', "always-true"),
        ("age in [18, [19..75]]", ""),
        ("max(age, 18) < 18", "always-false"),
        ("min(age, 18) > 18", "always-false"),
        ("max(x, 5) < 5", "always-false"),
        ("min(x, y, 5) <= 5", "always-true"),
        ("max(x, y) > 5", ""),
        ("min(age, x) > 75", "always-false"),
        ("max(age, x) > 75", ""),
    ],
)
def test_lists_that_are_written_out_and_extremes_of_several_values_are_known(text: str, code: str) -> None:
    assert [problem.code for problem in problems(text) if problem.code.startswith("always")] == [code][
        : bool(code)
    ]


def cell_problems(tested: str, text: str) -> list[Problem]:
    checker, tree = Checker(WholeText(text)), parse_expression(tested)
    type_ = checker.infer(tree, NAMES)
    checker.cell(parse_unary_tests(text), Operand(tree, type_), NAMES)
    return checker.problems


@pytest.mark.parametrize(
    ("tested", "cell", "mended"),
    [
        ("opened", '< @"2026-01-01", >= @"2025-01-01"', '[@"2025-01-01"..@"2026-01-01")'),
        ("opened", '> @"2025-12-31", < date("2026-01-02")', '(@"2025-12-31"..date("2026-01-02"))'),
        ("opened", '<= @"2024-02-28", >= @"2024-02-29"', "-"),
        ("x", "< y, >= y", "-"),
        ("x", "> 30, <= 30", "-"),
        ("x", "!= y, != 3, y", "-"),
        ("grade", '!= "A", != "B"', "-"),
        ("purpose", '!= "car", "car"', "-"),
        ("vip", "!= true, true", "-"),
    ],
)
def test_a_cell_whose_tests_together_match_everything_is_refused(tested: str, cell: str, mended: str) -> None:
    (problem,) = cell_problems(tested, cell)
    assert (problem.code, problem.hint) == ("cell-matches-everything", f"write {mended}")
    (negated,) = cell_problems(tested, f"not({cell})")
    assert negated.code == "cell-matches-nothing"


@pytest.mark.parametrize(
    ("tested", "cell"),
    [
        ("opened", '< @"2025-01-01", >= @"2026-01-01"'),
        ("opened", '< @"2026-01-01", > @"2026-01-01"'),
        ("x", "< y, > y"),
        ("x", "< y, >= z"),
        ("grade", '!= "A", "B"'),
        ("purpose", '!= "car", "house"'),
    ],
)
def test_a_cell_that_leaves_something_out_is_none_of_its_business(tested: str, cell: str) -> None:
    assert cell_problems(tested, cell) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x in (>= 30, < 60)", "one of its tests always holds"),
        ('opened in (>= @"2025-01-01", < @"2026-01-01")', "one of its tests always holds"),
        ("x in (< y, >= y)", "one of its tests always holds"),
        ("dpd in (>= 0, 5)", "the value is >= 0"),
        ("vip in (true, false)", "the value is true, false"),
    ],
)
def test_tests_after_in_that_together_hold_for_everything_are_refused(text: str, why: str) -> None:
    (problem,) = problems(text)
    assert problem.code == "always-true"
    assert str(problem.message).endswith(f": {why}")


def test_an_example_that_says_nothing_is_left_out() -> None:
    names = NAMES.within({"closed": Known(DATE, what="input")})
    checker = Checker(WholeText("opened > closed and closed > opened"))
    checker.infer(parse_expression("opened > closed and closed > opened"), names)
    (problem,) = checker.problems
    assert problem.message.endswith("exclude each other")
