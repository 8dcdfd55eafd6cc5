"""Filling rule sets and checklists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from credit_engine.absent import Absent, Cause
from credit_engine.account import steps as told
from credit_engine.explain import trace, trace_lists
from credit_engine.explain.fill.core import MAX_ITEMS, Compute, Fill, Form, causes_but_applicability, items_of
from credit_engine.run.statuses import status_of

_FIRST = ("fired", "undecided")


def _status(fill: Fill, account: told.RuleAccount) -> str:
    return status_of(fill.of(account.status))


def _causes(fill: Fill, account: told.RuleAccount | told.ItemOfList) -> tuple[Cause, ...]:
    return causes_but_applicability(fill.of(account.status))


def _changed(fill: Fill, account: told.RuleAccount) -> str:
    """The outcome that a person makes a rule ask for, empty where nobody does."""
    given = -1 if account.intervention is None else fill.of(account.intervention)
    return fill.case.outcomes[given] if given >= 0 else ""


def _items(fill: Fill, account: told.RuleAccount) -> tuple[trace.ItemLine, ...]:
    """What became of a rule for the items of a list, those that decided first."""
    if account.items is None or not _list(fill, account.items):
        return ()
    statuses = fill.of(account.items.statuses)
    found = [status_of(one) for one in statuses]
    order = sorted(range(len(found)), key=lambda at: found[at] not in _FIRST)[:MAX_ITEMS]
    return tuple(
        [
            trace.ItemLine(
                number,
                identity,
                found[number - 1],
                inner(account.items.condition),
                inner(account.items.applies_when),
                causes_but_applicability(statuses[number - 1]),
            )
            for number, identity, inner in items_of(fill, account.items, order, _list(fill, account.items))
        ]
    )


def _omitted(fill: Fill, account: told.RuleAccount) -> int | None:
    """How many items are not listed; None for a rule that is not decided for each item of a list."""
    return None if account.items is None else max(0, len(_list(fill, account.items)) - MAX_ITEMS)


def _list(fill: Fill, account: told.ItemsAccount) -> Sequence[Any]:
    items = fill.of(account.each.source)
    return items if isinstance(items, list) else ()


def counts(fill: Fill, account: told.RulesAccount | told.OffersAccount) -> bool:
    """Whether the outcome rests on a rule set: in stages where none before its own stops."""
    return account.counts and (account.before is None or fill.of(account.before) is False)


def _given(fill: Fill, account: told.ItemOfList) -> str:
    """What became of an item of a checklist."""
    value = fill.of(account.status)
    if isinstance(value, Absent):
        return "undecided" if value.applicable else "not_applicable"
    if value is False:
        return "given"
    return "missing" if fill.of(account.missing) is True else "expired"


def _waivable_by(fill: Fill, account: told.ItemOfList) -> tuple[str, ...]:
    return tuple(one for one in account.rule.waivable_by if one != "nobody")


FILLS: dict[type[Any], Compute] = {
    told.RuleAccount: Form(
        trace.RuleLine,
        status=_status,
        causes=_causes,
        items=_items,
        omitted_items=_omitted,
        changed=_changed,
    ),
    told.RulesAccount: Form(trace.RulesStep, counts=counts),
    told.ChecklistAccount: Form(trace_lists.ChecklistStep),
    told.ItemOfList: Form(
        trace_lists.ChecklistLine,
        id="rule.id",
        status=_given,
        outcome="rule.outcome",
        valid_until="last",
        waivable_by=_waivable_by,
        causes=_causes,
    ),
}
