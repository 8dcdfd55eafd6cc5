"""The tier of a person who borrows, by hand: what a retail loan asks of the segmentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference import segmentation
from reference.journey import Counted, Rules, called
from reference.pricing_and_limits import of
from reference.three_valued import holds


class TieredPerson:
    """A person, or the household of one, who has a grade; without a prior state there is no movement."""

    record: Mapping[str, Any]
    day: str
    grade: int | None

    @property
    def told_tier(self) -> dict[str, Any]:
        customer = {
            "legal_form": "person",
            "business_owner": False,
            "grade": of(lambda g: f"R{g}", self.grade),
        }
        asked = {**self.record, "customer": customer, "company": {}, "prior": {"missing": "no_prior"}}
        outputs: dict[str, Any] = segmentation.decide(asked, self.day)["outputs"]
        return outputs

    def tier(self) -> Counted:
        outputs, years = self.told_tier, self.record.get("contribution", {}).get("years")
        names = None if not isinstance(years, list) else [year["year"] for year in years]
        rules: Rules = [
            (holds(lambda t: t == "exit", outputs["customer_tier"]), "to_exit"),
            (None if names is None else len(set(names)) < len(names), "review"),
            (None if None in outputs.values() else False, "confirmed"),
        ]
        counts = {"confirmed": "approve", "observed": "approve", "review": "refer", "to_exit": "decline"}
        return called(segmentation.OUTCOMES, "review", rules, counts)
