"""`rating`: weighted indicators and factors, calibrated to a PD and a grade, which steps then move."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from credit_engine.account.evidence import Column, Entries, Figure, Ref, Words
from credit_engine.account.gaps import MoveStatus, Weighted
from credit_engine.account.sums import IndicatorLine, MoveLine, RatingStep
from credit_engine.document_text import Document, Path
from credit_engine.feel import syntax
from credit_engine.feel.lower import Lowering
from credit_engine.feel.parser import FeelSyntaxError, parse_expression, parse_unary_tests
from credit_engine.feel.scope import Record, Scope
from credit_engine.feel.types import ANY, Interval, Type, context_of, ordinal
from credit_engine.feel.units import FRACTION
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Lowered, Part, Seen
from credit_engine.parts.model import decided_by, grade_titles
from credit_engine.parts.mutation.columns import of_column
from credit_engine.parts.mutation.mutant import Mutant, Original
from credit_engine.parts.rating.check import check_numbers, check_steps, read_scale
from credit_engine.parts.rating.model import (
    Indicator,
    Moved,
    MoveModel,
    QuantitativeModel,
    RatingModel,
    Scored,
    Step,
)
from credit_engine.parts.rating.mutants import of_calibration, of_indicators, of_step
from credit_engine.parts.rating.problems import unknown_grade, unknown_value, values_without_score
from credit_engine.parts.reading import Reader, Written, WrittenTests
from credit_engine.parts.telling import Telling, words
from credit_engine.run.rating import Move
from credit_engine.run.scoring import Calibration, Steps
from credit_engine.texts.explanation import PHRASES
from credit_engine.wording import said

_ENTRIES = ("score", "pd", "base_grade", "grade")


class RatingPart(Part[RatingModel]):
    """A rating sheet evaluated on the application."""

    key: ClassVar[str] = "rating"
    model = decided_by("rating", RatingModel)

    indicators: Sequence[Indicator]
    steps: Sequence[Step]
    scale: Steps | None = None
    """The grades by PD, after checking."""

    @classmethod
    def read(cls, head: Head[RatingModel], reader: Reader) -> RatingPart:
        """Parse what indicators, factors and steps read."""
        here, spec = head.here, head.spec
        groups: Mapping[str, Mapping[str, Any]] = {
            "quantitative": spec.quantitative,
            "qualitative": spec.qualitative,
        }
        indicators = [
            _read_indicator(reader, (*here, group, name), name, model)
            for group, specs in groups.items()
            for name, model in specs.items()
        ]
        steps = [
            _read_step(reader, (*here, "steps", i), model, spec.grades) for i, model in enumerate(spec.steps)
        ]
        return cls(head=head, indicators=indicators, steps=steps)

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades, from best to worst."""
        return tuple(self.spec.grades)

    def written(self) -> Iterator[Written]:
        """All expressions that the policy writes."""
        found = [indicator.written for indicator in self.indicators]
        for step in self.steps:
            found += [step.when, step.value, step.reason]
        yield from (written for written in found if written is not None and written.path)

    def reachable(self) -> Iterator[Element]:
        """The steps that can move the grade."""
        for step in self.steps:
            yield Element("step", self.name, step.spec.id)

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Scores, weights, calibration, the edges of grades, and steps changed."""
        yield from of_indicators(place, self.indicators)
        yield from of_calibration(place, self.here, self.spec.calibration)
        yield from of_column(f"{place}.grades", list(self._edges(original.document)))
        for step in self.steps:
            yield from of_step(f"{place}.{step.spec.id}", step, self.grades)

    def _edges(self, document: Document) -> Iterator[WrittenTests]:
        """The ranges of the grades as cells."""
        for grade in self.grades:
            path = document.in_full((*self.here, "grades", grade), "range")
            text = document.text_at(path)
            yield WrittenTests(path[:-1], path[-1], text, parse_unary_tests(text.value))

    def trees(self) -> Iterator[syntax.Node]:
        """What indicators, factors and steps read."""
        yield from (indicator.written.tree for indicator in self.indicators if indicator.written is not None)
        for step in self.steps:
            yield from (
                written.tree for written in (step.when, step.value, step.reason) if written is not None
            )

    def check(self, checks: Checks) -> Checked:
        """Numbers, weights, grades and steps are sound, and every expression has its kind."""
        for indicator in self.indicators:
            self._read_by(checks, indicator)
        for step in self.steps:
            self._kinds(checks, step)
        found = self
        unread = checks.incomplete(self.here)
        if not unread:
            check_numbers(checks, self.here, self.spec, self.indicators)
            check_steps(checks, self.here, self.steps)
            found = self._replace(scale=read_scale(checks, (*self.here, "grades"), self.grades))
        if checks.unread((*self.here, "grades")):
            return Checked(found, ANY)
        grade = self.grade_type
        pd = Type("number", optional=True, interval=Interval(0, 1), unit=FRACTION)
        score = Type("number", optional=True)
        return Checked(found, context_of({"score": score, "pd": pd, "base_grade": grade, "grade": grade}))

    @property
    def grade_type(self) -> Type:
        """The type of the grades."""
        return ordinal(self.grades, best_first=True, optional=True, titles=grade_titles(self.spec.grades))

    def _read_by(self, checks: Checks, indicator: Indicator) -> None:
        """Indicators read numbers, factors texts whose declared values all have a score."""
        if isinstance(indicator.spec, QuantitativeModel):
            checks.expect(indicator.written, "number", said("an indicator", "指标"))
            return
        values = checks.expect(indicator.written, "text", said("a factor", "因素")).values
        at = (*indicator.path, "scores")
        if values is None or checks.damaged_below(at):
            return
        unknown = [value for value in indicator.spec.scores if value not in values]
        unscored = [value for value in values if value not in indicator.spec.scores]
        if unscored and not unknown:
            checks.report(
                values_without_score, checks.key(at), name=indicator.name, values=", ".join(unscored)
            )
        for value in unknown:
            checks.report(
                unknown_value, checks.key((*at, value)), value=value, name=indicator.name, known=values
            )

    def _kinds(self, checks: Checks, step: Step) -> None:
        checks.expect(step.when, "boolean", "'when'")
        checks.expect(step.reason, "text", "'reason'")
        if step.kind in ("notches", "override"):
            checks.expect(step.value, "number", f"'{step.kind}'")
        elif step.value is not None:
            known = checks.expect(step.value, "text", f"'{step.kind}'").values
            literal = (step.value.tree.value,) if isinstance(step.value.tree, syntax.Text) else None
            for value in literal or known or ():
                if value not in self.grades and not checks.unread((*self.here, "grades")):
                    checks.report(unknown_grade, step.value.text.whole, value=value, known=self.grades)
                    break

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredRating:
        """Scores, their weighted sum, PD, grade, and the grade after each step."""
        builder = lowering.builder
        indicators = [_scored(lowering, scope, indicator) for indicator in self.indicators]
        weights = tuple(indicator.spec.weight for indicator in self.indicators)
        score = builder.call(
            "weighted", *(indicator.score for indicator in indicators), kind="number", data=weights
        )
        model = self.spec.calibration
        curve = Calibration(Decimal(model.intercept), Decimal(model.slope))
        pd = builder.call("probability", score, kind="number", data=curve)
        grade = base = builder.call("grade", pd, kind="text", data=self.scale)
        moves = []
        for step in self.steps:
            moves.append(_moved(lowering, scope, step, self.grades, grade))
            grade = moves[-1].after
        entries = dict(zip(_ENTRIES, (score, pd, base, grade), strict=True))
        return LoweredRating(
            part=self, binding=Record(entries), indicators=indicators, moves=moves, entries=entries
        )

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles of what a rating comes to."""
        return {key: Words(*PHRASES[key]) for key in _ENTRIES}


def _read_indicator(reader: Reader, path: Path, name: str, spec: Any) -> Indicator:
    if spec.value is not None or reader.document.is_damaged((*path, "value")):
        return Indicator(name, spec, path, reader.expression((*path, "value")))
    try:
        tree = parse_expression(name)
    except FeelSyntaxError:
        tree = syntax.Name(name)
    return Indicator(name, spec, path, Written((), reader.document.key_text_at(path), tree))


def _read_step(reader: Reader, path: Path, spec: MoveModel, grades: Collection[str]) -> Step:
    kind = next(iter(spec.moves), "")
    value = None
    if kind:
        grade = kind in ("cap", "floor", "support")
        value = _read_grade(reader, (*path, kind), grades) if grade else reader.expression((*path, kind))
    when, reason = (
        reader.expression((*path, key)) if getattr(spec, key) is not None else None
        for key in ("when", "reason")
    )
    return Step(spec, path, kind, value, when, reason)


def _read_grade(reader: Reader, path: Path, grades: Collection[str]) -> Written | None:
    """A grade; one that is declared is text without quotes."""
    if not reader.document.is_damaged(path):
        text = reader.document.text_at(path)
        if text.value in grades:
            return Written(path, text, syntax.Text(text.value, span=(0, len(text.value))))
    return reader.expression(path)


class LoweredRating(Lowered[RatingPart]):
    """A rating within a program: its indicators, its steps, and what it comes to."""

    indicators: Sequence[Scored]
    moves: Sequence[Moved]

    @property
    def slots(self) -> Iterable[int]:
        """Values and scores, the grade after each step, and what the rating comes to."""
        yield from (node for indicator in self.indicators for node in indicator)
        yield from (move.after for move in self.moves)
        yield from self.entries.values()

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The steps that changed the grade."""
        for step, nodes in zip(self.part.steps, self.moves, strict=True):
            before, after = seen.value(nodes.before), seen.value(nodes.after)
            if isinstance(after, str) and before != after:
                yield Element("step", self.name, step.spec.id)

    def tell(self, telling: Telling) -> RatingStep:
        """The lines of the score, then the steps that move the grade."""
        figures = {
            key: telling.figure(
                node,
                self.part.grade_type if key.endswith("grade") else ANY,
                "fraction" if key == "pd" else "",
            )
            for key, node in self.entries.items()
        }
        columns = tuple(
            Column(key, unit=figure.unit, titles=figure.titles) for key, figure in figures.items()
        )
        values = Entries(tuple(figures), tuple(figure.value for figure in figures.values()))
        return RatingStep(
            name=self.name,
            title=self.title,
            result=Figure(values, computed=True, columns=columns),
            lines=tuple(map(partial(_tell_line, telling), self.part.indicators, self.indicators)),
            score=figures["score"],
            pd=figures["pd"],
            base_grade=figures["base_grade"],
            moves=tuple(
                _tell_step(telling, step, nodes, figures["grade"].titles)
                for step, nodes in zip(self.part.steps, self.moves, strict=True)
            ),
        )


def _scored(lowering: Lowering, scope: Scope, indicator: Indicator) -> Scored:
    assert indicator.written is not None
    value = lowering.lower(indicator.written.tree, scope)
    kernel, data = _scoring(indicator)
    return Scored(value, lowering.builder.call(kernel, value, kind="number", data=(indicator.name, data)))


def _moved(lowering: Lowering, scope: Scope, step: Step, grades: tuple[str, ...], before: int) -> Moved:
    builder, spec = lowering.builder, step.spec
    assert step.value is not None
    value = lowering.lower(step.value.tree, scope)
    condition, stated = builder.constant(True, "boolean"), builder.constant("", "text")
    if step.when is not None:
        condition = lowering.lower(step.when.tree, scope)
    if step.reason is not None:
        stated = lowering.lower(step.reason.tree, scope)
    move = Move(spec.id, step.kind, grades, spec.up, spec.down, spec.clip)
    after = builder.call("moved", before, condition, value, stated, kind="text", data=move)
    return Moved(condition, value, stated, before, after)


def _scoring(indicator: Indicator) -> tuple[str, tuple[tuple[Any, Any], ...]]:
    """The kernel of an indicator or of a factor, with its knots or scores."""
    if isinstance(indicator.spec, QuantitativeModel):
        return "indicator", tuple((value, score) for value, score in indicator.spec.knots)
    return "factor", tuple(indicator.spec.scores.items())


def _tell_line(telling: Telling, indicator: Indicator, nodes: Scored) -> IndicatorLine:
    assert indicator.written is not None
    figure = telling.figure(nodes.value, telling.type_of(indicator.written.tree))
    title = words(indicator.spec.title) or telling.title(indicator.written.text.value)
    score, weight = telling.figure(nodes.score), indicator.spec.weight
    return IndicatorLine(indicator.name, figure, score, weight, Weighted(score.value, weight), title)


def _tell_step(telling: Telling, step: Step, nodes: Moved, grades: int | None) -> MoveLine:
    """A step; the grade that it states is shown as the rating's grades are."""
    assert step.value is not None
    move: Any = step.kind
    term = telling.term(step.value.tree)
    if move in ("cap", "floor", "support") and term.figure.titles is None:
        term = term._replace(figure=term.figure._replace(titles=grades))
    before, after, given = Ref(nodes.before), Ref(nodes.after), Ref(nodes.given)
    bounded, up, down = move in ("notches", "override"), step.spec.up or 0, step.spec.down or 0
    return MoveLine(
        step.spec.id,
        move,
        MoveStatus(before, after, Ref(nodes.condition), given, bounded, up, down),
        term,
        before,
        after,
        step.spec.up,
        step.spec.down,
        None if step.reason is None else Ref(nodes.stated),
        None if step.when is None else telling.condition(step.when.tree),
        words(step.spec.title),
    )
