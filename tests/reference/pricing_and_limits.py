"""Price, rating of a company and limit of a mortgage, written by hand to hold the shipped policies against.

None stands for what is not known; money and rates are decimals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from reference.three_valued import Truth, both, holds, opposite, worst

OUTCOMES = ("approve", "counter_offer", "refer", "decline")
CENT, BASIS_POINT = Decimal("0.01"), Decimal("0.0001")
ZERO = Decimal(0)


def known(record: Mapping[str, Any], path: str) -> Any:
    """The field as a decimal, text or truth; None where it is not known, the cause where it says one."""
    group, field = path.split(".")
    value = record.get(group, {}).get(field)
    if isinstance(value, Mapping):
        return None if value["missing"] == "source_failed" else value["missing"]
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def of(compute: Callable[..., Any], *values: Any) -> Any:
    """What `compute` gives; None if one of the values is not known."""
    return None if any(value is None for value in values) else compute(*values)


def outcome_of(rules: Sequence[tuple[Truth, str]]) -> str:
    return worst(OUTCOMES, "refer", "approve", rules)


# Pricing

PRODUCTS = {  # operating cost, loss given default, risk weight, hurdle, market from and to
    "consumer": ("0.0100", "0.55", "0.75", "0.12", "0.0300", "0.0600"),
    "personal_business": ("0.0080", "0.45", "0.75", "0.12", "0.0280", "0.0550"),
    "mortgage": ("0.0030", "0.20", "0.50", "0.12", "0.0280", "0.0400"),
    "micro_credit": ("0.0080", "0.45", "0.75", "0.12", "0.0280", "0.0550"),
    "working_capital": ("0.0045", "0.40", "1", "0.10", "0.0260", "0.0500"),
    "fixed_asset": ("0.0040", "0.40", "1", "0.10", "0.0260", "0.0480"),
}
RELIEF = {"consumer": "0.001", "personal_business": "0.005", "micro_credit": "0.005"}
AUTHORITY = {
    "strategic": ("0.0040", "0.0080"),
    "core": ("0.0020", "0.0050"),
    "standard": ("0.0010", "0.0030"),
    "watch": ("0", "0"),
    "exit": ("0", "0"),
}


def curve(months: Decimal) -> tuple[Decimal, Decimal]:
    """Transfer price and government bond of a term."""
    prices = ((12, "0.0170", "0.0140"), (36, "0.0180", "0.0150"), (60, "0.0200", "0.0160"))
    found = next((row[1:] for row in prices if months <= row[0]), ("0.0210", "0.0175"))
    return Decimal(found[0]), Decimal(found[1])


def ceiling_of(lender: str, day: str, months: Decimal) -> Decimal:
    four_times_lpr = 4 * Decimal("0.0310" if day < "2025-05-20" else "0.0300")
    bound_to_lpr = lender == "unlicensed" or (lender == "small_loan" and day >= "2028-01-01" and months > 1)
    return four_times_lpr if bound_to_lpr else Decimal("0.24")


def payments(method: str, amount: Decimal, rate: Decimal, months: int) -> list[Decimal]:
    """What is paid each month, in cents; the last payment takes the rest."""
    monthly, balance, paid = rate / 12, amount, []
    level = (amount * monthly / (1 - (1 + monthly) ** -months)).quantize(CENT, ROUND_HALF_UP)
    slice_of_principal = (amount / months).quantize(CENT, ROUND_HALF_UP)
    for month in range(1, months + 1):
        interest = (balance * monthly).quantize(CENT, ROUND_HALF_UP)
        repaid = {
            "equal_instalment": level - interest,
            "equal_principal": slice_of_principal,
            "interest_only": ZERO,
        }[method]
        repaid = balance if month == months else repaid
        paid.append(repaid + interest)
        balance -= repaid
    return paid


def disclosed_rate(amount: Decimal, paid: list[Decimal], charges: Sequence[Mapping[str, Any]]) -> float:
    """Twelve times the monthly rate at which what is paid is worth what is received."""
    flows = [float(amount)] + [-float(one) for one in paid]
    for charge in charges:
        flows[charge["period"]] -= float(charge["amount"])
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        worth = sum(flow / (1 + middle) ** month for month, flow in enumerate(flows))
        low, high = (middle, high) if worth < 0 else (low, middle)
    return 12 * low


def contribution(record: Mapping[str, Any], amount: Decimal) -> Decimal | None:
    """What the customer's deposits and fees earn by the loan, half a percent at most."""
    paths = (f"contribution.{field}" for field in ("deposits", "deposit_rate", "fees"))
    given = [ZERO if known(record, path) == "not_customer" else known(record, path) for path in paths]
    return of(
        lambda d, r, f: min(Decimal("0.005"), (d * max(ZERO, Decimal("0.017") - r) + f) / amount), *given
    )


def price(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    product, months = record["loan"]["product"], Decimal(record["loan"]["term_months"])
    amount = known(record, "loan.amount")
    cost, lgd, weight, hurdle, low, high = (Decimal(one) for one in PRODUCTS[product])
    transfer, bond = curve(months)
    funding = transfer - Decimal(RELIEF.get(product, "0"))
    relief = contribution(record, amount)
    loss = of(lambda pd: pd * lgd, known(record, "customer.pd"))
    capital = weight * Decimal("0.105")
    full = of(lambda e, r: funding + cost + e + capital * hurdle / Decimal("0.75") - r, loss, relief)
    reference = of(lambda f: max(low, f) if f <= high else high, full)
    reference = of(lambda r: r.quantize(BASIS_POINT, ROUND_UP), reference)
    needed = of(lambda f: f.quantize(BASIS_POINT, ROUND_UP), full)
    proposed = known(record, "loan.proposed_rate")
    rate = reference if proposed == "not_proposed" else proposed
    margin = of(lambda r, e, c: (r - funding - cost - e + c) * Decimal("0.75"), rate, loss, relief)
    branch, committee = of(
        lambda t: tuple(Decimal(one) for one in AUTHORITY[t]), known(record, "customer.tier")
    ) or (None, None)
    discount = of(lambda a, b: a - b, reference, rate)
    lender, charges, peers = record["lender"]["kind"], record.get("charges"), record.get("peers")
    cap = ceiling_of(lender, day, months)
    all_in = of(
        lambda r, c: disclosed_rate(amount, payments(record["loan"]["repayment"], amount, r, int(months)), c),
        rate,
        charges,
    )
    told = None if all_in is None else Decimal(all_in).quantize(BASIS_POINT, ROUND_HALF_UP)
    within = holds(lambda d, c: d <= c, discount, committee)
    rules = [
        (holds(lambda t: t > cap, told), "decline"),
        (holds(lambda t: t > Decimal("0.20"), told) if lender == "consumer_finance" else False, "refer"),
        (holds(lambda m: m < 0, margin), "decline"),
        (holds(lambda r, n: r < n, rate, needed), "refer"),
        (holds(lambda r: r * Decimal("0.75") < bond, rate), "decline"),
        (both(within, holds(lambda d, b: d > b, discount, branch)), "refer"),
        (opposite(within), "counter_offer"),
        (holds(lambda r: r > high, rate), "refer"),
        (unfair(rate, peers), "refer"),
    ]
    outcome = outcome_of(rules)
    untold = None in (reference, needed, margin)
    return {
        "outcome": outcome,
        "asked": [*rules, (None if untold else False, "approve")],
        "reference_rate": reference,
        "rate": of(lambda a, b, c: max(a, b - c), rate, reference, committee)
        if outcome in OUTCOMES[:2]
        else None,
        "hurdle_rate": needed,
        "raroc": of(lambda m: (m / capital).quantize(Decimal("0.000001"), ROUND_HALF_EVEN), margin),
        "eva": of(lambda m: ((m - hurdle * capital) * amount).quantize(CENT, ROUND_HALF_UP), margin),
        "disclosed": told if outcome == "approve" else None,
        "on an edge": all_in is not None and abs(all_in * 10000 % 1 - 0.5) < 1e-6,
    }


def unfair(rate: Decimal | None, peers: Sequence[Mapping[str, Any]] | None) -> Truth:
    """Whether somebody of the same risk pays less by more than ten basis points."""
    if peers is None or isinstance(peers, Mapping):
        return None
    found: list[Truth] = []
    for peer in peers:
        other = known({"peer": peer}, "peer.rate")
        found.append(
            False if other == "no_peer" else holds(lambda r, o: r - o > Decimal("0.001"), rate, other)
        )
    return True if True in found else None if None in found else False


# Rating of a company

DEBT = {
    "A": "44.6 57.3 66.3 82.2 97.2", "C": "44.6 57.3 66.3 82.2 97.2", "D": "44.6 57.3 66.3 82.2 97.2",
    "E": "75 80 82 85 88", "F": "45 50 55 65 75", "G": "44.6 57.3 66.3 82.2 97.2",
    "I": "44.6 57.3 66.3 82.2 97.2", "K": "70 75 78 82 85", "M": "44.6 57.3 66.3 82.2 97.2",
    **dict.fromkeys("BHLNOPQR", "44.6 57.3 66.3 82.2 97.2"),
}  # fmt: skip
COVER, QUICK, RETURN = "6.2 4.5 2.2 1.0 -0.6", "142.7 112.9 71.8 47.9 30.1", "16.1 10.7 5.6 -1.1 -8.7"
EDGES = (0.0005, 0.001, 0.002, 0.004, 0.0075, 0.015, 0.025, 0.045, 0.08, 0.15, 0.3)
CENTRAL = [
    "0.0005",
    "0.000707",
    "0.001414",
    "0.002828",
    "0.005477",
    "0.010607",
    "0.019365",
    "0.033541",
    "0.06",
    "0.109545",
    "0.212132",
    "0.547723",
]
JUDGED = {"strong": 90, "good": 90, "adequate": 60, "stable": 60, "weak": 20}
CAPS = {"emphasis": 6, "qualified": 8, "adverse": 10, "disclaimer": 10}


def standard_score(value: Decimal | None, levels: str, *, lower_is_better: bool = False) -> Decimal | None:
    """100, 80, 60, 40, 20 at the five levels, straight lines between them, nothing below the last."""
    if value is None:
        return None
    sign = -1 if lower_is_better else 1
    steps = [sign * Decimal(one) for one in levels.split()]
    value = sign * value
    if value >= steps[0]:
        return Decimal(100)
    for better, lower, points in zip(steps, steps[1:], (80, 60, 40, 20), strict=False):
        if value >= lower:
            return points + 20 * (value - lower) / (better - lower)
    return ZERO


def divided(above: Decimal | None, below: Decimal | None) -> Decimal | None:
    return None if above is None or below is None or below == 0 else above / below


def indicator_points(record: Mapping[str, Any]) -> Decimal | None:
    fields = (
        "total_assets",
        "total_liabilities",
        "current_assets",
        "inventory",
        "current_liabilities",
        "ebit",
        "interest",
        "net_profit",
    )
    read = {field: known(record, f"statement.{field}") for field in fields}
    code = known(record, "company.industry_code")
    debt_levels = of(lambda c: DEBT.get(c[0]), code)
    if debt_levels is None:
        return None
    hundred = Decimal(100)
    equity = of(lambda a, b: a - b, read["total_assets"], read["total_liabilities"])
    cover = divided(read["ebit"], read["interest"])
    if read["interest"] == 0:
        cover = of(lambda e: hundred if e > 0 else -hundred, read["ebit"])
    quick = divided(
        of(lambda a, b: hundred * (a - b), read["current_assets"], read["inventory"]),
        read["current_liabilities"],
    )
    earned = divided(of(lambda p: hundred * p, read["net_profit"]), equity)
    if equity is not None and equity <= 0:
        earned = -hundred
    ratio = divided(of(lambda x: hundred * x, read["total_liabilities"]), read["total_assets"])
    return of(
        lambda a, b, c, d: Decimal("0.195") * a + Decimal("0.1625") * (b + d) + Decimal("0.13") * c,
        standard_score(ratio, debt_levels, lower_is_better=True),
        standard_score(cover, COVER),
        standard_score(quick, QUICK),
        standard_score(earned, RETURN),
    )


def rate_company(record: Mapping[str, Any], stale_before: str) -> dict[str, Any]:
    """The grade as a number from 1; statements dated before `stale_before` are stale."""
    judged = [
        of(JUDGED.get, known(record, f"judgment.{k}"))
        for k in ("outlook", "position", "management", "controls", "shareholders", "bank_relations")
    ]
    score = of(
        lambda s, o, *others: s + Decimal("0.1") * o + Decimal("0.05") * sum(others),
        indicator_points(record),
        *judged,
    )
    base = of(lambda s: 1 + sum(1 / (1 + math.exp(-1 + 0.075 * float(s))) >= edge for edge in EDGES), score)
    grade = moved(record, base, stale_before)
    opinion, information = known(record, "company.audit_opinion"), known(record, "customer.information_grade")
    override, authority = known(record, "override.notches"), known(record, "override.authority")
    asked = (
        False
        if override == "no_override"
        else both(holds(lambda n: n < 0, override), holds(lambda a: a == "branch", authority))
    )
    rules = [
        (asked, "refer"),
        (holds(lambda o: o in ("qualified", "adverse", "disclaimer"), opinion), "refer"),
        (holds(lambda i: i in ("C", "D"), information), "refer"),
        (holds(lambda g: g >= 10, grade), "refer"),
    ]
    outcome = outcome_of(rules)
    missing = grade is None or score is None
    return {
        "outcome": "refer" if missing else outcome,
        "score": score,
        "model_grade": base,
        "grade": grade,
        "pd": of(lambda g: Decimal(CENTRAL[g - 1]), grade),
    }


def within(grade: int) -> int:
    return min(12, max(1, grade))


def moved(record: Mapping[str, Any], base: int | None, stale_before: str) -> int | None:
    """The grade after judgment, age of the statement, support, override and all caps."""
    notches, override, why = (
        known(record, path) for path in ("judgment.notches", "override.notches", "override.reason")
    )
    parent, supports, cash = (known(record, f"parent.{k}") for k in ("grade", "supports", "controls_cash"))
    dated, opinion = known(record, "statement.date"), known(record, "company.audit_opinion")
    warning, loans = known(record, "warning.level"), known(record, "bureau.worst_class")
    if None in (base, notches, dated, opinion, warning, loans, supports, cash, override):
        return None
    assert base is not None
    grade = base if notches == "no_adjustment" else within(base + int(max(-2, min(2, notches))))
    grade = within(grade + 1) if dated < stale_before else grade
    if (supports is True or cash is True) and parent is None:
        return None
    if supports is True and parent != "no_parent":
        grade = min(grade, max(grade - 2, int(parent[1:])))
    if override != "no_override":
        if not -1 <= override <= 3 or (override != 0 and (why is None or why == "no_override")):
            return None
        grade = within(grade + int(override))
    caps = [int(parent[1:])] if cash is True and parent != "no_parent" else []
    caps += [7] if opinion == "not_audited" else [CAPS[opinion]] if opinion in CAPS else []
    caps += {"orange": [8], "red": [9]}.get(warning, [])
    caps += [12] if loans in ("substandard", "doubtful", "loss") else []
    return max([grade, *caps])


# Limit of a mortgage

MILLIONTH = Decimal("0.000001")


def level_instalment(amount: Decimal, rate: Decimal, months: Decimal) -> Decimal:
    monthly = rate / 12
    return amount * monthly / (1 - (1 + monthly) ** -months)


def mortgage(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    amount, months, rate = (known(record, f"loan.{k}") for k in ("amount", "term_months", "rate"))
    kind, city = record["property"]["kind"], known(record, "property.city_down_payment")
    price_paid, appraisal, fee = (
        known(record, f"property.{k}") for k in ("price", "appraisal", "monthly_fee")
    )
    debt, homes = known(record, "household.debt_service"), known(record, "household.homes")
    people = record["applicants"]
    incomes = [known({"a": one}, "a.monthly_income") for one in people]
    income = None if None in incomes else sum(incomes)
    national = Decimal("0.15") if kind == "housing" else Decimal("0.3" if day >= "2026-01-17" else "0.5")
    down = of(lambda c: max(national, ZERO if c == "no_city_rule" else c), city)
    value = of(min, price_paid, appraisal)
    room = of(lambda v, d: v * (1 - d), value, down)
    monthly = of(lambda r: level_instalment(amount, r, months).quantize(CENT, ROUND_HALF_UP), rate)
    housing = of(lambda m, f, i: (m + f) / i if i else None, monthly, fee, income)
    housing = of(lambda h: h.quantize(MILLIONTH, ROUND_HALF_EVEN), housing)
    everything = of(lambda m, f, d, i: (m + f + d) / i if i else None, monthly, fee, debt, income)
    everything = of(lambda h: h.quantize(MILLIONTH, ROUND_HALF_EVEN), everything)
    by_housing = of(lambda i, f, r: carried(Decimal("0.5") * i - f, r, months), income, fee, rate)
    by_debt = of(lambda i, f, d, r: carried(Decimal("0.55") * i - f - d, r, months), income, fee, debt, rate)
    by_housing = of(lambda h, c: max(amount, c) if h <= Decimal("0.5") else c, housing, by_housing)
    by_debt = of(lambda h, c: max(amount, c) if h <= Decimal("0.55") else c, everything, by_debt)
    limit = of(lambda *bounds: limit_of(min(amount, *bounds)), room, by_housing, by_debt)
    ages = [one["age"] for one in people]
    oldest, youngest = (None, None) if None in ages else (max(ages), min(ages))
    longest = of(lambda old: min(360 if kind == "housing" else 120, max(0, (70 - old) * 12)), oldest)
    third = holds(lambda h: h > 1, homes) if kind == "housing" else False
    rules = [
        (holds(lambda young: young < 18, youngest), "decline"),
        (holds(lambda most: months > most, longest), "decline"),
        (known(record, "property.down_payment_borrowed"), "decline"),
        (third, "refer"),
        (holds(lambda r: amount > r, room), "counter_offer"),
        (holds(lambda h: h > Decimal("0.5"), housing), "counter_offer"),
        (holds(lambda h: h > Decimal("0.55"), everything), "counter_offer"),
        (holds(lambda x: x == 0, limit), "decline"),
        (holds(lambda x: 0 < x < amount, limit), "counter_offer"),
    ]
    outcome = outcome_of(rules)
    ltv = of(lambda v: (amount / v).quantize(MILLIONTH, ROUND_HALF_EVEN), value)
    untold = None in (ltv, housing, everything, longest)
    if untold and outcome != "decline":
        outcome = "refer"
    return {
        "outcome": outcome,
        "asked": [*rules, (None if untold else False, "approve")],
        "limit": limit if outcome in OUTCOMES[:2] else None,
        "ltv": ltv,
        "housing_ratio": housing,
        "debt_ratio": everything,
        "longest_term": longest,
    }


def carried(payment: Decimal, rate: Decimal, months: Decimal) -> Decimal:
    monthly = rate / 12
    return max(ZERO, payment) * (1 - (1 + monthly) ** -months) / monthly


def limit_of(smallest: Decimal) -> Decimal:
    floored = max(ZERO, smallest // 1000 * 1000)
    return floored if floored >= 10_000 else ZERO
