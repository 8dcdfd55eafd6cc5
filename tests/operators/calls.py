"""Calling built-in functions in tests as an expression would, with null as None."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from credit_engine.absent import NULL, Absent, absent
from credit_engine.operators import FUNCTIONS
from credit_engine.operators.invoke import invoke
from credit_engine.operators.value_classes import FunctionValue, RangeValue
from credit_engine.temporal import parse_temporal


def call(name: str, *arguments: Any, **named: Any) -> Any:
    """The plain result; `_` in a name stands for a space."""
    names = tuple(key.replace("_", " ") for key in named)
    values = [feel(a) for a in (*arguments, *named.values())]
    return plain(invoke(FUNCTIONS[name], values, names))


def code(name: str, *arguments: Any, **named: Any) -> str:
    """The code of the cause why the result is null."""
    names = tuple(key.replace("_", " ") for key in named)
    result = invoke(FUNCTIONS[name], [feel(a) for a in (*arguments, *named.values())], names)
    assert isinstance(result, Absent), result
    return result.causes[0].code


def feel(value: Any) -> Any:
    """A run-time value: None is null, a text that begins with @ a date, time or duration."""
    if value is None:
        return NULL
    if isinstance(value, str) and value.startswith("@"):
        return parse_temporal(value[1:])
    if isinstance(value, list):
        return [feel(item) for item in value]
    return {k: feel(v) for k, v in value.items()} if isinstance(value, dict) else value


def plain(value: Any) -> Any:
    """The value with None for null, at any depth."""
    if isinstance(value, Absent):
        return None
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def function(*parameters: str, gives: Any) -> FunctionValue:
    """A function value with a Python body."""
    return FunctionValue(parameters, gives, (None,) * len(parameters))


numbers = st.one_of(
    st.integers(-(10**6), 10**6),
    st.decimals(-10_000, 10_000, places=3),
    st.sampled_from([Decimal("1E+6144"), 10**33]),
)
temporals = st.sampled_from(
    [
        parse_temporal(text)
        for text in (
            "2021-02-03",
            "-999999999-01-01",
            "10:20:30",
            "10:20:30+05:00",
            "2021-01-01T10:00:00",
            "2021-01-01T10:00:00@Europe/Paris",
            "P1D",
            "-PT1.5S",
            "P1Y2M",
        )
    ]
)
functions = st.sampled_from(
    [function("x", "y", gives=lambda x, y: True), function(gives=lambda: NULL), FUNCTIONS["sum"]]
)
scalars = st.one_of(
    numbers, st.text(max_size=5), st.booleans(), st.just(NULL), st.just(absent("not_given", "x")), temporals
)
_ends = st.one_of(st.none(), numbers, st.text(max_size=2), temporals, st.just(NULL))
ranges = st.builds(RangeValue, _ends, _ends, st.booleans(), st.booleans())
values = st.recursive(
    st.one_of(scalars, ranges, functions),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["a", "key", "value", "b c", ""]), inner, max_size=3),
    ),
    max_leaves=8,
)
