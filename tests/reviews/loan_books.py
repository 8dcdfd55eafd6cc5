"""A loan book that is made up, month by month: loans fall into arrears and cure, are repaid, new ones come.

`python tests/reviews/loan_books.py FOLDER [--loans 1000000] [--months 12] [--seed 1]` writes a Parquet file
for each month. The same arguments give the same loans on any machine. Arrears roll at about the
monthly rates that banks report: of the sound loans 1.5 % miss an instalment, of those overdue for a month a
fifth goes on, of two months a half, later four in five; who does not go on pays.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

PRODUCTS = ("consumer", "card", "mortgage", "micro", "working_capital", "project")
TYPES = ("consumer", None, "mortgage", "micro_credit", "working_capital", "fixed_asset")
"""What the policies call them; a card is no loan."""
RETAIL = 4
"""The first products are of persons and micro firms."""
MIX = (0.40, 0.15, 0.15, 0.18, 0.09, 0.03)
TYPICAL = (60_000, 20_000, 900_000, 400_000, 5_000_000, 60_000_000)
REGIONS = ("North", "East", "South", "West", "Centre", "North-east")
INDUSTRIES = ("A", "C13", "C26", "C34", "C39", "D44", "E", "F51", "F52", "G", "I", "K", "L", "M")
GOES_ON = (0.015, 0.20, 0.50, 0.78, 0.85)
"""The part of loans that miss the next instalment, too, by the instalments that they have missed."""
ASSETS = ("consumption", "credit_card", "personal_secured", "business_unsecured", "corporate", "corporate")
WAYS = (
    "restructure.payment",
    "litigate.amount",
    "in_kind.value",
    "transfer_single.price",
    "transfer_batch.price",
)
NOT_YET = {
    "claim.interrupted_on": "never",
    "guarantee.agreed_until": "not_agreed",
    "guarantee.claimed_on": "not_claimed",
    "taken.on": "not_taken",
}
DEBTORS_OF_GROUP = 16
"""A group of about 48 loans has so many companies."""
ROW_GROUP = 131_072


@dataclass
class Books:
    """The book at the end of one month after the other."""

    loans: int
    first: str
    seed: int = 1
    number: int = 0
    columns: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self.year, self.month = map(int, self.first.split("-"))
        self.columns = self._new(self.loans, oldest=36)

    @property
    def name(self) -> str:
        """The month, such as 2026-01."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def day(self) -> date:
        """The last day of the month."""
        return date(self.year + self.month // 12, self.month % 12 + 1, 1) - timedelta(days=1)

    def _new(self, count: int, oldest: int) -> dict[str, Any]:
        """New loans, booked in the last so many months."""
        random = self.random
        product = random.choice(len(PRODUCTS), count, p=MIX)
        age = random.integers(0, oldest * 30, count) if oldest > 1 else random.integers(0, 28, count)
        amount = np.round(np.array(TYPICAL)[product] * np.exp(random.normal(-0.2, 0.6, count)), 2)
        first = self.number
        self.number += count
        return {
            "number": np.arange(first, first + count),
            "product": product,
            "booked": np.datetime64(self.day) - age.astype("timedelta64[D]"),
            "amount": amount,
            "balance": np.round(amount * np.maximum(0.05, 1 - age / 1500), 2),
            "missed": np.zeros(count, dtype=np.int64),
            "lag": random.integers(1, 29, count),
            "region": random.choice(len(REGIONS), count, p=(0.18, 0.33, 0.22, 0.09, 0.12, 0.06)),
            "industry": random.choice(len(INDUSTRIES), count),
            "group": np.where(product < RETAIL, -1, random.integers(0, max(20, self.loans // 400), count)),
            "restructured": np.zeros(count, dtype=bool),
        }

    def advance(self) -> None:
        """Go on to the next month."""
        self.month, self.year = self.month % 12 + 1, self.year + self.month // 12
        held, random = self.columns, self.random
        size = len(held["number"])
        missed = held["missed"]
        goes_on = random.random(size) < np.array(GOES_ON)[np.minimum(missed, len(GOES_ON) - 1)]
        held["missed"] = np.where(goes_on, missed + 1, 0)
        held["balance"] = np.where(goes_on, held["balance"], np.round(held["balance"] * 0.975, 2))
        held["restructured"] = (missed >= 2) & ~goes_on & (random.random(size) < 0.25)
        repaid = ~goes_on & (random.random(size) < 0.015)
        written_off = (held["missed"] > 14) & (random.random(size) < 0.5)
        stay = ~(repaid | written_off)
        new = self._new(int(size - stay.sum()) + self.loans // 200, oldest=1)
        self.columns = {name: np.concatenate([values[stay], new[name]]) for name, values in held.items()}

    def table(self) -> pa.Table:
        """The book as a table whose columns are the inputs of the policies after the loan."""
        facts = Facts(self.columns, np.datetime64(self.day), [self.seed, self.year * 12 + self.month])
        return pa.table(
            {
                **facts.loan(),
                **facts.borrower(),
                **facts.company(),
                **facts.watched(),
                **facts.collected(),
                **facts.bad(),
                **facts.why(),
                **facts.around(),
            }
        )


@dataclass
class Facts:
    """What is known of every loan at the end of a month, as columns."""

    held: dict[str, Any]
    day: Any
    seed: list[int]

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self.size = len(self.held["number"])
        self.missed = self.held["missed"]
        self.days = np.where(self.missed > 0, (self.missed - 1) * 30 + self.held["lag"], 0)
        self.person = self.held["product"] < RETAIL
        self.company_ = ~self.person

    def rare(self, share: float) -> Any:
        """Whether something rare is so of each loan."""
        return self.random.random(self.size) < share

    def normal(self, mean: float, spread: float, digits: int = 3) -> Any:
        """Figures about a mean."""
        return np.round(self.random.normal(mean, spread, self.size), digits)

    def only(self, there: Any, values: Any, name: str, cause: str) -> dict[str, Any]:
        """A column that only some loans have, and for the others the cause."""
        held = values if isinstance(values, pa.Array) else pa.array(values)
        nothing = pa.nulls(self.size, held.type)
        causes = pa.array(np.where(there, None, cause), pa.string())
        return {name: pc.if_else(pa.array(there), held, nothing), f"{name}.missing": causes}

    def loan(self) -> dict[str, Any]:
        """The loan itself."""
        held, days = self.held, self.days
        impaired = days > 90
        rates = np.array((0.06, 0.15, 0.035, 0.045, 0.04, 0.042))[held["product"]]
        return {
            "loan.number": pa.array([f"L{number:09d}" for number in held["number"].tolist()]),
            "loan.product": _named(PRODUCTS, held["product"]),
            "loan.kind": pa.array(np.where(held["product"] == 1, "credit_card", "loan")),
            **self.only(
                held["product"] != 1, pa.array(np.array(TYPES)[held["product"]]), "loan.type", "not_a_loan"
            ),
            "loan.booked": pa.array(held["booked"]),
            "loan.drawn_on": pa.array(held["booked"]),
            "loan.amount": held["amount"],
            "loan.balance": held["balance"],
            "loan.accrued_interest": np.round(held["balance"] * rates / 12, 2),
            "loan.undrawn": np.round(np.where(held["product"] == 1, held["amount"] * 0.3, 0.0), 2),
            "loan.effective_rate": rates,
            "loan.remaining_months": np.maximum(0, 36 - held["number"] % 30),
            "loan.repayment": pa.array(np.where(self.person, "instalments", "bullet")),
            "loan.days_past_due": days,
            "loan.technical_overdue": (days > 0) & (days <= 7) & self.rare(0.3),
            "loan.credit_impaired": impaired,
            **self.only(
                impaired, np.minimum(1, np.round(0.25 + days / 600, 4)), "loan.ecl_ratio", "not_impaired"
            ),
            **self.only(
                np.zeros(self.size, dtype=bool), np.zeros(self.size), "loan.recoverable", "collective"
            ),
            "loan.purpose_changed": self.rare(0.001),
            "loan.repaid_by_new_loan": self.rare(0.004),
            "loan.repaid_by_other_debt": self.rare(0.001),
            "loan.recognised_enhancement": self.rare(0.5),
            "loan.concession": pa.array(np.where(held["restructured"], "extension", "none")),
            "loan.extension_asked": self.rare(0.002),
            "loan.periods_paid_in_time": (self.missed == 0).astype(np.int64),
            "risk.pd": np.clip(np.round(0.008 + self.missed * 0.12 + self.normal(0, 0.002, 4), 4), 0.0003, 1),
            "risk.pd_at_origination": np.full(self.size, 0.008),
            "risk.lgd": np.where(held["product"] == 2, 0.2, np.where(self.person, 0.6, 0.45)),
            "provision.held": np.round(held["balance"] * np.where(impaired, 0.6, 0.018), 2),
        }

    def borrower(self) -> dict[str, Any]:
        """Who owes it, and what else it owes."""
        held, days, company = self.held, self.days, self.company_
        grouped = held["group"] >= 0
        share = np.round(self.random.beta(0.3, 60, self.size), 4)
        forms = np.where(company, "company", np.where(held["product"] == 3, "self_employed", "person"))
        never = np.zeros(self.size, dtype=bool)
        return {
            "branch.region": _named(REGIONS, held["region"]),
            "borrower.industry": _named(INDUSTRIES, held["industry"]),
            "borrower.group": pa.array(
                [None if one < 0 else f"G{one:05d}" for one in held["group"].tolist()], pa.string()
            ),
            "borrower.number": pa.array(
                [
                    f"P{number:09d}" if group < 0 else f"C{group:05d}-{number % DEBTORS_OF_GROUP}"
                    for number, group in zip(held["number"].tolist(), held["group"].tolist(), strict=True)
                ]
            ),
            "borrower.retail": self.person,
            "customer.legal_form": pa.array(forms),
            **self.only(
                company,
                pa.array(np.char.add("R", (held["number"] % 7 + 3).astype(str))),
                "customer.grade",
                "not_rated",
            ),
            **self.only(company, np.where(self.rare(0.01), 2, 0), "customer.grade_fall", "not_rated"),
            "borrower.in_difficulty": days > 60,
            "borrower.repayment_capacity": days <= 90,
            **self.only(company, self.rare(0.005), "borrower.rating_slump", "not_rated"),
            **self.only(company, self.rare(0.002), "borrower.other_bad_debt_here", "retail"),
            **self.only(company, self.rare(0.005), "borrower.bad_debt_elsewhere", "retail"),
            "borrower.evades_debt": (days > 180) & self.rare(0.05),
            "borrower.bankrupt": (days > 120) & self.rare(0.03),
            **self.only(company, share, "borrower.bad_share_at_bank", "retail"),
            **self.only(company, share, "borrower.overdue_share_all_banks", "retail"),
            **self.only(never, np.full(self.size, self.day), "merger.date", "no_merger"),
            **self.only(never, share, "merger.bad_share_without", "no_merger"),
            **self.only(never, never, "merger.other_bad_debt_without", "no_merger"),
            **self.only(grouped, self.rare(0.01), "group.member_bad", "no_group"),
            "renewal.borrower": pa.array(np.where(self.person, "micro_small", "medium")),
            "renewal.working_capital": held["product"] == 4,
            "renewal.due": pa.array(np.full(self.size, self.day)),
            "renewal.conditions_met": ~self.rare(0.3),
        }

    def company(self) -> dict[str, Any]:
        """Statements, operation and market of companies; persons have none."""
        size = self.size
        figures = {
            "finance.sales_change": self.normal(0.04, 0.11),
            "finance.margin_change": self.normal(0.0, 0.02),
            "finance.receivable_days_change": self.normal(0.0, 0.12),
            "finance.inventory_days_change": self.normal(0.0, 0.12),
            "finance.debt_ratio_change": self.normal(0.0, 0.03),
            "finance.current_ratio": np.abs(self.normal(1.6, 0.2)),
            "finance.negative_cash_periods": np.where(self.rare(0.04), 2, 0),
            "finance.turned_to_loss": self.rare(0.02),
            "finance.related_receivables": np.clip(self.normal(0.06, 0.04), 0, 1),
            "finance.debt_to_ebitda": self.normal(3.5, 0.8),
            "finance.debt_service_cover": self.normal(1.7, 0.2),
            "finance.statements_to": pa.array(np.full(size, self.day - np.timedelta64(60, "D"))),
            "company.audit_opinion": pa.array(np.where(self.rare(0.01), "qualified", "unqualified")),
            "operation.capacity_use": np.clip(self.normal(0.85, 0.06), 0, 1.2),
            "operation.staff_change": self.normal(0.0, 0.05),
            "operation.wages_late": self.rare(0.004),
            "operation.key_customer_loss": np.clip(self.normal(0.05, 0.05), 0, 1),
            "operation.electricity_change": self.normal(0.02, 0.07),
            "operation.halted": self.rare(0.0005),
            "registry.environment_veto": self.rare(0.0005),
            "registry.litigation_share": np.clip(self.normal(0.01, 0.01), 0, 1),
            "registry.equity_pledged": np.clip(self.normal(0.2, 0.1), 0, 1),
            "registry.tax_grade": pa.array(np.where(self.rare(0.005), "D", "B")),
            "registry.tax_grade_before": pa.array(np.full(size, "B")),
            "event.bond_default": self.rare(0.0005),
            "market.price_change_3m": self.normal(0.0, 0.03),
            "market.weak_pmi_months": np.where(self.rare(0.02), 3, 0),
            "market.capacity_list": self.rare(0.003),
        }
        there = pa.array(self.held["product"] >= RETAIL - 1)  # micro firms, too
        held = {name: one if isinstance(one, pa.Array) else pa.array(one) for name, one in figures.items()}
        return {name: pc.if_else(there, one, pa.nulls(size, one.type)) for name, one in held.items()}

    def collected(self) -> dict[str, Any]:
        """The line of credit, and what collection knows of who is overdue."""
        held, days = self.held, self.days
        overdue = days > 0
        return {
            "credit.limit": np.round(held["balance"] * np.where(self.person, 1.0, 1.25), 2),
            "credit.drawn": held["balance"],
            "exit.release_approved": np.zeros(self.size, dtype=bool),
            "collection.days_to_due": np.where(overdue, 0, 1 + held["number"] % 30),
            "collection.overdue_amount": np.round(np.where(overdue, held["balance"] * 0.03, 0.0), 2),
            "contact.reachability": pa.array(np.where(overdue & self.rare(0.3), "no_answer", "reached")),
            "contact.disputed": self.rare(0.001),
            "behaviour.roll_probability": np.clip(np.round(0.02 + self.missed * 0.2, 4), 0, 1),
            "behaviour.first_payment_missed": overdue & self.rare(0.02),
            "borrower.in_hardship": overdue & self.rare(0.1),
            "borrower.willing": ~self.rare(0.2),
            "borrower.estate_or_bankrupt": (days > 120) & self.rare(0.03),
            "guarantee.guarantor": held["product"] >= RETAIL,
            **self.only(
                overdue & self.rare(0.2),
                np.full(self.size, self.day + np.timedelta64(10, "D")),
                "promise.until",
                "no_promise",
            ),
        }

    def bad(self) -> dict[str, Any]:
        """What the workout unit knows of claims: only collection and write-off come into question."""
        held, days, never = self.held, self.days, np.zeros(self.size, dtype=bool)
        part = np.where(self.person, 0.35, 0.45)
        found = {
            "asset.kind": pa.array(np.array(ASSETS)[held["product"]]),
            "claim.interest": np.round(held["balance"] * 0.01, 2),
            "claim.discount_rate": np.full(self.size, 0.06),
            "claim.due_on": pa.array(self.day - days.astype("timedelta64[D]")),
            "claim.restructurings": np.zeros(self.size, dtype=np.int64),
            "collect.amount": np.round(held["balance"] * part, 2),
            "collect.years": np.where(self.person, 0.5, 1.5),
            "collect.fee": np.full(self.size, 0.2),
            "write_off.amount": np.round(held["balance"] * 0.05, 2),
            "write_off.years": np.full(self.size, 2.0),
            "write_off.ground": pa.array(np.where(days > 360, "small", "none")),
            "write_off.effort_months": days // 30,
            "write_off.cost": np.full(self.size, 200.0),
            "write_off.evidence": days > 360,
            "write_off.recourse_used": days > 360,
            "claim.limitation": pa.array(np.full(self.size, "general")),
            "claim.restriction": pa.array(np.full(self.size, "none")),
            "guarantee.kind": pa.array(np.full(self.size, "none")),
            "guarantee.claimed": never,
        }
        for way in WAYS:
            found |= self.only(never, np.zeros(self.size), way, "not_possible")
        for name, cause in NOT_YET.items():
            found |= self.only(never, np.full(self.size, self.day), name, cause)
        found |= self.only(never, np.zeros(self.size), "transfer_batch.claims", "no_batch")
        return found | self.only(never, never, "taken.movable", "not_taken")

    def why(self) -> dict[str, Any]:
        """Of bad loans alone: why they became bad, and who did which duty."""
        held, bad, company = self.held, self.days > 90, self.company_
        secured = (held["product"] == 2) | company
        performed = ("performed", "small_gap", "not_performed")
        return {
            "evidence.fraud": self.where(bad, self.rare(0.02)),
            **self.only(bad & company, self.rare(0.1), "evidence.guarantor_failed", "no_guarantor"),
            "evidence.sales_change": self.where(bad, self.normal(-0.2, 0.2)),
            **self.only(bad & company, self.normal(-0.05, 0.1), "evidence.industry_change", "no_business"),
            **self.only(bad & ~company, self.rare(0.2), "evidence.family_event", "not_a_person"),
            "evidence.policy_changed": self.where(bad, self.rare(0.05)),
            "lending.debt_to_capacity": self.where(bad, np.abs(self.normal(0.8, 0.2))),
            "lending.exceptions": self.where(bad, self.random.poisson(0.2, self.size)),
            "lending.grade_raised": self.where(bad, self.rare(0.05)),
            "lending.months_to_default": self.where(bad, 3 + held["number"] % 24),
            **self.only(bad & secured, np.abs(self.normal(0.85, 0.2)), "lending.value_kept", "unsecured"),
            "lending.inspections_missed": self.where(bad, self.rare(0.1)),
            **{
                f"duty.{duty}": self.where(
                    bad, _named(performed, self.random.choice(3, self.size, p=(0.9, 0.07, 0.03)))
                )
                for duty in ("investigation", "approval", "disbursement", "monitoring", "collection")
            },
            "conduct.collusion": self.where(bad, self.rare(0.002)),
            "conduct.benefit": self.where(bad, self.rare(0.001)),
            "conduct.concealment": self.where(bad, self.rare(0.001)),
            "asset.inclusive": self.where(bad, held["product"] == RETAIL - 1),
            "asset.bad_since": self.where(bad, self.day - (self.days - 91).astype("timedelta64[D]")),
            "branch.inclusive_bad_ratio": self.where(bad, 0.02 + held["region"] * 0.004),
            "bank.bad_ratio": self.where(bad, np.full(self.size, 0.015)),
        }

    def around(self) -> dict[str, Any]:
        """Region, exchange rates, interest, property prices, and the work of persons."""
        product = self.held["product"]
        exposed = self.company_ & (self.held["group"] >= 0)
        rise, house = np.full(self.size, 0.0005), self.normal(0.0, 0.03)
        return {
            "market.region_bad_ratio": 0.012 + self.held["region"] * 0.002,
            **self.only(exposed, self.normal(0.0, 0.02), "market.currency_change_3m", "no_position"),
            **self.only(product != 1, rise, "market.rate_rise_12m", "fixed_rate"),
            **self.only(product == 2, house, "market.property_change_12m", "not_concerned"),
            "person.income_change": self.normal(0.02, 0.1),
            "person.work_lost": self.rare(0.002),
        }

    def where(self, there: Any, values: Any) -> Any:
        """A column that only some loans have."""
        held = values if isinstance(values, pa.Array) else pa.array(values)
        return pc.if_else(pa.array(there), held, pa.nulls(self.size, held.type))

    def watched(self) -> dict[str, Any]:
        """Account, bureau, persons, events, collateral, and what was done about it."""
        company, never = self.company_, np.zeros(self.size, dtype=bool)
        secured = (self.held["product"] == 2) | company
        grouped = self.held["group"] >= 0
        value = np.round(self.held["amount"] * 1.6, 2)
        dates = np.full(self.size, self.day - np.timedelta64(25, "D"))
        month_begun = np.full(self.size, self.day - np.timedelta64(27, "D"))
        inspected = self.day - self.random.integers(0, 25, self.size).astype("timedelta64[D]")
        return {
            **self.only(
                self.held["product"] == 1, np.clip(self.normal(0.4, 0.2), 0, 1), "account.line_use", "no_line"
            ),
            "account.bill_dishonoured": self.rare(0.0005),
            **self.only(company, self.normal(0.0, 0.1), "account.inflow_change", "not_settled"),
            **self.only(company, np.clip(self.normal(0.7, 0.1), 0, 2), "covenant.use", "no_covenant"),
            "bureau.worst_class": pa.array(np.where(self.rare(0.01), "special_mention", "pass")),
            "bureau.enquiries_3m": self.random.poisson(0.8, self.size),
            "bureau.new_lenders_3m": self.random.poisson(0.2, self.size),
            "registry.dishonest_debtor": self.rare(0.0005),
            "registry.frozen": self.rare(0.0005),
            **self.only(never, np.zeros(self.size), "registry.enforcement_amount", "no_case"),
            "tax.arrears": np.zeros(self.size),
            "person.controller_missing": self.rare(0.0003),
            "person.key_change": self.rare(0.003),
            **self.only(self.rare(0.001), dates, "event.accident_on", "no_accident"),
            **self.only(self.rare(0.003), dates, "event.news_on", "no_news"),
            "event.fraud": self.rare(0.0002),
            **self.only(secured, value, "collateral.value", "unsecured"),
            **self.only(secured, self.normal(0.0, 0.02), "collateral.ltv_rise", "unsecured"),
            **self.only(secured, self.normal(0.0, 0.03), "collateral.price_change", "unsecured"),
            **self.only(
                never, pa.array(np.full(self.size, "none")), "guarantor.warning_level", "no_guarantor"
            ),
            **self.only(
                grouped,
                pa.array(np.where(self.rare(0.01), "yellow", "none")),
                "group.warning_level",
                "no_group",
            ),
            "inspection.overdue": self.rare(0.005),
            **self.only(~self.rare(0.02), inspected, "inspection.done_on", "never"),
            **self.only(~self.rare(0.02), inspected, "inspection.use_checked_on", "never"),
            **self.only(
                ~self.rare(0.02),
                pa.array(np.where(self.rare(0.01), "to_mend", "clean")),
                "inspection.finding",
                "never",
            ),
            "warning.evidence": self.rare(0.9),
            **self.only(~self.rare(0.05), month_begun, "warning.confirmed_on", "never"),
            **self.only(~self.rare(0.05), month_begun, "warning.planned_on", "never"),
        }


def _named(names: tuple[str, ...], codes: Any) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(names)).cast(pa.string())


def write_books(folder: Path, loans: int, months: int, first: str = "2026-01", seed: int = 1) -> list[Path]:
    """The files of so many months; those that are there already are not written again."""
    folder.mkdir(parents=True, exist_ok=True)
    books, paths = Books(loans, first, seed), []
    for number in range(months):
        if number:
            books.advance()
        paths.append(folder / f"{books.name}.parquet")
        if not paths[-1].exists():
            pq.write_table(books.table(), paths[-1], row_group_size=ROW_GROUP, compression="zstd")
    return paths


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--loans", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--first", default="2026-01")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for path in write_books(given.folder, given.loans, given.months, given.first, given.seed):
        print(path)


if __name__ == "__main__":
    main()
