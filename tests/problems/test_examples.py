"""Every code of a diagnostic has a small example, and the whole text that it gives is as recorded.

`tests/problems/CODE/` holds a policy (with its scorecards, or several versions of it), an expression, a
table cell, a PMML document or an exchange of a scorecard (`exchange.json`: function, arguments, options), and
`expected.txt`. `pytest tests/problems --record` writes the expected texts anew; review
them as a diff.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from credit_engine import PolicyError, load_policy, load_scorecard
from credit_engine.analyse import doubts
from credit_engine.feel.check import Checker, Known, Names, WholeText
from credit_engine.feel.check.names import Operand
from credit_engine.feel.parser import FeelSyntaxError, parse_expression, parse_unary_tests
from credit_engine.feel.positioned import positioned
from credit_engine.feel.syntax import Name
from credit_engine.feel.types import DATE, Interval, Type, context_of, list_of, ordinal
from credit_engine.feel.units import parse_unit
from credit_engine.interop import scorecards
from credit_engine.limits import MAX_EXPRESSION_CHARACTERS, MAX_FILE_CHARACTERS
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.suppression import sort_out
from credit_engine.problems import Problem, in_order, render_all
from credit_engine.testing import read_cases
from credit_engine.testing.mutation import mutants_of
from credit_engine.wording import Said
from problems.codes import codes
from problems.test_languages import FORMS, PROSE

HERE = Path(__file__).parent
EXAMPLES = sorted(
    folder.name for folder in HERE.iterdir() if (folder.name in codes()) or (folder / "expected.txt").exists()
)
MADE_BY_HAND = {"twelve"}
GENERATED = {
    "rows-gap",
    "gaps-unknown",
    "expression-too-long",
    "file-too-large",
    "too-many-problems",
    "no-such-file",
    "is-a-directory",
    "not-a-file",
    "unreadable-file",
    "link-out-of-folder",
    "missing-package",
    "unreadable-workbook",
    "formula-cell",
    "merged-cells",
    "hidden-cells",
    "error-cell",
    "line-in-cell",
    "time-cell",
    "percent-cell",
    "hidden-digits",
    "code-as-number",
    "number-as-text",
    "text-as-number",
}
"""Codes whose examples would be too large for a file, are no file, or an Excel workbook (tests/sheets)."""

NAMES = Names(
    {
        "age": Known(Type("number", integer=True, interval=Interval(0, 130)), what="input"),
        "income": Known(Type("number", unit=parse_unit("CNY per month")), what="input"),
        "savings": Known(Type("number", unit=parse_unit("CNY")), what="input"),
        "housing": Known(Type("text", values=("owner", "rent")), what="input"),
        "opened": Known(DATE, what="input"),
        "grade": Known(ordinal(("A", "B", "C"), best_first=True), what="input"),
        "asset_class": Known(ordinal(("pass", "loss"), best_first=True), what="input"),
        "debts": Known(list_of(context_of({"balance": Type("number")})), what="input"),
    }
)


def checked_expression(text: WholeText) -> list[Problem]:
    try:
        tree = parse_expression(text.value)
    except FeelSyntaxError as error:
        return positioned(text, error.problems)
    checker = Checker(text)
    checker.infer(tree, NAMES)
    return checker.problems


def checked_cell(text: WholeText) -> list[Problem]:
    """The problems of a cell that tests `age`."""
    try:
        tree = parse_unary_tests(text.value)
    except FeelSyntaxError as error:
        return positioned(text, error.problems)
    checker, known = Checker(text), NAMES.known["age"]
    checker.cell(tree, Operand(Name("age"), known.type, known), NAMES)
    return checker.problems


def loaded(path: str) -> tuple[Problem, ...]:
    """What loading says of a policy; where it says nothing, what a careful reader asks."""
    try:
        policy = load_policy(path)
    except PolicyError as error:
        return error.problems
    return policy.warnings or tuple(problem for version in policy.versions for problem in asked(version))


def asked(version: CompiledPolicy) -> tuple[Problem, ...]:
    """What a careful reader asks, less what the policy allows."""
    return sort_out(doubts(version), [version.document.source], searched=[version.document.source]).standing


def exchanged() -> tuple[Problem, ...]:
    """The problems of an import of `arguments`, an export of `card.yaml`, or of reading `card.pmml`."""
    call = {"function": "from_pmml", "arguments": ["card.pmml"]}
    if Path("exchange.json").exists():
        call |= {"arguments": [], **json.loads(Path("exchange.json").read_text("utf-8"))}
    card = [load_scorecard("card.yaml")] if Path("card.yaml").exists() else []
    try:
        made = getattr(scorecards, call["function"])(*card, *call["arguments"], **call.get("options", {}))
    except PolicyError as error:
        return error.problems
    return in_order(made.warnings)


def of_cases(path: str) -> tuple[Problem, ...]:
    """The problems of a file of cases, mutants that it accepts and that do not exist among them."""
    try:
        cases = read_cases(path)
    except PolicyError as error:
        return error.problems
    names = (mutant.name for version in cases.policy.versions for mutant in mutants_of(version))
    return tuple(cases.lost(frozenset(names)))


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """The problems of the example in the current directory, which is a copy of the folder."""
    if (folder / "exchange.json").exists() or (folder / "card.pmml").exists():
        return exchanged()
    for name, check in (("expression.feel", checked_expression), ("cell.feel", checked_cell)):
        if (folder / name).exists():
            return in_order(check(WholeText((folder / name).read_text("utf-8").rstrip("\n"), name)))
    if (folder / "policy.cases.yaml").exists():
        return of_cases("policy.cases.yaml")
    return loaded("versions" if (folder / "versions").is_dir() else "policy.yaml")


@pytest.mark.parametrize("code", [code for code in EXAMPLES if code not in MADE_BY_HAND])
def test_an_example_gives_one_problem_with_the_recorded_text(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    copy = tmp_path / "example"
    copytree(HERE / code, copy)
    monkeypatch.chdir(copy)
    problems = problems_of(copy)
    text = render_all(problems) + "\n"
    chinese = render_all(problems, "zh") + "\n"
    if request.config.getoption("--record"):
        (HERE / code / "expected.txt").write_text(text, "utf-8", newline="\n")
        (HERE / code / "expected.zh.txt").write_text(chinese, "utf-8", newline="\n")
    assert [problem.code for problem in problems] == [code]
    assert text == (HERE / code / "expected.txt").read_text("utf-8")
    assert chinese == (HERE / code / "expected.zh.txt").read_text("utf-8")
    assert [told for problem in problems for told in in_english_alone(problem)] == []


def in_english_alone(problem: Problem) -> Iterator[str]:
    """The texts of a problem that have no Chinese form; a form to write is the same in all languages."""
    told = [problem.message, problem.hint, *(note.text for note in problem.notes)]
    yield from (text for text in told if text and not isinstance(text, Said))
    names = problem.expected.split(", ")
    if not isinstance(problem.expected, Said) and any(PROSE.search(FORMS.sub("", name)) for name in names):
        yield problem.expected


@pytest.mark.parametrize("code", [code for code in EXAMPLES if code not in MADE_BY_HAND])
def test_a_problem_says_what_would_be_right_or_how_to_mend_it(code: str) -> None:
    text = (HERE / code / "expected.txt").read_text("utf-8")
    assert "\n   expected: " in text or "\n   hint: " in text


def test_every_code_has_an_example() -> None:
    assert codes() - GENERATED == set(EXAMPLES) - MADE_BY_HAND


def test_an_expression_can_be_too_long() -> None:
    text = "1 + " * (MAX_EXPRESSION_CHARACTERS // 4) + "1"
    assert [p.code for p in checked_expression(WholeText(text))] == ["expression-too-long"]


def test_a_file_can_be_too_large(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("# " + "x" * MAX_FILE_CHARACTERS, "utf-8")
    assert [p.code for p in loaded(str(tmp_path / "policy.yaml"))] == ["file-too-large"]


def test_a_file_can_hold_more_mistakes_than_are_worth_reading(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("".join(f"key_{i}: *name\n" for i in range(2_000)), "utf-8")
    assert "too-many-problems" in [p.code for p in loaded(str(tmp_path / "policy.yaml"))]


def test_a_file_can_be_missing(tmp_path: Path) -> None:
    assert [p.code for p in loaded(str(tmp_path / "policy.yaml"))] == ["no-such-file"]
