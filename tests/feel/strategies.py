"""Syntax trees of every kind that a FEEL text can stand for, small enough to read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from credit_engine.feel import syntax

SPACED_NAMES = (
    "Full Name",
    "profit-margin",
    "days in weekend",
    "Person's age",
    "decision A 2.1",
    "客户 等级",
    "rate*2",
    "债务（万元）",
)
"""Names that texts of these trees need as known names."""

_PLAIN = ("a", "b", "x1", "_y", "applicant", "收入", "ąž", "n·1", "partial", "item", "is", "then2", "𝒳", "?")
_KEYWORDS = ("if", "then", "in", "and", "function", "true", "not", "instance")
_FUNCTIONS = ("not", "sum", "date and time", "string length", "years and months duration", "list")
_ODD_KEYS = ("", "a: b", 'say "x"', "{", "1st", "!", "，")

plain_names = st.sampled_from(_PLAIN)
names = st.sampled_from(_PLAIN + SPACED_NAMES)
bindings = st.sampled_from(("a", "i", "客户", "Full Name", "profit-margin", "x1"))
keys = st.sampled_from((*_PLAIN, *SPACED_NAMES[:-1], *_KEYWORDS, *_ODD_KEYS))
fields = st.sampled_from((*_PLAIN[:-1], *SPACED_NAMES, *_KEYWORDS, "time offset", "start included"))
numbers = st.one_of(
    st.integers(0, 10**40).map(Decimal),
    st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False),
    st.sampled_from([Decimal("1E+6000"), Decimal("2.5E-6000"), Decimal("0.00"), Decimal("0E-3")]),
).filter(lambda value: abs(value.adjusted()) <= 6144 and not value.is_signed())

leaves: st.SearchStrategy[syntax.Expression] = st.one_of(
    st.builds(syntax.Number, numbers),
    st.builds(syntax.Text, st.text(max_size=8) | st.sampled_from(["\\d", "\\n", "it's", '"', "𝒳"])),
    st.builds(syntax.Boolean, st.booleans()),
    st.just(syntax.Null()),
    st.builds(syntax.AtLiteral, st.sampled_from(["2026-11-23", "P1D", "10:00:00@Asia/Shanghai"])),
    st.builds(syntax.Name, names),
    st.builds(syntax.Name, st.sampled_from(_FUNCTIONS)),
)


def types() -> st.SearchStrategy[syntax.TypeName]:
    """Types of every form."""
    simple = st.builds(
        syntax.TypeName,
        st.sampled_from(["number", "text", "date and time", "days and time duration", "Any", "ns.tLoan"])
        | st.sampled_from(["list", "range", "context", "function", "客户 等级"]),
    )
    return st.recursive(simple, _larger_types, max_leaves=4)


def _larger_types(inner: st.SearchStrategy[syntax.TypeName]) -> st.SearchStrategy[syntax.TypeName]:
    some = st.lists(inner, min_size=1, max_size=2).map(tuple)
    entries = st.lists(st.tuples(keys, inner), min_size=1, max_size=2)
    return st.one_of(
        st.builds(syntax.TypeName, st.sampled_from(["list", "range"]), inner.map(lambda t: (t,))),
        entries.map(lambda es: syntax.TypeName("context", tuple(e[1] for e in es), tuple(e[0] for e in es))),
        st.builds(
            lambda arguments, result: syntax.TypeName("function", arguments, (), result),
            some | st.just(()),
            inner,
        ),
    )


Expressions = st.SearchStrategy[syntax.Expression]


def _several(of: st.SearchStrategy[Any], least: int, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, min_size=least, max_size=most).map(tuple)


def _arithmetic(inner: Expressions) -> Expressions:
    def of_level(operators: list[str]) -> Expressions:
        rest = _several(st.tuples(st.sampled_from(operators), inner), 1)
        return st.builds(syntax.Arithmetic, inner, rest)

    return of_level(["+", "-"]) | of_level(["*", "/"]) | of_level(["**"])


def _tests(inner: Expressions) -> st.SearchStrategy[syntax.Test]:
    comparisons = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    return st.builds(syntax.ValueTest, inner) | st.builds(syntax.CompareTest, comparisons, inner)


def _ranges(inner: Expressions) -> Expressions:
    return st.one_of(
        st.builds(syntax.Range, inner, inner, st.booleans(), st.booleans()),
        st.builds(lambda end, closed: syntax.Range(None, end, False, closed), inner, st.booleans()),
        st.builds(lambda end, closed: syntax.Range(end, None, closed, False), inner, st.booleans()),
    )


def _calls(inner: Expressions) -> Expressions:
    positional = _several(st.builds(syntax.Argument, st.just(""), inner), 0)
    named = _several(st.builds(syntax.Argument, st.sampled_from(["a", "Full Name", "客户", "in"]), inner), 1)
    return st.builds(syntax.Call, inner, positional | named)


def _loops(inner: Expressions) -> Expressions:
    iterators = _several(st.builds(syntax.Iterator, bindings, inner, st.none() | inner), 1, 2)
    return st.builds(syntax.For, iterators, inner) | st.builds(
        syntax.Quantified, st.sampled_from(["some", "every"]), iterators, inner
    )


def _functions(inner: Expressions) -> Expressions:
    parameters = _several(st.builds(syntax.Parameter, bindings, st.none() | types()), 0)
    return st.builds(syntax.Function, parameters, inner, st.booleans())


def _operators(inner: Expressions) -> Expressions:
    comparisons = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    return st.one_of(
        st.builds(syntax.Negation, inner),
        _arithmetic(inner),
        st.builds(syntax.Comparison, comparisons, inner, inner),
        st.builds(syntax.Between, inner, inner, inner),
        st.builds(syntax.In, inner, _several(_tests(inner), 1)),
        st.builds(syntax.Conjunction, _several(inner, 2)),
        st.builds(syntax.Disjunction, _several(inner, 2)),
        st.builds(syntax.InstanceOf, inner, types()),
    )


def _larger(inner: Expressions) -> Expressions:
    return st.one_of(
        _operators(inner),
        _ranges(inner),
        _calls(inner),
        _loops(inner),
        _functions(inner),
        st.builds(syntax.Path, inner, fields),
        st.builds(syntax.Filter, inner, inner),
        st.builds(syntax.List, _several(inner, 0)),
        st.builds(syntax.Context, _several(st.builds(syntax.Entry, keys, inner), 0)),
        st.builds(syntax.If, _several(st.tuples(inner, inner), 1), inner),
    )


def expressions(max_leaves: int = 12) -> Expressions:
    """Expressions of every node kind."""
    return st.recursive(leaves, _larger, max_leaves=max_leaves)


def unary_tests() -> st.SearchStrategy[syntax.UnaryTests]:
    """Decision-table cells: anything, tests, negated tests."""
    tests = _several(_tests(expressions(6)), 1)
    return st.just(syntax.UnaryTests(())) | st.builds(syntax.UnaryTests, tests, st.booleans())


def trees() -> st.SearchStrategy[syntax.Node]:
    """Whole trees of both start symbols."""
    return expressions() | unary_tests()
