"""Quick forms of calls: Python expressions in place of kernels, for rows whose values are there.

A form gives what the kernel gives, decimals with the same digits and exponents, or raises one of
`row.ESCAPES`; then the row is evaluated anew by the kernels, which alone say what an absent value, an
overflow or an error means. That an absent value does not slip through needs no test at most places: in
arithmetic, in a condition and as an index it raises by itself.

Numbers stay ints and decimals and go straight to the methods of `numbers.CONTEXT`, which round to 34 digits
and raise on overflow, so that no form has to prove how large its numbers become.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from credit_engine.run.quick.cards import CARDS
from credit_engine.run.quick.forms import Call, Form
from credit_engine.run.quick.lists import LISTS, is_summed_by
from credit_engine.run.quick.rules import RULES
from credit_engine.run.quick.tables import TABLES, is_chosen_by
from credit_engine.run.quick.values import VALUES, function_form

__all__ = ["is_chosen_by", "is_summed_by", "quick_form"]

_FORMS: Mapping[str, Callable[[Call], Form | None]] = {**VALUES, **RULES, **TABLES, **CARDS, **LISTS}


def quick_form(call: Call) -> Form | None:
    """The form of a call, None where there is none: then its kernel is called."""
    make = _FORMS.get(call.node.name)
    if make is not None:
        return make(call)
    return function_form(call) if call.node.name.startswith("fn:") else None
