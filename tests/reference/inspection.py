"""Inspection after the loan written by hand, to hold the shipped policy against."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from reference.early_warning import Facts, after
from reference.fields import NOT_APPLICABLE
from reference.three_valued import Truth, both, either, first_row, holds, worst

OUTCOMES = ("not_due", "due", "urgent", "overdue")
NO_DAY = dt.date(2000, 1, 1)
NEVER = dt.date(9999, 12, 31)
GRADES = tuple(f"R{number}" for number in range(1, 13))
TRIGGERS = ("none", "watch", "close", "bad")
BAD = {"substandard", "doubtful", "loss"}
GAPS: tuple[tuple[Any, ...], ...] = (
    (BAD, None, None, None, None, (1, ("days", 1), "bad", "bad")),
    (None, {"red"}, None, None, None, (1, ("days", 1), "bad", "bad")),
    ({"special_mention"}, None, None, None, None, (1, ("workdays", 5), "close", "close")),
    (None, {"orange"}, None, None, None, (1, ("workdays", 5), "close", "close")),
    (None, {"yellow"}, None, None, None, (2, ("workdays", 10), "watch", "watch")),
    (None, None, {True}, None, None, (0, None, "none", "monitoring")),
    (None, None, {False}, {True}, None, (3, None, "none", "standard")),
    (None, None, None, None, set(GRADES[8:]), (1, None, "none", "close")),
    (None, None, None, None, set(GRADES[6:8]), (2, None, "none", "watch")),
    (None, None, None, None, set(GRADES[4:6]), (3, None, "none", "standard")),
    (None, None, None, None, set(GRADES[:4]), (6, None, "none", "basic")),
)
"""Class, warning, monitored, person, grade; then months between, days after an event, trigger, depth."""
STATE = ("done_on", "anchor_day", "scheduled_on", "trigger", "event_on", "sampled_on", "not_met_in_row")
DEPTHS = ("monitoring", "basic", "standard", "watch", "close", "bad")
OF_TYPE: dict[str, tuple[int, ...]] = {
    "working_capital": (21, 22),
    "fixed_asset": (23, 24, 25),
    "consumer": (26, 27),
    "mortgage": (27, 28, 29),
    "personal_business": (30,),
    "micro_credit": (31,),
    "credit_card": (32, 33),
    "trade_finance": (13, 34),
    "off_balance": (14, 35),
    "advance": (14, 36),
}
WITH_A_VISIT = (22, 25, 27)
"""Items of a type of loan that are looked at from the depth `standard` on."""


def share_of(salt: str, key: str) -> float:
    return int.from_bytes(hashlib.sha256(f"{salt}:{key}".encode()).digest()[:8], "big") / 2**64


def drawn(number: str, monitored: Truth, day: dt.date) -> Truth:
    """2 % of monitored loans and 8 % of the others are drawn by their number and the month."""
    if monitored is None:
        return None
    key = f"{number}/{day.year}{day.month:02d}"
    salt, rest = ("inspection-monitored", 0.98) if monitored else ("inspection-others", 0.92)
    return share_of(salt, key) >= rest


def in_month(day: dt.date, months: int, anchor: int) -> dt.date:
    """The day of the month `anchor` some months later, the last one of a shorter month."""
    years, before = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, before + 1
    return dt.date(year, month, min(anchor, calendar.monthrange(year, month)[1]))


class Clocks:
    """What is known of a loan before its clocks are read; None for what is not known."""

    def __init__(self, record: Mapping[str, Any], day: dt.date) -> None:
        self.read = Facts(record)
        self.day = day
        self.number = record["loan"]["number"]
        self.done_value = self.read.day("inspection.done_on")
        self.never = self.done_value is NOT_APPLICABLE
        known = None if self.never else self.done_value
        self.later = False if self.never else holds(lambda d: d > day, known)
        self.done = NO_DAY if self.never or self.later else self.done_value
        prior = record.get("prior", {})
        first = prior.get("missing") == "no_prior"
        start = {"trigger": "none", "anchor_day": 1, "not_met_in_row": 0}
        for name in (
            "done_on",
            "anchor_day",
            "scheduled_on",
            "trigger",
            "event_on",
            "sampled_on",
            "not_met_in_row",
        ):
            value = start.get(name, NO_DAY) if first else prior.get(name)
            value = None if isinstance(value, Mapping) else value
            is_day = name.endswith("_on") and isinstance(value, str)
            setattr(self, f"before_{name}", dt.date.fromisoformat(value) if is_day else value)

    @property
    def person(self) -> bool:
        return bool(self.read("customer.legal_form") == "person")

    @property
    def product(self) -> str | None:
        """The type of a loan, the kind of any other claim; None of a loan that is said to be none."""
        kind, type_ = self.read("loan.kind"), self.read("loan.type")
        found = type_ if kind == "loan" else kind
        return None if found is NOT_APPLICABLE else found

    @property
    def monitored(self) -> Truth:
        """Persons up to 5 million, those with a business and retail claims on firms up to 200,000."""
        balance = self.read("loan.balance")
        small, middling = (holds(lambda b, m=most: b <= m, balance) for most in (200_000, 5_000_000))
        if not self.person:
            return both(self.read("borrower.retail"), small)
        private = holds(lambda p: p != "personal_business", self.product)
        return None if private is None else middling if private else small

    @property
    def gap(self) -> Any:
        read = self.read
        known = (read("loan.class"), read("warning.level"), self.monitored, self.person)
        return first_row(GAPS, *known, read("customer.grade"))

    @property
    def months(self) -> int | None:
        large = holds(lambda b: b > 50_000_000, self.read("loan.balance"))
        if self.gap is None or large is None:
            return None
        return min(self.gap[0], 3) if large else self.gap[0]

    @property
    def base(self) -> dt.date | None:
        return self.read.day("loan.drawn_on") if self.never or self.later else self.done

    @property
    def anchor(self) -> int | None:
        """The day of the month that the schedule keeps."""
        if self.done is None:
            return None
        kept = False
        if not self.never and not self.later:
            kept = either(
                *(holds(self.done.__eq__, d) for d in (self.before_done_on, self.before_scheduled_on))
            )
        if kept is None:
            return None
        return self.before_anchor_day if kept else None if self.base is None else self.base.day

    @property
    def scheduled(self) -> dt.date | None:
        if self.months == 0:
            return NEVER
        if None in (self.months, self.base, self.anchor):
            return None
        return in_month(self.base, self.months, self.anchor)

    @property
    def use_due(self) -> dt.date | None:
        checked = self.read.record["inspection"].get("use_checked_on")
        checked_on = NO_DAY if checked == {"missing": "never"} else self.read.day("inspection.use_checked_on")
        last_draw, retail = self.read.day("loan.drawn_on"), self.read("borrower.retail")
        done = both(
            holds(lambda c, d: c >= d, checked_on, last_draw), holds(lambda c: c <= self.day, checked_on)
        )
        if done is None or done:
            return NEVER if done else None
        return None if None in (retail, last_draw) else last_draw + dt.timedelta(15 if retail else 30)

    @property
    def trigger(self) -> str | None:
        return None if self.gap is None else self.gap[2]

    @property
    def event_on(self) -> dt.date | None:
        if self.trigger in (None, "none"):
            return None if self.trigger is None else NO_DAY
        worse = holds(lambda b: TRIGGERS.index(self.trigger) > TRIGGERS.index(b), self.before_trigger)
        return self.day if worse is not False else self.before_event_on or self.day

    @property
    def event_due(self) -> dt.date | None:
        if self.trigger in (None, "none"):
            return None if self.trigger is None else NEVER
        done = holds(lambda d, e: d >= e, self.done, self.event_on)
        return None if done is None else NEVER if done else after(self.event_on, self.gap[1])

    @property
    def sampled_on(self) -> dt.date | None:
        free = holds(lambda d, s: d >= s, self.done, self.before_sampled_on)
        again = both(drawn(self.number, self.monitored, self.day), free)
        return None if again is None else self.day if again else self.before_sampled_on

    @property
    def sample_due(self) -> dt.date | None:
        done = either(
            holds(NO_DAY.__eq__, self.sampled_on), holds(lambda d, s: d >= s, self.done, self.sampled_on)
        )
        return None if done is None else NEVER if done else self.sampled_on + dt.timedelta(30)

    @property
    def ahead(self) -> Truth:
        """Whether a day that must be past lies ahead; such an inspection has not been made."""
        checked = self.read.record["inspection"].get("use_checked_on")
        checked_on = NO_DAY if checked == {"missing": "never"} else self.read.day("inspection.use_checked_on")
        days = (checked_on, self.read.day("loan.drawn_on"))
        return either(self.later, *(holds(lambda d: d > self.day, one) for one in days))

    @property
    def not_met(self) -> int | None:
        if self.never or self.done is None:
            return 0 if self.never else None
        if self.later:
            return self.before_not_met_in_row
        if self.before_done_on is None:
            return None
        if self.done == self.before_done_on:
            return self.before_not_met_in_row
        met = self.read.test("inspection.finding", lambda f: f != "not_met")
        if self.read("inspection.finding") is NOT_APPLICABLE:
            met = None
        if met is None or (not met and self.before_not_met_in_row is None):
            return None
        return 0 if met else self.before_not_met_in_row + 1


def rules_of(clocks: Clocks) -> list[tuple[str, Truth, str]]:
    day, read = clocks.day, clocks.read
    found: list[tuple[str, Truth, str]] = []
    dues = (
        ("CHK-01", "CHK-02", clocks.use_due, "due", 10**6),
        ("CHK-03", "CHK-04", clocks.scheduled, "due", 31),
        ("CHK-05", "CHK-06", clocks.event_due, "urgent", 10**6),
        ("CHK-07", "CHK-08", clocks.sample_due, "due", 10**6),
    )
    for ahead, late, due, then, days in dues:
        open_ = holds(lambda d, days=days: d != NEVER and 0 <= (d - day).days <= days, due)
        found += [(ahead, open_, then), (late, holds(lambda d: d < day, due), "overdue")]
    return [
        *found,
        ("CHK-09", clocks.ahead, "due"),
        ("FND-01", read.test("inspection.finding", "misused".__eq__), "urgent"),
        ("FND-02", holds(lambda n: n >= 2, clocks.not_met), "urgent"),
        ("FND-03", read.test("inspection.finding", "to_mend".__eq__), "due"),
    ]


def contents_of(clocks: Clocks) -> list[str] | None:
    """Items of the list by depth; those of businesses alone, and the one of collateral."""
    if clocks.gap is None or clocks.product is None:
        return None
    depth = DEPTHS.index(clocks.gap[3])
    business = not clocks.person
    secured = clocks.read("collateral.value") is not NOT_APPLICABLE
    least = {4: 1, 5: 1, 6: 2, 7: 2, 8: 3, 9: 4, 10: 4, 11: 5, 12: 5}
    left_out = ({4, 7, 8} if not business else set()) | (set() if secured else {9})
    asked = [number for number in least if depth >= least[number] and number not in left_out]
    of_type = [number for number in OF_TYPE[clocks.product] if depth >= 2 or number not in WITH_A_VISIT]
    return [f"CNT-{number:02d}" for number in (1, 2, 3, *asked, *of_type)]


def why(clocks: Clocks, due: dt.date | None) -> str | None:
    if due is None:
        return None
    kinds = (("use", clocks.use_due), ("event", clocks.event_due), ("sample", clocks.sample_due))
    return next((name for name, on in kinds if on == due), "schedule")


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Outcome, fired rules, outputs and next state; None for what is not known."""
    clocks = Clocks(record, day)
    rules = rules_of(clocks)
    dues = (clocks.scheduled, clocks.use_due, clocks.event_due, clocks.sample_due)
    due = None if None in dues else min(dues)  # type: ignore[type-var]
    finding = clocks.read("inspection.finding")
    misused = False if finding is NOT_APPLICABLE else holds("misused".__eq__, finding)
    outputs = {
        "due_on": due,
        "due_for": why(clocks, due),
        "overdue": holds(lambda d: d < day, due),
        "not_met_in_row": clocks.not_met,
        "purpose_changed": misused,
    }
    asked = [(truth, then) for _, truth, then in rules]
    asked += [(None, "due")] if None in outputs.values() else []
    outcome = worst(OUTCOMES, "due", "not_due", asked)
    told = outcome != "not_due"
    if due == NEVER:
        outputs |= {"due_on": None, "due_for": None}
    outputs["content"] = clocks.gap[3] if told and clocks.gap is not None else None
    return {
        "outcome": outcome,
        "fired": [rule for rule, truth, _ in rules if truth],
        "outputs": outputs | {"contents": contents_of(clocks) if told else None},
        "values": {
            "gap.months": None if clocks.gap is None else clocks.gap[0],
            "months": clocks.months,
            "drawn": drawn(clocks.number, clocks.monitored, day),
        },
        "state": {
            "done_on": clocks.done,
            "anchor_day": clocks.anchor,
            "scheduled_on": clocks.scheduled,
            "trigger": clocks.trigger,
            "event_on": clocks.event_on,
            "sampled_on": clocks.sampled_on,
            "not_met_in_row": clocks.not_met,
        },
    }
