"""Collateral in capital: LGD* of the foundation approach, mortgages in two parts, bands by loan to value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from credit_engine.credit.arguments import CreditError
from credit_engine.credit.foundation_lgd import Secured, foundation_lgd
from credit_engine.credit.mortgages import COMMERCIAL_WEIGHT, Liens, split_mortgage
from credit_engine.credit.reference_data import shipped
from credit_engine.feel import evaluate
from credit_engine.temporal import Date

D = Decimal
TODAY = Date(2026, 11, 29)


@pytest.mark.parametrize(
    ("liens", "secured", "weighted"),
    [
        # The Basel Framework's own examples: EUR 70,000 to an individual on property of EUR 100,000, without
        # other liens and behind a senior lien of 10,000; the third by its formula for liens in equal rank.
        (Liens(), 55_000, 22_250),
        (Liens(senior=10_000), 45_000, 27_750),
        (Liens(equal=10_000), 48_125, D("26031.25")),
        (Liens(senior=10_000, equal=10_000), D("39375"), D("30843.75")),
        (Liens(senior=60_000), 0, 52_500),
    ],
)
def test_a_mortgage_is_split_as_in_the_published_examples(liens: Liens, secured: Any, weighted: Any) -> None:
    found = split_mortgage(70_000, 100_000, D("0.75"), liens=liens)
    assert (found.secured, found.remainder, found.risk_weighted) == (secured, 70_000 - secured, weighted)
    assert float(found.risk_weight) == pytest.approx(float(weighted) / 70_000)


def test_the_secured_part_never_weighs_more_than_the_counterparty() -> None:
    found = split_mortgage(50, 100, D("0.45"), secured_weight=COMMERCIAL_WEIGHT)
    assert (found.risk_weight, found.remainder) == (D("0.45"), 0)
    assert split_mortgage(50, 100, 1, secured_weight=COMMERCIAL_WEIGHT).risk_weight == D("0.6")


@pytest.mark.parametrize(
    ("items", "lgd"),
    [
        ([], "0.4"),
        ([Secured(60, D("0.2"), D("0.4"))], "0.328"),
        ([Secured(1000, D("0.2"), D("0.4"))], "0.2"),
        ([Secured(50, 0, 0), Secured(50, D("0.2"), D("0.4"))], "0.14"),
        ([Secured(50, 0, D("0.08")), Secured(200, D("0.25"), D("0.4"))], "0.135"),
    ],
)
def test_the_supervisors_lgd_weighs_secured_and_unsecured_parts(items: list[Secured], lgd: str) -> None:
    """CRE32.10-32.14 by hand: 36 of 100 at 0.20 and 64 at 0.40 are 0.328, and so on."""
    assert foundation_lgd(100, D("0.4"), items) == D(lgd)


def test_securities_that_are_lent_grow_by_their_haircut() -> None:
    """E * (1 + H_E) is 110; 55 secured without loss, 55 at 0.45."""
    assert foundation_lgd(100, D("0.45"), [Secured(55, 0, 0)], D("0.1")) == D("0.225")
    with pytest.raises(CreditError, match="exposure: not above 0"):
        foundation_lgd(0, D("0.4"), [])


@pytest.mark.parametrize(
    ("data", "name", "ltv", "weight"),
    [
        ("basel", "risk_weight_residential", "0.5", "0.2"),
        ("basel", "risk_weight_residential", "0.8", "0.3"),
        ("basel", "risk_weight_residential", "0.800001", "0.4"),
        ("basel", "risk_weight_residential_income", "0.6", "0.35"),
        ("basel", "risk_weight_residential_income", "1.01", "1.05"),
        ("basel", "risk_weight_commercial_income", "0.6", "0.7"),
        ("basel", "risk_weight_commercial_income", "0.8", "0.9"),
        ("basel", "risk_weight_commercial_income", "0.81", "1.1"),
        ("china", "risk_weight_residential", "0.7", "0.3"),
        ("china", "risk_weight_residential", "0.71", "0.35"),
    ],
)
def test_weights_by_loan_to_value_hold_up_to_their_edge(data: str, name: str, ltv: str, weight: str) -> None:
    assert shipped(data).banded(name, D(ltv), TODAY) == D(weight)
    assert evaluate(f'reference_band("{data}", "{name}", {ltv}, date("2026-11-29"))') == D(weight)


def test_figures_hold_from_their_day_on() -> None:
    def value(day: str) -> Any:
        return evaluate(f'reference_value("china", "risk_weight", date("{day}"), "corporate_sme")')

    assert (value("2024-01-01"), value("2023-12-31")) == (D("0.85"), None)
    china = shipped("china")
    assert china.number("provision_requirement", Date(2018, 2, 27), "coverage_least") == D("1.5")
    assert china.number("provision_requirement", Date(2018, 2, 28), "coverage_least") == D("1.2")


def test_a_mortgage_at_seventy_percent_ties_up_the_capital_of_its_band() -> None:
    """2.24 million at 70 %: 70,560 of capital at 10.5 % by the band of 30 %, 117,600 by the flat 50 %."""
    amount, ratio = 2_240_000, D("0.105")
    assert amount * shipped("china").banded("risk_weight_residential", D("0.7"), TODAY) * ratio == 70_560
    flat = D(shipped("china").number("risk_weight_residential_second_tier", TODAY))
    assert amount * flat * ratio == 117_600
