"""Quick forms of tables: the row that counts by a chain of conditions, or remembered for the rows' truths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NoReturn

from credit_engine.absent import Absent
from credit_engine.ir import Node
from credit_engine.run.kernels import truth
from credit_engine.run.quick.disjoint import disjoint
from credit_engine.run.quick.forms import LONGEST_CHAIN, REMEMBERED, Call, Form
from credit_engine.run.steps import Hits, gives_list, hit, no_row, pick


def _hit(call: Call) -> Form | None:
    if not call.args:
        return None
    if len(call.args) <= LONGEST_CHAIN and (call.data.policy == "first" or _is_first(call)):
        return _first(call)
    if not call.all_present:
        return None
    gives_one_row = call.data.policy in _ONE_ROW
    return Form(
        f"{call.bind((_row if gives_one_row else _hits)(call.data))}({', '.join(call.args)})", gives_one_row
    )


def is_chosen_by(user: Node) -> bool:
    """Whether a call uses each of its arguments once, as a row's match."""
    return (
        user.name == "hit"
        and user.data.policy in ("first", *_ONE_ROW)
        and len(set(user.args)) == len(user.args)
    )


def _is_first(call: Call) -> bool:
    """Whether the first row that matches is the only one, for want of a record that two of them match."""
    return (
        call.data.policy in _ONE_ROW and call.all_present and disjoint(call.writing.program, call.node.args)
    )


def _first(call: Call) -> Form:
    """The first row that matches; an undecided row before it leaves the row open."""
    text = ""
    for row, (match, present) in enumerate(zip(call.args, call.present, strict=True)):
        if present:
            text += f"{row} if {match} else "
        else:
            text += f"{row} if {match} is True else {call.bind(truth)}({match}) if {match} is not False else "
    nothing = no_row(call.data)
    if call.data.policy != "first" and nothing.__class__ is Absent:
        return Form(f"{text}{call.bind(_nothing)}()")
    return Form(f"{text}{call.bind(nothing)}", call.all_present and nothing.__class__ is not Absent)


def _nothing() -> NoReturn:
    """No row of a unique table, which is to have one for each record."""
    raise LookupError


@lru_cache(maxsize=4096)
def _hits(data: Hits) -> Callable[..., Any]:
    """The row or rows for the truths of all rows, remembered: a table's records match few sets of rows."""
    return lru_cache(maxsize=REMEMBERED)(hit(data))


_ONE_ROW = ("unique", "priority")
"""Hit policies by which at most one row counts."""


@lru_cache(maxsize=4096)
def _row(data: Hits) -> Callable[..., int]:
    """The row that counts; where none does, or several of a unique table, the kernel has to say so."""
    choose = _hits(data)

    def row(*truths: bool) -> int:
        found = choose(*truths)
        if found.__class__ is not int:
            raise LookupError
        return found

    return lru_cache(maxsize=REMEMBERED)(row)


def _pick(call: Call) -> Form | None:
    rows, *values = call.args
    if gives_list(call.data):
        return None
    collected = _collected(call)
    if collected is not None:
        return collected
    taken = (
        call.bind(tuple(call.known[name] for name in values))
        if call.all_constant
        else f"({', '.join(values)},)"
    )
    kernel = f"{call.bind(pick(call.data))}({', '.join(call.args)})"
    if call.present[0] and _gives_row(call):
        return Form(f"{taken}[{rows}]", all(call.present[1:]))
    return Form(f"{taken}[{rows}] if {rows}.__class__ is int else {kernel}", False)


def _gives_row(call: Call) -> bool:
    """Whether what is picked by is a row's number whenever it is not absent."""
    found = call.nodes[call.node.args[0]]
    return found.name == "hit" and found.data.policy in ("first", *_ONE_ROW)


def _collected(call: Call) -> Form | None:
    """The aggregate of the rows that match, as a function of the truths of all rows."""
    found = call.nodes[call.node.args[0]]
    if call.data[0] != "collect" or found.name != "hit" or not call.all_constant:
        return None
    matches = [call.writing.ref(arg) for arg in found.args]
    if not matches or not all(map(call.writing.sure, matches)):
        return None
    values = [call.known[name] for name in call.args[1:]]
    rows, value = hit(found.data), pick(call.data)
    remembered = lru_cache(maxsize=REMEMBERED)(lambda *truths: value(rows(*truths), *values))
    return Form(f"{call.bind(remembered)}({', '.join(matches)})", False)


TABLES: Mapping[str, Callable[[Call], Form | None]] = {"hit": _hit, "pick": _pick}
