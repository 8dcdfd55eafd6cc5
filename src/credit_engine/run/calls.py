"""How generated code writes one CALL: inline where the static kinds allow, else by function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from credit_engine import numbers
from credit_engine.ir import Mode, Node
from credit_engine.operators import FUNCTIONS, access, arithmetic, comparison, types
from credit_engine.operators.invoke import bind as bind_function
from credit_engine.operators.table import Signature
from credit_engine.run import catalogue, checklist, experiment, kernels, lookup, ordinals, steps
from credit_engine.work import ITEMS_A_TURN

_INLINE_ORDERED = frozenset(("number", "text", "date", "days and time duration", "years and months duration"))
_SYMBOLS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_NUMBERS = {"+": numbers.add, "-": numbers.subtract, "*": numbers.multiply, "/": numbers.divide}

_EXTREMES = {"fn:min": steps.smallest, "fn:max": steps.largest}

_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
    "negate": arithmetic.negate,
    "=": comparison.equal,
    "!=": comparison.not_equal,
    "<": comparison.less,
    "<=": comparison.less_equal,
    ">": comparison.greater,
    ">=": comparison.greater_equal,
    "between": comparison.between,
    "in": comparison.contains,
    "instance of": types.conforms,
}

_STRUCTURAL: dict[str, Callable[..., Any]] = {
    "field": access.field,
    "item": access.item_at,
    "span": kernels.span,
    "apply": kernels.apply,
    "iterated": kernels.iterated,
    "range": kernels.make_range,
}

_PLAIN: dict[str, Callable[..., Any]] = {
    "list": kernels.make_list,
    "context": kernels.make_context,
    "not": kernels.kleene_not,
    "scoped": kernels.scoped,
    "entries": kernels.entries,
    **steps.STEPS,
    **checklist.CHECKLIST,
}

_MADE: dict[str, Callable[[Any], Callable[..., Any]]] = {
    **steps.MADE,
    **checklist.MADE,
    **ordinals.MADE,
    **experiment.EXPERIMENT,
    "lookup": lookup.looked_up,
    "take": lookup.taken,
    "listed": catalogue.listed,
}

_SIZEABLE = frozenset(("list", "any", "text"))
_GOING_THROUGH = frozenset(("entries", "field", "of items", "some items"))
"""Going through a list, each gives one value, or a list that is as long."""
_CLASSES = {"list": "list", "text": "str"}

Bind = Callable[[Any], str]


def call_text(node: Node, args: Sequence[str], kinds: Sequence[str], mode: Mode, bind: Bind) -> str:
    """The Python expression for a CALL node over the names of its arguments."""
    inline = _inline(node, args, kinds, mode)
    if inline:
        return inline
    if node.name == "rank" and kinds[0] == "text":
        places = {value: place for place, value in enumerate(node.data)}
        found = f"{bind(places.get)}({args[0]}, {bind(ordinals.OUTSIDE)})"
        return f"{args[0]} if {args[0]}.__class__ is Absent else {found}"
    if node.name in _MADE:
        return f"{bind(_MADE[node.name](node.data))}({', '.join(args)})"
    function = _function(node.name, tuple(kinds), mode, node.data if node.name.startswith("fn:") else None)
    data = [] if node.data is None or node.name.startswith("fn:") else [bind(node.data)]
    given = ", ".join([*data, *args])
    plain = f"{bind(function)}({given})"
    if not is_weighed(node.name, kinds):
        return plain
    counted = f"{bind(_weighed(function, node.name))}({given})"
    small = _small(node, args, kinds)
    if not small:
        return counted
    return f"{_entries(*args) if node.name == 'entries' else plain} if {small} else {counted}"


def _entries(items: str, key: str) -> str:
    """`kernels.entries` for what is known to be a list."""
    return f"[item if item.__class__ is Absent else item[{key}] for item in {items}]"


def _small(node: Node, args: Sequence[str], kinds: Sequence[str]) -> str:
    """The test that a call's lists and texts are too short for its work to count, where its result is, too.

    Most are: the test saves them a call.
    """
    made = node.kind.partition("<")[0]
    if made in _SIZEABLE and not (made == "list" and node.name in _GOING_THROUGH):
        return ""
    tests = []
    through = 1 if node.name in _GOING_THROUGH else len(args)  # what follows is the name of an entry
    for name, kind in zip(args[:through], kinds, strict=False):
        sizeable = kind.partition("<")[0]
        if sizeable == "any":
            return ""
        if sizeable in _SIZEABLE:
            least = ITEMS_A_TURN if sizeable == "list" else kernels.characters_a_turn(node.name)
            tests.append(f"{name}.__class__ is {_CLASSES[sizeable]} and len({name}) < {least}")
    return " and ".join(tests)


def _inline(node: Node, args: Sequence[str], kinds: Sequence[str], mode: Mode) -> str:
    """Comparisons and tests of values whose kinds are known, without a call; policies only."""
    if mode != "policy":
        return ""
    if node.name in _SYMBOLS and len(set(kinds)) == 1:
        ordered = kinds[0] in _INLINE_ORDERED
        if ordered or (kinds[0] == "boolean" and node.name in ("=", "!=")):
            return f"{args[0]} {_SYMBOLS[node.name]} {args[1]}"
    if node.name == "inside":
        low, high = (_SYMBOLS[sign] for sign in node.data)
        test = f"{args[1]} {low} {args[0]} {high} {args[2]}"
        return f"{args[0]} if {args[0]}.__class__ is Absent else {test}"
    if node.name == "member":
        return f"{args[0]} if {args[0]}.__class__ is Absent else {args[0]} in {args[1]}"
    if node.name == "entry":
        return f"{args[0]} if {args[0]}.__class__ is Absent else {args[0]}[{args[1]}]"
    if node.name == "fn:is missing" and node.data == () and len(args) == 1:
        return f"{args[0]}.__class__ is Absent"
    if node.name == "fn:if missing" and node.data == ():
        return f"{args[1]} if {args[0]}.__class__ is Absent else {args[0]}"
    if node.name == "not" and kinds[0] == "boolean":
        return f"{args[0]} if {args[0]}.__class__ is Absent else not {args[0]}"
    return ""


def is_weighed(name: str, kinds: Sequence[str]) -> bool:
    """Whether a call goes through lists or texts, so that its work grows with them."""
    if not (name.startswith("fn:") or name in _OPERATORS or name in _GOING_THROUGH):
        return False
    sizeable = any(kind.partition("<")[0] in _SIZEABLE for kind in kinds)
    return sizeable and kernels.characters_a_turn(name) is not None


@lru_cache(maxsize=4096)
def _weighed(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    return kernels.weighed(function, name)


@lru_cache(maxsize=4096)
def _function(
    name: str, kinds: tuple[str, ...], mode: Mode, names: tuple[str, ...] | None
) -> Callable[..., Any]:
    """The function behind a CALL, made strict for policies."""
    if mode == "policy" and name in _EXTREMES and len(kinds) > 1 and set(kinds) == {"number"}:
        return _EXTREMES[name]
    if name.startswith("fn:"):
        return _built_in(name[3:], kinds, mode, names or ())
    if name in _PLAIN:
        return _PLAIN[name]
    if name in _STRUCTURAL:
        return _STRUCTURAL[name] if mode == "feel" else kernels.shallow(_STRUCTURAL[name])
    if mode == "policy" and kinds == ("number", "number") and name in _NUMBERS:
        return _NUMBERS[name]
    return kernels.strict(_OPERATORS[name], kinds) if mode == "policy" else _OPERATORS[name]


def _built_in(name: str, kinds: tuple[str, ...], mode: Mode, names: tuple[str, ...]) -> Callable[..., Any]:
    """A built-in function; called directly where one signature fits the static kinds as they are."""
    function = FUNCTIONS[name]
    row = bind_function(function, len(kinds), names)
    if mode == "policy" and not any(names):
        row = next((fit for s in function.signatures if (fit := _direct(s, kinds)) is not None), row)
    if mode == "feel" or function.unknown == "observes":
        return row
    if function.unknown == "items":
        return kernels.shallow(row, len(kinds))
    return kernels.strict(row, kinds)


def _direct(signature: Signature, kinds: tuple[str, ...]) -> Callable[..., Any] | None:
    """The signature's own function if arguments of these kinds need neither binding nor conversion."""
    parameters = signature.parameters
    if signature.variadic:
        if len(parameters) != 1 or not all(_takes(parameters[0].type, kind) for kind in kinds):
            return None
        row = signature.row
        return lambda *values: row(list(values))
    required = sum(not parameter.optional for parameter in parameters)
    if not required <= len(kinds) <= len(parameters):
        return None
    return (
        signature.row
        if all(_takes(p.type, kind) for p, kind in zip(parameters, kinds, strict=False))
        else None
    )


def _takes(type_: str, kind: str) -> bool:
    return any(
        kind == option or (option == "list" and kind.startswith("list<")) for option in type_.split("|")
    )
