"""Filling stages, offers, called policies, and decisions for each item of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from credit_engine.absent import Absent, Cause, causes_of
from credit_engine.account import steps as told
from credit_engine.account.evidence import Figure, Words
from credit_engine.explain import trace, trace_offers, trace_stages
from credit_engine.explain.fill.core import MAX_ITEMS, Compute, Fill, Form, items_of
from credit_engine.explain.fill.rules import counts
from credit_engine.explain.inner_steps import CallStep, EachStep, ItemStep


def _stages(fill: Fill, account: told.StagesAccount) -> tuple[trace_stages.StageLine, ...]:
    last = account.stages[-1]
    return tuple([_stage(fill, one, one is last) for one in account.stages])


def _stage(fill: Fill, account: told.StageAccount, last: bool) -> trace_stages.StageLine:
    sets = tuple((name, str(fill.of(outcome))) for name, outcome in account.sets)
    return trace_stages.StageLine(
        account.id, _came_to(fill, account, last), sets, account.needs, account.title
    )


def _came_to(fill: Fill, account: told.StageAccount, last: bool) -> Any:
    if fill.of(account.before) is not False:
        return "not_reached"
    stopped = fill.of(account.stopped)
    if stopped is True:
        return "stopped"
    statuses = (fill.of(one) for one in account.statuses)
    open_ = any(isinstance(one, Absent) and one.applicable for one in statuses)
    return "open" if (isinstance(stopped, Absent) and not last) or (last and open_) else "passed"


def _offers(fill: Fill, account: told.OffersAccount) -> trace_offers.OffersStep:
    """Every offer by its number; the best one, and those equal to it by rank."""
    best = fill.of(account.best)
    ranks = _Ranks(fill, account)
    lines = tuple(_offer(fill, account, number, ranks, best) for number in range(len(account.offers)))
    known = not isinstance(best, Absent) and best >= 0
    nothing = Figure(best if isinstance(best, Absent) else fill.of(account.amount))
    return trace_offers.OffersStep(
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
        counts=counts(fill, account),
    )


class _Ranks:
    """The feasible offers by rank; equal ones in the order of the grid."""

    def __init__(self, fill: Fill, account: told.OffersAccount) -> None:
        self.keys = [[fill.of(key) for key in offer.keys] for offer in account.offers]
        self.places = [n for n, offer in enumerate(account.offers) if fill.of(offer.infeasible) is False]
        for k, rank in reversed(list(enumerate(account.rank))):
            self.places.sort(key=lambda n: self.keys[n][k], reverse=rank.order == "largest")

    def equal(self, best: int) -> list[int]:
        """The other feasible offers whose keys are all those of the best one."""
        return sorted(n for n in self.places if n != best and self.keys[n] == self.keys[best])


def _offer(
    fill: Fill, account: told.OffersAccount, number: int, ranks: _Ranks, best: Any
) -> trace_offers.OfferLine:
    offer = account.offers[number]
    results = {one.name: one.result for one in offer.steps}
    infeasible = fill.of(offer.infeasible)
    status: Any = "open"
    if isinstance(infeasible, bool):
        status = "infeasible" if infeasible else "feasible"
    if not isinstance(best, Absent) and best == number:
        status = "best"
    return trace_offers.OfferLine(
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


def _findings(fill: Fill, offer: told.OfferAccount) -> list[trace_offers.OfferFinding]:
    """The conditions that hold; where none does, those that cannot be decided."""
    found: dict[bool, list[trace_offers.OfferFinding]] = {True: [], False: []}
    for one in offer.findings:
        value = fill.of(one.value)
        if value is True or (isinstance(value, Absent) and value.applicable):
            finding = trace_offers.OfferFinding(one.id, one.reason, fill(one.condition), one.text, one.title)
            found[value is True].append(finding)
    return found[True] or found[False]


def _answer(fill: Fill, account: told.CallAccount) -> str:
    answer = fill.of(account.answer)
    return "" if isinstance(answer, Absent) else answer


def _why_undecided(fill: Fill, account: told.CallAccount) -> tuple[Cause, ...]:
    return causes_of(fill.of(account.answer))


def _counts_as(fill: Fill, account: told.CallAccount) -> Words:
    return dict(account.titles)[fill.of(account.counts_as)]


def _released(fill: Fill, account: told.AnswerAccount) -> str:
    if not isinstance(fill.value(account.figure), Absent):
        return "released"
    return "condition" if fill.of(account.released) is False else "unknown"


def _items(fill: Fill, account: told.EachStepAccount) -> tuple[ItemStep, ...]:
    """The steps of the first items."""
    results, items = fill.value(account.result), _list(fill, account)
    order = range(min(len(items), MAX_ITEMS))
    return tuple(
        [
            ItemStep(number, identity, _of_item(inner, account.step, results, number))
            for number, identity, inner in items_of(fill, account, order, items)
        ]
    )


def _omitted(fill: Fill, account: told.EachStepAccount) -> int:
    return max(0, len(_list(fill, account)) - MAX_ITEMS)


def _list(fill: Fill, account: told.EachStepAccount) -> Sequence[Any]:
    items = fill.of(account.each.source)
    return items if isinstance(items, list) else ()


def _of_item(fill: Fill, account: told.Step, results: Any, number: int) -> Any:
    """The step of one item; a call's result is the item's entry in the list of all."""
    if isinstance(account, told.CallAccount):
        return fill.unwritten(account)._replace(result=Figure(results[number - 1], computed=True))
    return fill(account)


FILLS: dict[type[Any], Compute] = {
    told.StagesAccount: Form(trace_stages.StagesStep, stages=_stages),
    told.OffersAccount: _offers,
    told.CallAccount: Form(CallStep, answer=_answer, causes=_why_undecided, counts_as=_counts_as),
    told.AnswerAccount: Form(trace.OutputLine, status=_released),
    told.EachStepAccount: Form(EachStep, items=_items, omitted=_omitted),
}
