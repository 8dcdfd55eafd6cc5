"""Pages after the loan name things, and the statutes, by their titles in the language of the reader."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from compiled import shipped

ROOT = Path(__file__).parents[2]
EXAMPLES = (
    ("early_warning", "warning_machine_maker"),
    ("inspection", "inspection_month_end"),
    ("limit_action", "limit_cut"),
    ("five_category", "classification_company"),
    ("provision", "provision_mortgage"),
    ("provision_coverage", "provision_coverage"),
    ("collection", "collection_card"),
    ("disposal", "disposal_company"),
    ("causes", "causes_workshop"),
    ("responsibility", "responsibility_workshop"),
)
NAMES_OF_FUNCTIONS = {
    "is missing",
    "today",
    "date",
    "max",
    "min",
    "if",
    "then",
    "else",
    "and",
    "or",
    "not",
    "true",
}


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_a_chinese_page_shows_no_name_of_the_file(policy: str, example: str) -> None:
    record = json.loads((ROOT / "examples" / "post_loan" / f"{example}.json").read_text("utf-8"))
    decision = shipped(policy).decide(record, as_of=date(2026, 11, 30))
    page = re.split("移交下次决策的状态\n|适用参数\n", decision.explain("zh", page="full"))[0]
    version = shipped(policy).versions[-1]
    names = {*version.spec.decisions, *(one.path for one in version.fields), *version.spec.parameters}
    words = set(re.findall(r"[a-z][a-z0-9_.]*[a-z0-9]", page))
    assert "逐步计算" in page
    assert words & (names - NAMES_OF_FUNCTIONS) == set()


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_an_english_page_names_statutes_in_english(policy: str, example: str) -> None:
    record = json.loads((ROOT / "examples" / "post_loan" / f"{example}.json").read_text("utf-8"))
    page = shipped(policy).decide(record, as_of=date(2026, 11, 30)).explain("en", page="full")
    assert re.findall("[\u4e00-\u9fff]+", page) == []
