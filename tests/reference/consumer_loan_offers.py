"""The consumer loan with a grid of offers written by hand, to hold the shipped policy against.

What does not depend on the offer is that of the hand-written consumer loan.
"""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reference.consumer_loan import (
    CONTEXT,
    LPR_1Y,
    NOT_APPLICABLE,
    OUTCOMES,
    Burden,
    Case,
    Rule,
    Truth,
    admission,
    affordability,
    annual_rate,
    annuity_factor,
    cents,
    either,
    over,
    ranked,
    score_has_gaps,
)
from reference.loan_application import Unknown, read_application

SHARES = ("0.8", "0.6", "0.4", "0.2")
TERMS = (12, 24, 36, 48, 60)
STAGES = ("eligibility", "bureau", "offer")
REQUIRED_LATER = {"exposure": {"unsecured_at_bank": 0}}
"""What has to be given for the last stages only; stands in where the process ends before."""
RULES = {
    "eligibility": ("ADM-01", "ADM-03", "ADM-04", "ADM-05", "ADM-12", "ADM-14", "ADM-13", "AFF-01"),
    "bureau": (
        "ADM-06",
        "ADM-07",
        "ADM-08",
        "ADM-09",
        "ADM-10",
        "ADM-11",
        "AFF-02",
        "AFF-03",
        "AFF-05",
        "AFF-06",
        "AFF-07",
    ),
    "offer": ("OFF-01", "OFF-02", "OFF-03", "OFF-04", "OFF-05", "OFF-06"),
}


@dataclass(frozen=True)
class Offer:
    """One amount and term with its own price; `infeasible` is true, false or unknown."""

    amount: Any
    term: int
    rate: Decimal
    instalment: Decimal
    infeasible: Truth


def offers(case: Case, as_of: dt.date) -> Iterator[Offer]:
    """The grid in declared order: amounts from the asked one down, the asked term before the usual ones."""
    asked = case.application["loan"]
    amounts = [asked["amount"], *(Decimal(share) * asked["amount"] // 100 * 100 for share in SHARES)]
    for amount in amounts:
        for term in (asked["term_months"], *TERMS):
            yield _offer(case, amount, term, as_of)


def _offer(case: Case, amount: Any, term: int, as_of: dt.date) -> Offer:
    application = {**case.application, "loan": {**case.application["loan"], "term_months": term}}
    rate = annual_rate(application, case.pd, as_of)
    instalment = cents(amount / annuity_factor(rate, term))
    return Offer(amount, term, rate, instalment, either(*_obstacles(case, amount, term, instalment)))


def _obstacles(case: Case, amount: Any, term: int, instalment: Decimal) -> list[Truth]:
    """What stands against an offer, in declared order."""
    application, burden = case.application, case.burden
    channel, age = application["loan"]["channel"], application["applicant"]["age"]
    cap, longest = _terms(case)
    return [
        amount < 1000,
        amount > cap,
        term > longest,
        age + Decimal(term) / 12 > 65,
        amount > 300000 - application["exposure"]["unsecured_at_bank"],
        _over_headroom(case, amount, burden),
        amount > (300000 if channel == "branch" else 200000),
        _too_dear(case, instalment, burden),
    ]


def _terms(case: Case) -> tuple[int, int]:
    """Cap and longest term of the grade; grade R for want of data counts as the weakest accepted one."""
    return (20000, 12) if case.grade == "R" and _gaps(case) else (case.grade_cap, case.max_term)


def _gaps(case: Case) -> bool:
    return score_has_gaps(case.application, case.burden, case.to_income)


def _over_headroom(case: Case, amount: Any, burden: Burden) -> Truth:
    if isinstance(burden.unsecured_balance, Unknown):
        return burden.unsecured_balance
    return bool(amount > 24 * case.income - burden.unsecured_balance)


def _too_dear(case: Case, instalment: Decimal, burden: Burden) -> Truth:
    """Whether the debts with this offer take more than 55 % of the income."""
    if isinstance(burden.service, Unknown):
        return burden.service
    return over(burden.service + instalment, Decimal("0.55") * case.income)


def best(grid: Sequence[Offer], asked_term: int) -> Offer | Unknown | None:
    """The largest feasible amount, then the term nearest to the asked one, then the lowest rate.

    Unknown where an offer that cannot be judged would stand before it.
    """
    for offer in sorted(grid, key=lambda one: (-one.amount, abs(one.term - asked_term), one.rate)):
        if isinstance(offer.infeasible, Unknown) and offer.infeasible.applicable:
            return offer.infeasible
        if offer.infeasible is not True:
            return offer
    return None


def _grade_rules(case: Case) -> list[Rule]:
    gaps, refused = _gaps(case), case.grade == "R"
    return [
        (refused and not gaps, "decline", "score_too_low", 50),
        (refused and gaps, "refer", "score_incomplete", 30),
        (case.grade == "E", "refer", "weak_grade", 30),
    ]


def _offer_rules(case: Case, found: Offer | Unknown | None) -> list[Rule]:
    asked = case.application["loan"]
    none: Truth
    smaller: Truth
    other: Truth
    if isinstance(found, Unknown):
        none = smaller = other = found
    elif found is None:
        none, smaller, other = True, NOT_APPLICABLE, NOT_APPLICABLE
    else:
        none, smaller, other = False, found.amount < asked["amount"], found.term != asked["term_months"]
    return [
        (none, "decline", "no_offer", 40),
        (smaller, "counter_offer", "smaller_amount", 20),
        (other, "counter_offer", "other_term", 10),
    ]


def _of_stages(case: Case, as_of: dt.date, found: Offer | Unknown | None) -> dict[str, list[Rule]]:
    """The rules of each stage, in declared order."""
    knock_outs = admission(case.application, as_of)
    person = case.application["applicant"]
    income = affordability(person, case.burden, case.to_income, NOT_APPLICABLE)
    return {
        "eligibility": [knock_outs[k] for k in (0, 2, 3, 4, 11, 12, 13)] + [income[0]],
        "bureau": knock_outs[5:11] + [income[k] for k in (1, 2, 4, 5, 6)],
        "offer": _grade_rules(case) + _offer_rules(case, found),
    }


def _waived(rules: Mapping[str, list[Rule]], waived: Collection[str]) -> dict[str, list[Rule]]:
    """The rules without those that somebody has waived."""
    return {
        stage: [rule for name, rule in zip(RULES[stage], own, strict=True) if name not in waived]
        for stage, own in rules.items()
    }


def _stops(rule: Rule) -> bool:
    """Whether a rule ends the process, or keeps it waiting until the rule can be decided."""
    truth, outcome, _, _ = rule
    open_ = isinstance(truth, Unknown) and truth.applicable
    return outcome == OUTCOMES[-1] and (truth is True or open_)


def _reached(rules: Mapping[str, list[Rule]]) -> int:
    """The stage that the process comes to: the first that stops it or waits, else the last."""
    for number, stage in enumerate(STAGES):
        if any(map(_stops, rules[stage])):
            return number
    return len(STAGES) - 1


def grid_of(record: Mapping[str, Any], as_of: dt.date) -> list[Offer]:
    """All offers of an application, in declared order."""
    with decimal.localcontext(CONTEXT):
        return list(offers(Case(read_application(record), as_of), as_of))


def decide(record: Mapping[str, Any], as_of: dt.date, waived: Collection[str] = ()) -> dict[str, Any]:
    """Outcome, reason codes, stage, grade and PD, and the offer's terms where one is made."""
    with decimal.localcontext(CONTEXT):
        case = Case(read_application({**REQUIRED_LATER, **record}), as_of)
        found = best(list(offers(case, as_of)), case.application["loan"]["term_months"])
        rules = _waived(_of_stages(case, as_of, found), waived)
        at = _reached(rules)
        counted = [rule for stage in STAGES[: at + 1] for rule in rules[stage]]
        outcome, reasons = ranked(counted, case.points)
        offered = found if outcome in ("approve", "counter_offer") and isinstance(found, Offer) else None
        last = STAGES[at] == "offer"
        return {
            "outcome": outcome,
            "reasons": reasons,
            "stage": STAGES[at],
            "grade": case.grade if last else None,
            "pd": case.pd if last else None,
            "score": sum(case.points),
            "offered_amount": offered.amount if offered else None,
            "offered_term": offered.term if offered else None,
            "annual_rate": offered.rate if offered else None,
            "over_lpr": (offered.rate - LPR_1Y) * 10000 if offered else None,
            "monthly_instalment": offered.instalment if offered else None,
        }
