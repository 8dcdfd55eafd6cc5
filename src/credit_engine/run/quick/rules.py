"""Quick forms of what rules ask for and what becomes of their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from credit_engine.run.outcomes import Outcomes
from credit_engine.run.quick.forms import REMEMBERED, Call, Form
from credit_engine.run.steps import NOT_APPLICABLE, applicable, has_no_value

_MOST_OUTCOMES = 8
"""So many outcomes that rules ask for are told by the bits of an index."""
_SCALARS = frozenset(
    (
        "number",
        "text",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    )
)
"""Kinds whose values hold no other values, so that none of those can be absent."""


def _applicable(call: Call) -> Form | None:
    applies, condition = call.args
    if call.kinds[0] != "boolean":
        return None
    text = f"{condition} if {applies} else {call.bind(NOT_APPLICABLE)}"
    if call.present[0]:
        return Form(text, False)
    # A question that nobody can answer decides nothing, unless its rule did not fire anyway.
    kernel = f"{call.bind(applicable)}({applies}, {condition})"
    return Form(f"{condition} if {applies} is True else {kernel}", False)


def _rules(call: Call) -> Form | None:
    """A bit for each outcome that a rule asks for, which fired or is undecided; the highest is the worst."""
    outcomes, ranks = call.data
    undecided = outcomes.rank(outcomes.undecided)
    asked = sorted({*ranks, undecided})
    if len(asked) > _MOST_OUTCOMES:
        return None
    bits = {rank: 1 << at for at, rank in enumerate(asked)}
    found = f"t{call.node.id}"
    before = [f"{found} = 0"]
    for rank, status, present in zip(ranks, call.args, call.present, strict=True):
        if present:
            before.append(f"if {status}: {found} |= {bits[rank]}")
        else:
            open_ = f"{bits[undecided]} if {status}.applicable else 0"
            before.append(
                f"if {status} is not False: {found} |= {bits[rank]} if {status} is True else {open_}"
            )
    worst = (outcomes.order[asked[bits_.bit_length() - 1]] for bits_ in range(1, 1 << len(asked)))
    return Form(f"{call.bind((outcomes.nothing_fired, *worst))}[{found}]", before=before)


def _worst(call: Call) -> Form | None:
    """The worst of texts, of which there are few."""
    if not call.args:
        return Form(call.bind(call.data.nothing_fired))
    if not call.all_present:
        return None
    return Form(f"{call.bind(_worst_of(call.data))}({', '.join(call.args)})")


@lru_cache(maxsize=256)
def _worst_of(outcomes: Outcomes) -> Callable[..., str]:
    return lru_cache(maxsize=REMEMBERED)(lambda *values: outcomes.worst(values))


def _settled(call: Call) -> Form | None:
    """`steps.final_outcome`; outputs that always have a value are not asked."""
    outcome, *released = call.args
    if not call.present[0]:
        return None
    tests = []
    for at in range(0, len(released), 2):
        when, value = released[at], released[at + 1]
        sure, kind, present = call.present[at + 1], call.kinds[at + 2], call.present[at + 2]
        lacks = f"{value}.__class__ is Absent" if kind in _SCALARS else f"{call.bind(has_no_value)}({value})"
        if not sure:
            open_ = f"{when} is not False and {when}.applicable"
            tests.append(f"({lacks} if {when} is True else {open_})")
        elif kind not in _SCALARS or not present:
            tests.append(f"({when} and {lacks})")
    if not tests:
        return Form(outcome)
    undecided = call.bind(call.data.undecided)
    return Form(
        f"{call.bind(_worst_of(call.data))}({outcome}, {undecided}) if {' or '.join(tests)} else {outcome}"
    )


RULES: Mapping[str, Callable[[Call], Form | None]] = {
    "applicable": _applicable,
    "rules": _rules,
    "worst": _worst,
    "settled": _settled,
}
