"""The mortgage from end to end, written by hand to hold the shipped policy against.

The policies that it calls are the functions written by hand for them; a grade is a number.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reference import admission, authority, contract, disbursement, guarantor, rating_retail
from reference.journey import (
    DILIGENCE,
    GRADES,
    OUTCOMES,
    Counted,
    Rules,
    called,
    conduct,
    day_of,
    documents_of_person,
    own,
    process,
    stale,
    view_of,
)
from reference.person import TieredPerson
from reference.pricing_and_limits import CENT, CENTRAL, known, level_instalment, mortgage, of, price
from reference.three_valued import Truth, both, either, holds, opposite, worst

MONEY = ("approve", "counter_offer", "refer", "decline")
# Where a field of a borrower stands in the records of the policies that are called for each.
PLACES = {
    "customer": ("first_borrower", "relationship_months"),
    "applicant": (
        "age",
        "employment",
        "months_employed",
        "housing",
        "months_at_address",
        "provident_fund_months",
    ),
    "bureau": (
        "worst_class",
        "overdue_amount",
        "missed_in_a_row_24m",
        "missed_payments_24m",
        "written_off_5y",
        "hard_enquiries_3m",
        "unsecured_lenders",
        "months_on_file",
        "worst_dpd_24m",
    ),
    "registry": ("dishonest_debtor", "enforcement_amount", "watchlist"),
}


def each(counted: Iterable[Counted]) -> Counted:
    """A policy that is called for several items: the worst of what it counts as for one."""
    several = list(counted)
    worst_of_all = max((one.outcome for one in several), key=OUTCOMES.index)
    return Counted(worst_of_all, [rule for one in several for rule in one.rules])


class Household(TieredPerson):
    """One application: each question is worked out from the record when it is asked."""

    def __init__(self, record: Mapping[str, Any], day: str) -> None:
        self.record, self.day, self.on = record, day, dt.date.fromisoformat(day)
        self.people = [self.placed(one) for one in record["applicants"]]
        incomes = [known(person, "income.monthly") for person in self.people]
        # Who earns is not known as long as one income is not.
        self.earners = (
            None if None in incomes else [p for p, i in zip(self.people, incomes, strict=True) if i > 0]
        )
        grades = [rating_retail.grades_of(person)[1] for person in self.earners or ()]
        self.grade = max(grades) if grades and None not in grades else None
        self.proposed = known(record, "loan.proposed_rate")

    def placed(self, one: Mapping[str, Any]) -> dict[str, Any]:
        """A borrower as the policies for one person are asked."""
        person: dict[str, Any] = {
            group: {field: one[field] for field in names if field in one} for group, names in PLACES.items()
        }
        person["customer"]["information_grade"] = view_of(self.record, self.on)[0]
        person["income"] = {"monthly": one.get("monthly_income")}
        named = {
            "monthly_service": "debt_service",
            "card_balance": "card_balance",
            "card_lines": "card_lines",
        }
        person["debt"] = {name: one.get(field) for name, field in named.items()}
        for group in ("warning", "guarantor", "override"):
            person[group] = self.record.get(group, {})
        return person

    # Borrowers

    def admission(self) -> Counted:
        return each(self.admitted(person) for person in self.people)

    @staticmethod
    def admitted(person: Mapping[str, Any]) -> Counted:
        read = admission.Reader(person)
        found = admission.everybody(read) + admission.persons(read)
        rules: Rules = [(truth, then) for _, truth, then, _ in found]
        declined = worst(admission.OUTCOMES, "refer", "admit", rules) == "decline"
        untold = read.true("customer.first_borrower") is None and not declined
        counts = {"admit": "approve", "refer": "refer", "decline": "decline"}
        return called(admission.OUTCOMES, "refer", [*rules, (None if untold else False, "admit")], counts)

    def view(self) -> Counted:
        counts = {"A": "approve", "B": "approve", "C": "refer", "D": "returned"}
        return called(GRADES, "C", view_of(self.record, self.on)[1], counts)

    def investigation(self) -> Counted:
        rules = [
            *documents_of_person(self.record, self.on),
            (day_of(self.record, "documents.purchase") is None, "stop"),
            (day_of(self.record, "documents.down_payment") is None, "supplement"),
            (stale(self.record, "documents.valuation", 365, self.on), "supplement"),
            (stale(self.record, "diligence.visit_date", 60, self.on), "supplement"),
            *conduct(self.record, False),
        ]
        counts = {"complete": "approve", "supplement": "returned", "stop": "returned"}
        return called(DILIGENCE, "supplement", rules, counts)

    def rating(self) -> Counted:
        if self.earners is None:
            return Counted("refer", [(None, "decline"), (None, "refer")])
        if not self.earners:
            return Counted("decline", [(True, "decline")])
        return each(self.rated(person) for person in self.earners)

    @staticmethod
    def rated(person: Mapping[str, Any]) -> Counted:
        rules: Rules = [(truth, "refer") for _, truth in rating_retail.rules_of(person)]
        untold = None if rating_retail.grades_of(person)[1] is None else False
        counts = {"approve": "approve", "refer": "refer"}
        return called(rating_retail.OUTCOMES, "refer", [*rules, (untold, "approve")], counts)

    @property
    def guaranteed(self) -> bool:
        return bool(known(self.record, "guarantor.grade") != "no_guarantor")

    def backing(self) -> Counted:
        return guarantor.backing(self.record, of(lambda g: f"R{g}", self.grade))

    def cover(self) -> Counted:
        pair = (known(self.record, name) for name in ("guarantor.amount", "loan.amount"))
        return own([(both(self.guaranteed, holds(lambda g, a: g < a, *pair)), "refer")])

    def grades(self) -> Counted:
        return own([(holds(lambda g: g >= 9, self.grade), "decline")])

    # Price, home, amount

    @property
    def priced(self) -> dict[str, Any]:
        customer = {
            "tier": self.told_tier["customer_tier"],
            "pd": None if self.grade is None else float(CENTRAL[self.grade - 1]),
        }
        loan = {**self.record["loan"], "product": "mortgage"}
        return price({**self.record, "loan": loan, "customer": customer}, self.day)

    def price(self) -> Counted:
        return called(MONEY, "refer", self.priced["asked"], {name: name for name in MONEY})

    def home(self) -> Counted:
        liens, paid = known(self.record, "property.prior_liens"), known(self.record, "property.price")
        rules: Rules = [
            (known(self.record, "property.disputed"), "decline"),
            (holds(lambda x, p: x > p, liens, paid), "refer"),
        ]
        return own(rules)

    @property
    def limited(self) -> dict[str, Any]:
        reference = self.priced["reference_rate"]
        rate = reference if self.proposed == "not_proposed" else of(max, reference, self.proposed)
        service = [known(person, "debt.monthly_service") for person in self.people]
        household = copy.deepcopy(dict(self.record.get("household", {})))
        household["debt_service"] = None if None in service else float(sum(service))
        people = [{"age": None, "monthly_income": None, **one} for one in self.record["applicants"]]
        loan = {**self.record["loan"], "rate": of(float, rate)}
        asked = {**self.record, "household": household, "loan": loan, "applicants": people}
        return {**mortgage(asked, self.day), "rate": rate}

    def limit(self) -> Counted:
        return called(MONEY, "refer", self.limited["asked"], {name: name for name in MONEY})

    # Who decides, contract, draw

    def terms(self) -> dict[str, Any]:
        """The record as authority, contract and disbursement are asked of it."""
        limit, record = self.limited["limit"], self.record
        people = [person["bureau"].get("overdue_amount") for person in self.people]
        amounts = [0 if amount == {"missing": "no_record"} else amount for amount in people]
        overdue = None if any(not isinstance(a, int | float) for a in amounts) else sum(amounts)
        dishonest = either(*(known(person, "registry.dishonest_debtor") for person in self.people))
        signed = record.get("signature", {}).get("cost_table")
        return {
            **record,
            "loan": {
                "product": "mortgage",
                "security": "mortgage",
                "amount": of(float, limit),
                "term_months": record["loan"]["term_months"],
            },
            "customer": {
                **record["customer"],
                "grade": of(lambda g: f"R{g}", self.grade),
                "information_grade": view_of(record, self.on)[0],
                "automatic_up_to": authority.AUTOMATIC[view_of(record, self.on)[0]],
                "approval_route": self.told_tier["approval_route"],
            },
            "collateral": {"cover": 1},
            "contract": {**record.get("contract", {}), "cost_table_confirmed": signed},
            "pricing": {"rate_today": of(float, self.priced["rate"])},
            "bureau": {"overdue_amount": overdue},
            "registry": {"dishonest_debtor": dishonest},
        }

    def authority(self, asked: Mapping[str, Any]) -> tuple[Counted, str | None]:
        told = authority.decide(asked, self.day)
        counts = dict.fromkeys(authority.LEVELS, "approve") | {"returned": "returned", "barred": "decline"}
        level = told["outcome"] if authority.LEVELS.index(told["outcome"]) < 6 else None
        return called(authority.LEVELS, "returned", told["asked"], counts), level

    def sign_off(self, level: str | None) -> Counted:
        given = known(self.record, "approval.level")
        rank = authority.LEVELS.index
        has = False if given == "not_yet" else holds(lambda g, n: rank(n) <= rank(g) < 6, given, level)
        return own([(opposite(has), "refer")])

    def signing(self, asked: Mapping[str, Any]) -> list[Counted]:
        if known(self.record, "contract.number") in (None, "not_drawn_up"):
            unknown = known(self.record, "contract.number") is None
            return [own([(None, "returned")] if unknown else [])]
        counts = {"sign": "approve", "complete": "returned", "refuse": "returned"}
        told = contract.decide(asked, self.day)
        amount = known(self.record, "contract.amount")
        above: Truth = holds(lambda a, x: a > x, amount, self.limited["limit"])
        unsigned = opposite(_signed(self.record))
        return [
            called(contract.OUTCOMES, "complete", told["asked"], counts),
            own([(above, "refer")]),
            own([(both(self.guaranteed, unsigned), "returned")]),
        ]

    def paying_out(self, asked: Mapping[str, Any]) -> tuple[Counted, Decimal | None]:
        if known(self.record, "draw.number") is None:
            return own([(None, "returned")]), None
        if known(self.record, "draw.number") == "not_asked_for":
            return Counted("pending", [(True, "pending")]), None
        counts = {"release": "approve", "hold": "returned", "stop": "decline"}
        told = disbursement.decide(asked, self.day)
        return called(disbursement.OUTCOMES, "hold", told["asked"], counts), told["payable"]


def _signed(record: Mapping[str, Any]) -> Truth:
    """Whether the contract of guarantee is signed; nobody can tell where it is said that there is none."""
    signed = known(record, "signature.guarantee")
    return signed if isinstance(signed, bool) else None


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Stage, outcome, amount, rate, instalment and what can be paid out."""
    asked = Household(record, day)
    seen: dict[str, Any] = {}

    def stages() -> Iterator[tuple[str, Sequence[Counted]]]:
        yield "admission", [asked.admission()]
        yield "investigation", [asked.view(), asked.investigation()]
        yield "rating", [asked.rating(), asked.backing(), asked.grades(), asked.tier()]
        yield "price", [asked.price()]
        yield "amount", [asked.home(), asked.cover(), asked.limit()]
        terms = asked.terms()
        counted, seen["level"] = asked.authority(terms)
        yield "authority", [counted, asked.sign_off(seen["level"])]
        yield "contract", asked.signing(terms)
        counted, seen["payable"] = asked.paying_out(terms)
        yield "disbursement", [counted]

    stage, outcome = process(stages())
    order = (
        "admission",
        "investigation",
        "rating",
        "price",
        "amount",
        "authority",
        "contract",
        "disbursement",
    )
    reached, limited = order.index(stage), asked.limited
    told = [asked.grade, asked.told_tier["customer_tier"]] if reached >= 2 else []
    told += [limited["ltv"], limited["debt_ratio"]] if reached >= 4 else []
    told += [seen["level"]] if reached >= 5 else []
    if None in told:
        outcome = max(outcome, "refer", key=OUTCOMES.index)
    amount = limited["limit"] if outcome in OUTCOMES[:3] else None
    months = Decimal(record["loan"]["term_months"])
    paid = of(
        lambda a, r: level_instalment(a, r, months).quantize(CENT, ROUND_HALF_UP), amount, limited["rate"]
    )
    return {
        "stage": stage,
        "outcome": outcome,
        "amount": amount,
        "rate": asked.priced["rate"] if outcome in OUTCOMES[:3] else None,
        "monthly_instalment": paid,
        "payable": seen.get("payable") if outcome in ("approve", "counter_offer") else None,
    }
