"""The credit loan to a micro business from end to end, written by hand to hold the shipped policy against.

The policies that it calls are the functions written by hand for them; a grade is a number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from typing import Any

from reference import admission, authority, contract, disbursement, guarantor, segmentation
from reference.business_view import view_of_business
from reference.journey import DILIGENCE, GRADES, Counted, Rules, called, conduct, own, process, stale
from reference.pricing_and_limits import CENTRAL, EDGES, known, of, price
from reference.three_valued import Truth, both, holds, opposite, worst

OUTCOMES_OF_PRICE = ("approve", "counter_offer", "refer", "decline")
TAX_GRADES = {"A": 100, "B": 80, "M": 60, "C": 30, "D": 0}
PREMISES = {"owned": 90, "rented": 60, "none": 10}
PILOT_BRANCHES = ("0101", "0102")
LIMIT_OF_GRADE = [1_000_000] * 6 + [300_000] * 2 + [0] * 4


def line(value: Decimal, *points: tuple[str, int]) -> Decimal:
    """The value of a line through points, level beyond its ends."""
    knots = [(Decimal(x), Decimal(y)) for x, y in points]
    if value <= knots[0][0]:
        return knots[0][1]
    for (x, y), (right, high) in pairwise(knots):
        if value <= right:
            return y + (value - x) / (right - x) * (high - y)
    return knots[-1][1]


def applicable(record: Mapping[str, Any], path: str, none: int) -> Any:
    value = known(record, path)
    return Decimal(none) if value == "no_record" else value


def points(record: Mapping[str, Any]) -> Decimal | None:
    """The score by taxes, accounts, payments and judgment; None while it is not known."""
    sales, before = known(record, "tax.sales_12m"), known(record, "tax.sales_before")
    missed, debt = known(record, "behaviour.missed_24m"), applicable(record, "behaviour.bank_loans", 0)
    if not sales or not before:
        return None
    paid = (
        Decimal(60)
        if missed == "no_record"
        else of(lambda m: line(m, ("0", 100), ("2", 40), ("6", 0)), missed)
    )
    months, inflow = known(record, "tax.invoiced_months"), known(record, "account.inflow_12m")
    parts: list[tuple[str, Any]] = [
        ("0.15", line(sales / before - 1, ("-0.3", 0), ("0", 60), ("0.2", 100))),
        ("0.15", of(lambda i: line(i / sales, ("0.3", 0), ("0.8", 100)), inflow)),
        ("0.15", of(lambda d: line(d / sales, ("0.1", 100), ("0.5", 20)), debt)),
        ("0.15", paid),
        ("0.10", of(lambda m: line(m, ("6", 0), ("12", 100)), months)),
        (
            "0.10",
            of(lambda m: line(m, ("12", 20), ("60", 100)), known(record, "company.months_operating")),
        ),
        ("0.10", of(TAX_GRADES.__getitem__, known(record, "tax.grade"))),
        ("0.10", of(PREMISES.__getitem__, known(record, "owner.premises"))),
    ]
    return of(
        lambda *scores: sum(Decimal(w) * s for (w, _), s in zip(parts, scores, strict=True)),
        *(s for _, s in parts),
    )


def grade_of(record: Mapping[str, Any]) -> int | None:
    score = points(record)
    warning, worst_class = known(record, "warning.level"), known(record, "bureau.worst_class")
    arrears = known(record, "tax.arrears")
    if score is None or None in (warning, worst_class, arrears):
        return None
    pd = 1 / (1 + (Decimal(-1) + Decimal("0.075") * score).exp())
    own, support = 1 + sum(pd >= Decimal(str(edge)) for edge in EDGES), known(record, "guarantor.grade")
    if support is None:
        return None
    own = own if support == "no_guarantor" else min(own, int(support[1:]))
    caps = [8] if arrears > 0 else []
    caps += {"orange": [8], "red": [9]}.get(warning, [])
    caps += [12] if worst_class in ("substandard", "doubtful", "loss") else []
    return max([own, *caps])


def rating_rules(record: Mapping[str, Any], grade: int | None, information: str) -> list[tuple[Truth, str]]:
    sales, inflow = known(record, "tax.sales_12m"), known(record, "account.inflow_12m")
    share = None if not sales or inflow is None else inflow / sales
    return [
        (holds(lambda s: s < Decimal("0.3"), share), "refer"),
        (holds(lambda a: a > 0, known(record, "tax.arrears")), "refer"),
        (information == "D", "refer"),
        (holds(lambda g: g >= 10, grade), "refer"),
        (None if grade is None else False, "approve"),
    ]


def in_pilot(customer: str, branch: str) -> bool:
    """Whether a customer of a branch of the pilot is in the last fifth of all keys."""
    place = int.from_bytes(sha256(f"micro-sales-share-2026-1:{customer}".encode()).digest()[:8], "big")
    return branch in PILOT_BRANCHES and Decimal(place) / 2**64 >= Decimal("0.8")


def granted(record: Mapping[str, Any], grade: int | None) -> Decimal | None:
    sales, debt = known(record, "tax.sales_12m"), applicable(record, "behaviour.bank_loans", 0)
    branch, credit = known(record, "branch.code"), known(record, "exposure.total_credit")
    customer, asked = known(record, "customer.id"), known(record, "loan.amount")
    if None in (grade, sales, debt, branch, credit):
        return None
    share = Decimal("0.4" if in_pilot(customer, branch) else "0.3")
    assert grade is not None
    limits = [share * sales - debt, Decimal(LIMIT_OF_GRADE[grade - 1]), 1_000_000 - credit, asked]
    whole = max(min(limits), Decimal(0)) // 1000 * 1000
    return whole if whole >= 10_000 else Decimal(0)


class Micro:
    """One application: each question is worked out from the record when it is asked."""

    def __init__(self, record: Mapping[str, Any], day: str) -> None:
        self.record, self.day, self.on = record, day, dt.date.fromisoformat(day)
        self.form = record["customer"]["legal_form"]
        self.grade = grade_of(record)
        self.information, self.view_rules = view_of_business(record, self.on)

    @property
    def is_guaranteed(self) -> bool:
        return bool(known(self.record, "loan.security") == "guarantee")

    def admission(self) -> list[Counted]:
        read = admission.Reader(self.record)
        rules = admission.everybody(read) + admission.projects(read)
        rules += admission.persons(read) if self.form != "company" else []
        rules += admission.businesses(read, self.day) if self.form != "person" else []
        rules += admission.companies(read, self.day) if self.form == "company" else []
        asked = [(truth, then) for _, truth, then, _ in rules]
        declined = worst(admission.OUTCOMES, "refer", "admit", asked) == "decline"
        untold = not declined and admission.decide(self.record, self.day)["support"] is None
        counts = {"admit": "approve", "refer": "refer", "decline": "decline"}
        pledged = known(self.record, "loan.security") in ("mortgage", "pledge")
        unclear = self.is_guaranteed is (known(self.record, "guarantor.grade") == "no_guarantor")
        return [
            own([(self.form == "person", "decline")]),
            own([(pledged, "decline"), (unclear, "returned")]),
            called(admission.OUTCOMES, "refer", [*asked, (None if untold else False, "admit")], counts),
        ]

    def investigation(self) -> list[Counted]:
        simple = known(self.record, "loan.amount") <= 200_000
        rules: list[tuple[Truth, str]] = [
            (stale(self.record, "documents.licence", 365, self.on), "stop"),
            (stale(self.record, "source.bureau_date", 30, self.on), "supplement"),
            (stale(self.record, "documents.owner_bureau", 30, self.on), "supplement"),
            (stale(self.record, "documents.cross_check", 90, self.on), "supplement"),
        ]
        far = [("diligence.remote_date", 30)]
        near = [("documents.profit", 90), ("documents.contracts", 180), ("diligence.visit_date", 60)]
        rules += [
            (stale(self.record, path, days, self.on), "supplement")
            for path, days in (far if simple else near)
        ]
        lacking = stale(self.record, "documents.guarantor", 30, self.on) if self.is_guaranteed else False
        rules.append((lacking, "supplement"))
        counts = {"complete": "approve", "supplement": "returned", "stop": "returned"}
        grades = {"A": "approve", "B": "approve", "C": "refer", "D": "returned"}
        return [
            called(GRADES, "C", self.view_rules, grades),
            called(DILIGENCE, "supplement", [*rules, *conduct(self.record, simple)], counts),
        ]

    @property
    def segmented(self) -> dict[str, Any]:
        grade = of(lambda g: f"R{g}", self.grade)
        customer = {"legal_form": self.form, "grade": grade}
        asked = {**self.record, "customer": customer, "prior": {"missing": "no_prior"}}
        outputs: dict[str, Any] = segmentation.decide(asked, self.day)["outputs"]
        return outputs

    def amount(self) -> list[Counted]:
        rating = rating_rules(self.record, self.grade, self.information)
        outputs, years = self.segmented, self.record.get("contribution", {}).get("years")
        twice = len({year["year"] for year in years}) < len(years) if isinstance(years, list) else None
        tier: Rules = [
            (holds(lambda t: t == "exit", outputs["customer_tier"]), "to_exit"),
            (twice, "review"),
            (None if None in outputs.values() else False, "confirmed"),
        ]
        told = {"confirmed": "approve", "observed": "approve", "review": "refer", "to_exit": "decline"}
        amount, asked = granted(self.record, self.grade), known(self.record, "loan.amount")
        room: Rules = [
            (holds(lambda a: a == 0, amount), "decline"),
            (holds(lambda a: a < asked, amount), "counter_offer"),
            (self.record["loan"]["term_months"] > 36, "decline"),
        ]
        if self.is_guaranteed:
            guaranteed = known(self.record, "guarantor.amount")
            room = [*room, (holds(lambda g, a: g < a, guaranteed, amount), "refer")]
        return [
            called(("approve", "refer"), "refer", rating, {"approve": "approve", "refer": "refer"}),
            called(segmentation.OUTCOMES, "review", tier, told),
            guarantor.backing(self.record, of(lambda g: f"R{g}", self.grade)),
            own(room),
        ]

    @property
    def asked(self) -> dict[str, Any]:
        """The record as price, authority, contract and disbursement are asked of it."""
        amount, record = granted(self.record, self.grade), self.record
        loan = {**record["loan"], "product": "micro_credit", "amount": of(float, amount)}
        customer = {
            **record["customer"],
            "tier": self.segmented["customer_tier"],
            "grade": of(lambda g: f"R{g}", self.grade),
            "pd": of(lambda g: float(CENTRAL[g - 1]), self.grade),
            "information_grade": self.information,
            "automatic_up_to": authority.AUTOMATIC[self.information],
            "approval_route": self.segmented["approval_route"],
        }
        signature = dict(record.get("signature", {}))
        if self.form == "self_employed":
            signature |= {"mandate_until": record["documents"].get("identity_until"), "resolution": True}
        return {**record, "loan": loan, "customer": customer, "signature": signature}

    def price(self) -> dict[str, Any]:
        if self.asked["loan"]["amount"] in (None, 0):
            return {"asked": [(None, name) for name in OUTCOMES_OF_PRICE], "rate": None}
        return price(self.asked, self.day)

    def authority(self) -> tuple[list[Counted], str | None]:
        told = authority.decide(self.asked, self.day)
        counts = dict.fromkeys(authority.LEVELS, "approve") | {"returned": "returned", "barred": "decline"}
        level = told["outcome"] if authority.LEVELS.index(told["outcome"]) < 6 else None
        given = known(self.record, "approval.level")
        place = authority.LEVELS.index
        has: Truth = (
            False if given == "not_yet" else holds(lambda g, n: place(n) <= place(g) < 6, given, level)
        )
        waits = both(holds(lambda name: name != "automatic", level), opposite(has))
        return [called(authority.LEVELS, "returned", told["asked"], counts), own([(waits, "refer")])], level

    def signing(self) -> list[Counted]:
        number = known(self.record, "contract.number")
        if number == "not_drawn_up":
            return [own([])]
        if number is None:
            return [own([(None, "returned")])]
        counts = {"sign": "approve", "complete": "returned", "refuse": "returned"}
        told, amount = contract.decide(self.asked, self.day), granted(self.record, self.grade)
        above = of(lambda signed, today: signed > today, known(self.record, "contract.amount"), amount)
        return [called(contract.OUTCOMES, "complete", told["asked"], counts), own([(above, "refer")])]

    def paying_out(self) -> tuple[list[Counted], Decimal | None]:
        number = known(self.record, "draw.number")
        if number == "not_asked_for":
            return [own([(True, "pending")])], None
        if number is None:
            return [own([(None, "decline")])], None
        rate = {"rate_today": of(float, self.price()["rate"])}
        told = disbursement.decide({**self.asked, "pricing": rate}, self.day)
        counts = {"release": "approve", "hold": "returned", "stop": "decline"}
        return [called(disbursement.OUTCOMES, "hold", told["asked"], counts)], told["payable"]

    def stages(self) -> Iterator[tuple[str, list[Counted]]]:
        yield "admission", self.admission()
        yield "investigation", self.investigation()
        yield "amount", self.amount()
        money = ("approve", "counter_offer", "refer", "decline")
        yield "price", [called(money, "refer", self.price()["asked"], dict(zip(money, money, strict=True)))]
        yield "authority", self.authority()[0]
        yield "contract", self.signing()
        yield "disbursement", self.paying_out()[0]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Outcome, stage, amount, rate and what is paid out."""
    micro = Micro(record, day)
    stage, outcome = process(micro.stages())
    offered = outcome in ("approve", "pending", "counter_offer")
    return {
        "outcome": outcome,
        "stage": stage,
        "amount": granted(record, micro.grade) if offered else None,
        "rate": micro.price()["rate"] if offered else None,
        "payable": micro.paying_out()[1] if outcome in ("approve", "counter_offer") else None,
    }
