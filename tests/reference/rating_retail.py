"""The rating of a person, written by hand to hold the shipped policy against. A grade is a number from 1."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from reference.pricing_and_limits import CENTRAL, EDGES, known, of, within
from reference.three_valued import Truth, holds, worst

OUTCOMES = ("approve", "refer")
# Lower edges of the bands of each characteristic, their points, the points of what is missing by cause.
BANDS: dict[str, tuple[tuple[float, ...], tuple[int, ...], dict[str | None, int]]] = {
    "applicant.age": ((22, 26, 31, 41, 56), (28, 34, 40, 46, 50, 44), {None: 25}),
    "applicant.months_employed": ((6, 12, 36, 84), (34, 40, 45, 50, 56), {"not_employed": 44, None: 32}),
    "applicant.months_at_address": ((6, 24, 60), (42, 46, 50, 54), {None: 40}),
    "applicant.provident_fund_months": ((1, 12, 36), (38, 44, 50, 58), {"not_enrolled": 42, None: 36}),
    "bureau.months_on_file": (
        (6, 24, 60, 120),
        (36, 43, 50, 56, 62),
        {"no_record": 38, "not_usable": 36, None: 34},
    ),
    "bureau.worst_dpd_24m": ((1, 30, 60), (60, 46, 30, 14), {"no_record": 48, None: 12}),
    "bureau.hard_enquiries_3m": ((1, 3, 5, 7), (60, 54, 46, 36, 26), {"no_record": 48, None: 24}),
    "customer.relationship_months": ((6, 24, 60), (42, 46, 50, 55), {"not_customer": 43, None: 40}),
}
EMPLOYMENT = {"salaried": 52, "retired": 50, "self_employed": 42, "other": 36, None: 34}
HOUSING = {"owner": 54, "mortgage": 54, "family": 48, "rent": 42, "dormitory": 40, None: 38}
USED = ((0.1, 0.3, 0.6, 0.9), (58, 56, 49, 38, 24))
BURDEN = ((0.1, 0.25, 0.4, 0.55), (60, 55, 47, 38, 26))
HUNDREDTH_OF_PERCENT = Decimal("0.0001")
# The points of a score of odds 50 : 1, and those that double the odds.
BASE, DOUBLE = Decimal(600), Decimal(20)


def banded(value: Decimal, edges: tuple[float, ...], points: tuple[int, ...]) -> int:
    return points[sum(value >= Decimal(str(edge)) for edge in edges)]


def share(above: Any, below: Any) -> Decimal | None:
    """A quotient in hundredths of a percent; None where it is not known."""
    if above == "no_card":
        return Decimal(0)
    if below in (None, "no_card") or above is None or below == 0:
        return None
    quotient: Decimal = above / below
    return quotient.quantize(HUNDREDTH_OF_PERCENT, ROUND_HALF_EVEN)


def shares(record: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """How much of the cards is used, and of the income by payments."""
    used = share(known(record, "debt.card_balance"), known(record, "debt.card_lines"))
    return used, share(known(record, "debt.monthly_service"), known(record, "income.monthly"))


def points_of(record: Mapping[str, Any]) -> int:
    total = EMPLOYMENT[known(record, "applicant.employment")] + HOUSING[known(record, "applicant.housing")]
    for path, (edges, points, missing) in BANDS.items():
        value = known(record, path)
        total += (
            banded(value, edges, points) if isinstance(value, Decimal) else missing.get(value, missing[None])
        )
    used, burden = shares(record)
    total += 22 if used is None else banded(used, *USED)
    return total + (24 if burden is None else banded(burden, *BURDEN))


def has_gaps(record: Mapping[str, Any]) -> bool:
    """Whether the score rests on something that nobody has said; that there is none counts as said."""
    read = [known(record, path) for path in (*BANDS, "applicant.employment", "applicant.housing")]
    return None in read or "not_usable" in read or None in shares(record)


def grades_of(record: Mapping[str, Any]) -> tuple[int, int | None]:
    """The grade by points alone, and the one that holds after guarantee, override and caps."""
    odds = 50 * Decimal(2) ** ((points_of(record) - BASE) / DOUBLE)
    base = 1 + sum(1 / (1 + odds) >= Decimal(str(edge)) for edge in EDGES)
    notches, why = known(record, "override.notches"), known(record, "override.reason")
    on_file, late = known(record, "bureau.months_on_file"), known(record, "bureau.worst_dpd_24m")
    loans, warning = known(record, "bureau.worst_class"), known(record, "warning.level")
    guarantor = known(record, "guarantor.grade")
    if None in (notches, on_file, late, loans, warning, guarantor) or on_file == "not_usable":
        return base, None
    grade = base if guarantor == "no_guarantor" else min(base, int(guarantor[1:]))
    if notches != "no_override":
        if not -1 <= notches <= 3 or (notches != 0 and why in (None, "no_override")):
            return base, None
        grade = within(grade + int(notches))
    caps = [5] if on_file == "no_record" or on_file < 6 else []
    caps += [7] if late != "no_record" and late >= 30 else []
    caps += {"special_mention": [8], "substandard": [12], "doubtful": [12], "loss": [12]}.get(loans, [])
    caps += {"orange": [8], "red": [9]}.get(warning, [])
    return base, max([grade, *caps])


def raised_without_head_office(record: Mapping[str, Any]) -> Truth:
    """Whether a grade was raised that head office has not confirmed; never where nobody overrides."""
    notches, authority = known(record, "override.notches"), known(record, "override.authority")
    if authority == "head_office" or (isinstance(notches, Decimal) and notches >= 0):
        return False
    if None in (notches, authority):
        return None
    return "no_override" not in (notches, authority)


def rules_of(record: Mapping[str, Any]) -> list[tuple[str, Truth]]:
    grade = grades_of(record)[1]
    return [
        ("override_authority", raised_without_head_office(record)),
        ("score_incomplete", has_gaps(record)),
        ("information_gaps", holds(lambda g: g == "D", known(record, "customer.information_grade"))),
        ("weak_grade", holds(lambda g: g >= 10, grade)),
    ]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Outcome, codes of fired rules, grade, PD of the grade and points; no day plays a part."""
    base, grade = grades_of(record)
    rules = rules_of(record)
    asked = [(truth, "refer") for _, truth in rules]
    return {
        "outcome": "refer" if grade is None else worst(OUTCOMES, "refer", "approve", asked),
        "fired": sorted(code for code, truth in rules if truth),
        "grade": of(lambda g: f"R{g}", grade),
        "pd": of(lambda g: Decimal(CENTRAL[g - 1]), grade),
        "points": Decimal(points_of(record)),
        "model_grade": f"R{base}",
    }
