"""Random conditions over values of few possibilities, so that all records can be tried."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from hypothesis import strategies as st

from credit_engine.absent import NULL, Absent
from credit_engine.feel import syntax
from credit_engine.feel.check import Known, Names
from credit_engine.feel.lower import ENVIRONMENT, Lowering
from credit_engine.feel.scope import Scope
from credit_engine.feel.types import BOOLEAN, Interval, Type
from credit_engine.feel.walk import walk
from credit_engine.ir import Builder
from credit_engine.run.row import compile_row

TYPES: Mapping[str, Type] = {
    "x": Type("number", integer=True, interval=Interval(0, 4)),
    "y": Type("number", integer=True, interval=Interval(0, 4)),
    "z": Type("number", integer=True, interval=Interval(2, 6)),
    "s": Type("text", values=("A", "B", "C")),
    "t": Type("text", values=("B", "C", "D")),
    "b": BOOLEAN,
}
VALUES: Mapping[str, tuple[Any, ...]] = {
    "x": (0, 1, 2, 3, 4),
    "y": (0, 1, 2, 3, 4, NULL),
    "z": (2, 3, 4, 5, 6),
    "s": ("A", "B", "C"),
    "t": ("B", "C", "D", NULL),
    "b": (True, False, NULL),
}
REQUIRED = ("x", "z", "s")
NAMES = Names({name: Known(type_, what="name") for name, type_ in TYPES.items()})

numbers, ends = st.sampled_from("xyz"), st.sampled_from(("-1", "0", "1", "2", "2.5", "3", "4", "7"))
texts, words = st.sampled_from("st"), st.sampled_from(('"A"', '"B"', '"C"', '"D"'))
operators, equalities = st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), st.sampled_from(("=", "!="))
comparisons = st.one_of(
    st.tuples(numbers, operators, ends).map(" ".join),
    st.tuples(ends, operators, numbers).map(" ".join),
    st.tuples(numbers, operators, numbers).map(" ".join),
    st.tuples(texts, equalities, words).map(" ".join),
    st.tuples(texts, equalities, texts).map(" ".join),
    st.builds("{} in ({}, {})".format, texts, words, words),
    st.builds("not({} in [{}, {}])".format, texts, words, words),
    st.builds("{} in [{}..{})".format, numbers, st.sampled_from("012"), st.sampled_from("345")),
    st.builds("{} in (< {}, > {})".format, numbers, st.sampled_from("012"), st.sampled_from("345")),
    st.builds("{} between {} and {}".format, numbers, st.sampled_from("012"), numbers),
    st.builds("is missing({})".format, st.sampled_from("yzsb")),
    st.sampled_from(("b", "b = false", "b != true", "true", "x + y > 3", "even(x)", "null = x")),
)


def is_understood(text: str) -> bool:
    """Whether nothing in a condition is opaque to the solver, or compares two values that both vary."""
    pairs = re.search(r"[xyzst] [=!<>]+ [xyzst]\b|between . and [xyz]", text)
    return pairs is None and not {"+", "even", "null"} & set(re.findall(r"[+]|\w+", text))


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("({} and {} and {})".format, inner, inner, inner),
        st.builds("({} or {} or {})".format, inner, inner, inner),
        st.builds("not({})".format, inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
    )


conditions = st.recursive(comparisons, grown, max_leaves=8)


def evaluated(tree: syntax.Expression, records: Sequence[Mapping[str, Any]]) -> list[bool | None]:
    """What a condition is for each record: true, false, None for undecided."""
    inputs = (*TYPES, *ENVIRONMENT.values())
    builder = Builder("policy", inputs)
    scope = Scope({name: builder.input(i) for i, name in enumerate(inputs)})
    root = Lowering(builder).lower(tree, scope)
    row = compile_row(builder.finish((root,)), (root,))
    filled = [[*(record[name] for name in TYPES), *(NULL for _ in ENVIRONMENT)] for record in records]
    found = (row(values)[0] for values in filled)
    return [None if isinstance(value, Absent) else value for value in found]


def records(*trees: syntax.Expression) -> list[dict[str, Any]]:
    """Every record of the values that conditions speak of; the others stay as they are."""
    named = {node.name for tree in trees for node in walk(tree) if isinstance(node, syntax.Name)}
    domains = [values if name in named else values[:1] for name, values in VALUES.items()]
    return [dict(zip(VALUES, values, strict=True)) for values in product(*domains)]
