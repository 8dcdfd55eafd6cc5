"""`formula`: one expression, rounded where the policy says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from credit_engine.account.evidence import Words
from credit_engine.account.steps import FormulaStep
from credit_engine.feel import syntax
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import Type
from credit_engine.feel.units import parse_unit
from credit_engine.parts.base import Around, Checked, Checks, Head, Lowered, Part
from credit_engine.parts.examined import Examined
from credit_engine.parts.model import Bilingual, DecisionModel, Expression, Rounding
from credit_engine.parts.mutation.mutant import Mutant, Original, of_rounding
from credit_engine.parts.problems.formula import unknown_entry
from credit_engine.parts.reading import Reader, Written
from credit_engine.parts.sizes import large_amounts
from credit_engine.parts.telling import Telling
from credit_engine.problems import Problem


class FormulaDecision(DecisionModel):
    """`formula: expression`, with `round` beside it, and `entries`: the titles of a context's entries."""

    formula: Expression
    round: Rounding | None = None
    entries: dict[str, Bilingual] | None = None


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

    @property
    def entry_titles(self) -> Mapping[str, Words]:
        """The titles that the policy gives to the entries of a context, or of each of a list."""
        return {name: title.words for name, title in (self.spec.entries or {}).items()}

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """A percentage that a branch gives for a fraction, beside what is doubted in any expression."""
        yield from super().doubts(examined)
        unit = None if self.decision.unit is None else parse_unit(self.decision.unit)
        yield from large_amounts(((self.name, written) for written in self.written()), unit)

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """The expression changed, and its rounding."""
        yield from super().mutants(place, original)
        yield from of_rounding(original.document, (*self.path, "round"))

    def check(self, checks: Checks) -> Checked:
        """The expression's type; only numbers can be rounded."""
        if self.spec.round is None:
            type_ = checks.infer(self.expression)
            self._check_entries(checks, type_)
            return Checked(self, type_)
        type_ = checks.expect(self.expression, "number", "'round'")
        return Checked(self, replace(type_, interval=None, integer=self.spec.round.digits <= 0))

    def _check_entries(self, checks: Checks, type_: Type) -> None:
        """Titles are those of entries that the value has, as far as these are known."""
        item = type_.inner
        if item.kind == "any" or type_ == Type("list"):
            return
        known = [name for name, _ in item.fields or ()]
        at = (*self.path, "entries")
        for name in self.spec.entries or ():
            if name not in known and self.expression is not None:
                checks.report(unknown_entry, checks.key((*at, name)), name=name, known=known)

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
