"""`credit-engine disclose`: the page that the borrower signs, and no page for a loan with problems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.calling import call

BANK = {"en": "Example Bank", "zh": "示例银行"}
OFFER: dict[str, Any] = {
    "lender": BANK,
    "product": {"en": "Consumer loan", "zh": "个人消费贷款"},
    "amount": 100_000,
    "payments": [9_168] * 12,
    "charges": [
        {
            "name": {"en": "Service fee", "zh": "服务费"},
            "amount": 3_000,
            "collected_by": BANK,
            "method": {"en": "deducted at drawdown", "zh": "放款时扣收"},
        }
    ],
    "contingent": [{"name": "Penalty", "basis": "contract rate and a half", "collected_by": BANK}],
}


def written(folder: Path, **changes: Any) -> str:
    offer = {key: value for key, value in {**OFFER, **changes}.items() if value is not ...}
    (folder / "offer.json").write_text(json.dumps(offer), "utf-8")
    return str(folder / "offer.json")


@pytest.mark.parametrize(("lang", "total"), [("zh", "年化综合融资成本"), ("en", "All-in annual")])
def test_the_page_shows_the_published_cost_in_both_languages(tmp_path: Path, lang: str, total: str) -> None:
    """18 % and a fee of 3 % up front are 23.91 % a year (23.9088 %)."""
    found = call("disclose", written(tmp_path), "--lang", lang)
    line = next(line for line in found.out.splitlines() if line.startswith(total))
    assert (found.status, "23.91 %" in line, "13,016.00 CNY" in line) == (0, True, True)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_file_is_what_is_printed(tmp_path: Path, form: str) -> None:
    offer, page = written(tmp_path), tmp_path / "page"
    assert call("disclose", offer, "--format", form, "--output", str(page)).status == 0
    assert page.read_text("utf-8").rstrip("\n") == call("disclose", offer, "--format", form).out.rstrip("\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["offer.json", "page"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lender": ...}, "the key 'lender' is missing [missing-key]"),
        ({"fees": 1}, "unknown-key"),
        ({"amount": "x"}, "'amount' has to be a number [wrong-kind]"),
        ({"amount": -5}, "not above 0 [wrong-value]"),
        ({"payments": []}, "an empty list [wrong-value]"),
        ({"payments": [50_000]}, "the payments are less than the loan [wrong-value]"),
        ({"payments": [200_000, -1]}, "negative [wrong-value]"),
        ({"periods_per_year": 0}, "not a whole number in [1..366] [wrong-value]"),
        ({"lender": {"en": "Example Bank"}}, "the key 'zh' is missing [missing-key]"),
        ({"lender": " "}, "'lender' is blank [wrong-value]"),
        ({"currency": " "}, "this text is empty [wrong-value]"),
        ({"charges": [{**OFFER["charges"][0], "period": 13}]}, "not a whole number in [0..12] [wrong-value]"),
        (
            {"charges": [{**OFFER["charges"][0], "amount": 100_000}]},
            "leave nothing of the loan [wrong-value]",
        ),
        ({"charges": [{"name": "Fee", "amount": 1}]}, "are missing [missing-key]"),
    ],
)
def test_a_loan_with_problems_has_no_page(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    page = tmp_path / "page"
    page.write_text("the page before")
    found = call("disclose", written(tmp_path, **changes), "--output", str(page))
    assert (found.status, found.out, page.read_text()) == (1, "", "the page before")
    assert said in found.err
    assert "offer.json:1:" in found.err


def test_the_offer_is_not_overwritten(tmp_path: Path) -> None:
    offer = written(tmp_path)
    found = call("disclose", offer, "--output", offer)
    assert (found.status, "would be overwritten" in found.err) == (2, True)
