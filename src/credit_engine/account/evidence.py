"""The words that every account shares: values with units and titles, terms, conditions, loops."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, Literal, NamedTuple

from credit_engine.absent import Absent, Cause
from credit_engine.account.record import Record

Truth = Annotated[Any, bool | Absent]
"""True, false or unknown in a trace; what is annotated is what the schema of traces says."""
Number = Annotated[Any, Decimal | Absent]
"""An exact number, or unknown, in a trace."""
Text = Annotated[Any, str | Absent]
"""A text, a day as text, or unknown, in a trace."""
Flag = Annotated[Any, bool]
"""True or false in a trace."""
Code = Annotated[Any, str]
"""A text that is always known in a trace."""
Causes = Annotated[Any, tuple[Cause, ...]]
"""Why something is unknown, in a trace."""


class StandIn(NamedTuple):
    """An input that is missing, with the value that the policy declares for its cause."""

    value: Any
    cause: str


class Hidden:
    """What stands for a value that the policy keeps from all pages."""

    __slots__ = ()


HIDDEN: Final = Hidden()


class Words(NamedTuple):
    """A text in English and Chinese."""

    en: str
    zh: str

    def text(self, lang: str) -> str:
        """The text in `en` or `zh`."""
        return self.zh if lang == "zh" else self.en


class NamedTitle(NamedTuple):
    """A text that is a value, or the cause of a missing one, with its title."""

    name: str
    title: Words


class Column(NamedTuple):
    """An entry that every context of a list has; `titles` as of a figure, `causes` those of missing ones."""

    name: str
    title: Words | None = None
    unit: str = ""
    titles: int | None = None
    causes: tuple[NamedTitle, ...] = ()


class Ref(NamedTuple):
    """The value of a program node, recorded or evaluated again from the recorded ones; or an entry of it."""

    node: int
    key: str = ""


class Entries(NamedTuple):
    """Values by name, which are shown as one context; absent as a whole where `whole` is.

    `instead` is a gap that gives what stands there where there is no such context, else None.
    """

    names: tuple[str, ...]
    values: tuple[Any, ...]
    whole: Ref | None = None
    instead: Any = None


class Given(NamedTuple):
    """The value of an input as it was read, or what stands in for a missing one."""

    path: str


class Sealed(NamedTuple):
    """A value that no page may show: only whether there is one, or why there is none."""

    value: Ref


class Figure(NamedTuple):
    """A value with its unit.

    `given` where it is an input as it was read, `computed` where a number has no declared scale.
    `columns` describe the entries of a context or of a list of contexts. `titles` says which of the
    policy's lists of titled values has the titles of texts, counted from 1.
    """

    value: Any
    unit: str = ""
    computed: bool = False
    columns: tuple[Column, ...] = ()
    given: bool = False
    titles: int | None = None


class Term(NamedTuple):
    """A part of an expression with its value: a name with its title, a literal, or computed.

    `wording` is a computed one with titles instead of names.
    """

    text: str
    figure: Figure
    kind: Literal["name", "literal", "expression"] = "name"
    title: Words | None = None
    wording: Words | None = None


class Item(NamedTuple):
    """One turn of a loop: what its body gave, and the values of the names that it read."""

    number: int
    figure: Figure
    names: tuple[Term, ...] = ()


class Loop(Record):
    """`some`, `every`, a filter or `for` within an expression, those items first that decided it.

    `omitted` items are not listed; `count` is the number of all.
    """

    kind: Literal["some", "every", "filter", "for"]
    text: str
    figure: Figure
    count: Annotated[Any, int] = 0
    items: Annotated[Any, tuple[Item, ...]] = ()
    omitted: Annotated[Any, int] = 0
    wording: Words | None = None


class Condition(NamedTuple):
    """A condition as a tree of `and`, `or`, `not` over comparisons and other tests.

    `value` is true, false or unknown. A comparison has two `sides`; `names` are the other names
    that it reads; `tests` are what stands right of `in`, `read_tests` the same in a reader's words where they
    name something; `wording` is the text in a reader's words; `relation` is what the operator says of two
    values of an ordinal.
    """

    kind: Literal["and", "or", "not", "comparison", "in", "test"]
    text: str
    value: Truth
    parts: tuple[Condition, ...] = ()
    operator: str = ""
    sides: tuple[Term, ...] = ()
    tests: tuple[str, ...] = ()
    names: tuple[Term, ...] = ()
    loops: tuple[Loop, ...] = ()
    wording: Words | None = None
    relation: Words | None = None
    read_tests: tuple[Words, ...] = ()

    @property
    def holds(self) -> bool | None:
        """True, false, or None where it cannot be decided."""
        return self.value if isinstance(self.value, bool) else None

    def decisive(self) -> tuple[Condition, ...]:
        """The innermost tests, or negated conditions, that determine the value of the whole."""
        if not self.parts or self.kind == "not":
            return (self,)
        same = [part for part in self.parts if part.holds is self.holds]
        return tuple(test for part in same for test in part.decisive())


class Rounding(NamedTuple):
    """Decimal digits, way of rounding, and the value before."""

    digits: int
    mode: str
    exact: Figure
