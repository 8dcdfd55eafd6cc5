"""Losses, disposal, collateral, limits, delinquency, portfolios, reference data: calculated by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.credit import (
    capacity,
    collateral,
    concentration,
    delinquency,
    losses,
    portfolio,
    pricing,
    working_capital,
)
from credit_engine.credit.arguments import CreditError
from credit_engine.credit.delinquency import Due
from credit_engine.credit.losses import Strategy
from credit_engine.credit.reference_data import SHIPPED, read_reference_data, shipped
from credit_engine.problems import PolicyError
from credit_engine.source import Source
from credit_engine.temporal import Date

D = Decimal
DAY = Date(2026, 11, 1)


def test_the_best_disposal_is_named_with_the_runner_up_and_the_rate_where_they_change_places() -> None:
    work, sale = Strategy("workout", (600, 600), (1, 2)), Strategy("sale", (1000,), (0,))
    found = losses.compare_strategies(
        D("0.06"), [sale, work, Strategy("write_off", (9999,), (0,), permitted=False)]
    )
    assert [name for name, _ in found.ranking] == ["workout", "sale"]
    assert (found.chosen, found.refused) == ("workout", ("write_off",))
    assert found.break_even is not None
    # 600 / x + 600 / x**2 = 1000, x = (600 + sqrt(600**2 + 4 * 1000 * 600)) / 2000.
    assert abs(found.break_even - D("0.1306623862918074852584262744907")) < D("1E-28")


def test_the_worked_disposal_of_a_loan_chooses_the_restructuring() -> None:
    found = losses.compare_strategies(
        D("0.06"),
        [
            Strategy("sale", (950_000,), (0,)),
            Strategy("litigation", (-60_000, 1_250_000), (0, 2)),
            Strategy("restructuring", (400_000,) * 3, (1, 2, 3)),
        ],
    )
    assert [(name, round(value, 2)) for name, value in found.ranking] == [
        ("restructuring", D("1069204.78")),
        ("litigation", D("1052495.55")),
        ("sale", 950_000),
    ]
    assert (found.break_even, found.why_none) == (
        None,
        "no rate from -99.9999 % to 100,000,000 % brings the flows to 0",
    )


def test_equal_strategies_keep_their_order() -> None:
    found = losses.compare_strategies(0, [Strategy("a", (1,), (0,)), Strategy("b", (1,), (1,))])
    assert found.chosen == "a"


def test_expected_losses_and_provisions() -> None:
    assert losses.expected_loss(D("0.02"), D("0.45"), 1_000_000) == 9000
    assert losses.marginal_pds(D("0.5"), 3) == (D("0.5"), D("0.25"), D("0.125"))
    assert losses.provision(D("100.03"), D("0.25")) == D("25.01")
    assert losses.workout_lgd(1000, D("0.1"), [550], [1]) == D("0.5")
    assert losses.workout_lgd(1000, 0, [], [], [100], [0]) == D("1.1")
    with pytest.raises(CreditError, match="do not sum to 1"):
        losses.expected_present_value(0, [losses.Outcome(D("0.5"), 1, 1)])


@given(st.decimals(0, 1, places=4), st.decimals("0.01", "0.3", places=3), st.decimals(0, "0.9", places=2))
def test_the_rate_for_a_raroc_reaches_it(hurdle: Decimal, capital: Decimal, tax: Decimal) -> None:
    loan = pricing.Economics(
        D("0.02"), D("0.01"), D("0.005"), capital, tax, D("0.017"), D("0.001"), D("0.06")
    )
    assert abs(Decimal(pricing.raroc(pricing.rate_for_raroc(hurdle, loan), loan)) - hurdle) < D("1E-29")
    rate = pricing.rate_for_raroc(hurdle, loan)
    assert abs(Decimal(pricing.economic_profit(1_000_000, rate, hurdle, loan))) < D("1E-22")


def test_value_added_tax_raises_the_rate_by_its_part() -> None:
    loan = pricing.Economics(D("0.02"), 0, 0, 0)
    taxed = pricing.Economics(D("0.02"), 0, 0, 0, interest_tax=D("0.06"))
    assert pricing.rate_for_raroc(0, taxed) == pricing.rate_for_raroc(0, loan) * D("1.06")
    assert pricing.penalty_rate(D("0.06"), D("0.5")) == D("0.09")
    with pytest.raises(CreditError, match="economic_capital: 0"):
        pricing.raroc(D("0.05"), loan)


def test_working_capital_is_not_needed_where_suppliers_fund_the_business() -> None:
    found = working_capital.working_capital(working_capital.Business(100, 80, D("0.1"), 0, 0, 0, 20))
    assert (found.turns, found.need, found.cycle_days) == (None, 0, -90)
    assert working_capital.new_loan(100, 80, 30) == 0
    assert working_capital.funding_gap(100, 80, 30) == -10
    with pytest.raises(CreditError, match="sales: not above 0"):
        working_capital.working_capital(working_capital.Business(0, 80, 0, 0, 0, 0, 0))


def test_collateral_and_capacity() -> None:
    items = [collateral.Collateral(1000, D("0.3"), 100, D("0.8")), collateral.Collateral(100, 0, 500)]
    assert collateral.lendable_value(items) == 460
    assert collateral.cover_ratio(items, 1200) == D("0.5")
    assert collateral.loan_to_value(600, 1000, 100) == D("0.7")
    assert capacity.affordable_payment(1000, D("0.5"), 600) == 0
    assert capacity.present_value_of_payments(100, 0, 12) == 1200
    assert abs(capacity.present_value_of_payments(100, D("1E-9"), 12) - D("1199.999992200000036")) < D(
        "1E-12"
    )
    assert capacity.interest_cover(-10, 5) == -2


def test_limits_allow_equality() -> None:
    assert concentration.exposure_headroom(4_200_000_000, D("0.15"), 630_000_000) == 0
    found = concentration.large_exposures({"b": 100, "a": 100, "c": 24}, 1000, D("0.025"), D("0.1"))
    assert [(one.name, one.within_limit) for one in found] == [("a", True), ("b", True)]
    assert concentration.own_share_room(100, 600, D("0.4")) == 300


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=20))
def test_concentration_lies_between_equal_shares_and_one(sizes: list[int]) -> None:
    least = D(1) / len(sizes)  # to 28 digits here, up to 5E-29 too high
    assert least - D("1E-28") <= concentration.herfindahl(sizes) <= 1


@pytest.mark.parametrize(
    ("paid", "days"),
    [([], 91), ([(D("99.99"), 1)], 91), ([(100, 1)], 60), ([(150, 1), (50, 2)], 0), ([(100, 99)], 91)],
)
def test_payments_settle_the_oldest_due_amount_first(paid: Any, days: int) -> None:
    dues = [Due(Date(2026, 1, 31), 100), Due(Date(2026, 3, 3), 100), Due(Date(2026, 6, 1), 100)]
    payments = [Due(Date(2026, 2, 1).plus_days(late), amount) for amount, late in paid]
    assert delinquency.days_past_due_of(dues, payments, Date(2026, 5, 2)) == days


def test_the_due_day_is_day_nought_and_bounds_are_exceeded_strictly() -> None:
    assert delinquency.days_past_due(Date(2026, 1, 31), Date(2026, 1, 31)) == 0
    assert delinquency.days_past_due(Date(2026, 1, 31), Date(2026, 1, 1)) == 0
    assert delinquency.class_by_days(90, [0, 90], ["a", "b", "c"]) == "b"
    assert delinquency.class_by_days(91, [0, 90], ["a", "b", "c"]) == "c"
    assert delinquency.worst_class(["b", "a"], ["a", "b", "c"]) == "b"
    assert delinquency.worst_class([], ["a", "b"]) == "a"


def test_roll_rates_and_vintages() -> None:
    moves = [("0", "0"), ("0", "0"), ("0", "1-30"), ("0", "0"), ("1-30", "31-60")]
    found = portfolio.roll_rates(moves, ["0", "1-30", "31-60"])
    assert found["0"] == {"0": D("0.75"), "1-30": D("0.25"), "31-60": 0}
    assert list(found) == ["0", "1-30"]
    accounts = [
        portfolio.Account("2026-01", 12, 3),
        portfolio.Account("2026-01", 6),
        portfolio.Account("2026-02", 3),
    ]
    points = portfolio.vintages(accounts, [3, 6, 12])
    assert [(p.month, p.bad, p.rate) for p in points["2026-01"]] == [(3, 1, D("0.5")), (6, 1, D("0.5"))]
    assert [p.month for p in points["2026-02"]] == [3]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_reference_data_say_where_each_value_comes_from(name: str) -> None:
    for entry in shipped(name).entries.values():
        assert entry.source
        assert entry.title.keys() == {"en", "zh"}
        assert [day for day, _ in entry.dated] == sorted({day for day, _ in entry.dated})


def test_a_value_holds_from_its_day_on() -> None:
    china = shipped("china")
    assert china.number("lpr_1y", Date(2025, 5, 19)) == D("0.0310")
    assert china.number("lpr_1y", Date(2025, 5, 20)) == D("0.0300")
    assert shipped("basel").banded("risk_weight_residential", D("0.8"), DAY) == D("0.30")
    assert shipped("basel").banded("risk_weight_residential", D("1.2"), DAY) == D("0.70")
    with pytest.raises(CreditError, match="figure: negative"):
        shipped("basel").banded("risk_weight_residential", D("-0.01"), DAY)
    assert shipped("basel").number("risk_weight", DAY, "corporate_sme") == D("0.85")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: shipped("china").value("lpr_1", DAY), "did you mean 'lpr_1y'"),
        (lambda: shipped("china").value("lpr_1y", Date(2000, 1, 1)), "no value in force on 2000-01-01"),
        (lambda: shipped("china").number("provision_rate", DAY, "los"), "did you mean 'loss'"),
        (lambda: shipped("china").number("provision_rate", DAY), "needs a key"),
        (lambda: shipped("china").number("lpr_1y", DAY, "loss"), "takes no key"),
        (lambda: shipped("china").banded("lpr_1y", 1, DAY), "has no bands"),
        (lambda: shipped("utopia"), "not one of basel, china"),
    ],
)
def test_questions_that_reference_data_cannot_answer(ask: Any, said: str) -> None:
    with pytest.raises(CreditError, match=said):
        ask()


BROKEN = """\
reference_data: mine
values:
  a: {title: {en: A}, unit: x, source: s, status: sure, dated: {2025-13-01: 3, 2025-01-01: []}, owner: o}
  b: 3
  c:
    title: {en: C, zh: C}
    unit: x
    source: s
    owner: o
    status: confirmed
    dated:
      2025-01-01: [{at_most: 2, value: 1}, {at_most: 1, value: 1}, {value: 3}]
      2025-02-01: [{at_most: 2, value: 1}]
      2025-03-01: text
  d: {title: {en: C, zh: C}, unit: x, source: s, status: confirmed, dated: 3, dates: 1}
  e: {title: {en: C, zh: C}, unit: x, source: s, status: confirmed, dated: {2025-01-01: 1}}
"""


def test_all_mistakes_of_reference_data_are_reported_at_once() -> None:
    with pytest.raises(PolicyError) as raised:
        read_reference_data(Source("mine.yaml", BROKEN))
    assert [(p.code, p.place.partition(":")[2]) for p in raised.value.problems] == [
        ("wrong-kind", "3:14"),
        ("wrong-value", "3:51"),
        ("bad-date", "3:65"),
        ("wrong-kind", "3:92"),
        ("wrong-kind", "4:6"),
        ("wrong-value", "12:19"),
        ("wrong-kind", "13:20"),
        ("wrong-kind", "14:19"),
        ("missing-key", "15:6"),
        ("wrong-kind", "15:76"),
        ("unknown-key", "15:79"),
        ("missing-key", "16:6"),
    ]
    assert all(p.expected for p in raised.value.problems)
