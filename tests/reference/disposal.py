"""Disposal of a bad asset, written by hand: what each lawful way is worth, and the clocks of the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from reference.customer_exit import months_later
from reference.fields import Fields, chosen
from reference.three_valued import Truth, both, either, holds, opposite, worst

OUTCOMES = ("on_plan", "act_soon", "to_committee", "review")
WAYS = ("collect", "restructure", "litigate", "in_kind", "transfer_single", "transfer_batch", "write_off")
AMOUNTS = ("amount", "payment", "amount", "value", "price", "price", "amount")
PILOT_ENDS = dt.date(2026, 12, 31)
NONE_GIVEN = ("not_agreed", "not_taken", "never", "not_claimed")
LONG_AGO = dt.date(1900, 1, 1)
LIMITATIONS = {"general": 36, "trade": 48, "bill": 24, "recourse": 6, "enforcement": 24}
"""Months of each kind of limitation."""


def day_of(read: Fields, path: str) -> dt.date | None:
    """A day, the year 1900 where the record says that there is none."""
    if read.cause(path) in NONE_GIVEN:
        return LONG_AGO
    found = read(path)
    return None if found is None else dt.date.fromisoformat(found)


class Law:
    """The clocks, and who may be transferred or written off."""

    def __init__(self, read: Fields, day: dt.date) -> None:
        due, interrupted = day_of(read, "claim.due_on"), day_of(read, "claim.interrupted_on")
        months = holds(LIMITATIONS.get, read("claim.limitation"))
        self.limitation = holds(
            lambda a, b, n: min(months_later(max(a, b), n), months_later(a, 240)), due, interrupted, months
        )
        self.barred = holds(lambda last: day > last, self.limitation)
        self.near = both(opposite(self.barred), holds(lambda last: (last - day).days <= 90, self.limitation))
        agreed = day_of(read, "guarantee.agreed_until")
        by_law = holds(lambda d: months_later(d, 6), due)
        valid: Truth = False if agreed == LONG_AGO else holds(lambda d, a: d > a, agreed, due)
        self.guarantee = chosen(valid, agreed, by_law)
        self.kind = read("guarantee.kind")
        self.guaranteed = holds(lambda k: k != "none", self.kind)
        self.unclaimed = both(self.guaranteed, opposite(read("guarantee.claimed")))
        self._guarantor(read, day)
        self.guarantee_over = both(self.unclaimed, holds(lambda last: day > last, self.guarantee))
        self.guarantee_near = both(
            self.unclaimed, holds(lambda last: 0 <= (last - day).days <= 30, self.guarantee)
        )
        taken, movable = day_of(read, "taken.on"), read.applicable("taken.movable")
        self.holding = read.cause("taken.on") != "not_taken"
        self.sell_by = holds(lambda d, m: months_later(d, 12 if m else 24), taken, movable)
        self.held_over = both(self.holding, holds(lambda last: day > last, self.sell_by))
        self.sale_near = both(self.holding, holds(lambda last: 0 <= (last - day).days <= 90, self.sell_by))
        days = (interrupted, taken, self.claimed_on)
        self.ahead = either(*(holds(lambda d: d > day, one) for one in days))
        self.not_yet_due = holds(lambda d: d > day, due)
        self._transfers(read, day <= PILOT_ENDS)

    def _guarantor(self, read: Fields, day: dt.date) -> None:
        """Three years from the day on which the guarantor was last asked; nothing without such a day."""
        self.asked = both(self.guaranteed, read("guarantee.claimed"))
        self.claimed_on = day_of(read, "guarantee.claimed_on")
        never = self.claimed_on == LONG_AGO
        self.guarantor = None if never else holds(lambda d: months_later(d, 36), self.claimed_on)
        over: Truth = False if never else holds(lambda last: day > last, self.guarantor)
        near: Truth = False if never else holds(lambda last: (last - day).days <= 90, self.guarantor)
        self.guarantor_over = both(self.asked, over)
        self.guarantor_near = both(self.asked, opposite(over), near)

    def _transfers(self, read: Fields, pilot: bool) -> None:
        kind = read("asset.kind")
        company = holds(lambda k: k == "corporate", kind)
        personal = holds(lambda k: k in ("consumption", "credit_card", "business_unsecured"), kind)
        claims = 0 if read.cause("transfer_batch.claims") == "no_batch" else read("transfer_batch.claims")
        ground = read("write_off.ground")
        small = both(
            holds(lambda p: p <= 50_000, read("claim.principal")),
            holds(lambda n: n >= 12, read("write_off.effort_months")),
        )
        free = holds("none".__eq__, read("claim.restriction"))
        self.bad = holds(lambda c: c in ("substandard", "doubtful", "loss"), read("loan.class"))
        self.single = both(self.bad, company, pilot, free)
        lawful = either(both(company, holds(lambda n: n >= 3, claims)), both(personal, pilot))
        self.batch = both(self.bad, free, lawful)
        self.write_off = both(
            self.bad,
            holds(lambda g: g != "none", ground),
            read("write_off.evidence"),
            read("write_off.recourse_used"),
            either(holds(lambda g: g != "small", ground), small),
        )


class Figures:
    """The figures of the ways as decimals."""

    def __init__(self, read: Fields) -> None:
        self.read = read
        self.rate = self("claim.discount_rate")

    def __call__(self, path: str) -> Decimal | None:
        value = self.read(path)
        return Decimal(str(value)) if isinstance(value, int | float | Decimal) else None

    def later(self, years: Decimal) -> Decimal:
        """What 1 of today has become after some years."""
        assert self.rate is not None
        return (1 + self.rate) ** years

    def annuity(self, payments: Decimal) -> Decimal:
        return sum((1 / self.later(Decimal(year)) for year in range(1, int(payments) + 1)), Decimal(0))

    def gross(self, way: str) -> Decimal | None:
        """What a way is expected to bring, before cost and time."""
        if way == "restructure":
            parts = [self(f"restructure.{name}") for name in ("payment", "probability", "payments")]
            return holds(lambda payment, p, n: payment * p * n, *parts)  # type: ignore[return-value]
        if way == "litigate":
            parts = [self(f"litigate.{name}") for name in ("amount", "probability", "otherwise")]
            return holds(lambda won, p, lost: won * p + lost * (1 - p), *parts)  # type: ignore[return-value]
        return self(f"{way}.{AMOUNTS[WAYS.index(way)]}")

    def value(self, way: str) -> Decimal | None:
        """What a way is worth today."""
        gross = self.gross(way)
        if gross is None:
            return gross
        names = {
            "transfer_single": ("years", "cost"),
            "transfer_batch": ("years", "cost"),
            "collect": ("years", "fee"),
            "restructure": ("payments",),
            "litigate": ("years", "cost"),
            "in_kind": ("years", "fee", "cost"),
            "write_off": ("years", "cost"),
        }[way]
        parts = {name: self(f"{way}.{name}") for name in names}
        if self.rate is None or None in parts.values():
            return None
        found: dict[str, Decimal] = {name: part for name, part in parts.items() if part is not None}
        if way == "restructure":
            return gross / found["payments"] * self.annuity(found["payments"])
        fee, growth = found.get("fee", Decimal(0)), self.later(found["years"])
        if way == "in_kind" or way.startswith("transfer"):
            return (gross * (1 - fee) - found["cost"]) / growth
        return gross * (1 - fee) / growth - found.get("cost", Decimal(0))

    def break_even(self, way: str, beaten: Decimal) -> Decimal:
        """What a way has to bring to be worth as much as something else."""
        names = ("payments", "years", "fee", "cost")
        known = {name: self(f"{way}.{name}") or Decimal(0) for name in names}
        if way == "restructure":
            return beaten * known["payments"] / self.annuity(known["payments"])
        growth = self.later(known["years"])
        if way == "in_kind" or way.startswith("transfer"):
            return (beaten * growth + known["cost"]) / (1 - known["fee"])
        return (beaten + known["cost"]) * growth / (1 - known["fee"])


def values_of(figures: Figures, law: Law) -> dict[str, Decimal | bool | None]:
    """The value of each way: False where it is not open, None where that or its value is not known."""
    closed: dict[str, Truth] = {
        "litigate": law.barred,
        "transfer_single": opposite(law.single),
        "transfer_batch": opposite(law.batch),
        "write_off": opposite(law.write_off),
    }
    found: dict[str, Decimal | bool | None] = {}
    for way, amount in zip(WAYS, AMOUNTS, strict=True):
        impossible = figures.read.cause(f"{way}.{amount}") == "not_possible"
        shut = either(impossible, closed.get(way, False))
        found[way] = False if shut else None if shut is None else figures.value(way)
    return found


def cents(value: Any) -> Any:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP) if isinstance(value, Decimal) else None


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Outcome, fired rules, ways and their values; None for what is not known."""
    with localcontext() as context:
        context.prec = 40
        read = Fields(record)
        return _decided(read, Figures(read), Law(read, day))


def ranked(values: Mapping[str, Any]) -> list[str] | None:
    """The ways that are open, the best one first; None where a value is not known."""
    if None in values.values():
        return None
    still = [way for way in WAYS if values[way] is not False]
    return sorted(still, key=lambda way: -values[way])


def claim_of(figures: Figures) -> Decimal | None:
    parts = (figures("claim.principal"), figures("claim.interest"))
    return holds(lambda principal, interest: principal + interest, *parts)  # type: ignore[return-value]


def recoverable_of(way: str | None, best: Any, claim: Decimal | None) -> Decimal | None:
    """What the best way is worth, at least nothing and at most the claim."""
    if way is None or claim is None:
        return None
    worth = Decimal(0) if best is None else best
    found: Decimal = cents(min(claim, max(Decimal(0), worth)))
    return found


def more_than_owed(figures: Figures, way: str | None, best: Any) -> Truth:
    """More comes in than is owed; payments that bear interest count by what they are worth today."""
    if way is None:
        return None
    if way == "none":
        return False
    brought = best if way == "restructure" else figures.gross(way)
    return holds(lambda amount, claim: amount > claim, brought, claim_of(figures))


def outputs_of(figures: Figures, law: Law, values: Mapping[str, Any]) -> dict[str, Any]:
    order = ranked(values)
    way = None if order is None else [*order, "none"][0]
    second = None if order is None else [*order, "none", "none"][1]
    best = values[way] if way in WAYS else None
    beaten = Decimal(0) if second == "none" else values.get(second)
    claim = claim_of(figures)
    expected = least = None
    if way in WAYS and claim is not None and best is not None and beaten is not None:
        expected = figures.gross(way) / claim
        least = figures.break_even(way, max(Decimal(0), beaten)) / claim
    millionth = Decimal("0.000001")
    rates = [None if rate is None else rate.quantize(millionth) for rate in (expected, least)]
    return {
        "way": way,
        "value": cents(best),
        "runner_up": second,
        "runner_up_value": cents(values[second]) if second in WAYS else None,
        "expected_rate": rates[0],
        "break_even_rate": rates[1],
        "recoverable": recoverable_of(way, best, claim),
        "limitation_last_day": law.limitation,
        "guarantee_last_day": law.guarantee if law.guaranteed else None,
        "guarantor_last_day": law.guarantor if law.asked else None,
        "sell_by": law.sell_by if law.holding else None,
        "may_transfer_single": law.single,
        "may_transfer_batch": law.batch,
        "may_write_off": law.write_off,
        **{f"{one}_value": cents(value) for one, value in values.items()},
    }


def _decided(read: Fields, figures: Figures, law: Law) -> dict[str, Any]:
    values = values_of(figures, law)
    outputs = outputs_of(figures, law, values)
    way, second = outputs["way"], outputs["runner_up"]
    best, next_best = values.get(way), values.get(second)

    def chosen_way(*ways: str) -> Truth:
        return holds(lambda one: one in ways, way)

    again = holds(lambda n: n > 0, read("claim.restructurings"))
    near: Truth = None if second is None else False
    if second in WAYS:
        near = best - next_best < Decimal("0.05") * best  # type: ignore[operator]
    nothing: Truth = None if way is None else way != "none" and best <= 0  # type: ignore[operator]
    rules: list[tuple[str, Truth, str]] = [
        ("LAW-01", law.barred, "review"),
        ("LAW-02", law.near, "act_soon"),
        ("LAW-03", law.guarantee_over, "review"),
        ("LAW-04", law.guarantee_near, "act_soon"),
        ("LAW-08", law.guarantor_over, "review"),
        ("LAW-09", law.guarantor_near, "act_soon"),
        ("LAW-05", law.held_over, "review"),
        ("LAW-06", law.sale_near, "act_soon"),
        ("LAW-07", law.ahead, "review"),
        ("LAW-10", law.not_yet_due, "review"),
        ("DSP-01", chosen_way("none"), "review"),
        ("DSP-02", chosen_way("write_off"), "to_committee"),
        ("DSP-03", chosen_way("transfer_single", "transfer_batch"), "to_committee"),
        ("DSP-04", both(chosen_way("restructure"), again), "to_committee"),
        ("DSP-05", near, "to_committee"),
        ("DSP-06", nothing, "review"),
        ("DSP-08", opposite(law.bad), "review"),
        ("DSP-07", more_than_owed(figures, way, best), "review"),
    ]
    calm = worst(OUTCOMES, "review", "on_plan", [(truth, then) for _, truth, then in rules]) == "on_plan"
    calm = calm and not (law.asked is None and law.claimed_on == LONG_AGO)
    rules.append(("DSP-11", calm, "on_plan"))
    steps = {
        1: opposite(law.barred),
        2: both(law.unclaimed, holds(lambda k: k == "joint", law.kind)),
        3: both(law.unclaimed, holds(lambda k: k == "general", law.kind)),
        8: law.asked,
        4: chosen_way("transfer_single", "transfer_batch"),
        5: chosen_way("write_off"),
        6: law.holding,
        7: both(chosen_way("restructure"), law.guaranteed),
    }
    unknown = None in steps.values()
    outputs["steps"] = None if unknown else [f"STP-{number}" for number, step in steps.items() if step]
    asked = [(truth, then) for _, truth, then in rules]
    needed = ["way", "runner_up", "recoverable", "limitation_last_day", "steps"]
    needed += ["may_transfer_single", "may_transfer_batch", "may_write_off"]
    needed += ["expected_rate", "break_even_rate"] if way != "none" else []
    lacking = any(outputs[name] is None for name in needed)
    lacking |= law.guaranteed is not False and law.guarantee is None
    lacking |= law.asked is None or (law.asked is True and law.guarantor is None)
    lacking |= (
        (law.holding is not False and law.sell_by is None) or law.holding is None or law.guaranteed is None
    )
    lacking |= any(value is None for value in values.values())
    asked += [(None, "review")] if lacking else []
    return {
        "outcome": worst(OUTCOMES, "review", "on_plan", asked),
        "fired": sorted(name for name, truth, _ in rules if truth),
        "outputs": outputs,
    }
