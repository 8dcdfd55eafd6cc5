"""`allocate`: collateral that facilities share, given out in declared order, each amount once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from credit_engine.account.evidence import Column, Entries, Figure, Ref, Words
from credit_engine.account.lines import LinesStep, ListBlock, Piece, Sentence, facts_of
from credit_engine.document_text import Path
from credit_engine.feel.check import Known, Names
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Record, Scope
from credit_engine.feel.types import ANY, Interval, Type, context_of, list_of
from credit_engine.feel.units import FRACTION, Unit
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Lowered, Part, Seen
from credit_engine.parts.model import Bilingual, Expression, Model, decided_by
from credit_engine.parts.mutation.mutant import Mutant, Original, dropped, place_of
from credit_engine.parts.name_forms import unusable
from credit_engine.parts.pricing import report_unit
from credit_engine.parts.problems.pricing import collateral_name_taken
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.references import References
from credit_engine.parts.telling import Telling, words
from credit_engine.run.allocation import FACILITY, ITEM, SHARE, TOTALS
from credit_engine.texts.explanation import PHRASES

_LISTS = {"facilities": FACILITY, "collateral": ITEM, "allocations": SHARE}
ENTRIES = ("facilities", "collateral", "allocations", *TOTALS)
_SHOWN = ("collateral", "allocations", "facilities")
"""The lists of the value in the order of the page."""
_OF = {"collateral": ("identity", "value", "haircut", "prior_liens"), "facilities": ("identity", "amount")}
"""What is read of each item of both lists."""


class CollateralModel(Model):
    """The collateral: the list, the name of one item, what it is worth, what others are owed first."""

    items: Expression
    as_: str
    value: Expression
    identity: Expression | None = None
    haircut: Expression | None = None
    prior_liens: Expression | None = None
    title: Bilingual | None = None


class FacilitiesModel(Model):
    """The facilities: the list, the name of one, the amount that is to be covered."""

    items: Expression
    as_: str
    amount: Expression
    identity: Expression | None = None
    title: Bilingual | None = None


class AllocateModel(Model):
    """`allocate:` the collateral, the facilities, and which item secures which facility."""

    collateral: CollateralModel
    facilities: FacilitiesModel
    secures: Expression | None = None


class AllocationFacts(NamedTuple):
    """Shared collateral: the items, the facilities, who gets how much of what, and the totals.

    The first three are lists of contexts, which are empty where something is unknown.
    """

    collateral: Figure
    facilities: Figure
    allocations: Figure
    covered: Figure
    uncovered: Figure
    net_value: Figure
    left: Figure
    secures: str


@dataclass(frozen=True)
class Side:
    """One of both lists as it was read: its expression, the name of one item, what is read of each."""

    path: Path
    name: str
    items: Written | None
    of_each: dict[str, Written]


class AllocatePart(Part[AllocateModel]):
    """Shared collateral; any unknown value makes the whole allocation unknown."""

    key: ClassVar[str] = "allocate"
    model = decided_by("allocate", AllocateModel)
    facts = AllocationFacts

    sides: Mapping[str, Side]
    secures: Written | None

    @classmethod
    def read(cls, head: Head[AllocateModel], reader: Reader) -> AllocatePart:
        """Parse both lists, what is read of their items, and which item secures which facility."""
        sides = {key: _read_side(reader, (*head.here, key), key, getattr(head.spec, key)) for key in _OF}
        written = head.spec.secures is not None
        secures = reader.expression((*head.here, "secures")) if written else None
        return cls(head=head, sides=sides, secures=secures)

    def written(self) -> Iterator[Written]:
        """All expressions."""
        for side in self.sides.values():
            yield from parsed(side.items, *side.of_each.values())
        if self.secures is not None:
            yield self.secures

    def optional(self) -> Iterator[Path]:
        """The places of expressions that may be left out and change what comes of it."""
        of_each = self.sides["collateral"].of_each
        yield from (of_each[name].path for name in ("haircut", "prior_liens") if name in of_each)
        if self.secures is not None:
            yield self.secures.path

    def reachable(self) -> Iterator[Element]:
        """An allocation that covers a facility in full, one that does not, one that leaves something."""
        for state in ("covered", "uncovered", "left"):
            yield Element("allocation", self.name, "", state)

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Expressions changed; haircuts, prior liens and what secures what left out."""
        yield from super().mutants(place, original)
        for path in self.optional():
            yield dropped("allocation", place_of(path), path)

    def references(self) -> References:
        """Names from outside: the items' names are the part's own."""
        references = References()
        for side in self.sides.values():
            if side.items is not None:
                references.collect(side.items.tree)
            for figure in side.of_each.values():
                references.collect(figure.tree, frozenset((side.name,)))
        if self.secures is not None:
            references.collect(self.secures.tree, frozenset(side.name for side in self.sides.values()))
        return references

    def check(self, checks: Checks) -> Checked:
        """Both are lists with amounts of one unit; gives the type of the value."""
        known = {key: self._items(checks, side) for key, side in self.sides.items()}
        unit = self._amounts(checks, known)
        identity: dict[str, Type] = {}
        for key, side in self.sides.items():
            type_ = Type("number", integer=True)
            if "identity" in side.of_each:
                type_ = checks.infer(side.of_each["identity"], _within(checks, {side.name: known[key]}))
            identity[key] = type_
        if self.secures is not None:
            names = {self.sides[key].name: type_ for key, type_ in known.items()}
            checks.expect(self.secures, "boolean", "'secures'", _within(checks, names))
        return Checked(self, _value_type(identity, unit))

    def _items(self, checks: Checks, side: Side) -> Type:
        """The type of one item of a list."""
        type_ = checks.expect(side.items, "list", "'items'")
        span = checks.document.span((*side.path, "as"))
        if not checks.unread((*side.path, "as")):
            checks.problems += unusable(side.name, span)
            other = self.sides["collateral"]
            if side is not other and side.name == other.name:
                checks.report(collateral_name_taken, span, name=side.name)
        return type_.item if type_.kind == "list" and type_.item is not None else ANY

    def _amounts(self, checks: Checks, known: dict[str, Type]) -> Unit | None:
        """The unit of all amounts."""
        first: tuple[Written, Unit] | None = None
        for key, side in self.sides.items():
            names = _within(checks, {side.name: known[key]})
            for name, written in side.of_each.items():
                if name == "identity":
                    continue
                unit = checks.expect(written, "number", f"'{name}'", names).unit
                if unit is None or (name == "haircut" and unit == FRACTION):
                    continue
                if first is None:
                    first = written, unit
                elif unit != first[1] or name == "haircut":
                    expected = FRACTION if name == "haircut" else first[1]
                    report_unit(checks, (written, unit), first, expected)
        return first[1] if first else None

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredAllocation:
        """A list for each thing that is read, and the allocation."""
        collateral, facilities = self.sides["collateral"], self.sides["facilities"]
        node = lowering.builder.call(
            "allocate",
            *(self._list(lowering, scope, collateral, name) for name in _OF["collateral"]),
            *(self._list(lowering, scope, facilities, name) for name in _OF["facilities"]),
            self._secured(lowering, scope),
            kind="context",
        )
        builder = lowering.builder
        entries = {
            name: builder.call(
                "entry", node, builder.constant(name, "text"), kind="number" if name in TOTALS else "list"
            )
            for name in ENTRIES
        }
        totals = {name: entries[name] for name in TOTALS}
        return LoweredAllocation(part=self, binding=Record(entries), entries=totals, node=node)

    def _list(self, lowering: Lowering, scope: Scope, side: Side, name: str) -> int:
        """What is read of every item; numbers from 1 for identities, and 0, where nothing is written."""
        assert side.items is not None
        builder = lowering.builder
        written = side.of_each.get(name)
        if written is None and name == "identity":
            items = lowering.lower(side.items.tree, scope)
            count = builder.call("fn:count", items, kind="number", data=())
            return builder.call("numbered", count, kind="list")
        return _of_items(lowering, scope, side, lambda item: _figure(lowering, scope, side, written, item))

    def _secured(self, lowering: Lowering, scope: Scope) -> int:
        """For every facility, of every item of collateral whether it secures it."""
        collateral, facilities = self.sides["collateral"], self.sides["facilities"]

        def secures(facility: int, item: int) -> int:
            if self.secures is None:
                return lowering.builder.constant(True, "boolean")
            names = {facilities.name: facility, collateral.name: item}
            return lowering.lower(self.secures.tree, scope.with_names(names))

        def row(facility: int) -> int:
            return _of_items(lowering, scope, collateral, lambda item: secures(facility, item))

        return _of_items(lowering, scope, facilities, row)

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of the totals."""
        return {name: _words(f"share_{name}") for name in TOTALS}


class LoweredAllocation(Lowered[AllocatePart]):
    """An allocation within a program: the node of the whole; its entries are the totals."""

    node: int

    @property
    def value(self) -> int:
        """The whole allocation."""
        return self.node

    @property
    def slots(self) -> Iterable[int]:
        """The whole, and the totals."""
        return (self.node, *self.entries.values())

    def reached(self, seen: Seen) -> Iterator[Element]:
        """Whether some facility is covered in full, some is not, something is left."""
        value = seen.value(self.node)
        if not isinstance(value, dict):
            return
        if any(facility["amount"] and not facility["uncovered"] for facility in value["facilities"]):
            yield Element("allocation", self.name, "", "covered")
        for state in ("uncovered", "left"):
            if value[state]:
                yield Element("allocation", self.name, "", state)

    def tell(self, telling: Telling) -> LinesStep:
        """What each item is worth, who gets how much of what, what each facility has, and the totals."""
        part, value = self.part, self.node
        unit = telling.unit(part, *part.written())
        secures = "" if part.secures is None else telling.text(part.secures.tree)
        lists = {
            key: Figure(Ref(value, key), columns=tuple(self._column(key, name, unit) for name in names))
            for key, names in _LISTS.items()
        }
        totals = {name: Figure(Ref(value, name), unit) for name in TOTALS}
        columns = tuple(Column(name, title, unit) for name, title in part.entry_titles.items())
        result = Entries(TOTALS, tuple(Ref(value, name) for name in TOTALS), Ref(value))
        order: tuple[Piece, ...] = (_words("shared_out"),)
        if part.secures is not None:
            order += (_words("share_secures"), telling.worded(part.secures.tree))
        return LinesStep(
            name=self.name,
            title=self.title,
            result=Figure(result, columns=columns),
            part=part.key,
            facts=tuple(facts_of(AllocationFacts(**lists, **totals, secures=secures))),
            blocks=(
                Sentence(order, "faint"),
                *(ListBlock(_words(f"share_of_{key}"), lists[key]) for key in _SHOWN),
            ),
        )

    def _column(self, key: str, name: str, unit: str) -> Column:
        """A column with its title; that of an identity is the title of its list."""
        side = {"facility": "facilities", "collateral": "collateral"}.get(name, key if name == "id" else "")
        if side:
            title = words(getattr(self.part.spec, side).title)
            return Column(name, title or _words(f"share_{side}"))
        if name == "haircut":
            return Column(name, _words("share_haircut"), "fraction")
        return Column(name, _words(f"share_{name}"), unit)


def _read_side(reader: Reader, path: Path, key: str, spec: Any) -> Side:
    found = {name: reader.expression((*path, name)) for name in _OF[key] if getattr(spec, name) is not None}
    of_each = {name: written for name, written in found.items() if written is not None}
    return Side(path, spec.as_, reader.expression((*path, "items")), of_each)


def _words(key: str) -> Words:
    return Words(*PHRASES[key])


def _within(checks: Checks, types: dict[str, Type]) -> Names:
    return checks.names.within({name: Known(type_) for name, type_ in types.items()})


def _of_items(lowering: Lowering, scope: Scope, side: Side, body: Callable[[int], int]) -> int:
    """A list of what is made of each item of a list of the part."""
    items = side.items
    assert items is not None
    return lowering.builder.mapped("any", lambda: lowering.lower(items.tree, scope), body)


def _figure(lowering: Lowering, scope: Scope, side: Side, written: Written | None, item: int) -> int:
    """What is read of an item; 0 where nothing is written."""
    if written is None:
        return lowering.builder.constant(0, "number")
    return lowering.lower(written.tree, scope.with_names({side.name: item}))


def _value_type(identity: dict[str, Type], unit: Unit | None) -> Type:
    """The type of the value: lists of contexts, and totals."""
    amount = Type("number", unit=unit, interval=Interval(0, None))
    fraction = Type("number", unit=FRACTION)
    facility = {"id": identity["facilities"], "amount": amount, "covered": amount, "uncovered": amount}
    item = {
        "id": identity["collateral"],
        "value": amount,
        "haircut": fraction,
        "prior_liens": amount,
        "net_value": amount,
        "allocated": amount,
        "left": amount,
    }
    share = {"facility": identity["facilities"], "collateral": identity["collateral"], "amount": amount}
    total = Type("number", unit=unit, optional=True, interval=Interval(0, None))
    lists = {
        name: list_of(context_of(fields))
        for name, fields in (("facilities", facility), ("collateral", item), ("allocations", share))
    }
    return context_of(lists | dict.fromkeys(TOTALS, total))
