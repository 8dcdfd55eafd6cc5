"""Quick forms of scorecards: the attribute of a value by one search, points as one sum of whole numbers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping

from credit_engine import numbers
from credit_engine.run.quick.forms import Call, Form
from credit_engine.run.scoring import Bins, find_bin, scaled

_MOST_TERMS = 100
"""A sum of more terms goes deeper than Python's compiler may follow."""


def _bin(call: Call) -> Form | None:
    (value,), bins = call.args, call.data
    found = _place(call, bins) if call.kinds[0] == "number" else _word(call, bins)
    if not found or call.present[0]:
        return Form(found) if found else None
    return Form(f"{call.bind(find_bin(bins))}({value}) if {value}.__class__ is Absent else {found}", False)


def _place(call: Call, bins: Bins) -> str:
    """One bisection where all edges belong to the same side, as those of ranges do; empty for others."""
    between, at = bins.cells[::2], bins.cells[1::2]
    if not bins.edges or None in bins.cells:
        return ""
    if at == between[1:]:
        search: Callable[..., int] = bisect_right
    elif at == between[:-1]:
        search = bisect_left
    else:
        return ""
    return f"{call.bind(between)}[{call.bind(search)}({call.bind(bins.edges)}, {call.args[0]})]"


def _word(call: Call, bins: Bins) -> str:
    if call.kinds[0] != "text" or bins.edges or not all(key.__class__ is str for key in bins.texts):
        return ""
    texts, value = call.bind(bins.texts), call.args[0]
    if bins.otherwise is None:
        return f"{texts}[{value}]"
    return f"{texts}.get({value}, {bins.otherwise})"


def _points(call: Call) -> Form | None:
    exact = scaled(*call.data)
    if exact is None or len(call.args) > _MOST_TERMS:
        return None
    start, multiples, decimals = exact
    terms = [f"{call.bind(tuple(table))}[{name}]" for table, name in zip(multiples, call.args, strict=True)]
    total = " + ".join([str(start), *terms])
    return Form(f"{call.bind(numbers.CONTEXT.scaleb)}({total}, {-decimals})" if decimals else total)


CARDS: Mapping[str, Callable[[Call], Form | None]] = {"bin": _bin, "points": _points}
