"""Random records around the edges of the policies after the loan, and how each is decided by hand."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from compiled import shipped
from credit_engine import numbers
from reference import causes, collection, disposal, five_category, provision, provision_coverage
from shipped_laws import cases_of

Record = dict[str, Any]
NO_PRIOR = {"missing": "no_prior"}
FAILED = {"missing": "source_failed"}
YES_NO = (True, False)


@cache
def first_record(name: str) -> Record:
    """The record of a policy's first case."""
    record: Record = cases_of("post_loan", name).cases[0].record
    return record


@dataclass(frozen=True)
class Book:
    """A policy, the edges of its inputs, the days to decide on, and the same decision by hand."""

    name: str
    by_hand: Callable[[Mapping[str, Any], dt.date], Mapping[str, Any]]
    edges: Mapping[str, tuple[Any, ...]]
    days: tuple[str, ...]
    together: tuple[tuple[str, ...], ...] = ()
    """Fields that a source gives or does not give together: they are never mixed."""
    required: tuple[str, ...] = ()

    def day(self, random: Random) -> dt.date:
        return dt.date.fromisoformat(random.choice(self.days))

    def record(self, random: Random) -> Record:
        """The record of the first case with a few fields on an edge, and now and then one taken away."""
        record = copy.deepcopy(first_record(self.name))
        for path in random.sample(list(self.edges), random.choice((1, 2, 3, 5, min(8, len(self.edges))))):
            group, field = path.split(".")
            record[group][field] = copy.deepcopy(random.choice(self.edges[path]))
        self._agree(record)
        if random.random() < 0.2:
            optional = [path for path in self.edges if path not in self.required]
            group, field = random.choice(optional).split(".")
            record[group].pop(field, None)
        if "prior" in record and random.random() < 0.2:
            record["prior"] = dict(NO_PRIOR)
        return record

    def _agree(self, record: Record) -> None:
        """Where the first of some fields has no value, those that go with it have none, and the reverse."""
        for first, *others in self.together:
            group, field = first.split(".")
            missing = isinstance(record[group].get(field), Mapping)
            for path in others:
                group, other = path.split(".")
                if missing:
                    record[group][other] = copy.deepcopy(record[first.split(".")[0]][field])
                elif isinstance(record[group].get(other), Mapping):
                    record[group][other] = next(v for v in self.edges[path] if not isinstance(v, Mapping))


def plain(value: Any) -> Any:
    """A value as tests by hand have it: None for unknown, numbers by their canonical text."""
    if isinstance(value, Mapping):
        return None
    return numbers.canonical_text(value) if numbers.is_number(value) else value


def disagreements(book: Book, number: int) -> tuple[list[Any], set[str]]:
    """Records that the policy decides otherwise than by hand; the outcomes and fired rules that were met."""
    policy, random, different, met = shipped(book.name), Random(20261129), [], set()
    for _ in range(number):
        record, day = book.record(random), book.day(random)
        decision, expected = policy.decide(record, as_of=day), book.by_hand(record, day)
        fired = {r.rule for r in decision.reasons if r.code != "undecided" and r.rule is not None}
        told = {name: plain(decision.outputs.get(name)) for name in expected["outputs"]}
        hoped = {name: plain(value) for name, value in expected["outputs"].items()}
        state = {name: plain(value) for name, value in (decision.state or {}).items()}
        then = {name: plain(value) for name, value in expected.get("state", {}).items()}
        pairs = ((decision.outcome, expected["outcome"]), (sorted(fired), sorted(expected["fired"])))
        pairs += ((told, hoped), (state, then))  # type: ignore[assignment]
        wrong = [pair for pair in pairs if pair[0] != pair[1]]
        if wrong:
            different.append((record, day, wrong))
        met |= {decision.outcome, *fired}
    return different, met


FIVE_CATEGORY = Book(
    "five_category",
    five_category.decide,
    {
        "loan.days_past_due": (
            0,
            1,
            7,
            8,
            29,
            30,
            31,
            59,
            60,
            61,
            89,
            90,
            91,
            120,
            121,
            180,
            181,
            270,
            271,
            360,
            361,
        ),
        "loan.kind": (
            *("loan", "credit_card", "trade_finance", "off_balance", "advance"),
            *("investment_product",) * 3,
        ),
        "product.seen_through": (*YES_NO, {"missing": "no_product"}),
        "product.debtors_class": (*five_category.CLASSES, {"missing": "no_product"}),
        "product.worst_seen": (*five_category.CLASSES, {"missing": "no_product"}),
        "loan.technical_overdue": YES_NO,
        "loan.credit_impaired": YES_NO,
        "loan.ecl_ratio": (0, 0.4999, 0.5, 0.8999, 0.9, 1, {"missing": "not_impaired"}),
        "loan.purpose_changed": YES_NO,
        "loan.repaid_by_new_loan": YES_NO,
        "loan.repaid_by_other_debt": YES_NO,
        "loan.recognised_enhancement": YES_NO,
        "loan.concession": ("none", "extension", "forgiveness", "refinancing"),
        "loan.periods_paid_in_time": (0, 1, 2),
        "renewal.borrower": ("micro_small", "medium", "other"),
        "renewal.working_capital": YES_NO,
        "renewal.due": ("2027-09-29", "2027-09-30"),
        "renewal.conditions_met": YES_NO,
        "borrower.retail": YES_NO,
        "borrower.in_difficulty": YES_NO,
        "borrower.repayment_capacity": YES_NO,
        "borrower.rating_slump": YES_NO,
        "borrower.other_bad_debt_here": YES_NO,
        "borrower.bad_debt_elsewhere": (*YES_NO, FAILED),
        "borrower.evades_debt": YES_NO,
        "borrower.bankrupt": YES_NO,
        "borrower.bad_share_at_bank": (0, 0.1, 0.1001, 0.3),
        "borrower.overdue_share_all_banks": (0, 0.2, 0.2001),
        "merger.date": ({"missing": "no_merger"}, "2026-05-29", "2026-05-30", "2026-08-31"),
        "merger.bad_share_without": (0, 0.1001),
        "merger.other_bad_debt_without": YES_NO,
        "group.member_bad": (*YES_NO, {"missing": "no_group"}),
        "prior.class": five_category.CLASSES,
        "prior.months_in_class": (1, 2, 3),
        "prior.timely_months": (0, 5, 6, 10, 11, 12, {"missing": "unknown"}),
        "prior.timely_periods": (0, 1, 2, 5),
        "prior.observation_begun": YES_NO,
        "prior.restructurings": (0, 1, 2),
    },
    ("2026-11-29", "2026-11-30", "2027-02-27", "2027-02-28", "2028-02-29"),
    (("merger.date", "merger.bad_share_without", "merger.other_bad_debt_without"),),
)
PROVISION = Book(
    "provision",
    provision.decide,
    {
        "loan.class": five_category.CLASSES,
        "loan.days_past_due": (0, 1, 29, 30, 31, 60, 89, 90, 91, 361),
        "loan.credit_impaired": YES_NO,
        "loan.balance": (0, 0.01, 1_000, 123_456.78, 2_000_000),
        "loan.accrued_interest": (0, 3.21, 5_200),
        "loan.undrawn": (0, 10_000.05),
        "loan.remaining_months": (0, 1, 11, 12, 13, 36),
        # Without discount some sums of months are ties of rounding, which the 34th digit of a root decides.
        "loan.effective_rate": (0.0001, 0.0345, 0.18),
        "loan.repayment": ("bullet", "instalments"),
        "loan.recoverable": ({"missing": "collective"}, 0, 1_000, 2_005_200, 3_000_000),
        "risk.pd": (0, 0.0005, 0.0029, 0.003, 0.0159, 0.016, 0.2, 0.7, 1),
        "risk.pd_at_origination": (0, 0.0005, 0.0015, 0.008, 0.1),
        "risk.lgd": (0, 0.25, 0.75, 1),
        "warning.level": (*provision.LEVELS, FAILED),
        "provision.held": (0, 100, 1_000_000),
        "prior.stage": (*provision.STAGES, {"missing": "unknown"}),
        "prior.clean_months": (0, 1, 2, 3, {"missing": "unknown"}),
    },
    ("2026-11-30",),
)
COVERAGE = Book(
    "provision_coverage",
    provision_coverage.decide,
    {
        "book.loans": (1_115_000_000, 2_800_000_000, 3_133_333_333.34),
        "book.bad_loans": (0, 0.01, 30_000_000, 34_000_000, 35_000_000),
        "book.overdue_90": (0, 30_000_000, 40_000_000, 50_000_000, 60_000_000),
        "book.provisions": (0, 16_725_000, 42_000_000, 45_500_000, 52_500_000, 100_000_000),
        "bank.disposal_ratio": (0.9, 0.8999, 0.75, 0.7499, 0.6, 0.5999),
        "bank.capital_ratio": (0.135, 0.1349, 0.125, 0.1249, 0.115, 0.1149),
    },
    ("2026-11-30",),
    required=("book.loans", "book.bad_loans", "book.provisions"),
)
COLLECTION = Book(
    "collection",
    collection.decide,
    {
        "customer.legal_form": ("person", "self_employed", "company", "company"),
        "loan.kind": ("loan", "credit_card"),
        "loan.days_past_due": (0, 1, 3, 4, 7, 8, 15, 16, 30, 31, 60, 61, 90, 91),
        "loan.balance": (0, 19_999.99, 20_000, 49_999.99, 50_000, 199_999.99, 200_000),
        "collection.days_to_due": (0, 3, 4, {"missing": "nothing_due"}),
        "collection.overdue_amount": (0, 999.99, 1_000),
        "contact.reachability": ("reached", "no_answer", "lost"),
        "contact.disputed": YES_NO,
        "behaviour.roll_probability": (0, 0.0999, 0.1, 0.5999, 0.6, 1),
        "behaviour.first_payment_missed": YES_NO,
        "borrower.in_hardship": YES_NO,
        "borrower.willing": YES_NO,
        "borrower.estate_or_bankrupt": YES_NO,
        "guarantee.guarantor": YES_NO,
        "promise.until": ({"missing": "no_promise"}, "2026-11-29", "2026-11-30", "2026-12-15", "2026-12-16"),
        "prior.step": (*collection.STEPS, {"missing": "unknown"}),
        "prior.promised": (*YES_NO, True, {"missing": "unknown"}),
        "prior.promise_until": (
            "2026-11-29",
            "2026-11-30",
            "2026-12-05",
            {"missing": "unknown"},
        ),
        "prior.broken_promises": (0, 1, 2, {"missing": "unknown"}),
    },
    ("2026-11-29", "2026-11-30", "2026-12-01"),
    required=("customer.legal_form",),
)
IMPOSSIBLE = {"missing": "not_possible"}
SHORT = (0.5, 2, 0)
SOON = (0.25, 1, 0)
"""Years of no other way, so that no discount cancels another one and leaves a tie of rounding."""
DISPOSAL = Book(
    "disposal",
    disposal.decide,
    {
        "asset.kind": ("corporate", "consumption", "credit_card", "business_unsecured", "personal_secured"),
        "loan.class": ("substandard", "doubtful", "loss", "special_mention", "pass"),
        "claim.principal": (50_000, 50_000.01, 1_800_000),
        "claim.interest": (0, 120_000),
        "claim.discount_rate": (0, 0.06, 0.18),
        "claim.due_on": ("2006-11-29", "2023-11-29", "2024-02-29", "2026-05-30", "2026-05-31", "2026-12-01"),
        "claim.interrupted_on": (
            {"missing": "never"},
            "2023-11-28",
            "2023-11-30",
            "2024-02-28",
            "2025-03-01",
            "2026-12-01",
        ),
        "claim.restructurings": (0, 1),
        "claim.limitation": ("general", "general", *disposal.LIMITATIONS),
        "claim.restriction": ("none", "none", "contract", "crime"),
        "collect.amount": (IMPOSSIBLE, 0, 500_000, 1_300_000),
        "collect.years": SHORT,
        "collect.fee": (0, 0.08, 0.25),
        "restructure.payment": (IMPOSSIBLE, 0, 380_000, 400_000),
        "restructure.payments": (1, 3),
        "restructure.probability": (0, 0.6, 1),
        "litigate.amount": (IMPOSSIBLE, 1_250_000, 1_600_000),
        "litigate.otherwise": (0, 300_000),
        "litigate.probability": (0, 0.6, 1),
        "litigate.years": SHORT,
        "litigate.cost": (0, 60_000, 2_000_000),
        "in_kind.value": (IMPOSSIBLE, 0, 1_680_000),
        "in_kind.years": SHORT,
        "in_kind.fee": (0, 0.05),
        "in_kind.cost": (0, 60_000),
        "transfer_single.price": (IMPOSSIBLE, 0, 950_000, 1_069_000),
        "transfer_single.cost": (0, 9_000),
        "transfer_single.years": SOON,
        "transfer_batch.price": (IMPOSSIBLE, 0, 900_000, 1_200_000),
        "transfer_batch.cost": (0, 9_000),
        "transfer_batch.years": SOON,
        "transfer_batch.claims": ({"missing": "no_batch"}, 2, 3),
        "write_off.amount": (IMPOSSIBLE, 0, 50_000, 1_500_000),
        "write_off.years": SHORT,
        "write_off.cost": (0, 2_000),
        "write_off.evidence": (True, *YES_NO),
        "write_off.recourse_used": (True, *YES_NO),
        "write_off.ground": ("none", "bankrupt", "small"),
        "write_off.effort_months": (11, 12),
        "guarantee.kind": ("none", "general", "joint"),
        "guarantee.agreed_until": (
            {"missing": "not_agreed"},
            "2026-05-30",
            "2026-11-29",
            "2026-11-30",
            "2026-12-30",
            "2026-12-31",
        ),
        "guarantee.claimed": YES_NO,
        "guarantee.claimed_on": (
            {"missing": "not_claimed"},
            *("2023-11-29", "2023-11-30", "2024-02-28", "2024-02-29", "2026-11-30", "2026-12-01"),
        ),
        "taken.on": (
            {"missing": "not_taken"},
            "2024-11-29",
            "2024-11-30",
            "2025-02-28",
            "2025-11-29",
            "2026-02-28",
            "2026-12-31",
        ),
        "taken.movable": YES_NO,
    },
    ("2026-11-29", "2026-11-30", "2026-12-31", "2027-01-01"),
    (
        ("taken.on", "taken.movable"),
        ("collect.amount", "collect.years", "collect.fee"),
        ("restructure.payment", "restructure.payments", "restructure.probability"),
        ("litigate.amount", "litigate.otherwise", "litigate.probability", "litigate.years", "litigate.cost"),
        ("in_kind.value", "in_kind.years", "in_kind.fee", "in_kind.cost"),
        ("transfer_single.price", "transfer_single.years", "transfer_single.cost"),
        ("transfer_batch.price", "transfer_batch.years", "transfer_batch.cost"),
        ("write_off.amount", "write_off.years", "write_off.cost"),
    ),
)
CAUSES = Book(
    "causes",
    causes.decide,
    {
        "evidence.fraud": YES_NO,
        "loan.purpose_changed": YES_NO,
        "lending.debt_to_capacity": (0.5, 1, 1.0001),
        "lending.exceptions": (0, 1, 3),
        "lending.grade_raised": YES_NO,
        "lending.months_to_default": (0, 6, 7),
        "lending.value_kept": (0.6999, 0.7, {"missing": "unsecured"}),
        "lending.inspections_missed": YES_NO,
        "evidence.guarantor_failed": (*YES_NO, {"missing": "no_guarantor"}),
        "evidence.sales_change": (-0.3, -0.2999, 0.1),
        "evidence.family_event": (*YES_NO, {"missing": "not_a_person"}),
        "evidence.industry_change": (-0.15, -0.1499, {"missing": "no_business"}),
        "evidence.policy_changed": YES_NO,
    },
    ("2026-11-30",),
)
DUTY_STATES = (*causes.DONE, "performed", "performed", "performed")
RESPONSIBILITY = Book(
    "responsibility",
    causes.answer,
    {
        **dict.fromkeys((f"duty.{name}" for name in causes.DUTIES), DUTY_STATES),
        "conduct.collusion": (True, False, False),
        "conduct.benefit": (True, False, False),
        "conduct.concealment": (True, False, False),
        "cause.kind": causes.KINDS,
        "asset.inclusive": YES_NO,
        "asset.expected_loss": (0, 999_999.99, 1_000_000),
        "asset.bad_since": (
            "2026-05-29",
            "2026-05-30",
            "2026-05-31",
            "2026-08-31",
            "2026-11-30",
            "2026-12-01",
        ),
        "branch.inclusive_bad_ratio": (0.045, 0.0451),
        "bank.bad_ratio": (0.015, 0.0149),
    },
    ("2026-11-29", "2026-11-30", "2027-02-28", "2027-03-01"),
)
BOOKS = (FIVE_CATEGORY, PROVISION, COVERAGE, COLLECTION, DISPOSAL, CAUSES, RESPONSIBILITY)
