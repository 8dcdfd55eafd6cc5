"""Provision for one claim by hand: expected losses summed month by month, the guide of 2002 by class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from reference.fields import NOT_APPLICABLE, Fields
from reference.five_category import CLASSES
from reference.three_valued import Truth, both, either, holds, opposite, worst

STAGES = ("stage_1", "stage_2", "stage_3")
LEVELS = ("none", "blue", "yellow", "orange", "red")
SCENARIOS = (("0.2", "0.8"), ("0.6", "1"), ("0.2", "1.6"))
"""Weight, and by what the probability of default is multiplied."""
SPECIAL = {"pass": "0", "special_mention": "0.02", "substandard": "0.25", "doubtful": "0.5", "loss": "1"}


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def discounted_defaults(pd: Decimal, rate: Decimal, months: int) -> Decimal:
    """The probability that the claim defaults in each of the months, discounted from the middle of it."""
    total = Decimal(0)
    for weight, factor in SCENARIOS:
        hazard = 1 - (1 - min(Decimal(1), max(Decimal("0.0005"), pd) * Decimal(factor))) ** (Decimal(1) / 12)
        discount = (1 + rate) ** (Decimal(-1) / 12)
        alive, present, found = Decimal(1), discount.sqrt(), Decimal(0)
        for _ in range(months):
            found += alive * hazard * present
            alive *= 1 - hazard
            present *= discount
        total += Decimal(weight) * found
    return total


def rules_of(read: Fields) -> list[tuple[str, Truth, str]]:
    rank = holds(CLASSES.index, read("loan.class"))
    days, pd, before = read("loan.days_past_due"), read("risk.pd"), read("risk.pd_at_origination")
    return [
        ("STG-01", holds(lambda r: r >= 2, rank), "stage_3"),
        ("STG-02", read("loan.credit_impaired"), "stage_3"),
        ("STG-03", holds(lambda n: n > 90, days), "stage_3"),
        ("STG-11", holds(lambda n: n > 30, days), "stage_2"),
        ("STG-12", holds(lambda r: r == 1, rank), "stage_2"),
        (
            "STG-13",
            both(
                holds(lambda p: Decimal(str(p)) >= Decimal("0.003"), pd),
                holds(lambda p, o: Decimal(str(p)) >= 2 * Decimal(str(o)), pd, before),
            ),
            "stage_2",
        ),
        ("STG-14", holds(lambda level: LEVELS.index(level) >= 3, read("warning.level")), "stage_2"),
    ]


def sound(read: Fields) -> Truth:
    """Whether a claim shows that its risk has not increased."""
    pd, before = number(read("risk.pd")), number(read("risk.pd_at_origination"))
    low = holds(lambda p: p < Decimal("0.003"), pd)
    return both(
        holds("pass".__eq__, read("loan.class")),
        opposite(read("loan.credit_impaired")),
        holds(lambda n: n <= 30, read("loan.days_past_due")),
        holds(lambda level: LEVELS.index(level) < 3, read("warning.level")),
        either(low, holds(lambda p, o: p < 2 * o, pd, before)),
    )


def exposure(read: Fields) -> Decimal | None:
    parts = [number(read(f"loan.{name}")) for name in ("balance", "accrued_interest", "undrawn")]
    return holds(lambda balance, interest, undrawn: balance + interest + undrawn * Decimal("0.4"), *parts)  # type: ignore[return-value]


def expected_loss(read: Fields, stage: str, months: int | None) -> Decimal | None:
    ead, lgd = exposure(read), number(read("risk.lgd"))
    if stage == "stage_3":
        left = read("loan.recoverable")
        if left is NOT_APPLICABLE:
            return None if ead is None or lgd is None else ead * lgd
        return None if ead is None or left is None else max(Decimal(0), ead - Decimal(str(left)))
    pd, rate = number(read("risk.pd")), number(read("loan.effective_rate"))
    life, repayment = read("loan.remaining_months"), read("loan.repayment")
    if ead is None or lgd is None or pd is None or rate is None or months is None or repayment is None:
        return None
    share = 1 - Decimal(months) / (2 * max(1, life)) if repayment == "instalments" else Decimal(1)
    return ead * share * lgd * discounted_defaults(pd, rate, months)


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Stage, fired rules, provisions and next state; None for what is not known."""
    with localcontext() as context:
        context.prec = 40
        return _decided(Fields(record))


def _decided(read: Fields) -> dict[str, Any]:
    prior = read.record.get("prior", {})
    first = prior.get("missing") == "no_prior"
    known = Fields({"prior": {"stage": "stage_1", "clean_months": 0} if first else prior})
    signs = rules_of(read)
    seen = worst(STAGES, "stage_2", "stage_1", [(truth, then) for _, truth, then in signs])
    clean = holds(lambda n: n + 1, known("prior.clean_months")) if seen == "stage_1" else 0
    held_back = both(holds(lambda s: s != "stage_1", known("prior.stage")), holds(lambda n: n < 3, clean))
    rules = [*signs, ("STG-21", held_back, "stage_2")]
    asked: list[tuple[Truth, str]] = [(truth, then) for _, truth, then in rules]
    stage = worst(STAGES, "stage_2", "stage_1", asked)
    rules.append(("STG-31", sound(read), "stage_1"))
    asked.append((sound(read), "stage_1"))
    life = holds(lambda n: max(1, n), read("loan.remaining_months"))
    months: Any = holds(lambda n: min(12, n), life) if stage == "stage_1" else life
    ead, ecl = exposure(read), expected_loss(read, stage, months)
    balance, cls = number(read("loan.balance")), read("loan.class")
    special = None if balance is None or cls is None else balance * Decimal(SPECIAL[cls])
    general = None if balance is None else balance * Decimal("0.01")
    guide = None if general is None or special is None else general + special
    required = None if ecl is None or guide is None else max(ecl, guide)
    held = number(read("provision.held"))
    ratio = None if ecl is None or ead is None else Decimal(0) if ead == 0 else ecl / ead
    outputs = {
        "ead": None if ead is None else ead.quantize(Decimal("0.01")),
        "horizon_months": months,
        "ecl": cents(ecl),
        "ecl_ratio": None if ratio is None else ratio.quantize(Decimal("0.000001")),
        "special": cents(special),
        "general": cents(general),
        "by_guide": cents(guide),
        "required": cents(required),
        "shortfall": None if required is None or held is None else cents(max(Decimal(0), required - held)),
    }
    asked += [(None, "stage_2") for value in outputs.values() if value is None]
    outcome = worst(STAGES, "stage_2", "stage_1", asked)
    return {
        "outcome": outcome,
        "fired": sorted(name for name, truth, _ in rules if truth),
        "outputs": outputs,
        "state": {"stage": outcome, "clean_months": clean},
    }
