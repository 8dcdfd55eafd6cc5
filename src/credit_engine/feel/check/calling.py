"""The static check of a call: the function, its arguments, and what is odd about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Protocol

from credit_engine.feel import syntax
from credit_engine.feel.check.condition_errors import never_missing, unknown_cause, unknown_value
from credit_engine.feel.check.constants import Constants
from credit_engine.feel.check.errors import Errors, declared_here
from credit_engine.feel.check.name_errors import not_a_function, unknown_function
from credit_engine.feel.check.names import Known, Names
from credit_engine.feel.check.ordinals import check_order
from credit_engine.feel.check.type_errors import refused_literal, wrong_arguments
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import ANY, BOOLEAN, Interval, Type, from_text, hull, join, list_of
from credit_engine.operators import FUNCTIONS
from credit_engine.operators.table import Function, Parameter, Signature
from credit_engine.wording import any_of

_AT_LEAST_0 = Interval(0, None)
_NOT_NEGATIVE = ("abs", "string length", "sqrt", "exp", "stddev")
_AMONG = ("min", "max", "mean", "median")
"""Functions whose value lies among those that they are given."""
_ADDED = ("item", "newItem")
"""Parameters whose arguments become items of the list that a function gives."""
WHOLE = ("count", "string length")
"""Functions that count."""


def bounds(name: str, arguments: Sequence[Type]) -> Interval | None:
    """The interval of a call's value, None where nothing is known of it."""
    if name == "count" and arguments and arguments[0].most is not None:
        return Interval(0, arguments[0].most)
    if name == "count" or name in _NOT_NEGATIVE:
        return _AT_LEAST_0
    if name in ("min", "max") and len(arguments) > 1:
        return _extreme(name, [argument.interval for argument in arguments])
    if name in _AMONG:
        return _closed(_given(arguments))
    if name == "sum":
        return _sum(_given(arguments))
    return None


def _given(arguments: Sequence[Type]) -> Interval | None:
    """The interval that holds all numbers that a function is given, in a list or one by one."""
    if len(arguments) == 1 and arguments[0].kind == "list":
        return None if arguments[0].item is None else arguments[0].item.interval
    return reduce(hull, [argument.interval for argument in arguments]) if arguments else None


def _extreme(name: str, ranges: Sequence[Interval | None]) -> Interval | None:
    """The least or greatest of several numbers lies beyond each of them on one side."""
    lows = [argument.low for argument in ranges if argument is not None and argument.low is not None]
    highs = [argument.high for argument in ranges if argument is not None and argument.high is not None]
    if name == "max":
        low, high = max(lows, default=None), max(highs) if len(highs) == len(ranges) else None
    else:
        low, high = min(lows) if len(lows) == len(ranges) else None, min(highs, default=None)
    return None if low is None and high is None else Interval(low, high)


def _closed(interval: Interval | None) -> Interval | None:
    """The same with its ends: a mean may be rounded to one of them."""
    return None if interval is None else Interval(interval.low, interval.high)


def _sum(interval: Interval | None) -> Interval | None:
    """The sum of any number of values, none among them, has their common sign."""
    if interval is not None and interval.low is not None and interval.low >= 0:
        return _AT_LEAST_0
    return (
        Interval(None, 0)
        if interval is not None and interval.high is not None and interval.high <= 0
        else None
    )


def bound(signature: Signature, count: int, names: Sequence[str]) -> list[Parameter] | None:
    """The parameter of each argument, or None if the call does not fit the signature's shape."""
    parameters = list(signature.parameters)
    if any(names):
        by_name = {p.name: p for p in parameters}
        required = {p.name for p in parameters if not p.optional}
        if not all(name in by_name for name in names) or not required <= set(names):
            return None
        return [by_name[name] for name in names]
    required_count = sum(1 for p in parameters if not p.optional)
    if signature.variadic:
        if count < len(parameters):
            return None
        return parameters + [parameters[-1]] * (count - len(parameters))
    return parameters[:count] if required_count <= count <= len(parameters) else None


def accepts(parameter: Parameter, type_: Type) -> bool:
    """Whether a value of the type can be handed to the parameter."""
    if type_.kind in ("any", "null"):
        return True
    return any(_accepts(from_text(option), type_) for option in parameter.type.split("|"))


def _accepts(wanted: Type, type_: Type) -> bool:
    if wanted.kind == "any" or type_.kind == "any":
        return True
    if wanted.kind != type_.kind:
        return wanted.kind == "date and time" and type_.kind == "date"
    if wanted.item is not None and type_.item is not None:
        return _accepts(wanted.item, type_.item)
    return True


def chosen(function: Function, types: Sequence[Type], names: Sequence[str]) -> Signature | None:
    """The first signature that takes arguments of these types."""
    for signature in function.signatures:
        parameters = bound(signature, len(types), names)
        if parameters is not None and all(map(accepts, parameters, types)):
            return signature
    return None


def result_type(function: Function, signature: Signature, types: Sequence[Type]) -> Type:
    """The type of a call's value."""
    first = types[0] if types else ANY
    if signature.result == "same":
        result = replace(_with_added(signature, types), interval=None, values=None, most=None)
    elif signature.result == "item":
        item = first.item if first.kind == "list" and first.item is not None else None
        if item is None:
            item = first if signature.variadic and first.kind != "list" else ANY
            for other in types[1:]:
                item = join(item, other)
        result = replace(item, optional=True)
    else:
        result = from_text(signature.result)
    if function.unit == "same" and result.kind == "number":
        result = replace(result, unit=first.inner.unit, interval=None)
    if result.kind == "number":
        interval = bounds(function.name, types)
        result = replace(result, interval=interval, integer=result.integer or function.name in WHOLE)
    return replace(result, optional=True)


def shown(function: Function) -> str:
    """The signatures of a function as an analyst reads them."""
    forms = []
    for signature in function.signatures:
        parts = [f"{p.name}: {p.type}" + ("?" if p.optional else "") for p in signature.parameters]
        forms.append(f"{function.name}({', '.join(parts)}{', ...' if signature.variadic else ''})")
    return any_of(forms)


_REFUSED = {"random number"}
_OF_ONE_KIND = {"min", "max"}
_OF_ITEMS = ("sort", "list replace")
"""Functions whose second or later argument is a function of items of the first."""

_SOUGHT = ("list contains", "index of")
"""Functions that look for their second argument among the items of the first."""


class Inference(Protocol):
    """What the check of a call needs of the check of expressions, whose part it is."""

    errors: Errors
    constants: Constants

    def infer(self, tree: syntax.Expression, names: Names) -> Type:
        """The type of an expression; what is wrong with it is reported."""

    def function(self, tree: syntax.Function, names: Names, given: Type) -> Type:
        """The type of a function value; `given` is that of parameters without a type of their own."""

    def expect(self, tree: syntax.Expression, names: Names, kind: str, what: str) -> Type:
        """The type of an expression that has to be of one kind."""

    def known(self, tree: syntax.Expression, names: Names) -> Known | None:
        """What is known of a name or path."""


def call_type(checker: Inference, tree: syntax.Call, names: Names) -> Type:
    """The type of a call's value; what is wrong with it is reported."""
    function = tree.function
    name = function.name if isinstance(function, syntax.Name) else ""
    known = names.find(name) if name else None
    if name == "not" and known is None and len(tree.arguments) == 1:
        checker.expect(tree.arguments[0].value, names, "boolean", "not()")
        return BOOLEAN
    before = len(checker.errors.problems)
    types = _arguments(checker, tree, names, name if known is None else "")
    if not isinstance(function, syntax.Name):
        return _of_value(checker, tree, checker.infer(function, names))
    if known is not None:
        return _of_value(checker, tree, known.type)
    if name not in FUNCTIONS or name in _REFUSED:
        unknown_function(checker.errors, tree, function)
        return ANY
    result, signature = _of_builtin(checker, tree, name, types, names)
    if signature is not None and len(checker.errors.problems) == before:
        _constant_arguments(checker, tree, name, signature)
    return result


def _with_added(signature: Signature, types: Sequence[Type]) -> Type:
    """The type of the first argument; of a list, one that covers what further arguments add to it."""
    result, parameters = types[0] if types else ANY, signature.parameters
    if result.kind != "list":
        return result
    for number, type_ in enumerate(types[1:], 1):
        parameter = parameters[min(number, len(parameters) - 1)]
        if parameter.type == "list":
            result = join(result, type_ if type_.kind == "list" else list_of(ANY))
        elif parameter.name in _ADDED:
            result = join(result, list_of(type_))
    return result


def _arguments(checker: Inference, tree: syntax.Call, names: Names, name: str) -> list[Type]:
    """The types of a call's arguments; where a function orders or picks items, it takes those of the list."""
    types: list[Type] = []
    for argument in tree.arguments:
        item = types[0].item if name in _OF_ITEMS and types and types[0].kind == "list" else None
        if item is not None and isinstance(argument.value, syntax.Function):
            types.append(checker.function(argument.value, names, item))
        else:
            types.append(checker.infer(argument.value, names))
    return types


def _of_builtin(
    checker: Inference, tree: syntax.Call, name: str, types: Sequence[Type], names: Names
) -> tuple[Type, Signature | None]:
    """The type of the value of a built-in function, and the signature that takes arguments of these types."""
    signature = chosen(FUNCTIONS[name], types, [argument.name for argument in tree.arguments])
    if signature is None or (name in _OF_ONE_KIND and _mixed(types)):
        wrong_arguments(checker.errors, tree, name, types, shown(FUNCTIONS[name]))
        return ANY, None
    check_order(checker.errors, tree, name, types)
    if name in _SOUGHT:
        _sought(checker, tree, types)
    if name in ("is missing", "if missing"):
        _asked(checker, tree, names)
    if name == "if missing" and len(types) == 2:
        return replace(join(types[0], types[1]), optional=types[1].optional), signature
    return result_type(FUNCTIONS[name], signature, types), signature


def _sought(checker: Inference, tree: syntax.Call, types: Sequence[Type]) -> None:
    """Refuse texts that are none of the declared values: the one that is sought, or one of a written list."""
    if len(types) != 2:
        return
    within, sought = (argument.value for argument in tree.arguments)
    item = types[0].item
    if isinstance(sought, syntax.Text) and item is not None and not isinstance(within, syntax.List):
        _undeclared(checker, [sought], item)
    if isinstance(within, syntax.List) and not isinstance(sought, syntax.Text):
        _undeclared(checker, [item for item in within.items if isinstance(item, syntax.Text)], types[1])


def _undeclared(checker: Inference, texts: Sequence[syntax.Text], declared: Type) -> None:
    values = declared.values or declared.order_values
    for text in texts:
        if values is not None and text.value not in values:
            unknown_value(checker.errors, text, text.value, values)


def _of_value(checker: Inference, tree: syntax.Call, type_: Type) -> Type:
    if type_.kind not in ("function", "any"):
        shown = format_expression(tree.function)
        checker.errors.report(not_a_function, tree.function, called=shown)
    return type_.item if type_.kind == "function" and type_.item is not None else ANY


def _mixed(types: Sequence[Type]) -> bool:
    """Whether arguments are known to be of different kinds."""
    return len({type_.kind for type_ in types} - {"any", "null"}) > 1


def _constant_arguments(checker: Inference, tree: syntax.Call, name: str, signature: Signature) -> None:
    """Report a constant argument that the function refuses, or constant arguments that give no value."""
    parameters = bound(signature, len(tree.arguments), [a.name for a in tree.arguments])
    refused = checker.constants.refused_argument(name, parameters or (), tree.arguments)
    if refused is not None:
        refused_literal(checker.errors, refused[0], name, refused[1])
        return
    nothing = checker.constants.enter_call(tree, name)
    if nothing is not None:
        place = tree.arguments[0].value if len(tree.arguments) == 1 else tree
        refused_literal(checker.errors, place, name, nothing)


def _asked(checker: Inference, tree: syntax.Call, names: Names) -> None:
    """Warn where a required input is asked whether it is missing; refuse causes that it does not declare."""
    asked = tree.arguments[0].value
    known = checker.known(asked, names)
    if known is None or known.what != "input" or known.entries is not None:
        return None
    if not known.type.optional:
        return never_missing(checker.errors, asked, known)
    cause = (
        tree.arguments[1].value if tree.function == syntax.Name("is missing") and tree.arguments[1:] else None
    )
    if isinstance(cause, syntax.Text) and cause.value not in (known.causes or ()):
        notes, causes = declared_here(known), known.causes or ()
        checker.errors.report(unknown_cause, cause, notes=notes, known=causes, cause=cause.value)
    return None
