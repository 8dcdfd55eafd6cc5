"""The independent numeric checks of the golden file, answered through the public functions by their inputs.

What a check asks is told by its category and by which inputs it has; its expected values are never read
here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from credit_engine import Policy, load_policy
from credit_engine.credit import (
    amortisation,
    capacity,
    capital,
    concentration,
    delinquency,
    losses,
    normal,
    portfolio,
    pricing,
    regulation_z,
    returns,
    schedules,
    working_capital,
)
from credit_engine.credit.reference_data import shipped
from credit_engine.temporal import Date, parse_date

GOLDEN = Path(__file__).parents[3] / "shared" / "golden" / "golden.json"
AS_OF = Date(2026, 11, 1)
Inputs = dict[str, Any]


def golden_checks(*categories: str) -> list[dict[str, Any]]:
    """The checks of some categories, numbers read as decimals; none where the file is absent."""
    if not GOLDEN.exists():
        return []
    checks = json.loads(GOLDEN.read_text("utf-8"), parse_float=Decimal)
    return [check for check in checks if check["category"] in categories]


def answer(check: dict[str, Any]) -> Any:
    """What the package answers to the inputs of a check: a value, or values by name."""
    inputs: Inputs = check["inputs"]
    return next(ask(inputs) for names, ask in ANSWERS[check["category"]] if names <= inputs.keys())


def _annuity(i: Inputs) -> Inputs:
    found = schedules.schedule("equal_instalment", i["principal"], i["annual_rate"], i["months"])
    rows = [asdict(row) for row in found.rows]
    return {
        "regular_payment": rows[0]["payment"],
        "first_interest": rows[0]["interest"],
        "last_payment": rows[-1]["payment"],
        "total_interest": found.total_interest,
        "total_paid": found.total_paid,
        "first3": rows[:3],
    }


def _apr_of_layout(i: Inputs) -> Decimal:
    layout = i["payments"]
    n, start = layout["n"], layout["first_unit_periods"]
    above, below = map(int, layout["fraction"].split("/"))
    payments = [layout["first"], *[layout["regular"]] * (n - 2), layout["last"]]
    fractions = [Decimal(above) / below] * n
    rate = regulation_z.apr(
        i["amount_financed"], payments, range(start, start + n), fractions, i["unit_periods_per_year"]
    )
    return Decimal(rate)


def _percent(rate: Any) -> Inputs:
    return {"apr_percent": rate * 100, "published_percent": rate * 100}


def _eu(i: Inputs) -> Inputs:
    flows = i["cash_flows"]
    years = [flow["years"] for flow in flows]
    return _percent(returns.eu_apr([i["net_advance"]], [0], [flow["amount"] for flow in flows], years))


def _monthly_cost(net: Any, payment: Any, months: int) -> Inputs:
    monthly = Decimal(returns.irr([-net, *[payment] * months]))
    nominal = monthly * 12
    return {
        "monthly_irr": monthly,
        "nominal_apr": nominal,
        "effective_apr": returns.effective_rate(nominal, 12),
    }


def _fee_on_original(i: Inputs) -> Inputs:
    principal, months = i["principal"], i["months"]
    payment = principal / Decimal(months) + principal * i["monthly_fee_rate"]
    return _monthly_cost(principal, payment, months)


def _dated_irr(i: Inputs) -> Any:
    return returns.xirr([f["amount"] for f in i["flows"]], [parse_date(f["date"]) for f in i["flows"]])


def _ceiling(i: Inputs) -> Any:
    return pricing.rate_ceiling(i["lpr_1y"], shipped("china").number("private_lending_multiple", AS_OF))


CAPITAL_NAMES = {
    "R": "correlation",
    "K": "requirement",
    "RW": "risk_weight",
    "EL": "expected_loss",
    "b": "maturity_coefficient",
    "MA": "maturity_adjustment",
}


def _capital(i: Inputs) -> Inputs:
    options = {"maturity": i["M"]} if "M" in i else {}
    found = capital.irb_capital(i["cls"], i["pd"], i["lgd"], turnover=i.get("S"), **options)
    return {short: getattr(found, name) for short, name in CAPITAL_NAMES.items()}


def published_row(pd: Decimal, maturity: Decimal) -> dict[str, Decimal]:
    """A row of the illustrative table of Basel II, Annex 5, in percent."""
    columns: dict[str, tuple[str, str, int | None]] = {
        "corporate": ("corporate", "0.45", None),
        "sme_turnover_5m": ("corporate", "0.45", 5),
        "mortgage_lgd45": ("mortgage", "0.45", None),
        "mortgage_lgd25": ("mortgage", "0.25", None),
        "other_retail_lgd45": ("other_retail", "0.45", None),
        "other_retail_lgd85": ("other_retail", "0.85", None),
        "qrre_lgd45": ("qrre", "0.45", None),
        "qrre_lgd85": ("qrre", "0.85", None),
    }
    return {
        name: Decimal(
            capital.irb_capital(kind, pd, Decimal(lgd), maturity=maturity, turnover=turnover).risk_weight
        )
        * 100
        for name, (kind, lgd, turnover) in columns.items()
    }


def _published(i: Inputs) -> Inputs:
    row = published_row(i["pd"], i["maturity"])
    return {"published": row, "computed": row}


def _economics(i: Inputs, tied_up: Any) -> pricing.Economics:
    return pricing.Economics(
        i["ftp"],
        i["opex"],
        losses.expected_loss(i["pd"], i["lgd"], 1),
        tied_up,
        i["tax"],
        i["capital_credit_rate"],
        i["relationship"],
    )


def _rate_by_irb(i: Inputs) -> Any:
    if i["economic_capital_ratio"] != "IRB":
        return pricing.rate_for_raroc(i["hurdle"], _economics(i, i["economic_capital_ratio"]))
    requirement = capital.irb_capital("corporate", i["pd"], i["lgd"], maturity=1).requirement
    tied_up = capital.capital_at(requirement, i["car"])
    rate = pricing.rate_for_raroc(i["hurdle"], _economics(i, tied_up))
    return {"K": requirement, "capital": tied_up, "rate": rate}


def _profit(i: Inputs) -> Any:
    return pricing.economic_profit(
        i["ead"], i["rate"], i["hurdle"], _economics(i, i["economic_capital_ratio"])
    )


def _lifetime(i: Inputs) -> Any:
    years = i["years"]
    chances = losses.marginal_pds(i["pd"], years)
    return losses.lifetime_expected_loss(chances, [i["lgd"]] * years, [i["ead"]] * years, i["eir"])


def _housing(i: Inputs) -> Inputs:
    payment = capacity.affordable_housing_payment(
        i["income"], i["housing_ratio"], i["total_ratio"], i["property_fee"], i["other_debt_service"]
    )
    return _loan(payment, i)


def _loan(payment: Any, i: Inputs) -> Inputs:
    loan = amortisation.loan_from_payment(payment, i["annual_rate"], i["months"])
    return {"max_payment": payment, "max_loan": loan}


def _affordable(i: Inputs) -> Inputs:
    return _loan(capacity.affordable_payment(i["income"], i["dti"], i["other_debt_service"]), i)


def _cover(i: Inputs) -> Inputs:
    loan = capacity.loan_from_cash_flow(i["cfads"], i["dscr"], i["rate"], i["years"])
    return {"max_debt_service": Decimal(i["cfads"]) / i["dscr"], "max_loan": loan}


def _need(i: Inputs) -> Inputs:
    business = working_capital.Business(
        i["sales"],
        i["cost"],
        i["margin"],
        i["growth"],
        i["avg_inventory"],
        i["avg_ar"],
        i["avg_ap"],
        i["avg_prepaid"],
        i["avg_advance_receipts"],
    )
    found = working_capital.working_capital(business)
    gap = working_capital.funding_gap(found.need, i["own_funds"], i["existing_wc_loans"], i["other_funding"])
    return {
        "inventory_days": found.inventory_days,
        "ar_days": found.receivable_days,
        "ap_days": found.payable_days,
        "prepaid_days": found.prepayment_days,
        "advance_days": found.advance_days,
        "cycle_days": found.cycle_days,
        "turnover": found.turns,
        "working_capital": found.need,
        "new_loan": gap,
    }


def _workout(i: Inputs) -> Any:
    times, amounts = zip(*i["flows"], strict=True)
    cost_times, costs = zip(*i["costs"], strict=True)
    return losses.workout_lgd(i["ead"], i["rate"], amounts, times, costs, cost_times)


def _litigation(i: Inputs) -> Any:
    outcomes = [
        losses.Outcome(i["p_win"], i["win"]["amount"], i["win"]["years"]),
        losses.Outcome(1 - i["p_win"], i["lose"]["amount"], i["lose"]["years"]),
    ]
    return losses.expected_present_value(i["rate"], outcomes, i["cost_now"])


CLASSES = ("正常", "关注", "次级", "可疑", "损失")


def _class_by_days(i: Inputs) -> str:
    bounds = list(shipped("china").value("days_past_due_bounds", AS_OF).values())  # type: ignore[union-attr]
    return delinquency.class_by_days(i["dpd"], bounds, CLASSES)


@cache
def five_category() -> Policy:
    return load_policy(Path(__file__).parents[2] / "policies" / "post_loan" / "five_category.yaml")


def class_by_policy(i: Inputs) -> str:
    """The class that the policy gives to a loan of which nothing is known against it but the inputs."""
    observed = i.get("restructure_count", 0) if i.get("in_observation") else 0
    record = {
        "loan": {
            "days_past_due": i["dpd"],
            "technical_overdue": i.get("technical_overdue", False),
            "credit_impaired": i.get("credit_impaired", False),
            "ecl_ratio": i.get("ecl_ratio", {"missing": "not_impaired"}),
            "purpose_changed": False,
            "repaid_by_new_loan": False,
            "repaid_by_other_debt": False,
            "periods_paid_in_time": 0,
            "concession": "none",
            "kind": "loan",
        },
        "borrower": {
            "retail": False,
            "repayment_capacity": True,
            "evades_debt": False,
            "bankrupt": False,
            "bad_share_at_bank": 0,
            "overdue_share_all_banks": 0,
            "rating_slump": False,
            "other_bad_debt_here": False,
            "bad_debt_elsewhere": False,
            "in_difficulty": False,
        },
        "merger": {
            name: {"missing": "no_merger"} for name in ("date", "bad_share_without", "other_bad_debt_without")
        },
        "prior": {
            "class": "pass",
            "months_in_class": 0,
            "timely_months": 0,
            "timely_periods": 0,
            "observation_begun": observed > 0,
            "restructurings": observed,
        },
    }
    decision = five_category().decide(record, as_of="2026-11-30")
    return five_category().versions[0].spec.outcomes.titles[decision.outcome].zh


def _least_class_by_policy(i: Inputs) -> str:
    """The golden check asks for a class or worse: the one at which the policy's class is or beyond it."""
    found, least = class_by_policy(i), "次级"
    return f"{least} or worse" if CLASSES.index(found) >= CLASSES.index(least) else found


def _ratios(i: Inputs) -> Inputs:
    return {
        "npl_ratio": portfolio.bad_loan_ratio(i["npl"], i["loans"]),
        "coverage": portfolio.provision_coverage(i["provisions"], i["npl"]),
        "lpr": portfolio.loan_provision_ratio(i["provisions"], i["loans"]),
    }


Answer = tuple[set[str], Callable[[Inputs], Any]]
ANSWERS: dict[str, list[Answer]] = {
    "annuity": [({"principal", "annual_rate", "months"}, _annuity)],
    "apr": [
        ({"unit_periods_per_year"}, lambda i: _percent(_apr_of_layout(i))),
        (
            {"days"},
            lambda i: _percent(
                regulation_z.single_payment_apr(i["amount_financed"], i["payment"], i["days"])
            ),
        ),
        ({"cash_flows"}, _eu),
        ({"monthly_fee_rate"}, _fee_on_original),
        ({"net_advance", "payment"}, lambda i: _monthly_cost(i["net_advance"], i["payment"], i["months"])),
        ({"flows"}, _dated_irr),
        ({"outflow"}, lambda i: returns.irr([-i["outflow"], *[i["inflow"]] * i["n"]])),
        ({"lpr_1y"}, _ceiling),
    ],
    "irb": [
        ({"cls"}, _capital),
        ({"confidence"}, lambda i: normal.normal_inverse(i["confidence"])),
        ({"pd", "maturity"}, _published),
    ],
    "pricing": [
        ({"ead", "rate"}, _profit),
        ({"eir"}, _lifetime),
        ({"economic_capital_ratio"}, _rate_by_irb),
        ({"rw"}, lambda i: pricing.rate_for_raroc(i["hurdle"], _economics(i, i["rw"] * i["car"]))),
        ({"rate", "lpr"}, lambda i: pricing.spread_in_basis_points(i["rate"], i["lpr"])),
    ],
    "limit": [
        ({"dti"}, _affordable),
        ({"housing_ratio"}, _housing),
        ({"cfads"}, _cover),
        ({"exposures"}, lambda i: concentration.herfindahl(i["exposures"])),
    ],
    "wc": [({"sales", "cost"}, _need)],
    "disposal": [({"ead", "flows"}, _workout), ({"p_win"}, _litigation)],
    "classification": [
        ({"technical_overdue"}, _class_by_days),
        ({"npl"}, _ratios),
        ({"credit_impaired"}, class_by_policy),
        ({"restructure_count"}, _least_class_by_policy),
    ],
}
