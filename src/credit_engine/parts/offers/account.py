"""What is told of offers: the grid, why an offer is not feasible, how each was worked out, what follows."""

from __future__ import annotations

from credit_engine.account.evidence import Column, Entries, Figure, Ref, Term, Words
from credit_engine.account.processes import OfferAccount, OfferFinding, OffersAccount, RankLine
from credit_engine.parts.offers.model import Feasibility, Offer, ReadOffers
from credit_engine.parts.telling import Telling, words
from credit_engine.texts.explanation import PHRASES


def offer_titles(part: ReadOffers) -> dict[str, Words | None]:
    """The titles of what an offer names: its amount, its term and what is worked out for it."""
    axes: dict[str, Words | None] = {axis: Words(*PHRASES[axis]) for axis in part.grid}
    return axes | {name: inner.title for name, inner in part.inner.items()}


def tell_offers(part: ReadOffers, telling: Telling) -> OffersAccount:
    """The account of offers."""
    titles = offer_titles(part)
    offers = tuple(_offer(part, telling.at_sites(offer.sites, titles), offer) for offer in part.offers)
    results = {step.name: step.result for step in offers[0].steps}
    columns = tuple(Column(name, titles[name], results[name].unit) for name in part.spec.each)
    rules, counts = part.counted(telling)
    return OffersAccount(
        name=part.name,
        title=part.title,
        result=_result(part, offers[0], titles, columns),
        requested=_requested(part, telling),
        columns=columns,
        shown=tuple(part.spec.each),
        offers=offers,
        rank=_rank(part, telling, titles),
        first=Ref(part.first),
        best=Ref(part.recorded["best"]),
        amount=Ref(part.recorded["out:amount"]),
        smaller=Ref(part.recorded["out:smaller"]),
        outcome=Ref(part.recorded["value"]),
        rules=tuple(part.tell_rule(telling, rule) for rule in rules),
        counts=counts,
    )


def _result(
    part: ReadOffers, first: OfferAccount, titles: dict[str, Words | None], columns: tuple[Column, ...]
) -> Figure:
    """The best offer's figures by name, in the units of those of the first."""
    amount, term = (Column(axis, titles[axis], getattr(first, axis).unit) for axis in ("amount", "term"))
    shown = (amount, term, *columns, Column("smaller", Words(*PHRASES["offer_smaller"])))
    values = tuple(Ref(part.recorded[f"out:{column.name}"]) for column in shown)
    return Figure(Entries(tuple(column.name for column in shown), values), computed=True, columns=shown)


def _requested(part: ReadOffers, telling: Telling) -> tuple[Term, ...]:
    return tuple(telling.term(written.tree) for written in part.requested.values() if written is not None)


def _offer(part: ReadOffers, telling: Telling, offer: Offer) -> OfferAccount:
    """One offer, told where the syntax trees have the nodes of this one."""
    findings = (
        (Ref(node), _finding(telling, one))
        for one, node in zip(part.conditions, offer.conditions, strict=True)
    )
    return OfferAccount(
        _axis(part, telling, "amount", offer.amount),
        _axis(part, telling, "term", offer.term),
        tuple(findings),
        tuple(map(Ref, offer.keys)),
        Ref(offer.infeasible),
        Ref(offer.doubt),
        tuple(one.tell(telling) for one in offer.parts.values()),
    )


def _axis(part: ReadOffers, telling: Telling, axis: str, node: int) -> Figure:
    """An amount or a term, in the one unit that those of the grid have."""
    written = (*part.grid[axis], part.requested.get(axis))
    units = (telling.type_of(one.tree).unit for one in written if one is not None)
    return telling.figure(node, unit=next((str(unit) for unit in units if unit is not None), ""))


def _finding(telling: Telling, one: Feasibility) -> OfferFinding:
    assert one.unless is not None
    text = words(telling.spec.reasons[one.spec.because].internal)
    assert text is not None
    return OfferFinding(
        one.spec.id,
        one.spec.because,
        telling.condition(one.unless.tree),
        text,
        words(one.spec.title),
    )


def _rank(part: ReadOffers, telling: Telling, titles: dict[str, Words | None]) -> tuple[RankLine, ...]:
    found = []
    for key in part.keys:
        assert key.written is not None
        text = telling.text(key.written.tree)
        title = titles[text] if text in titles else telling.title(text)
        found.append(RankLine("largest" if key.largest else "smallest", text, title))
    return tuple(found)
