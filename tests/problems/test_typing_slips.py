"""Slips of typing in a sound policy: what a hint says to write, written so, mends the line.

Full-width characters, other notations of numbers and dates, and words of Excel, SQL, Python and Chinese.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from credit_engine import PolicyError, load_policy
from credit_engine.problems import Problem
from credit_engine.wording import in_language, to_write

POLICY = """\
policy: slips
version: "1"
title: {en: Slips, zh: 笔误}
effective: {from: 2026-11-01, time_zone: Asia/Shanghai}
outcomes: {order: [approve, refer, decline], undecided: decline, nothing_fired: approve}
inputs:
  age: {type: number, title: {en: Age, zh: 年龄}, range: "[0..130]"}
  amount: {type: number, title: {en: Amount, zh: 金额}, range: "[0..10000000]"}
  ratio:
    type: number
    title:
      en: Ratio
      zh: 负债率
    range: "[0..2]"
  grade: {type: text, values: [A, B, C]}
  restructured: {type: boolean}
  opened: {type: date}
  note: {type: text, missing: {none: undecided}}
parameters:
  top: {value: 200000}
  share: {value: 0.05}
  banned: {value: [煤炭, 钢铁]}
decisions:
  rate: {pricing: {base: 0.03, add: {margin: ratio}, floor: 0.01, cap: 0.24}}
  load: {formula: "amount / 12"}
  band:
    table:
      hit: first
      in: [ratio, grade]
      out: {b: [A, B]}
      rows:
        - {if: ["> 0.3", '"A"'], then: [A]}
      default: [B]
  admission:
    rules:
      - {id: R-1, when: "age < 18 or age > 65", then: decline, because: r}
      - id: R-2
        when: restructured = true
        then: decline
        because: r
      - {id: R-3, when: "ratio in [0.1..0.8)", then: decline, because: r}
      - {id: R-4, when: "amount > top", then: refer, because: r}
      - {id: R-5, when: "ratio > share and not(grade in banned)", then: refer, because: r}
      - {id: R-6, when: 'opened > @"2026-01-01"', then: refer, because: r}
      - {id: R-7, when: 'is missing(note)', then: refer, because: r}
decision: {outcome: [admission], outputs: {load: always, rate: always, band: always}}
reasons: {r: {en: r, zh: r}}
"""
SLIPS = [
    # what is right, what was typed
    ("      zh: 负债率", "      zh：负债率"),
    ("inputs:", "inputs："),
    ("parameters:\n", "parameters：\n"),
    ("{type: boolean}", "｛type: boolean｝"),
    ("{type: boolean}", "{type：boolean}"),
    ("{type: boolean}", "｛type：boolean｝"),
    ("[A, B, C]", "[A，B，C]"),
    ("[A, B, C]", "［A, B, C］"),
    ("[A, B, C]", "【A, B, C】"),
    ("    title:\n", "\u3000\u3000title:\n"),
    ("      en: Ratio", "\u3000\u3000\u3000en: Ratio"),
    ("    type: number\n", "\ttype: number\n"),
    ("    type: number\n", "\xa0\xa0\xa0\xa0type: number\n"),
    ("in: [ratio, grade]", "in：[ratio, grade]"),
    ('version: "1"', "version: “1”"),
    ('version: "1"', 'version： "1"'),
    ("- id: R-2", "－ id: R-2"),
    ("- id: R-2", "—— id: R-2"),
    ("- id: R-2", "-\u3000id: R-2"),
    ("- id: R-2", "-id: R-2"),
    ("        then: decline\n", "        then：decline\n"),
    ("        then: decline\n", "        then： decline\n"),
    ("{type: boolean}", "{type:boolean}"),
    ("{type: boolean}", "{type： boolean}"),
    ("when: restructured = true", "when: restructured ＝ true"),
    ("when: restructured = true", "when:\u3000restructured = true"),
    ("{value: 200000}", "{value: 20万}"),
    ("{value: 200000}", "{value: 200,000}"),
    ("{value: 200000}", "{value: 2亿}"),
    ("{value: 200000}", "{value: ２０００００}"),
    ("{value: 200000}", "{value: ¥200000}"),
    ("{value: 200000}", "{value: 200000元}"),
    ("{value: 0.05}", "{value: 5%}"),
    ("{value: 0.05}", "{value: 5‰}"),
    ("{value: 0.05}", "{value: 0,05}"),
    ("{value: 0.05}", "{value: ０．０５}"),
    ("base: 0.03", "base: 3%"),
    ("base: 0.03", "base: 0,03"),
    ("base: 0.03", "base: 300bp"),
    ("2026-11-01", "2026/11/01"),
    ("2026-11-01", "2026年11月1日"),
    ("> top", "> 20万"),
    ("> top", "> 200,000"),
    ("> top", "> 0,5"),
    ("> top", "> 5%"),
    ("> top", "> 5‰"),
    ("> top", "＞ top"),
    ("> top", "≥ top"),
    ("> top", "大于 top"),
    ("> top", "大于等于 top"),
    ("> top", "不等于 top"),
    ("> top", "等于 top"),
    ("> top", "> ２０００００"),
    ("> top", "<> top"),
    ("> top", "== top"),
    ("> top", "> ¥200000"),
    ('"age < 18 or age > 65"', '"age < 18 或 age > 65"'),
    ('"age < 18 or age > 65"', '"age < 18或age > 65"'),
    ('"age < 18 or age > 65"', '"age < 18 且 ratio > 1"'),
    ('"age < 18 or age > 65"', '"非(age < 18)"'),
    ('"age < 18 or age > 65"', '"age 在 18 到 65 之间"'),
    ('"age < 18 or age > 65"', '"age 在18和65之间"'),
    ('"age < 18 or age > 65"', '"OR(age < 18, age > 65)"'),
    ('"age < 18 or age > 65"', '"AND(age < 18, ratio > 1)"'),
    ('"age < 18 or age > 65"', '"NOT(age < 18)"'),
    ('"age < 18 or age > 65"', '"age < 18 || age > 65"'),
    ('"age < 18 or age > 65"', '"age < 18 && ratio > 1"'),
    ('"age < 18 or age > 65"', '"age < 18 OR age > 65"'),
    ('"age < 18 or age > 65"', '"age < 18 and not age > 65"'),
    ('"age < 18 or age > 65"', '"age BETWEEN 18 AND 65"'),
    ('"age < 18 or age > 65"', '"note IS NULL"'),
    ('"age < 18 or age > 65"', '"note IS NOT NULL"'),
    ('"age < 18 or age > 65"', '"note is None"'),
    ('"age < 18 or age > 65"', '"note == None"'),
    ('"age < 18 or age > 65"', "\"note LIKE 'a%'\""),
    ('"age < 18 or age > 65"', '"restructured = True"'),
    ('"age < 18 or age > 65"', '"age <18 or age>65;"'),
    ('"age < 18 or age > 65"', '"18 < age < 65"'),
    ('"age < 18 or age > 65"', '"18 <= age <= 65"'),
    ('"age < 18 or age > 65"', '"！restructured"'),
    ('"age < 18 or age > 65"', '"!restructured"'),
    ('"age < 18 or age > 65"', '"（age < 18） or age > 65"'),
    ('"age < 18 or age > 65"', '"grade = ‘A’"'),
    ('"age < 18 or age > 65"', "\"grade = 'A'\""),
    ('"age < 18 or age > 65"', '"grade = “A”"'),
    ('"age < 18 or age > 65"', "\"grade IN ('A', 'B')\""),
    ('"age < 18 or age > 65"', '"grade = A"'),
    ('"age < 18 or age > 65"', '"grade in [A, B]"'),
    ('"amount / 12"', '"IF(amount > 1, 1, 2)"'),
    ('"amount / 12"', '"amount > 1 ? 1 : 2"'),
    ('"amount / 12"', '"1 if amount > 1 else 2"'),
    ('"amount / 12"', '"if amount > 1 then 1 elif amount > 2 then 2 else 3"'),
    ('"amount / 12"', '"如果 amount > 1 则 1 否则 2"'),
    ('"amount / 12"', '"若 amount > 1 则 1 否则 2"'),
    ('"amount / 12"', '"amount ÷ 12"'),
    ('"amount / 12"', '"amount × 12"'),
    ('"amount / 12"', '"amount ＋ 12"'),
    ('"amount / 12"', '"SUM(amount, 12)"'),
    ('"amount / 12"', '"MIN(amount, 12)"'),
    ('"amount / 12"', '"ROUND(amount, 2)"'),
    ('"amount / 12"', '"amount ^ 2"'),
    ('"amount / 12"', '"case when amount > 1 then 1 else 2 end"'),
    ('"amount / 12"', '"ａｍｏｕｎｔ / 12"'),
    ('"amount / 12"', '"=amount / 12"'),
    ('"amount / 12"', '"max(200,000, amount)"'),
    ('@"2026-01-01"', '@"2026/01/01"'),
    ('@"2026-01-01"', "2026-01-01"),
    ('@"2026-01-01"', "2026/01/01"),
    ('@"2026-01-01"', "2026年1月1日"),
    ('@"2026-01-01"', '"2026-01-01"'),
    ('@"2026-01-01"', '"2026/01/01"'),
    ('@"2026-01-01"', 'date("2026/1/1")'),
    ('@"2026-01-01"', "#2026-01-01#"),
    ('@"2026-01-01"', "@2026-01-01"),
    ('"> 0.3"', '"> 30%"'),
    ('"> 0.3"', '"＞ 0.3"'),
    ('"> 0.3"', '"≥0.3"'),
    ('"> 0.3"', '"0.3～0.8"'),
    ('"> 0.3"', '"0.3-0.8"'),
    ('"> 0.3"', '"大于0.3"'),
    ('"> 0.3"', '"大于 0.3"'),
    ('"> 0.3"', '"［0.3..0.8）"'),
    ('"> 0.3"', '"[0.3，0.8)"'),
    ('"> 0.3"', '"[0.3,0.8)"'),
    ('"> 0.3"', '"0.3以上"'),
    ('"> 0.3"', '"不低于0.3"'),
    ('"> 0.3"', '"> 0.3 且 < 0.8"'),
    ('"> 0.3"', '"任意"'),
    ('"> 0.3"', '"*"'),
    ('"> 0.3"', '"—"'),
    ("'\"A\"'", '"A、B"'),
    ("'\"A\"'", '\'"A"、"B"\''),
    ("'\"A\"'", '\'"A"或"B"\''),
    ("'\"A\"'", '"A或B"'),
    ("'\"A\"'", '"非A"'),
    ("'\"A\"'", "'非 \"A\"'"),
    ("'\"A\"'", "'!\"A\"'"),
    ("'\"A\"'", "“A”"),
    ("'\"A\"'", '\'"A"，"B"\''),
    ("'\"A\"'", "A"),
    ('"> 0.3", \'"A"\'', '"> 0.3"， \'"A"\''),
]


def problems_of(path: Path, text: str) -> Sequence[Problem]:
    path.write_text(text, encoding="utf-8")
    try:
        return load_policy(path).warnings
    except PolicyError as error:
        return error.problems


def mended(text: str, problems: Sequence[Problem], lang: str) -> str:
    """The text after hints were followed, one a line: what is to be written stands in place of the marked."""
    words = in_language(to_write(""), lang)
    first = {problem.span.position.line: problem for problem in reversed(problems)}
    for problem in reversed([first[line] for line in sorted(first)]):
        hint = in_language(problem.hint, lang)
        assert hint.startswith(words), f"{problem}"
        text = text[: problem.span.start] + hint.removeprefix(words) + text[problem.span.end :]
    return text


def errors(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def test_the_policy_without_a_slip_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "policy.yaml", POLICY) == ()


@pytest.mark.sampled
@pytest.mark.parametrize(("right", "typed"), SLIPS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_hint_says_to_write_mends_the_slip(
    tmp_path: Path, right: str, typed: str, lang: str
) -> None:
    text = POLICY.replace(right, typed, 1)
    line = POLICY[: POLICY.index(right)].count("\n") + 1
    problems = problems_of(tmp_path / "policy.yaml", text)
    assert {problem.span.position.line for problem in problems} == {line}
    for _ in range(3):  # a text without quotes is seen when the symbols around it are mended
        text = mended(text, problems, lang)
        problems = problems_of(tmp_path / "policy.yaml", text)
        if not errors(problems):
            break
    assert errors(problems) == []


@pytest.mark.parametrize(
    "title",
    [
        "准入：个人，及企业",
        "【内部】消费贷",
        "“张三”和“李四”",
        "（试行）１２％",
        "年龄　上限",
        "甲、乙；丙",
        "－备注",
    ],
)
@pytest.mark.parametrize("slip", ["", "grade = ‘A’"])
def test_titles_and_quoted_texts_are_left_alone(tmp_path: Path, title: str, slip: str) -> None:
    text = POLICY.replace("zh: 年龄", f'zh: "{title}"').replace("zh: 负债率", f"zh: {title}")
    text = text.replace("age < 18 or age > 65", slip or "age < 18 or age > 65")
    found = [problem.code for problem in problems_of(tmp_path / "policy.yaml", text)]
    assert found == (["full-width-symbol"] if slip else [])
