"""Collection of an overdue loan, written by hand to hold the shipped policy against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reference.fields import NOT_APPLICABLE, Fields, chosen
from reference.three_valued import Truth, both, either, first_row, holds, opposite, worst

STEPS = ("none", "remind", "contact", "visit", "negotiate", "legal")
AFTER_BREACH = {
    "none": "contact",
    "remind": "contact",
    "contact": "visit",
    "visit": "negotiate",
    "negotiate": "legal",
    "legal": "legal",
}
HANDLERS = dict(zip(STEPS, ("nobody", "system", "call_centre", "branch", "workout", "lawyers"), strict=True))
WAITS = dict(zip(STEPS, (30, 3, 1, 7, 10, 30), strict=True))


class Debtor:
    """What is known of the debtor, and of the promises that were made."""

    def __init__(self, record: Mapping[str, Any], day: dt.date) -> None:
        self.read, self.day = Fields(record), day
        self.person = record["customer"]["legal_form"] != "company"
        prior = record.get("prior", {})
        if prior.get("missing") == "no_prior":
            prior = {"step": "none", "promised": False, "broken_promises": 0}
        self.prior = Fields({"prior": prior})
        self.days = self.read("loan.days_past_due")
        self.overdue = self.beyond(0)
        self._promises()
        self.disputed: Truth = self.read("contact.disputed")
        self.held = either(self.running, self.disputed)

    def beyond(self, days: int) -> Truth:
        return holds(lambda n: n > days, self.days)

    def _promises(self) -> None:
        today, before = self.day.isoformat(), self.prior("prior.promise_until")
        promised = self.prior("prior.promised")
        self.broken = both(self.overdue, promised, holds(lambda d: d < today, before))
        times = self.prior("prior.broken_promises")
        counted = chosen(self.broken, holds(lambda n: n + 1, times), times)
        self.times = chosen(self.overdue, counted, 0)
        new = self.read("promise.until")
        latest = (self.day + dt.timedelta(days=15)).isoformat()
        self.taken: Truth = False
        if new is not NOT_APPLICABLE:
            self.taken = both(
                self.overdue, holds(lambda d: today <= d <= latest, new), holds(lambda n: n < 2, self.times)
            )
        running = both(self.overdue, promised, holds(lambda d: d >= today, before))
        self.running = either(self.taken, running)
        self.until = chosen(self.taken, new, chosen(self.running, before, today))


def rules_of(debtor: Debtor) -> list[tuple[str, Truth, str]]:
    read, free = debtor.read, opposite(debtor.held)
    roll, amount = read("behaviour.roll_probability"), read("collection.overdue_amount")
    low = both(holds(lambda p: Decimal(str(p)) < Decimal("0.1"), roll), holds(lambda a: a < 1000, amount))
    lost = holds(lambda r: r == "lost", read("contact.reachability"))
    due_soon = read.test("collection.days_to_due", lambda n: n <= 3)
    large = both(
        holds(lambda p: Decimal(str(p)) >= Decimal("0.6"), roll),
        holds(lambda b: b >= 200_000, read("loan.balance")),
    )
    person, company = (free, False) if debtor.person else (False, free)
    rules: list[tuple[str, Truth, str]] = [
        ("COL-01", both(opposite(debtor.overdue), due_soon), "remind"),
        ("COL-02", debtor.overdue, "remind"),
        ("COL-03", both(person, debtor.overdue, opposite(low)), "contact"),
        ("COL-04", both(person, debtor.beyond(7)), "contact"),
        ("COL-05", both(person, debtor.beyond(30)), "visit"),
        ("COL-06", both(person, debtor.beyond(60)), "negotiate"),
        ("COL-21", both(company, debtor.overdue), "contact"),
        ("COL-22", both(company, debtor.beyond(7)), "visit"),
        ("COL-23", both(company, debtor.beyond(30)), "negotiate"),
        ("COL-07", debtor.beyond(90), "legal"),
        ("COL-11", both(debtor.person, read("behaviour.first_payment_missed"), debtor.beyond(3)), "visit"),
        ("COL-12", both(lost, debtor.beyond(15)), "visit"),
        ("COL-13", both(debtor.person, large, debtor.beyond(15)), "visit"),
        (
            "COL-31",
            both(opposite(debtor.overdue), read.test("collection.days_to_due", lambda n: n > 3)),
            "none",
        ),
        (
            "COL-32",
            both(opposite(debtor.overdue), read.cause("collection.days_to_due") == "nothing_due"),
            "none",
        ),
        ("COL-16", both(debtor.overdue, read("borrower.estate_or_bankrupt")), "legal"),
    ]
    step = debtor.prior("prior.step")
    breach = both(opposite(debtor.disputed), debtor.broken)
    for rule, truth, then in (
        ("COL-14", breach, AFTER_BREACH.get(step)),
        ("COL-15", both(debtor.overdue, debtor.held), step),
    ):
        if then is None:
            rules.append((rule, None if truth is not False else False, "contact"))
        else:
            rules.append((f"{rule}:{then}", truth, then))
    return rules


OF_COMPANIES = {"contact": "call", "visit": "visit", "negotiate": "meeting", "legal": "suit"}


def channel_of(step: str, debtor: Debtor) -> str | None:
    read, balance = debtor.read, debtor.read("loan.balance")
    company = OF_COMPANIES.get(step)
    rows = [
        ({"none"}, None, None, None, None, "none"),
        (None, {True}, None, None, None, "written_answer"),
        ({"remind"}, None, None, None, None, "message"),
        *([(None, None, None, None, None, company)] if not debtor.person else []),
        ({"contact"}, None, {"reached", "no_answer"}, None, None, "call"),
        ({"contact"}, None, None, None, None, "search"),
        ({"visit"}, None, None, {True}, None, "visit"),
        ({"visit"}, None, None, None, None, "letter"),
        ({"negotiate"}, None, None, None, None, "lawyer_letter"),
        (None, None, None, None, {True}, "suit"),
        (None, None, None, None, None, "mediation"),
    ]
    large, larger = holds(lambda b: b >= 20_000, balance), holds(lambda b: b >= 50_000, balance)
    found: str | None = first_row(
        rows, step, read("contact.disputed"), read("contact.reachability"), large, larger
    )
    return found


def offer_of(step: str, debtor: Debtor) -> str | None:
    late = STEPS.index(step) >= STEPS.index("negotiate")
    card = holds(lambda kind: kind == "credit_card", debtor.read("loan.kind"))
    of_persons = [
        (None, None, {True}, None, {True}, "card_plan"),
        (None, None, {True}, None, None, "deferral"),
        (None, None, None, {True}, {True}, "card_plan"),
    ]
    rows = [
        ({False}, None, None, None, None, "none"),
        (None, {False}, None, None, None, "none"),
        *(of_persons if debtor.person else []),
        (None, None, None, {True}, None, "restructuring"),
        (None, None, None, None, None, "none"),
    ]
    read = debtor.read
    able = both(read("borrower.willing"), opposite(read("borrower.estate_or_bankrupt")))
    found: str | None = first_row(rows, debtor.overdue, able, read("borrower.in_hardship"), late, card)
    return found


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Step, fired rules, what is done, and next state; None for what is not known."""
    debtor = Debtor(record, day)
    read, rules = debtor.read, rules_of(debtor)
    asked: list[tuple[Truth, str]] = [(truth, then) for _, truth, then in rules]
    step = worst(STEPS, "contact", "none", asked)
    rank = STEPS.index(step)
    silent = either(not debtor.person, debtor.disputed, read("borrower.in_hardship"), rank < 2)
    calls = chosen(silent, 0, chosen(debtor.beyond(7), 3, 1))
    guarantor = both(read("guarantee.guarantor"), rank >= 3)
    channel = channel_of(step, debtor)
    handler = HANDLERS[step] if debtor.person or step != "contact" else "account_manager"
    handler = handler if step == "none" else chosen(debtor.disputed, "complaints", handler)
    wait, ahead = WAITS[step], read("collection.days_to_due")
    wait = min(wait, ahead - 3) if step == "none" and isinstance(ahead, int) else wait
    until = None if debtor.until is None else dt.date.fromisoformat(debtor.until) + dt.timedelta(days=1)
    manner = [
        ("MAN-1", holds(lambda n: n > 0, calls)),
        ("MAN-2", debtor.person and rank >= 2),
        ("MAN-3", holds(lambda way: way == "visit", channel)),
        ("MAN-4", guarantor),
        ("MAN-5", debtor.disputed),
        ("MAN-6", not debtor.person and rank >= 2),
        ("MAN-7", both(not debtor.person, read("borrower.estate_or_bankrupt"))),
    ]
    unknown = any(truth is None for _, truth in manner)
    outputs = {
        "channel": channel,
        "handler": handler,
        "calls_per_day": calls,
        "call_guarantor": guarantor,
        "offer": offer_of(step, debtor),
        "next_action_on": chosen(debtor.running, until, day + dt.timedelta(days=wait)),
        "promise_taken": debtor.taken,
        "manner": None if unknown else [name for name, truth in manner if truth],
    }
    asked += [(None, "contact") for value in outputs.values() if value is None]
    outcome = worst(STEPS, "contact", "none", asked)
    return {
        "outcome": outcome,
        "fired": sorted(name for name, truth, _ in rules if truth),
        "outputs": outputs,
        "state": {
            "step": outcome,
            "promised": debtor.running,
            "promise_until": None if debtor.until is None else dt.date.fromisoformat(debtor.until),
            "broken_promises": debtor.times,
        },
    }
