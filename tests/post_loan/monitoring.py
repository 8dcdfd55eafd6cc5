"""Random loans on the edges of warning, inspection and limit action, and how each is decided by hand."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from post_loan.books import FAILED, NO_PRIOR, YES_NO, Book, Record, first_record
from reference import early_warning, inspection, limit_action
from reference.edges import put_on_edges

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
SIGNALS: dict[str, tuple[Any, ...]] = {
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
    "registry.enforcement_amount": (0, 0.01, 50_000, {"missing": "no_case"}, FAILED),
    "tax.arrears": (0, 0.01, 2_000, FAILED),
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
    "market.region_bad_ratio": (0.02, 0.03, 0.0301, FAILED),
    "market.currency_change_3m": (-0.051, -0.05, -0.049, {"missing": "no_position"}, FAILED),
    "market.rate_rise_12m": (0.0049, 0.005, 0.01, {"missing": "fixed_rate"}, FAILED),
    "market.property_change_12m": (-0.11, -0.1, -0.099, {"missing": "not_concerned"}, FAILED),
    "person.income_change": (*CHANGES, FAILED),
    "person.work_lost": (*YES_NO, FAILED),
    "collateral.value": (8_000_000, 12_000_000, {"missing": "unsecured"}),
    "collateral.ltv_rise": (0.14, 0.15, 0.16, {"missing": "unsecured"}),
    "collateral.price_change": (*CHANGES, {"missing": "unsecured"}, FAILED),
    "guarantor.warning_level": (*LEVELS, {"missing": "no_guarantor"}, FAILED),
    "group.warning_level": (*LEVELS, {"missing": "no_group"}, FAILED),
    "inspection.overdue": (*YES_NO, {"missing": "never"}),
    "inspection.finding": ("clean", "to_mend", "not_met", "misused", {"missing": "never"}),
    "inspection.not_met_in_row": (0, 1, 2, 3, {"missing": "never"}),
}
STATE_OF_WARNING: dict[str, tuple[Any, ...]] = {
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
    "prior.confirmed": (*YES_NO, {"missing": "unknown"}),
    "prior.planned": (*YES_NO, {"missing": "unknown"}),
}


@dataclass(frozen=True)
class BookWithState(Book):
    """A policy whose loans mostly have a state of before, with every field of it on an edge."""

    states: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    def record(self, random: Random) -> Record:
        """The record of the first case: its state on edges, or none of before, and some facts on edges."""
        record: Record = copy.deepcopy(first_record(self.name))
        record["prior"] = {}
        put_on_edges(record, self.states, random, number=len(self.states) - random.choice((0, 0, 0, 1)))
        if random.random() < 0.15:
            record["prior"] = dict(NO_PRIOR)
        put_on_edges(
            record, self.edges, random, self.required, number=random.choice((0, 0, 1, 1, 2, 3, 5, 9))
        )
        return record


EARLY_WARNING = BookWithState(
    "early_warning",
    early_warning.decide,
    SIGNALS,
    ("2026-08-31", "2026-11-29", "2026-11-30", "2027-02-28", "2028-02-29"),
    states=STATE_OF_WARNING,
    required=("customer.legal_form",),
)
INSPECTION = BookWithState(
    "inspection",
    inspection.decide,
    {
        "customer.legal_form": ("person", "self_employed", "company"),
        "customer.grade": ("R1", "R4", "R5", "R6", "R7", "R8", "R9", "R12", {"missing": "not_rated"}),
        "borrower.retail": YES_NO,
        "loan.kind": ("loan", "credit_card", "trade_finance", "off_balance", "advance"),
        "loan.number": tuple(f"LN-{number}" for number in range(60)),
        "loan.drawn_on": ("2026-11-29", "2026-12-20", "2028-02-20", "2026-08-31", "2026-11-15", "2026-10-31"),
        "loan.class": ("pass", "special_mention", "substandard", "doubtful", "loss"),
        "loan.type": (
            *("working_capital", "fixed_asset", "consumer", "mortgage", "personal_business", "micro_credit"),
            {"missing": "not_a_loan"},
        ),
        "loan.balance": (0, 200_000, 200_000.01, 5_000_000, 5_000_000.01, 50_000_000, 50_000_000.01),
        "warning.level": (*LEVELS, FAILED),
        "collateral.value": (8_000_000, {"missing": "unsecured"}),
    },
    ("2026-11-29", "2026-11-30", "2026-12-31", "2027-02-28", "2028-02-29", "2028-03-06", "2028-03-07"),
    states={
        "inspection.done_on": (
            {"missing": "never"},
            *(
                "2026-08-31",
                "2026-10-31",
                "2026-11-30",
                "2026-12-31",
                "2027-02-28",
                "2027-12-31",
                "2028-02-29",
            ),
        ),
        "inspection.finding": ("clean", "to_mend", "not_met", "misused", {"missing": "never"}),
        "inspection.use_checked_on": ("2026-11-28", "2026-12-20", "2028-02-20", {"missing": "never"}),
        "prior.inspected": (True, *YES_NO, {"missing": "unknown"}),
        "prior.scheduled": (True, *YES_NO, {"missing": "unknown"}),
        "prior.sample_open": (*YES_NO, {"missing": "unknown"}),
        "prior.done_on": ("2026-08-31", "2026-10-31", "2027-02-28", {"missing": "unknown"}),
        "prior.anchor_day": (1, 28, 29, 30, 31, {"missing": "unknown"}),
        "prior.scheduled_on": ("2027-02-28", "2026-11-30", "2028-02-29", {"missing": "unknown"}),
        "prior.trigger": (*inspection.TRIGGERS, {"missing": "unknown"}),
        "prior.event_on": ("2026-11-27", "2027-02-15", "2028-02-26", {"missing": "unknown"}),
        "prior.sampled_on": ("2026-10-30", "2026-10-31", "2027-02-28", {"missing": "unknown"}),
        "prior.not_met_in_row": (0, 1, 2, {"missing": "unknown"}),
    },
    required=("customer.legal_form", "loan.number"),
)
LIMIT_ACTION = BookWithState(
    "limit_action",
    limit_action.decide,
    {
        "customer.legal_form": ("person", "company"),
        "customer.grade": ("R1", "R8", "R9", "R12", {"missing": "not_rated"}),
        "loan.class": limit_action.CLASSES,
        "loan.balance": (0, 7_000_000, 12_000_000, 12_000_000.01, 15_000_000),
        "credit.limit": (0, 7_000_000, 10_000_000, 10_000_000.55),
        "credit.drawn": (0, 0.01, 1_400_000, 2_000_000, 5_600_000, 5_600_000.01, 7_000_000, 10_000_000.33),
        "warning.level": (*LEVELS, FAILED),
        "covenant.use": (0.9, 1, 1.01, {"missing": "no_covenant"}),
        "collateral.value": (6_999_999.99, 7_000_000, 12_000_000, {"missing": "unsecured"}),
        "inspection.finding": ("clean", "to_mend", "not_met", "misused", {"missing": "never"}),
        "exit.release_approved": YES_NO,
    },
    ("2026-11-29", "2026-11-30", "2027-02-27", "2027-02-28", "2028-02-29"),
    states={
        "prior.limit_before": (0, 10_000_000, 8_000_000, {"missing": "unknown"}),
        "prior.plan": (*limit_action.PLANS, {"missing": "unknown"}),
        "prior.plan_start": (
            "2026-08-30",
            "2026-08-31",
            "2026-05-30",
            "2025-08-31",
            {"missing": "unknown"},
        ),
        "prior.starting_balance": (0, 7_000_000, 10_000_000, {"missing": "unknown"}),
        "prior.target_balance": (0, 5_000_000, 7_000_000, {"missing": "unknown"}),
        "prior.breached": (*YES_NO, {"missing": "unknown"}),
        "prior.breached_on": ("2026-10-30", "2026-10-31", "2027-01-29", {"missing": "unknown"}),
        "prior.asked": (*YES_NO, {"missing": "unknown"}),
        "prior.asked_on": ("2026-10-30", "2026-10-31", "2027-01-29", {"missing": "unknown"}),
    },
    required=("customer.legal_form", "exit.release_approved"),
)
MONITORING = (EARLY_WARNING, INSPECTION, LIMIT_ACTION)
