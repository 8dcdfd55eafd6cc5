"""From the syntax trees of conditions to formulas over terms.

What is not understood is a term of its own, which may be true, false or unknown whatever the others are:
so a condition is never called impossible because it was not understood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.number_sets import compared, constant_value
from credit_engine.feel.ordinals import COMPARING, FLIPPED, order_of, satisfying, sign_of
from credit_engine.feel.solve.formulas import (
    AllOf,
    AnyOf,
    Choose,
    Constant,
    Formula,
    Not,
    Test,
    compared_orders,
    joined,
)
from credit_engine.feel.solve.terms import CONTINUOUS, Choice, Terms
from credit_engine.feel.types import ANY, BOOLEAN, Interval, Type
from credit_engine.temporal import kind_of_temporal, parse_temporal

Required = Callable[[syntax.Expression], bool]
"""Whether an expression is an input that every record has."""
_DEFINITIONS = 4
"""How far definitions are followed that use others: what lies deeper is a term of its own."""
_CONSTRUCTORS: tuple[syntax.Expression, ...] = (syntax.Name("date"), syntax.Name("duration"))


class Conditions:
    """Reads conditions over common terms; `types` are those of the trees by identity.

    `parameters` are names that stand for a constant, with their values; `definitions` those that stand for a
    condition, which use each other in no circle.
    """

    def __init__(
        self,
        types: Mapping[int, Type],
        required: Required = lambda tree: False,
        parameters: Mapping[str, Any] | None = None,
        definitions: Mapping[str, syntax.Expression] | None = None,
    ) -> None:
        self.terms = Terms()
        self._types = types
        self._required = required
        self._parameters = parameters or {}
        self._definitions = definitions or {}
        self._depth = 0
        self._uses = 0

    @property
    def is_entangled(self) -> bool:
        """Whether conditions read so far can decide each other: they share a term."""
        return self._uses > len(self.terms.all) - len(self.terms.orders)

    def read(self, tree: syntax.Expression) -> Formula:
        """The formula of a condition."""
        read = _READ.get(tree.__class__)
        return self._opaque(tree) if read is None else read(self, tree)

    def cell(self, tree: syntax.UnaryTests, tested: syntax.Expression) -> Formula:
        """The formula of a decision-table cell; a cell without a test holds for unknown values too."""
        if not tree.tests:
            return Constant(True)
        found = joined([self._test(test, tested) for test in tree.tests], AnyOf)
        return Not(found) if tree.negated else found

    def _opaque(self, tree: syntax.Expression) -> Formula:
        self._uses += 1
        number = self.terms.term(tree, BOOLEAN, self._required(tree))
        choice = frozenset((True,))
        self.terms.mention(number, choice)
        return Test(number, choice)

    def _type(self, tree: syntax.Expression) -> Type:
        return self._types.get(tree.number, ANY)

    def _boolean(self, tree: syntax.Boolean) -> Formula:
        return Constant(tree.value)

    def _name(self, tree: syntax.Name) -> Formula:
        defined = self._definitions.get(tree.name)
        if defined is None or self._depth >= _DEFINITIONS:
            return self._opaque(tree)
        self._depth += 1
        found = self.read(defined)
        self._depth -= 1
        return found

    def _null(self, tree: syntax.Null) -> Formula:
        return Constant(None)

    def _all(self, tree: syntax.Conjunction) -> Formula:
        return AllOf(tuple(map(self.read, tree.operands)))

    def _any(self, tree: syntax.Disjunction) -> Formula:
        return AnyOf(tuple(map(self.read, tree.operands)))

    def _if(self, tree: syntax.If) -> Formula:
        found = self.read(tree.otherwise)
        for condition, value in reversed(tree.branches):
            found = Choose(self.read(condition), self.read(value), found)
        return found

    def _call(self, tree: syntax.Call) -> Formula:
        name = tree.function.name if isinstance(tree.function, syntax.Name) else ""
        if name == "not" and len(tree.arguments) == 1:
            return Not(self.read(tree.arguments[0].value))
        if name == "is missing" and len(tree.arguments) == 1:
            asked = tree.arguments[0].value
            if self._constant(asked) is None:
                return self._is_missing(asked)
        if name in COMPARING and len(tree.arguments) == 2 and not any(a.name for a in tree.arguments):
            return self._better(name, *(argument.value for argument in tree.arguments)) or self._opaque(tree)
        return self._opaque(tree)

    def _better(self, name: str, left: syntax.Expression, right: syntax.Expression) -> Formula | None:
        """A comparison of two ordinals by which is better."""
        order = order_of(self._type(left), self._type(right))
        return None if order is None else self._compared(left, sign_of(name, order), right)

    def _comparison(self, tree: syntax.Comparison) -> Formula:
        return self._compared(tree.left, tree.operator, tree.right) or self._opaque(tree)

    def _between(self, tree: syntax.Between) -> Formula:
        low = self._compared(tree.value, ">=", tree.low)
        high = self._compared(tree.value, "<=", tree.high)
        if low is None or high is None:
            return self._opaque(tree)
        return self._bounded(AllOf((low, high)), (tree.low, tree.high))

    def _bounded(self, found: Formula, bounds: Iterable[syntax.Expression]) -> Formula:
        """A test between two bounds: unknown where one is, even of a value that the other excludes."""
        for bound in bounds:
            if self._constant(bound) is None:
                found = Choose(self._is_missing(bound), Constant(None), found)
        return found

    def _is_missing(self, tree: syntax.Expression) -> Formula:
        return Test(self._term(tree), frozenset(), True)

    def _in(self, tree: syntax.In) -> Formula:
        return joined([self._test(test, tree.value) for test in tree.tests], AnyOf)

    def _test(self, test: syntax.Test, tested: syntax.Expression) -> Formula:
        """One unary test; what is not understood is told apart by what it tests."""
        if isinstance(test, syntax.CompareTest):
            found = self._compared(tested, test.operator, test.value)
        else:
            found = self._value(test.value, tested)
        return self._opaque(syntax.In(tested, (test,))) if found is None else found

    def _value(self, tree: syntax.Expression, tested: syntax.Expression) -> Formula | None:
        """A test by value: equal to it, in a range, in a list."""
        if isinstance(tree, syntax.Range):
            return self._range(tree, tested)
        if isinstance(tree, syntax.List):
            items = [self._compared(tested, "=", item) for item in tree.items]
            known = [item for item in items if item is not None]
            return joined(known, AnyOf) if items and len(known) == len(items) else None
        if self._type(tree).kind in ("any", "list", "range", "boolean") and not isinstance(
            tree, syntax.Boolean
        ):
            return None
        return self._compared(tested, "=", tree)

    def _range(self, tree: syntax.Range, tested: syntax.Expression) -> Formula | None:
        if tree.operator and tree.low is not None:
            return self._compared(tested, tree.operator, tree.low)
        parts: list[Formula | None] = []
        if tree.low is not None:
            parts.append(self._compared(tested, ">=" if tree.low_closed else ">", tree.low))
        if tree.high is not None:
            parts.append(self._compared(tested, "<=" if tree.high_closed else "<", tree.high))
        known = [part for part in parts if part is not None]
        if not known or len(known) < len(parts):
            return None
        found = joined(known, AllOf)
        return found if tree.low is None or tree.high is None else self._bounded(found, (tree.low, tree.high))

    def _compared(self, left: syntax.Expression, operator: str, right: syntax.Expression) -> Formula | None:
        """A comparison, None where its sides are of kinds that do not compare."""
        a, b = self._constant(left), self._constant(right)
        if a is not None and b is None:
            left, operator, right, a, b = right, FLIPPED[operator], left, b, a
        if a is not None:
            return None  # of two constants the check knows the answer
        kind = self._type(left).kind
        if b is None:
            return self._related(left, operator, right)
        if _kind_of(b[0]) != kind:
            return None
        if kind in CONTINUOUS:
            return self._test_of(left, tuple(compared(operator, Interval(b[0], b[0]))))
        return self._listed(left, operator, b[0])

    def _listed(self, tree: syntax.Expression, operator: str, value: Any) -> Formula | None:
        """A comparison of a text or boolean with a constant one."""
        if operator in ("=", "!="):
            found = self._test_of(tree, frozenset((value,)))
            return found if operator == "=" else Not(found)
        order, values = self._type(tree).order, self._type(tree).values
        if order is not None and value in order.values:
            return self._test_of(tree, frozenset(satisfying(order, operator, value)))
        if values is None or order is not None:
            return None
        holds = {"<": value.__gt__, "<=": value.__ge__, ">": value.__lt__, ">=": value.__le__}[operator]
        return self._test_of(tree, frozenset(value for value in values if holds(value)))

    def _test_of(self, tree: syntax.Expression, choice: Choice) -> Formula:
        number = self._term(tree)
        self.terms.mention(number, choice)
        return Test(number, choice)

    def _related(self, left: syntax.Expression, operator: str, right: syntax.Expression) -> Formula | None:
        kinds = {self._type(left).kind, self._type(right).kind}
        if len(kinds) > 1 or not kinds <= {*CONTINUOUS, "text", "boolean"}:
            return None
        a, b = self._term(left), self._term(right)
        if a == b:
            found = Test(a, frozenset())  # unknown where the value is, else decided
            return found if operator in ("!=", "<", ">") else Not(found)
        if a > b:
            a, b, operator = b, a, FLIPPED[operator]
        return Test(self.terms.order(a, b), compared_orders(operator))

    def _term(self, tree: syntax.Expression) -> int:
        self._uses += 1
        return self.terms.term(tree, self._type(tree), self._required(tree))

    def _constant(self, tree: syntax.Expression) -> tuple[Any] | None:
        """What an expression is worth for every record, None where that is not known."""
        if isinstance(tree, syntax.Text | syntax.Boolean):
            return (tree.value,)
        if isinstance(tree, syntax.Name) and tree.name in self._parameters:
            return (self._parameters[tree.name],)
        value = constant_value(tree)
        if value is None and isinstance(tree, syntax.Call) and len(tree.arguments) == 1:
            argument, function = tree.arguments[0].value, tree.function
            if isinstance(argument, syntax.Text) and function in _CONSTRUCTORS:
                value = parse_temporal(argument.value)
        interval = self._type(tree).interval
        if value is None and interval is not None and interval.low == interval.high:
            value = interval.low
        return None if value is None else (value,)


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "text"
    return kind_of_temporal(value) if hasattr(value, "kind") else "number"


_READ: Mapping[type, Callable[[Conditions, Any], Formula]] = {
    syntax.Boolean: Conditions._boolean,
    syntax.Name: Conditions._name,
    syntax.Null: Conditions._null,
    syntax.Conjunction: Conditions._all,
    syntax.Disjunction: Conditions._any,
    syntax.If: Conditions._if,
    syntax.Call: Conditions._call,
    syntax.Comparison: Conditions._comparison,
    syntax.Between: Conditions._between,
    syntax.In: Conditions._in,
}
