"""Filling offers: each by its number, the best one, and those equal to it by rank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine.absent import Absent, causes_of
from credit_engine.account.evidence import Figure
from credit_engine.account.processes import OfferAccount, OfferFinding, OfferLine, OffersAccount, OffersStep
from credit_engine.explain.fill.core import Fill


def _offers(fill: Fill, account: OffersAccount) -> OffersStep:
    """Every offer by its number; the best one, and those equal to it by rank."""
    best = fill.of(account.best)
    ranks = _Ranks(fill, account)
    lines = tuple(_offer(fill, account, number, ranks, best) for number in range(len(account.offers)))
    known = not isinstance(best, Absent) and best >= 0
    nothing = Figure(best if isinstance(best, Absent) else fill.of(account.amount))
    return OffersStep(
        name=account.name,
        title=account.title,
        result=fill(account.result) if known else nothing,
        requested=fill(account.requested),
        columns=fill(account.columns),
        offers=lines,
        rank=fill(account.rank),
        status="best" if known else "unknown" if isinstance(best, Absent) else "none",
        best=best + 1 if known else None,
        equal=tuple(n + 1 for n in ranks.equal(fill.of(account.first))) if known else (),
        smaller=fill.of(account.smaller),
        outcome=fill.of(account.outcome),
        rules=fill(account.rules),
        counts=fill(account.counts),
    )


class _Ranks:
    """The feasible offers by rank; equal ones in the order of the grid."""

    def __init__(self, fill: Fill, account: OffersAccount) -> None:
        self.keys = [[fill.of(key) for key in offer.keys] for offer in account.offers]
        self.places = [n for n, offer in enumerate(account.offers) if fill.of(offer.infeasible) is False]
        for k, rank in reversed(list(enumerate(account.rank))):
            self.places.sort(key=lambda n: self.keys[n][k], reverse=rank.order == "largest")

    def equal(self, best: int) -> list[int]:
        """The other feasible offers whose keys are all those of the best one."""
        return sorted(n for n in self.places if n != best and self.keys[n] == self.keys[best])


def _offer(fill: Fill, account: OffersAccount, number: int, ranks: _Ranks, best: Any) -> OfferLine:
    offer = account.offers[number]
    results = {one.name: one.result for one in offer.steps}
    infeasible = fill.of(offer.infeasible)
    status: Any = "open"
    if isinstance(infeasible, bool):
        status = "infeasible" if infeasible else "feasible"
    if not isinstance(best, Absent) and best == number:
        status = "best"
    return OfferLine(
        number + 1,
        fill(offer.amount),
        fill(offer.term),
        tuple([fill(results[name]) for name in account.shown]),
        status,
        ranks.places.index(number) + 1 if number in ranks.places else None,
        tuple(_findings(fill, offer)),
        causes_of(infeasible),
        isinstance(fill.of(offer.doubt), Absent),
        fill(offer.steps),
    )


def _findings(fill: Fill, offer: OfferAccount) -> list[OfferFinding]:
    """The conditions that hold; where none does, those that cannot be decided."""
    found: dict[bool, list[OfferFinding]] = {True: [], False: []}
    for node, finding in offer.findings:
        value = fill.of(node)
        if value is True or (isinstance(value, Absent) and value.applicable):
            found[value is True].append(fill(finding))
    return found[True] or found[False]


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {OffersAccount: _offers}
