"""One step of a trace for each part of a decision graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from credit_engine.absent import Absent, Cause
from credit_engine.explain.allocation import allocation
from credit_engine.explain.call import call_result, call_step
from credit_engine.explain.card import card_line, card_step
from credit_engine.explain.catalogue import catalogue
from credit_engine.explain.checklist import checklist
from credit_engine.explain.conditions import condition, loops
from credit_engine.explain.each import each_step, status_of, with_items
from credit_engine.explain.evidence import Condition, Figure
from credit_engine.explain.facts import (
    Facts,
    causes_of,
    column_of,
    declared_unit,
    part_title,
    part_unit,
    words,
)
from credit_engine.explain.limits import limit
from credit_engine.explain.offers import offers
from credit_engine.explain.rating import rating
from credit_engine.explain.stages import counted, stages
from credit_engine.explain.tables import matrix, table
from credit_engine.explain.trace import (
    Bound,
    BranchLine,
    CardLine,
    FormulaStep,
    MatrixStep,
    PriceLine,
    PricingStep,
    Rounding,
    RuleLine,
    RulesStep,
    ScorecardStep,
    Step,
    TableStep,
    TreeStep,
)
from credit_engine.feel.format import format_expression
from credit_engine.parts.allocate import AllocatePart
from credit_engine.parts.base import Part
from credit_engine.parts.call import CallPart
from credit_engine.parts.catalogue import CataloguePart
from credit_engine.parts.checklist import ChecklistPart
from credit_engine.parts.formula import FormulaPart
from credit_engine.parts.limit import LimitPart
from credit_engine.parts.matrix import MatrixPart
from credit_engine.parts.offers import OffersPart
from credit_engine.parts.pricing import PricingPart
from credit_engine.parts.rating import RatingPart
from credit_engine.parts.rule import Rule
from credit_engine.parts.rules import RulesPart
from credit_engine.parts.scorecard import ScorecardPart, Scored
from credit_engine.parts.stages import StagesPart
from credit_engine.parts.table import TablePart
from credit_engine.parts.tree import Level, TreePart


def step(facts: Facts, part: Part, unmatched_rows: int | None) -> Step:
    """The step of a part; tables list that many unmatched rows at most."""
    if isinstance(part, CallPart):
        return _call(facts, part, lambda inner, one: step(inner, one, unmatched_rows))
    if isinstance(part, TablePart) and not isinstance(part, MatrixPart | TreePart):
        return _table(facts, part, unmatched_rows)
    if isinstance(part, OffersPart):
        return offers(facts, part, partial(step, unmatched_rows=unmatched_rows), _rule)
    found: Step = _STEPS[part.__class__](facts, part)
    return found


def _call(facts: Facts, part: CallPart, inner: Callable[[Facts, Part], Step]) -> Step:
    if part.each is None or part.items is None:
        return call_step(facts, part, part.recorded["value"], call_result(facts, part), inner)
    result = Figure(facts.value(part.recorded["list"]), computed=True)

    def of_item(one: Facts) -> Step:
        value = Figure(result.value[one.number - 1], computed=True)  # type: ignore[attr-defined]
        return call_step(one, part, part.counted, value, inner)

    return each_step(facts, part, part.each, part.items.variable, result, of_item)


def _rounding(facts: Facts, spec: Any, exact: int, unit: str) -> Rounding | None:
    if spec is None:
        return None
    return Rounding(spec.digits, spec.mode, Figure(facts.value(exact), unit, facts.is_computed(exact)))


def _formula(facts: Facts, part: FormulaPart) -> FormulaStep:
    assert part.written is not None
    tree, unit = part.written.tree, part_unit(facts, part, part.written)
    return FormulaStep(
        name=part.name, title=part_title(part),
        result=facts.figure(part.recorded["value"], facts.type_of(tree), unit),
        expression=format_expression(tree), names=facts.names(tree),
        condition=condition(facts, tree) if facts.type_of(tree).kind == "boolean" else None,
        loops=loops(facts, tree),
        rounding=_rounding(facts, part.spec.round, part.recorded["exact"], unit),
    )  # fmt: skip


def _rules(facts: Facts, part: RulesPart) -> RulesStep:
    rules, counts = counted(facts, part)
    lines = [_rule(facts, rule) for rule in rules]
    if part.each is not None:
        lines = list(with_items(facts, part.each, rules, lines))
    return RulesStep(
        name=part.name, title=part_title(part),
        result=facts.figure(part.recorded["value"]), rules=tuple(lines), counts=counts,
    )  # fmt: skip


def _rule(facts: Facts, rule: Rule) -> RuleLine:
    spec, value = rule.spec, facts.value(rule.status)
    status = status_of(value)
    single = rule.items is None
    tested, applies = Condition("test", spec.when, value), None
    if rule.when is not None and single:
        tested = condition(facts, rule.when.tree)
    if rule.applies_when is not None and single:
        applies = condition(facts, rule.applies_when.tree)
    waivable = (spec.waivable_by,) if isinstance(spec.waivable_by, str) else tuple(spec.waivable_by)
    causes: tuple[Cause, ...] = tuple(c for c in causes_of(value) if c.code != "applies_when")
    return RuleLine(
        spec.id, status, spec.then, spec.because, spec.weight, tested, applies,
        words(spec.title), waivable, causes, changed=_changed(facts, rule),
    )  # fmt: skip


def _changed(facts: Facts, rule: Rule) -> str:
    """The outcome that a person makes a rule ask for, empty where nobody does."""
    if rule.intervention < 0:
        return ""
    given = facts.decided.inputs[facts.compiled.program.nodes[rule.intervention].data]
    return facts.compiled.outcomes.order[given] if given >= 0 else ""


def _table(facts: Facts, part: TablePart, unmatched_rows: int | None) -> TableStep:
    unit = part_unit(facts, part)
    columns = tuple(
        column_of(name, column, unit if len(part.spec.out) == 1 else "")
        for name, column in part.spec.out.items()
    )
    if len(columns) == 1:
        result = Figure(facts.value(part.recorded["value"]), columns[0].unit)
    else:
        values = {c.name: facts.value(part.recorded[f"out:{c.name}"]) for c in columns}
        result = Figure(values, columns=columns)
    title = part_title(part)
    return table(facts, part, columns, title, result, unmatched_rows)


def _matrix(facts: Facts, part: MatrixPart) -> MatrixStep:
    unit = declared_unit(part.grid.out.unit) or part_unit(facts, part)
    result = Figure(facts.value(part.recorded["value"]), unit)
    return matrix(facts, part, unit, part_title(part), result)


def _tree(facts: Facts, part: TreePart) -> TreeStep:
    unit = declared_unit(part.written.out.unit) or part_unit(facts, part)
    lines: list[BranchLine] = []
    level: Level | None = part.level
    depth, otherwise = 1, False
    while level is not None:
        taken = None
        for branch in level.branches:
            assert branch.condition is not None
            found = condition(facts, branch.condition.tree)
            lines.append(BranchLine(depth, found, found.value is True))
            if found.value is not False:
                taken = branch if found.value is True else None
                break
        otherwise = all(line.condition.value is False for line in lines if line.level == depth)
        level, depth = None if taken is None else taken.level, depth + 1
    return TreeStep(
        name=part.name, title=part_title(part),
        result=Figure(facts.value(part.recorded["value"]), unit), branches=tuple(lines), otherwise=otherwise,
    )  # fmt: skip


def _scorecard(facts: Facts, part: ScorecardPart) -> Step:
    if part.each is None or part.items is None:
        return _scored(facts, part, part.recorded)
    loop = part.items
    entries = part.entries
    result = Figure(facts.value(part.recorded["value"]), computed=True)
    return each_step(facts, part, part.each, loop.variable, result, lambda one: _scored(one, part, entries))


def _scored(facts: Facts, part: ScorecardPart, recorded: Mapping[str, int]) -> ScorecardStep:
    assert part.card is not None
    method = part.card.spec.reason_codes.method
    points, pd, grade = (facts.value(recorded[key]) if key in recorded else None
                         for key in ("points", "pd", "grade"))  # fmt: skip
    lines = [_card_line(facts, scored, method) for scored in part.scored]
    return card_step(part.name, part_title(part), part.card, lines, points, pd, grade)


def _card_line(facts: Facts, scored: Scored, method: str) -> CardLine:
    one = scored.characteristic
    figure = facts.figure(scored.value, facts.type_of(scored.tree))
    title = words(one.spec.title) or facts.title(one.name)
    return card_line(one, facts.value(scored.attribute), figure, method, title)


def _pricing(facts: Facts, part: PricingPart) -> PricingStep:
    unit = part_unit(facts, part, *part.lines.values())
    lines, sums = [], part.sums
    for name, written in part.lines.items():
        assert written is not None
        lines.append(PriceLine(name, facts.term(written.tree, unit), facts.figure(sums[name], unit=unit)))
    total = facts.figure(part.recorded["sum"], unit=unit)
    bounds, before = [], total.value
    for name, written in part.bounds.items():
        assert written is not None
        after = facts.value(part.bounded[name])
        applied = not isinstance(after, Absent) and bool(after != before)
        bounds.append(Bound("floor" if name == "floor" else "cap", facts.term(written.tree, unit), applied))
        before = after
    return PricingStep(
        name=part.name, title=part_title(part),
        result=facts.figure(part.recorded["value"], unit=unit), lines=tuple(lines), sum=total,
        bounds=tuple(bounds),
        rounding=_rounding(facts, part.spec.round, part.unrounded, unit),
    )  # fmt: skip


_STEPS: Mapping[type[Part], Callable[[Facts, Any], Step]] = {
    FormulaPart: _formula, RulesPart: _rules, ScorecardPart: _scorecard, PricingPart: _pricing,
    LimitPart: limit, MatrixPart: _matrix, TreePart: _tree, RatingPart: rating,
    StagesPart: stages,
    AllocatePart: allocation,
    CataloguePart: catalogue, ChecklistPart: lambda facts, part: checklist(facts, part, _rule),
}  # fmt: skip
