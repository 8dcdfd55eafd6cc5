"""Filling an account with the values of one decision, straight into JSON.

Most of an account has the form of its trace: only values differ from decision to decision. Of each such part
the JSON is prepared once, as texts with gaps for the values, and is only joined for a decision. The others
(the rows of a table, the items of a loop) are filled as for a page, their own parts again into JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from credit_engine.absent import Absent, Cause
from credit_engine.account.evidence import Entries, Figure, Ref, Sealed, Words
from credit_engine.explain.as_json import (
    Written,
    after_value,
    computed_json,
    fields_of,
    head_of,
    is_empty,
    json_of,
)
from credit_engine.explain.fill.core import FILLS, Compute, Fill, Form, figure, has_form_of_trace
from credit_engine.explain.values import Values

Gap: TypeAlias = tuple[Callable[["JsonFill", Any], str], Any]
"""What gives the text of a gap, and of what."""
Template: TypeAlias = list[Any]
"""Texts; between them gaps, and the numbers of nodes, in whose place the JSON of their values stands."""


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
        node_json = self.values.node_json
        return Written(
            "".join(
                [
                    piece
                    if piece.__class__ is str
                    else node_json(piece)
                    if piece.__class__ is int
                    else piece[0](self, piece[1])
                    for piece in found[1]
                ]
            )
        )


def _is_prepared(kind: type[Any]) -> bool:
    return kind is not Ref and (has_form_of_trace(kind) or isinstance(FILLS.get(kind), Form))


def _template(account: Any) -> Template:
    """The pieces of a part, texts that stand side by side in one."""
    pieces: Template = []
    for piece in _pieces(account):
        if pieces and piece.__class__ is pieces[-1].__class__ is str:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


_WRITTEN_BY_VALUE = (Words, Absent, Cause)
"""Tuples that have a JSON of their own, and nothing to fill."""


def _pieces(account: Any) -> Iterator[str | int | Gap]:
    kind = account.__class__
    if kind is Ref:
        yield _value(account)
    elif kind is Figure:
        yield from _figure(account)
    elif isinstance(fill := FILLS.get(kind), Form):
        yield from _formed(fill, account)
    elif not has_form_of_trace(kind):
        yield _filled, account
    elif kind is tuple:
        yield "["
        for number, one in enumerate(account):
            yield "," if number else ""
            yield from _pieces(one)
        yield "]"
    elif kind in _WRITTEN_BY_VALUE or not hasattr(kind, "_fields"):
        yield json_of(account)
    else:
        yield from _object(*fields_of(account))


def _formed(form: Form, account: Any) -> Iterator[str | int | Gap]:
    """A step or line in its form."""
    fields = [
        (f'"{name}":', read(account) if compute is None else _Computed(compute, account))
        for name, read, compute in form.fields(account.__class__)
    ]
    yield from _object(head_of(form.kind), fields)


class _Computed(NamedTuple):
    """A field that is computed of an account."""

    compute: Compute
    account: Any


def _object(head: str, fields: Iterable[tuple[str, Any]]) -> Iterator[str | int | Gap]:
    """An object; its first field is never empty, so that the others begin with a comma."""
    yield head
    between = "" if head == "{" else ","
    for key, item in fields:
        if item.__class__ is _Computed:
            yield _computed_field, (between + key, *item)
        elif item.__class__ is Ref:
            yield _field, (between + key, item)
        elif not is_empty(item):
            yield between + key
            yield from _pieces(item)
            between = ","
    yield "}"


def _figure(account: Figure) -> Iterator[str | int | Gap]:
    if account.value.__class__ is Ref:
        yield '{"value":'
        yield (_computed, account.value) if account.computed else _value(account.value)
        yield after_value(account)
    elif account.value.__class__ in (Entries, Sealed):
        yield _whole_figure, account
    else:
        yield json_of(account)


def _value(account: Ref) -> int | Gap:
    return (_entry, account) if account.key else account.node


def _entry(fill: JsonFill, account: Ref) -> str:
    return json_of(fill.of(account))


def _computed(fill: JsonFill, account: Ref) -> str:
    return computed_json(fill.of(account))


def _field(fill: JsonFill, keyed: tuple[str, Ref]) -> str:
    """A field whose value may turn out to be empty."""
    value = fill.of(keyed[1])
    return "" if is_empty(value) else keyed[0] + json_of(value)


def _computed_field(fill: JsonFill, keyed: tuple[str, Compute, Any]) -> str:
    key, compute, account = keyed
    value = compute(fill, account)
    return "" if is_empty(value) else key + json_of(value)


def _filled(fill: JsonFill, account: Any) -> str:
    return json_of(fill.unwritten(account))


def _whole_figure(fill: JsonFill, account: Figure) -> str:
    return json_of(figure(fill, account))
