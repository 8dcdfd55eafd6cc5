"""The application scorecard by hand: points of each characteristic, and the reasons for a low score."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reference.loan_application import Unknown

EMPLOYMENT_POINTS = {"salaried": 52, "retired": 50, "self_employed": 42, "other": 36}
HOUSING_POINTS = {"owner": 54, "mortgage": 54, "family": 48, "rent": 42, "dormitory": 40}


def _banded(
    value: Any, edges: Sequence[Any], points: Sequence[int], missing: int, special: Mapping[str, int] = {}
) -> int:
    """Points of the half-open band [edge, next edge) that holds the value."""
    if isinstance(value, Unknown):
        return special.get(value.cause, missing)
    return points[bisect_right(edges, value)]


UTILISATION_EDGES = (Decimal("0.1"), Decimal("0.3"), Decimal("0.6"), Decimal("0.9"))
BURDEN_EDGES = (Decimal("0.1"), Decimal("0.25"), Decimal("0.4"), Decimal("0.55"))
RECORD = {"no_record": 38, "not_usable": 36}
# Reason code and mean points of each characteristic, in the order of score_points.
MEANS = tuple(
    (code, Decimal(mean))
    for code, mean in (
        ("age_profile", "44.2"),
        ("employment_type", "48.6"),
        ("short_employment", "47.1"),
        ("housing_status", "48.4"),
        ("short_residence", "49.3"),
        ("provident_fund", "49.7"),
        ("short_credit_history", "51.2"),
        ("past_arrears", "54.5"),
        ("recent_enquiries", "51.8"),
        ("card_usage", "50.9"),
        ("debt_burden", "52.3"),
        ("short_relationship", "47.4"),
    )
)


def score_points(application: Mapping[str, Any], utilisation: Any, burden: Any) -> tuple[int, ...]:
    """The points of each characteristic, in declared order."""
    person, bureau, customer = application["applicant"], application["bureau"], application["customer"]
    housing = person["housing"]
    fund = person["provident_fund_months"]
    return (
        _banded(person["age"], (22, 26, 31, 41, 56), (28, 34, 40, 46, 50, 44), 25),
        EMPLOYMENT_POINTS[person["employment"]],
        _banded(person["months_employed"], (6, 12, 36, 84), (34, 40, 45, 50, 56), 32, {"not_employed": 44}),
        38 if isinstance(housing, Unknown) else HOUSING_POINTS[housing],
        _banded(person["months_at_address"], (6, 24, 60), (42, 46, 50, 54), 40),
        _banded(fund, (1, 12, 36), (38, 44, 50, 58), 36, {"not_enrolled": 42}),
        _banded(bureau["months_on_file"], (6, 24, 60, 120), (36, 43, 50, 56, 62), 34, RECORD),
        _banded(bureau["worst_dpd_24m"], (1, 30, 60), (60, 46, 30, 14), 12, {"no_record": 48}),
        _banded(bureau["hard_enquiries_3m"], (1, 3, 5, 7), (60, 54, 46, 36, 26), 24, {"no_record": 48}),
        _banded(utilisation, UTILISATION_EDGES, (58, 56, 49, 38, 24), 22),
        _banded(burden, BURDEN_EDGES, (60, 55, 47, 38, 26), 24),
        _banded(customer["relationship_months"], (6, 24, 60), (42, 46, 50, 55), 40, {"not_customer": 43}),
    )


def score_reasons(points: Sequence[int]) -> list[str]:
    """At most four characteristics with points below their mean, most points lost first."""
    lost = [(mean - got, code) for (code, mean), got in zip(MEANS, points, strict=True) if got < mean]
    return [code for _, code in sorted(lost, key=lambda entry: -entry[0])[:4]]
