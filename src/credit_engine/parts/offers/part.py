"""`offers`: a finite grid of amounts and terms, each worked out by itself; the best feasible one counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from credit_engine.account.evidence import Words
from credit_engine.account.processes import OffersStep
from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.check import Known, Names
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Record, Scope
from credit_engine.feel.types import ANY, Interval, Type, context_of, join
from credit_engine.limits import MAX_OFFER_CHARACTERS, MAX_OFFERS
from credit_engine.parts.base import AnyPart, Around, Checked, Checks, Element, Head, Seen
from credit_engine.parts.declared import checked, read_part, read_unit
from credit_engine.parts.formula import FormulaPart
from credit_engine.parts.graph import circle, order
from credit_engine.parts.limit.part import LimitPart
from credit_engine.parts.matrix import MatrixPart
from credit_engine.parts.model import decided_by
from credit_engine.parts.mutation.mutant import (
    Mutant,
    Original,
    dropped,
    of_written,
    place_of,
    replaced,
    with_neighbours,
)
from credit_engine.parts.name_forms import unusable
from credit_engine.parts.offers import problems
from credit_engine.parts.offers.account import offer_titles, tell_offers
from credit_engine.parts.offers.lower import lower_offers
from credit_engine.parts.offers.model import (
    Feasibility,
    Offer,
    OfferOutcomeModel,
    OffersModel,
    RankKey,
    RankModel,
    ReadOffers,
    ToldOffers,
    outcome_rule,
)
from credit_engine.parts.pricing import PricingPart
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.references import References
from credit_engine.parts.rule import Rule
from credit_engine.parts.rule_set import lower_outcome
from credit_engine.parts.table.part import TablePart
from credit_engine.parts.telling import Telling
from credit_engine.parts.tree import TreePart
from credit_engine.run.statuses import status_of

AXES = ("amount", "term")
TAKEN = ("count", *AXES, "smaller")
"""Entries of the value; no decision of an offer can have one of their names."""
FOLLOWS = ("none", "smaller", "other_term")
KINDS: Mapping[str, type[AnyPart]] = {
    part.key: part for part in (FormulaPart, PricingPart, LimitPart, TablePart, MatrixPart, TreePart)
}
"""What can be worked out for each offer."""


class OffersPart(ReadOffers):
    """Offers of an amount and a term; the outcome says whether there is one, and whether it is smaller."""

    key: ClassVar[str] = "offers"
    model = decided_by("offers", OffersModel)

    @classmethod
    def read(cls, head: Head[OffersModel], reader: Reader) -> OffersPart:
        """Parse the grid, the request, the decisions of an offer, conditions and ranking."""
        here, spec = head.here, head.spec
        grid = {
            axis: [reader.expression((*here, "grid", axis, i)) for i in range(len(getattr(spec.grid, axis)))]
            for axis in AXES
        }
        asked = (axis for axis in AXES if getattr(spec.requested, axis) is not None)
        requested = {axis: reader.expression((*here, "requested", axis)) for axis in asked}
        read = {name: read_part(reader, (*here, "each", name), KINDS) for name in spec.each}
        conditions = [
            Feasibility(model, (*here, "feasible", i), reader.expression((*here, "feasible", i, "unless")))
            for i, model in enumerate(spec.feasible)
        ]
        keys = [_read_key(reader, (*here, "rank", i), model) for i, model in enumerate(spec.rank)]
        follows = {key: outcome_rule(key, head.name, model) for key, model in _follow_models(spec)}
        return cls(
            head=head,
            grid=grid,
            requested=requested,
            inner={name: part for name, part in read.items() if part is not None},
            conditions=conditions,
            keys=keys,
            follows=follows,
        )

    @property
    def own_rules(self) -> list[Rule]:
        """What follows from the best offer: none, a smaller one, one of another term."""
        return list(self.follows.values())

    def outer(self) -> Iterator[Written]:
        """The expressions of the grid and the request, which know nothing of an offer."""
        yield from parsed(*self.grid["amount"], *self.grid["term"], *self.requested.values())

    def own(self) -> Iterator[Written]:
        """The conditions and keys of each offer."""
        yield from parsed(
            *(condition.unless for condition in self.conditions), *(key.written for key in self.keys)
        )

    def trees(self) -> Iterator[syntax.Node]:
        """All syntax trees."""
        yield from (written.tree for written in self.outer())
        for part in self.inner.values():
            yield from part.trees()
        yield from (written.tree for written in self.own())

    def worded(self) -> Iterator[Written]:
        """The amounts and terms of the grid."""
        yield from self.outer()

    def reachable(self) -> Iterator[Element]:
        """The offers of the grid, their conditions, and what is looked up or limited for each."""
        yield from super().reachable()
        for number in range(1, len(self.grid["amount"]) * len(self.grid["term"]) + 1):
            yield Element("offer", self.name, str(number))
        for condition in self.conditions:
            for state in ("fired", "not_fired"):
                yield Element("rule", self.name, condition.spec.id, state)
        for part in self.inner.values():
            yield from map(self.within_offer, part.reachable())

    def within_offer(self, element: Element) -> Element:
        """What belongs to a part of an offer, under the names of both."""
        return element._replace(decision=f"{self.name}.{element.decision}")

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """The grid, what is worked out for an offer, conditions, ranking, and what follows."""
        for written in (*self.outer(), *self.own()):
            yield from of_written(place_of(written.path), written)
        for axis, cells in self.grid.items():
            yield from _of_axis(f"{place}.grid.{axis}", (*self.here, "grid", axis), len(cells))
        for name, part in self.inner.items():
            yield from part.mutants(f"{place}.{name}", original)
        for condition in self.conditions:
            yield dropped("rule", f"{place}.{condition.spec.id}", condition.path)
        yield from _of_ranking(f"{place}.rank", self.keys)
        for follow, rule in self.follows.items():
            here = f"{place}.{follow}"
            path: Path = (*self.here, follow, "then")
            yield from with_neighbours("outcome", f"{here}.then", path, rule.spec.then, original.outcomes)
            if follow == "other_term":
                yield dropped("rule", here, path[:-1])

    def references(self) -> References:
        """Names from outside: what an offer names itself is its own."""
        inside = References()
        for part in self.inner.values():
            found = part.references()
            inside.certain |= found.certain
            inside.possible |= found.possible
            inside.trees += found.trees
        for written in self.own():
            inside.collect(written.tree)
        names = {*AXES, *self.spec.each}
        references = References(inside.certain - names, inside.possible - names, inside.trees)
        for written in self.outer():
            references.collect(written.tree)
        return references

    def check(self, checks: Checks) -> Checked:
        """The grid is not too large; everything of an offer fits; gives the type of the value."""
        self._size(checks)
        axes = {axis: self._axis(checks, axis) for axis in AXES}
        for axis, written in self.requested.items():
            type_ = checks.expect(written, "number", f"'{axis}'")
            self._same_unit(checks, written, type_, axes[axis])
        inner, types = self._each(checks, axes)
        self._rules(checks)
        self._asked_term(checks)
        count = Type("number", integer=True, optional=True, interval=Interval(0, None))
        smaller = Type("boolean", optional=True)
        entries = {name: replace(type_, optional=True) for name, type_ in {**axes, **types}.items()}
        value = context_of({"count": count, **entries, "smaller": smaller})
        return Checked(self._replace(inner=inner), value)

    def _asked_term(self, checks: Checks) -> None:
        """Another term than the one asked for can only be told where that is written."""
        asked = self.spec.requested.term is not None or checks.unread((*self.here, "requested", "term"))
        if self.spec.other_term is not None and not asked:
            checks.report(problems.no_term_asked_for, checks.key((*self.here, "requested")))

    def _size(self, checks: Checks) -> None:
        """The grid and what is worked out for each of its offers stay within bounds."""
        count = len(self.grid["amount"]) * len(self.grid["term"])
        if count > MAX_OFFERS:
            checks.report(
                problems.too_many_offers, checks.key((*self.here, "grid")), count=count, max_offers=MAX_OFFERS
            )
            return
        texts = [checks.document.span((*self.here, "each", name)).text for name in self.spec.each]
        if sum(map(len, texts)) * count > MAX_OFFER_CHARACTERS:
            checks.report(
                problems.too_much_worked_out,
                checks.key((*self.here, "each")),
                count=count,
                max_offer_characters=MAX_OFFER_CHARACTERS,
            )

    def _axis(self, checks: Checks, axis: str) -> Type:
        """The type of all amounts or terms; they have one unit."""
        found: Type | None = None
        for written in self.grid[axis]:
            type_ = checks.expect(written, "number", f"'{axis}'")
            if found is not None:
                self._same_unit(checks, written, type_, found)
            found = type_ if found is None else join(found, type_)
        if found is None or checks.damaged_below((*self.here, "grid", axis)):
            return ANY
        return found

    def _same_unit(self, checks: Checks, written: Written | None, type_: Type, other: Type) -> None:
        if written is not None and None not in (type_.unit, other.unit) and type_.unit != other.unit:
            checks.report(
                problems.other_unit,
                written.text.whole,
                value=written.text.value,
                unit=type_.unit,
                unit_2=other.unit,
                expected=str(other.unit),
            )

    def _each(
        self, checks: Checks, axes: Mapping[str, Type]
    ) -> tuple[Mapping[str, AnyPart], Mapping[str, Type]]:
        """What is worked out for an offer after checking, in order of use, and the types by name."""
        here = (*self.here, "each")
        names = {axis: Known(type_, what="number of the offer") for axis, type_ in axes.items()}
        for name in self.spec.each:
            self._own_name(checks, name, (*here, name))
        open_ = Type("any")
        inner = self._ordered(checks, {n: part for n, part in self.inner.items() if n not in TAKEN})
        types: dict[str, Type] = {}
        for name in self.spec.each:
            if name not in inner and name not in TAKEN:
                names[name] = Known(open_, what="decision")
                types[name] = open_
        for name, part in inner.items():
            within = self._within(checks, names)
            unit = read_unit(checks.document, (*part.path, "unit"), part.decision.unit, checks.problems)
            inner[name], types[name] = checked(part, within, unit)
            names[name] = part.known(types[name], checks.key(part.path))
        within = self._within(checks, names)
        for condition in self.conditions:
            within.expect(condition.unless, "boolean", "'unless'")
        for key in self.keys:
            within.expect(key.written, "number", "'rank'")
        return inner, {name: types[name] for name in self.spec.each if name in types}

    def _within(self, checks: Checks, names: Mapping[str, Known]) -> Checks:
        inner: Names = checks.names.within(dict(names))
        return replace(checks, names=inner)

    def _own_name(self, checks: Checks, name: str, path: Path) -> None:
        span = checks.key(path)
        checks.problems += unusable(name, span)
        if name in TAKEN:
            checks.report(problems.entry_name_taken, span, name=name)

    def _ordered(self, checks: Checks, inner: dict[str, AnyPart]) -> dict[str, AnyPart]:
        """What is worked out for an offer, each after what it uses."""
        references = {name: part.references() for name, part in inner.items()}
        ordered, cycle = order(
            {name: found.certain for name, found in references.items()},
            {name: found.possible for name, found in references.items()},
        )
        if cycle:
            checks.problems.append(circle(checks.document, (*self.here, "each"), cycle))
            return inner
        return {name: inner[name] for name in ordered}

    def _rules(self, checks: Checks) -> None:
        """Ids differ; outcomes and reasons are declared; a key of the ranking is one key."""
        seen: dict[str, Path] = {}
        for condition in self.conditions:
            if not checks.damaged_below(condition.path):
                checks.own_id(condition.spec.id, seen, condition.path)
            checks.declared_reason(condition.spec.because, condition.path)
        for key, spec in _follow_models(self.spec):
            path = (*self.here, key)
            checks.declared(spec.then, spec.because, path)
            checks.waivable(spec.waivable_by, path)
            if spec.id is not None and not checks.damaged_below(path):
                checks.own_id(spec.id, seen, path)
        for rank, model in zip(self.keys, self.spec.rank, strict=True):
            directions = [name for name in ("largest", "smallest") if getattr(model, name) is not None]
            if len(directions) == 2:
                checks.report(problems.rank_with_both, checks.key((*rank.path, "smallest")))
            elif not directions and not checks.incomplete(rank.path):
                checks.report(problems.rank_without_either, rank.path)

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredOffers:
        """Every offer worked out, the best of them, and the outcome."""
        nodes, entries, statuses = lower_offers(self, lowering, scope, around)
        rules = [
            self.waived(lowering, around, rule.lowered(statuses[key])) for key, rule in self.follows.items()
        ]
        outcome = lower_outcome(lowering, around, rules)
        return LoweredOffers(
            part=self,
            binding=Record(entries, apart=frozenset(("count",))),
            rules=tuple(rules),
            outcome=outcome,
            nodes=nodes,
            entries={name: lowering.pack(entry) for name, entry in entries.items()},
        )

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of what an offer names; what has none is called by its name."""
        return {name: title or Words(name, name) for name, title in offer_titles(self).items()}


def _read_key(reader: Reader, path: Path, spec: RankModel) -> RankKey:
    key = "largest" if spec.largest is not None else "smallest"
    written = reader.expression((*path, key)) if getattr(spec, key) is not None else None
    return RankKey(path, key == "largest", written)


def _follow_models(spec: OffersModel) -> Iterator[tuple[str, OfferOutcomeModel]]:
    """What follows that is written."""
    for key in FOLLOWS:
        model = getattr(spec, key)
        if model is not None:
            yield key, model


class LoweredOffers(ToldOffers[OffersPart]):
    """Offers within a program: what their cases reach, and how they are told."""

    @property
    def slots(self) -> Iterable[int]:
        """What is asked for, the outcome and its rules, every offer, the best, and its entries."""
        yield from self.nodes.requested.values()
        yield from super().slots
        yield from (offer.infeasible for offer in self.nodes.offers)
        yield self.nodes.best
        yield from self.entries.values()

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The offer that is chosen; of all offers what held and what counted, evaluated again."""
        yield from super().reached(seen)
        best = seen.value(self.nodes.best)
        if isinstance(best, int) and best >= 0:
            yield Element("offer", self.name, str(best + 1))
        evaluated = _Evaluated(seen, self.nodes.offers)
        for offer in self.nodes.offers:
            for condition, node in zip(self.part.conditions, offer.conditions, strict=True):
                yield Element("rule", self.name, condition.spec.id, status_of(evaluated.value(node)))
            for part in offer.parts.values():
                yield from map(self.part.within_offer, part.reached(evaluated))

    def tell(self, telling: Telling) -> OffersStep:
        """Every offer with its own steps, the best one, and what follows from it."""
        return tell_offers(self, telling)


class _Evaluated:
    """A decision with all that is worked out for its offers, evaluated at once."""

    def __init__(self, seen: Seen, offers: Sequence[Offer]) -> None:
        parts = [part for offer in offers for part in offer.parts.values()]
        conditions = [node for offer in offers for node in offer.conditions]
        nodes = list(dict.fromkeys([*conditions, *(n for part in parts for n in part.slots)]))
        self._values = dict(zip(nodes, seen.replay(nodes), strict=True))
        self.replay, self.counted = seen.replay, seen.counted

    def value(self, node: int) -> Any:
        """The value of a node of an offer."""
        return self._values[node]


def _of_axis(place: str, path: Path, count: int) -> Iterator[Mutant]:
    """Every amount or term left out, of several."""
    for i in range(count if count > 1 else 0):
        yield dropped("offer", f"{place}.{i + 1}", (*path, i))


def _of_ranking(place: str, keys: Sequence[RankKey]) -> Iterator[Mutant]:
    """Every key left out, of several, and turned round."""
    for i, key in enumerate(keys):
        if len(keys) > 1:
            yield dropped("offer", f"{place}.{i + 1}", key.path)
        if key.written is not None:
            old = key.written.text.value
            yield replaced("offer", f"{place}.{i + 1}", key.written.path, old, f"-({old})")
