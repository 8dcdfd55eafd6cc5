"""Action on limits after the loan written by hand, to hold the shipped policy against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reference.customer_exit import months_later
from reference.early_warning import Facts
from reference.fields import NOT_APPLICABLE
from reference.three_valued import Truth, both, holds, opposite, worst

OUTCOMES = ("keep", "freeze_increase", "stop_draws", "reduce", "exit", "recall")
PLANS = ("none", "reduce", "exit")
CLASSES = ("pass", "special_mention", "substandard", "doubtful", "loss")
LEVELS = ("none", "blue", "yellow", "orange", "red")
ZERO = Decimal(0)
BY_LEVEL = dict(zip(LEVELS, ("keep", "keep", "freeze_increase", "reduce", "exit"), strict=True))
BY_CLASS = dict(zip(CLASSES, ("keep", "stop_draws", "exit", "recall", "recall"), strict=True))
TOGETHER = {("special_mention", "yellow"): "reduce", ("special_mention", "orange"): "exit"}
"""What is asked for by the warning level, by the class, and by both where they meet."""
ASKED = (
    ("LIM-01", "level", "freeze_increase"),
    ("LIM-02", "class", "stop_draws"),
    ("LIM-03", "level", "reduce"),
    ("LIM-04", "level", "exit"),
    ("LIM-05", "class", "recall"),
    ("LIM-06", "class", "exit"),
    ("LIM-07", "both", "reduce"),
    ("LIM-08", "both", "exit"),
)
NUMBERS = ("limit_before", "starting_balance", "target_balance")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def rank(outcome: str) -> int:
    return OUTCOMES.index(outcome)


class State:
    """The state of the last decision, None for what it could not tell."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        prior = record.get("prior", {})
        self.first = prior.get("missing") == "no_prior"
        self.known = {name: value for name, value in prior.items() if not isinstance(value, Mapping)}

    def __call__(self, name: str) -> Any:
        if self.first:
            first = {"plan": "none", "breached": False, "asked": False}
            return first.get(name, ZERO if name in NUMBERS else None)
        value = self.known.get(name)
        if value is None or name in ("plan", "breached", "asked"):
            return value
        return Decimal(str(value)) if name in NUMBERS else dt.date.fromisoformat(value)


def running_clock(hit: Truth, before: Truth, since: dt.date | None, day: dt.date) -> dt.date | None:
    """Since when something is so: the day of before if it was so then, else today."""
    going_on = both(hit, before)
    return None if going_on is None else since if going_on else day


def met(loan_class: str | None, level: str | None, asked: str) -> Truth:
    """Whether class and warning together ask for something; None where what is not known may make it so."""
    classes = CLASSES if loan_class is None else (loan_class,)
    levels = LEVELS if level is None else (level,)
    found = {TOGETHER.get((one, other)) == asked for one in classes for other in levels}
    return found.pop() if len(found) == 1 else None


def clocked(hit: Truth, since: dt.date | None, day: dt.date) -> tuple[Truth, Truth]:
    """Whether 30 days from the beginning are still running, and whether they are over."""
    over = holds(lambda start: day > start + dt.timedelta(30), since)
    return both(hit, opposite(over)), both(hit, over)


class Loan:
    """What is known of a loan and its line."""

    def __init__(self, record: Mapping[str, Any], day: dt.date) -> None:
        read, before = Facts(record), State(record)
        self.read, self.before, self.day = read, before, day
        self.drawn, self.limit = self.money("credit.drawn"), self.money("credit.limit")
        self.loan_class, self.level = read("loan.class"), read("warning.level")
        self.breached = read.test("covenant.use", lambda use: use > 1)
        self.breached_on = running_clock(self.breached, before("breached"), before("breached_on"), day)
        self.top_up = self.shortfall()
        self.lacking = holds(lambda t: t > 0, self.top_up)
        self.asked_on = running_clock(self.lacking, before("asked"), before("asked_on"), day)

    def money(self, path: str) -> Any:
        value = self.read(path)
        return Decimal(value) if isinstance(value, int) else value

    def shortfall(self) -> Decimal | None:
        value, balance = self.money("collateral.value"), self.money("loan.balance")
        if value is NOT_APPLICABLE:
            return ZERO
        return None if value is None or balance is None else max(ZERO, balance - value)

    def rules(self) -> list[tuple[str, Truth, str]]:
        found: list[tuple[str, Truth, str]] = []
        for rule, by, then in ASKED:
            one = holds(BY_LEVEL.get, self.level) if by == "level" else holds(BY_CLASS.get, self.loan_class)
            both_ask = met(self.loan_class, self.level, then)
            found.append((rule, both_ask if by == "both" else holds(then.__eq__, one), then))
        cure, not_cured = clocked(self.breached, self.breached_on, self.day)
        wanted, not_added = clocked(holds(lambda t: t > 0, self.top_up), self.asked_on, self.day)
        misused = self.read.test("inspection.finding", "misused".__eq__)
        return [
            *found,
            ("LIM-11", cure, "stop_draws"),
            ("LIM-12", not_cured, "exit"),
            ("LIM-21", wanted, "stop_draws"),
            ("LIM-22", not_added, "exit"),
            ("LIM-31", misused, "recall"),
        ]

    def limit_before(self) -> Decimal | None:
        earlier = self.before("limit_before")
        return None if earlier is None else earlier if earlier > 0 else self.limit

    def target(self, asked: str) -> Decimal | None:
        """What may be left of the balance by the measures of today."""
        if rank(asked) >= rank("exit"):
            return ZERO
        if asked != "reduce":
            return self.drawn
        weak = holds(lambda grade: int(grade[1:]) > 8, self.read("customer.grade"))
        if self.read("customer.legal_form") == "person":
            weak = False
        limit = self.limit_before()
        if weak is None or limit is None:
            return None
        return cents(limit * (Decimal("0.5") if weak else Decimal("0.7")))


class Plan:
    """The plan that runs, and what it asks for today."""

    def __init__(self, loan: Loan, asked: str) -> None:
        self.loan, before = loan, loan.before
        target = loan.target(asked)
        more = holds(lambda d, t: d > t, loan.drawn, target)
        wanted = None if more is None else "none" if not more else "exit" if rank(asked) >= 4 else "reduce"
        earlier = before("plan")
        going = both(
            holds(lambda p: p != "none", earlier),
            holds(lambda p, w: PLANS.index(p) >= PLANS.index(w), earlier, wanted),
            holds(lambda d, t: d > t, loan.drawn, before("target_balance")),
            opposite(loan.read("exit.release_approved")),
        )
        self.running = going
        self.kind = None if going is None else earlier if going else wanted
        self.start = None if going is None else before("plan_start") if going else loan.day
        self.starting = None if going is None else before("starting_balance") if going else loan.drawn
        self.target = None if going is None else before("target_balance") if going else target

    @property
    def in_plan(self) -> Truth:
        return holds(lambda kind: kind != "none", self.kind)

    @property
    def steps(self) -> int | None:
        return None if self.kind is None else 5 if self.kind == "exit" else 2

    @property
    def elapsed(self) -> int | None:
        """How many quarters have ended, each on the day of the month on which the plan began."""
        if self.start is None:
            return None
        quarters = 0
        while months_later(self.start, 3 * (quarters + 1)) <= self.loan.day:
            quarters += 1
        return quarters

    def at_most(self, quarters: int | None) -> Decimal | None:
        if None in (quarters, self.steps, self.starting, self.target):
            return None
        done = Decimal(min(quarters, self.steps)) / self.steps
        return cents(self.starting - (self.starting - self.target) * done)

    @property
    def excess(self) -> Decimal | None:
        now = self.at_most(self.elapsed)
        if self.in_plan is False:
            return ZERO
        if self.in_plan is None or now is None or self.loan.drawn is None:
            return None
        return max(ZERO, self.loan.drawn - now)

    def rules(self) -> list[tuple[str, Truth, str]]:
        return [
            ("LIM-41", both(self.running, holds("reduce".__eq__, self.kind)), "reduce"),
            ("LIM-42", both(self.running, holds("exit".__eq__, self.kind)), "exit"),
            ("LIM-43", holds(lambda e: e > 0, self.excess), "recall"),
        ]


def set_outcome(rules: list[tuple[str, Truth, str]]) -> str:
    return worst(OUTCOMES, "stop_draws", "keep", [(truth, then) for _, truth, then in rules])


def renewal_of(action: str) -> str:
    if rank(action) < rank("stop_draws"):
        return "as_usual"
    return "none" if action == "recall" else "with_reduction"


def amounts(loan: Loan, plan: Plan, action: str) -> dict[str, Any]:
    """New limit, what of it is frozen, what is to be repaid, and what may be renewed."""
    drawn, limit = loan.drawn, loan.limit
    smaller = None if drawn is None or limit is None else min(drawn, limit)
    new_limit = smaller if rank(action) >= rank("reduce") else limit
    unused = None if new_limit is None or drawn is None else max(ZERO, new_limit - drawn)
    left = None if drawn is None else cents(drawn * Decimal("0.8"))
    now = plan.at_most(plan.elapsed)
    repaid: Decimal | None = ZERO
    if action == "recall":
        repaid = drawn
    elif plan.in_plan is not False:
        known = plan.in_plan and drawn is not None and plan.target is not None
        repaid = drawn - plan.target if known else None
    renewed = left if plan.in_plan is False else None
    if plan.in_plan and left is not None and now is not None:
        renewed = min(left, now)
    return {
        "new_limit": new_limit,
        "frozen": unused if rank(action) >= rank("stop_draws") else ZERO,
        "to_repay": repaid,
        "renewal_at_most": renewed,
    }


def outputs_of(loan: Loan, plan: Plan, action: str) -> tuple[dict[str, Any], bool]:
    """What is told, and whether something that is to be told is not known."""
    sums = amounts(loan, plan, action)
    renewed = sums.pop("renewal_at_most")
    always = sums | {"plan": plan.kind, "excess": plan.excess, "top_up": loan.top_up}
    always |= {"warning_level": loan.level, "loan_class": loan.loan_class}
    told = dict(always, renewal=renewal_of(action))
    missing = None in always.values()
    renewal = {"renewal_at_most": renewed} if told["renewal"] == "with_reduction" else {}
    elapsed = plan.elapsed
    of_plan = {
        **{f"after_step_{number}": plan.at_most(number) for number in (1, 2)},
        "at_most_now": plan.at_most(elapsed),
        "next_at_most": None if elapsed is None else plan.at_most(elapsed + 1),
        "next_step_due": None if elapsed is None else months_later(plan.start, 3 * (elapsed + 1)),
        "ends_on": None
        if plan.steps is None or plan.start is None
        else months_later(plan.start, 3 * plan.steps),
    }
    agreed = None if plan.start is None else plan.start + dt.timedelta(15)
    cure = None if loan.breached_on is None else loan.breached_on + dt.timedelta(30)
    top_up_by = None if loan.asked_on is None else loan.asked_on + dt.timedelta(30)
    collateral = {"top_up_by": top_up_by, "voidable_until": months_later(loan.day, 12)}
    lacking = holds(lambda t: t > 0, loan.top_up)
    groups = (
        (True, renewal),
        (plan.in_plan, of_plan),
        (holds("exit".__eq__, plan.kind), {f"after_step_{n}": plan.at_most(n) for n in (3, 4, 5)}),
        (both(plan.in_plan, action != "recall"), {"agree_by": agreed}),
        (loan.breached, {"cure_by": cure}),
        (lacking, collateral),
    )
    for shown, group in groups:
        told |= group if shown else dict.fromkeys(group)
        missing = missing or shown is None or (shown and None in group.values())
    told.setdefault("renewal_at_most", None)
    return told, missing


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Outcome, fired rules, outputs and next state; None for what is not known."""
    loan = Loan(record, day)
    asked = loan.rules()
    plan = Plan(loan, set_outcome(asked))
    rules = [*asked, *plan.rules()]
    calm = set_outcome(asked) == "keep" and set_outcome(plan.rules()) == "keep"
    rules.append(("LIM-51", calm, "keep"))
    action = set_outcome(rules)
    told, missing = outputs_of(loan, plan, action)
    outcome = max(action, "stop_draws", key=rank) if missing else action
    in_plan = plan.in_plan
    return {
        "outcome": outcome,
        "fired": [rule for rule, truth, _ in rules if truth],
        "outputs": told,
        "state": {
            "limit_before": loan.limit_before() if rank(outcome) >= rank("reduce") else ZERO,
            "plan": plan.kind,
            "plan_start": None if in_plan is None else plan.start if in_plan else day,
            "starting_balance": None if in_plan is None else plan.starting if in_plan else ZERO,
            "target_balance": None if in_plan is None else plan.target if in_plan else ZERO,
            "breached": loan.breached,
            "breached_on": loan.breached_on,
            "asked": loan.lacking,
            "asked_on": loan.asked_on,
        },
    }
