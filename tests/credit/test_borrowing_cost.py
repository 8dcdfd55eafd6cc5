"""The all-in cost of loans against independent solutions, and its disclosure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from credit_engine.credit.arguments import CreditError
from credit_engine.credit.borrowing_cost import CostItem, all_in_cost
from credit_engine.explain import Charge, ContingentCharge, LoanOffer, render_cost
from credit_engine.feel import evaluate

D = Decimal

KNOWN = [
    # amount, payments, charges, nominal and effective rate in percent: solved by bisection in floats.
    (100_000, ["9168"] * 12, [CostItem("fee", 3000)], "23.9088", "26.7108"),
    (100_000, ["9455.96"] * 12, [], "24.0000", "26.8242"),
    (10_000, ["888.49"] * 12, [], "12.0005", "12.6831"),
    (10_000, ["888.49"] * 12, [CostItem("fee", 50)], "12.9535", "13.7505"),
    (12_000, ["1072"] * 12, [], "13.0342", "13.8418"),
]


@pytest.mark.parametrize(("amount", "payments", "items", "nominal", "effective"), KNOWN)
def test_the_all_in_cost_is_that_of_the_flows(
    amount: int, payments: list[str], items: list[CostItem], nominal: str, effective: str
) -> None:
    found = all_in_cost(amount, [D(p) for p in payments], items)
    assert abs(found.nominal_rate * 100 - D(nominal)) < D("0.00006")
    assert abs(found.effective_rate * 100 - D(effective)) < D("0.0006")
    charges = sum(D(item.amount) for item in items)
    assert found.total_cost == sum(map(D, payments)) + charges - amount == found.interest + found.charges


def test_a_ceiling_is_compared_with_the_disclosed_rate() -> None:
    """An annuity of 24 % in cents has 24.0000070 %; disclosed are two decimals, 24.00 %."""
    found = all_in_cost(100_000, [D("9455.96")] * 12)
    assert found.nominal_rate > D("0.24") == found.disclosed_rate


def test_a_charge_counts_with_the_payment_of_its_period() -> None:
    late = all_in_cost(1000, [D(550)] * 2, [CostItem("fee", 10, 2)])
    assert late.nominal_rate == all_in_cost(1000, [550, 560]).nominal_rate
    assert all_in_cost(1000, [500, 500]).nominal_rate == 0
    with pytest.raises(CreditError, match="items: charges at drawdown leave nothing"):
        all_in_cost(1000, [500, 500], [CostItem("fee", 1000)])
    with pytest.raises(CreditError, match=r"items: not a whole number in \[0..2\]"):
        all_in_cost(1000, [500, 500], [CostItem("fee", 10, 3)])


def test_policies_ask_for_the_same_cost() -> None:
    fee = '[{name: "fee", period: 0, amount: 3000}]'
    found = evaluate(f"all_in_cost(100000, for i in 1..12 return 9168, {fee})")
    assert (found["disclosed_rate"], found["received"], found["charges"]) == (D("0.2391"), 97_000, 3000)
    assert evaluate(f"all_in_cost(100000, [], {fee})") is None


OFFER = LoanOffer(
    {"en": "Example Bank", "zh": "示例银行"},
    {"en": "Consumer loan", "zh": "个人消费贷款"},
    100_000,
    (9168,) * 12,
    (
        Charge(
            {"en": "Service fee", "zh": "服务费"}, 3000, 0, {"en": "Example Bank", "zh": "示例银行"}, "扣收"
        ),
        Charge("保险费", D("120.5"), 6),
    ),
    (ContingentCharge({"en": "Penalty | interest", "zh": "罚息"}, "合同利率加收50%"),),
)


PAGES = {
    ("en", "text"): [
        "Received at drawdown, after charges paid then  97,000.00 CNY",
        "Apart from the items above",
    ],
    ("en", "markdown"): [
        "| Service fee | 3,000.00 CNY | at drawdown | Example Bank | 扣收 | 5.91 % |",
        "| **All-in annual cost** | **13,136.50 CNY** |  |  |  | **24.12 %** |",
        r"| Penalty \| interest | 合同利率加收50% |  |",
    ],
    ("zh", "text"): [
        "贷款综合融资成本明示表",
        "共12期，每期9,168.00 CNY",
        "除上述项目外，贷款人及其合作机构不收取任何其他息费。",
    ],
    ("zh", "markdown"): [
        "| 利息 | 10,016.00 CNY | 随每期还款 | 示例银行 |  | 18.00 % |",
        "| 保险费 | 120.50 CNY | 随第6期还款 |  |  | 0.21 % |",
        "- 贷款本金：100,000.00 CNY",
    ],
    ("zh", "html"): [
        '<td>利息</td><td class="right">10,016.00 CNY</td><td>随每期还款</td><td>示例银行</td>',
        '<tr><th scope="row">贷款本金</th><td>100,000.00 CNY</td></tr>',
    ],
}


@pytest.mark.parametrize(("lang", "format"), PAGES)
def test_the_disclosure_names_every_item_in_both_languages(lang: str, format: str) -> None:
    page = render_cost(OFFER, lang, format)
    for line in PAGES[lang, format]:
        assert line in page


def test_what_each_item_adds_sums_to_the_all_in_cost() -> None:
    rows = [
        line.split("|")
        for line in render_cost(OFFER, "en", "markdown").splitlines()
        if line.startswith("|") and " %" in line
    ]
    *parts, whole = [D(row[-2].strip(" *%")) for row in rows if len(row) == 8]
    assert sum(parts) == whole
    *amounts, total = [
        D(row[2].strip(" *").removesuffix(" CNY").replace(",", "")) for row in rows if len(row) == 8
    ]
    assert sum(amounts) == total


def test_a_loan_without_other_charges_says_so() -> None:
    offer = LoanOffer("Bank", "Loan", 1000, (500, 510))
    assert "None." in render_cost(offer)
    assert "2, of 500.00 CNY to 510.00 CNY" in render_cost(offer)


@pytest.mark.parametrize(
    ("offer", "lang", "format", "said"),
    [
        (OFFER, "de", "text", "unknown language 'de'"),
        (OFFER, "en", "json", "unknown format 'json'"),
        (LoanOffer({"en": "Bank"}, "Loan", 1000, (1000,)), "zh", "text", "no text for 'zh'"),
        (LoanOffer("Bank", "Loan", 1000, ()), "en", "text", "payments: an empty list"),
    ],
)
def test_a_disclosure_that_cannot_be_written_says_why(offer: Any, lang: str, format: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        render_cost(offer, lang, format)
