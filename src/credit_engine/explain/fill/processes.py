"""Filling stages, offers, called policies, and decisions for each item of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from credit_engine.absent import Absent, causes_of
from credit_engine.account import steps as told
from credit_engine.account.evidence import Figure, Words
from credit_engine.explain import trace, trace_offers, trace_stages
from credit_engine.explain.fill.core import MAX_ITEMS, Fill, condition, figure, items_of, listed
from credit_engine.explain.fill.rules import counts, rule_line
from credit_engine.explain.inner_steps import CallStep, EachStep, ItemStep


def _stages(fill: Fill, account: told.StagesAccount) -> trace_stages.StagesStep:
    last = account.stages[-1]
    return trace_stages.StagesStep(
        name=account.name,
        title=account.title,
        result=figure(fill, account.result),
        stages=tuple([_stage(fill, one, one is last) for one in account.stages]),
        stop_at=account.stop_at,
    )


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
        result=figure(fill, account.result) if known else nothing,
        requested=listed(fill, account.requested),
        columns=account.columns,
        offers=lines,
        rank=account.rank,
        status="best" if known else "unknown" if isinstance(best, Absent) else "none",
        best=best + 1 if known else None,
        equal=tuple(n + 1 for n in ranks.equal(fill.of(account.first))) if known else (),
        smaller=fill.of(account.smaller),
        outcome=fill.of(account.outcome),
        rules=tuple([rule_line(fill, rule) for rule in account.rules]),
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
    steps = listed(fill, offer.steps)
    results = {one.name: one.result for one in steps}
    infeasible = fill.of(offer.infeasible)
    status: Any = "open"
    if isinstance(infeasible, bool):
        status = "infeasible" if infeasible else "feasible"
    if not isinstance(best, Absent) and best == number:
        status = "best"
    return trace_offers.OfferLine(
        number + 1,
        figure(fill, offer.amount),
        figure(fill, offer.term),
        tuple(results[name] for name in account.shown),
        status,
        ranks.places.index(number) + 1 if number in ranks.places else None,
        tuple(_findings(fill, offer)),
        causes_of(infeasible),
        isinstance(fill.of(offer.doubt), Absent),
        steps,
    )


def _findings(fill: Fill, offer: told.OfferAccount) -> list[trace_offers.OfferFinding]:
    """The conditions that hold; where none does, those that cannot be decided."""
    found: dict[bool, list[trace_offers.OfferFinding]] = {True: [], False: []}
    for one in offer.findings:
        value = fill.of(one.value)
        if value is True or (isinstance(value, Absent) and value.applicable):
            finding = trace_offers.OfferFinding(
                one.id, one.reason, condition(fill, one.condition), one.text, one.title
            )
            found[value is True].append(finding)
    return found[True] or found[False]


def _call(fill: Fill, account: told.CallAccount) -> CallStep:
    answer, counted = fill.of(account.answer), fill.of(account.counts_as)
    titles: Mapping[str, Words] = dict(account.titles)
    return CallStep(
        name=account.name,
        title=account.title,
        result=figure(fill, account.result),
        policy=account.policy,
        version=account.version,
        policy_title=account.policy_title,
        inputs=listed(fill, account.inputs),
        answer="" if isinstance(answer, Absent) else answer,
        causes=causes_of(answer),
        counts_as=titles[counted],
        outputs=tuple([_answer(fill, one) for one in account.outputs]),
        steps=listed(fill, account.steps),
        outcomes=account.outcomes,
        undecided_outcome=account.undecided_outcome,
        state=listed(fill, account.state),
    )


def _answer(fill: Fill, account: told.AnswerAccount) -> trace.OutputLine:
    shown = figure(fill, account.figure)
    status: Any = "released"
    if isinstance(shown.value, Absent):
        status = "condition" if fill.of(account.released) is False else "unknown"
    return trace.OutputLine(account.name, status, shown, account.title)


def _each(fill: Fill, account: told.EachStepAccount) -> EachStep:
    """A decision that is made for each item as the steps of the items."""
    result, items = figure(fill, account.result), fill.of(account.each.source)
    items = items if isinstance(items, list) else []
    order = range(min(len(items), MAX_ITEMS))
    shown = tuple(
        ItemStep(number, identity, _of_item(inner, account.step, result.value, number))
        for number, identity, inner in items_of(fill, account.each, account.step, order, items)
    )
    return EachStep(
        name=account.name, title=account.title, result=result, items=shown, omitted=len(items) - len(shown)
    )


def _of_item(fill: Fill, account: told.Step, results: Any, number: int) -> told.Step:
    """The step of one item; a call's result is the item's entry in the list of all."""
    step: told.Step = fill(account)
    if isinstance(account, told.CallAccount):
        return step._replace(result=Figure(results[number - 1], computed=True))
    return step


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    told.StagesAccount: _stages,
    told.OffersAccount: _offers,
    told.CallAccount: _call,
    told.EachStepAccount: _each,
}
