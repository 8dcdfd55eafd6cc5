"""`pricing`: a rate built up line by line, with floor, cap and rounding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import Field

from credit_engine.account.evidence import Ref
from credit_engine.account.gaps import Changes
from credit_engine.account.sums import Bound, PriceLine, PricingStep
from credit_engine.document_text import Path
from credit_engine.feel.lower import Lowering
from credit_engine.feel.number_sets import constant_value
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import Type
from credit_engine.feel.units import Unit, parse_unit
from credit_engine.numbers import Number, canonical_text, is_number
from credit_engine.parts.base import Around, Checked, Checks, Head, Lowered, Part
from credit_engine.parts.examined import Examined
from credit_engine.parts.model import Bilingual, Expression, Model, Rounding, decided_by
from credit_engine.parts.mutation.mutant import Mutant, Original, dropped, of_rounding
from credit_engine.parts.problems import pricing as problems
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.sizes import idle_bounds, large_amounts
from credit_engine.parts.telling import Telling, words
from credit_engine.problems import Problem


class PricingModel(Model):
    """`pricing:` base, named additions, floor, cap, rounding."""

    base: Expression
    add: dict[str, Expression]
    floor: Expression | None = None
    cap: Expression | None = None
    titles: dict[str, Bilingual] = Field(default_factory=dict)
    round: Rounding | None = None


class PricingPart(Part[PricingModel]):
    """A price as a sum of named components."""

    key = "pricing"
    model = decided_by("pricing", PricingModel)

    lines: Mapping[str, Written | None]
    bounds: Mapping[str, Written | None]

    @classmethod
    def read(cls, head: Head[PricingModel], reader: Reader) -> PricingPart:
        """Parse every line."""
        here, spec = head.here, head.spec
        lines = {"base": reader.expression((*here, "base"))}
        lines |= {name: reader.expression((*here, "add", name)) for name in spec.add}
        bounded = (name for name in ("floor", "cap") if getattr(spec, name) is not None)
        return cls(
            head=head, lines=lines, bounds={name: reader.expression((*here, name)) for name in bounded}
        )

    def written(self) -> Iterator[Written]:
        """All expressions."""
        yield from parsed(*self.lines.values(), *self.bounds.values())

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Expressions changed, lines and bounds dropped, the rounding changed."""
        yield from super().mutants(place, original)
        for name in self.spec.add:
            yield dropped("line", f"{place}.pricing.add.{name}", (*self.here, "add", name))
        for name in self.bounds:
            yield dropped("line", f"{place}.pricing.{name}", (*self.here, name))
        yield from of_rounding(original.document, (*self.here, "round"))

    def check(self, checks: Checks) -> Checked:
        """Every line is a number, all of one unit."""
        if "base" in self.spec.add:
            checks.report(problems.line_named_base, checks.key((*self.here, "add", "base")))
        check_titles(checks, self.here, self.spec.titles, self.spec.add)
        unit = numbers_of_one_unit(checks, "pricing", self.written())
        floor, cap = (self._written_bound(name) for name in ("floor", "cap"))
        if floor is not None and cap is not None and cap < floor:
            checks.report(problems.cap_below_floor, (*self.here, "cap"), floor=canonical_text(floor))
        return Checked(self, Type("number", unit=unit, optional=True))

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """Percentages for fractions, a floor or cap that no sum of lines reaches."""
        yield from super().doubts(examined)
        units = [examined.types[expression.tree.number].unit for expression in self.written()]
        decision_unit = None if self.decision.unit is None else parse_unit(self.decision.unit)
        unit = next((known for known in (decision_unit, *units) if known is not None), None)
        named = {
            name: expression
            for name, expression in {**self.lines, **self.bounds}.items()
            if expression is not None
        }
        yield from large_amounts(named.items(), unit)
        lines = [expression for expression in self.lines.values() if expression is not None]
        bounds = {name: expression for name, expression in self.bounds.items() if expression is not None}
        yield from idle_bounds(lines, bounds, examined)

    def _written_bound(self, name: str) -> Number | None:
        """A bound that is written as a number."""
        written = self.bounds.get(name)
        found = constant_value(written.tree) if written is not None else None
        return found if is_number(found) else None

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredPricing:
        """The running sum, then floor, cap and rounding."""
        builder = lowering.builder
        lines: list[tuple[int, int]] = []
        for written in self.lines.values():
            assert written is not None
            node = lowering.lower(written.tree, scope)
            total = builder.call("+", lines[-1][1], node, kind="number") if lines else node
            lines.append((node, total))
        total, bounds = lines[-1][1], []
        for name, kernel in (("floor", "largest"), ("cap", "smallest")):
            written = self.bounds.get(name)
            if written is not None:
                bound = lowering.lower(written.tree, scope)
                total = builder.call(kernel, total, bound, kind="number")
                bounds.append((bound, total))
        rounded = total
        if self.spec.round is not None:
            rounded = builder.call(
                "round", total, kind="number", data=(self.spec.round.digits, self.spec.round.mode)
            )
        return LoweredPricing(
            part=self, binding=rounded, lines=lines, bounds=bounds, unrounded=total, price=rounded
        )


class LoweredPricing(Lowered[PricingPart]):
    """A price within a program: its lines and bounds, each with the sum after it, and before rounding."""

    lines: Sequence[tuple[int, int]]
    bounds: Sequence[tuple[int, int]]
    unrounded: int
    price: int

    @property
    def sum(self) -> int:
        """The sum of all lines."""
        return self.lines[-1][1]

    @property
    def slots(self) -> Iterable[int]:
        """The lines, their sum, floor and cap, the price."""
        return (*(line for line, _ in self.lines), self.sum, *(bound for bound, _ in self.bounds), self.price)

    def tell(self, telling: Telling) -> PricingStep:
        """The lines with the running sum, then what floor and cap make of it."""
        part = self.part
        unit = telling.unit(part, *part.lines.values())
        lines = tuple(
            PriceLine(
                name,
                telling.term(written.tree, unit),
                telling.figure(total, unit=unit),
                words(part.spec.titles.get(name)),
            )
            for (name, written), (_, total) in zip(part.lines.items(), self.lines, strict=True)
            if written is not None
        )
        bounds, before = [], self.sum
        for (name, written), (_, after) in zip(part.bounds.items(), self.bounds, strict=True):
            assert written is not None
            of: Any = name
            bounds.append(Bound(of, telling.term(written.tree, unit), Changes(Ref(before), Ref(after))))
            before = after
        return PricingStep(
            name=self.name,
            title=self.title,
            result=telling.figure(self.price, unit=unit),
            lines=lines,
            sum=telling.figure(self.sum, unit=unit),
            bounds=tuple(bounds),
            rounding=telling.rounding(part.spec.round, self.unrounded, unit),
        )


def check_titles(checks: Checks, here: Path, titles: Iterable[str], names: Iterable[str]) -> None:
    """Each title under `titles` is that of a line or constraint of this name."""
    known = list(names)
    for name in titles:
        at = (*here, "titles", name)
        if name not in known and not checks.damaged_below(here):
            checks.report(problems.title_of_nothing, checks.key(at), name=name, known=known)


def numbers_of_one_unit(checks: Checks, what: str, written: Iterator[Written]) -> Unit | None:
    """Check that all are numbers and their units agree; gives the unit, None if open."""
    first: tuple[Written, Unit] | None = None
    for expression in written:
        unit = checks.expect(expression, "number", f"'{what}'").unit
        if unit is None:
            continue
        if first is None:
            first = expression, unit
        elif unit != first[1]:
            report_unit(checks, (expression, unit), first, first[1])
    return first[1] if first else None


Measured: TypeAlias = tuple[Written, Unit]
"""An expression with its unit."""


def report_unit(checks: Checks, found: Measured, first: Measured, expected: Unit) -> None:
    """Report an amount in another unit than the first one, or than is expected of it."""
    checks.report(
        problems.amounts_of_several_units,
        found[0].text.whole,
        value=found[0].text.value,
        unit=found[1],
        value_2=first[0].text.value,
        first=first[1],
        expected=str(expected),
    )
