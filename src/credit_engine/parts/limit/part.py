"""`limit`: the smallest of named constraints and of what levels have left, rounded down to a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field

from credit_engine.absent import Absent
from credit_engine.account.evidence import Term, Words
from credit_engine.account.gaps import BelowMinimum, Binds
from credit_engine.account.sums import Constraint, LimitStep
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import Interval, Type
from credit_engine.parts.base import Around, Checked, Checks, Element, Head, Lowered, Part, Seen
from credit_engine.parts.examined import Examined
from credit_engine.parts.limit import problems
from credit_engine.parts.limit.levels import (
    LimitLevel,
    LimitLevelModel,
    check_factor,
    headroom,
    lower_counted,
    lower_level,
    read_level,
    tell_level,
)
from credit_engine.parts.model import Bilingual, Expression, Model, decided_by
from credit_engine.parts.mutation.mutant import Mutant, Original, dropped
from credit_engine.parts.pricing import check_titles, numbers_of_one_unit
from credit_engine.parts.problems import empty_entry
from credit_engine.parts.reading import Reader, Written, parsed
from credit_engine.parts.sizes import minimum_above, never_binding
from credit_engine.parts.telling import Telling, words
from credit_engine.problems import Note, Problem
from credit_engine.wording import said


class LimitModel(Model):
    """`limit:` the requested amount, named upper constraints, levels, step and minimum."""

    requested: Expression
    at_most: dict[str, Expression] = Field(default_factory=dict)
    titles: dict[str, Bilingual] = Field(default_factory=dict)
    tree: dict[str, LimitLevelModel] = Field(default_factory=dict)
    step: Expression = "1"
    minimum: Expression = "0"


class LimitPart(Part[LimitModel]):
    """An amount that no constraint exceeds; an unknown constraint gives no limit."""

    key = "limit"
    model = decided_by("limit", LimitModel)

    constraints: Mapping[str, Written | None]
    levels: Sequence[LimitLevel]
    settings: Mapping[str, Written | None]

    @classmethod
    def read(cls, head: Head[LimitModel], reader: Reader) -> LimitPart:
        """Parse constraints, levels, step and minimum."""
        here, spec = head.here, head.spec
        constraints = {"requested": reader.expression((*here, "requested"))}
        constraints |= {name: reader.expression((*here, "at_most", name)) for name in spec.at_most}
        levels = [read_level(reader, (*here, "tree", name), name, model) for name, model in spec.tree.items()]
        present = (name for name in ("step", "minimum") if (*here, name) in reader.document)
        settings = {name: reader.expression((*here, name)) for name in present}
        return cls(head=head, constraints=constraints, levels=levels, settings=settings)

    @property
    def names(self) -> list[str]:
        """The constraints in declared order: what is requested, those of `at_most`, the levels."""
        return [*self.constraints, *(level.name for level in self.levels)]

    def written(self) -> Iterator[Written]:
        """All expressions."""
        yield from parsed(*self.constraints.values(), *self.settings.values())
        for level in self.levels:
            yield from level.written()

    def amounts(self) -> Iterator[Written]:
        """The expressions that are amounts, of one unit."""
        yield from parsed(*self.constraints.values(), *self.settings.values())
        for level in self.levels:
            yield from level.amounts()

    def reachable(self) -> Iterator[Element]:
        """The constraints that can bind."""
        for name in self.names:
            yield Element("constraint", self.name, name)

    def mutants(self, place: str, original: Original) -> Iterator[Mutant]:
        """Expressions changed, constraints and levels dropped."""
        yield from super().mutants(place, original)
        for key in ("at_most", "tree"):
            for name in getattr(self.spec, key):
                yield dropped("limit constraint", f"{place}.limit.{key}.{name}", (*self.here, key, name))
        for level in self.levels:
            if level.applies_when is not None:
                where, path = f"{place}.limit.tree.{level.name}.applies_when", level.applies_when.path
                yield dropped("limit constraint", where, path)

    def check(self, checks: Checks) -> Checked:
        """Every constraint is a number, all of one unit; the step is positive; names differ."""
        self._own_names(checks)
        unit = numbers_of_one_unit(checks, "limit", self.amounts())
        for level in self.levels:
            check_factor(checks, (*self.here, "tree", level.name), level)
            checks.expect(level.applies_when, "boolean", "'applies_when'")
        step = self.settings.get("step")
        if step is not None:
            interval = checks.types[step.tree.number].interval
            if interval is not None and interval.high is not None and interval.high <= 0:
                checks.report(problems.step_not_positive, step.text.whole)
        return Checked(self, Type("number", unit=unit, optional=True, interval=Interval(0, None)))

    def doubts(self, examined: Examined) -> Iterator[Problem]:
        """Constraints that never bind, a minimum above them."""
        yield from super().doubts(examined)
        upper = {name: expression for name, expression in self.constraints.items() if expression is not None}
        yield from never_binding(upper, examined)
        minimum = self.settings.get("minimum")
        if minimum is not None:
            yield from minimum_above(minimum, upper, examined)

    def _own_names(self, checks: Checks) -> None:
        """There is a constraint or a level, and no two of them have one name."""
        check_titles(checks, self.here, self.spec.titles, self.spec.at_most)
        at = (*self.here, "tree")
        if at in checks.document and not self.spec.tree and not checks.damaged_below(at):
            checks.report(empty_entry, at, key="tree")
        if not self.spec.at_most and not self.spec.tree and not self._written(checks):
            checks.report(problems.no_constraints, checks.key(self.here))
        for key in ("at_most", "tree"):
            if "requested" in getattr(self.spec, key):
                checks.report(problems.constraint_named_requested, checks.key((*self.here, key, "requested")))
        for name in self.spec.tree:
            if name in self.spec.at_most:
                note = Note(said("the constraint", "该约束"), checks.key((*self.here, "at_most", name)))
                checks.report(
                    problems.level_named_as_constraint,
                    checks.key((*self.here, "tree", name)),
                    name=name,
                    notes=(note,),
                )

    def _written(self, checks: Checks) -> bool:
        """Whether `at_most` or `tree` is there, even empty, or could not be read."""
        keys = [(*self.here, key) for key in ("at_most", "tree")]
        if any(key in checks.document or checks.damaged_below(key) for key in keys):
            return True
        return checks.cut_off(self.here)

    def lower(self, lowering: Lowering, scope: Scope, around: Around) -> LoweredLimit:
        """The constraints and headrooms, the smallest of them, and the amount in steps."""
        builder = lowering.builder
        constraints = []
        for written in self.constraints.values():
            assert written is not None
            constraints.append(lowering.lower(written.tree, scope))
        headrooms = [lower_level(lowering, scope, level) for level in self.levels]
        counted = [
            lower_counted(lowering, scope, level, headroom, constraints[0])
            for level, headroom in zip(self.levels, headrooms, strict=True)
        ]
        smallest = builder.call("smallest", *constraints, *counted, kind="number")
        step, minimum = (
            builder.constant(default, "number")
            if (written := self.settings.get(name)) is None
            else lowering.lower(written.tree, scope)
            for name, default in (("step", 1), ("minimum", 0))
        )
        amount = builder.call("limit", smallest, step, minimum, kind="number")
        return LoweredLimit(
            part=self,
            binding=amount,
            constraints=(*constraints, *counted),
            headrooms=tuple(headrooms),
            smallest=smallest,
            step=step,
            minimum=minimum,
            amount=amount,
        )


class LoweredLimit(Lowered[LimitPart]):
    """A limit within a program: its constraints (what levels count as last), the smallest, the amount."""

    constraints: tuple[int, ...]
    headrooms: tuple[int, ...]
    smallest: int
    step: int
    minimum: int
    amount: int

    @property
    def slots(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.constraints, *self.headrooms, self.step, self.minimum, self.smallest, self.amount)

    def reached(self, seen: Seen) -> Iterator[Element]:
        """The constraint that binds."""
        name = self.binds(seen.value)
        if name is not None:
            yield Element("constraint", self.name, name)

    def binds(self, value: Callable[[int], Any]) -> str | None:
        """The first constraint that the limit ends at; None where the limit is unknown."""
        smallest = value(self.smallest)
        if isinstance(smallest, Absent):
            return None
        nodes = zip(self.part.names, self.constraints, strict=True)
        return next((name for name, node in nodes if value(node) == smallest), None)

    def tell(self, telling: Telling) -> LimitStep:
        """The constraints, the levels behind some of them, the smallest, step and minimum."""
        part = self.part
        unit = telling.unit(part, *part.amounts())
        levels = tuple(
            tell_level(telling, level, node, unit)
            for level, node in zip(part.levels, self.headrooms, strict=True)
        )
        terms = [
            (name, telling.term(written.tree, unit))
            for name, written in part.constraints.items()
            if written is not None
        ]
        terms += [(told.name, headroom(level, told)) for level, told in zip(part.levels, levels, strict=True)]
        titles = {name: words(title) for name, title in part.spec.titles.items()}
        titles |= {told.name: told.title for told in levels}
        counted = [telling.figure(node, unit=unit).value for node in self.constraints]
        smallest, step, minimum, result = (
            telling.figure(node, unit=unit) for node in (self.smallest, self.step, self.minimum, self.amount)
        )
        return LimitStep(
            name=self.name,
            title=self.title,
            result=result,
            constraints=tuple(_constraints(terms, counted, smallest.value, titles)),
            smallest=smallest,
            step=step,
            minimum=minimum,
            below_minimum=BelowMinimum(result.value, smallest.value),
            levels=levels,
        )


def _constraints(
    terms: Sequence[tuple[str, Term]],
    counted: Sequence[Any],
    smallest: Any,
    titles: Mapping[str, Words | None],
) -> Iterator[Constraint]:
    """Each constraint, and whether it binds by what it counts as."""
    for number, (name, term) in enumerate(terms):
        binds = Binds(counted[number], smallest, tuple(counted[:number]))
        yield Constraint(name, term, binds, titles.get(name))
