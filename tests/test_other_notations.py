"""Numbers and dates as people type them: what is meant, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.other_notations import date_meant, duration_meant, number_meant, truth_meant

NUMBERS = [
    ("20万", "200000"),
    ("2亿", "200000000"),
    ("1.5万", "15000"),
    ("1亿2000万", "120000000"),
    ("20w", "200000"),
    ("300k", "300000"),
    ("二十万", "200000"),
    ("三百五十", "350"),
    ("两千", "2000"),
    ("200,000", "200000"),
    ("１２３，４５６", "123456"),
    ("1,234,567.8", "1234567.8"),
    ("1.234.567,8", "1234567.8"),
    ("200 000", "200000"),
    ("1'000", "1000"),
    ("0,5", "0.5"),
    ("0,05", "0.05"),
    ("5%", "0.05"),
    ("80 %", "0.80"),
    ("５％", "0.05"),
    ("5‰", "0.005"),
    ("300bp", "0.0300"),
    ("百分之五", "0.05"),
    ("8折", "0.8"),
    ("３０", "30"),
    ("０．５", "0.5"),
    ("¥200000", "200000"),
    ("200000元", "200000"),
    ("5万元", "50000"),
    ("65岁", "65"),
    ("12个月", "12"),
    ("-5%", "-0.05"),
]
DATES = [
    ("2026/11/29", "2026-11-29"),
    ("2026/1/5", "2026-01-05"),
    ("2026.11.29", "2026-11-29"),
    ("2026-1-5", "2026-01-05"),
    ("2026年11月29日", "2026-11-29"),
    ("２０２６年１月５日", "2026-01-05"),
    ("20261129", "2026-11-29"),
    ("29/11/2026", "2026-11-29"),
    ("11/29/2026", "2026-11-29"),
]


@pytest.mark.parametrize(("written", "meant"), NUMBERS)
def test_a_number_in_another_form_is_known(written: str, meant: str) -> None:
    assert number_meant(written) == meant


@pytest.mark.parametrize(
    "text", ["", "10", "0.5", "1e5", "abc", "A1", "C25", "万", "1-2", "1,2,3", "1 2", "万一", "5 5%"]
)
def test_what_is_no_number_in_another_form_is_left_alone(text: str) -> None:
    assert number_meant(text) is None


@pytest.mark.parametrize(("written", "meant"), DATES)
def test_a_day_in_another_form_is_known(written: str, meant: str) -> None:
    assert date_meant(written) == meant


@pytest.mark.parametrize(
    "text", ["", "2026-11-29", "2026/13/01", "1/2/2026", "2026-02-30", "20269999", "abc"]
)
def test_what_is_no_day_or_could_be_two_is_left_alone(text: str) -> None:
    assert date_meant(text) is None


def test_yes_and_no_are_known() -> None:
    assert [truth_meant(word) for word in ("是", "Y", "TRUE", "否", "no", "也许")] == [
        "true", "true", "true", "false", "false", None
    ]  # fmt: skip


@given(st.text(alphabet="0123456789万亿千百十二五.,，% ‰¥元年月日/-'", max_size=14))
def test_any_text_of_such_characters_is_a_number_that_can_be_read_or_none(text: str) -> None:
    meant = number_meant(text)
    assert meant is None or float(meant) == float(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30D", "P30D"),
        ("30 days", "P30D"),
        ("30天", "P30D"),
        ("１８个月", "P18M"),
        ("18M", "P18M"),
        ("p2y", "P2Y"),
        ("2 年", "P2Y"),
        ("30", None),
        ("PT2H", None),
        ("a day", None),
        ("1.5 years", None),
    ],
)
def test_a_length_of_time_in_other_words_is_a_duration(written: str, meant: str | None) -> None:
    assert duration_meant(written) == meant
