"""The working-capital loan from end to end, written by hand to hold the shipped policy against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reference import limit_working_capital
from reference.company import MONEY, SAME, Company
from reference.journey import OUTCOMES, Counted, Rules, called, process, stale
from reference.three_valued import Truth, both, opposite

STAGES = (
    "customer", "admission", "diligence", "rating", "amount", "price", "approval", "contract", "disbursement",
)  # fmt: skip


class WorkingCapital(Company):
    """An application for working capital."""

    product = "working_capital"
    least = 100_000
    least_cover = Decimal("0.7")

    def product_papers(self, simplified: Truth) -> Rules:
        contracts = stale(self.record, "documents.contracts", 180, self.on)
        return [(both(opposite(simplified), contracts), "supplement")]

    def limit(self) -> tuple[Counted, Decimal | None]:
        asked = self.with_(customer={"grade": self.grade_name}, loan={"rate": 0.05})
        told = limit_working_capital.decide(asked, self.day)
        rules: Rules = [
            (truth, then)
            for _, truth, then in limit_working_capital.rules(asked, limit_working_capital.limit(asked))
        ]
        sound = limit_working_capital.figures_are_sound(asked)
        untold = told["capacity"] is None or (
            sound is not False and None in (told["new_need"], told["cycle_days"])
        )
        counted = called(MONEY, "refer", [*rules, (None if untold else False, "approve")], SAME)
        return counted, told["limit"]

    @property
    def drawn_up(self) -> dict[str, Any]:
        cycle = self.given("plan.long_cash_cycle")
        return {**self.terms, "contract": {**self.record.get("contract", {}), "long_cash_cycle": cycle}}


def decide_as(asked: Company, reached: Sequence[str] = STAGES) -> dict[str, Any]:
    """Stage and outcome, and what is told until there."""
    seen: dict[str, Any] = {}

    def stages() -> Iterator[tuple[str, Sequence[Counted]]]:
        yield "customer", [asked.view()]
        yield "admission", [asked.admission()]
        yield "diligence", [asked.investigation()]
        yield "rating", [asked.rating(), asked.tiers()]
        yield (
            "amount",
            [
                asked.limit()[0],
                asked.concentration(),
                asked.security(),
                asked.backing(),
                asked.amount_and_security(),
            ],
        )
        yield "price", [asked.price()]
        counted, seen["level"] = asked.authority()
        yield "approval", [counted, asked.approval(seen["level"])]
        yield "contract", [asked.signing()]
        counted, seen["payable"] = asked.drawing()
        yield "disbursement", [counted, asked.paid_by_progress()]

    stage, outcome = process(stages())
    told: dict[str, Any] = {}
    if outcome != "decline":
        at = reached.index(stage)
        if at >= reached.index("rating"):
            told |= {"grade": asked.grade_name, "segment": asked.segment, "tier": asked.tier}
        if at >= reached.index("price"):
            told |= asked.told_amount()
        if at >= reached.index("approval"):
            told |= {"rate": asked.priced["rate"], "level": seen["level"]}
    if None in told.values():
        outcome = max(outcome, "refer", key=OUTCOMES.index)
    released = outcome in OUTCOMES[:3] and stage == "disbursement"
    return {"stage": stage, "outcome": outcome, "payable": seen.get("payable") if released else None, **told}


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The decision on one application."""
    if record["customer"]["legal_form"] != "company":
        return {"stage": "customer", "outcome": "decline", "payable": None}
    return decide_as(WorkingCapital(record, day))
