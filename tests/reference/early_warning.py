"""Early warning written by hand, to hold the shipped policy against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from reference.customer_exit import months_later
from reference.fields import NOT_APPLICABLE, Fields
from reference.three_valued import Truth, both, either, holds, opposite

LEVELS = ("none", "blue", "yellow", "orange", "red")
Test = Callable[[Any], bool]


def at_least(bound: str) -> Test:
    return lambda value: bool(value >= Decimal(bound))


def above(bound: str) -> Test:
    return lambda value: bool(value > Decimal(bound))


def at_most(bound: str) -> Test:
    return lambda value: bool(value <= Decimal(bound))


def below(bound: str) -> Test:
    return lambda value: bool(value < Decimal(bound))


def one_of(*values: str) -> Test:
    return lambda value: value in values


EVERYBODY: tuple[tuple[str, str, str, Test], ...] = (
    ("PER-04", "yellow", "loan.extension_asked", bool),
    ("PER-05", "blue", "account.line_use", above("0.9")),
    ("PER-07", "orange", "loan.kind", one_of("advance")),
    ("PER-08", "blue", "covenant.use", lambda use: Decimal("0.9") <= use <= 1),
    ("PER-09", "yellow", "covenant.use", above("1")),
    ("PER-10", "red", "bureau.worst_class", one_of("substandard", "doubtful", "loss")),
    ("PER-11", "blue", "bureau.enquiries_3m", at_least("5")),
    ("PER-12", "yellow", "bureau.new_lenders_3m", at_least("2")),
    ("PER-13", "yellow", "account.inflow_change", at_most("-0.4")),
    ("PER-14", "yellow", "customer.grade_fall", at_least("2")),
    ("EXT-01", "red", "registry.dishonest_debtor", bool),
    ("EXT-02", "red", "registry.frozen", bool),
    ("EXT-11", "red", "event.fraud", bool),
    ("EXT-12", "orange", "registry.enforcement_amount", above("0")),
    ("COL-02", "orange", "collateral.ltv_rise", at_least("0.15")),
    ("COL-03", "yellow", "collateral.price_change", at_most("-0.1")),
    ("COL-04", "yellow", "guarantor.warning_level", one_of("orange")),
    ("COL-05", "orange", "guarantor.warning_level", one_of("red")),
    ("COL-06", "yellow", "group.warning_level", one_of("orange")),
    ("COL-07", "orange", "group.warning_level", one_of("red")),
    ("MAC-04", "blue", "market.region_bad_ratio", above("0.03")),
    ("MAC-06", "blue", "market.rate_rise_12m", at_least("0.005")),
    ("MAC-07", "blue", "market.property_change_12m", at_most("-0.1")),
    ("INS-01", "yellow", "inspection.overdue", bool),
    ("INS-02", "orange", "inspection.finding", one_of("misused")),
    ("INS-03", "orange", "inspection.not_met_in_row", at_least("2")),
)
"""Indicators of one figure: rule, level, field, and what is asked of it."""
BUSINESSES: tuple[tuple[str, str, str, Test], ...] = (
    ("PER-06", "orange", "account.bill_dishonoured", bool),
    ("FIN-01", "yellow", "finance.sales_change", lambda c: Decimal("-0.3") < c <= Decimal("-0.2")),
    ("FIN-02", "orange", "finance.sales_change", at_most("-0.3")),
    ("FIN-03", "yellow", "finance.margin_change", at_most("-0.05")),
    ("FIN-05", "yellow", "finance.debt_ratio_change", at_least("0.1")),
    ("FIN-06", "blue", "finance.current_ratio", below("1")),
    ("FIN-07", "yellow", "finance.negative_cash_periods", at_least("2")),
    ("FIN-08", "yellow", "finance.turned_to_loss", bool),
    ("FIN-09", "yellow", "finance.related_receivables", above("0.2")),
    ("FIN-10", "yellow", "finance.debt_to_ebitda", above("6")),
    ("FIN-11", "orange", "finance.debt_service_cover", below("1")),
    ("FIN-12", "orange", "company.audit_opinion", one_of("qualified", "adverse", "disclaimer")),
    ("OPE-01", "yellow", "operation.capacity_use", below("0.6")),
    ("OPE-02", "yellow", "operation.staff_change", at_most("-0.2")),
    ("OPE-03", "yellow", "operation.wages_late", bool),
    ("OPE-04", "yellow", "operation.key_customer_loss", above("0.5")),
    ("OPE-05", "blue", "operation.electricity_change", at_most("-0.2")),
    ("OPE-06", "red", "operation.halted", bool),
    ("KEY-01", "red", "person.controller_missing", bool),
    ("EXT-04", "orange", "registry.equity_pledged", above("0.8")),
    ("EXT-05", "yellow", "registry.tax_grade", one_of("D")),
    ("EXT-07", "orange", "registry.environment_veto", bool),
    ("EXT-10", "red", "event.bond_default", bool),
    ("EXT-13", "yellow", "tax.arrears", above("0")),
    ("MAC-01", "blue", "market.price_change_3m", at_most("-0.15")),
    ("MAC-02", "blue", "market.weak_pmi_months", at_least("3")),
    ("MAC-03", "yellow", "market.capacity_list", bool),
    ("MAC-05", "blue", "market.currency_change_3m", at_most("-0.05")),
)
PERSONS = (
    ("PSN-01", "yellow", "person.income_change", at_most("-0.3")),
    ("PSN-02", "yellow", "person.work_lost", bool),
)
OTHER_FIELDS = ("loan.days_past_due", "borrower.retail", "loan.balance", "collateral.value", "event.news_on")
OTHER_FIELDS_OF_BUSINESSES = (
    "registry.litigation_share",
    "finance.receivable_days_change",
    "finance.inventory_days_change",
    "finance.statements_to",
    "person.key_change",
    "registry.tax_grade_before",
    "event.accident_on",
)
FAMILIES = {
    **dict.fromkeys(("PER", "INS", "DAT"), "performance"),
    "FIN": "finance",
    **dict.fromkeys(("OPE", "PSN"), "operation"),
    **dict.fromkeys(("KEY", "EXT"), "events"),
    "MAC": "market",
    "COL": "security",
}
MONEY_SHORT = ("PER-01", "PER-04", "PER-12", "PER-13", "OPE-03")
ACTIONS = {
    "blue": (("days", 10), ("days", 30), (3, 0), "account_manager", "keep"),
    "yellow": (("workdays", 5), ("workdays", 10), (1, 0), "branch_risk", "freeze_increase"),
    "orange": (("workdays", 3), ("workdays", 5), (0, 15), "city_risk", "reduce"),
    "red": (("days", 1), ("workdays", 3), (0, 7), "head_office_risk", "exit"),
}
"""To confirm and to plan within, to review after (months, days), who is responsible, the effect on limits."""


OUTPUTS = (
    *("confirm_by", "plan_by", "confirmed_in_time", "planned_in_time", "review_by", "lapses_after"),
    *("responsible", "limit_effect"),
)


NOT_KNOWN_EITHER = {
    ("customer.grade", "not_rated"),
    ("company.audit_opinion", "not_audited"),
    ("loan.type", "not_a_loan"),
}
"""Fields and causes for which the question does arise, and nobody has answered it."""


class Facts(Fields):
    """Fields of a loan: amounts as decimals, days as dates."""

    def __call__(self, path: str) -> Any:
        if (path, self.cause(path)) in NOT_KNOWN_EITHER:
            return None
        value = super().__call__(path)
        return Decimal(str(value)) if isinstance(value, float) else value

    def day(self, path: str) -> Any:
        value = self(path)
        return dt.date.fromisoformat(value) if isinstance(value, str) else value


def worse(left: str, right: str) -> str:
    return max(left, right, key=LEVELS.index)


def after(start: dt.date, counted: tuple[str, int]) -> dt.date:
    """So many days or workdays (Monday to Friday) after a day."""
    kind, number = counted
    if kind == "days":
        return start + dt.timedelta(number)
    day = start
    while number:
        day += dt.timedelta(1)
        number -= day.weekday() < 5
    return day


def past_due(read: Facts) -> list[tuple[str, Truth, str]]:
    days, retail = read("loan.days_past_due"), read("borrower.retail")
    late = None if retail is None else 30 if retail else 7
    very_late = None if retail is None else 60 if retail else 30
    beyond = holds(lambda d, bound: d > bound, days, late)
    far_beyond = holds(lambda d, bound: d > bound, days, very_late)
    return [
        ("PER-01", both(holds(lambda d: d > 0, days), opposite(beyond)), "yellow"),
        ("PER-02", both(beyond, opposite(far_beyond)), "orange"),
        ("PER-03", far_beyond, "red"),
        ("DAT-01", days is None, "yellow"),
    ]


def short_collateral(read: Facts) -> Truth:
    value, balance = read("collateral.value"), read("loan.balance")
    if value is NOT_APPLICABLE:
        return None if balance is None else False
    return holds(lambda v, b: v < Decimal("0.8") * b, value, balance)


def news(read: Facts, day: dt.date) -> Truth:
    """Adverse news of the last 90 days, unless it is of a seizure that is counted itself."""
    on = read.day("event.news_on")
    if on is NOT_APPLICABLE:
        return False
    seized = either(read("registry.frozen"), read("registry.dishonest_debtor"))
    return both(holds(lambda d: (day - d).days <= 90, on), opposite(seized))


def of_businesses(read: Facts, day: dt.date) -> list[tuple[str, Truth, str]]:
    grade, before = read("registry.tax_grade"), read("registry.tax_grade_before")
    fallen = both(
        holds(lambda g, b: "ABMCD".index(g) > "ABMCD".index(b), grade, before),
        holds(lambda g: g != "D", grade),
    )
    slower = (
        read.test(f"finance.{kind}_days_change", at_least("0.3")) for kind in ("receivable", "inventory")
    )
    changed = both(read("person.key_change"), holds(lambda d: d > 0, read("loan.days_past_due")))
    enforced = read.test("registry.enforcement_amount", above("0"))
    sued = both(opposite(enforced), read.test("registry.litigation_share", above("0.1")))
    statements, accident = read.day("finance.statements_to"), read.day("event.accident_on")
    recent = False if accident is NOT_APPLICABLE else holds(lambda d: (day - d).days <= 180, accident)
    return [
        *((rule, read.test(path, test), level) for rule, level, path, test in BUSINESSES),
        ("FIN-04", either(*slower), "yellow"),
        ("FIN-13", holds(lambda d: months_later(d, 4) < day or d > day, statements), "blue"),
        ("KEY-02", changed, "orange"),
        ("EXT-03", sued, "orange"),
        ("EXT-06", fallen, "blue"),
        ("EXT-08", recent, "yellow"),
    ]


def signals_of(read: Facts, day: dt.date) -> list[tuple[str, Truth, str]]:
    found = [(rule, read.test(path, test), level) for rule, level, path, test in EVERYBODY]
    found += [*past_due(read), ("COL-01", short_collateral(read), "red"), ("EXT-09", news(read, day), "blue")]
    if read("customer.legal_form") != "person":
        return found + of_businesses(read, day)
    return found + [(rule, read.test(path, test), level) for rule, level, path, test in PERSONS]


def together(signals: list[tuple[str, Truth, str]]) -> list[tuple[str, Truth, str]]:
    """What several signals count as."""
    fired = [(rule, level) for rule, truth, level in signals if truth]
    families = {FAMILIES[rule[:3]] for rule, level in fired if level == "yellow"}
    number = {level: sum(other == level for _, other in fired) for level in LEVELS}
    return [
        ("ESC-01", number["blue"] >= 3, "yellow"),
        ("ESC-02", number["yellow"] >= 3, "orange"),
        ("ESC-03", number["orange"] >= 2, "red"),
        ("ESC-04", sum(rule in MONEY_SHORT for rule, level in fired if level == "yellow") >= 2, "orange"),
        ("ESC-05", len(families) >= 4, "red"),
    ]


def everything_known(read: Facts) -> bool:
    paths = [path for _, _, path, _ in EVERYBODY] + list(OTHER_FIELDS)
    if read("customer.legal_form") != "person":
        paths += [path for _, _, path, _ in BUSINESSES] + list(OTHER_FIELDS_OF_BUSINESSES)
    else:
        paths += [path for _, _, path, _ in PERSONS]
    return all(read(path) is not None for path in paths)


class Before:
    """The state of the last decision."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        prior = record.get("prior", {})
        first = prior.get("missing") == "no_prior"
        known = {
            name: value
            for name, value in prior.items()
            if not isinstance(value, Mapping) and name != "missing"
        }
        self.level: str | None = "none" if first else known.get("level")
        self.raised_on = None if first else self._day(known.get("raised_on"))
        self.counted_from = None if first else self._day(known.get("counted_from"))
        self.clean = 0 if first else known.get("clean_observations")
        self.confirmed: Truth = False if first else known.get("confirmed")
        self.planned: Truth = False if first else known.get("planned")

    @staticmethod
    def _day(text: str | None) -> dt.date | None:
        return None if text is None else dt.date.fromisoformat(text)


def handled(read: Facts, before: Before, day: dt.date) -> list[tuple[Truth, dt.date | None]]:
    """Of confirmation and plan: whether made since the level rose and in time, and the last day for it."""
    found: list[tuple[Truth, dt.date | None]] = []
    names = (("confirmed_on", before.confirmed), ("planned_on", before.planned))
    for number, (name, earlier) in enumerate(names):
        value = read.raw(f"warning.{name}")
        never = value == {"missing": "never"}
        done = None if never else read.day(f"warning.{name}")
        start, asked = before.raised_on, ACTIONS.get(before.level or "")
        until = None if start is None or asked is None else after(start, asked[number])
        begun, in_time = holds(lambda d, s: d >= s, done, start), holds(lambda d, u: d <= u, done, until)
        in_time = both(begun, in_time, holds(lambda d: d <= day, done))
        found.append((either(earlier, False if never else in_time), until))
    return found


def missed(read: Facts, before: Before, day: dt.date) -> Truth:
    """Whether the level of before was not confirmed or not planned for since it rose and in time."""
    days = handled(read, before, day)
    return either(*(both(holds(lambda u: day > u, until), opposite(done)) for done, until in days))


def kept_of(before: Before, clean: bool, observations: int, evidence: bool, day: dt.date) -> str | None:
    if before.level is None:
        return None
    ages = {"blue": 90, "yellow": 180}
    start = before.counted_from
    if clean and before.level in ages and start is not None and (day - start).days > ages[before.level]:
        return "none"
    fallen = LEVELS[max(0, LEVELS.index(before.level) - 1)]
    return fallen if observations >= 2 and evidence and before.level != "none" else before.level


def ended(read: Facts, before: Before, today: str, observations: int, day: dt.date) -> list[str]:
    """Why nothing is in force: no signal, now or before; lapsed by time; cleared by evidence."""
    if today != "none" or before.level is None:
        return []
    if before.level == "none":
        return ["CLR-1"]
    found = []
    age = None if before.counted_from is None else (day - before.counted_from).days
    if (
        everything_known(read)
        and age is not None
        and age > {"blue": 90, "yellow": 180}.get(before.level, age)
    ):
        found.append("CLR-2")
    if before.level == "blue" and observations >= 2 and read("warning.evidence") is True:
        found.append("CLR-3")
    return found


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Level, fired rules, what is asked for, and next state; None for what is not known."""
    read, before = Facts(record), Before(record)
    signals = signals_of(read, day)
    signals += together(signals)
    today = "blue" if any(truth is None for _, truth, _ in signals) else "none"
    for _, truth, level in signals:
        today = worse(today, level) if truth else today
    clean = bool(
        before.level is not None
        and LEVELS.index(today) < LEVELS.index(before.level)
        and everything_known(read)
    )
    observations = (before.clean or 0) + 1 if clean else 0
    kept = kept_of(before, clean, observations, read("warning.evidence") is True, day)
    fired = [rule for rule, truth, _ in signals if truth]
    held = "blue" if kept is None else kept
    if kept not in (None, "none"):
        cleared = observations >= 2 and read("warning.evidence") is True
        fired.append(f"HLD-{3 if cleared else 1}:{kept}")
    if kept == before.level and kept not in (None, "none"):
        late = missed(read, before, day)
        risen = LEVELS[min(4, LEVELS.index(kept) + 1)]
        held = worse(held, risen if late else "blue" if late is None else "none")
        fired += [f"HLD-2:{risen}"] if late else []
    level = worse(today, held)
    fired += ended(read, before, today, observations, day)
    return {"outcome": level, "fired": fired} | told(
        level,
        today,
        before,
        kept is None,
        observations,
        day,
        [done for done, _ in handled(read, before, day)],
    )


def told(
    level: str,
    today: str,
    before: Before,
    lost: bool,
    observations: int,
    day: dt.date,
    done: list[Truth],
) -> dict[str, Any]:
    """Outputs and next state."""
    same = not lost and level == before.level
    rose = lost or LEVELS.index(level) > LEVELS.index(before.level or "none")
    raised = day if level == "none" or rose else before.raised_on or day
    held_on = same and LEVELS.index(today) < LEVELS.index(level)
    counted = (before.counted_from or day) if held_on and level != "none" else day
    outputs: dict[str, Any] = dict.fromkeys(OUTPUTS)
    if level != "none":
        confirm, plan, (months, days), who, effect = ACTIONS[level]
        outputs |= {
            "confirm_by": after(raised, confirm),
            "plan_by": after(raised, plan),
            "confirmed_in_time": not rose and done[0] is True,
            "planned_in_time": not rose and done[1] is True,
            "review_by": months_later(day, months) + dt.timedelta(days),
            "responsible": who,
            "limit_effect": effect,
        }
    if level in ("blue", "yellow"):
        outputs["lapses_after"] = counted + dt.timedelta(90 if level == "blue" else 180)
    state = {
        "level": level,
        "raised_on": raised,
        "counted_from": counted,
        "clean_observations": observations if same else 0,
        "confirmed": level != "none" and not rose and done[0] is True,
        "planned": level != "none" and not rose and done[1] is True,
    }
    return {"outputs": outputs, "state": state}
