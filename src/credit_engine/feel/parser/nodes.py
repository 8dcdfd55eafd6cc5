"""What the parser makes of each rule of grammar.lark: syntax nodes, directly, without parse trees.

Each method bears the name of a rule or alias and gets the values of its symbols. Lists and chains
grow in place, so that a chain of n operators costs n steps and does not nest.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from credit_engine.feel import syntax
from credit_engine.feel.lexer.words import Lexeme
from credit_engine.feel.parser import problems
from credit_engine.feel.problems import FeelSyntaxError
from credit_engine.feel.syntax import Offsets
from credit_engine.limits import MAX_EXPONENT_DIGITS

Values = list[Any]


def _around(values: Values) -> Offsets:
    return values[0].span[0], values[-1].span[1]


class Builder:
    """The callbacks of the grammar's rules."""

    # Lists that grow.

    def first(self, values: Values) -> Values:
        return values

    def more(self, values: Values) -> Values:
        collected: Values = values[0]
        collected.append(values[-1])
        return collected

    def begin_operands(self, values: Values) -> Values:
        return [values[0], values[2]]

    def begin_chain(self, values: Values) -> Values:
        return [values[0], (values[1].value, values[2])]

    def continue_chain(self, values: Values) -> Values:
        chain: Values = values[0]
        chain.append((values[1].value, values[2]))
        return chain

    # Operators.

    def disjunction(self, values: Values) -> syntax.Disjunction:
        return syntax.Disjunction(tuple(values[0]), span=_around(values[0]))

    def conjunction(self, values: Values) -> syntax.Conjunction:
        return syntax.Conjunction(tuple(values[0]), span=_around(values[0]))

    def arithmetic(self, values: Values) -> syntax.Arithmetic:
        first, *rest = values[0]
        return syntax.Arithmetic(first, tuple(rest), span=(first.span[0], rest[-1][1].span[1]))

    def comparison(self, values: Values) -> syntax.Comparison:
        left, operator, right = values
        return syntax.Comparison(operator.value, left, right, span=_around(values))

    def between(self, values: Values) -> syntax.Between:
        return syntax.Between(values[0], values[2], values[4], span=_around(values))

    def in_value(self, values: Values) -> syntax.In:
        test = syntax.ValueTest(values[2], span=values[2].span)
        return syntax.In(values[0], (test,), span=_around(values))

    def in_compare(self, values: Values) -> syntax.In:
        return syntax.In(values[0], (self.compare_test(values[2:]),), span=_around(values))

    def in_unequal(self, values: Values) -> syntax.In:
        return syntax.In(values[0], (self.compare_test(values[3:5]),), span=_around(values))

    def in_tests(self, values: Values) -> syntax.In:
        return syntax.In(values[0], (values[3], *values[5]), span=_around(values))

    def negation(self, values: Values) -> syntax.Negation:
        return syntax.Negation(values[1], span=_around(values))

    def instance_of(self, values: Values) -> syntax.InstanceOf:
        return syntax.InstanceOf(values[0], values[2], span=_around(values))

    # Paths, filters and calls.

    def path(self, values: Values) -> syntax.Path:
        return syntax.Path(values[0], values[2].value, span=_around(values))

    def filter(self, values: Values) -> syntax.Filter:
        return syntax.Filter(values[0], values[2], span=_around(values))

    def call(self, values: Values) -> syntax.Call:
        return syntax.Call(values[0], tuple(values[2]), span=_around(values))

    def call_without_arguments(self, values: Values) -> syntax.Call:
        return syntax.Call(values[0], (), span=_around(values))

    def argument(self, values: Values) -> syntax.Argument:
        return syntax.Argument("", values[0], span=values[0].span)

    def named_argument(self, values: Values) -> syntax.Argument:
        return syntax.Argument(values[0].value, values[1], span=_around(values))

    # Literals, names, lists, contexts, ranges.

    def number(self, values: Values) -> syntax.Number:
        token: Lexeme = values[0]
        try:
            value = Decimal(token.value)
        except InvalidOperation:
            value = Decimal("Infinity")
        if not value.is_finite() or abs(value.adjusted()) > MAX_EXPONENT_DIGITS:
            raise FeelSyntaxError([problems.number_out_of_range(*token.span)])
        return syntax.Number(value, span=token.span)

    def text(self, values: Values) -> syntax.Text:
        return syntax.Text(values[0].value, span=values[0].span)

    def at_literal(self, values: Values) -> syntax.AtLiteral:
        return syntax.AtLiteral(values[0].value, span=values[0].span)

    def name(self, values: Values) -> syntax.Name:
        return syntax.Name(values[0].value, span=values[0].span)

    def true(self, values: Values) -> syntax.Boolean:
        return syntax.Boolean(True, span=values[0].span)

    def false(self, values: Values) -> syntax.Boolean:
        return syntax.Boolean(False, span=values[0].span)

    def null(self, values: Values) -> syntax.Null:
        return syntax.Null(span=values[0].span)

    def parenthesised(self, values: Values) -> syntax.Expression:
        expression: syntax.Expression = values[1]
        return replace(expression, span=_around(values))

    def empty_list(self, values: Values) -> syntax.List:
        return syntax.List((), span=_around(values))

    def list(self, values: Values) -> syntax.List:
        return syntax.List(tuple(values[1]), span=_around(values))

    def empty_context(self, values: Values) -> syntax.Context:
        return syntax.Context((), span=_around(values))

    def context(self, values: Values) -> syntax.Context:
        return syntax.Context(tuple(values[1]), span=_around(values))

    def entry(self, values: Values) -> syntax.Entry:
        return syntax.Entry(values[0].value, values[1], span=_around(values))

    def range(self, values: Values) -> syntax.Range:
        opener, low, _, high, closer = values
        low_closed, high_closed = opener.type == "LSQB", closer.type == "RSQB"
        return syntax.Range(low, high, low_closed, high_closed, span=_around(values))

    def half_range(self, values: Values) -> syntax.Range:
        operator, end = values[1].value, values[2]
        if operator in ("=", "!="):
            closed = operator == "="
            return syntax.Range(end, end, closed, closed, operator, span=_around(values))
        closed = operator in ("<=", ">=")
        if operator[0] == "<":
            return syntax.Range(None, end, False, closed, span=_around(values))
        return syntax.Range(end, None, closed, False, span=_around(values))

    # Conditionals, loops, functions.

    def conditional(self, values: Values) -> syntax.If:
        _, condition, _, value, (otherwise, *branches) = values
        branches.append((condition, value))
        return syntax.If(tuple(reversed(branches)), otherwise, span=(values[0].span[0], otherwise.span[1]))

    def otherwise(self, values: Values) -> Values:
        return [values[1]]

    def else_if(self, values: Values) -> Values:
        branches: Values = values[4]
        branches.append((values[1], values[3]))
        return branches

    def iterator(self, values: Values) -> syntax.Iterator:
        end = values[4] if len(values) == 5 else None
        return syntax.Iterator(values[0].value, values[2], end, span=_around(values))

    def for_(self, values: Values) -> syntax.For:
        return syntax.For(tuple(values[1]), values[3], span=_around(values))

    def quantified(self, values: Values) -> syntax.Quantified:
        return syntax.Quantified(values[0].value, tuple(values[1]), values[3], span=_around(values))

    def function(self, values: Values) -> syntax.Function:
        return self._function(tuple(values[2]), values)

    def function_without_parameters(self, values: Values) -> syntax.Function:
        return self._function((), values)

    def _function(self, parameters: tuple[syntax.Parameter, ...], values: Values) -> syntax.Function:
        body, external = values[-1]
        return syntax.Function(parameters, body, external, span=(values[0].span[0], body.span[1]))

    def body(self, values: Values) -> tuple[syntax.Expression, bool]:
        return values[0], False

    def external_body(self, values: Values) -> tuple[syntax.Expression, bool]:
        return values[1], True

    def parameter(self, values: Values) -> syntax.Parameter:
        type_ = values[2] if len(values) == 3 else None
        return syntax.Parameter(values[0].value, type_, span=_around(values))

    # Types.

    def type_name(self, values: Values) -> syntax.TypeName:
        return syntax.TypeName(values[0].value, span=values[0].span)

    def generic_type(self, values: Values) -> syntax.TypeName:
        return syntax.TypeName(values[0].value, tuple(values[2]), span=_around(values))

    def context_type(self, values: Values) -> syntax.TypeName:
        keys, types = zip(*values[2], strict=True)
        return syntax.TypeName(values[0].value, types, keys, span=_around(values))

    def type_entry(self, values: Values) -> tuple[str, syntax.TypeName]:
        return values[0].value, values[1]

    def function_type(self, values: Values) -> syntax.TypeName:
        return syntax.TypeName(values[0].value, tuple(values[2]), (), values[5], span=_around(values))

    def function_type_without_parameters(self, values: Values) -> syntax.TypeName:
        return syntax.TypeName(values[0].value, (), (), values[4], span=_around(values))

    # Unary tests.

    def value_test(self, values: Values) -> syntax.ValueTest:
        return syntax.ValueTest(values[0], span=values[0].span)

    def compare_test(self, values: Values) -> syntax.CompareTest:
        return syntax.CompareTest(values[0].value, values[1], span=_around(values))

    def any_value(self, values: Values) -> syntax.UnaryTests:
        return syntax.UnaryTests((), span=values[0].span)

    def unary_tests(self, values: Values) -> syntax.UnaryTests:
        return syntax.UnaryTests(tuple(values[0]), span=_around(values[0]))

    def negated_tests(self, values: Values) -> syntax.UnaryTests:
        return syntax.UnaryTests(tuple(values[2]), True, span=_around(values))
