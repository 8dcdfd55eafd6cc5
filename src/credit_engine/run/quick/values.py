"""Quick forms of arithmetic, rounding, tests of one value, and functions of lending mathematics."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping

from credit_engine import numbers
from credit_engine.absent import Absent
from credit_engine.operators import FUNCTIONS
from credit_engine.run.quick.forms import Call, Form, or_absent, or_escape, unless_absent
from credit_engine.temporal.arithmetic import days_between
from credit_engine.temporal.dates import ORDER_KEY

_ORDERED = frozenset(("number", "text", "date", "days and time duration", "years and months duration"))
_SIGNS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def _comparison(call: Call) -> Form | None:
    (left, right), kind, sign = call.args, call.kinds[0], _SIGNS[call.node.name]
    equality = kind == "boolean" and call.node.name in ("=", "!=")
    if len(set(call.kinds)) > 1 or not (kind in _ORDERED or equality):
        return None
    if kind != "date" or not any(call.present):
        return Form(f"{left} {sign} {right}", call.all_present)
    test = f"{left}.{ORDER_KEY} {sign} {right}.{ORDER_KEY}"
    if call.all_present:
        return Form(test)
    open_ = right if call.present[0] else left
    return Form(f"{open_} if {open_}.__class__ is Absent else {test}", False)


_CONTEXT = numbers.CONTEXT
_ARITHMETIC = {"+": _CONTEXT.add, "-": _CONTEXT.subtract, "*": _CONTEXT.multiply, "/": _CONTEXT.divide}


def _arithmetic(call: Call) -> Form | None:
    """What `numbers.add` and its like do first; they go on where this raises."""
    left, right = call.args
    if tuple(call.kinds) == ("number", "number"):
        if call.node.name == "/" and call.writing.careful:
            return None  # a divisor that is 0 is as usual as an absent value
        return or_escape(call, f"{call.bind(_ARITHMETIC[call.node.name])}({left}, {right})")
    if tuple(call.kinds) == ("date", "date") and call.node.name == "-":
        return or_absent(call, f"{call.bind(days_between)}({left}, {right})")
    return None


def _negate(call: Call) -> Form | None:
    (value,) = call.args
    if call.kinds[0] != "number":
        return None
    text = f"-{value} if {value}.__class__ is int else {call.bind(_CONTEXT.subtract)}(0, {value})"
    return or_escape(call, text)


def _round(call: Call) -> Form | None:
    digits, mode = call.data
    if digits < 0 or call.kinds[0] != "number":
        return None
    (value,) = call.args
    unit, rounding, context = map(call.bind, numbers.quantizing(digits, mode))
    rounded = f"{value}.quantize({unit}, {rounding}, {context})"
    return Form(f"{rounded} if {value}.__class__ is Decimal else {value}", call.present[0])


def _extreme(sign: str) -> Callable[[Call], Form | None]:
    """The smallest or largest; of equal ones the first, as `min` and `max` have it."""
    name = "min" if sign == "<" else "max"

    def form(call: Call) -> Form | None:
        if len(call.args) < 2 or set(call.kinds) != {"number"}:
            return None
        if len(call.args) == 2:
            left, right = call.args
            return or_escape(call, f"{right} if {right} {sign} {left} else {left}")
        return or_escape(call, f"{name}({', '.join(call.args)})")

    return form


def _limit(call: Call) -> Form | None:
    """`steps.limit_amount` for a constant step and minimum."""
    amount, *fixed = call.args
    if not call.all_constant or any(kind != "number" for kind in call.kinds):
        return None
    step, minimum = (call.known[name] for name in fixed)
    if step <= 0 or minimum < 0:
        return None
    steps = f"{call.bind(_CONTEXT.divide_int)}({amount}, {fixed[0]})"
    found = f"m{call.node.id}"
    rounded = f"({found} := {call.bind(_CONTEXT.multiply)}({steps}, {fixed[0]}))"
    return or_escape(call, f"0 if {amount} <= 0 or {rounded} < {fixed[1]} else {found}")


def _inside(call: Call) -> Form:
    value, low, high = call.args
    below, above = (_SIGNS[sign] for sign in call.data)
    return unless_absent(call, f"{low} {below} {value} {above} {high}")


def _member(call: Call) -> Form:
    return unless_absent(call, f"{call.args[0]} in {call.args[1]}")


def _not(call: Call) -> Form | None:
    return unless_absent(call, f"not {call.args[0]}") if call.kinds[0] == "boolean" else None


def _entry(call: Call) -> Form | None:
    """An entry of an item of a list; it may be absent, the item seldom is."""
    value, key = call.args
    item = call.nodes[call.node.args[0]].op == "PARAM"
    return Form(f"{value}[{key}]", False) if item else None


def _is_missing(call: Call) -> Form | None:
    if call.data != () or (len(call.args) == 2 and not (call.kinds[1] == "text" and call.present[1])):
        return None
    value = call.args[0]
    if call.present[0]:
        return Form("False")
    if len(call.args) == 1:
        return Form(f"{value}.__class__ is Absent")
    return Form(f"{value}.__class__ is Absent and {call.bind(_has_cause)}({value}, {call.args[1]})")


def _has_cause(value: Absent, code: str) -> bool:
    return any(cause.code == code for cause in value.causes)


def _if_missing(call: Call) -> Form | None:
    if call.data != () or len(call.args) != 2:
        return None
    value, default = call.args
    if call.present[0]:
        return Form(value)
    return Form(f"{default} if {value}.__class__ is Absent else {value}", call.present[1])


def function_form(call: Call) -> Form | None:
    """A function of lending mathematics itself, without what makes absent values of its refusals."""
    if call.data != () or set(call.kinds) != {"number"}:
        return None
    for form in FUNCTIONS[call.node.name[3:]].signatures:
        parameters = form.parameters
        required = sum(not parameter.optional for parameter in parameters)
        numeric = all(parameter.type == "number" for parameter in parameters)
        if form.refusing is not None and numeric and required <= len(call.args) <= len(parameters):
            return or_absent(call, f"{call.bind(form.refusing)}({', '.join(call.args)})")
    return None


def _dated(call: Call) -> Form | None:
    _, days, series = call.data
    if not call.present[0]:
        return None
    found, keys = f"t{call.node.id}", tuple(getattr(day, ORDER_KEY) for day in days)
    place = f"{found} = {call.bind(bisect_right)}({call.bind(keys)}, {call.args[0]}.{ORDER_KEY})"
    not_yet = f"if not {found}: raise LookupError"  # the kernel says so
    return Form(f"{call.bind(tuple(series))}[{found} - 1]", before=(place, not_yet))


VALUES: Mapping[str, Callable[[Call], Form | None]] = {
    **dict.fromkeys(_SIGNS, _comparison),
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    "negate": _negate,
    "round": _round,
    "smallest": _extreme("<"),
    "largest": _extreme(">"),
    "fn:min": _extreme("<"),
    "fn:max": _extreme(">"),
    "limit": _limit,
    "inside": _inside,
    "member": _member,
    "not": _not,
    "entry": _entry,
    "fn:is missing": _is_missing,
    "fn:if missing": _if_missing,
    "dated": _dated,
}
