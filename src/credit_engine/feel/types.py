"""Static types of FEEL expressions, as the check infers and policies declare them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from credit_engine.account.evidence import Words
from credit_engine.feel import syntax
from credit_engine.feel.units import Unit
from credit_engine.texts.kinds import KINDS
from credit_engine.wording import Said

SIMPLE_KINDS = (
    "number",
    "text",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
)
ORDERED_KINDS = frozenset(SIMPLE_KINDS) - {"boolean"}
_ALIASES = {
    "string": "text",
    "Any": "any",
    "integer": "number",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "Null": "null",
}


class Interval(NamedTuple):
    """The numbers that a value can take; an end that is None is unbounded."""

    low: Decimal | int | None
    high: Decimal | int | None
    low_closed: bool = True
    high_closed: bool = True

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return str(self.low)
        if self.low is None:
            return f"{'<=' if self.high_closed else '<'} {self.high}"
        if self.high is None:
            return f"{'>=' if self.low_closed else '>'} {self.low}"
        return f"{'[' if self.low_closed else '('}{self.low}..{self.high}{']' if self.high_closed else ')'}"


class Order(NamedTuple):
    """How the values of an ordinal are ordered: as they are listed, the first one the lowest.

    `best_first` says which end is the good one; None where that is not said.
    """

    values: tuple[str, ...]
    best_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Type:
    """What is known of a value before evaluation.

    `kind` is a FEEL type name, or list, context, range, function, null, any. `item` is the type of
    a list's items or a range's ends or a function's result; `fields` a context's entries; `values`
    the texts that a value is limited to; `interval` the numbers; `integer` and `unit` say more of
    numbers. `optional` values can be unknown. A text with an `order` is an ordinal. `written` are the
    texts that a parameter has now, of which nothing but their place in an order is taken for granted.
    `titles` are those of texts, for readers: they make no other type; nor does `most`, the number of items
    that a list has at most, where that is known.
    """

    kind: str
    item: Type | None = None
    fields: tuple[tuple[str, Type], ...] | None = None
    values: tuple[str, ...] | None = None
    interval: Interval | None = None
    integer: bool = False
    unit: Unit | None = None
    optional: bool = False
    parameters: tuple[Type, ...] | None = None
    order: Order | None = None
    written: tuple[str, ...] | None = None
    titles: tuple[tuple[str, Words], ...] = field(default=(), compare=False, repr=False)
    most: int | None = field(default=None, compare=False, repr=False)

    def without_interval(self) -> Type:
        """The type, whichever numbers it takes in; written out, as it is needed for every cell of a table."""
        if self.interval is None:
            return self
        return Type(
            self.kind,
            self.item,
            self.fields,
            self.values,
            None,
            self.integer,
            self.unit,
            self.optional,
            self.parameters,
            self.order,
            self.written,
            self.titles,
            self.most,
        )

    @property
    def inner(self) -> Type:
        """The type of a list's items, where it is known; any other type itself."""
        return self.item if self.kind == "list" and self.item is not None else self

    @property
    def order_values(self) -> tuple[str, ...] | None:
        """The values of an ordinal in their order."""
        return None if self.order is None else self.order.values

    def field(self, name: str) -> Type | None:
        """The type of a context's entry, or None if it has no such entry."""
        return next((type_ for key, type_ in self.fields or () if key == name), None)

    def __str__(self) -> str:
        if self.kind in ("list", "range") and self.item is not None and self.item.kind != "any":
            return f"{self.kind} of {self.item}"
        if self.order is not None:
            return "ordinal (" + ", ".join(self.order.values) + ")"
        if self.values is not None and self.kind == "text":
            return "text (" + ", ".join(self.values) + ")"
        return self.kind


def type_words(type_: Type) -> Said:
    """A type as messages name it: `list of number`, in Chinese `数字列表`."""
    return Said(str(type_), _in_chinese(type_))


def _in_chinese(type_: Type) -> str:
    kind = KINDS.get(type_.kind, type_.kind)
    if type_.kind in ("list", "range") and type_.item is not None and type_.item.kind != "any":
        return f"{_in_chinese(type_.item)}{kind}"
    if type_.order is not None:
        return f"有序值（{'、'.join(type_.order.values)}）"
    if type_.values is not None and type_.kind == "text":
        return f"{kind}（{'、'.join(type_.values)}）"
    return kind


ANY = Type("any")
NUMBER = Type("number")
TEXT = Type("text")
BOOLEAN = Type("boolean")
DATE = Type("date")
NULL = Type("null", optional=True)


def ordinal(
    values: tuple[str, ...],
    best_first: bool | None = None,
    optional: bool = False,
    titles: tuple[tuple[str, Words], ...] = (),
) -> Type:
    """The type of texts that are ordered as they are listed."""
    return Type("text", values=values, order=Order(values, best_first), optional=optional, titles=titles)


def list_of(item: Type) -> Type:
    """The type of lists with such items."""
    return Type("list", item=item)


EMPTY_LIST = Type("list", item=ANY, most=0)
"""The type of `[]`."""


def ids_of(ids: Sequence[str]) -> Type:
    """The type of lists of some of these names, each at most once; unknown while it is open of one."""
    return Type("list", item=Type("text", values=tuple(ids)), optional=True, most=len(ids))


def context_of(fields: dict[str, Type]) -> Type:
    """The type of contexts with these entries."""
    return Type("context", fields=tuple(fields.items()))


def kind_of_name(name: str) -> str:
    """FEEL's own name of a type, whichever alias was written."""
    return _ALIASES.get(name, name)


def from_text(text: str) -> Type:
    """The type that a signature's text names: `list<number>`, `date|time` (any), `number`."""
    if "|" in text:
        return ANY
    if text.startswith(("list<", "range<")) and text.endswith(">"):
        return Type(text[: text.index("<")], item=from_text(text[text.index("<") + 1 : -1]))
    if text.startswith("context<") and text.endswith(">"):
        entries = (entry.split(": ", 1) for entry in text[len("context<") : -1].split(", "))
        return context_of({key: from_text(type_) for key, type_ in entries})
    return Type(kind_of_name(text))


def from_syntax(name: syntax.TypeName) -> Type | None:
    """The type that an expression names, or None if it names none."""
    kind = kind_of_name(name.name)
    arguments = [from_syntax(argument) for argument in name.arguments]
    if any(argument is None for argument in arguments):
        return None
    known = [argument for argument in arguments if argument is not None]
    if kind in ("list", "range"):
        return Type(kind, item=known[0] if known else ANY)
    if kind == "context":
        return Type(kind, fields=tuple(zip(name.keys, known, strict=False)) if name.keys else None)
    if kind == "function":
        result = from_syntax(name.result) if name.result else ANY
        return Type(kind, item=result, parameters=tuple(known))
    return Type(kind) if kind in (*SIMPLE_KINDS, "any", "null") else None


@lru_cache(maxsize=4096, typed=True)
def constant(value: Any) -> Type:
    """The type of one known number or text; cells of a large table ask again and again for the same."""
    if isinstance(value, str):
        return Type("text", values=(value,))
    return Type("number", interval=Interval(value, value), integer=value == int(value))


def join(left: Type, right: Type) -> Type:
    """The narrowest type that covers both; `any` where kinds differ. An empty list says nothing of items."""
    if left.kind == "null" or right.kind == "null":
        other = right if left.kind == "null" else left
        return replace(other, optional=True)
    if left.kind != right.kind:
        return replace(ANY, optional=left.optional or right.optional)
    if left.kind == "list" and 0 in (left.most, right.most):
        filled, empty = (right, left) if left.most == 0 else (left, right)
        return replace(filled, optional=filled.optional or empty.optional)
    titles = left.titles if left.titles == right.titles else _titles(left, right)
    most = None if left.most is None or right.most is None else max(left.most, right.most)
    if left == right:
        return replace(left, titles=titles, most=most)
    item = join(left.item, right.item) if left.item and right.item else None
    fields = left.fields if left.fields == right.fields else None
    values = None
    if left.values is not None and right.values is not None:
        values = tuple(dict.fromkeys(left.values + right.values))
    return Type(
        left.kind,
        item=item,
        fields=fields,
        values=values,
        interval=hull(left.interval, right.interval),
        integer=left.integer and right.integer,
        unit=left.unit if left.unit is not None else right.unit,
        optional=left.optional or right.optional,
        order=_joined_order(left, right),
        titles=titles,
        most=most,
    )


def _joined_order(left: Type, right: Type) -> Order | None:
    """The order of both, or of one where the other can only be one of its values."""
    if left.order is not None and right.order is not None:
        return shared_order(left.order, right.order)
    order, other = (left.order, right) if left.order is not None else (right.order, left)
    known = other.values or other.written
    return order if order is not None and known is not None and set(known) <= set(order.values) else None


def shared_order(left: Order, right: Order) -> Order | None:
    """The order of two ordinals that have the same values in the same order; None where they differ."""
    stated = {left.best_first, right.best_first} - {None}
    return (
        left._replace(best_first=next(iter(stated), None))
        if left.values == right.values and len(stated) < 2
        else None
    )


def _titles(left: Type, right: Type) -> tuple[tuple[str, Words], ...]:
    """The titles of either side; a text that they title differently has none."""
    found = {**dict(left.titles), **dict(right.titles)}
    mine, others = dict(left.titles), dict(right.titles)
    return tuple(
        (text, title) for text, title in found.items() if mine.get(text, title) == others.get(text, title)
    )


def orders_clash(left: Type, right: Type) -> bool:
    """Whether both are ordinals, of different lists."""
    if left.order is None or right.order is None:
        return False
    return shared_order(left.order, right.order) is None


def hull(left: Interval | None, right: Interval | None) -> Interval | None:
    """The smallest interval that holds both, None where either is unbounded on both sides."""
    if left is None or right is None:
        return None
    low, low_closed = _end(left.low, left.low_closed, right.low, right.low_closed, min)
    high, high_closed = _end(left.high, left.high_closed, right.high, right.high_closed, max)
    return Interval(low, high, low_closed, high_closed)


def _end(a: Any, a_closed: bool, b: Any, b_closed: bool, pick: Any) -> tuple[Any, bool]:
    if a is None or b is None:
        return None, True
    if a == b:
        return a, a_closed or b_closed
    return (a, a_closed) if pick(a, b) == a else (b, b_closed)
