"""All that a careful reader would ask about a policy that can be used as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from credit_engine.analyse.firing import Firing, Rules, place_of
from credit_engine.analyse.problems import inverted_odds, limit_reversed, stopped_before
from credit_engine.analyse.reach import reach_doubts
from credit_engine.analyse.rules import rule_doubts
from credit_engine.analyse.sizes import size_doubts
from credit_engine.feel import syntax
from credit_engine.feel.format import format_expression
from credit_engine.feel.solve.formulas import Goal, complement
from credit_engine.feel.types import ANY
from credit_engine.feel.walk import walk
from credit_engine.numbers import canonical_text, is_number
from credit_engine.parts.card import Card
from credit_engine.parts.examined import Examined
from credit_engine.parts.reading import Written
from credit_engine.parts.rule_set import AnyRuleSet, RuleSetPart
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.problems import Note, Problem, in_order
from credit_engine.wording import Said, said, to_write


def card_doubts(card: Card) -> Iterator[Problem]:
    """Base odds below 1: odds are good:bad, so that the base score would stand for more bads than goods."""
    odds = card.spec.scaling.base_odds
    if odds < 1:
        yield inverted_odds(card.document.span(("scaling", "base_odds")), odds=canonical_text(odds))


def stage_doubts(compiled: CompiledPolicy, examined: Examined) -> Iterator[Problem]:
    """Rules that no record comes to, of every process."""
    sets = compiled.read_sets
    for part in sets.values():
        if part.is_process:
            yield from _of_process(part, sets, examined)


def _of_process(part: AnyRuleSet, sets: Mapping[str, AnyRuleSet], examined: Examined) -> Iterator[Problem]:
    """A rule that somebody may waive stops nothing for certain, nor does one that asks for less."""
    stage_of = {name: i for i, names in enumerate(part.stages_of_sets) for name in names}
    rules = Rules((sets[name] for name in stage_of), examined)
    stop = examined.outcomes.rank(part.stop_outcome(examined.outcomes))
    plain = [firing for firing in rules.all if firing.is_plain]
    stopping = [firing for firing in plain if firing.rank >= stop and not firing.rule.spec.authorities]
    for firing in plain:
        before = [earlier for earlier in stopping if stage_of[earlier.set] < stage_of[firing.set]]
        if before and not rules.excludes(firing.fires):
            yield from _decided(rules, firing, before)


def _decided(rules: Rules, firing: Firing, before: Sequence[Firing]) -> Iterator[Problem]:
    """The rule, where one of those before fires wherever it does."""

    def stays_open(earlier: Firing) -> Goal:
        return complement(earlier.fires, rules.terms)

    if not rules.excludes(firing.fires, *map(stays_open, before)):
        return
    alone = [earlier for earlier in before if rules.excludes(firing.fires, stays_open(earlier))]
    yield stopped_before(
        place_of(firing),
        id=firing.rule.spec.id,
        sample=rules.sample(firing.fires) or "",
        notes=tuple(
            Note(
                said("rule '{id}' stops it", "规则“{id}”终止了流程", id=earlier.rule.spec.id),
                place_of(earlier),
            )
            for earlier in (alone[:1] or before)
        ),
    )


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
    for part in (lowered.part for lowered in compiled.parts.values()):
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
        kinds = [
            called.get(argument.name) if isinstance(argument, syntax.Name) else None for argument in given
        ]
        if wrong is not None and len(given) > 1 and kinds.count(wrong) == 1 and set(kinds) <= {wrong, None}:
            turned = syntax.Call(syntax.Name(other), node.arguments)
            yield _reversed(written, node, given[kinds.index(wrong)], wrong, turned)


def _reversed(
    written: Written, node: syntax.Node, side: syntax.Expression, kind: Said, turned: syntax.Expression
) -> Problem:
    span, right = written.text.with_mend(*node.span, format_expression(turned))
    return limit_reversed(span, name=format_expression(side), kind=kind, hint=to_write(right))


def doubts(compiled: CompiledPolicy) -> tuple[Problem, ...]:
    """Warnings in the order of the file, beside those of loading; the search for them takes its time."""
    return in_order(_found(compiled.with_sources))


def _found(compiled: CompiledPolicy) -> Iterator[Problem]:
    examined = read_again(compiled)
    for part in compiled.parts.values():
        yield from part.part.doubts(examined)
        if part.scored_card is not None:
            yield from card_doubts(part.scored_card.card)
    yield from rule_doubts(compiled, examined)
    yield from stage_doubts(compiled, examined)
    yield from reach_doubts(compiled)
    yield from size_doubts(compiled)
    yield from limit_doubts(compiled)


def read_again(compiled: CompiledPolicy) -> Examined:
    """A compiled policy as its parts are read with care."""
    declared = compiled.spec.declared.items()
    defined = {name: lowered.part.defined for name, lowered in compiled.parts.items()}
    conditions = {
        name: tree
        for name, tree in defined.items()
        if tree is not None and compiled.types.get(tree.number, ANY).kind == "boolean"
    }
    parameters = ((name, model) for name, model in compiled.spec.parameters.items() if model.dated is None)
    return Examined(
        compiled.document,
        compiled.types,
        compiled.outcomes,
        frozenset(path for path, model in declared if model.missing is None),
        {name: model.value for name, model in parameters if not isinstance(model.value, list)},
        conditions,
    )
