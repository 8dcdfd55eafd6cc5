"""One step of a trace for each part of a decision graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from credit_engine.absent import Absent, Cause
from credit_engine.explain.card import card_line, card_step
from credit_engine.explain.conditions import condition, loops
from credit_engine.explain.evidence import Column, Condition, Figure
from credit_engine.explain.facts import Facts, causes_of, decision_title, declared_unit, words
from credit_engine.explain.rating import rating
from credit_engine.explain.stages import counted, stages
from credit_engine.explain.tables import matrix, table
from credit_engine.explain.trace import (
    Bound,
    BranchLine,
    CardLine,
    Constraint,
    FormulaStep,
    LimitStep,
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
from credit_engine.parts import (
    FormulaPart,
    LimitPart,
    MatrixPart,
    Part,
    PricingPart,
    RatingPart,
    RulesPart,
    ScorecardPart,
    StagesPart,
    TablePart,
    TreePart,
)
from credit_engine.parts.base import Written
from credit_engine.parts.rule import Rule
from credit_engine.parts.scorecard import Scored
from credit_engine.parts.tree import Level
from credit_engine.run.interventions import WAIVED_CODE

Status = Literal["fired", "undecided", "not_fired", "not_applicable", "waived"]


def step(facts: Facts, part: Part, unmatched_rows: int | None) -> Step:
    """The step of a part; tables list that many unmatched rows at most."""
    if isinstance(part, TablePart) and not isinstance(part, MatrixPart | TreePart):
        return _table(facts, part, unmatched_rows)
    found: Step = _STEPS[part.__class__](facts, part)
    return found


def _unit(facts: Facts, part: Part, *written: Written | None) -> str:
    """The declared unit of a decision, else that of its expressions."""
    declared = facts.compiled.spec.decisions[part.name].get("unit")
    if declared is not None:
        return declared_unit(declared)
    units = (facts.type_of(w.tree).unit for w in written if w is not None)
    return next((str(unit) for unit in units if unit is not None), "")


def _rounding(facts: Facts, spec: Any, exact: int, unit: str) -> Rounding | None:
    if spec is None:
        return None
    return Rounding(spec.digits, spec.mode, Figure(facts.value(exact), unit, facts.is_computed(exact)))


def _formula(facts: Facts, part: FormulaPart) -> FormulaStep:
    assert part.written is not None
    tree, unit = part.written.tree, _unit(facts, part, part.written)
    return FormulaStep(
        name=part.name, title=decision_title(facts.compiled, part.name),
        result=facts.figure(part.recorded["value"], facts.type_of(tree), unit),
        expression=format_expression(tree), names=facts.names(tree),
        condition=condition(facts, tree) if facts.type_of(tree).kind == "boolean" else None,
        loops=loops(facts, tree),
        rounding=_rounding(facts, part.spec.round, part.recorded["exact"], unit),
    )  # fmt: skip


def _rules(facts: Facts, part: RulesPart) -> RulesStep:
    rules, counts = counted(facts, part)
    return RulesStep(
        name=part.name, title=decision_title(facts.compiled, part.name),
        result=facts.figure(part.recorded["value"]),
        rules=tuple(_rule(facts, rule) for rule in rules), counts=counts,
    )  # fmt: skip


def _rule(facts: Facts, rule: Rule) -> RuleLine:
    spec, value = rule.spec, facts.value(rule.status)
    status: Status = "fired" if value is True else "not_fired"
    if isinstance(value, Absent):
        status = "undecided" if value.applicable else "not_applicable"
        if any(cause.code == WAIVED_CODE for cause in value.causes):
            status = "waived"
    tested = Condition("test", spec.when, value) if rule.when is None else condition(facts, rule.when.tree)
    applies = None if rule.applies_when is None else condition(facts, rule.applies_when.tree)
    waivable = (spec.waivable_by,) if isinstance(spec.waivable_by, str) else tuple(spec.waivable_by)
    causes: tuple[Cause, ...] = tuple(c for c in causes_of(value) if c.code != "applies_when")
    return RuleLine(
        spec.id, status, spec.then, spec.because, spec.weight, tested, applies,
        words(spec.title), waivable, causes, _changed(facts, rule),
    )  # fmt: skip


def _changed(facts: Facts, rule: Rule) -> str:
    """The outcome that a person makes a rule ask for, empty where nobody does."""
    if rule.intervention < 0:
        return ""
    given = facts.decided.inputs[facts.compiled.program.nodes[rule.intervention].data]
    return facts.compiled.outcomes.order[given] if given >= 0 else ""


def _table(facts: Facts, part: TablePart, unmatched_rows: int | None) -> TableStep:
    unit = _unit(facts, part)
    columns = tuple(
        Column(name, None, declared_unit(column.unit) or (unit if len(part.spec.out) == 1 else ""))
        for name, column in part.spec.out.items()
    )
    if len(columns) == 1:
        result = Figure(facts.value(part.recorded["value"]), columns[0].unit)
    else:
        values = {c.name: facts.value(part.recorded[f"out:{c.name}"]) for c in columns}
        result = Figure(values, columns=columns)
    title = decision_title(facts.compiled, part.name)
    return table(facts, part, columns, title, result, unmatched_rows)


def _matrix(facts: Facts, part: MatrixPart) -> MatrixStep:
    unit = declared_unit(part.grid.out.unit) or _unit(facts, part)
    result = Figure(facts.value(part.recorded["value"]), unit)
    return matrix(facts, part, unit, decision_title(facts.compiled, part.name), result)


def _tree(facts: Facts, part: TreePart) -> TreeStep:
    unit = declared_unit(part.written.out.unit) or _unit(facts, part)
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
        name=part.name, title=decision_title(facts.compiled, part.name),
        result=Figure(facts.value(part.recorded["value"]), unit), branches=tuple(lines), otherwise=otherwise,
    )  # fmt: skip


def _scorecard(facts: Facts, part: ScorecardPart) -> ScorecardStep:
    assert part.card is not None
    method = part.card.spec.reason_codes.method
    points, pd, grade = (facts.value(part.recorded[key]) if key in part.recorded else None
                         for key in ("points", "pd", "grade"))  # fmt: skip
    lines = [_card_line(facts, scored, method) for scored in part.scored]
    return card_step(
        part.name, decision_title(facts.compiled, part.name), part.card, lines, points, pd, grade
    )


def _card_line(facts: Facts, scored: Scored, method: str) -> CardLine:
    one = scored.characteristic
    figure = facts.figure(scored.value, facts.type_of(scored.tree))
    title = words(one.spec.title) or facts.title(one.name)
    return card_line(one, facts.value(scored.attribute), figure, method, title)


def _pricing(facts: Facts, part: PricingPart) -> PricingStep:
    unit = _unit(facts, part, *part.lines.values())
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
        name=part.name, title=decision_title(facts.compiled, part.name),
        result=facts.figure(part.recorded["value"], unit=unit), lines=tuple(lines), sum=total,
        bounds=tuple(bounds),
        rounding=_rounding(facts, part.spec.round, part.unrounded, unit),
    )  # fmt: skip


def _limit(facts: Facts, part: LimitPart) -> LimitStep:
    unit = _unit(facts, part, *part.constraints.values())
    smallest = facts.figure(part.recorded["smallest"], unit=unit)
    constraints: list[Constraint] = []
    for name, written in part.constraints.items():
        assert written is not None
        term = facts.term(written.tree, unit)
        known = not isinstance(smallest.value, Absent)
        binds = known and not any(c.binds for c in constraints) and bool(term.figure.value == smallest.value)
        constraints.append(Constraint(name, term, binds))
    result = facts.figure(part.recorded["value"], unit=unit)
    zero = not isinstance(result.value, Absent) and result.value == 0
    return LimitStep(
        name=part.name, title=decision_title(facts.compiled, part.name), result=result,
        constraints=tuple(constraints), smallest=smallest,
        step=facts.figure(part.recorded["step"], unit=unit),
        minimum=facts.figure(part.recorded["minimum"], unit=unit),
        below_minimum=zero and bool(smallest.value > 0),
    )  # fmt: skip


_STEPS: Mapping[type[Part], Callable[[Facts, Any], Step]] = {
    FormulaPart: _formula, RulesPart: _rules, ScorecardPart: _scorecard, PricingPart: _pricing,
    LimitPart: _limit, MatrixPart: _matrix, TreePart: _tree, RatingPart: rating,
    StagesPart: stages,
}  # fmt: skip
