"""The step of offers: each offer's figures and conditions, its place, and which one is the best."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine.absent import Absent
from credit_engine.explain.conditions import condition
from credit_engine.explain.evidence import Column, Figure, Words
from credit_engine.explain.facts import Facts, causes_of, offer_titles, part_title, words
from credit_engine.explain.stages import counted
from credit_engine.explain.trace import RuleLine, Step
from credit_engine.explain.trace_offers import OfferFinding, OfferLine, OffersStep, RankLine
from credit_engine.feel.format import format_expression
from credit_engine.parts.base import Part
from credit_engine.parts.offers import OffersPart
from credit_engine.parts.offers_model import Offer
from credit_engine.parts.rule import Rule
from credit_engine.texts.explanation import PHRASES

StepOf = Callable[[Facts, Part], Step]
RuleOf = Callable[[Facts, Rule], RuleLine]


def offers(facts: Facts, part: OffersPart, step_of: StepOf, rule_of: RuleOf) -> OffersStep:
    """The step of offers; `step_of` and `rule_of` explain the parts of an offer and what follows."""
    first = facts.value(part.first)
    best = facts.value(part.recorded["best"])
    places = _places(facts, part)
    lines = tuple(
        _line(facts, part, number, offer, places, best, step_of) for number, offer in enumerate(part.offers)
    )
    columns = _columns(part, lines)
    known = not isinstance(best, Absent) and best >= 0
    chosen = lines[best] if known else None
    rules, counts = counted(facts, part)
    asked = (facts.term(written.tree) for written in part.requested.values() if written is not None)
    return OffersStep(
        name=part.name, title=part_title(part), result=_result(facts, part, columns, chosen, best),
        requested=tuple(asked), columns=columns, offers=lines, rank=_rank(facts, part),
        status="best" if known else "unknown" if isinstance(best, Absent) else "none",
        best=best + 1 if known else None,
        equal=tuple(n + 1 for n in _equal(facts, part, first, places)) if known else (),
        smaller=facts.value(part.recorded["out:smaller"]), outcome=facts.value(part.recorded["value"]),
        rules=tuple(rule_of(facts, rule) for rule in rules), counts=counts,
    )  # fmt: skip


def _places(facts: Facts, part: OffersPart) -> list[int]:
    """The feasible offers by rank; equal ones in the order of the grid."""
    feasible = [n for n, offer in enumerate(part.offers) if facts.value(offer.infeasible) is False]
    for k in reversed(range(len(part.keys))):
        feasible.sort(key=lambda n: facts.value(part.offers[n].keys[k]), reverse=part.keys[k].largest)
    return feasible


def _equal(facts: Facts, part: OffersPart, best: int, places: list[int]) -> list[int]:
    """The other feasible offers whose keys are all those of the best one."""
    keys = [facts.value(node) for node in part.offers[best].keys]
    return sorted(
        n for n in places if n != best and [facts.value(node) for node in part.offers[n].keys] == keys
    )  # fmt: skip


def _line(
    facts: Facts, part: OffersPart, number: int, offer: Offer, places: list[int], best: Any, step_of: StepOf
) -> OfferLine:
    within = facts.within(offer.sites, offer_titles(part))
    steps = tuple(step_of(within, one) for one in offer.parts.values())
    results = {one.name: one.result for one in steps}
    infeasible = facts.value(offer.infeasible)
    status: Any = "open"
    if isinstance(infeasible, bool):
        status = "infeasible" if infeasible else "feasible"
    if not isinstance(best, Absent) and best == number:
        status = "best"
    return OfferLine(
        number + 1, _axis(facts, part, "amount", offer.amount), _axis(facts, part, "term", offer.term),
        tuple(results[name] for name in part.spec.each), status,
        places.index(number) + 1 if number in places else None,
        tuple(_findings(within, part, offer)), causes_of(infeasible),
        isinstance(facts.value(offer.doubt), Absent), steps,
    )  # fmt: skip


def _axis(facts: Facts, part: OffersPart, axis: str, node: int) -> Figure:
    """An amount or a term, in the one unit that those of the grid have."""
    written = (*part.grid[axis], part.requested.get(axis))
    units = (facts.type_of(one.tree).unit for one in written if one is not None)
    unit = next((str(unit) for unit in units if unit is not None), "")
    return facts.figure(node, unit=unit)


def _findings(facts: Facts, part: OffersPart, offer: Offer) -> list[OfferFinding]:
    """The conditions that hold; where none does, those that cannot be decided."""
    found: dict[bool, list[OfferFinding]] = {True: [], False: []}
    for one, node in zip(part.conditions, offer.conditions, strict=True):
        value = facts.value(node)
        if value is not True and not (isinstance(value, Absent) and value.applicable):
            continue
        assert one.unless is not None
        text = words(facts.compiled.spec.reasons[one.spec.because].internal)
        assert text is not None
        finding = OfferFinding(
            one.spec.id, one.spec.because, condition(facts, one.unless.tree), text, words(one.spec.title)
        )
        found[value is True].append(finding)
    return found[True] or found[False]


def _columns(part: OffersPart, lines: tuple[OfferLine, ...]) -> tuple[Column, ...]:
    """What is worked out for each offer, with titles and units."""
    units = [figure.unit for figure in lines[0].figures]
    titles = offer_titles(part)
    return tuple(Column(name, titles[name], unit) for name, unit in zip(part.spec.each, units, strict=True))


def _result(
    facts: Facts, part: OffersPart, columns: tuple[Column, ...], chosen: OfferLine | None, best: Any
) -> Figure:
    """The best offer's figures by name; absent where there is none, or where it is not known."""
    if chosen is None:
        return Figure(best if isinstance(best, Absent) else facts.value(part.recorded["out:amount"]))
    titles = offer_titles(part)
    axes = [
        Column(axis, titles[axis], figure.unit)
        for axis, figure in (("amount", chosen.amount), ("term", chosen.term))
    ]
    smaller = Figure(facts.value(part.recorded["out:smaller"]))
    figures = (chosen.amount, chosen.term, *chosen.figures, smaller)
    all_columns = (*axes, *columns, Column("smaller", Words(*PHRASES["offer_smaller"])))
    values = {column.name: figure.value for column, figure in zip(all_columns, figures, strict=True)}
    return Figure(values, computed=True, columns=all_columns)


def _rank(facts: Facts, part: OffersPart) -> tuple[RankLine, ...]:
    titles = offer_titles(part)
    found = []
    for key in part.keys:
        assert key.written is not None
        text = format_expression(key.written.tree)
        title: Words | None = titles[text] if text in titles else facts.title(text)
        found.append(RankLine("largest" if key.largest else "smallest", text, title))
    return tuple(found)
