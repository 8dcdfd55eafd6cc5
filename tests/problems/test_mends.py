"""Every mistake of a policy is found at its line, in both languages, and mended by what its hint says.

Each folder with an example is a sound policy (or expression, or cell) with one slip. Where the hint is the
text to write, the edit is read from the hint; otherwise `EDITS` states the edit, and what the hint or the
expectation has to name for a reader to come to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import pytest

from credit_engine.problems import Problem
from credit_engine.wording import in_language, to_write
from problems.codes import codes
from problems.test_examples import HERE, problems_of


class Edit(NamedTuple):
    """What is replaced in the file, and words of the hint or the expectation that lead to it."""

    old: str
    new: str
    named: str = ""


DID_YOU_MEAN = {"en": re.compile(r"did you mean '(.+)'\?"), "zh": re.compile("是否应为 '(.+)'？")}
LANGUAGES = ("en", "zh")
EDITS = {
    "allow-without-reason": Edit("# allow[unused-input]", "# allow[unused-input]: kept for audit", ":"),
    "unused-allow": Edit("  # allow[unused-input]: part of the register", ""),
    "alias": Edit("*latest", '"*latest"'),
    "attribute-overlap": Edit("<= 30", "< 30"),
    "branch-unreachable": Edit("income > 20000", "income < 500"),
    "indentation-indicator": Edit(">2-", ">-", ">"),
    "item-repeated": Edit("Licence, zh: 执照}, given: licence", "Licence, zh: 执照}, given: age > 18"),
    "items-contradict": Edit("not(licence)", "age > 18"),
    "lone-surrogate": Edit("\\uD800 ", ""),
    "merge-key": Edit("  <<: {}\n", ""),
    "mixed-attributes": Edit("[2]", "[rent]"),
    "redacted-output": Edit("outputs: {identity: always}", "outputs: {}"),
    "aggregate-without-collect": Edit("hit: first", "hit: collect", "hit: collect"),
    "always-false": Edit("age > 150", "age > 50"),
    "always-true": Edit("age >= 0", "age >= 18"),
    "ambiguous-number": Edit(", at_most: 0o17", "", "15"),
    "ambiguous-word": Edit("rent, no]", 'rent, "no"]', '"no"'),
    "anchor": Edit("inputs: &fields", "inputs:"),
    "and-in-list": Edit('("owner", and "rent")', '("owner")'),
    "assignment": Edit(":=", "=", "="),
    "attribute-form": Edit(", otherwise: true", "", "range"),
    "attribute-gap": Edit('">= 40"', '">= 30"'),
    "bad-date": Edit("2026-02-30", "2026-02-28", "2026-11-23"),
    "bad-escape": Edit(r"\U110000", r"\U000072ent", "10FFFF"),
    "bad-for-each": Edit("g in guarantors", "guarantors as g", "guarantors as g"),
    "bad-indentation": Edit("       then: decline", "        then: decline"),
    "bad-literal": Edit("2026-02-30", "2026-02-28", "2026-11-23"),
    "bad-range": Edit('range: "130"', 'range: "[0..130]"', "[0..130]"),
    "cell-matches-nothing": Edit("> 150", "> 50"),
    "control-character": Edit("\x01", ""),
    "counted-twice": Edit("[process, checks]", "[process]"),
    "cycle": Edit("rest * 0.5", "income * 0.5"),
    "declared-otherwise": Edit('inputs:\n  age: {type: integer, range: "[0..120]"}\n', ""),
    "declared-twice": Edit('inputs:\n  age: {type: integer, range: "[0..130]"}\n', ""),
    "directive": Edit("%TAG ! tag:example,2026:\n", ""),
    "division-by-zero": Edit("/ 0", "/ 2", "0"),
    "duplicate-column": Edit("age,band,age\n< 30,A,-\n-,B,-", "age,band\n< 30,A\n-,B"),
    "duplicate-id": Edit("- id: R-1\n        when: income", "- id: R-2\n        when: income", "id"),
    "duplicate-key": Edit("        because: low_income\n", ""),
    "duplicate-value": Edit("rent, owner]", "rent]"),
    "else-without-if": Edit("age else 3", "if age > 18 then age else 3", "if"),
    "empty-cell": Edit("\n,B", "\n-,B", "-"),
    "empty-expression": Edit("// nothing but a comment", "1", "1"),
    "empty-range": Edit("[60..18]", "[18..60]"),
    "empty-sheet": Edit("age,band\n", "age,band\n-,A\n"),
    "entries-gap": Edit("from: 2026-07-01", "from: 2026-06-01"),
    "entries-overlap": Edit("to: 2026-08-01", "to: 2026-07-01", "to:"),
    "flow-split": Edit("max(age, 18) > 20", '"max(age, 18) > 20"', '"max(age, 18) > 20"'),
    "full-width-code": Edit("Ｃ25", "C25", "C25"),
    "internal-text-disclosed": Edit("under_age:\n", "under_age:\n    disclose: false\n", "disclose: false"),
    "include-cycle": Edit("include: person.yaml", "inputs: {}"),
    "initial-points": Edit("initial_points: 20", "initial_points: 0", "0"),
    "key-not-text": Edit("? [a, b]", "? a"),
    "line-end": Edit("\u2028", " "),
    "mismatched-bracket": Edit("18]", "18)", ")"),
    "missing-and": Edit("18 or 60", "18 and 60", "and"),
    "missing-colon": Edit('version "1"', 'version: "1"', ":"),
    "missing-column": Edit("age\n< 30\n-", "age,band\n< 30,A\n-,B", "band"),
    "missing-else": Edit("then 1", "then 1 else null", "else null"),
    "missing-in": Edit("some d of debts", "some d in debts", "in"),
    "missing-key": Edit("{: 3}", "{a: 3}", ":"),
    "missing-not-worst": Edit("points: 12", "points: 10", "10"),
    "missing-operand": Edit("age < 18 and", "age < 18 and income > 0"),
    "missing-operator": Edit("age 18", "age = 18", "="),
    "missing-parameter": Edit("function(1) 2", "function(a) 2", "a"),
    "missing-property": Edit("debts. > 3", "count(debts.balance) > 3"),
    "missing-rationale": Edit("{value: 0}}}", "{value: 0}}, rationale: approved 2026-03}", "rationale:"),
    "missing-return": Edit("debts d.balance", "debts return d.balance", "return"),
    "missing-satisfies": Edit("debts d.balance", "debts satisfies d.balance", "satisfies"),
    "missing-then": Edit("18 1 else", "18 then 1 else", "then"),
    "missing-type": Edit("instance of", "instance of number", "number"),
    "missing-value": Edit("< * 3", "< 3"),
    "mixed-arguments": Edit("n: income, 2", "income, 2"),
    "never-binds": Edit("product: 800000, ", ""),
    "never-missing": Edit("is missing(age)", "age > 18"),
    "no-order": Edit('worst([housing, "rent"])', 'worst([grade, "B"])', "ordinal"),
    "not-finite": Edit("  cap: .inf\n", "  cap: 3\n"),
    "nothing-passes": Edit("age >= 16", "age <= 16"),
    "number-out-of-range": Edit("1e9999", "1e6", "6144"),
    "number-too-long": Edit("3.14159265358979323846264338327950288", "3.14159"),
    "order-clash": Edit("grade > asset_class", 'grade > "B"'),
    "other-scorecard": Edit("scorecard: pionts", "scorecard: points", "points"),
    "pd-order": Edit("pd: 0.2", "pd: 0.1", "0.1"),
    "points-disagree": Edit("286.440695", "285.440695", "285.440694673"),
    "priority-without-values": Edit("{band: text}", "{band: [A, B]}"),
    "protected-input": Edit("protected: true", "protected: true, exemption: section 1002.6", "exemption:"),
    "range-without-brackets": Edit("18..60", "[18..60]", "[1..5]"),
    "redacted-identity": Edit("    identity: g.id_no\n", "", "identity"),
    "repeated-salt": Edit("pilot-2026-1, arms: {champion: 0.5", "pilot-2026-2, arms: {champion: 0.5"),
    "reserved-name": Edit("  outcome:\n    formula", "  result:\n    formula"),
    "rounded-points": Edit("rounded: 263", "rounded: 262", "262"),
    "row-unreachable": Edit('        - {if: ["[18..25]"], then: [B]}\n', ""),
    "row-width": Edit('["< 30", "-"]', '["< 30"]', "1"),
    "rows-overlap": Edit('"[29..60)"', '"[30..60)"'),
    "rule-implied": Edit("age < 16", "age > 70"),
    "rule-without-effect": Edit("then: approve", "then: refer", "refer"),
    "rules-contradict": Edit("not(age >= 18)", "age >= 70"),
    "rows-mergeable": Edit(
        '- {if: ["< 30"], then: [A]}\n        - {if: ["[30..45)"], then: [A]}',
        '- {if: ["[18..44]"], then: [A]}',
        "[18..44]",
    ),
    "unused-value": Edit("[A, B, C]", "[A, B]"),
    "scale-gap": Edit("[0.02..0.1)", "[0.01..0.1)"),
    "scale-overlap": Edit("<= 0.01", "< 0.01"),
    "several-documents": Edit("---\npolicy: another\n", ""),
    "sheet-separator": Edit("age;band\n< 30;A\n-;B", "age,band\n< 30,A\n-,B"),
    "stage-needs": Edit("- id: income\n", "- id: income\n        needs: [income]\n", "needs"),
    "state-not-given": Edit("policy: watch\n", "policy: watch\n      prior: no_prior\n", "no_prior"),
    "tag": Edit("!text 1", '"1"'),
    "test-as-expression": Edit(">= 18", "age >= 18", "x >= 5"),
    "text-order": Edit('housing > "owner"', 'housing = "owner"'),
    "then-without-if": Edit("then age", "if age > 18 then age else 0", "if"),
    "too-many-offers": Edit(", 11000]", "]", "100"),
    "trailing-comma": Edit("18,)", "18)"),
    "type-clash": Edit("housing > 3", 'housing = "owner"', '"owner"'),
    "unclosed-bracket": Edit("18 >", "18) >", ")"),
    "unclosed-quote": Edit('version: "1', 'version: "1"', '"'),
    "undecided-best": Edit("undecided: approve", "undecided: refer", "refer"),
    "unexpected-colon": Edit("income: 3", "{income: 3}", "{"),
    "unexpected-comma": Edit("10, 20", "10"),
    "unexpected-key": Edit(", items: {a: {type: text}}", ""),
    "unexpected-token": Edit("< 18 <", "< 18"),
    "unit-clash": Edit("income > savings", "income * 12 > 3"),
    "unknown-character": Edit("#18", "18"),
    "unknown-spaced-name": Edit("annual income", "income"),
    "unopened-bracket": Edit("18)", "18"),
    "unquoted-expression": Edit('housing = "rent: other"', """'housing = "rent"'"""),
    "unterminated-comment": Edit("/* adults", "/* adults */", "*/"),
    "unterminated-text": Edit('"rent', '"rent"', '"'),
    "unused-decision": Edit(
        "outcome: [checks]", "outcome: [checks, capacity]", "outcome: [checks, capacity]"
    ),
    "unused-input": Edit('  income: {type: number, range: ">= 0", unit: CNY per month}\n', ""),
    "unused-include": Edit("[person.yaml, spare.yaml]", "[person.yaml]"),
    "unused-list": Edit("  segments: {core: {en: Core, zh: 核心客户}, new: {en: New, zh: 新客户}}\n", ""),
    "unused-role": Edit("  risk_officer: {en: Risk officer, zh: 风险经理}\n", ""),
    "unused-parameter": Edit("parameters:\n  cap: 3\n", ""),
    "unused-reason": Edit("  low_income: {en: Low income, zh: 收入偏低}\n", ""),
    "woe-disagrees": Edit(
        "woe: -0.59314718056, points: 264.729457", "woe: -0.69314718056, points: 262.421145", "-0.69314718056"
    ),
    "wrong-arguments": Edit('sum("abc")', "sum(1, 2)", "number"),
    "wrong-value": Edit("step: 0", "step: 1", "0"),
    "yaml-syntax": Edit('"\\z"', '"\\\\z"'),
}


def literal(problem: Problem) -> str | None:
    """What stands in place of the marked text, where the hint in each language is just that; else None."""
    marked = "" if problem.span is None else problem.span.text
    quote = marked[:1] if marked[:1] in ("'", '"') else ""
    found = set()
    for lang in LANGUAGES:
        hint, begin = in_language(problem.hint, lang), in_language(to_write(""), lang)
        meant = DID_YOU_MEAN[lang].match(hint)
        if meant is None and not hint.startswith(begin):
            return None
        found.add(f"{quote}{meant[1]}{quote}" if meant else hint.removeprefix(begin))
    return found.pop() if len(found) == 1 else None


def mend(folder: Path, problem: Problem, edit: Edit | None) -> None:
    """Follow the hint in the file of the problem, or in the one where the text to be replaced stands."""
    assert problem.span is not None
    path = folder / problem.span.source.name
    text = path.read_bytes().decode("utf-8")
    if edit is None:
        right = literal(problem)
        assert right is not None, f"the hint of {problem.code} is not what to write: state the edit"
        start, end = problem.span.start, problem.span.end
        text = text[:start] + right + text[end:]
    else:
        if edit.old not in text:
            path = next(one for one in folder.rglob("*.*") if edit.old in one.read_text("utf-8"))
            text = path.read_bytes().decode("utf-8")
        text = text.replace(edit.old, edit.new, 1)
    path.write_bytes(text.encode("utf-8"))


def examples() -> Iterator[str]:
    """The codes with an example that is a policy, an expression or a cell."""
    for code in sorted(codes()):
        names = {one.name for one in (HERE / code).glob("*")}
        if names & {"policy.yaml", "expression.feel", "cell.feel"} and not names & OTHER_THAN_POLICIES:
            yield code


OTHER_THAN_POLICIES = {"exchange.json", "card.pmml", "policy.cases.yaml", "versions"}
NOT_TEXTS = {
    "base-odds": "all points are computed anew",
    "as-fitted": "an exception that was approved: nothing is to be mended",
    "call-cycle": "what a policy is to call instead, nobody can say",
    "date-cell": "a cell of ages holds a date",
    "duplicate-name": "the other name is the writer's choice",
    "empty-document": "there is no policy",
    "expression-too-deep": "64 brackets",
    "include-too-deep": "files are put together anew",
    "no-mapping": "there is no policy",
    "not-a-policy": "another file was meant",
    "not-a-scorecard": "another file was meant",
    "not-in-force-then": "dates of two policies",
    "not-utf8": "bytes, no text",
    "other-file": "another file was meant",
    "sheet-quote": "what the cell was to hold",
    "too-deep": "64 brackets",
    "too-many-calls": "hundreds of calls",
    "unknown-scorecard": "the card is not there",
    "wrong-sign": "a card is fitted anew",
    "zero-cell": "the attribute is merged",
}
"""Examples whose mend is more than an edit of a line, and why."""
MENDED = [code for code in examples() if code not in NOT_TEXTS]


def test_at_least_sixty_slips_are_mended() -> None:
    assert len(MENDED) >= 60
    assert set(EDITS) <= set(MENDED)


@pytest.mark.sampled
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", MENDED)
def test_what_the_hint_says_mends_the_mistake(
    code: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "example"
    copytree(HERE / code, folder)
    monkeypatch.chdir(folder)
    (problem,) = problems_of(folder)
    edit = EDITS.get(code)
    if edit is not None:
        said = f"{in_language(problem.hint, lang)} {in_language(problem.expected, lang)}"
        assert edit.named in said
        assert said.strip()
    mend(folder, problem, edit)
    left = [one for one in problems_of(folder) if one.severity == "error" or one.code == code]
    assert left == []


@pytest.mark.parametrize("code", [code for code in MENDED if code in EDITS])
def test_a_mistake_is_found_at_the_line_that_is_mended(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HERE / code)
    (problem,) = problems_of(HERE / code)
    assert problem.span is not None
    text, old = problem.span.source.text, EDITS[code].old
    if code in MENDED_ELSEWHERE:
        return
    first = text.count("\n", 0, text.index(old)) + 1
    assert first <= problem.span.position.line <= first + old.rstrip("\n").count("\n")


MENDED_ELSEWHERE = {
    "aggregate-without-collect",
    "attribute-gap",
    "attribute-overlap",
    "cycle",
    "entries-overlap",
    "internal-text-disclosed",
    "missing-rationale",
    "missing-return",
    "nothing-passes",
    "priority-without-values",
    "protected-input",
    "redacted-identity",
    "scale-gap",
    "scale-overlap",
    "several-documents",
    "too-many-offers",
    "unused-decision",
    "unused-parameter",
}
"""What can be mended at one of several lines: the finding stands at one of them, and names the others."""
