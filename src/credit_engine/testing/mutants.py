"""The mutants of a policy: one small change each, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from credit_engine import numbers
from credit_engine.document_text import Document, Path
from credit_engine.feel.parser import parse_unary_tests
from credit_engine.parts.allocate import AllocatePart
from credit_engine.parts.base import Part
from credit_engine.parts.call.part import CallPart
from credit_engine.parts.call.state import INHERIT
from credit_engine.parts.catalogue.part import CataloguePart
from credit_engine.parts.checklist import ChecklistPart
from credit_engine.parts.matrix import MatrixPart
from credit_engine.parts.offers.part import OffersPart
from credit_engine.parts.pricing import PricingPart
from credit_engine.parts.rating.model import Indicator, QualitativeModel
from credit_engine.parts.rating.model import Step as RatingStep
from credit_engine.parts.rating.part import RatingPart
from credit_engine.parts.reading import Written, WrittenTests
from credit_engine.parts.rule import NOBODY, RuleModel
from credit_engine.parts.rules import RulesPart, escalated
from credit_engine.parts.scorecard import ScorecardPart
from credit_engine.parts.stages import StagesPart
from credit_engine.parts.table.part import TablePart
from credit_engine.parts.tree import TreePart
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.run.fields import NO_PRIOR
from credit_engine.testing.card_mutants import cards, of_points
from credit_engine.testing.catalogue_mutants import catalogue
from credit_engine.testing.checklist_mutants import checklist
from credit_engine.testing.column_mutants import of_column
from credit_engine.testing.expression_mutants import of_expression
from credit_engine.testing.mutant import OF_POLICY, Mutant, dropped, in_steps, neighbours, replaced


def mutants_of(compiled: CompiledPolicy) -> list[Mutant]:
    """All mutants; those that stand twice under one name are numbered."""
    whole = compiled.whole
    found = [
        *_frame(whole),
        *_parameters(whole),
        *_decisions(whole),
        *_outputs(whole),
        *_state(whole),
        *cards(whole),
    ]
    counts: dict[str, int] = {}
    numbered = []
    for one in found:
        count = counts[one.name] = counts.get(one.name, 0) + 1
        name = one.name if count == 1 else f"{one.name} ({count})"
        numbered.append(Mutant(name, one.kind, one.file, one.values, one.removed))
    return numbered


def _frame(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for key in ("undecided", "nothing_fired"):
        old = getattr(compiled.spec.outcomes, key)
        for new in neighbours(old, compiled.outcomes.order):
            yield replaced("outcome", f"outcomes.{key}", ("outcomes", key), old, new)
    sets = compiled.spec.decision.outcome
    for i, name in enumerate(sets if len(sets) > 1 else ()):
        yield dropped("outcome", f"decision.outcome.{name}", ("decision", "outcome", i))


def _parameters(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for name, model in compiled.spec.parameters.items():
        path: Path = ("parameters", name)
        short = not isinstance(compiled.document.value(path), dict)
        if numbers.is_number(model.value):
            yield from in_steps(
                "parameter", f"parameters.{name}", path if short else (*path, "value"), model.value
            )
        for day, value in (model.dated or {}).items():
            if numbers.is_number(value):
                yield from in_steps("parameter", f"parameters.{name}.{day}", (*path, "dated", day), value)


def _decisions(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for name in compiled.spec.decisions:
        part, place = compiled.parts[name], f"decisions.{name}"
        if isinstance(part, RulesPart):
            yield from _rules(compiled, part, place)
        elif isinstance(part, StagesPart):
            yield from _stages(compiled, part, place)
        elif isinstance(part, OffersPart):
            yield from _offers(compiled, part, place)
        elif isinstance(part, CallPart):
            yield from _call(compiled, part, place)
        elif isinstance(part, ChecklistPart):
            yield from checklist(part, place, compiled.outcomes.order)
        else:
            yield from _part(compiled.document, part, place)


def _part(document: Document, part: Part, place: str) -> Iterator[Mutant]:
    if isinstance(part, TreePart):
        yield from _tree(part, place)
    elif isinstance(part, TablePart):
        yield from _table(part, place)
    elif isinstance(part, RatingPart):
        yield from _rating(document, part, place)
    elif isinstance(part, CataloguePart):
        yield from catalogue(part, place)
    else:
        yield from _plain(document, part, place)


def _offers(compiled: CompiledPolicy, part: OffersPart, place: str) -> Iterator[Mutant]:
    """The grid, what is worked out for an offer, conditions, ranking, and what follows."""
    for written in (*part.outer(), *part.own()):
        yield from _expression(".".join(map(str, written.path)), written)
    for axis, cells in part.grid.items():
        for i in range(len(cells) if len(cells) > 1 else 0):
            yield dropped("offer", f"{place}.grid.{axis}.{i + 1}", (*part.here, "grid", axis, i))
    for name, inner in part.inner.items():
        yield from _part(compiled.document, inner, f"{place}.{name}")
    for one in part.conditions:
        yield dropped("rule", f"{place}.{one.spec.id}", one.path)
    for i, key in enumerate(part.keys):
        if len(part.keys) > 1:
            yield dropped("offer", f"{place}.rank.{i + 1}", key.path)
        assert key.written is not None
        old = key.written.text.value
        yield replaced("offer", f"{place}.rank.{i + 1}", key.written.path, old, f"-({old})")
    for follow, rule in part.follows.items():
        path: Path = (*part.here, follow, "then")
        for new in neighbours(rule.spec.then, compiled.outcomes.order):
            yield replaced("outcome", f"{place}.{follow}.then", path, rule.spec.then, new)
        if follow == "other_term":
            yield dropped("rule", f"{place}.{follow}", path[:-1])


def _plain(document: Document, part: Any, place: str) -> Iterator[Mutant]:
    """A formula, price or limit: its expressions, its named lines dropped, its rounding."""
    for written in _written(part):
        if written is not None:
            yield from _expression(".".join(map(str, written.path)), written)
    kind = "limit constraint" if part.key == "limit" else "line"
    for lines in {"pricing": ("add",), "limit": ("at_most", "tree")}.get(part.key, ()):
        for name in getattr(part.spec, lines):
            yield dropped(kind, f"{place}.{part.key}.{lines}.{name}", (*part.here, lines, name))
    if isinstance(part, AllocatePart):
        for path in part.optional():
            yield dropped("allocation", ".".join(map(str, path)), path)
    if isinstance(part, PricingPart):
        for name in part.bounds:
            yield dropped("line", f"{place}.pricing.{name}", (*part.here, name))
    for path in ((*part.path, "round"), (*part.here, "round")):
        if path in document and path[:-1] != (*part.path, "formula"):
            yield from _rounding(document, ".".join(map(str, path)), path)


def _written(part: Any) -> Iterator[Written | None]:
    written = getattr(part, "written", None)
    if callable(written):
        yield from written()
    elif isinstance(written, Written):
        yield written
    if isinstance(part, ScorecardPart):
        yield from part.given.values()


def _rounding(document: Document, place: str, path: Path) -> Iterator[Mutant]:
    value = document.value(path)
    digits = value["digits"] if isinstance(value, dict) else value
    at = (*path, "digits") if isinstance(value, dict) else path
    for new in (digits - 1, digits + 1):
        yield replaced("rounding", place, at, digits, new)
    mode = value.get("mode", "half_even") if isinstance(value, dict) else "half_even"
    for other in ("down", "up"):
        yield Mutant(
            f"{place}: {mode} -> {other}", "rounding", OF_POLICY, {path: {"digits": digits, "mode": other}}
        )


def _expression(place: str, written: Written) -> Iterator[Mutant]:
    for kind, before, after, text in of_expression(written.text.value, written.tree):
        yield Mutant(f"{place}: {before} -> {after}", kind, OF_POLICY, {written.path: text})


def _stages(compiled: CompiledPolicy, part: StagesPart, place: str) -> Iterator[Mutant]:
    """The outcome at which the process stops, and each stage left out."""
    if part.spec.stop_at is not None:
        for new in neighbours(part.spec.stop_at, compiled.outcomes.order):
            at = (*part.path, "stop_at")
            yield replaced("stage", f"{place}.stop_at", at, part.spec.stop_at, new)
    for i, stage in enumerate(part.stages if len(part.stages) > 1 else ()):
        yield dropped("stage", f"{place}.{stage.spec.id}", (*part.here, i))


def _rules(compiled: CompiledPolicy, part: RulesPart, place: str) -> Iterator[Mutant]:
    for i, rule in enumerate(part.rules):
        at: Path = (*part.here, i)
        here = f"{place}.{rule.spec.id}"
        yield dropped("rule", here, at)
        for new in neighbours(rule.spec.then, compiled.outcomes.order):
            yield replaced("outcome", f"{here}.then", (*at, "then"), rule.spec.then, new)
        yield from _authorities(rule.spec, f"{here}.waivable_by", (*at, "waivable_by"))
        if rule.when is not None:
            yield from _expression(f"{here}.when", rule.when)
        if rule.applies_when is not None:
            yield dropped("rule", f"{here}.applies_when", (*at, "applies_when"))
            yield from _expression(f"{here}.applies_when", rule.applies_when)
    yield from _if_empty(compiled, part, place)
    for i, spec in enumerate(part.spec.escalation):
        at = (*part.path, "escalation", i)
        here = f"{place}.escalation.{spec.id}"
        yield dropped("rule", here, at)
        yield from _authorities(escalated(spec), f"{here}.waivable_by", (*at, "waivable_by"))
        yield replaced("threshold", f"{here}.fired", (*at, "fired"), spec.fired, spec.fired + 1)


def _if_empty(compiled: CompiledPolicy, part: Any, place: str) -> Iterator[Mutant]:
    """What holds for a list without items, changed to the outcomes beside it."""
    model, at = part.decision.if_empty, (*part.path, "if_empty")
    if model is None or model.because is None or model.then not in compiled.outcomes.order:
        return
    for new in neighbours(model.then, compiled.outcomes.order):
        yield replaced("outcome", f"{place}.if_empty", (*at, "then"), model.then, new)


def _call(compiled: CompiledPolicy, part: CallPart, place: str) -> Iterator[Mutant]:
    """What a called policy is given, and what its outcomes count as; its own file has its own cases."""
    for written in part.written():
        if written is not None:
            yield from _expression(".".join(map(str, written.path)), written)
    if part.spec.prior == INHERIT:
        yield replaced("state", f"{place}.prior", (*part.here, "prior"), INHERIT, NO_PRIOR)
    for name, model in part.spec.outcomes.items():
        at: Path = (*part.here, "outcomes", name)
        path = (*at, "then") if isinstance(compiled.document.value(at), dict) else at
        for new in neighbours(model.then, compiled.outcomes.order):
            yield replaced("outcome", f"{place}.outcomes.{name}", path, model.then, new)
    yield from _if_empty(compiled, part, place)


def _authorities(spec: RuleModel, place: str, path: Path) -> Iterator[Mutant]:
    """Each role that may waive a rule left out."""
    roles = spec.authorities
    for role in roles:
        left = [one for one in roles if one != role]
        yield Mutant(f"{place}: {role} dropped", "authority", OF_POLICY, {path: left or NOBODY})


def _table(part: TablePart, place: str) -> Iterator[Mutant]:
    for c in range(len(part.inputs)):
        column = [row.cells[c] for row in part.rows]
        yield from of_column(f"{place}.in.{c + 1}", [cell for cell in column if cell is not None], OF_POLICY)
    lines = len(part.grid.rows if isinstance(part, MatrixPart) else part.rows)
    for r in range(lines):
        name = r + 1 if isinstance(part, MatrixPart) else part.rows[r].id
        yield dropped("table row", f"{place}.row.{name}", (*part.here, "rows", r))
    for row in part.rows:
        yield from _results(part, f"{place}.row.{row.id}", row.outputs)
        for cell in row.cells:
            if cell is not None:
                yield from _cell_values(f"{place}.row.{row.id}.if", cell)
    yield from _results(part, f"{place}.default", part.default)


def _tree(part: TreePart, place: str) -> Iterator[Mutant]:
    """The conditions and values of a tree, and each branch dropped."""
    for branch in part.level.all():
        if branch.condition is not None:
            at = branch.condition.path[:-1]
            here = ".".join(map(str, at))
            yield dropped("table row", here, at)
            yield from _expression(f"{here}.if", branch.condition)
    for leaf in part.level.leaves():
        if leaf is not None:
            yield from _results(part, place, [leaf])


def _rating(document: Document, part: RatingPart, place: str) -> Iterator[Mutant]:
    """A rating: scores, weights of neighbours exchanged, calibration, edges of grades, steps."""
    for one in part.indicators:
        yield from _scores(one, f"{place}.{one.name}")
        if one.written is not None and one.written.path:
            yield from _expression(f"{place}.{one.name}.value", one.written)
    for left, right in pairwise(part.indicators):
        if left.spec.weight != right.spec.weight:
            values = {
                (*left.path, "weight"): right.spec.weight,
                (*right.path, "weight"): left.spec.weight,
            }
            yield Mutant(f"{place}: weights of {left.name} and {right.name}", "points", OF_POLICY, values)
    for key in ("intercept", "slope"):
        path = (*part.here, "calibration", key)
        yield from in_steps("parameter", f"{place}.calibration.{key}", path, document.value(path))
    paths: list[Path] = [(*part.here, "grades", grade) for grade in part.grades]
    texts = [document.text_at(path) for path in paths]
    cells = [
        WrittenTests(path, text, parse_unary_tests(text.value))
        for path, text in zip(paths, texts, strict=True)
    ]
    yield from of_column(f"{place}.grades", cells, OF_POLICY)
    for step in part.steps:
        yield from _rating_step(part, step, f"{place}.{step.spec.id}")


def _scores(one: Indicator, place: str) -> Iterator[Mutant]:
    """The knots of an indicator, or the scores of a factor."""
    if isinstance(one.spec, QualitativeModel):
        for value, score in one.spec.scores.items():
            yield from of_points(f"{place}.{value}", (*one.path, "scores", value), score, OF_POLICY)
        return
    for i, knot in enumerate(one.spec.knots):
        at: Path = (*one.path, "knots", i)
        yield from in_steps("threshold", f"{place}.knots.{i + 1}", (*at, 0), knot[0])
        yield from of_points(f"{place}.knots.{i + 1}", (*at, 1), knot[1], OF_POLICY)


def _rating_step(part: RatingPart, step: RatingStep, place: str) -> Iterator[Mutant]:
    """A step dropped, its grade a neighbour, its bounds one notch apart, its expressions changed."""
    yield dropped("rating step", place, step.path)
    for written in (step.when, step.value):
        if written is None:
            continue
        if written.text.value in part.grades and step.kind not in ("notches", "override"):
            for new in neighbours(written.text.value, part.grades):
                old = written.text.value
                yield replaced("rating step", f"{place}.{step.kind}", written.path, old, new)
        else:
            yield from _expression(f"{place}.{written.path[-1]}", written)
    for key in ("up", "down"):
        bound = getattr(step.spec, key)
        for new in (bound - 1, bound + 1) if bound is not None else ():
            yield replaced("rating step", f"{place}.{key}", (*step.path, key), bound, new)


def _results(part: TablePart, place: str, outputs: Sequence[Written | None]) -> Iterator[Mutant]:
    for column, written in zip(part.spec.out.values(), outputs, strict=False):
        if written is None:
            continue
        if column.values is not None and written.text.value in column.values:
            for new in neighbours(written.text.value, column.values):
                yield replaced("table row", f"{place}.then", written.path, written.text.value, new)
        else:
            for _, before, after, text in of_expression(written.text.value, written.tree):
                yield Mutant(
                    f"{place}.then: {before} -> {after}", "table row", OF_POLICY, {written.path: text}
                )


def _cell_values(place: str, cell: WrittenTests) -> Iterator[Mutant]:
    """A cell of several tests without one of them."""
    tests = cell.tree.tests
    text = cell.text.value
    for test in tests if len(tests) > 1 else ():
        left = ", ".join(text[slice(*one.span)] for one in tests if one is not test)
        new = f"not({left})" if cell.tree.negated else left
        yield Mutant(f"{place}: {text[slice(*test.span)]} dropped", "table row", OF_POLICY, {cell.path: new})


def _outputs(compiled: CompiledPolicy) -> Iterator[Mutant]:
    for output in compiled.outputs:
        path: Path = ("decision", "outputs", output.name)
        place = ".".join(map(str, path))
        if output.when is not None:
            yield from _expression(f"{place}.when", output.when)
        if (*path, "round") in compiled.document:
            yield from _rounding(compiled.document, f"{place}.round", (*path, "round"))


def _state(compiled: CompiledPolicy) -> Iterator[Mutant]:
    """What the state is initially, and the expressions of the next one."""
    for name, model in compiled.spec.prior.items():
        place, path = f"prior.{name}.initially", ("prior", name, "initially")
        if numbers.is_number(model.initially):
            yield from in_steps("state", place, path, model.initially)
        elif model.values is not None and model.initially in model.values:
            for new in neighbours(model.initially, model.values):
                yield replaced("state", place, path, model.initially, new)
    for name, written in compiled.next_state.items():
        yield from _expression(f"next.{name}", written)
