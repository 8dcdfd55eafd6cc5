"""Inspection after the loan written by hand, to hold the shipped policy against."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from reference.early_warning import Facts, after
from reference.fields import NOT_APPLICABLE
from reference.three_valued import Truth, both, either, first_row, holds, opposite, worst

OUTCOMES = ("not_due", "due", "urgent", "unclear", "overdue")
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
INITIALLY = {
    **dict.fromkeys(("inspected", "scheduled", "sample_open"), False),
    "trigger": "none",
    "anchor_day": 1,
    "not_met_in_row": 0,
}
DAYS = ("done_on", "scheduled_on", "event_on", "sampled_on")
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
        self.inspected: Truth = False if self.never else opposite(self.later)
        prior = record.get("prior", {})
        first = prior.get("missing") == "no_prior"
        for name in (*INITIALLY, *DAYS):
            value = INITIALLY.get(name) if first else prior.get(name)
            value = None if isinstance(value, Mapping) else value
            is_day = name in DAYS and isinstance(value, str)
            setattr(self, f"before_{name}", dt.date.fromisoformat(value) if is_day else value)

    def done_since(self, start: dt.date | None) -> Truth:
        """Whether an inspection has been made on a day or after it."""
        if self.inspected is False:
            return False
        return both(self.inspected, holds(lambda d, s: d >= s, self.done_value, start))

    @property
    def done(self) -> dt.date | None:
        """The last inspection, today without one."""
        if self.inspected is None:
            return None
        return self.done_value if self.inspected else self.day

    @property
    def counted(self) -> Truth:
        """Whether the last inspection was taken into account before."""
        if self.inspected is False:
            return False
        same = holds(lambda d, b: d == b, self.done_value, self.before_done_on)
        return both(self.inspected, self.before_inspected, same)

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
        if self.inspected is None:
            return None
        return self.done_value if self.inspected else self.read.day("loan.drawn_on")

    @property
    def anchor(self) -> int | None:
        """The day of the month that the schedule keeps."""
        on_day: Truth = False
        if self.inspected is not False:
            same = holds(lambda d, s: d == s, self.done_value, self.before_scheduled_on)
            on_day = both(self.inspected, self.before_scheduled, same)
        kept = either(self.counted, on_day)
        if kept is None:
            return None
        return self.before_anchor_day if kept else None if self.base is None else self.base.day

    @property
    def is_scheduled(self) -> Truth:
        return holds(lambda m: m > 0, self.months)

    @property
    def scheduled(self) -> dt.date | None:
        if None in (self.months, self.base, self.anchor):
            return None
        if self.months == 0:  # the end of the month before, if its day of the month is past
            return min(self.base.replace(day=1) + dt.timedelta(self.anchor - 1), in_month(self.base, 0, 31))
        return in_month(self.base, self.months, self.anchor)

    @property
    def use_open(self) -> Truth:
        if self.read.record["inspection"].get("use_checked_on") == {"missing": "never"}:
            return True
        checked_on = self.read.day("inspection.use_checked_on")
        drawn_on = self.read.day("loan.drawn_on")
        return opposite(
            both(
                holds(lambda c, d: c >= d, checked_on, drawn_on),
                holds(lambda c: c <= self.day, checked_on),
            )
        )

    @property
    def use_due(self) -> dt.date | None:
        last_draw, retail = self.read.day("loan.drawn_on"), self.read("borrower.retail")
        return None if None in (retail, last_draw) else last_draw + dt.timedelta(15 if retail else 30)

    @property
    def trigger(self) -> str | None:
        return None if self.gap is None else self.gap[2]

    @property
    def event_on(self) -> dt.date | None:
        if self.trigger in (None, "none"):
            return self.day if self.trigger else None
        worse = holds(lambda b: TRIGGERS.index(self.trigger) > TRIGGERS.index(b), self.before_trigger)
        return None if worse is None else self.day if worse else self.before_event_on

    @property
    def event_open(self) -> Truth:
        asked = holds(lambda t: t != "none", self.trigger)
        return both(asked, opposite(self.done_since(self.event_on)))

    @property
    def event_due(self) -> dt.date | None:
        if self.event_on is None or self.trigger in (None, "none"):
            return None
        return after(self.event_on, self.gap[1])

    @property
    def still_open(self) -> Truth:
        return both(self.before_sample_open, opposite(self.done_since(self.before_sampled_on)))

    @property
    def sample_open(self) -> Truth:
        drawn_now = drawn(self.number, self.monitored, self.day)
        return either(self.still_open, both(drawn_now, opposite(self.done_since(self.day))))

    @property
    def sampled_on(self) -> dt.date | None:
        if self.still_open is None:
            return None
        return self.before_sampled_on if self.still_open else self.day

    @property
    def sample_due(self) -> dt.date | None:
        return None if self.sampled_on is None else self.sampled_on + dt.timedelta(30)

    @property
    def clocks(self) -> dict[str, tuple[Truth, dt.date | None]]:
        """Whether each clock runs, and until when."""
        return {
            "schedule": (self.is_scheduled, self.scheduled),
            "use": (self.use_open, self.use_due),
            "event": (self.event_open, self.event_due),
            "sample": (self.sample_open, self.sample_due),
        }

    @property
    def ahead(self) -> Truth:
        """Whether a day that must be past lies ahead; such an inspection has not been made."""
        days = [self.read.day("loan.drawn_on")]
        if self.read.record["inspection"].get("use_checked_on") != {"missing": "never"}:
            days.append(self.read.day("inspection.use_checked_on"))
        return either(self.later, *(holds(lambda d: d > self.day, one) for one in days))

    @property
    def mend_by(self) -> dt.date | None:
        return None if self.done is None else self.done + dt.timedelta(30)

    @property
    def not_met(self) -> int | None:
        if self.never or self.inspected is None:
            return 0 if self.never else None
        if self.later:
            return self.before_not_met_in_row
        if self.counted is None:
            return None
        if self.counted:
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
    numbers = {
        "use": ("CHK-01", "CHK-02", "due", 10**6),
        "schedule": ("CHK-03", "CHK-04", "due", 31),
        "event": ("CHK-05", "CHK-06", "urgent", 10**6),
        "sample": ("CHK-07", "CHK-08", "due", 10**6),
    }
    for name, (ahead, late, then, days) in numbers.items():
        runs, until = clocks.clocks[name]
        near = holds(lambda d, days=days: 0 <= (d - day).days <= days, until)
        found += [(ahead, both(runs, near), then)]
        found += [(late, both(runs, holds(lambda d: d < day, until)), "overdue")]
    return [
        *found,
        ("CHK-09", clocks.ahead, "due"),
        ("FND-01", read.test("inspection.finding", "misused".__eq__), "urgent"),
        ("FND-02", holds(lambda n: n >= 2, clocks.not_met), "urgent"),
        ("FND-03", both(to_mend(clocks), holds(lambda d: d >= day, clocks.mend_by)), "due"),
        ("FND-04", both(to_mend(clocks), holds(lambda d: d < day, clocks.mend_by)), "overdue"),
    ]


def to_mend(clocks: Clocks) -> Truth:
    return clocks.read.test("inspection.finding", "to_mend".__eq__)


def nothing_due(clocks: Clocks, findings: list[Truth]) -> list[tuple[str, Truth, str]]:
    """Due later, or watched from the desk, where nothing else is open or found."""
    opened = (clocks.use_open, clocks.event_open, clocks.sample_open, clocks.ahead)
    unsaid = clocks.read("inspection.finding") is NOT_APPLICABLE and clocks.counted is False
    clean = all(one is False or (unsaid and one is None) for one in findings)
    calm = both(opposite(either(*opened)), clean)
    far = holds(lambda d: (d - clocks.day).days > 31, clocks.scheduled)
    most = 5_000_000 if clocks.person and clocks.product != "personal_business" else 200_000
    small = holds(lambda b: b <= most, clocks.read("loan.balance"))
    if clocks.person and clocks.product is None:
        small = None
    return [
        ("LTR-1", both(clocks.is_scheduled, far, calm), "not_due"),
        ("LTR-2", both(opposite(clocks.is_scheduled), small, calm), "not_due"),
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


def nearest(clocks: Clocks) -> tuple[Truth, dt.date | None, str | None]:
    """Whether something is open, the nearest of its days, and which clock that is."""
    running = [runs for runs, _ in clocks.clocks.values()]
    something = either(*running)
    if not something:
        return something, None, None
    days = {name: until for name, (runs, until) in clocks.clocks.items() if runs is not False}
    known = None not in running and None not in days.values()
    due = min(days.values()) if known else None  # type: ignore[type-var]
    for name in ("use", "event", "sample"):
        runs, until = clocks.clocks[name]
        nearest_one = both(runs, holds(lambda u, d: u == d, until, due))
        if nearest_one is not False:
            return True, due, name if nearest_one else None
    return True, due, "schedule"


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Outcome, fired rules, outputs and next state; None for what is not known."""
    clocks = Clocks(record, day)
    rules = rules_of(clocks)
    rules += nothing_due(clocks, [truth for name, truth, _ in rules if name.startswith("FND")])
    something, due, due_for = nearest(clocks)
    finding = clocks.read("inspection.finding")
    misused = False if finding is NOT_APPLICABLE else holds("misused".__eq__, finding)
    outputs = {
        "due_on": due,
        "due_for": due_for,
        "overdue": either(
            *(both(runs, holds(lambda d: d < day, until)) for runs, until in clocks.clocks.values()),
            both(to_mend(clocks), holds(lambda d: d < day, clocks.mend_by)),
        ),
        "mend_by": clocks.mend_by if to_mend(clocks) else None,
        "not_met_in_row": clocks.not_met,
        "purpose_changed": misused,
    }
    asked = [(truth, then) for _, truth, then in rules]
    needed = [outputs[name] for name in ("overdue", "not_met_in_row", "purpose_changed")]
    lacking = None in needed or something is None or (something and due is None)
    asked += [(None, "unclear")] if lacking else []
    outcome = worst(OUTCOMES, "unclear", "not_due", asked)
    told = outcome != "not_due"
    outputs["content"] = clocks.gap[3] if told and clocks.gap is not None else None
    outputs["contents"] = contents_of(clocks) if told else None
    unsaid = told and (outputs["content"] is None or outputs["contents"] is None)
    return {
        "outcome": worst(OUTCOMES, "unclear", outcome, [(None, "unclear")] if unsaid else []),
        "fired": [rule for rule, truth, _ in rules if truth],
        "outputs": outputs,
        "values": {
            "gap.months": None if clocks.gap is None else clocks.gap[0],
            "months": clocks.months,
            "drawn": drawn(clocks.number, clocks.monitored, day),
        },
        "state": {
            "inspected": clocks.inspected,
            "done_on": clocks.done,
            "anchor_day": clocks.anchor,
            "scheduled": clocks.is_scheduled,
            "scheduled_on": clocks.scheduled,
            "trigger": clocks.trigger,
            "event_on": clocks.event_on or clocks.day,
            "sample_open": clocks.sample_open,
            "sampled_on": clocks.sampled_on,
            "not_met_in_row": clocks.not_met,
        },
    }
