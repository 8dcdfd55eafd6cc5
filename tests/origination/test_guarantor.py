"""The shipped check of guarantors decides as a function written by hand, with edges and gaps."""

from __future__ import annotations

from random import Random
from typing import Any

from reference.edges import disagreements, example, put_on_edges
from reference.guarantor import OUTCOMES, decide

RULES = 11
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.grade": ("R3", "R4", "R5", {"missing": "not_rated"}),
    "guarantor.grade": ("R1", "R4", "R8", "R9", {"missing": "not_rated"}, {"missing": "no_guarantor"}),
    "guarantor.kind": ("company", "guarantee_company", "person", "public_body"),
    "guarantor.amount": (10_000_000, 10_000_000.01, 20_000_000),
    "guarantor.dishonest_debtor": (False, False, True, {"missing": "source_failed"}),
    "guarantor.worst_class": ("pass", "special_mention", "substandard", {"missing": "no_record"}),
    "guarantor.overdue_amount": (0, 0.01, {"missing": "no_record"}),
    "guarantor.net_worth": (100_000_000, 40_000_000, -1),
    "guarantor.guarantees_given": (0, 30_000_000, 90_000_000, 390_000_000, 990_000_000),
    "guarantor.for_borrower": (0, 0.01, 90_000_000),
    "guarantor.guaranteed_by_borrower": (False, False, True),
    "guarantor.consent": (True, True, False),
}


def random_guarantor(random: Random) -> dict[str, Any]:
    record = example("guarantor_parent")
    put_on_edges(record, EDGES, random)
    return record


def test_random_guarantors_are_judged_as_by_hand() -> None:
    different, met = disagreements("guarantor", random_guarantor, decide, ("guaranteed", "amount"), 1500)
    assert different == []
    assert len(met) == len(OUTCOMES) + RULES
