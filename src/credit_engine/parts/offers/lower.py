"""From offers to nodes: every offer by itself, then the best feasible one, and what follows from it.

An offer is infeasible where one of its conditions holds, or its amount or term is not above 0. It is open
where that cannot be decided, or where its amount, its term or a key of its rank is unknown. Of the feasible
offers the first by rank is the best; equal ones keep the order of the grid. Where an open offer could
stand before it, the best offer is unknown: otherwise missing data could give a better one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from credit_engine.absent import Absent, Cause
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding, Record, Scope
from credit_engine.ir import Builder
from credit_engine.parts.base import Around
from credit_engine.parts.offers.model import Offer, OffersNodes, ReadOffers

Make = Callable[[], int]
NOTHING = -1
"""Stands for the best offer where none is feasible."""


def lower_offers(
    part: ReadOffers, lowering: Lowering, scope: Scope, around: Around
) -> tuple[OffersNodes, dict[str, Binding], dict[str, int]]:
    """The nodes of the offers, the entries of the value, and whether each thing follows that can."""
    nodes = {
        axis: [lowering.lower(written.tree, scope) for written in part.grid[axis] if written is not None]
        for axis in part.grid
    }
    asked = {axis: lowering.lower(w.tree, scope) for axis, w in part.requested.items() if w is not None}
    offers, values = [], []
    for amount, term in product(nodes["amount"], nodes["term"]):
        offer, names = _worked_out(part, lowering, scope, around, amount, term)
        offers.append(offer)
        values.append(names)
    choice = _Choice(lowering.builder, part, offers)
    entries = _entries(part, lowering, choice, values)
    statuses = _follow(part, lowering.builder, choice, entries, asked)
    told = [offer._replace(doubt=doubt) for offer, doubt in zip(offers, choice.doubts, strict=True)]
    return OffersNodes(asked, told, choice.first, choice.best), entries, statuses


def _worked_out(
    part: ReadOffers, lowering: Lowering, scope: Scope, around: Around, amount: int, term: int
) -> tuple[Offer, dict[str, Binding]]:
    """One offer with its parts, conditions and keys, and what its names stand for."""
    names: dict[str, Binding] = {"amount": amount, "term": term}
    parts = {}
    with lowering.at_sites() as sites:
        for name, inner in part.inner.items():
            parts[name] = inner.lower(lowering, scope.with_names(dict(names)), around)
            names[name] = parts[name].binding
        within = scope.with_names(names)
        conditions = [lowering.lower(c.unless.tree, within) for c in part.conditions if c.unless is not None]
        keys = [lowering.lower(k.written.tree, within) for k in part.keys if k.written is not None]
    infeasible = _infeasible(lowering.builder, (amount, term), conditions, keys)
    return Offer(amount, term, parts, conditions, keys, infeasible, sites), names


def _infeasible(
    builder: Builder, pair: tuple[int, int], conditions: Sequence[int], keys: Sequence[int]
) -> int:
    """Whether a condition holds; open where one is, or where something that has to be known is not."""
    zero = builder.constant(0, "number")
    positive = [builder.call("<=", node, zero, kind="boolean") for node in pair]
    held = builder.call("enough", *positive, *conditions, kind="boolean", data=1)
    lacking = builder.call("lacking", *pair, *keys, kind="boolean")
    return _either(builder, lambda: held, lambda: lacking)


def _either(builder: Builder, *makes: Make) -> int:
    """Kleene's `or`, each operand evaluated only while it matters."""
    return builder.lazy("OR", "boolean", *makes)


def _both(builder: Builder, *makes: Make) -> int:
    """Kleene's `and`, each operand evaluated only while it matters."""
    return builder.lazy("AND", "boolean", *makes)


def _chosen(builder: Builder, kind: str, condition: Make, value: Make, otherwise: Make) -> int:
    return builder.lazy("BRANCH", kind, condition, value, otherwise)


class _Choice:
    """The best offer: `first` of the feasible ones, and `best`, which is unknown while an open one may be."""

    def __init__(self, builder: Builder, part: ReadOffers, offers: Sequence[Offer]) -> None:
        self.builder = builder
        self.signs = [key.sign for key in part.keys]
        self.offers = offers
        self.doubts: list[int] = []
        self.nothing = builder.constant(NOTHING, "number")
        self.first, keys = self._first()
        doubt = _either(builder, lambda: builder.constant(False, "boolean"), *self._doubts(keys))
        self.best = _chosen(builder, "number", lambda: doubt, lambda: self.first, lambda: self.first)

    def is_nothing(self, best: int) -> int:
        """Whether no offer is feasible."""
        return self.builder.call("=", best, self.nothing, kind="boolean")

    def _first(self) -> tuple[int, Sequence[int]]:
        """The first feasible offer by rank, and its keys; each offer is held against the best before it."""
        best = self.nothing
        keys: Sequence[int] = self.offers[0].keys
        for number, offer in enumerate(self.offers):
            best, keys = self._better(number, offer, best, keys)
        return best, keys

    def _better(self, number: int, offer: Offer, best: int, keys: Sequence[int]) -> tuple[int, Sequence[int]]:
        builder = self.builder
        feasible = builder.call("is false", offer.infeasible, kind="boolean")
        takes = _both(
            builder,
            lambda: feasible,
            lambda: _either(builder, lambda: self.is_nothing(best), lambda: self._before(offer.keys, keys)),
        )
        this_number = builder.constant(number, "number")
        found = _chosen(builder, "number", lambda: takes, lambda: this_number, lambda: best)
        if not number:
            return found, keys
        return found, [
            _chosen(builder, "number", lambda: takes, lambda a=mine: a, lambda b=other: b)  # type: ignore[misc]
            for mine, other in zip(offer.keys, keys, strict=True)
        ]

    def _before(self, keys: Sequence[int], others: Sequence[int], tie: Make | None = None) -> int:
        """Whether keys rank before others; where all are equal, what `tie` says, by itself no."""
        builder = self.builder

        def at(k: int) -> int:
            first = builder.call(self.signs[k], keys[k], others[k], kind="boolean")
            if k + 1 == len(keys) and tie is None:
                return first
            following = tie if k + 1 == len(keys) and tie is not None else lambda: at(k + 1)

            def equal() -> int:
                return builder.call("=", keys[k], others[k], kind="boolean")

            return _either(builder, lambda: first, lambda: _both(builder, equal, following))

        return at(0)

    def _doubts(self, keys: Sequence[int]) -> Iterator[Make]:
        """For each offer: unknown where it is open and could rank before the first, else false."""
        for number, offer in enumerate(self.offers):
            node = self._doubt(number, offer, keys)
            self.doubts.append(node)
            yield lambda node=node: node  # type: ignore[misc]

    def _doubt(self, number: int, offer: Offer, keys: Sequence[int]) -> int:
        builder = self.builder

        def decided() -> int:
            return builder.call("not", offer.infeasible, kind="boolean")

        def earlier() -> int:
            return builder.call(">", self.first, builder.constant(number, "number"), kind="boolean")

        def before() -> int:
            return _either(
                builder,
                lambda: self.is_nothing(self.first),
                lambda: self._before(offer.keys, keys, earlier),
            )

        # `x and not(x)` is false where x is decided, and unknown where it is not.
        return _both(builder, lambda: offer.infeasible, decided, before)


def _entries(
    part: ReadOffers, lowering: Lowering, choice: _Choice, values: Sequence[Mapping[str, Binding]]
) -> dict[str, Binding]:
    """Count, amount, term and what was worked out, all of the best offer."""
    infeasible = [offer.infeasible for offer in choice.offers]
    count = lowering.builder.call("count false", *infeasible, kind="number")
    entries: dict[str, Binding] = {"count": count}
    for name in ("amount", "term", *part.spec.each):
        entries[name] = _of_best(part, lowering.builder, choice, [value[name] for value in values])
    return entries


def _no_offer(part: ReadOffers) -> Absent:
    """What stands for an entry of the best offer where there is none: the question does not arise."""
    return Absent((Cause("no_offer", part.name, applicable=False),))


def _of_best(part: ReadOffers, builder: Builder, choice: _Choice, values: Sequence[Binding]) -> Binding:
    """The value of the best offer; an entry of a context each by itself."""
    if isinstance(values[0], Record):
        records = [value for value in values if isinstance(value, Record)]
        return Record(
            {
                name: _of_best(part, builder, choice, [record.fields[name] for record in records])
                for name in values[0].fields
            }
        )
    nodes = [value for value in values if isinstance(value, int)]
    nothing = builder.constant(_no_offer(part))
    kinds = {builder.nodes[node].kind for node in nodes}
    kind = kinds.pop() if len(kinds) == 1 else "any"
    return builder.call("pick", choice.best, *nodes, nothing, kind=kind, data=("first", ""))


def _follow(
    part: ReadOffers, builder: Builder, choice: _Choice, entries: dict[str, Binding], asked: Mapping[str, int]
) -> dict[str, int]:
    """Whether each rule of the best offer holds; enters the entry `smaller`."""
    amount, term = entries["amount"], entries["term"]
    assert isinstance(amount, int)
    assert isinstance(term, int)
    none = choice.is_nothing(choice.best)
    statuses = {
        "none": _both(builder, lambda: choice.is_nothing(choice.first), lambda: none),
        "smaller": _against(builder, none, "<", amount, asked["amount"]),
    }
    if "term" in asked:
        statuses["other_term"] = _against(builder, none, "!=", term, asked["term"])
    nothing = builder.constant(_no_offer(part))
    entries["smaller"] = _chosen(
        builder, "boolean", lambda: none, lambda: nothing, lambda: statuses["smaller"]
    )
    return statuses


def _against(builder: Builder, none: int, sign: str, value: int, asked: int) -> int:
    """Whether the best offer compares so with what was asked for; false where there is none."""
    known = builder.call("lacking", asked, kind="boolean")
    return _both(
        builder,
        lambda: builder.call("not", none, kind="boolean"),
        lambda: _either(builder, lambda: known, lambda: builder.call(sign, value, asked, kind="boolean")),
    )
