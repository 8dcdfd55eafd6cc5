"""Slips of size: percentages for fractions, bounds that never bind, units that nothing else uses."""

from __future__ import annotations

import pytest

from analyse.policies import HEAD, REASON, codes, found, policy, rules
from credit_engine.analyse import doubts
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source

CHECKS = "  checks:\n" + rules("A | dpd > 30 | decline")
PUT_OUT = "{outcome: [checks], outputs: {t: always}}"


def with_parameters(text: str, *lines: str) -> str:
    written = "".join(f"  {line}\n" for line in lines)
    return text.replace(HEAD, f"{HEAD}parameters:\n{written}")


@pytest.mark.parametrize(
    ("parameter", "mended"),
    [
        ("{value: 24, unit: fraction per annum}", "0.24"),
        ("{value: 1.5, unit: fraction per annum}", "0.015"),
        ("{value: 55, unit: fraction}", "0.55"),
        ("{dated: {2020-01-01: 0.03, 2025-01-01: 3}, unit: fraction per annum}", "0.03"),
        ("{value: 0.24, unit: fraction per annum}", None),
        ("{value: 1, unit: fraction}", None),
        ("{value: 24, unit: months}", None),
        ("{value: 12, unit: months per year}", None),
        ("{value: 24}", None),
    ],
)
def test_a_fraction_above_one_is_a_percentage(parameter: str, mended: str | None) -> None:
    decisions = CHECKS + "  t: {formula: limit * 1}\n"
    problems = [
        one
        for one in found(with_parameters(policy(decisions, PUT_OUT), f"limit: {parameter}"))
        if one.code == "fraction-above-one"
    ]
    assert [one.hint for one in problems] == ([] if mended is None else [f"write {mended}"])


@pytest.mark.parametrize(
    ("cap", "expected"), [("24", ["fraction-above-one"]), ("0.24", []), ("base_rate * 2", [])]
)
def test_a_cap_of_24_where_the_rate_is_a_fraction(cap: str, expected: list[str]) -> None:
    price = f"  t:\n    pricing: {{base: base_rate, add: {{margin: 0.02}}, cap: {cap}}}\n"
    text = with_parameters(
        policy(CHECKS + price, PUT_OUT), "base_rate: {value: 0.03, unit: fraction per annum}"
    )
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("threshold", "expected"), [("55", ["fraction-above-one"]), ("0.55", []), ("1.5", [])]
)
def test_a_ratio_that_is_compared_with_a_percentage(threshold: str, expected: list[str]) -> None:
    head = HEAD.replace("  vip:", '  ratio: {type: number, range: ">= 0", unit: fraction}\n  vip:')
    text = policy("  checks:\n" + rules(f"A | ratio > {threshold} | decline"))
    assert codes(text.replace(HEAD, head)) == expected


@pytest.mark.parametrize(
    ("decision", "right", "slip", "mended"),
    [
        (
            "{table: {hit: first, in: [dpd], out: {rate: {type: number, unit: fraction per annum},"
            " days: number}, rows: [{if: ['< 10'], then: [relief, 30]}], default: [0.01, 60]}}",
            "0.01,",
            "80,",
            "0.8",
        ),
        (
            "{table: {hit: first, in: [dpd], out: {rate: number, days: number},"
            " rows: [{if: ['< 10'], then: [relief, 30]},"
            " {if: [-], then: ['if vip then 0.01 else relief', 9]}]}}",
            "0.01 else",
            "1.5 else",
            "0.015",
        ),
        (
            "{matrix: {down: grade, across: vip, columns: ['true', 'false'],"
            " out: {type: number, unit: fraction}, rows: [{if: '\"A\"', then: [0.55, 0.5]}], default: 0}}",
            "0.55",
            "55",
            "0.55",
        ),
        (
            "{unit: fraction, tree: {out: number, branches: [{if: vip, then: 0.55}], otherwise: 0.1}}",
            "0.55",
            "55",
            "0.55",
        ),
        (
            "{catalogue: {key: grade, match: exact, out: {lgd: {type: number, unit: fraction}, n: number},"
            " entries: [{code: A, then: [0.45, 7]}, {code: B, then: [1, 7]}, {code: C, then: [0, 7]}]}}",
            "0.45",
            "45",
            "0.45",
        ),
        ("{unit: fraction, formula: if vip then 0.55 else 0.1}", "0.55", "55", "0.55"),
    ],
)
def test_a_percentage_among_the_values_of_a_part(decision: str, right: str, slip: str, mended: str) -> None:
    text = with_parameters(
        policy(f"{CHECKS}  t: {decision}\n", PUT_OUT), "relief: {value: 0.001, unit: fraction per annum}"
    )
    assert text.count(right) == 1
    assert "fraction-above-one" not in codes(text)
    problems = [one for one in found(text.replace(right, slip)) if one.code == "fraction-above-one"]
    assert [(one.span.text, one.hint) for one in problems] == [
        (slip.split(",")[0].split()[0], f"write {mended}")
    ]


@pytest.mark.parametrize(
    ("head", "unit", "places"), [("code,lgd", "fraction", ["costs.csv:3:45"]), ("code,lgd", "multiple", [])]
)
def test_a_percentage_in_a_sheet_is_told_at_its_cell(head: str, unit: str, places: list[str]) -> None:
    part = f"{{key: grade, match: exact, out: {{lgd: {{type: number, unit: {unit}}}}}, sheet: costs.csv}}"
    text = policy(f"{CHECKS}  t: {{catalogue: {part}}}\n", PUT_OUT)
    sheet = f"{head}\nA,0.45\nB,45\nC,1\n"
    compiled = compile_policy(Source("p.yaml", text), lambda kind, name: Source(name, sheet))
    problems = [one for one in doubts(compiled) if one.code == "fraction-above-one"]
    assert [f"{one.span.source.name}:{one.span.position.line}:{one.span.text}" for one in problems] == places


@pytest.mark.parametrize(
    ("declaration", "mended"),
    [
        ('{type: number, range: "[0..100]", unit: fraction}', ["write 1"]),
        ('{type: number, range: "<= 36", unit: fraction per annum}', ["write 0.36"]),
        ('{type: number, range: "[0..10]", unit: fraction}', []),
        ('{type: number, range: "[0..100]", unit: multiple}', []),
        ('{type: number, range: "[0..100]", unit: months}', []),
        ('{type: list, items: {paid: {type: number, range: "[0..100]", unit: fraction}}}', ["write 1"]),
    ],
)
def test_a_range_of_percentages_where_fractions_are_declared(declaration: str, mended: list[str]) -> None:
    text = policy(CHECKS).replace(HEAD, HEAD.replace("  vip:", f"  share: {declaration}\n  vip:"))
    assert [one.hint for one in found(text) if one.code == "fraction-above-one"] == mended


@pytest.mark.parametrize(
    ("constraints", "minimum", "expected"),
    [
        ("{product: 300000}", "1000", []),
        ("{product: 300000, legal: 500000}", "1000", ["never-binds"]),
        ("{product: 300000}", "400000", ["minimum-above-cap"]),
        ("{product: most}", "400000", ["minimum-above-cap"]),
        ("{product: 600000}", "1000", ["never-binds"]),
        ("{product: 500000}", "1000", []),
        ("{product: income * 10}", "1000", []),
    ],
)
def test_bounds_of_a_limit_that_never_bind(constraints: str, minimum: str, expected: list[str]) -> None:
    head = HEAD.replace("  vip:", '  amount: {type: number, range: "(0..500000]"}\n  vip:')
    limit = f"  t:\n    limit: {{requested: amount, at_most: {constraints}, minimum: {minimum}}}\n"
    text = policy(CHECKS + limit, PUT_OUT).replace(HEAD, head)
    text = text.replace(head, f"{head}parameters: {{most: 300000}}\n") if "most}" in constraints else text
    assert codes(text) == expected


def test_a_unit_that_nothing_else_uses_beside_one_that_is_almost_the_same() -> None:
    head = HEAD.replace(
        "  vip:", "  debt: {type: number, unit: CYN per month}\n  rent: {type: number, unit: CNY}\n  vip:"
    )
    text = policy(CHECKS).replace(HEAD, head)
    (problem,) = (one for one in found(text) if one.code == "lonely-unit")
    assert problem.message == "nothing else is in 'CYN', which is almost 'CNY'"
    assert problem.hint == "write CNY per month"
    assert codes(text.replace("CYN", "CNY")) == []
    assert codes(text.replace("CYN", "USD")) == []


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("annual_income: {type: number, unit: CNY per month}", "write CNY per annum"),
        (
            "sales: {type: number, unit: CNY per month, title: {en: Sales, zh: 年销售额}}",
            "write CNY per annum",
        ),
        ("rent: {type: number, unit: CNY per annum, title: {en: Rent, zh: 每月租金}}", "write CNY per month"),
        ("annual_income: {type: number, unit: CNY per annum}", None),
        (
            "rent: {type: number, unit: CNY per annum, title: {en: In twelve months, zh: 未来12个月}}",
            None,
        ),
        ("age_of_car: {type: number, unit: years, title: {en: Age, zh: 车龄（年）}}", None),
    ],
)
def test_a_year_that_is_called_a_month(declaration: str, expected: str | None) -> None:
    text = policy(CHECKS).replace(HEAD, HEAD.replace("  vip:", f"  {declaration}\n  vip:"))
    hints = [one.hint for one in found(text) if one.code == "period-clash"]
    assert hints == ([] if expected is None else [expected])
    assert REASON in text


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ("cap: 0.24", ["never-binds"]),
        ("cap: 0.04", []),
        ("floor: 0.01", ["never-binds"]),
        ("floor: 0.045", []),
        ("cap: vip_cap", []),
    ],
)
def test_bounds_of_a_price_that_no_sum_of_its_lines_reaches(bounds: str, expected: list[str]) -> None:
    head = HEAD.replace(
        "  vip:", '  margin: {type: number, range: "[0..0.03]"}\n  vip_cap: {type: number}\n  vip:'
    )
    price = f"  t:\n    pricing: {{base: 0.02, add: {{margin: margin}}, {bounds}}}\n"
    assert codes(policy(CHECKS + price, PUT_OUT).replace(HEAD, head)) == expected


def test_units_of_a_policys_own_are_no_slips_of_each_other() -> None:
    inputs = "  a: {type: number, unit: abc1}\n  b: {type: number, unit: abc2}\n"
    assert codes(policy(CHECKS).replace(HEAD, HEAD.replace("  vip:", f"{inputs}  vip:"))) == []
