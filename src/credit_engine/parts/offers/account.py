"""What is told of offers: the grid, why an offer is not feasible, how each was worked out, what follows."""

from __future__ import annotations

from collections.abc import Mapping

from credit_engine.account.evidence import Column, Entries, Figure, Ref, Term, Words
from credit_engine.account.gaps import (
    BestNumber,
    BestStatus,
    EqualOffers,
    Findings,
    IsUnknown,
    NoOffer,
    Offers,
    OfferStatus,
    Ranking,
    Why,
)
from credit_engine.account.processes import OfferFinding, OfferLine, OffersStep, RankLine
from credit_engine.account.steps import RuleLine
from credit_engine.parts.offers.model import (
    FOLLOWS_WHERE,
    Feasibility,
    Offer,
    OffersNodes,
    ReadOffers,
    ToldOffers,
)
from credit_engine.parts.rule import LoweredRule
from credit_engine.parts.telling import Telling, words
from credit_engine.texts.explanation import PHRASES


def offer_titles(part: ReadOffers) -> dict[str, Words | None]:
    """The titles of what an offer names: its amount, its term and what is worked out for it."""
    axes: dict[str, Words | None] = {axis: Words(*PHRASES[axis]) for axis in part.grid}
    return axes | {name: inner.title for name, inner in part.inner.items()}


def tell_offers(lowered: ToldOffers[ReadOffers], telling: Telling) -> OffersStep:
    """The account of offers."""
    part, nodes, entries = lowered.part, lowered.nodes, lowered.entries
    titles = offer_titles(part)
    best = Ref(nodes.best)
    lines = tuple(
        _offer(part, telling.at_sites(offer.sites, titles), offer, at, best)
        for at, offer in enumerate(nodes.offers)
    )
    figures = zip(part.spec.each, lines[0].figures, strict=True)
    columns = tuple(Column(name, titles[name], figure.unit) for name, figure in figures)
    rules, counts = lowered.counted(telling)
    ranking = _ranking(part, nodes)
    return OffersStep(
        name=lowered.name,
        title=lowered.title,
        result=_result(entries, best, lines[0], titles, columns),
        requested=_requested(part, telling),
        columns=columns,
        offers=Offers(lines, ranking),
        rank=_rank(part, telling, titles),
        status=BestStatus(best),
        best=BestNumber(best),
        equal=EqualOffers(Ref(nodes.first), best, ranking),
        smaller=Ref(entries["smaller"]),
        outcome=Ref(lowered.outcome),
        rules=tuple(_follow(lowered, telling, rule) for rule in rules),
        counts=counts,
    )


def _follow(lowered: ToldOffers[ReadOffers], telling: Telling, rule: LoweredRule) -> RuleLine:
    """A rule on the best offer, its condition in words."""
    told = lowered.tell_rule(telling, rule)
    texts = {where.format(name=lowered.name): key for key, where in FOLLOWS_WHERE.items()}
    wording = Words(*PHRASES[f"offer_follows_{texts[rule.spec.when]}"])
    return told._replace(condition=told.condition._replace(wording=wording))


def _ranking(part: ReadOffers, nodes: OffersNodes) -> Ranking:
    return Ranking(
        tuple(Ref(offer.infeasible) for offer in nodes.offers),
        tuple(tuple(map(Ref, offer.keys)) for offer in nodes.offers),
        tuple(bool(key.largest) for key in part.keys),
    )


def _result(
    entries: Mapping[str, int],
    chosen: Ref,
    first: OfferLine,
    titles: dict[str, Words | None],
    columns: tuple[Column, ...],
) -> Figure:
    """The best offer's figures by name, in the units of those of the first; else its amount."""
    amount, term = (Column(axis, titles[axis], getattr(first, axis).unit) for axis in ("amount", "term"))
    shown = (amount, term, *columns, Column("smaller", Words(*PHRASES["offer_smaller"])))
    values = tuple(Ref(entries[column.name]) for column in shown)
    none = NoOffer(chosen, Ref(entries["amount"]))
    best = Entries(tuple(column.name for column in shown), values, instead=none)
    return Figure(best, computed=True, columns=shown)


def _requested(part: ReadOffers, telling: Telling) -> tuple[Term, ...]:
    return tuple(telling.term(written.tree) for written in part.requested.values() if written is not None)


def _offer(part: ReadOffers, telling: Telling, offer: Offer, at: int, best: Ref) -> OfferLine:
    """One offer, told where the syntax trees have the nodes of this one."""
    findings = tuple(_finding(telling, condition) for condition in part.conditions)
    steps = tuple(inner.tell(telling) for inner in offer.parts.values())
    results = {step.name: step.result for step in steps}
    infeasible = Ref(offer.infeasible)
    return OfferLine(
        at + 1,
        _axis(part, telling, "amount", offer.amount),
        _axis(part, telling, "term", offer.term),
        tuple(results[name] for name in part.spec.each),
        OfferStatus(at, best, infeasible),
        None,
        Findings(tuple(map(Ref, offer.conditions)), findings),
        Why(infeasible),
        IsUnknown(Ref(offer.doubt)),
        steps,
    )


def _axis(part: ReadOffers, telling: Telling, axis: str, node: int) -> Figure:
    """An amount or a term, in the one unit that those of the grid have."""
    written = (*part.grid[axis], part.requested.get(axis))
    units = (telling.type_of(expression.tree).unit for expression in written if expression is not None)
    return telling.figure(node, unit=next((str(unit) for unit in units if unit is not None), ""))


def _finding(telling: Telling, condition: Feasibility) -> OfferFinding:
    assert condition.unless is not None
    text = words(telling.spec.reasons[condition.spec.because].internal)
    assert text is not None
    return OfferFinding(
        condition.spec.id,
        condition.spec.because,
        telling.condition(condition.unless.tree),
        text,
        words(condition.spec.title),
    )


def _rank(part: ReadOffers, telling: Telling, titles: dict[str, Words | None]) -> tuple[RankLine, ...]:
    found = []
    for key in part.keys:
        assert key.written is not None
        text = telling.text(key.written.tree)
        title = titles[text] if text in titles else telling.title(text)
        title = title or telling.worded(key.written.tree)
        found.append(RankLine("largest" if key.largest else "smallest", text, title))
    return tuple(found)
