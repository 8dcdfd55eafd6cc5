"""Filling an account with the values of one decision, straight into JSON.

Most of an account has the form of its trace: only values differ from decision to decision. Of each such part
the JSON is prepared once, as texts with gaps for the values, and is only joined for a decision. What stands
in a gap (the rows of a table, the items of a loop) is filled as for a page, its own parts again into JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from credit_engine.absent import Absent, Cause
from credit_engine.account.evidence import Condition, Figure, Ref, Words
from credit_engine.account.gaps import Pick
from credit_engine.account.steps import Cell
from credit_engine.explain.as_json import Written, after_value, computed_json, fields_of, is_empty, json_of
from credit_engine.explain.fill.core import VALUES, Fill, has_form_of_trace
from credit_engine.explain.values import Values

Gap: TypeAlias = tuple[Callable[["JsonFill", Any], str], Any]
"""What gives the text of a gap, and of what."""
Template: TypeAlias = tuple[list[str], list[tuple[int, int | Gap]]]
"""Texts with empty ones between them, and what stands in their place: a gap, or the node of `Texts`."""


class JsonFill(Fill):
    """Fills accounts as `Fill` does, but what has the form of its trace becomes its JSON.

    `prepared` are the templates of parts by identity, each with its part, which so lives as long.
    """

    values: Values

    def __call__(self, account: Any) -> Any:
        """What an account comes to: as `Fill`, or its JSON."""
        found = self.values.prepared.get(id(account))
        if found is None:
            if account is None or account == () or not _is_prepared(account.__class__):
                return self.unwritten(account)
            found = self.values.prepared[id(account)] = account, _template(account)
        pieces, gaps = found[1]
        pieces, texts = pieces.copy(), self.values.texts
        for place, gap in gaps:
            pieces[place] = texts[gap] if isinstance(gap, int) else gap[0](self, gap[1])
        return Written("".join(pieces))


def _is_prepared(kind: type[Any]) -> bool:
    return kind is not Ref and has_form_of_trace(kind)


def _template(account: Any) -> Template:
    """The texts of a part, and what stands in the gaps between them."""
    pieces: list[str] = []
    gaps: list[tuple[int, int | Gap]] = []
    for piece in _pieces(account):
        if not isinstance(piece, str):
            gaps.append((len(pieces), piece))
            pieces.append("")
        elif pieces and pieces[-1]:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces, gaps


_WRITTEN_BY_VALUE = (Words, Absent, Cause)
"""Tuples that have a JSON of their own, and nothing to fill."""


def _pieces(account: Any) -> Iterator[str | int | Gap]:
    kind = account.__class__
    if kind is Ref:
        yield _value(account)
    elif kind is Figure:
        yield from _figure(account)
    elif not has_form_of_trace(kind):
        yield _filled, account
    elif kind is tuple:
        yield "["
        for number, item in enumerate(account):
            yield "," if number else ""
            yield from _pieces(item)
        yield "]"
    elif kind in _WRITTEN_BY_VALUE or not hasattr(kind, "_fields"):
        yield json_of(account)
    else:
        yield from _object(*fields_of(account), certain=kind in (Condition, Cell))


def _object(head: str, fields: Iterable[tuple[str, Any]], certain: bool = False) -> Iterator[str | int | Gap]:
    """An object; its first field is never empty, so that the others begin with a comma.

    Where nodes are truth values it is `certain` that they are not empty.
    """
    yield head
    between = "" if head == "{" else ","
    for key, item in fields:
        if is_empty(item):
            continue
        if certain and item.__class__ is Ref:
            yield between + key
            yield _value(item)
        else:
            yield from _field(between + key, item)
        between = ","
    yield "}"


def _field(key: str, item: Any) -> Iterator[str | int | Gap]:
    """A field; it is left out where what stands in its gap turns out to be empty."""
    kind = item.__class__
    if kind is Ref and not item.key:
        yield _field_of_node, (key, item.node)
    elif kind is Pick:
        texts = [_unless_empty(key, member) for member in item.among]
        yield _picked_field, item._replace(among=tuple(texts), otherwise=_unless_empty(key, item.otherwise))
    elif kind is Ref or not has_form_of_trace(kind):
        yield _filled_field, (key, item)
    else:
        yield key
        yield from _pieces(item)


def _unless_empty(key: str, value: Any) -> str:
    return "" if is_empty(value) else key + json_of(value)


def _figure(account: Figure) -> Iterator[str | int | Gap]:
    value = account.value
    if value.__class__ is not Ref and value.__class__ not in VALUES:
        yield json_of(account)
        return
    yield '{"value":'
    if value.__class__ is Ref and not value.key:
        yield ~value.node if account.computed else value.node
    else:
        yield (_filled_computed if account.computed else _filled), value
    yield after_value(account)


def _value(account: Ref) -> int | Gap:
    return (_filled, account) if account.key else account.node


_EMPTY = ("null", '""')
"""The JSON of what is left out."""


def _field_of_node(fill: JsonFill, keyed: tuple[str, int]) -> str:
    text = fill.values.texts[keyed[1]]
    return "" if text in _EMPTY else keyed[0] + text


def _picked_field(fill: JsonFill, texts: Pick) -> str:
    text: str = fill.unwritten(texts)
    return text


def _filled_field(fill: JsonFill, keyed: tuple[str, Any]) -> str:
    return _unless_empty(keyed[0], fill.unwritten(keyed[1]))


def _filled(fill: JsonFill, account: Any) -> str:
    return json_of(fill.unwritten(account))


def _filled_computed(fill: JsonFill, account: Any) -> str:
    return computed_json(fill.unwritten(account))
