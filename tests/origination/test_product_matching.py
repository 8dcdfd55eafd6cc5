"""The shipped matching of products offers what a function by hand offers, and says why not the others."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from compiled import shipped
from reference.edges import DAY, example, put_on_edges
from reference.products import ROWS, decide

AMOUNTS = sorted(
    {
        int(row[name]) + more
        for row in ROWS
        for name in ("least_amount", "highest_amount")
        for more in (0, 0.01)
    }
)
TERMS = sorted(
    {int(row[name]) + more for row in ROWS for name in ("shortest_term", "longest_term") for more in (0, 1)}
)
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.legal_form": ("self_employed", "person", "company"),
    "customer.segment": ("retail", "micro", "medium", "large", "group"),
    "customer.grade": ("R3", "R4", "R5", "R6", "R7", "R8", "R9", {"missing": "not_rated"}),
    "company.industry_code": ("A0111", "C2710", "C1310", "F5213", "I6510", "K7010"),
    "loan.purpose": ("consumption", "renovation", "home", "turnover", "equipment", "project"),
    "loan.amount": tuple(AMOUNTS),
    "loan.term_months": tuple(TERMS),
    "loan.security": ("none", "guarantee", "mortgage", "pledge"),
    "collateral.cover": (0.9999, 1, 1.2, 1.2999, 1.3, 1.4, {"missing": "no_collateral"}),
    "guarantee.grade": ("R4", "R5", "R6", "R8", {"missing": "no_guarantor"}),
    "branch.region": ("east", "south", "north", "west"),
}
REQUIRED = ("customer.legal_form", "loan.amount", "loan.term_months", "loan.security")


@pytest.mark.parametrize("day", [DAY, "2027-03-01"])
def test_random_wishes_are_matched_as_by_hand(day: str) -> None:
    random, met = Random(20261129), set()
    for _ in range(300):
        record = example("product_matching_micro")
        put_on_edges(record, EDGES, random, REQUIRED)
        decision, expected = shipped("product_matching").decide(record, as_of=day), decide(record, day)
        told = (decision.outcome, decision.outputs.get("offered"), decision.outputs.get("rates"))
        assert told == (expected["outcome"], expected["offered"], expected["rates"]), record
        reasons = {reason.code: reason.items for reason in decision.reasons if reason.code != "undecided"}
        reasons.pop("nothing_fits", None)
        assert reasons == expected["reasons"], record
        met |= {decision.outcome, *(decision.outputs.get("offered") or ())}
    assert {"matched", "refer", "none"} <= met


def test_the_sheet_the_names_and_the_list_of_products_are_the_same() -> None:
    compiled = shipped("product_matching").versions[-1]
    (listed,) = (
        one.value for one in compiled.with_sources.spec.parameters.values() if isinstance(one.value, list)
    )
    assert listed == [row["code"] for row in ROWS]
    (code,) = (one for one in shipped("product_fit").versions[-1].fields if one.path == "bank_product.code")
    assert list(code.values) == listed


def test_a_reader_of_the_chinese_page_sees_what_is_offered_and_why_another_is_not() -> None:
    page = shipped("product_matching").decide(example("product_matching_micro"), as_of=DAY).explain("zh")
    assert "商贸旺季贷（MC04）、税信贷（MC01）、个人经营信用贷（PB01）" in page
    assert "3.4%/年、3.7%/年、4%/年" in page
    assert "信用等级低于产品要求（WC01）" in page
