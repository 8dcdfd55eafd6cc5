"""How generated code writes one CALL: inline where the static kinds allow, else by function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from credit_engine import numbers
from credit_engine.ir import Mode, Node
from credit_engine.operators import FUNCTIONS, arithmetic, comparison, filtering, path, values
from credit_engine.operators.invoke import invoke
from credit_engine.run import kernels, steps

_INLINE_ORDERED = frozenset(
    ("number", "text", "date", "days and time duration", "years and months duration")
)
_SYMBOLS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_NUMBERS = {"+": numbers.add, "-": numbers.subtract, "*": numbers.multiply, "/": numbers.divide}

_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": arithmetic.add, "-": arithmetic.subtract, "*": arithmetic.multiply,
    "/": arithmetic.divide, "**": arithmetic.power, "negate": arithmetic.negate,
    "=": comparison.equal, "!=": comparison.not_equal, "<": comparison.less,
    "<=": comparison.less_equal, ">": comparison.greater, ">=": comparison.greater_equal,
    "between": comparison.between, "in": comparison.contains, "instance of": values.conforms,
}  # fmt: skip

_STRUCTURAL: dict[str, Callable[..., Any]] = {
    "field": path.field, "item": filtering.item_at, "span": kernels.span, "apply": kernels.apply,
    "iterated": kernels.iterated, "range": kernels.make_range,
}  # fmt: skip

_PLAIN: dict[str, Callable[..., Any]] = {
    "list": kernels.make_list, "context": kernels.make_context, "not": kernels.kleene_not,
    "scoped": kernels.scoped, **steps.STEPS,
}  # fmt: skip

Bind = Callable[[Any], str]


def call_text(node: Node, args: Sequence[str], kinds: Sequence[str], mode: Mode, bind: Bind) -> str:
    """The Python expression for a CALL node over the names of its arguments."""
    inline = _inline(node, args, kinds, mode)
    if inline:
        return inline
    function = _function(node.name, tuple(kinds), mode, node.data if node.name.startswith("fn:") else None)
    data = [] if node.data is None or node.name.startswith("fn:") else [bind(node.data)]
    return f"{bind(function)}({', '.join([*data, *args])})"


def _inline(node: Node, args: Sequence[str], kinds: Sequence[str], mode: Mode) -> str:
    """Comparisons and tests of values whose kinds are known, without a call; policies only."""
    if mode != "policy":
        return ""
    if node.name in _SYMBOLS and len(set(kinds)) == 1:
        ordered = kinds[0] in _INLINE_ORDERED
        if ordered or (kinds[0] == "boolean" and node.name in ("=", "!=")):
            return f"{args[0]} {_SYMBOLS[node.name]} {args[1]}"
    if node.name == "inside":
        low, high = node.data
        test = f"{args[1]} {low} {args[0]} {high} {args[2]}"
        return f"{args[0]} if {args[0]}.__class__ is Absent else {test}"
    if node.name == "member":
        return f"{args[0]} if {args[0]}.__class__ is Absent else {args[0]} in {args[1]}"
    if node.name == "not" and kinds[0] == "boolean":
        return f"{args[0]} if {args[0]}.__class__ is Absent else not {args[0]}"
    return ""


@lru_cache(maxsize=4096)
def _function(name: str, kinds: tuple[str, ...], mode: Mode, names: tuple[str, ...] | None) -> Callable[..., Any]:
    """The function behind a CALL, made strict for policies."""
    if name.startswith("fn:"):
        return _built_in(name[3:], kinds, mode, names or ())
    if name in _PLAIN:
        return _PLAIN[name]
    if name in _STRUCTURAL:
        return _STRUCTURAL[name] if mode == "feel" else kernels.shallow(_STRUCTURAL[name])
    if mode == "policy" and kinds == ("number", "number") and name in _NUMBERS:
        return _NUMBERS[name]
    return kernels.strict(_OPERATORS[name]) if mode == "policy" else _OPERATORS[name]


def _built_in(name: str, kinds: tuple[str, ...], mode: Mode, names: tuple[str, ...]) -> Callable[..., Any]:
    """A built-in function; called directly where one signature fits the static kinds as they are."""
    function = FUNCTIONS[name]
    row: Callable[..., Any] = partial(_invoked, function, names)
    for signature in function.signatures:
        exact = tuple(p.type for p in signature.parameters) == kinds
        if exact and not signature.variadic and not any(names) and mode == "policy":
            row = signature.row
    if mode == "feel" or function.unknown == "observes":
        return row
    return kernels.shallow(row) if function.unknown == "items" else kernels.strict(row)


def _invoked(function: Any, names: tuple[str, ...], *arguments: Any) -> Any:
    return invoke(function, list(arguments), names)
