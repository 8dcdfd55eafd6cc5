"""`limit`: the smallest of named constraints, rounded down to a step."""

from __future__ import annotations

from collections.abc import Iterator

from credit_engine.feel import syntax
from credit_engine.feel.lower import Lowering
from credit_engine.feel.scope import Binding, Scope
from credit_engine.feel.types import Interval, Type
from credit_engine.parts.base import Checks, Part, Reader, Written
from credit_engine.parts.model import DecisionModel, Expression, Model
from credit_engine.parts.pricing import numbers_of_one_unit


class LimitModel(Model):
    """`limit:` the requested amount, named upper constraints, step and minimum."""

    requested: Expression
    at_most: dict[str, Expression]
    step: Expression = "1"
    minimum: Expression = "0"


class LimitDecision(DecisionModel):
    """A decision by `limit`."""

    limit: LimitModel


class LimitPart(Part):
    """An amount that no constraint exceeds; an unknown constraint gives no limit."""

    key = "limit"
    model = LimitDecision

    def read(self, reader: Reader) -> None:
        """Parse constraints, step and minimum."""
        here = self.here
        self.constraints = {"requested": reader.expression((*here, "requested"))}
        self.constraints |= {name: reader.expression((*here, "at_most", name)) for name in self.spec.at_most}
        self.settings = {
            name: reader.expression((*here, name))
            for name in ("step", "minimum")
            if (*here, name) in reader.document
        }

    def written(self) -> Iterator[Written]:
        """All expressions."""
        yield from (w for w in (*self.constraints.values(), *self.settings.values()) if w is not None)

    def trees(self) -> Iterator[syntax.Node]:
        """All expressions' trees."""
        yield from (w.tree for w in self.written())

    def check(self, checks: Checks) -> Type:
        """Every constraint is a number, all of one unit; the step is positive."""
        if "requested" in self.spec.at_most:
            checks.add(
                "duplicate-id",
                "'requested' is the name of the first constraint",
                checks.document.key_span((*self.here, "at_most", "requested")),
                hint="choose another name",
            )
        unit = numbers_of_one_unit(checks, "limit", self.written())
        step = self.settings.get("step")
        if step is not None:
            interval = checks.types[id(step.tree)].interval
            if interval is not None and interval.high is not None and interval.high <= 0:
                checks.add("wrong-value", "the step has to be above 0", step.text.whole, "a number above 0")
        return Type("number", unit=unit, optional=True, interval=Interval(0, None))

    def lower(self, lowering: Lowering, scope: Scope) -> Binding:
        """The constraints, the smallest of them, and the amount in steps."""
        builder = lowering.builder
        nodes = []
        for name, written in self.constraints.items():
            assert written is not None
            nodes.append(lowering.lower(written.tree, scope))
            self.recorded[f"constraint:{name}"] = nodes[-1]
        smallest = builder.call("smallest", *nodes, kind="number")
        settings = []
        for name, default in (("step", 1), ("minimum", 0)):
            written = self.settings.get(name)
            node = (
                builder.constant(default, "number")
                if written is None
                else lowering.lower(written.tree, scope)
            )
            self.recorded[name] = node
            settings.append(node)
        amount = builder.call("limit", smallest, *settings, kind="number")
        self.recorded |= {"smallest": smallest, "value": amount}
        return amount
