"""The shipped authority decides as a function written by hand, on random applications with edges and gaps."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

import pytest

from reference.authority import LETTER, LEVELS, decide
from reference.edges import DAY, disagreements, example, put_on_edges

PEOPLE = [
    [{"id": i, "role": role, "conflict": False} for i, role in pairs]
    for pairs in (
        (("1", "investigator"), ("2", "investigator"), ("3", "reviewer")),
        (("1", "investigator"), ("2", "investigator"), ("3", "reviewer"), ("4", "approver")),
        (("1", "investigator"), ("2", "investigator")),
        (("1", "investigator"), ("2", "investigator"), ("2", "reviewer")),
        (("1", "investigator"), ("3", "reviewer")),
    )
]
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.grade": ("R1", "R4", "R5", "R6", "R7", "R8", "R9", {"missing": "not_rated"}),
    "customer.information_grade": ("A", "A", "B", "C", "D"),
    "customer.automatic_up_to": (1_000_000, 200_000, 160_000, 159_999.99, 0),
    "customer.approval_route": ("automatic", "automatic", "branch", "city", "head_office", "committee"),
    "customer.related_party": (True, False),
    "warning.level": ("none", "none", "yellow", "orange", "red", {"missing": "source_failed"}),
    "exposure.total_credit": (0, 0.01, 400_000),
    "loan.product": tuple(product for product, _ in LETTER),
    "loan.amount": tuple(
        amount + more for row in LETTER.values() for amount in row for more in (0, 0.01) if amount + more
    ),
    "loan.term_months": (12, 120, 121),
    "loan.security": ("none", "guarantee", "mortgage", "pledge"),
    "collateral.cover": (0, 0.9999, 1, 1.5, {"missing": "no_collateral"}),
    "branch.class": ("A", "B", "C"),
    "branch.authorised_until": ("2026-11-28", DAY),
    "application.grade_overridden": (True, False),
    "application.exceptions": (0, 1, 2, 3),
    "application.received": (
        "2026-09-29",
        "2026-09-30",
        "2026-11-14",
        "2026-11-24",
        "2026-11-28",
        DAY,
        "2026-11-30",
    ),
    "application.level": LEVELS,
    "approval.level": (*({"missing": "not_yet"},) * 6, "automatic", "branch", "board", "returned"),
    "committee.present": (4, 5, 6, 10, {"missing": "not_voted"}),
    "committee.in_favour": (3, 4, 5, 7, {"missing": "not_voted"}),
    "committee.veto": (True, False),
    "bank.net_capital": (5_000_000_000, 60_000_000, 6_000_000),
    "related.customer_credit": (0, 249_400_000, 499_400_000, 499_400_000.01),
    "related.group_credit": (0, 749_400_000, 749_400_000.01),
    "related.all_credit": (0, 2_499_400_000, 2_499_400_000.01),
    "related.net_amount": (0, 600_000, 49_999_999.99, 50_000_000),
    "related.same_terms": (True, False),
}


REQUIRED = ("loan.product", "loan.amount", "loan.term_months", "loan.security")


def random_application(random: Random) -> dict[str, Any]:
    """An ordinary application with a few fields on an edge, and now and then one that is not there."""
    record = example("authority_micro")
    if random.random() < 0.3:
        record["customer"]["related_party"] = True
        for path in [path for path in EDGES if path.startswith("related.")]:
            record["related"][path.split(".")[1]] = (
                EDGES[path][0] if random.random() < 0.8 else EDGES[path][-1]
            )
        record["loan"]["security"] = "guarantee"
    put_on_edges(record, EDGES, random, REQUIRED)
    if random.random() < 0.3:
        record["staff"] = copy.deepcopy(random.choice(PEOPLE))
        random.choice(record["staff"])["conflict"] = random.choice((True, False, None))
    return record


@pytest.mark.slow
def test_five_thousand_random_applications_go_where_they_go_by_hand() -> None:
    different, met = disagreements("authority", random_application, decide, ("branch_up_to",), 5000)
    assert different == []
    codes = 28
    assert len(met) == len(LEVELS) + codes
