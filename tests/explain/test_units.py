"""Values with their units, as the pages write them."""

from __future__ import annotations

import pytest

from compiled import policy_of
from credit_engine import Policy
from credit_engine.feel.units import parse_unit, times
from credit_engine.policy.loading import compile_policy
from credit_engine.source import Source
from credit_engine.temporal.properties import PROPERTIES
from credit_engine.texts.units import PARTS_OF_MOMENTS, with_unit

POLICY = """
policy: ages
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [good, bad], undecided: bad, nothing_fired: good}
inputs:
  person: {type: integer, unit: years of age, title: {en: Age, zh: 年龄}}
  firm: {type: integer, unit: years, title: {en: Age of the firm, zh: 企业年龄}}
  term: {type: integer, unit: years, title: {en: Term, zh: 期限}}
  pd: {type: number, unit: fraction, title: {en: Chance of default, zh: 违约概率}}
decisions:
  capacity: {title: {en: Debt capacity, zh: 偿债能力}, unit: CNY, formula: 1000 * 2}
  chance: {title: {en: Rated chance, zh: 评级概率}, unit: fraction, round: 3, formula: pd / 3}
  check:
    rules:
      - {id: A, when: person < 18 or firm < 2 or person + term > 65, then: bad, because: why}
decision:
  outcome: [check]
  outputs:
    capacity: {of: chance, when: always}
    chance: {of: person, when: always}
    pd: {of: firm + 0, when: always}
    named: {of: pd, when: always, title: {en: Named here, zh: 此处命名}}
reasons: {why: {en: Why, zh: 原因}}
"""


@pytest.fixture(scope="module")
def page() -> dict[str, str]:
    policy = Policy((compile_policy(Source("ages.yaml", POLICY), lambda kind, name: Source(name, "")),))
    decision = policy.decide({"person": 30, "firm": 5, "term": 3, "pd": 0.1}, as_of="2026-11-23")
    return {"en": decision.explain("en", "markdown"), "zh": decision.explain("zh", "markdown")}


@pytest.mark.parametrize(
    "line", ["年龄（30岁） \\< 18岁", "企业年龄（5年） \\< 2年", "（33岁） \\> 65岁", "期限（3年）"]
)
def test_only_a_person_has_years_of_age(page: dict[str, str], line: str) -> None:
    assert line in page["zh"]


def test_an_output_takes_title_unit_and_scale_of_what_it_shows(page: dict[str, str]) -> None:
    head = page["en"].split("## ")[0]
    assert "Rated chance" in head
    assert "3.3%" in head
    assert "Age" in head
    assert "30 years" in head
    assert "Debt capacity" not in head
    assert "CNY" not in head
    assert "Named here" in head
    assert "10%" in head
    assert "Chance of default" not in head


@pytest.mark.parametrize(
    ("number", "unit", "english", "chinese"),
    [
        ("1", "years of age", "1 year", "1岁"),
        ("34", "years of age", "34 years", "34岁"),
        ("1", "years", "1 year", "1年"),
        ("12", "months", "12 months", "12个月"),
        ("3", "days", "3 days", "3天"),
        ("2", "CNY per month", "CNY 2 per month", "2元/月"),
        ("5", "fraction per annum", "5% per year", "5%/年"),
        ("2", "times", "2 times", "2次"),
        ("4.5", "multiple", "4.5 times", "4.5倍"),
        ("6", "multiple per annum", "6 times per year", "6倍/年"),
        ("2", "years per customer", "2 years per customer", "2年/customer"),
    ],
)
def test_a_number_with_its_unit(number: str, unit: str, english: str, chinese: str) -> None:
    assert (with_unit(number, unit, "en"), with_unit(number, unit, "zh")) == (english, chinese)


def test_years_of_age_are_years_to_calculate_with() -> None:
    age, years = parse_unit("years of age"), parse_unit("years")
    assert age == years
    assert hash(age) == hash(years)
    assert (str(age), str(years)) == ("years of age", "years")
    assert str(times(age, parse_unit("CNY per year"))) == "CNY"


def test_a_multiple_is_a_ratio_that_is_shown_as_no_percentage() -> None:
    policy = policy_of(
        """
policy: cover
version: "1"
title: {en: Cover, zh: 保障}
effective: {from: 2026-01-01}
outcomes: {order: [approve, decline], undecided: decline, nothing_fired: approve}
inputs:
  ebit: {type: number, unit: CNY, missing: undecided}
  interest: {type: number, range: "> 0", unit: CNY, missing: undecided}
decisions:
  cover: {formula: ebit / interest, unit: multiple, title: {en: Interest cover, zh: 利息保障倍数}}
  share: {formula: interest / ebit, title: {en: Share of interest, zh: 利息占比}}
  check:
    rules: [{id: C, when: cover < 2, then: decline, because: weak}]
decision: {outcome: [check], outputs: {cover: always, share: always}}
reasons: {weak: {en: Weak cover, zh: 保障不足}}
"""
    )
    decision = policy.decide({"ebit": 9, "interest": 2}, as_of="2026-11-29")
    shown = {lang: decision.explain(lang, page="full") for lang in ("en", "zh")}
    assert "Interest cover: 4.5 times" in shown["en"]
    assert "利息保障倍数：4.5倍" in shown["zh"]
    assert "利息占比：22.2222%" in shown["zh"]
    assert parse_unit("multiple") == parse_unit("fraction")


YEARS = """\
policy: years
version: "1"
effective: {from: 2026-01-01}
outcomes: {order: [a, b], undecided: b, nothing_fired: a}
inputs:
  begun: {type: date, title: {en: Beginning, zh: 起始日}}
decisions:
  months: {title: {en: Months, zh: 月数}, formula: 12 * (2030 - begun.year) - begun.month}
  late:
    rules:
      - {id: R, when: begun.year > 2024 and months > 0, then: b, because: late}
decision: {outcome: [late], outputs: {months: always}}
reasons: {late: {en: Late, zh: 较晚}}
"""


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", ("Beginning: year (2026) > 2024", "Beginning: year   2026", "Beginning: month  1")),
        ("zh", ("起始日：年（2026年） > 2024年", "起始日：年  2026年", "起始日：月  1")),
    ],
)
def test_parts_of_a_date_have_its_title_and_a_year_no_thousands_separator(
    lang: str, shown: tuple[str, ...]
) -> None:
    page = policy_of(YEARS).decide({"begun": "2026-01-31"}, as_of="2026-11-30").explain(lang)
    assert [text for text in shown if text not in page] == []
    assert "begun." not in page


def test_every_part_of_a_date_time_or_duration_has_a_word() -> None:
    assert set(PARTS_OF_MOMENTS) == {name for parts in PROPERTIES.values() for name in parts}
