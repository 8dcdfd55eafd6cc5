"""A text of a diagnostic is its English form, and carries its Chinese one wherever it goes."""

from __future__ import annotations

import copy
import pickle

import pytest

from credit_engine.problems import InputError, Note, PolicyError, Problem, render, suggestion
from credit_engine.source import Source, Span
from credit_engine.wording import Said, all_of, any_of, counted, in_language, joined, said


def test_a_text_is_its_english_form_and_holds_the_chinese_one() -> None:
    text = said("'{name}' has {number} rows", "'{name}' 有 {number} 行", name="年龄", number=3)
    assert text == "'年龄' has 3 rows"
    assert hash(text) == hash("'年龄' has 3 rows")
    assert text.zh == "'年龄' 有 3 行"


def test_a_text_within_a_text_stands_in_the_same_language() -> None:
    inner = said("a {what}", "一个{what}", what=said("date", "日期"))
    text = said("this is {inner}", "这是{inner}", inner=inner)
    assert (text, text.zh) == ("this is a date", "这是一个日期")


def test_braces_of_the_user_are_no_patterns() -> None:
    text = said("'{value}' {{x}}", "“{value}”{{x}}", value="{age} {0} {{}}")
    assert (text, text.zh) == ("'{age} {0} {{}}' {x}", "“{age} {0} {{}}”{x}")


@pytest.mark.parametrize("kept", [copy.copy, copy.deepcopy, lambda text: pickle.loads(pickle.dumps(text))])
def test_a_text_keeps_both_forms_when_it_is_copied_or_pickled(kept: object) -> None:
    text = kept(said("one", "一"))  # type: ignore[operator]
    assert isinstance(text, Said)
    assert (text, text.zh) == ("one", "一")


@pytest.mark.parametrize(
    ("number", "en", "zh"), [(0, "", ""), (1, "a", "a"), (2, "a or b", "a或b"), (3, "a, b or c", "a、b或c")]
)
def test_alternatives_are_listed_as_each_language_lists_them(number: int, en: str, zh: str) -> None:
    text = any_of("abc"[:number])
    assert (text, text.zh) == (en, zh)


def test_lists_take_their_items_in_each_language() -> None:
    items = [said("dates", "日期"), said("times", "时间"), "x"]
    assert (all_of(items), all_of(items).zh) == ("dates, times and x", "日期、时间和x")
    assert (joined(items), joined(items).zh) == ("dates, times, x", "日期、时间、x")


def test_a_count_agrees_with_its_number() -> None:
    assert (counted(1, "row", "行"), counted(1, "row", "行").zh) == ("1 row", "1 行")
    assert counted(2_000, "row", "行") == "2,000 rows"
    assert counted(0, "entry", "条", "entries") == "0 entries"


def a_problem() -> Problem:
    span = Span(Source("策略.yaml", "年龄: x\n"), 4, 5)
    return Problem(
        "wrong-type",
        said("'{name}' is a text", "'{name}' 是文本", name="年龄"),
        span,
        expected=said("a number", "数字"),
        hint=said("write {form}", "写作 {form}", form="18"),
        notes=(Note(said("declared here", "在此声明"), span),),
        severity="warning",
    )


def test_a_diagnostic_is_written_in_the_language_asked_for() -> None:
    assert a_problem().text("zh") == (
        "策略.yaml:1:5: 警告：'年龄' 是文本 [wrong-type]\n"
        "    1 | 年龄: x\n"
        "      |       ^\n"
        "   期望：数字\n"
        "   注：在此声明 (策略.yaml:1:5)\n"
        "   提示：写作 18"
    )
    assert str(a_problem()).splitlines()[0] == "策略.yaml:1:5: warning: '年龄' is a text [wrong-type]"
    assert a_problem().text() == str(a_problem())


def test_an_error_tells_all_its_problems_in_the_language_asked_for() -> None:
    error = PolicyError([a_problem(), Problem("no-such-file", said("no file", "没有文件"))])
    assert error.text("zh") == f"没有文件 [no-such-file]\n\n{a_problem().text('zh')}"
    assert str(error) == error.text("en")
    assert pickle.loads(pickle.dumps(error)).text("zh") == error.text("zh")


def test_a_language_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown language 'fr'; known are en, zh"):
        InputError([a_problem()]).text("fr")  # type: ignore[arg-type]


def test_half_of_a_character_is_told_in_both_languages() -> None:
    problem = Problem("x", said("bad {text}", "坏 {text}", text="\ud800"), hint="\udfff")
    assert isinstance(problem.message, Said)
    assert (problem.message, problem.message.zh, problem.hint) == ("bad \\ud800", "坏 \\ud800", "\\udfff")
    render(problem, "zh").encode()


def test_a_near_name_is_suggested_in_both_languages() -> None:
    assert in_language(suggestion("incme", ["income", "age"]), "zh") == "是否应为 'income'？"
