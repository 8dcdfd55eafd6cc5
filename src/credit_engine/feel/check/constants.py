"""What the constant parts of an expression are worth, and which of them have no value.

Parts are looked at from the inside out, as the check visits them. A part is constant if all below it
is; what it is worth is what its operator gives at run time. Where that is absent, the part would be
unknown for every application, and the check says so at the part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from credit_engine.absent import NULL, Absent, absent
from credit_engine.feel import syntax
from credit_engine.feel.walk import walk
from credit_engine.numbers import narrow, normal
from credit_engine.operators import FUNCTIONS, arithmetic
from credit_engine.operators.access import field, index_refusal, item_at
from credit_engine.operators.invoke import bind
from credit_engine.operators.table import Function, Parameter
from credit_engine.operators.value_classes import RangeValue
from credit_engine.temporal import parse_temporal


class _Open:
    """The sign of a part that is not constant, where absent would be a value."""

    __slots__ = ()


OPEN: Final = _Open()
_ITEMS = 100
"""Items of a written list that are tried one by one; nobody writes longer ones by hand."""
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}


def _null_in(tree: syntax.Expression, function: Function, parameter: Parameter) -> syntax.Null | None:
    """A written null that makes a call unknown, whatever else it is given: an argument, or within one.

    Some parameters take null as left out; some functions do not look at the items of lists.
    """
    if function.unknown == "observes":
        return None
    if isinstance(tree, syntax.Null):
        items = function.unknown == "strict" and parameter.name == "n"  # of sums and the like
        return tree if items or not parameter.nullable else None
    if function.unknown != "strict" or not isinstance(tree, syntax.List):
        return None
    return next((item for item in tree.items if isinstance(item, syntax.Null)), None)


@cache
def example_arguments(name: str) -> Sequence[Any]:
    """The arguments in the example of a function; None for those that it leaves out."""
    from credit_engine.feel.evaluate import CompiledExpression, parse  # only few policies need them

    function = FUNCTIONS[name]
    called, tree = syntax.Name(name), parse(function.example)
    call = next(node for node in walk(tree) if isinstance(node, syntax.Call) and node.function == called)
    values = [CompiledExpression(argument.value, ()).value({}) for argument in call.arguments]
    return (*values, *[None] * (len(function.signatures[0].parameters) - len(values)))


class Constants:
    """The values of the constant parts of one expression, by the numbers of their nodes."""

    def __init__(self) -> None:
        self._values: dict[int, Any] = {}

    def value(self, tree: syntax.Expression | None) -> Any:
        """What a part is worth; OPEN where that is not known beforehand."""
        return OPEN if tree is None else self._values.get(tree.number, OPEN)

    def enter(self, tree: syntax.Expression) -> Absent | None:
        """Note what a part is worth whose own parts are entered; the absent value if it has none."""
        if isinstance(tree, syntax.Null):
            self._values[tree.number] = NULL  # a value, such as of a list's item, and no mistake by itself
            return None
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
            self._values[tree.number] = value
        return value if isinstance(value, Absent) else None

    def refused_argument(
        self, name: str, parameters: Sequence[Parameter], arguments: Sequence[syntax.Argument]
    ) -> tuple[syntax.Expression, Absent] | None:
        """A constant argument outside a built-in function's domain, and why."""
        for parameter, argument in zip(parameters, arguments, strict=True):
            null = _null_in(argument.value, FUNCTIONS[name], parameter)
            if null is not None:
                return null, absent("invalid_argument", name, "null is unknown to it")
        bound = {p.name: a.value for p, a in zip(parameters, arguments, strict=True)}
        for check in FUNCTIONS[name].literals:
            values = [self.value(bound[p]) if p in bound else None for p in check.parameters]
            if values[0] is None or any(value is OPEN for value in values):
                continue
            refused = check.refusal(*values)
            if refused is not None:
                return bound[check.parameters[0]], refused
        return self._out_of_domain(FUNCTIONS[name], bound)

    def _out_of_domain(
        self, function: Function, bound: Mapping[str, syntax.Expression]
    ) -> tuple[syntax.Expression, Absent] | None:
        """A constant argument, or item of one, that is refused beside those of the function's example."""
        if function.domain is None or not bound:
            return None
        names = [parameter.name for parameter in function.signatures[0].parameters]
        known: dict[int, Any] = {}
        for at, name in enumerate(names):
            tree = bound.get(name)
            if tree is None:
                continue
            sample = list(example_arguments(function.name))
            for place, value in self._within(tree, sample[at]):
                sample[at] = value
                refused = function.domain(sample, (at,), place is tree)
                if refused is not None:
                    return place, refused
            value = self.value(tree)
            if value is not OPEN:
                known[at] = value
        together = [known.get(at, value) for at, value in enumerate(example_arguments(function.name))]
        refused = function.domain(together, known, True) if len(known) > 1 else None
        return None if refused is None else (bound[names[max(known)]], refused)

    def _within(self, tree: syntax.Expression, sample: Any) -> Iterator[tuple[syntax.Expression, Any]]:
        """The sample with each constant part of a tree in the place of one of its own, innermost first."""
        if isinstance(tree, syntax.List) and type(sample) is list and sample:
            for item in tree.items[:_ITEMS]:
                for place, value in self._within(item, sample[0]):
                    yield place, [value, *sample[1:]]
        if isinstance(tree, syntax.Context) and type(sample) is dict:
            for entry in tree.entries:
                if entry.key in sample:
                    for place, value in self._within(entry.value, sample[entry.key]):
                        yield place, {**sample, entry.key: value}
        value = self.value(tree)
        if value is not OPEN:
            yield tree, value

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
        if any(isinstance(operand, syntax.Null) for _, operand in ((None, tree.first), *tree.rest)):
            return absent("invalid_argument", "arithmetic", "null is no number")
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
        if index is NULL:
            return absent("invalid_argument", "[]", "null is no position")
        refused = index_refusal(index)
        if refused is not None:
            return refused
        return OPEN if target is OPEN else item_at(target, index)

    def _if(self, tree: syntax.If) -> Any:
        return self._open_unless_null((condition for condition, _ in tree.branches), "the condition is null")

    def _iteration(self, tree: syntax.For | syntax.Quantified) -> Any:
        return self._open_unless_null((iterator.source for iterator in tree.iterators), "the list is null")

    def _open_unless_null(self, trees: Iterable[syntax.Expression], reason: str) -> Any:
        is_null = any(self.value(tree) is NULL for tree in trees)
        return absent("invalid_argument", "", reason) if is_null else OPEN


_FOLD: Mapping[type, Callable[[Constants, Any], Any]] = {
    syntax.Number: Constants._number,
    syntax.Text: Constants._plain,
    syntax.Boolean: Constants._plain,
    syntax.AtLiteral: Constants._at_literal,
    syntax.Negation: Constants._negation,
    syntax.Arithmetic: Constants._arithmetic,
    syntax.List: Constants._list,
    syntax.Context: Constants._context,
    syntax.Range: Constants._range,
    syntax.Path: Constants._path,
    syntax.Filter: Constants._filter,
    syntax.If: Constants._if,
    syntax.For: Constants._iteration,
    syntax.Quantified: Constants._iteration,
}
