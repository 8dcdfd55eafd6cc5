"""What the constant parts of an expression are worth, and which of them have no value.

Parts are looked at from the inside out, as the check visits them. A part is constant if all below it
is; what it is worth is what its operator gives at run time. Where that is absent, the part would be
unknown for every application, and the check says so at the part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from credit_engine.absent import Absent
from credit_engine.feel import syntax
from credit_engine.numbers import narrow, normal
from credit_engine.operators import FUNCTIONS, arithmetic
from credit_engine.operators.filtering import index_refusal, item_at
from credit_engine.operators.invoke import bind
from credit_engine.operators.path import field
from credit_engine.operators.ranges import RangeValue
from credit_engine.operators.table import Parameter
from credit_engine.temporal import parse_temporal


class _Open:
    """The sign of a part that is not constant, where absent would be a value."""

    __slots__ = ()


OPEN: Final = _Open()
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": arithmetic.add, "-": arithmetic.subtract, "*": arithmetic.multiply,
    "/": arithmetic.divide, "**": arithmetic.power,
}  # fmt: skip


class Constants:
    """The values of the constant parts of one expression, by identity of their nodes."""

    def __init__(self) -> None:
        self._values: dict[int, Any] = {}

    def value(self, tree: syntax.Expression | None) -> Any:
        """What a part is worth; OPEN where that is not known beforehand."""
        return self._values.get(id(tree), OPEN)

    def enter(self, tree: syntax.Expression) -> Absent | None:
        """Note what a part is worth whose own parts are entered; the absent value if it has none."""
        fold = _FOLD.get(tree.__class__)
        return None if fold is None else self._entered(tree, fold(self, tree))

    def enter_call(self, tree: syntax.Call, name: str) -> Absent | None:
        """Note what the call of a built-in function is worth; the absent value if it has none."""
        values = self._all([argument.value for argument in tree.arguments])
        function = FUNCTIONS[name]
        if not values or function.unknown == "observes":
            return None
        names = tuple(argument.name for argument in tree.arguments)
        return self._entered(tree, bind(function, len(values), names)(*values))

    def _entered(self, tree: syntax.Expression, value: Any) -> Absent | None:
        if value is not OPEN and not isinstance(value, Absent):
            self._values[id(tree)] = value
        return value if isinstance(value, Absent) else None

    def refused_argument(
        self, name: str, parameters: Sequence[Parameter], arguments: Sequence[syntax.Argument]
    ) -> tuple[syntax.Expression, Absent] | None:
        """An argument of a built-in function that is refused whatever the others are, and why."""
        given = {p.name: a.value for p, a in zip(parameters, arguments, strict=True)}
        for check in FUNCTIONS[name].literals:
            values = [self.value(given[p]) if p in given else None for p in check.parameters]
            if values[0] is None or any(value is OPEN for value in values):
                continue
            refused = check.refusal(*values)
            if refused is not None:
                return given[check.parameters[0]], refused
        return None

    def _all(self, trees: Sequence[syntax.Expression]) -> list[Any] | None:
        """What all the parts are worth; None if one is not constant."""
        values = [self.value(tree) for tree in trees]
        return None if any(value is OPEN for value in values) else values

    def _number(self, tree: syntax.Number) -> Any:
        return normal(narrow(tree.value))

    def _plain(self, tree: syntax.Text | syntax.Boolean) -> Any:
        return tree.value

    def _at_literal(self, tree: syntax.AtLiteral) -> Any:
        value = parse_temporal(tree.text)
        return OPEN if value is None else value

    def _negation(self, tree: syntax.Negation) -> Any:
        value = self.value(tree.operand)
        return value if value is OPEN else arithmetic.negate(value)

    def _arithmetic(self, tree: syntax.Arithmetic) -> Any:
        """A chain from its left, as far as it is constant: `1E6000 * 1E6000 * x` has no value either."""
        total = self.value(tree.first)
        for operator, operand in tree.rest:
            value = self.value(operand)
            if total is OPEN or value is OPEN:
                return OPEN
            total = _OPERATORS[operator](total, value)
            if isinstance(total, Absent):
                break
        return total

    def _list(self, tree: syntax.List) -> Any:
        values = self._all(tree.items)
        return OPEN if values is None else values

    def _context(self, tree: syntax.Context) -> Any:
        values = self._all([entry.value for entry in tree.entries])
        return OPEN if values is None else {e.key: v for e, v in zip(tree.entries, values, strict=True)}

    def _range(self, tree: syntax.Range) -> Any:
        ends = self._all([end for end in (tree.low, tree.high) if end is not None])
        if ends is None:
            return OPEN
        low = None if tree.low is None else ends[0]
        high = None if tree.high is None else ends[-1]
        return RangeValue(low, high, tree.low_closed, tree.high_closed, tree.operator)

    def _path(self, tree: syntax.Path) -> Any:
        value = self.value(tree.target)
        return value if value is OPEN else field(value, tree.name)

    def _filter(self, tree: syntax.Filter) -> Any:
        """The item at a constant position; no list has one at 0."""
        index, target = self.value(tree.condition), self.value(tree.target)
        if index is OPEN or type(index) is bool:
            return OPEN
        refused = index_refusal(index)
        if refused is not None:
            return refused
        return OPEN if target is OPEN else item_at(target, index)


_FOLD: Mapping[type, Callable[[Constants, Any], Any]] = {
    syntax.Number: Constants._number, syntax.Text: Constants._plain, syntax.Boolean: Constants._plain,
    syntax.AtLiteral: Constants._at_literal, syntax.Negation: Constants._negation,
    syntax.Arithmetic: Constants._arithmetic, syntax.List: Constants._list,
    syntax.Context: Constants._context, syntax.Range: Constants._range, syntax.Path: Constants._path,
    syntax.Filter: Constants._filter,
}  # fmt: skip
