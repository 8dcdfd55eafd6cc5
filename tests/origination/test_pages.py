"""Pages of the policies on customers name values, entries and causes by their titles."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from compiled import shipped

ROOT = Path(__file__).parents[2]
CODES = {
    "segmentation": ("max_debt_ratio", "strategic", "standard", "not_rated", "outcome"),
    "admission": ("maintain", "max_debt_ratio", "encouraged", "outcome", "industry."),
    "exit": ("maintain", "max_debt_ratio", "outcome", "industry.", "with_reduction"),
    "customer_view": ("influence_votes", "capped", "person"),
    "due_diligence": ("stop", "supplement", "micro_credit"),
}
EXAMPLES = (
    ("segmentation", "segmentation_medium_company"),
    ("admission", "admission_first_borrower"),
    ("exit", "exit_plan_running"),
    ("customer_view", "customer_view_company"),
    ("due_diligence", "due_diligence_micro"),
)


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_a_chinese_page_has_no_code_for_a_value_that_has_a_title(policy: str, example: str) -> None:
    record = json.loads((ROOT / "examples" / "origination" / f"{example}.json").read_text("utf-8"))
    decision = shipped(policy).decide(record, as_of=date(2026, 11, 29))
    page = decision.explain("zh", page="full").partition("适用参数\n")[0]
    assert "逐步计算" in page
    assert [code for code in CODES[policy] if code in page] == []


def test_the_answer_of_a_called_policy_is_told_by_titles() -> None:
    record = json.loads(
        (ROOT / "examples" / "origination" / "admission_first_borrower.json").read_text("utf-8")
    )
    decision = shipped("admission").decide(record, as_of=date(2026, 11, 29))
    assert "行业：结论 准入，信贷政策 维持类，资产负债率上限 75%" in decision.explain("zh", page="full")
    assert "Industry: Outcome Admitted, Stance Maintain, Highest debt to assets 75%" in decision.explain(
        "en", page="full"
    )
