"""Filling rule sets and checklists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credit_engine.absent import Absent
from credit_engine.account import steps as told
from credit_engine.explain import trace, trace_lists
from credit_engine.explain.fill.core import (
    MAX_ITEMS,
    Fill,
    causes_but_applicability,
    condition,
    figure,
    items_of,
    optional,
)
from credit_engine.run.statuses import status_of

_FIRST = ("fired", "undecided")


def rule_line(fill: Fill, account: told.RuleAccount) -> trace.RuleLine:
    """A rule with its status, for each of the first items where it is decided for each."""
    value = fill.of(account.status)
    line = trace.RuleLine(
        account.id,
        status_of(value),
        account.outcome,
        account.reason,
        account.weight,
        condition(fill, account.condition),
        optional(fill, account.applies_when),
        account.title,
        account.waivable_by,
        causes_but_applicability(value),
        changed=_changed(fill, account),
        clause=account.clause,
    )
    return line if account.items is None else _with_items(fill, line, account.items)


def _changed(fill: Fill, account: told.RuleAccount) -> str:
    """The outcome that a person makes a rule ask for, empty where nobody does."""
    given = -1 if account.intervention is None else fill.of(account.intervention)
    return fill.outcomes[given] if given >= 0 else ""


def _with_items(fill: Fill, line: trace.RuleLine, account: told.ItemsAccount) -> trace.RuleLine:
    """The line of a rule with what became of it for the items, those that decided first."""
    items, statuses = fill.of(account.each.source), fill.of(account.statuses)
    if not isinstance(items, list):
        return line.with_items((), 0)
    found = [status_of(one) for one in statuses]
    order = sorted(range(len(items)), key=lambda at: found[at] not in _FIRST)[:MAX_ITEMS]
    shown = tuple(
        trace.ItemLine(
            number,
            identity,
            found[number - 1],
            condition(inner, account.condition),
            optional(inner, account.applies_when),
            causes_but_applicability(statuses[number - 1]),
        )
        for number, identity, inner in items_of(fill, account.each, account, order, items)
    )
    return line.with_items(shown, len(items) - len(shown))


def counts(fill: Fill, account: told.RulesAccount | told.OffersAccount) -> bool:
    """Whether the outcome rests on a rule set: in stages where none before its own stops."""
    return account.counts and (account.before is None or fill.of(account.before) is False)


def _rules(fill: Fill, account: told.RulesAccount) -> trace.RulesStep:
    return trace.RulesStep(
        name=account.name,
        title=account.title,
        result=figure(fill, account.result),
        rules=tuple([rule_line(fill, rule) for rule in account.rules]),
        counts=counts(fill, account),
    )


def _checklist(fill: Fill, account: told.ChecklistAccount) -> trace_lists.ChecklistStep:
    return trace_lists.ChecklistStep(
        name=account.name,
        title=account.title,
        result=figure(fill, account.result),
        rules=tuple([rule_line(fill, rule) for rule in account.rules]),
        counts=account.counts,
        items=tuple([_of_list(fill, item) for item in account.items]),
    )


def _of_list(fill: Fill, account: told.ItemOfList) -> trace_lists.ChecklistLine:
    value, rule = fill.of(account.status), account.rule
    last = None if account.last is None else fill.of(account.last)
    status: Any = "given"
    if isinstance(value, Absent):
        status = "undecided" if value.applicable else "not_applicable"
    elif value is not False:
        status = "missing" if fill.of(account.missing) is True else "expired"
    waivable = tuple(one for one in rule.waivable_by if one != "nobody")
    return trace_lists.ChecklistLine(
        rule.id, account.title, status, rule.outcome, last, waivable, causes_but_applicability(value)
    )


FILLS: dict[type[Any], Callable[[Fill, Any], Any]] = {
    told.RuleAccount: rule_line,
    told.RulesAccount: _rules,
    told.ChecklistAccount: _checklist,
}
