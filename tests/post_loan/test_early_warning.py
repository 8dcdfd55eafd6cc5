"""The shipped early warning decides as a function written by hand, on random loans with edges and gaps."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from compiled import shipped
from reference import early_warning
from reference.edges import example, put_on_edges

DAYS = tuple(
    map(dt.date.fromisoformat, ("2026-08-31", "2026-11-29", "2026-11-30", "2027-02-28", "2028-02-29"))
)
FAILED = {"missing": "source_failed"}
YES_NO = (True, False)
LEVELS = early_warning.LEVELS
CHANGES = (
    -0.41,
    -0.4,
    -0.39,
    -0.31,
    -0.3,
    -0.2999,
    -0.2,
    -0.1999,
    -0.15,
    -0.149,
    -0.1,
    -0.099,
    -0.05,
    -0.049,
    0,
    0.1,
)
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.legal_form": ("person", "self_employed", "company"),
    "customer.grade_fall": (-1, 0, 1, 2, 3, {"missing": "not_rated"}),
    "company.audit_opinion": (
        "unqualified",
        "emphasis",
        "qualified",
        "adverse",
        "disclaimer",
        {"missing": "not_audited"},
    ),
    "borrower.retail": YES_NO,
    "loan.kind": ("loan", "credit_card", "advance"),
    "loan.balance": (0, 10_000_000, 15_000_000, 15_000_000.01),
    "loan.days_past_due": (0, 1, 7, 8, 29, 30, 31, 59, 60, 61, 90),
    "loan.extension_asked": YES_NO,
    "account.line_use": (0.9, 0.91, 1, {"missing": "no_line"}),
    "account.bill_dishonoured": (*YES_NO, FAILED),
    "account.inflow_change": (*CHANGES, {"missing": "not_settled"}),
    "covenant.use": (0.89, 0.9, 1, 1.01, {"missing": "no_covenant"}),
    "bureau.worst_class": (
        "pass",
        "special_mention",
        "substandard",
        "loss",
        {"missing": "no_record"},
        FAILED,
    ),
    "bureau.enquiries_3m": (4, 5, 6, {"missing": "no_record"}, FAILED),
    "bureau.new_lenders_3m": (1, 2, 3, {"missing": "no_record"}, FAILED),
    "finance.sales_change": (*CHANGES, FAILED),
    "finance.margin_change": (*CHANGES, FAILED),
    "finance.receivable_days_change": (0.29, 0.3, 0.31, FAILED),
    "finance.inventory_days_change": (0.29, 0.3, 0.31, FAILED),
    "finance.debt_ratio_change": (0.09, 0.1, 0.11, FAILED),
    "finance.current_ratio": (0.99, 1, 1.01, FAILED),
    "finance.negative_cash_periods": (1, 2, 3, FAILED),
    "finance.turned_to_loss": (*YES_NO, FAILED),
    "finance.related_receivables": (0.2, 0.2001, 0.3),
    "finance.debt_to_ebitda": (5.9, 6, 6.01, FAILED),
    "finance.debt_service_cover": (0.99, 1, 1.01, FAILED),
    "finance.statements_to": (
        "2026-04-29",
        "2026-04-30",
        "2026-07-30",
        "2026-07-31",
        "2026-10-31",
        "2027-10-29",
    ),
    "operation.capacity_use": (0.59, 0.6, FAILED),
    "operation.staff_change": (*CHANGES, FAILED),
    "operation.wages_late": (*YES_NO, FAILED),
    "operation.key_customer_loss": (0.5, 0.51, FAILED),
    "operation.electricity_change": (*CHANGES, FAILED),
    "operation.halted": (*YES_NO, FAILED),
    "person.controller_missing": (*YES_NO, FAILED),
    "person.key_change": (*YES_NO, FAILED),
    "registry.dishonest_debtor": (*YES_NO, FAILED),
    "registry.frozen": (*YES_NO, FAILED),
    "registry.litigation_share": (0.1, 0.11, FAILED),
    "registry.equity_pledged": (0.8, 0.81, FAILED),
    "registry.tax_grade": ("A", "B", "M", "C", "D", FAILED),
    "registry.tax_grade_before": ("A", "B", "D", FAILED),
    "registry.environment_veto": (*YES_NO, FAILED),
    "event.accident_on": ("2026-06-02", "2026-06-03", "2026-11-20", {"missing": "no_accident"}, FAILED),
    "event.news_on": ("2026-08-30", "2026-08-31", "2026-09-01", {"missing": "no_news"}, FAILED),
    "event.bond_default": (*YES_NO, FAILED),
    "event.fraud": (*YES_NO, FAILED),
    "market.price_change_3m": (*CHANGES, FAILED),
    "market.weak_pmi_months": (2, 3, 4, FAILED),
    "market.capacity_list": (*YES_NO, FAILED),
    "collateral.value": (8_000_000, 12_000_000, {"missing": "unsecured"}),
    "collateral.ltv_rise": (0.14, 0.15, 0.16, {"missing": "unsecured"}),
    "collateral.price_change": (*CHANGES, {"missing": "unsecured"}, FAILED),
    "guarantor.warning_level": (*LEVELS, {"missing": "no_guarantor"}, FAILED),
    "group.warning_level": (*LEVELS, {"missing": "no_group"}, FAILED),
    "inspection.overdue": (*YES_NO, {"missing": "never"}),
    "inspection.finding": ("clean", "to_mend", "not_met", "misused", {"missing": "never"}),
    "inspection.not_met_in_row": (0, 1, 2, 3, {"missing": "never"}),
}
STATES: dict[str, tuple[Any, ...]] = {
    "warning.evidence": YES_NO,
    "warning.confirmed_on": ("2026-08-31", "2026-09-07", "2026-12-04", {"missing": "never"}),
    "warning.planned_on": ("2026-08-31", "2026-09-14", "2026-12-11", {"missing": "never"}),
    "prior.level": (*LEVELS, {"missing": "unknown"}),
    "prior.raised_on": (
        "2026-08-31",
        "2026-08-29",
        "2026-11-25",
        "2026-11-27",
        "2028-02-24",
        {"missing": "unknown"},
    ),
    "prior.counted_from": (
        "2026-06-02",
        "2026-06-03",
        "2026-08-30",
        "2026-08-31",
        "2026-09-01",
        "2027-12-01",
        {"missing": "unknown"},
    ),
    "prior.clean_observations": (0, 1, 2, {"missing": "unknown"}),
}
REQUIRED = ("customer.legal_form",)


def quiet_loan() -> dict[str, Any]:
    """A company without any signal and without a warning of before."""
    record = example("warning_machine_maker", "post_loan")
    record["finance"]["sales_change"] = 0.02
    record["event"]["news_on"] = {"missing": "no_news"}
    record["prior"] = {"missing": "no_prior"}
    return record


def random_loan(random: Random) -> dict[str, Any]:
    record = quiet_loan()
    if random.random() < 0.85:
        record["prior"] = {}
        put_on_edges(record, STATES, random, number=len(STATES) - random.choice((0, 0, 0, 1)))
    put_on_edges(record, EDGES, random, REQUIRED, number=random.choice((0, 0, 1, 1, 2, 3, 5, 9)))
    return record


def random_day(random: Random) -> dt.date:
    return random.choice(DAYS)


def test_five_thousand_random_loans_are_warned_of_as_by_hand() -> None:
    policy, random, met = shipped("early_warning"), Random(20261129), set()
    for _ in range(5000):
        record, day = random_loan(random), random_day(random)
        decision, expected = policy.decide(record, as_of=day), early_warning.decide(record, day)
        fired = {reason.rule for reason in decision.reasons if reason.code != "undecided"}
        assert (decision.outcome, fired) == (expected["outcome"], set(expected["fired"])), (record, day)
        assert dict(decision.outputs) == expected["outputs"], (record, day)
        assert dict(decision.state) == expected["state"], (record, day)
        met |= {decision.outcome, *fired}
    assert len([name for name in met if name.startswith("HLD")]) == 4 + 3
    assert len(met) == len(LEVELS) + 60 + 4 + 7
