"""Expressions in a reader's words: every function has its reading, no form of FEEL stays as it is written."""

from __future__ import annotations

import re

import pytest

from credit_engine.feel import syntax
from credit_engine.feel.in_words import in_words
from credit_engine.feel.parser import parse_expression, parse_unary_tests
from credit_engine.operators.homes import HOMES
from credit_engine.operators.table import FUNCTIONS
from credit_engine.texts.expressions import FUNCTIONS as READINGS


class Names:
    """A policy that calls what it names by one letter in English, by one character in Chinese."""

    TITLES = {"debts": ("Debts", "负债"), "income": ("Income", "收入"), "rate": ("Rate", "利率")}  # noqa: RUF012

    def named(self, tree: syntax.Node, lang: str) -> str | None:
        found = self.TITLES.get(tree.name) if isinstance(tree, syntax.Name) else None
        return None if found is None else found[lang == "zh"]

    def entry(self, name: str, of: syntax.Expression, lang: str) -> str | None:
        return {"balance": ("Balance", "余额")}.get(name, (name, name))[lang == "zh"]

    def has_entry(self, name: str, of: syntax.Expression) -> bool:
        return name == "balance"

    def cause(self, of: syntax.Expression, code: str, lang: str) -> str:
        return ("no record", "无记录")[lang == "zh"]

    def relates(self, tree: syntax.Comparison, lang: str) -> str | None:
        return None


READ = (
    ("today() - rate", "day of the decision - Rate", "决策日 - 利率"),
    ('today() + @"P1D" * rate', "day of the decision + 1 day * Rate", "决策日 + 1天 * 利率"),
    ('duration("P30D")', "30 days", "30天"),
    ('duration("P" + string(rate) + "D")', "Rate days", "利率天"),
    ("abs(income - rate)", "the absolute value of (Income - Rate)", "绝对值（收入 - 利率）"),
    ("max(0, income)", "the larger of (0, Income)", "较大值（0、收入）"),
    ("count(debts)", "the number of Debts", "负债的项数"),
    (
        "count(debts[balance > 5])",
        "the number of (Debts where Balance > 5)",
        "负债中满足（余额 > 5）的项数",
    ),
    (
        "some d in debts satisfies d.balance > 0",
        "at least one of Debts has: Balance > 0",
        "负债中至少一项满足：余额 > 0",
    ),
    ("for d in debts return d.balance", "Balance of each of Debts", "负债各项的余额"),
    ("debts[1].balance", "Balance of (item 1 of Debts)", "负债第1项的余额"),
    (
        "if income > 0 or rate != 1 then income else rate",
        "if Income > 0 or Rate ≠ 1, then Income; otherwise Rate",
        "若 收入 > 0 或 利率 ≠ 1，则 收入；否则 利率",
    ),
    ('is missing(income, "no_record")', "Income is missing (no record)", "收入 为缺失（无记录）"),
    ("if missing(income, 0)", "Income (where missing: 0)", "收入（缺失时取 0）"),
    ("not(income = 1 and rate = 2)", "not (Income = 1 and Rate = 2)", "非（收入 = 1 且 利率 = 2）"),
    ("not(income)", "not (Income)", "非（收入）"),
    ("income in [1..1000000]", "Income is within [1..1,000,000]", "收入 属于 [1..1,000,000]"),
    ("rate between 1 and 2", "Rate is between 1 and 2", "利率 介于 1 与 2 之间"),
    ("(income + rate) * 2 ** 3", "(Income + Rate) * 2 ^ 3", "(收入 + 利率) * 2 ^ 3"),
    ("rate instance of number", "Rate is of the kind number", "利率 的类型为 数字"),
)


@pytest.mark.parametrize(("text", "en", "zh"), READ)
def test_an_expression_is_read(text: str, en: str, zh: str) -> None:
    tree = parse_expression(text)
    assert (in_words(tree, Names(), "en"), in_words(tree, Names(), "zh")) == (en, zh)


def test_a_cell_of_a_table_is_read() -> None:
    tree = parse_unary_tests("not(true, income)")
    assert in_words(tree, Names(), "zh") == "非（是、收入）"


@pytest.mark.parametrize("name", sorted(HOMES))
def test_every_function_has_a_reading_that_uses_all_that_it_has_to_be_given(name: str) -> None:
    en, zh = READINGS[name]
    assert en
    assert re.search("[一-鿿]", zh) or zh in ("RAROC",)
    for text in (en, zh):
        places = {int(place) for place in re.findall(r"\{(\d)\}", text)}
        most = max(len([p for p in form.parameters if not p.optional]) for form in FUNCTIONS[name].signatures)
        assert not places or places == set(range(len(places)))
        assert not places or len(places) >= most


@pytest.mark.parametrize("name", sorted(name for name in READINGS if "/" in name))
def test_a_reading_of_so_many_arguments_uses_all_of_them(name: str) -> None:
    function, _, count = name.partition("/")
    assert function in HOMES
    for text in READINGS[name]:
        assert {int(place) for place in re.findall(r"\{(\d)\}", text)} in (set(), set(range(int(count))))
