"""A step in sentences and tables that its part words itself: a new part needs nothing else of `explain`.

The page is its blocks, one after the other, in the language of the reader. JSON has its facts, each as a
field of the step, and nothing of how the page words them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from credit_engine.absent import Absent
from credit_engine.account.evidence import Condition, Figure, Term, Words
from credit_engine.account.steps import Step

Tone: TypeAlias = Literal["plain", "strong", "good", "bad", "doubt", "faint"]

Piece: TypeAlias = Words | str | Figure | Term
"""Of a sentence or a cell: a text in both languages, a code, a value, a name with its value."""


class Fact(NamedTuple):
    """A field of the step in JSON; left out where it is empty."""

    name: str
    value: Any


class Shown(NamedTuple):
    """A block stands on the page only where a value is one of some."""

    value: Any
    among: tuple[Any, ...]

    @property
    def holds(self) -> bool:
        """Whether it stands there."""
        return not isinstance(self.value, Absent) and self.value in self.among


class Sentence(NamedTuple):
    """A line of text, its pieces one after the other without a space between."""

    pieces: tuple[Piece, ...]
    tone: Tone = "plain"
    shown: Shown | None = None


class ConditionBlock(NamedTuple):
    """A condition with the truth of each of its parts."""

    condition: Condition
    shown: Shown | None = None


class LinesBlock(NamedTuple):
    """A table with its lines; the one that counts is `chosen` by its number from 0, if any does.

    `right` are the numbers of columns aligned to the right.
    """

    columns: tuple[Words, ...]
    lines: tuple[tuple[Piece, ...], ...]
    right: tuple[int, ...] = ()
    chosen: Any = None
    shown: Shown | None = None


class ListBlock(NamedTuple):
    """A list of contexts as a table below its title; nothing where the list is empty or unknown."""

    title: Words
    figure: Figure
    shown: Shown | None = None


class InBook(NamedTuple):
    """Blocks for the policy's book, which no decision fills."""

    blocks: tuple[Told, ...]


Told: TypeAlias = Sentence | ConditionBlock | LinesBlock | ListBlock


class LinesStep(Step):
    """A step as its part words it; `part` is the part's key, and the `kind` of the step in JSON.

    `brief` is what a summary has of it where an output tells it; the output is shown as the step's result.
    `book` is what the policy's book has of it, where that is something else than the blocks.
    """

    part: str
    facts: tuple[Fact, ...]
    blocks: tuple[Told, ...]
    brief: tuple[Told, ...] = ()
    book: InBook | None = None


def facts_of(facts: Any) -> Iterator[Fact]:
    """The facts of a named tuple, whose class says what they are: a part's `facts`."""
    return (Fact(name, getattr(facts, name)) for name in facts._fields)
