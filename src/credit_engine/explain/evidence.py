"""What a trace is made of: values with units and titles, terms of expressions, conditions, loops.

Plain frozen data. Values are run-time values; an unknown one is an `Absent` with its causes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple


class Words(NamedTuple):
    """A text in English and Chinese."""

    en: str
    zh: str

    def text(self, lang: str) -> str:
        """The text in `en` or `zh`."""
        return self.zh if lang == "zh" else self.en


class Column(NamedTuple):
    """An entry that every context of a list has."""

    name: str
    title: Words | None = None
    unit: str = ""


@dataclass(frozen=True)
class Figure:
    """A value with its unit.

    `given` where it is an input as it was read, `computed` where a number has no declared scale.
    `columns` describe the entries of a context or of a list of contexts.
    """

    value: Any
    unit: str = ""
    computed: bool = False
    columns: tuple[Column, ...] = ()
    given: bool = False


@dataclass(frozen=True)
class StandIn:
    """An input that is missing, with the value that the policy declares for its cause."""

    value: Any
    cause: str


class Hidden:
    """What stands for a value that the policy keeps from all pages."""

    __slots__ = ()


HIDDEN: Final = Hidden()


@dataclass(frozen=True)
class Term:
    """A part of an expression with its value: a name with its title, a literal, or computed."""

    text: str
    figure: Figure
    kind: Literal["name", "literal", "expression"] = "name"
    title: Words | None = None


@dataclass(frozen=True)
class Item:
    """One turn of a loop: what its body gave, and the values of the names that it read."""

    number: int
    figure: Figure
    names: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Loop:
    """`some`, `every`, a filter or `for` within an expression, those items first that decided it.

    `omitted` items are not listed; `count` is the number of all.
    """

    kind: Literal["some", "every", "filter", "for"]
    text: str
    figure: Figure
    count: int
    items: tuple[Item, ...] = ()
    omitted: int = 0


@dataclass(frozen=True)
class Condition:
    """A condition as a tree of `and`, `or`, `not` over comparisons and other tests.

    `value` is true, false or unknown. A comparison has two `sides`; `names` are the other names
    that it reads; `tests` are what stands right of `in`.
    """

    kind: Literal["and", "or", "not", "comparison", "in", "test"]
    text: str
    value: Any
    parts: tuple[Condition, ...] = ()
    operator: str = ""
    sides: tuple[Term, ...] = ()
    tests: tuple[str, ...] = ()
    names: tuple[Term, ...] = ()
    loops: tuple[Loop, ...] = ()

    @property
    def holds(self) -> bool | None:
        """True, false, or None where it cannot be decided."""
        return self.value if isinstance(self.value, bool) else None

    def decisive(self) -> tuple[Condition, ...]:
        """The innermost tests, or negated conditions, because of which the whole is what it is."""
        if not self.parts or self.kind == "not":
            return (self,)
        same = [part for part in self.parts if part.holds is self.holds]
        return tuple(test for part in same for test in part.decisive())


@dataclass(frozen=True)
class LimitLevelLine:
    """A level of a limit: its own limit, what is drawn, what is promised, what is left."""

    name: str
    limit: Term
    headroom: Figure
    drawn: Term | None = None
    undrawn: Term | None = None
    conversion_factor: Term | None = None
    title: Words | None = None
