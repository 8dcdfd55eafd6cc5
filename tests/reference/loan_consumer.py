"""The consumer loan from end to end, written by hand to hold the shipped policy against.

The policies that it calls are the functions written by hand for them; a grade is a number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
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
    documents_of_person,
    own,
    process,
    stale,
    view_of,
)
from reference.person import TieredPerson
from reference.pricing_and_limits import CENT, CENTRAL, carried, known, of, payments, price
from reference.three_valued import Truth, both, holds, opposite, worst

PILOT_BRANCHES = ("0101", "0102")
LIMIT_OF_GRADE = [300_000] * 5 + [200_000] * 2 + [50_000] * 5
LONGER, OLDEST = Decimal(60), 65
MONEY = ("approve", "counter_offer", "refer", "decline")


class Consumer(TieredPerson):
    """One application: each question is worked out from the record when it is asked."""

    def __init__(self, record: Mapping[str, Any], day: str) -> None:
        self.record, self.day, self.on = record, day, dt.date.fromisoformat(day)
        self.grade = rating_retail.grades_of(self.rated)[1]

    # Customer

    @property
    def secured(self) -> bool:
        return bool(known(self.record, "guarantor.grade") != "no_guarantor")

    def backing(self) -> Counted:
        return guarantor.backing(self.record, of(lambda g: f"R{g}", self.grade))

    def cover(self, offer: tuple[Decimal, Decimal] | None) -> Counted:
        short = holds(lambda g, o: g < o[0], known(self.record, "guarantor.amount"), offer)
        return own([(both(self.secured, short), "refer")])

    @property
    def rated(self) -> dict[str, Any]:
        grade = view_of(self.record, self.on)[0]
        return {**self.record, "customer": {**self.record["customer"], "information_grade": grade}}

    def product(self) -> Counted:
        purpose = known(self.record, "loan.purpose")
        return own([(holds(lambda p: p not in ("consumption", "renovation"), purpose), "decline")])

    def admission(self) -> Counted:
        read = admission.Reader(self.record)
        rules: Rules = [
            (truth, then) for _, truth, then, _ in admission.everybody(read) + admission.persons(read)
        ]
        # Support is told of whoever is not declined: it has to be known who borrows for the first time.
        declined = worst(admission.OUTCOMES, "refer", "admit", rules) == "decline"
        untold = read.true("customer.first_borrower") is None and not declined
        counts = {"admit": "approve", "refer": "refer", "decline": "decline"}
        return called(admission.OUTCOMES, "refer", [*rules, (None if untold else False, "admit")], counts)

    def view(self) -> Counted:
        counts = {"A": "approve", "B": "approve", "C": "refer", "D": "returned"}
        return called(GRADES, "C", view_of(self.record, self.on)[1], counts)

    def investigation(self) -> Counted:
        simplified = known(self.record, "loan.amount") <= 200_000
        rules = [
            *documents_of_person(self.record, self.on),
            (stale(self.record, "documents.purpose", 90, self.on), "supplement"),
            (both(simplified, stale(self.record, "diligence.remote_date", 30, self.on)), "supplement"),
            (both(self.secured, stale(self.record, "documents.guarantor", 30, self.on)), "supplement"),
            *conduct(self.record, simplified),
        ]
        counts = {"complete": "approve", "supplement": "returned", "stop": "returned"}
        return called(DILIGENCE, "supplement", rules, counts)

    # Grade and tier

    def rating(self) -> Counted:
        rules: Rules = [(truth, "refer") for _, truth in rating_retail.rules_of(self.rated)]
        untold = None if self.grade is None else False
        counts = {"approve": "approve", "refer": "refer"}
        return called(rating_retail.OUTCOMES, "refer", [*rules, (untold, "approve")], counts)

    @property
    def arm(self) -> str | None:
        branch = known(self.record, "branch.code")
        if branch is None:
            return None
        text = f"consumer-grade-2026-1:{known(self.record, 'customer.id')}"
        place = Decimal(int.from_bytes(sha256(text.encode()).digest()[:8], "big")) / 2**64
        return "challenger" if branch in PILOT_BRANCHES and place >= Decimal("0.8") else "champion"

    def grades(self) -> Counted:
        ninth = holds(lambda g: g == 9, self.grade)
        return own(
            [
                (both(ninth, holds(lambda a: a == "champion", self.arm)), "decline"),
                (holds(lambda g: g >= 10, self.grade), "decline"),
            ]
        )

    # Price and amount

    def priced(self, months: Decimal, *, proposed: bool) -> dict[str, Any]:
        loan = {**self.record["loan"], "product": "consumer", "term_months": int(months)}
        if not proposed:
            loan.pop("proposed_rate", None)
        customer = {
            "tier": self.told_tier["customer_tier"],
            "pd": None if self.grade is None else float(CENTRAL[self.grade - 1]),
        }
        return price({**self.record, "loan": loan, "customer": customer}, self.day)

    @property
    def months(self) -> Decimal:
        return Decimal(self.record["loan"]["term_months"])

    def price(self) -> Counted:
        asked = self.priced(self.months, proposed=True)["asked"]
        return called(MONEY, "refer", asked, {**{name: name for name in MONEY}, "counter_offer": "approve"})

    def room(self, months: Decimal, rate: Decimal | None) -> Decimal | None:
        """What limits and grade leave over a term; nothing where the limit is declined."""
        amount, channel = known(self.record, "loan.amount"), self.record["loan"]["channel"]
        income, service = known(self.record, "income.monthly"), known(self.record, "debt.monthly_service")
        unsecured, here = known(self.record, "debt.unsecured"), known(self.record, "debt.unsecured_here")
        unsecured = Decimal(0) if unsecured == "no_record" else unsecured
        capacity = of(lambda i, s, r: carried(i / 2 - s, r, months), income, service, rate)
        by_debt = of(lambda i, u: 24 * i - u, income, unsecured)
        limit = of(
            lambda *bounds: rounded(min(amount, *bounds)), capacity, by_debt, of(lambda h: 300_000 - h, here)
        )
        bullet = self.record["loan"]["repayment"] == "interest_only" and channel == "online"
        if months > 84 or (bullet and months > 12) or limit == 0:
            limit = Decimal(0)
        return of(lambda x, g: Decimal(min(amount, x, LIMIT_OF_GRADE[g - 1])), limit, self.grade)

    def rooms(self) -> dict[Decimal, Decimal | None]:
        """The room over the term asked for and the longer one."""
        proposed = known(self.record, "loan.proposed_rate")
        reference = self.priced(self.months, proposed=True)["reference_rate"]
        tested = reference if proposed == "not_proposed" else of(max, reference, proposed)
        longer = self.priced(LONGER, proposed=False)["reference_rate"]
        return {LONGER: self.room(LONGER, longer), self.months: self.room(self.months, tested)}

    @staticmethod
    def fits(amount: Decimal | None, room: Decimal | None, term: Decimal, age: Decimal | None) -> Truth:
        """Whether an amount is one, within the room of its term, and repaid before the highest age."""
        return both(
            holds(lambda a: a > 0, amount),
            holds(lambda a, r: a <= r, amount, room),
            holds(lambda a: a + term / 12 <= OLDEST, age),
        )

    def offer(self) -> tuple[Counted, tuple[Decimal, Decimal] | None]:
        """The best amount and term, and what follows; None while another could still be better."""
        asked, rooms, age = (
            known(self.record, "loan.amount"),
            self.rooms(),
            known(self.record, "applicant.age"),
        )
        both_rooms = (rooms[self.months], rooms[LONGER])
        offers = [
            (self.fits(amount, rooms[term], term, age), amount, term)
            for amount in (asked, of(max, *both_rooms), of(min, *both_rooms))
            for term in (self.months, LONGER)
        ]
        return chosen(offers, asked, self.months)

    # Who decides, contract, draw

    def terms(self, offer: tuple[Decimal, Decimal] | None) -> dict[str, Any]:
        """The record as authority, contract and disbursement are asked of it."""
        amount, term = offer or (None, None)
        loan = {
            "product": "consumer",
            "security": "guarantee" if self.secured else "none",
            "amount": of(float, amount),
        }
        loan["term_months"] = of(int, term)
        customer = {
            **self.record["customer"],
            "grade": of(lambda g: f"R{g}", self.grade),
            "information_grade": view_of(self.record, self.on)[0],
            "automatic_up_to": authority.AUTOMATIC[view_of(self.record, self.on)[0]],
            "approval_route": self.told_tier["approval_route"],
        }
        signed = self.record.get("signature", {}).get("cost_table")
        drawn_up = {**self.record.get("contract", {}), "cost_table_confirmed": signed}
        return {
            **self.record,
            "loan": loan,
            "customer": customer,
            "collateral": {"cover": 0},
            "contract": drawn_up,
            "pricing": {"rate_today": of(float, self.rate(offer))},
        }

    def rate(self, offer: tuple[Decimal, Decimal] | None) -> Decimal | None:
        if offer is None:
            return None
        if offer[1] == self.months:
            return of(Decimal, self.priced(self.months, proposed=True)["rate"])
        return of(Decimal, self.priced(LONGER, proposed=False)["reference_rate"])

    def rate_told(self, offer: tuple[Decimal, Decimal] | None) -> Counted:
        proposed = known(self.record, "loan.proposed_rate")
        above: Truth = (
            holds(lambda r, p: r > p, self.rate(offer), proposed) if proposed != "not_proposed" else False
        )
        return own([(above, "counter_offer")])

    def authority(self, asked: Mapping[str, Any]) -> tuple[Counted, str | None]:
        told = authority.decide(asked, self.day)
        counts = dict.fromkeys(authority.LEVELS, "approve") | {"returned": "returned", "barred": "decline"}
        level = told["outcome"] if authority.LEVELS.index(told["outcome"]) < 6 else None
        return called(authority.LEVELS, "returned", told["asked"], counts), level

    def sign_off(self, level: str | None) -> Counted:
        given, place = known(self.record, "approval.level"), authority.LEVELS.index
        has = False if given == "not_yet" else holds(lambda g, n: place(n) <= place(g) < 6, given, level)
        return own([(both(holds(lambda n: n != "automatic", level), opposite(has)), "refer")])

    def signing(self, asked: Mapping[str, Any], offer: tuple[Decimal, Decimal] | None) -> list[Counted]:
        if known(self.record, "contract.number") in (None, "not_drawn_up"):
            unknown = known(self.record, "contract.number") is None
            return [own([(None, "returned")] if unknown else [])]
        counts = {"sign": "approve", "complete": "returned", "refuse": "returned"}
        told = contract.decide(asked, self.day)
        amount = known(self.record, "contract.amount")
        above: Truth = of(lambda a, o: a > o[0], amount, offer)
        return [called(contract.OUTCOMES, "complete", told["asked"], counts), own([(above, "refer")])]

    def paying_out(self, asked: Mapping[str, Any]) -> tuple[Counted, Decimal | None]:
        if known(self.record, "draw.number") is None:
            return own([(None, "returned")]), None
        if known(self.record, "draw.number") == "not_asked_for":
            return Counted("pending", [(True, "pending")]), None
        counts = {"release": "approve", "hold": "returned", "stop": "decline"}
        told = disbursement.decide(asked, self.day)
        return called(disbursement.OUTCOMES, "hold", told["asked"], counts), told["payable"]


def rounded(amount: Decimal | int) -> Decimal:
    whole = Decimal(max(amount, 0)) // 100 * 100
    return whole if whole >= 1000 else Decimal(0)


def chosen(
    offers: Sequence[tuple[Truth, Decimal | None, Decimal]], asked: Decimal, months: Decimal
) -> tuple[Counted, tuple[Decimal, Decimal] | None]:
    """The best of the offers by amount, then by how near their term is, and the rules on it."""

    def key(n: int) -> tuple[Any, ...]:
        _, amount, term = offers[n]
        return (-1 if amount is None else 0, -(amount or 0), abs(term - months), n)

    ranked = sorted((n for n in range(len(offers)) if offers[n][0] is not False), key=key)
    best = offers[ranked[0]] if ranked else None
    if best is None:
        return own([(True, "decline")]), None
    if best[0] is None:
        nothing: Truth = None if all(offers[n][0] is None for n in ranked) else False
        return own([(nothing, "decline"), (None, "counter_offer"), (None, "counter_offer")]), None
    _, amount, term = best
    assert amount is not None
    rules: Rules = [(amount < asked, "counter_offer"), (term != months, "counter_offer")]
    return own(rules), (amount, term)


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Stage, outcome, grade, amount, term, rate, first payment and what can be paid out."""
    asked = Consumer(record, day)
    seen: dict[str, Any] = {}

    def stages() -> Iterator[tuple[str, Sequence[Counted]]]:
        yield "admission", [asked.product(), asked.admission()]
        yield "investigation", [asked.view(), asked.investigation()]
        yield "rating", [asked.rating(), asked.backing(), asked.grades(), asked.tier()]
        yield "price", [asked.price()]
        counted, seen["offer"] = asked.offer()
        yield "amount", [counted, asked.rate_told(seen["offer"]), asked.cover(seen["offer"])]
        terms = asked.terms(seen["offer"])
        counted, seen["level"] = asked.authority(terms)
        yield "authority", [counted, asked.sign_off(seen["level"])]
        yield "contract", asked.signing(terms, seen["offer"])
        counted, seen["payable"] = asked.paying_out(terms)
        yield "disbursement", [counted]

    stage, outcome = process(stages())
    at = ("admission", "investigation", "rating", "price", "amount", "authority").index
    reached = at(stage) if stage not in ("contract", "disbursement") else 6
    tier = asked.told_tier["customer_tier"]
    told = [asked.arm, asked.grade, tier] if reached >= 2 else []
    told += [seen["level"]] if reached >= 5 else []
    if None in told:
        outcome = max(outcome, "refer", key=OUTCOMES.index)
    offer = seen.get("offer") if outcome in OUTCOMES[:3] else None
    rate, method = asked.rate(offer), record["loan"]["repayment"]
    first = of(
        lambda o, r: payments(method, o[0], r, int(o[1]))[0].quantize(CENT, ROUND_HALF_UP), offer, rate
    )
    return {
        "stage": stage,
        "outcome": outcome,
        "amount": of(lambda o: o[0], offer),
        "term": of(lambda o: o[1], offer),
        "rate": rate,
        "first_payment": first,
        "payable": seen.get("payable") if outcome in ("approve", "counter_offer") else None,
    }
