"""The renewal of a micro business's credit from end to end, by hand to hold the shipped policy against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from reference import authority, customer_exit, limit_change, segmentation
from reference.company import tier_rules, tiered
from reference.journey import OUTCOMES, Counted, called, own, process
from reference.limit_change import CLASSES
from reference.loan_micro import LIMIT_OF_GRADE, applicable, grade_of, rating_rules
from reference.pricing_and_limits import CENTRAL, ZERO, known, of, price
from reference.three_valued import Truth, both, either, holds, opposite

MONEY = ("approve", "counter_offer", "refer", "decline")
STAGES = ("rating", "exit", "amount", "price", "authority")
EXIT = {"keep": "approve", "hold": "refer", "leave": "refer", "off_plan": "decline"}
TIERS = {"confirmed": "approve", "observed": "approve", "review": "refer", "to_exit": "refer"}


class Renewal:
    """One application: each question is worked out from the record when it is asked."""

    def __init__(self, record: Mapping[str, Any], day: str) -> None:
        self.record, self.day = record, day
        self.number = grade_of(record)
        self.grade = of(lambda n: f"R{n}", self.number)
        customer = {**record["customer"], "grade": self.grade, "business_owner": True}
        self.told_tier = tiered({**record, "customer": customer}, day)
        self.tier = self.told_tier["outputs"]["customer_tier"]
        self.left = self.leave()
        self.changed = self.change()

    def with_(self, **groups: Mapping[str, Any]) -> dict[str, Any]:
        own_groups = {name: {**self.record.get(name, {}), **new} for name, new in groups.items()}
        return {**self.record, **own_groups}

    def rating(self) -> list[Counted]:
        information = known(self.record, "customer.information_grade")
        rules = rating_rules(self.record, self.number, information)
        rated = called(("approve", "refer"), "refer", rules, {"approve": "approve", "refer": "refer"})
        person = self.record["customer"]["legal_form"] == "person"
        return [
            own([(person, "decline")]),
            rated,
            called(segmentation.OUTCOMES, "review", tier_rules(self.told_tier), TIERS),
        ]

    def leave(self) -> dict[str, Any]:
        """What the exit policy says, with the state of its last decision."""
        before = self.record.get("exit", {})
        names = {"weak_quarters": 0, "in_plan": False, "plan_start": None, "starting_balance": 0}
        prior = {
            name: first if before.get(name) == {"missing": "no_plan"} else before.get(name)
            for name, first in names.items()
        }
        customer = {"grade": self.grade, "tier": self.tier}
        return customer_exit.decide(
            {**self.with_(customer=customer), "prior": prior}, dt.date.fromisoformat(self.day)
        )

    def change(self) -> dict[str, Any]:
        sales, drawn = known(self.record, "tax.sales_12m"), known(self.record, "credit.drawn")
        debt = applicable(self.record, "behaviour.bank_loans", 0)
        highest = of(lambda n: Decimal(LIMIT_OF_GRADE[n - 1]), self.number)
        carried = of(
            lambda h, s, d, c: max(ZERO, min(h, Decimal("0.3") * s - (d - c))), highest, sales, debt, drawn
        )
        asked = self.with_(
            customer={"grade": self.grade},
            credit={"reducing": self.left["outputs"]["in_plan"]},
            loan={"product": "micro_credit"},
            assessed={"limit": of(float, carried)},
        )
        return limit_change.decide(asked, self.day)

    def contradictions(self) -> list[Truth]:
        """What several sources say of this credit and cannot be true at once."""
        limit, drawn = known(self.record, "credit.limit"), known(self.record, "credit.drawn")
        all_limits = known(self.record, "exposure.total_credit")
        owed = known(self.record, "exposure.outstanding")
        everywhere = applicable(self.record, "behaviour.bank_loans", 0)

        def above(part: Any, whole: Any) -> Truth:
            return holds(lambda p, w: p > w, part, whole)

        fewer = either(above(drawn, everywhere), above(owed, everywhere))
        own_class, worst_class = known(self.record, "loan.class"), known(self.record, "bureau.worst_class")
        classified = (
            False
            if worst_class == "no_record"
            else holds(lambda o, w: CLASSES.index(o) > CLASSES.index(w), own_class, worst_class)
        )
        begun = self.record.get("exit", {}).get("plan_start")
        begins = False if begun == {"missing": "no_plan"} else True if isinstance(begun, str) else None
        left_over = both(opposite(known(self.record, "exit.in_plan")), begins)
        figures = [above(limit, all_limits), above(drawn, owed), above(owed, all_limits), fewer]
        return [*figures, classified, left_over]

    def amount(self) -> list[Counted]:
        outputs, limit = self.left["outputs"], self.changed["new_limit"]
        above = holds(lambda n, most: n > most, limit, outputs["at_most_now"])
        return [
            own([(truth, "refer") for truth in self.contradictions()]),
            called(MONEY, "refer", self.changed["asked"], dict(zip(MONEY, MONEY, strict=True))),
            own([(both(outputs["in_plan"], above), "decline"), (holds(lambda n: n == 0, limit), "decline")]),
        ]

    @property
    def asked(self) -> dict[str, Any]:
        """The record as products, price and authority are asked of it."""
        limit = of(float, self.changed["new_limit"])
        total, now = known(self.record, "exposure.total_credit"), known(self.record, "credit.limit")
        customer = {
            "segment": self.told_tier["outputs"]["customer_segment"],
            "tier": self.tier,
            "grade": self.grade,
            "pd": of(lambda n: float(CENTRAL[n - 1]), self.number),
            "approval_route": self.told_tier["outputs"]["approval_route"],
        }
        guarantor = self.record.get("guarantor", {}).get("grade")
        return self.with_(
            customer=customer,
            loan={"product": "micro_credit", "amount": limit},
            guarantee={"grade": guarantor},
            exposure={"total_credit": of(lambda t, c: float(max(ZERO, t - c)), total, now)},
        )

    def priced(self) -> list[Counted]:
        counts = {name: name for name in MONEY}
        if not self.changed["new_limit"]:
            return [called(MONEY, "refer", [(None, name) for name in MONEY], counts)]
        return [called(MONEY, "refer", price(self.asked, self.day)["asked"], counts)]

    def decided(self) -> tuple[list[Counted], str | None]:
        told = authority.decide(self.asked, self.day)
        counts = dict.fromkeys(authority.LEVELS, "approve") | {"returned": "returned", "barred": "decline"}
        level = told["outcome"] if authority.LEVELS.index(told["outcome"]) < 6 else None
        given, place = known(self.record, "approval.level"), authority.LEVELS.index
        has: Truth = (
            False if given == "not_yet" else holds(lambda g, n: place(n) <= place(g) < 6, given, level)
        )
        waits = both(holds(lambda name: name != "automatic", level), opposite(has))
        return [called(authority.LEVELS, "returned", told["asked"], counts), own([(waits, "refer")])], level

    def stages(self) -> Iterator[tuple[str, list[Counted]]]:
        yield "rating", self.rating()
        yield "exit", [called(customer_exit.OUTCOMES, "hold", self.left["asked"], EXIT)]
        yield "amount", self.amount()
        yield "price", self.priced()
        yield "authority", self.decided()[0]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Outcome, stage and what is told."""
    asked = Renewal(record, day)
    stage, outcome = process(asked.stages())
    at, left = STAGES.index(stage), asked.left["outputs"]
    told: dict[str, Any] = {"grade": asked.grade, "tier": asked.tier}
    told |= {"in_plan": left["in_plan"]} if at >= 1 and left["decided"] else {}
    rank = OUTCOMES.index
    if at == 4 and rank(outcome) < rank("returned"):
        level = asked.decided()[1]
        told |= {"rate": price(asked.asked, day)["rate"]}
        if outcome == "refer":
            told |= {"proposed_limit": asked.changed["new_limit"]}
            told |= {"level": "branch" if level == "automatic" else level}
        else:
            told |= {name: asked.changed[name] for name in ("new_limit", "next_review")} | {"level": level}
    if None in told.values() or (at >= 1 and left["in_plan"] and left["schedule"] is None):
        outcome = max(outcome, "refer", key=rank)
    return {"outcome": outcome, "stage": stage, **told}
