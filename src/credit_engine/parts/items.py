"""Items of checklists and conditions of a list that never apply, repeat each other or exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from credit_engine.document_text import Path
from credit_engine.feel import syntax
from credit_engine.feel.solve import Conditions, Formula, excluded, never, wherever
from credit_engine.feel.solve.formulas import Constant, Goal, complement
from credit_engine.feel.walk import walk
from credit_engine.parts.examined import Examined
from credit_engine.parts.problems import careful as problems
from credit_engine.parts.reading import Written
from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.wording import said


@dataclass(frozen=True)
class ListedItem:
    """An item as it is compared with the others; `asks` is what two items of the same kind would share."""

    id: str
    at: Path
    applies: Written | None
    given: Written | None
    asks: frozenset[object]
    rank: int = 0

    @property
    def names(self) -> frozenset[str]:
        """What its condition speaks of."""
        nodes = () if self.given is None else walk(self.given.tree)
        return frozenset(node.name for node in nodes if isinstance(node, syntax.Name))


def item_doubts(items: Sequence[ListedItem], examined: Examined) -> Iterator[Problem]:
    """Items that never or always apply; pairs of items that repeat or exclude each other."""
    if items and items[0].at in examined.document:  # a called policy's are read where it is checked itself
        yield from _Items(items, examined).doubts()


class _Items:
    """The items of one list over the terms that their conditions share."""

    def __init__(self, items: Sequence[ListedItem], examined: Examined) -> None:
        self._items, self._examined = items, examined
        reading = examined.conditions()
        self._terms = reading.terms
        conditions = {item.at: (_read(reading, item.applies), _read(reading, item.given)) for item in items}
        self._terms.settle()
        self._applies = {at: wherever(applies, self._terms) for at, (applies, _) in conditions.items()}
        self._idle = {at: never(applies, self._terms) for at, (applies, _) in conditions.items()}
        self._given = {at: wherever(given, self._terms) for at, (_, given) in conditions.items()}

    def doubts(self) -> Iterator[Problem]:
        """Items that never or always apply; pairs of items that repeat or exclude each other."""
        for item in self._items:
            if item.applies is not None and not self._examined.settles(item.applies):
                yield from self._fixed(item, item.applies)
        told: set[Path] = set()
        for other, item in permutations(self._items, 2):
            if {item.at, other.at} & told:
                continue
            problem = self._of_pair(item, other)
            if problem is not None:
                told.add(item.at)
                yield problem

    def _fixed(self, item: ListedItem, applies: Written) -> Iterator[Problem]:
        """An item that applies to no record, or to every one."""
        nowhere = self._excluded(self._applies[item.at])
        if nowhere != self._excluded(self._idle[item.at]):
            span = applies.text.whole
            yield (problems.never_applies if nowhere else problems.always_applies)(span, id=item.id)

    def _of_pair(self, item: ListedItem, other: ListedItem) -> Problem | None:
        """What is wrong with an item beside another one that applies wherever it does."""
        is_same = bool(item.asks & other.asks) and item.rank <= other.rank
        if not is_same and not item.names & other.names:
            return None
        applies = self._applies[item.at]
        if self._excluded(applies) or not self._excluded(
            applies, complement(self._applies[other.at], self._terms)
        ):
            return None
        if is_same:
            return problems.item_repeated(self._id(item), id=item.id, other=other.id, notes=self._note(other))
        needs, its = self._given[item.at], self._given[other.at]
        together = self._excluded(applies, needs, its)
        if together and not self._excluded(applies, needs) and not self._excluded(applies, its):
            return problems.items_contradict(
                self._id(item), id=item.id, other=other.id, notes=self._note(other)
            )
        return None

    def _excluded(self, *goals: Goal) -> bool:
        return excluded(goals, self._terms)

    def _id(self, item: ListedItem) -> Span:
        return self._examined.document.span((*item.at, "id"))

    def _note(self, other: ListedItem) -> tuple[Note]:
        return (Note(said("the other one", "另一项"), self._id(other)),)


def _read(reading: Conditions, written: Written | None) -> Formula:
    """A condition; what is not written holds."""
    return Constant(True) if written is None else reading.read(written.tree)
