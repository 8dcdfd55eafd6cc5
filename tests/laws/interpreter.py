"""What expressions come to, by the plainest possible evaluation of their syntax trees.

A second opinion for the generated code: one recursive function per kind of expression, plain
decimals, and an unknown value that passes through everything but Kleene's `and` and `or`. It knows
what the random policies hold and nothing more.
"""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from credit_engine.feel import syntax
from laws.expressions import GRADES
from laws.processes import VALUES

_TRAPS = [decimal.Overflow, decimal.InvalidOperation, decimal.DivisionByZero]
ROUNDED = decimal.Context(
    prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, clamp=1, traps=_TRAPS
)
EXACT = decimal.Context(prec=30_000, Emin=-100_000, Emax=100_000, traps=[*_TRAPS, decimal.Inexact])
SPARE = decimal.Context(prec=150, Emin=-999_999, Emax=999_999, traps=_TRAPS)
"""Where logarithms have so many digits, 34 of what is made of them are right, however large the exponent."""
PLACES = {value: place for order in (GRADES, VALUES) for place, value in enumerate(order)}
TODAY = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class Unknown:
    """An unknown value; `applicable` is false where the question does not arise."""

    applicable: bool = True


Scope = Mapping[str, Any]


def unknowns(*values: Any) -> list[Unknown]:
    """All unknown values among these and within their lists."""
    found: list[Unknown] = []
    for value in values:
        if isinstance(value, Unknown):
            found.append(value)
        elif isinstance(value, list):
            found += unknowns(*value)
        elif isinstance(value, dict):
            found += unknowns(*value.values())
    return found


def merged(found: Sequence[Unknown]) -> Unknown:
    return Unknown(any(one.applicable for one in found))


def number(compute: Callable[[], Decimal]) -> Any:
    """The rounded result of a computation, unknown where there is none."""
    try:
        return ROUNDED.plus(compute())
    except decimal.DecimalException:
        return Unknown()


def conjunction(values: Sequence[Any]) -> Any:
    if any(value is False for value in values):
        return False
    found = unknowns(*values)
    return merged(found) if found else True


def negated(value: Any) -> Any:
    return value if isinstance(value, Unknown) else not value


def disjunction(values: Sequence[Any]) -> Any:
    return negated(conjunction([negated(value) for value in values]))


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compared(operator: str, a: Any, b: Any) -> Any:
    found = unknowns(a, b)
    return merged(found) if found else _ORDER[operator](placed(a), placed(b))


def placed(value: Any) -> Any:
    """What a value is ordered by: texts are compared only where they are values of an ordinal."""
    return PLACES.get(value, value) if isinstance(value, str) else value


def evaluate(tree: syntax.Expression, scope: Scope) -> Any:
    """The value of an expression."""
    return _EVALUATE[type(tree)](tree, scope)


def _name(tree: syntax.Name, scope: Scope) -> Any:
    return scope[tree.name]


def _path(tree: syntax.Path, scope: Scope) -> Any:
    target = evaluate(tree.target, scope)
    if isinstance(target, list):
        return [item[tree.name] for item in target]
    return target if isinstance(target, Unknown) else target[tree.name]


def _arithmetic(tree: syntax.Arithmetic, scope: Scope) -> Any:
    value = evaluate(tree.first, scope)
    for operator, operand in tree.rest:
        value = calculated(operator, value, evaluate(operand, scope))
    return value


def calculated(operator: str, a: Any, b: Any) -> Any:
    found = unknowns(a, b)
    if found:
        return merged(found)
    if isinstance(a, str | dt.date):
        return a + b if operator == "+" else a - b
    if operator == "/" and b == 0:
        return Unknown()
    if operator == "**":
        return number(lambda: _powered(a, b))
    action = {"+": ROUNDED.add, "-": ROUNDED.subtract, "*": ROUNDED.multiply, "/": ROUNDED.divide}[operator]
    return number(lambda: action(a, b))


def _powered(a: Decimal, b: Decimal) -> Decimal:
    """A power: of a small whole exponent as a fraction, any other by logarithms with digits to spare."""
    whole = b == b.to_integral_value()
    if b == 0:
        return Decimal(1)
    if (a < 0 and not whole) or (a == 0 and b < 0):
        raise decimal.InvalidOperation
    if whole and abs(b) <= 200:
        exact = Fraction(a) ** int(b)
        return ROUNDED.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    size = SPARE.exp(SPARE.multiply(b, SPARE.ln(a.copy_abs()))) if a else a
    return -size if a < 0 and int(b) % 2 else size


def _between(tree: syntax.Between, scope: Scope) -> Any:
    value, low, high = (evaluate(part, scope) for part in (tree.value, tree.low, tree.high))
    found = unknowns(value, low, high)
    return merged(found) if found else placed(low) <= placed(value) <= placed(high)


def _in(tree: syntax.In, scope: Scope) -> Any:
    return satisfied(tree.tests, evaluate(tree.value, scope), scope)


def satisfied(tests: Sequence[syntax.Test], value: Any, scope: Scope) -> Any:
    """Whether a value satisfies one of the tests."""
    return disjunction([_test(test, value, {**scope, "?": value}) for test in tests])


def _test(test: syntax.Test, value: Any, scope: Scope) -> Any:
    if isinstance(test, syntax.CompareTest):
        return compared(test.operator, value, evaluate(test.value, scope))
    tree = test.value
    if isinstance(tree, syntax.Range):
        low = (
            True
            if tree.low is None
            else compared(">=" if tree.low_closed else ">", value, evaluate(tree.low, scope))
        )
        high = (
            True
            if tree.high is None
            else compared("<=" if tree.high_closed else "<", value, evaluate(tree.high, scope))
        )
        return conjunction([low, high])
    if isinstance(tree, syntax.Comparison):
        return evaluate(tree, scope)
    return compared("=", value, evaluate(tree, scope))


def _if(tree: syntax.If, scope: Scope) -> Any:
    for condition, value in tree.branches:
        found = evaluate(condition, scope)
        if found is not False:
            return evaluate(value, scope) if found is True else found
    return evaluate(tree.otherwise, scope)


def _filter(tree: syntax.Filter, scope: Scope) -> Any:
    target = evaluate(tree.target, scope)
    if isinstance(target, Unknown):
        return target
    if isinstance(tree.condition, syntax.Number | syntax.Negation):
        at = int(evaluate(tree.condition, scope))
        return target[at - 1 if at > 0 else at] if 1 <= abs(at) <= len(target) else Unknown()
    kept = [evaluate(tree.condition, {**scope, **item, "item": item}) for item in target]
    found = unknowns(*kept)
    return merged(found) if found else [item for item, keep in zip(target, kept, strict=True) if keep]


def _source(iterator: syntax.Iterator, scope: Scope) -> Any:
    first = evaluate(iterator.source, scope)
    if iterator.end is None:
        return first
    return [Decimal(n) for n in range(int(first), int(evaluate(iterator.end, scope)) + 1)]


def _for(tree: syntax.For, scope: Scope) -> Any:
    (iterator,) = tree.iterators
    source = _source(iterator, scope)
    if isinstance(source, Unknown):
        return source
    return [evaluate(tree.body, {**scope, iterator.name: item}) for item in source]


def _quantified(tree: syntax.Quantified, scope: Scope) -> Any:
    (iterator,) = tree.iterators
    source = _source(iterator, scope)
    if isinstance(source, Unknown):
        return source
    values = [evaluate(tree.condition, {**scope, iterator.name: item}) for item in source]
    return disjunction(values) if tree.quantifier == "some" else conjunction(values)


def _negation(tree: syntax.Negation, scope: Scope) -> Any:
    return calculated("-", Decimal(0), evaluate(tree.operand, scope))


def _call(tree: syntax.Call, scope: Scope) -> Any:
    assert isinstance(tree.function, syntax.Name)
    name = tree.function.name
    values = [evaluate(argument.value, scope) for argument in tree.arguments]
    if name == "not":
        return negated(values[0])
    if name == "is missing":
        return isinstance(values[0], Unknown)
    if name == "if missing":
        return values[1] if isinstance(values[0], Unknown) else values[0]
    if name in ("all", "any") and isinstance(values[0], list):
        return conjunction(values[0]) if name == "all" else disjunction(values[0])
    shallow = name in ("count", "concatenate")
    found = [v for v in values if isinstance(v, Unknown)] if shallow else unknowns(*values)
    return merged(found) if found else FUNCTIONS[name](*values)


def _exact_sum(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def quantized(value: Decimal, digits: int, mode: str) -> Decimal:
    if int(value.as_tuple().exponent) >= -digits:
        return value
    return value.quantize(Decimal((0, (1,), -digits)), rounding=mode, context=decimal.Context(prec=20_000))


def _modulo(a: Decimal, b: Decimal) -> Any:
    if b == 0:
        return Unknown()
    rest = Fraction(a) - Fraction(b) * (Fraction(a) // Fraction(b))
    exact = decimal.Context(prec=30_000, Emin=-100_000, Emax=100_000)
    return number(lambda: exact.divide(Decimal(rest.numerator), Decimal(rest.denominator)))


def _logarithm(n: Decimal) -> Decimal:
    if n <= 0:
        raise decimal.InvalidOperation
    return SPARE.ln(n)


def _mean(values: list[Decimal]) -> Any:
    return number(lambda: ROUNDED.divide(_exact_sum(values), len(values))) if values else Unknown()


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    def extreme(*values: Any) -> Any:
        items = values[0] if isinstance(values[0], list) else list(values)
        return choose(items, key=placed) if items else Unknown()

    return extreme


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": lambda values: number(lambda: _exact_sum(values)),
    "mean": _mean,
    "min": _extreme(min),
    "max": _extreme(max),
    "best": _extreme(min),
    "worst": _extreme(max),
    "better than": lambda a, b: placed(a) < placed(b),
    "worse than": lambda a, b: placed(a) > placed(b),
    "at least as good as": lambda a, b: placed(a) <= placed(b),
    "at most as good as": lambda a, b: placed(a) >= placed(b),
    "count": lambda values: Decimal(len(values)),
    "abs": lambda n: n.copy_abs(),
    "modulo": _modulo,
    "floor": lambda n: quantized(n, 0, decimal.ROUND_FLOOR),
    "ceiling": lambda n: quantized(n, 0, decimal.ROUND_CEILING),
    "decimal": lambda n, digits: quantized(n, int(digits), decimal.ROUND_HALF_EVEN),
    "round half up": lambda n, digits: quantized(n, int(digits), decimal.ROUND_HALF_UP),
    "round up": lambda n, digits: quantized(n, int(digits), decimal.ROUND_UP),
    "round half down": lambda n, digits: quantized(n, int(digits), decimal.ROUND_HALF_DOWN),
    "even": lambda n: int(n) % 2 == 0,
    "odd": lambda n: int(n) % 2 != 0,
    "sqrt": lambda n: number(lambda: SPARE.sqrt(n)),
    "exp": lambda n: number(lambda: SPARE.exp(n)),
    "log": lambda n: number(lambda: _logarithm(n)),
    "round down": lambda n, digits: quantized(n, int(digits), decimal.ROUND_DOWN),
    "string length": lambda text: Decimal(len(text)),
    "upper case": str.upper,
    "lower case": str.lower,
    "contains": lambda text, part: part in text,
    "starts with": str.startswith,
    "list contains": lambda values, one: one in values,
    "concatenate": lambda a, b: [*a, *b],
    "today": lambda: TODAY,
    "duration": lambda text: dt.timedelta(days=int(text[1:-1])),
}

_EVALUATE: dict[type, Callable[[Any, Scope], Any]] = {
    syntax.Number: lambda tree, scope: tree.value,
    syntax.Text: lambda tree, scope: tree.value,
    syntax.Boolean: lambda tree, scope: tree.value,
    syntax.Name: _name,
    syntax.Path: _path,
    syntax.AtLiteral: lambda tree, scope: dt.date.fromisoformat(tree.text),
    syntax.List: lambda tree, scope: [evaluate(item, scope) for item in tree.items],
    syntax.Arithmetic: _arithmetic,
    syntax.Negation: _negation,
    syntax.Between: _between,
    syntax.In: _in,
    syntax.Comparison: lambda t, s: compared(t.operator, evaluate(t.left, s), evaluate(t.right, s)),
    syntax.Conjunction: lambda t, s: conjunction([evaluate(part, s) for part in t.operands]),
    syntax.Disjunction: lambda t, s: disjunction([evaluate(part, s) for part in t.operands]),
    syntax.If: _if,
    syntax.Filter: _filter,
    syntax.For: _for,
    syntax.Call: _call,
    syntax.Quantified: _quantified,
}
