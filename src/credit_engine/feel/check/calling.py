"""The static check of a call: the function, its arguments, and what is odd about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from credit_engine.feel import syntax
from credit_engine.feel.check import calls
from credit_engine.feel.check.condition_errors import never_missing, unknown_cause, unknown_value
from credit_engine.feel.check.constants import Constants
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.check.name_errors import not_a_function, unknown_function
from credit_engine.feel.check.names import Known, Names
from credit_engine.feel.check.ordinal_calls import check_order
from credit_engine.feel.check.type_errors import wrong_arguments
from credit_engine.feel.check.value_errors import refused_literal
from credit_engine.feel.types import ANY, BOOLEAN, Type, join
from credit_engine.operators import FUNCTIONS
from credit_engine.operators.table import Signature

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
    signature = calls.chosen(FUNCTIONS[name], types, [argument.name for argument in tree.arguments])
    if signature is None or (name in _OF_ONE_KIND and _mixed(types)):
        wrong_arguments(checker.errors, tree, name, types, calls.shown(FUNCTIONS[name]))
        return ANY, None
    check_order(checker.errors, tree, name, types)
    if name in _SOUGHT:
        _sought(checker, tree, types)
    if name in ("is missing", "if missing"):
        _asked(checker, tree, names)
    if name == "if missing" and len(types) == 2:
        return replace(join(types[0], types[1]), optional=types[1].optional), signature
    return calls.result_type(FUNCTIONS[name], signature, types), signature


def _sought(checker: Inference, tree: syntax.Call, types: Sequence[Type]) -> None:
    """Refuse texts that are none of the declared values: the one that is sought, or one of a written list."""
    if len(types) != 2:
        return
    within, sought = (argument.value for argument in tree.arguments)
    item = types[0].item
    if isinstance(sought, syntax.Text) and item is not None and not isinstance(within, syntax.List):
        _undeclared(checker, [sought], item)
    if isinstance(within, syntax.List) and not isinstance(sought, syntax.Text):
        _undeclared(checker, [one for one in within.items if isinstance(one, syntax.Text)], types[1])


def _undeclared(checker: Inference, texts: Sequence[syntax.Text], declared: Type) -> None:
    values = declared.values or declared.order_values
    for text in texts:
        if values is not None and text.value not in values:
            unknown_value(checker.errors, text, text.value, replace(declared, values=tuple(values)), None)


def _of_value(checker: Inference, tree: syntax.Call, type_: Type) -> Type:
    if type_.kind not in ("function", "any"):
        not_a_function(checker.errors, tree.function)
    return type_.item if type_.kind == "function" and type_.item is not None else ANY


def _mixed(types: Sequence[Type]) -> bool:
    """Whether arguments are known to be of different kinds."""
    return len({type_.kind for type_ in types} - {"any", "null"}) > 1


def _constant_arguments(checker: Inference, tree: syntax.Call, name: str, signature: Signature) -> None:
    """Report a constant argument that the function refuses, or constant arguments that give no value."""
    parameters = calls.bound(signature, len(tree.arguments), [a.name for a in tree.arguments])
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
        unknown_cause(checker.errors, cause, known)
    return None
