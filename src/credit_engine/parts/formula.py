"""`formula`: one expression, rounded where the policy says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from credit_engine.account.steps import FormulaStep
from credit_engine.feel import syntax
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.parts.base import Around, Checked, Checks, Head, Lowered, Part
from credit_engine.parts.model import DecisionModel, Expression, Rounding
from credit_engine.parts.mutation.mutant import Mutant, Original, of_rounding
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.telling import Telling


class FormulaDecision(DecisionModel):
    """`formula: expression`, with `round` beside it."""

    formula: Expression
    round: Rounding | None = None


class FormulaPart(Part[FormulaDecision]):
    """A named expression."""

    key = "formula"
    model = FormulaDecision

    expression: Written | None

    @classmethod
    def read(cls, head: Head[FormulaDecision], reader: Reader) -> FormulaPart:
        """Parse the expression."""
        return cls(head=head, expression=reader.expression(head.here))

    def written(self) -> Iterator[Written]:
        """The expression."""
        if self.expression is not None:
            yield self.expression

    @property
    def defined(self) -> syntax.Expression | None:
        """The expression, unless it is rounded."""
        return None if self.expression is None or self.spec.round is not None else self.expression.tree

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """The expression changed, and its rounding."""
        yield from super().mutants(place, original)
        yield from of_rounding(original.document, (*self.path, "round"))

    def check(self, checks: Checks) -> Checked:
        """The expression's type; only numbers can be rounded."""
        if self.spec.round is None:
            return Checked(self, checks.infer(self.expression))
        type_ = checks.expect(self.expression, "number", "'round'")
        return Checked(self, replace(type_, interval=None, integer=self.spec.round.digits <= 0))

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredFormula:
        """The expression's node, and the rounded one."""
        assert self.expression is not None
        exact = node = lowering.lower(self.expression.tree, scope)
        if self.spec.round is not None:
            node = lowering.builder.call(
                "round", exact, kind="number", data=(self.spec.round.digits, self.spec.round.mode)
            )
        return LoweredFormula(part=self, binding=node, exact=exact, rounded=node)


class LoweredFormula(Lowered[FormulaPart]):
    """The node of the expression, before and after rounding."""

    exact: int
    rounded: int

    @property
    def slots(self) -> tuple[int, int]:
        """Both."""
        return self.exact, self.rounded

    def tell(self, telling: Telling) -> FormulaStep:
        """The expression with its names, as a condition where it is boolean."""
        part = self.part
        assert part.expression is not None
        tree, unit = part.expression.tree, telling.unit(part, part.expression)
        boolean = telling.type_of(tree).kind == "boolean"
        return FormulaStep(
            name=self.name,
            title=self.title,
            result=telling.figure(self.rounded, telling.type_of(tree), unit),
            expression=telling.text(tree),
            names=telling.names(tree),
            condition=telling.condition(tree) if boolean else None,
            loops=telling.loops(tree),
            rounding=telling.rounding(part.spec.round, self.exact, unit),
            wording=telling.wording(tree),
        )
