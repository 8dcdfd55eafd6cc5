"""Five-category classification, written by hand from the articles to hold the shipped policy against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reference.customer_exit import months_later
from reference.fields import NOT_APPLICABLE, Fields, chosen
from reference.three_valued import Truth, both, either, holds, opposite, worst

CLASSES = ("pass", "special_mention", "substandard", "doubtful", "loss")
INITIALLY = {
    "class": "pass",
    "months_in_class": 0,
    "timely_months": 0,
    "timely_periods": 0,
    "observation_begun": False,
    "restructurings": 0,
}


class Claim:
    """What the articles ask of one claim, each a truth or a value, None where nobody knows."""

    def __init__(self, record: Mapping[str, Any], day: dt.date) -> None:
        self.read, self.day = Fields(record), day
        prior = record.get("prior", {})
        self.prior = Fields({"prior": INITIALLY if prior.get("missing") == "no_prior" else prior})
        self.days: int | None = self.read("loan.days_past_due")
        self.retail: Truth = self.read("borrower.retail")
        technical = self.read("loan.technical_overdue")
        self.overdue = either(
            holds(lambda n: n > 7, self.days), both(holds(lambda n: n > 0, self.days), opposite(technical))
        )
        self.merged = self._merged()
        here, elsewhere = self.read("borrower.other_bad_debt_here"), self.read("borrower.bad_debt_elsewhere")
        self.other_claims_bad = either(
            *(False if bad is NOT_APPLICABLE else bad for bad in (here, elsewhere))
        )
        self.difficulty = either(
            self.read("borrower.in_difficulty"),
            self.overdue,
            both(opposite(self.retail), self.other_claims_bad),
        )
        self.restructured = both(
            holds(lambda kind: kind != "none", self.read("loan.concession")), self.difficulty
        )
        self._observe()

    def was(self, name: str) -> Any:
        return self.prior(f"prior.{name}")

    def _merged(self) -> Truth:
        """Within six months after a merger."""
        if self.read.cause("merger.date") == "no_merger":
            return False
        return holds(
            lambda date: self.day < months_later(dt.date.fromisoformat(date), 6), self.read("merger.date")
        )

    def _observe(self) -> None:
        """Articles 21 and 23: since when, and how often, the claim is under observation."""
        times, begun = self.was("restructurings"), self.was("observation_begun")
        paid = self.read("loan.periods_paid_in_time")
        going_on = either(begun, self.overdue, holds(lambda n: n > 0, paid))
        self.begun = chosen(self.restructured, False, going_on)
        waiting = either(self.restructured, both(holds(lambda n: n > 0, times), opposite(begun)))
        late = either(self.overdue, waiting)
        months = chosen(late, 0, holds(lambda n: n + 1, self.was("timely_months")))
        periods = chosen(late, 0, holds(lambda n, p: n + p, self.was("timely_periods"), paid))
        over = both(holds(lambda n: n >= 2, periods), holds(lambda n: n >= 12, months))
        in_vain = both(holds(lambda n: n > 0, times), over, self.difficulty)
        self.months, self.periods = chosen(in_vain, 0, months), chosen(in_vain, 0, periods)
        free = either(holds(lambda n: n == 0, times), both(over, opposite(self.difficulty)))
        self.times = chosen(self.restructured, holds(lambda n: n + 1, times), chosen(free, 0, times))

    def renewal_allowed(self) -> Truth:
        firm = self.read("renewal.borrower")
        due = holds(lambda d: d < "2027-09-30", self.read("renewal.due"))
        medium = both(holds(lambda size: size == "medium", firm), self.read("renewal.working_capital"), due)
        return both(
            holds(lambda c: c == "pass", self.was("class")),
            self.read("renewal.conditions_met"),
            either(holds(lambda size: size == "micro_small", firm), medium),
        )


def by_days(claim: Claim) -> list[tuple[str, Truth, str]]:
    """Articles 10 to 13, and article 92 of the card measures."""
    card = holds(lambda kind: kind == "credit_card", claim.read("loan.kind"))
    beyond = {bound: holds(lambda n, b=bound: n > b, claim.days) for bound in (90, 120, 180, 270, 360)}
    return [
        ("DPD-1", claim.overdue, "special_mention"),
        ("DPD-2", beyond[90], "substandard"),
        ("DPD-3", beyond[270], "doubtful"),
        ("DPD-4", beyond[360], "loss"),
        ("DPD-5", both(card, beyond[120]), "doubtful"),
        ("DPD-6", both(card, beyond[180]), "loss"),
        ("DPD-7", holds(lambda kind: kind == "advance", claim.read("loan.kind")), "special_mention"),
    ]


def by_conduct(claim: Claim) -> list[tuple[str, Truth, str]]:
    read, impaired = claim.read, claim.read("loan.credit_impaired")
    loss = read("loan.ecl_ratio")

    def share(least: str) -> Truth:
        return False if loss is NOT_APPLICABLE else holds(lambda r: Decimal(str(r)) >= Decimal(least), loss)

    renewed = both(read("loan.repaid_by_new_loan"), opposite(claim.renewal_allowed()))
    return [
        ("IMP-1", impaired, "substandard"),
        ("IMP-2", both(impaired, share("0.5")), "doubtful"),
        ("IMP-3", both(impaired, share("0.9")), "loss"),
        ("USE-1", read("loan.purpose_changed"), "special_mention"),
        ("NEW-1", renewed, "special_mention"),
        ("NEW-2", read("loan.repaid_by_other_debt"), "special_mention"),
        ("EVA-1", read("borrower.evades_debt"), "doubtful"),
        ("BKR-1", read("borrower.bankrupt"), "loss"),
    ]


def by_debtor(claim: Claim) -> list[tuple[str, Truth, str]]:
    """Articles 10, 11 and 14; the last with article 16."""
    read, firm = claim.read, opposite(claim.retail)
    share = chosen(claim.merged, read("merger.bad_share_without"), read("borrower.bad_share_at_bank"))
    enhanced = read("loan.recognised_enhancement") is True
    slump = read.applicable("borrower.rating_slump")
    tenth = False if share is NOT_APPLICABLE else holds(lambda s: s > 0.1, share)
    return [
        ("BAD-1", both(firm, claim.other_claims_bad), "special_mention"),
        ("RAT-1", both(firm, slump, opposite(read("borrower.repayment_capacity"))), "substandard"),
        ("CON-1", both(firm, tenth, not enhanced), "substandard"),
        (
            "CON-2",
            both(firm, read.test("borrower.overdue_share_all_banks", lambda s: s > 0.2)),
            "substandard",
        ),
    ]


def by_underlying(claim: Claim) -> list[tuple[str, Truth, str]]:
    """Article 17: a product by its final debtors, or by the worst that can be seen of what it holds."""

    def known(path: str) -> Any:
        value = claim.read(path)
        return None if value is NOT_APPLICABLE else value

    product = holds("investment_product".__eq__, claim.read("loan.kind"))
    seen = known("product.seen_through")
    found: list[tuple[str, Truth, str]] = []
    for rule, met, path in (
        ("THR-1", seen, "product.debtors_class"),
        ("THR-2", opposite(seen), "product.worst_seen"),
    ):
        then, asked = known(path), both(product, met)
        if asked is not False and then is None:
            found.append((rule, None, "special_mention"))
        elif asked is not False:
            found.append((f"{rule}:{then}", asked, then))
    return found


def by_upgrade(claim: Claim) -> list[tuple[str, Truth, str]]:
    """Articles 15, 16, 22 and 23, and up one class a quarter."""
    read, before, stayed = claim.read, claim.was("class"), claim.was("months_in_class")
    rank = holds(CLASSES.index, before)
    slow = opposite(both(claim.retail, holds(lambda n: n == 0, claim.times)))
    bad_too = chosen(
        claim.merged, read("merger.other_bad_debt_without"), read("borrower.other_bad_debt_here")
    )
    early = either(
        holds(lambda c: c != "substandard", before),
        holds(lambda n: n <= 6, claim.months),
        holds(lambda n: n < 2, claim.periods),
        opposite(read("borrower.repayment_capacity")),
        False if bad_too is NOT_APPLICABLE else bad_too,
    )
    short, lost = holds(lambda n: n < 3, stayed), holds(lambda c: c == "loss", before)
    after = both(opposite(claim.retail), claim.merged)
    found: list[tuple[str, Truth, str]] = [
        ("OBS-1", holds(lambda n: n >= 1, claim.times), "special_mention"),
        ("OBS-2", holds(lambda n: n >= 2, claim.times), "substandard"),
        ("UPG-1", both(slow, holds(lambda r: r >= 2, rank), early), "substandard"),
        ("UPG-2", both(slow, holds(lambda r: r >= 3, rank), either(lost, short)), "doubtful"),
        ("UPG-3", both(slow, lost, short), "loss"),
    ]
    if after is not False and before is not None:
        found.append((f"MER-1:{before}", after, before))
    elif after is not False:
        found.append(("MER-1", None, "special_mention"))
    return found


def approval(before: str | None, found: str) -> str:
    """A bad claim that gets better goes to the head office, one that becomes or changes bad to the city."""
    if before is None or (before in CLASSES[2:] and CLASSES.index(found) < CLASSES.index(before)):
        return "head_office_risk"
    if found == before:
        return "account_manager"
    return "city_risk" if found in CLASSES[2:] else "branch_risk"


def left(claim: Claim) -> dict[str, int | None]:
    """What of the observation is still to come, of a restructured claim."""
    shown = holds(lambda n: n > 0, claim.times)
    return {
        "observation_months_left": holds(lambda n: max(0, 12 - n), claim.months) if shown else None,
        "observation_periods_left": holds(lambda n: max(0, 2 - n), claim.periods) if shown else None,
    }


def decide(record: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    """Class, fired rules, outputs and next state; None for what is not known."""
    claim = Claim(record, day)
    rules = [
        *by_days(claim),
        *by_conduct(claim),
        *by_debtor(claim),
        *by_underlying(claim),
        *by_upgrade(claim),
    ]
    outcome = worst(CLASSES, "special_mention", "pass", [(truth, then) for _, truth, then in rules])
    days = claim.read("loan.days_past_due")
    if outcome == "pass" and days is not None:
        rules.append(("SND-2" if days else "SND-1", True, "pass"))
    stayed = holds(lambda before: outcome == before, claim.was("class"))
    alone = claim.read.cause("group.member_bad") == "no_group"
    member_bad = claim.read("group.member_bad")
    return {
        "outcome": outcome,
        "fired": sorted(name for name, truth, _ in rules if truth),
        "outputs": {
            "assess_group": not alone and member_bad is not False,
            "next_classification": months_later(day, 3),
            "approved_by": approval(claim.was("class"), outcome),
            **left(claim),
        },
        "state": {
            "class": outcome,
            "months_in_class": chosen(stayed, holds(lambda n: n + 1, claim.was("months_in_class")), 1),
            "timely_months": claim.months,
            "timely_periods": claim.periods,
            "observation_begun": claim.begun,
            "restructurings": claim.times,
        },
    }
