"""Segment and tier of a customer, written by hand to hold the shipped policy against."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from reference.three_valued import Truth, both, first_row, holds, worst

SHEET = Path(__file__).parents[2] / "policies" / "origination" / "sheets" / "industries.csv"
TIERS = ("strategic", "core", "standard", "watch", "exit")
OUTCOMES = ("confirmed", "observed", "review", "to_exit")
ROUTES = {
    "strategic": ("automatic", "branch", "city"),
    "core": ("automatic", "branch", "city"),
    "standard": ("automatic", "city", "head_office"),
    "watch": ("branch", "head_office", "committee"),
    "exit": ("committee", "committee", "committee"),
}
DISCOUNTS = {"strategic": "0.004", "core": "0.002", "standard": "0.001", "watch": "0", "exit": "0"}
MONEY = ("loans", "loan_rate", "funding_rate", "deposits", "transfer_rate", "deposit_rate")
MONEY += ("fees", "operating_cost", "pd", "lgd", "risk_weight")


def given(value: Any) -> Any:
    return None if isinstance(value, Mapping) else value


def entry_of(code: str | None, day: str) -> dict[str, str] | None:
    """The bank's entry on an industry: that of the longest code that begins it and counts on the day."""
    if code is None:
        return None
    with SHEET.open(encoding="utf-8") as lines:
        rows = [r for r in csv.DictReader(lines) if code.startswith(r["code"])]
    rows = [r for r in rows if (r["from"] or "0") <= day < (r["to"] or "9")]
    return max(rows, key=lambda r: len(r["code"])) if rows else None


def segment_of(
    form: str, owner: Truth, size: str | None, credit: Any, member: Truth
) -> tuple[str | None, Truth, Truth]:
    """The segment, and whether the customer is inclusive for the supervisor and for the central bank."""
    small: Truth = form == "self_employed" or owner
    if form == "company":
        small = holds(lambda s: s in ("micro", "small"), size)
    inclusive, central = (
        both(small, holds(lambda c, m=most: c <= m, credit)) for most in (10_000_000, 20_000_000)
    )
    if form == "company" and member is not False:
        return ("group" if member else None), inclusive, central
    if inclusive is not False:
        return ("micro" if inclusive else None), inclusive, central
    if form == "person":
        return "retail", inclusive, central
    if form == "company" and size is None:
        return None, inclusive, central
    return ("large" if form == "company" and size == "large" else "medium"), inclusive, central


def result_of(year: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """Profit after tax and capital of one year."""
    known = {name: Decimal(str(year[name])) for name in MONEY if given(year.get(name)) is not None}
    capital = nopat = None
    if "loans" in known and "risk_weight" in known:
        capital = known["loans"] * known["risk_weight"] * Decimal("0.105")
    if set(MONEY) - {"risk_weight"} <= set(known):
        margin = known["loans"] * (known["loan_rate"] - known["funding_rate"])
        margin += known["deposits"] * (known["transfer_rate"] - known["deposit_rate"])
        loss = known["loans"] * known["pd"] * known["lgd"]
        nopat = (margin + known["fees"] - known["operating_cost"] - loss) * Decimal("0.75")
    return nopat, capital


def average(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return None
    return sum(known, Decimal(0)) / len(known) if known else Decimal(0)


def returns(years: list[Any] | None) -> tuple[Decimal | None, Decimal | None]:
    """RAROC and EVA over the years."""
    if years is None:
        return None, None
    results = [result_of(year) for year in years]
    nopat, capital = (average([result[k] for result in results]) for k in (0, 1))
    if nopat is None or capital is None:
        return None, None
    eva = nopat - capital * Decimal("0.12")
    if capital == 0:
        return Decimal((nopat > 0) - (nopat < 0)), eva
    return (nopat / capital).quantize(Decimal("0.000001"), ROUND_HALF_EVEN), eva


def value_of(years: list[Any] | None, raroc: Decimal | None, eva: Decimal | None) -> str | None:
    if years is None:
        return None
    if len(years) < 3:
        return "not_rated"
    results = [result_of(year)[0] for year in years]
    if None in results:
        return None
    if sum(result <= 0 for result in results if result is not None) >= 2:
        return "low"
    if raroc is None or eva is None:
        return None
    if raroc >= Decimal("0.12") and eva > 0:
        return "high"
    return "middle" if raroc >= 0 else "low"


def band_of(grade: str | None) -> str | None:
    if grade is None:
        return None
    notch = int(grade[1:])
    return "low" if notch <= 4 else "middle" if notch <= 8 else "high" if notch == 9 else "unacceptable"


RATED = {"high", "middle", "low", "not_rated"}
ASSESSED = (
    ({"unacceptable"}, None, None, "exit"),
    (None, {"exit"}, None, "exit"),
    ({"low"}, {"support", "maintain"}, {"high"}, "strategic"),
    ({"low"}, {"support"}, {"middle", "not_rated"}, "core"),
    ({"low"}, {"reduce"}, {"high"}, "core"),
    ({"low"}, {"reduce"}, {"low"}, "watch"),
    ({"low"}, None, None, "standard"),
    ({"middle"}, {"reduce"}, {"high"}, "standard"),
    ({"middle"}, {"reduce"}, None, "watch"),
    ({"middle"}, None, {"high"}, "core"),
    ({"middle"}, None, {"low"}, "watch"),
    ({"middle"}, None, None, "standard"),
    ({"high"}, None, {"low"}, "exit"),
    ({"high"}, {"reduce"}, RATED - {"high"}, "exit"),
    ({"high"}, None, None, "watch"),
)


def moved(assessed: str | None, prior: Mapping[str, Any]) -> tuple[str | None, Any, list[tuple[Truth, str]]]:
    """The tier that holds, the better reviews in a row, and what the movement asks for."""
    if prior.get("missing") == "no_prior":
        return assessed, 0, []
    before, seen = given(prior.get("tier")), given(prior.get("better_reviews"))
    if assessed is None or before is None:
        return None, None, [(None, "review"), (None, "observed")]
    place, last = TIERS.index(assessed), TIERS.index(before)
    better = place < last
    count = (None if seen is None else seen + 1) if better else 0
    rises = holds(lambda n: n >= 2, count)
    tier = assessed if not better else None if rises is None else TIERS[last - 1] if rises else before
    waiting = both(better, None if rises is None else not rises)
    return tier, count, [(place > min(last + 1, 4), "review"), (waiting, "observed")]


def decide(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The decision on a customer: outcome, outputs and next state, None for what is not known."""
    customer, company = record["customer"], record.get("company", {})
    form, owner = customer["legal_form"], given(customer.get("business_owner"))
    size, member = given(company.get("size")), given(record.get("group", {}).get("member"))
    credit = given(record.get("exposure", {}).get("total_credit"))
    segment, inclusive, central = segment_of(form, owner, size, credit, member)
    years = given(record.get("contribution", {}).get("years"))
    raroc, eva = returns(years)
    value = value_of(years, raroc, eva)
    runs_business: Truth = True if form != "person" else owner
    entry = entry_of(given(company.get("industry_code")), day)
    stance = entry and entry["stance"]
    prospects = None if runs_business is None else stance if runs_business else "maintain"
    assessed = first_row(ASSESSED, band_of(given(customer.get("grade"))), prospects, value)
    tier, count, movement = moved(assessed, record.get("prior", {}))
    column = {"retail": 0, "micro": 0, "medium": 1, "large": 2, "group": 2}
    # Tier and segment have to be known both; of a tier to be left the matrix still asks for the segment.
    route = ROUTES[tier][column[segment]] if tier and segment else None
    twice = None if years is None else len({y["year"] for y in years}) < len(years)
    asked = [(holds(lambda t: t == "exit", assessed), "to_exit"), *movement, (twice, "review")]
    outputs = {"customer_segment": segment, "customer_tier": tier, "value": value, "raroc": raroc, "eva": eva}
    outputs |= {"approval_route": route, "inclusive": inclusive, "central_bank_inclusive": central}
    outputs |= {"pricing_authority": None if tier is None else Decimal(DISCOUNTS[tier])}
    asked += [(None, "review")] if None in outputs.values() else []
    rises = holds(lambda n: n >= 2, count)
    state = {"tier": tier, "better_reviews": None if rises is None else 0 if rises else count}
    return {"outcome": worst(OUTCOMES, "review", "confirmed", asked), "outputs": outputs, "state": state}
