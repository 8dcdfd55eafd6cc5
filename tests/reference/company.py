"""What the loans to companies ask on their way, written by hand: from the view to the approval.

None stands for what is not known; money is in decimals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product
from typing import Any

from reference import admission, authority, contract, disbursement, guarantor, segmentation
from reference.journey import (
    DILIGENCE,
    GRADES,
    OUTCOMES,
    Counted,
    Rules,
    called,
    conduct,
    own,
    stale,
)
from reference.pricing_and_limits import CENTRAL, ZERO, known, of, price, rate_company
from reference.three_valued import Truth, both, either, first_row, holds, opposite, worst

MONEY = ("approve", "counter_offer", "refer", "decline")
SAME = {name: name for name in MONEY}
FOUR_DIGITS = Decimal("0.0001")
RATES = {
    "housing": "0.7", "office_shop": "0.5", "plant": "0.5", "equipment": "0.4", "inventory": "0.5",
    "receivables": "0.6", "deposit": "0.9", "bond": "0.9", "shares": "0.5",
}  # fmt: skip
VOLATILE = ("equipment", "inventory", "receivables", "shares")


def number(value: Any) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def months_before(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=years, month=month + 1)


# Customer view of a company


def view_rules(record: Mapping[str, Any], on: dt.date) -> Rules:
    return [*sources(record, on), *completeness(record), *cross_checks(record), *parties(record)]


def sources(record: Mapping[str, Any], on: dt.date) -> Rules:
    days = {"registration": (90, "B"), "owners": (365, "C"), "court": (30, "C"), "bureau": (30, "C")}
    days |= {"tax": (90, "B"), "statements": (365, "C"), "flows": (60, "B")}
    return [(stale(record, f"source.{name}_date", most, on), then) for name, (most, then) in days.items()]


def completeness(record: Mapping[str, Any]) -> Rules:
    tax, flows, years = (
        known(record, f"source.{n}") for n in ("tax_months", "flows_months", "statement_years")
    )
    short = [holds(lambda n, m=most: n < m, value) for value, most in ((tax, 12), (flows, 12), (years, 3))]
    return [*((truth, "B") for truth in short), (holds(lambda n: n < 6, flows), "C"), (both(*short), "C")]


def cross_checks(record: Mapping[str, Any]) -> Rules:
    tax, stated, flows = (known(record, f"sales.by_{n}") for n in ("tax", "statements", "flows"))
    declared, reported, borrowed = (
        known(record, f"debt.{n}") for n in ("declared", "by_bureau", "by_statements")
    )
    reported = ZERO if reported == "no_record" else reported
    some = holds(lambda s: s > 0, stated)
    gap = of(lambda t, s: (abs(t - s) / s).quantize(FOUR_DIGITS, ROUND_HALF_EVEN), tax, stated or None)
    share = of(lambda f, s: (f / s).quantize(FOUR_DIGITS, ROUND_HALF_EVEN), flows, stated or None)
    return [
        (both(some, holds(lambda g: g > Decimal("0.15"), gap)), "C"),
        (both(some, holds(lambda g: g > Decimal("0.3"), gap)), "D"),
        (both(some, holds(lambda s: s < Decimal("0.7"), share)), "C"),
        (both(some, holds(lambda s: s < Decimal("0.4"), share)), "D"),
        (holds(lambda s: s == 0, stated), "C"),
        (holds(lambda r, d: r > d * Decimal("1.05"), reported, declared), "D"),
        (holds(lambda b, r: abs(b - r) > r / 10, borrowed, reported), "C"),
    ]


def controlled(party: Mapping[str, Any]) -> Truth:
    votes = number(party.get("votes"))
    return either(
        holds(lambda v: v > Decimal("0.5"), votes), party.get("board_majority"), party.get("agreement")
    )


def parties(record: Mapping[str, Any]) -> Rules:
    listed = record.get("related_parties")
    if not isinstance(listed, list):
        return [(None, "D"), (None, "B")]
    hidden = [both(controlled(one), not one["declared"]) for one in listed]
    influence = [
        both(
            holds(lambda v: Decimal("0.2") <= v <= Decimal("0.5"), number(one.get("votes"))),
            not one["declared"],
        )
        for one in listed
    ]
    return [(either(*hidden), "D"), (either(*influence), "B")]


# Segment and tier of a business that may have been reviewed before


def tiered(record: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The tier of today, the one that holds after observation, and what moved it."""
    review = record.get("review", {})
    prior = {"missing": "no_prior"} if review.get("tier") == {"missing": "no_prior"} else review
    years = segmentation.given(record.get("contribution", {}).get("years"))
    value = segmentation.value_of(years, *segmentation.returns(years))
    entry = segmentation.entry_of(known(record, "company.industry_code"), day)
    band = segmentation.band_of(segmentation.given(record["customer"].get("grade")))
    assessed = first_row(segmentation.ASSESSED, band, entry and entry["stance"], value)
    outputs: dict[str, Any] = segmentation.decide({**record, "prior": prior}, day)["outputs"]
    movement = segmentation.moved(assessed, prior)[2]
    twice = None if years is None else len({year["year"] for year in years}) < len(years)
    return {"assessed": assessed, "outputs": outputs, "movement": movement, "twice": twice}


def tier_rules(told: Mapping[str, Any]) -> Rules:
    """The rules of segmentation on what `tiered` told."""
    return [
        (holds(lambda a: a == "exit", told["assessed"]), "to_exit"),
        *told["movement"],
        (told["twice"], "review"),
        (None if None in told["outputs"].values() else False, "confirmed"),
    ]


def link(member: Mapping[str, Any]) -> str | None:
    """By way of whom control runs between a member and the customer, "" where directly; None if not known."""
    said = member.get("linked_to")
    return "" if said == {"missing": "customer"} else said if isinstance(said, str) else None


def within(members: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those from whom six links at most lead to the customer, each followed by itself."""
    links = {one["name"]: link(one) for one in members}

    def leads(name: str | None) -> bool:
        for _ in range(6):
            name = links.get(name) if name in links else None
            if name == "":
                return True
        return False

    return [one for one in members if leads(one["name"])]


class Company:
    """One application of a company: each question is worked out from the record when it is asked."""

    product: str
    """The product, as the policies that are called name it."""
    least: int
    """The smallest loan."""
    least_cover: Decimal
    """The least share of what is secured that collateral has to cover."""

    def __init__(self, record: Mapping[str, Any], day: str) -> None:
        self.record, self.day, self.on = record, day, dt.date.fromisoformat(day)

    def given(self, path: str) -> Any:
        return known(self.record, path)

    def with_(self, **groups: Mapping[str, Any]) -> dict[str, Any]:
        """The record with some fields of some groups replaced."""
        return {**self.record, **{name: {**self.record.get(name, {}), **new} for name, new in groups.items()}}

    # Customer, admission, diligence

    @property
    def information_grade(self) -> str:
        return worst(GRADES, "C", "A", view_rules(self.record, self.on))

    def view(self) -> Counted:
        rules = [*view_rules(self.record, self.on)]
        listed = self.record.get("related_parties")
        found = [controlled(one) for one in listed] if isinstance(listed, list) else [None]
        counts = {"A": "approve", "B": "approve", "C": "refer", "D": "returned"}
        return called(GRADES, "C", [*rules, (None if None in found else False, "A")], counts)

    @property
    def debt_ratio(self) -> Decimal | None:
        debts, assets = self.given("statement.total_liabilities"), self.given("statement.total_assets")
        return of(lambda d, a: d / a, debts, assets or None)

    def admission(self) -> Counted:
        read = admission.Reader(self.with_(company={**self.admitted, "debt_ratio": self.debt_ratio}))
        rules: Rules = [
            (truth, then)
            for _, truth, then, _ in (
                *admission.everybody(read),
                *admission.projects(read),
                *admission.businesses(read, self.day),
                *admission.companies(read, self.day),
            )
        ]
        declined = worst(admission.OUTCOMES, "refer", "admit", rules) == "decline"
        support = admission.support(read, "company")
        untold = admission.emerging(read) is None or (support is None and not declined)
        counts = {"admit": "approve", "refer": "refer", "decline": "decline"}
        return called(admission.OUTCOMES, "refer", [*rules, (None if untold else False, "admit")], counts)

    @property
    def admitted(self) -> dict[str, Any]:
        """Fields of the company that admission is given otherwise than they stand in the record."""
        return {}

    @property
    def segment(self) -> str | None:
        size, member = self.given("company.size"), self.given("group.member")
        return segmentation.segment_of("company", None, size, self.given("exposure.total_credit"), member)[0]

    def investigation(self) -> Counted:
        corporate = holds(lambda s: s != "micro", self.segment)
        micro = opposite(corporate)
        small = holds(lambda a: a <= 200_000, self.given("loan.amount"))
        simplified = both(small, micro, self.product == "working_capital")
        rules: Rules = [
            *self.papers(corporate, CORPORATE),
            *self.papers(micro, MICRO),
            (
                both(micro, opposite(simplified), stale(self.record, "documents.profit", 90, self.on)),
                "supplement",
            ),
            *self.product_papers(simplified),
            *self.papers(self.record["loan"]["security"] == "mortgage", {"valuation": 365}),
            *self.papers(self.record["loan"]["security"] == "pledge", {"valuation": 180}),
            *self.papers(self.record["loan"]["security"] == "guarantee", {"guarantor": 30}),
            (
                both(opposite(simplified), stale(self.record, "diligence.visit_date", 60, self.on)),
                "supplement",
            ),
            (both(simplified, stale(self.record, "diligence.remote_date", 30, self.on)), "supplement"),
            *conduct(self.record, simplified),
        ]
        counts = {"complete": "approve", "supplement": "returned", "stop": "decline"}
        # While the segment is not known, it may be a person's, whose identity is not on file.
        person: Truth = None if self.segment is None else False
        return called(DILIGENCE, "supplement", [*rules, (person, "stop")], counts)

    def papers(self, applies: Truth, days: Mapping[str, int | None]) -> Rules:
        """Documents with the days for which they count; what never expires has none."""
        return [
            (
                both(
                    applies,
                    known(self.record, f"documents.{name}") is None
                    if most is None
                    else stale(self.record, f"documents.{name}", most, self.on),
                ),
                "stop" if name in STOPPING else "supplement",
            )
            for name, most in days.items()
        ]

    def product_papers(self, simplified: Truth) -> Rules:
        raise NotImplementedError

    # Rating and tier

    @property
    def rated(self) -> dict[str, Any]:
        before = months_before(self.on, 18).isoformat()
        return rate_company(self.with_(customer={"information_grade": self.information_grade}), before)

    @property
    def grade(self) -> int | None:
        found: int | None = self.rated["grade"]
        return found

    @property
    def grade_name(self) -> str | None:
        return of(lambda g: f"R{g}", self.grade)

    def rating(self) -> Counted:
        return Counted(self.rated["outcome"], [])

    @property
    def tiering(self) -> dict[str, Any]:
        return tiered(self.with_(customer={"grade": self.grade_name}), self.day)

    @property
    def tier(self) -> str | None:
        found: str | None = self.tiering["outputs"]["customer_tier"]
        return found

    def tiers(self) -> Counted:
        counts = {"confirmed": "approve", "observed": "approve", "review": "refer", "to_exit": "decline"}
        return called(segmentation.OUTCOMES, "review", tier_rules(self.tiering), counts)

    # Exposure, amount, collateral

    @property
    def own_exposure(self) -> Decimal | None:
        return of(
            lambda loans, undrawn, other: loans + undrawn / 2 + other,
            *(self.given(f"exposure.{n}") for n in ("loans", "undrawn", "other")),
        )

    @property
    def group_exposure(self) -> Decimal | None:
        members = self.record.get("members")
        if members == {"missing": "no_group"}:
            return self.own_exposure
        if not isinstance(members, list):
            return None
        held = [
            either(one.get("same_controller"), holds(lambda s: s > Decimal("0.5"), number(one["share_held"])))
            for one in members
        ]
        linked = [one for one, yes in zip(members, held, strict=True) if yes]
        if None in held or (linked and None in map(link, linked)):
            return None
        inside = [number(one.get("exposure")) for one in within(linked)]
        if None in inside:
            return None
        return of(lambda mine: mine + sum(x for x in inside if x is not None), self.own_exposure)

    @property
    def chart_open(self) -> Truth:
        """Whether the links of some member do not lead to the customer."""
        members = self.record.get("members")
        if members == {"missing": "no_group"} or members == []:
            return False
        if not isinstance(members, list) or None in map(link, members):
            return None
        return len(within(members)) < len(members)

    @property
    def ceiling(self) -> Decimal | None:
        """The limit of the group, of a company without one that of a single customer."""
        tier1, set_by_bank = self.given("bank.net_tier1"), self.given("group.limit")
        if set_by_bank != "no_group":
            return of(lambda c, t: min(c, t / 5), set_by_bank, tier1)
        alone = self.record.get("members") == {"missing": "no_group"}
        return of(lambda t: t * Decimal("0.15") if alone else t / 5, tier1)

    def headrooms(self) -> list[Decimal | None]:
        capital, tier1 = self.given("bank.net_capital"), self.given("bank.net_tier1")
        asked, mine, joint = self.given("loan.amount"), self.own_exposure, self.given("banks.joint_limit")
        related = self.given("customer.related_party")
        room_of_related = None if related is None else asked
        if related:
            credit = [self.given(f"related.{whose}_credit") for whose in ("group", "all")]
            credit = [None if one == "not_related" else one for one in credit]
            shares = zip(("0.1", "0.15", "0.5"), (mine, *credit), strict=True)
            rooms = [of(lambda c, u, s=share: c * Decimal(s) - u, capital, used) for share, used in shares]
            room_of_related = of(min, *rooms)
        return [
            of(lambda c, loans: c / 10 - loans, capital, self.given("exposure.loans")),
            of(lambda t, m: t * Decimal("0.15") - m, tier1, mine),
            of(lambda c, g: c - g, self.ceiling, self.group_exposure),
            room_of_related,
            asked if joint == "no_joint_credit" else joint,
        ]

    @property
    def room(self) -> Decimal | None:
        asked = self.given("loan.amount")
        return of(lambda *rooms: max(ZERO, min(asked, *rooms)) // 10_000 * 10_000, *self.headrooms())

    def concentration(self) -> Counted:
        asked, room = self.given("loan.amount"), self.room
        many = both(
            holds(lambda n: n >= 3, self.given("banks.lending")),
            holds(lambda d: d >= 5_000_000_000, self.given("banks.debt")),
        )
        unsecured = self.record["loan"]["security"] == "none"
        untold = None in (self.own_exposure, self.group_exposure, self.given("bank.net_tier1"))
        rules: Rules = [
            (holds(lambda r: r == 0, room), "decline"),
            (holds(lambda r: 0 < r < asked, room), "counter_offer"),
            (many if self.given("banks.joint_limit") == "no_joint_credit" else False, "refer"),
            (both(self.given("customer.related_party"), unsecured), "decline"),
            (self.chart_open, "refer"),
            (None if untold else False, "approve"),
        ]
        return called(MONEY, "refer", rules, SAME)

    def limit(self) -> tuple[Counted, Decimal | None]:
        """What the limit by need and means counts as, and the limit itself where it is told."""
        raise NotImplementedError

    @property
    def granted(self) -> Decimal | None:
        limit, concentration = self.limit()[1], self.concentration().outcome
        room = self.room if concentration in MONEY[:2] else None
        smallest = of(lambda x, r: min(self.given("loan.amount"), x, r) // 10_000 * 10_000, limit, room)
        return of(lambda s: s if s >= self.least else ZERO, smallest)

    @property
    def secured(self) -> bool:
        return self.record["loan"]["security"] in ("mortgage", "pledge")

    def net_of(self, item: Mapping[str, Any]) -> Decimal | None:
        """What an item of collateral is worth at the bank's lending rate."""
        value, liens, dated = (
            number(item.get("value")),
            number(item.get("prior_liens")),
            item.get("valued_on"),
        )
        if value is None or liens is None or dated is None:
            return None
        oldest = months_before(self.on, 6 if item["kind"] in VOLATILE else 12)
        cut = Decimal("0.1") if dt.date.fromisoformat(dated) < oldest else ZERO
        return max(ZERO, value * (Decimal(RATES[item["kind"]]) - cut) - liens)

    @property
    def cover(self) -> tuple[Decimal | None, Decimal | None]:
        """The share of all facilities that collateral covers, and what it is worth in all."""
        items, listed = self.record.get("collateral_items"), self.record.get("facilities")
        granted = self.granted
        if not isinstance(items, list) or not isinstance(listed, list):
            return None, None
        facilities = [(one["id"], number(one.get("amount"))) for one in listed] + [("NEW", granted)]
        left = [self.net_of(one) for one in items]
        if None in left or None in [amount for _, amount in facilities]:
            return None, None
        worth = sum((one for one in left if one is not None), ZERO)
        missing = [amount or ZERO for _, amount in facilities]
        for (f, (name, _)), (i, item) in product(enumerate(facilities), enumerate(items)):
            if item["tied_to"] in ("", name):
                given = min(missing[f], left[i] or ZERO)
                missing[f], left[i] = missing[f] - given, (left[i] or ZERO) - given
        asked, open_ = sum((a or ZERO for _, a in facilities), ZERO), sum(missing, ZERO)
        return of(lambda a: ((a - open_) / a).quantize(FOUR_DIGITS, ROUND_HALF_EVEN), asked or None), worth

    def security(self) -> Counted:
        if not self.secured:
            return own([])
        items, (ratio, worth) = self.record.get("collateral_items"), self.cover
        each: Sequence[Mapping[str, Any]] = items if isinstance(items, list) else []

        def some(test: Any) -> Truth:
            return either(*(test(item) for item in each)) if isinstance(items, list) else None

        ahead = some(lambda i: holds(lambda d: dt.date.fromisoformat(d) > self.on, i.get("valued_on")))
        rules: Rules = [
            (some(lambda i: i.get("disputed") if isinstance(i.get("disputed"), bool) else None), "decline"),
            (some(lambda i: opposite(i.get("consent"))), "refer"),
            (ahead, "refer"),
            (items == [], "refer"),
            (None if ratio is None else False, "counter_offer"),
            (holds(lambda w: w == 0, worth), "refer"),
        ]
        return called(MONEY, "refer", rules, SAME | {"counter_offer": "approve"})

    @property
    def guarantors(self) -> Sequence[Mapping[str, Any]] | None:
        listed = self.record.get("guarantors")
        return listed if isinstance(listed, list) else None

    def backing(self) -> Counted:
        """Each guarantor by itself, whatever the main security is."""
        if self.guarantors is None:
            return Counted("refer", [(None, "returned"), (None, "refer")])
        found = [guarantor.backing({"guarantor": one}, self.grade_name) for one in self.guarantors]
        outcome = max(["approve", *(one.outcome for one in found)], key=OUTCOMES.index)
        return Counted(outcome, [rule for one in found for rule in one.rules])

    def amount_and_security(self) -> Counted:
        covered = both(self.secured, holds(lambda c: c < self.least_cover, self.cover[0]))
        is_guaranteed, people = self.record["loan"]["security"] == "guarantee", self.guarantors
        named: Truth = None if people is None else people != []
        amounts = [number(one.get("amount")) for one in people or ()]
        in_all = None if people is None or None in amounts else sum(a or ZERO for a in amounts)
        rules: Rules = [
            (holds(lambda g: g == 0, self.granted), "decline"),
            (covered, "refer"),
            (both(is_guaranteed, opposite(named)), "returned"),
            (both(is_guaranteed, named, holds(lambda a, g: a < g, in_all, self.granted)), "refer"),
        ]
        return own(rules)

    # Price, approval, contract, draw

    @property
    def terms(self) -> dict[str, Any]:
        """The record as price, authority, contract and disbursement are asked of it."""
        pd = of(lambda g: Decimal(CENTRAL[g - 1]), self.grade)
        return self.with_(
            customer={
                "grade": self.grade_name,
                "tier": self.tier,
                "pd": pd,
                "information_grade": self.information_grade,
                "automatic_up_to": authority.AUTOMATIC[self.information_grade],
                "approval_route": self.tiering["outputs"]["approval_route"],
            },
            loan={"product": self.product, "amount": self.granted},
            collateral={"cover": self.cover[0] if self.secured else ZERO},
        )

    @property
    def priced(self) -> dict[str, Any]:
        asked = self.terms
        if self.granted is None:  # a price is told of an amount: without one only the proposed rate is judged
            asked |= {"contribution": {}, "charges": None, "loan": {**asked["loan"], "amount": 1}}
        return price(asked, self.day)

    def price(self) -> Counted:
        # A rate beyond every authority is answered by the lowest one within it.
        return called(MONEY, "refer", self.priced["asked"], SAME | {"counter_offer": "approve"})

    def authority(self) -> tuple[Counted, str | None]:
        told = authority.decide(self.terms, self.day)
        counts = dict.fromkeys(authority.LEVELS, "approve") | {"returned": "returned", "barred": "decline"}
        level = told["outcome"] if told["outcome"] in authority.LEVELS[:6] else None
        return called(authority.LEVELS, "returned", told["asked"], counts), level

    def approval(self, level: str | None) -> Counted:
        decision = self.given("approval.decision")
        decision = None if decision == "not_yet" else decision
        said = holds(lambda d: d == "approved", decision)
        given = self.given("approval.level")
        too_low = holds(
            lambda g, n: not authority.LEVELS.index(n) <= authority.LEVELS.index(g) < 6,
            None if given == "not_yet" else given,
            level,
        )
        above = {"amount": self.granted, "term_months": self.given("loan.term_months")}
        rules: Rules = [
            (holds(lambda d: d == "refused", decision), "decline"),
            (both(said, too_low), "returned"),
            *(
                (both(said, holds(lambda a, m: a > m, self.given(f"approval.{name}"), most)), "returned")
                for name, most in above.items()
            ),
            (
                both(said, holds(lambda a, r: a < r, self.given("approval.rate"), self.priced["rate"])),
                "returned",
            ),
        ]
        return own(rules)

    @property
    def drawn_up(self) -> dict[str, Any]:
        """The record as the contract is asked of it."""
        raise NotImplementedError

    def signing(self) -> Counted:
        if self.given("contract.number") == "not_drawn_up":
            return own([(True, "pending")])
        if self.given("contract.number") is None:
            return own([(None, "decline")])
        counts = {"sign": "approve", "complete": "returned", "refuse": "decline"}
        return called(
            contract.OUTCOMES, "complete", contract.decide(self.drawn_up, self.day)["asked"], counts
        )

    def drawing(self) -> tuple[Counted, Decimal | None]:
        if self.given("draw.number") == "not_asked_for":
            return own([(True, "pending")]), None
        if self.given("draw.number") is None:
            return own([(None, "decline")]), None
        asked = self.terms | {"pricing": {"rate_today": self.priced["rate"]}} | self.project_capital
        asked["exposure"] = {"limit": self.ceiling, "outstanding": self.group_exposure}
        told = disbursement.decide(asked, self.day)
        counts = {"release": "approve", "hold": "returned", "stop": "decline"}
        return called(disbursement.OUTCOMES, "hold", told["asked"], counts), told["payable"]

    @property
    def project_capital(self) -> dict[str, Any]:
        return {}

    def paid_by_progress(self) -> Counted:
        """What a project adds to the disbursement of others."""
        return own([])

    def told_amount(self) -> dict[str, Any]:
        """What is told once the amount is worked out."""
        return {"amount": self.granted, "cover": self.cover[0] if self.secured else ZERO}


STOPPING = ("licence", "project_approval")
CORPORATE: dict[str, int | None] = {
    "licence": 365, "articles": None, "owners": 365, "audited": 540, "monthly": 60, "bureau": 30, "tax": 90,
    "flows": 60, "partners": 180, "related": 180,
}  # fmt: skip
MICRO: dict[str, int | None] = {"licence": 365, "bureau": 30, "owner_bureau": 30, "cross_check": 90}
