"""The loan for a project from end to end, written by hand to hold the shipped policy against."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reference import limit_fixed_asset
from reference.authority import LEVELS
from reference.company import MONEY, SAME, Company
from reference.journey import Counted, Rules, called, own
from reference.loan_working_capital import decide_as
from reference.pricing_and_limits import of
from reference.three_valued import Truth, holds


class Project(Company):
    """An application for a project."""

    product = "fixed_asset"
    least = 1_000_000
    least_cover = Decimal("0.5")

    def product_papers(self, simplified: Truth) -> Rules:
        return self.papers(
            True, {"project_approval": 730, "permits": None, "environment": None, "capital": 90}
        )

    @property
    def sized(self) -> dict[str, Any]:
        return limit_fixed_asset.decide(self.with_(loan={"rate": 0.048, "drawn": 0}), self.day)

    def limit(self) -> tuple[Counted, Decimal | None]:
        told = self.sized
        return called(MONEY, "refer", told["asked"], SAME), told["limit"]

    @property
    def drawn_up(self) -> dict[str, Any]:
        level = self.given("approval.level")
        high = holds(lambda v: LEVELS.index(v) >= 3, None if level == "not_yet" else level)
        return {**self.terms, "contract": {**self.record.get("contract", {}), "head_office_term": high}}

    @property
    def project_capital(self) -> dict[str, Any]:
        return {
            "project": {
                **self.record.get("project", {}),
                "capital_required": self.record.get("project", {}).get("capital"),
            }
        }

    def paid_by_progress(self) -> Counted:
        if self.given("draw.number") == "not_asked_for":
            return own([])
        built = of(lambda s: min(Decimal(1), s + Decimal("0.1")), self.given("project.completed_share"))
        room = of(
            lambda a, s, d: a * s - d, self.given("contract.amount"), built, self.given("contract.drawn")
        )
        return own([(holds(lambda d, r: d > r, self.given("draw.amount"), room), "returned")])

    def told_amount(self) -> dict[str, Any]:
        return {**super().told_amount(), "least_capital": self.sized["least_capital"]}


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The decision on one application."""
    if record["customer"]["legal_form"] != "company":
        return {"stage": "customer", "outcome": "decline", "payable": None}
    return decide_as(Project(record, day))
