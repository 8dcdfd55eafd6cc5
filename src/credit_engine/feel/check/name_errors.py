"""What the check can say about names: of inputs, entries, functions and types, each a function or row."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.feel import syntax
from credit_engine.feel.check import hints, notations
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.check.names import Names
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import SIMPLE_KINDS, Type, type_words
from credit_engine.messages import Message
from credit_engine.operators import FUNCTIONS
from credit_engine.problems import suggestion
from credit_engine.wording import joined, said

lacking_entry = Message("unknown-name", "there is no '{name}': {why}", "没有 '{name}'：{why}")
"""An entry that others of its kind have."""
_OTHER_LANGUAGES = {
    "len": said(
        "did you mean 'count' (of a list) or 'string length'?", "是否应为 'count'（列表）或 'string length'？"
    ),
    "length": said("did you mean 'string length'?", "是否应为 'string length'？"),
    "avg": said("did you mean 'mean'?", "是否应为 'mean'？"),
    "average": said("did you mean 'mean'?", "是否应为 'mean'？"),
    "days": said("the days of a duration d are d.days", "时长 d 的天数是 d.days"),
    "isnull": said("did you mean 'is missing'?", "是否应为 'is missing'？"),
    "coalesce": said("did you mean 'if missing'?", "是否应为 'if missing'？"),
    "ifnull": said("did you mean 'if missing'?", "是否应为 'if missing'？"),
    "nvl": said("did you mean 'if missing'?", "是否应为 'if missing'？"),
    "pow": said("powers are written a ** b", "乘方写作 a ** b"),
    "power": said("powers are written a ** b", "乘方写作 a ** b"),
    "upper": said("did you mean 'upper case'?", "是否应为 'upper case'？"),
    "lower": said("did you mean 'lower case'?", "是否应为 'lower case'？"),
    "concat": said("texts are joined by +", "文本用 + 连接"),
    "iif": said("write if ... then ... else ...", "写作 if ... then ... else ..."),
}


def unknown_name(
    errors: Errors, node: syntax.Node, name: str, names: Names, wanted: Sequence[str] | None = None
) -> None:
    """A name that nobody declared; `wanted` are the texts that would be right at its place."""
    if names.incomplete:
        return
    right = notations.of_name(errors.source(node), wanted, [path for path, _ in names.paths()])
    if right is not None:
        errors.to_write(
            "unknown-name", node, said("unknown name '{name}'", "未知名称 '{name}'", name=name), right
        )
        return
    hint = hints.of_name(name, dict(names.paths()), wanted)
    otherwise = (
        "" if hint else said("the name of an input, a parameter or a decision", "输入、参数或决策的名称")
    )
    expected = hints.quoted(wanted) if wanted else otherwise
    errors.add(
        "unknown-name",
        node,
        said("unknown name '{name}'", "未知名称 '{name}'", name=name),
        expected=expected,
        hint=hint,
    )


def unquoted_text(errors: Errors, node: syntax.Node, name: str) -> None:
    """A name that is probably meant as a text."""
    message = said(
        "'{name}' is a name here, but nothing has this name",
        "'{name}' 在此是名称，但没有声明过该名称",
        name=name,
    )
    errors.to_write("unquoted-text", node, message, f'"{name}"')


def no_such_entry(errors: Errors, node: syntax.Path, type_: Type) -> None:
    """An entry that a context does not have."""
    known = [key for key, _ in type_.fields or ()]
    called = notations.of_method(node.name)
    errors.add(
        "unknown-name",
        node,
        said(
            "unknown name '{name}' in {type}",
            "{type} 中没有名称 '{name}'",
            name=node.name,
            type=type_words(type_),
        ),
        expected=", ".join(known),
        hint=said(
            "a function stands before what it takes: {called}(...)",
            "函数写在前面：{called}(...)",
            called=called,
        )
        if called and not known
        else suggestion(node.name, known),
    )


def unknown_function(errors: Errors, call: syntax.Call, node: syntax.Name) -> None:
    """A call of a function that there is not."""
    message = said("unknown function '{name}'", "未知函数 '{name}'", name=node.name)
    right = notations.of_expression(errors.source(call))
    if right is not None:
        errors.to_write("unknown-function", call, message, right)
        return
    hint = _OTHER_LANGUAGES.get(node.name.lower()) or suggestion(node.name, FUNCTIONS)
    errors.add(
        "unknown-function",
        node,
        message,
        expected=said("a function of FEEL", "FEEL 函数"),
        hint=hint,
    )


def not_a_function(errors: Errors, node: syntax.Expression) -> None:
    """A call of something that cannot be called."""
    errors.add(
        "type-clash",
        node,
        said("'{node}' is not a function", "'{node}' 不是函数", node=format_expression(node)),
        expected=said("a function", "函数"),
        hint=said("an operator may be missing before the bracket", "括号之前可能缺少运算符"),
    )


def unknown_type(errors: Errors, node: syntax.TypeName) -> None:
    """The name of a type that there is not."""
    known = [*SIMPLE_KINDS, "string", "list", "context", "range", "function"]
    errors.add(
        "unknown-type",
        node,
        said("unknown type '{name}'", "未知类型 '{name}'", name=node.name),
        expected=joined(known),
        hint=suggestion(node.name, known),
    )
