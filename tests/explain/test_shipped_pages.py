"""Pages of all shipped examples: a summary fits on a screen, a Chinese page has no word of the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from compiled import shipped
from credit_engine import Decision

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
POLICIES = {
    "admission_first_borrower": "admission",
    "admission_person": "admission",
    "authority_micro": "authority",
    "causes_workshop": "causes",
    "classification_company": "five_category",
    "collateral_shared": "collateral",
    "collection_card": "collection",
    "contract_micro": "contract",
    "customer_view_company": "customer_view",
    "customer_view_person": "customer_view",
    "disbursement_micro": "disbursement",
    "disposal_company": "disposal",
    "due_diligence_company": "due_diligence",
    "due_diligence_micro": "due_diligence",
    "exit_plan_running": "exit",
    "exposure_group": "exposure",
    "guarantor_parent": "guarantor",
    "inspection_month_end": "inspection",
    "limit_consumer": "limit_consumer",
    "limit_cut": "limit_action",
    "limit_shop_owner": "limit_personal_business",
    "limit_working_capital_machine_maker": "limit_working_capital",
    "loan_consumer_employee": "loan_consumer",
    "loan_mortgage_couple": "loan_mortgage",
    "loan_project_second_plant": "loan_project",
    "loan_working_capital_medium_in_group": "loan_working_capital",
    "machine_maker": "working_capital",
    "micro_first_borrower": "loan_micro",
    "mortgage_couple": "limit_mortgage",
    "pricing_consumer": "pricing",
    "product_matching_micro": "product_matching",
    "project_company": "limit_fixed_asset",
    "provision_coverage": "provision_coverage",
    "provision_mortgage": "provision",
    "rating_company": "rating_corporate",
    "rating_micro_first_borrower": "rating_micro",
    "rating_retail": "rating_retail",
    "renewal_micro": "renewal",
    "renewal_without_repayment": "limit_change",
    "responsibility_workshop": "responsibility",
    "segmentation_medium_company": "segmentation",
    "warning_machine_maker": "early_warning",
}
LINES = 40


def examples() -> list[str]:
    """The folder and the name of each shipped example."""
    found = (path for path in EXAMPLES.glob("*/*.json") if path.stem != "expected")
    return sorted(path.relative_to(EXAMPLES).with_suffix("").as_posix() for path in found)


def policy_of(name: str) -> str:
    folder, _, example = name.partition("/")
    return folder if folder.startswith("consumer_loan") else POLICIES[example]


def record(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    return found


@cache
def decided(name: str) -> Decision:
    return shipped(policy_of(name)).decide(record(name), as_of=date(2026, 11, 29))


@pytest.mark.sampled
@pytest.mark.parametrize("name", examples())
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_summary_has_at_most_forty_lines(name: str, lang: Any) -> None:
    page = decided(name).explain(lang, page="summary")
    assert len(page.splitlines()) <= LINES, page


IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-/]*")
RULE = re.compile(r"[A-Z]{1,5}-?\d*[A-Z]?(-\d+)?")
"""The form of the codes of rules, reasons, conditions and grades, which are declared for readers."""


def declared(value: Any) -> Iterator[str]:
    """All that a policy writes for Chinese readers: titles, reasons, clauses, and names of documents."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "zh" and isinstance(inner, str):
                yield inner
            elif key in ("document", "article", "salt", "id"):
                yield str(inner)
            yield from declared(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from declared(inner)


def texts(value: Any) -> Iterator[str]:
    """The texts of a record, which a page shows as they were given."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


@cache
def words_of_policies() -> frozenset[str]:
    """The Latin words within what all shipped policies and scorecards say to Chinese readers."""
    import yaml

    said: set[str] = set()
    for folder in ("policies", "scorecards"):
        for path in (ROOT / folder).rglob("*.yaml"):
            if ".cases." not in path.name:
                for text in declared(yaml.safe_load(path.read_text("utf-8"))):
                    said.update(IDENTIFIER.findall(text))
        for sheet in (ROOT / folder).rglob("*.csv"):
            _, *rows = sheet.read_text("utf-8").splitlines()
            for row in rows:
                said.update(
                    word for cell in row.split(",") if not cell.isascii() for word in IDENTIFIER.findall(cell)
                )
    return frozenset(said)


@pytest.mark.sampled
@pytest.mark.parametrize("of", ["summary", "full"])
@pytest.mark.parametrize("name", examples())
def test_a_chinese_page_has_no_word_of_the_policy_file(name: str, of: Any) -> None:
    decision = decided(name)
    page = decision.explain("zh", "markdown", page=of).replace("\\", "")
    given = {one for one in texts(record(name)) if len(one) > 2 and not re.fullmatch("[a-z_]+", one)}
    for text in sorted(given, key=len, reverse=True):
        page = page.replace(text, "")
    lines = [line for line in page.splitlines() if not re.match("政策：|- (政策|决策)指纹", line)]
    found = set(IDENTIFIER.findall("\n".join(lines)))
    assert {word for word in found - words_of_policies() if not RULE.fullmatch(word)} == set()
