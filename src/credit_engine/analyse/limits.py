"""Limits used the wrong way round: a rule that fires below a highest value, a cap taken by `max`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from credit_engine.analyse.problems import limit_reversed
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.walk import walk
from credit_engine.numbers import is_number
from credit_engine.parts.reading import Written
from credit_engine.parts.rule_set import RuleSetPart
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import Problem
from credit_engine.wording import Said, said, to_write

_HIGHEST = re.compile(
    r"\b(max|maximum|highest|most|largest|longest|ceiling|cap|upper limit)\b|上限|最高|最多|最长|最大"
)
_LOWEST = re.compile(
    r"\b(min|minimum|lowest|least|smallest|shortest|floor|lower limit)\b|下限|最低|最少|最短|最小"
)
_TURNED: Mapping[syntax.ComparisonOperator, syntax.ComparisonOperator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
_HIGH, _LOW = said("a highest value", "上限"), said("a lowest value", "下限")


def limit_doubts(compiled: CompiledPolicy) -> Iterator[Problem]:
    """Rules and formulas that use a parameter against what its name and title call it."""
    called = {name: kind for name in compiled.spec.parameters if (kind := _kind(compiled, name))}
    for part in (one.part for one in compiled.parts.values()):
        own = part.own_rules if isinstance(part, RuleSetPart) else ()
        rules = [rule for rule in own if rule.when is not None]
        for rule in rules:
            if rule.when is not None and _is_hard(compiled, rule.spec.then):
                yield from _of_rule(rule.when, called)
        for written in (*part.written(), *(rule.when for rule in rules if rule.when is not None)):
            yield from _of_formula(written, called)


def _kind(compiled: CompiledPolicy, name: str) -> Said | None:
    """Whether a number is called a highest or a lowest value; None where it is neither, or both.

    Of ordinals the higher one may be the worse, so that `the lowest grade` says nothing of the sign.
    """
    model = compiled.spec.parameters[name]
    if not all(map(is_number, [model.value] if model.dated is None else model.dated.values())):
        return None
    title = model.title
    text = f"{name.replace('_', ' ')} {'' if title is None else f'{title.en} {title.zh}'}".lower()
    high, low = (pattern.search(text) is not None for pattern in (_HIGHEST, _LOWEST))
    return None if high == low else _HIGH if high else _LOW


def _is_hard(compiled: CompiledPolicy, then: str) -> bool:
    return then in compiled.outcomes.order and compiled.outcomes.rank(then) > 0


def _of_rule(when: Written, called: dict[str, Said]) -> Iterator[Problem]:
    """A condition by itself, or one of several joined by `or`: within `and` it may be one end of a band."""
    tree = when.tree
    for node in tree.operands if isinstance(tree, syntax.Disjunction) else (tree,):
        if not isinstance(node, syntax.Comparison) or node.operator not in _TURNED:
            continue
        for side, operator in ((node.right, node.operator), (node.left, _TURNED[node.operator])):
            kind = called.get(side.name) if isinstance(side, syntax.Name) else None
            if kind is not None and (operator[0] == "<") is (kind is _HIGH):
                turned = syntax.Comparison(_TURNED[node.operator], node.left, node.right)
                yield _reversed(when, node, side, kind, turned)


def _of_formula(written: Written, called: dict[str, Said]) -> Iterator[Problem]:
    """`max` with a highest value is at least that, `min` with a lowest one at most."""
    for node in walk(written.tree):
        if not isinstance(node, syntax.Call) or not isinstance(node.function, syntax.Name):
            continue
        wrong, other = {"max": (_HIGH, "min"), "min": (_LOW, "max")}.get(node.function.name, (None, ""))
        given = [argument.value for argument in node.arguments]
        kinds = [called.get(one.name) if isinstance(one, syntax.Name) else None for one in given]
        if wrong is not None and len(given) > 1 and kinds.count(wrong) == 1 and set(kinds) <= {wrong, None}:
            turned = syntax.Call(syntax.Name(other), node.arguments)
            yield _reversed(written, node, given[kinds.index(wrong)], wrong, turned)


def _reversed(
    written: Written, node: syntax.Node, side: syntax.Expression, kind: Said, turned: syntax.Expression
) -> Problem:
    span, right = written.text.with_mend(*node.span, format_expression(turned))
    return limit_reversed(span, name=format_expression(side), kind=kind, hint=to_write(right))
